/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-writer.h"

/*
 * Writes profiles by hand, field by field, so that tests can also write what no
 * sane program would. Numbers of fields are those of profile.proto.
 */
typedef GByteArray Message;

static inline Message *
message_new (void)
{
  return g_byte_array_new ();
}

static inline Message *
number (Message *message, guint64 field, guint64 value)
{
  /* Also zeros: readers must take them. */
  ht_wire_write_varint (message, field << 3);
  ht_wire_write_varint (message, value);
  return message;
}

static inline Message *
text (Message *message, guint64 field, const char *value)
{
  ht_wire_write_bytes (message, field, value, strlen (value));
  return message;
}

/* Takes @child. */
static inline Message *
message (Message *parent, guint64 field, Message *child)
{
  ht_wire_write_message (parent, field, child);
  g_byte_array_unref (child);
  return parent;
}

static inline Message *
packed (Message *parent, guint64 field, const guint64 *values, gsize n_values)
{
  Message *list = message_new ();

  for (gsize i = 0; i < n_values; i++)
    ht_wire_write_varint (list, values[i]);
  return message (parent, field, list);
}

static inline void
strings (Message *profile, const char *const *list)
{
  for (; *list != NULL; list++)
    text (profile, 6, *list);
}

static inline void
value_type (Message *profile, guint64 field, guint64 type, guint64 unit)
{
  message (profile, field, number (number (message_new (), 1, type), 2, unit));
}

static inline void
function (Message *profile, guint64 id, guint64 name, guint64 file)
{
  Message *record = message_new ();

  number (number (number (number (record, 1, id), 2, name), 3, name), 4, file);
  message (profile, 5, record);
}

static inline Message *
line (guint64 function_id, guint64 line_number)
{
  return number (number (message_new (), 1, function_id), 2, line_number);
}

static inline void
location (Message *profile, guint64 id, guint64 mapping, guint64 address, guint64 function_id)
{
  Message *record = message_new ();

  number (number (number (record, 1, id), 2, mapping), 3, address);
  if (function_id != 0)
    message (record, 4, line (function_id, 10 * id));
  message (profile, 4, record);
}

static inline GBytes *
profile_bytes (Message *profile)
{
  return g_byte_array_free_to_bytes (profile);
}
