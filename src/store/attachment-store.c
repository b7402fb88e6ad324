/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "attachment-store.h"

#include "gunzip.h"
#include "schema.h"

/* SQLite reads and writes a blob as a whole: pieces keep both in bounds. */
#define CHUNK_BYTES ((gsize) 1 << 20)

typedef enum
{
  PACKING_NONE = 0,
  PACKING_GZIP = 1,
} Packing;

static gboolean
insert_chunks (HtDatabase *database, gint64 capture, GBytes *stored, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      database, "INSERT INTO attachment_chunk (capture_id, position, data) VALUES (?1, ?2, ?3)",
      error);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (stored, &length);

  if (statement == NULL)
    return FALSE;
  for (gsize start = 0; start < length; start += CHUNK_BYTES)
    {
      sqlite3_bind_int64 (statement, 1, capture);
      sqlite3_bind_int64 (statement, 2, (gint64) (start / CHUNK_BYTES));
      sqlite3_bind_blob (statement, 3, bytes + start, (int) MIN (length - start, CHUNK_BYTES),
                         SQLITE_STATIC);
      if (!ht_database_run (database, statement, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ht_attachment_store_add:
 * @database: the recording, with a transaction open
 * @capture: id of a capture that has none yet
 * @bytes: what is kept
 * @packed: (nullable): the same as a gzip file, which is kept instead where it is shorter
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_attachment_store_add (HtDatabase *database,
                         gint64 capture,
                         GBytes *bytes,
                         GBytes *packed,
                         GError **error)
{
  gboolean is_packed = packed != NULL && g_bytes_get_size (packed) < g_bytes_get_size (bytes);
  GBytes *stored = is_packed ? packed : bytes;
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "INSERT INTO attachment (capture_id, packing, n_bytes, n_stored_bytes) "
                           "VALUES (?1, ?2, ?3, ?4)",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture);
  sqlite3_bind_int (statement, 2, is_packed ? PACKING_GZIP : PACKING_NONE);
  sqlite3_bind_int64 (statement, 3, (gint64) g_bytes_get_size (bytes));
  sqlite3_bind_int64 (statement, 4, (gint64) g_bytes_get_size (stored));
  return ht_database_run (database, statement, error) &&
         insert_chunks (database, capture, stored, error);
}

static HtAttachment *
read_attachment (sqlite3_stmt *row)
{
  HtAttachment *attachment = g_new0 (HtAttachment, 1);

  attachment->capture = sqlite3_column_int64 (row, 0);
  attachment->target = sqlite3_column_int64 (row, 1);
  attachment->kind = sqlite3_column_int (row, 2);
  attachment->time_ns = ht_column_known (row, 3);
  attachment->source = ht_column_text (row, 4);
  attachment->n_bytes = MAX (sqlite3_column_int64 (row, 5), 0);
  attachment->n_stored_bytes = MAX (sqlite3_column_int64 (row, 6), 0);
  return attachment;
}

/**
 * ht_attachment_store_list:
 * @database: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtAttachment) (nullable): what is kept, ordered by time,
 *   without its bytes; none where the recording is of a version that keeps nothing
 */
GPtrArray *
ht_attachment_store_list (HtDatabase *database, gint64 target, GError **error)
{
  g_autoptr (GPtrArray) attachments =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_attachment_free);
  sqlite3_stmt *statement;
  gboolean has_row, has;

  if (!ht_database_is_since (database, HT_SCHEMA_WITH_ATTACHMENTS, &has, error))
    return NULL;
  if (!has)
    return g_steal_pointer (&attachments);
  /* There are many captures, and few that are kept. */
  statement = ht_database_prepare (
      database,
      "SELECT capture_id, target_id, kind, time_ns, source, attachment.n_bytes, n_stored_bytes "
      "FROM attachment CROSS JOIN capture ON id = capture_id "
      "WHERE ?1 = 0 OR target_id = ?1 ORDER BY time_ns, capture_id",
      error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&attachments);
      g_ptr_array_add (attachments, read_attachment (statement));
    }
  return NULL;
}

