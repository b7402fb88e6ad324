/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "memory-charts.h"

#include <glib/gi18n.h>

#include "safe-text.h"
#include "units.h"

/* Above it, "no limit" was meant: Go and cgroups say so by the greatest numbers they have. */
#define NO_LIMIT 0x1p60

static gint64
recorded_limit (const HtTargetData *data, const char *series)
{
  const GArray *buckets = ht_target_data_get_series (data, series);
  double last;

  if (buckets == NULL || buckets->len == 0)
    return HT_UNKNOWN;
  last = g_array_index (buckets, HtSeriesBucket, buckets->len - 1).last;
  return last > 0 && last < NO_LIMIT ? (gint64) last : HT_UNKNOWN;
}

/* What Go needs besides the heap, by its newest account of itself. */
static gint64
besides_the_heap (const HtTargetData *data)
{
  const GArray *sys = ht_target_data_get_series (data, "sys");
  const GArray *heap_sys = ht_target_data_get_series (data, "heap_sys");

  if (sys == NULL || heap_sys == NULL || sys->len == 0 || heap_sys->len == 0)
    return 0;
  return (gint64) MAX (g_array_index (sys, HtSeriesBucket, sys->len - 1).last -
                           g_array_index (heap_sys, HtSeriesBucket, heap_sys->len - 1).last,
                       0);
}

static void
add_limit (HtTimeChart *chart,
           const HtTargetData *data,
           gint64 recorded,
           gint64 own,
           const char *name,
           HtColorRole role,
           HtLineDash dash)
{
  gint64 value = own != HT_UNKNOWN ? own : recorded;
  gint64 besides = chart->stacked ? 0 : besides_the_heap (data);
  g_autofree char *size = NULL;
  g_autofree char *left = NULL;
  g_autofree char *label = NULL;
  HtChartLimit *limit;

  if (value == HT_UNKNOWN)
    return;
  size = ht_format_bytes (value);
  if (own != HT_UNKNOWN)
    /* Translators: name of a limit and its size */
    label = g_strdup_printf (_ ("%s %s, set by you"), name, size);
  else
    label = g_strdup_printf ("%s %s", name, size);
  limit = ht_time_chart_add_limit (chart, label, role, dash, MAX (value - besides, 0));
  if (besides == 0)
    return;
  left = ht_format_bytes (limit->value);
  /* Translators: %s is a size */
  limit->note = g_strdup_printf (_ ("%s left for the heap"), left);
}

/**
 * ht_set_memory_limits:
 * @chart: a chart made of @data
 * @data: what is known of a target
 * @own: (nullable): what the user knows better
 *
 * Replaces the limits of a chart by those that the recording or the user tells. A chart of the heap
 * shows them lowered by what Go needs besides the heap.
 */
void
ht_set_memory_limits (HtTimeChart *chart, const HtTargetData *data, const HtMemoryLimits *own)
{
  g_ptr_array_set_size (chart->limits, 0);
  add_limit (chart, data, recorded_limit (data, "container_limit"),
             own != NULL ? own->container_bytes : HT_UNKNOWN, _ ("Container limit"),
             HT_COLOR_CONTAINER_LIMIT, HT_DASH_SOLID);
  add_limit (chart, data, recorded_limit (data, "memory_limit"),
             own != NULL ? own->memory_limit_bytes : HT_UNKNOWN, "GOMEMLIMIT",
             HT_COLOR_MEMORY_LIMIT, HT_DASH_DASH_DOT);
  /* Translators: a limit that only the user knows of; its size follows */
  add_limit (chart, data, HT_UNKNOWN, own != NULL ? own->own_bytes : HT_UNKNOWN, _ ("Limit"),
             HT_COLOR_CONTAINER_LIMIT, HT_DASH_DASHED);
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

  if (goal == NULL || goal->len == 0)
    return;
  series = ht_time_chart_add_series (chart, _ ("Heap goal"), HT_COLOR_GOAL, goal);
  series->shape = HT_LINE_STEPS;
  series->dash = HT_DASH_DASHED;
  series->holds_until_ns = data->to_ns;
  /* Translators: a short word at the line of the heap goal */
  series->label = g_strdup (_ ("goal"));
}

static void
add_live (HtTimeChart *chart, const HtTargetData *data)
{
  GArray *of_cycles = data->lines.live;
  GArray *live = of_cycles->len > 0 ? of_cycles : ht_target_data_get_series (data, "heap_live");
  HtChartSeries *series;

  if (live == NULL || live->len == 0)
    return;
  series = ht_time_chart_add_series (chart, _ ("Live after GC"), HT_COLOR_HEAP_LIVE, live);
  series->shape = HT_LINE_STEPS;
  series->dots = TRUE;
  series->holds_until_ns = data->to_ns;
  /* Translators: a short word at the line of what is live after a collection */
  series->label = g_strdup (_ ("live"));
}

