/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "json-scanner.h"

#include <math.h>
#include <string.h>

#include "json-line.h"
#include "safe-text.h"
#include "text-fields.h"

/* Why json-glib is not asked: it wraps integers beyond 2^63 (the "no goal" of
 * NextGC becomes -1, -2^63-1 becomes positive), tells no offsets, recurses as
 * deep as the input likes, and makes nodes of 256 numbers that nobody keeps.
 */

/* What may come next. */
enum
{
  EXPECT_VALUE,
  EXPECT_VALUE_OR_END,
  EXPECT_KEY,
  EXPECT_KEY_OR_END,
  EXPECT_COMMA_OR_END,
  EXPECT_NOTHING,
};

G_GNUC_PRINTF (4, 5)
static gboolean
fail (GError **error, HtFormatError code, guint64 offset, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, HT_FORMAT_ERROR, code, "%s at byte %" G_GUINT64_FORMAT, message, offset);
  return FALSE;
}

static gboolean
fail_at_end (const HtJsonScanner *self, GError **error)
{
  return fail (error, HT_FORMAT_ERROR_TRUNCATED, self->length, "the JSON text ends too early");
}

/**
 * ht_json_scanner_init:
 * @scanner: (out caller-allocates): the scanner
 * @text: a JSON text; borrowed as long as the scanner is used
 * @length: its length
 * @error: return location for an error
 *
 * Begins a walk over @text. A byte order mark of UTF-8 is passed over.
 *
 * Returns: %FALSE if @text is too large or in UTF-16 or UTF-32
 */
gboolean
ht_json_scanner_init (HtJsonScanner *scanner, const char *text, gsize length, GError **error)
{
  *scanner = (HtJsonScanner){ .text = text, .length = length, .expected = EXPECT_VALUE };
  if (length > HT_JSON_MAX_BYTES)
    return fail (error, HT_FORMAT_ERROR_TOO_LARGE, HT_JSON_MAX_BYTES,
                 "the limit of %u MiB for JSON is passed", HT_JSON_MAX_BYTES >> 20);
  if (length >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0 ||
                      text[0] == '\0' || text[1] == '\0'))
    return fail (error, HT_FORMAT_ERROR_UNSUPPORTED, 0,
                 "text in UTF-16 or UTF-32, where JSON has to be UTF-8,");
  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    scanner->position = 3;
  return TRUE;
}

static void
skip_blanks (HtJsonScanner *self)
{
  while (self->position < self->length && strchr (" \t\r\n", self->text[self->position]) != NULL &&
         self->text[self->position] != '\0')
    self->position++;
}

static gboolean
in_object (const HtJsonScanner *self)
{
  return self->depth > 0 && (self->objects & 1) != 0;
}

static void
expect_after_value (HtJsonScanner *self)
{
  self->expected = self->depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_NOTHING;
}

/* Whether the four bytes behind `\u` are there and hexadecimal digits. */
static gboolean
is_code_unit (const HtJsonScanner *self, gsize position)
{
  for (gsize i = 0; i < 4; i++)
    if (position + i >= self->length || !g_ascii_isxdigit (self->text[position + i]))
      return FALSE;
  return TRUE;
}

/* At the opening quote. */
static gboolean
scan_string (HtJsonScanner *self, HtJsonToken *token, GError **error)
{
  gsize position = self->position + 1;

  token->text = self->text + position;
  while (position < self->length)
    {
      guchar c = (guchar) self->text[position];

      if (c == '"')
        {
          token->length = (gsize) (self->text + position - token->text);
          self->position = position + 1;
          return TRUE;
        }
      if (c < 0x20)
        return fail (error, HT_FORMAT_ERROR_CORRUPT, position, "a control character in a string");
      if (c != '\\')
        {
          position++;
          continue;
        }
      if (position + 1 >= self->length)
        break;
      c = (guchar) self->text[position + 1];
      if (c == '\0' || strchr ("\"\\/bfnrtu", c) == NULL ||
          (c == 'u' && !is_code_unit (self, position + 2)))
        return fail (error, HT_FORMAT_ERROR_CORRUPT, position, "a broken escape in a string");
      position += c == 'u' ? 6 : 2;
    }
  return fail_at_end (self, error);
}

