/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read-out.h"

#include <math.h>
#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MIB    1048576.0

static HtChartSeries *
add_series (HtTimeChart *chart, const char *name, gint64 start_s, const double *values, guint n)
{
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

  for (guint i = 0; i < n; i++)
    {
      HtSeriesBucket bucket = { .start_ns = (start_s + i) * SECOND,
                                .end_ns = (start_s + i) * SECOND,
                                .n_points = 1,
                                .first = values[i] * MIB,
                                .last = values[i] * MIB,
                                .min = values[i] * MIB,
                                .max = values[i] * MIB };

      g_array_append_val (buckets, bucket);
    }
  return ht_time_chart_add_series (chart, name, HT_COLOR_HEAP_IN_USE, buckets);
}

static void
test_since (void)
{
  const double values[] = { 10, 20, 40 };
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtChartSeries *series = add_series (chart, "heap", 5, values, 3);
  HtReading reading;

  ht_read_series (series, 5 * SECOND, HT_UNKNOWN, &reading);
  g_assert_cmpfloat (reading.value, ==, 40 * MIB);
  g_assert_cmpfloat (reading.change, ==, 30 * MIB);
  ht_read_series (series, 6 * SECOND, 6 * SECOND + SECOND / 2, &reading);
  g_assert_cmpfloat (reading.value, ==, 30 * MIB);
  g_assert_cmpfloat (reading.change, ==, 10 * MIB);
  /* One that begins late is counted from its begin; nothing is told of what is behind its end. */
  ht_read_series (series, 0, 6 * SECOND, &reading);
  g_assert_cmpfloat (reading.change, ==, 10 * MIB);
  ht_read_series (series, 0, 8 * SECOND, &reading);
  g_assert_true (isnan (reading.value) && isnan (reading.change));
  g_assert_cmpfloat (reading.since, ==, 10 * MIB);

  /* The last step holds as long as it is said to. */
  series->shape = HT_LINE_STEPS;
  series->holds_until_ns = 9 * SECOND;
  ht_read_series (series, 0, 9 * SECOND, &reading);
  g_assert_cmpfloat (reading.value, ==, 40 * MIB);
  ht_read_series (series, 0, 9 * SECOND + 1, &reading);
  g_assert_true (isnan (reading.value));
}

static void
test_range (void)
{
  const double values[] = { 10, 20, 15 };
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtChartSeries *series = add_series (chart, "heap", 5, values, 3);
  HtReading reading;

  g_assert_true (ht_read_range (series, 6 * SECOND, 7 * SECOND, &reading));
  g_assert_cmpfloat (reading.since, ==, 20 * MIB);
  g_assert_cmpfloat (reading.value, ==, 15 * MIB);
  g_assert_cmpfloat (reading.change, ==, -5 * MIB);
  g_assert_true (ht_read_range (series, 0, 7 * SECOND, &reading));
  g_assert_true (isnan (reading.since) && isnan (reading.change));
  g_assert_false (ht_read_range (series, 0, SECOND, &reading));
}

static void
test_sum (void)
{
  const double low[] = { 1, 2 };
  const double high[] = { 10, 30 };
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtReading reading;

  ht_read_sum (chart, 0, HT_UNKNOWN, &reading);
  g_assert_true (isnan (reading.value));
  add_series (chart, "low", 0, low, 2);
  add_series (chart, "high", 0, high, 2)->hidden = TRUE;
  ht_read_sum (chart, 0, SECOND, &reading);
  g_assert_cmpfloat (reading.value, ==, 32 * MIB);
  g_assert_cmpfloat (reading.change, ==, 21 * MIB);
}

static void
test_last_gc (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));

  g_assert_null (ht_last_gc_at (cycles, HT_UNKNOWN));
  for (int i = 1; i <= 3; i++)
    {
      HtGcCycle cycle = { .n = i, .start_ns = i * 10 * SECOND, .end_ns = (i * 10 + 1) * SECOND };

      g_array_append_val (cycles, cycle);
    }
  g_assert_null (ht_last_gc_at (cycles, 10 * SECOND));
  g_assert_cmpint (ht_last_gc_at (cycles, 11 * SECOND)->n, ==, 1);
  g_assert_cmpint (ht_last_gc_at (cycles, 30 * SECOND)->n, ==, 2);
  g_assert_cmpint (ht_last_gc_at (cycles, 99 * SECOND)->n, ==, 3);
  g_assert_cmpint (ht_last_gc_at (cycles, HT_UNKNOWN)->n, ==, 3);
}

