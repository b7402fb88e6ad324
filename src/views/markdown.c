/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "markdown.h"

#include <string.h>

/**
 * ht_markdown_code:
 * @text: one line, fit to be shown
 *
 * Writes a text as code, in which Markdown takes no sign for its own but the one that ends it, and
 * the border of a table.
 *
 * Returns: (transfer full): the code
 */
char *
ht_markdown_code (const char *text)
{
  g_autofree char *inner = g_strdelimit (g_strdup (text), "`|", '\'');

  return g_strdup_printf ("`%s`", inner);
}

/**
 * ht_markdown_plain:
 * @text: one line, fit to be shown
 *
 * Writes out all that Markdown, or HTML in it, may take for its own.
 *
 * Returns: (transfer full): the text
 */
char *
ht_markdown_plain (const char *text)
{
  GString *plain = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (strchr ("\\`*_[]<>|#~&!", *at) != NULL)
        g_string_append_c (plain, '\\');
      g_string_append_c (plain, *at);
    }
  return g_string_free (plain, FALSE);
}
