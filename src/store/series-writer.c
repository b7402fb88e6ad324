/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-writer.h"

#include <math.h>

#include "series-levels.h"
#include "series-retention.h"
#include "series-splice.h"

/* A reader goes through all of the recent points of a target. */
#define MAX_RECENT_ROWS   1024
#define MAX_RECENT_POINTS (128 * 1024)

/* How many points that are older than the last block are gathered before it is rewritten. */
#define MAX_LATE_POINTS (1024 * 1024)

typedef struct
{
  /* Owned */
  char *name;
  char *unit;
  GArray *points;  /* HtSeriesPoint after sealed_ns, in the order of time */
  GArray *unsaved; /* HtSeriesPoint of those that series_recent does not have, as they came */
  GArray *late;    /* HtSeriesPoint up to sealed_ns, as they came */
  HtSeriesLevels *levels; /* NULL until the next block is written */

  gint64 id;
  gint64 n_points;
  gint64 first_ns;
  gint64 last_ns;
  gint64 sealed_ns; /* end of the last block */
  gboolean is_changed;
} Series;

typedef struct
{
  /* Owned */
  GPtrArray *series;
  GHashTable *by_name; /* borrowed name -> borrowed Series */
  GHashTable *by_id;   /* borrowed id -> borrowed Series */

  gint64 id;
  gint64 n_recent_rows;
  gint64 n_recent_points;
} Target;

struct _HtSeriesWriter
{
  /* Owned */
  GHashTable *targets; /* id -> Target */
  GByteArray *raw;

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;
};

static void
series_free_cb (gpointer data)
{
  Series *series = data;

  g_free (series->name);
  g_free (series->unit);
  g_array_unref (series->points);
  g_array_unref (series->unsaved);
  g_array_unref (series->late);
  ht_series_levels_free (series->levels);
  g_free (series);
}

static Series *
target_add_series (Target *target, gint64 id, const char *name, const char *unit)
{
  Series *series = g_new0 (Series, 1);

  series->id = id;
  series->name = g_strdup (name);
  series->unit = g_strdup (unit);
  series->points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  series->unsaved = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  series->late = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  series->sealed_ns = HT_UNKNOWN;
  g_ptr_array_add (target->series, series);
  g_hash_table_insert (target->by_name, series->name, series);
  g_hash_table_insert (target->by_id, &series->id, series);
  return series;
}

static void
target_free_cb (gpointer data)
{
  Target *target = data;

  g_hash_table_unref (target->by_name);
  g_hash_table_unref (target->by_id);
  g_ptr_array_unref (target->series);
  g_free (target);
}

static Target *
target_new (gint64 id)
{
  Target *target = g_new0 (Target, 1);

  target->id = id;
  target->series = g_ptr_array_new_with_free_func (series_free_cb);
  target->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  target->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  return target;
}

/**
 * ht_series_writer_new:
 * @database: the recording; outlives the writer
 * @packer: a packer; outlives the writer
 *
 * Returns: (transfer full): a writer
 */
HtSeriesWriter *
ht_series_writer_new (HtDatabase *database, HtBlobPacker *packer)
{
  HtSeriesWriter *self = g_new0 (HtSeriesWriter, 1);

  self->targets = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, target_free_cb);
  self->raw = g_byte_array_new ();
  self->database = database;
  self->packer = packer;
  return self;
}

/**
 * ht_series_writer_free:
 * @writer: (transfer full) (nullable): the writer
 */
void
ht_series_writer_free (HtSeriesWriter *writer)
{
  if (writer == NULL)
    return;
  g_hash_table_unref (writer->targets);
  g_byte_array_unref (writer->raw);
  g_free (writer);
}

static inline HtSeriesPoint *
point_at (const GArray *points, guint i)
{
  return &g_array_index (points, HtSeriesPoint, i);
}

static gboolean
load_series (HtSeriesWriter *self, Target *target, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "SELECT id, name, unit, n_points, first_ns, last_ns, sealed_ns FROM series "
      "WHERE target_id = ?1",
      error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target->id);
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;

      g_autofree char *name = ht_column_text (statement, 1);
      g_autofree char *unit = ht_column_text (statement, 2);

      if (name == NULL || unit == NULL || g_hash_table_contains (target->by_name, name))
        {
          ht_database_set_corrupt (self->database, error, "a series has no name of its own");
          sqlite3_reset (statement);
          return FALSE;
        }

      Series *series = target_add_series (target, sqlite3_column_int64 (statement, 0), name, unit);

      series->n_points = sqlite3_column_int64 (statement, 3);
      series->first_ns = sqlite3_column_int64 (statement, 4);
      series->last_ns = sqlite3_column_int64 (statement, 5);
      series->sealed_ns = ht_column_known (statement, 6);
    }
  return FALSE;
}

