/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "memory-charts.h"

#include <glib/gi18n.h>

#include "units.h"

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

static GArray *
buckets_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
}

static void
add_limit (HtTimeChart *chart,
           const HtTargetData *data,
           const char *series,
           const char *name,
           HtColorRole role,
           HtLineDash dash)
{
  GArray *buckets = ht_target_data_get_series (data, series);
  g_autofree char *size = NULL;
  g_autofree char *label = NULL;
  gint64 value;

  if (buckets == NULL || buckets->len == 0)
    return;
  value = (gint64) g_array_index (buckets, HtSeriesBucket, buckets->len - 1).last;
  size = ht_format_bytes (value);
  label = g_strdup_printf ("%s %s", name, size);
  ht_time_chart_add_limit (chart, label, role, dash, value);
}

static void
add_limits (HtTimeChart *chart, const HtTargetData *data)
{
  add_limit (chart, data, "container_limit", _ ("Container limit"), HT_COLOR_CONTAINER_LIMIT,
             HT_DASH_SOLID);
  add_limit (chart, data, "memory_limit", "GOMEMLIMIT", HT_COLOR_MEMORY_LIMIT, HT_DASH_DASH_DOT);
}

static void
set_range (HtTimeChart *chart, const HtTargetData *data)
{
  chart->from_ns = chart->start_ns = data->from_ns;
  chart->to_ns = MAX (data->to_ns, data->from_ns + 1);
}

static void
add_goal (HtTimeChart *chart, const HtTargetData *data)
{
  GArray *of_cycles = data->lines.goal;
  GArray *goal = of_cycles->len > 0 ? of_cycles : ht_target_data_get_series (data, "next_gc");
  HtChartSeries *series;

  if (goal == NULL)
    return;
  series = ht_time_chart_add_series (chart, _ ("Heap goal"), HT_COLOR_GOAL, goal);
  series->shape = HT_LINE_STEPS;
  series->dash = HT_DASH_DASHED;
}

static void
add_live (HtTimeChart *chart, const HtTargetData *data)
{
  GArray *of_cycles = data->lines.live;
  GArray *live = of_cycles->len > 0 ? of_cycles : ht_target_data_get_series (data, "heap_live");
  HtChartSeries *series;

  if (live == NULL)
    return;
  series = ht_time_chart_add_series (chart, _ ("Live after GC"), HT_COLOR_HEAP_LIVE, live);
  series->shape = HT_LINE_STEPS;
  series->dots = TRUE;
}

static void
add_gc_times (HtTimeChart *chart, const HtTargetData *data)
{
  g_array_set_size (chart->gc_times, data->cycles->len);
  for (guint i = 0; i < data->cycles->len; i++)
    g_array_index (chart->gc_times, gint64, i) = g_array_index (data->cycles, HtGcCycle, i).end_ns;
}

/**
 * ht_heap_chart_new:
 * @data: what is known of a target
 *
 * Makes the chart of the heap against its goal and the limits.
 *
 * Returns: (transfer full): the chart
 */
HtTimeChart *
ht_heap_chart_new (const HtTargetData *data)
{
  HtTimeChart *chart = ht_time_chart_new ();
  GArray *rss = ht_target_data_get_series (data, "rss");
  HtChartSeries *series;

  series =
      ht_time_chart_add_series (chart, _ ("Heap in use"), HT_COLOR_HEAP_IN_USE, data->lines.heap);
  series->filled = TRUE;
  series->width = 2;
  add_goal (chart, data);
  if (rss != NULL)
    ht_time_chart_add_series (chart, _ ("Resident, RSS"), HT_COLOR_RSS, rss)->dash = HT_DASH_DOTTED;
  add_live (chart, data);
  add_limits (chart, data);
  add_gc_times (chart, data);
  set_range (chart, data);
  return chart;
}

/* The value of the bucket at the same place: the series of one snapshot share their times. */
static double
value_like (const GArray *buckets, guint i, double otherwise)
{
  return buckets != NULL && i < buckets->len ? g_array_index (buckets, HtSeriesBucket, i).last
                                             : otherwise;
}

/* Go's memory as a sum without rest (MemStats): in use, idle but kept, stacks, all else of Sys. */
static void
add_classes (HtTimeChart *chart, const HtTargetData *data, const GArray *sys)
{
  const GArray *in_use = ht_target_data_get_series (data, "heap_inuse");
  const GArray *idle = ht_target_data_get_series (data, "heap_idle");
  const GArray *released = ht_target_data_get_series (data, "heap_released");
  const GArray *stacks = ht_target_data_get_series (data, "stack_inuse");
  g_autoptr (GArray) used = buckets_new ();
  g_autoptr (GArray) kept = buckets_new ();
  g_autoptr (GArray) stack = buckets_new ();
  g_autoptr (GArray) other = buckets_new ();

  for (guint i = 0; i < sys->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (sys, HtSeriesBucket, i);
      double heap = value_like (in_use, i, 0);
      double free_heap = value_like (idle, i, 0);
      double on_stacks = value_like (stacks, i, 0);

      add_point (used, bucket->end_ns, heap);
      add_point (kept, bucket->end_ns, MAX (free_heap - value_like (released, i, 0), 0));
      add_point (stack, bucket->end_ns, on_stacks);
      add_point (other, bucket->end_ns, MAX (bucket->last - heap - free_heap - on_stacks, 0));
    }
  ht_time_chart_add_series (chart, _ ("Heap in use"), HT_COLOR_CLASS_LIVE, used);
  ht_time_chart_add_series (chart, _ ("Stacks"), HT_COLOR_CLASS_SINCE_GC, stack);
  ht_time_chart_add_series (chart, _ ("Free, not returned"), HT_COLOR_CLASS_FREE, kept);
  ht_time_chart_add_series (chart, _ ("Runtime and other"), HT_COLOR_CLASS_RUNTIME, other);
}

/**
 * ht_memory_classes_chart_new:
 * @data: what is known of a target
 *
 * Makes the chart of what Go's memory consists of, as layers.
 *
 * Returns: (transfer full): the chart, without series if there are no MemStats
 */
HtTimeChart *
ht_memory_classes_chart_new (const HtTargetData *data)
{
  HtTimeChart *chart = ht_time_chart_new ();
  const GArray *sys = ht_target_data_get_series (data, "sys");

  chart->stacked = TRUE;
  if (sys != NULL)
    add_classes (chart, data, sys);
  add_limits (chart, data);
  set_range (chart, data);
  return chart;
}
