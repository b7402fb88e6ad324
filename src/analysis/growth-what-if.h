/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-forecast.h"

G_BEGIN_DECLS

/**
 * HtGrowthWhatIf:
 * @heap: (element-type HtSeriesPoint): what the whole heap would have held, bytes by time; empty if
 *   no profile shows it
 * @heap_bytes: what it did hold at last; NaN if no profile shows it
 * @heap_without_bytes: what it would have held at last; likewise
 * @gone_bytes: by how much less would be held at last, the heap and what is beside it
 * @forecast: what would be to come
 *
 * What would be if some of what grows had stopped growing at some time, and all else had gone on.
 */
typedef struct
{
  double heap_bytes;
  double heap_without_bytes;
  double gone_bytes;
  HtGrowthForecast forecast;

  /* Owned */
  GArray *heap;
} HtGrowthWhatIf;

HtGrowthPart *ht_growth_part_new (const HtGrowthChain *chain, const HtGrowthTable *table);
void ht_growth_part_free (HtGrowthPart *part);
GArray *ht_growth_list_heap (const HtGrowthTable *table);
void ht_growth_what_if_init (HtGrowthWhatIf *what_if,
                             const GArray *heap,
                             const HtGrowthForecast *forecast,
                             const GPtrArray *parts,
                             gint64 stopped_ns,
                             gboolean rest_grows);
void ht_growth_what_if_clear (HtGrowthWhatIf *what_if);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthPart, ht_growth_part_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtGrowthWhatIf, ht_growth_what_if_clear)

G_END_DECLS
