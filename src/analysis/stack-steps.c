/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "stack-steps.h"

#include <string.h>

#include "display-name.h"
#include "frame-dropping.h"
#include "frame-origin.h"

static const struct
{
  HtShapeKind shape;
  const char *what; /* begins error messages; NULL where there is no expression */
} kinds[HT_STACK_STEP_N_KINDS] = {
  [HT_STACK_STEP_FOCUS] = { HT_SHAPE_FOCUS, "focus" },
  [HT_STACK_STEP_IGNORE] = { HT_SHAPE_IGNORE, "ignore" },
  [HT_STACK_STEP_HIDE] = { HT_SHAPE_HIDE, "hide" },
  [HT_STACK_STEP_SHOW] = { HT_SHAPE_SHOW, "show" },
  [HT_STACK_STEP_SHOW_FROM] = { HT_SHAPE_SHOW_FROM, "show-from" },
  [HT_STACK_STEP_PRUNE_FROM] = { HT_SHAPE_PRUNE_BELOW, "prune-from" },
  [HT_STACK_STEP_ONLY_OWN] = { HT_SHAPE_SHOW, NULL },
  [HT_STACK_STEP_COLLAPSE_RECURSION] = { HT_SHAPE_COLLAPSE_RECURSION, NULL },
};

/**
 * ht_stack_step_new:
 * @kind: what to do
 * @pattern: (nullable): what to match
 * @is_exact: whether @pattern is the full name of a function
 *
 * Returns: (transfer full): a step that is enabled
 */
HtStackStep *
ht_stack_step_new (HtStackStepKind kind, const char *pattern, gboolean is_exact)
{
  HtStackStep *step = g_new0 (HtStackStep, 1);

  step->kind = kind;
  step->is_exact = is_exact;
  step->is_enabled = TRUE;
  step->pattern = g_strdup (pattern);
  return step;
}

/**
 * ht_stack_step_free:
 * @step: (transfer full) (nullable): the step
 */
void
ht_stack_step_free (HtStackStep *step)
{
  if (step == NULL)
    return;
  g_free (step->pattern);
  g_free (step);
}

/**
 * ht_stack_step_kind_has_pattern:
 * @kind: a kind
 *
 * Returns: whether its steps need a pattern
 */
gboolean
ht_stack_step_kind_has_pattern (HtStackStepKind kind)
{
  return kinds[kind].what != NULL;
}

/* The expression of a step; NULL without an error where it has none. */
static HtNamePattern *
make_pattern (const HtStackStep *step, GError **error)
{
  if (step->is_exact || !ht_stack_step_kind_has_pattern (step->kind))
    return NULL;
  return ht_name_pattern_new (step->pattern != NULL ? step->pattern : "", kinds[step->kind].what,
                              error);
}

/**
 * ht_stack_steps_check:
 * @steps: (element-type HtStackStep): steps
 * @error: return location
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN.
 *
 * Returns: whether all expressions are right
 */
gboolean
ht_stack_steps_check (const GPtrArray *steps, GError **error)
{
  for (guint i = 0; i < steps->len; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (HtNamePattern) pattern = make_pattern (g_ptr_array_index (steps, i), &local_error);

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
    }
  return TRUE;
}

static HtText
get_text (const HtCatalog *catalog, guint32 string)
{
  return (HtText){ ht_strings_get (catalog->strings, string),
                   ht_strings_length (catalog->strings, string) };
}

/* Whether an expression matches a function, which is looked at once for all of its frames. */
static gboolean
match_function (const HtStackStep *step,
                HtNamePattern *pattern,
                const HtCatalog *catalog,
                const HtFunction *function,
                gboolean *matches,
                GError **error)
{
  const char *full = ht_strings_get (catalog->strings, function->name);
  const char *file = ht_strings_get (catalog->strings, function->file);

  if (step->kind == HT_STACK_STEP_ONLY_OWN)
    {
      *matches = ht_frame_origin (full, file) == HT_FRAME_OWN;
      return TRUE;
    }
  if (step->is_exact)
    {
      *matches = g_strcmp0 (full, step->pattern) == 0;
      return TRUE;
    }

  g_autofree char *shown = ht_display_name (full);
  HtText name = { shown, strlen (shown) };

  if (step->kind == HT_STACK_STEP_PRUNE_FROM)
    {
      *matches = FALSE;
      return name.length == 0 ||
             ht_name_pattern_matches (pattern, ht_simple_name (name), matches, error);
    }
  if (!ht_name_pattern_matches (pattern, name, matches, error))
    return FALSE;
  return *matches ||
         ht_name_pattern_matches (pattern, get_text (catalog, function->file), matches, error);
}

