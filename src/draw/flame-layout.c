/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "flame-layout.h"

typedef struct
{
  const HtFoldedTree *tree;
  const guint32 *group_ranks;
  double from;
  double to;
  double min_width;
  double total;

  /* Borrowed */
  HtFlameLayout *layout;

  /* Owned */
  GArray *wide; /* guint32, the children of one node that get a box of their own */
} Placing;

static int
compare_siblings (gconstpointer a, gconstpointer b, gpointer data)
{
  const Placing *placing = data;
  const HtFoldedTree *tree = placing->tree;
  guint32 left = *(const guint32 *) a;
  guint32 right = *(const guint32 *) b;
  guint32 left_rank = placing->group_ranks[tree->group[left]];
  guint32 right_rank = placing->group_ranks[tree->group[right]];

  if (tree->weight[left] != tree->weight[right])
    return tree->weight[left] > tree->weight[right] ? -1 : 1;
  return left_rank < right_rank ? -1 : left_rank > right_rank;
}

static gboolean
is_in_view (const Placing *placing, double left, double right)
{
  return right > placing->from && left < placing->to;
}

static void
add_box (Placing *placing, const HtFlameBox *box)
{
  if (is_in_view (placing, box->left, box->right))
    g_array_append_vals (placing->layout->boxes, box, 1);
}

/* Places the children of a box: the wide ones by size, then one run of all others. */
static void
place_children (Placing *placing, const HtFlameBox *parent)
{
  const HtFoldedTree *tree = placing->tree;
  HtFlameBox run = { .node = parent->node, .row = parent->row + 1 };
  double left = parent->left;

  g_array_set_size (placing->wide, 0);
  for (guint32 i = tree->child_start[parent->node]; i < tree->child_start[parent->node + 1]; i++)
    {
      guint32 child = tree->children[i];

      /* What has not changed has no width in a picture of a difference. */
      if (tree->weight[child] == 0)
        continue;
      if ((double) tree->weight[child] / placing->total >= placing->min_width)
        g_array_append_val (placing->wide, child);
      else
        {
          run.weight += tree->weight[child];
          run.n_merged++;
        }
    }
  g_array_sort_with_data (placing->wide, compare_siblings, placing);

  for (guint i = 0; i < placing->wide->len; i++)
    {
      guint32 child = g_array_index (placing->wide, guint32, i);
      HtFlameBox box = { .left = left,
                         .right = left + (double) tree->weight[child] / placing->total,
                         .weight = tree->weight[child],
                         .node = child,
                         .row = parent->row + 1 };

      add_box (placing, &box);
      left = box.right;
    }
  if (run.n_merged > 0)
    {
      run.left = left;
      run.right = left + (double) run.weight / placing->total;
      add_box (placing, &run);
    }
}

/**
 * ht_flame_layout_new:
 * @tree: what to lay out
 * @root: the node that gets the full width
 * @group_ranks: (array): for each group its place among the names, for siblings of equal weight
 * @from: left border of what is in view, as a fraction of @root's width
 * @to: right border, greater than @from
 * @min_width: least width of a frame on its own, as a fraction of @root's width: one pixel
 *
 * Lays a flame graph out: siblings by weight, then by name. Siblings below the
 * least width become one run, so that nothing vanishes. May run on any thread.
 *
 * Returns: (transfer full): the layout
 */
HtFlameLayout *
ht_flame_layout_new (const HtFoldedTree *tree,
                     guint32 root,
                     const guint32 *group_ranks,
                     double from,
                     double to,
                     double min_width)
{
  HtFlameLayout *self = g_new0 (HtFlameLayout, 1);
  g_autoptr (GArray) wide = g_array_new (FALSE, FALSE, sizeof (guint32));
  HtFlameBox top = { .left = 0, .right = 1, .weight = tree->weight[root], .node = root };
  Placing placing = {
    .tree = tree,
    .group_ranks = group_ranks,
    .from = from,
    .to = to,
    .min_width = min_width,
    .total = (double) MAX (tree->weight[root], 1),
    .layout = self,
    .wide = wide,
  };
  guint begin = 0;

  self->root = root;
  self->boxes = g_array_new (FALSE, FALSE, sizeof (HtFlameBox));
  self->row_start = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (self->boxes, top);

  while (begin < self->boxes->len)
    {
      guint end = self->boxes->len;

      g_array_append_val (self->row_start, begin);
      for (guint i = begin; i < end; i++)
        {
          /* A copy: the array moves as the next row is added to it. */
          HtFlameBox box = g_array_index (self->boxes, HtFlameBox, i);

          if (box.n_merged == 0)
            place_children (&placing, &box);
          else
            self->n_merged += box.n_merged;
        }
      begin = end;
    }
  g_array_append_val (self->row_start, begin);
  return self;
}

/**
 * ht_flame_layout_free:
 * @layout: (transfer full) (nullable): the layout
 */
void
ht_flame_layout_free (HtFlameLayout *layout)
{
  if (layout == NULL)
    return;
  g_array_unref (layout->boxes);
  g_array_unref (layout->row_start);
  g_free (layout);
}

/**
 * ht_flame_layout_n_rows:
 * @layout: the layout
 *
 * Returns: how many rows it has
 */
guint
ht_flame_layout_n_rows (const HtFlameLayout *layout)
{
  return layout->row_start->len - 1;
}

/**
 * ht_flame_layout_find:
 * @layout: the layout
 * @row: a row, from 0
 * @position: where, as a fraction of the root's width
 *
 * Finds the box at a place, by binary search.
 *
 * Returns: (transfer none) (nullable): the box
 */
const HtFlameBox *
ht_flame_layout_find (const HtFlameLayout *layout, guint row, double position)
{
  guint low, high;

  if (row >= ht_flame_layout_n_rows (layout))
    return NULL;
  low = g_array_index (layout->row_start, guint, row);
  high = g_array_index (layout->row_start, guint, row + 1);
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const HtFlameBox *box = &g_array_index (layout->boxes, HtFlameBox, middle);

      if (position < box->left)
        high = middle;
      else if (position >= box->right)
        low = middle + 1;
      else
        return box;
    }
  return NULL;
}
