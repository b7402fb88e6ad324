/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-tables.h"

#include "trace-id-map.h"

/* Real generations have thousands of each. */
#define MAX_RECORDS    (1u << 20)
#define MAX_FRAMES     (4u << 20)
#define MAX_TEXT_BYTES (64u << 20)

typedef struct
{
  guint64 id;
  guint32 offset;
  guint32 length;
} StringRecord;

typedef struct
{
  guint64 id;
  guint32 first_frame;
  guint32 n_frames;
} StackRecord;

typedef struct
{
  guint64 id;
  guint32 name_offset;
  HtTraceType type;
} TypeRecord;

struct _HtTraceTables
{
  /* Owned */
  HtTraceIdMap strings;
  HtTraceIdMap stacks;
  HtTraceIdMap types;
  GByteArray *text;
  GArray *frames;
};

/**
 * ht_trace_tables_new:
 *
 * Returns: (transfer full): empty tables
 */
HtTraceTables *
ht_trace_tables_new (void)
{
  HtTraceTables *self = g_new0 (HtTraceTables, 1);

  ht_trace_id_map_init (&self->strings, sizeof (StringRecord));
  ht_trace_id_map_init (&self->stacks, sizeof (StackRecord));
  ht_trace_id_map_init (&self->types, sizeof (TypeRecord));
  self->text = g_byte_array_new ();
  self->frames = g_array_new (FALSE, FALSE, sizeof (HtTraceFrame));
  return self;
}

/**
 * ht_trace_tables_free:
 * @tables: (transfer full) (nullable): the tables
 */
void
ht_trace_tables_free (HtTraceTables *tables)
{
  if (tables == NULL)
    return;
  ht_trace_id_map_clear (&tables->strings);
  ht_trace_id_map_clear (&tables->stacks);
  ht_trace_id_map_clear (&tables->types);
  g_byte_array_unref (tables->text);
  g_array_unref (tables->frames);
  g_free (tables);
}

/**
 * ht_trace_tables_get_n_bytes:
 * @tables: the tables
 *
 * Returns: about how much memory they take
 */
gsize
ht_trace_tables_get_n_bytes (const HtTraceTables *tables)
{
  return ht_trace_id_map_get_n_bytes (&tables->strings) +
         ht_trace_id_map_get_n_bytes (&tables->stacks) +
         ht_trace_id_map_get_n_bytes (&tables->types) + tables->text->len +
         tables->frames->len * sizeof (HtTraceFrame);
}

static HtTraceAdded
may_add (const HtTraceTables *self, const HtTraceIdMap *map, guint64 id, gsize n_text_bytes)
{
  if (ht_trace_id_map_find (map, id) != NULL)
    return HT_TRACE_ADDED_TWICE;
  if (map->n >= MAX_RECORDS || n_text_bytes >= MAX_TEXT_BYTES - self->text->len)
    return HT_TRACE_ADDED_TOO_MANY;
  return HT_TRACE_ADDED;
}

static guint32
add_text (HtTraceTables *self, const char *bytes, gsize length)
{
  guint32 offset = self->text->len;

  g_byte_array_append (self->text, (const guint8 *) bytes, (guint) length);
  g_byte_array_append (self->text, (const guint8 *) "", 1);
  return offset;
}

/**
 * ht_trace_tables_add_string:
 * @tables: the tables
 * @id: its id
 * @bytes: the string; copied
 * @length: its length
 *
 * Adds a string.
 *
 * Returns: whether it is there now
 */
HtTraceAdded
ht_trace_tables_add_string (HtTraceTables *tables, guint64 id, const char *bytes, gsize length)
{
  HtTraceAdded added = may_add (tables, &tables->strings, id, length);

  if (added != HT_TRACE_ADDED)
    return added;

  StringRecord *record = ht_trace_id_map_add (&tables->strings, id);

  record->offset = add_text (tables, bytes, length);
  record->length = (guint32) length;
  return HT_TRACE_ADDED;
}

