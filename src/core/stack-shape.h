/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-tree.h"

G_BEGIN_DECLS

/**
 * HtShapeKind:
 * @HT_SHAPE_FOCUS: only stacks that have a matching frame
 * @HT_SHAPE_IGNORE: only stacks that have none
 * @HT_SHAPE_HIDE: stacks without their matching frames; what a frame held is its caller's
 * @HT_SHAPE_SHOW: stacks without the frames that do not match
 * @HT_SHAPE_SHOW_FROM: stacks from their matching frame that is nearest the root down; no others
 * @HT_SHAPE_PRUNE_BELOW: stacks without what their matching frame that is nearest the leaf calls
 * @HT_SHAPE_COLLAPSE_RECURSION: what lies between a function and itself further down is left out
 *
 * What can be done to stacks. All but the last are flags of `go tool pprof`: -focus, -ignore,
 * -hide, -show, -show_from, -prune_from.
 */
typedef enum
{
  HT_SHAPE_FOCUS,
  HT_SHAPE_IGNORE,
  HT_SHAPE_HIDE,
  HT_SHAPE_SHOW,
  HT_SHAPE_SHOW_FROM,
  HT_SHAPE_PRUNE_BELOW,
  HT_SHAPE_COLLAPSE_RECURSION,
} HtShapeKind;

/**
 * HtShapeStep:
 * @kind: what to do
 * @matches: (array) (nullable): for each frame id whether it matches;
 *   not needed for %HT_SHAPE_COLLAPSE_RECURSION
 *
 * A step. It sees the stacks as the steps before it left them.
 */
typedef struct
{
  HtShapeKind kind;
  const guint8 *matches;
} HtShapeStep;

/**
 * HT_SHAPE_DROPPED:
 *
 * Where stacks land that are left out.
 */
#define HT_SHAPE_DROPPED G_MAXUINT32

/**
 * HT_SHAPE_MAX_STEPS:
 *
 * How many steps a shape can have.
 */
#define HT_SHAPE_MAX_STEPS 32

/**
 * HtStackShape:
 * @n_nodes: how many nodes the call tree had
 * @landing: (array length=n_nodes): for each call-tree node the one at which its stack ends now, or
 *   %HT_SHAPE_DROPPED
 * @visible: (array length=n_nodes): for each call-tree node the nearest at or above it whose frame
 * is still there; the root if there is none
 * @collapses_recursion: whether recursion is to be collapsed
 *
 * What some steps make of every stack of a call tree, whatever their values: one
 * shape serves all profiles. Immutable, so any number of threads may read it.
 */
typedef struct
{
  guint32 n_nodes;
  gboolean collapses_recursion;

  /* Owned */
  guint32 *landing;
  guint32 *visible;
} HtStackShape;

HtStackShape *ht_stack_shape_new (const HtCallTree *tree, const HtShapeStep *steps, guint n_steps);
void ht_stack_shape_free (HtStackShape *shape);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtStackShape, ht_stack_shape_free)

G_END_DECLS
