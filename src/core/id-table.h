/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/*
 * An open-addressing table from a 64-bit hash to a dense 32-bit id. It keeps
 * no keys: the owner has them in an array indexed by id and compares when the
 * 32-bit tag agrees. What all interning tables of this room stand on, and
 * header-only because the call tree lives in its inner loop.
 *
 * A slot is id in the low half and tag in the high half; id 0 marks it free,
 * so an owner's id 0 ("none", "root", "") is never stored.
 */
typedef struct
{
  guint64 *slots;
  gsize mask;
  gsize n_used;
} HtIdTable;

static inline void
ht_id_table_init (HtIdTable *table, gsize n_slots)
{
  table->slots = g_new0 (guint64, n_slots);
  table->mask = n_slots - 1;
  table->n_used = 0;
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
ht_hash_bytes (const void *bytes, gsize length)
{
  const guint8 *p = bytes;
  guint64 hash = ht_hash_mix (length + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
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
  return (gsize) hash & table->mask;
}

static inline guint32
ht_id_table_tag (guint64 hash)
{
  return (guint32) (hash >> 32);
}

static inline guint64
ht_id_table_slot (guint64 hash, guint32 id)
{
  return (hash & G_GUINT64_CONSTANT (0xffffffff00000000)) | id;
}

static inline gboolean
ht_id_table_needs_growth (const HtIdTable *table)
{
  return table->n_used * 3 >= (table->mask + 1) * 2;
}

/* Puts an id that is known to be absent into the first free slot. */
static inline void
ht_id_table_insert_new (HtIdTable *table, guint64 hash, guint32 id)
{
  gsize at = ht_id_table_first (table, hash);

  while ((guint32) table->slots[at] != 0)
    at = (at + 1) & table->mask;
  table->slots[at] = ht_id_table_slot (hash, id);
  table->n_used++;
}

G_END_DECLS
