/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "recording.h"

#include "attachment-store.h"
#include "gc-cycle-store.h"
#include "mark-store.h"
#include "recording-private.h"

/**
 * ht_recording_open:
 * @path: a file name
 * @error: return location for an error
 *
 * Opens a recording for reading. Somebody may be writing to it. A file that is no recording
 * is left as it is, and nothing is created beside it.
 *
 * No other descriptor of the file may be closed in this process while it is
 * open: that drops the locks (see "POSIX advisory locks" in SQLite's how-to-corrupt page).
 *
 * Returns: (transfer full) (nullable): the recording; %NULL with
 *   %HT_STORE_ERROR_FOREIGN, %HT_STORE_ERROR_NEWER, %HT_STORE_ERROR_CORRUPT,
 *   %HT_STORE_ERROR_NOT_FOUND or %HT_STORE_ERROR_FAILED
 */
HtRecording *
ht_recording_open (const char *path, GError **error)
{
  HtDatabase *database = ht_database_open_to_read (path, error);

  if (database == NULL)
    return NULL;

  HtRecording *self = g_new0 (HtRecording, 1);

  self->database = database;
  self->catalog_version = -1;
  self->packer = ht_blob_packer_new ();
  self->catalog = ht_catalog_store_new (database, self->packer);
  self->profiles = ht_profile_reader_new (database, self->packer);
  self->recent = ht_recent_cache_new (database);
  self->profile_counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  return self;
}

/**
 * ht_recording_close:
 * @recording: (transfer full) (nullable): the recording
 */
void
ht_recording_close (HtRecording *recording)
{
  if (recording == NULL)
    return;
  g_hash_table_unref (recording->profile_counts);
  ht_recent_cache_free (recording->recent);
  ht_profile_reader_free (recording->profiles);
  ht_catalog_store_free (recording->catalog);
  ht_blob_packer_free (recording->packer);
  ht_database_close (recording->database);
  g_clear_error (&recording->catalog_failure);
  g_free (recording);
}

/**
 * ht_recording_get_path:
 * @recording: the recording
 *
 * Returns: (transfer none): the path it was opened with
 */
const char *
ht_recording_get_path (HtRecording *recording)
{
  return ht_database_get_path (recording->database);
}

static gboolean
check_pages (HtRecording *self, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (self->database, "PRAGMA quick_check (1)", error);
  gboolean has_row;

  if (statement == NULL || !ht_database_step (self->database, statement, &has_row, error))
    return FALSE;

  g_autofree char *answer = has_row ? ht_column_text (statement, 0) : NULL;

  sqlite3_reset (statement);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  ht_database_set_corrupt (self->database, error, "%s", answer);
  return FALSE;
}

static gboolean
check_attachments (HtRecording *self, GError **error)
{
  g_autoptr (GPtrArray) attachments = ht_recording_list_attachments (self, 0, error);

  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      const HtAttachment *attachment = g_ptr_array_index (attachments, i);
      g_autoptr (GError) problem = NULL;
      g_autoptr (GBytes) bytes = ht_recording_load_attachment (self, attachment->capture, &problem);

      /* A recorder may have let go of it since. */
      if (bytes == NULL && !g_error_matches (problem, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return attachments != NULL;
}

/**
 * ht_recording_check:
 * @recording: the recording
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Reads all of the recording and looks for damage. Takes as long as reading the file.
 *
 * Returns: whether it is whole
 */
gboolean
ht_recording_check (HtRecording *recording, GError **error)
{
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GPtrArray) series = NULL;

  if (!check_pages (recording, error) || !check_attachments (recording, error) ||
      ht_recording_get_catalog (recording, error) == NULL ||
      !ht_recording_check_traces (recording, error))
    return FALSE;

  profiles = ht_recording_list_profiles (recording, 0, error);
  for (guint i = 0; profiles != NULL && i < profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (profiles, i);
      g_autoptr (GError) problem = NULL;
      g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, entry->id, &problem);

      /* A recorder may have let go of it since. */
      if (profile == NULL && !g_error_matches (problem, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }

  series = profiles != NULL ? ht_recording_list_series_with_prefix (recording, 0, "", error) : NULL;
  for (guint i = 0; series != NULL && i < series->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, i);
      g_autoptr (GArray) points =
          ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, error);

      if (points == NULL)
        return FALSE;
    }
  return series != NULL;
}

