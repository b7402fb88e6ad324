/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flame-layout.h"
#include "random-tree.h"

/* What holds for every layout, held against trees of any shape. */

#define EPSILON 1e-9
#define N_SEEDS 12

static const HtFlameBox *
box_at (const HtFlameLayout *layout, guint i)
{
  return &g_array_index (layout->boxes, HtFlameBox, i);
}

/* The box of each node of the tree, NULL for those that have none of their own. */
static const HtFlameBox **
boxes_by_node (const HtFlameLayout *layout, const HtFoldedTree *tree)
{
  const HtFlameBox **by_node = g_new0 (const HtFlameBox *, tree->n_nodes);

  for (guint i = 0; i < layout->boxes->len; i++)
    if (box_at (layout, i)->n_merged == 0)
      {
        g_assert_null (by_node[box_at (layout, i)->node]);
        by_node[box_at (layout, i)->node] = box_at (layout, i);
      }
  return by_node;
}

static void
assert_rows (const HtFlameLayout *layout)
{
  guint n_rows = ht_flame_layout_n_rows (layout);

  g_assert_cmpuint (g_array_index (layout->row_start, guint, n_rows), ==, layout->boxes->len);
  for (guint row = 0; row < n_rows; row++)
    {
      guint begin = g_array_index (layout->row_start, guint, row);
      guint end = g_array_index (layout->row_start, guint, row + 1);

      g_assert_cmpuint (begin, <, end);
      for (guint i = begin; i < end; i++)
        {
          const HtFlameBox *box = box_at (layout, i);

          g_assert_cmpuint (box->row, ==, row);
          g_assert_cmpfloat (box->left, <, box->right);
          if (i > begin)
            g_assert_cmpfloat (box->left, >=, box_at (layout, i - 1)->right - EPSILON);
        }
    }
}

/* Whatever is wide enough and has its parent in the picture has a box of its own. */
static void
assert_wide_ones_stand_alone (const HtFlameLayout *layout,
                              const HtFoldedTree *tree,
                              guint32 root,
                              double min_width)
{
  g_autofree const HtFlameBox **by_node = boxes_by_node (layout, tree);

  for (guint32 node = 1; node < tree->n_nodes; node++)
    if (by_node[tree->parent[node]] != NULL &&
        (double) tree->weight[node] / (double) tree->weight[root] >= min_width)
      g_assert_nonnull (by_node[node]);
}

static void
assert_boxes (const HtFlameLayout *layout, const HtFoldedTree *tree, guint32 root, double min_width)
{
  g_autofree const HtFlameBox **by_node = boxes_by_node (layout, tree);
  double total = (double) tree->weight[root];

  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const HtFlameBox *box = box_at (layout, i);
      const HtFlameBox *parent;

      g_assert_cmpfloat_with_epsilon (box->right - box->left, (double) box->weight / total,
                                      EPSILON);
      if (i == 0)
        continue;
      parent = by_node[box->n_merged > 0 ? box->node : tree->parent[box->node]];
      g_assert_nonnull (parent);
      g_assert_cmpuint (box->row, ==, parent->row + 1);
      g_assert_cmpfloat (box->left, >=, parent->left - EPSILON);
      g_assert_cmpfloat (box->right, <=, parent->right + EPSILON);
      if (box->n_merged == 0)
        {
          g_assert_cmpuint (box->weight, ==, tree->weight[box->node]);
          g_assert_cmpfloat ((double) box->weight / total, >=, min_width);
        }
    }
}

/* Under each frame, its frames and its run stand for all that the tree has there. */
static void
assert_nothing_vanishes (const HtFlameLayout *layout, const HtFoldedTree *tree)
{
  g_autofree guint64 *weight = g_new0 (guint64, tree->n_nodes);
  g_autofree guint32 *count = g_new0 (guint32, tree->n_nodes);
  guint64 n_merged = 0;

  for (guint i = 1; i < layout->boxes->len; i++)
    {
      const HtFlameBox *box = box_at (layout, i);
      guint32 parent = box->n_merged > 0 ? box->node : tree->parent[box->node];

      weight[parent] += box->weight;
      count[parent] += MAX (box->n_merged, 1);
      n_merged += box->n_merged;
    }
  g_assert_cmpuint (layout->n_merged, ==, n_merged);
  for (guint i = 0; i < layout->boxes->len; i++)
    {
      const HtFlameBox *box = box_at (layout, i);
      guint64 below = 0;
      guint32 begin, end;

      if (box->n_merged > 0)
        continue;
      begin = tree->child_start[box->node];
      end = tree->child_start[box->node + 1];
      for (guint32 k = begin; k < end; k++)
        below += tree->weight[tree->children[k]];
      g_assert_cmpuint (weight[box->node], ==, below);
      g_assert_cmpuint (count[box->node], ==, end - begin);
    }
}

static void
test_whole (void)
{
  static const double min_widths[] = { 0.1, 0.014, 0.002, 0.0003, 0 };

  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    for (guint i = 0; i < G_N_ELEMENTS (min_widths); i++)
      {
        double min_width = min_widths[i];
        RandomTree random;
        g_autoptr (HtFlameLayout) layout = NULL;

        random_tree_init (&random, seed, 1500);
        layout = ht_flame_layout_new (random.tree, 0, random.groups, 0, 1, min_width);
        assert_rows (layout);
        assert_boxes (layout, random.tree, 0, min_width);
        assert_wide_ones_stand_alone (layout, random.tree, 0, min_width);
        assert_nothing_vanishes (layout, random.tree);
        random_tree_clear (&random);
      }
}

