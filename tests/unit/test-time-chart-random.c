/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "time-chart.h"

/* What holds for every chart, held against random ones. */

#define SECOND     G_GINT64_CONSTANT (1000000000)
#define START      (G_GINT64_CONSTANT (1795199345) * SECOND)
#define WIDTH      500
#define LINE_WIDTH 2
#define HEIGHT     240
#define ROLE       HT_COLOR_HEAP_IN_USE

static void
add_point (GArray *points, gint64 time_ns, double value)
{
  HtSeriesBucket bucket = { .start_ns = time_ns,
                            .end_ns = time_ns,
                            .n_points = 1,
                            .first = value,
                            .last = value,
                            .min = value,
                            .max = value };

  g_array_append_val (points, bucket);
}

/* Points at random distances, from @from_ns to beyond @to_ns. */
static GArray *
make_points (GRand *rand, gint64 from_ns, gint64 to_ns, guint n_points)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  double mean = (double) (to_ns - from_ns) / n_points;

  for (gint64 time_ns = from_ns; time_ns <= to_ns;
       time_ns += (gint64) (mean * g_rand_double_range (rand, 0.5, 1.5)))
    add_point (points, time_ns, g_rand_double_range (rand, 1e6, 1e9));
  return points;
}

static HtTimeChart *
chart_new (gint64 from_ns, gint64 to_ns)
{
  HtTimeChart *chart = ht_time_chart_new ();

  chart->from_ns = chart->start_ns = from_ns;
  chart->to_ns = to_ns;
  chart->display = HT_TIME_DISPLAY_UTC;
  return chart;
}

