/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "safe-text.h"

#include <string.h>

/*
 * Names in profiles, file names and log lines are written by strangers. Here
 * is what they must pass on their way out, so that none of them moves the
 * cursor, turns the line round or becomes a formula in a spreadsheet.
 */

/* Characters that change how the text around them is shown. */
static gboolean
is_deceptive (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || c == 0x180e ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe0fff);
}

static void
append_escaped (GString *out, gunichar c)
{
  if (c < 0x80)
    g_string_append_printf (out, "\\x%02x", c);
  else if (c < 0x10000)
    g_string_append_printf (out, "\\u%04x", c);
  else
    g_string_append_printf (out, "\\U%08x", c);
}

/*
 * Appends @text as valid UTF-8: bytes that are none are spelled out as \xNN, and
 * so is what is deceptive if @escape_deceptive.
 */
static void
append_valid (GString *out, const char *text, gsize length, gboolean escape_deceptive)
{
  const char *end = text + length;

  while (text < end)
    {
      gunichar c = g_utf8_get_char_validated (text, end - text);

      if (c == 0 || c == (gunichar) -1 || c == (gunichar) -2)
        {
          g_string_append_printf (out, "\\x%02x", (guchar) *text++);
          continue;
        }
      if (escape_deceptive && is_deceptive (c))
        append_escaped (out, c);
      else
        g_string_append_unichar (out, c);
      text = g_utf8_next_char (text);
    }
}

static gboolean
is_plain_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (text[i] < 0x20 || text[i] >= 0x7f)
      return FALSE;
  return TRUE;
}

static char *
make_valid (const char *text, gssize length, gboolean escape_deceptive)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  GString *out;

  if (is_plain_ascii (text, n))
    return g_strndup (text, n);
  out = g_string_sized_new (n + 16);
  append_valid (out, text, n, escape_deceptive);
  return g_string_free (out, FALSE);
}

/**
 * ht_safe_text_for_terminal:
 * @text: bytes, which may be anything
 * @length: how many, -1 if they end with NUL
 *
 * Makes one line of text that shows what @text is: control characters (line
 * feeds and tabs too), characters that are invisible or change the direction
 * of writing, and bytes that are no UTF-8 are spelled out as `\xNN`, `\uNNNN`
 * or `\UNNNNNNNN`.
 *
 * Returns: (transfer full): the text
 */
char *
ht_safe_text_for_terminal (const char *text, gssize length)
{
  return make_valid (text, length, TRUE);
}

/**
 * ht_safe_text_to_utf8:
 * @text: bytes, which may be anything
 * @length: how many, -1 if they end with NUL
 *
 * Keeps all that is UTF-8 as it is and spells out other bytes, and NUL, as
 * `\xNN`. For JSON, which escapes control characters on its own.
 *
 * Returns: (transfer full): the text, valid UTF-8
 */
char *
ht_safe_text_to_utf8 (const char *text, gssize length)
{
  return make_valid (text, length, FALSE);
}

/**
 * ht_safe_text_for_csv:
 * @text: bytes, which may be anything
 * @length: how many, -1 if they end with NUL
 *
 * Makes one CSV field (RFC 4180) that a spreadsheet takes for text: what begins
 * like a formula gets an apostrophe in front, and what holds a comma, a quote or
 * a line end is quoted.
 *
 * Returns: (transfer full): the field
 */
char *
ht_safe_text_for_csv (const char *text, gssize length)
{
  g_autofree char *valid = make_valid (text, length, FALSE);
  gboolean formula = *valid != '\0' && strchr ("=+-@\t\r\n", *valid) != NULL;
  GString *out;

  if (!formula && strpbrk (valid, ",\"\r\n\t") == NULL)
    return g_steal_pointer (&valid);
  out = g_string_new ("\"");
  if (formula)
    g_string_append_c (out, '\'');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

/**
 * ht_safe_text_append_json:
 * @json: where to append
 * @text: any text; what is no UTF-8 is spelled out
 *
 * Appends a text as JSON has it, in quotes.
 */
void
ht_safe_text_append_json (GString *json, const char *text)
{
  g_autofree char *utf8 = ht_safe_text_to_utf8 (text, -1);

  g_string_append_c (json, '"');
  for (const char *c = utf8; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (json, "\\%c", *c);
    else if ((guchar) *c < 0x20)
      g_string_append_printf (json, "\\u%04x", (guint) *c);
    else
      g_string_append_c (json, *c);
  g_string_append_c (json, '"');
}
