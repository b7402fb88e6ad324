/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "folded-tree.h"

#include "folded-tree-builder.h"

/* What is known of the call tree while it is folded; all arrays by call-tree node. */
typedef struct
{
  const HtCallTree *tree;
  const guint32 *frame_groups;
  const HtStackShape *shape;

  /* Owned */
  guint64 *weight;
  guint32 *folded; /* the folded node, once known */
} Folding;

static void
folding_clear (Folding *folding)
{
  g_free (folding->weight);
  g_free (folding->folded);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folding, folding_clear)

/* The node at which a stack ends, or HT_SHAPE_DROPPED. */
static inline guint32
landing_of (const Folding *folding, guint32 node)
{
  return folding->shape != NULL ? folding->shape->landing[node] : node;
}

static inline gboolean
is_visible (const Folding *folding, guint32 node)
{
  return folding->shape == NULL || folding->shape->visible[node] == node;
}

/* Spreads weight to the root; returns how many nodes carry some. */
static guint32
weigh (Folding *folding, const guint32 *nodes, const gint64 *values, gsize n_rows, gsize stride)
{
  guint32 n_nodes = ht_call_tree_count (folding->tree);
  guint32 n_heavy = 1;

  for (gsize row = 0; row < n_rows; row++)
    {
      guint32 node = landing_of (folding, nodes[row]);

      if (node != HT_SHAPE_DROPPED)
        folding->weight[node] += ht_magnitude (values[row * stride]);
    }
  for (guint32 node = n_nodes - 1; node > 0; node--)
    {
      if (folding->weight[node] == 0)
        continue;
      folding->weight[ht_call_tree_parent (folding->tree, node)] += folding->weight[node];
      n_heavy++;
    }
  return n_heavy;
}

/* The nearest node at or above that has the group, 0 if there is none. */
static guint32
find_above (const HtFoldedTree *self, guint32 node, guint32 group)
{
  while (node != 0 && self->group[node] != group)
    node = self->parent[node];
  return node;
}

static guint32
fold_node (HtFoldedTreeBuilder *builder, const Folding *folding, guint32 node)
{
  guint32 parent = folding->folded[ht_call_tree_parent (folding->tree, node)];
  guint32 group = folding->frame_groups[ht_call_tree_frame (folding->tree, node)];
  guint32 above;

  if (!is_visible (folding, node))
    return parent;
  if (folding->shape != NULL && folding->shape->collapses_recursion)
    {
      above = find_above (builder->tree, parent, group);
      if (above != 0)
        return above;
    }
  return ht_folded_tree_builder_intern (builder, parent, group, node);
}

/* Walks from the root down, which is in order of id, and folds siblings of one group. */
static void
fold (HtFoldedTreeBuilder *builder, Folding *folding)
{
  guint32 n_nodes = ht_call_tree_count (folding->tree);

  for (guint32 node = 1; node < n_nodes; node++)
    if (folding->weight[node] != 0)
      folding->folded[node] = fold_node (builder, folding, node);
}

static void
add_rows (HtFoldedTree *self,
          const Folding *folding,
          const guint32 *nodes,
          const gint64 *values,
          gsize n_rows,
          gsize stride)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      guint32 node = landing_of (folding, nodes[row]);
      gint64 value = values[row * stride];
      guint32 id;

      if (node == HT_SHAPE_DROPPED)
        continue;
      id = folding->folded[node];
      self->self[id] = (gint64) ((guint64) self->self[id] + (guint64) value);
      self->weight[id] += ht_magnitude (value);
    }
}

/**
 * ht_folded_tree_new:
 * @tree: the call tree
 * @frame_groups: (array): for each frame id the group its nodes fold by, not 0
 * @nodes: (array length=n_rows): a profile's call-tree nodes
 * @values: (array): the value of row r is `values[r * stride]`
 * @n_rows: how many rows
 * @stride: distance of two rows' values, that is, how many sample types there are
 *
 * Folds one weighting of a call tree. Takes time and memory in proportion to
 * the size of the whole tree, so call it on a worker thread.
 *
 * Returns: (transfer full): the folded tree
 */
HtFoldedTree *
ht_folded_tree_new (const HtCallTree *tree,
                    const guint32 *frame_groups,
                    const guint32 *nodes,
                    const gint64 *values,
                    gsize n_rows,
                    gsize stride)
{
  return ht_folded_tree_new_shaped (tree, frame_groups, NULL, nodes, values, n_rows, stride);
}

/**
 * ht_folded_tree_new_shaped:
 * @tree: the call tree
 * @frame_groups: (array): for each frame id the group its nodes fold by, not 0
 * @shape: (nullable): what is made of its stacks first
 * @nodes: (array length=n_rows): a profile's call-tree nodes
 * @values: (array): the value of row r is `values[r * stride]`
 * @n_rows: how many rows
 * @stride: distance of two rows' values
 *
 * Folds one weighting of a call tree whose stacks are shaped, see [func@folded_tree_new].
 *
 * Returns: (transfer full): the folded tree
 */
