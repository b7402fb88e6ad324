/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folded-tree.h"

/* Frames 1..6 stand for functions A B C; odd and even frames are two lines of one function. */
static const guint32 groups[] = { 0, 10, 10, 20, 20, 30, 30 };

static HtCallTree *
make_tree (guint32 leaves[3])
{
  HtCallTree *tree = ht_call_tree_new ();
  const guint32 a1_b1[] = { 3, 1 };
  const guint32 a2_b2[] = { 4, 2 };
  const guint32 a1_c[] = { 5, 1 };

  leaves[0] = ht_call_tree_intern_stack (tree, a1_b1, 2);
  leaves[1] = ht_call_tree_intern_stack (tree, a2_b2, 2);
  leaves[2] = ht_call_tree_intern_stack (tree, a1_c, 2);
  return tree;
}

static guint32
child_of_group (const HtFoldedTree *tree, guint32 node, guint32 group)
{
  for (guint32 i = tree->child_start[node]; i < tree->child_start[node + 1]; i++)
    if (tree->group[tree->children[i]] == group)
      return tree->children[i];
  return 0;
}

static void
test_lines_of_a_function_are_one (void)
{
  guint32 leaves[3];
  g_autoptr (HtCallTree) tree = make_tree (leaves);
  const gint64 values[] = { 1, 2, 4 };
  g_autoptr (HtFoldedTree) folded = ht_folded_tree_new (tree, groups, leaves, values, 3, 1);

  g_assert_cmpuint (folded->n_nodes, ==, 4);
  g_assert_cmpuint (folded->max_depth, ==, 2);
  g_assert_cmpint (folded->total[0], ==, 7);

  guint32 a = child_of_group (folded, 0, 10);
  guint32 b = child_of_group (folded, a, 20);
  guint32 c = child_of_group (folded, a, 30);
  g_assert_cmpint (folded->total[a], ==, 7);
  g_assert_cmpint (folded->self[a], ==, 0);
  g_assert_cmpint (folded->self[b], ==, 3);
  g_assert_cmpint (folded->total[c], ==, 4);
  g_assert_cmpuint (folded->parent[b], ==, a);
}

static void
test_what_has_no_value_is_left_out (void)
{
  guint32 leaves[3];
  g_autoptr (HtCallTree) tree = make_tree (leaves);
  const gint64 values[] = { 0, 0, 5 };
  g_autoptr (HtFoldedTree) folded = ht_folded_tree_new (tree, groups, leaves, values, 3, 1);

  g_assert_cmpuint (folded->n_nodes, ==, 3);
  g_assert_cmpuint (child_of_group (folded, child_of_group (folded, 0, 10), 20), ==, 0);
}

static void
test_what_was_freed_keeps_its_width (void)
{
  guint32 leaves[3];
  g_autoptr (HtCallTree) tree = make_tree (leaves);
  const gint64 values[] = { 5, -5, -3 };
  g_autoptr (HtFoldedTree) folded = ht_folded_tree_new (tree, groups, leaves, values, 3, 1);
  guint32 a = child_of_group (folded, 0, 10);
  guint32 b = child_of_group (folded, a, 20);

  g_assert_cmpint (folded->total[b], ==, 0);
  g_assert_cmpuint (folded->weight[b], ==, 10);
  g_assert_cmpint (folded->total[0], ==, -3);
  g_assert_cmpuint (folded->weight[0], ==, 13);
}

static void
test_stride_chooses_the_sample_type (void)
{
  guint32 leaves[3];
  g_autoptr (HtCallTree) tree = make_tree (leaves);
  const gint64 values[] = { 1, 100, 2, 200, 4, 400 };
  g_autoptr (HtFoldedTree) folded = ht_folded_tree_new (tree, groups, leaves, values + 1, 3, 2);

  g_assert_cmpint (folded->total[0], ==, 700);
}

/* A stack that has no node of its own counts to its caller, and so does all below it, even where a
 * function has the name of one elsewhere. */
