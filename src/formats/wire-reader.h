/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/*
 * Reads the protocol-buffer wire format
 * (https://protobuf.dev/programming-guides/encoding/) from bytes that nobody
 * vouches for. Header-only because profiles are megabytes of varints.
 */

typedef enum
{
  HT_WIRE_VARINT = 0,
  HT_WIRE_FIXED64 = 1,
  HT_WIRE_BYTES = 2,
  HT_WIRE_FIXED32 = 5,
} HtWireType;

/* A field: the @value of a varint, or the @bytes up to @end; which one, @type says. */
typedef struct
{
  guint64 number;
  HtWireType type;
  guint64 value;
  const guint8 *bytes;
  const guint8 *end;
} HtWireField;

/* The position in a message. @problem says why reading stopped, %NULL at the regular end. */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
  const char *problem;
  gboolean ends_early;
} HtWireReader;

static inline void
ht_wire_reader_init (HtWireReader *reader, const guint8 *bytes, const guint8 *end)
{
  *reader = (HtWireReader){ .at = bytes, .end = end };
}

static inline gboolean
ht_wire_reader_fail (HtWireReader *reader, const char *problem, gboolean ends_early)
{
  reader->problem = problem;
  reader->ends_early = ends_early;
  return FALSE;
}

/* Ten bytes at most; bits beyond the 64th are dropped, as in Go's reader. */
static inline gboolean
ht_wire_read_varint (HtWireReader *reader, guint64 *value)
{
  const guint8 *at = reader->at;
  guint64 result = 0;

  for (guint shift = 0; shift < 70; shift += 7)
    {
      if (G_UNLIKELY (at == reader->end))
        return ht_wire_reader_fail (reader, "a number is cut off", TRUE);

      guint64 byte = *at++;

      result |= (byte & 0x7f) << shift;
      if (byte < 0x80)
        {
          reader->at = at;
          *value = result;
          return TRUE;
        }
    }
  return ht_wire_reader_fail (reader, "a number has more than ten bytes", FALSE);
}

/* Reads a number of at most three bytes, or nothing: the quick way for most. */
static inline gboolean
ht_wire_read_short_varint (HtWireReader *reader, guint64 *value)
{
  const guint8 *p = reader->at;

  if (G_UNLIKELY (reader->end - p < 3))
    return FALSE;

  guint64 result = p[0];

  if (result >= 0x80)
    {
      result += ((guint64) p[1] << 7) - 0x80;
      if (*++p >= 0x80)
        {
          result += ((guint64) p[1] << 14) - (0x80 << 7);
          if (*++p >= 0x80)
            return FALSE;
        }
    }
  reader->at = p + 1;
  *value = result;
  return TRUE;
}

static inline gboolean
ht_wire_skip_bytes (HtWireReader *reader, guint64 n_bytes)
{
  if (n_bytes > (gsize) (reader->end - reader->at))
    return ht_wire_reader_fail (reader, "a field reaches beyond its message", TRUE);
  reader->at += n_bytes;
  return TRUE;
}

/* Returns FALSE at the end of the message and where it is broken. */
static inline gboolean
ht_wire_next_field (HtWireReader *reader, HtWireField *field)
{
  guint64 tag;

  if (reader->at == reader->end || !ht_wire_read_varint (reader, &tag))
    return FALSE;

  field->number = tag >> 3;
  field->type = (HtWireType) (tag & 7);
  field->value = 0;
  field->bytes = reader->at;
  field->end = reader->at;
  switch (field->type)
    {
    case HT_WIRE_VARINT:
      return ht_wire_read_varint (reader, &field->value);
    case HT_WIRE_FIXED64:
      return ht_wire_skip_bytes (reader, 8);
    case HT_WIRE_FIXED32:
      return ht_wire_skip_bytes (reader, 4);
    case HT_WIRE_BYTES:
      if (!ht_wire_read_varint (reader, &field->value))
        return FALSE;
      field->bytes = reader->at;
      if (!ht_wire_skip_bytes (reader, field->value))
        return FALSE;
      field->end = reader->at;
      return TRUE;
    default:
      return ht_wire_reader_fail (reader, "a field has an unknown wire type", FALSE);
    }
}

/*
 * Only for bytes that were read once without a problem: nothing is checked.
 * What is longer than three bytes is rare.
 */
static inline guint64
ht_wire_trusted_varint (const guint8 **at)
{
  const guint8 *p = *at;
  guint64 result = p[0];

  if (result < 0x80)
    {
      *at = p + 1;
      return result;
    }
  result += ((guint64) p[1] << 7) - 0x80;
  if (p[1] < 0x80)
    {
      *at = p + 2;
      return result;
    }
  result += ((guint64) p[2] << 14) - (0x80 << 7);
  if (G_LIKELY (p[2] < 0x80))
    {
      *at = p + 3;
      return result;
    }
  result -= 0x80 << 14;
  p += 3;
  for (guint shift = 21; shift < 70; shift += 7)
    {
      guint64 byte = *p++;

      result |= (byte & 0x7f) << shift;
      if (byte < 0x80)
        break;
    }
  *at = p;
  return result;
}

G_END_DECLS
