/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-sentence.h"

#include <math.h>
#include <string.h>

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024.0 * 1024)

/* 1970-01-02, 14:02 UTC */
#define SINCE_NS ((24 * 60 + 14 * 60 + 2) * 60 * S)

static guint32
add_function (HtCatalog *catalog, const char *name)
{
  HtFunction function = { .name = ht_strings_intern (catalog->strings, name, strlen (name)) };

  return ht_symbols_intern_function (catalog->symbols, &function);
}

static HtGrowthReport *
report_new (HtGrowthVerdict verdict)
{
  HtGrowthReport *report = g_new0 (HtGrowthReport, 1);

  report->verdict = verdict;
  report->total.verdict = verdict;
  report->total.now.rate = 2.1 * MIB / 60;
  report->total.more_s = NAN;
  report->n_epochs = 20;
  report->from_ns = SINCE_NS - 1800 * S;
  report->since_ns = SINCE_NS;
  report->to_ns = SINCE_NS + 3600 * S;
  report->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_chain_free);
  return report;
}

static HtGrowthChain *
add_chain (HtGrowthReport *report, HtGrowthScope scope, guint32 function)
{
  HtGrowthChain *chain = ht_growth_chain_new (scope);

  chain->function = function;
  chain->course.verdict = HT_GROWTH_GROWING;
  chain->course.now.rate = 1.5 * MIB / 60;
  chain->share = 0.82;
  chain->since_ns = SINCE_NS;
  g_ptr_array_add (report->chains, chain);
  return chain;
}

static void
assert_says (const HtGrowthReport *report,
             const HtGrowthForecast *forecast,
             const HtCatalog *catalog,
             const char *expected)
{
  g_autofree char *said = ht_growth_sentence (report, forecast, catalog, HT_TIME_DISPLAY_UTC, 0);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_growing (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING);
  HtGrowthForecast forecast = { .outlook = HT_GROWTH_OUTLOOK_COMING,
                                .limit = HT_GROWTH_LIMIT_MEMORY,
                                .limit_bytes = (gint64) (512 * MIB),
                                .eta = { 13200, 10200, 18600 } };

  add_chain (report, HT_GROWTH_SCOPE_SITE,
             add_function (catalog, "example.com/shop/cache.(*Store).Put"));
  assert_says (
      report, &forecast, catalog,
      "Heap live grows 2.1 MiB/min since 14:02 UTC. 82\u00a0% of it is cache.(*Store).Put. "
      "GOMEMLIMIT of 512.0 MiB in 3 h 40 min (2 h 50 min – 5 h 10 min).");

  /* It cannot be said that it comes at all. */
  forecast.eta.high_s = NAN;
  assert_says (
      report, &forecast, catalog,
      "Heap live grows 2.1 MiB/min since 14:02 UTC. 82\u00a0% of it is cache.(*Store).Put. "
      "GOMEMLIMIT of 512.0 MiB in 3 h 40 min (2 h 50 min or later).");

  /* Another day. */
  report->to_ns += 86400 * S;
  assert_says (report, NULL, catalog,
               "Heap live grows 2.1 MiB/min since Jan 2 14:02 UTC. "
               "82\u00a0% of it is cache.(*Store).Put.");
}

/* What people can change is their own code: what it has allocated by others is its own, too. */
static void
test_on_behalf (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING);
  guint32 own = add_function (catalog, "example.com/shop/cache.(*Store).Put");
  HtGrowthChain *clone = add_chain (report, HT_GROWTH_SCOPE_SITE,
                                    add_function (catalog, "internal/stringslite.Clone"));
  HtGrowthChain *other =
      add_chain (report, HT_GROWTH_SCOPE_SITE, add_function (catalog, "main.leak"));
  HtGrowthChain *itself = add_chain (report, HT_GROWTH_SCOPE_SITE, own);

  clone->share = 0.3;
  clone->responsible = own;
  other->share = 0.4;
  itself->share = 0.2;
  itself->responsible = own;
  assert_says (
      report, NULL, catalog,
      "Heap live grows 2.1 MiB/min since 14:02 UTC. 50\u00a0% of it is cache.(*Store).Put.");
}

static void
test_hidden (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING);

  report->total.verdict = HT_GROWTH_CHURN;
  add_chain (report, HT_GROWTH_SCOPE_SITE, add_function (catalog, "main.leak"));
  assert_says (report, NULL, catalog,
               "main.leak grows 1.5 MiB/min since 14:02 UTC, which the rest of the heap hides.");
}

