/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-decode.h"

#include "pprof-private.h"
#include "wire-reader.h"

/**
 * ht_pprof_get_tables:
 * @pprof: the profile
 *
 * Returns: (transfer none): everything but the samples, as long as @pprof lives
 */
const HtPprofTables *
ht_pprof_get_tables (const HtPprof *pprof)
{
  return &pprof->tables;
}

/**
 * ht_pprof_get_string:
 * @pprof: the profile
 * @index: index of a string
 * @length: (out): its length in bytes
 *
 * Looks a string up. It may hold NUL or be no UTF-8, and it does **not** end with a NUL.
 *
 * Returns: (transfer none): its bytes, as long as @pprof lives
 */
const char *
ht_pprof_get_string (const HtPprof *pprof, guint32 index, gsize *length)
{
  *length = 0;
  g_return_val_if_fail (index < pprof->tables.n_strings, "");

  const HtPprofText *text = &pprof->tables.strings[index];

  *length = text->length;
  return (const char *) pprof->bytes + text->offset;
}

/**
 * ht_pprof_find_type:
 * @pprof: the profile
 * @name: (nullable): what the user asks for, or %NULL for what pprof would show
 *
 * Chooses a sample type, see [func@choose_sample_type].
 *
 * Returns: the index of the type, or -1 if there is none of that name
 */
int
ht_pprof_find_type (const HtPprof *pprof, const char *name)
{
  const HtPprofTables *tables = &pprof->tables;
  g_autoptr (GPtrArray) types = g_ptr_array_new_with_free_func (g_free);
  gsize length;

  for (guint32 i = 0; i < tables->n_types; i++)
    {
      const char *type = ht_pprof_get_string (pprof, tables->types[i].type, &length);

      g_ptr_array_add (types, g_strndup (type, length));
    }

  const char *bytes = ht_pprof_get_string (pprof, tables->default_type, &length);
  g_autofree char *default_type = g_strndup (bytes, length);

  return ht_choose_sample_type ((const char *const *) types->pdata, types->len, default_type, name);
}

/**
 * ht_pprof_cursor_init:
 * @cursor: (out caller-allocates): the cursor
 * @pprof: the profile; must outlive the cursor
 *
 * Stands before the first sample.
 */
void
ht_pprof_cursor_init (HtPprofCursor *cursor, const HtPprof *pprof)
{
  *cursor = (HtPprofCursor){
    .locations = g_new (guint32, pprof->tables.longest_stack),
    .values = g_new (gint64, pprof->tables.n_types),
    .pprof = pprof,
    .next = pprof->samples_begin,
  };
}

/**
 * ht_pprof_cursor_clear:
 * @cursor: the cursor
 *
 * Frees what it holds.
 */
void
ht_pprof_cursor_clear (HtPprofCursor *cursor)
{
  g_clear_pointer (&cursor->locations, g_free);
  g_clear_pointer (&cursor->values, g_free);
}

/* Passes over what follows @tag. */
static const guint8 *
skip_field (const guint8 *at, guint64 tag)
{
  switch (tag & 7)
    {
    case HT_WIRE_VARINT:
      ht_wire_trusted_varint (&at);
      return at;
    case HT_WIRE_FIXED64:
      return at + 8;
    case HT_WIRE_FIXED32:
      return at + 4;
    default:
      {
        guint64 length = ht_wire_trusted_varint (&at);

        return at + length;
      }
    }
}

static inline guint64
field_tag (guint64 number, HtWireType type)
{
  return number << 3 | type;
}

static const guint8 *
read_packed_locations (HtPprofCursor *cursor, const guint8 *at)
{
  const HtPprofIds *ids = &cursor->pprof->location_ids;
  guint64 length = ht_wire_trusted_varint (&at);
  const guint8 *end = at + length;
  guint32 *next = cursor->locations + cursor->n_locations;

  if (G_LIKELY (ids->is_sequence))
    while (at < end)
      *next++ = (guint32) ht_wire_trusted_varint (&at) - 1;
  else
    while (at < end)
      *next++ = ht_pprof_ids_find (ids, ht_wire_trusted_varint (&at));
  cursor->n_locations = (gsize) (next - cursor->locations);
  return at;
}

