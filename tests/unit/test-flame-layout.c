/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flame-layout.h"

/* Groups are frames; their rank by name is their number. */
enum
{
  N_GROUPS = 4096
};
static guint32 identity[N_GROUPS];

static HtFoldedTree *
fold (HtCallTree *tree, const guint32 *nodes, const gint64 *values, gsize n_rows)
{
  for (guint32 i = 0; i < N_GROUPS; i++)
    identity[i] = i;
  return ht_folded_tree_new (tree, identity, nodes, values, n_rows, 1);
}

static const HtFlameBox *
box_at (const HtFlameLayout *layout, guint i)
{
  return &g_array_index (layout->boxes, HtFlameBox, i);
}

static void
test_siblings_by_weight_then_name (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  const guint32 nodes[] = {
    ht_call_tree_intern (tree, 0, 3),
    ht_call_tree_intern (tree, 0, 2),
    ht_call_tree_intern (tree, 0, 1),
  };
  const gint64 values[] = { 25, 50, 25 };
  g_autoptr (HtFoldedTree) folded = fold (tree, nodes, values, 3);
  g_autoptr (HtFlameLayout) layout = ht_flame_layout_new (folded, 0, identity, 0, 1, 0.001);

  g_assert_cmpuint (layout->boxes->len, ==, 4);
  g_assert_cmpuint (ht_flame_layout_n_rows (layout), ==, 2);
  g_assert_cmpuint (folded->group[box_at (layout, 1)->node], ==, 2);
  g_assert_cmpuint (folded->group[box_at (layout, 2)->node], ==, 1);
  g_assert_cmpuint (folded->group[box_at (layout, 3)->node], ==, 3);
  g_assert_cmpfloat (box_at (layout, 1)->right, ==, 0.5);
  g_assert_cmpfloat (box_at (layout, 3)->right, ==, 1.0);
}

static void
test_small_siblings_are_merged_not_lost (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  guint32 nodes[1001];
  gint64 values[1001];

  for (guint i = 0; i < 1000; i++)
    {
      nodes[i] = ht_call_tree_intern (tree, 0, i + 1);
      values[i] = 1;
    }
  nodes[1000] = ht_call_tree_intern (tree, 0, 2000);
  values[1000] = 1000;

  g_autoptr (HtFoldedTree) folded = fold (tree, nodes, values, 1001);
  g_autoptr (HtFlameLayout) layout = ht_flame_layout_new (folded, 0, identity, 0, 1, 0.01);
  g_assert_cmpuint (layout->boxes->len, ==, 3);
  g_assert_cmpuint (box_at (layout, 2)->n_merged, ==, 1000);
  g_assert_cmpuint (box_at (layout, 2)->weight, ==, 1000);
  g_assert_cmpfloat (box_at (layout, 2)->left, ==, 0.5);
  g_assert_cmpfloat (box_at (layout, 2)->right, ==, 1.0);
  g_assert_cmpuint (layout->n_merged, ==, 1000);

  /* Zoomed in, each has its own box, and only those in view are there. */
  g_autoptr (HtFlameLayout) close = ht_flame_layout_new (folded, 0, identity, 0.75, 0.76, 0.0001);
  g_assert_cmpuint (close->n_merged, ==, 0);
  for (guint i = 1; i < close->boxes->len; i++)
    {
      g_assert_cmpfloat (box_at (close, i)->right, >, 0.75);
      g_assert_cmpfloat (box_at (close, i)->left, <, 0.76);
    }
  g_assert_cmpuint (close->boxes->len, <=, 1 + 22);
  g_assert_cmpuint (close->boxes->len, >=, 1 + 20);
}

static void
test_find (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  guint32 a = ht_call_tree_intern (tree, 0, 1);
  const guint32 nodes[] = { a, ht_call_tree_intern (tree, a, 2), ht_call_tree_intern (tree, a, 3) };
  const gint64 values[] = { 20, 50, 30 };
  g_autoptr (HtFoldedTree) folded = fold (tree, nodes, values, 3);
  g_autoptr (HtFlameLayout) layout = ht_flame_layout_new (folded, 0, identity, 0, 1, 0.001);

  g_assert_cmpuint (ht_flame_layout_find (layout, 0, 0.9)->node, ==, 0);
  g_assert_cmpuint (folded->group[ht_flame_layout_find (layout, 1, 0.9)->node], ==, 1);
  g_assert_cmpuint (folded->group[ht_flame_layout_find (layout, 2, 0.0)->node], ==, 2);
  g_assert_cmpuint (folded->group[ht_flame_layout_find (layout, 2, 0.5)->node], ==, 3);
  /* To the right of the children is the caller's own part. */
  g_assert_null (ht_flame_layout_find (layout, 2, 0.85));
  g_assert_null (ht_flame_layout_find (layout, 3, 0.1));
}

static void
test_zoomed_root (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  guint32 a = ht_call_tree_intern (tree, 0, 1);
  guint32 b = ht_call_tree_intern (tree, 0, 2);
  const guint32 nodes[] = { a, ht_call_tree_intern (tree, b, 3) };
  const gint64 values[] = { 90, 10 };
  g_autoptr (HtFoldedTree) folded = fold (tree, nodes, values, 2);
  guint32 zoomed = folded->group[1] == 2 ? 1 : 2;
  g_autoptr (HtFlameLayout) layout = ht_flame_layout_new (folded, zoomed, identity, 0, 1, 0.001);

  g_assert_cmpuint (layout->boxes->len, ==, 2);
  g_assert_cmpuint (box_at (layout, 0)->node, ==, zoomed);
  g_assert_cmpfloat (box_at (layout, 1)->right, ==, 1.0);
}

static void
test_empty_tree (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  g_autoptr (HtFoldedTree) folded = fold (tree, NULL, NULL, 0);
  g_autoptr (HtFlameLayout) layout = ht_flame_layout_new (folded, 0, identity, 0, 1, 0.001);

  g_assert_cmpuint (layout->boxes->len, ==, 1);
  g_assert_cmpuint (ht_flame_layout_n_rows (layout), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/flame-layout/order", test_siblings_by_weight_then_name);
  g_test_add_func ("/draw/flame-layout/merged", test_small_siblings_are_merged_not_lost);
  g_test_add_func ("/draw/flame-layout/find", test_find);
  g_test_add_func ("/draw/flame-layout/zoomed-root", test_zoomed_root);
  g_test_add_func ("/draw/flame-layout/empty-tree", test_empty_tree);
  return g_test_run ();
}
