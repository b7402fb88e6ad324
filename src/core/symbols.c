/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "symbols.h"

#include "id-table.h"

/* Records of one kind, compared by the bytes of a key derived from them. */
typedef struct
{
  GArray *records;
  HtIdTable table;
} Interned;

struct _HtSymbols
{
  /* Owned */
  Interned functions;
  Interned mappings;
  Interned frames;
};

/* Only words, so that no padding takes part in the comparison. */
#define KEY_WORDS 6

typedef void (*KeyFunc) (gconstpointer record, guint64 key[KEY_WORDS]);

static void
function_key (gconstpointer record, guint64 key[KEY_WORDS])
{
  const HtFunction *function = record;

  key[0] = function->name;
  key[1] = function->system_name;
  key[2] = function->file;
  key[3] = (guint64) function->start_line;
}

static void
mapping_key (gconstpointer record, guint64 key[KEY_WORDS])
{
  const HtMapping *mapping = record;
  const guint64 page = 4096;

  key[0] = (mapping->limit - mapping->start + page - 1) / page;
  key[1] = mapping->offset;
  key[2] = mapping->file;
  key[3] = mapping->build_id;
}

static void
frame_key (gconstpointer record, guint64 key[KEY_WORDS])
{
  const HtFrame *frame = record;

  key[0] = frame->address;
  key[1] = (guint64) frame->line;
  key[2] = (guint64) frame->column;
  key[3] = frame->function;
  key[4] = frame->mapping;
  key[5] = frame->flags;
}

static void
interned_init (Interned *self, gsize record_size)
{
  self->records = g_array_new (FALSE, TRUE, (guint) record_size);
  g_array_set_size (self->records, 1);
  ht_id_table_init (&self->table);
}

static void
interned_clear (Interned *self)
{
  g_array_unref (self->records);
  ht_id_table_clear (&self->table);
}

static gpointer
interned_at (const Interned *self, gsize record_size, guint32 id)
{
  return self->records->data + record_size * id;
}

static guint32
intern (Interned *self, gsize record_size, KeyFunc key_of, gconstpointer record)
{
  guint64 key[KEY_WORDS] = { 0 };

  key_of (record, key);

  guint64 hash = ht_id_table_hash_bytes (&self->table, key, sizeof key);
  gsize at = ht_id_table_first (&self->table, hash);
  guint64 slot;

  while ((guint32) (slot = self->table.slots[at]) != 0)
    {
      guint32 id = (guint32) slot;

      if (slot == ht_id_table_slot (hash, id))
        {
          guint64 other[KEY_WORDS] = { 0 };

          key_of (interned_at (self, record_size, id), other);
          if (memcmp (key, other, sizeof key) == 0)
            return id;
        }
      at = (at + 1) & self->table.mask;
    }

  guint32 id = self->records->len;

  g_array_append_vals (self->records, record, 1);
  ht_id_table_insert_new (&self->table, hash, id);
  return id;
}

/**
 * ht_symbols_new:
 *
 * Returns: (transfer full): empty tables
 */
HtSymbols *
ht_symbols_new (void)
{
  HtSymbols *self = g_new0 (HtSymbols, 1);

  interned_init (&self->functions, sizeof (HtFunction));
  interned_init (&self->mappings, sizeof (HtMapping));
  interned_init (&self->frames, sizeof (HtFrame));
  return self;
}

/**
 * ht_symbols_free:
 * @symbols: (transfer full) (nullable): the tables
 */
void
ht_symbols_free (HtSymbols *symbols)
{
  if (symbols == NULL)
    return;
  interned_clear (&symbols->functions);
  interned_clear (&symbols->mappings);
  interned_clear (&symbols->frames);
  g_free (symbols);
}

/**
 * ht_symbols_intern_function:
 * @symbols: the tables
 * @function: what to find or add
 *
 * Returns: its id, never 0
 */
guint32
ht_symbols_intern_function (HtSymbols *symbols, const HtFunction *function)
{
  return intern (&symbols->functions, sizeof *function, function_key, function);
}

/**
 * ht_symbols_intern_mapping:
 * @symbols: the tables
 * @mapping: what to find or add; see #HtMapping for when two are one
 *
 * Returns: its id, never 0
 */
guint32
ht_symbols_intern_mapping (HtSymbols *symbols, const HtMapping *mapping)
{
  return intern (&symbols->mappings, sizeof *mapping, mapping_key, mapping);
}

/**
 * ht_symbols_intern_frame:
 * @symbols: the tables
 * @frame: what to find or add
 *
 * Returns: its id, never 0
 */
guint32
ht_symbols_intern_frame (HtSymbols *symbols, const HtFrame *frame)
{
  return intern (&symbols->frames, sizeof *frame, frame_key, frame);
}

/**
 * ht_symbols_get_function:
 * @symbols: the tables
 * @id: a function's id; 0 gives a record of zeros
 *
 * Returns: (transfer none): the record, valid until the next one is added
 */
const HtFunction *
ht_symbols_get_function (const HtSymbols *symbols, guint32 id)
{
  g_return_val_if_fail (id < symbols->functions.records->len, NULL);
  return &g_array_index (symbols->functions.records, HtFunction, id);
}

/**
 * ht_symbols_get_mapping:
 * @symbols: the tables
 * @id: a mapping's id; 0 gives a record of zeros
 *
 * Returns: (transfer none): the record, valid until the next one is added
 */
const HtMapping *
ht_symbols_get_mapping (const HtSymbols *symbols, guint32 id)
{
  g_return_val_if_fail (id < symbols->mappings.records->len, NULL);
  return &g_array_index (symbols->mappings.records, HtMapping, id);
}

/**
 * ht_symbols_get_frame:
 * @symbols: the tables
 * @id: a frame's id; 0 gives a record of zeros
 *
 * Returns: (transfer none): the record, valid until the next one is added
 */
const HtFrame *
ht_symbols_get_frame (const HtSymbols *symbols, guint32 id)
{
  g_return_val_if_fail (id < symbols->frames.records->len, NULL);
  return &g_array_index (symbols->frames.records, HtFrame, id);
}

/**
 * ht_symbols_n_functions:
 * @symbols: the tables
 *
 * Returns: one more than the greatest function id
 */
guint32
ht_symbols_n_functions (const HtSymbols *symbols)
{
  return symbols->functions.records->len;
}

/**
 * ht_symbols_n_mappings:
 * @symbols: the tables
 *
 * Returns: one more than the greatest mapping id
 */
guint32
ht_symbols_n_mappings (const HtSymbols *symbols)
{
  return symbols->mappings.records->len;
}

/**
 * ht_symbols_n_frames:
 * @symbols: the tables
 *
 * Returns: one more than the greatest frame id
 */
guint32
ht_symbols_n_frames (const HtSymbols *symbols)
{
  return symbols->frames.records->len;
}
