/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "series-block.h"

G_BEGIN_DECLS

/*
 * Writes the blocks of one series, in the order of time, and the levels of detail above them. A
 * block of level n + 1 is written when the 16 blocks of level n below it are there;
 * what is not covered yet has to be read from the level below. Only where points were put in
 * later it may stand for less than 16.
 */
typedef struct _HtSeriesLevels HtSeriesLevels;

HtSeriesLevels *
ht_series_levels_load (HtDatabase *database, HtBlobPacker *packer, gint64 series, GError **error);
void ht_series_levels_free (HtSeriesLevels *levels);
gboolean ht_series_levels_add_block (HtSeriesLevels *levels,
                                     const HtSeriesPoint *points,
                                     guint n_points,
                                     GError **error);
gboolean ht_series_levels_read_covered (HtDatabase *database,
                                        gint64 series,
                                        int level,
                                        gint64 *last_ns,
                                        GError **error);
gboolean ht_series_levels_summarise (HtDatabase *database,
                                     HtBlobPacker *packer,
                                     int level,
                                     const HtSeriesBlock *child,
                                     GArray *buckets,
                                     GError **error);
gboolean ht_series_levels_write_buckets (HtDatabase *database,
                                         HtBlobPacker *packer,
                                         gint64 series,
                                         int level,
                                         const GArray *buckets,
                                         GByteArray *raw,
                                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSeriesLevels, ht_series_levels_free)

G_END_DECLS
