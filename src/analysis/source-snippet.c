/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "source-snippet.h"

#include "safe-text.h"

#include <string.h>

/* How much is shown above and below the lines that matter, and how much at most. */
#define AROUND    2
#define MAX_LINES 16

/* A tab is shown as so many blanks. */
#define TAB "    "

/* Longer lines were not written by people. */
#define MAX_LINE_BYTES 400

static gint64
count_lines (const char *text)
{
  gint64 n = *text != '\0';

  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n += at[1] != '\0';
  return n;
}

/* The names in "shop/store.(*Index[...]).put.func1", one of which is that of a declaration. */
static char **
list_words (const char *function)
{
  const char *slash = strrchr (function, '/');
  const char *dot = strchr (slash != NULL ? slash : function, '.');

  return g_strsplit_set (dot != NULL ? dot + 1 : function, ".()*[]-", -1);
}

static gboolean
is_initialiser (const char *const *words)
{
  return g_strv_contains (words, "init") || g_strv_contains (words, "glob");
}

/* What is declared around a line, literals of functions aside, has a name that the frame's function
 * has, too. Variables of a package are made by functions that are not in the source. */
static gboolean
fits (const HtGoSource *source, const char *function, gint64 line)
{
  g_auto (GStrv) words = list_words (function);
  guint32 token = ht_go_source_find_line (source, line);
  gboolean is_declared = FALSE;

  for (guint32 i = 0; i < source->functions->len; i++)
    {
      const HtGoFunction *declared = &g_array_index (source->functions, HtGoFunction, i);
      guint32 end = ht_go_source_get (source, declared->body)->partner;
      g_autofree char *name = NULL;

      if (declared->name == HT_GO_NONE || line < ht_go_source_get (source, declared->begin)->line ||
          (end != HT_GO_NONE && line > ht_go_source_get (source, end)->line))
        continue;
      is_declared = TRUE;
      name = ht_go_source_copy (source, declared->name);
      if (g_strv_contains ((const char *const *) words, name))
        return TRUE;
    }
  return !is_declared && token != HT_GO_NONE && is_initialiser ((const char *const *) words);
}

static char *
make_line (const char *at, gsize length)
{
  g_autofree char *raw = g_strndup (at, MIN (length, MAX_LINE_BYTES));
  g_auto (GStrv) parts = g_strsplit (g_strchomp (raw), "\t", -1);
  g_autofree char *spaced = g_strjoinv (TAB, parts);
  g_autofree char *utf8 = ht_safe_text_to_utf8 (spaced, -1);

  return ht_safe_text_for_terminal (utf8, -1);
}

static void
add_lines (HtSourceSnippet *self, const char *text, gint64 to_line)
{
  const char *at = text;

  for (gint64 line = 1; line <= to_line; line++)
    {
      const char *end = strchrnul (at, '\n');

      if (line >= self->first_line)
        g_ptr_array_add (self->lines, make_line (at, (gsize) (end - at)));
      if (*end == '\0')
        break;
      at = end + 1;
    }
}

/**
 * ht_source_snippet_new:
 * @tree: the source of the program
 * @function: full name of the function of a frame
 * @file: its file as the compiler wrote it
 * @line: the line of the frame
 * @from_line: the first line that matters besides
 * @to_line: the last one
 *
 * Finds the lines around a frame, with all that matters if that is not too much. What is found
 * refers to nothing.
 *
 * Returns: (transfer full): the lines, or why there are none
 */
HtSourceSnippet *
ht_source_snippet_new (const HtSourceTree *tree,
                       const char *function,
                       const char *file,
                       gint64 line,
                       gint64 from_line,
                       gint64 to_line)
{
  HtSourceSnippet *self = g_new0 (HtSourceSnippet, 1);
  const HtSourceFile *found = *file != '\0' ? ht_source_tree_find_file (tree, file) : NULL;
  gint64 n_lines = found != NULL ? count_lines (found->source->text) : 0;

  self->lines = g_ptr_array_new_with_free_func (g_free);
  self->state = HT_SNIPPET_NO_FILE;
  if (found == NULL)
    return self;
  self->path = ht_safe_text_for_terminal (found->path, -1);
  self->state = HT_SNIPPET_NO_LINE;
  if (line < 1 || line > n_lines)
    return self;
  self->state = HT_SNIPPET_OTHER_FUNCTION;
  if (!fits (found->source, function, line))
    return self;
  self->state = HT_SNIPPET_FOUND;
  from_line = CLAMP (from_line, line - MAX_LINES / 2, line);
  to_line = CLAMP (to_line, line, from_line + MAX_LINES - 2 * AROUND - 1);
  self->first_line = MAX (from_line - AROUND, 1);
  add_lines (self, found->source->text, MIN (to_line + AROUND, n_lines));
  return self;
}

/**
 * ht_source_snippet_free:
 * @snippet: (transfer full) (nullable): the lines
 */
void
ht_source_snippet_free (HtSourceSnippet *snippet)
{
  if (snippet == NULL)
    return;
  g_free (snippet->path);
  g_ptr_array_unref (snippet->lines);
  g_free (snippet);
}
