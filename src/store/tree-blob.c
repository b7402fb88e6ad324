/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "tree-blob.h"

#include "blob-numbers.h"

/**
 * ht_tree_blob_encode:
 * @tree: the tree
 * @first: id of the first node
 * @n_nodes: how many
 * @out: where to append
 *
 * Writes a chunk of the tree: for each node how far back its parent is, then for each its
 * frame as the difference from the node before.
 */
void
ht_tree_blob_encode (const HtCallTree *tree, guint32 first, guint32 n_nodes, GByteArray *out)
{
  gint64 previous = 0;

  for (guint32 node = first; node < first + n_nodes; node++)
    ht_write_unsigned (out, node - ht_call_tree_parent (tree, node));
  for (guint32 node = first; node < first + n_nodes; node++)
    {
      gint64 frame = ht_call_tree_frame (tree, node);

      ht_write_signed (out, frame - previous);
      previous = frame;
    }
}

static gboolean
fail (GError **error, const char *what, guint32 node)
{
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT, "%s at node %u of the call tree",
               what, node);
  return FALSE;
}

/**
 * ht_tree_blob_decode:
 * @bytes: (array length=length): an unpacked chunk
 * @length: its length
 * @first: id of its first node, at most the number of nodes of @tree
 * @n_nodes: how many nodes it has, at most %HT_TREE_CHUNK_NODES
 * @n_frames: one more than the greatest frame id
 * @tree: the tree; nodes that it has already must be the same in the chunk
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Appends a chunk to the tree.
 *
 * Returns: whether the chunk is whole
 */
gboolean
ht_tree_blob_decode (gconstpointer bytes,
                     gsize length,
                     guint32 first,
                     guint32 n_nodes,
                     guint32 n_frames,
                     HtCallTree *tree,
                     GError **error)
{
  guint64 distances[HT_TREE_CHUNK_NODES];
  HtNumberReader reader;
  gint64 frame = 0;

  g_return_val_if_fail (n_nodes <= HT_TREE_CHUNK_NODES, FALSE);

  ht_number_reader_init (&reader, bytes, length);
  for (guint32 i = 0; i < n_nodes; i++)
    if (!ht_read_unsigned (&reader, &distances[i]) || distances[i] == 0 ||
        distances[i] > (guint64) first + i)
      return fail (error, "wrong parent", first + i);

  for (guint32 i = 0; i < n_nodes; i++)
    {
      guint32 node = first + i;
      gint64 step;

      if (!ht_read_signed (&reader, &step))
        return fail (error, "missing frame", node);
      frame = ht_wrapping_sum (frame, step);
      if (frame <= 0 || frame >= n_frames)
        return fail (error, "wrong frame", node);
      if (ht_call_tree_intern (tree, node - (guint32) distances[i], (guint32) frame) != node)
        return fail (error, "repeated call", node);
    }
  if (ht_number_reader_left (&reader) != 0)
    return fail (error, "too many bytes", first + n_nodes);
  return TRUE;
}
