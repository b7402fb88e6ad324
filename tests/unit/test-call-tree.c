/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call-tree.h"

static void
test_same_stack_is_one_node (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  const guint32 leaf_first[] = { 3, 2, 1 };

  guint32 node = ht_call_tree_intern_stack (tree, leaf_first, 3);
  g_assert_cmpuint (ht_call_tree_count (tree), ==, 4);
  g_assert_cmpuint (ht_call_tree_intern_stack (tree, leaf_first, 3), ==, node);
  g_assert_cmpuint (ht_call_tree_count (tree), ==, 4);
  g_assert_cmpuint (ht_call_tree_frame (tree, node), ==, 3);
  g_assert_cmpuint (ht_call_tree_frame (tree, ht_call_tree_parent (tree, node)), ==, 2);

  /* The same frames under another parent are another node. */
  const guint32 other[] = { 3, 2 };
  g_assert_cmpuint (ht_call_tree_intern_stack (tree, other, 2), !=, node);
  g_assert_cmpuint (ht_call_tree_count (tree), ==, 6);
}

static void
test_empty_stack_is_the_root (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();

  g_assert_cmpuint (ht_call_tree_intern_stack (tree, NULL, 0), ==, HT_CALL_TREE_ROOT);
  g_assert_cmpuint (ht_call_tree_count (tree), ==, 1);
  g_assert_cmpuint (ht_call_tree_parent (tree, HT_CALL_TREE_ROOT), ==, HT_CALL_TREE_ROOT);
}

static void
test_stacks_come_back (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  enum
  {
    N_STACKS = 5000,
    MAX_DEPTH = 40
  };
  g_autofree guint32 *nodes = g_new (guint32, N_STACKS);
  guint32 stacks[MAX_DEPTH];

  /* Few distinct frames, so that stacks share prefixes and tables grow often. */
  for (guint i = 0; i < N_STACKS; i++)
    {
      guint depth = (guint) g_rand_int_range (rand, 1, MAX_DEPTH);

      for (guint k = 0; k < depth; k++)
        stacks[k] = (guint32) g_rand_int_range (rand, 1, 5);
      nodes[i] = ht_call_tree_intern_stack (tree, stacks, depth);
      g_assert_cmpuint (ht_call_tree_get_stack (tree, nodes[i], stack), ==, depth);
      g_assert_cmpmem (stack->data, depth * sizeof (guint32), stacks, depth * sizeof (guint32));
    }
  for (guint i = 0; i < N_STACKS; i++)
    {
      gsize depth = ht_call_tree_get_stack (tree, nodes[i], stack);

      g_assert_cmpuint (ht_call_tree_intern_stack (tree, (const guint32 *) (gpointer) stack->data,
                                                   depth),
                        ==, nodes[i]);
    }
  for (guint32 id = 1; id < ht_call_tree_count (tree); id++)
    g_assert_cmpuint (ht_call_tree_parent (tree, id), <, id);
}

/* Against a plain map of (parent, frame): nodes added one by one, in any order. */
static void
test_one_by_one (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  g_autoptr (GHashTable) model = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 50000; i++)
    {
      /* Often below the newest node, where the tree has no need of its table. */
      guint32 newest = ht_call_tree_count (tree) - 1;
      guint32 parent = g_rand_boolean (rand)
                           ? newest
                           : (guint32) g_rand_int_range (rand, 0, (gint32) newest + 1);
      guint32 frame = (guint32) g_rand_int_range (rand, 1, 4);
      gint64 key = (gint64) parent << 32 | frame;
      gpointer known = g_hash_table_lookup (model, &key);
      guint32 node = ht_call_tree_intern (tree, parent, frame);

      if (known == NULL)
        {
          g_assert_cmpuint (node, ==, newest + 1);
          g_hash_table_insert (model, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (node));
        }
      else
        g_assert_cmpuint (node, ==, GPOINTER_TO_UINT (known));
      g_assert_cmpuint (ht_call_tree_parent (tree, node), ==, parent);
      g_assert_cmpuint (ht_call_tree_frame (tree, node), ==, frame);
    }
}

static void
test_totals (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  const guint32 a[] = { 2, 1 };
  const guint32 b[] = { 3, 1 };
  guint32 leaf_a = ht_call_tree_intern_stack (tree, a, 2);
  guint32 leaf_b = ht_call_tree_intern_stack (tree, b, 2);
  guint32 top = ht_call_tree_parent (tree, leaf_a);
  gint64 values[4] = { 0 };

  values[leaf_a] = 10;
  values[leaf_b] = -3;
  values[top] = 1;
  ht_call_tree_add_totals (tree, values);
  g_assert_cmpint (values[leaf_a], ==, 10);
  g_assert_cmpint (values[leaf_b], ==, -3);
  g_assert_cmpint (values[top], ==, 8);
  g_assert_cmpint (values[HT_CALL_TREE_ROOT], ==, 8);
}

static void
test_totals_wrap_around (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  const guint32 a = 1;
  const guint32 b = 2;
  gint64 values[3] = { 0 };

  values[ht_call_tree_intern_stack (tree, &a, 1)] = G_MAXINT64;
  values[ht_call_tree_intern_stack (tree, &b, 1)] = 1;
  ht_call_tree_add_totals (tree, values);
  g_assert_cmpint (values[HT_CALL_TREE_ROOT], ==, G_MININT64);
}

static void
test_reserve_keeps_nodes (void)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  const guint32 stack[] = { 5, 4, 3 };
  guint32 node = ht_call_tree_intern_stack (tree, stack, 3);

  ht_call_tree_reserve (tree, 1000000);
  g_assert_cmpuint (ht_call_tree_intern_stack (tree, stack, 3), ==, node);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/call-tree/same-stack-is-one-node", test_same_stack_is_one_node);
  g_test_add_func ("/core/call-tree/empty-stack-is-the-root", test_empty_stack_is_the_root);
  g_test_add_func ("/core/call-tree/stacks-come-back", test_stacks_come_back);
  g_test_add_func ("/core/call-tree/one-by-one", test_one_by_one);
  g_test_add_func ("/core/call-tree/totals", test_totals);
  g_test_add_func ("/core/call-tree/totals-wrap-around", test_totals_wrap_around);
  g_test_add_func ("/core/call-tree/reserve-keeps-nodes", test_reserve_keeps_nodes);
  return g_test_run ();
}
