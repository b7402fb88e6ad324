/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"

G_BEGIN_DECLS

/**
 * HtGrowthHolding:
 * @n_objects: how many objects it holds at last; %HT_UNKNOWN if no heap profile shows it
 * @object_bytes: how large they are, on average
 * @is_one_size: whether nearly all are that large
 * @oldest_ns: when the oldest of them was made, or before; ns since 1970, %HT_UNKNOWN if it holds
 *   none
 *
 * What a chain holds at last.
 */
typedef struct
{
  gint64 n_objects;
  gint64 object_bytes;
  gboolean is_one_size;
  gint64 oldest_ns;
} HtGrowthHolding;

void ht_growth_holding_find (HtGrowthHolding *holding,
                             const HtGrowthTable *table,
                             const HtGrowthChain *chain);

G_END_DECLS
