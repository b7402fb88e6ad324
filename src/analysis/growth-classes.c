/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-classes.h"

#include "analysis-error.h"
#include "growth-resources.h"

#include <string.h>

#define BUILT_IN   "/io/github/heaptrail/growth/classes.ini"
#define USERS_FILE "growth-classes.ini"

/* Heavier ones would make a single sign outweigh everything else there is. */
#define MAX_WEIGHT 20

struct _HtGrowthClasses
{
  /* Owned */
  GPtrArray *classes;
};

typedef struct
{
  guint weight;

  /* Owned */
  GPatternSpec *spec;
} Pattern;

static const char *const sign_keys[HT_N_GROWTH_SIGNS] = {
  [HT_GROWTH_SIGN_FRAME] = "Frame",
  [HT_GROWTH_SIGN_BESIDE] = "Beside",
  [HT_GROWTH_SIGN_GOROUTINE] = "Goroutine",
  [HT_GROWTH_SIGN_FLOW] = "Flow",
  [HT_GROWTH_SIGN_CPU] = "Cpu",
  [HT_GROWTH_SIGN_ESCAPE] = "Escape",
  [HT_GROWTH_SIGN_SIZE] = "Size",
  [HT_GROWTH_SIGN_TYPE] = "Type",
};

static void
clear_pattern (gpointer data)
{
  g_pattern_spec_free (((Pattern *) data)->spec);
}

static void
free_class (gpointer data)
{
  HtGrowthClass *class = data;

  for (guint i = 0; i < HT_N_GROWTH_SIGNS; i++)
    g_array_unref (class->patterns[i]);
  g_free (class->name);
  g_free (class->title);
  g_free (class->remedy);
  g_free (class);
}

static HtGrowthClass *
make_class (const char *name)
{
  HtGrowthClass *class = g_new0 (HtGrowthClass, 1);

  class->name = g_strdup (name);
  class->title = g_strdup ("");
  class->remedy = g_strdup ("");
  for (guint i = 0; i < HT_N_GROWTH_SIGNS; i++)
    {
      class->patterns[i] = g_array_new (FALSE, FALSE, sizeof (Pattern));
      g_array_set_clear_func (class->patterns[i], clear_pattern);
    }
  return class;
}

static HtGrowthClass *
find_class (const HtGrowthClasses *self, const char *name)
{
  for (guint i = 0; i < self->classes->len; i++)
    if (g_str_equal (((HtGrowthClass *) g_ptr_array_index (self->classes, i))->name, name))
      return g_ptr_array_index (self->classes, i);
  return NULL;
}

static int
find_sign (const char *key)
{
  for (int i = 0; i < HT_N_GROWTH_SIGNS; i++)
    if (g_str_equal (sign_keys[i], key))
      return i;
  return -1;
}

/* GKeyFile does not tell where a key stands: in which line, from 1, of the group. */
static guint
find_line (const char *text, const char *group, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *head = g_strdup_printf ("[%s]", group);
  gboolean in_group = FALSE;
  guint found = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      gsize length = strlen (key != NULL ? key : "");

      if (*line == '[')
        {
          in_group = g_str_equal (line, head);
          if (in_group && key == NULL)
            return i + 1;
        }
      else if (in_group && key != NULL && strncmp (line, key, length) == 0 &&
               *g_strchug (lines[i] + length) == '=')
        found = i + 1;
    }
  return found;
}

/* The first line that is neither empty, a comment, a group nor a key. */
static guint
find_bad_line (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  gboolean in_group = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);
      const char *equals = strchr (line, '=');

      if (*line == '\0' || *line == '#')
        continue;
      if (*line == '[' && g_str_has_suffix (line, "]") && strlen (line) > 2)
        in_group = TRUE;
      else if (!in_group || equals == NULL || equals == line)
        return i + 1;
    }
  return 0;
}

static gboolean
add_patterns (HtGrowthClass *class, HtGrowthSign sign, const char *list, char **problem)
{
  g_auto (GStrv) parts = g_strsplit (list, ";", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);
      Pattern pattern;
      char *end;
      guint64 weight;

      if (*part == '\0')
        continue;
      weight = g_ascii_strtoull (part, &end, 10);
      if (end == part || *end != ' ' || weight < 1 || weight > MAX_WEIGHT)
        {
          *problem = g_strdup_printf ("“%s” does not begin with a weight of 1 to %d and a space",
                                      part, MAX_WEIGHT);
          return FALSE;
        }
      pattern.weight = (guint) weight;
      pattern.spec = g_pattern_spec_new (g_strchug (end));
      g_array_append_val (class->patterns[sign], pattern);
      /* cppcheck-suppress memleak ; the array owns it */
    }
  return TRUE;
}

static gboolean
add_key (HtGrowthClass *class, GKeyFile *file, const char *key, char **problem)
{
  g_autofree char *value = g_key_file_get_string (file, class->name, key, NULL);
  int sign = find_sign (key);

  if (value == NULL)
    {
      *problem = g_strdup_printf ("the value of “%s” is not UTF-8 or has an unknown escape", key);
      return FALSE;
    }
  if (sign >= 0)
    return add_patterns (class, (HtGrowthSign) sign, value, problem);
  if (g_str_equal (key, "Title"))
    {
      g_free (class->title);
      class->title = g_steal_pointer (&value);
      return TRUE;
    }
  if (g_str_equal (key, "Remedy"))
    {
      g_free (class->remedy);
      class->remedy = g_steal_pointer (&value);
      return TRUE;
    }
  if (g_str_equal (key, "Making"))
    {
      g_autoptr (GError) error = NULL;

      class->is_making = g_key_file_get_boolean (file, class->name, key, &error);
      if (error == NULL)
        return TRUE;
      *problem = g_strdup_printf ("“%s” is neither true nor false", value);
      return FALSE;
    }
  *problem = g_strdup_printf ("“%s” is no key of a class", key);
  return FALSE;
}

