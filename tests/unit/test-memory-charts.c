/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-charts.h"

#include "read-out.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MIB    G_GINT64_CONSTANT (1048576)

/* Data by hand; what a fixture does not tell is left out. */
typedef struct
{
  HtTargetData data;
} Fixture;

static GArray *
points (const gint64 (*pairs)[2], guint n)
{
  GArray *buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

  for (guint i = 0; i < n; i++)
    {
      double value = (double) (pairs[i][1] * MIB);
      HtSeriesBucket bucket = { .start_ns = pairs[i][0] * SECOND,
                                .end_ns = pairs[i][0] * SECOND,
                                .n_points = 1,
                                .first = value,
                                .last = value,
                                .min = value,
                                .max = value,
                                .sum = value };

      g_array_append_val (buckets, bucket);
    }
  return buckets;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  HtTargetData *data = &fixture->data;

  data->to_ns = data->series_to_ns = 100 * SECOND;
  data->series =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  data->cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  data->marks = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_mark_free);
  data->breaks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBreak));
  data->lines.heap = points (NULL, 0);
  data->lines.goal = points (NULL, 0);
  data->lines.live = points (NULL, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_hash_table_unref (fixture->data.series);
  g_array_unref (fixture->data.cycles);
  g_ptr_array_unref (fixture->data.marks);
  g_array_unref (fixture->data.breaks);
  ht_heap_lines_clear (&fixture->data.lines);
  ht_memory_layers_clear (&fixture->data.layers);
}

static HtTimeChart *
classes_chart (Fixture *fixture)
{
  HtTargetData *data = &fixture->data;

  ht_memory_layers_clear (&data->layers);
  ht_memory_layers_init (&data->layers, &data->lines, data->series, data->breaks, data->to_ns);
  return ht_memory_classes_chart_new (data);
}

static void
add (Fixture *fixture, const char *name, const gint64 (*pairs)[2], guint n)
{
  g_hash_table_insert (fixture->data.series, g_strdup (name), points (pairs, n));
}

static void
add_mem_stats (Fixture *fixture)
{
  static const gint64 sys[][2] = { { 0, 60 }, { 100, 110 } };
  static const gint64 heap_sys[][2] = { { 0, 50 }, { 100, 100 } };
  static const gint64 released[][2] = { { 0, 10 }, { 100, 10 } };
  static const gint64 stacks[][2] = { { 0, 2 }, { 100, 4 } };

  add (fixture, "sys", sys, 2);
  add (fixture, "heap_sys", heap_sys, 2);
  add (fixture, "heap_released", released, 2);
  add (fixture, "stack_sys", stacks, 2);
}

static double
read_layer (HtTimeChart *chart, guint layer, gint64 seconds)
{
  double value;

  g_assert_cmpuint (layer, <, chart->series->len);
  g_assert_true (ht_chart_series_value_at (g_ptr_array_index (chart->series, layer),
                                           seconds * SECOND, &value));
  return value / (double) MIB;
}

/* Half-way, Sys is 85, of which the heap has 75 and gave 10 back; stacks have 3, the
 * runtime the other 7. */
static void
test_classes (Fixture *fixture, gconstpointer unused)
{
  static const gint64 heap[][2] = { { 0, 20 }, { 50, 40 }, { 51, 25 }, { 100, 45 } };
  static const gint64 live[][2] = { { 0, 20 }, { 51, 25 } };
  g_autoptr (HtTimeChart) chart = NULL;
  HtReading sum;

  add_mem_stats (fixture);
  g_array_unref (fixture->data.lines.heap);
  g_array_unref (fixture->data.lines.live);
  fixture->data.lines.heap = points (heap, G_N_ELEMENTS (heap));
  fixture->data.lines.live = points (live, G_N_ELEMENTS (live));
  chart = classes_chart (fixture);
  g_assert_true (chart->stacked);
  g_assert_cmpuint (chart->series->len, ==, 6);
  g_assert_cmpfloat (read_layer (chart, 0, 50), ==, 20);
  g_assert_cmpfloat (read_layer (chart, 1, 50), ==, 20);
  g_assert_cmpfloat (read_layer (chart, 2, 50), ==, 25);
  g_assert_cmpfloat (read_layer (chart, 3, 50), ==, 3);
  g_assert_cmpfloat (read_layer (chart, 4, 50), ==, 7);
  g_assert_cmpfloat (read_layer (chart, 5, 50), ==, 10);
  g_assert_true (((HtChartSeries *) g_ptr_array_index (chart->series, 5))->hidden);
  g_assert_cmpfloat (read_layer (chart, 0, 51), ==, 25);
  g_assert_cmpfloat (read_layer (chart, 1, 51), ==, 0);
  /* All layers together are Sys without what was given back. */
  ht_read_sum (chart, 0, 100 * SECOND, &sum);
  g_assert_cmpfloat (sum.value, ==, (double) (100 * MIB));
}

