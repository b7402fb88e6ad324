/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "folded-tree.h"

#include <string.h>

/* A frame is a letter; stacks are written root first. */
#define N_FRAMES 27
#define N_RANDOM 400

static guint32 groups[N_FRAMES];

typedef struct
{
  const char *stack;
  gint64 value;
} Row;

typedef struct
{
  HtShapeKind kind;
  const char *letters; /* that match */
} Step;

static guint32
intern (HtCallTree *tree, const char *stack)
{
  guint32 node = HT_CALL_TREE_ROOT;

  for (; *stack != '\0'; stack++)
    node = ht_call_tree_intern (tree, node, (guint32) (*stack - 'a' + 1));
  return node;
}

static HtStackShape *
make_shape (const HtCallTree *tree, const Step *steps, guint n_steps)
{
  g_autofree HtShapeStep *made = g_new0 (HtShapeStep, n_steps + 1);
  g_autofree guint8 *matches = g_new0 (guint8, (n_steps + 1) * N_FRAMES);

  for (guint i = 0; i < n_steps; i++)
    {
      for (const char *c = steps[i].letters; *c != '\0'; c++)
        matches[i * N_FRAMES + (guint) (*c - 'a' + 1)] = TRUE;
      made[i] = (HtShapeStep){ steps[i].kind, matches + (gsize) i * N_FRAMES };
    }
  return ht_stack_shape_new (tree, made, n_steps);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Writes a tree as "stack=self" in order of the stacks. */
static char *
write_tree (const HtFoldedTree *tree)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint32 id = 0; id < tree->n_nodes; id++)
    {
      g_autoptr (GString) stack = g_string_new (NULL);

      if (tree->self[id] == 0)
        continue;
      for (guint32 node = id; node != 0; node = tree->parent[node])
        g_string_prepend_c (stack, (char) ('a' + tree->group[node] - 1));
      g_ptr_array_add (lines, g_strdup_printf ("%s=%" G_GINT64_FORMAT, stack->str, tree->self[id]));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv (" ", (char **) lines->pdata);
}

/* Where rows are said to belong is where they are. */
static void
assert_located (const HtFoldedTree *folded,
                const HtCallTree *tree,
                const HtStackShape *shape,
                const guint32 *nodes,
                const gint64 *values,
                guint n_rows)
{
  g_autofree guint32 *located = ht_folded_tree_locate_shaped (folded, tree, groups, shape);
  g_autofree gint64 *held = g_new0 (gint64, folded->n_nodes);

  for (guint i = 0; i < n_rows; i++)
    if (located[nodes[i]] != HT_SHAPE_DROPPED)
      held[located[nodes[i]]] += values[i];
  for (guint32 id = 0; id < folded->n_nodes; id++)
    g_assert_cmpint (held[id], ==, folded->self[id]);
}

static char *
shape_rows (const Row *rows, guint n_rows, const Step *steps, guint n_steps)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  g_autofree guint32 *nodes = g_new (guint32, n_rows);
  g_autofree gint64 *values = g_new (gint64, n_rows);
  g_autoptr (HtStackShape) shape = NULL;
  g_autoptr (HtFoldedTree) folded = NULL;

  for (guint i = 0; i < n_rows; i++)
    {
      nodes[i] = intern (tree, rows[i].stack);
      values[i] = rows[i].value;
    }
  shape = make_shape (tree, steps, n_steps);
  folded = ht_folded_tree_new_shaped (tree, groups, shape, nodes, values, n_rows, 1);
  g_assert_cmpuint (shape->n_nodes, ==, ht_call_tree_count (tree));
  assert_located (folded, tree, shape, nodes, values, n_rows);
  return write_tree (folded);
}

