/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "series-bucket.h"

/**
 * ht_series_bucket_of_value:
 * @time_ns: when
 * @value: what
 *
 * Returns: a bucket of one point
 */
HtSeriesBucket
ht_series_bucket_of_value (gint64 time_ns, double value)
{
  return (HtSeriesBucket){ .start_ns = time_ns,
                           .end_ns = time_ns,
                           .n_points = 1,
                           .first = value,
                           .last = value,
                           .min = value,
                           .max = value,
                           .sum = value };
}

/**
 * ht_series_bucket_get_begin_ns:
 * @bucket: events that take time
 *
 * Where events do not overlap, as on a lane of one processor, what follows the first one begins
 * later. Else one may begin earlier, but not before the first end less the greatest length.
 *
 * Returns: when the first event began, ns since 1970
 */
gint64
ht_series_bucket_get_begin_ns (const HtSeriesBucket *bucket)
{
  double length_ns = CLAMP (bucket->first, 0, (double) (G_GINT64_CONSTANT (1) << 62));
  gint64 begin_ns;

  if (__builtin_sub_overflow (bucket->start_ns, (gint64) length_ns, &begin_ns))
    return G_MININT64;
  return begin_ns;
}

/**
 * ht_series_bucket_add:
 * @bucket: a bucket; becomes one of both
 * @next: one that begins later
 */
void
ht_series_bucket_add (HtSeriesBucket *bucket, const HtSeriesBucket *next)
{
  bucket->end_ns = MAX (bucket->end_ns, next->end_ns);
  bucket->n_points = (gint64) ((guint64) bucket->n_points + (guint64) next->n_points);
  bucket->last = next->last;
  bucket->min = MIN (bucket->min, next->min);
  bucket->max = MAX (bucket->max, next->max);
  bucket->sum += next->sum;
}

/**
 * ht_series_buckets_thin:
 * @buckets: (element-type HtSeriesBucket): buckets, by time
 * @max_buckets: how many there may be, not 0
 *
 * Joins neighbours until few enough are left, each for about the same length of
 * time. No least or greatest value is lost.
 *
 * Returns: (transfer full) (element-type HtSeriesBucket): @buckets itself if it is short enough,
 *   else a new array
 */
GArray *
ht_series_buckets_thin (GArray *buckets, guint max_buckets)
{
  const HtSeriesBucket *all = (const HtSeriesBucket *) (gpointer) buckets->data;
  GArray *thin;
  double slot_ns;
  gint64 last_slot = -1;

  if (buckets->len <= max_buckets)
    return g_array_ref (buckets);
  thin = g_array_sized_new (FALSE, FALSE, sizeof (HtSeriesBucket), max_buckets);
  slot_ns = ((double) all[buckets->len - 1].start_ns - (double) all[0].start_ns) / max_buckets;
  for (guint i = 0; i < buckets->len; i++)
    {
      double since = (double) all[i].start_ns - (double) all[0].start_ns;
      gint64 slot = slot_ns > 0 ? MIN ((gint64) (since / slot_ns), (gint64) max_buckets - 1) : 0;

      if (slot == last_slot)
        ht_series_bucket_add (&g_array_index (thin, HtSeriesBucket, thin->len - 1), &all[i]);
      else
        g_array_append_val (thin, all[i]);
      last_slot = slot;
    }
  return thin;
}
