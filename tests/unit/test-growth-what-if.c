/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-what-if.h"

#include <math.h>

#include "gc-cycle.h"
#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define LEAK   STACK ("example.com/shop.handle", "example.com/shop.keep")
#define OTHER  STACK ("example.com/shop.handle", "example.com/shop.log")
#define STEADY STACK ("example.com/shop.load")

/* Eleven heaps, 10 s apart: 50 MiB that stay, 10 and 3 MiB more each time, 4 and 1 MiB more. */
static HtGrowthTable *
make_table (HtCatalog *catalog)
{
  HtGrowthTable *table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i <= 10; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (10 + 3 * i) * MIB, (10 + 3 * i) * MIB);
      made_heap_add (profile, catalog, OTHER, 512, (4 + i) * MIB, (4 + i) * MIB);
      made_heap_add (profile, catalog, STEADY, 4096, 50 * MIB, 50 * MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return table;
}

static GPtrArray *
list_parts (const HtGrowthReport *report, const HtGrowthTable *table, guint n)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_part_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (parts, ht_growth_part_new (g_ptr_array_index (report->chains, i), table));
  return parts;
}

static double
get_mib (const GArray *points, guint index)
{
  return g_array_index (points, HtSeriesPoint, index).value / MIB;
}

/* The whole heap is 64 MiB at first and 104 at last; of the 40 that came 30 are the leak's. */
static void
test_heap (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (GPtrArray) one = list_parts (report, table, 1);
  g_autoptr (GPtrArray) two = list_parts (report, table, 2);
  g_autoptr (GArray) heap = ht_growth_list_heap (table);
  const HtGrowthForecast forecast = { .outlook = HT_GROWTH_OUTLOOK_NO_LIMIT };
  g_auto (HtGrowthWhatIf) never = { 0 };
  g_auto (HtGrowthWhatIf) late = { 0 };
  g_auto (HtGrowthWhatIf) between = { 0 };
  g_auto (HtGrowthWhatIf) both = { 0 };

  g_assert_cmpuint (heap->len, ==, 11);
  g_assert_cmpfloat (get_mib (heap, 0), ==, 64);
  g_assert_cmpfloat (get_mib (heap, 10), ==, 104);

  /* Since it began. */
  ht_growth_what_if_init (&never, heap, &forecast, one, HT_UNKNOWN, TRUE);
  g_assert_cmpfloat (never.heap_bytes, ==, 104.0 * MIB);
  g_assert_cmpfloat (never.heap_without_bytes, ==, 74.0 * MIB);
  g_assert_cmpfloat (never.gone_bytes, ==, 30.0 * MIB);
  for (guint i = 0; i <= 10; i++)
    g_assert_cmpfloat (get_mib (never.heap, i), ==, 64 + i);
  g_assert_cmpint (never.forecast.outlook, ==, HT_GROWTH_OUTLOOK_NO_LIMIT);

  /* At the eighth heap: as it was up to there, then without the 6 MiB of two steps. */
  ht_growth_what_if_init (&late, heap, &forecast, one, 80 * S, TRUE);
  g_assert_cmpfloat (get_mib (late.heap, 8), ==, 96);
  g_assert_cmpfloat (get_mib (late.heap, 9), ==, 97);
  g_assert_cmpfloat (late.heap_without_bytes, ==, 98.0 * MIB);

  /* Half-way between two: half a step, and two whole ones. */
  ht_growth_what_if_init (&between, heap, &forecast, one, 75 * S, TRUE);
  g_assert_cmpfloat (between.gone_bytes, ==, 7.5 * MIB);

  ht_growth_what_if_init (&both, heap, &forecast, two, HT_UNKNOWN, FALSE);
  g_assert_cmpfloat (both.heap_without_bytes, ==, 64.0 * MIB);
  g_assert_cmpfloat (both.gone_bytes, ==, 40.0 * MIB);
}

static HtGrowthPart *
add_part (GPtrArray *parts, gint64 since_ns)
{
  HtGrowthPart *part = g_new0 (HtGrowthPart, 1);

  part->since_ns = since_ns;
  part->held = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  g_ptr_array_add (parts, part);
  return part;
}

