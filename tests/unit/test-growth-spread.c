/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-spread.h"

#include <string.h>

#define S G_GINT64_CONSTANT (1000000000)

static guint32
add_function (HtCatalog *catalog, const char *name, const char *file)
{
  HtFunction function = { .name = ht_strings_intern (catalog->strings, name, strlen (name)),
                          .file = ht_strings_intern (catalog->strings, file, strlen (file)) };

  return ht_symbols_intern_function (catalog->symbols, &function);
}

static HtGrowthReport *
report_new (HtGrowthVerdict verdict, gint64 from_s, gint64 to_s)
{
  HtGrowthReport *report = g_new0 (HtGrowthReport, 1);

  report->verdict = verdict;
  report->from_ns = from_s * S;
  report->to_ns = to_s * S;
  report->n_epochs = 20;
  report->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_chain_free);
  return report;
}

static HtGrowthChain *
add_chain (HtGrowthReport *report, HtGrowthVerdict verdict, guint32 function, gint64 since_s)
{
  HtGrowthChain *chain = ht_growth_chain_new (HT_GROWTH_SCOPE_SITE);

  chain->course.verdict = verdict;
  chain->function = function;
  chain->since_ns = since_s * S;
  g_ptr_array_add (report->chains, chain);
  return chain;
}

static void
assert_spread (const HtGrowthMember *members,
               guint n_members,
               const HtCatalog *catalog,
               const HtGrowthChain *chain,
               guint n_growing,
               guint n_compared)
{
  HtGrowthSpread spread;

  ht_growth_spread_find (&spread, members, n_members, catalog, chain);
  g_assert_cmpuint (spread.n_growing, ==, n_growing);
  g_assert_cmpuint (spread.n_compared, ==, n_compared);
}

/* One process grows from its 100th second on. */
static void
test_age (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  guint32 function = add_function (catalog, "main.keep", "/a/main.go");
  guint32 elsewhere = add_function (catalog, "main.keep", "/b/main.go");
  g_autoptr (HtGrowthReport) grows = report_new (HT_GROWTH_GROWING, 1000, 2000);
  g_autoptr (HtGrowthReport) also = report_new (HT_GROWTH_GROWING, 5000, 6000);
  g_autoptr (HtGrowthReport) old = report_new (HT_GROWTH_STEADY, 5000, 5500);
  g_autoptr (HtGrowthReport) young = report_new (HT_GROWTH_STEADY, 5000, 5090);
  g_autoptr (HtGrowthReport) unsure = report_new (HT_GROWTH_TOO_LITTLE_DATA, 5000, 5500);
  HtGrowthMember members[] = {
    { grows, 1000 * S },  { old, 5000 * S },  { young, 5000 * S },
    { unsure, 5000 * S }, { also, 5000 * S },
  };
  const HtGrowthChain *chain = add_chain (grows, HT_GROWTH_GROWING, function, 1100);

  add_chain (old, HT_GROWTH_STEADY, function, 5000);
  assert_spread (members, 1, catalog, chain, 1, 1);
  assert_spread (members, 2, catalog, chain, 1, 2);
  assert_spread (members, 4, catalog, chain, 1, 2);

  /* The same program, built in another folder. */
  add_chain (also, HT_GROWTH_GROWING, elsewhere, 5200);
  assert_spread (members, 5, catalog, chain, 2, 3);

  /* The young one is older than it was looked at. */
  members[2].start_ns = 4000 * S;
  assert_spread (members, 5, catalog, chain, 2, 4);
}

static void
test_other_chain (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  guint32 function = add_function (catalog, "bytes.growSlice", "/go/bytes/buffer.go");
  g_autoptr (HtGrowthReport) grows = report_new (HT_GROWTH_GROWING, 0, 1000);
  g_autoptr (HtGrowthReport) other = report_new (HT_GROWTH_GROWING, 0, 1000);
  const HtGrowthMember members[] = { { grows, HT_UNKNOWN }, { other, HT_UNKNOWN } };
  HtGrowthChain *chain = add_chain (grows, HT_GROWTH_GROWING, function, 0);
  HtGrowthChain *second = add_chain (other, HT_GROWTH_GROWING, function, 0);

  chain->responsible = add_function (catalog, "main.render", "/a/main.go");
  second->responsible = add_function (catalog, "main.store", "/a/main.go");
  assert_spread (members, 2, catalog, chain, 1, 2);
  second->responsible = chain->responsible;
  assert_spread (members, 2, catalog, chain, 2, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-spread/age", test_age);
  g_test_add_func ("/growth-spread/other-chain", test_other_chain);
  return g_test_run ();
}
