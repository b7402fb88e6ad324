/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-reader.h"

#include "gc-cycle.h"
#include "series-retention.h"

/* The block of a level that was read last. */
typedef struct
{
  /* Owned */
  GArray *elements; /* HtSeriesPoint in level 0, else HtSeriesBucket */

  gint64 id; /* 0 if none was read */
} KeptBlock;

typedef struct
{
  /* Owned */
  GArray *buckets; /* the result */
  KeptBlock kept[HT_SERIES_N_LEVELS];

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;
  const GArray *recent; /* HtSeriesPoint after the last block */

  HtSeriesKept levels;
  gint64 series;
  gint64 target;
  gint64 n_points;
  gint64 first_ns;
  gint64 last_ns;
  gint64 sealed_ns;

  /* No bucket of several points may last longer than this. */
  guint64 resolution_ns;

  /* Begin of the part of the range that the last bucket begins in. */
  gint64 part_ns;
} Reading;

static void
reading_clear (Reading *self)
{
  g_clear_pointer (&self->buckets, g_array_unref);
  for (int level = 0; level < HT_SERIES_N_LEVELS; level++)
    g_array_unref (self->kept[level].elements);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
reading_init (Reading *self, HtDatabase *database, HtBlobPacker *packer, gint64 series)
{
  *self = (Reading){ .database = database, .packer = packer, .series = series };
  self->buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  for (int level = 0; level < HT_SERIES_N_LEVELS; level++)
    self->kept[level].elements =
        g_array_new (FALSE, FALSE, level == 0 ? sizeof (HtSeriesPoint) : sizeof (HtSeriesBucket));
}

static guint64
time_between (gint64 from_ns, gint64 to_ns)
{
  return (guint64) to_ns - (guint64) from_ns;
}

static inline const HtSeriesPoint *
point_at (const GArray *points, guint i)
{
  return &g_array_index (points, HtSeriesPoint, i);
}

static gboolean
read_header (Reading *self, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "SELECT target_id, n_points, first_ns, last_ns, sealed_ns FROM series WHERE id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->series);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (!has_row)
    {
      ht_database_set_not_found (self->database, error, "it has no series %" G_GINT64_FORMAT,
                                 self->series);
      return FALSE;
    }
  self->target = sqlite3_column_int64 (statement, 0);
  self->n_points = sqlite3_column_int64 (statement, 1);
  self->first_ns = sqlite3_column_int64 (statement, 2);
  self->last_ns = sqlite3_column_int64 (statement, 3);
  self->sealed_ns = ht_column_known (statement, 4);
  sqlite3_reset (statement);
  return TRUE;
}

/* The content of a block, valid until another one of the level is read. */
static const GArray *
read_block (Reading *self, int level, const HtSeriesBlock *block, GError **error)
{
  KeptBlock *kept = &self->kept[level];

  if (kept->id == block->id)
    return kept->elements;
  kept->id = 0;
  if (level == 0 ? !ht_series_block_read_points (self->database, self->packer, block,
                                                 kept->elements, error)
                 : !ht_series_block_read_buckets (self->database, self->packer, block,
                                                  kept->elements, error))
    return NULL;
  kept->id = block->id;
  return kept->elements;
}

/* Joins what begins in the same part of the range. Whatever the file says, buckets come
 * out in order and so only once. */
static inline gboolean
emit (Reading *self, const HtSeriesBucket *bucket, GError **error)
{
  HtSeriesBucket *last = self->buckets->len > 0 ? &g_array_index (self->buckets, HtSeriesBucket,
                                                                  self->buckets->len - 1)
                                                : NULL;

  if (last != NULL && last->end_ns >= bucket->start_ns)
    {
      ht_database_set_corrupt (self->database, error,
                               "the levels of series %" G_GINT64_FORMAT " do not match",
                               self->series);
      return FALSE;
    }
  if (last != NULL && self->resolution_ns > 0)
    {
      if (bucket->start_ns < self->part_ns ||
          time_between (self->part_ns, bucket->start_ns) < self->resolution_ns)
        {
          ht_series_bucket_add (last, bucket);
          return TRUE;
        }
      self->part_ns += (gint64) (time_between (self->part_ns, bucket->start_ns) /
                                 self->resolution_ns * self->resolution_ns);
    }
  g_array_append_vals (self->buckets, bucket, 1);
  return TRUE;
}

static gboolean
emit_points (Reading *self, const GArray *points, gint64 from_ns, gint64 to_ns, GError **error)
{
  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesPoint *point = point_at (points, i);

      if (point->time_ns < from_ns || point->time_ns > to_ns)
        continue;

      const HtSeriesBucket bucket = ht_series_bucket_of_point (point);

      if (!emit (self, &bucket, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean read_range (Reading *self, int level, gint64 from_ns, gint64 to_ns, GError **error);

/* Or as fine as there is anything. */
static inline gboolean
is_fine_enough (const Reading *self, int level, const HtSeriesBucket *bucket)
{
  return time_between (bucket->start_ns, bucket->end_ns) <= self->resolution_ns ||
         bucket->start_ns < self->levels.from_ns[level - 1];
}

/* Takes the buckets that are fine enough, and what is below the others. */
static gboolean
read_buckets (Reading *self,
              int level,
              const HtSeriesBlock *block,
              gint64 from_ns,
              gint64 to_ns,
              GError **error)
{
  const GArray *buckets = read_block (self, level, block, error);
  guint i = 0;

  if (buckets == NULL)
    return FALSE;
  while (i < buckets->len)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i++);

      if (bucket->end_ns < from_ns || bucket->start_ns > to_ns)
        continue;
      if (is_fine_enough (self, level, bucket))
        {
          if (!emit (self, bucket, error))
            return FALSE;
          continue;
        }

      gint64 end_ns = bucket->end_ns;

      for (; i < buckets->len; i++)
        {
          const HtSeriesBucket *next = &g_array_index (buckets, HtSeriesBucket, i);

          if (is_fine_enough (self, level, next))
            break;
          end_ns = next->end_ns;
        }
      if (!read_range (self, level - 1, MAX (bucket->start_ns, from_ns), MIN (end_ns, to_ns),
                       error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_blocks (Reading *self,
             int level,
             const HtSeriesBlock *block,
             gint64 from_ns,
             gint64 to_ns,
             GError **error)
{
  if (level == 0)
    {
      const GArray *points = read_block (self, level, block, error);

      return points != NULL && emit_points (self, points, from_ns, to_ns, error);
    }
  /* Where the typical bucket is too long, it is not worth to look at them. */
  if (block->first_ns >= self->levels.from_ns[level - 1] &&
      time_between (block->first_ns, block->last_ns) / (guint64) block->n > self->resolution_ns)
    return read_range (self, level - 1, MAX (block->first_ns, from_ns), MIN (block->last_ns, to_ns),
                       error);
  return read_buckets (self, level, block, from_ns, to_ns, error);
}

/* Goes down to finer levels where this one is too coarse, and where it ends. */
static gboolean
read_range (Reading *self, int level, gint64 from_ns, gint64 to_ns, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBlock));
  gint64 next_ns = from_ns;

  if (!ht_series_block_list (self->database, self->series, level, from_ns, to_ns, blocks, error))
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    {
      const HtSeriesBlock *block = &g_array_index (blocks, HtSeriesBlock, i);

      if (!read_blocks (self, level, block, from_ns, to_ns, error))
        return FALSE;
      if (block->last_ns >= to_ns)
        return TRUE;
      next_ns = block->last_ns + 1;
    }
  return level == 0 || read_range (self, level - 1, next_ns, to_ns, error);
}

/* Moves *@time_ns to the point before it, if there is one. */
static gboolean
find_point_before (Reading *self, gint64 *time_ns, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBlock));
  const GArray *points = self->recent;

  if (*time_ns <= self->first_ns)
    return TRUE;
  if (points->len == 0 || point_at (points, 0)->time_ns >= *time_ns)
    {
      sqlite3_stmt *statement = ht_database_prepare (
          self->database,
          "SELECT max (first_ns) FROM series_block WHERE series_id = ?1 AND level = 0 "
          "AND first_ns < ?2",
          error);
      gboolean has_row;

      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, self->series);
      sqlite3_bind_int64 (statement, 2, *time_ns);
      if (!ht_database_step (self->database, statement, &has_row, error))
        return FALSE;

      gint64 first_ns = ht_column_known (statement, 0);

      sqlite3_reset (statement);
      if (first_ns == HT_UNKNOWN)
        return TRUE;
      if (!ht_series_block_list (self->database, self->series, 0, first_ns, first_ns, blocks,
                                 error))
        return FALSE;
      points = blocks->len > 0
                   ? read_block (self, 0, &g_array_index (blocks, HtSeriesBlock, 0), error)
                   : NULL;
      if (points == NULL)
        return blocks->len == 0;
    }
  for (guint i = points->len; i-- > 0;)
    if (point_at (points, i)->time_ns < *time_ns)
      {
        *time_ns = point_at (points, i)->time_ns;
        break;
      }
  return TRUE;
}

/* Moves *@time_ns to the point after it, if there is one. */
static gboolean
find_point_after (Reading *self, gint64 *time_ns, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBlock));
  const GArray *points = self->recent;

  if (*time_ns >= self->last_ns)
    return TRUE;
  /* Where there are no points any more, the next one is nowhere near. */
  if (self->levels.is_pruned && *time_ns >= self->first_ns && *time_ns < self->levels.from_ns[0])
    return TRUE;
  if (*time_ns < self->sealed_ns)
    {
      gint64 next_ns = *time_ns + 1;
      sqlite3_stmt *statement = ht_database_prepare (
          self->database,
          "SELECT min (first_ns) FROM series_block WHERE series_id = ?1 AND level = 0 "
          "AND first_ns >= ?2",
          error);
      gboolean has_row;

      if (statement == NULL ||
          !ht_series_block_list (self->database, self->series, 0, next_ns, next_ns, blocks, error))
        return FALSE;
      if (blocks->len > 0)
        {
          points = read_block (self, 0, &g_array_index (blocks, HtSeriesBlock, 0), error);
          if (points == NULL)
            return FALSE;
        }
      else
        {
          sqlite3_bind_int64 (statement, 1, self->series);
          sqlite3_bind_int64 (statement, 2, next_ns);
          if (!ht_database_step (self->database, statement, &has_row, error))
            return FALSE;

          gint64 first_ns = ht_column_known (statement, 0);

          sqlite3_reset (statement);
          if (first_ns != HT_UNKNOWN)
            {
              *time_ns = first_ns;
              return TRUE;
            }
        }
    }
  for (guint i = 0; i < points->len; i++)
    if (point_at (points, i)->time_ns > *time_ns)
      {
        *time_ns = point_at (points, i)->time_ns;
        break;
      }
  return TRUE;
}

