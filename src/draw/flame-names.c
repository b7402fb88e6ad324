/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "flame-graph.h"

#include <string.h>

#include "function-name.h"

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  const char *const *names = data;

  return strcmp (names[*(const guint32 *) a], names[*(const guint32 *) b]);
}

static gboolean
is_in (const char *package, const char *parent)
{
  gsize length = strlen (parent);

  return g_str_has_prefix (package, parent) && (package[length] == '\0' || package[length] == '/');
}

/* Packages outside the standard library have a domain in the first part of their path. */
static gboolean
is_standard_library (const char *package)
{
  gsize first = strcspn (package, "/");

  return memchr (package, '.', first) == NULL && strcmp (package, "main") != 0;
}

/* The colour of a package that is not the user's, or -1. */
static int
foreign_color (const char *package)
{
  if (is_in (package, "runtime") || is_in (package, "internal/runtime"))
    return HT_FLAME_COLOR_RUNTIME;
  if (is_in (package, "encoding") || is_in (package, "compress") || is_in (package, "reflect"))
    return HT_FLAME_COLOR_ENCODING;
  if (*package == '\0' || is_standard_library (package))
    return HT_FLAME_COLOR_MODULE;
  return -1;
}

/* A hash of the path chooses, so that a package looks the same in every picture; one whose
 * colour is taken gets the next free one, as long as there are any. */
static guint
own_color (const char *package, guint *n_users)
{
  guint wanted = g_str_hash (package) % HT_N_PACKAGE_COLORS;
  guint color = wanted;

  for (guint i = 0; i < HT_N_PACKAGE_COLORS && n_users[color] > 0; i++)
    color = (wanted + i) % HT_N_PACKAGE_COLORS;
  if (n_users[color] > 0)
    color = wanted;
  n_users[color]++;
  return color;
}

static void
choose_colors (HtFlameNames *self, const guint32 *order)
{
  g_autoptr (GHashTable) colors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_users[HT_N_PACKAGE_COLORS] = { 0 };

  for (guint32 i = 0; i < self->n_groups; i++)
    {
      guint32 group = order[i];
      g_autofree char *package = ht_function_name_get_package (self->names[group]);
      int foreign = foreign_color (package);
      gpointer known;

      if (foreign >= 0)
        self->colors[group] = (guint8) foreign;
      else if (g_hash_table_lookup_extended (colors, package, NULL, &known))
        self->colors[group] = (guint8) GPOINTER_TO_UINT (known);
      else
        {
          self->colors[group] = (guint8) own_color (package, n_users);
          g_hash_table_insert (colors, g_steal_pointer (&package),
                               GUINT_TO_POINTER (self->colors[group]));
        }
    }
}

/**
 * ht_flame_names_new:
 * @names: (array length=n_groups): full names, UTF-8; that of group 0, the root, is not used
 * @n_groups: how many
 *
 * Returns: (transfer full): the names with their order and colours
 */
HtFlameNames *
ht_flame_names_new (const char *const *names, guint32 n_groups)
{
  HtFlameNames *self = g_new0 (HtFlameNames, 1);
  g_autofree guint32 *order = g_new (guint32, n_groups);

  self->n_groups = n_groups;
  self->names = g_new0 (char *, n_groups + 1);
  self->ranks = g_new (guint32, n_groups);
  self->colors = g_new (guint8, n_groups);
  for (guint32 i = 0; i < n_groups; i++)
    {
      self->names[i] = g_strdup (names[i]);
      order[i] = i;
    }
  g_qsort_with_data (order, (gint) n_groups, sizeof *order, compare_names, (gpointer) names);
  for (guint32 i = 0; i < n_groups; i++)
    self->ranks[order[i]] = i;
  choose_colors (self, order);
  return self;
}

/**
 * ht_flame_names_free:
 * @names: (transfer full) (nullable): the names
 */
void
ht_flame_names_free (HtFlameNames *names)
{
  if (names == NULL)
    return;
  g_strfreev (names->names);
  g_free (names->ranks);
  g_free (names->colors);
  g_free (names);
}
