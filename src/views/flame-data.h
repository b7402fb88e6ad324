/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-change.h"
#include "flame-graph.h"
#include "flame-growth.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HT_FLAME_DEFAULT_TYPE:
 *
 * What is shown of a profile that tells it, if nobody says anything: the question is memory that is
 * held, even where Go's own default, as in a profile "allocs", is what was allocated.
 */
#define HT_FLAME_DEFAULT_TYPE "inuse_space"

/**
 * HtFlamePackage:
 * @name: its path
 * @color: its colour, see #HtFlameNames
 * @self: what its functions hold themselves
 *
 * A package of a flame graph.
 */
typedef struct
{
  char *name;
  gint64 self;
  guint8 color;
} HtFlamePackage;

/**
 * HtFlameData:
 * @tree: the folded tree
 * @names: names and colours of its groups
 * @sample_type: what it shows
 * @unit: its unit
 * @self: (array): for each group what it holds itself
 * @total: (array): for each group what it and all below it hold, recursion counted once
 * @heaviest: (array): for each group the node with the most weight, 0 if it has none
 * @folded_names: (array): for each group its name as searches compare it
 * @packages: (element-type HtFlamePackage): the packages whose own functions hold the most, that
 *   one first
 * @growth: (nullable): what is told beside the width
 * @change: (nullable): of what the values are the difference
 *
 * What a flame graph and the function table beside it show. Reference-counted, immutable.
 */
typedef struct
{
  /* Owned */
  HtFoldedTree *tree;
  HtFlameNames *names;
  char *sample_type;
  char *unit;
  gint64 *self;
  gint64 *total;
  guint32 *heaviest;
  char **folded_names;
  GArray *packages;
  HtFlameGrowth *growth;
  HtFlameChange *change;
} HtFlameData;

HtFlameData *
ht_flame_data_new (const HtProfile *profile, const HtCatalog *catalog, const char *sample_type);
HtFlameData *ht_flame_data_new_with_growth (const HtProfile *profile,
                                            const HtCatalog *catalog,
                                            const char *sample_type,
                                            const HtGrowthTable *table,
                                            HtFlameChannelKind kind);
HtFlameData *ht_flame_data_new_of_comparison (const HtFlameComparison *comparison,
                                              const char *sample_type);
void ht_flame_data_fill_graph (const HtFlameData *data, HtFlameGraph *graph);
guint32 ht_flame_data_find_path (const HtFlameData *data, const char *const *path);
guint32 ht_flame_data_find_like (const HtFlameData *data, const HtFlameData *other, guint32 node);
HtFlameData *ht_flame_data_ref (HtFlameData *data);
void ht_flame_data_unref (HtFlameData *data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameData, ht_flame_data_unref)

G_END_DECLS
