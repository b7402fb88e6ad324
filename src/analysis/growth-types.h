/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-evidence.h"
#include "growth-report.h"

G_BEGIN_DECLS

/**
 * HtGrowthAlive:
 * @least_bytes: the least that was alive, bytes
 * @least_objects: the fewest objects that were
 * @most_objects: the most
 *
 * What was alive between two collections. What the first of them found dead is swept before the
 * second, so the least is what stays.
 */
typedef struct
{
  double least_bytes;
  double least_objects;
  double most_objects;
} HtGrowthAlive;

/**
 * HtGrowthTypes:
 *
 * Of which types the objects of each size are that stayed while a trace with the AllocFree
 * experiment was taken.
 */
typedef struct _HtGrowthTypes HtGrowthTypes;

HtGrowthTypes *ht_growth_types_new (void);
void ht_growth_types_free (HtGrowthTypes *types);
gboolean ht_growth_types_add (HtGrowthTypes *types,
                              const char *name,
                              const HtGrowthAlive *first,
                              const HtGrowthAlive *last);
void ht_growth_types_add_class (HtGrowthTypes *types, gint64 slot_bytes, double stayed_bytes);
gboolean
ht_growth_types_find (const HtGrowthTypes *types, gint64 object_bytes, HtGrowthEvidence *evidence);
gboolean ht_growth_types_find_chain (const HtGrowthTypes *types,
                                     const HtGrowthTable *table,
                                     const HtGrowthChain *chain,
                                     HtGrowthEvidence *evidence);
const char *ht_growth_types_get_word (const HtGrowthEvidence *evidence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthTypes, ht_growth_types_free)

G_END_DECLS