HtFoldedTree *
ht_folded_tree_new_shaped (const HtCallTree *tree,
                           const guint32 *frame_groups,
                           const HtStackShape *shape,
                           const guint32 *nodes,
                           const gint64 *values,
                           gsize n_rows,
                           gsize stride)
{
  guint32 n_nodes = ht_call_tree_count (tree);
  g_auto (Folding) folding = {
    .tree = tree,
    .frame_groups = frame_groups,
    .shape = shape,
    .weight = g_new0 (guint64, n_nodes),
    .folded = g_new0 (guint32, n_nodes),
  };
  guint32 n_heavy = weigh (&folding, nodes, values, n_rows, stride);
  HtFoldedTreeBuilder builder;

  ht_folded_tree_builder_init (&builder, n_heavy);
  fold (&builder, &folding);
  add_rows (builder.tree, &folding, nodes, values, n_rows, stride);
  return ht_folded_tree_builder_end (&builder);
}

/**
 * ht_folded_tree_set_values:
 * @tree: a folded tree that nobody else has yet
 * @values: (array): for each node what it has itself
 *
 * Gives the nodes other values. One that has none keeps its place, without weight.
 */
void
ht_folded_tree_set_values (HtFoldedTree *tree, const gint64 *values)
{
  for (guint32 id = 0; id < tree->n_nodes; id++)
    {
      tree->self[id] = values[id];
      tree->weight[id] = ht_magnitude (values[id]);
    }
  ht_folded_tree_add_totals (tree);
}

/* The folded node of a call, given that of its caller; 0 if there is none. */
static guint32
find_folded (const HtFoldedTree *folded,
             const HtIdTable *table,
             const HtStackShape *shape,
             guint32 parent,
             guint32 group)
{
  guint32 above =
      shape != NULL && shape->collapses_recursion ? find_above (folded, parent, group) : 0;

  return above != 0 ? above : ht_folded_tree_find_child (folded, table, parent, group);
}

/**
 * ht_folded_tree_locate:
 * @folded: a folded tree
 * @tree: the call tree that it was made of
 * @frame_groups: (array): for each frame id the group its nodes fold by
 *
 * Says where values of other profiles belong. Takes time and memory in proportion to the size of
 * the whole call tree, so call it on a worker thread.
 *
 * Returns: (transfer full) (array): for each node of @tree the folded node that it counts to: its
 *   own, or that of the nearest caller that has one
 */
guint32 *
ht_folded_tree_locate (const HtFoldedTree *folded,
                       const HtCallTree *tree,
                       const guint32 *frame_groups)
{
  return ht_folded_tree_locate_shaped (folded, tree, frame_groups, NULL);
}

/**
 * ht_folded_tree_locate_shaped:
 * @folded: a folded tree
 * @tree: the call tree that it was made of
 * @frame_groups: (array): for each frame id the group its nodes fold by
 * @shape: (nullable): what was made of the stacks first
 *
 * As [func@folded_tree_locate], for a tree of [func@folded_tree_new_shaped].
 *
 * Returns: (transfer full) (array): for each node of @tree the folded node that its stack counts
 *   to; %HT_SHAPE_DROPPED where it does not count
 */
guint32 *
ht_folded_tree_locate_shaped (const HtFoldedTree *folded,
                              const HtCallTree *tree,
                              const guint32 *frame_groups,
                              const HtStackShape *shape)
{
  guint32 n_nodes = ht_call_tree_count (tree);
  guint32 *located = g_new0 (guint32, n_nodes);
  g_autofree guint8 *is_outside = g_new0 (guint8, n_nodes);
  HtIdTable table;

  ht_id_table_init (&table);
  for (guint32 id = 1; id < folded->n_nodes; id++)
    if (folded->parent[id] + 1 != id)
      ht_folded_tree_add_to_table (folded, &table, id);
  for (guint32 node = 1; node < n_nodes; node++)
    {
      guint32 caller = ht_call_tree_parent (tree, node);
      guint32 found;

      located[node] = located[caller];
      is_outside[node] = is_outside[caller];
      if (is_outside[caller] || (shape != NULL && shape->visible[node] != node))
        continue;
      found = find_folded (folded, &table, shape, located[caller],
                           frame_groups[ht_call_tree_frame (tree, node)]);
      is_outside[node] = found == 0;
      if (found != 0)
        located[node] = found;
    }
  ht_id_table_clear (&table);
  /* A stack lands at or above its end, which was looked at before. */
  for (guint32 i = n_nodes; i > 0 && shape != NULL; i--)
    {
      guint32 landing = shape->landing[i - 1];

      located[i - 1] = landing != HT_SHAPE_DROPPED ? located[landing] : HT_SHAPE_DROPPED;
    }
  return located;
}

/**
 * ht_folded_tree_free:
 * @tree: (transfer full) (nullable): the tree
 */
void
ht_folded_tree_free (HtFoldedTree *tree)
{
  if (tree == NULL)
    return;
  g_free (tree->parent);
  g_free (tree->group);
  g_free (tree->call_node);
  g_free (tree->self);
  g_free (tree->total);
  g_free (tree->weight);
  g_free (tree->child_start);
  g_free (tree->children);
  g_free (tree);
}
