/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "attachment-store.h"
#include "gc-cycle-store.h"
#include "mark-store.h"
#include "recording-writer-private.h"

#define OPEN_PATIENCE_MS 250

typedef struct
{
  gint64 first_ns;
  gint64 last_ns;
} TimeSpan;

/* Whoever commits in between has given out ids that we would give out again. After a full disk
 * SQLite may have dropped its pages, which counts as another version, and we have dropped all but
 * the catalog. */
static gboolean
begin (HtRecordingWriter *self, GError **error)
{
  gint64 version;

  if (!ht_database_execute (self->database, "BEGIN IMMEDIATE", error) ||
      !ht_database_read_number (self->database, "PRAGMA data_version", &version, error))
    return FALSE;
  if (self->data_version >= 0 && version != self->data_version)
    {
      if (!self->was_full)
        {
          ht_database_set_busy (self->database, error);
          return FALSE;
        }
      if (self->catalog_is_loaded && !ht_catalog_store_check_unchanged (self->catalog, error))
        return FALSE;
    }
  self->was_full = FALSE;
  self->data_version = version;
  self->has_begun = TRUE;
  return TRUE;
}

/* After an error the transaction may be gone, and with it what the tables in memory take
 * for written. A full disk is the one that passes: there we forget what the transaction had. */
static void
fail (HtRecordingWriter *self, const GError *problem)
{
  ht_database_end_read (self->database);
  self->has_begun = FALSE;
  if (!g_error_matches (problem, HT_STORE_ERROR, HT_STORE_ERROR_FULL))
    {
      self->failure = g_error_copy (problem);
      return;
    }
  self->was_full = TRUE;
  self->n_lost++;
  ht_catalog_store_rewind (self->catalog);
  ht_profile_writer_forget (self->profiles);
  ht_series_writer_forget (self->series);
  ht_trace_writer_forget (self->traces);
  ht_pruner_forget (self->pruner);
  g_hash_table_remove_all (self->time_spans);
}

/**
 * ht_recording_writer_check:
 * @self: the writer
 * @succeeded: whether something went well
 * @problem: (inout): what went wrong else; a pointer because it is set by what is evaluated for
 *   @succeeded
 * @error: return location for it
 *
 * Judges what became of a change, and drops the transaction if it failed.
 *
 * Returns: @succeeded
 */
gboolean
ht_recording_writer_check (HtRecordingWriter *self,
                           gboolean succeeded,
                           GError **problem,
                           GError **error)
{
  if (succeeded)
    return TRUE;
  fail (self, *problem);
  g_propagate_error (error, g_steal_pointer (problem));
  return FALSE;
}

/**
 * ht_recording_writer_is_usable:
 * @self: the writer
 * @error: return location for why not
 *
 * Returns: whether a transaction is open, and something can be added
 */
gboolean
ht_recording_writer_is_usable (HtRecordingWriter *self, GError **error)
{
  GError *problem = NULL;

  if (self->failure == NULL)
    return self->has_begun ||
           ht_recording_writer_check (self, begin (self, &problem), &problem, error);
  if (error != NULL)
    *error = g_error_copy (self->failure);
  return FALSE;
}

static HtRecordingWriter *
writer_new (HtDatabase *database, GError **error)
{
  g_autoptr (HtRecordingWriter) self = g_new0 (HtRecordingWriter, 1);

  self->database = database;
  self->data_version = -1;
  self->packer = ht_blob_packer_new ();
  self->catalog = ht_catalog_store_new (database, self->packer);
  self->profiles = ht_profile_writer_new (database, self->packer);
  self->series = ht_series_writer_new (database, self->packer);
  self->traces = ht_trace_writer_new (database);
  self->pruner = ht_pruner_new (database, self->profiles);
  self->time_spans = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  /* Whoever has the recording open for writing keeps it: no use in waiting long. */
  ht_database_set_patience (database, OPEN_PATIENCE_MS);
  if (!begin (self, error))
    return NULL;
  ht_database_set_patience (database, HT_DATABASE_PATIENCE_MS);
  return g_steal_pointer (&self);
}

/**
 * ht_recording_writer_create:
 * @path: where to create it; an existing file is refused
 * @error: return location for an error
 *
 * Creates an empty recording that only its owner may read.
 *
 * Returns: (transfer full) (nullable): a writer on it
 */
HtRecordingWriter *
ht_recording_writer_create (const char *path, GError **error)
{
  HtDatabase *database = ht_database_create (path, error);

  return database != NULL ? writer_new (database, error) : NULL;
}

