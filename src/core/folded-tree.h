/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "stack-shape.h"

G_BEGIN_DECLS

/**
 * HtFoldedTree:
 * @n_nodes: how many nodes there are, the root included
 * @parent: (array length=n_nodes): the caller; a child has a greater id than its parent
 * @group: (array length=n_nodes): what the node stands for, a key of the caller's choice; 0 for the
 * root
 * @call_node: (array length=n_nodes): the first call-tree node that was folded into it
 * @self: (array length=n_nodes): value of the samples that end here
 * @total: (array length=n_nodes): @self and all below, wrapping around as Go's sums do
 * @weight: (array length=n_nodes): sum of the absolute values at and below; what a picture gives
 * width to, so that what was freed does not hide what was allocated
 * @child_start: (array length=n_nodes+1): where a node's children begin in @children
 * @children: (array length=n_nodes-1): node ids, each node's in order of id
 * @max_depth: depth of the deepest node, 0 if there is only the root
 *
 * A weighting of a call tree, folded: siblings of one group (say, one function
 * called from several lines) are one node, and what has no value is left out.
 * Node 0 is the root. Immutable once made, so any number of threads may read it.
 */
typedef struct
{
  guint32 n_nodes;
  guint32 max_depth;

  /* Owned */
  guint32 *parent;
  guint32 *group;
  guint32 *call_node;
  gint64 *self;
  gint64 *total;
  guint64 *weight;
  guint32 *child_start;
  guint32 *children;
} HtFoldedTree;

HtFoldedTree *ht_folded_tree_new (const HtCallTree *tree,
                                  const guint32 *frame_groups,
                                  const guint32 *nodes,
                                  const gint64 *values,
                                  gsize n_rows,
                                  gsize stride);
HtFoldedTree *ht_folded_tree_new_shaped (const HtCallTree *tree,
                                         const guint32 *frame_groups,
                                         const HtStackShape *shape,
                                         const guint32 *nodes,
                                         const gint64 *values,
                                         gsize n_rows,
                                         gsize stride);
void ht_folded_tree_set_values (HtFoldedTree *tree, const gint64 *values);
guint32 *ht_folded_tree_locate (const HtFoldedTree *folded,
                                const HtCallTree *tree,
                                const guint32 *frame_groups);
guint32 *ht_folded_tree_locate_shaped (const HtFoldedTree *folded,
                                       const HtCallTree *tree,
                                       const guint32 *frame_groups,
                                       const HtStackShape *shape);
void ht_folded_tree_free (HtFoldedTree *tree);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFoldedTree, ht_folded_tree_free)

G_END_DECLS