static char *
mark_text (const HtMark *mark)
{
  g_autofree char *safe = ht_safe_text_to_utf8 (mark->text, -1);
  g_autofree char *length = NULL;

  g_strdelimit (safe, "\n\r\t", ' ');
  switch (mark->kind)
    {
    case HT_MARK_EPOCH:
      return g_strdup (_ ("Service restarted"));
    case HT_MARK_GAP:
      if (mark->end_ns == HT_UNKNOWN)
        return g_strdup (_ ("No figures"));
      length = ht_format_duration_short (mark->end_ns - mark->time_ns);
      /* Translators: %s is a duration */
      return g_strdup_printf (_ ("No figures for %s"), length);
    case HT_MARK_FLAG:
      /* Translators: %s is why a rule fired */
      return g_strdup_printf (_ ("Flag: %s"), safe);
    case HT_MARK_NOTE:
      /* Translators: %s is what somebody wrote down */
      return g_strdup_printf (_ ("Note: %s"), safe);
    default:
      return g_steal_pointer (&safe);
    }
}

/* A kind that a newer program wrote is shown as what was written. */
static HtTimeMarkKind
mark_kind (const HtMark *mark)
{
  switch (mark->kind)
    {
    case HT_MARK_EPOCH:
      return HT_TIME_MARK_RESTART;
    case HT_MARK_GAP:
      return HT_TIME_MARK_GAP;
    case HT_MARK_FLAG:
      return HT_TIME_MARK_FLAG;
    case HT_MARK_NOTE:
    default:
      return HT_TIME_MARK_NOTE;
    }
}

/* Before the series, which take the breaks over. */
static void
add_marks (HtTimeChart *chart, const HtTargetData *data)
{
  g_autoptr (GPtrArray) marks = ht_time_marks_new ();

  for (guint i = 0; i < data->marks->len; i++)
    {
      const HtMark *mark = g_ptr_array_index (data->marks, i);
      g_autofree char *text = mark_text (mark);

      ht_time_marks_add (marks, mark_kind (mark), mark->time_ns,
                         mark->end_ns != HT_UNKNOWN ? mark->end_ns : mark->time_ns, text);
    }
  ht_time_chart_set_marks (chart, marks, data->breaks);
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

  add_marks (chart, data);
  if (data->lines.heap->len > 0)
    {
      series = ht_time_chart_add_series (chart, _ ("Heap in use"), HT_COLOR_HEAP_IN_USE,
                                         data->lines.heap);
      series->filled = TRUE;
      series->width = 2;
      /* Translators: a short word at the line of the heap in use */
      series->label = g_strdup (_ ("in use"));
    }
  add_live (chart, data);
  add_goal (chart, data);
  if (rss != NULL && rss->len > 0)
    {
      series = ht_time_chart_add_series (chart, _ ("Resident, RSS"), HT_COLOR_RSS, rss);
      series->dash = HT_DASH_DOTTED;
      series->label = g_strdup ("RSS");
    }
  ht_set_memory_limits (chart, data, NULL);
  add_gc_times (chart, data);
  set_range (chart, data);
  return chart;
}

static void
add_layers (HtTimeChart *chart, const HtMemoryLayers *layers)
{
  HtChartSeries *released;

  if (layers->since_gc->len == 0)
    return;
  if (layers->has_live)
    ht_time_chart_add_series (chart, _ ("Live after GC"), HT_COLOR_CLASS_LIVE, layers->live);
  ht_time_chart_add_series (chart, layers->has_live ? _ ("Allocated since GC") : _ ("Heap in use"),
                            HT_COLOR_CLASS_SINCE_GC, layers->since_gc);
  ht_time_chart_add_series (chart, _ ("Free, not returned"), HT_COLOR_CLASS_FREE, layers->free);
  ht_time_chart_add_series (chart, _ ("Stacks"), HT_COLOR_CLASS_STACKS, layers->stacks);
  ht_time_chart_add_series (chart, _ ("Runtime and other"), HT_COLOR_CLASS_RUNTIME,
                            layers->runtime);
  /* No memory any more, so it is shown only to those who ask. */
  released = ht_time_chart_add_series (chart, _ ("Returned to the system"), HT_COLOR_CLASS_RELEASED,
                                       layers->released);
  released->beyond_sum = TRUE;
  released->hidden = TRUE;
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

  chart->stacked = TRUE;
  add_marks (chart, data);
  add_layers (chart, &data->layers);
  ht_set_memory_limits (chart, data, NULL);
  set_range (chart, data);
  return chart;
}
