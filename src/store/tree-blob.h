/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-tree.h"
#include "store-error.h"

G_BEGIN_DECLS

/* Nodes 1 … 4096 are the first chunk: the root is in none. */
#define HT_TREE_CHUNK_NODES 4096u

void ht_tree_blob_encode (const HtCallTree *tree, guint32 first, guint32 n_nodes, GByteArray *out);
gboolean ht_tree_blob_decode (gconstpointer bytes,
                              gsize length,
                              guint32 first,
                              guint32 n_nodes,
                              guint32 n_frames,
                              HtCallTree *tree,
                              GError **error);

G_END_DECLS