static void
test_summary (void)
{
  const double values[] = { 10, 50, 5, 20 };
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtChartSeries *series = add_series (chart, "heap", 0, values, 4);
  HtSeriesSummary summary;

  g_assert_true (ht_summarize_series (series, 0, 3 * SECOND, &summary));
  g_assert_cmpfloat (summary.least, ==, 5 * MIB);
  g_assert_cmpfloat (summary.greatest, ==, 50 * MIB);
  g_assert_true (ht_summarize_series (series, 2 * SECOND, 3 * SECOND, &summary));
  g_assert_cmpfloat (summary.greatest, ==, 20 * MIB);
  g_assert_cmpfloat (summary.first, ==, 5 * MIB);
  g_assert_cmpfloat (summary.last, ==, 20 * MIB);
  g_assert_false (ht_summarize_series (series, 4 * SECOND, 5 * SECOND, &summary));
}

static void
test_words (void)
{
  const double values[] = { 10, 50, 20 };
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  g_autofree char *text = NULL;
  g_autofree char *pointed = NULL;
  g_autofree char *hidden = NULL;
  HtChartSeries *series = add_series (chart, "Heap", 0, values, 3);

  chart->to_ns = 2 * SECOND;
  chart->display = HT_TIME_DISPLAY_UTC;
  ht_time_chart_add_limit (chart, "GOMEMLIMIT 230.0 MiB", HT_COLOR_MEMORY_LIMIT, HT_DASH_SOLID, 1);
  text = ht_describe_chart (chart, HT_UNKNOWN);
  g_assert_cmpstr (text, ==,
                   "Heap grew from 10.0 MiB to 20.0 MiB, between 10.0 MiB and 50.0 MiB. "
                   "GOMEMLIMIT 230.0 MiB.");
  pointed = ht_describe_chart (chart, SECOND);
  g_assert_true (g_str_has_prefix (pointed, "00:00:01"));
  g_assert_nonnull (strstr (pointed, "Heap 50.0 MiB. "));
  series->hidden = TRUE;
  hidden = ht_describe_chart (chart, HT_UNKNOWN);
  g_assert_cmpstr (hidden, ==, "GOMEMLIMIT 230.0 MiB.");
}

/* A flag at 1 s, and a gap from 2 to 4 s. */
static void
test_marks (void)
{
  const double values[] = { 10, 50, 20, 20, 20 };
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  g_autoptr (GPtrArray) marks = ht_time_marks_new ();
  g_autoptr (GArray) breaks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBreak));
  g_autofree char *all = NULL;
  g_autofree char *pointed = NULL;
  g_autofree char *beside = NULL;
  g_autofree char *before = NULL;

  ht_time_marks_add (marks, HT_TIME_MARK_FLAG, SECOND, SECOND, "Flag: heap live");
  ht_time_marks_add (marks, HT_TIME_MARK_GAP, 2 * SECOND, 4 * SECOND, "No figures for 2s");
  ht_time_chart_set_marks (chart, marks, breaks);
  add_series (chart, "Heap", 0, values, 5);
  chart->to_ns = 4 * SECOND;
  chart->display = HT_TIME_DISPLAY_UTC;
  all = ht_describe_chart (chart, HT_UNKNOWN);
  g_assert_true (g_str_has_prefix (all, "2 marks, the newest at 00:00:02"));
  g_assert_nonnull (strstr (all, ": No figures for 2s. Heap grew"));
  pointed = ht_describe_chart (chart, SECOND);
  g_assert_nonnull (strstr (pointed, "Heap 50.0 MiB. Flag: heap live. Heap grew"));
  beside = ht_describe_marks (chart, 3 * SECOND);
  g_assert_cmpstr (beside, ==, "No figures for 2s. ");
  chart->to_ns = SECOND / 2;
  before = ht_describe_marks (chart, HT_UNKNOWN);
  g_assert_cmpstr (before, ==, "");
}

static void
test_text (void)
{
  const double values[] = { 10, 50, 20 };
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  g_autofree char *newest = NULL;
  g_autofree char *range = NULL;

  add_series (chart, "Heap", 0, values, 3);
  add_series (chart, "Goal", 0, values, 3)->hidden = TRUE;
  newest = ht_chart_values_to_text (chart, HT_UNKNOWN);
  g_assert_cmpstr (newest, ==, "Heap\t20.0 MiB\n");
  range = ht_chart_range_to_text (chart, SECOND, 2 * SECOND);
  g_assert_true (g_str_has_suffix (range, "Δ\nHeap\t50.0 MiB\t20.0 MiB\t-30.0 MiB\n"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/read-out/since", test_since);
  g_test_add_func ("/views/read-out/range", test_range);
  g_test_add_func ("/views/read-out/sum", test_sum);
  g_test_add_func ("/views/read-out/last-gc", test_last_gc);
  g_test_add_func ("/views/read-out/summary", test_summary);
  g_test_add_func ("/views/read-out/words", test_words);
  g_test_add_func ("/views/read-out/marks", test_marks);
  g_test_add_func ("/views/read-out/text", test_text);
  return g_test_run ();
}
