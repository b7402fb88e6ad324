/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/*
 * Writes the protocol-buffer wire format
 * (https://protobuf.dev/programming-guides/encoding/) into a GByteArray.
 */

static inline void
ht_wire_write_varint (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n_bytes = 0;

  for (; value >= 0x80; value >>= 7)
    bytes[n_bytes++] = (guint8) (value | 0x80);
  bytes[n_bytes++] = (guint8) value;
  g_byte_array_append (out, bytes, n_bytes);
}

static inline void
ht_wire_write_bytes (GByteArray *out, guint64 number, gconstpointer bytes, gsize length)
{
  ht_wire_write_varint (out, number << 3 | 2);
  ht_wire_write_varint (out, length);
  g_byte_array_append (out, bytes, (guint) length);
}

/* A field that holds 0 is one that is not there (proto3). */
static inline void
ht_wire_write_number (GByteArray *out, guint64 number, guint64 value)
{
  if (value == 0)
    return;
  ht_wire_write_varint (out, number << 3);
  ht_wire_write_varint (out, value);
}

static inline void
ht_wire_write_message (GByteArray *out, guint64 number, const GByteArray *message)
{
  ht_wire_write_bytes (out, number, message->data, message->len);
}

G_END_DECLS
