/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "folded-tree.h"
#include "id-table.h"

G_BEGIN_DECLS

/**
 * HtFoldedTreeBuilder:
 * @tree: the tree so far; what nodes hold themselves is added to its `self` and `weight`
 * @n_room: for how many nodes it has room
 *
 * A folded tree that is being made, for those that make one. Not thread-safe.
 */
typedef struct
{
  /* Owned */
  HtFoldedTree *tree;
  HtIdTable table;

  guint32 n_room;
} HtFoldedTreeBuilder;

/* The width that a value has. */
static inline guint64
ht_magnitude (gint64 value)
{
  return value < 0 ? 0 - (guint64) value : (guint64) value;
}

void ht_folded_tree_builder_init (HtFoldedTreeBuilder *builder, guint32 n_expected);
guint32 ht_folded_tree_builder_intern (HtFoldedTreeBuilder *builder,
                                       guint32 parent,
                                       guint32 group,
                                       guint32 call_node);
guint32 ht_folded_tree_find_child (const HtFoldedTree *tree,
                                   const HtIdTable *table,
                                   guint32 parent,
                                   guint32 group);
void ht_folded_tree_add_to_table (const HtFoldedTree *tree, HtIdTable *table, guint32 node);
void ht_folded_tree_add_totals (HtFoldedTree *tree);
HtFoldedTree *ht_folded_tree_builder_end (HtFoldedTreeBuilder *builder);

G_END_DECLS
