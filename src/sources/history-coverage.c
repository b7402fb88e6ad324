/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "history-coverage.h"

#include <string.h>

#include "sorted-array.h"

/* Gaps shorter than a few thousandth of the whole are not worth filling. */
#define MAX_BUCKETS 4096

/* Who records every minute has no gaps of a minute. */
#define LEAST_GAP_NS (60 * G_GINT64_CONSTANT (1000000000))
#define STEPS_OF_GAP 3

struct _HtHistoryCoverage
{
  /* Owned */
  GHashTable *by_series; /* name -> GArray of HtHistorySpan, in the order of time */
};

static GArray *
join_buckets (const GArray *buckets, gint64 gap_ns)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (HtHistorySpan));

  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
      HtHistorySpan span = { bucket->start_ns, bucket->end_ns };
      HtHistorySpan *last =
          spans->len > 0 ? &g_array_index (spans, HtHistorySpan, spans->len - 1) : NULL;

      if (last != NULL && span.from_ns - last->to_ns <= gap_ns)
        last->to_ns = MAX (last->to_ns, span.to_ns);
      else
        g_array_append_val (spans, span);
    }
  return spans;
}

static gboolean
read_target (HtHistoryCoverage *self,
             HtRecording *recording,
             gint64 target,
             gint64 from_ns,
             gint64 to_ns,
             gint64 step_ns,
             GError **error)
{
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, target, error);

  if (series == NULL)
    return FALSE;
  for (guint i = 0; i < series->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, i);
      g_autoptr (GArray) buckets =
          ht_recording_read_series (recording, entry->id, from_ns, to_ns, MAX_BUCKETS, error);

      if (buckets == NULL)
        return FALSE;
      g_hash_table_insert (self->by_series, g_strdup (entry->name),
                           join_buckets (buckets, MAX (STEPS_OF_GAP * step_ns, LEAST_GAP_NS)));
    }
  return TRUE;
}

/**
 * ht_history_coverage_read:
 * @recording: a recording
 * @target: name of a target, which need not be in it
 * @from_ns: from when
 * @to_ns: until when
 * @step_ns: how far apart the points of the history are
 * @error: return location, in %HT_STORE_ERROR
 *
 * Returns: (transfer full) (nullable): what there is of the target
 */
HtHistoryCoverage *
ht_history_coverage_read (HtRecording *recording,
                          const char *target,
                          gint64 from_ns,
                          gint64 to_ns,
                          gint64 step_ns,
                          GError **error)
{
  g_autoptr (HtHistoryCoverage) self = g_new0 (HtHistoryCoverage, 1);
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, error);

  if (targets == NULL)
    return NULL;
  self->by_series =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *entry = g_ptr_array_index (targets, i);

      if (strcmp (entry->name, target) == 0 &&
          !read_target (self, recording, entry->id, from_ns, to_ns, step_ns, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ht_history_coverage_free:
 * @coverage: (transfer full) (nullable): a coverage
 */
void
ht_history_coverage_free (HtHistoryCoverage *coverage)
{
  if (coverage == NULL)
    return;
  g_clear_pointer (&coverage->by_series, g_hash_table_unref);
  g_free (coverage);
}

/**
 * ht_history_coverage_find:
 * @coverage: a coverage
 * @series: name of a series
 *
 * Returns: (nullable) (element-type HtHistorySpan): for which times it is there
 */
const GArray *
ht_history_coverage_find (const HtHistoryCoverage *coverage, const char *series)
{
  return g_hash_table_lookup (coverage->by_series, series);
}

/**
 * ht_history_spans_have:
 * @spans: (nullable): what [method@HistoryCoverage.find] says
 * @time_ns: a time
 * @step_ns: how far apart the points of the history are
 *
 * Returns: whether the recording tells of that time: a point of a history would be counted beside
 *   its own
 */
gboolean
ht_history_spans_have (const GArray *spans, gint64 time_ns, gint64 step_ns)
{
  guint n = spans != NULL
                ? ht_sorted_count_until (spans, G_STRUCT_OFFSET (HtHistorySpan, from_ns), time_ns)
                : 0;

  /* The last one that begins no later. */
  return n > 0 && time_ns - g_array_index (spans, HtHistorySpan, n - 1).to_ns < step_ns;
}
