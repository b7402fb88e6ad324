/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-forecast.h"

#include <math.h>

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024.0 * 1024)

/* All begins a day after 1970 and is looked at for two minutes. */
#define BEGIN_NS (86400 * S)
#define LENGTH_S 120

typedef double (*Course) (int second);

/* It grows by 0.1 MiB/s. */
static double
straight (int second)
{
  return (100 + 0.1 * second) * MIB;
}

/* The same, and up to 36 MiB more every 13 s. */
static double
saw_teeth (int second)
{
  return straight (second) + 3 * (second % 13) * MIB;
}

/* First a MiB per second, from half a minute on a tenth of that. */
static double
slower (int second)
{
  return (100 + MIN (second, 30) + 0.1 * MAX (second - 30, 0)) * MIB;
}

static double
level (int second)
{
  return (100 + second % 2) * MIB;
}

static void
add_points (GArray *points, Course course, int step_s)
{
  for (int second = 0; second <= LENGTH_S; second += step_s)
    {
      HtSeriesPoint point = { .time_ns = BEGIN_NS + second * S, .value = course (second) };

      g_array_append_val (points, point);
    }
}

static HtGrowthFit
fit_of (double rate)
{
  return (HtGrowthFit){ .rate = rate, .low = 0.8 * rate, .high = 1.25 * rate };
}

static HtGrowthReport *
report_new (HtGrowthVerdict verdict, double rate)
{
  HtGrowthReport *report = g_new0 (HtGrowthReport, 1);

  report->verdict = verdict;
  report->total.verdict = verdict;
  report->total.now = fit_of (rate);
  report->from_ns = BEGIN_NS;
  report->since_ns = BEGIN_NS;
  report->to_ns = BEGIN_NS + LENGTH_S * S;
  report->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_chain_free);
  return report;
}

static HtGrowthChain *
add_chain (HtGrowthReport *report, double rate)
{
  HtGrowthChain *chain = ht_growth_chain_new (HT_GROWTH_SCOPE_SITE);

  chain->course.verdict = HT_GROWTH_GROWING;
  chain->course.now = fit_of (rate);
  chain->since_ns = BEGIN_NS;
  g_ptr_array_add (report->chains, chain);
  return chain;
}

/* At 112 MiB after two minutes, 0.1 MiB more each second: 60 MiB more after ten minutes. */
static void
test_straight (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0.05 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthForecast forecast;

  add_points (usage->process, straight, 1);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.outlook, ==, HT_GROWTH_OUTLOOK_NO_LIMIT);
  g_assert_cmpint (forecast.limit_bytes, ==, HT_UNKNOWN);
  g_assert_true (isnan (forecast.eta.s));

  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = (gint64) (172 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.outlook, ==, HT_GROWTH_OUTLOOK_COMING);
  g_assert_cmpint (forecast.limit, ==, HT_GROWTH_LIMIT_CONTAINER);
  g_assert_cmpint (forecast.at_ns, ==, BEGIN_NS + LENGTH_S * S);
  g_assert_cmpfloat_with_epsilon (forecast.eta.s, 600, 1);
  g_assert_cmpfloat (forecast.eta.low_s, <=, forecast.eta.s);
  g_assert_cmpfloat (forecast.eta.high_s, >=, forecast.eta.s);
}

/* The foot is 60 MiB below the limit then, but a tooth takes 36 of them: its top is there at
 * (172 − 100 − 36) / 0.1 s, give or take where in a tooth that is. */
static void
test_saw_teeth (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0.05 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthForecast forecast;

  add_points (usage->process, saw_teeth, 1);
  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = (gint64) (172 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.outlook, ==, HT_GROWTH_OUTLOOK_COMING);
  g_assert_cmpfloat (forecast.eta.low_s, <=, 240);
  g_assert_cmpfloat (forecast.eta.high_s, >=, 240);
  g_assert_cmpfloat (forecast.eta.s, >, 240 * 0.75);
  g_assert_cmpfloat (forecast.eta.s, <, 240 * 1.25);
}

