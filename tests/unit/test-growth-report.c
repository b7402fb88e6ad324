/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-report.h"
#include "record-sink.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define LEAK \
  STACK ("net/http.serve", "example.com/shop.handle", "example.com/shop.keep", "bytes.growSlice")
#define SAME_LEAK  STACK ("example.com/shop.poll", "example.com/shop.keep", "bytes.growSlice")
#define OTHER_USER STACK ("example.com/shop.render", "bytes.growSlice")
#define CACHE      STACK ("example.com/shop.handle", "example.com/shop.cache")
#define NOBODY     STACK ("net/http.(*Transport).dialConn", "bufio.NewReaderSize")

/* Twelve heaps, 10 s apart: LEAK and SAME_LEAK grow by 3 and 1 MiB each, CACHE fills in the first
 * four, the others stay as they are. */
static HtGrowthTable *
make_table (HtCatalog *catalog)
{
  HtGrowthTable *table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < 12; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (10 + 3 * i) * MIB, (10 + 3 * i) * MIB);
      made_heap_add (profile, catalog, SAME_LEAK, 512, (1 + i) * MIB, (1 + i) * MIB);
      made_heap_add (profile, catalog, OTHER_USER, 1024, (i % 3) * MIB, (50 + 20 * i) * MIB);
      made_heap_add (profile, catalog, CACHE, 4096, MIN (i, 4) * 8 * MIB, MIN (i, 4) * 8 * MIB);
      made_heap_add (profile, catalog, NOBODY, 4096, 2 * MIB, 2 * MIB);
      made_heap_add (profile, catalog, STACK ("main.tiny"), 16, i * 1024, i * 1024);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return table;
}

static const char *
get_name (const HtCatalog *catalog, guint32 function)
{
  if (function == 0)
    return NULL;
  return ht_strings_get (catalog->strings,
                         ht_symbols_get_function (catalog->symbols, function)->name);
}

static const HtGrowthChain *
find (const HtGrowthReport *report,
      const HtCatalog *catalog,
      const char *function,
      const char *responsible)
{
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (g_strcmp0 (get_name (catalog, chain->function), function) == 0 &&
          g_strcmp0 (get_name (catalog, chain->responsible), responsible) == 0)
        return chain;
    }
  return NULL;
}

static void
test_chains (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  const HtGrowthChain *leak = find (report, catalog, "bytes.growSlice", "example.com/shop.keep");
  const HtGrowthChain *cache =
      find (report, catalog, "example.com/shop.cache", "example.com/shop.cache");
  const HtGrowthChain *churn = find (report, catalog, "bytes.growSlice", "example.com/shop.render");
  const HtGrowthChain *nobody = find (report, catalog, "bufio.NewReaderSize", NULL);

  g_assert_cmpint (report->verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpuint (report->n_epochs, ==, 12);
  g_assert_cmpint (report->from_ns, ==, 0);
  g_assert_cmpint (report->to_ns, ==, 110 * S);

  /* Both stacks through shop.keep are one chain, and the larger one stands for it. */
  g_assert_true (leak == g_ptr_array_index (report->chains, 0));
  g_assert_cmpint (leak->course.verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpfloat_with_epsilon (leak->course.now.rate, 0.4 * MIB, 1);
  g_assert_cmpuint (leak->node, ==, made_heap_node (catalog, LEAK));
  g_assert_cmpint (leak->first_bytes, ==, 11 * MIB);
  g_assert_cmpint (leak->last_bytes, ==, 55 * MIB);
  g_assert_cmpfloat_with_epsilon (leak->course.retention, 1, 1e-9);
  g_assert_cmpfloat (leak->confidence, >, 0.99);

  g_assert_cmpint (cache->course.verdict, ==, HT_GROWTH_STEADY);
  g_assert_cmpint (cache->course.shape, ==, HT_GROWTH_SHAPE_STOPPED);
  g_assert_cmpint (leak->since_ns, ==, leak->course.start * 10 * S);
  g_assert_cmpint (churn->course.verdict, ==, HT_GROWTH_CHURN);
  g_assert_cmpint (nobody->course.verdict, ==, HT_GROWTH_STEADY);
  g_assert_null (find (report, catalog, "main.tiny", "main.tiny"));
  g_assert_cmpuint (report->n_judged, ==, 4);
}

/* The collector has found no more alive since: what grew up to the newest profile has ended. */
static void
test_sequel (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  HtGrowthSequel sequel = { .heap_ns = 110 * S,
                            .newest_ns = 150 * S,
                            .live = { .rate = MIB / 40.0, .n_epochs = 2 } };

  ht_growth_table_set_sequel (table, &sequel);

  g_autoptr (HtGrowthReport) ended = ht_growth_report_new (table, catalog);

  g_assert_cmpint (
      find (ended, catalog, "bytes.growSlice", "example.com/shop.keep")->course.verdict, ==,
      HT_GROWTH_FLATTENING);
  g_assert_cmpint (ended->verdict, !=, HT_GROWTH_GROWING);

  sequel.live.rate = 16 * MIB / 40.0;
  ht_growth_table_set_sequel (table, &sequel);

  g_autoptr (HtGrowthReport) goes_on = ht_growth_report_new (table, catalog);

  g_assert_cmpint (goes_on->verdict, ==, HT_GROWTH_GROWING);

  /* Level, but it goes up and down by as much as it should have grown. */
  sequel.live =
      (HtGrowthFit){ .rate = MIB / 40.0, .n_epochs = 4, .scatter_error = 16 * MIB / 40.0 };
  ht_growth_table_set_sequel (table, &sequel);

  g_autoptr (HtGrowthReport) unsure = ht_growth_report_new (table, catalog);

  g_assert_cmpint (unsure->verdict, ==, HT_GROWTH_GROWING);
}

static void
test_nothing (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);

  g_assert_cmpint (report->verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
  g_assert_cmpuint (report->chains->len, ==, 0);
  g_assert_cmpint (report->from_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (report->since_ns, ==, HT_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-report/chains", test_chains);
  g_test_add_func ("/growth-report/sequel", test_sequel);
  g_test_add_func ("/growth-report/nothing", test_nothing);
  return g_test_run ();
}
