/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include <math.h>
#include <string.h>

#include "gc-cycle.h"
#include "recording-writer-private.h"

/* Nobody writes more by hand; what is longer is no note. */
#define MAX_TEXT  (64 * 1024)
#define MAX_CHAIN (8 * 1024)

static gboolean
set_too_long (GError **error)
{
  g_set_error_literal (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                       "a note of more than 64 KiB, or about a chain whose name has more than 8 "
                       "KiB, is not kept: write less");
  return FALSE;
}

static gboolean
is_short (const char *text, const char *chain, GError **error)
{
  return (strlen (text) <= MAX_TEXT && (chain == NULL || strlen (chain) <= MAX_CHAIN)) ||
         set_too_long (error);
}

/* Sets when what holds of a note or of known growth ended. */
static gboolean
end (HtRecordingWriter *self,
     const char *sql,
     gint64 id,
     gint64 now_ns,
     gint64 *n_ended,
     GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (self->database, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_int64 (statement, 2, now_ns);
  if (!ht_database_run (self->database, statement, error))
    return FALSE;
  *n_ended = ht_database_count_changes (self->database);
  return TRUE;
}

static gboolean
end_note (HtRecordingWriter *self, gint64 id, gint64 now_ns, gint64 *n_ended, GError **error)
{
  return end (self, "UPDATE note SET until_ns = ?2 WHERE number = ?1 AND until_ns IS NULL", id,
              now_ns, n_ended, error);
}

static gboolean
choose_number (HtRecordingWriter *self, gint64 *number, GError **error)
{
  gint64 last;

  if (!ht_database_read_number (self->database, "SELECT ifnull (max (number), 0) FROM note", &last,
                                error))
    return FALSE;
  if (last < 0 || last == G_MAXINT64)
    {
      ht_database_set_corrupt (self->database, error, "the number of a note is out of range");
      return FALSE;
    }
  *number = last + 1;
  return TRUE;
}

static gboolean
insert_note (HtRecordingWriter *self, const HtNote *note, gint64 number, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "INSERT INTO note (number, target_id, time_ns, end_ns, chain, made_ns, changed_ns, until_ns, "
      "text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      error);
  gint64 row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, number);
  sqlite3_bind_int64 (statement, 2, note->target);
  ht_bind_known (statement, 3, note->time_ns);
  ht_bind_known (statement, 4, note->time_ns != HT_UNKNOWN ? note->end_ns : HT_UNKNOWN);
  ht_bind_text (statement, 5, note->chain);
  ht_bind_known (statement, 6, note->made_ns);
  ht_bind_known (statement, 7, note->changed_ns);
  ht_bind_known (statement, 8, note->until_ns);
  ht_bind_text (statement, 9, note->text);
  return ht_database_insert (self->database, statement, &row, error);
}

static gboolean
write_note (HtRecordingWriter *self, const HtNote *note, gint64 *number, GError **error)
{
  gint64 n_ended = 0;

  if (note->id == 0)
    return choose_number (self, number, error) && insert_note (self, note, *number, error);
  *number = note->id;
  return end_note (self, note->id, note->changed_ns != HT_UNKNOWN ? note->changed_ns : 0, &n_ended,
                   error) &&
         insert_note (self, note, note->id, error);
}

/**
 * ht_recording_writer_write_note:
 * @writer: the writer
 * @note: what somebody wrote; with the id of a note it is another wording of that, or brings back
 *   one that was removed
 * @error: return location for an error
 *
 * Writes a note down. What it said before is kept beside it. Unlike other errors, that it is too
 * long (%HT_STORE_ERROR_FAILED) leaves the writer as it was.
 *
 * Returns: the note's id, or -1
 */
gint64
ht_recording_writer_write_note (HtRecordingWriter *writer, const HtNote *note, GError **error)
{
  GError *problem = NULL;
  gint64 number = -1;

  if (!is_short (note->text, note->chain, error) ||
      !ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer, write_note (writer, note, &number, &problem), &problem,
                                  error))
    return -1;
  return number;
}

/* Says that something was not there to be ended, which harms nothing. */
static gboolean
has_ended (HtRecordingWriter *self, gint64 n_ended, const char *what, gint64 id, GError **error)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, id);

  if (n_ended > 0)
    return TRUE;
  ht_database_set_not_found (self->database, error, "%s %s", what, number);
  return FALSE;
}

/**
 * ht_recording_writer_remove_note:
 * @writer: the writer
 * @note: id of a note
 * @now_ns: the time, ns since 1970
 * @error: return location for an error, %HT_STORE_ERROR_NOT_FOUND where there is no such note;
 *   that one leaves the writer as it was
 *
 * Takes a note away. What it said stays in [method@Recording.list_old_notes].
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_remove_note (HtRecordingWriter *writer,
                                 gint64 note,
                                 gint64 now_ns,
                                 GError **error)
{
  GError *problem = NULL;
  gint64 n_ended = 0;

  return ht_recording_writer_is_usable (writer, error) &&
         ht_recording_writer_check (writer, end_note (writer, note, now_ns, &n_ended, &problem),
                                    &problem, error) &&
         has_ended (writer, n_ended, "there is no note", note, error);
}

static gboolean
insert_known_growth (HtRecordingWriter *self,
                     const HtKnownGrowth *known,
                     gint64 *id,
                     GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "INSERT INTO known_growth (target_id, chain, reason, rate, since_ns, until_ns) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, known->target);
  ht_bind_text (statement, 2, known->chain);
  ht_bind_text (statement, 3, known->reason);
  if (isfinite (known->rate))
    sqlite3_bind_double (statement, 4, known->rate);
  else
    sqlite3_bind_null (statement, 4);
  ht_bind_known (statement, 5, known->since_ns);
  ht_bind_known (statement, 6, known->until_ns);
  return ht_database_insert (self->database, statement, id, error);
}

/**
 * ht_recording_writer_add_known_growth:
 * @writer: the writer
 * @known: what is known, and of which target; its id does not matter
 * @error: return location for an error; one that says that it is too long leaves the writer as it
 *   was
 *
 * Sets growth aside.
 *
 * Returns: its id, or -1
 */
gint64
ht_recording_writer_add_known_growth (HtRecordingWriter *writer,
                                      const HtKnownGrowth *known,
                                      GError **error)
{
  GError *problem = NULL;
  gint64 id = -1;

  if (!is_short (known->reason, known->chain, error) ||
      !ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer, insert_known_growth (writer, known, &id, &problem),
                                  &problem, error))
    return -1;
  return id;
}

/**
 * ht_recording_writer_end_known_growth:
 * @writer: the writer
 * @known: id of known growth
 * @now_ns: the time, ns since 1970
 * @error: return location for an error, %HT_STORE_ERROR_NOT_FOUND where nothing is known by that
 *   id; that one leaves the writer as it was
 *
 * Takes growth up again that was set aside. That it was stays in
 * [method@Recording.list_old_known_growth].
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_end_known_growth (HtRecordingWriter *writer,
                                      gint64 known,
                                      gint64 now_ns,
                                      GError **error)
{
  GError *problem = NULL;
  gint64 n_ended = 0;

  return ht_recording_writer_is_usable (writer, error) &&
         ht_recording_writer_check (
             writer,
             end (writer,
                  "UPDATE known_growth SET until_ns = ?2 WHERE id = ?1 AND until_ns IS NULL", known,
                  now_ns, &n_ended, &problem),
             &problem, error) &&
         has_ended (writer, n_ended, "there is no known growth", known, error);
}
