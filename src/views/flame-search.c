/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "flame-search.h"

#include <string.h>

/* Which groups have the text in their name, in any case. */
static void
find_groups (HtFlameMatches *self, const HtFlameData *data, const char *text)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);

  for (guint32 group = 1; group < data->names->n_groups; group++)
    {
      if (data->heaviest[group] == 0)
        continue;
      self->groups[group] = strstr (data->folded_names[group], folded_text) != NULL;
      self->n_functions += self->groups[group] ? 1 : 0;
    }
}

static int
compare_weights (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HtFoldedTree *tree = user_data;
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  if (tree->weight[first] != tree->weight[second])
    return tree->weight[first] > tree->weight[second] ? -1 : 1;
  return first < second ? -1 : first > second;
}

/* A frame below another that is found counts once, with the upper one. */
static void
find_nodes (HtFlameMatches *self, const HtFoldedTree *tree)
{
  g_autofree guint8 *below = g_new0 (guint8, tree->n_nodes);
  guint64 weight = 0;

  for (guint32 node = 1; node < tree->n_nodes; node++)
    {
      gboolean is_found = self->groups[tree->group[node]];
      gboolean is_below = below[tree->parent[node]];

      below[node] = is_below || is_found;
      if (!is_found || is_below)
        continue;
      weight += tree->weight[node];
      g_array_append_val (self->nodes, node);
    }
  self->share = (double) weight / (double) MAX (tree->weight[0], 1);
  g_array_sort_with_data (self->nodes, compare_weights, (gpointer) tree);
}

/**
 * ht_flame_search:
 * @data: a folded profile
 * @text: part of a name, in any case; not empty
 *
 * Looks for functions. Takes time in proportion to the size of the tree, so call it
 * on a worker thread.
 *
 * Returns: (transfer full): what was found
 */
HtFlameMatches *
ht_flame_search (const HtFlameData *data, const char *text)
{
  HtFlameMatches *self = g_atomic_rc_box_new0 (HtFlameMatches);

  self->groups = g_new0 (gboolean, data->names->n_groups);
  self->nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  find_groups (self, data, text);
  if (self->n_functions > 0)
    find_nodes (self, data->tree);
  return self;
}

/**
 * ht_flame_matches_ref:
 * @matches: the matches
 *
 * Returns: (transfer full): @matches
 */
HtFlameMatches *
ht_flame_matches_ref (HtFlameMatches *matches)
{
  return g_atomic_rc_box_acquire (matches);
}

static void
flame_matches_clear (gpointer boxed)
{
  HtFlameMatches *matches = boxed;

  g_free (matches->groups);
  g_array_unref (matches->nodes);
}

/**
 * ht_flame_matches_unref:
 * @matches: (transfer full): the matches
 */
void
ht_flame_matches_unref (HtFlameMatches *matches)
{
  g_atomic_rc_box_release_full (matches, flame_matches_clear);
}
