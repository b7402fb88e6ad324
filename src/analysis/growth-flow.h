/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-calls.h"
#include "source-tree.h"

G_BEGIN_DECLS

/**
 * HtGrowthFlow:
 * @words: (element-type utf8): what is said of it, such as "map" and "closure"
 * @keeper: (nullable): full name of the function that puts the memory where it stays
 * @place: where that is: file and line
 * @text: what is written there
 *
 * What becomes of the memory that a stack allocates.
 */
typedef struct
{
  /* Owned */
  GPtrArray *words;
  char *keeper;
  char *place;
  char *text;
} HtGrowthFlow;

HtGrowthFlow *
ht_growth_flow_follow (const HtSourceTree *tree, const HtGrowthCall *calls, guint n_calls);
void ht_growth_flow_free (HtGrowthFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthFlow, ht_growth_flow_free)

G_END_DECLS
