/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"

G_BEGIN_DECLS

/**
 * HtGrowthLines:
 *
 * What all stacks through each line of the program hold.
 */
typedef struct _HtGrowthLines HtGrowthLines;

/**
 * HtGrowthLineFigures:
 * @line: line in its file
 * @held_bytes: what all stacks through it hold at last
 * @is_of_chain: whether a stack of the chain that was asked for goes through it
 *
 * A line of a function.
 */
typedef struct
{
  gint64 line;
  gint64 held_bytes;
  gboolean is_of_chain;
} HtGrowthLineFigures;

HtGrowthLines *ht_growth_lines_new (const HtGrowthTable *table, const HtCatalog *catalog);
void ht_growth_lines_free (HtGrowthLines *lines);
GArray *
ht_growth_lines_find (const HtGrowthLines *lines, const HtGrowthChain *chain, guint32 function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthLines, ht_growth_lines_free)

G_END_DECLS
