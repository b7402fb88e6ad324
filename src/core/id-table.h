/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/*
 * An open-addressing table from a 64-bit hash to a dense 32-bit id. It keeps
 * no keys: the owner has them in an array indexed by id and compares when the
 * 32-bit tag agrees. What all interning tables stand on, and header-only
 * because the call tree lives in its inner loop.
 *
 * A slot is the id in the low half and the upper half of the hash, the tag, in
 * the high half; id 0 marks it free, so an owner's id 0 ("none", "root", "") is
 * never stored. The place of a slot follows from the upper bits of its tag. So a
 * table can grow without its owner's keys, from one end to the other.
 *
 * Hashes depend on a number that each table draws, lest somebody write a file
 * whose names all fall into one place.
 */
typedef struct
{
  guint64 *slots;
  gsize mask;
  gsize n_used;
  guint64 seed;
  guint shift;
} HtIdTable;

static inline void
ht_id_table_allocate (HtIdTable *table, guint n_bits)
{
  gsize n_slots = (gsize) 1 << n_bits;

  /* The place must follow from the tag. */
  g_assert (n_bits <= 32);
  table->slots = g_new0 (guint64, n_slots);
  table->mask = n_slots - 1;
  table->shift = 64 - n_bits;
}

static inline void
ht_id_table_init (HtIdTable *table)
{
  ht_id_table_allocate (table, 6);
  table->n_used = 0;
  table->seed = (guint64) g_random_int () << 32 | g_random_int ();
}

static inline void
ht_id_table_clear (HtIdTable *table)
{
  g_clear_pointer (&table->slots, g_free);
}

/* The finaliser of splitmix64: every input bit moves every output bit. */
static inline guint64
ht_hash_mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static inline guint64
ht_id_table_hash_word (const HtIdTable *table, guint64 word)
{
  return ht_hash_mix (word ^ table->seed);
}

static inline guint64
ht_id_table_hash_bytes (const HtIdTable *table, const void *bytes, gsize length)
{
  const guint8 *p = bytes;
  guint64 hash = ht_id_table_hash_word (table, length);
  guint64 word = 0;

  for (; length >= 8; p += 8, length -= 8)
    {
      memcpy (&word, p, 8);
      hash = ht_hash_mix (hash ^ word);
    }
  word = 0;
  for (gsize i = 0; i < length; i++)
    word |= (guint64) p[i] << (8 * i);
  return ht_hash_mix (hash ^ word);
}

static inline gsize
ht_id_table_first (const HtIdTable *table, guint64 hash)
{
  return (gsize) (hash >> table->shift);
}

static inline guint64
ht_id_table_slot (guint64 hash, guint32 id)
{
  return (hash & G_GUINT64_CONSTANT (0xffffffff00000000)) | id;
}

static inline void
ht_id_table_put (HtIdTable *table, guint64 slot)
{
  /* Where the slot begins to look depends on bits only that are in the tag. */
  gsize at = ht_id_table_first (table, slot);

  while ((guint32) table->slots[at] != 0)
    at = (at + 1) & table->mask;
  table->slots[at] = slot;
}

static inline void
ht_id_table_resize (HtIdTable *table, guint n_bits)
{
  HtIdTable old = *table;

  ht_id_table_allocate (table, n_bits);
  for (gsize i = 0; i <= old.mask; i++)
    if ((guint32) old.slots[i] != 0)
      ht_id_table_put (table, old.slots[i]);
  ht_id_table_clear (&old);
}

/* Puts an id that is known to be absent into the first free slot. */
static inline void
ht_id_table_insert_new (HtIdTable *table, guint64 hash, guint32 id)
{
  if (G_UNLIKELY (table->n_used * 3 >= (table->mask + 1) * 2))
    ht_id_table_resize (table, 64 - table->shift + 1);
  ht_id_table_put (table, ht_id_table_slot (hash, id));
  table->n_used++;
}

G_END_DECLS