/**
 * ht_recording_writer_open:
 * @path: an existing recording
 * @error: return location for an error
 *
 * Opens a recording to extend it. It stays reserved for this writer until it is closed
 * or the process ends, however that comes.
 *
 * Returns: (transfer full) (nullable): a writer on it; %NULL with
 *   %HT_STORE_ERROR_BUSY if another writer has it, or as [func@Recording.open]
 */
HtRecordingWriter *
ht_recording_writer_open (const char *path, GError **error)
{
  HtDatabase *database = ht_database_open_to_write (path, error);

  return database != NULL ? writer_new (database, error) : NULL;
}

/**
 * ht_recording_writer_close:
 * @writer: (transfer full) (nullable): the writer
 *
 * Drops what was not committed and closes the file. If nobody reads it, one
 * single file remains.
 */
void
ht_recording_writer_close (HtRecordingWriter *writer)
{
  g_autoptr (GError) error = NULL;

  if (writer == NULL)
    return;
  g_clear_pointer (&writer->time_spans, g_hash_table_unref);
  g_clear_pointer (&writer->pruner, ht_pruner_free);
  g_clear_pointer (&writer->traces, ht_trace_writer_free);
  g_clear_pointer (&writer->series, ht_series_writer_free);
  g_clear_pointer (&writer->profiles, ht_profile_writer_free);
  g_clear_pointer (&writer->catalog, ht_catalog_store_free);
  g_clear_pointer (&writer->packer, ht_blob_packer_free);
  ht_database_end_read (writer->database);
  if (!ht_database_become_single_file (writer->database, &error))
    g_info ("%s", error->message);
  g_clear_pointer (&writer->database, ht_database_close);
  g_clear_error (&writer->failure);
  g_free (writer);
}

static gboolean
save_time_spans (HtRecordingWriter *self, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "UPDATE target SET first_ns = min (ifnull (first_ns, ?2), ?2), "
                           "last_ns = max (ifnull (last_ns, ?3), ?3) WHERE id = ?1",
                           error);
  GHashTableIter iter;
  gpointer target, span;

  if (statement == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, self->time_spans);
  while (g_hash_table_iter_next (&iter, &target, &span))
    {
      sqlite3_bind_int64 (statement, 1, *(gint64 *) target);
      sqlite3_bind_int64 (statement, 2, ((TimeSpan *) span)->first_ns);
      sqlite3_bind_int64 (statement, 3, ((TimeSpan *) span)->last_ns);
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
    }
  g_hash_table_remove_all (self->time_spans);
  return TRUE;
}

/**
 * ht_recording_writer_extend_time_span:
 * @self: the writer
 * @target: id of a target
 * @time_ns: when something was known of it, or %HT_UNKNOWN
 */
void
ht_recording_writer_extend_time_span (HtRecordingWriter *self, gint64 target, gint64 time_ns)
{
  TimeSpan *span;

  if (time_ns == HT_UNKNOWN)
    return;
  span = g_hash_table_lookup (self->time_spans, &target);
  if (span == NULL)
    {
      span = g_new (TimeSpan, 1);
      *span = (TimeSpan){ .first_ns = time_ns, .last_ns = time_ns };
      g_hash_table_insert (self->time_spans, g_memdup2 (&target, sizeof target), span);
    }
  span->first_ns = MIN (span->first_ns, time_ns);
  span->last_ns = MAX (span->last_ns, time_ns);
}

/**
 * ht_recording_writer_commit:
 * @writer: the writer
 * @error: return location for an error
 *
 * Makes everything added so far part of the recording, all or nothing, and
 * visible to readers. What was committed survives a crash of the process.
 *
 * After %HT_STORE_ERROR_FULL, here or in any other call, what was added since the last commit is
 * gone, with the ids that it got; the writer may be used again, and works again as soon as there
 * is room. After any other error it only repeats that error.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_commit (HtRecordingWriter *writer, GError **error)
{
  GError *problem = NULL;

  if (!ht_recording_writer_is_usable (writer, error))
    return FALSE;
  if (!ht_recording_writer_check (writer,
                                  (!writer->catalog_is_loaded ||
                                   ht_catalog_store_save (writer->catalog, &problem)) &&
                                      ht_series_writer_save (writer->series, &problem) &&
                                      ht_trace_writer_save (writer->traces, &problem) &&
                                      save_time_spans (writer, &problem) &&
                                      ht_database_execute (writer->database, "COMMIT", &problem),
                                  &problem, error))
    return FALSE;
  /* What was added is safe, whatever comes now. */
  writer->has_begun = FALSE;
  ht_catalog_store_keep (writer->catalog);
  if (!begin (writer, &problem))
    fail (writer, problem);
  g_clear_error (&problem);
  return TRUE;
}

