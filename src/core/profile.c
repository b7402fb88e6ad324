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

static gboolean
is_string (const HtStrings *strings, guint32 id, const char *text)
{
  return g_strcmp0 (ht_strings_get (strings, id), text) == 0;
}

/**
 * ht_profile_find_type:
 * @profile: the profile
 * @strings: the strings of its catalog
 * @name: (nullable): what the user asks for, or %NULL for what pprof would show
 *
 * Chooses a sample type as `go tool pprof -sample_index` does: by its name, of
 * which the prefix "inuse_" may be left out; without a name the profile's
 * default type, else the last one.
 *
 * Returns: the index of the type, or -1 if there is none of that name
 */
int
ht_profile_find_type (const HtProfile *profile, const HtStrings *strings, const char *name)
{
  const char *wanted = name;

  if (wanted == NULL && profile->default_type != 0)
    wanted = ht_strings_get (strings, profile->default_type);
  for (guint i = 0; wanted != NULL && i < profile->types->len; i++)
    if (is_string (strings, g_array_index (profile->types, HtValueType, i).type, wanted))
      return (int) i;
  if (name == NULL)
    return (int) profile->types->len - 1;

  g_autofree char *prefixed = g_strconcat ("inuse_", name, NULL);
  for (guint i = 0; i < profile->types->len; i++)
    if (is_string (strings, g_array_index (profile->types, HtValueType, i).type, prefixed))
      return (int) i;
  return -1;
}
