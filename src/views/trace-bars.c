/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-bars.h"

#include "recording-types.h"

/**
 * ht_trace_bars_new:
 *
 * Returns: (transfer full) (element-type HtTraceBar): no bars
 */
GArray *
ht_trace_bars_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HtTraceBar));
}

/**
 * ht_trace_bars_add_buckets:
 * @bars: (element-type HtTraceBar): bars
 * @buckets: (element-type HtSeriesBucket): of a series of things that took some time, of kind
 *   %HT_POINT_EVENT
 *
 * Adds what happened. The time of a point is the end of what it tells.
 */
void
ht_trace_bars_add_buckets (GArray *bars, const GArray *buckets)
{
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
      HtTraceBar bar = {
        .from_ns = bucket->start_ns - (gint64) bucket->first,
        .to_ns = bucket->end_ns,
        .n = bucket->n_points,
        .busy = (gint64) bucket->sum,
        .longest = (gint64) bucket->max,
      };

      g_array_append_val (bars, bar);
    }
}

/**
 * ht_trace_bars_add_moments:
 * @bars: (element-type HtTraceBar): bars
 * @buckets: (element-type HtSeriesBucket): of a series of things that were about some bytes, of
 *   kind %HT_POINT_EVENT
 *
 * Adds what happened in a moment each.
 */
void
ht_trace_bars_add_moments (GArray *bars, const GArray *buckets)
{
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
      HtTraceBar bar = { bucket->start_ns, bucket->end_ns, bucket->n_points, (gint64) bucket->sum,
                         (gint64) bucket->max };

      g_array_append_val (bars, bar);
    }
}

/**
 * ht_trace_bars_add:
 * @bars: (element-type HtTraceBar): bars
 * @from_ns: when it began, ns since 1970
 * @to_ns: when it ended
 *
 * Adds a single thing.
 */
void
ht_trace_bars_add (GArray *bars, gint64 from_ns, gint64 to_ns)
{
  HtTraceBar bar = { from_ns, to_ns, 1, to_ns - from_ns, to_ns - from_ns };

  g_array_append_val (bars, bar);
}

/**
 * ht_trace_bars_add_sums:
 * @bars: (element-type HtTraceBar): bars
 * @sums: (element-type HtTraceSpanSum): things that were not read one by one
 *
 * Adds a bar for each sum.
 */
void
ht_trace_bars_add_sums (GArray *bars, const GArray *sums)
{
  for (guint i = 0; i < sums->len; i++)
    {
      const HtTraceSpanSum *sum = &g_array_index (sums, HtTraceSpanSum, i);
      HtTraceBar bar = { sum->first_ns, sum->last_ns, sum->n, sum->total_ns, sum->longest_ns };

      g_array_append_val (bars, bar);
    }
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const HtTraceBar *) a)->to_ns;
  gint64 second = ((const HtTraceBar *) b)->to_ns;

  return first < second ? -1 : first > second;
}

static void
join (HtTraceBar *bar, const HtTraceBar *next)
{
  bar->from_ns = MIN (bar->from_ns, next->from_ns);
  bar->to_ns = MAX (bar->to_ns, next->to_ns);
  bar->n += next->n;
  bar->busy =
      bar->busy != HT_UNKNOWN && next->busy != HT_UNKNOWN ? bar->busy + next->busy : HT_UNKNOWN;
  bar->longest = MAX (bar->longest, next->longest);
}

/* Only what is shorter than a slot is joined: what can be seen by itself stays so. */
static void
thin (GArray *bars, gint64 from_ns, gint64 slot_ns)
{
  guint n_kept = 0;
  guint open = G_MAXUINT; /* index of the one of the slot at hand that others may join */
  gint64 open_slot = 0;

  for (guint i = 0; i < bars->len; i++)
    {
      HtTraceBar bar = g_array_index (bars, HtTraceBar, i);
      gint64 slot = (bar.to_ns - from_ns) / slot_ns;
      gboolean is_short = bar.to_ns - bar.from_ns < slot_ns;

      if (is_short && open != G_MAXUINT && open_slot == slot)
        {
          join (&g_array_index (bars, HtTraceBar, open), &bar);
          continue;
        }
      if (is_short)
        {
          open = n_kept;
          open_slot = slot;
        }
      g_array_index (bars, HtTraceBar, n_kept++) = bar;
    }
  g_array_set_size (bars, n_kept);
}

/**
 * ht_trace_bars_finish:
 * @bars: (element-type HtTraceBar): bars of several series, in any order
 * @from_ns: begin of the range that they are shown in, ns since 1970
 * @to_ns: its end
 * @max_bars: how many there may be
 *
 * Brings bars into the order of their ends. If there are too many, neighbours become one that
 * says how many and how long they were.
 */
void
ht_trace_bars_finish (GArray *bars, gint64 from_ns, gint64 to_ns, guint max_bars)
{
  g_array_sort (bars, compare_ends);
  if (bars->len <= max_bars)
    return;
  thin (bars, from_ns, MAX ((to_ns - from_ns) / max_bars, 1));
  /* Joined ones end later than those that they were in order with. */
  g_array_sort (bars, compare_ends);
}