/**
 * ht_series_read:
 * @database: the recording, with a transaction open
 * @packer: a packer
 * @cache: a cache of the points that are in no block yet
 * @series: id of a series
 * @from_ns: begin of the range, %HT_UNKNOWN for the first point
 * @to_ns: end of the range, %HT_UNKNOWN for the last point
 * @max_buckets: about how many buckets to return at most; 0 for every single point
 * @error: return location for an error
 *
 * Reads a series, see ht_recording_read_series(). The range is cut into @max_buckets parts;
 * from the coarsest level down those buckets are taken that are no longer than a part,
 * and what begins in the same part is joined. A gap in time makes
 * a bucket long, so that none of them reaches across a gap that one could see.
 *
 * Returns: (transfer full) (element-type HtSeriesBucket) (nullable): the buckets, ordered by time
 */
GArray *
ht_series_read (HtDatabase *database,
                HtBlobPacker *packer,
                HtRecentCache *cache,
                gint64 series,
                gint64 from_ns,
                gint64 to_ns,
                guint max_buckets,
                GError **error)
{
  g_auto (Reading) reading = { 0 };

  reading_init (&reading, database, packer, series);
  if (!read_header (&reading, error))
    return NULL;
  reading.recent = ht_recent_cache_get (cache, reading.target, series, error);
  if (reading.recent == NULL || !ht_series_kept_read (database, series, &reading.levels, error))
    return NULL;

  from_ns = from_ns == HT_UNKNOWN ? reading.first_ns : from_ns;
  to_ns = to_ns == HT_UNKNOWN ? reading.last_ns : to_ns;
  if (from_ns > to_ns)
    return g_steal_pointer (&reading.buckets);
  if (!find_point_before (&reading, &from_ns, error) || !find_point_after (&reading, &to_ns, error))
    return NULL;

  /* Where nothing is, no resolution is needed. */
  gint64 seen_from_ns = MAX (from_ns, reading.first_ns);
  gint64 seen_to_ns = MIN (to_ns, reading.last_ns);

  if (max_buckets > 0 && reading.n_points > max_buckets && seen_from_ns < seen_to_ns)
    reading.resolution_ns = time_between (seen_from_ns, seen_to_ns) / max_buckets;
  reading.part_ns = seen_from_ns;

  if (!read_range (&reading, HT_SERIES_N_LEVELS - 1, from_ns, to_ns, error) ||
      !emit_points (&reading, reading.recent, from_ns, to_ns, error))
    return NULL;
  return g_steal_pointer (&reading.buckets);
}
