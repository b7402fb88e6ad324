/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "stack-shape.h"

/*
 * All steps can be told from the root down: what a step has seen of a stack is a
 * bit that callees inherit, so that a node costs a look at its caller and its own
 * frame, not its stack. Only where a stack is pruned is known at its leaf alone: for
 * that every node remembers the last frame that matched.
 */
typedef struct
{
  const HtCallTree *tree;
  const HtShapeStep *steps;
  guint n_steps;

  /* Owned */
  guint32 *seen;    /* by node: a bit per step */
  guint32 **pruned; /* by step, then by node: the last match at or above, 0 if there is none */
} Shaping;

static void
shaping_clear (Shaping *shaping)
{
  for (guint i = 0; i < shaping->n_steps; i++)
    g_free (shaping->pruned[i]);
  g_free (shaping->pruned);
  g_free (shaping->seen);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shaping, shaping_clear)

/* Takes a frame through the steps; returns whether all of them leave it. */
static gboolean
pass_frame (Shaping *shaping, guint32 node, guint32 parent)
{
  guint32 frame = ht_call_tree_frame (shaping->tree, node);
  guint32 seen = shaping->seen[parent];
  gboolean is_left = TRUE;

  for (guint i = 0; i < shaping->n_steps; i++)
    {
      const HtShapeStep *step = &shaping->steps[i];
      gboolean matches = is_left && step->matches != NULL && step->matches[frame] != 0;

      switch (step->kind)
        {
        case HT_SHAPE_FOCUS:
        case HT_SHAPE_IGNORE:
          if (matches)
            seen |= 1u << i;
          break;
        case HT_SHAPE_HIDE:
          is_left = is_left && !matches;
          break;
        case HT_SHAPE_SHOW:
          is_left = matches;
          break;
        case HT_SHAPE_SHOW_FROM:
          if (matches)
            seen |= 1u << i;
          is_left = is_left && (seen & 1u << i) != 0;
          break;
        case HT_SHAPE_PRUNE_BELOW:
          shaping->pruned[i][node] = matches ? node : shaping->pruned[i][parent];
          break;
        case HT_SHAPE_COLLAPSE_RECURSION:
          break;
        }
    }
  shaping->seen[node] = seen;
  return is_left;
}

/* The last node that the steps leave of the stack that ends at one. */
static guint32
land (const Shaping *shaping, const HtStackShape *shape, guint32 node)
{
  guint32 last = node;

  for (guint i = 0; i < shaping->n_steps; i++)
    {
      gboolean is_seen = (shaping->seen[last] & 1u << i) != 0;

      switch (shaping->steps[i].kind)
        {
        case HT_SHAPE_FOCUS:
        case HT_SHAPE_SHOW_FROM:
          if (!is_seen)
            return HT_SHAPE_DROPPED;
          break;
        case HT_SHAPE_IGNORE:
          if (is_seen)
            return HT_SHAPE_DROPPED;
          break;
        case HT_SHAPE_PRUNE_BELOW:
          if (shaping->pruned[i][last] != 0)
            last = shaping->pruned[i][last];
          break;
        case HT_SHAPE_HIDE:
        case HT_SHAPE_SHOW:
        case HT_SHAPE_COLLAPSE_RECURSION:
          break;
        }
    }
  if (last == HT_CALL_TREE_ROOT)
    return last;
  last = shape->visible[last];
  return last != HT_CALL_TREE_ROOT ? last : HT_SHAPE_DROPPED;
}

/**
 * ht_stack_shape_new:
 * @tree: a call tree
 * @steps: (array length=n_steps): what to do to its stacks, in this order
 * @n_steps: how many, at most %HT_SHAPE_MAX_STEPS
 *
 * Shapes all stacks of a call tree. Stacks of which no frame is left are dropped, as in
 * `go tool pprof`. Takes time in proportion to the tree, so call it on a worker thread.
 *
 * Returns: (transfer full): the shape
 */
HtStackShape *
ht_stack_shape_new (const HtCallTree *tree, const HtShapeStep *steps, guint n_steps)
{
  guint32 n_nodes = ht_call_tree_count (tree);
  g_auto (Shaping) shaping = {
    .tree = tree,
    .steps = steps,
    .n_steps = n_steps,
    .seen = g_new0 (guint32, n_nodes),
    .pruned = g_new0 (guint32 *, n_steps + 1),
  };
  HtStackShape *self = g_new0 (HtStackShape, 1);

  g_return_val_if_fail (n_steps <= HT_SHAPE_MAX_STEPS, self);

  self->n_nodes = n_nodes;
  self->landing = g_new (guint32, n_nodes);
  self->visible = g_new (guint32, n_nodes);
  for (guint i = 0; i < n_steps; i++)
    if (steps[i].kind == HT_SHAPE_PRUNE_BELOW)
      shaping.pruned[i] = g_new0 (guint32, n_nodes);
    else if (steps[i].kind == HT_SHAPE_COLLAPSE_RECURSION)
      self->collapses_recursion = TRUE;

  self->visible[HT_CALL_TREE_ROOT] = HT_CALL_TREE_ROOT;
  self->landing[HT_CALL_TREE_ROOT] = land (&shaping, self, HT_CALL_TREE_ROOT);
  for (guint32 node = 1; node < n_nodes; node++)
    {
      guint32 parent = ht_call_tree_parent (tree, node);

      self->visible[node] = pass_frame (&shaping, node, parent) ? node : self->visible[parent];
      self->landing[node] = land (&shaping, self, node);
    }
  return self;
}

/**
 * ht_stack_shape_free:
 * @shape: (transfer full) (nullable): the shape
 */
void
ht_stack_shape_free (HtStackShape *shape)
{
  if (shape == NULL)
    return;
  g_free (shape->landing);
  g_free (shape->visible);
  g_free (shape);
}