static void
test_each_step (void)
{
  static const Row rows[] = { { "ab", 1 }, { "abc", 2 }, { "abcbd", 4 }, { "ae", 8 }, { "", 16 } };
  static const struct
  {
    Step step;
    const char *expected;
  } cases[] = {
    { { HT_SHAPE_FOCUS, "c" }, "abc=2 abcbd=4" },
    { { HT_SHAPE_FOCUS, "x" }, "" },
    { { HT_SHAPE_IGNORE, "c" }, "=16 ab=1 ae=8" },
    { { HT_SHAPE_HIDE, "b" }, "=16 a=1 ac=2 acd=4 ae=8" },
    { { HT_SHAPE_HIDE, "ab" }, "=16 c=2 cd=4 e=8" },
    { { HT_SHAPE_SHOW, "be" }, "=16 b=3 bb=4 e=8" },
    { { HT_SHAPE_SHOW_FROM, "bc" }, "b=1 bc=2 bcbd=4" },
    { { HT_SHAPE_PRUNE_BELOW, "b" }, "=16 ab=3 abcb=4 ae=8" },
    { { HT_SHAPE_COLLAPSE_RECURSION, "" }, "=16 ab=1 abc=2 abd=4 ae=8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *shaped = shape_rows (rows, G_N_ELEMENTS (rows), &cases[i].step, 1);

      g_assert_cmpstr (shaped, ==, cases[i].expected);
    }
}

/* A step does not see what those before it took away. */
static void
test_order (void)
{
  static const Row rows[] = { { "abc", 1 }, { "adc", 2 }, { "abd", 4 } };
  static const Step hide_first[] = { { HT_SHAPE_HIDE, "b" }, { HT_SHAPE_IGNORE, "b" } };
  static const Step ignore_first[] = { { HT_SHAPE_IGNORE, "b" }, { HT_SHAPE_HIDE, "b" } };
  static const Step pruned[] = { { HT_SHAPE_PRUNE_BELOW, "b" }, { HT_SHAPE_IGNORE, "c" } };
  g_autofree char *hidden = shape_rows (rows, 3, hide_first, 2);
  g_autofree char *ignored = shape_rows (rows, 3, ignore_first, 2);
  g_autofree char *cut = shape_rows (rows, 3, pruned, 2);

  g_assert_cmpstr (hidden, ==, "ac=1 ad=4 adc=2");
  g_assert_cmpstr (ignored, ==, "adc=2");
  g_assert_cmpstr (cut, ==, "ab=5");
}

/* The same by the words of the definition: a stack at a time, a step at a time. Returns whether the
 * stack is left. */
static gboolean
shape_stack (GString *stack, const Step *step)
{
  g_autofree char *before = g_strdup (stack->str);
  gsize first = strcspn (before, step->letters);
  gboolean matches = before[first] != '\0';

  switch (step->kind)
    {
    case HT_SHAPE_FOCUS:
      return matches;
    case HT_SHAPE_IGNORE:
      return !matches;
    case HT_SHAPE_HIDE:
    case HT_SHAPE_SHOW:
      g_string_truncate (stack, 0);
      for (const char *c = before; *c != '\0'; c++)
        if ((strchr (step->letters, *c) == NULL) == (step->kind == HT_SHAPE_HIDE))
          g_string_append_c (stack, *c);
      return TRUE;
    case HT_SHAPE_SHOW_FROM:
      g_string_erase (stack, 0, (gssize) first);
      return matches;
    case HT_SHAPE_PRUNE_BELOW:
      for (gsize i = stack->len; i > 0; i--)
        if (strchr (step->letters, before[i - 1]) != NULL)
          {
            g_string_truncate (stack, i);
            break;
          }
      return TRUE;
    case HT_SHAPE_COLLAPSE_RECURSION:
    default:
      g_assert_not_reached ();
    }
}

static char *
shape_by_definition (const Row *rows, guint n_rows, const Step *steps, guint n_steps)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (HtFoldedTree) folded = NULL;

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (GString) stack = g_string_new (rows[i].stack);
      gboolean is_left = TRUE;
      guint32 node;

      for (guint k = 0; k < n_steps && is_left; k++)
        is_left = shape_stack (stack, &steps[k]);
      if (!is_left || (stack->len == 0 && rows[i].stack[0] != '\0'))
        continue;
      node = intern (tree, stack->str);
      g_array_append_val (nodes, node);
      g_array_append_val (values, rows[i].value);
    }
  folded = ht_folded_tree_new (tree, groups, (guint32 *) (gpointer) nodes->data,
                               (gint64 *) (gpointer) values->data, nodes->len, 1);
  return write_tree (folded);
}

static void
test_any_steps (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint n_left = 0;

  for (guint round = 0; round < N_RANDOM; round++)
    {
      char stacks[20][12] = { 0 };
      Row rows[20];
      Step steps[4];
      char letters[4][4] = { 0 };
      guint n_steps = (guint) g_rand_int_range (rand, 1, 5);

      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        {
          for (int k = g_rand_int_range (rand, 0, 11); k > 0; k--)
            stacks[i][k - 1] = (char) g_rand_int_range (rand, 'a', 'h');
          rows[i] = (Row){ stacks[i], 1 << i };
        }
      for (guint i = 0; i < n_steps; i++)
        {
          for (int k = g_rand_int_range (rand, 1, 4); k > 0; k--)
            letters[i][k - 1] = (char) g_rand_int_range (rand, 'a', 'h');
          steps[i] = (Step){ (HtShapeKind) g_rand_int_range (rand, HT_SHAPE_FOCUS,
                                                             HT_SHAPE_COLLAPSE_RECURSION),
                             letters[i] };
        }

      g_autofree char *shaped = shape_rows (rows, G_N_ELEMENTS (rows), steps, n_steps);
      g_autofree char *expected = shape_by_definition (rows, G_N_ELEMENTS (rows), steps, n_steps);

      g_assert_cmpstr (shaped, ==, expected);
      n_left += expected[0] != '\0';
    }
  g_assert_cmpuint (n_left, >, N_RANDOM / 2);
}

int
main (int argc, char **argv)
{
  for (guint32 i = 0; i < N_FRAMES; i++)
    groups[i] = i;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/stack-shape/each-step", test_each_step);
  g_test_add_func ("/core/stack-shape/order", test_order);
  g_test_add_func ("/core/stack-shape/any-steps", test_any_steps);
  return g_test_run ();
}
