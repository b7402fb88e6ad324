/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "gc-cycle.h"
#include "recording-private.h"
#include "series-sums.h"
#include "trace-records.h"

/* A kind that a newer program made is shown as what it is at each moment. */
static HtPointKind
read_kind (sqlite3_stmt *row, int column)
{
  switch (sqlite3_column_int (row, column))
    {
    case HT_POINT_COUNTER:
      return HT_POINT_COUNTER;
    case HT_POINT_EVENT:
      return HT_POINT_EVENT;
    default:
      return HT_POINT_GAUGE;
    }
}

static gpointer
read_series_entry (sqlite3_stmt *row)
{
  HtSeriesEntry *entry = g_new0 (HtSeriesEntry, 1);

  entry->id = sqlite3_column_int64 (row, 0);
  entry->target = sqlite3_column_int64 (row, 1);
  entry->name = ht_column_name (row, 2);
  entry->unit = ht_column_name (row, 3);
  entry->kind = read_kind (row, 4);
  entry->n_points = sqlite3_column_int64 (row, 5);
  entry->first_ns = sqlite3_column_int64 (row, 6);
  entry->last_ns = sqlite3_column_int64 (row, 7);
  return entry;
}

#define SERIES_QUERY \
  "SELECT id, target_id, name, unit, kind, n_points, first_ns, last_ns FROM series "

/**
 * ht_recording_list_series:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Lists what is known of a process over its life. What only an execution trace tells, of which
 * there may be thousands of series, is not among it: see
 * [method@Recording.list_series_with_prefix].
 *
 * Returns: (transfer full) (element-type HtSeriesEntry) (nullable): the series, ordered
 *   by target and name
 */
GPtrArray *
ht_recording_list_series (HtRecording *recording, gint64 target, GError **error)
{
  return ht_recording_read_list (recording,
                                 SERIES_QUERY "WHERE (?1 = 0 OR target_id = ?1) "
                                              "AND name NOT GLOB '" HT_TRACE_SERIES_PREFIX "*' "
                                              "ORDER BY target_id, name",
                                 target, read_series_entry, (GDestroyNotify) ht_series_entry_free,
                                 error);
}

/**
 * ht_recording_list_series_with_prefix:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @prefix: what their names begin with; "" for all series, also those of traces
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtSeriesEntry) (nullable): the series, ordered
 *   by target and name
 */
GPtrArray *
ht_recording_list_series_with_prefix (HtRecording *recording,
                                      gint64 target,
                                      const char *prefix,
                                      GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_series_entry_free);
  sqlite3_stmt *statement =
      ht_database_prepare (recording->database,
                           SERIES_QUERY "WHERE (?1 = 0 OR target_id = ?1) AND name >= ?2 "
                                        "AND substr (name, 1, length (?2)) = ?2 "
                                        "ORDER BY target_id, name",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  ht_bind_text (statement, 2, prefix);
  while (ht_database_step (recording->database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&entries);
      g_ptr_array_add (entries, read_series_entry (statement));
    }
  return NULL;
}

/**
 * ht_recording_find_series:
 * @recording: the recording
 * @target: id of a target
 * @name: name of a series
 * @entry: (out) (transfer full) (nullable): the series, %NULL if there is none of that name
 * @error: return location for an error
 *
 * Returns: whether it succeeded, found or not
 */
