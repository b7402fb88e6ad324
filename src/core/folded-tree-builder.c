/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "folded-tree-builder.h"

#include <string.h>

static void
make_room (HtFoldedTreeBuilder *self, guint32 n_nodes)
{
  HtFoldedTree *tree = self->tree;
  gsize n_new = n_nodes - self->n_room;

  tree->parent = g_renew (guint32, tree->parent, n_nodes);
  tree->group = g_renew (guint32, tree->group, n_nodes);
  tree->call_node = g_renew (guint32, tree->call_node, n_nodes);
  tree->self = g_renew (gint64, tree->self, n_nodes);
  tree->weight = g_renew (guint64, tree->weight, n_nodes);
  memset (tree->self + self->n_room, 0, sizeof *tree->self * n_new);
  memset (tree->weight + self->n_room, 0, sizeof *tree->weight * n_new);
  self->n_room = n_nodes;
}

static guint32
append_node (HtFoldedTreeBuilder *self, guint32 parent, guint32 group, guint32 call_node)
{
  HtFoldedTree *tree = self->tree;
  guint32 id = tree->n_nodes++;

  if (tree->n_nodes > self->n_room)
    make_room (self, tree->n_nodes + tree->n_nodes / 2 + 16);
  tree->parent[id] = parent;
  tree->group[id] = group;
  tree->call_node[id] = call_node;
  return id;
}

/**
 * ht_folded_tree_builder_init:
 * @builder: (out caller-allocates): the builder
 * @n_expected: how many nodes there will be, more or less
 *
 * Begins a tree, which has a root.
 */
void
ht_folded_tree_builder_init (HtFoldedTreeBuilder *builder, guint32 n_expected)
{
  *builder = (HtFoldedTreeBuilder){ .tree = g_new0 (HtFoldedTree, 1) };
  ht_id_table_init (&builder->table);
  make_room (builder, MAX (n_expected, 1));
  append_node (builder, 0, 0, HT_CALL_TREE_ROOT);
}

static inline guint64
hash_node (const HtIdTable *table, guint32 parent, guint32 group)
{
  return ht_id_table_hash_word (table, (guint64) parent << 32 | group);
}

/**
 * ht_folded_tree_find_child:
 * @tree: a tree
 * @table: those of its nodes that do not come right after their parents
 * @parent: a node
 * @group: a group
 *
 * Returns: the child of @parent of that group, 0 if there is none
 */
guint32
ht_folded_tree_find_child (const HtFoldedTree *tree,
                           const HtIdTable *table,
                           guint32 parent,
                           guint32 group)
{
  guint64 hash;
  guint64 slot;
  gsize at;

  /* The first child comes right after its parent, and few nodes have more than one. */
  if (parent + 1 == tree->n_nodes)
    return 0;
  if (tree->parent[parent + 1] == parent && tree->group[parent + 1] == group)
    return parent + 1;

  hash = hash_node (table, parent, group);
  at = ht_id_table_first (table, hash);
  while ((guint32) (slot = table->slots[at]) != 0)
    {
      guint32 id = (guint32) slot;

      if (slot == ht_id_table_slot (hash, id) && tree->parent[id] == parent &&
          tree->group[id] == group)
        return id;
      at = (at + 1) & table->mask;
    }
  return 0;
}

/**
 * ht_folded_tree_add_to_table:
 * @tree: a tree
 * @table: where to add it
 * @node: a node that does not come right after its parent
 */
void
ht_folded_tree_add_to_table (const HtFoldedTree *tree, HtIdTable *table, guint32 node)
{
  ht_id_table_insert_new (table, hash_node (table, tree->parent[node], tree->group[node]), node);
}

/**
 * ht_folded_tree_builder_intern:
 * @builder: the builder
 * @parent: a node
 * @group: what its child stands for, not 0
 * @call_node: the call-tree node that it is made for
 *
 * Returns: the child of that group, which is made if there is none
 */
guint32
ht_folded_tree_builder_intern (HtFoldedTreeBuilder *builder,
                               guint32 parent,
                               guint32 group,
                               guint32 call_node)
{
  guint32 id = ht_folded_tree_find_child (builder->tree, &builder->table, parent, group);

  if (id != 0)
    return id;
  id = append_node (builder, parent, group, call_node);
  if (id != parent + 1)
    ht_folded_tree_add_to_table (builder->tree, &builder->table, id);
  return id;
}

/**
 * ht_folded_tree_add_totals:
 * @tree: a tree whose nodes have in `self` and `weight` what they hold themselves
 *
 * Adds what is below to each node.
 */
void
ht_folded_tree_add_totals (HtFoldedTree *tree)
{
  memcpy (tree->total, tree->self, sizeof *tree->total * tree->n_nodes);
  for (guint32 id = tree->n_nodes - 1; id > 0; id--)
    {
      guint32 parent = tree->parent[id];

      tree->total[parent] = (gint64) ((guint64) tree->total[parent] + (guint64) tree->total[id]);
      tree->weight[parent] += tree->weight[id];
    }
}

static void
list_children (HtFoldedTree *self)
{
  g_autofree guint32 *depth = g_new0 (guint32, self->n_nodes);
  g_autofree guint32 *next = NULL;

  self->child_start = g_new0 (guint32, self->n_nodes + 1);
  self->children = g_new (guint32, self->n_nodes);
  for (guint32 id = 1; id < self->n_nodes; id++)
    {
      self->child_start[self->parent[id] + 1]++;
      depth[id] = depth[self->parent[id]] + 1;
      self->max_depth = MAX (self->max_depth, depth[id]);
    }
  for (guint32 id = 0; id < self->n_nodes; id++)
    self->child_start[id + 1] += self->child_start[id];

  next = g_memdup2 (self->child_start, sizeof *next * self->n_nodes);
  for (guint32 id = 1; id < self->n_nodes; id++)
    self->children[next[self->parent[id]]++] = id;
}

/**
 * ht_folded_tree_builder_end:
 * @builder: (inout): the builder, which is spent
 *
 * Sums up what the nodes hold.
 *
 * Returns: (transfer full): the tree
 */
HtFoldedTree *
ht_folded_tree_builder_end (HtFoldedTreeBuilder *builder)
{
  HtFoldedTree *tree = g_steal_pointer (&builder->tree);

  ht_id_table_clear (&builder->table);
  tree->total = g_new (gint64, tree->n_nodes);
  ht_folded_tree_add_totals (tree);
  list_children (tree);
  return tree;
}
