/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "function-name.h"

#include <string.h>

/* Where the parts of a symbol of the Go linker are: PATH/PACKAGE.REST[TYPES]…;
 * all are offsets, @package_end that of the dot, equal to @package if there is no package. */
typedef struct
{
  gsize package;
  gsize package_end;
} NameParts;

static gboolean
is_version (const char *text, gsize length)
{
  if (length < 2 || text[0] != 'v')
    return FALSE;
  for (gsize i = 1; i < length; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

static NameParts
find_parts (const char *name)
{
  /* Type arguments have paths of their own, so only what is before them counts. */
  gsize end = strcspn (name, "[(");
  NameParts parts = { 0, 0 };
  gsize at;

  for (at = 0; at < end; at++)
    if (name[at] == '/')
      parts.package = at + 1;
  for (at = parts.package; name[at] != '\0' && name[at] != '.' && (at < end || name[at] != '[');
       at++)
    ;
  parts.package_end = name[at] == '.' ? at : parts.package;
  return parts;
}

/* The linker writes dots in the last part of a path as %2e; in `foo/v2` the package is foo. */
static void
append_package (GString *out, const char *name, const NameParts *parts)
{
  gsize begin = parts->package;
  gsize end = parts->package_end;

  if (begin > 1 && is_version (name + begin, end - begin))
    {
      end = begin - 1;
      for (begin = end; begin > 0 && name[begin - 1] != '/'; begin--)
        ;
    }
  for (gsize i = begin; i < end; i++)
    if (g_ascii_strncasecmp (name + i, "%2e", 3) == 0)
      {
        g_string_append_c (out, '.');
        i += 2;
      }
    else
      g_string_append_c (out, name[i]);
}

static void
append_without_types (GString *out, const char *text)
{
  guint depth = 0;

  for (; *text != '\0'; text++)
    {
      if (*text == '[' && depth++ == 0)
        g_string_append (out, "[…");
      if (*text == ']' && depth > 0)
        depth--;
      if (depth == 0)
        g_string_append_c (out, *text);
    }
  if (depth > 0)
    g_string_append_c (out, ']');
}

static gboolean
is_foreign (const char *name)
{
  return strstr (name, "::") != NULL;
}

/**
 * ht_function_name_shorten:
 * @name: a function's full name, as the Go linker writes it
 * @length: how much of it to keep
 *
 * Leaves out what tells least. Names of other languages stay as they are.
 *
 * Returns: (transfer full): the shortened name
 */
char *
ht_function_name_shorten (const char *name, HtNameLength length)
{
  NameParts parts = find_parts (name);
  g_autoptr (GString) plain = g_string_new (NULL);
  const char *rest = name + parts.package_end;
  const char *word;

  if (is_foreign (name))
    return g_strdup (name);
  if (length <= HT_NAME_PLAIN)
    append_package (plain, name, &parts);
  else if (*rest == '.')
    rest++;
  if (length == HT_NAME_PACKAGE)
    return g_strconcat (plain->str, rest, NULL);
  append_without_types (plain, rest);
  if (length < HT_NAME_WORD)
    return g_string_free (g_steal_pointer (&plain), FALSE);
  word = strrchr (plain->str, '.');
  return g_strdup (word != NULL && word[1] != '\0' ? word + 1 : plain->str);
}

/**
 * ht_function_name_get_package:
 * @name: a function's full name, as the Go linker writes it
 *
 * Returns: (transfer full): the import path of its package as the linker writes it;
 *   empty if the name has none
 */
char *
ht_function_name_get_package (const char *name)
{
  NameParts parts = find_parts (name);

  return is_foreign (name) ? g_strdup ("") : g_strndup (name, parts.package_end);
}
