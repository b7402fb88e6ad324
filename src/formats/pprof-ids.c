/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-ids.h"

#include "pprof-decode.h"

/* Tables with gaps are looked up directly while they cost less than this per record. */
#define MOST_GAPS 8

typedef struct
{
  guint64 id;
  guint32 index;
} IdAndIndex;

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const IdAndIndex *left = a;
  const IdAndIndex *right = b;

  if (left->id != right->id)
    return left->id < right->id ? -1 : 1;
  return left->index < right->index ? -1 : left->index > right->index;
}

static gboolean
refuse (const guint8 *record,
        gsize offset_member,
        const char *problem,
        const char *kind,
        guint64 id,
        GError **error)
{
  guint32 offset;

  memcpy (&offset, record + offset_member, sizeof offset);
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
               "%s %s with id %" G_GUINT64_FORMAT " at byte %u", problem, kind, id, offset);
  return FALSE;
}

static void
make_direct (HtPprofIds *self, const IdAndIndex *order, gsize n_records)
{
  self->n_direct = (gsize) order[n_records - 1].id + 1;
  self->direct = g_new (guint32, self->n_direct);
  memset (self->direct, 0xff, self->n_direct * sizeof (guint32));
  for (gsize i = 0; i < n_records; i++)
    self->direct[order[i].id] = order[i].index;
}

static void
make_sorted (HtPprofIds *self, const IdAndIndex *order, gsize n_records)
{
  self->sorted = g_new (guint64, n_records);
  self->sorted_indices = g_new (guint32, n_records);
  for (gsize i = 0; i < n_records; i++)
    {
      self->sorted[i] = order[i].id;
      self->sorted_indices[i] = order[i].index;
    }
}

/**
 * ht_pprof_ids_init:
 * @ids: (out caller-allocates): the table
 * @records: the records, each beginning with its id as a guint64
 * @record_size: size of one
 * @offset_member: where in it the offset in the file is kept, as a guint32
 * @n_records: how many there are
 * @kind: what they are called
 * @error: return location
 *
 * Fails where an id is 0 or there twice.
 *
 * Returns: whether all is well
 */
gboolean
ht_pprof_ids_init (HtPprofIds *ids,
                   gconstpointer records,
                   gsize record_size,
                   gsize offset_member,
                   gsize n_records,
                   const char *kind,
                   GError **error)
{
  const guint8 *bytes = records;
  g_autofree IdAndIndex *order = g_new (IdAndIndex, n_records + 1);

  *ids = (HtPprofIds){ .n_ids = n_records, .is_sequence = TRUE };
  for (gsize i = 0; i < n_records; i++)
    {
      memcpy (&order[i].id, bytes + i * record_size, sizeof order[i].id);
      order[i].index = (guint32) i;
      if (order[i].id == 0)
        return refuse (bytes + i * record_size, offset_member, "there is a", kind, 0, error);
      ids->is_sequence &= order[i].id == i + 1;
    }
  if (ids->is_sequence)
    return TRUE;

  qsort (order, n_records, sizeof *order, compare_ids);
  for (gsize i = 1; i < n_records; i++)
    if (order[i].id == order[i - 1].id)
      return refuse (bytes + order[i].index * record_size, offset_member, "there is a second", kind,
                     order[i].id, error);

  if (order[n_records - 1].id / MOST_GAPS <= n_records)
    make_direct (ids, order, n_records);
  else
    make_sorted (ids, order, n_records);
  return TRUE;
}

/**
 * ht_pprof_ids_clear:
 * @ids: the table
 *
 * Frees what it holds.
 */
void
ht_pprof_ids_clear (HtPprofIds *ids)
{
  g_clear_pointer (&ids->direct, g_free);
  g_clear_pointer (&ids->sorted, g_free);
  g_clear_pointer (&ids->sorted_indices, g_free);
}

/**
 * ht_pprof_ids_find:
 * @ids: the table
 * @id: any number
 *
 * Returns: the index of the record with that id, or %HT_PPROF_NONE
 */
guint32
ht_pprof_ids_find (const HtPprofIds *ids, guint64 id)
{
  if (ids->is_sequence)
    return id - 1 < ids->n_ids ? (guint32) (id - 1) : HT_PPROF_NONE;
  if (ids->direct != NULL)
    return id < ids->n_direct ? ids->direct[id] : HT_PPROF_NONE;

  gsize low = 0;
  gsize high = ids->n_ids;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (ids->sorted[middle] < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low < ids->n_ids && ids->sorted[low] == id ? ids->sorted_indices[low] : HT_PPROF_NONE;
}
