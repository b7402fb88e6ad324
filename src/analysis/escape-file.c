/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "escape-file.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "format-error.h"

/* What the compiler says of a million lines. */
#define MAX_FILE_BYTES ((goffset) 256 << 20)

/* A pipe ends when the compiler does. */
static gboolean
may_be_read (const char *path, GError **error)
{
  g_autofree char *name = NULL;
  GStatBuf facts;

  if (g_stat (path, &facts) != 0 || S_ISFIFO (facts.st_mode) ||
      (S_ISREG (facts.st_mode) && facts.st_size <= MAX_FILE_BYTES))
    return TRUE;
  name = g_filename_display_name (path);
  if (S_ISREG (facts.st_mode))
    g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                 "%s: what a compiler says has 256 MiB at most", name);
  else
    g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED, "%s: is not a file", name);
  return FALSE;
}

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

  if (!may_be_read (path, error) || !g_file_get_contents (path, &text, &length, error))
    return NULL;
  notes = ht_escape_notes_parse (text, length, error);
  if (notes == NULL)
    {
      g_autofree char *name = g_filename_display_name (path);

      g_prefix_error (error, "%s: ", name);
    }
  return notes;
}
