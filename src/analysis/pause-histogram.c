/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "pause-histogram.h"

#define FIRST_END_NS G_GINT64_CONSTANT (16000)

/**
 * ht_pause_bucket_of:
 * @pause_ns: length of a pause
 *
 * Returns: the bucket in which it is counted
 */
guint
ht_pause_bucket_of (gint64 pause_ns)
{
  guint bucket = 0;

  while (bucket + 1 < HT_N_PAUSE_BUCKETS && pause_ns >= FIRST_END_NS << bucket)
    bucket++;
  return bucket;
}

/**
 * ht_pause_bucket_get_bounds:
 * @bucket: a bucket
 * @from_ns: (out): the shortest pause in it
 * @to_ns: (out): the shortest pause that is too long for it; %HT_UNKNOWN if none is
 */
void
ht_pause_bucket_get_bounds (guint bucket, gint64 *from_ns, gint64 *to_ns)
{
  *from_ns = bucket == 0 ? 0 : FIRST_END_NS << (bucket - 1);
  *to_ns = bucket + 1 == HT_N_PAUSE_BUCKETS ? HT_UNKNOWN : FIRST_END_NS << bucket;
}

/**
 * ht_gc_cycle_get_pause:
 * @cycle: a collection
 * @kind: a kind of pause
 *
 * Returns: how long the world was stopped in ns; %HT_UNKNOWN if there is no such pause,
 *   which is so for the sum where its parts are known
 */
gint64
ht_gc_cycle_get_pause (const HtGcCycle *cycle, HtPauseKind kind)
{
  switch (kind)
    {
    case HT_PAUSE_SWEEP_TERM:
      return cycle->stw_sweep_term_ns;
    case HT_PAUSE_MARK_TERM:
      return cycle->stw_mark_term_ns;
    case HT_PAUSE_WHOLE:
      return cycle->stw_sweep_term_ns == HT_UNKNOWN && cycle->stw_mark_term_ns == HT_UNKNOWN
                 ? cycle->pause_ns
                 : HT_UNKNOWN;
    case HT_N_PAUSE_KINDS:
    default:
      return HT_UNKNOWN;
    }
}

/**
 * ht_gc_cycle_has_pause_in:
 * @cycle: a collection
 * @bucket: a bucket
 *
 * Returns: whether one of its pauses is counted there
 */
gboolean
ht_gc_cycle_has_pause_in (const HtGcCycle *cycle, guint bucket)
{
  for (guint kind = 0; kind < HT_N_PAUSE_KINDS; kind++)
    {
      gint64 pause_ns = ht_gc_cycle_get_pause (cycle, (HtPauseKind) kind);

      if (pause_ns != HT_UNKNOWN && ht_pause_bucket_of (pause_ns) == bucket)
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_pause_histogram_count:
 * @histogram: (out caller-allocates): where to count
 * @cycles: (array length=n_cycles): collections, each once
 * @n_cycles: how many
 *
 * Counts the pauses of collections.
 */
void
ht_pause_histogram_count (HtPauseHistogram *histogram, const HtGcCycle *cycles, gsize n_cycles)
{
  *histogram = (HtPauseHistogram){ .first = HT_N_PAUSE_BUCKETS };
  for (gsize i = 0; i < n_cycles; i++)
    for (guint kind = 0; kind < HT_N_PAUSE_KINDS; kind++)
      {
        gint64 pause_ns = ht_gc_cycle_get_pause (&cycles[i], (HtPauseKind) kind);
        guint bucket;

        if (pause_ns == HT_UNKNOWN)
          continue;
        bucket = ht_pause_bucket_of (pause_ns);
        histogram->counts[bucket][kind]++;
        histogram->n++;
        histogram->first = MIN (histogram->first, bucket);
        histogram->last = MAX (histogram->last, bucket);
      }
  if (histogram->n == 0)
    histogram->first = 0;
}

/**
 * ht_pause_histogram_get_total:
 * @histogram: a histogram
 * @bucket: a bucket
 *
 * Returns: how many pauses of any kind it has
 */
guint
ht_pause_histogram_get_total (const HtPauseHistogram *histogram, guint bucket)
{
  guint total = 0;

  for (guint kind = 0; kind < HT_N_PAUSE_KINDS; kind++)
    total += histogram->counts[bucket][kind];
  return total;
}
