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

/**
 * ht_series_levels_read_covered:
 * @database: the recording
 * @series: id of a series
 * @level: a level
 * @last_ns: (out): the last time that its blocks cover, %HT_UNKNOWN if it has none
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_levels_read_covered (HtDatabase *database,
                               gint64 series,
                               int level,
                               gint64 *last_ns,
                               GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "SELECT last_ns FROM series_block WHERE series_id = ?1 AND level = ?2 "
                           "ORDER BY first_ns DESC LIMIT 1",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, series);
  sqlite3_bind_int (statement, 2, level);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  *last_ns = has_row ? sqlite3_column_int64 (statement, 0) : HT_UNKNOWN;
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_series_levels_summarise:
 * @database: the recording
 * @packer: a packer
 * @level: a level from 1
 * @child: a block of the level below
 * @buckets: (element-type HtSeriesBucket): where to append what the level has of it
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_levels_summarise (HtDatabase *database,
                            HtBlobPacker *packer,
                            int level,
                            const HtSeriesBlock *child,
                            GArray *buckets,
                            GError **error)
{
  g_autoptr (GArray) content =
      g_array_new (FALSE, FALSE, level == 1 ? sizeof (HtSeriesPoint) : sizeof (HtSeriesBucket));

  if (level == 1)
    {
      if (!ht_series_block_read_points (database, packer, child, content, error))
        return FALSE;
      append_summary_of_points (buckets, (const HtSeriesPoint *) (gpointer) content->data,
                                content->len);
      return TRUE;
    }
  if (!ht_series_block_read_buckets (database, packer, child, content, error))
    return FALSE;
  append_summary_of_buckets (buckets, content);
  return TRUE;
}

/**
 * ht_series_levels_write_buckets:
 * @database: the recording, with a transaction open
 * @packer: a packer
 * @series: id of a series
 * @level: a level from 1
 * @buckets: (element-type HtSeriesBucket): the content of a block, 1 … %HT_SERIES_BLOCK_MAX
 * @raw: room to write it
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_levels_write_buckets (HtDatabase *database,
                                HtBlobPacker *packer,
                                gint64 series,
                                int level,
                                const GArray *buckets,
                                GByteArray *raw,
                                GError **error)
{
  const HtSeriesBlock block = {
    .first_ns = g_array_index (buckets, HtSeriesBucket, 0).start_ns,
    .last_ns = g_array_index (buckets, HtSeriesBucket, buckets->len - 1).end_ns,
    .n = buckets->len,
  };

  g_byte_array_set_size (raw, 0);
  ht_series_buckets_encode ((const HtSeriesBucket *) (gpointer) buckets->data, buckets->len, raw);
  return ht_series_block_write (database, packer, series, level, &block, raw, error);
}

static gboolean
load_open_block (HtSeriesLevels *self, int level, GError **error)
{
  g_autoptr (GArray) children = g_array_new (FALSE, FALSE, sizeof (HtSeriesBlock));
  OpenBlock *open = &self->open[level];
  gint64 covered_ns;

  if (!ht_series_levels_read_covered (self->database, self->series, level, &covered_ns, error))
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
    if (!ht_series_levels_summarise (self->database, self->packer, level,
                                     &g_array_index (children, HtSeriesBlock, i), open->buckets,
                                     error))
      return FALSE;
  open->n_children = children->len;
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

      if (!ht_series_levels_write_buckets (levels->database, levels->packer, levels->series, level,
                                           open->buckets, levels->raw, error))
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