/**
 * ht_recording_writer_get_n_lost:
 * @writer: the writer
 *
 * Tells who remembers ids whether they still hold: after another number than before those
 * that were given out since the last commit, of targets too, stand for nothing or for something
 * else, and must not be used.
 *
 * Returns: how often what was added since a commit was lost to a full disk
 */
guint
ht_recording_writer_get_n_lost (const HtRecordingWriter *writer)
{
  return writer->n_lost;
}

/**
 * ht_recording_writer_get_catalog:
 * @writer: the writer
 * @error: return location for an error
 *
 * Gets the catalog into which the decoders put what they find. The first call
 * reads what the recording has.
 *
 * Returns: (transfer none) (nullable): the catalog, until the writer is closed
 */
HtCatalog *
ht_recording_writer_get_catalog (HtRecordingWriter *writer, GError **error)
{
  GError *problem = NULL;

  if (!ht_recording_writer_is_usable (writer, error))
    return NULL;
  if (!writer->catalog_is_loaded)
    {
      if (!ht_recording_writer_check (writer, ht_catalog_store_load (writer->catalog, &problem),
                                      &problem, error))
        return NULL;
      ht_catalog_store_keep (writer->catalog);
      writer->catalog_is_loaded = TRUE;
    }
  return ht_catalog_store_get (writer->catalog);
}

static gboolean
find_target (HtRecordingWriter *self, const char *name, gint64 *id, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "SELECT id FROM target WHERE name = ?1", error);
  gboolean has_row;

  *id = 0;
  if (statement == NULL)
    return FALSE;
  ht_bind_text (statement, 1, name);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *id = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  if (*id >= 0)
    return TRUE;
  ht_database_set_corrupt (self->database, error, "the id of a target is negative");
  return FALSE;
}

static gboolean
insert_target (HtRecordingWriter *self, const char *name, gint64 *id, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "INSERT INTO target (name) VALUES (?1)", error);

  if (statement == NULL)
    return FALSE;
  ht_bind_text (statement, 1, name);
  return ht_database_insert (self->database, statement, id, error);
}

/**
 * ht_recording_writer_add_target:
 * @writer: the writer
 * @name: what people call it
 * @error: return location for an error
 *
 * Finds or adds the target of a name.
 *
 * Returns: its id, or -1
 */
gint64
ht_recording_writer_add_target (HtRecordingWriter *writer, const char *name, GError **error)
{
  GError *problem = NULL;
  gint64 id;

  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer,
                                  find_target (writer, name, &id, &problem) &&
                                      (id != 0 || insert_target (writer, name, &id, &problem)),
                                  &problem, error))
    return -1;
  return id;
}

static gboolean
replace_property (HtRecordingWriter *self,
                  gint64 target,
                  const char *key,
                  const char *value,
                  GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "INSERT OR REPLACE INTO property VALUES (?1, ?2, ?3)",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  ht_bind_text (statement, 2, key);
  ht_bind_text (statement, 3, value);
  return ht_database_run (self->database, statement, error);
}

/**
 * ht_recording_writer_set_property:
 * @writer: the writer
 * @target: id of a target
 * @key: what is said, see #HtRecordSink
 * @value: its value; replaces an older one
 * @error: return location for an error
 *
 * Remembers what is said of a target as such.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_set_property (HtRecordingWriter *writer,
                                  gint64 target,
                                  const char *key,
                                  const char *value,
                                  GError **error)
{
  GError *problem = NULL;

  return ht_recording_writer_is_usable (writer, error) &&
         ht_recording_writer_check (writer, replace_property (writer, target, key, value, &problem),
                                    &problem, error);
}

/**
 * ht_recording_writer_add_mark:
 * @writer: the writer
 * @mark: the mark; its id does not matter; one without a time is refused
 * @error: return location for an error
 *
 * Puts a mark on the time line of a target. It does not extend the time that the target was
 * watched.
 *
 * Returns: the mark's id, or -1
 */
gint64
ht_recording_writer_add_mark (HtRecordingWriter *writer, const HtMark *mark, GError **error)
{
  GError *problem = NULL;
  gint64 id;

  if (mark->time_ns == HT_UNKNOWN || (mark->end_ns != HT_UNKNOWN && mark->end_ns < mark->time_ns))
    {
      g_set_error_literal (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                           "a mark has no time, or ends before it begins");
      return -1;
    }
  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer, ht_mark_store_add (writer->database, mark, &id, &problem),
                                  &problem, error))
    return -1;
  return id;
}

