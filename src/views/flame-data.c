/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "flame-data.h"

#include <glib/gi18n.h>
#include <string.h>

#include "function-name.h"
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

static void
package_clear (gpointer data)
{
  g_free (((HtFlamePackage *) data)->name);
}

static int
compare_packages (gconstpointer a, gconstpointer b)
{
  const HtFlamePackage *first = a;
  const HtFlamePackage *second = b;

  if (first->self != second->self)
    return first->self > second->self ? -1 : 1;
  return strcmp (first->name, second->name);
}

static void
sum_packages (HtFlameData *self)
{
  g_autoptr (GHashTable) index_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->packages = g_array_new (FALSE, FALSE, sizeof (HtFlamePackage));
  g_array_set_clear_func (self->packages, package_clear);
  for (guint32 group = GROUP_UNKNOWN + 1; group < self->names->n_groups; group++)
    {
      g_autofree char *name = NULL;
      gpointer index;

      if (self->self[group] == 0)
        continue;
      name = ht_function_name_get_package (self->names->names[group]);
      if (!g_hash_table_lookup_extended (index_of, name, NULL, &index))
        {
          HtFlamePackage package = { .name = g_strdup (name), .color = self->names->colors[group] };

          index = GUINT_TO_POINTER (self->packages->len);
          g_array_append_val (self->packages, package);
          g_hash_table_insert (index_of, g_steal_pointer (&name), index);
        }
      g_array_index (self->packages, HtFlamePackage, GPOINTER_TO_UINT (index)).self +=
          self->self[group];
    }
  g_array_sort (self->packages, compare_packages);
}

/* What of a profile is looked at, and by what it is folded. */
typedef struct
{
  const HtCatalog *catalog;
  HtValueType type;

  /* Owned */
  GPtrArray *names;
  guint32 *groups;
} Folding;

static void
folding_clear (Folding *folding)
{
  g_clear_pointer (&folding->names, g_ptr_array_unref);
  g_free (folding->groups);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folding, folding_clear)

static void
folding_init (Folding *folding, const HtProfile *profile, const HtCatalog *catalog, int type)
{
  folding->catalog = catalog;
  folding->type = g_array_index (profile->types, HtValueType, type);
  folding->names = g_ptr_array_new_with_free_func (g_free);
  folding->groups = group_by_name (catalog, folding->names);
}

static HtFoldedTree *
fold (const Folding *folding, const HtProfile *profile, int type)
{
  return ht_folded_tree_new (folding->catalog->tree, folding->groups,
                             (const guint32 *) (gpointer) profile->nodes->data,
                             (const gint64 *) (gpointer) profile->values->data + type,
                             profile->nodes->len, profile->types->len);
}

static HtFlameData *
make (const Folding *folding, HtFoldedTree *tree)
{
  const HtStrings *strings = folding->catalog->strings;
  HtFlameData *self = g_atomic_rc_box_new0 (HtFlameData);

  self->sample_type = g_strdup (ht_strings_get (strings, folding->type.type));
  self->unit = g_strdup (ht_strings_get (strings, folding->type.unit));
  self->tree = tree;
  self->names =
      ht_flame_names_new ((const char *const *) folding->names->pdata, folding->names->len);
  sum_groups (self);
  fold_names (self);
  sum_packages (self);
  return self;
}

/* The type to look at, or -1; of a heap profile first what it holds. */
static int
find_type (const HtProfile *profile, const HtCatalog *catalog, const char *sample_type)
{
  int type = -1;

  if (sample_type == NULL)
    type = ht_profile_find_type (profile, catalog->strings, HT_FLAME_DEFAULT_TYPE);
  return type >= 0 ? type : ht_profile_find_type (profile, catalog->strings, sample_type);
}

/**
 * ht_flame_data_new:
 * @profile: a profile
 * @catalog: its catalog
 * @sample_type: (nullable): what to show, see [func@choose_sample_type]; %NULL for what is in use,
 *   and the profile's default if it does not tell that
 *
 * Folds a profile by function. For a worker thread.
 *
 * Returns: (transfer full) (nullable): the data; %NULL if the profile has no such type
 */
HtFlameData *
ht_flame_data_new (const HtProfile *profile, const HtCatalog *catalog, const char *sample_type)
{
  int type = find_type (profile, catalog, sample_type);
  g_auto (Folding) folding = { 0 };

  if (type < 0)
    return NULL;
  folding_init (&folding, profile, catalog, type);
  return make (&folding, fold (&folding, profile, type));
}