static gboolean
add_group (HtGrowthClasses *self,
           GKeyFile *file,
           const char *group,
           const char *text,
           const char *label,
           GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
  HtGrowthClass *class = find_class (self, group);

  if (class == NULL)
    {
      class = make_class (group);
      g_ptr_array_add (self->classes, class);
    }
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *problem = NULL;

      if (add_key (class, file, keys[i], &problem))
        continue;
      g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_TABLE, "%s:%u: [%s]: %s", label,
                   find_line (text, group, keys[i]), group, problem);
      return FALSE;
    }
  return TRUE;
}

/**
 * ht_growth_classes_add:
 * @classes: the table
 * @text: a key file: a group for each class; the built-in one explains itself
 * @length: its length, bytes
 * @label: what to call it in errors, such as its path
 * @error: return location, %HT_ANALYSIS_ERROR_TABLE with the line that is wrong
 *
 * Adds classes. What is said of a class that is there already is added to it; a title or remedy
 * takes the place of the old one. After an error the table is not to be used any more.
 *
 * Returns: whether all of it was understood
 */
gboolean
ht_growth_classes_add (HtGrowthClasses *classes,
                       const char *text,
                       gsize length,
                       const char *label,
                       GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *copy = g_strndup (text, length);
  g_autoptr (GError) reason = NULL;
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, copy, strlen (copy), G_KEY_FILE_NONE, &reason))
    {
      g_set_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_TABLE, "%s:%u: %s", label,
                   find_bad_line (copy), reason->message);
      return FALSE;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!add_group (classes, file, groups[i], copy, label, error))
      return FALSE;
  return TRUE;
}

/**
 * ht_growth_classes_new:
 *
 * Returns: (transfer full): the table that comes with the program
 */
HtGrowthClasses *
ht_growth_classes_new (void)
{
  HtGrowthClasses *self = g_new0 (HtGrowthClasses, 1);
  g_autoptr (GBytes) text = g_resource_lookup_data (ht_growth_get_resource (), BUILT_IN,
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;

  self->classes = g_ptr_array_new_with_free_func (free_class);
  if (!ht_growth_classes_add (self, g_bytes_get_data (text, NULL), g_bytes_get_size (text),
                              BUILT_IN, &error))
    g_error ("%s", error->message);
  return self;
}

/**
 * ht_growth_classes_new_with_users:
 * @error: return location, %HT_ANALYSIS_ERROR_TABLE or a %G_FILE_ERROR
 *
 * The table that comes with the program, and what the user has added in
 * `$XDG_CONFIG_HOME/heaptrail/growth-classes.ini`. There need not be such a file.
 *
 * Returns: (transfer full): the table; or %NULL with @error set
 */
HtGrowthClasses *
ht_growth_classes_new_with_users (GError **error)
{
  g_autoptr (HtGrowthClasses) self = ht_growth_classes_new ();
  g_autofree char *path =
      g_build_filename (g_get_user_config_dir (), "heaptrail", USERS_FILE, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) problem = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &problem))
    {
      if (g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return g_steal_pointer (&self);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (!ht_growth_classes_add (self, text, length, path, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ht_growth_classes_free:
 * @classes: (transfer full) (nullable): the table
 */
void
ht_growth_classes_free (HtGrowthClasses *classes)
{
  if (classes == NULL)
    return;
  g_ptr_array_unref (classes->classes);
  g_free (classes);
}

/**
 * ht_growth_classes_get_n:
 * @classes: the table
 *
 * Returns: how many classes there are
 */
guint
ht_growth_classes_get_n (const HtGrowthClasses *classes)
{
  return classes->classes->len;
}

/**
 * ht_growth_classes_get:
 * @classes: the table
 * @index: which one, from 0
 *
 * Returns: (transfer none): the class
 */
const HtGrowthClass *
ht_growth_classes_get (const HtGrowthClasses *classes, guint index)
{
  return g_ptr_array_index (classes->classes, index);
}

/**
 * ht_growth_classes_find:
 * @classes: the table
 * @name: the name of a class
 *
 * Returns: (transfer none) (nullable): the class; %NULL if there is none of that name
 */
const HtGrowthClass *
ht_growth_classes_find (const HtGrowthClasses *classes, const char *name)
{
  return find_class (classes, name);
}

/**
 * ht_growth_class_weigh:
 * @class: a class
 * @sign: a kind of evidence
 * @name: what was found: a function without type arguments, or a word that docs/growth.md lists
 *
 * Returns: how much that speaks for the class; 0 if nothing
 */
guint
ht_growth_class_weigh (const HtGrowthClass *class, HtGrowthSign sign, const char *name)
{
  const GArray *patterns = class->patterns[sign];
  guint most = 0;

  for (guint i = 0; i < patterns->len; i++)
    {
      const Pattern *pattern = &g_array_index (patterns, Pattern, i);

      if (pattern->weight > most && g_pattern_spec_match_string (pattern->spec, name))
        most = pattern->weight;
    }
  return most;
}
