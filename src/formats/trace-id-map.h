/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "id-table.h"

G_BEGIN_DECLS

/*
 * Records that begin with a 64-bit id chosen by others, found by it. A record keeps its index, but
 * not its address, when one is added.
 */
typedef struct
{
  guint8 *records;
  gsize record_size;
  guint32 n;
  guint32 n_allocated;
  guint32 n_kept;
  guint32 n_refused;
  guint32 *recent; /* index of what was looked up last, by the end of the id; it may be another's */
  HtIdTable table;
} HtTraceIdMap;

#define HT_TRACE_ID_MAP_N_RECENT 256

static inline void
ht_trace_id_map_init (HtTraceIdMap *map, gsize record_size)
{
  *map = (HtTraceIdMap){ .record_size = record_size };
  map->recent = g_new0 (guint32, HT_TRACE_ID_MAP_N_RECENT);
  ht_id_table_init (&map->table);
}

static inline void
ht_trace_id_map_clear (HtTraceIdMap *map)
{
  g_clear_pointer (&map->records, g_free);
  g_clear_pointer (&map->recent, g_free);
  ht_id_table_clear (&map->table);
}

static inline gsize
ht_trace_id_map_get_n_bytes (const HtTraceIdMap *map)
{
  return map->n_allocated * map->record_size + (map->table.mask + 1) * sizeof (guint64);
}

static inline gpointer
ht_trace_id_map_at (const HtTraceIdMap *map, guint32 index)
{
  return map->records + index * map->record_size;
}

static inline gpointer
ht_trace_id_map_find (const HtTraceIdMap *map, guint64 id)
{
  const HtIdTable *table = &map->table;
  guint64 hash = ht_id_table_hash_word (table, id);

  for (gsize at = ht_id_table_first (table, hash);; at = (at + 1) & table->mask)
    {
      guint64 slot = table->slots[at];
      guint64 found;

      if ((guint32) slot == 0)
        return NULL;
      if (slot != ht_id_table_slot (hash, (guint32) slot))
        continue;

      guint8 *record = ht_trace_id_map_at (map, (guint32) slot - 1);

      memcpy (&found, record, sizeof found);
      if (found == id)
        return record;
    }
}

/* The same for ids that come again and again, and for one thread at a time only. */
static inline gpointer
ht_trace_id_map_find_again (const HtTraceIdMap *map, guint64 id)
{
  guint32 *recent = &map->recent[id % HT_TRACE_ID_MAP_N_RECENT];
  guint8 *record;
  guint64 found;

  if (*recent < map->n)
    {
      record = ht_trace_id_map_at (map, *recent);
      memcpy (&found, record, sizeof found);
      if (found == id)
        return record;
    }
  record = ht_trace_id_map_find (map, id);
  if (record != NULL)
    *recent = (guint32) ((gsize) (record - map->records) / map->record_size);
  return record;
}

static inline guint32
ht_trace_id_map_index (const HtTraceIdMap *map, gconstpointer record)
{
  return (guint32) (((const guint8 *) record - map->records) / map->record_size);
}

/* Adds a record of zeros; the id must not be there yet. */
static inline gpointer
ht_trace_id_map_add (HtTraceIdMap *map, guint64 id)
{
  if (map->n == map->n_allocated)
    {
      map->n_allocated = MAX (16, map->n_allocated * 2);
      map->records = g_realloc_n (map->records, map->n_allocated, map->record_size);
    }

  guint8 *record = ht_trace_id_map_at (map, map->n);

  memset (record, 0, map->record_size);
  memcpy (record, &id, sizeof id);
  ht_id_table_insert_new (&map->table, ht_id_table_hash_word (&map->table, id), ++map->n);
  return record;
}

/* Drops the records that are not wanted any more; the others get new indices. */
static inline void
ht_trace_id_map_keep (HtTraceIdMap *map, gboolean (*wanted) (gconstpointer record))
{
  HtTraceIdMap kept;

  ht_trace_id_map_init (&kept, map->record_size);
  for (guint32 i = 0; i < map->n; i++)
    {
      guint8 *record = ht_trace_id_map_at (map, i);
      guint64 id;

      if (!wanted (record))
        continue;
      memcpy (&id, record, sizeof id);
      memcpy (ht_trace_id_map_add (&kept, id), record, map->record_size);
    }
  kept.n_kept = kept.n;
  kept.n_refused = map->n_refused;
  ht_trace_id_map_clear (map);
  *map = kept;
}

/*
 * The same once there are twice as many as were wanted last time: what is not wanted takes no more
 * memory than what is, and each record is looked at a few times at most.
 */
static inline void
ht_trace_id_map_tidy (HtTraceIdMap *map, gboolean (*wanted) (gconstpointer record))
{
  if (map->n >= MAX (1024, 2 * map->n_kept))
    ht_trace_id_map_keep (map, wanted);
}

/*
 * To be asked before a record is added: tidies up. FALSE if @max are in use; whether that is still
 * so is looked at now and then only, since it takes long.
 */
static inline gboolean
ht_trace_id_map_make_room (HtTraceIdMap *map,
                           gboolean (*wanted) (gconstpointer record),
                           guint32 max)
{
  if (map->n < max)
    ht_trace_id_map_tidy (map, wanted);
  else if (map->n_refused++ % (max / 4 + 1) == 0)
    ht_trace_id_map_keep (map, wanted);
  return map->n < max;
}

G_END_DECLS
