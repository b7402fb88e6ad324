/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "database.h"
#include "series-blob.h"

G_BEGIN_DECLS

/* Level 0 has the points. A bucket of level n + 1 stands for this many elements of level n, and a
 * block of level n + 1 for this many blocks of level n. */
#define HT_SERIES_FANOUT 16u

/* Levels 0 … 5: the last has blocks of a thousand million points. */
#define HT_SERIES_N_LEVELS 6

/* A block without its data. */
typedef struct
{
  gint64 id;
  gint64 first_ns;
  gint64 last_ns;
  gint64 n;
} HtSeriesBlock;

gboolean ht_series_block_list (HtDatabase *database,
                               gint64 series,
                               int level,
                               gint64 from_ns,
                               gint64 to_ns,
                               GArray *blocks,
                               GError **error);
gboolean ht_series_block_read_points (HtDatabase *database,
                                      HtBlobPacker *packer,
                                      const HtSeriesBlock *block,
                                      GArray *points,
                                      GError **error);
gboolean ht_series_block_read_buckets (HtDatabase *database,
                                       HtBlobPacker *packer,
                                       const HtSeriesBlock *block,
                                       GArray *buckets,
                                       GError **error);
gboolean ht_series_block_write (HtDatabase *database,
                                HtBlobPacker *packer,
                                gint64 series,
                                int level,
                                const HtSeriesBlock *block,
                                const GByteArray *raw,
                                GError **error);
gboolean
ht_series_block_add_to_size (HtDatabase *database, gint64 series, gint64 n_bytes, GError **error);
gboolean ht_series_block_delete_range (HtDatabase *database,
                                       gint64 series,
                                       int level,
                                       gint64 from_ns,
                                       gint64 to_ns,
                                       gint64 *n_bytes,
                                       GError **error);

G_END_DECLS
