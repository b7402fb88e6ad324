/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-plausible.h"

/* How far a profile is walked before it is believed. */
#define MAX_FIELDS 64

/* So many good fields in front make a damaged profile of it, not other bytes. */
#define ENOUGH_FIELDS 3

enum
{
  WIRE_VARINT = 0,
  WIRE_FIXED64 = 1,
  WIRE_BYTES = 2,
  WIRE_FIXED32 = 5,
};

typedef struct
{
  const guint8 *at;
  const guint8 *end;
} Cursor;

static gboolean
read_varint (Cursor *cursor, guint64 *value)
{
  *value = 0;
  for (guint shift = 0; shift < 70 && cursor->at < cursor->end; shift += 7)
    {
      guint8 byte = *cursor->at++;

      if (shift < 64)
        *value |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Reads a field; @body is empty unless it is one of bytes. */
static gboolean
read_field (Cursor *cursor, guint64 *number, guint *wire, Cursor *body)
{
  guint64 tag, value;

  if (!read_varint (cursor, &tag))
    return FALSE;
  *number = tag >> 3;
  *wire = tag & 7;
  *body = (Cursor){ cursor->at, cursor->at };
  switch (*wire)
    {
    case WIRE_VARINT:
      return read_varint (cursor, &value);
    case WIRE_BYTES:
      if (!read_varint (cursor, &value) || value > (guint64) (cursor->end - cursor->at))
        return FALSE;
      *body = (Cursor){ cursor->at, cursor->at + value };
      break;
    case WIRE_FIXED64:
      value = 8;
      break;
    case WIRE_FIXED32:
      value = 4;
      break;
    default:
      return FALSE;
    }
  if (value > (guint64) (cursor->end - cursor->at))
    return FALSE;
  cursor->at += value;
  return TRUE;
}

/* Whether the fields of Profile that are known here have the type they must have. */
static gboolean
field_fits (guint64 number, guint wire)
{
  switch (number)
    {
    case 0:
      return FALSE;
    case 1:  /* sample_type */
    case 2:  /* sample */
    case 3:  /* mapping */
    case 4:  /* location */
    case 5:  /* function */
    case 6:  /* string_table */
    case 11: /* period_type */
      return wire == WIRE_BYTES;
    case 13: /* comment */
      return wire == WIRE_BYTES || wire == WIRE_VARINT;
    default:
      return number > 15 || wire == WIRE_VARINT;
    }
}

/* The first field of each message says most: text hardly ever gets it right. */
static gboolean
body_fits (guint64 number, Cursor body, gboolean is_first)
{
  guint64 inner, value;
  guint wire;
  Cursor inner_body;

  if (number == 6)
    return !is_first || body.at == body.end;
  if (number > 6 && number != 11)
    return TRUE;
  if (number == 1 || number == 11)
    {
      while (body.at < body.end)
        if (!read_field (&body, &inner, &wire, &inner_body) || inner > 2 || wire != WIRE_VARINT)
          return FALSE;
      return TRUE;
    }
  if (body.at == body.end)
    return TRUE;
  if (!read_varint (&body, &value))
    return FALSE;
  inner = value >> 3;
  return inner >= 1 && inner <= 10;
}

/**
 * ht_pprof_is_plausible:
 * @bytes: the begin of an input that is not compressed
 * @length: how many bytes there are; all there are if less than 64 KiB
 *
 * Tells whether this may be meant as a profile (profile.proto): the first
 * fields have numbers, types and contents that fit. A damaged profile is one
 * too, so that its decoder can say where it is damaged.
 */
gboolean
ht_pprof_is_plausible (const guint8 *bytes, gsize length)
{
  Cursor cursor = { bytes, bytes + length };
  guint n_known = 0;

  for (guint n = 0; n < MAX_FIELDS && cursor.at < cursor.end; n++)
    {
      guint64 number;
      guint wire;
      Cursor body;

      if (!read_field (&cursor, &number, &wire, &body) || !field_fits (number, wire) ||
          !body_fits (number, body, n == 0))
        return n_known >= ENOUGH_FIELDS;
      n_known += number <= 15;
    }
  return n_known > 0;
}
