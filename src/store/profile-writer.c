/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "profile-writer.h"

#include "blob-numbers.h"
#include "gc-cycle.h"
#include "profile-blob.h"

/* How many profiles build on one that is whole. More are smaller, until what
 * differs has grown as large as the profile. */
#define DELTAS_PER_BASE 31

/* What is whole cannot go before those that build on it, so that must not take for ever. */
#define MAX_BASE_AGE_NS (G_GINT64_CONSTANT (86400) * 1000000000)

typedef struct
{
  /* Owned */
  HtProfile *rows;

  gint64 profile;
  gint64 time_ns;
  guint n_deltas;
} Base;

struct _HtProfileWriter
{
  /* Owned */
  GHashTable *bases; /* target and types as bytes -> Base */
  GByteArray *raw;

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;
};

static void
base_free_cb (gpointer data)
{
  Base *base = data;

  ht_profile_free (base->rows);
  g_free (base);
}

/**
 * ht_profile_writer_new:
 * @database: the recording; outlives the writer
 * @packer: a packer; outlives the writer
 *
 * Returns: (transfer full): a writer
 */
HtProfileWriter *
ht_profile_writer_new (HtDatabase *database, HtBlobPacker *packer)
{
  HtProfileWriter *self = g_new0 (HtProfileWriter, 1);

  self->bases = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                       base_free_cb);
  self->raw = g_byte_array_new ();
  self->database = database;
  self->packer = packer;
  return self;
}

/**
 * ht_profile_writer_free:
 * @writer: (transfer full) (nullable): the writer
 */
void
ht_profile_writer_free (HtProfileWriter *writer)
{
  if (writer == NULL)
    return;
  g_hash_table_unref (writer->bases);
  g_byte_array_unref (writer->raw);
  g_free (writer);
}

static GBytes *
base_key (gint64 target, const HtProfile *profile)
{
  g_autoptr (GByteArray) key = g_byte_array_new ();

  g_byte_array_append (key, (const guint8 *) &target, sizeof target);
  g_byte_array_append (key, (const guint8 *) profile->types->data,
                       profile->types->len * sizeof (HtValueType));
  return g_byte_array_free_to_bytes (g_steal_pointer (&key));
}

static gboolean
insert_header (HtProfileWriter *self,
               gint64 target,
               gint64 capture,
               gint64 time_ns,
               const HtProfile *profile,
               const Base *base,
               guint n_bytes,
               gint64 *id,
               GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "INSERT INTO profile (target_id, capture_id, time_ns, has_own_time, duration_ns, "
      "period_type, "
      "period_unit, period, default_type, drop_frames, keep_frames, doc_url, main_mapping, n_rows, "
      "base_id, n_bytes) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  ht_bind_known (statement, 2, capture);
  ht_bind_known (statement, 3, time_ns);
  sqlite3_bind_int (statement, 4, profile->time_ns != 0);
  sqlite3_bind_int64 (statement, 5, profile->duration_ns);
  sqlite3_bind_int64 (statement, 6, profile->period_type.type);
  sqlite3_bind_int64 (statement, 7, profile->period_type.unit);
  sqlite3_bind_int64 (statement, 8, profile->period);
  sqlite3_bind_int64 (statement, 9, profile->default_type);
  sqlite3_bind_int64 (statement, 10, profile->drop_frames);
  sqlite3_bind_int64 (statement, 11, profile->keep_frames);
  sqlite3_bind_int64 (statement, 12, profile->doc_url);
  sqlite3_bind_int64 (statement, 13, profile->main_mapping);
  sqlite3_bind_int64 (statement, 14, profile->nodes->len);
  if (base != NULL)
    sqlite3_bind_int64 (statement, 15, base->profile);
  sqlite3_bind_int64 (statement, 16, n_bytes);
  return ht_database_insert (self->database, statement, id, error);
}

static gint64
sum_of_type (const HtProfile *profile, guint type)
{
  gint64 total = 0;

  for (guint i = type; i < profile->values->len; i += profile->types->len)
    total = ht_wrapping_sum (total, g_array_index (profile->values, gint64, i));
  return total;
}

