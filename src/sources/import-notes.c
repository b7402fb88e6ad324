/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "import-notes.h"

#include "safe-text.h"

/* More of them is a list that nobody reads; the count is told. */
#define MAX_WARNINGS 1000

static void
note_free (gpointer data)
{
  HtImportNote *note = data;

  g_free (note->file);
  g_free (note->message);
  g_free (note);
}

/**
 * ht_import_notes_new:
 *
 * Returns: (transfer full) (element-type HtImportNote): a list of notes
 */
GPtrArray *
ht_import_notes_new (void)
{
  return g_ptr_array_new_with_free_func (note_free);
}

/**
 * ht_import_notes_add:
 * @notes: a list of notes
 * @file: which file, as valid UTF-8
 * @offset: at which byte, or %HT_UNKNOWN
 * @message: what was the matter, any bytes
 */
void
ht_import_notes_add (GPtrArray *notes, const char *file, gint64 offset, const char *message)
{
  HtImportNote *note = g_new0 (HtImportNote, 1);

  note->file = g_strdup (file);
  note->offset = offset;
  note->message = ht_safe_text_to_utf8 (message, -1);
  g_ptr_array_add (notes, note);
}

static void
add_count (GPtrArray *notes, const char *file, guint64 n, const char *what)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT " %s", n, what);

  ht_import_notes_add (notes, file, HT_UNKNOWN, text);
}

/**
 * ht_import_notes_add_warnings:
 * @notes: a list of notes
 * @file: which file, as valid UTF-8
 * @records: what was found in it
 *
 * Adds what could not be read; of very many only how many there are.
 */
void
ht_import_notes_add_warnings (GPtrArray *notes, const char *file, const HtRecordBuffer *records)
{
  guint room = MAX_WARNINGS - MIN (notes->len, MAX_WARNINGS);

  for (guint i = 0; i < MIN (records->warnings->len, room); i++)
    {
      const HtDecodeWarning *warning = &g_array_index (records->warnings, HtDecodeWarning, i);

      ht_import_notes_add (notes, file, (gint64) warning->offset, warning->message);
    }
  if (records->n_dropped_warnings > 0 && room > 0)
    add_count (notes, file, records->n_dropped_warnings, "more like these");
  if (records->n_dropped_records > 0)
    add_count (notes, file, records->n_dropped_records,
               "figures were too many for one file and left out");
}
