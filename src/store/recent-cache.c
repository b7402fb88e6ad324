/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "recent-cache.h"

#include <string.h>

#include "gc-cycle.h"

/* 16 MB: a thousand points each of 20 series of 50 targets. */
#define MAX_POINTS (1024 * 1024)

/* Who asks for one series after the other will ask for all of them. */
#define MAX_ASKED_SINGLY 2

typedef struct
{
  /* Owned */
  GArray *points; /* HtSeriesPoint after sealed_ns, in the order of time */

  gint64 id;
  gint64 last_id;   /* of the newest row that was read; 0 before the first */
  gint64 sealed_ns; /* what was in blocks when somebody looked */
} Followed;

typedef struct
{
  /* Owned */
  GHashTable *followed; /* series id -> Followed */
  GByteArray *last_row; /* what the row last_id holds */

  gint64 id;
  gint64 last_id; /* of the newest row that was read; 0 before the first */
  guint64 looked; /* in which transaction that was; 0 for never */
  guint n_asked_singly;
} Target;

struct _HtRecentCache
{
  /* Owned */
  GHashTable *targets; /* id -> Target */
  GArray *decoded;     /* HtRecentPoint of one row */

  /* Borrowed */
  HtDatabase *database;

  guint64 now; /* transactions so far */
  gsize n_points;
};

static void
followed_free_cb (gpointer data)
{
  Followed *followed = data;

  g_array_unref (followed->points);
  g_free (followed);
}

static void
target_free_cb (gpointer data)
{
  Target *target = data;

  g_byte_array_unref (target->last_row);
  g_hash_table_unref (target->followed);
  g_free (target);
}

/**
 * ht_recent_cache_new:
 * @database: the recording; outlives the cache
 *
 * Returns: (transfer full): a cache that follows nothing
 */
HtRecentCache *
ht_recent_cache_new (HtDatabase *database)
{
  HtRecentCache *self = g_new0 (HtRecentCache, 1);

  self->database = database;
  self->now = 1;
  self->targets = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, target_free_cb);
  self->decoded = g_array_new (FALSE, FALSE, sizeof (HtRecentPoint));
  return self;
}

/**
 * ht_recent_cache_free:
 * @cache: (transfer full) (nullable): the cache
 */
void
ht_recent_cache_free (HtRecentCache *cache)
{
  if (cache == NULL)
    return;
  g_hash_table_unref (cache->targets);
  g_array_unref (cache->decoded);
  g_free (cache);
}

/**
 * ht_recent_cache_begin:
 * @cache: the cache
 *
 * To be called where a transaction begins: there may be more rows than in the one before.
 */
void
ht_recent_cache_begin (HtRecentCache *cache)
{
  cache->now++;
}

static Target *
get_target (HtRecentCache *self, gint64 id)
{
  Target *target = g_hash_table_lookup (self->targets, &id);

  if (target != NULL)
    return target;
  if (self->n_points > MAX_POINTS)
    {
      g_hash_table_remove_all (self->targets);
      self->n_points = 0;
    }
  target = g_new0 (Target, 1);
  target->id = id;
  target->last_row = g_byte_array_new ();
  target->followed = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, followed_free_cb);
  g_hash_table_insert (self->targets, &target->id, target);
  return target;
}

static void
forget_points (HtRecentCache *self, Target *target)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, target->followed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Followed *followed = value;

      self->n_points -= followed->points->len;
      g_array_set_size (followed->points, 0);
      followed->last_id = 0;
    }
  g_byte_array_set_size (target->last_row, 0);
  target->last_id = 0;
}

/* Rows go all at once, and then their ids are given out again; but what was in one of them is in
 * blocks from then on, so that none like it comes a second time. */
static gboolean
is_last_row_there (HtRecentCache *self, const Target *target, gboolean *is_there, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT data FROM series_recent WHERE id = ?1 AND target_id = ?2",
                           error);
  gboolean has_row;

  *is_there = FALSE;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target->last_id);
  sqlite3_bind_int64 (statement, 2, target->id);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      gconstpointer bytes = sqlite3_column_blob (statement, 0);
      guint length = (guint) sqlite3_column_bytes (statement, 0);

      *is_there = length > 0 && length == target->last_row->len &&
                  memcmp (bytes, target->last_row->data, length) == 0;
    }
  sqlite3_reset (statement);
  return TRUE;
}

/* @only: id of the one series for which the row counts; 0 if there may be several */
static gboolean
take_row (HtRecentCache *self, Target *target, sqlite3_stmt *row, gint64 only, GError **error)
{
  gint64 id = sqlite3_column_int64 (row, 0);
  gconstpointer bytes = sqlite3_column_blob (row, 1);
  guint length = (guint) sqlite3_column_bytes (row, 1);
  g_autoptr (GError) problem = NULL;

  g_array_set_size (self->decoded, 0);
  if (!ht_recent_points_decode (bytes, length, only, self->decoded, &problem))
    {
      ht_database_set_corrupt (self->database, error, "%s", problem->message);
      return FALSE;
    }
  for (guint i = 0; i < self->decoded->len; i++)
    {
      const HtRecentPoint *recent = &g_array_index (self->decoded, HtRecentPoint, i);
      Followed *followed = g_hash_table_lookup (target->followed, &recent->series);

      if (followed != NULL && followed->last_id < id &&
          recent->point.time_ns > followed->sealed_ns &&
          ht_series_points_insert (followed->points, &recent->point))
        self->n_points++;
    }
  if (id > target->last_id)
    {
      target->last_id = id;
      g_byte_array_set_size (target->last_row, 0);
      if (length > 0)
        g_byte_array_append (target->last_row, bytes, length);
    }
  return TRUE;
}

