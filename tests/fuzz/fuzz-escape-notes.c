/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "escape-notes.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtEscapeNotes) notes = ht_escape_notes_parse ((const char *) data, size, &error);

  g_assert_true ((notes == NULL) == (error != NULL));
  for (guint i = 0; notes != NULL && i < ht_escape_notes_get_n (notes); i++)
    {
      const HtEscapeNote *note = ht_escape_notes_get (notes, i);
      g_autoptr (GPtrArray) found = ht_escape_notes_find (notes, note->file, note->line);

      g_assert_true (g_utf8_validate (note->text, -1, NULL));
      g_assert_nonnull (ht_escape_kind_get_name (note->kind));
      g_assert_true (g_ptr_array_find (found, note, NULL));
    }
  return 0;
}
