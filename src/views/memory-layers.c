/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "memory-layers.h"

#include <math.h>

#include "time-chart.h"

/* Lines that the classes are made of. Each may be NULL. */
typedef struct
{
  HtChartSeries heap;
  HtChartSeries live;
  HtChartSeries sys;
  HtChartSeries heap_sys;
  HtChartSeries released;
  HtChartSeries stacks;
} Lines;

static HtChartSeries
line_of (GArray *buckets, GArray *breaks, HtLineShape shape, gint64 holds_until_ns)
{
  return (HtChartSeries){
    .buckets = buckets, .breaks = breaks, .shape = shape, .holds_until_ns = holds_until_ns
  };
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
  HtSeriesBucket bucket = ht_series_bucket_of_value (time_ns, value);

  g_array_append_val (buckets, bucket);
}

/* The heap is never more than was asked of the system, but it is told more often: between two
 * accounts of the system its peaks may stand above the line between them. In a gap of the accounts
 * there is no sum, whoever else tells of the heap. */
static void
add_time (const Lines *lines, HtMemoryLayers *layers, gint64 time_ns)
{
  double sys = value_at (&lines->sys, time_ns, NAN);
  double heap_sys = value_at (&lines->heap_sys, time_ns, sys);
  double kept = MAX (heap_sys - value_at (&lines->released, time_ns, 0), 0);
  double heap = value_at (&lines->heap, time_ns, kept);
  double live = MIN (value_at (&lines->live, time_ns, 0), heap);
  double stacks = MIN (value_at (&lines->stacks, time_ns, 0), MAX (sys - heap_sys, 0));

  if (isnan (sys))
    return;
  add_point (layers->live, time_ns, live);
  add_point (layers->since_gc, time_ns, heap - live);
  add_point (layers->free, time_ns, MAX (kept - heap, 0));
  add_point (layers->stacks, time_ns, stacks);
  add_point (layers->runtime, time_ns, MAX (sys - heap_sys, 0) - stacks);
  add_point (layers->released, time_ns, MAX (heap_sys - kept, 0));
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
add_all_times (const Lines *lines, HtMemoryLayers *layers)
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

static GArray *
buckets_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
}

/**
 * ht_memory_layers_init:
 * @layers: what to fill
 * @lines: what samples and collections together tell of the heap
 * @series: (element-type utf8 GArray): the series of MemStats, by name
 * @breaks: (element-type HtSeriesBreak): where no series goes on
 * @until_ns: until when what the last collection left holds
 *
 * Takes Go's memory apart as a sum without rest: what lived after the last collection, what was
 * allocated since, what is free but was not given back, stacks, and all else that was asked of the
 * system. Between two accounts of the system the collections tell how the heap went. Leaves all
 * empty if there are no MemStats. For a worker thread.
 */
void
ht_memory_layers_init (HtMemoryLayers *layers,
                       const HtHeapLines *lines,
                       GHashTable *series,
                       GArray *breaks,
                       gint64 until_ns)
{
  Lines all = {
    .heap = line_of (lines->heap, breaks, HT_LINE_STRAIGHT, 0),
    .live = line_of (lines->live, breaks, HT_LINE_STEPS, until_ns),
    .sys = line_of (g_hash_table_lookup (series, "sys"), breaks, HT_LINE_STRAIGHT, 0),
    .heap_sys = line_of (g_hash_table_lookup (series, "heap_sys"), breaks, HT_LINE_STRAIGHT, 0),
    .released =
        line_of (g_hash_table_lookup (series, "heap_released"), breaks, HT_LINE_STRAIGHT, 0),
    .stacks = line_of (g_hash_table_lookup (series, "stack_sys"), breaks, HT_LINE_STRAIGHT, 0),
  };

  layers->live = buckets_new ();
  layers->since_gc = buckets_new ();
  layers->free = buckets_new ();
  layers->stacks = buckets_new ();
  layers->runtime = buckets_new ();
  layers->released = buckets_new ();
  layers->has_live = has_points (&all.live);
  if (has_points (&all.sys) && has_points (&all.heap_sys))
    add_all_times (&all, layers);
}

/**
 * ht_memory_layers_clear:
 * @layers: layers to free
 */
void
ht_memory_layers_clear (HtMemoryLayers *layers)
{
  g_clear_pointer (&layers->live, g_array_unref);
  g_clear_pointer (&layers->since_gc, g_array_unref);
  g_clear_pointer (&layers->free, g_array_unref);
  g_clear_pointer (&layers->stacks, g_array_unref);
  g_clear_pointer (&layers->runtime, g_array_unref);
  g_clear_pointer (&layers->released, g_array_unref);
}
