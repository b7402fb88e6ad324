/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "interned-strings.h"

#include "id-table.h"

#define CHUNK_BYTES ((gsize) 64 * 1024)

struct _HtStrings
{
  /* Owned */
  GPtrArray *chunks;
  GArray *texts;   /* const char * by id */
  GArray *lengths; /* guint32 by id */
  HtIdTable table;

  /* Borrowed from the last chunk */
  char *free_bytes;
  gsize n_free;
};

/**
 * ht_strings_new:
 *
 * Makes a table that holds only the empty string, as id 0.
 *
 * Returns: (transfer full): the table
 */
HtStrings *
ht_strings_new (void)
{
  HtStrings *self = g_new0 (HtStrings, 1);

  self->chunks = g_ptr_array_new_with_free_func (g_free);
  self->texts = g_array_new (FALSE, FALSE, sizeof (const char *));
  self->lengths = g_array_new (FALSE, FALSE, sizeof (guint32));
  ht_id_table_init (&self->table);

  const char *empty = "";
  guint32 zero = 0;
  g_array_append_val (self->texts, empty);
  g_array_append_val (self->lengths, zero);
  return self;
}

/**
 * ht_strings_free:
 * @strings: (transfer full) (nullable): the table
 *
 * Frees the table and every string in it.
 */
void
ht_strings_free (HtStrings *strings)
{
  if (strings == NULL)
    return;
  g_ptr_array_unref (strings->chunks);
  g_array_unref (strings->texts);
  g_array_unref (strings->lengths);
  ht_id_table_clear (&strings->table);
  g_free (strings);
}

static const char *
keep_bytes (HtStrings *self, const char *bytes, gsize length)
{
  char *kept;

  if (length + 1 > CHUNK_BYTES / 4)
    {
      kept = g_malloc (length + 1);
      g_ptr_array_add (self->chunks, kept);
    }
  else
    {
      if (self->n_free < length + 1)
        {
          self->free_bytes = g_malloc (CHUNK_BYTES);
          self->n_free = CHUNK_BYTES;
          g_ptr_array_add (self->chunks, self->free_bytes);
        }
      kept = self->free_bytes;
      self->free_bytes += length + 1;
      self->n_free -= length + 1;
    }
  memcpy (kept, bytes, length);
  kept[length] = '\0';
  return kept;
}

/**
 * ht_strings_intern:
 * @strings: the table
 * @bytes: (array length=length): the string; may hold NUL
 * @length: its length in bytes, below 4 GiB
 *
 * Finds or adds a string.
 *
 * Returns: its id; 0 for the empty string
 */
guint32
ht_strings_intern (HtStrings *strings, const char *bytes, gsize length)
{
  if (length == 0)
    return 0;
  g_return_val_if_fail (length < G_MAXUINT32, 0);

  guint64 hash = ht_id_table_hash_bytes (&strings->table, bytes, length);
  gsize at = ht_id_table_first (&strings->table, hash);
  guint64 slot;

  while ((guint32) (slot = strings->table.slots[at]) != 0)
    {
      guint32 id = (guint32) slot;

      if (slot == ht_id_table_slot (hash, id) && ht_strings_length (strings, id) == length &&
          memcmp (ht_strings_get (strings, id), bytes, length) == 0)
        return id;
      at = (at + 1) & strings->table.mask;
    }

  guint32 id = strings->texts->len;
  const char *kept = keep_bytes (strings, bytes, length);
  guint32 kept_length = (guint32) length;

  g_array_append_val (strings->texts, kept);
  g_array_append_val (strings->lengths, kept_length);
  ht_id_table_insert_new (&strings->table, hash, id);
  return id;
}

/**
 * ht_strings_get:
 * @strings: the table
 * @id: an id that it gave
 *
 * Looks a string up. It ends with a NUL but may hold others, see
 * [func@strings_length]. Valid as long as the table lives.
 *
 * Returns: (transfer none): the string
 */
const char *
ht_strings_get (const HtStrings *strings, guint32 id)
{
  g_return_val_if_fail (id < strings->texts->len, "");
  return g_array_index (strings->texts, const char *, id);
}

/**
 * ht_strings_length:
 * @strings: the table
 * @id: an id that it gave
 *
 * Returns: the string's length in bytes, without the final NUL
 */
gsize
ht_strings_length (const HtStrings *strings, guint32 id)
{
  g_return_val_if_fail (id < strings->lengths->len, 0);
  return g_array_index (strings->lengths, guint32, id);
}

/**
 * ht_strings_count:
 * @strings: the table
 *
 * Returns: how many ids there are, the empty string included
 */
guint32
ht_strings_count (const HtStrings *strings)
{
  return strings->texts->len;
}