static cairo_surface_t *
draw (const HtTimeChart *chart)
{
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (HT_THEME_LIGHT);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_paint (cr);
  ht_time_chart_paint (chart, paint, cr, WIDTH, HEIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
has_color (cairo_surface_t *surface, int x, int y, HtColorRole role)
{
  HtColor color = ht_palette_color (HT_THEME_LIGHT, role);
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (gsize) y * (gsize) cairo_image_surface_get_stride (surface);
  guint32 rgb = ((const guint32 *) (gconstpointer) row)[x] & 0xffffff;

  return rgb == ((guint32) lround (color.red * 255) << 16 |
                 (guint32) lround (color.green * 255) << 8 | (guint32) lround (color.blue * 255));
}

/* The uppermost and lowest px of a colour in a column. */
static gboolean
find_span (cairo_surface_t *surface, int x, HtColorRole role, int *top, int *bottom)
{
  *top = *bottom = -1;
  for (int y = 0; y < HEIGHT; y++)
    if (has_color (surface, x, y, role))
      {
        *top = *top < 0 ? y : *top;
        *bottom = y;
      }
  return *top >= 0;
}

/* With more points than pixels each column reaches from its least to its greatest value, and
 * no further than its neighbours and the width of the line. */
static void
test_columns_hold_their_values (void)
{
  for (guint32 seed = 1; seed <= 10; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      gint64 to_ns = START + 600 * SECOND;
      g_autoptr (HtTimeChart) chart = chart_new (START, to_ns);
      g_autoptr (GArray) points = make_points (rand, START, to_ns, 6000);
      double least[WIDTH], greatest[WIDTH];
      cairo_surface_t *surface;
      HtChartArea plot;
      int n_columns = 0;

      ht_time_chart_add_series (chart, "random", ROLE, points);
      ht_time_chart_get_plot (chart, WIDTH, HEIGHT, &plot);
      for (int x = 0; x < WIDTH; x++)
        {
          least[x] = G_MAXDOUBLE;
          greatest[x] = -G_MAXDOUBLE;
        }
      for (guint i = 0; i < points->len; i++)
        {
          const HtSeriesBucket *bucket = &g_array_index (points, HtSeriesBucket, i);
          int x = (int) ht_time_chart_time_to_x (chart, &plot, bucket->start_ns);

          least[x] = MIN (least[x], bucket->min);
          greatest[x] = MAX (greatest[x], bucket->max);
        }
      surface = draw (chart);
      for (int x = (int) plot.x; x < (int) (plot.x + plot.width); x++)
        {
          /* The line comes from the column before and goes to the next. */
          double around_greatest = greatest[x];
          double around_least = least[x];
          int top, bottom;

          if (greatest[x] < 0 || greatest[x - 1] < 0 || greatest[x + 1] < 0)
            continue;
          around_greatest = MAX (around_greatest, MAX (greatest[x - 1], greatest[x + 1]));
          around_least = MIN (around_least, MIN (least[x - 1], least[x + 1]));
          n_columns++;
          g_assert_true (find_span (surface, x, ROLE, &top, &bottom));
          g_assert_cmpint (top, <=, (int) ht_time_chart_value_to_y (chart, &plot, greatest[x]));
          g_assert_cmpint (bottom, >=, (int) ht_time_chart_value_to_y (chart, &plot, least[x]));
          g_assert_cmpint (top, >=,
                           (int) ht_time_chart_value_to_y (chart, &plot, around_greatest) -
                               LINE_WIDTH);
          g_assert_cmpint (bottom, <=,
                           (int) ht_time_chart_value_to_y (chart, &plot, around_least) +
                               LINE_WIDTH);
        }
      g_assert_cmpint (n_columns, >, 400);
      cairo_surface_destroy (surface);
    }
}

/* A bucket stands for many points: its column reaches to its extremes too. */
static void
test_buckets_keep_extremes (void)
{
  const guint n_buckets = 1000;
  g_autoptr (HtTimeChart) chart = chart_new (START, START + n_buckets * SECOND);
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  HtChartArea plot;
  cairo_surface_t *surface;
  int top, bottom, x;

  for (guint i = 0; i < n_buckets; i++)
    {
      HtSeriesBucket bucket = { .start_ns = START + i * SECOND,
                                .end_ns = START + i * SECOND + SECOND / 2,
                                .n_points = 10,
                                .first = 500,
                                .last = 500,
                                .min = i == 700 ? 100 : 490,
                                .max = i == 300 ? 900 : 510 };

      g_array_append_val (buckets, bucket);
    }
  ht_time_chart_add_series (chart, "buckets", ROLE, buckets);
  ht_time_chart_get_plot (chart, WIDTH, HEIGHT, &plot);
  surface = draw (chart);
  x = (int) ht_time_chart_time_to_x (chart, &plot, START + 300 * SECOND);
  g_assert_true (find_span (surface, x, ROLE, &top, &bottom));
  g_assert_cmpint (abs (top - (int) ht_time_chart_value_to_y (chart, &plot, 900)), <=, 1);
  x = (int) ht_time_chart_time_to_x (chart, &plot, START + 700 * SECOND);
  g_assert_true (find_span (surface, x, ROLE, &top, &bottom));
  g_assert_cmpint (abs (bottom - (int) ht_time_chart_value_to_y (chart, &plot, 100)), <=, 1);
  cairo_surface_destroy (surface);
}

/* With fewer points than pixels the line goes through each of them. */
static void
test_line_meets_its_points (gconstpointer data)
{
  HtLineShape shape = (HtLineShape) GPOINTER_TO_UINT (data);

  for (guint32 seed = 1; seed <= 10; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      gint64 to_ns = START + 60 * SECOND;
      g_autoptr (HtTimeChart) chart = chart_new (START, to_ns);
      g_autoptr (GArray) points = make_points (rand, START, to_ns, 20);
      HtChartSeries *series = ht_time_chart_add_series (chart, "random", ROLE, points);
      cairo_surface_t *surface;
      HtChartArea plot;

      series->shape = shape;
      series->width = 3;
      ht_time_chart_get_plot (chart, WIDTH, HEIGHT, &plot);
      surface = draw (chart);
      for (guint i = 1; i + 1 < points->len; i++)
        {
          const HtSeriesBucket *point = &g_array_index (points, HtSeriesBucket, i);
          double x = ht_time_chart_time_to_x (chart, &plot, point->start_ns);
          double y = ht_time_chart_value_to_y (chart, &plot, point->first);

          g_assert_true (has_color (surface, (int) x, (int) y, ROLE));
        }
      cairo_surface_destroy (surface);
    }
}

/* Halfway up each layer of a column is its own colour. */
static void
test_layers_lie_on_each_other (void)
{
  static const HtColorRole roles[] = { HT_COLOR_CLASS_LIVE, HT_COLOR_CLASS_SINCE_GC,
                                       HT_COLOR_CLASS_FREE, HT_COLOR_CLASS_RUNTIME };
  guint n_seen = 0;

  for (guint32 seed = 1; seed <= 5; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      gint64 to_ns = START + 60 * SECOND;
      g_autoptr (HtTimeChart) chart = chart_new (START, to_ns);
      cairo_surface_t *surface;
      HtChartArea plot;

      chart->stacked = TRUE;
      for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
        {
          g_autoptr (GArray) points = make_points (rand, START, to_ns + 20 * SECOND, 12);

          ht_time_chart_add_series (chart, "layer", roles[i], points);
        }
      ht_time_chart_get_plot (chart, WIDTH, HEIGHT, &plot);
      surface = draw (chart);
      for (int x = (int) plot.x + 2; x < (int) (plot.x + plot.width) - 2; x++)
        {
          gint64 time_ns = ht_time_chart_x_to_time (chart, &plot, x + 0.5);
          double below = 0;

          for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
            {
              double value, top, bottom;

              g_assert_true (
                  ht_chart_series_value_at (g_ptr_array_index (chart->series, i), time_ns, &value));
              bottom = ht_time_chart_value_to_y (chart, &plot, below);
              below += value;
              top = ht_time_chart_value_to_y (chart, &plot, below);
              /* The gap between layers is steep where values jump. */
              if (bottom - top < 24)
                continue;
              n_seen++;
              g_assert_true (has_color (surface, x, (int) ((top + bottom) / 2), roles[i]));
            }
          /* What is above the highest layer is not painted over. */
          g_assert_cmpfloat (below, <=, (double) ht_time_chart_get_greatest (chart));
        }
      cairo_surface_destroy (surface);
    }
  g_assert_cmpuint (n_seen, >, 3000);
}

/* One point among ten thousand, on whichever layer: it is seen on that one. */
static void
test_layers_lose_no_peak (void)
{
  static const HtColorRole roles[] = { HT_COLOR_CLASS_LIVE, HT_COLOR_CLASS_SINCE_GC,
                                       HT_COLOR_CLASS_FREE };

  for (int peak = 17; peak < 10000; peak += 997)
    {
      g_autoptr (HtTimeChart) chart = chart_new (START, START + 9999 * SECOND);
      int high = peak % 3;
      cairo_surface_t *surface;
      gboolean seen = FALSE;
      HtChartArea plot;
      int x, y;

      chart->stacked = TRUE;
      for (int layer = 0; layer < 3; layer++)
        {
          g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

          for (int i = 0; i < 10000; i++)
            add_point (points, START + i * SECOND, i == peak && layer == high ? 800 : 50);
          ht_time_chart_add_series (chart, "layer", roles[layer], points);
        }
      ht_time_chart_get_plot (chart, WIDTH, HEIGHT, &plot);
      g_assert_cmpint (ht_time_chart_get_greatest (chart), ==, 954);
      surface = draw (chart);
      x = (int) ht_time_chart_time_to_x (chart, &plot, START + peak * SECOND);
      y = (int) ht_time_chart_value_to_y (chart, &plot, 50 * high + 700);
      for (int near = x - 1; near <= x + 1; near++)
        seen |= has_color (surface, near, y, roles[high]);
      g_assert_true (seen);
      cairo_surface_destroy (surface);
    }
}

/* Closer than two points are apart, the layers are as high as they were. */
static void
test_layers_between_points (void)
{
  g_autoptr (HtTimeChart) chart = chart_new (START + 10 * SECOND, START + 20 * SECOND);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

  chart->stacked = TRUE;
  add_point (points, START, 100);
  add_point (points, START + 40 * SECOND, 500);
  ht_time_chart_add_series (chart, "one", HT_COLOR_CLASS_LIVE, points);
  ht_time_chart_add_series (chart, "other", HT_COLOR_CLASS_FREE, points);
  /* 300 each at the right border, and 6 % of air. */
  g_assert_cmpint (ht_time_chart_get_greatest (chart), ==, 636);
}

/* A mark stands at each collection in view and nowhere else. */
static void
test_marks (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (HtTimeChart) chart = chart_new (START, START + 100 * SECOND);
  gboolean marked[WIDTH] = { FALSE };
  cairo_surface_t *surface, *without;
  HtChartArea plot;

  without = draw (chart);
  ht_time_chart_get_plot (chart, WIDTH, HEIGHT, &plot);
  for (gint64 time_ns = START - 20 * SECOND; time_ns < START + 120 * SECOND;
       time_ns += (gint64) (g_rand_double_range (rand, 0.01, 6) * (double) SECOND))
    {
      g_array_append_val (chart->gc_times, time_ns);
      if (time_ns >= chart->from_ns && time_ns <= chart->to_ns)
        marked[(int) ht_time_chart_time_to_x (chart, &plot, time_ns)] = TRUE;
    }
  surface = draw (chart);
  for (int x = (int) plot.x; x < (int) (plot.x + plot.width); x++)
    {
      gsize at =
          (gsize) (plot.y + plot.height - 3) * (gsize) cairo_image_surface_get_stride (surface) +
          (gsize) x * 4;

      g_assert_cmpint (cairo_image_surface_get_data (surface)[at] !=
                           cairo_image_surface_get_data (without)[at],
                       ==, marked[x]);
    }
  cairo_surface_destroy (surface);
  cairo_surface_destroy (without);
}

/* From a fraction of a µs to centuries. */
static void
test_times_and_places_agree (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (int round = 0; round < 2000; round++)
    {
      gint64 range = (gint64) pow (10, g_rand_double_range (rand, 3, 18));
      gint64 from_ns = (gint64) (g_rand_double_range (rand, -1, 1) * 1e18);
      g_autoptr (HtTimeChart) chart = chart_new (from_ns, from_ns + range);
      double width = g_rand_double_range (rand, 100, 4000);
      double last_x = -G_MAXDOUBLE;
      HtChartArea plot;

      ht_time_chart_get_plot (chart, width, 300, &plot);
      for (int i = 0; i <= 20; i++)
        {
          gint64 time_ns = from_ns + range / 20 * i;
          double x = ht_time_chart_time_to_x (chart, &plot, time_ns);
          gint64 back_ns = ht_time_chart_x_to_time (chart, &plot, x);

          g_assert_cmpfloat (x, >, last_x);
          g_assert_cmpfloat (x, >=, plot.x);
          g_assert_cmpfloat (x, <=, plot.x + plot.width + 1e-6);
          /* A millionth of a pixel, but times are whole ns. */
          g_assert_cmpfloat (fabs ((double) (back_ns - time_ns)), <=,
                             MAX ((double) range / plot.width * 1e-6, 1));
          last_x = x;
        }
    }
}

/* A series reads as one of its points or as something between two neighbours. */
static void
test_values_lie_between_points (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autoptr (HtTimeChart) chart = chart_new (START, START + 60 * SECOND);
  g_autoptr (GArray) points = make_points (rand, START, START + 60 * SECOND, 100);
  HtChartSeries *series = ht_time_chart_add_series (chart, "random", ROLE, points);

  for (guint i = 0; i + 1 < points->len; i++)
    {
      const HtSeriesBucket *left = &g_array_index (points, HtSeriesBucket, i);
      const HtSeriesBucket *right = left + 1;
      gint64 time_ns = left->start_ns + (right->start_ns - left->start_ns) / 3;
      double value;

      series->shape = HT_LINE_STRAIGHT;
      g_assert_true (ht_chart_series_value_at (series, left->start_ns, &value));
      g_assert_cmpfloat (value, ==, left->first);
      g_assert_true (ht_chart_series_value_at (series, time_ns, &value));
      g_assert_cmpfloat_with_epsilon (value, left->last + (right->first - left->last) / 3, 1e3);
      series->shape = HT_LINE_STEPS;
      g_assert_true (ht_chart_series_value_at (series, time_ns, &value));
      g_assert_cmpfloat (value, ==, left->last);
      g_assert_true (ht_chart_series_value_at (series, right->start_ns, &value));
      g_assert_cmpfloat (value, ==, right->first);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/time-chart-random/columns", test_columns_hold_their_values);
  g_test_add_func ("/draw/time-chart-random/buckets", test_buckets_keep_extremes);
  g_test_add_data_func ("/draw/time-chart-random/straight", GUINT_TO_POINTER (HT_LINE_STRAIGHT),
                        test_line_meets_its_points);
  g_test_add_data_func ("/draw/time-chart-random/steps", GUINT_TO_POINTER (HT_LINE_STEPS),
                        test_line_meets_its_points);
  g_test_add_func ("/draw/time-chart-random/layers", test_layers_lie_on_each_other);
  g_test_add_func ("/draw/time-chart-random/layers-peak", test_layers_lose_no_peak);
  g_test_add_func ("/draw/time-chart-random/layers-zoomed", test_layers_between_points);
  g_test_add_func ("/draw/time-chart-random/marks", test_marks);
  g_test_add_func ("/draw/time-chart-random/times", test_times_and_places_agree);
  g_test_add_func ("/draw/time-chart-random/values", test_values_lie_between_points);
  return g_test_run ();
}
