/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "growth-report.h"

G_BEGIN_DECLS

/**
 * HtGrowthBranch:
 * @node: node of the call tree
 * @n_frames: how many frames of the stack it stands for: itself, and those above it that carry the
 *   same growth
 * @growth: the line through what all stacks through @node hold
 *
 * A place on the way to where growth is allocated, at which other growth parts from it.
 */
typedef struct
{
  guint32 node;
  guint n_frames;
  HtGrowthFit growth;
} HtGrowthBranch;

GArray *ht_growth_branches_find (const HtGrowthTable *table,
                                 const HtCatalog *catalog,
                                 const HtGrowthChain *chain);

G_END_DECLS