static gsize
count_digits (const HtJsonScanner *self, gsize position)
{
  gsize n = 0;

  while (position + n < self->length && g_ascii_isdigit (self->text[position + n]))
    n++;
  return n;
}

static gboolean
is_at (const HtJsonScanner *self, gsize position, const char *chars)
{
  return position < self->length && self->text[position] != '\0' &&
         strchr (chars, self->text[position]) != NULL;
}

/* number = [ "-" ] int [ "." digits ] [ ("e" | "E") [ "+" | "-" ] digits ], where int has no
 * leading 0 */
static gboolean
scan_number (HtJsonScanner *self, HtJsonToken *token, GError **error)
{
  gsize start = self->position;
  gsize position = start + (self->text[start] == '-');
  gsize n = count_digits (self, position);

  if (n == 0 || (n > 1 && self->text[position] == '0'))
    return fail (error, HT_FORMAT_ERROR_CORRUPT, start, "a broken number");
  position += n;
  if (is_at (self, position, "."))
    {
      n = count_digits (self, ++position);
      if (n == 0)
        return fail (error, HT_FORMAT_ERROR_CORRUPT, start, "a broken number");
      position += n;
    }
  if (is_at (self, position, "eE"))
    {
      position++;
      position += is_at (self, position, "+-");
      n = count_digits (self, position);
      if (n == 0)
        return fail (error, HT_FORMAT_ERROR_CORRUPT, start, "a broken number");
      position += n;
    }
  token->kind = HT_JSON_NUMBER;
  token->length = position - start;
  self->position = position;
  return TRUE;
}

static gboolean
scan_word (HtJsonScanner *self, HtJsonToken *token, GError **error)
{
  static const struct
  {
    const char *word;
    HtJsonKind kind;
  } words[] = {
    { "true", HT_JSON_TRUE },
    { "false", HT_JSON_FALSE },
    { "null", HT_JSON_NULL },
    { "NaN", HT_JSON_NOT_A_NUMBER },
    { "Infinity", HT_JSON_NOT_A_NUMBER },
    { "-Infinity", HT_JSON_NOT_A_NUMBER },
    { "Inf", HT_JSON_NOT_A_NUMBER },
    { "+Inf", HT_JSON_NOT_A_NUMBER },
    { "-Inf", HT_JSON_NOT_A_NUMBER },
  };
  const char *text = self->text + self->position;
  gsize left = self->length - self->position;
  gsize n = left > 0 && (*text == '+' || *text == '-') ? 1 : 0;

  while (n < left && g_ascii_isalpha (text[n]))
    n++;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].word) == n && memcmp (words[i].word, text, n) == 0)
      {
        token->kind = words[i].kind;
        token->length = n;
        self->position += n;
        return TRUE;
      }
  if (n == left)
    return fail_at_end (self, error);
  return fail (error, HT_FORMAT_ERROR_CORRUPT, self->position, "no JSON");
}

static gboolean
open_nested (HtJsonScanner *self, gboolean is_object, HtJsonToken *token, GError **error)
{
  if (self->depth == HT_JSON_MAX_DEPTH)
    return fail (error, HT_FORMAT_ERROR_TOO_LARGE, self->position,
                 "more than %u arrays and objects in one another", HT_JSON_MAX_DEPTH);
  self->depth++;
  self->objects = self->objects << 1 | (is_object ? 1 : 0);
  self->expected = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
  self->position++;
  token->kind = is_object ? HT_JSON_OBJECT_BEGIN : HT_JSON_ARRAY_BEGIN;
  token->length = 1;
  return TRUE;
}

static gboolean
close_nested (HtJsonScanner *self, HtJsonToken *token, GError **error)
{
  gboolean is_object = in_object (self);

  if (self->text[self->position] != (is_object ? '}' : ']'))
    return fail (error, HT_FORMAT_ERROR_CORRUPT, self->position, "“,” or “%c” is missing",
                 is_object ? '}' : ']');
  self->depth--;
  self->objects >>= 1;
  self->position++;
  expect_after_value (self);
  token->kind = is_object ? HT_JSON_OBJECT_END : HT_JSON_ARRAY_END;
  token->length = 1;
  return TRUE;
}

