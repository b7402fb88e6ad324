/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "database.h"
#include "record-sink.h"
#include "series-bucket.h"

G_BEGIN_DECLS

/*
 * Adds points to the series of a recording.
 *
 * A thousand points of a series make a block. Until then they are also in the table
 * series_recent, one row per commit for all series of a target, so that adding a
 * point to each of them every second writes one page and not one per series. When that table
 * has grown, the series of the target are all put into blocks.
 */
typedef struct _HtSeriesWriter HtSeriesWriter;

HtSeriesWriter *ht_series_writer_new (HtDatabase *database, HtBlobPacker *packer);
void ht_series_writer_free (HtSeriesWriter *writer);
gboolean
ht_series_writer_add (HtSeriesWriter *writer, gint64 target, const HtPoint *point, GError **error);
gint64
ht_series_writer_find (HtSeriesWriter *writer, gint64 target, const HtPoint *like, GError **error);
gboolean ht_series_writer_add_points (HtSeriesWriter *writer,
                                      gint64 target,
                                      gint64 series,
                                      const HtSeriesPoint *points,
                                      gsize n_points,
                                      GError **error);
gboolean ht_series_writer_save (HtSeriesWriter *writer, GError **error);
void ht_series_writer_forget (HtSeriesWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSeriesWriter, ht_series_writer_free)

G_END_DECLS
