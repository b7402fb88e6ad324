/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "flame-data.h"

#include <glib/gi18n.h>

#include "safe-text.h"

/* Groups by function name: 0 is the root, 1 what has no name, then the names in use. */
#define GROUP_UNKNOWN 1

static guint32 *
group_by_name (const HtCatalog *catalog, GPtrArray *names)
{
  guint32 n_frames = ht_symbols_n_frames (catalog->symbols);
  guint32 *groups = g_new0 (guint32, n_frames);
  g_autofree guint32 *group_of_name = g_new0 (guint32, ht_strings_count (catalog->strings));

  g_ptr_array_add (names, g_strdup (_ ("all")));
  g_ptr_array_add (names, g_strdup (_ ("unknown")));
  for (guint32 frame = 1; frame < n_frames; frame++)
    {
      guint32 function = ht_symbols_get_frame (catalog->symbols, frame)->function;
      guint32 name = ht_symbols_get_function (catalog->symbols, function)->name;

      if (name == 0)
        {
          groups[frame] = GROUP_UNKNOWN;
          continue;
        }
      if (group_of_name[name] == 0)
        {
          group_of_name[name] = names->len;
          g_ptr_array_add (names,
                           ht_safe_text_for_terminal (ht_strings_get (catalog->strings, name),
                                                      (gssize) ht_strings_length (catalog->strings,
                                                                                  name)));
        }
      groups[frame] = group_of_name[name];
    }
  return groups;
}

/* A node counts to its group's total unless a caller of the same group does already. */
static void
sum_groups (HtFlameData *self)
{
  const HtFoldedTree *tree = self->tree;

  self->self = g_new0 (gint64, self->names->n_groups);
  self->total = g_new0 (gint64, self->names->n_groups);
  self->heaviest = g_new0 (guint32, self->names->n_groups);
  for (guint32 node = 1; node < tree->n_nodes; node++)
    {
      guint32 group = tree->group[node];
      guint32 caller = tree->parent[node];

      self->self[group] = (gint64) ((guint64) self->self[group] + (guint64) tree->self[node]);
      if (tree->weight[node] > tree->weight[self->heaviest[group]] || self->heaviest[group] == 0)
        self->heaviest[group] = node;
      while (caller != 0 && tree->group[caller] != group)
        caller = tree->parent[caller];
      if (caller == 0)
        self->total[group] = (gint64) ((guint64) self->total[group] + (guint64) tree->total[node]);
    }
}

static void
fold_names (HtFlameData *self)
{
  self->folded_names = g_new (char *, self->names->n_groups + 1);
  for (guint32 group = 0; group < self->names->n_groups; group++)
    self->folded_names[group] = g_utf8_casefold (self->names->names[group], -1);
  self->folded_names[self->names->n_groups] = NULL;
}

/**
 * ht_flame_data_new:
 * @profile: a profile
 * @catalog: its catalog
 * @sample_type: (nullable): what to show, see [func@choose_sample_type]
 *
 * Folds a profile by function. For a worker thread.
 *
 * Returns: (transfer full) (nullable): the data; %NULL if the profile has no such type
 */
HtFlameData *
ht_flame_data_new (const HtProfile *profile, const HtCatalog *catalog, const char *sample_type)
{
  int type = ht_profile_find_type (profile, catalog->strings, sample_type);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree guint32 *groups = NULL;
  const HtValueType *value_type;
  HtFlameData *self;

  if (type < 0)
    return NULL;
  value_type = &g_array_index (profile->types, HtValueType, type);
  groups = group_by_name (catalog, names);
  self = g_atomic_rc_box_new0 (HtFlameData);
  self->sample_type = g_strdup (ht_strings_get (catalog->strings, value_type->type));
  self->unit = g_strdup (ht_strings_get (catalog->strings, value_type->unit));
  self->tree =
      ht_folded_tree_new (catalog->tree, groups, (const guint32 *) (gpointer) profile->nodes->data,
                          (const gint64 *) (gpointer) profile->values->data + type,
                          profile->nodes->len, profile->types->len);
  self->names = ht_flame_names_new ((const char *const *) names->pdata, names->len);
  sum_groups (self);
  fold_names (self);
  return self;
}

/**
 * ht_flame_data_ref:
 * @data: the data
 *
 * Returns: (transfer full): @data
 */
HtFlameData *
ht_flame_data_ref (HtFlameData *data)
{
  return g_atomic_rc_box_acquire (data);
}

static void
flame_data_clear (gpointer boxed)
{
  HtFlameData *data = boxed;

  ht_folded_tree_free (data->tree);
  ht_flame_names_free (data->names);
  g_free (data->sample_type);
  g_free (data->unit);
  g_free (data->self);
  g_free (data->total);
  g_free (data->heaviest);
  g_strfreev (data->folded_names);
}

/**
 * ht_flame_data_unref:
 * @data: (transfer full): the data
 */
void
ht_flame_data_unref (HtFlameData *data)
{
  g_atomic_rc_box_release_full (data, flame_data_clear);
}
