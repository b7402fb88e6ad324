/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "turned-tree.h"

#include "random-tree.h"

/* Stacks are written root first, a letter per function. */
typedef struct
{
  const char *stack;
  gint64 value;
} Row;

static const Row rows[] = {
  { "ab", 1 }, { "acb", 2 }, { "dbab", 4 }, { "a", 8 }, { "dc", -16 },
};

static HtFoldedTree *
fold (HtCallTree *calls)
{
  guint32 groups[8];
  guint32 nodes[G_N_ELEMENTS (rows)];
  gint64 values[G_N_ELEMENTS (rows)];

  for (guint32 i = 0; i < G_N_ELEMENTS (groups); i++)
    groups[i] = i;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      nodes[i] = HT_CALL_TREE_ROOT;
      for (const char *c = rows[i].stack; *c != '\0'; c++)
        nodes[i] = ht_call_tree_intern (calls, nodes[i], (guint32) (*c - 'a' + 1));
      values[i] = rows[i].value;
    }
  return ht_folded_tree_new (calls, groups, nodes, values, G_N_ELEMENTS (rows), 1);
}

static void
append_below (GString *text, const HtFoldedTree *tree, guint32 node)
{
  g_autoptr (GString) inner = g_string_new (NULL);

  for (guint32 group = 0; group < 8; group++)
    for (guint32 i = tree->child_start[node]; i < tree->child_start[node + 1]; i++)
      {
        guint32 child = tree->children[i];

        if (tree->group[child] != group)
          continue;
        g_string_append_printf (inner, "%s%c:%" G_GINT64_FORMAT, inner->len > 0 ? " " : "",
                                (char) ('a' + group - 1), tree->total[child]);
        append_below (inner, tree, child);
      }
  if (inner->len > 0)
    g_string_append_printf (text, "(%s)", inner->str);
}

/* Writes a tree as "function:total(what is below it)". */
static char *
write_tree (const HtFoldedTree *tree)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%" G_GINT64_FORMAT, tree->total[0]);
  append_below (text, tree, 0);
  return g_string_free (text, FALSE);
}

static void
test_inverted (void)
{
  g_autoptr (HtCallTree) calls = ht_call_tree_new ();
  g_autoptr (HtFoldedTree) tree = fold (calls);
  g_autoptr (HtFoldedTree) inverted = ht_folded_tree_new_inverted (tree, NULL);
  g_autofree char *text = write_tree (inverted);

  g_assert_cmpstr (text, ==, "-1(a:8 b:7(a:5(b:4(d:4)) c:2(a:2)) c:-16(d:-16))");
  g_assert_cmpuint (inverted->weight[0], ==, 31);
}

static void
test_callers (void)
{
  g_autoptr (HtCallTree) calls = ht_call_tree_new ();
  g_autoptr (HtFoldedTree) tree = fold (calls);
  g_autoptr (HtFoldedTree) of_b = ht_folded_tree_new_callers (tree, 2, NULL);
  g_autoptr (HtFoldedTree) of_nobody = ht_folded_tree_new_callers (tree, 7, NULL);
  g_autofree char *text = write_tree (of_b);

  /* The b that b calls by way of a is not called from outside. */
  g_assert_cmpstr (text, ==, "7(b:7(a:1 c:2(a:2) d:4))");
  g_assert_cmpuint (of_nobody->n_nodes, ==, 1);
}

static void
test_callees (void)
{
  g_autoptr (HtCallTree) calls = ht_call_tree_new ();
  g_autoptr (HtFoldedTree) tree = fold (calls);
  g_autoptr (HtFoldedTree) of_a = ht_folded_tree_new_callees (tree, 1, NULL);
  g_autoptr (HtFoldedTree) of_d = ht_folded_tree_new_callees (tree, 4, NULL);
  g_autofree char *text = write_tree (of_a);
  g_autofree char *below_d = write_tree (of_d);

  g_assert_cmpstr (text, ==, "15(a:15(b:5 c:2(b:2)))");
  g_assert_cmpstr (below_d, ==, "-12(d:-12(b:4(a:4(b:4)) c:-16))");
  g_assert_cmpuint (of_d->weight[0], ==, 20);
}

/* What a node holds itself is found where it went. */
static void
assert_places (const HtFoldedTree *tree, const HtFoldedTree *turned, const guint32 *places)
{
  g_autofree gint64 *moved = g_new0 (gint64, turned->n_nodes);

  for (guint32 node = 0; node < tree->n_nodes; node++)
    if (places[node] != HT_TURNED_NONE)
      moved[places[node]] += tree->self[node];
  for (guint32 node = 0; node < turned->n_nodes; node++)
    g_assert_cmpint (moved[node], ==, turned->self[node]);
}

static void
test_places (void)
{
  RandomTree random;

  random_tree_init (&random, 3, 300);
  for (guint32 group = 0; group < 20; group++)
    {
      g_autofree guint32 *inverted_places = NULL;
      g_autofree guint32 *caller_places = NULL;
      g_autofree guint32 *callee_places = NULL;
      g_autoptr (HtFoldedTree) inverted =
          ht_folded_tree_new_inverted (random.tree, &inverted_places);
      g_autoptr (HtFoldedTree) callers =
          ht_folded_tree_new_callers (random.tree, group, &caller_places);
      g_autoptr (HtFoldedTree) callees =
          ht_folded_tree_new_callees (random.tree, group, &callee_places);

      assert_places (random.tree, inverted, inverted_places);
      assert_places (random.tree, callers, caller_places);
      assert_places (random.tree, callees, callee_places);
    }
  random_tree_clear (&random);
}

/* Whatever the tree: turning keeps what it holds, and turning twice gives it back. */
static void
test_any_tree (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      RandomTree random;
      g_autoptr (HtFoldedTree) inverted = NULL;
      g_autoptr (HtFoldedTree) back = NULL;
      gint64 held[RANDOM_TREE_N_GROUPS] = { 0 };

      random_tree_init (&random, seed, 300);
      inverted = ht_folded_tree_new_inverted (random.tree, NULL);
      back = ht_folded_tree_new_inverted (inverted, NULL);
      g_assert_cmpint (inverted->total[0], ==, random.tree->total[0]);
      g_assert_cmpuint (inverted->weight[0], ==, random.tree->weight[0]);
      g_assert_cmpuint (back->n_nodes, ==, random.tree->n_nodes);

      for (guint32 node = 1; node < random.tree->n_nodes; node++)
        held[random.tree->group[node]] += random.tree->self[node];
      for (guint32 i = inverted->child_start[0]; i < inverted->child_start[1]; i++)
        {
          guint32 group = inverted->group[inverted->children[i]];
          g_autoptr (HtFoldedTree) callers = ht_folded_tree_new_callers (random.tree, group, NULL);
          g_autoptr (HtFoldedTree) callees = ht_folded_tree_new_callees (random.tree, group, NULL);

          g_assert_cmpint (inverted->total[inverted->children[i]], ==, held[group]);
          g_assert_cmpint (callers->total[0], ==, callees->total[0]);
          g_assert_cmpuint (callers->weight[0], ==, callees->weight[0]);
        }
      random_tree_clear (&random);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/turned-tree/inverted", test_inverted);
  g_test_add_func ("/core/turned-tree/callers", test_callers);
  g_test_add_func ("/core/turned-tree/callees", test_callees);
  g_test_add_func ("/core/turned-tree/places", test_places);
  g_test_add_func ("/core/turned-tree/any-tree", test_any_tree);
  return g_test_run ();
}
