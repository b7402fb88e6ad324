/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "turned-tree.h"

#include "folded-tree-builder.h"

/* What nodes hold themselves, as width. */
static guint64 *
list_own_weights (const HtFoldedTree *tree)
{
  guint64 *own = g_memdup2 (tree->weight, sizeof *own * tree->n_nodes);

  for (guint32 node = 1; node < tree->n_nodes; node++)
    own[tree->parent[node]] -= tree->weight[node];
  return own;
}

/* For each node whether it is of the group (1), below one that is (2), or neither (0). */
static guint8 *
list_occurrences (const HtFoldedTree *tree, guint32 group)
{
  guint8 *occurrences = g_new0 (guint8, tree->n_nodes);

  for (guint32 node = 1; node < tree->n_nodes; node++)
    {
      if (occurrences[tree->parent[node]] != 0)
        occurrences[node] = 2;
      else if (tree->group[node] == group)
        occurrences[node] = 1;
    }
  return occurrences;
}

/* Adds a stack from a node up to the root, and what ends at its far end, which is returned. */
static guint32
add_upwards (HtFoldedTreeBuilder *builder,
             const HtFoldedTree *tree,
             guint32 node,
             gint64 value,
             guint64 weight)
{
  guint32 id = 0;

  for (; node != 0; node = tree->parent[node])
    id = ht_folded_tree_builder_intern (builder, id, tree->group[node], tree->call_node[node]);
  builder->tree->self[id] = (gint64) ((guint64) builder->tree->self[id] + (guint64) value);
  builder->tree->weight[id] += weight;
  return id;
}

static guint32 *
begin_places (const HtFoldedTree *tree)
{
  guint32 *places = g_new (guint32, tree->n_nodes);

  for (guint32 node = 0; node < tree->n_nodes; node++)
    places[node] = HT_TURNED_NONE;
  return places;
}

static HtFoldedTree *
finish (HtFoldedTreeBuilder *builder, guint32 *own_places, guint32 **places)
{
  if (places != NULL)
    *places = own_places;
  else
    g_free (own_places);
  return ht_folded_tree_builder_end (builder);
}

/**
 * ht_folded_tree_new_inverted:
 * @tree: a folded tree
 * @places: (out) (optional) (array): for each node of @tree the node that what it holds itself
 *   went to, or %HT_TURNED_NONE
 *
 * Turns a tree upside down: below the root are the functions that hold something
 * themselves, below each of them its callers. What a stack holds is that of the last of
 * its callers, so that the total of a node is what is held by way of it.
 *
 * Takes time in proportion to the stacks' lengths in all; call it on a worker thread.
 *
 * Returns: (transfer full): the inverted tree
 */
HtFoldedTree *
ht_folded_tree_new_inverted (const HtFoldedTree *tree, guint32 **places)
{
  g_autofree guint64 *own = list_own_weights (tree);
  guint32 *went = begin_places (tree);
  HtFoldedTreeBuilder builder;

  ht_folded_tree_builder_init (&builder, tree->n_nodes);
  for (guint32 node = 0; node < tree->n_nodes; node++)
    if (own[node] != 0)
      went[node] = add_upwards (&builder, tree, node, tree->self[node], own[node]);
  return finish (&builder, went, places);
}

/**
 * ht_folded_tree_new_callers:
 * @tree: a folded tree
 * @group: what its callers are wanted of
 * @places: (out) (optional) (array): as for [func@folded_tree_new_inverted]
 *
 * Lists the ways to a group: its one child below the root is @group, below it are its callers,
 * below them theirs. Where a function calls itself, only what is called from outside counts, so
 * that nothing counts twice.
 *
 * Returns: (transfer full): the tree; only a root if there is no such group
 */
HtFoldedTree *
ht_folded_tree_new_callers (const HtFoldedTree *tree, guint32 group, guint32 **places)
{
  g_autofree guint8 *occurrences = list_occurrences (tree, group);
  guint32 *went = begin_places (tree);
  HtFoldedTreeBuilder builder;

  ht_folded_tree_builder_init (&builder, 1);
  for (guint32 node = 1; node < tree->n_nodes; node++)
    if (occurrences[node] == 1)
      went[node] = add_upwards (&builder, tree, node, tree->total[node], tree->weight[node]);
    else if (occurrences[node] == 2)
      went[node] = went[tree->parent[node]];
  return finish (&builder, went, places);
}

/**
 * ht_folded_tree_new_callees:
 * @tree: a folded tree
 * @group: what its callees are wanted of
 * @places: (out) (optional) (array): as for [func@folded_tree_new_inverted]
 *
 * Joins all that a group calls: its one child below the root is @group with all that it holds
 * wherever it is called from, recursion counted once.
 *
 * Returns: (transfer full): the tree; only a root if there is no such group
 */
HtFoldedTree *
ht_folded_tree_new_callees (const HtFoldedTree *tree, guint32 group, guint32 **places)
{
  g_autofree guint8 *occurrences = list_occurrences (tree, group);
  g_autofree guint64 *own = list_own_weights (tree);
  guint32 *joined = begin_places (tree);
  HtFoldedTreeBuilder builder;

  ht_folded_tree_builder_init (&builder, 1);
  for (guint32 node = 1; node < tree->n_nodes; node++)
    {
      guint32 parent = occurrences[node] == 2 ? joined[tree->parent[node]] : 0;
      guint32 id;

      if (occurrences[node] == 0)
        continue;
      id = ht_folded_tree_builder_intern (&builder, parent, tree->group[node],
                                          tree->call_node[node]);
      joined[node] = id;
      builder.tree->self[id] =
          (gint64) ((guint64) builder.tree->self[id] + (guint64) tree->self[node]);
      builder.tree->weight[id] += own[node];
    }
  return finish (&builder, joined, places);
}
