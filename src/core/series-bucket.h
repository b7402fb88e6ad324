/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtSeriesPoint:
 * @time_ns: ns since 1970
 * @value: its value
 *
 * A point of a series.
 */
typedef struct
{
  gint64 time_ns;
  double value;
} HtSeriesPoint;

/**
 * HtSeriesBucket:
 * @start_ns: time of its first point
 * @end_ns: time of its last point
 * @n_points: how many points it stands for; 1 is the point itself
 * @first: value of its first point
 * @last: value of its last point
 * @min: its smallest value
 * @max: its greatest value
 * @sum: sum of its values
 *
 * A run of neighbouring points of a series, seen from a distance. Of a series of events the times
 * are those of ends and the values lengths in ns, so that it reaches back to
 * [func@series_bucket_get_begin_ns].
 */
typedef struct
{
  gint64 start_ns;
  gint64 end_ns;
  gint64 n_points;
  double first;
  double last;
  double min;
  double max;
  double sum;
} HtSeriesBucket;

HtSeriesBucket ht_series_bucket_of_value (gint64 time_ns, double value);
gint64 ht_series_bucket_get_begin_ns (const HtSeriesBucket *bucket);
void ht_series_bucket_add (HtSeriesBucket *bucket, const HtSeriesBucket *next);
GArray *ht_series_buckets_thin (GArray *buckets, guint max_buckets);

G_END_DECLS