static gboolean
scan_key (HtJsonScanner *self, HtJsonToken *token, GError **error)
{
  if (self->text[self->position] != '"')
    return fail (error, HT_FORMAT_ERROR_CORRUPT, self->position, "a name in quotes is missing");
  if (!scan_string (self, token, error))
    return FALSE;
  token->kind = HT_JSON_KEY;
  skip_blanks (self);
  if (self->position == self->length)
    return fail_at_end (self, error);
  if (self->text[self->position] != ':')
    return fail (error, HT_FORMAT_ERROR_CORRUPT, self->position, "“:” is missing");
  self->position++;
  self->expected = EXPECT_VALUE;
  return TRUE;
}

static gboolean
scan_value (HtJsonScanner *self, HtJsonToken *token, GError **error)
{
  char c = self->text[self->position];
  gboolean negative_digit = c == '-' && self->position + 1 < self->length &&
                            g_ascii_isdigit (self->text[self->position + 1]);
  gboolean done;

  if (c == '{' || c == '[')
    return open_nested (self, c == '{', token, error);

  token->kind = HT_JSON_STRING;
  if (c == '"')
    done = scan_string (self, token, error);
  else if (g_ascii_isdigit (c) || negative_digit)
    done = scan_number (self, token, error);
  else
    done = scan_word (self, token, error);
  expect_after_value (self);
  return done;
}

/**
 * ht_json_scanner_next:
 * @scanner: the scanner
 * @token: (out caller-allocates): the next token
 * @error: return location for an error; its message tells the offset
 *
 * Goes on by a token. A value is over with its own token, or with the one that
 * closes it. After an error or %HT_JSON_END there is nothing more to ask.
 *
 * Returns: %FALSE if the text breaks the grammar, ends too early or is nested too deep
 */
gboolean
ht_json_scanner_next (HtJsonScanner *scanner, HtJsonToken *token, GError **error)
{
  char c;

  skip_blanks (scanner);
  if (scanner->expected == EXPECT_COMMA_OR_END && scanner->position < scanner->length &&
      scanner->text[scanner->position] == ',')
    {
      scanner->expected = in_object (scanner) ? EXPECT_KEY : EXPECT_VALUE;
      scanner->position++;
      skip_blanks (scanner);
    }

  *token = (HtJsonToken){ HT_JSON_END, scanner->text + scanner->position, 0, scanner->position };
  if (scanner->position == scanner->length)
    return scanner->expected == EXPECT_NOTHING ? TRUE : fail_at_end (scanner, error);

  c = scanner->text[scanner->position];
  switch (scanner->expected)
    {
    case EXPECT_NOTHING:
      return fail (error, HT_FORMAT_ERROR_CORRUPT, scanner->position,
                   "something follows the JSON text");
    case EXPECT_COMMA_OR_END:
      return close_nested (scanner, token, error);
    case EXPECT_KEY_OR_END:
      if (c == '}')
        return close_nested (scanner, token, error);
      return scan_key (scanner, token, error);
    case EXPECT_KEY:
      return scan_key (scanner, token, error);
    case EXPECT_VALUE_OR_END:
      if (c == ']')
        return close_nested (scanner, token, error);
      return scan_value (scanner, token, error);
    default:
      return scan_value (scanner, token, error);
    }
}

/**
 * ht_json_scanner_skip:
 * @scanner: the scanner
 * @begin: the token that was just read and begins a value
 * @error: return location for an error
 *
 * Passes over the rest of a value. Does nothing if @begin is all of it.
 *
 * Returns: %FALSE as [method@JsonScanner.next] does
 */
gboolean
ht_json_scanner_skip (HtJsonScanner *scanner, const HtJsonToken *begin, GError **error)
{
  guint outside = scanner->depth - 1;
  HtJsonToken token;

  if (begin->kind != HT_JSON_OBJECT_BEGIN && begin->kind != HT_JSON_ARRAY_BEGIN)
    return TRUE;
  while (scanner->depth > outside)
    if (!ht_json_scanner_next (scanner, &token, error))
      return FALSE;
  return TRUE;
}

