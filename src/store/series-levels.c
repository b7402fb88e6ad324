/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-levels.h"

#include "gc-cycle.h"

/* What a level has above the last blocks of the level below, and no block of its own for yet. */
typedef struct
{
  /* Owned */
  GArray *buckets; /* HtSeriesBucket */

  guint n_children;
} OpenBlock;

struct _HtSeriesLevels
{
  /* Owned */
  OpenBlock open[HT_SERIES_N_LEVELS]; /* that of level 0 is not used */
  GByteArray *raw;

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;

  gint64 series;
};

/**
 * ht_series_levels_free:
 * @levels: (transfer full) (nullable): the levels
 */
void
ht_series_levels_free (HtSeriesLevels *levels)
{
  if (levels == NULL)
    return;
  for (int level = 1; level < HT_SERIES_N_LEVELS; level++)
    g_array_unref (levels->open[level].buckets);
  g_byte_array_unref (levels->raw);
  g_free (levels);
}

static void
append_summary_of_points (GArray *buckets, const HtSeriesPoint *points, guint n_points)
{
  for (guint i = 0; i < n_points; i += HT_SERIES_FANOUT)
    {
      HtSeriesBucket bucket = ht_series_bucket_of_point (&points[i]);

      for (guint k = i + 1; k < MIN (i + HT_SERIES_FANOUT, n_points); k++)
        {
          const HtSeriesBucket next = ht_series_bucket_of_point (&points[k]);

          ht_series_bucket_add (&bucket, &next);
        }
      g_array_append_val (buckets, bucket);
    }
}

static void
append_summary_of_buckets (GArray *buckets, const GArray *finer)
{
  for (guint i = 0; i < finer->len; i += HT_SERIES_FANOUT)
    {
      HtSeriesBucket bucket = g_array_index (finer, HtSeriesBucket, i);

      for (guint k = i + 1; k < MIN (i + HT_SERIES_FANOUT, finer->len); k++)
        ht_series_bucket_add (&bucket, &g_array_index (finer, HtSeriesBucket, k));
      g_array_append_val (buckets, bucket);
    }
}

static gboolean
read_last_covered (HtSeriesLevels *self, int level, gint64 *last_ns, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT last_ns FROM series_block WHERE series_id = ?1 AND level = ?2 "
                           "ORDER BY first_ns DESC LIMIT 1",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->series);
  sqlite3_bind_int (statement, 2, level);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  *last_ns = has_row ? sqlite3_column_int64 (statement, 0) : HT_UNKNOWN;
  sqlite3_reset (statement);
  return TRUE;
}

/* @points, @buckets: room for the content of a block. */
static gboolean
load_child (HtSeriesLevels *self,
            int level,
            const HtSeriesBlock *block,
            GArray *points,
            GArray *buckets,
            GError **error)
{
  OpenBlock *open = &self->open[level];

  if (level == 1)
    {
      if (!ht_series_block_read_points (self->database, self->packer, block, points, error))
        return FALSE;
      append_summary_of_points (open->buckets, (const HtSeriesPoint *) (gpointer) points->data,
                                points->len);
    }
  else
    {
      if (!ht_series_block_read_buckets (self->database, self->packer, block, buckets, error))
        return FALSE;
      append_summary_of_buckets (open->buckets, buckets);
    }
  open->n_children++;
  return TRUE;
}

static gboolean
load_open_block (HtSeriesLevels *self, int level, GError **error)
{
  g_autoptr (GArray) children = g_array_new (FALSE, FALSE, sizeof (HtSeriesBlock));
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  gint64 covered_ns;

  if (!read_last_covered (self, level, &covered_ns, error))
    return FALSE;
  if (covered_ns == G_MAXINT64)
    return TRUE;
  if (!ht_series_block_list (self->database, self->series, level - 1, covered_ns + 1, G_MAXINT64,
                             children, error))
    return FALSE;
  if (children->len >= HT_SERIES_FANOUT)
    {
      ht_database_set_corrupt (self->database, error,
                               "blocks of series %" G_GINT64_FORMAT " are missing", self->series);
      return FALSE;
    }
  for (guint i = 0; i < children->len; i++)
    if (!load_child (self, level, &g_array_index (children, HtSeriesBlock, i), points, buckets,
                     error))
      return FALSE;
  return TRUE;
}

/**
 * ht_series_levels_load:
 * @database: the recording; outlives the levels
 * @packer: a packer; outlives the levels
 * @series: id of a series
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): ready to go on after the last block of the series
 */
HtSeriesLevels *
ht_series_levels_load (HtDatabase *database, HtBlobPacker *packer, gint64 series, GError **error)
{
  g_autoptr (HtSeriesLevels) self = g_new0 (HtSeriesLevels, 1);

  self->database = database;
  self->packer = packer;
  self->series = series;
  self->raw = g_byte_array_new ();
  for (int level = 1; level < HT_SERIES_N_LEVELS; level++)
    self->open[level].buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  for (int level = 1; level < HT_SERIES_N_LEVELS; level++)
    if (!load_open_block (self, level, error))
      return NULL;
  return g_steal_pointer (&self);
}

static gboolean
write_buckets (HtSeriesLevels *self, int level, GError **error)
{
  const GArray *buckets = self->open[level].buckets;
  const HtSeriesBlock block = {
    .first_ns = g_array_index (buckets, HtSeriesBucket, 0).start_ns,
    .last_ns = g_array_index (buckets, HtSeriesBucket, buckets->len - 1).end_ns,
    .n = buckets->len,
  };

  g_byte_array_set_size (self->raw, 0);
  ht_series_buckets_encode ((const HtSeriesBucket *) (gpointer) buckets->data, buckets->len,
                            self->raw);
  return ht_series_block_write (self->database, self->packer, self->series, level, &block,
                                self->raw, error);
}

/**
 * ht_series_levels_add_block:
 * @levels: the levels
 * @points: (array length=n_points): points later than all that the series has in blocks
 * @n_points: how many, 1 … %HT_SERIES_BLOCK_MAX
 * @error: return location for an error
 *
 * Writes a block of points, and what is full above it.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_levels_add_block (HtSeriesLevels *levels,
                            const HtSeriesPoint *points,
                            guint n_points,
                            GError **error)
{
  const HtSeriesBlock block = {
    .first_ns = points[0].time_ns,
    .last_ns = points[n_points - 1].time_ns,
    .n = n_points,
  };

  g_byte_array_set_size (levels->raw, 0);
  ht_series_points_encode (points, n_points, levels->raw);
  if (!ht_series_block_write (levels->database, levels->packer, levels->series, 0, &block,
                              levels->raw, error))
    return FALSE;

  append_summary_of_points (levels->open[1].buckets, points, n_points);
  levels->open[1].n_children++;
  for (int level = 1; levels->open[level].n_children == HT_SERIES_FANOUT; level++)
    {
      OpenBlock *open = &levels->open[level];

      if (!write_buckets (levels, level, error))
        return FALSE;
      if (level + 1 < HT_SERIES_N_LEVELS)
        {
          append_summary_of_buckets (levels->open[level + 1].buckets, open->buckets);
          levels->open[level + 1].n_children++;
        }
      g_array_set_size (open->buckets, 0);
      open->n_children = 0;
      if (level + 1 == HT_SERIES_N_LEVELS)
        break;
    }
  return TRUE;
}