/**
 * ht_recording_read_list:
 * @recording: the recording
 * @sql: a query, a string literal; its first parameter is @id
 * @id: what it asks for, mostly a target
 * @read_row: makes a record of a row
 * @free_record: frees one
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a record of each row
 */
GPtrArray *
ht_recording_read_list (HtRecording *recording,
                        const char *sql,
                        gint64 id,
                        HtReadRow read_row,
                        GDestroyNotify free_record,
                        GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (free_record);
  sqlite3_stmt *statement = ht_database_prepare (recording->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  while (ht_database_step (recording->database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&records);
      g_ptr_array_add (records, read_row (statement));
    }
  return NULL;
}

static gpointer
read_target (sqlite3_stmt *row)
{
  HtTarget *target = g_new0 (HtTarget, 1);

  target->id = sqlite3_column_int64 (row, 0);
  target->name = ht_column_name (row, 1);
  target->first_ns = ht_column_known (row, 2);
  target->last_ns = ht_column_known (row, 3);
  return target;
}

/**
 * ht_recording_list_targets:
 * @recording: the recording
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtTarget) (nullable): the targets, in the order
 *   in which they were added
 */
GPtrArray *
ht_recording_list_targets (HtRecording *recording, GError **error)
{
  return ht_recording_read_list (
      recording, "SELECT id, name, first_ns, last_ns FROM target WHERE id != ?1 ORDER BY id", 0,
      read_target, (GDestroyNotify) ht_target_free, error);
}

/**
 * ht_recording_get_properties:
 * @recording: the recording
 * @target: id of a target
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type utf8 utf8) (nullable): what is known of the
 *   target as such, key to value
 */
GHashTable *
ht_recording_get_properties (HtRecording *recording, gint64 target, GError **error)
{
  g_autoptr (GHashTable) properties =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sqlite3_stmt *statement =
      ht_database_prepare (recording->database,
                           "SELECT key, value FROM property WHERE target_id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  while (ht_database_step (recording->database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&properties);
      g_hash_table_replace (properties, ht_column_name (statement, 0),
                            ht_column_name (statement, 1));
    }
  return NULL;
}

/**
 * ht_recording_list_marks:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtMark) (nullable): the marks, ordered by time
 */
GPtrArray *
ht_recording_list_marks (HtRecording *recording, gint64 target, GError **error)
{
  if (!ht_database_begin_read (recording->database, error))
    return NULL;

  GPtrArray *marks = ht_mark_store_list (recording->database, target, error);

  ht_database_end_read (recording->database);
  return marks;
}

static gpointer
read_capture (sqlite3_stmt *row)
{
  HtCapture *capture = g_new0 (HtCapture, 1);

  capture->id = sqlite3_column_int64 (row, 0);
  capture->target = sqlite3_column_int64 (row, 1);
  capture->kind = sqlite3_column_int (row, 2);
  capture->time_ns = ht_column_known (row, 3);
  capture->n_bytes = sqlite3_column_int64 (row, 4);
  capture->source = ht_column_text (row, 5);
  return capture;
}

/**
 * ht_recording_list_captures:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtCapture) (nullable): the captures, in the order
 *   in which they were added
 */
GPtrArray *
ht_recording_list_captures (HtRecording *recording, gint64 target, GError **error)
{
  return ht_recording_read_list (
      recording,
      "SELECT id, target_id, kind, time_ns, n_bytes, source FROM capture "
      "WHERE ?1 = 0 OR target_id = ?1 ORDER BY id",
      target, read_capture, (GDestroyNotify) ht_capture_free, error);
}

/**
 * ht_recording_count_captures:
 * @recording: the recording
 * @kind: what to count
 * @count: (out): how many there are, of all targets
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_count_captures (HtRecording *recording,
                             HtCaptureKind kind,
                             gint64 *count,
                             GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (recording->database, "SELECT count (*) FROM capture WHERE kind = ?1",
                           error);
  gboolean has_row;

  *count = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, (int) kind);
  if (!ht_database_step (recording->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *count = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_recording_list_attachments:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtAttachment) (nullable): what is kept as it came, ordered
 *   by time, without its bytes
 */
GPtrArray *
ht_recording_list_attachments (HtRecording *recording, gint64 target, GError **error)
{
  if (!ht_database_begin_read (recording->database, error))
    return NULL;

  GPtrArray *attachments = ht_attachment_store_list (recording->database, target, error);

  ht_database_end_read (recording->database);
  return attachments;
}

/**
 * ht_recording_load_attachment:
 * @recording: the recording
 * @capture: id of a capture
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what is kept of the capture, as it came;
 *   %HT_STORE_ERROR_NOT_FOUND if nothing is
 */
GBytes *
ht_recording_load_attachment (HtRecording *recording, gint64 capture, GError **error)
{
  if (!ht_database_begin_read (recording->database, error))
    return NULL;

  GBytes *bytes = ht_attachment_store_load (recording->database, capture, error);

  ht_database_end_read (recording->database);
  return bytes;
}

/**
 * ht_recording_list_profiles:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Lists profiles without reading their rows.
 *
 * Returns: (transfer full) (element-type HtProfileEntry) (nullable): the profiles,
 *   ordered by time; those of unknown time come first
 */
GPtrArray *
ht_recording_list_profiles (HtRecording *recording, gint64 target, GError **error)
{
  if (!ht_database_begin_read (recording->database, error))
    return NULL;

  GPtrArray *entries = ht_profile_list_read (recording->database, target, error);

  ht_database_end_read (recording->database);
  return entries;
}

/**
 * ht_recording_find_profile:
 * @recording: the recording
 * @target: id of a target, 0 for any
 * @type: (nullable): name of a sample type that it has, of which "inuse_" may be
 *   left out; %NULL for any
 * @at_ns: a time, %HT_UNKNOWN for the last profile
 * @error: return location for an error
 *
 * Finds the last profile taken at or before @at_ns; if there is none, the first one after.
 *
 * Returns: (transfer full) (nullable): the profile, or %NULL with
 *   %HT_STORE_ERROR_NOT_FOUND that says which types there are
 */
HtProfileEntry *
ht_recording_find_profile (HtRecording *recording,
                           gint64 target,
                           const char *type,
                           gint64 at_ns,
                           GError **error)
{
  if (!ht_database_begin_read (recording->database, error))
    return NULL;

  HtProfileEntry *entry = ht_profile_list_find (recording->database, target, type, at_ns, error);

  ht_database_end_read (recording->database);
  return entry;
}

/* How many profiles a target had when its newest one was @newest_id. */
typedef struct
{
  gint64 newest_id;
  gint64 count;
} ProfileCount;

static gboolean
read_number_of (HtRecording *self, const char *sql, gint64 target, gint64 *number, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (self->database, sql, error);
  gboolean has_row;

  *number = 0;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_recording_count_profiles:
 * @recording: the recording
 * @target: id of a target
 * @count: (out): how many profiles of it there are
 * @error: return location for an error
 *
 * They are counted anew when there is a newer one: a week has 60,000 of them. Those that a recorder
 * has let go of since then still count.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_count_profiles (HtRecording *recording, gint64 target, gint64 *count, GError **error)
{
  ProfileCount *known = g_hash_table_lookup (recording->profile_counts, &target);
  gint64 newest_id;

  *count = 0;
  if (!read_number_of (recording,
                       "SELECT id FROM profile WHERE target_id = ?1 "
                       "ORDER BY time_ns DESC, id DESC LIMIT 1",
                       target, &newest_id, error))
    return FALSE;
  if (known == NULL)
    {
      known = g_new0 (ProfileCount, 1);
      g_hash_table_insert (recording->profile_counts, g_memdup2 (&target, sizeof target), known);
    }
  if (known->newest_id != newest_id)
    {
      if (!read_number_of (recording, "SELECT count (*) FROM profile WHERE target_id = ?1", target,
                           &known->count, error))
        return FALSE;
      known->newest_id = newest_id;
    }
  *count = newest_id != 0 ? known->count : 0;
  return TRUE;
}

/**
 * ht_recording_update_catalog:
 * @self: the recording, with a transaction open
 * @error: return location for an error
 *
 * Reads what was added to the catalog. The version tells whether somebody wrote since.
 *
 * Returns: (transfer none) (nullable): the catalog
 */
const HtCatalog *
ht_recording_update_catalog (HtRecording *self, GError **error)
{
  gint64 version;

  if (self->catalog_failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->catalog_failure));
      return NULL;
    }
  if (!ht_database_read_number (self->database, "PRAGMA data_version", &version, error))
    return NULL;
  if (version != self->catalog_version &&
      !ht_catalog_store_load (self->catalog, &self->catalog_failure))
    {
      g_propagate_error (error, g_error_copy (self->catalog_failure));
      return NULL;
    }
  self->catalog_version = version;
  return ht_catalog_store_get (self->catalog);
}

