/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "display-name.h"

#include <string.h>

/* Java's "class.<init>" and Go's "foo.(*Bar[...]).Method" are told apart from C++ by their dots. */
static gboolean
looks_like_cplusplus (const char *name)
{
  if (strstr (name, ".<") != NULL || strstr (name, "]).") != NULL)
    return FALSE;
  return strpbrk (name, "<>[]") != NULL || strstr (name, "::") != NULL;
}

/*
 * Cuts what is between brackets, and the brackets. A closing bracket too many
 * ends it; what was cut before stays cut. An opening one too many is left alone.
 */
static void
remove_bracketed (GString *name, char open, char close)
{
  gsize nesting = 0;
  gsize first = 0;

  for (gsize at = 0; at < name->len; at++)
    {
      if (name->str[at] == open && nesting++ == 0)
        first = at;
      else if (name->str[at] == close)
        {
          if (nesting == 0)
            return;
          if (--nesting == 0)
            {
              g_string_erase (name, (gssize) first, (gssize) (at + 1 - first));
              /* Continues where the cut was; for a cut at the begin this wraps around to 0. */
              at = first - 1;
            }
        }
    }
}

/**
 * ht_display_name:
 * @full: a function's name as the profile gives it
 *
 * Shortens a name as pprof does when it loads a profile: what it takes for C++
 * loses its parameters and template arguments. Names of generic Go functions
 * are hit by this, too: "sync.OnceValue[go.shape.func(*x) y]" becomes
 * "sync.OnceValue[go.shape.func y]". Mangled names stay mangled.
 *
 * pprof does this only to functions whose system name is the same as their
 * name, and its tables have one row per shortened name.
 *
 * Returns: (transfer full): the shortened name
 */
char *
ht_display_name (const char *full)
{
  if (!looks_like_cplusplus (full))
    return g_strdup (full);

  GString *name = g_string_new (full);

  remove_bracketed (name, '(', ')');
  remove_bracketed (name, '<', '>');
  return g_string_free (name, FALSE);
}
