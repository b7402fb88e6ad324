/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "profile-reader.h"

#include "profile-blob.h"

struct _HtProfileReader
{
  /* Owned */
  HtProfile *base; /* rows of the profile @base_id; NULL if none was read */

  gint64 base_id;

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;
};

/**
 * ht_profile_reader_new:
 * @database: the recording; outlives the reader
 * @packer: a packer; outlives the reader
 *
 * Returns: (transfer full): a reader
 */
HtProfileReader *
ht_profile_reader_new (HtDatabase *database, HtBlobPacker *packer)
{
  HtProfileReader *self = g_new0 (HtProfileReader, 1);

  self->database = database;
  self->packer = packer;
  return self;
}

/**
 * ht_profile_reader_free:
 * @reader: (transfer full) (nullable): the reader
 */
void
ht_profile_reader_free (HtProfileReader *reader)
{
  if (reader == NULL)
    return;
  g_clear_pointer (&reader->base, ht_profile_free);
  g_free (reader);
}

static gboolean
column_id (sqlite3_stmt *row, int column, guint32 n_ids, guint32 *id)
{
  gint64 number = sqlite3_column_int64 (row, column);

  *id = (guint32) number;
  return number >= 0 && number < n_ids;
}

static gboolean
fill_header (HtProfile *profile, sqlite3_stmt *row, const HtCatalog *catalog)
{
  guint32 n_strings = ht_strings_count (catalog->strings);
  gint64 time_ns = ht_column_known (row, 0);

  profile->time_ns = sqlite3_column_int (row, 1) != 0 && time_ns != HT_UNKNOWN ? time_ns : 0;
  profile->duration_ns = sqlite3_column_int64 (row, 2);
  profile->period = sqlite3_column_int64 (row, 5);
  return column_id (row, 3, n_strings, &profile->period_type.type) &&
         column_id (row, 4, n_strings, &profile->period_type.unit) &&
         column_id (row, 6, n_strings, &profile->default_type) &&
         column_id (row, 7, n_strings, &profile->drop_frames) &&
         column_id (row, 8, n_strings, &profile->keep_frames) &&
         column_id (row, 9, n_strings, &profile->doc_url) &&
         column_id (row, 10, ht_symbols_n_mappings (catalog->symbols), &profile->main_mapping);
}

static gboolean
load_header (HtProfileReader *self,
             gint64 id,
             const HtCatalog *catalog,
             HtProfile *profile,
             gint64 *n_rows,
             gint64 *base_id,
             GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "SELECT time_ns, has_own_time, duration_ns, period_type, period_unit, period, default_type, "
      "drop_frames, keep_frames, doc_url, main_mapping, n_rows, base_id FROM profile WHERE id = ?1",
      error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (!has_row)
    {
      ht_database_set_not_found (self->database, error, "it has no profile %" G_GINT64_FORMAT, id);
      return FALSE;
    }

  gboolean is_valid = fill_header (profile, statement, catalog);

  *n_rows = sqlite3_column_int64 (statement, 11);
  *base_id = ht_column_known (statement, 12);
  sqlite3_reset (statement);
  if (!is_valid)
    ht_database_set_corrupt (self->database, error, "profile %" G_GINT64_FORMAT " has a wrong id",
                             id);
  return is_valid;
}

/* Reads rows of (position, first id, second id) until the last one. */
static gboolean
load_id_pairs (HtProfileReader *self,
               const char *sql,
               gint64 id,
               guint32 n_strings,
               GArray *pairs,
               GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (self->database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      HtValueType pair;

      if (!has_row)
        return TRUE;
      if (sqlite3_column_int64 (statement, 0) != pairs->len ||
          !column_id (statement, 1, n_strings, &pair.type) ||
          !column_id (statement, 2, n_strings, &pair.unit))
        {
          ht_database_set_corrupt (self->database, error,
                                   "the types or comments of profile %" G_GINT64_FORMAT
                                   " are wrong",
                                   id);
          sqlite3_reset (statement);
          return FALSE;
        }
      g_array_append_val (pairs, pair);
    }
  return FALSE;
}

static gboolean
load_types (HtProfileReader *self,
            gint64 id,
            const HtCatalog *catalog,
            HtProfile *profile,
            GError **error)
{
  return load_id_pairs (self,
                        "SELECT position, type, unit FROM profile_type WHERE profile_id = ?1 "
                        "ORDER BY position",
                        id, ht_strings_count (catalog->strings), profile->types, error);
}