/* In a row there is room for so many frames of a pixel, and each of the row above has one run. */
static void
test_size_follows_pixels (void)
{
  static const guint sizes[] = { 10, 1000, 30000 };
  const guint n_pixels = 50;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      RandomTree random;
      g_autoptr (HtFlameLayout) layout = NULL;

      random_tree_init (&random, i, sizes[i]);
      layout = ht_flame_layout_new (random.tree, 0, random.groups, 0, 1, 1.0 / n_pixels);
      for (guint row = 0; row < ht_flame_layout_n_rows (layout); row++)
        g_assert_cmpuint (g_array_index (layout->row_start, guint, row + 1) -
                              g_array_index (layout->row_start, guint, row),
                          <=, 2 * n_pixels);
      random_tree_clear (&random);
    }
}

/* A closer look moves nothing and shows what is in view, no more and no less. */
static void
test_part_agrees_with_whole (void)
{
  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    {
      const double from = 0.07 * seed;
      const double to = from + 0.1;
      const double min_width = 0.001;
      RandomTree random;
      g_autoptr (HtFlameLayout) whole = NULL, part = NULL;
      g_autofree const HtFlameBox **in_whole = NULL;
      guint n_in_view = 0;

      random_tree_init (&random, seed, 1500);
      whole = ht_flame_layout_new (random.tree, 0, random.groups, 0, 1, min_width);
      part = ht_flame_layout_new (random.tree, 0, random.groups, from, to, min_width);
      in_whole = boxes_by_node (whole, random.tree);
      assert_rows (part);
      for (guint i = 0; i < part->boxes->len; i++)
        {
          const HtFlameBox *box = box_at (part, i);
          const HtFlameBox *same =
              box->n_merged > 0
                  ? ht_flame_layout_find (whole, box->row, (box->left + box->right) / 2)
                  : in_whole[box->node];

          g_assert_nonnull (same);
          g_assert_cmpfloat (same->left, ==, box->left);
          g_assert_cmpfloat (same->right, ==, box->right);
          g_assert_cmpuint (same->row, ==, box->row);
          g_assert_cmpuint (same->n_merged, ==, box->n_merged);
        }
      for (guint i = 0; i < whole->boxes->len; i++)
        if (box_at (whole, i)->right > from && box_at (whole, i)->left < to)
          n_in_view++;
      g_assert_cmpuint (part->boxes->len, ==, n_in_view);
      random_tree_clear (&random);
    }
}

/* A frame that gets the whole width keeps the proportions of what is above it. */
static void
test_zoomed_agrees_with_whole (void)
{
  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    {
      RandomTree random;
      g_autoptr (HtFlameLayout) whole = NULL;
      g_autofree const HtFlameBox **in_whole = NULL;

      random_tree_init (&random, seed, 1500);
      whole = ht_flame_layout_new (random.tree, 0, random.groups, 0, 1, 0.0001);
      in_whole = boxes_by_node (whole, random.tree);
      for (guint k = 1; k < whole->boxes->len; k += 1 + whole->boxes->len / 20)
        {
          const HtFlameBox *root = box_at (whole, k);
          double width = root->right - root->left;
          g_autoptr (HtFlameLayout) zoomed = NULL;

          if (root->n_merged > 0)
            continue;
          zoomed = ht_flame_layout_new (random.tree, root->node, random.groups, 0, 1, 0.01);
          assert_rows (zoomed);
          assert_boxes (zoomed, random.tree, root->node, 0.01);
          assert_wide_ones_stand_alone (zoomed, random.tree, root->node, 0.01);
          assert_nothing_vanishes (zoomed, random.tree);
          for (guint i = 0; i < zoomed->boxes->len; i++)
            {
              const HtFlameBox *box = box_at (zoomed, i);
              const HtFlameBox *same = in_whole[box->node];

              /* In the whole it may be one of those that are merged. */
              if (box->n_merged > 0 || same == NULL)
                continue;
              g_assert_cmpfloat_with_epsilon (box->left * width, same->left - root->left, EPSILON);
              g_assert_cmpfloat_with_epsilon (box->right * width, same->right - root->left,
                                              EPSILON);
              g_assert_cmpuint (box->row, ==, same->row - root->row);
            }
        }
      random_tree_clear (&random);
    }
}

static void
test_find_agrees (void)
{
  for (guint32 seed = 1; seed <= N_SEEDS; seed++)
    {
      RandomTree random;
      g_autoptr (HtFlameLayout) layout = NULL;

      random_tree_init (&random, seed, 1500);
      layout = ht_flame_layout_new (random.tree, 0, random.groups, 0, 1, 0.001);
      for (guint i = 0; i < layout->boxes->len; i++)
        {
          const HtFlameBox *box = box_at (layout, i);
          double width = box->right - box->left;

          g_assert_true (ht_flame_layout_find (layout, box->row, box->left + width / 100) == box);
          g_assert_true (ht_flame_layout_find (layout, box->row, box->left + width / 2) == box);
          g_assert_true (ht_flame_layout_find (layout, box->row, box->right - width / 100) == box);
          g_assert_true (ht_flame_layout_find (layout, box->row, box->right + EPSILON) != box);
          g_assert_true (ht_flame_layout_find (layout, box->row, box->left - EPSILON) != box);
        }
      random_tree_clear (&random);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/flame-layout-random/whole", test_whole);
  g_test_add_func ("/draw/flame-layout-random/size-follows-pixels", test_size_follows_pixels);
  g_test_add_func ("/draw/flame-layout-random/part", test_part_agrees_with_whole);
  g_test_add_func ("/draw/flame-layout-random/zoomed", test_zoomed_agrees_with_whole);
  g_test_add_func ("/draw/flame-layout-random/find", test_find_agrees);
  return g_test_run ();
}
