/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "mark-store.h"

#include "gc-cycle.h"
#include "schema.h"

/**
 * ht_mark_store_add:
 * @database: the recording, with a transaction open
 * @mark: a mark; its id does not matter
 * @id: (out): the id that it got
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_mark_store_add (HtDatabase *database, const HtMark *mark, gint64 *id, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "INSERT INTO mark (target_id, kind, time_ns, end_ns, rule, text) "
                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, mark->target);
  sqlite3_bind_int (statement, 2, mark->kind);
  sqlite3_bind_int64 (statement, 3, mark->time_ns);
  ht_bind_known (statement, 4, mark->end_ns);
  ht_bind_text (statement, 5, mark->rule);
  ht_bind_text (statement, 6, mark->text != NULL ? mark->text : "");
  return ht_database_insert (database, statement, id, error);
}

static HtMark *
read_mark (sqlite3_stmt *row)
{
  HtMark *mark = g_new0 (HtMark, 1);

  mark->id = sqlite3_column_int64 (row, 0);
  mark->target = sqlite3_column_int64 (row, 1);
  mark->kind = sqlite3_column_int (row, 2);
  mark->time_ns = sqlite3_column_int64 (row, 3);
  mark->end_ns = ht_column_known (row, 4);
  mark->rule = ht_column_text (row, 5);
  mark->text = ht_column_name (row, 6);
  if (mark->end_ns != HT_UNKNOWN && mark->end_ns < mark->time_ns)
    mark->end_ns = HT_UNKNOWN;
  return mark;
}

/**
 * ht_mark_store_list:
 * @database: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtMark) (nullable): the marks, ordered by time; none where
 *   the recording is of a version that has no marks
 */
GPtrArray *
ht_mark_store_list (HtDatabase *database, gint64 target, GError **error)
{
  g_autoptr (GPtrArray) marks = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_mark_free);
  sqlite3_stmt *statement;
  gboolean has_row, has;

  if (!ht_database_is_since (database, HT_SCHEMA_WITH_MARKS, &has, error))
    return NULL;
  if (!has)
    return g_steal_pointer (&marks);

  statement = ht_database_prepare (database,
                                   "SELECT id, target_id, kind, time_ns, end_ns, rule, text "
                                   "FROM mark WHERE ?1 = 0 OR target_id = ?1 ORDER BY time_ns, id",
                                   error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&marks);
      g_ptr_array_add (marks, read_mark (statement));
    }
  return NULL;
}