static void
take_recent_points (Target *target, const GArray *recent)
{
  for (guint i = 0; i < recent->len; i++)
    {
      const HtRecentPoint *point = &g_array_index (recent, HtRecentPoint, i);
      Series *series = g_hash_table_lookup (target->by_id, &point->series);

      if (series != NULL && point->point.time_ns > series->sealed_ns)
        ht_series_points_insert (series->points, &point->point);
    }
  target->n_recent_points = recent->len;
}

static gboolean
load_recent_points (HtSeriesWriter *self, Target *target, GError **error)
{
  g_autoptr (GArray) recent = g_array_new (FALSE, FALSE, sizeof (HtRecentPoint));
  g_autoptr (GError) problem = NULL;
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT data FROM series_recent WHERE target_id = ?1 ORDER BY id",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target->id);
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      if (!has_row)
        {
          take_recent_points (target, recent);
          return TRUE;
        }
      if (!ht_recent_points_decode (sqlite3_column_blob (statement, 0),
                                    (gsize) sqlite3_column_bytes (statement, 0), 0, recent,
                                    &problem))
        {
          ht_database_set_corrupt (self->database, error, "%s", problem->message);
          sqlite3_reset (statement);
          return FALSE;
        }
      target->n_recent_rows++;
    }
  return FALSE;
}

static Target *
get_target (HtSeriesWriter *self, gint64 id, GError **error)
{
  Target *target = g_hash_table_lookup (self->targets, &id);

  if (target != NULL)
    return target;
  target = target_new (id);
  if (!load_series (self, target, error) || !load_recent_points (self, target, error))
    {
      target_free_cb (target);
      return NULL;
    }
  g_hash_table_insert (self->targets, &target->id, target);
  return target;
}

/* The file holds valid UTF-8 only, and two names may become the same by that. */
static Series *
insert_series (HtSeriesWriter *self, Target *target, const HtPoint *point, GError **error)
{
  g_autofree char *name = g_utf8_make_valid (point->name, -1);
  Series *series = g_hash_table_lookup (target->by_name, name);
  gint64 id;

  if (series != NULL)
    return series;

  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "INSERT INTO series (target_id, name, unit, kind, n_points, first_ns, last_ns) "
      "VALUES (?1, ?2, ?3, ?4, 0, ?5, ?5)",
      error);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target->id);
  ht_bind_text (statement, 2, name);
  ht_bind_text (statement, 3, point->unit);
  sqlite3_bind_int (statement, 4, (int) point->kind);
  sqlite3_bind_int64 (statement, 5, point->time_ns);
  if (!ht_database_insert (self->database, statement, &id, error))
    return NULL;
  series = target_add_series (target, id, name, point->unit);
  series->first_ns = point->time_ns;
  series->last_ns = point->time_ns;
  return series;
}

static Series *
get_series (HtSeriesWriter *self, gint64 target_id, const HtPoint *point, GError **error)
{
  Target *target = get_target (self, target_id, error);
  Series *series;

  if (target == NULL)
    return NULL;
  series = g_hash_table_lookup (target->by_name, point->name);
  if (series == NULL)
    series = insert_series (self, target, point, error);
  /* Who told of it first may not have known. */
  if (series != NULL && *series->unit == '\0' && *point->unit != '\0')
    {
      g_free (series->unit);
      series->unit = g_strdup (point->unit);
      series->is_changed = TRUE;
    }
  return series;
}

static gboolean
write_blocks (HtSeriesWriter *self, Series *series, const GArray *points, GError **error)
{
  if (series->levels == NULL)
    series->levels = ht_series_levels_load (self->database, self->packer, series->id, error);
  if (series->levels == NULL)
    return FALSE;
  for (guint i = 0; i < points->len; i += HT_SERIES_BLOCK_MAX)
    {
      guint n = MIN (HT_SERIES_BLOCK_MAX, points->len - i);

      if (!ht_series_levels_add_block (series->levels, point_at (points, i), n, error))
        return FALSE;
    }
  return TRUE;
}

/* Puts what is in no block yet into blocks. */
static gboolean
seal (HtSeriesWriter *self, Series *series, GError **error)
{
  if (series->points->len == 0)
    return TRUE;
  if (!write_blocks (self, series, series->points, error))
    return FALSE;
  series->sealed_ns = point_at (series->points, series->points->len - 1)->time_ns;
  g_array_set_size (series->points, 0);
  g_array_set_size (series->unsaved, 0);
  series->is_changed = TRUE;
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const HtSeriesPoint *left = a;
  const HtSeriesPoint *right = b;

  return left->time_ns < right->time_ns ? -1 : left->time_ns > right->time_ns;
}

