/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"

G_BEGIN_DECLS

char *ht_growth_chain_get_key (const HtGrowthChain *chain, const HtCatalog *catalog);
void ht_growth_report_set_aside (HtGrowthReport *report,
                                 const HtCatalog *catalog,
                                 const GPtrArray *known);
gboolean ht_growth_chain_is_leak (const HtGrowthChain *chain);

G_END_DECLS
