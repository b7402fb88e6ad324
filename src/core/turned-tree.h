/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "folded-tree.h"

G_BEGIN_DECLS

HtFoldedTree *ht_folded_tree_new_inverted (const HtFoldedTree *tree);
HtFoldedTree *ht_folded_tree_new_callers (const HtFoldedTree *tree, guint32 group);
HtFoldedTree *ht_folded_tree_new_callees (const HtFoldedTree *tree, guint32 group);

G_END_DECLS
