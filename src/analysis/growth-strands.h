/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"

G_BEGIN_DECLS

/**
 * HtGrowthStrand:
 * @function: id of the function that allocates; 0 if that is not known
 * @responsible: id of the nearest function above it, or itself, that is the program's own; 0 if
 *   none of the frames is
 * @peak: the most bytes that its rows held in a settled epoch, also in one that has gone since
 * @rows: (element-type guint): indices of its rows, rising
 *
 * Rows of a #HtGrowthTable that allocate in one function on behalf of one function of the program.
 */
typedef struct
{
  guint32 function;
  guint32 responsible;
  gint64 peak;

  /* Owned */
  GArray *rows;
} HtGrowthStrand;

/**
 * HtGrowthStrands:
 *
 * The strands of a table. What was found out of a row is kept, so that a profile more costs nothing
 * but its new stacks.
 */
typedef struct _HtGrowthStrands HtGrowthStrands;

HtGrowthStrands *ht_growth_strands_new (const HtCatalog *catalog);
void ht_growth_strands_free (HtGrowthStrands *strands);
guint ht_growth_strands_add_row (HtGrowthStrands *strands, guint row, guint32 node);
guint ht_growth_strands_get_n (const HtGrowthStrands *strands);
HtGrowthStrand *ht_growth_strands_get (const HtGrowthStrands *strands, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthStrands, ht_growth_strands_free)

G_END_DECLS
