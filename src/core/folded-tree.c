/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "folded-tree.h"

#include <string.h>

#include "id-table.h"

/* What is known of the call tree while it is folded; all arrays by call-tree node. */
typedef struct
{
  const HtCallTree *tree;
  const guint32 *frame_groups;

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

static inline guint64
magnitude (gint64 value)
{
  return value < 0 ? 0 - (guint64) value : (guint64) value;
}

/* Spreads weight to the root; returns how many nodes carry some. */
static guint32
weigh (Folding *folding, const guint32 *nodes, const gint64 *values, gsize n_rows, gsize stride)
{
  guint32 n_nodes = ht_call_tree_count (folding->tree);
  guint32 n_heavy = 1;

  for (gsize row = 0; row < n_rows; row++)
    folding->weight[nodes[row]] += magnitude (values[row * stride]);
  for (guint32 node = n_nodes - 1; node > 0; node--)
    {
      if (folding->weight[node] == 0)
        continue;
      folding->weight[ht_call_tree_parent (folding->tree, node)] += folding->weight[node];
      n_heavy++;
    }
  return n_heavy;
}

static HtFoldedTree *
folded_tree_alloc (guint32 n_nodes)
{
  HtFoldedTree *self = g_new0 (HtFoldedTree, 1);

  self->parent = g_new (guint32, n_nodes);
  self->group = g_new (guint32, n_nodes);
  self->call_node = g_new (guint32, n_nodes);
  self->self = g_new0 (gint64, n_nodes);
  self->total = g_new (gint64, n_nodes);
  self->weight = g_new0 (guint64, n_nodes);
  return self;
}

static guint32
append_node (HtFoldedTree *self, guint32 parent, guint32 group, guint32 call_node)
{
  guint32 id = self->n_nodes++;

  self->parent[id] = parent;
  self->group[id] = group;
  self->call_node[id] = call_node;
  return id;
}

/* The first child comes right after its parent, and few nodes have more than one. */
static inline gboolean
is_first_child (const HtFoldedTree *self, guint32 parent, guint32 group)
{
  return parent + 1 < self->n_nodes && self->parent[parent + 1] == parent &&
         self->group[parent + 1] == group;
}

/* A child of @parent that is not the first one, which is not in @table; 0 if there is none. */
static guint32
find_further_child (const HtFoldedTree *self,
                    const HtIdTable *table,
                    guint32 parent,
                    guint32 group,
                    guint64 hash)
{
  gsize at = ht_id_table_first (table, hash);
  guint64 slot;

  while ((guint32) (slot = table->slots[at]) != 0)
    {
      guint32 id = (guint32) slot;

      if (slot == ht_id_table_slot (hash, id) && self->parent[id] == parent &&
          self->group[id] == group)
        return id;
      at = (at + 1) & table->mask;
    }
  return 0;
}

static inline guint64
hash_node (const HtIdTable *table, guint32 parent, guint32 group)
{
  return ht_id_table_hash_word (table, (guint64) parent << 32 | group);
}

static guint32
find_or_append_node (HtFoldedTree *self,
                     HtIdTable *table,
                     guint32 parent,
                     guint32 group,
                     guint32 call_node)
{
  guint64 hash;
  guint32 id;

  if (self->n_nodes == parent + 1)
    return append_node (self, parent, group, call_node);
  if (is_first_child (self, parent, group))
    return parent + 1;
  hash = hash_node (table, parent, group);
  id = find_further_child (self, table, parent, group, hash);
  if (id != 0)
    return id;
  id = append_node (self, parent, group, call_node);
  ht_id_table_insert_new (table, hash, id);
  return id;
}

/* Walks from the root down, which is in order of id, and folds siblings of one group. */
static void
fold (HtFoldedTree *self, Folding *folding)
{
  guint32 n_nodes = ht_call_tree_count (folding->tree);
  HtIdTable table;

  ht_id_table_init (&table);

  append_node (self, 0, 0, HT_CALL_TREE_ROOT);
  for (guint32 node = 1; node < n_nodes; node++)
    {
      guint32 parent, group;

      if (folding->weight[node] == 0)
        continue;
      parent = folding->folded[ht_call_tree_parent (folding->tree, node)];
      group = folding->frame_groups[ht_call_tree_frame (folding->tree, node)];
      folding->folded[node] = find_or_append_node (self, &table, parent, group, node);
    }
  ht_id_table_clear (&table);
}

/* Totals and weights of inner nodes, of what the nodes have themselves. */
static void
add_totals (HtFoldedTree *self)
{
  memcpy (self->total, self->self, sizeof *self->total * self->n_nodes);
  for (guint32 id = self->n_nodes - 1; id > 0; id--)
    {
      guint32 parent = self->parent[id];

      self->total[parent] = (gint64) ((guint64) self->total[parent] + (guint64) self->total[id]);
      self->weight[parent] += self->weight[id];
    }
}

static void
sum_up (HtFoldedTree *self,
        const Folding *folding,
        const guint32 *nodes,
        const gint64 *values,
        gsize n_rows,
        gsize stride)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      guint32 id = folding->folded[nodes[row]];
      gint64 value = values[row * stride];

      self->self[id] = (gint64) ((guint64) self->self[id] + (guint64) value);
      self->weight[id] += magnitude (value);
    }
  add_totals (self);
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
  guint32 n_nodes = ht_call_tree_count (tree);
  g_auto (Folding) folding = {
    .tree = tree,
    .frame_groups = frame_groups,
    .weight = g_new0 (guint64, n_nodes),
    .folded = g_new0 (guint32, n_nodes),
  };
  guint32 n_heavy = weigh (&folding, nodes, values, n_rows, stride);
  HtFoldedTree *self = folded_tree_alloc (n_heavy);

  fold (self, &folding);
  sum_up (self, &folding, nodes, values, n_rows, stride);
  list_children (self);
  return self;
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
      tree->weight[id] = magnitude (values[id]);
    }
  add_totals (tree);
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
  guint32 n_nodes = ht_call_tree_count (tree);
  guint32 *located = g_new0 (guint32, n_nodes);
  g_autofree guint8 *is_outside = g_new0 (guint8, n_nodes);
  HtIdTable table;

  ht_id_table_init (&table);
  for (guint32 id = 1; id < folded->n_nodes; id++)
    if (folded->parent[id] + 1 != id)
      ht_id_table_insert_new (&table, hash_node (&table, folded->parent[id], folded->group[id]),
                              id);
  for (guint32 node = 1; node < n_nodes; node++)
    {
      guint32 caller = ht_call_tree_parent (tree, node);
      guint32 group = frame_groups[ht_call_tree_frame (tree, node)];
      guint32 parent = located[caller];
      guint32 found;

      if (is_outside[caller])
        found = 0;
      else if (is_first_child (folded, parent, group))
        found = parent + 1;
      else
        found =
            find_further_child (folded, &table, parent, group, hash_node (&table, parent, group));
      is_outside[node] = found == 0;
      located[node] = found != 0 ? found : parent;
    }
  ht_id_table_clear (&table);
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