static void
test_without_collections (Fixture *fixture, gconstpointer unused)
{
  static const gint64 heap[][2] = { { 0, 20 }, { 100, 40 } };
  g_autoptr (HtTimeChart) chart = NULL;

  add_mem_stats (fixture);
  g_array_unref (fixture->data.lines.heap);
  fixture->data.lines.heap = points (heap, 2);
  chart = classes_chart (fixture);
  g_assert_cmpuint (chart->series->len, ==, 5);
  g_assert_cmpfloat (read_layer (chart, 0, 100), ==, 40);
}

static void
test_little_data (Fixture *fixture, gconstpointer unused)
{
  static const gint64 rss[][2] = { { 3, 50 } };
  g_autoptr (HtTimeChart) empty = ht_heap_chart_new (&fixture->data);
  g_autoptr (HtTimeChart) chart = NULL;
  g_autoptr (HtTimeChart) classes = NULL;

  g_assert_cmpuint (empty->series->len, ==, 0);
  add (fixture, "rss", rss, 1);
  chart = ht_heap_chart_new (&fixture->data);
  classes = classes_chart (fixture);
  g_assert_cmpuint (chart->series->len, ==, 1);
  g_assert_cmpuint (classes->series->len, ==, 0);
}

static gint64
limit_of (HtTimeChart *chart, HtColorRole role)
{
  for (guint i = 0; i < chart->limits->len; i++)
    {
      const HtChartLimit *limit = g_ptr_array_index (chart->limits, i);

      if (limit->role == role)
        return limit->value;
    }
  return HT_UNKNOWN;
}

static void
test_limits (Fixture *fixture, gconstpointer unused)
{
  static const gint64 recorded[][2] = { { 0, 200 }, { 50, 256 } };
  HtMemoryLimits own = { .memory_limit_bytes = 230 * MIB,
                         .container_bytes = HT_UNKNOWN,
                         .own_bytes = HT_UNKNOWN };
  g_autoptr (HtTimeChart) heap = NULL;
  g_autoptr (HtTimeChart) classes = NULL;

  add_mem_stats (fixture);
  add (fixture, "container_limit", recorded, 2);
  heap = ht_heap_chart_new (&fixture->data);
  classes = classes_chart (fixture);
  /* The newest counts; of it, 10 MiB are not for the heap. */
  g_assert_cmpint (limit_of (heap, HT_COLOR_CONTAINER_LIMIT), ==, 246 * MIB);
  g_assert_cmpint (limit_of (classes, HT_COLOR_CONTAINER_LIMIT), ==, 256 * MIB);
  g_assert_cmpint (limit_of (heap, HT_COLOR_MEMORY_LIMIT), ==, HT_UNKNOWN);

  ht_set_memory_limits (heap, &fixture->data, &own);
  g_assert_cmpint (limit_of (heap, HT_COLOR_MEMORY_LIMIT), ==, 220 * MIB);
  g_assert_cmpint (limit_of (heap, HT_COLOR_CONTAINER_LIMIT), ==, 246 * MIB);
  own.container_bytes = 64 * MIB;
  ht_set_memory_limits (heap, &fixture->data, &own);
  g_assert_cmpint (limit_of (heap, HT_COLOR_CONTAINER_LIMIT), ==, 54 * MIB);
  g_assert_cmpuint (heap->limits->len, ==, 2);
}

/* math.MaxInt64 is Go's way to say that there is no limit. */
static void
test_no_limit (Fixture *fixture, gconstpointer unused)
{
  static const gint64 recorded[][2] = { { 0, G_MAXINT64 / 1048576 } };
  g_autoptr (HtTimeChart) heap = NULL;

  add (fixture, "memory_limit", recorded, 1);
  heap = ht_heap_chart_new (&fixture->data);
  g_assert_cmpuint (heap->limits->len, ==, 0);
}

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_test ("/views/memory-charts/classes", test_classes);
  add_test ("/views/memory-charts/without-collections", test_without_collections);
  add_test ("/views/memory-charts/little-data", test_little_data);
  add_test ("/views/memory-charts/limits", test_limits);
  add_test ("/views/memory-charts/no-limit", test_no_limit);
  return g_test_run ();
}
