/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "recording-private.h"

#include <math.h>

#include "gc-cycle.h"
#include "schema.h"

static gint64
column_end (sqlite3_stmt *row, int column, gint64 begin_ns)
{
  gint64 end_ns = ht_column_known (row, column);

  return begin_ns != HT_UNKNOWN && end_ns != HT_UNKNOWN && end_ns >= begin_ns ? end_ns : HT_UNKNOWN;
}

static gpointer
read_note (sqlite3_stmt *row)
{
  HtNote *note = g_new0 (HtNote, 1);

  note->id = sqlite3_column_int64 (row, 0);
  note->target = sqlite3_column_int64 (row, 1);
  note->time_ns = ht_column_known (row, 2);
  note->text = ht_column_name (row, 3);
  note->end_ns = column_end (row, 4, note->time_ns);
  note->chain = ht_column_text (row, 5);
  note->made_ns = ht_column_known (row, 6);
  note->changed_ns = ht_column_known (row, 7);
  note->until_ns = ht_column_known (row, 8);
  return note;
}

static gpointer
read_known_growth (sqlite3_stmt *row)
{
  HtKnownGrowth *known = g_new0 (HtKnownGrowth, 1);
  double rate = sqlite3_column_double (row, 4);

  known->id = sqlite3_column_int64 (row, 0);
  known->target = sqlite3_column_int64 (row, 1);
  known->chain = ht_column_name (row, 2);
  known->reason = ht_column_name (row, 3);
  known->rate = sqlite3_column_type (row, 4) != SQLITE_NULL && isfinite (rate) ? rate : NAN;
  known->since_ns = ht_column_known (row, 5);
  known->until_ns = ht_column_known (row, 6);
  return known;
}

/* Where the file is of an older version, @old_sql asks, or nothing does. */
static GPtrArray *
read_list_since (HtRecording *self,
                 const char *sql,
                 const char *old_sql,
                 gint64 target,
                 HtReadRow read_row,
                 GDestroyNotify free_record,
                 GError **error)
{
  GPtrArray *list = NULL;
  gboolean has;

  if (!ht_database_begin_read (self->database, error))
    return NULL;
  if (ht_database_is_since (self->database, HT_SCHEMA_WITH_KNOWN_GROWTH, &has, error))
    {
      if (has || old_sql != NULL)
        list = ht_recording_read_list (self, has ? sql : old_sql, target, read_row, free_record,
                                       error);
      else
        list = g_ptr_array_new_with_free_func (free_record);
    }
  ht_database_end_read (self->database);
  return list;
}

/**
 * ht_recording_list_notes:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtNote) (nullable): the notes that hold, ordered by time,
 *   those about no time first
 */
GPtrArray *
ht_recording_list_notes (HtRecording *recording, gint64 target, GError **error)
{
  return read_list_since (
      recording,
      "SELECT number, target_id, time_ns, text, end_ns, chain, made_ns, changed_ns, until_ns "
      "FROM note WHERE (?1 = 0 OR target_id = ?1) AND until_ns IS NULL ORDER BY time_ns, id",
      "SELECT id, target_id, time_ns, text, NULL, NULL, NULL, NULL, NULL FROM note "
      "WHERE ?1 = 0 OR target_id = ?1 ORDER BY time_ns, id",
      target, read_note, (GDestroyNotify) ht_note_free, error);
}

/**
 * ht_recording_list_old_notes:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Lists what notes said before they were changed, and those that were removed: then none of
 * [method@Recording.list_notes] has the same id.
 *
 * Returns: (transfer full) (element-type HtNote) (nullable): what holds no longer, oldest first
 */
GPtrArray *
ht_recording_list_old_notes (HtRecording *recording, gint64 target, GError **error)
{
  return read_list_since (
      recording,
      "SELECT number, target_id, time_ns, text, end_ns, chain, made_ns, changed_ns, until_ns "
      "FROM note WHERE (?1 = 0 OR target_id = ?1) AND until_ns IS NOT NULL ORDER BY id",
      NULL, target, read_note, (GDestroyNotify) ht_note_free, error);
}

/**
 * ht_recording_list_known_growth:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtKnownGrowth) (nullable): the growth that is known, in
 *   the order in which it was set aside
 */
GPtrArray *
ht_recording_list_known_growth (HtRecording *recording, gint64 target, GError **error)
{
  return read_list_since (recording,
                          "SELECT id, target_id, chain, reason, rate, since_ns, until_ns FROM "
                          "known_growth WHERE (?1 = 0 OR target_id = ?1) AND until_ns IS NULL "
                          "ORDER BY id",
                          NULL, target, read_known_growth, (GDestroyNotify) ht_known_growth_free,
                          error);
}

/**
 * ht_recording_list_old_known_growth:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtKnownGrowth) (nullable): the growth that was known until
 *   it was taken up again, in the order in which it was set aside
 */
GPtrArray *
ht_recording_list_old_known_growth (HtRecording *recording, gint64 target, GError **error)
{
  return read_list_since (recording,
                          "SELECT id, target_id, chain, reason, rate, since_ns, until_ns FROM "
                          "known_growth WHERE (?1 = 0 OR target_id = ?1) AND until_ns IS NOT NULL "
                          "ORDER BY id",
                          NULL, target, read_known_growth, (GDestroyNotify) ht_known_growth_free,
                          error);
}
