/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-process.h"

G_BEGIN_DECLS

/* What the parts of ht_growth_process_judge() share. */

/* How many courses are judged beside those of the heap: stacks, off-heap memory, holes. */
#define HT_GROWTH_N_COURSES 3

/* What grew by less than this share of the memory of the process says nothing of it, however exact
 * the figures are: caches of the runtime settle for long. */
#define HT_GROWTH_LEAST_SHARE 0.01

HtGrowthTrack *ht_growth_process_make_track (const GArray *points);
HtGrowthChain *
ht_growth_process_make_chain (const GArray *points, double memory_bytes, guint n_judged);
double ht_growth_process_get_last (const HtGrowthProcess *process, HtGrowthFigure figure);
double ht_growth_process_get_memory (const HtGrowthProcess *process);
void ht_growth_process_judge_stacks (const HtGrowthProcess *process,
                                     const HtGrowthTable *table,
                                     const HtCatalog *catalog,
                                     HtGrowthReport *report);
void ht_growth_process_judge_collector (const HtGrowthProcess *process, HtGrowthReport *report);

G_END_DECLS