/* What was fast and is no longer does not count. */
static void
test_slower (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0.05 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthForecast forecast;

  add_points (usage->process, slower, 1);
  usage->limits[HT_GROWTH_LIMIT_OWN] = (gint64) (199 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpfloat_with_epsilon (forecast.eta.s, 600, 60);
}

/* Each limit is held against what it limits; the first to be reached is told. */
static void
test_nearest (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0.05 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthForecast forecast;

  add_points (usage->process, straight, 1);
  add_points (usage->go_sum, straight, 10);
  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = (gint64) (172 * MIB);
  usage->limits[HT_GROWTH_LIMIT_MEMORY] = (gint64) (142 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.limit, ==, HT_GROWTH_LIMIT_MEMORY);
  g_assert_cmpfloat_with_epsilon (forecast.eta.s, 300, 1);

  /* Go holds its own sum just below GOMEMLIMIT. */
  usage->limits[HT_GROWTH_LIMIT_MEMORY] = (gint64) (113 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_true (ht_growth_forecast_is_limited (&forecast));
  g_assert_cmpfloat (forecast.eta.s, ==, 0);

  /* Nobody tells what is held against it. */
  g_array_set_size (usage->go_sum, 0);
  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = HT_UNKNOWN;
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.outlook, ==, HT_GROWTH_OUTLOOK_UNKNOWN);
  g_assert_true (isnan (forecast.eta.s));
}

/* No growth in what the kernel counts, since free memory is filled first: what stays alive tells
 * how long that lasts at most. */
static void
test_hidden (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0.1 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthForecast forecast;

  add_points (usage->process, level, 1);
  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = (gint64) (161 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.outlook, ==, HT_GROWTH_OUTLOOK_COMING);
  g_assert_cmpfloat_with_epsilon (forecast.eta.s, 600, 20);
  g_assert_cmpfloat (forecast.eta.high_s, >, 700);
}

/* A limit of one's own is held against the heap where nothing else is known. */
static void
test_heap_alone (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0.05 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthForecast forecast;

  add_points (usage->live, straight, 5);
  usage->limits[HT_GROWTH_LIMIT_OWN] = (gint64) (172 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpfloat_with_epsilon (forecast.eta.s, 600, 1);
}

static void
test_no_growth (void)
{
  static const struct
  {
    HtGrowthVerdict verdict;
    HtGrowthOutlook outlook;
  } cases[] = {
    { HT_GROWTH_TOO_LITTLE_DATA, HT_GROWTH_OUTLOOK_UNKNOWN },
    { HT_GROWTH_STEADY, HT_GROWTH_OUTLOOK_NEVER },
    { HT_GROWTH_CHURN, HT_GROWTH_OUTLOOK_NEVER },
    { HT_GROWTH_FLATTENING, HT_GROWTH_OUTLOOK_NEVER },
  };
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();

  add_points (usage->process, saw_teeth, 1);
  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = (gint64) (172 * MIB);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HtGrowthReport) report = report_new (cases[i].verdict, 0.1 * MIB);
      HtGrowthForecast forecast;

      ht_growth_forecast_make (&forecast, report, usage);
      g_assert_cmpint (forecast.outlook, ==, cases[i].outlook);
      g_assert_true (isnan (forecast.eta.s) && isnan (forecast.eta.low_s));
    }
}

/* Of 0.1 MiB/s that fill the limit a chain makes three quarters, and another one the rest. */
static void
test_chains (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0.05 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthChain *large = add_chain (report, 0.0375 * MIB);
  HtGrowthChain *small = add_chain (report, 0.0125 * MIB);
  HtGrowthForecast forecast;
  HtGrowthEta eta;

  add_points (usage->process, straight, 1);
  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = (gint64) (172 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  ht_growth_forecast_get_chain (&forecast, large, &eta);
  g_assert_cmpfloat_with_epsilon (eta.s, 600 / 0.75, 1);
  g_assert_cmpfloat_with_epsilon (eta.low_s, 600 / 0.75 / 1.25, 1);
  g_assert_cmpfloat_with_epsilon (eta.high_s, 600 / 0.75 / 0.8, 1);

  /* What does not grow any more reaches nothing. */
  small->course.verdict = HT_GROWTH_STEADY;
  ht_growth_forecast_get_chain (&forecast, small, &eta);
  g_assert_true (isnan (eta.s));
}

/* Traffic hides the leak in the sum: the chain tells. */
static void
test_leak_in_traffic (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, -1 * MIB);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthForecast forecast;

  report->total.verdict = HT_GROWTH_CHURN;
  add_chain (report, 0.1 * MIB);
  add_points (usage->go_sum, level, 10);
  usage->limits[HT_GROWTH_LIMIT_MEMORY] = (gint64) (160 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.outlook, ==, HT_GROWTH_OUTLOOK_COMING);
  g_assert_cmpfloat_with_epsilon (forecast.eta.s, 600, 20);
}

/* What is mapped beside Go is in the container, but not in what GOMEMLIMIT limits. */
static void
test_outside_go (void)
{
  g_autoptr (HtGrowthReport) report = report_new (HT_GROWTH_GROWING, 0);
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();
  HtGrowthChain *chain = add_chain (report, 0.1 * MIB);
  HtGrowthForecast forecast;

  report->total.verdict = HT_GROWTH_STEADY;
  chain->scope = HT_GROWTH_SCOPE_PROCESS;
  chain->class_name = g_strdup ("offheap-mmap");
  add_points (usage->process, straight, 1);
  add_points (usage->go_sum, level, 10);
  usage->limits[HT_GROWTH_LIMIT_MEMORY] = (gint64) (140 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.outlook, ==, HT_GROWTH_OUTLOOK_NEVER);
  usage->limits[HT_GROWTH_LIMIT_CONTAINER] = (gint64) (172 * MIB);
  ht_growth_forecast_make (&forecast, report, usage);
  g_assert_cmpint (forecast.limit, ==, HT_GROWTH_LIMIT_CONTAINER);
  g_assert_cmpfloat_with_epsilon (forecast.eta.s, 600, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-forecast/straight", test_straight);
  g_test_add_func ("/growth-forecast/saw-teeth", test_saw_teeth);
  g_test_add_func ("/growth-forecast/slower", test_slower);
  g_test_add_func ("/growth-forecast/nearest", test_nearest);
  g_test_add_func ("/growth-forecast/hidden", test_hidden);
  g_test_add_func ("/growth-forecast/heap-alone", test_heap_alone);
  g_test_add_func ("/growth-forecast/no-growth", test_no_growth);
  g_test_add_func ("/growth-forecast/chains", test_chains);
  g_test_add_func ("/growth-forecast/leak-in-traffic", test_leak_in_traffic);
  g_test_add_func ("/growth-forecast/outside-go", test_outside_go);
  return g_test_run ();
}
