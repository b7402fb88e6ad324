/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-document.h"

#include <glib/gi18n.h>
#include <string.h>

#include "growth-html.h"
#include "growth-message.h"
#include "growth-sheet.h"
#include "safe-text.h"
#include "secrets.h"

/* So many inputs are named, the others are counted. */
#define MAX_INPUTS 3

static const struct
{
  const char *name;
  const char *suffix;
  HtGrowthFormat format;
} formats[] = {
  { "text", ".txt", HT_GROWTH_FORMAT_TEXT },
  { "markdown", ".md", HT_GROWTH_FORMAT_MARKDOWN },
  { "html", ".html", HT_GROWTH_FORMAT_HTML },
  { "pdf", ".pdf", HT_GROWTH_FORMAT_PDF },
};

/**
 * ht_growth_format_from_name:
 * @name: what a user wrote
 * @format: (out): which format that is
 *
 * Returns: whether it is one
 */
gboolean
ht_growth_format_from_name (const char *name, HtGrowthFormat *format)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].name, name))
      {
        *format = formats[i].format;
        return TRUE;
      }
  return FALSE;
}

/**
 * ht_growth_format_of_file:
 * @name: name of a file
 * @format: (out): the format that its suffix asks for
 *
 * Returns: whether the suffix is known; upper and lower case are the same
 */
gboolean
ht_growth_format_of_file (const char *name, HtGrowthFormat *format)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (lower, formats[i].suffix))
      {
        *format = formats[i].format;
        return TRUE;
      }
  return FALSE;
}

/**
 * ht_growth_document_clear:
 * @document: what a page is made of
 *
 * Lets go of all of it.
 */
void
ht_growth_document_clear (HtGrowthDocument *document)
{
  g_clear_pointer (&document->growth, ht_growth_data_unref);
  g_clear_pointer (&document->data, ht_target_data_unref);
  g_clear_pointer (&document->inputs, g_free);
  g_clear_pointer (&document->command, g_free);
}

/* What a shell would take for something else is quoted. */
static void
append_word (GString *command, const char *word)
{
  const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

  if (*word != '\0' && word[strspn (word, plain)] == '\0')
    {
      g_string_append_printf (command, " %s", word);
      return;
    }

  g_autofree char *quoted = g_shell_quote (word);

  g_string_append_printf (command, " %s", quoted);
}

/* A page is passed on, so a URL loses its secrets. */
static char *
make_safe (const char *input)
{
  g_autofree char *masked = strstr (input, "://") != NULL ? ht_mask_url (input) : g_strdup (input);

  return ht_safe_text_for_terminal (masked, -1);
}

/**
 * ht_growth_document_set_origin:
 * @document: what a page is made of
 * @inputs: (array zero-terminated=1): files, folders and URLs
 * @options: (array length=n_options): how they were looked at
 * @n_options: how many @options there are
 *
 * Says what it was found in, and what to type to find it again.
 */
void
ht_growth_document_set_origin (HtGrowthDocument *document,
                               const char *const *inputs,
                               const HtGrowthOption *options,
                               gsize n_options)
{
  GString *names = g_string_new (NULL);
  g_autoptr (GString) command = g_string_new ("heaptrail-cli growth");
  guint n_inputs = g_strv_length ((char **) inputs);

  for (guint i = 0; i < n_inputs; i++)
    {
      g_autofree char *name = make_safe (inputs[i]);

      if (i < MAX_INPUTS)
        g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
      append_word (command, name);
    }
  if (n_inputs > MAX_INPUTS)
    g_string_append_printf (names,
                            g_dngettext (NULL, " and %u more", " and %u more",
                                         n_inputs - MAX_INPUTS),
                            n_inputs - MAX_INPUTS);
  for (gsize i = 0; i < n_options; i++)
    if (options[i].value != NULL)
      {
        g_autofree char *value = ht_safe_text_for_terminal (options[i].value, -1);

        append_word (command, options[i].name);
        append_word (command, value);
      }
  g_free (document->inputs);
  document->inputs = g_string_free (names, FALSE);
  g_free (document->command);
  document->command = g_strdup (command->str);
}

/**
 * ht_growth_document_encode:
 * @document: what the page is made of
 * @format: what kind of file
 * @error: return location, in %G_IO_ERROR
 *
 * Makes the file in memory. Names from profiles cannot break out of where they stand. For any
 * thread.
 *
 * Returns: (transfer full): its content, or %NULL with @error set
 */
GBytes *
ht_growth_document_encode (const HtGrowthDocument *document, HtGrowthFormat format, GError **error)
{
  char *text = NULL;

  switch (format)
    {
    case HT_GROWTH_FORMAT_PDF:
      return ht_growth_sheet_encode (document, error);
    case HT_GROWTH_FORMAT_HTML:
      text = ht_growth_html (document, error);
      break;
    case HT_GROWTH_FORMAT_MARKDOWN:
      text = ht_growth_message_markdown (document);
      break;
    case HT_GROWTH_FORMAT_TEXT:
    default:
      text = ht_growth_message_text (document);
    }
  return text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;
}