static const guint8 *
read_packed_values (const guint8 *at, gint64 **next_value)
{
  guint64 length = ht_wire_trusted_varint (&at);
  const guint8 *end = at + length;

  while (at < end)
    *(*next_value)++ = (gint64) ht_wire_trusted_varint (&at);
  return at;
}

static void
read_sample (HtPprofCursor *cursor)
{
  const guint8 *at = cursor->sample;
  gint64 *next_value = cursor->values;

  cursor->n_locations = 0;
  while (at < cursor->sample_end)
    {
      guint64 tag = ht_wire_trusted_varint (&at);

      if (tag == field_tag (SAMPLE_LOCATION_ID, HT_WIRE_BYTES))
        at = read_packed_locations (cursor, at);
      else if (tag == field_tag (SAMPLE_VALUE, HT_WIRE_BYTES))
        at = read_packed_values (at, &next_value);
      else if (tag == field_tag (SAMPLE_LOCATION_ID, HT_WIRE_VARINT))
        cursor->locations[cursor->n_locations++] =
            ht_pprof_ids_find (&cursor->pprof->location_ids, ht_wire_trusted_varint (&at));
      else if (tag == field_tag (SAMPLE_VALUE, HT_WIRE_VARINT))
        *next_value++ = (gint64) ht_wire_trusted_varint (&at);
      else
        at = skip_field (at, tag);
    }
}

/**
 * ht_pprof_cursor_next:
 * @cursor: the cursor
 *
 * Goes to the next sample, in the order of the file.
 *
 * Returns: whether there is one
 */
gboolean
ht_pprof_cursor_next (HtPprofCursor *cursor)
{
  const guint8 *at = cursor->next;

  while (at < cursor->pprof->samples_end)
    {
      guint64 tag = ht_wire_trusted_varint (&at);

      if (tag == field_tag (PROFILE_SAMPLE, HT_WIRE_BYTES))
        {
          guint64 length = ht_wire_trusted_varint (&at);

          cursor->sample = at;
          cursor->sample_end = at + length;
          cursor->next = cursor->sample_end;
          read_sample (cursor);
          return TRUE;
        }
      at = skip_field (at, tag);
    }
  cursor->next = at;
  return FALSE;
}

static HtLabel
read_label (const guint8 *at, const guint8 *end)
{
  guint64 members[LABEL_NUM_UNIT + 1] = { 0 };

  while (at < end)
    {
      guint64 tag = ht_wire_trusted_varint (&at);
      guint64 number = tag >> 3;

      if (number >= LABEL_KEY && number <= LABEL_NUM_UNIT)
        members[number] = ht_wire_trusted_varint (&at);
      else
        at = skip_field (at, tag);
    }
  if (members[LABEL_STR] != 0)
    return (HtLabel){ .key = (guint32) members[LABEL_KEY], .text = (guint32) members[LABEL_STR] };
  return (HtLabel){ .key = (guint32) members[LABEL_KEY],
                    .number = (gint64) members[LABEL_NUM],
                    .unit = (guint32) members[LABEL_NUM_UNIT] };
}

/**
 * ht_pprof_cursor_get_labels:
 * @cursor: stands at a sample
 * @labels: (element-type HtLabel): emptied, then filled; strings are indices of @cursor's profile
 *
 * Decodes the labels of the sample.
 */
void
ht_pprof_cursor_get_labels (const HtPprofCursor *cursor, GArray *labels)
{
  const guint8 *at = cursor->sample;

  g_array_set_size (labels, 0);
  while (at < cursor->sample_end)
    {
      guint64 tag = ht_wire_trusted_varint (&at);

      if (tag == field_tag (SAMPLE_LABEL, HT_WIRE_BYTES))
        {
          guint64 length = ht_wire_trusted_varint (&at);
          HtLabel label = read_label (at, at + length);

          g_array_append_val (labels, label);
          at += length;
        }
      else
        at = skip_field (at, tag);
    }
}
