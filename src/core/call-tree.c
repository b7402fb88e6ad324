/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "call-tree.h"

#include "id-table.h"

struct _HtCallTree
{
  /* Owned */
  guint64 *nodes; /* parent in the high half, frame in the low half, by id */
  HtIdTable table;

  guint32 n_nodes;
  guint32 n_allocated;
};

static inline guint64
node_key (guint32 parent, guint32 frame)
{
  return (guint64) parent << 32 | frame;
}

/**
 * ht_call_tree_new:
 *
 * Returns: (transfer full): a tree that holds only the root
 */
HtCallTree *
ht_call_tree_new (void)
{
  HtCallTree *self = g_new0 (HtCallTree, 1);

  self->n_allocated = 1024;
  self->nodes = g_new (guint64, self->n_allocated);
  self->nodes[HT_CALL_TREE_ROOT] = 0;
  self->n_nodes = 1;
  ht_id_table_init (&self->table, 2048);
  return self;
}

/**
 * ht_call_tree_free:
 * @tree: (transfer full) (nullable): the tree
 */
void
ht_call_tree_free (HtCallTree *tree)
{
  if (tree == NULL)
    return;
  g_free (tree->nodes);
  ht_id_table_clear (&tree->table);
  g_free (tree);
}

static void
grow_table (HtCallTree *self, gsize n_slots)
{
  ht_id_table_clear (&self->table);
  ht_id_table_init (&self->table, n_slots);
  for (guint32 id = 1; id < self->n_nodes; id++)
    ht_id_table_insert_new (&self->table, ht_hash_mix (self->nodes[id]), id);
}

/**
 * ht_call_tree_reserve:
 * @tree: the tree
 * @n_nodes: how many nodes it will have in all
 *
 * Makes room beforehand, for those who know what comes.
 */
void
ht_call_tree_reserve (HtCallTree *tree, guint32 n_nodes)
{
  if (n_nodes > tree->n_allocated)
    {
      tree->nodes = g_renew (guint64, tree->nodes, n_nodes);
      tree->n_allocated = n_nodes;
    }

  gsize n_slots = tree->table.mask + 1;
  while (n_slots * 2 <= (gsize) n_nodes * 3)
    n_slots *= 2;
  if (n_slots > tree->table.mask + 1)
    grow_table (tree, n_slots);
}

static guint32
append_node (HtCallTree *self, guint64 key, guint64 hash)
{
  if (G_UNLIKELY (self->n_nodes == self->n_allocated))
    {
      g_assert (self->n_allocated < G_MAXUINT32 / 2);
      self->n_allocated *= 2;
      self->nodes = g_renew (guint64, self->nodes, self->n_allocated);
    }
  if (G_UNLIKELY (ht_id_table_needs_growth (&self->table)))
    grow_table (self, (self->table.mask + 1) * 2);

  guint32 id = self->n_nodes++;

  self->nodes[id] = key;
  ht_id_table_insert_new (&self->table, hash, id);
  return id;
}

static inline guint32
find_node (const HtCallTree *self, guint64 key, guint64 hash)
{
  gsize at = ht_id_table_first (&self->table, hash);
  guint64 slot;

  while ((guint32) (slot = self->table.slots[at]) != 0)
    {
      guint32 id = (guint32) slot;

      if (slot == ht_id_table_slot (hash, id) && self->nodes[id] == key)
        return id;
      at = (at + 1) & self->table.mask;
    }
  return 0;
}

/**
 * ht_call_tree_intern:
 * @tree: the tree
 * @parent: id of the caller's node
 * @frame: id of a frame, not 0
 *
 * Finds or adds the call of @frame under @parent.
 *
 * Returns: the node's id
 */
guint32
ht_call_tree_intern (HtCallTree *tree, guint32 parent, guint32 frame)
{
  g_return_val_if_fail (parent < tree->n_nodes, 0);

  guint64 key = node_key (parent, frame);
  guint64 hash = ht_hash_mix (key);
  guint32 id = find_node (tree, key, hash);

  return id != 0 ? id : append_node (tree, key, hash);
}

/**
 * ht_call_tree_intern_stack:
 * @tree: the tree
 * @frames: (array length=n_frames): frame ids, **leaf first**, as pprof has them
 * @n_frames: how many; 0 gives the root
 *
 * Finds or adds a whole stack.
 *
 * Returns: the id of the leaf's node
 */
guint32
ht_call_tree_intern_stack (HtCallTree *tree, const guint32 *frames, gsize n_frames)
{
  guint32 node = HT_CALL_TREE_ROOT;
  gsize left = n_frames;

  while (left > 0)
    {
      guint64 key = node_key (node, frames[left - 1]);
      guint64 hash = ht_hash_mix (key);
      guint32 child = find_node (tree, key, hash);

      if (child == 0)
        break;
      node = child;
      left--;
    }

  /* Below the first new node nothing can exist yet, so no look-up is needed;
   * the insertions do not depend on each other and their cache misses overlap. */
  for (; left > 0; left--)
    {
      guint64 key = node_key (node, frames[left - 1]);

      node = append_node (tree, key, ht_hash_mix (key));
    }
  return node;
}

/**
 * ht_call_tree_count:
 * @tree: the tree
 *
 * Returns: how many nodes there are, the root included
 */
guint32
ht_call_tree_count (const HtCallTree *tree)
{
  return tree->n_nodes;
}

/**
 * ht_call_tree_parent:
 * @tree: the tree
 * @node: a node's id
 *
 * Returns: the caller's node; for the root the root
 */
guint32
ht_call_tree_parent (const HtCallTree *tree, guint32 node)
{
  g_return_val_if_fail (node < tree->n_nodes, 0);
  return (guint32) (tree->nodes[node] >> 32);
}

/**
 * ht_call_tree_frame:
 * @tree: the tree
 * @node: a node's id
 *
 * Returns: the id of the node's frame; 0 for the root
 */
guint32
ht_call_tree_frame (const HtCallTree *tree, guint32 node)
{
  g_return_val_if_fail (node < tree->n_nodes, 0);
  return (guint32) tree->nodes[node];
}

/**
 * ht_call_tree_get_stack:
 * @tree: the tree
 * @node: a node's id
 * @frames: (element-type guint32): emptied, then filled with frame ids, leaf first
 *
 * Spells out the stack that ends in @node.
 *
 * Returns: how many frames it has
 */
gsize
ht_call_tree_get_stack (const HtCallTree *tree, guint32 node, GArray *frames)
{
  g_return_val_if_fail (node < tree->n_nodes, 0);

  g_array_set_size (frames, 0);
  for (; node != HT_CALL_TREE_ROOT; node = (guint32) (tree->nodes[node] >> 32))
    {
      guint32 frame = (guint32) tree->nodes[node];

      g_array_append_val (frames, frame);
    }
  return frames->len;
}

/**
 * ht_call_tree_add_totals:
 * @tree: the tree
 * @values: (array): one value per node id; in: self values, out: totals
 *
 * Turns self values into totals (self and all below), in one pass. Sums wrap
 * around as Go's do.
 */
void
ht_call_tree_add_totals (const HtCallTree *tree, gint64 *values)
{
  const guint64 *nodes = tree->nodes;

  for (guint32 id = tree->n_nodes - 1; id > 0; id--)
    {
      guint32 parent = (guint32) (nodes[id] >> 32);

      values[parent] = (gint64) ((guint64) values[parent] + (guint64) values[id]);
    }
}
