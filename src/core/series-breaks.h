/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "series-bucket.h"

G_BEGIN_DECLS

/**
 * HtSeriesBreak:
 * @from_ns: the last moment before, ns since 1970
 * @to_ns: the first moment after, later than @from_ns
 *
 * A piece of time across which nothing follows from what was before: nobody looked, or it is
 * another process. Points in between, from who did look, count as any others.
 */
typedef struct
{
  gint64 from_ns;
  gint64 to_ns;
} HtSeriesBreak;

const HtSeriesBreak *
ht_series_breaks_find (const GArray *breaks, gint64 after_ns, gint64 before_ns);
GArray *ht_series_buckets_split (GArray *buckets, const GArray *breaks);

G_END_DECLS
