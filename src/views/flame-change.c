/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "flame-change.h"

#include <glib/gi18n.h>

static void
append_rows (GArray *nodes, GArray *values, const HtProfile *profile, int type)
{
  g_array_append_vals (nodes, profile->nodes->data, profile->nodes->len);
  for (guint row = 0; row < profile->nodes->len; row++)
    g_array_append_val (values, g_array_index (profile->values, gint64,
                                               row * profile->types->len + (guint) type));
}

/* What each node has itself; then, by group as well. */
static gint64 *
sum_self (const HtFoldedTree *tree,
          const guint32 *located,
          const HtProfile *profile,
          int type,
          gint64 *by_group)
{
  gint64 *self = g_new0 (gint64, tree->n_nodes);

  for (guint row = 0; row < profile->nodes->len; row++)
    {
      guint32 node = located[g_array_index (profile->nodes, guint32, row)];
      guint64 value = (guint64) g_array_index (profile->values, gint64,
                                               row * profile->types->len + (guint) type);

      self[node] = (gint64) ((guint64) self[node] + value);
      by_group[tree->group[node]] = (gint64) ((guint64) by_group[tree->group[node]] + value);
    }
  return self;
}

static void
add_totals (const HtFoldedTree *tree, gint64 *values)
{
  for (guint32 node = tree->n_nodes - 1; node > 0; node--)
    values[tree->parent[node]] =
        (gint64) ((guint64) values[tree->parent[node]] + (guint64) values[node]);
}

/**
 * ht_flame_change_fold:
 * @comparison: two profiles
 * @frame_groups: (array): for each frame id the group its nodes fold by
 * @n_groups: how many groups there are
 * @before_type: index of the sample type to look at in the profile before
 * @after_type: index of that in the profile after
 * @change: (out) (transfer full): what each node held before and after
 *
 * Folds the stacks of two profiles into one tree whose values are the differences. A frame has the
 * width of what there is more below it and what there is less, so that neither hides the other;
 * what is as before has none. For a worker thread.
 *
 * Returns: (transfer full): the tree
 */
HtFoldedTree *
ht_flame_change_fold (const HtFlameComparison *comparison,
                      const guint32 *frame_groups,
                      guint32 n_groups,
                      int before_type,
                      int after_type,
                      HtFlameChange **change)
{
  const HtProfile *before = comparison->before.profile;
  const HtProfile *after = comparison->after.profile;
  const HtCallTree *calls = comparison->catalog->tree;
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  HtFlameChange *self = g_new0 (HtFlameChange, 1);
  g_autofree guint32 *located = NULL;
  g_autofree gint64 *differences = NULL;
  HtFoldedTree *tree;

  append_rows (nodes, values, before, before_type);
  append_rows (nodes, values, after, after_type);
  tree = ht_folded_tree_new (calls, frame_groups, (const guint32 *) (gpointer) nodes->data,
                             (const gint64 *) (gpointer) values->data, nodes->len, 1);
  located = ht_folded_tree_locate (tree, calls, frame_groups);
  self->before_ns = comparison->before.time_ns;
  self->after_ns = comparison->after.time_ns;
  self->before_self = g_new0 (gint64, n_groups);
  self->after_self = g_new0 (gint64, n_groups);
  self->before = sum_self (tree, located, before, before_type, self->before_self);
  self->after = sum_self (tree, located, after, after_type, self->after_self);
  differences = g_new (gint64, tree->n_nodes);
  for (guint32 node = 0; node < tree->n_nodes; node++)
    {
      differences[node] = (gint64) ((guint64) self->after[node] - (guint64) self->before[node]);
      if (differences[node] > 0)
        self->more += (guint64) differences[node];
      else
        self->less -= (guint64) differences[node];
    }
  ht_folded_tree_set_values (tree, differences);
  add_totals (tree, self->before);
  add_totals (tree, self->after);
  self->picture = (HtFlameDifference){
    .before = self->before,
    .after = self->after,
    /* Translators: of what was held before and is not any more */
    .gone = _ ("gone"),
    /* Translators: of what is held and was not before */
    .new = _ ("new"),
  };
  *change = self;
  return tree;
}

/**
 * ht_flame_change_free:
 * @change: (transfer full) (nullable): what has changed
 */
void
ht_flame_change_free (HtFlameChange *change)
{
  if (change == NULL)
    return;
  g_free (change->before);
  g_free (change->after);
  g_free (change->before_self);
  g_free (change->after_self);
  g_free (change);
}
