/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "profile.h"

/**
 * ht_profile_new:
 *
 * Returns: (transfer full): a profile without types and rows
 */
HtProfile *
ht_profile_new (void)
{
  HtProfile *self = g_new0 (HtProfile, 1);

  self->types = g_array_new (FALSE, FALSE, sizeof (HtValueType));
  self->comments = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->label_sets = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->values = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

/**
 * ht_profile_free:
 * @profile: (transfer full) (nullable): the profile
 */
void
ht_profile_free (HtProfile *profile)
{
  if (profile == NULL)
    return;
  g_array_unref (profile->types);
  g_array_unref (profile->comments);
  g_array_unref (profile->nodes);
  g_array_unref (profile->label_sets);
  g_array_unref (profile->values);
  g_free (profile);
}

/**
 * ht_profile_n_rows:
 * @profile: the profile
 *
 * Returns: how many rows it has
 */
gsize
ht_profile_n_rows (const HtProfile *profile)
{
  return profile->nodes->len;
}

/**
 * ht_profile_add_row:
 * @profile: the profile; its types are known already
 * @node: the call-tree node of the stack's leaf
 * @label_set: the list of labels, 0 if none
 * @values: (array): one value per type
 *
 * Adds a sample.
 */
void
ht_profile_add_row (HtProfile *profile, guint32 node, guint32 label_set, const gint64 *values)
{
  g_array_append_val (profile->nodes, node);
  g_array_append_val (profile->label_sets, label_set);
  g_array_append_vals (profile->values, values, profile->types->len);
}

static int
find_text (const char *const *texts, gsize n_texts, const char *wanted)
{
  for (gsize i = 0; i < n_texts; i++)
    if (g_str_equal (texts[i], wanted))
      return (int) i;
  return -1;
}

/**
 * ht_choose_sample_type:
 * @types: (array length=n_types): what a profile counts
 * @n_types: how many
 * @default_type: (nullable): the one that the profile wants shown first, empty or %NULL if none
 * @name: (nullable): what the user asks for, or %NULL for what pprof would show
 *
 * Chooses a sample type as `go tool pprof -sample_index` does: by number or by
 * name. Without a name it is the profile's default type, else the last one.
 * The prefix "inuse_" may be there or not: old profiles count "space", and people ask for it.
 *
 * Returns: the index of the type, or -1 if there is none of that name
 */
int
ht_choose_sample_type (const char *const *types,
                       gsize n_types,
                       const char *default_type,
                       const char *name)
{
  guint64 number;
  int found = -1;

  if (n_types == 0)
    return -1;
  if (name == NULL)
    {
      if (default_type != NULL && *default_type != '\0')
        found = find_text (types, n_types, default_type);
      return found >= 0 ? found : (int) n_types - 1;
    }
  if (g_ascii_string_to_unsigned (name, 10, 0, n_types - 1, &number, NULL))
    return (int) number;

  found = find_text (types, n_types, name);
  if (found < 0 && g_str_has_prefix (name, "inuse_"))
    found = find_text (types, n_types, name + strlen ("inuse_"));
  if (found < 0)
    {
      g_autofree char *prefixed = g_strconcat ("inuse_", name, NULL);

      found = find_text (types, n_types, prefixed);
    }
  return found;
}

/**
 * ht_profile_find_type:
 * @profile: the profile
 * @strings: the strings of its catalog
 * @name: (nullable): what the user asks for, or %NULL for what pprof would show
 *
 * Chooses a sample type, see [func@choose_sample_type].
 *
 * Returns: the index of the type, or -1 if there is none of that name
 */
int
ht_profile_find_type (const HtProfile *profile, const HtStrings *strings, const char *name)
{
  g_autofree const char **types = g_new (const char *, profile->types->len);

  for (guint i = 0; i < profile->types->len; i++)
    types[i] = ht_strings_get (strings, g_array_index (profile->types, HtValueType, i).type);
  return ht_choose_sample_type (types, profile->types->len,
                                ht_strings_get (strings, profile->default_type), name);
}