static void
add_point (GArray *points, gint64 time_s, double mib)
{
  HtSeriesPoint point = { .time_ns = time_s * S, .value = mib * MIB };

  g_array_append_val (points, point);
}

/* What has come down since is not put back, and what began later did not begin. */
static void
test_down_again (void)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_part_free);
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  const HtGrowthForecast forecast = { .outlook = HT_GROWTH_OUTLOOK_NO_LIMIT };
  HtGrowthPart *part = add_part (parts, 0);
  g_auto (HtGrowthWhatIf) before = { 0 };
  g_auto (HtGrowthWhatIf) at_its_height = { 0 };

  add_point (part->held, 0, 1);
  add_point (part->held, 10, 9);
  add_point (part->held, 20, 5);
  add_point (heap, 0, 21);
  add_point (heap, 10, 29);
  add_point (heap, 20, 25);
  ht_growth_what_if_init (&at_its_height, heap, &forecast, parts, 10 * S, FALSE);
  g_assert_cmpfloat (at_its_height.gone_bytes, ==, 0);
  g_assert_cmpfloat (get_mib (at_its_height.heap, 2), ==, 25);
  part->since_ns = 10 * S;
  ht_growth_what_if_init (&before, heap, &forecast, parts, 0, FALSE);
  g_assert_cmpfloat (get_mib (before.heap, 2), ==, 25);
  part->since_ns = 0;
  part->scope = HT_GROWTH_SCOPE_PROCESS;
  ht_growth_what_if_clear (&before);
  ht_growth_what_if_init (&before, heap, &forecast, parts, 0, FALSE);
  /* What is beside the heap is not in it. */
  g_assert_cmpfloat (get_mib (before.heap, 2), ==, 25);
  g_assert_cmpfloat (before.gone_bytes, ==, 4.0 * MIB);
}

/* Without any heap profile there is no heap to tell of. */
static void
test_no_heap (void)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_part_free);
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  const HtGrowthForecast forecast = { .outlook = HT_GROWTH_OUTLOOK_NO_LIMIT };
  g_auto (HtGrowthWhatIf) what_if = { 0 };

  ht_growth_what_if_init (&what_if, heap, &forecast, parts, HT_UNKNOWN, TRUE);
  g_assert_true (isnan (what_if.heap_bytes) && isnan (what_if.heap_without_bytes));
  g_assert_cmpuint (what_if.heap->len, ==, 0);
}

/* 112 MiB at 120 s, 0.1 MiB more each second: 60 MiB more, and so the limit, after 600 s. The
 * process gets twice as much as stays alive. */
static HtGrowthForecast
make_forecast (void)
{
  return (HtGrowthForecast){ .outlook = HT_GROWTH_OUTLOOK_COMING,
                             .limit = HT_GROWTH_LIMIT_CONTAINER,
                             .limit_bytes = 172 * MIB,
                             .at_ns = 120 * S,
                             .level_bytes = 112.0 * MIB,
                             .pace = { 0.1 * MIB, 0.08 * MIB, 0.125 * MIB },
                             .spread = 2,
                             .eta = { 600, 480, 750 } };
}

static void
set_pace (HtGrowthPart *part, double mib_per_s)
{
  part->pace = (HtGrowthPace){ mib_per_s * MIB, 0.8 * mib_per_s * MIB, 1.25 * mib_per_s * MIB };
}

