/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "folded-tree.h"

G_BEGIN_DECLS

/**
 * HtFlameBox:
 * @left: where it begins, as a fraction of the laid-out root's width
 * @right: where it ends
 * @node: the folded-tree node; for a run of merged siblings their parent
 * @n_merged: 0 for a frame; for a run how many siblings, each below the least width, it stands for
 * @weight: the weight behind it
 * @row: rows below the root, which is row 0
 *
 * One rectangle of a flame graph.
 */
typedef struct
{
  double left;
  double right;
  guint64 weight;
  guint32 node;
  guint32 n_merged;
  guint32 row;
} HtFlameBox;

/**
 * HtFlameLayout:
 * @boxes: (element-type HtFlameBox): by row, in a row from left to right
 * @row_start: (element-type guint): index of the first box of each row, and one more for the end
 * @root: the node that has the full width
 * @n_merged: how many frames are not shown on their own
 *
 * Where the frames of a folded tree go. Only what is in view and wide enough is
 * laid out, so its size follows the picture's, not the tree's. Immutable.
 */
typedef struct
{
  /* Owned */
  GArray *boxes;
  GArray *row_start;

  guint32 root;
  guint64 n_merged;
} HtFlameLayout;

HtFlameLayout *ht_flame_layout_new (const HtFoldedTree *tree,
                                    guint32 root,
                                    const guint32 *group_ranks,
                                    double from,
                                    double to,
                                    double min_width);
void ht_flame_layout_free (HtFlameLayout *layout);
guint ht_flame_layout_n_rows (const HtFlameLayout *layout);
const HtFlameBox *ht_flame_layout_find (const HtFlameLayout *layout, guint row, double position);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameLayout, ht_flame_layout_free)

G_END_DECLS