static void
test_others_are_located (void)
{
  const guint32 elsewhere[] = { 3, 5, 1 };
  guint32 leaves[3];
  g_autoptr (HtCallTree) tree = make_tree (leaves);
  const gint64 values[] = { 1, 2, 0 };
  g_autoptr (HtFoldedTree) folded = ht_folded_tree_new (tree, groups, leaves, values, 3, 1);
  guint32 other = ht_call_tree_intern_stack (tree, elsewhere, 3);
  g_autofree guint32 *located = ht_folded_tree_locate (folded, tree, groups);
  guint32 a = child_of_group (folded, 0, 10);
  guint32 b = child_of_group (folded, a, 20);

  g_assert_cmpuint (located[HT_CALL_TREE_ROOT], ==, 0);
  g_assert_cmpuint (located[leaves[0]], ==, b);
  g_assert_cmpuint (located[leaves[1]], ==, b);
  g_assert_cmpuint (located[leaves[2]], ==, a);
  g_assert_cmpuint (located[other], ==, a);
}

/* Of many children each is found, wherever it is. */
static void
test_each_is_located (void)
{
  enum
  {
    N = 200
  };
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  guint32 many[N + 1];
  guint32 leaves[2 * N];
  gint64 values[2 * N];
  g_autoptr (HtFoldedTree) folded = NULL;
  g_autofree guint32 *located = NULL;

  for (guint32 i = 0; i <= N; i++)
    many[i] = i;
  for (guint32 i = 0; i < N; i++)
    {
      const guint32 outer[] = { i + 1 };
      const guint32 inner[] = { N - i, 1 + i / 2 };

      leaves[2 * i] = ht_call_tree_intern_stack (tree, outer, 1);
      leaves[2 * i + 1] = ht_call_tree_intern_stack (tree, inner, 2);
      values[2 * i] = values[2 * i + 1] = 1;
    }
  folded = ht_folded_tree_new (tree, many, leaves, values, 2 * N, 1);
  located = ht_folded_tree_locate (folded, tree, many);
  for (guint32 node = 1; node < ht_call_tree_count (tree); node++)
    {
      g_assert_cmpuint (folded->group[located[node]], ==, ht_call_tree_frame (tree, node));
      g_assert_cmpuint (folded->parent[located[node]], ==,
                        located[ht_call_tree_parent (tree, node)]);
    }
}

/* Differences of nodes: what is more and what is less both have width, what is equal has none. */
static void
test_other_values (void)
{
  guint32 leaves[3];
  g_autoptr (HtCallTree) tree = make_tree (leaves);
  const gint64 values[] = { 1, 2, 4 };
  g_autoptr (HtFoldedTree) folded = ht_folded_tree_new (tree, groups, leaves, values, 3, 1);
  guint32 a = child_of_group (folded, 0, 10);
  guint32 b = child_of_group (folded, a, 20);
  guint32 c = child_of_group (folded, a, 30);
  gint64 differences[4] = { 0 };

  differences[b] = 5;
  differences[c] = -7;
  ht_folded_tree_set_values (folded, differences);
  g_assert_cmpint (folded->total[0], ==, -2);
  g_assert_cmpuint (folded->weight[0], ==, 12);
  g_assert_cmpint (folded->total[c], ==, -7);
  g_assert_cmpuint (folded->weight[c], ==, 7);
  differences[c] = 0;
  ht_folded_tree_set_values (folded, differences);
  g_assert_cmpuint (folded->weight[c], ==, 0);
  g_assert_cmpint (folded->total[a], ==, 5);
}

static void
test_nothing (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  const guint32 root = HT_CALL_TREE_ROOT;
  const gint64 value = 9;
  g_autoptr (HtFoldedTree) empty = ht_folded_tree_new (tree, groups, NULL, NULL, 0, 1);
  g_autoptr (HtFoldedTree) stackless = ht_folded_tree_new (tree, groups, &root, &value, 1, 1);

  g_assert_cmpuint (empty->n_nodes, ==, 1);
  g_assert_cmpint (empty->total[0], ==, 0);
  g_assert_cmpuint (stackless->n_nodes, ==, 1);
  g_assert_cmpint (stackless->self[0], ==, 9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/folded-tree/lines-of-a-function", test_lines_of_a_function_are_one);
  g_test_add_func ("/core/folded-tree/no-value", test_what_has_no_value_is_left_out);
  g_test_add_func ("/core/folded-tree/freed", test_what_was_freed_keeps_its_width);
  g_test_add_func ("/core/folded-tree/stride", test_stride_chooses_the_sample_type);
  g_test_add_func ("/core/folded-tree/located", test_others_are_located);
  g_test_add_func ("/core/folded-tree/located-each", test_each_is_located);
  g_test_add_func ("/core/folded-tree/other-values", test_other_values);
  g_test_add_func ("/core/folded-tree/nothing", test_nothing);
  return g_test_run ();
}
