/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "stack-shape.h"

G_BEGIN_DECLS

/**
 * HtStackStepKind:
 * @HT_STACK_STEP_FOCUS: only stacks with a frame that matches
 * @HT_STACK_STEP_IGNORE: no stacks with a frame that matches
 * @HT_STACK_STEP_HIDE: without the frames that match
 * @HT_STACK_STEP_SHOW: without the frames that do not match
 * @HT_STACK_STEP_SHOW_FROM: from the first frame from the root that matches down
 * @HT_STACK_STEP_PRUNE_FROM: without what the last function that matches calls
 * @HT_STACK_STEP_ONLY_OWN: without frames of the runtime, the standard library and other modules
 * @HT_STACK_STEP_COLLAPSE_RECURSION: functions that call themselves stand in a stack once
 *
 * What a user can do to the stacks of a profile.
 */
typedef enum
{
  HT_STACK_STEP_FOCUS,
  HT_STACK_STEP_IGNORE,
  HT_STACK_STEP_HIDE,
  HT_STACK_STEP_SHOW,
  HT_STACK_STEP_SHOW_FROM,
  HT_STACK_STEP_PRUNE_FROM,
  HT_STACK_STEP_ONLY_OWN,
  HT_STACK_STEP_COLLAPSE_RECURSION,
} HtStackStepKind;

#define HT_STACK_STEP_N_KINDS (HT_STACK_STEP_COLLAPSE_RECURSION + 1)

/**
 * HtStackStep:
 * @kind: what to do
 * @is_exact: whether @pattern is the full name of a function, and no expression
 * @is_enabled: whether it is done; one that is not keeps its place
 * @pattern: (nullable): what to match; %NULL for the kinds that need nothing
 *
 * A step of a transformation, immutable. An expression is tried on names of functions as shown,
 * source files and executables, as by `go tool pprof`; for %HT_STACK_STEP_PRUNE_FROM on names
 * without their parameters alone.
 */
typedef struct
{
  HtStackStepKind kind;
  gboolean is_exact;
  gboolean is_enabled;

  /* Owned */
  char *pattern;
} HtStackStep;

HtStackStep *ht_stack_step_new (HtStackStepKind kind, const char *pattern, gboolean is_exact);
void ht_stack_step_free (HtStackStep *step);
gboolean ht_stack_step_kind_has_pattern (HtStackStepKind kind);
gboolean ht_stack_steps_check (const GPtrArray *steps, GError **error);
gboolean ht_stack_steps_shape (const GPtrArray *steps,
                               const HtCatalog *catalog,
                               HtStackShape **shape,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtStackStep, ht_stack_step_free)

G_END_DECLS