/* Of points at the same time the last one counts. */
static void
sort_late_points (GArray *late)
{
  guint n = 0;

  g_array_sort (late, compare_times); /* stable */
  for (guint i = 0; i < late->len; i++)
    {
      if (i + 1 < late->len && point_at (late, i + 1)->time_ns == point_at (late, i)->time_ns)
        continue;
      *point_at (late, n++) = *point_at (late, i);
    }
  g_array_set_size (late, n);
}

/* Where only buckets are left, no point can be put between those that are gone. */
static gboolean
drop_too_late_points (HtSeriesWriter *self, Series *series, GError **error)
{
  HtSeriesKept kept;
  guint n_dropped = 0;

  if (!ht_series_kept_read (self->database, series->id, &kept, error))
    return FALSE;
  while (kept.is_pruned && n_dropped < series->late->len &&
         point_at (series->late, n_dropped)->time_ns < kept.from_ns[0])
    n_dropped++;
  if (n_dropped > 0)
    g_array_remove_range (series->late, 0, n_dropped);
  if (series->late->len > 0)
    series->first_ns = MIN (series->first_ns, point_at (series->late, 0)->time_ns);
  return TRUE;
}

static gboolean
put_late_points (HtSeriesWriter *self, Series *series, GError **error)
{
  gint64 n_more;

  if (series->late->len == 0)
    return TRUE;
  sort_late_points (series->late);
  if (!drop_too_late_points (self, series, error) ||
      !ht_series_splice (self->database, self->packer, series->id, series->late, &n_more, error))
    return FALSE;
  g_clear_pointer (&series->levels, ht_series_levels_free);
  series->n_points += n_more;
  series->is_changed = TRUE;
  g_array_set_size (series->late, 0);
  return TRUE;
}

static gboolean
add_point (HtSeriesWriter *self, Series *series, const HtSeriesPoint *point, GError **error)
{
  if (isnan (point->value))
    return TRUE;
  series->is_changed = TRUE;
  if (point->time_ns <= series->sealed_ns)
    {
      g_array_append_vals (series->late, point, 1);
      return series->late->len < MAX_LATE_POINTS || put_late_points (self, series, error);
    }
  series->first_ns = MIN (series->first_ns, point->time_ns);
  series->last_ns = MAX (series->last_ns, point->time_ns);
  if (ht_series_points_insert (series->points, point))
    series->n_points++;
  g_array_append_vals (series->unsaved, point, 1);
  return series->points->len < HT_SERIES_BLOCK_MAX || seal (self, series, error);
}

/**
 * ht_series_writer_add:
 * @writer: the writer
 * @target: id of a target
 * @point: a point
 * @error: return location for an error
 *
 * Adds a point, or replaces the value at its time. Not a number adds nothing. The caller has a
 * transaction open and calls ht_series_writer_save() before its end.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_writer_add (HtSeriesWriter *writer, gint64 target, const HtPoint *point, GError **error)
{
  const HtSeriesPoint added = { .time_ns = point->time_ns, .value = point->value };
  Series *series;

  if (isnan (point->value))
    return TRUE;
  series = get_series (writer, target, point, error);
  return series != NULL && add_point (writer, series, &added, error);
}

/**
 * ht_series_writer_find:
 * @writer: the writer
 * @target: id of a target
 * @like: a point as the series has them; where there is no series yet, it begins with its time
 * @error: return location for an error
 *
 * Finds or adds a series.
 *
 * Returns: its id, or -1
 */
gint64
ht_series_writer_find (HtSeriesWriter *writer, gint64 target, const HtPoint *like, GError **error)
{
  const Series *series = get_series (writer, target, like, error);

  return series != NULL ? series->id : -1;
}

