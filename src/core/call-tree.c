/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "call-tree.h"

#include "id-table.h"

/*
 * A stack that is added lies in a row: each new node comes right behind its
 * parent. So the first child of a node is found next to it, and only further
 * children are in the table, of which there is about one per distinct stack and not
 * one per frame.
 */
struct _HtCallTree
{
  /* Owned */
  guint64 *nodes; /* parent in the high half, frame in the low half, by id */
  HtIdTable further_children;

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
  ht_id_table_init (&self->further_children);
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
  ht_id_table_clear (&tree->further_children);
  g_free (tree);
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
}

static inline guint32
find_child (const HtCallTree *self, guint32 parent, guint32 frame)
{
  guint64 key = node_key (parent, frame);

  if (parent + 1 < self->n_nodes && self->nodes[parent + 1] == key)
    return parent + 1;

  guint64 hash = ht_id_table_hash_word (&self->further_children, key);
  gsize at = ht_id_table_first (&self->further_children, hash);
  guint64 slot;

  while ((guint32) (slot = self->further_children.slots[at]) != 0)
    {
      guint32 id = (guint32) slot;

      if (slot == ht_id_table_slot (hash, id) && self->nodes[id] == key)
        return id;
      at = (at + 1) & self->further_children.mask;
    }
  return 0;
}

/* Adds a path below @parent of which nothing is there yet, leaf first. */
static guint32
append_path (HtCallTree *self, guint32 parent, const guint32 *frames, gsize n_frames)
{
  gsize n_nodes = self->n_nodes + n_frames;

  g_assert (n_nodes <= G_MAXUINT32 / 2);
  if (n_nodes > self->n_allocated)
    ht_call_tree_reserve (self, (guint32) MAX (n_nodes, 2 * (gsize) self->n_allocated));

  if (self->n_nodes != parent + 1)
    {
      guint64 key = node_key (parent, frames[n_frames - 1]);

      ht_id_table_insert_new (&self->further_children,
                              ht_id_table_hash_word (&self->further_children, key), self->n_nodes);
    }
  for (gsize i = n_frames; i > 0; i--)
    {
      self->nodes[self->n_nodes] = node_key (parent, frames[i - 1]);
      parent = self->n_nodes++;
    }
  return parent;
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

  guint32 id = find_child (tree, parent, frame);

  return id != 0 ? id : append_path (tree, parent, &frame, 1);
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
      guint32 child = find_child (tree, node, frames[left - 1]);

      if (child == 0)
        return append_path (tree, node, frames, left);
      node = child;
      left--;
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
