/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-class.h"

G_BEGIN_DECLS

void ht_growth_line_add (GArray *facts,
                         const HtCatalog *catalog,
                         const HtGrowthClues *clues,
                         guint32 node);

G_END_DECLS
