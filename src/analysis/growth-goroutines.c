/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-goroutines.h"

#include <math.h>

/* Fewer that came in between are no growth of a service. */
#define MIN_GROWTH 10

/* Goroutines that come and go scatter like what is counted does: by the root of how many there are.
 */
#define GROWTH_ERRORS 5.0

/* What is still there of the most that there ever were, so that they have not gone again. */
#define STAYED_SHARE 0.9

/* A stack of at least so many frames, half of them of one function, shows recursion. */
#define MIN_RECURSION 16

struct _HtGrowthGoroutines
{
  /* Borrowed */
  const HtCatalog *catalog;

  /* Owned */
  GPtrArray *groups;
  GHashTable *group_of_place; /* gint64 to HtGrowthWaiters */

  guint n_profiles;
  guint32 deepest_node;
  guint deepest;
};

/**
 * ht_growth_goroutines_new:
 * @catalog: the catalog of the profiles, which must outlive them
 *
 * Returns: (transfer full): no profiles
 */
HtGrowthGoroutines *
ht_growth_goroutines_new (const HtCatalog *catalog)
{
  HtGrowthGoroutines *self = g_new0 (HtGrowthGoroutines, 1);

  self->catalog = catalog;
  self->groups = g_ptr_array_new_with_free_func (g_free);
  self->group_of_place = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return self;
}

/**
 * ht_growth_goroutines_free:
 * @goroutines: (transfer full) (nullable): the profiles
 */
void
ht_growth_goroutines_free (HtGrowthGoroutines *goroutines)
{
  if (goroutines == NULL)
    return;
  g_hash_table_unref (goroutines->group_of_place);
  g_ptr_array_unref (goroutines->groups);
  g_free (goroutines);
}

static HtGrowthWaiters *
find_group (HtGrowthGoroutines *self, guint32 node)
{
  HtGoroutineWait wait = ht_goroutine_wait_find (self->catalog, node);
  guint32 name = ht_symbols_get_function (self->catalog->symbols, wait.function)->name;
  gint64 place = (gint64) ((guint64) wait.kind << 32 | name);
  HtGrowthWaiters *group = g_hash_table_lookup (self->group_of_place, &place);

  if (group == NULL)
    {
      group = g_new0 (HtGrowthWaiters, 1);
      group->wait = wait;
      g_hash_table_insert (self->group_of_place, g_memdup2 (&place, sizeof place), group);
      g_ptr_array_add (self->groups, group);
    }
  return group;
}

static guint
get_depth (const HtGrowthGoroutines *self, guint32 node)
{
  guint depth = 0;

  for (; node != 0; node = ht_call_tree_parent (self->catalog->tree, node))
    depth++;
  return depth;
}

static void
add_row (HtGrowthGoroutines *self, guint32 node, gint64 count)
{
  HtGrowthWaiters *group = find_group (self, node);
  guint depth = get_depth (self, node);

  if (__builtin_add_overflow (group->current, count, &group->current))
    group->current = G_MAXINT64;
  if (count > group->at_node)
    {
      group->at_node = count;
      group->node = node;
      group->wait = ht_goroutine_wait_find (self->catalog, node);
    }
  if (depth > self->deepest)
    {
      self->deepest = depth;
      self->deepest_node = node;
    }
}

/**
 * ht_growth_goroutines_add:
 * @goroutines: the profiles so far
 * @profile: a later one
 *
 * Adds a profile.
 *
 * Returns: %FALSE if it is no profile of goroutines
 */
gboolean
ht_growth_goroutines_add (HtGrowthGoroutines *goroutines, const HtProfile *profile)
{
  int type = ht_profile_find_type (profile, goroutines->catalog->strings, "goroutine");
  guint n_types = profile->types->len;

  if (type < 0)
    return FALSE;
  goroutines->deepest = 0;
  for (guint i = 0; i < goroutines->groups->len; i++)
    {
      HtGrowthWaiters *group = g_ptr_array_index (goroutines->groups, i);

      group->current = 0;
      group->at_node = 0;
    }
  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    {
      gint64 count = g_array_index (profile->values, gint64, row * n_types + (guint) type);

      if (count > 0)
        add_row (goroutines, g_array_index (profile->nodes, guint32, row), count);
    }
  for (guint i = 0; i < goroutines->groups->len; i++)
    {
      HtGrowthWaiters *group = g_ptr_array_index (goroutines->groups, i);

      if (goroutines->n_profiles == 0)
        group->first = group->current;
      group->last = group->current;
      group->most = MAX (group->most, group->current);
    }
  goroutines->n_profiles++;
  return TRUE;
}

/**
 * ht_growth_goroutines_get_n_profiles:
 * @goroutines: the profiles
 *
 * Returns: how many there are
 */
guint
ht_growth_goroutines_get_n_profiles (const HtGrowthGoroutines *goroutines)
{
  return goroutines->n_profiles;
}

/**
 * ht_growth_goroutines_get_n_groups:
 * @goroutines: the profiles
 *
 * Returns: of how many groups they tell
 */
guint
ht_growth_goroutines_get_n_groups (const HtGrowthGoroutines *goroutines)
{
  return goroutines->groups->len;
}

/**
 * ht_growth_goroutines_get_group:
 * @goroutines: the profiles
 * @group: index of a group
 *
 * Returns: (transfer none): the group
 */
const HtGrowthWaiters *
ht_growth_goroutines_get_group (const HtGrowthGoroutines *goroutines, guint group)
{
  return g_ptr_array_index (goroutines->groups, group);
}

/**
 * ht_growth_waiters_get_growth:
 * @waiters: goroutines that wait in one place
 *
 * Tells by how many they grew, if that is beyond chance and they have not gone again: a leak does
 * not come down.
 *
 * Returns: by how many; 0 if they did not grow
 */
gint64
ht_growth_waiters_get_growth (const HtGrowthWaiters *waiters)
{
  double growth = (double) waiters->last - (double) waiters->first;

  if (growth < MIN_GROWTH ||
      growth < GROWTH_ERRORS * sqrt ((double) waiters->first + (double) waiters->last) ||
      (double) waiters->last < STAYED_SHARE * (double) waiters->most)
    return 0;
  return waiters->last - waiters->first;
}

/**
 * ht_growth_goroutines_find_recursion:
 * @goroutines: the profiles
 * @node: (out): the deepest stack
 *
 * Looks in the newest profile for a function that calls itself again and again.
 *
 * Returns: id of the function; 0 if there is none
 */
guint32
ht_growth_goroutines_find_recursion (const HtGrowthGoroutines *goroutines, guint32 *node)
{
  const HtCatalog *catalog = goroutines->catalog;
  g_autoptr (GHashTable) n_calls = g_hash_table_new (NULL, NULL);
  guint32 found = 0;

  *node = 0;
  if (goroutines->deepest < MIN_RECURSION)
    return 0;
  for (guint32 at = goroutines->deepest_node; at != 0; at = ht_call_tree_parent (catalog->tree, at))
    {
      guint32 frame = ht_call_tree_frame (catalog->tree, at);
      guint32 function = ht_symbols_get_frame (catalog->symbols, frame)->function;
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (n_calls, GUINT_TO_POINTER (function))) + 1;

      g_hash_table_insert (n_calls, GUINT_TO_POINTER (function), GUINT_TO_POINTER (n));
      if (n * 2 >= goroutines->deepest)
        found = function;
    }
  if (found != 0)
    *node = goroutines->deepest_node;
  return found;
}
