/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "escape-file.h"

/**
 * ht_escape_file_load:
 * @path: path of a file
 * @error: return location, in %G_FILE_ERROR or %HT_FORMAT_ERROR
 *
 * Reads what the compiler says of a program. May be called in any thread.
 *
 * Returns: (transfer full): what it says; %NULL with @error set, which names the file
 */
HtEscapeNotes *
ht_escape_file_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  HtEscapeNotes *notes;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  notes = ht_escape_notes_parse (text, length, error);
  if (notes == NULL)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_prefix_error (error, "%s: ", name);
    }
  return notes;
}