/**
 * ht_series_writer_add_points:
 * @writer: the writer
 * @target: id of a target
 * @series: id of one of its series, from ht_series_writer_find()
 * @points: (array length=n_points): points; the fastest in the order of time
 * @n_points: how many
 * @error: return location for an error
 *
 * Adds points as ht_series_writer_add() does.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_writer_add_points (HtSeriesWriter *writer,
                             gint64 target,
                             gint64 series,
                             const HtSeriesPoint *points,
                             gsize n_points,
                             GError **error)
{
  const Target *known = get_target (writer, target, error);
  Series *found;

  if (known == NULL)
    return FALSE;
  found = g_hash_table_lookup (known->by_id, &series);
  if (found == NULL)
    {
      ht_database_set_not_found (writer->database, error, "it has no series %" G_GINT64_FORMAT,
                                 series);
      return FALSE;
    }
  for (gsize i = 0; i < n_points; i++)
    if (!add_point (writer, found, &points[i], error))
      return FALSE;
  return TRUE;
}

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  const HtRecentPoint *left = a;
  const HtRecentPoint *right = b;

  if (left->point.time_ns != right->point.time_ns)
    return left->point.time_ns < right->point.time_ns ? -1 : 1;
  return left->series < right->series ? -1 : left->series > right->series;
}

static GArray *
gather_unsaved (const Target *target)
{
  GArray *unsaved = g_array_new (FALSE, FALSE, sizeof (HtRecentPoint));

  for (guint i = 0; i < target->series->len; i++)
    {
      Series *series = g_ptr_array_index (target->series, i);

      for (guint k = 0; k < series->unsaved->len; k++)
        {
          const HtRecentPoint recent = { .series = series->id,
                                         .point = *point_at (series->unsaved, k) };

          g_array_append_val (unsaved, recent);
        }
      g_array_set_size (series->unsaved, 0);
    }
  g_array_sort (unsaved, compare_recent); /* stable */
  return unsaved;
}

static gboolean
insert_recent (HtSeriesWriter *self, Target *target, const GArray *unsaved, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "INSERT INTO series_recent (target_id, n, data) VALUES (?1, ?2, ?3)",
                           error);

  if (statement == NULL)
    return FALSE;
  g_byte_array_set_size (self->raw, 0);
  ht_recent_points_encode ((const HtRecentPoint *) (gpointer) unsaved->data, unsaved->len,
                           self->raw);
  sqlite3_bind_int64 (statement, 1, target->id);
  sqlite3_bind_int64 (statement, 2, unsaved->len);
  sqlite3_bind_blob (statement, 3, self->raw->data, (int) self->raw->len, SQLITE_STATIC);
  target->n_recent_rows++;
  target->n_recent_points += unsaved->len;
  return ht_database_run (self->database, statement, error);
}

static gboolean
seal_target (HtSeriesWriter *self, Target *target, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database, "DELETE FROM series_recent WHERE target_id = ?1", error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < target->series->len; i++)
    if (!seal (self, g_ptr_array_index (target->series, i), error))
      return FALSE;
  target->n_recent_rows = 0;
  target->n_recent_points = 0;
  sqlite3_bind_int64 (statement, 1, target->id);
  return ht_database_run (self->database, statement, error);
}

static gboolean
save_points (HtSeriesWriter *self, Target *target, GError **error)
{
  g_autoptr (GArray) unsaved = NULL;

  for (guint i = 0; i < target->series->len; i++)
    if (!put_late_points (self, g_ptr_array_index (target->series, i), error))
      return FALSE;

  unsaved = gather_unsaved (target);
  if (target->n_recent_rows >= MAX_RECENT_ROWS ||
      target->n_recent_points + unsaved->len > MAX_RECENT_POINTS)
    return seal_target (self, target, error);
  return unsaved->len == 0 || insert_recent (self, target, unsaved, error);
}

static gboolean
save_changed_series (HtSeriesWriter *self, const Target *target, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "UPDATE series SET unit = ?2, n_points = ?3, first_ns = ?4, last_ns = ?5, sealed_ns = ?6 "
      "WHERE id = ?1",
      error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < target->series->len; i++)
    {
      Series *series = g_ptr_array_index (target->series, i);

      if (!series->is_changed)
        continue;
      sqlite3_bind_int64 (statement, 1, series->id);
      ht_bind_text (statement, 2, series->unit);
      sqlite3_bind_int64 (statement, 3, series->n_points);
      sqlite3_bind_int64 (statement, 4, series->first_ns);
      sqlite3_bind_int64 (statement, 5, series->last_ns);
      ht_bind_known (statement, 6, series->sealed_ns);
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
      series->is_changed = FALSE;
    }
  return TRUE;
}

/**
 * ht_series_writer_save:
 * @writer: the writer
 * @error: return location for an error
 *
 * Writes all points that were added.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_writer_save (HtSeriesWriter *writer, GError **error)
{
  GHashTableIter iter;
  gpointer target;

  g_hash_table_iter_init (&iter, writer->targets);
  while (g_hash_table_iter_next (&iter, NULL, &target))
    if (!save_points (writer, target, error) || !save_changed_series (writer, target, error))
      return FALSE;
  return TRUE;
}

/**
 * ht_series_writer_forget:
 * @writer: the writer
 *
 * The transaction was dropped. What was added in it is gone, and what is known of the series is
 * read from the file again.
 */
void
ht_series_writer_forget (HtSeriesWriter *writer)
{
  g_hash_table_remove_all (writer->targets);
}
