/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "json-line.h"

#include <string.h>

/* A JSON log has a line every few hundred bytes, and of each only two or three
 * members matter. A tree of nodes per line would cost many times what reading
 * costs, and json-glib's parser recurses as deep as the input likes. So this
 * walks over the bytes in place: it makes nothing, and its depth is a counter.
 */

#define MAX_DEPTH 64

enum
{
  STATE_BEGIN,
  STATE_MEMBERS,
  STATE_WHOLE,
  STATE_BROKEN,
};

static const char *
skip_blanks (const char *position, const char *end)
{
  while (position < end &&
         (*position == ' ' || *position == '\t' || *position == '\r' || *position == '\n'))
    position++;
  return position;
}

/* @position is behind the opening quote. Returns the closing one. */
static const char *
find_closing_quote (const char *position, const char *end)
{
  const char *start = position;
  const char *quote;

  while ((quote = memchr (position, '"', (gsize) (end - position))) != NULL)
    {
      const char *backslash = quote;

      while (backslash > start && backslash[-1] == '\\')
        backslash--;
      if ((quote - backslash) % 2 == 0)
        return quote;
      position = quote + 1;
    }
  return NULL;
}

/* @position is at an opening bracket. Returns what follows the closing one.
 * Which kind of bracket closes which does not matter to what is only passed over.
 */
static const char *
skip_nested (const char *position, const char *end)
{
  guint depth = 0;

  for (; position < end; position++)
    switch (*position)
      {
      case '"':
        position = find_closing_quote (position + 1, end);
        if (position == NULL)
          return NULL;
        break;
      case '{':
      case '[':
        if (++depth > MAX_DEPTH)
          return NULL;
        break;
      case '}':
      case ']':
        if (--depth == 0)
          return position + 1;
        break;
      default:
        break;
      }
  return NULL;
}

static const char *
skip_scalar (const char *position, const char *end)
{
  while (position < end &&
         (g_ascii_isalnum (*position) || *position == '-' || *position == '+' || *position == '.'))
    position++;
  return position;
}

/* Reads `"…"`; returns what follows it. */
static const char *
read_string (const char *position, const char *end, const char **text, gsize *length)
{
  const char *quote;

  if (position >= end || *position != '"')
    return NULL;
  quote = find_closing_quote (position + 1, end);
  if (quote == NULL)
    return NULL;
  *text = position + 1;
  *length = (gsize) (quote - *text);
  return quote + 1;
}

static const char *
read_value (const char *position, const char *end, HtJsonMember *member)
{
  const char *after;

  if (position >= end)
    return NULL;
  member->is_string = *position == '"';
  if (member->is_string)
    return read_string (position, end, &member->value, &member->value_length);

  if (*position == '{' || *position == '[')
    after = skip_nested (position, end);
  else
    after = skip_scalar (position, end);
  if (after == NULL || after == position)
    return NULL;
  member->value = position;
  member->value_length = (gsize) (after - position);
  return after;
}

static const char *
read_member (const char *position, const char *end, HtJsonMember *member)
{
  position = read_string (position, end, &member->key, &member->key_length);
  if (position == NULL)
    return NULL;
  position = skip_blanks (position, end);
  if (position >= end || *position != ':')
    return NULL;
  return read_value (skip_blanks (position + 1, end), end, member);
}

/**
 * ht_json_members_init:
 * @members: (out caller-allocates): the walker
 * @text: one JSON object; borrowed as long as the walker is used
 * @length: its length
 *
 * Begins a walk over the members of an object.
 */
void
ht_json_members_init (HtJsonMembers *members, const char *text, gsize length)
{
  members->position = text;
  members->end = text + length;
  members->state = STATE_BEGIN;
}

/**
 * ht_json_members_next:
 * @members: the walker
 * @member: (out caller-allocates): the next member, in slices of the text
 *
 * What lies deeper than the object's own members is passed over, up to a depth of 64.
 *
 * Returns: %FALSE at the end of the object, and where it is broken: see
 *   [func@json_members_are_whole]
 */