static gboolean
insert_capture (HtRecordingWriter *self, const HtCapture *capture, gint64 *id, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "INSERT INTO capture (target_id, kind, time_ns, n_bytes, source) VALUES (?1, ?2, ?3, ?4, ?5)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture->target);
  sqlite3_bind_int (statement, 2, capture->kind);
  ht_bind_known (statement, 3, capture->time_ns);
  sqlite3_bind_int64 (statement, 4, capture->n_bytes);
  ht_bind_text (statement, 5, capture->source);
  return ht_database_insert (self->database, statement, id, error);
}

/**
 * ht_recording_writer_add_capture:
 * @writer: the writer
 * @capture: the capture; its id does not matter
 * @error: return location for an error
 *
 * Remembers that something was read. The records that it held refer to it.
 *
 * Returns: the capture's id, or -1
 */
gint64
ht_recording_writer_add_capture (HtRecordingWriter *writer,
                                 const HtCapture *capture,
                                 GError **error)
{
  GError *problem = NULL;
  gint64 id;

  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer, insert_capture (writer, capture, &id, &problem), &problem,
                                  error))
    return -1;
  ht_recording_writer_extend_time_span (writer, capture->target, capture->time_ns);
  return id;
}

/**
 * ht_recording_writer_add_attachment:
 * @writer: the writer
 * @capture: id of a capture for which none was added yet
 * @bytes: what was captured; at most 512 MiB
 * @packed: (nullable): the same as a gzip file, by who had time to make one
 * @error: return location for an error
 *
 * Keeps a capture as it came, in the shorter form of the two.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_attachment (HtRecordingWriter *writer,
                                    gint64 capture,
                                    GBytes *bytes,
                                    GBytes *packed,
                                    GError **error)
{
  GError *problem = NULL;

  if (g_bytes_get_size (bytes) > HT_ATTACHMENT_MAX_BYTES)
    {
      g_set_error_literal (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                           "a capture of more than 512 MiB is not kept");
      return FALSE;
    }
  return ht_recording_writer_is_usable (writer, error) &&
         ht_recording_writer_check (writer,
                                    ht_attachment_store_add (writer->database, capture, bytes,
                                                             packed, &problem),
                                    &problem, error);
}

static gboolean
read_capture_time (HtRecordingWriter *self, gint64 capture, gint64 *time_ns, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "SELECT time_ns FROM capture WHERE id = ?1", error);
  gboolean has_row;

  *time_ns = HT_UNKNOWN;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *time_ns = ht_column_known (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_recording_writer_add_profile:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture that it came in; %HT_UNKNOWN if there is none
 * @profile: the profile; its ids are those of [method@RecordingWriter.get_catalog]
 * @error: return location for an error
 *
 * Adds a profile. One that does not know its time gets that of the capture in lists. The rows
 * come back ordered by node and label set.
 *
 * Returns: the profile's id, or -1
 */
gint64
ht_recording_writer_add_profile (HtRecordingWriter *writer,
                                 gint64 target,
                                 gint64 capture,
                                 const HtProfile *profile,
                                 GError **error)
{
  GError *problem = NULL;
  gint64 time_ns = profile->time_ns;
  gint64 id = -1;

  g_return_val_if_fail (writer->catalog_is_loaded, -1);

  if (!ht_recording_writer_is_usable (writer, error))
    return -1;
  if (time_ns == 0 &&
      !ht_recording_writer_check (writer, read_capture_time (writer, capture, &time_ns, &problem),
                                  &problem, error))
    return -1;
  id = ht_profile_writer_add (writer->profiles, target, capture, time_ns, profile, &problem);
  if (!ht_recording_writer_check (writer, id >= 0, &problem, error))
    return -1;
  ht_recording_writer_extend_time_span (writer, target, time_ns);
  return id;
}

/**
 * ht_recording_writer_add_point:
 * @writer: the writer
 * @target: id of a target
 * @point: the point; one without a time is refused
 * @error: return location for an error
 *
 * Adds a point to the series of its name; the first point of a name makes the
 * series. A second point at the same time replaces the first. Points may come in any order, but
 * those older than what was committed long ago cost more. A value that is no
 * number (NaN) says nothing and is left out.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_point (HtRecordingWriter *writer,
                               gint64 target,
                               const HtPoint *point,
                               GError **error)
{
  GError *problem = NULL;

  if (point->time_ns == HT_UNKNOWN)
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                   "a point of the series %s has no time", point->name);
      return FALSE;
    }
  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer,
                                  ht_series_writer_add (writer->series, target, point, &problem),
                                  &problem, error))
    return FALSE;
  ht_recording_writer_extend_time_span (writer, target, point->time_ns);
  return TRUE;
}

/**
 * ht_recording_writer_find_series:
 * @writer: the writer
 * @target: id of a target
 * @like: its first point, as [method@RecordingWriter.add_point] takes it; it is not added
 * @error: return location for an error
 *
 * Finds or makes a series to which many points will be added.
 *
 * Returns: its id, or -1
 */
