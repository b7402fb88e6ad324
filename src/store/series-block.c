/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-block.h"

/**
 * ht_series_block_list:
 * @database: the recording
 * @series: id of a series
 * @level: level of detail, 0 for points
 * @from_ns: begin of a range
 * @to_ns: end of a range
 * @blocks: (element-type HtSeriesBlock): where to append
 * @error: return location for an error
 *
 * Finds the blocks that overlap a range; they are in the order of time and do not overlap each
 * other.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_block_list (HtDatabase *database,
                      gint64 series,
                      int level,
                      gint64 from_ns,
                      gint64 to_ns,
                      GArray *blocks,
                      GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      database,
      "SELECT id, first_ns, last_ns, n FROM series_block WHERE series_id = ?1 AND level = ?2 "
      "AND first_ns BETWEEN ifnull ((SELECT max (first_ns) FROM series_block "
      "  WHERE series_id = ?1 AND level = ?2 AND first_ns <= ?3), ?3) AND ?4 ORDER BY first_ns",
      error);
  guint n_before = blocks->len;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series);
  sqlite3_bind_int (statement, 2, level);
  sqlite3_bind_int64 (statement, 3, from_ns);
  sqlite3_bind_int64 (statement, 4, to_ns);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;

      const HtSeriesBlock block = {
        .id = sqlite3_column_int64 (statement, 0),
        .first_ns = sqlite3_column_int64 (statement, 1),
        .last_ns = sqlite3_column_int64 (statement, 2),
        .n = sqlite3_column_int64 (statement, 3),
      };

      if (block.last_ns < block.first_ns || block.n < 1 || block.n > HT_SERIES_BLOCK_MAX ||
          (blocks->len > n_before &&
           g_array_index (blocks, HtSeriesBlock, blocks->len - 1).last_ns >= block.first_ns))
        {
          ht_database_set_corrupt (database, error,
                                   "the blocks of series %" G_GINT64_FORMAT " are in disorder",
                                   series);
          sqlite3_reset (statement);
          return FALSE;
        }
      if (block.last_ns >= from_ns)
        g_array_append_val (blocks, block);
    }
  return FALSE;
}

typedef gboolean (*Decode) (gconstpointer bytes, gsize length, GArray *elements, GError **error);

static gboolean
read_block (HtDatabase *database,
            HtBlobPacker *packer,
            const HtSeriesBlock *block,
            Decode decode,
            GArray *elements,
            GError **error)
{
  g_autoptr (GError) problem = NULL;
  sqlite3_stmt *statement =
      ht_database_prepare (database, "SELECT data FROM series_block WHERE id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, block->id);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;

  const GByteArray *raw = ht_blob_unpack (packer, sqlite3_column_blob (statement, 0),
                                          (gsize) sqlite3_column_bytes (statement, 0), &problem);

  sqlite3_reset (statement);
  if (raw == NULL || !decode (raw->data, raw->len, elements, &problem))
    {
      ht_database_set_corrupt (database, error, "%s", problem->message);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_extent (HtDatabase *database,
              const HtSeriesBlock *block,
              guint n,
              gint64 first_ns,
              gint64 last_ns,
              GError **error)
{
  if (n == block->n && first_ns == block->first_ns && last_ns == block->last_ns)
    return TRUE;
  ht_database_set_corrupt (database, error, "a series block does not hold what it says");
  return FALSE;
}

/**
 * ht_series_block_read_points:
 * @database: the recording
 * @packer: a packer
 * @block: a block of level 0
 * @points: (element-type HtSeriesPoint): gets its points, instead of what it holds
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_block_read_points (HtDatabase *database,
                             HtBlobPacker *packer,
                             const HtSeriesBlock *block,
                             GArray *points,
                             GError **error)
{
  if (!read_block (database, packer, block, ht_series_points_decode, points, error))
    return FALSE;
  return check_extent (database, block, points->len,
                       g_array_index (points, HtSeriesPoint, 0).time_ns,
                       g_array_index (points, HtSeriesPoint, points->len - 1).time_ns, error);
}

/**
 * ht_series_block_read_buckets:
 * @database: the recording
 * @packer: a packer
 * @block: a block of level 1 or above
 * @buckets: (element-type HtSeriesBucket): gets its buckets, instead of what it holds
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_block_read_buckets (HtDatabase *database,
                              HtBlobPacker *packer,
                              const HtSeriesBlock *block,
                              GArray *buckets,
                              GError **error)
{
  if (!read_block (database, packer, block, ht_series_buckets_decode, buckets, error))
    return FALSE;
  return check_extent (database, block, buckets->len,
                       g_array_index (buckets, HtSeriesBucket, 0).start_ns,
                       g_array_index (buckets, HtSeriesBucket, buckets->len - 1).end_ns, error);
}

/**
 * ht_series_block_add_to_size:
 * @database: the recording, with a transaction open
 * @series: id of a series
 * @n_bytes: by how much the data of its blocks has grown
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_block_add_to_size (HtDatabase *database, gint64 series, gint64 n_bytes, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (database, "UPDATE series SET n_bytes = n_bytes + ?2 WHERE id = ?1",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series);
  sqlite3_bind_int64 (statement, 2, n_bytes);
  return ht_database_run (database, statement, error);
}

/**
 * ht_series_block_write:
 * @database: the recording, with a transaction open
 * @packer: a packer
 * @series: id of a series
 * @level: level of detail, 0 for points
 * @block: the block; its id does not matter
 * @raw: its content
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_block_write (HtDatabase *database,
                       HtBlobPacker *packer,
                       gint64 series,
                       int level,
                       const HtSeriesBlock *block,
                       const GByteArray *raw,
                       GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      database,
      "INSERT INTO series_block (series_id, level, first_ns, last_ns, n, data) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      error);

  if (statement == NULL)
    return FALSE;

  const GByteArray *packed = ht_blob_pack (packer, raw);

  sqlite3_bind_int64 (statement, 1, series);
  sqlite3_bind_int (statement, 2, level);
  sqlite3_bind_int64 (statement, 3, block->first_ns);
  sqlite3_bind_int64 (statement, 4, block->last_ns);
  sqlite3_bind_int64 (statement, 5, block->n);
  sqlite3_bind_blob (statement, 6, packed->data, (int) packed->len, SQLITE_STATIC);
  return ht_database_run (database, statement, error) &&
         ht_series_block_add_to_size (database, series, packed->len, error);
}

static void
bind_range (sqlite3_stmt *statement, gint64 series, int level, gint64 from_ns, gint64 to_ns)
{
  sqlite3_bind_int64 (statement, 1, series);
  sqlite3_bind_int (statement, 2, level);
  sqlite3_bind_int64 (statement, 3, from_ns);
  sqlite3_bind_int64 (statement, 4, to_ns);
}

/**
 * ht_series_block_delete_range:
 * @database: the recording, with a transaction open
 * @series: id of a series
 * @level: a level
 * @from_ns: a time
 * @to_ns: another
 * @n_bytes: (out): what they took
 * @error: return location for an error
 *
 * Deletes the blocks that begin within a range; there has to be one.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_block_delete_range (HtDatabase *database,
                              gint64 series,
                              int level,
                              gint64 from_ns,
                              gint64 to_ns,
                              gint64 *n_bytes,
                              GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "SELECT ifnull (sum (length (data)), 0) FROM series_block "
                           "WHERE series_id = ?1 AND level = ?2 AND first_ns BETWEEN ?3 AND ?4",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  bind_range (statement, series, level, from_ns, to_ns);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  *n_bytes = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  statement =
      ht_database_prepare (database,
                           "DELETE FROM series_block "
                           "WHERE series_id = ?1 AND level = ?2 AND first_ns BETWEEN ?3 AND ?4",
                           error);
  if (statement == NULL)
    return FALSE;
  bind_range (statement, series, level, from_ns, to_ns);
  if (!ht_database_run (database, statement, error))
    return FALSE;
  if (ht_database_count_changes (database) == 0 || *n_bytes < 0)
    {
      ht_database_set_corrupt (database, error, "a block of series %" G_GINT64_FORMAT " is wrong",
                               series);
      return FALSE;
    }
  return ht_series_block_add_to_size (database, series, -*n_bytes, error);
}