static void
test_forecast (void)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_part_free);
  const HtGrowthForecast forecast = make_forecast ();
  HtGrowthForecast rest;

  /* Three quarters of the pace. From now on: the same room at a quarter of it. */
  set_pace (add_part (parts, 0), 0.0375);
  ht_growth_forecast_without (&rest, &forecast, parts, 120 * S, TRUE);
  g_assert_cmpint (rest.outlook, ==, HT_GROWTH_OUTLOOK_COMING);
  g_assert_cmpfloat_with_epsilon (rest.eta.s, 60 / 0.025, 1e-3);
  /* The ends: 0.025 less the root of 0.02² + 0.015², and more by the root of 0.025² + 0.01875². */
  g_assert_cmpfloat_with_epsilon (rest.pace.low / MIB, 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (rest.pace.high / MIB, 0.05625, 1e-6);
  /* Had it stopped a minute ago: 60 s · 0.075 MiB/s more room. */
  ht_growth_forecast_without (&rest, &forecast, parts, 60 * S, TRUE);
  g_assert_cmpfloat_with_epsilon (rest.eta.s, 64.5 / 0.025, 1e-3);
  /* Had it never begun: 120 s. */
  ht_growth_forecast_without (&rest, &forecast, parts, HT_UNKNOWN, TRUE);
  g_assert_cmpfloat_with_epsilon (rest.eta.s, 69 / 0.025, 1e-3);
  /* Nothing else grows, and what is left may be none. */
  set_pace (g_ptr_array_index (parts, 0), 0.049);
  ht_growth_forecast_without (&rest, &forecast, parts, 120 * S, FALSE);
  g_assert_cmpint (rest.outlook, ==, HT_GROWTH_OUTLOOK_NEVER);
  g_assert_true (isnan (rest.eta.s));
}

/* Two that are all of it: nothing is left that could reach anything. */
static void
test_forecast_of_several (void)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_part_free);
  const HtGrowthForecast forecast = make_forecast ();
  HtGrowthForecast rest;

  set_pace (add_part (parts, 0), 0.0375);
  set_pace (add_part (parts, 60 * S), 0.0125);
  ht_growth_forecast_without (&rest, &forecast, parts, HT_UNKNOWN, FALSE);
  g_assert_cmpint (rest.outlook, ==, HT_GROWTH_OUTLOOK_NEVER);
  /* 120 s · 0.075 MiB/s and 60 s · 0.025 MiB/s. */
  g_assert_cmpfloat_with_epsilon (rest.level_bytes / MIB, 112 - 9 - 1.5, 1e-6);
}

/* A limit that is reached would not be, if enough of what fills it were not there. */
static void
test_reached (void)
{
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_part_free);
  HtGrowthForecast forecast = make_forecast ();
  HtGrowthForecast rest;

  forecast.outlook = HT_GROWTH_OUTLOOK_REACHED;
  forecast.level_bytes = 175.0 * MIB;
  forecast.eta = (HtGrowthEta){ 0 };
  set_pace (add_part (parts, 0), 0.0375);
  /* 10 s · 0.075 MiB/s are too little, 120 s leave 166 MiB: 6 MiB of room. */
  ht_growth_forecast_without (&rest, &forecast, parts, 110 * S, TRUE);
  g_assert_cmpint (rest.outlook, ==, HT_GROWTH_OUTLOOK_REACHED);
  g_assert_cmpfloat (rest.eta.s, ==, 0);
  ht_growth_forecast_without (&rest, &forecast, parts, HT_UNKNOWN, TRUE);
  g_assert_cmpint (rest.outlook, ==, HT_GROWTH_OUTLOOK_COMING);
  g_assert_cmpfloat_with_epsilon (rest.eta.s, 6 / 0.025, 1e-3);
  /* GOMEMLIMIT holds Go below it already. */
  forecast.limit = HT_GROWTH_LIMIT_MEMORY;
  ht_growth_forecast_without (&rest, &forecast, parts, HT_UNKNOWN, TRUE);
  g_assert_cmpint (rest.outlook, ==, HT_GROWTH_OUTLOOK_REACHED);
  /* What is not Go's own does not fill it. */
  forecast.level_bytes = 165.0 * MIB;
  ((HtGrowthPart *) g_ptr_array_index (parts, 0))->is_outside_go = TRUE;
  ht_growth_forecast_without (&rest, &forecast, parts, HT_UNKNOWN, TRUE);
  g_assert_cmpint (rest.outlook, ==, HT_GROWTH_OUTLOOK_REACHED);
  g_assert_cmpfloat (rest.level_bytes, ==, 165.0 * MIB);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-what-if/heap", test_heap);
  g_test_add_func ("/growth-what-if/down-again", test_down_again);
  g_test_add_func ("/growth-what-if/no-heap", test_no_heap);
  g_test_add_func ("/growth-what-if/forecast", test_forecast);
  g_test_add_func ("/growth-what-if/forecast-of-several", test_forecast_of_several);
  g_test_add_func ("/growth-what-if/reached", test_reached);
  return g_test_run ();
}
