/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-splice.h"

#include "gc-cycle.h"
#include "series-levels.h"

/*
 * Puts points between those that are in blocks, and rewrites no more than it must: a trace of 10 s
 * amid days of figures. What blocks cover is cut into about equal ones; a block of the next level
 * then stands for up to 16 of them, and for less inside of the series.
 */

typedef struct
{
  /* Owned */
  GByteArray *raw;
  GArray *blocks; /* HtSeriesBlock: those that are replaced, or those below them */

  /* Borrowed */
  HtDatabase *database;
  HtBlobPacker *packer;

  gint64 series;

  /* What has changed in the level below */
  gint64 from_ns;
  gint64 to_ns;
} Splice;

static void
splice_clear (Splice *self)
{
  g_clear_pointer (&self->raw, g_byte_array_unref);
  g_clear_pointer (&self->blocks, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Splice, splice_clear)

static inline HtSeriesPoint *
point_at (const GArray *points, guint i)
{
  return &g_array_index (points, HtSeriesPoint, i);
}

static inline HtSeriesBlock *
block_at (const Splice *self, guint i)
{
  return &g_array_index (self->blocks, HtSeriesBlock, i);
}

/* Of points at the same time that of @newer counts. */
static GArray *
merge_points (const GArray *older, const GArray *newer)
{
  GArray *merged =
      g_array_sized_new (FALSE, FALSE, sizeof (HtSeriesPoint), older->len + newer->len);
  guint i = 0;
  guint k = 0;

  while (i < older->len || k < newer->len)
    {
      if (k == newer->len ||
          (i < older->len && point_at (older, i)->time_ns < point_at (newer, k)->time_ns))
        {
          g_array_append_vals (merged, point_at (older, i++), 1);
          continue;
        }
      if (i < older->len && point_at (older, i)->time_ns == point_at (newer, k)->time_ns)
        i++;
      g_array_append_vals (merged, point_at (newer, k++), 1);
    }
  return merged;
}

static gboolean
list_blocks (Splice *self, int level, gint64 from_ns, gint64 to_ns, GError **error)
{
  g_array_set_size (self->blocks, 0);
  return ht_series_block_list (self->database, self->series, level, from_ns, to_ns, self->blocks,
                               error);
}

/* Time of the first point of the last block that begins by @time_ns; else of the first one after;
 * HT_UNKNOWN if there is none. */
static gboolean
find_neighbour (Splice *self, int level, gint64 time_ns, gint64 *first_ns, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "SELECT ifnull ("
      "(SELECT max (first_ns) FROM series_block WHERE series_id = ?1 AND level = ?2 "
      " AND first_ns <= ?3), "
      "(SELECT min (first_ns) FROM series_block WHERE series_id = ?1 AND level = ?2))",
      error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->series);
  sqlite3_bind_int (statement, 2, level);
  sqlite3_bind_int64 (statement, 3, time_ns);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  *first_ns = ht_column_known (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/* Lists the blocks that overlap a range, and the one before: small ones do not pile up then. Widens
 * the range to what they cover. */
static gboolean
take_blocks (Splice *self, int level, GError **error)
{
  gint64 first_ns;

  if (!find_neighbour (self, level, self->from_ns, &first_ns, error))
    return FALSE;
  if (first_ns != HT_UNKNOWN &&
      !list_blocks (self, level, MIN (self->from_ns, first_ns), MAX (self->to_ns, first_ns), error))
    return FALSE;
  if (self->blocks->len == 0)
    return TRUE;
  self->from_ns = MIN (self->from_ns, block_at (self, 0)->first_ns);
  self->to_ns = MAX (self->to_ns, block_at (self, self->blocks->len - 1)->last_ns);
  return TRUE;
}

static gboolean
remove_blocks (Splice *self, int level, GError **error)
{
  gint64 n_bytes;

  return self->blocks->len == 0 ||
         ht_series_block_delete_range (self->database, self->series, level,
                                       block_at (self, 0)->first_ns,
                                       block_at (self, self->blocks->len - 1)->first_ns, &n_bytes,
                                       error);
}

/* Where the part @i begins if @n are cut into about equal parts of at most @max. */
static guint
begin_of_part (guint i, guint n, guint max)
{
  guint n_parts = (n + max - 1) / max;

  return (guint) ((guint64) n * i / n_parts);
}

static gboolean
write_points (Splice *self, const GArray *points, GError **error)
{
  guint begin = 0;

  for (guint part = 1; begin < points->len; part++)
    {
      guint end = begin_of_part (part, points->len, HT_SERIES_BLOCK_MAX);
      const HtSeriesBlock block = {
        .first_ns = point_at (points, begin)->time_ns,
        .last_ns = point_at (points, end - 1)->time_ns,
        .n = end - begin,
      };

      g_byte_array_set_size (self->raw, 0);
      ht_series_points_encode (point_at (points, begin), end - begin, self->raw);
      if (!ht_series_block_write (self->database, self->packer, self->series, 0, &block, self->raw,
                                  error))
        return FALSE;
      begin = end;
    }
  return TRUE;
}

static gboolean
splice_points (Splice *self, const GArray *late, gint64 *n_more, GError **error)
{
  g_autoptr (GArray) older = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  g_autoptr (GArray) content = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  g_autoptr (GArray) merged = NULL;

  if (!take_blocks (self, 0, error))
    return FALSE;
  for (guint i = 0; i < self->blocks->len; i++)
    {
      if (!ht_series_block_read_points (self->database, self->packer, block_at (self, i), content,
                                        error))
        return FALSE;
      g_array_append_vals (older, content->data, content->len);
    }
  merged = merge_points (older, late);
  *n_more = (gint64) merged->len - older->len;
  return remove_blocks (self, 0, error) && write_points (self, merged, error);
}

/* Writes blocks that stand for those that are listed: as many of @n as make no more than 16 each.
 */
static gboolean
write_parents (Splice *self, int level, guint n, GError **error)
{
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  guint begin = 0;

  for (guint part = 1; begin < n; part++)
    {
      guint end = begin_of_part (part, n, HT_SERIES_FANOUT);

      g_array_set_size (buckets, 0);
      for (guint i = begin; i < end; i++)
        if (!ht_series_levels_summarise (self->database, self->packer, level, block_at (self, i),
                                         buckets, error))
          return FALSE;
      if (!ht_series_levels_write_buckets (self->database, self->packer, self->series, level,
                                           buckets, self->raw, error))
        return FALSE;
      begin = end;
    }
  return TRUE;
}

/* Writes the blocks for which all 16 below are there by now. */
static gboolean
write_tail (Splice *self, int level, gboolean *is_changed, GError **error)
{
  gint64 covered_ns;
  guint n_full;

  if (!ht_series_levels_read_covered (self->database, self->series, level, &covered_ns, error))
    return FALSE;
  if (covered_ns == G_MAXINT64)
    return TRUE;
  if (!list_blocks (self, level - 1, covered_ns + 1, G_MAXINT64, error))
    return FALSE;
  n_full = self->blocks->len / HT_SERIES_FANOUT * HT_SERIES_FANOUT;
  if (n_full == 0)
    return TRUE;
  self->from_ns = *is_changed ? self->from_ns : block_at (self, 0)->first_ns;
  self->to_ns = block_at (self, n_full - 1)->last_ns;
  *is_changed = TRUE;
  return write_parents (self, level, n_full, error);
}

/* Whatever is covered stays covered; what is not is less than 16 blocks. */
static gboolean
splice_level (Splice *self, int level, gboolean *is_changed, GError **error)
{
  gint64 covered_ns;

  *is_changed = FALSE;
  if (!ht_series_levels_read_covered (self->database, self->series, level, &covered_ns, error))
    return FALSE;
  if (covered_ns != HT_UNKNOWN && self->from_ns <= covered_ns)
    {
      if (!take_blocks (self, level, error) || !remove_blocks (self, level, error) ||
          !list_blocks (self, level - 1, self->from_ns, self->to_ns, error) ||
          !write_parents (self, level, self->blocks->len, error))
        return FALSE;
      *is_changed = TRUE;
    }
  return write_tail (self, level, is_changed, error);
}

/**
 * ht_series_splice:
 * @database: the recording, with a transaction open
 * @packer: a packer
 * @series: id of a series
 * @late: (element-type HtSeriesPoint): points up to the last one that is in a block, in the order
 *   of time, no two at one time, none before the first point that is left of a series of which
 *   older ones are gone
 * @n_more: (out): by how many points it has become longer
 * @error: return location for an error
 *
 * Puts points into the blocks of a series; where there is one at that time, it is replaced.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_series_splice (HtDatabase *database,
                  HtBlobPacker *packer,
                  gint64 series,
                  const GArray *late,
                  gint64 *n_more,
                  GError **error)
{
  g_auto (Splice) splice = { .database = database, .packer = packer, .series = series };
  gboolean is_changed = TRUE;

  *n_more = 0;
  if (late->len == 0)
    return TRUE;
  splice.raw = g_byte_array_new ();
  splice.blocks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBlock));
  splice.from_ns = point_at (late, 0)->time_ns;
  splice.to_ns = point_at (late, late->len - 1)->time_ns;
  if (!splice_points (&splice, late, n_more, error))
    return FALSE;
  for (int level = 1; is_changed && level < HT_SERIES_N_LEVELS; level++)
    if (!splice_level (&splice, level, &is_changed, error))
      return FALSE;
  return TRUE;
}