/**
 * ht_trace_tables_add_stack:
 * @tables: the tables
 * @id: its id
 * @frames: its frames, innermost first; copied
 * @n_frames: how many
 *
 * Adds a stack.
 *
 * Returns: whether it is there now
 */
HtTraceAdded
ht_trace_tables_add_stack (HtTraceTables *tables,
                           guint64 id,
                           const HtTraceFrame *frames,
                           guint n_frames)
{
  HtTraceAdded added = may_add (tables, &tables->stacks, id, 0);

  if (added != HT_TRACE_ADDED)
    return added;
  if (n_frames > MAX_FRAMES - tables->frames->len)
    return HT_TRACE_ADDED_TOO_MANY;

  StackRecord *record = ht_trace_id_map_add (&tables->stacks, id);

  record->first_frame = tables->frames->len;
  record->n_frames = n_frames;
  g_array_append_vals (tables->frames, frames, n_frames);
  return HT_TRACE_ADDED;
}

/**
 * ht_trace_tables_add_type:
 * @tables: the tables
 * @type: the type; copied
 * @name_length: length of its name, which need not be terminated
 *
 * Adds a type.
 *
 * Returns: whether it is there now
 */
HtTraceAdded
ht_trace_tables_add_type (HtTraceTables *tables, const HtTraceType *type, gsize name_length)
{
  HtTraceAdded added = may_add (tables, &tables->types, type->id, name_length);

  if (added != HT_TRACE_ADDED)
    return added;

  TypeRecord *record = ht_trace_id_map_add (&tables->types, type->id);

  record->type = *type;
  record->name_offset = add_text (tables, type->name, name_length);
  return HT_TRACE_ADDED;
}

/**
 * ht_trace_tables_get_string:
 * @tables: the tables
 * @id: any number
 * @length: (out) (optional): its length
 *
 * Finds a string. It comes from the program: no UTF-8 for certain, and it may hold NUL.
 *
 * Returns: (nullable): the string, terminated, and valid until something is added; empty for 0 and
 *   %NULL where the trace lost it
 */
const char *
ht_trace_tables_get_string (const HtTraceTables *tables, guint64 id, gsize *length)
{
  const StringRecord *record = id != 0 ? ht_trace_id_map_find (&tables->strings, id) : NULL;

  if (length != NULL)
    *length = record != NULL ? record->length : 0;
  if (id == 0)
    return "";
  return record != NULL ? (const char *) tables->text->data + record->offset : NULL;
}

/**
 * ht_trace_tables_get_stack:
 * @tables: the tables
 * @id: any number
 * @n_frames: (out): how many frames it has
 *
 * Finds a stack.
 *
 * Returns: (nullable) (array length=n_frames): its frames, innermost first, valid until something
 * is added; %NULL for 0 and where the trace lost it
 */
const HtTraceFrame *
ht_trace_tables_get_stack (const HtTraceTables *tables, guint64 id, guint *n_frames)
{
  const StackRecord *record = id != 0 ? ht_trace_id_map_find (&tables->stacks, id) : NULL;

  *n_frames = record != NULL ? record->n_frames : 0;
  return *n_frames > 0 ? &g_array_index (tables->frames, HtTraceFrame, record->first_frame) : NULL;
}

/**
 * ht_trace_tables_get_type:
 * @tables: the tables
 * @id: any number
 * @type: (out caller-allocates): the type; its name is valid until something is added
 *
 * Finds a type of heap objects.
 *
 * Returns: whether there is one
 */
gboolean
ht_trace_tables_get_type (const HtTraceTables *tables, guint64 id, HtTraceType *type)
{
  const TypeRecord *record = ht_trace_id_map_find (&tables->types, id);

  if (record == NULL)
    return FALSE;
  *type = record->type;
  type->name = (const char *) tables->text->data + record->name_offset;
  return TRUE;
}
