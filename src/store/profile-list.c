/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "profile-reader.h"

#define ENTRY_QUERY                                                                   \
  "SELECT p.id, p.target_id, p.time_ns, p.duration_ns, p.n_rows, d.bytes, c.source, " \
  "p.capture_id "                                                                     \
  "FROM profile AS p LEFT JOIN string AS d ON d.id = p.default_type "                 \
  "LEFT JOIN capture AS c ON c.id = p.capture_id "

/* Finds ids. ?1 is the target, 0 for any; ?2 the type, NULL for any, the "inuse_" of
 * which may be left out as with `go tool pprof -sample_index`; ?3 a time. */
#define FIND_QUERY(CONDITION)                                                                    \
  "SELECT p.id FROM profile AS p WHERE (?1 = 0 OR p.target_id = ?1) AND (?2 IS NULL OR EXISTS (" \
  "  SELECT 1 FROM profile_type AS t JOIN string AS s ON s.id = t.type "                         \
  "  WHERE t.profile_id = p.id AND s.bytes IN (?2, 'inuse_' || ?2))) AND " CONDITION " LIMIT 1"

static HtProfileEntry *
read_entry (sqlite3_stmt *row)
{
  HtProfileEntry *entry = g_new0 (HtProfileEntry, 1);

  entry->id = sqlite3_column_int64 (row, 0);
  entry->target = sqlite3_column_int64 (row, 1);
  entry->time_ns = ht_column_known (row, 2);
  entry->duration_ns = sqlite3_column_int64 (row, 3);
  entry->n_rows = sqlite3_column_int64 (row, 4);
  entry->default_type = ht_column_text (row, 5);
  entry->source = ht_column_text (row, 6);
  entry->capture = sqlite3_column_int64 (row, 7);
  return entry;
}

static char *
name_or_empty (sqlite3_stmt *row, int column)
{
  char *name = ht_column_text (row, column);

  return name != NULL ? name : g_strdup ("");
}

static gboolean
read_types (HtDatabase *database, HtProfileEntry *entry, GError **error)
{
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) units = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) totals = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = ht_database_prepare (
      database,
      "SELECT t.total, s.bytes, u.bytes FROM profile_type AS t "
      "LEFT JOIN string AS s ON s.id = t.type LEFT JOIN string AS u ON u.id = t.unit "
      "WHERE t.profile_id = ?1 ORDER BY t.position",
      error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, entry->id);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (has_row)
        {
          gint64 total = sqlite3_column_int64 (statement, 0);

          g_array_append_val (totals, total);
          g_ptr_array_add (types, name_or_empty (statement, 1));
          g_ptr_array_add (units, name_or_empty (statement, 2));
          continue;
        }
      g_ptr_array_add (types, NULL);
      g_ptr_array_add (units, NULL);
      entry->types = (char **) g_ptr_array_free (g_steal_pointer (&types), FALSE);
      entry->units = (char **) g_ptr_array_free (g_steal_pointer (&units), FALSE);
      entry->totals = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&totals), FALSE);
      return TRUE;
    }
  return FALSE;
}

/**
 * ht_profile_list_read:
 * @database: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtProfileEntry) (nullable): the profiles, ordered by time
 */
GPtrArray *
ht_profile_list_read (HtDatabase *database, gint64 target, GError **error)
{
  g_autoptr (GPtrArray) entries =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_profile_entry_free);
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           ENTRY_QUERY "WHERE ?1 = 0 OR p.target_id = ?1 ORDER BY p.time_ns, p.id",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  do
    {
      if (!ht_database_step (database, statement, &has_row, error))
        return NULL;
      if (has_row)
        g_ptr_array_add (entries, read_entry (statement));
    }
  while (has_row);

  for (guint i = 0; i < entries->len; i++)
    if (!read_types (database, g_ptr_array_index (entries, i), error))
      return NULL;
  return g_steal_pointer (&entries);
}

/* Leaves @id at 0 if there is none. */
static gboolean
find_id (HtDatabase *database,
         const char *sql,
         gint64 target,
         const char *type,
         gint64 at_ns,
         gint64 *id,
         GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (database, sql, error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  ht_bind_text (statement, 2, type);
  ht_bind_known (statement, 3, at_ns);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    *id = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

static HtProfileEntry *
read_one (HtDatabase *database, gint64 id, GError **error)
{
  g_autoptr (HtProfileEntry) entry = NULL;
  sqlite3_stmt *statement = ht_database_prepare (database, ENTRY_QUERY "WHERE p.id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  if (!ht_database_step (database, statement, &has_row, error))
    return NULL;
  if (!has_row)
    {
      ht_database_set_corrupt (database, error, "profile %" G_GINT64_FORMAT " is missing", id);
      return NULL;
    }
  entry = read_entry (statement);
  sqlite3_reset (statement);
  if (!read_types (database, entry, error))
    return NULL;
  return g_steal_pointer (&entry);
}

static void
say_what_there_is (HtDatabase *database, gint64 target, const char *type, GError **error)
{
  g_autoptr (GString) types = g_string_new (NULL);
  sqlite3_stmt *statement = ht_database_prepare (
      database,
      "SELECT DISTINCT s.bytes FROM profile_type AS t JOIN string AS s ON s.id = t.type "
      "WHERE ?1 = 0 OR t.profile_id IN (SELECT id FROM profile WHERE target_id = ?1) LIMIT 20",
      error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return;
  sqlite3_bind_int64 (statement, 1, target);
  while (has_row)
    {
      if (!ht_database_step (database, statement, &has_row, error))
        return;
      if (!has_row)
        break;

      g_autofree char *name = ht_column_text (statement, 0);

      g_string_append_printf (types, "%s%s", types->len > 0 ? ", " : "", name);
    }
  if (types->len == 0 || type == NULL)
    ht_database_set_not_found (database, error, "there is no profile in it");
  else
    ht_database_set_not_found (database, error,
                               "no profile in it has the sample type \"%s\"; there are %s", type,
                               types->str);
}

/**
 * ht_profile_list_find:
 * @database: the recording
 * @target: id of a target, 0 for any
 * @type: (nullable): name of a sample type that it has, %NULL for any
 * @at_ns: a time, %HT_UNKNOWN for the last
 * @error: return location for an error
 *
 * Finds the last profile taken at or before @at_ns; if there is none, the first one after.
 *
 * Returns: (transfer full) (nullable): the profile, or %NULL with
 *   %HT_STORE_ERROR_NOT_FOUND that says which types there are
 */
HtProfileEntry *
ht_profile_list_find (HtDatabase *database,
                      gint64 target,
                      const char *type,
                      gint64 at_ns,
                      GError **error)
{
  gint64 id = 0;

  if (at_ns != HT_UNKNOWN)
    {
      if (!find_id (database, FIND_QUERY ("p.time_ns <= ?3 ORDER BY p.time_ns DESC, p.id DESC"),
                    target, type, at_ns, &id, error))
        return NULL;
      if (id == 0 && !find_id (database, FIND_QUERY ("p.time_ns > ?3 ORDER BY p.time_ns, p.id"),
                               target, type, at_ns, &id, error))
        return NULL;
    }
  /* Those of unknown time sort before all others. */
  if (id == 0 && !find_id (database, FIND_QUERY ("TRUE ORDER BY p.time_ns DESC, p.id DESC"), target,
                           type, HT_UNKNOWN, &id, error))
    return NULL;
  if (id != 0)
    return read_one (database, id, error);
  say_what_there_is (database, target, type, error);
  return NULL;
}
