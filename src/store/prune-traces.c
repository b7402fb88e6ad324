/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "prune-traces.h"

#include "gc-cycle.h"
#include "series-block.h"
#include "trace-records.h"

/* How many blocks one call takes out, each some 10 KiB. */
#define MAX_BLOCKS 512

/**
 * ht_prune_list_traces:
 * @database: the recording
 * @target: id of a target
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtPruneTrace) (nullable): its traces, the oldest first
 */
GArray *
ht_prune_list_traces (HtDatabase *database, gint64 target, GError **error)
{
  g_autoptr (GArray) traces = g_array_new (FALSE, FALSE, sizeof (HtPruneTrace));
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "SELECT capture_id, ifnull (end_ns, time_ns) AS time FROM trace "
                           "CROSS JOIN capture ON id = capture_id WHERE trace.target_id = ?1 "
                           "ORDER BY time, capture_id",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&traces);

      const HtPruneTrace trace = {
        .capture = sqlite3_column_int64 (statement, 0),
        .time_ns = ht_column_known (statement, 1),
      };

      g_array_append_val (traces, trace);
    }
  return NULL;
}

/* Runs what takes the id of a capture and a limit; without @n_bytes it is no query. */
static gboolean
run_with_capture (HtDatabase *database,
                  const char *sql,
                  gint64 capture,
                  gint64 *n_bytes,
                  GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture);
  sqlite3_bind_int (statement, 2, MAX_BLOCKS);
  if (n_bytes == NULL)
    return ht_database_run (database, statement, error);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  *n_bytes = has_row ? MAX (sqlite3_column_int64 (statement, 0), 0) : 0;
  sqlite3_reset (statement);
  return TRUE;
}

#define SOME(TABLE) "(SELECT id FROM " TABLE " WHERE capture_id = ?1 ORDER BY id LIMIT ?2)"

/**
 * ht_prune_blocks_of_trace:
 * @database: the recording, with a transaction open
 * @capture: id of the capture of a trace
 * @n_bytes: (out): what is less now
 * @is_done: (out): whether it has no blocks any more
 * @error: return location for an error
 *
 * Removes some blocks of a trace.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_prune_blocks_of_trace (HtDatabase *database,
                          gint64 capture,
                          gint64 *n_bytes,
                          gboolean *is_done,
                          GError **error)
{
  static const char *const queries[][2] = {
    { "SELECT sum (length (data)) FROM trace_span_block WHERE id IN " SOME ("trace_span_block"),
      "DELETE FROM trace_span_block WHERE id IN " SOME ("trace_span_block") },
    { "SELECT sum (length (data)) FROM trace_goroutine_block WHERE id IN " SOME (
          "trace_goroutine_block"),
      "DELETE FROM trace_goroutine_block WHERE id IN " SOME ("trace_goroutine_block") },
  };

  *n_bytes = 0;
  *is_done = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      if (!run_with_capture (database, queries[i][0], capture, n_bytes, error) ||
          !run_with_capture (database, queries[i][1], capture, NULL, error))
        return FALSE;
      if (ht_database_count_changes (database) > 0)
        return TRUE;
    }
  *is_done = TRUE;
  return TRUE;
}

/* A block that goes. */
typedef struct
{
  gint64 id;
  gint64 series;
  gint64 n_bytes;
} Victim;

static gboolean
list_victims (HtDatabase *database,
              gint64 target,
              int level,
              gint64 until_ns,
              GArray *victims,
              GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "SELECT b.id, b.series_id, length (b.data) FROM series AS s "
                           "CROSS JOIN series_block AS b ON b.series_id = s.id "
                           "WHERE s.target_id = ?1 AND s.name GLOB '" HT_TRACE_SERIES_PREFIX "*' "
                           "AND b.level = ?2 AND b.first_ns <= ?3 AND b.last_ns <= ?3 LIMIT ?4",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int (statement, 2, level);
  sqlite3_bind_int64 (statement, 3, until_ns);
  sqlite3_bind_int (statement, 4, MAX_BLOCKS);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;

      const Victim victim = {
        .id = sqlite3_column_int64 (statement, 0),
        .series = sqlite3_column_int64 (statement, 1),
        .n_bytes = sqlite3_column_int64 (statement, 2),
      };

      g_array_append_val (victims, victim);
    }
  return FALSE;
}

static gboolean
remove_victim (HtDatabase *database, const Victim *victim, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (database, "DELETE FROM series_block WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, victim->id);
  if (!ht_database_run (database, statement, error))
    return FALSE;
  if (ht_database_count_changes (database) == 0)
    {
      ht_database_set_corrupt (database, error, "a block of series %" G_GINT64_FORMAT " is wrong",
                               victim->series);
      return FALSE;
    }
  return ht_series_block_add_to_size (database, victim->series, -victim->n_bytes, error);
}

/**
 * ht_prune_series_of_traces:
 * @database: the recording, with a transaction open
 * @target: id of a target
 * @until_ns: a time
 * @n_bytes: (out): what is less now
 * @is_done: (out): whether there is nothing more to remove
 * @error: return location for an error
 *
 * Removes some blocks, and what stands for them, of the series that only traces have, up to a time.
 * Points go before their buckets.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_prune_series_of_traces (HtDatabase *database,
                           gint64 target,
                           gint64 until_ns,
                           gint64 *n_bytes,
                           gboolean *is_done,
                           GError **error)
{
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));

  *n_bytes = 0;
  for (int level = 0; level < HT_SERIES_N_LEVELS && victims->len == 0; level++)
    if (!list_victims (database, target, level, until_ns, victims, error))
      return FALSE;
  for (guint i = 0; i < victims->len; i++)
    {
      const Victim *victim = &g_array_index (victims, Victim, i);

      if (!remove_victim (database, victim, error))
        return FALSE;
      *n_bytes += victim->n_bytes;
    }
  *is_done = victims->len == 0;
  return TRUE;
}
