/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time-chart.h"

#include "gc-cycle.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static GArray *
make_points (const double *values, guint n)
{
  GArray *buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

  for (guint i = 0; i < n; i++)
    {
      HtSeriesBucket bucket = { .start_ns = i * SECOND,
                                .end_ns = i * SECOND,
                                .n_points = 1,
                                .first = values[i],
                                .last = values[i],
                                .min = values[i],
                                .max = values[i] };

      g_array_append_val (buckets, bucket);
    }
  return buckets;
}

static void
test_read_off (void)
{
  const double values[] = { 10, 20, 0 };
  g_autoptr (GArray) points = make_points (values, 3);
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtChartSeries *series = ht_time_chart_add_series (chart, "line", HT_COLOR_HEAP_IN_USE, points);
  double value;

  g_assert_true (ht_chart_series_value_at (series, SECOND / 2, &value));
  g_assert_cmpfloat (value, ==, 15);
  g_assert_true (ht_chart_series_value_at (series, 2 * SECOND, &value));
  g_assert_cmpfloat (value, ==, 0);
  g_assert_false (ht_chart_series_value_at (series, -1, &value));
  g_assert_false (ht_chart_series_value_at (series, 2 * SECOND + 1, &value));

  series->shape = HT_LINE_STEPS;
  g_assert_true (ht_chart_series_value_at (series, 2 * SECOND - 1, &value));
  g_assert_cmpfloat (value, ==, 20);
}

/* In a gap nothing is known, and a restart is crossed by no line; a step holds up to either. */
static void
test_breaks (void)
{
  static const HtSeriesBreak all[] = { { SECOND, 2 * SECOND }, { 4 * SECOND - 1, 4 * SECOND } };
  const double values[] = { 10, 20, 40, 50, 0 };
  g_autoptr (GArray) points = make_points (values, 5);
  g_autoptr (GArray) breaks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBreak));
  g_autoptr (GPtrArray) marks = ht_time_marks_new ();
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtChartSeries *series;
  double value;

  g_array_append_vals (breaks, all, G_N_ELEMENTS (all));
  ht_time_chart_set_marks (chart, marks, breaks);
  series = ht_time_chart_add_series (chart, "line", HT_COLOR_HEAP_IN_USE, points);
  g_assert_true (ht_chart_series_value_at (series, SECOND, &value));
  g_assert_false (ht_chart_series_value_at (series, SECOND + 1, &value));
  g_assert_false (ht_chart_series_value_at (series, 2 * SECOND - 1, &value));
  g_assert_true (ht_chart_series_value_at (series, 2 * SECOND, &value));
  g_assert_cmpfloat (value, ==, 40);
  g_assert_true (ht_chart_series_value_at (series, 5 * SECOND / 2, &value));
  g_assert_cmpfloat (value, ==, 45);
  g_assert_false (ht_chart_series_value_at (series, 3 * SECOND + 1, &value));
  g_assert_true (ht_chart_series_value_at (series, 4 * SECOND, &value));

  series->shape = HT_LINE_STEPS;
  g_assert_false (ht_chart_series_value_at (series, SECOND + 1, &value));
  g_assert_true (ht_chart_series_value_at (series, 4 * SECOND - 1, &value));
  g_assert_cmpfloat (value, ==, 50);
}

/* What the last collection left holds until nobody looks any more. */
static void
test_last_step_ends_at_a_gap (void)
{
  static const HtSeriesBreak gap = { 2 * SECOND, 5 * SECOND };
  const double values[] = { 10, 20 };
  g_autoptr (GArray) points = make_points (values, 2);
  g_autoptr (GArray) breaks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBreak));
  g_autoptr (GPtrArray) marks = ht_time_marks_new ();
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtChartSeries *series;
  double value;

  g_array_append_val (breaks, gap);
  ht_time_chart_set_marks (chart, marks, breaks);
  series = ht_time_chart_add_series (chart, "live", HT_COLOR_HEAP_LIVE, points);
  series->shape = HT_LINE_STEPS;
  series->holds_until_ns = 9 * SECOND;
  g_assert_true (ht_chart_series_value_at (series, 2 * SECOND, &value));
  g_assert_false (ht_chart_series_value_at (series, 3 * SECOND, &value));
  g_assert_false (ht_chart_series_value_at (series, 8 * SECOND, &value));
}

static void
test_geometry_is_its_own_inverse (void)
{
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  HtChartArea plot;

  chart->from_ns = G_GINT64_CONSTANT (1795199345) * SECOND;
  chart->to_ns = chart->from_ns + 75 * SECOND;
  ht_time_chart_get_plot (chart, 1000, 400, &plot);
  g_assert_cmpfloat (ht_time_chart_time_to_x (chart, &plot, chart->from_ns), ==, plot.x);
  g_assert_cmpfloat (ht_time_chart_time_to_x (chart, &plot, chart->to_ns), ==, plot.x + plot.width);
  for (gint64 time_ns = chart->from_ns; time_ns <= chart->to_ns; time_ns += SECOND)
    {
      double x = ht_time_chart_time_to_x (chart, &plot, time_ns);

      g_assert_cmpint (ABS (ht_time_chart_x_to_time (chart, &plot, x) - time_ns), <, 1000);
    }
}