gboolean
ht_recording_find_series (HtRecording *recording,
                          gint64 target,
                          const char *name,
                          HtSeriesEntry **entry,
                          GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (recording->database, SERIES_QUERY "WHERE target_id = ?1 AND name = ?2",
                           error);
  gboolean has_row;

  *entry = NULL;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  ht_bind_text (statement, 2, name);
  if (!ht_database_step (recording->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *entry = read_series_entry (statement);
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_recording_read_series:
 * @recording: the recording
 * @series: id of a series
 * @from_ns: begin of the range, %HT_UNKNOWN for the first point
 * @to_ns: end of the range, %HT_UNKNOWN for the last point
 * @max_buckets: about how many buckets to return at most; 0 for every single point
 * @error: return location for an error
 *
 * Reads a series from such a distance that about @max_buckets buckets remain, in a time that
 * depends on @max_buckets and not on the length of the series. Each point of the
 * range is in exactly one bucket, so no minimum or maximum is lost; only points that are closer
 * to each other than the @max_buckets-th part of the range share one, and none do in a series
 * of at most @max_buckets points. The nearest points before and after the
 * range are there too, so that a line reaches the border of a chart. The first and
 * the last bucket may hold more points from outside of the range.
 *
 * Returns: (transfer full) (element-type HtSeriesBucket) (nullable): the buckets, ordered by time
 */
GArray *
ht_recording_read_series (HtRecording *recording,
                          gint64 series,
                          gint64 from_ns,
                          gint64 to_ns,
                          guint max_buckets,
                          GError **error)
{
  if (!ht_database_begin_read (recording->database, error))
    return NULL;
  ht_recent_cache_begin (recording->recent);

  GArray *buckets = ht_series_read (recording->database, recording->packer, recording->recent,
                                    series, from_ns, to_ns, max_buckets, error);

  ht_database_end_read (recording->database);
  return buckets;
}

/* The points of all that are in no block yet, one pass for each target. */
static gboolean
follow_series (HtRecording *self, const GPtrArray *entries, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      const HtSeriesEntry *next = i + 1 < entries->len ? g_ptr_array_index (entries, i + 1) : NULL;

      g_array_append_val (ids, entry->id);
      if (next != NULL && next->target == entry->target)
        continue;
      if (!ht_recent_cache_follow (self->recent, entry->target,
                                   (const gint64 *) (gpointer) ids->data, ids->len, error))
        return FALSE;
      g_array_set_size (ids, 0);
    }
  return TRUE;
}

static GPtrArray *
read_all (HtRecording *self,
          const GPtrArray *entries,
          gint64 from_ns,
          gint64 to_ns,
          guint max_buckets,
          GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  if (!follow_series (self, entries, error))
    return NULL;
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      GArray *buckets = ht_series_read (self->database, self->packer, self->recent, entry->id,
                                        from_ns, to_ns, max_buckets, error);

      if (buckets == NULL)
        return NULL;
      g_ptr_array_add (all, buckets);
    }
  return g_steal_pointer (&all);
}

/**
 * ht_recording_read_many_series:
 * @recording: the recording
 * @entries: (element-type HtSeriesEntry): which series, those of one target next to each other
 * @from_ns: begin of the range, %HT_UNKNOWN for the first point of each
 * @to_ns: end of the range, %HT_UNKNOWN for the last point of each
 * @max_buckets: about how many buckets of each to return at most; 0 for every single point
 * @error: return location for an error
 *
 * Reads several series as [method@Recording.read_series] does, all of them as they were at one
 * moment. What was added last lies in rows that all series of a target share, and here
 * each is decoded once; one and the same @recording never decodes it again, so
 * that looking once a second costs what was added within a second.
 *
 * Returns: (transfer full) (element-type GArray) (nullable): for each of @entries its
 *   #HtSeriesBucket, ordered by time
 */
GPtrArray *
ht_recording_read_many_series (HtRecording *recording,
                               const GPtrArray *entries,
                               gint64 from_ns,
                               gint64 to_ns,
                               guint max_buckets,
                               GError **error)
{
  GPtrArray *all;

  if (!ht_database_begin_read (recording->database, error))
    return NULL;
  ht_recent_cache_begin (recording->recent);
  all = read_all (recording, entries, from_ns, to_ns, max_buckets, error);
  ht_database_end_read (recording->database);
  return all;
}

static GArray *
sum_all (HtRecording *self, const GPtrArray *entries, gint64 from_ns, gint64 to_ns, GError **error)
{
  g_autoptr (GArray) sums = g_array_sized_new (FALSE, TRUE, sizeof (HtSeriesSum), entries->len);

  if (!follow_series (self, entries, error))
    return NULL;
  g_array_set_size (sums, entries->len);
  for (guint i = 0; i < entries->len; i++)
    if (!ht_series_sum (self->database, self->packer, self->recent, g_ptr_array_index (entries, i),
                        from_ns, to_ns, &g_array_index (sums, HtSeriesSum, i), error))
      return NULL;
  return g_steal_pointer (&sums);
}

/**
 * ht_recording_sum_many_series:
 * @recording: the recording
 * @entries: (element-type HtSeriesEntry): which series, those of one target next to each other
 * @from_ns: time of the first point that counts, %HT_UNKNOWN for all from the begin
 * @to_ns: time of the last point that counts, %HT_UNKNOWN for all to the end
 * @error: return location for an error
 *
 * Adds up the points of each series within a range, all as they were at one moment. It is exact for
 * any range and takes a time that does not depend on how many points are in it. Only where age has
 * left buckets in place of points, one that reaches across an end of the range counts where it
 * begins. A series of events has their lengths or sizes at their ends.
 *
 * Returns: (transfer full) (element-type HtSeriesSum) (nullable): a sum for each of @entries
 */
GArray *
ht_recording_sum_many_series (HtRecording *recording,
                              const GPtrArray *entries,
                              gint64 from_ns,
                              gint64 to_ns,
                              GError **error)
{
  GArray *sums;

  if (!ht_database_begin_read (recording->database, error))
    return NULL;
  ht_recent_cache_begin (recording->recent);
  sums = sum_all (recording, entries, from_ns, to_ns != HT_UNKNOWN ? to_ns : G_MAXINT64, error);
  ht_database_end_read (recording->database);
  return sums;
}
