/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "heap-lines.h"

static void
add_point (GArray *buckets, gint64 time_ns, gint64 value)
{
  HtSeriesBucket bucket = ht_series_bucket_of_value (time_ns, (double) value);

  g_array_append_val (buckets, bucket);
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const HtSeriesBucket *) a)->start_ns;
  gint64 second = ((const HtSeriesBucket *) b)->start_ns;

  return first < second ? -1 : first > second;
}

static gboolean
is_sorted (const GArray *buckets)
{
  for (guint i = 1; i < buckets->len; i++)
    if (compare_starts (&g_array_index (buckets, HtSeriesBucket, i - 1),
                        &g_array_index (buckets, HtSeriesBucket, i)) > 0)
      return FALSE;
  return TRUE;
}

static GArray *
take_thin (GArray *buckets, guint max_buckets)
{
  GArray *thin;

  if (!is_sorted (buckets))
    g_array_sort (buckets, compare_starts);
  thin = ht_series_buckets_thin (buckets, max_buckets);
  g_array_unref (buckets);
  return thin;
}

/**
 * ht_heap_lines_init:
 * @lines: what to fill
 * @samples: (nullable) (element-type HtSeriesBucket): the heap in use as it was sampled
 * @cycles: (element-type HtGcCycle): all collections, by time, on the wall clock
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @max_buckets: about how many points each line may have
 *
 * Joins the samples with what the collections tell. The heap rises from what the last
 * collection left to where the next one begins: with the collections between the samples, the
 * saw-tooth is there however rarely somebody asked. For a worker thread.
 */
void
ht_heap_lines_init (HtHeapLines *lines,
                    const GArray *samples,
                    const GArray *cycles,
                    gint64 from_ns,
                    gint64 to_ns,
                    guint max_buckets)
{
  GArray *heap = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  GArray *goal = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  GArray *live = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

  if (samples != NULL)
    g_array_append_vals (heap, samples->data, samples->len);
  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);

      /* The neighbours outside are where the lines come from and go to. */
      if ((i + 1 < cycles->len && g_array_index (cycles, HtGcCycle, i + 1).end_ns < from_ns) ||
          (i > 0 && g_array_index (cycles, HtGcCycle, i - 1).start_ns > to_ns))
        continue;
      if (cycle->goal_bytes != HT_UNKNOWN)
        add_point (goal, cycle->start_ns, cycle->goal_bytes);
      if (cycle->heap_live_bytes == HT_UNKNOWN)
        continue;
      add_point (live, cycle->end_ns, cycle->heap_live_bytes);
      if (cycle->heap_start_bytes == HT_UNKNOWN)
        continue;
      add_point (heap, cycle->start_ns, cycle->heap_start_bytes);
      add_point (heap, cycle->end_ns, cycle->heap_live_bytes);
    }
  lines->heap = take_thin (heap, max_buckets);
  lines->goal = take_thin (goal, max_buckets);
  lines->live = take_thin (live, max_buckets);
}

/**
 * ht_heap_lines_clear:
 * @lines: lines to free
 */
void
ht_heap_lines_clear (HtHeapLines *lines)
{
  g_clear_pointer (&lines->heap, g_array_unref);
  g_clear_pointer (&lines->goal, g_array_unref);
  g_clear_pointer (&lines->live, g_array_unref);
}