/* What somebody knows of is told as that, and not as news. */
static void
test_set_aside (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_STEADY);
  HtGrowthChain *known =
      add_chain (report, HT_GROWTH_SCOPE_SITE, add_function (catalog, "main.fill"));

  known->is_set_aside = TRUE;
  report->n_set_aside = 1;
  report->set_aside_rate = 3.1 * MIB / 60;
  assert_says (report, NULL, catalog,
               "Nothing new grows over 1 h 30 min. 1 known chain of 3.1 MiB/min is not counted.");

  report->verdict = HT_GROWTH_GROWING;
  report->total.verdict = HT_GROWTH_GROWING;
  report->n_set_aside = 2;
  add_chain (report, HT_GROWTH_SCOPE_SITE, add_function (catalog, "main.leak"));
  assert_says (report, NULL, catalog,
               "Heap live grows 2.1 MiB/min since 14:02 UTC. 82\u00a0% of it is main.leak. "
               "2 known chains of 3.1 MiB/min are not counted.");
}

static void
test_process (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING);
  HtGrowthChain *chain = add_chain (report, HT_GROWTH_SCOPE_PROCESS, 0);

  report->total.verdict = HT_GROWTH_STEADY;
  chain->class_name = g_strdup ("offheap-mmap");
  assert_says (report, NULL, catalog, "Memory that is not Go's grows 1.5 MiB/min.");
  chain->function = add_function (catalog, "main.wait");
  assert_says (report, NULL, catalog, "Stacks of goroutines grow 1.5 MiB/min, in main.wait.");
}

static void
test_no_growth (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) steady = report_new (HT_GROWTH_STEADY);
  g_autoptr (HtGrowthReport) churn = report_new (HT_GROWTH_CHURN);
  g_autoptr (HtGrowthReport) flattening = report_new (HT_GROWTH_FLATTENING);
  HtGrowthForecast forecast = { .outlook = HT_GROWTH_OUTLOOK_NEVER,
                                .limit = HT_GROWTH_LIMIT_CONTAINER,
                                .limit_bytes = (gint64) (512 * MIB) };

  assert_says (steady, &forecast, catalog,
               "Nothing grows over 1 h 30 min. "
               "The container's limit of 512.0 MiB is not reached if it goes on like this.");
  assert_says (churn, NULL, catalog,
               "Nothing grows over 1 h 30 min, though far more is made and freed than is held.");
  assert_says (flattening, NULL, catalog, "The heap has grown over 1 h 30 min, but ever less.");

  forecast.outlook = HT_GROWTH_OUTLOOK_REACHED;
  forecast.limit = HT_GROWTH_LIMIT_MEMORY;
  assert_says (steady, &forecast, catalog,
               "Nothing grows over 1 h 30 min. GOMEMLIMIT of 512.0 MiB is reached: "
               "collections take more CPU before memory grows any more.");
}

static void
test_too_little (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_TOO_LITTLE_DATA);

  report->n_epochs = 0;
  assert_says (report, NULL, catalog, "There are no heap profiles.");
  report->n_epochs = 1;
  assert_says (report, NULL, catalog,
               "It is too early to tell what grows. 3 more states of the heap will tell.");
  report->n_epochs = 2;
  report->total.more_s = 80;
  assert_says (
      report, NULL, catalog,
      "It is too early to tell what grows. 2 more states of the heap will tell, in about 80 s.");
}

static void
test_spread (void)
{
  const HtGrowthSpread everywhere = { 3, 3 };
  const HtGrowthSpread some = { 1, 3 };
  g_autofree char *code = ht_growth_spread_text (&everywhere);
  g_autofree char *key = ht_growth_spread_text (&some);

  g_assert_cmpstr (code, ==, "Grows in all of 3 processes: it is what the code does everywhere.");
  g_assert_true (g_str_has_prefix (key, "Grows in 1 of 3 processes: look for what is different"));
}

static void
test_eta (void)
{
  static const struct
  {
    double seconds;
    const char *text;
  } cases[] = {
    { 0, "0 s" },          { 119, "119 s" },      { 600, "10 min" }, { 3570, "60 min" },
    { 3600, "1 h 0 min" }, { 7000, "2 h 0 min" }, { 36000, "10 h" }, { 259200, "3 days" },
    { 1e9, "years" },      { 1e300, "years" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = ht_growth_eta_text (cases[i].seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-sentence/growing", test_growing);
  g_test_add_func ("/growth-sentence/hidden", test_hidden);
  g_test_add_func ("/growth-sentence/on-behalf", test_on_behalf);
  g_test_add_func ("/growth-sentence/set-aside", test_set_aside);
  g_test_add_func ("/growth-sentence/process", test_process);
  g_test_add_func ("/growth-sentence/no-growth", test_no_growth);
  g_test_add_func ("/growth-sentence/too-little", test_too_little);
  g_test_add_func ("/growth-sentence/eta", test_eta);
  g_test_add_func ("/growth-sentence/spread", test_spread);
  return g_test_run ();
}