/**
 * ht_recording_get_catalog:
 * @recording: the recording
 * @error: return location for an error
 *
 * Gets the catalog to which the ids in profiles refer. The first call reads it;
 * further ones, and [method@Recording.load_profile], add what was committed since, in place: ids
 * and strings stay, pointers to symbols do not.
 *
 * Returns: (transfer none) (nullable): the catalog, until the recording is closed
 */
const HtCatalog *
ht_recording_get_catalog (HtRecording *recording, GError **error)
{
  if (!ht_database_begin_read (recording->database, error))
    return NULL;

  const HtCatalog *catalog = ht_recording_update_catalog (recording, error);

  ht_database_end_read (recording->database);
  return catalog;
}

/**
 * ht_recording_load_profile:
 * @recording: the recording
 * @profile: id of a profile
 * @error: return location for an error
 *
 * Reads a profile, its rows ordered by node and label set. Reading one after the
 * other in the order of time is the fast way. One that was listed may be gone by now, with
 * %HT_STORE_ERROR_NOT_FOUND, if its recorder lets go of old ones.
 *
 * Returns: (transfer full) (nullable): the profile; its ids are those of
 *   [method@Recording.get_catalog]
 */
HtProfile *
ht_recording_load_profile (HtRecording *recording, gint64 profile, GError **error)
{
  const HtCatalog *catalog;
  HtProfile *loaded = NULL;

  if (!ht_database_begin_read (recording->database, error))
    return NULL;
  catalog = ht_recording_update_catalog (recording, error);
  if (catalog != NULL)
    loaded = ht_profile_reader_load (recording->profiles, profile, catalog, error);
  ht_database_end_read (recording->database);
  return loaded;
}

/**
 * ht_recording_read_gc_cycles:
 * @recording: the recording
 * @target: id of a target
 * @error: return location for an error
 *
 * Reads the garbage collections of a target: source by source, the least exact
 * first; in each, process by process, and each process from its first cycle on.
 *
 * Returns: (transfer full) (element-type HtGcCycle) (nullable): the cycles
 */
GArray *
ht_recording_read_gc_cycles (HtRecording *recording, gint64 target, GError **error)
{
  return ht_gc_cycle_store_read (recording->database, target, error);
}