/* What the table says of the one of a capture. */
typedef struct
{
  gint64 packing;
  gint64 n_bytes;
  gint64 n_stored_bytes;
} Entry;

static gboolean
read_entry (HtDatabase *database, gint64 capture, Entry *entry, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      database, "SELECT packing, n_bytes, n_stored_bytes FROM attachment WHERE capture_id = ?1",
      error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  if (!has_row)
    {
      ht_database_set_not_found (database, error,
                                 "it keeps nothing of a capture %" G_GINT64_FORMAT
                                 "; info lists what it keeps",
                                 capture);
      return FALSE;
    }
  entry->packing = sqlite3_column_int64 (statement, 0);
  entry->n_bytes = sqlite3_column_int64 (statement, 1);
  entry->n_stored_bytes = sqlite3_column_int64 (statement, 2);
  sqlite3_reset (statement);
  if (entry->n_bytes >= 0 && entry->n_stored_bytes >= 0 &&
      entry->n_bytes <= (gint64) HT_ATTACHMENT_MAX_BYTES &&
      entry->n_stored_bytes <= (gint64) HT_ATTACHMENT_MAX_BYTES &&
      (entry->packing == PACKING_GZIP ||
       (entry->packing == PACKING_NONE && entry->n_bytes == entry->n_stored_bytes)))
    return TRUE;
  ht_database_set_corrupt (database, error,
                           "the entry of attachment %" G_GINT64_FORMAT " makes no sense", capture);
  return FALSE;
}

/* Grows with what is there, not with what the entry promises. */
static GBytes *
read_chunks (HtDatabase *database, gint64 capture, gint64 n_stored_bytes, GError **error)
{
  g_autoptr (GByteArray) stored = g_byte_array_new ();
  sqlite3_stmt *statement = ht_database_prepare (
      database, "SELECT data FROM attachment_chunk WHERE capture_id = ?1 ORDER BY position", error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, capture);
  while (ht_database_step (database, statement, &has_row, error))
    {
      gsize length = has_row ? (gsize) sqlite3_column_bytes (statement, 0) : 0;

      if (!has_row && (gint64) stored->len == n_stored_bytes)
        return g_byte_array_free_to_bytes (g_steal_pointer (&stored));
      if (!has_row || length > (gsize) n_stored_bytes - stored->len)
        {
          sqlite3_reset (statement);
          ht_database_set_corrupt (database, error,
                                   "attachment %" G_GINT64_FORMAT
                                   " has another length than it should",
                                   capture);
          return NULL;
        }
      if (length > 0)
        g_byte_array_append (stored, sqlite3_column_blob (statement, 0), (guint) length);
    }
  return NULL;
}

static GBytes *
unpack (HtDatabase *database, gint64 capture, GBytes *stored, gsize n_bytes, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) bytes = ht_gunzip_within (stored, n_bytes, &problem);

  if (bytes != NULL && g_bytes_get_size (bytes) == n_bytes)
    return g_steal_pointer (&bytes);
  ht_database_set_corrupt (database, error, "attachment %" G_GINT64_FORMAT " cannot be unpacked",
                           capture);
  return NULL;
}

/**
 * ht_attachment_store_load:
 * @database: the recording, with a transaction open
 * @capture: id of a capture
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what is kept of it, as it came
 */
GBytes *
ht_attachment_store_load (HtDatabase *database, gint64 capture, GError **error)
{
  g_autoptr (GBytes) stored = NULL;
  gboolean has;
  Entry entry;

  if (!ht_database_is_since (database, HT_SCHEMA_WITH_ATTACHMENTS, &has, error))
    return NULL;
  if (!has)
    {
      ht_database_set_not_found (database, error, "it is of a version that keeps no captures");
      return NULL;
    }
  if (!read_entry (database, capture, &entry, error))
    return NULL;
  stored = read_chunks (database, capture, entry.n_stored_bytes, error);
  if (stored == NULL || entry.packing == PACKING_NONE)
    return g_steal_pointer (&stored);
  return unpack (database, capture, stored, (gsize) entry.n_bytes, error);
}