/* The last row that was read for all. @only: for which series the rows up to the last one that was
 * read at all count, 0 if for several. */
static gint64
find_first_behind (const Target *target, gint64 *only)
{
  gboolean is_alone = g_hash_table_size (target->followed) == 1;
  gint64 last_id = target->last_id;
  guint n_behind = 0;
  GHashTableIter iter;
  gpointer value;

  *only = 0;
  g_hash_table_iter_init (&iter, target->followed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Followed *followed = value;
      gboolean is_behind = followed->last_id < target->last_id;

      if (is_behind || is_alone)
        *only = followed->id;
      n_behind += is_behind ? 1 : 0;
      last_id = MIN (last_id, followed->last_id);
    }
  if (n_behind > 1)
    *only = 0;
  return last_id;
}

static gboolean
take_new_rows (HtRecentCache *self, Target *target, GError **error)
{
  gboolean is_alone = g_hash_table_size (target->followed) == 1;
  gint64 only;
  gint64 behind_id = find_first_behind (target, &only);
  gint64 last_id = target->last_id;
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT id, data FROM series_recent WHERE target_id = ?1 AND id > ?2 "
                           "ORDER BY id",
                           error);
  GHashTableIter iter;
  gpointer followed;
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target->id);
  sqlite3_bind_int64 (statement, 2, behind_id);
  while (has_row)
    {
      gint64 of_row;

      if (!ht_database_step (self->database, statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      of_row = is_alone || sqlite3_column_int64 (statement, 0) <= last_id ? only : 0;
      if (!take_row (self, target, statement, of_row, error))
        {
          sqlite3_reset (statement);
          return FALSE;
        }
    }
  g_hash_table_iter_init (&iter, target->followed);
  while (g_hash_table_iter_next (&iter, NULL, &followed))
    ((Followed *) followed)->last_id = target->last_id;
  return TRUE;
}

static gboolean
read_sealed (HtRecentCache *self, Followed *followed, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "SELECT sealed_ns FROM series WHERE id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, followed->id);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  followed->sealed_ns = has_row ? ht_column_known (statement, 0) : HT_UNKNOWN;
  sqlite3_reset (statement);
  return TRUE;
}

/* Drops what has got into blocks. */
static gboolean
trim (HtRecentCache *self, Followed *followed, GError **error)
{
  guint n_sealed = 0;

  if (!read_sealed (self, followed, error))
    return FALSE;
  while (n_sealed < followed->points->len &&
         g_array_index (followed->points, HtSeriesPoint, n_sealed).time_ns <= followed->sealed_ns)
    n_sealed++;
  if (n_sealed > 0)
    g_array_remove_range (followed->points, 0, n_sealed);
  self->n_points -= n_sealed;
  return TRUE;
}

static gboolean
catch_up (HtRecentCache *self, Target *target, GError **error)
{
  gboolean is_there = FALSE;
  GHashTableIter iter;
  gpointer followed;

  target->looked = 0;
  if (target->last_id != 0 && !is_last_row_there (self, target, &is_there, error))
    return FALSE;
  if (!is_there)
    forget_points (self, target);
  g_hash_table_iter_init (&iter, target->followed);
  while (g_hash_table_iter_next (&iter, NULL, &followed))
    if (!trim (self, followed, error))
      return FALSE;
  if (!take_new_rows (self, target, error))
    {
      /* Half of them is worse than none. */
      forget_points (self, target);
      return FALSE;
    }
  target->looked = self->now;
  return TRUE;
}

static gboolean
add_series (Target *target, gint64 id)
{
  Followed *followed;

  if (g_hash_table_contains (target->followed, &id))
    return FALSE;
  followed = g_new0 (Followed, 1);
  followed->id = id;
  followed->points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  return g_hash_table_insert (target->followed, &followed->id, followed);
}

static gboolean
add_all_series (HtRecentCache *self, Target *target, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "SELECT id FROM series WHERE target_id = ?1", error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target->id);
  while (has_row)
    {
      if (!ht_database_step (self->database, statement, &has_row, error))
        return FALSE;
      if (has_row)
        add_series (target, sqlite3_column_int64 (statement, 0));
    }
  return TRUE;
}

/**
 * ht_recent_cache_follow:
 * @cache: the cache
 * @target: id of a target
 * @series: (array length=n_series): ids of some of its series
 * @n_series: how many
 * @error: return location for an error
 *
 * Reads the points of several series that are in no block yet, in one go, and from now on keeps
 * them. Within a transaction.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recent_cache_follow (HtRecentCache *cache,
                        gint64 target,
                        const gint64 *series,
                        guint n_series,
                        GError **error)
{
  Target *known = get_target (cache, target);
  gboolean is_known = known->looked == cache->now;

  for (guint i = 0; i < n_series; i++)
    is_known &= !add_series (known, series[i]);
  return is_known || catch_up (cache, known, error);
}

/**
 * ht_recent_cache_get:
 * @cache: the cache
 * @target: id of a target
 * @series: id of one of its series
 * @error: return location for an error
 *
 * Within a transaction.
 *
 * Returns: (transfer none) (nullable) (element-type HtSeriesPoint): the points that are in no block
 *   yet, ordered by time, until the next call
 */
const GArray *
ht_recent_cache_get (HtRecentCache *cache, gint64 target, gint64 series, GError **error)
{
  Target *known = get_target (cache, target);
  const Followed *followed;

  if (!g_hash_table_contains (known->followed, &series) &&
      ++known->n_asked_singly > MAX_ASKED_SINGLY && !add_all_series (cache, known, error))
    return NULL;
  if (!ht_recent_cache_follow (cache, target, &series, 1, error))
    return NULL;
  followed = g_hash_table_lookup (known->followed, &series);
  return followed->points;
}
