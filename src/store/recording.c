/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "recording.h"

#include "attachment-store.h"
#include "catalog-store.h"
#include "database.h"
#include "gc-cycle-store.h"
#include "mark-store.h"
#include "profile-reader.h"
#include "series-reader.h"

struct _HtRecording
{
  /* Owned */
  HtDatabase *database;
  HtBlobPacker *packer;
  HtCatalogStore *catalog;
  HtProfileReader *profiles;
  HtRecentCache *recent;
  GHashTable *profile_counts; /* target id -> ProfileCount */
  GError *catalog_failure;    /* what made the catalog useless */

  gint64 catalog_version; /* of the file, when the catalog was read */
};

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
      ht_recording_get_catalog (recording, error) == NULL)
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

  series = profiles != NULL ? ht_recording_list_series (recording, 0, error) : NULL;
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

/* Reads one record from each row of a query of one target. */
typedef gpointer (*ReadRow) (sqlite3_stmt *row);

static GPtrArray *
read_list (HtRecording *self,
           const char *sql,
           gint64 target,
           ReadRow read_row,
           GDestroyNotify free_record,
           GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (free_record);
  sqlite3_stmt *statement = ht_database_prepare (self->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&records);
      g_ptr_array_add (records, read_row (statement));
    }
  return NULL;
}

/* For columns that are never NULL, in a file that may hold anything. */
static char *
column_name (sqlite3_stmt *row, int column)
{
  char *name = ht_column_text (row, column);

  return name != NULL ? name : g_strdup ("");
}

static gpointer
read_target (sqlite3_stmt *row)
{
  HtTarget *target = g_new0 (HtTarget, 1);

  target->id = sqlite3_column_int64 (row, 0);
  target->name = column_name (row, 1);
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
  return read_list (recording,
                    "SELECT id, name, first_ns, last_ns FROM target WHERE id != ?1 ORDER BY id", 0,
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
      g_hash_table_replace (properties, column_name (statement, 0), column_name (statement, 1));
    }
  return NULL;
}

static gpointer
read_note (sqlite3_stmt *row)
{
  HtNote *note = g_new0 (HtNote, 1);

  note->id = sqlite3_column_int64 (row, 0);
  note->target = sqlite3_column_int64 (row, 1);
  note->time_ns = ht_column_known (row, 2);
  note->text = column_name (row, 3);
  return note;
}

/**
 * ht_recording_list_notes:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtNote) (nullable): the notes, ordered by time
 */
GPtrArray *
ht_recording_list_notes (HtRecording *recording, gint64 target, GError **error)
{
  return read_list (recording,
                    "SELECT id, target_id, time_ns, text FROM note "
                    "WHERE ?1 = 0 OR target_id = ?1 ORDER BY time_ns, id",
                    target, read_note, (GDestroyNotify) ht_note_free, error);
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
  return read_list (recording,
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

/* Within a transaction. The version tells whether somebody wrote since. */
static const HtCatalog *
update_catalog (HtRecording *self, GError **error)
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

  const HtCatalog *catalog = update_catalog (recording, error);

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
  catalog = update_catalog (recording, error);
  if (catalog != NULL)
    loaded = ht_profile_reader_load (recording->profiles, profile, catalog, error);
  ht_database_end_read (recording->database);
  return loaded;
}

static gpointer
read_series_entry (sqlite3_stmt *row)
{
  HtSeriesEntry *entry = g_new0 (HtSeriesEntry, 1);

  entry->id = sqlite3_column_int64 (row, 0);
  entry->target = sqlite3_column_int64 (row, 1);
  entry->name = column_name (row, 2);
  entry->unit = column_name (row, 3);
  entry->kind = sqlite3_column_int (row, 4) == HT_POINT_COUNTER ? HT_POINT_COUNTER : HT_POINT_GAUGE;
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
 * Returns: (transfer full) (element-type HtSeriesEntry) (nullable): the series, ordered
 *   by target and name
 */
GPtrArray *
ht_recording_list_series (HtRecording *recording, gint64 target, GError **error)
{
  return read_list (recording,
                    SERIES_QUERY "WHERE ?1 = 0 OR target_id = ?1 ORDER BY target_id, name", target,
                    read_series_entry, (GDestroyNotify) ht_series_entry_free, error);
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
