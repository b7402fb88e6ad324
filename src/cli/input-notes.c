/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "input-notes.h"

#include <stdio.h>

#include "command.h"
#include "safe-text.h"

/* JSON has all. */
#define MAX_NOTES 10

static void
write_notes (const char *name,
             const char *message_name,
             gboolean has_offset,
             const GPtrArray *notes,
             HtJsonWriter *json)
{
  ht_json_writer_member (json, name);
  ht_json_writer_begin_array (json);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      const HtImportNote *note = g_ptr_array_index (notes, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "file", note->file);
      if (has_offset)
        ht_json_writer_member_int (json, "offset", note->offset);
      ht_json_writer_member_string (json, message_name, note->message);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

/**
 * ht_input_notes_write_skipped:
 * @import: (nullable): how an input came into a recording
 * @json: where to; an object is open
 *
 * Writes the member `skipped`: the files that are no captures, or could not be read.
 */
void
ht_input_notes_write_skipped (const HtImport *import, HtJsonWriter *json)
{
  write_notes ("skipped", "reason", FALSE, import ? ht_import_get_skipped (import) : NULL, json);
}

/**
 * ht_input_notes_write_warnings:
 * @import: (nullable): how an input came into a recording
 * @json: where to; an object is open
 *
 * Writes the member `warnings`: what of the files could not be read.
 */
void
ht_input_notes_write_warnings (const HtImport *import, HtJsonWriter *json)
{
  write_notes ("warnings", "message", TRUE, import ? ht_import_get_warnings (import) : NULL, json);
}

static char *
format_note (const HtImportNote *note)
{
  g_autofree char *file = ht_safe_text_for_terminal (note->file, -1);
  g_autofree char *message = ht_safe_text_for_terminal (note->message, -1);

  if (note->offset == HT_UNKNOWN)
    return g_strdup_printf ("%s: %s", file, message);
  return g_strdup_printf ("%s: at byte %" G_GINT64_FORMAT ": %s", file, note->offset, message);
}

/**
 * ht_input_notes_print:
 * @title: what they are
 * @notes: (element-type HtImportNote): what was said of the files of an input
 *
 * Prints them for people on standard output; only the first if they are many.
 */
void
ht_input_notes_print (const char *title, const GPtrArray *notes)
{
  if (notes->len > 0)
    printf ("\n%s: %u\n", title, notes->len);
  for (guint i = 0; i < notes->len; i++)
    {
      const HtImportNote *note = g_ptr_array_index (notes, i);
      g_autofree char *line = NULL;

      if (i == MAX_NOTES)
        {
          printf ("  and %u more; --json lists all\n", notes->len - i);
          return;
        }
      line = format_note (note);
      printf ("  %s\n", line);
    }
}

/**
 * ht_input_notes_warn:
 * @import: (nullable): how an input came into a recording
 *
 * Tells people on standard error what of the files could not be read, beside an answer from the
 * rest.
 */
void
ht_input_notes_warn (const HtImport *import)
{
  const GPtrArray *notes = import != NULL ? ht_import_get_warnings (import) : NULL;

  for (guint i = 0; notes != NULL && i < MIN (notes->len, MAX_NOTES); i++)
    {
      g_autofree char *line = format_note (g_ptr_array_index (notes, i));

      ht_command_note ("%s", line);
    }
  if (notes != NULL && notes->len > MAX_NOTES)
    ht_command_note ("and %u more; info --json lists all", notes->len - MAX_NOTES);
}
