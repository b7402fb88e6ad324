/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-history.h"
#include "growth-track.h"

G_BEGIN_DECLS

/**
 * HtGrowthMerge:
 * @n_epochs: how many epochs there are
 * @sizes: (element-type gint64): by part, size of its objects, bytes
 * @inuse: (element-type gint64): part after part, by how much more was held in each epoch than in
 *   the one before
 * @allocated: (element-type gint64): likewise what was allocated
 *
 * A track that is being made of histories: its objects by size.
 */
typedef struct
{
  guint n_epochs;

  /* Owned */
  GArray *sizes;
  GArray *inuse;
  GArray *allocated;
} HtGrowthMerge;

void ht_growth_merge_init (HtGrowthMerge *merge, guint n_epochs);
void ht_growth_merge_clear (HtGrowthMerge *merge);
guint ht_growth_merge_add_part (HtGrowthMerge *merge, gint64 object_bytes);
void ht_growth_merge_add_history (HtGrowthMerge *merge,
                                  guint part,
                                  const HtGrowthHistory *history,
                                  gint64 newest_inuse,
                                  gint64 newest_allocated);
HtGrowthTrack *
ht_growth_merge_make_track (HtGrowthMerge *merge, const HtGrowthTimes *times, gint64 period_bytes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtGrowthMerge, ht_growth_merge_clear)

G_END_DECLS
