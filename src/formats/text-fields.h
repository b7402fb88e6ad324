/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtTextLine:
 * @text: the line without its end, borrowed from the text, not terminated
 * @length: its length
 * @offset: byte offset in the text
 * @is_whole: whether a line feed ended it; the last line of a text may have been cut
 */
typedef struct
{
  const char *text;
  gsize length;
  guint64 offset;
  gboolean is_whole;
} HtTextLine;

/**
 * HtTextLines:
 *
 * Walks over the lines of a text. To be initialised with `{ text, length }`.
 */
typedef struct
{
  /*< private >*/
  const char *text;
  gsize length;
  gsize position;
} HtTextLines;

gboolean ht_text_lines_next (HtTextLines *lines, HtTextLine *line);
gboolean ht_text_next_word (const char **text, gsize *length, const char **word, gsize *n);
gboolean ht_text_has_prefix (const char *text, gsize length, const char *prefix);
gboolean ht_text_equal (const char *text, gsize length, const char *other);
gboolean ht_text_to_uint64 (const char *text, gsize length, guint64 *value);
gboolean ht_text_to_double (const char *text, gsize length, double *value);

G_END_DECLS