/**
 * ht_flame_data_new_with_growth:
 * @profile: a heap profile
 * @catalog: its catalog
 * @sample_type: (nullable): what to show, as for [func@flame_data_new]
 * @table: heap profiles of the same process, with the same catalog
 * @kind: what to tell of them beside the width
 *
 * Folds a profile by function, and tells how what is below each frame has grown, or how long it is
 * kept. For a worker thread.
 *
 * Returns: (transfer full) (nullable): the data; %NULL if the profile has no such type
 */
HtFlameData *
ht_flame_data_new_with_growth (const HtProfile *profile,
                               const HtCatalog *catalog,
                               const char *sample_type,
                               const HtGrowthTable *table,
                               HtFlameChannelKind kind)
{
  int type = find_type (profile, catalog, sample_type);
  g_auto (Folding) folding = { 0 };
  g_autoptr (HtGrowthReport) report = NULL;
  g_autofree guint32 *located = NULL;
  HtFlameData *self;

  if (type < 0)
    return NULL;
  folding_init (&folding, profile, catalog, type);
  self = make (&folding, fold (&folding, profile, type));
  report = ht_growth_report_new (table, catalog);
  located = ht_folded_tree_locate (self->tree, catalog->tree, folding.groups);
  self->growth = ht_flame_growth_new (ht_growth_nodes_new (table, report, self->tree, located,
                                                           self->names->n_groups),
                                      kind);
  return self;
}

/**
 * ht_flame_data_new_of_comparison:
 * @comparison: two profiles
 * @sample_type: (nullable): what to show of both, as for [func@flame_data_new]
 *
 * Folds what has changed between two profiles by function. For a worker thread.
 *
 * Returns: (transfer full) (nullable): the data; %NULL if one of the profiles has no such type
 */
HtFlameData *
ht_flame_data_new_of_comparison (const HtFlameComparison *comparison, const char *sample_type)
{
  const HtProfile *after = comparison->after.profile;
  int type = find_type (after, comparison->catalog, sample_type);
  g_auto (Folding) folding = { 0 };
  HtFoldedTree *tree;
  HtFlameChange *change;
  HtFlameData *self;
  int before_type;

  if (type < 0)
    return NULL;
  folding_init (&folding, after, comparison->catalog, type);
  before_type =
      ht_profile_find_type (comparison->before.profile, comparison->catalog->strings,
                            ht_strings_get (comparison->catalog->strings, folding.type.type));
  if (before_type < 0)
    return NULL;
  tree = ht_flame_change_fold (comparison, folding.groups, folding.names->len, before_type, type,
                               &change);
  self = make (&folding, tree);
  self->change = change;
  self->change->picture.unit = self->unit;
  return self;
}

/**
 * ht_flame_data_fill_graph:
 * @data: (nullable): a folded profile
 * @graph: what is to show it; it borrows from @data
 */
void
ht_flame_data_fill_graph (const HtFlameData *data, HtFlameGraph *graph)
{
  graph->tree = data != NULL ? data->tree : NULL;
  graph->names = data != NULL ? data->names : NULL;
  graph->channel = data != NULL && data->growth != NULL ? data->growth->channel : NULL;
  graph->difference = data != NULL && data->change != NULL ? &data->change->picture : NULL;
}

static guint32
find_child_named (const HtFlameData *data, guint32 parent, const char *name)
{
  const HtFoldedTree *tree = data->tree;

  for (guint32 i = tree->child_start[parent]; i < tree->child_start[parent + 1]; i++)
    if (strcmp (data->names->names[tree->group[tree->children[i]]], name) == 0)
      return tree->children[i];
  return 0;
}

/**
 * ht_flame_data_find_path:
 * @data: a folded profile
 * @path: (array zero-terminated=1): full names of functions, root first
 *
 * Returns: the node of that stack, or 0 if there is none
 */
guint32
ht_flame_data_find_path (const HtFlameData *data, const char *const *path)
{
  guint32 found = 0;

  for (; *path != NULL; path++)
    {
      found = find_child_named (data, found, *path);
      if (found == 0)
        return 0;
    }
  return found;
}

/**
 * ht_flame_data_find_like:
 * @data: a folded profile
 * @other: another one
 * @node: a node of @other
 *
 * Finds the node that is reached by calls of the same names.
 *
 * Returns: the node of @data, 0 if there is none
 */
guint32
ht_flame_data_find_like (const HtFlameData *data, const HtFlameData *other, guint32 node)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();

  g_ptr_array_add (path, NULL);
  for (; node != 0; node = other->tree->parent[node])
    g_ptr_array_insert (path, 0, other->names->names[other->tree->group[node]]);
  return ht_flame_data_find_path (data, (const char *const *) path->pdata);
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
  g_array_unref (data->packages);
  ht_flame_growth_free (data->growth);
  ht_flame_change_free (data->change);
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
