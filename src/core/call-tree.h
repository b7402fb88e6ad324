/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_CALL_TREE_ROOT:
 *
 * The node above all stacks. It has no frame and is its own parent.
 */
#define HT_CALL_TREE_ROOT 0u

/**
 * HtCallTree:
 *
 * Every stack of a recording as a path from one root.
 *
 * A node is a (parent, frame) pair, kept once; a profile is a sparse vector of
 * values over nodes. A child always has a greater id than its parent, so that
 * totals are one backward pass over an array. Ids are dense and never change.
 *
 * Not thread-safe while stacks are added; any number of threads may read.
 */
typedef struct _HtCallTree HtCallTree;

HtCallTree *ht_call_tree_new (void);
void ht_call_tree_free (HtCallTree *tree);
void ht_call_tree_reserve (HtCallTree *tree, guint32 n_nodes);
guint32 ht_call_tree_intern (HtCallTree *tree, guint32 parent, guint32 frame);
guint32 ht_call_tree_intern_stack (HtCallTree *tree, const guint32 *frames, gsize n_frames);
guint32 ht_call_tree_count (const HtCallTree *tree);
guint32 ht_call_tree_parent (const HtCallTree *tree, guint32 node);
guint32 ht_call_tree_frame (const HtCallTree *tree, guint32 node);
gsize ht_call_tree_get_stack (const HtCallTree *tree, guint32 node, GArray *frames);
void ht_call_tree_add_totals (const HtCallTree *tree, gint64 *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtCallTree, ht_call_tree_free)

G_END_DECLS
