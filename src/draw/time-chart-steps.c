/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "time-chart.h"

#include "gc-cycle.h"
#include "sorted-array.h"

/* Index of the first bucket that begins after a time; the length if there is none. */
static guint
first_after (const GArray *buckets, gint64 time_ns)
{
  return ht_sorted_count_until (buckets, G_STRUCT_OFFSET (HtSeriesBucket, start_ns), time_ns);
}

static void
consider (gint64 candidate_ns, gint64 time_ns, int direction, gint64 *nearest_ns)
{
  if (direction > 0 ? candidate_ns <= time_ns : candidate_ns >= time_ns)
    return;
  if (*nearest_ns == HT_UNKNOWN ||
      (direction > 0 ? candidate_ns < *nearest_ns : candidate_ns > *nearest_ns))
    *nearest_ns = candidate_ns;
}

/**
 * ht_time_chart_next_sample:
 * @chart: the chart
 * @time_ns: where to start from
 * @direction: 1 for later, -1 for earlier
 *
 * Finds where the nearest point of a series that is not hidden lies.
 *
 * Returns: its time, %HT_UNKNOWN if there is none
 */
gint64
ht_time_chart_next_sample (const HtTimeChart *chart, gint64 time_ns, int direction)
{
  gint64 nearest_ns = HT_UNKNOWN;

  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);
      guint after = first_after (series->buckets, time_ns);
      guint begin = first_after (series->buckets, time_ns - 1);

      if (series->hidden)
        continue;
      for (guint k = begin > 0 ? begin - 1 : 0; k < series->buckets->len && k <= after; k++)
        {
          const HtSeriesBucket *bucket = &g_array_index (series->buckets, HtSeriesBucket, k);

          consider (bucket->start_ns, time_ns, direction, &nearest_ns);
          consider (bucket->end_ns, time_ns, direction, &nearest_ns);
        }
    }
  return nearest_ns;
}

/**
 * ht_time_chart_next_gc:
 * @chart: the chart
 * @time_ns: where to start from
 * @direction: 1 for later, -1 for earlier
 *
 * Finds the end of the nearest collection.
 *
 * Returns: its time, %HT_UNKNOWN if there is none
 */
gint64
ht_time_chart_next_gc (const HtTimeChart *chart, gint64 time_ns, int direction)
{
  gint64 nearest_ns = HT_UNKNOWN;

  for (guint i = 0; i < chart->gc_times->len; i++)
    consider (g_array_index (chart->gc_times, gint64, i), time_ns, direction, &nearest_ns);
  return nearest_ns;
}

/**
 * ht_time_chart_next_mark:
 * @chart: the chart
 * @time_ns: where to start from
 * @direction: 1 for later, -1 for earlier
 *
 * Finds the nearest flag, restart, gap or note.
 *
 * Returns: its time, %HT_UNKNOWN if there is none
 */
gint64
ht_time_chart_next_mark (const HtTimeChart *chart, gint64 time_ns, int direction)
{
  return chart->marks != NULL ? ht_time_marks_next (chart->marks, time_ns, direction) : HT_UNKNOWN;
}

/**
 * ht_time_chart_list_samples:
 * @chart: the chart
 * @most: how many times there may be, more than 1
 *
 * Lists the times at which any of its series has a point, between the borders of the chart. If
 * there are too many, every nth of them is listed.
 *
 * Returns: (transfer full) (element-type gint64): the times, in order and each once
 */
GArray *
ht_time_chart_list_samples (const HtTimeChart *chart, guint most)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 time_ns = chart->from_ns - 1;
  GArray *times;
  guint every;

  while ((time_ns = ht_time_chart_next_sample (chart, time_ns, 1)) != HT_UNKNOWN &&
         time_ns <= chart->to_ns)
    g_array_append_val (all, time_ns);
  every = (all->len + most - 1) / most;
  if (every <= 1)
    return g_steal_pointer (&all);
  times = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < all->len; i += every)
    g_array_append_val (times, g_array_index (all, gint64, i));
  return times;
}
