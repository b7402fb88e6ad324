/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "series-breaks.h"

#include "sorted-array.h"

/* Index of the first break that begins at a time or later. */
static guint
first_from (const GArray *breaks, gint64 time_ns)
{
  return ht_sorted_count_before (breaks, G_STRUCT_OFFSET (HtSeriesBreak, from_ns), time_ns);
}

/**
 * ht_series_breaks_find:
 * @breaks: (nullable) (element-type HtSeriesBreak): breaks, by the time at which they begin
 * @after_ns: time of a point
 * @before_ns: time of the next one
 *
 * Returns: (transfer none) (nullable): the first break that keeps the two points apart
 */
const HtSeriesBreak *
ht_series_breaks_find (const GArray *breaks, gint64 after_ns, gint64 before_ns)
{
  if (breaks == NULL)
    return NULL;
  for (guint i = first_from (breaks, after_ns); i < breaks->len; i++)
    {
      const HtSeriesBreak *found = &g_array_index (breaks, HtSeriesBreak, i);

      if (found->from_ns >= before_ns)
        return NULL;
      if (found->to_ns <= before_ns)
        return found;
    }
  return NULL;
}

static void
split_bucket (GArray *split, const HtSeriesBucket *bucket, const HtSeriesBreak *found)
{
  HtSeriesBucket before = *bucket;
  HtSeriesBucket after = ht_series_bucket_of_value (found->to_ns, bucket->last);

  /* Where in the bucket its least and greatest value were nobody knows any more. */
  before.end_ns = found->from_ns;
  before.n_points = MAX (bucket->n_points - 1, 1);
  before.last = bucket->first;
  before.sum = bucket->sum - bucket->last;
  after.end_ns = bucket->end_ns;
  g_array_append_val (split, before);
  g_array_append_val (split, after);
}

/**
 * ht_series_buckets_split:
 * @buckets: (element-type HtSeriesBucket): buckets, by time
 * @breaks: (nullable) (element-type HtSeriesBreak): breaks, by the time at which they begin
 *
 * Takes buckets apart that have points on both sides of a break, at the first break that each has.
 *
 * Returns: (transfer full) (element-type HtSeriesBucket): @buckets itself if there are none,
 *   else a new array
 */
GArray *
ht_series_buckets_split (GArray *buckets, const GArray *breaks)
{
  GArray *split = NULL;

  if (breaks == NULL || breaks->len == 0)
    return g_array_ref (buckets);
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
      const HtSeriesBreak *found =
          bucket->n_points > 1 ? ht_series_breaks_find (breaks, bucket->start_ns, bucket->end_ns)
                               : NULL;

      if (found != NULL && split == NULL)
        {
          split = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
          g_array_append_vals (split, buckets->data, i);
        }
      if (found != NULL)
        split_bucket (split, bucket, found);
      else if (split != NULL)
        g_array_append_val (split, *bucket);
    }
  return split != NULL ? split : g_array_ref (buckets);
}