static gboolean
insert_types (HtProfileWriter *self, gint64 id, const HtProfile *profile, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "INSERT INTO profile_type VALUES (?1, ?2, ?3, ?4, ?5)",
                           error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < profile->types->len; i++)
    {
      const HtValueType *type = &g_array_index (profile->types, HtValueType, i);

      sqlite3_bind_int64 (statement, 1, id);
      sqlite3_bind_int64 (statement, 2, i);
      sqlite3_bind_int64 (statement, 3, type->type);
      sqlite3_bind_int64 (statement, 4, type->unit);
      sqlite3_bind_int64 (statement, 5, sum_of_type (profile, i));
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_comments (HtProfileWriter *self, gint64 id, const HtProfile *profile, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "INSERT INTO profile_comment VALUES (?1, ?2, ?3)",
                           error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < profile->comments->len; i++)
    {
      sqlite3_bind_int64 (statement, 1, id);
      sqlite3_bind_int64 (statement, 2, i);
      sqlite3_bind_int64 (statement, 3, g_array_index (profile->comments, guint32, i));
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_data (HtProfileWriter *self, gint64 id, const GByteArray *packed, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "INSERT INTO profile_data VALUES (?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  sqlite3_bind_blob (statement, 2, packed->data, (int) packed->len, SQLITE_STATIC);
  return ht_database_run (self->database, statement, error);
}

static gboolean
is_too_old (const Base *base, gint64 time_ns)
{
  return base->time_ns != HT_UNKNOWN && time_ns > base->time_ns &&
         (guint64) time_ns - (guint64) base->time_ns > MAX_BASE_AGE_NS;
}

static void
set_base (HtProfileWriter *self, GBytes *key, gint64 id, gint64 time_ns, HtProfile *rows)
{
  Base *base = g_new0 (Base, 1);

  base->profile = id;
  base->time_ns = time_ns;
  base->rows = rows;
  g_hash_table_replace (self->bases, g_bytes_ref (key), base);
}

/**
 * ht_profile_writer_add:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture that it came in; %HT_UNKNOWN if there is none
 * @time_ns: when it was taken, as well as anybody knows; %HT_UNKNOWN if nobody does
 * @profile: the profile
 * @error: return location for an error
 *
 * Adds a profile. The caller has a transaction open and saves the catalog in it.
 *
 * Returns: the profile's id, or -1
 */
gint64
ht_profile_writer_add (HtProfileWriter *writer,
                       gint64 target,
                       gint64 capture,
                       gint64 time_ns,
                       const HtProfile *profile,
                       GError **error)
{
  g_autoptr (GBytes) key = base_key (target, profile);
  g_autoptr (HtProfile) rows = ht_profile_sort_rows (profile);
  Base *base = g_hash_table_lookup (writer->bases, key);
  gint64 id;

  g_byte_array_set_size (writer->raw, 0);
  if (base != NULL && (base->n_deltas == DELTAS_PER_BASE || is_too_old (base, time_ns) ||
                       !ht_profile_blob_encode_delta (rows, base->rows, writer->raw)))
    base = NULL;
  if (base == NULL)
    ht_profile_blob_encode (rows, writer->raw);
  if (writer->raw->len > HT_BLOB_MAX_BYTES)
    {
      g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                   "a profile of %u samples is too large for a recording", profile->nodes->len);
      return -1;
    }

  const GByteArray *packed = ht_blob_pack (writer->packer, writer->raw);

  if (!insert_header (writer, target, capture, time_ns, profile, base, packed->len, &id, error) ||
      !insert_types (writer, id, profile, error) || !insert_comments (writer, id, profile, error) ||
      !insert_data (writer, id, packed, error))
    return -1;
  if (base != NULL)
    base->n_deltas++;
  else
    set_base (writer, key, id, time_ns, g_steal_pointer (&rows));
  return id;
}

/**
 * ht_profile_writer_forget:
 * @writer: the writer
 *
 * The transaction was dropped, perhaps with a profile on which others would build: the next ones
 * are whole.
 */
void
ht_profile_writer_forget (HtProfileWriter *writer)
{
  g_hash_table_remove_all (writer->bases);
}

static gboolean
is_profile_cb (gpointer key, gpointer value, gpointer profile)
{
  return ((const Base *) value)->profile == *(const gint64 *) profile;
}

/**
 * ht_profile_writer_forget_profile:
 * @writer: the writer
 * @profile: id of a profile that is removed
 *
 * Lets no further profile build on it.
 */
void
ht_profile_writer_forget_profile (HtProfileWriter *writer, gint64 profile)
{
  g_hash_table_foreach_remove (writer->bases, is_profile_cb, &profile);
}
