/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "series-bucket.h"
#include "store-error.h"

G_BEGIN_DECLS

/* A point among those of all series of a target. */
typedef struct
{
  gint64 series;
  HtSeriesPoint point;
} HtRecentPoint;

/* What one block holds at most, of points or of buckets. */
#define HT_SERIES_BLOCK_MAX 1024u

void ht_series_points_encode (const HtSeriesPoint *points, guint n_points, GByteArray *out);
gboolean
ht_series_points_decode (gconstpointer bytes, gsize length, GArray *points, GError **error);
void ht_series_buckets_encode (const HtSeriesBucket *buckets, guint n_buckets, GByteArray *out);
gboolean
ht_series_buckets_decode (gconstpointer bytes, gsize length, GArray *buckets, GError **error);
void ht_recent_points_encode (const HtRecentPoint *points, guint n_points, GByteArray *out);
gboolean ht_recent_points_decode (gconstpointer bytes,
                                  gsize length,
                                  gint64 series,
                                  GArray *points,
                                  GError **error);

gboolean ht_series_points_insert (GArray *points, const HtSeriesPoint *point);
HtSeriesBucket ht_series_bucket_of_point (const HtSeriesPoint *point);

G_END_DECLS
