/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "folded-tree.h"

G_BEGIN_DECLS

/**
 * HT_TURNED_NONE:
 *
 * Where nodes went of which nothing is left.
 */
#define HT_TURNED_NONE G_MAXUINT32

HtFoldedTree *ht_folded_tree_new_inverted (const HtFoldedTree *tree, guint32 **places);
HtFoldedTree *
ht_folded_tree_new_callers (const HtFoldedTree *tree, guint32 group, guint32 **places);
HtFoldedTree *
ht_folded_tree_new_callees (const HtFoldedTree *tree, guint32 group, guint32 **places);

G_END_DECLS