static gboolean
each (HtJsonScanner *self, HtJsonKind end, HtJsonEachFunc func, gpointer user_data, GError **error)
{
  guint inside = self->depth;
  HtJsonToken key, value;

  for (;;)
    {
      if (!ht_json_scanner_next (self, &key, error))
        return FALSE;
      if (key.kind == end)
        return TRUE;
      value = key;
      if (end == HT_JSON_OBJECT_END && !ht_json_scanner_next (self, &value, error))
        return FALSE;
      if (!func (self, end == HT_JSON_OBJECT_END ? &key : NULL, &value, user_data, error))
        return FALSE;
      while (self->depth > inside)
        if (!ht_json_scanner_next (self, &value, error))
          return FALSE;
    }
}

/**
 * ht_json_scanner_each_member:
 * @scanner: the scanner
 * @begin: the token that was just read and begins a value
 * @func: (scope call): told of each member
 * @user_data: handed to @func
 * @error: return location for an error
 *
 * Walks over an object; what is none is passed over.
 *
 * Returns: %FALSE as [method@JsonScanner.next] does, or if @func gives up
 */
gboolean
ht_json_scanner_each_member (HtJsonScanner *scanner,
                             const HtJsonToken *begin,
                             HtJsonEachFunc func,
                             gpointer user_data,
                             GError **error)
{
  if (begin->kind != HT_JSON_OBJECT_BEGIN)
    return ht_json_scanner_skip (scanner, begin, error);
  return each (scanner, HT_JSON_OBJECT_END, func, user_data, error);
}

/**
 * ht_json_scanner_each_item:
 * @scanner: the scanner
 * @begin: the token that was just read and begins a value
 * @func: (scope call): told of each item
 * @user_data: handed to @func
 * @error: return location for an error
 *
 * Walks over an array; what is none is passed over.
 *
 * Returns: %FALSE as [method@JsonScanner.next] does, or if @func gives up
 */
gboolean
ht_json_scanner_each_item (HtJsonScanner *scanner,
                           const HtJsonToken *begin,
                           HtJsonEachFunc func,
                           gpointer user_data,
                           GError **error)
{
  if (begin->kind != HT_JSON_ARRAY_BEGIN)
    return ht_json_scanner_skip (scanner, begin, error);
  return each (scanner, HT_JSON_ARRAY_END, func, user_data, error);
}

/**
 * ht_json_token_is:
 * @token: a token
 * @text: what to compare with, without anything that would be escaped
 *
 * Returns: whether the token's text is @text
 */
gboolean
ht_json_token_is (const HtJsonToken *token, const char *text)
{
  return ht_text_equal (token->text, token->length, text);
}

/**
 * ht_json_token_get_uint64:
 * @token: a token
 * @value: (out): its value
 *
 * Returns: whether it is an integer of 0 … 2^64-1, written without fraction or exponent
 */
gboolean
ht_json_token_get_uint64 (const HtJsonToken *token, guint64 *value)
{
  return token->kind == HT_JSON_NUMBER && ht_text_to_uint64 (token->text, token->length, value);
}

/**
 * ht_json_token_get_double:
 * @token: a token
 * @value: (out): its value
 *
 * Returns: whether it is a finite number that a double can hold
 */
gboolean
ht_json_token_get_double (const HtJsonToken *token, double *value)
{
  return token->kind == HT_JSON_NUMBER && ht_text_to_double (token->text, token->length, value) &&
         isfinite (*value);
}

/**
 * ht_json_token_dup_string:
 * @token: a key or a string
 *
 * Undoes the escapes. What cannot be shown as text stays spelled out: half a
 * surrogate pair as it was written, NUL and bytes that are no UTF-8 as `\xNN`.
 *
 * Returns: (transfer full): the text, valid UTF-8
 */
char *
ht_json_token_dup_string (const HtJsonToken *token)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!ht_json_unescape (token->text, token->length, text))
    return ht_safe_text_to_utf8 (token->text, (gssize) token->length);
  return ht_safe_text_to_utf8 (text->str, (gssize) text->len);
}