gint64
ht_recording_writer_find_series (HtRecordingWriter *writer,
                                 gint64 target,
                                 const HtPoint *like,
                                 GError **error)
{
  GError *problem = NULL;
  gint64 id;

  g_return_val_if_fail (like->time_ns != HT_UNKNOWN, -1);

  if (!ht_recording_writer_is_usable (writer, error))
    return -1;
  id = ht_series_writer_find (writer->series, target, like, &problem);
  return ht_recording_writer_check (writer, id >= 0, &problem, error) ? id : -1;
}

/**
 * ht_recording_writer_add_points:
 * @writer: the writer
 * @target: id of a target
 * @series: id of one of its series; one that [method@RecordingWriter.get_n_lost] does not call lost
 * @points: (array length=n_points): points, each of which has a time; fastest in the order of time
 * @n_points: how many
 * @error: return location for an error
 *
 * Adds points as [method@RecordingWriter.add_point] does, millions of them.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_points (HtRecordingWriter *writer,
                                gint64 target,
                                gint64 series,
                                const HtSeriesPoint *points,
                                gsize n_points,
                                GError **error)
{
  GError *problem = NULL;
  gint64 first_ns = G_MAXINT64;
  gint64 last_ns = G_MININT64;

  if (!ht_recording_writer_is_usable (writer, error))
    return FALSE;
  if (!ht_series_writer_add_points (writer->series, target, series, points, n_points, &problem))
    {
      /* Whoever still has the id of what was lost has harmed nobody. */
      if (!g_error_matches (problem, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND))
        return ht_recording_writer_check (writer, FALSE, &problem, error);
      g_propagate_error (error, problem);
      return FALSE;
    }
  for (gsize i = 0; i < n_points; i++)
    {
      first_ns = MIN (first_ns, points[i].time_ns);
      last_ns = MAX (last_ns, points[i].time_ns);
    }
  if (n_points > 0)
    {
      ht_recording_writer_extend_time_span (writer, target, first_ns);
      ht_recording_writer_extend_time_span (writer, target, last_ns);
    }
  return TRUE;
}

/**
 * ht_recording_writer_add_gc_cycle:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture that told of it
 * @cycle: the cycle
 * @error: return location for an error
 *
 * Adds a garbage collection. What the same capture said of the same cycle
 * before is replaced; cycles from the ring of MemStats are kept once, however
 * many snapshots hold them.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_gc_cycle (HtRecordingWriter *writer,
                                  gint64 target,
                                  gint64 capture,
                                  const HtGcCycle *cycle,
                                  GError **error)
{
  GError *problem = NULL;

  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer,
                                  ht_gc_cycle_store_add (writer->database, target, capture, cycle,
                                                         &problem),
                                  &problem, error))
    return FALSE;
  ht_pruner_hold_capture (writer->pruner, target, cycle->source, capture);
  if (cycle->wall_offset_ns != HT_UNKNOWN && cycle->start_ns != HT_UNKNOWN)
    ht_recording_writer_extend_time_span (writer, target, cycle->start_ns + cycle->wall_offset_ns);
  if (cycle->wall_offset_ns != HT_UNKNOWN && cycle->end_ns != HT_UNKNOWN)
    ht_recording_writer_extend_time_span (writer, target, cycle->end_ns + cycle->wall_offset_ns);
  return TRUE;
}

/**
 * ht_recording_writer_prune:
 * @writer: the writer
 * @target: id of a target
 * @retention: what to keep of it
 * @now_ns: the time from which age counts
 * @has_more: (out): whether there is more to do
 * @error: return location for an error
 *
 * Takes out a little of what is not to be kept; whoever has more time commits and calls again
 * while @has_more. What is kept stays as it is, with its id. What goes leaves room in the file
 * that is used for what comes; the file does not shrink. Every few minutes is often enough.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_prune (HtRecordingWriter *writer,
                           gint64 target,
                           const HtRetention *retention,
                           gint64 now_ns,
                           gboolean *has_more,
                           GError **error)
{
  GError *problem = NULL;

  *has_more = FALSE;
  return ht_recording_writer_is_usable (writer, error) &&
         ht_recording_writer_check (writer,
                                    ht_pruner_step (writer->pruner, target, retention, now_ns,
                                                    has_more, &problem),
                                    &problem, error);
}