static void
test_top_of_the_plot (void)
{
  const double values[] = { 100, 50 };
  g_autoptr (GArray) points = make_points (values, 2);
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();

  ht_time_chart_add_series (chart, "a", HT_COLOR_CLASS_LIVE, points);
  ht_time_chart_add_series (chart, "b", HT_COLOR_CLASS_FREE, points);
  g_assert_cmpint (ht_time_chart_get_greatest (chart), ==, 106);

  /* Layers are a sum. */
  chart->stacked = TRUE;
  g_assert_cmpint (ht_time_chart_get_greatest (chart), ==, 212);

  /* A limit within reach is shown, one far above is not. */
  ht_time_chart_add_limit (chart, "far", HT_COLOR_CONTAINER_LIMIT, HT_DASH_SOLID, 100000);
  g_assert_cmpint (ht_time_chart_get_greatest (chart), ==, 212);
  ht_time_chart_add_limit (chart, "near", HT_COLOR_CONTAINER_LIMIT, HT_DASH_SOLID, 400);
  g_assert_cmpint (ht_time_chart_get_greatest (chart), ==, 424);

  /* What grows has a top that seldom changes: 5/8, 6/8, 7/8 or all of a power of two. */
  chart->grows = TRUE;
  g_assert_cmpint (ht_time_chart_get_greatest (chart), ==, 448);
}

static void
test_steps (void)
{
  const double values[] = { 1, 2, 3, 4 };
  g_autoptr (GArray) points = make_points (values, 4);
  g_autoptr (GArray) few = make_points (values, 2);
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  g_autoptr (GArray) times = NULL;
  g_autoptr (GArray) some = NULL;
  gint64 gc_ns = SECOND / 2;

  g_assert_cmpint (ht_time_chart_next_sample (chart, 0, 1), ==, HT_UNKNOWN);
  g_assert_cmpint (ht_time_chart_next_gc (chart, 0, 1), ==, HT_UNKNOWN);
  ht_time_chart_add_series (chart, "long", HT_COLOR_RSS, points);
  ht_time_chart_add_series (chart, "short", HT_COLOR_GOAL, few);
  g_array_append_val (chart->gc_times, gc_ns);
  g_assert_cmpint (ht_time_chart_next_sample (chart, -SECOND, 1), ==, 0);
  g_assert_cmpint (ht_time_chart_next_sample (chart, 0, 1), ==, SECOND);
  g_assert_cmpint (ht_time_chart_next_sample (chart, 3 * SECOND, -1), ==, 2 * SECOND);
  g_assert_cmpint (ht_time_chart_next_sample (chart, 9 * SECOND, -1), ==, 3 * SECOND);
  g_assert_cmpint (ht_time_chart_next_sample (chart, 3 * SECOND, 1), ==, HT_UNKNOWN);
  g_assert_cmpint (ht_time_chart_next_sample (chart, 0, -1), ==, HT_UNKNOWN);
  g_assert_cmpint (ht_time_chart_next_gc (chart, 0, 1), ==, gc_ns);
  g_assert_cmpint (ht_time_chart_next_gc (chart, gc_ns, 1), ==, HT_UNKNOWN);
  g_assert_cmpint (ht_time_chart_next_gc (chart, SECOND, -1), ==, gc_ns);

  /* A hidden series is stepped over. */
  ((HtChartSeries *) g_ptr_array_index (chart->series, 0))->hidden = TRUE;
  g_assert_cmpint (ht_time_chart_next_sample (chart, SECOND, 1), ==, HT_UNKNOWN);

  ((HtChartSeries *) g_ptr_array_index (chart->series, 0))->hidden = FALSE;
  chart->to_ns = 3 * SECOND;
  times = ht_time_chart_list_samples (chart, 100);
  g_assert_cmpuint (times->len, ==, 4);
  g_assert_cmpint (g_array_index (times, gint64, 1), ==, SECOND);
  some = ht_time_chart_list_samples (chart, 2);
  g_assert_cmpuint (some->len, ==, 2);
  g_assert_cmpint (g_array_index (some, gint64, 1), ==, 2 * SECOND);
}

/* Whether a column of a picture holds anything but its ground. */
static gboolean
is_painted (cairo_surface_t *surface, int x)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    if (data[y * stride + x] > 0)
      return TRUE;
  return FALSE;
}

/* One point among ten thousand stands out; it must be in the picture, whatever the zoom. */
static void
test_no_peak_is_lost (void)
{
  g_autofree double *values = g_new0 (double, 10000);
  g_autoptr (GArray) points = NULL;
  g_autoptr (HtTimeChart) chart = ht_time_chart_new ();
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (HT_THEME_LIGHT);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 300, 100);
  cairo_t *cr = cairo_create (surface);
  HtChartArea plot;

  values[6543] = 1000;
  points = make_points (values, 10000);
  ht_time_chart_add_series (chart, "line", HT_COLOR_HEAP_IN_USE, points);
  chart->to_ns = 9999 * SECOND;
  chart->show_time_axis = FALSE;
  ht_time_chart_paint (chart, paint, cr, 300, 100);
  cairo_surface_flush (surface);
  ht_time_chart_get_plot (chart, 300, 100, &plot);

  int x = (int) ht_time_chart_time_to_x (chart, &plot, 6543 * SECOND);
  int top = (int) ht_time_chart_value_to_y (chart, &plot, 900);
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (gsize) top * (gsize) cairo_image_surface_get_stride (surface);

  g_assert_true (is_painted (surface, x));
  g_assert_cmpuint (MAX (row[x], MAX (row[x - 1], row[x + 1])), ==, 255);
  g_assert_cmpuint (row[x + 10], <, 255);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/time-chart/read-off", test_read_off);
  g_test_add_func ("/draw/time-chart/breaks", test_breaks);
  g_test_add_func ("/draw/time-chart/last-step", test_last_step_ends_at_a_gap);
  g_test_add_func ("/draw/time-chart/geometry", test_geometry_is_its_own_inverse);
  g_test_add_func ("/draw/time-chart/top", test_top_of_the_plot);
  g_test_add_func ("/draw/time-chart/steps", test_steps);
  g_test_add_func ("/draw/time-chart/no-peak-is-lost", test_no_peak_is_lost);
  return g_test_run ();
}
