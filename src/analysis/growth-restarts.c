/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-restarts.h"

/* Of longer series so many buckets are looked at. */
#define MAX_BUCKETS 4096

/* What is counted since the begin of a process. */
static const char *const counters[] = { "total_alloc", "num_gc", "cpu_seconds" };

static void
add (GArray *restarts, gint64 before_ns, gint64 after_ns)
{
  HtGrowthRestart restart = { before_ns, after_ns };

  g_array_append_val (restarts, restart);
}

/* A counter falls when another process begins. */
static gboolean
add_falls (GArray *restarts,
           HtRecording *recording,
           gint64 target,
           const char *counter,
           gint64 from_ns,
           gint64 to_ns,
           GError **error)
{
  g_autoptr (HtSeriesEntry) entry = NULL;
  g_autoptr (GArray) buckets = NULL;
  const HtSeriesBucket *before = NULL;

  if (!ht_recording_find_series (recording, target, counter, &entry, error))
    return FALSE;
  if (entry == NULL)
    return TRUE;
  buckets = ht_recording_read_series (recording, entry->id, from_ns, to_ns, MAX_BUCKETS, error);
  if (buckets == NULL)
    return FALSE;
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      /* Series are read with their neighbours on both sides. */
      if (bucket->start_ns < from_ns || bucket->end_ns > to_ns)
        continue;
      if (before != NULL && bucket->first < before->last)
        add (restarts, before->end_ns, bucket->start_ns);
      if (bucket->last < bucket->max)
        add (restarts, bucket->start_ns, bucket->end_ns);
      before = bucket;
    }
  return TRUE;
}

static gboolean
add_marks (GArray *restarts,
           HtRecording *recording,
           gint64 target,
           gint64 from_ns,
           gint64 to_ns,
           GError **error)
{
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (recording, target, error);

  if (marks == NULL)
    return FALSE;
  for (guint i = 0; i < marks->len; i++)
    {
      const HtMark *mark = g_ptr_array_index (marks, i);

      if (mark->kind == HT_MARK_EPOCH && mark->time_ns > from_ns && mark->time_ns <= to_ns)
        add (restarts, mark->time_ns - 1, mark->time_ns);
    }
  return TRUE;
}

static int
compare_restarts (gconstpointer a, gconstpointer b)
{
  const HtGrowthRestart *first = a;
  const HtGrowthRestart *second = b;

  return first->after_ns < second->after_ns ? -1 : first->after_ns > second->after_ns;
}

/**
 * ht_growth_restarts_find:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the time to look at, ns since 1970; %G_MININT64 for all
 * @to_ns: its end; %G_MAXINT64 for all
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Finds when a process began anew, by the marks of who recorded it and by counters that fell. The
 * same restart may be told several times.
 *
 * Returns: (transfer full) (element-type HtGrowthRestart): the restarts, the first one first; or
 *   %NULL with @error set
 */
GArray *
ht_growth_restarts_find (HtRecording *recording,
                         gint64 target,
                         gint64 from_ns,
                         gint64 to_ns,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GArray) restarts = g_array_new (FALSE, FALSE, sizeof (HtGrowthRestart));

  if (!add_marks (restarts, recording, target, from_ns, to_ns, error))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !add_falls (restarts, recording, target, counters[i], from_ns, to_ns, error))
      return NULL;
  g_array_sort (restarts, compare_restarts);
  return g_steal_pointer (&restarts);
}