gboolean
ht_json_members_next (HtJsonMembers *members, HtJsonMember *member)
{
  const char *position = skip_blanks (members->position, members->end);
  const char *end = members->end;
  char opening = members->state == STATE_BEGIN ? '{' : ',';

  if (members->state == STATE_WHOLE || members->state == STATE_BROKEN)
    return FALSE;

  members->state = STATE_BROKEN;
  if (position < end && *position == opening)
    {
      position = skip_blanks (position + 1, end);
      /* Only an empty object may close where a member is due. */
      if (opening == ',' || position >= end || *position != '}')
        {
          position = read_member (position, end, member);
          if (position == NULL)
            return FALSE;
          members->position = position;
          members->state = STATE_MEMBERS;
          return TRUE;
        }
    }
  else if (opening == '{')
    return FALSE;

  if (position < end && *position == '}' && skip_blanks (position + 1, end) == end)
    members->state = STATE_WHOLE;
  return FALSE;
}

/**
 * ht_json_members_are_whole:
 * @members: the walker, after [func@json_members_next] said %FALSE
 *
 * Returns: whether the object was closed and nothing followed it
 */
gboolean
ht_json_members_are_whole (const HtJsonMembers *members)
{
  return members->state == STATE_WHOLE;
}

/* Four hexadecimal digits, or -1. */
static gint32
read_code_unit (const char *raw, gsize length)
{
  gint32 unit = 0;

  if (length < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (raw[i]))
        return -1;
      unit = unit * 16 + g_ascii_xdigit_value (raw[i]);
    }
  return unit;
}

/* @raw is behind `\u`. Returns how many bytes the rest of the escape takes, or 0. */
static gsize
unescape_unicode (const char *raw, gsize length, GString *text)
{
  gint32 unit = read_code_unit (raw, length);
  gint32 low;

  if (unit < 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return 0;
  if (unit < 0xd800 || unit > 0xdbff)
    {
      /* g_string_append_unichar() would end up with nothing for NUL. */
      if (unit == 0)
        g_string_append_c (text, '\0');
      else
        g_string_append_unichar (text, (gunichar) unit);
      return 4;
    }

  if (length < 10 || raw[4] != '\\' || raw[5] != 'u')
    return 0;
  low = read_code_unit (raw + 6, length - 6);
  if (low < 0xdc00 || low > 0xdfff)
    return 0;
  g_string_append_unichar (text, 0x10000 + ((gunichar) (unit - 0xd800) << 10) +
                                     (gunichar) (low - 0xdc00));
  return 10;
}

static char
unescape_simple (char letter)
{
  switch (letter)
    {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
    }
}

/**
 * ht_json_unescape:
 * @raw: what is between the quotes of a JSON string
 * @length: its length
 * @text: what the string says is put here, in place of what was there
 *
 * Undoes the escapes of RFC 8259, and refuses others. Bytes that are not
 * escaped pass through whatever they are: a log may hold any.
 *
 * Returns: %FALSE if an escape is broken
 */
gboolean
ht_json_unescape (const char *raw, gsize length, GString *text)
{
  const char *end = raw + length;

  g_string_truncate (text, 0);
  while (raw < end)
    {
      const char *backslash = memchr (raw, '\\', (gsize) (end - raw));
      const char *stop = backslash != NULL ? backslash : end;
      gsize n;
      char simple;

      g_string_append_len (text, raw, stop - raw);
      if (backslash == NULL)
        return TRUE;
      if (end - backslash < 2)
        return FALSE;
      raw = backslash + 2;

      if (backslash[1] == 'u')
        {
          n = unescape_unicode (raw, (gsize) (end - raw), text);
          if (n == 0)
            return FALSE;
          raw += n;
          continue;
        }
      simple = unescape_simple (backslash[1]);
      if (simple == '\0')
        return FALSE;
      g_string_append_c (text, simple);
    }
  return TRUE;
}
