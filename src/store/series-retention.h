/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "series-block.h"

G_BEGIN_DECLS

/*
 * Taking detail out of a series. What goes together is a family: the 16 blocks of a level for which
 * one block of the next level stands, the oldest family first. So nothing is lost that no bucket
 * tells of, and what a level lacks is always at its begin.
 */

/* What is left of the levels of a series. */
typedef struct
{
  /* Begin of the first block of each level; G_MAXINT64 if it has none */
  gint64 from_ns[HT_SERIES_N_LEVELS];

  /* Whether there are buckets of which the points are gone */
  gboolean is_pruned;
} HtSeriesKept;

gboolean
ht_series_kept_read (HtDatabase *database, gint64 series, HtSeriesKept *kept, GError **error);
gboolean ht_series_find_family (HtDatabase *database,
                                gint64 series,
                                int level,
                                gint64 *from_ns,
                                gint64 *to_ns,
                                GError **error);
gboolean ht_series_remove_family (HtDatabase *database,
                                  gint64 series,
                                  int level,
                                  gint64 from_ns,
                                  gint64 to_ns,
                                  gint64 *n_bytes,
                                  GError **error);

G_END_DECLS
