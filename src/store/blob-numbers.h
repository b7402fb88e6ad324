/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-reader.h"
#include "wire-writer.h"
#include "wrapping-arithmetic.h"

G_BEGIN_DECLS

/*
 * Numbers in blobs are the varints of the protocol-buffer wire format: seven bits
 * per byte, the lowest first. Signed ones are folded ("zigzag": 0, -1, 1, -2, …), so that small
 * ones of either sign are short.
 */

typedef HtWireReader HtNumberReader;

static inline void
ht_number_reader_init (HtNumberReader *reader, gconstpointer bytes, gsize length)
{
  ht_wire_reader_init (reader, bytes, (const guint8 *) bytes + length);
}

static inline gsize
ht_number_reader_left (const HtNumberReader *reader)
{
  return (gsize) (reader->end - reader->at);
}

static inline gboolean
ht_read_unsigned (HtNumberReader *reader, guint64 *number)
{
  return ht_wire_read_varint (reader, number);
}

static inline gint64
ht_unfold (guint64 folded)
{
  return (gint64) (folded >> 1) ^ -(gint64) (folded & 1);
}

static inline guint64
ht_fold (gint64 number)
{
  return ((guint64) number << 1) ^ (number < 0 ? G_MAXUINT64 : 0);
}

static inline gboolean
ht_read_signed (HtNumberReader *reader, gint64 *number)
{
  guint64 folded;

  if (!ht_wire_read_varint (reader, &folded))
    return FALSE;
  *number = ht_unfold (folded);
  return TRUE;
}

static inline void
ht_write_unsigned (GByteArray *out, guint64 number)
{
  ht_wire_write_varint (out, number);
}

static inline void
ht_write_signed (GByteArray *out, gint64 number)
{
  ht_wire_write_varint (out, ht_fold (number));
}

/* Many numbers at once: room for @n, which is taken back from where they end. */
static inline guint8 *
ht_numbers_begin (GByteArray *out, gsize n)
{
  guint length = out->len;

  g_byte_array_set_size (out, length + (guint) n * 10);
  return out->data + length;
}

static inline guint8 *
ht_numbers_put_unsigned (guint8 *at, guint64 number)
{
  for (; number >= 0x80; number >>= 7)
    *at++ = (guint8) (number | 0x80);
  *at++ = (guint8) number;
  return at;
}

static inline guint8 *
ht_numbers_put_signed (guint8 *at, gint64 number)
{
  return ht_numbers_put_unsigned (at, ht_fold (number));
}

static inline void
ht_numbers_end (GByteArray *out, const guint8 *at)
{
  g_byte_array_set_size (out, (guint) (at - out->data));
}

G_END_DECLS
