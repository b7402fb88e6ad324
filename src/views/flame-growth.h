/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-channel.h"
#include "growth-nodes.h"

G_BEGIN_DECLS

/**
 * HtFlameGrowth:
 * @nodes: how fast what is below each frame grows
 * @channel: what of it is painted; borrows from @nodes
 * @greatest: what fills a bar: the fastest change in bytes per second, or the greatest age in s; 0
 *   if no frame has one
 *
 * What a flame graph tells of growth or of age, beside the bytes that are the width.
 */
typedef struct
{
  /* Owned */
  HtGrowthNodes *nodes;
  HtFlameChannel *channel;

  double greatest;
} HtFlameGrowth;

HtFlameGrowth *ht_flame_growth_new (HtGrowthNodes *nodes, HtFlameChannelKind kind);
void ht_flame_growth_free (HtFlameGrowth *growth);
double ht_flame_growth_get_value (const HtFlameGrowth *growth, const HtGrowthNode *node);
char *ht_flame_growth_value_text (const HtFlameGrowth *growth, const HtGrowthNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameGrowth, ht_flame_growth_free)

G_END_DECLS
