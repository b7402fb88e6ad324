/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-retention.h"

#include "gc-cycle.h"

static gboolean
read_first (HtDatabase *database, gint64 series, int level, gint64 *first_ns, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (database,
                                                 "SELECT min (first_ns) FROM series_block "
                                                 "WHERE series_id = ?1 AND level = ?2",
                                                 error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series);
  sqlite3_bind_int (statement, 2, level);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  *first_ns = has_row ? ht_column_known (statement, 0) : HT_UNKNOWN;
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_series_kept_read:
 * @database: the recording
 * @series: id of a series
 * @kept: (out caller-allocates): where its levels begin
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_kept_read (HtDatabase *database, gint64 series, HtSeriesKept *kept, GError **error)
{
  kept->is_pruned = FALSE;
  for (int level = 0; level < HT_SERIES_N_LEVELS; level++)
    {
      if (!read_first (database, series, level, &kept->from_ns[level], error))
        return FALSE;
      if (kept->from_ns[level] == HT_UNKNOWN)
        kept->from_ns[level] = G_MAXINT64;
      kept->is_pruned |= kept->from_ns[level] < kept->from_ns[0];
    }
  return TRUE;
}

/**
 * ht_series_find_family:
 * @database: the recording
 * @series: id of a series
 * @level: a level below the last one
 * @from_ns: (out): time of the first point of its oldest family, %HT_UNKNOWN if no block of the
 * next level stands for the oldest block
 * @to_ns: (out): time of the last point
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_find_family (HtDatabase *database,
                       gint64 series,
                       int level,
                       gint64 *from_ns,
                       gint64 *to_ns,
                       GError **error)
{
  sqlite3_stmt *statement;
  gboolean has_row;

  *to_ns = HT_UNKNOWN;
  if (!read_first (database, series, level, from_ns, error))
    return FALSE;
  if (*from_ns == HT_UNKNOWN)
    return TRUE;
  statement = ht_database_prepare (database,
                                   "SELECT last_ns FROM series_block "
                                   "WHERE series_id = ?1 AND level = ?2 AND first_ns <= ?3 "
                                   "AND last_ns >= ?3 ORDER BY first_ns DESC LIMIT 1",
                                   error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series);
  sqlite3_bind_int (statement, 2, level + 1);
  sqlite3_bind_int64 (statement, 3, *from_ns);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *to_ns = sqlite3_column_int64 (statement, 0);
  else
    *from_ns = HT_UNKNOWN;
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_series_remove_family:
 * @database: the recording, with a transaction open
 * @series: id of a series
 * @level: a level
 * @from_ns: what ht_series_find_family() told
 * @to_ns: likewise
 * @n_bytes: (inout): becomes less by what they took
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_remove_family (HtDatabase *database,
                         gint64 series,
                         int level,
                         gint64 from_ns,
                         gint64 to_ns,
                         gint64 *n_bytes,
                         GError **error)
{
  gint64 n_removed;

  if (!ht_series_block_delete_range (database, series, level, from_ns, to_ns, &n_removed, error))
    return FALSE;
  *n_bytes -= n_removed;
  return TRUE;
}
