/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "text-fields.h"

#include <string.h>

/* More digits than the shortest form of any double has. */
#define LONGEST_NUMBER 400

/**
 * ht_text_lines_next:
 * @lines: the walker
 * @line: (out caller-allocates): the next line
 *
 * A carriage return before the line feed is no part of the line.
 *
 * Returns: %FALSE at the end
 */
gboolean
ht_text_lines_next (HtTextLines *lines, HtTextLine *line)
{
  const char *start = lines->text + lines->position;
  gsize left = lines->length - lines->position;
  const char *feed;

  if (left == 0)
    return FALSE;
  feed = memchr (start, '\n', left);
  *line = (HtTextLine){ start, feed != NULL ? (gsize) (feed - start) : left, lines->position,
                        feed != NULL };
  lines->position += line->length + (feed != NULL);
  if (line->length > 0 && start[line->length - 1] == '\r')
    line->length--;
  return TRUE;
}

/**
 * ht_text_next_word:
 * @text: (inout): what is left of a line; moved behind the word
 * @length: (inout): its length
 * @word: (out): the word, within @text
 * @n: (out): its length
 *
 * Takes the next run of bytes that are neither blank nor tab.
 *
 * Returns: %FALSE if there is none
 */
gboolean
ht_text_next_word (const char **text, gsize *length, const char **word, gsize *n)
{
  const char *end = *text + *length;
  const char *start = *text;
  const char *stop;

  while (start < end && (*start == ' ' || *start == '\t'))
    start++;
  stop = start;
  while (stop < end && *stop != ' ' && *stop != '\t')
    stop++;
  *word = start;
  *n = (gsize) (stop - start);
  *text = stop;
  *length = (gsize) (end - stop);
  return *n > 0;
}

/**
 * ht_text_has_prefix:
 * @text: a text
 * @length: its length
 * @prefix: what it may begin with
 *
 * Returns: whether it does
 */
gboolean
ht_text_has_prefix (const char *text, gsize length, const char *prefix)
{
  gsize n = strlen (prefix);

  return length >= n && memcmp (text, prefix, n) == 0;
}

/**
 * ht_text_equal:
 * @text: a text
 * @length: its length
 * @other: another one
 *
 * Returns: whether they are the same
 */
gboolean
ht_text_equal (const char *text, gsize length, const char *other)
{
  return strlen (other) == length && memcmp (text, other, length) == 0;
}

/**
 * ht_text_to_uint64:
 * @text: a text
 * @length: its length
 * @value: (out): its value; left alone if there is none
 *
 * Returns: whether it is nothing but decimal digits, of a number up to 2^64-1
 */
gboolean
ht_text_to_uint64 (const char *text, gsize length, guint64 *value)
{
  guint64 number = 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) || !g_uint64_checked_mul (&number, number, 10) ||
        !g_uint64_checked_add (&number, number, (guint64) g_ascii_digit_value (text[i])))
      return FALSE;
  if (length == 0)
    return FALSE;
  *value = number;
  return TRUE;
}

/**
 * ht_text_to_double:
 * @text: a text
 * @length: its length
 * @value: (out): its value; may be NaN or infinite
 *
 * Returns: whether it is a number, as C and Go write them in any locale, and nothing else
 */
gboolean
ht_text_to_double (const char *text, gsize length, double *value)
{
  char digits[LONGEST_NUMBER + 1];
  char *end;

  if (length == 0 || length > LONGEST_NUMBER || g_ascii_isspace (*text))
    return FALSE;
  memcpy (digits, text, length);
  digits[length] = '\0';
  *value = g_ascii_strtod (digits, &end);
  return end == digits + length;
}
