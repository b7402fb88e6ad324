/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"

G_BEGIN_DECLS

void ht_growth_sizes_add (GArray *facts,
                          const HtGrowthTable *table,
                          const HtGrowthChain *chain,
                          HtGrowthDoubling *doubling);
const char *ht_growth_sizes_get_word (HtMapDesign design);

G_END_DECLS