static gboolean
load_comments (HtProfileReader *self,
               gint64 id,
               const HtCatalog *catalog,
               HtProfile *profile,
               GError **error)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (HtValueType));

  if (!load_id_pairs (self,
                      "SELECT position, comment, 0 FROM profile_comment WHERE profile_id = ?1 "
                      "ORDER BY position",
                      id, ht_strings_count (catalog->strings), pairs, error))
    return FALSE;
  for (guint i = 0; i < pairs->len; i++)
    g_array_append_val (profile->comments, g_array_index (pairs, HtValueType, i).type);
  return TRUE;
}

static gboolean
decode_rows (HtProfileReader *self,
             gint64 id,
             sqlite3_stmt *row,
             const HtProfile *base,
             const HtCatalog *catalog,
             HtProfile *profile,
             GError **error)
{
  g_autoptr (GError) problem = NULL;
  const GByteArray *raw = ht_blob_unpack (self->packer, sqlite3_column_blob (row, 0),
                                          (gsize) sqlite3_column_bytes (row, 0), &problem);

  if (raw != NULL &&
      ht_profile_blob_decode (raw->data, raw->len, base, ht_call_tree_count (catalog->tree),
                              ht_label_sets_count (catalog->label_sets), profile, &problem))
    return TRUE;
  ht_database_set_corrupt (self->database, error, "profile %" G_GINT64_FORMAT ": %s", id,
                           problem->message);
  return FALSE;
}

static gboolean
load_rows (HtProfileReader *self,
           gint64 id,
           const HtProfile *base,
           const HtCatalog *catalog,
           HtProfile *profile,
           GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "SELECT data FROM profile_data WHERE profile_id = ?1",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (!has_row)
    {
      ht_database_set_corrupt (self->database, error,
                               "the rows of profile %" G_GINT64_FORMAT " are missing", id);
      return FALSE;
    }

  gboolean succeeded = decode_rows (self, id, statement, base, catalog, profile, error);

  sqlite3_reset (statement);
  return succeeded;
}

/* One step, never a chain: what others build on is whole. */
static gboolean
load_base (HtProfileReader *self, gint64 id, const HtCatalog *catalog, GError **error)
{
  g_autoptr (HtProfile) base = NULL;
  g_autoptr (GError) problem = NULL;
  gint64 n_rows, base_id;

  if (self->base != NULL && self->base_id == id)
    return TRUE;

  base = ht_profile_new ();
  if (!load_header (self, id, catalog, base, &n_rows, &base_id, &problem))
    {
      /* Nobody removes what others build on. */
      if (g_error_matches (problem, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND))
        ht_database_set_corrupt (self->database, error,
                                 "profile %" G_GINT64_FORMAT " is missing and others build on it",
                                 id);
      else
        g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!load_types (self, id, catalog, base, error))
    return FALSE;
  if (base_id != HT_UNKNOWN)
    {
      ht_database_set_corrupt (self->database, error,
                               "profile %" G_GINT64_FORMAT " should be whole", id);
      return FALSE;
    }
  if (!load_rows (self, id, NULL, catalog, base, error))
    return FALSE;
  g_clear_pointer (&self->base, ht_profile_free);
  self->base = g_steal_pointer (&base);
  self->base_id = id;
  return TRUE;
}

/**
 * ht_profile_reader_load:
 * @reader: the reader
 * @profile: id of a profile
 * @catalog: the recording's catalog, not older than the profile
 * @error: return location for an error
 *
 * Reads a profile; its rows are ordered by node and label set. The caller has a
 * transaction open.
 *
 * Returns: (transfer full) (nullable): the profile
 */
HtProfile *
ht_profile_reader_load (HtProfileReader *reader,
                        gint64 profile,
                        const HtCatalog *catalog,
                        GError **error)
{
  g_autoptr (HtProfile) loaded = ht_profile_new ();
  gint64 n_rows, base_id;

  if (!load_header (reader, profile, catalog, loaded, &n_rows, &base_id, error) ||
      !load_types (reader, profile, catalog, loaded, error) ||
      !load_comments (reader, profile, catalog, loaded, error))
    return NULL;
  if (base_id != HT_UNKNOWN && !load_base (reader, base_id, catalog, error))
    return NULL;
  if (!load_rows (reader, profile, base_id != HT_UNKNOWN ? reader->base : NULL, catalog, loaded,
                  error))
    return NULL;
  if (loaded->nodes->len != n_rows)
    {
      ht_database_set_corrupt (reader->database, error,
                               "profile %" G_GINT64_FORMAT
                               " has %u rows instead of %" G_GINT64_FORMAT,
                               profile, loaded->nodes->len, n_rows);
      return NULL;
    }
  return g_steal_pointer (&loaded);
}
