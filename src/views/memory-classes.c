/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "memory-classes.h"

#include <glib/gi18n.h>

/* Lines that the classes are made of. Each may be NULL. */
typedef struct
{
  HtChartSeries heap;
  HtChartSeries live;
  HtChartSeries sys;
  HtChartSeries heap_sys;
  HtChartSeries released;
} Lines;

/* Layers of a sum, the lowest first; all have the same times. */
typedef struct
{
  GArray *live;
  GArray *since_gc;
  GArray *free;
  GArray *runtime;
} Layers;

static HtChartSeries
line_of (GArray *buckets, HtLineShape shape, gint64 holds_until_ns)
{
  return (HtChartSeries){ .buckets = buckets, .shape = shape, .holds_until_ns = holds_until_ns };
}

static gboolean
has_points (const HtChartSeries *line)
{
  return line->buckets != NULL && line->buckets->len > 0;
}

static double
value_at (const HtChartSeries *line, gint64 time_ns, double otherwise)
{
  double value;

  if (!has_points (line) || !ht_chart_series_value_at (line, time_ns, &value))
    return otherwise;
  return value;
}

static void
add_point (GArray *buckets, gint64 time_ns, double value)
{
  HtSeriesBucket bucket = { .start_ns = time_ns,
                            .end_ns = time_ns,
                            .n_points = 1,
                            .first = value,
                            .last = value,
                            .min = value,
                            .max = value,
                            .sum = value };

  g_array_append_val (buckets, bucket);
}

/* The heap is never more than was asked of the system, but it is told more often: between two
 * accounts of the system its peaks may stand above the line between them. */
static void
add_time (const Lines *lines, Layers *layers, gint64 time_ns)
{
  double sys = value_at (&lines->sys, time_ns, 0);
  double heap_sys = value_at (&lines->heap_sys, time_ns, sys);
  double kept = MAX (heap_sys - value_at (&lines->released, time_ns, 0), 0);
  double heap = value_at (&lines->heap, time_ns, kept);
  double live = MIN (value_at (&lines->live, time_ns, 0), heap);

  add_point (layers->live, time_ns, live);
  add_point (layers->since_gc, time_ns, heap - live);
  add_point (layers->free, time_ns, MAX (kept - heap, 0));
  add_point (layers->runtime, time_ns, MAX (sys - heap_sys, 0));
}

static gint64
begin_of (const HtChartSeries *line)
{
  return g_array_index (line->buckets, HtSeriesBucket, 0).start_ns;
}

static gint64
end_of (const HtChartSeries *line)
{
  return g_array_index (line->buckets, HtSeriesBucket, line->buckets->len - 1).end_ns;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static void
collect_times (GArray *times, const HtChartSeries *line, gint64 from_ns, gint64 to_ns)
{
  for (guint i = 0; has_points (line) && i < line->buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (line->buckets, HtSeriesBucket, i);

      if (bucket->start_ns >= from_ns && bucket->start_ns <= to_ns)
        g_array_append_val (times, bucket->start_ns);
      if (bucket->end_ns != bucket->start_ns && bucket->end_ns >= from_ns &&
          bucket->end_ns <= to_ns)
        g_array_append_val (times, bucket->end_ns);
    }
}

static void
add_all_times (const Lines *lines, Layers *layers)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 from_ns = begin_of (&lines->sys);
  gint64 to_ns = end_of (&lines->sys);

  if (has_points (&lines->live))
    from_ns = MAX (from_ns, begin_of (&lines->live));
  collect_times (times, &lines->sys, from_ns, to_ns);
  collect_times (times, &lines->heap, from_ns, to_ns);
  g_array_sort (times, compare_times);
  for (guint i = 0; i < times->len; i++)
    if (i == 0 || g_array_index (times, gint64, i) != g_array_index (times, gint64, i - 1))
      add_time (lines, layers, g_array_index (times, gint64, i));
}

/**
 * ht_add_memory_classes:
 * @chart: a chart of layers
 * @data: what is known of a target
 *
 * Adds what Go's memory consists of, as a sum without rest (MemStats): what lived after
 * the last collection, what was allocated since, what is free but was not given back, and all that
 * is not heap. Between two accounts of the system the collections tell how the heap went. Adds
 * nothing if there are no MemStats.
 */
void
ht_add_memory_classes (HtTimeChart *chart, const HtTargetData *data)
{
  Lines lines = {
    .heap = line_of (data->lines.heap, HT_LINE_STRAIGHT, 0),
    .live = line_of (data->lines.live, HT_LINE_STEPS, data->to_ns),
    .sys = line_of (ht_target_data_get_series (data, "sys"), HT_LINE_STRAIGHT, 0),
    .heap_sys = line_of (ht_target_data_get_series (data, "heap_sys"), HT_LINE_STRAIGHT, 0),
    .released = line_of (ht_target_data_get_series (data, "heap_released"), HT_LINE_STRAIGHT, 0),
  };
  Layers layers;
  gboolean has_live = has_points (&lines.live);

  if (!has_points (&lines.sys) || !has_points (&lines.heap_sys))
    return;
  layers.live = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  layers.since_gc = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  layers.free = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  layers.runtime = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  add_all_times (&lines, &layers);
  if (has_live)
    ht_time_chart_add_series (chart, _ ("Live after GC"), HT_COLOR_CLASS_LIVE, layers.live);
  ht_time_chart_add_series (chart, has_live ? _ ("Allocated since GC") : _ ("Heap in use"),
                            HT_COLOR_CLASS_SINCE_GC, layers.since_gc);
  ht_time_chart_add_series (chart, _ ("Free, not returned"), HT_COLOR_CLASS_FREE, layers.free);
  ht_time_chart_add_series (chart, _ ("Runtime and stacks"), HT_COLOR_CLASS_RUNTIME,
                            layers.runtime);
  g_array_unref (layers.live);
  g_array_unref (layers.since_gc);
  g_array_unref (layers.free);
  g_array_unref (layers.runtime);
}
