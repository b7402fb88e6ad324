/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-sums.h"

#include "gc-cycle.h"
#include "series-block.h"

typedef struct
{
  /* Owned */
  GArray *points;                     /* HtSeriesPoint of a block */
  GArray *blocks[HT_SERIES_N_LEVELS]; /* HtSeriesBlock of a level */
  GArray *buckets[HT_SERIES_N_LEVELS];

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;
  HtSeriesSum *sum;

  gint64 series;
} Summing;

static void
summing_clear (Summing *self)
{
  g_clear_pointer (&self->points, g_array_unref);
  for (int level = 0; level < HT_SERIES_N_LEVELS; level++)
    {
      g_clear_pointer (&self->blocks[level], g_array_unref);
      g_clear_pointer (&self->buckets[level], g_array_unref);
    }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Summing, summing_clear)

static void
add (HtSeriesSum *sum, gint64 n, double value, double max)
{
  sum->max = sum->n > 0 ? MAX (sum->max, max) : max;
  sum->n = (gint64) ((guint64) sum->n + (guint64) n);
  sum->sum += value;
}

static void
add_points (Summing *self, const GArray *points, gint64 from_ns, gint64 to_ns)
{
  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesPoint *point = &g_array_index (points, HtSeriesPoint, i);

      if (point->time_ns >= from_ns && point->time_ns <= to_ns)
        add (self->sum, 1, point->value, point->value);
    }
}

static gboolean sum_range (Summing *self, int level, gint64 from_ns, gint64 to_ns, GError **error);

/* Where the points below are gone, a bucket counts as a whole where it begins. */
static gboolean
sum_part_of_bucket (Summing *self,
                    int level,
                    const HtSeriesBucket *bucket,
                    gint64 from_ns,
                    gint64 to_ns,
                    GError **error)
{
  GArray *below = self->blocks[level - 1];

  g_array_set_size (below, 0);
  if (!ht_series_block_list (self->database, self->series, level - 1, bucket->start_ns,
                             bucket->start_ns, below, error))
    return FALSE;
  if (below->len > 0)
    return sum_range (self, level - 1, MAX (from_ns, bucket->start_ns), MIN (to_ns, bucket->end_ns),
                      error);
  if (from_ns <= bucket->start_ns)
    add (self->sum, bucket->n_points, bucket->sum, bucket->max);
  return TRUE;
}

static gboolean
sum_block (Summing *self,
           int level,
           const HtSeriesBlock *block,
           gint64 from_ns,
           gint64 to_ns,
           GError **error)
{
  GArray *buckets = self->buckets[level];

  if (level == 0)
    {
      if (!ht_series_block_read_points (self->database, self->packer, block, self->points, error))
        return FALSE;
      add_points (self, self->points, from_ns, to_ns);
      return TRUE;
    }
  if (!ht_series_block_read_buckets (self->database, self->packer, block, buckets, error))
    return FALSE;
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      if (bucket->end_ns < from_ns || bucket->start_ns > to_ns)
        continue;
      if (bucket->start_ns >= from_ns && bucket->end_ns <= to_ns)
        add (self->sum, bucket->n_points, bucket->sum, bucket->max);
      else if (!sum_part_of_bucket (self, level, bucket, from_ns, to_ns, error))
        return FALSE;
    }
  return TRUE;
}

/* What a level does not cover at its end is in the one below. */
static gboolean
sum_range (Summing *self, int level, gint64 from_ns, gint64 to_ns, GError **error)
{
  GArray *blocks = self->blocks[level];
  gint64 next_ns = from_ns;

  g_array_set_size (blocks, 0);
  if (!ht_series_block_list (self->database, self->series, level, from_ns, to_ns, blocks, error))
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    {
      const HtSeriesBlock block = g_array_index (blocks, HtSeriesBlock, i);

      if (!sum_block (self, level, &block, from_ns, to_ns, error))
        return FALSE;
      if (block.last_ns >= to_ns)
        return TRUE;
      next_ns = block.last_ns + 1;
    }
  return level == 0 || sum_range (self, level - 1, next_ns, to_ns, error);
}

static gboolean
find_top_level (Summing *self, int *level, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT max (level) FROM series_block WHERE series_id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->series);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  *level = has_row && sqlite3_column_type (statement, 0) != SQLITE_NULL
               ? CLAMP (sqlite3_column_int (statement, 0), 0, HT_SERIES_N_LEVELS - 1)
               : -1;
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_series_sum:
 * @database: the recording, with a transaction open
 * @packer: a packer
 * @cache: a cache of the points that are in no block yet
 * @entry: the series
 * @from_ns: time of the first point that counts
 * @to_ns: time of the last point that counts
 * @sum: (out caller-allocates): what they make
 * @error: return location for an error
 *
 * Takes whole buckets of the coarsest level that has them inside of the range, and goes down at its
 * two ends.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_sum (HtDatabase *database,
               HtBlobPacker *packer,
               HtRecentCache *cache,
               const HtSeriesEntry *entry,
               gint64 from_ns,
               gint64 to_ns,
               HtSeriesSum *sum,
               GError **error)
{
  g_auto (Summing)
      summing = { .database = database, .packer = packer, .sum = sum, .series = entry->id };
  const GArray *recent;
  int level;

  *sum = (HtSeriesSum){ 0 };
  if (from_ns > to_ns)
    return TRUE;
  if (!find_top_level (&summing, &level, error))
    return FALSE;
  summing.points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  for (int i = 0; i <= level; i++)
    {
      summing.blocks[i] = g_array_new (FALSE, FALSE, sizeof (HtSeriesBlock));
      summing.buckets[i] = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
    }
  if (level >= 0 && !sum_range (&summing, level, from_ns, to_ns, error))
    return FALSE;
  recent = ht_recent_cache_get (cache, entry->target, entry->id, error);
  if (recent == NULL)
    return FALSE;
  add_points (&summing, recent, from_ns, to_ns);
  return TRUE;
}