static guint8 *
match_functions (const HtStackStep *step,
                 HtNamePattern *pattern,
                 const HtCatalog *catalog,
                 GError **error)
{
  guint32 n_functions = ht_symbols_n_functions (catalog->symbols);
  g_autofree guint8 *found = g_new0 (guint8, n_functions);

  for (guint32 id = 1; id < n_functions; id++)
    {
      gboolean matches = FALSE;

      if (!match_function (step, pattern, catalog, ht_symbols_get_function (catalog->symbols, id),
                           &matches, error))
        return NULL;
      found[id] = (guint8) matches;
    }
  return g_steal_pointer (&found);
}

/* Executables match for expressions alone. */
static guint8 *
match_mappings (const HtStackStep *step,
                HtNamePattern *pattern,
                const HtCatalog *catalog,
                GError **error)
{
  guint32 n_mappings = ht_symbols_n_mappings (catalog->symbols);
  g_autofree guint8 *found = g_new0 (guint8, n_mappings);

  for (guint32 id = 1; id < n_mappings && pattern != NULL && step->kind != HT_STACK_STEP_PRUNE_FROM;
       id++)
    {
      const HtMapping *mapping = ht_symbols_get_mapping (catalog->symbols, id);
      gboolean matches;

      if (!ht_name_pattern_matches (pattern, get_text (catalog, mapping->file), &matches, error))
        return NULL;
      found[id] = (guint8) matches;
    }
  return g_steal_pointer (&found);
}

/* For each frame whether a step matches it. */
static guint8 *
match_frames (const HtStackStep *step, const HtCatalog *catalog, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (HtNamePattern) pattern = make_pattern (step, &local_error);
  guint32 n_frames = ht_symbols_n_frames (catalog->symbols);
  g_autofree guint8 *functions = NULL;
  g_autofree guint8 *mappings = NULL;
  guint8 *frames;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  functions = match_functions (step, pattern, catalog, error);
  if (functions == NULL)
    return NULL;
  mappings = match_mappings (step, pattern, catalog, error);
  if (mappings == NULL)
    return NULL;
  frames = g_new0 (guint8, n_frames);
  for (guint32 id = 1; id < n_frames; id++)
    {
      const HtFrame *frame = ht_symbols_get_frame (catalog->symbols, id);

      frames[id] = functions[frame->function] | mappings[frame->mapping];
    }
  return frames;
}

/**
 * ht_stack_steps_shape:
 * @steps: (element-type HtStackStep): what to do, in this order; each step sees the stacks as those
 *   before it left them. What is beyond %HT_SHAPE_MAX_STEPS is refused
 * @catalog: whose stacks
 * @shape: (out) (nullable) (transfer full): what becomes of them; %NULL if no step is enabled
 * @error: return location
 *
 * Looks at each name once for each step. For a worker thread.
 *
 * Fails with %HT_ANALYSIS_ERROR_PATTERN.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_stack_steps_shape (const GPtrArray *steps,
                      const HtCatalog *catalog,
                      HtStackShape **shape,
                      GError **error)
{
  g_autoptr (GPtrArray) matches = g_ptr_array_new_with_free_func (g_free);
  HtShapeStep shape_steps[HT_SHAPE_MAX_STEPS];
  guint n_steps = 0;

  *shape = NULL;
  for (guint i = 0; i < steps->len; i++)
    {
      const HtStackStep *step = g_ptr_array_index (steps, i);
      guint8 *found = NULL;

      if (!step->is_enabled)
        continue;
      if (n_steps == HT_SHAPE_MAX_STEPS)
        {
          g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN,
                       "more than %d steps at once", HT_SHAPE_MAX_STEPS);
          return FALSE;
        }
      if (step->kind != HT_STACK_STEP_COLLAPSE_RECURSION)
        {
          found = match_frames (step, catalog, error);
          if (found == NULL)
            return FALSE;
          g_ptr_array_add (matches, found);
        }
      shape_steps[n_steps++] = (HtShapeStep){ kinds[step->kind].shape, found };
    }
  if (n_steps > 0)
    *shape = ht_stack_shape_new (catalog->tree, shape_steps, n_steps);
  return TRUE;
}
