/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "trace-packing.h"

#include "blob-pack.h"
#include "trace-blob.h"
#include "work-crew.h"

/* Blocks on their way; each takes some 100 KB. */
#define N_PLACES 8

#define MAX_THREADS 3

typedef struct
{
  HtTraceBlock block;
  HtWorkJob job;

  /* Owned; made with the first block */
  HtBlobPacker *packer;
  GByteArray *raw;

  /* Borrowed from the packer */
  const GByteArray *packed;
} Place;

struct _HtTracePacking
{
  /* Owned */
  HtWorkCrew *crew;
  Place places[N_PLACES];

  guint first;
  guint n;
};

static void
pack_cb (gpointer data)
{
  Place *place = data;
  const GArray *records = place->block.records;

  g_byte_array_set_size (place->raw, 0);
  if (place->block.kind == 0)
    ht_trace_goroutines_encode ((const HtTraceGoroutine *) (gpointer) records->data, records->len,
                                place->raw);
  else
    ht_trace_spans_encode ((const HtTraceSpan *) (gpointer) records->data, records->len,
                           place->raw);
  place->packed = ht_blob_pack (place->packer, place->raw);
}

/**
 * ht_trace_packing_new:
 *
 * Returns: (transfer full): who packs; for one thread at a time, which can be any
 */
HtTracePacking *
ht_trace_packing_new (void)
{
  HtTracePacking *self = g_new0 (HtTracePacking, 1);

  self->crew = ht_work_crew_new (MIN (g_get_num_processors () - 1, MAX_THREADS));
  return self;
}

/**
 * ht_trace_packing_free:
 * @packing: (transfer full) (nullable): who packs
 *
 * Drops what was not taken.
 */
void
ht_trace_packing_free (HtTracePacking *packing)
{
  if (packing == NULL)
    return;
  ht_work_crew_free (packing->crew);
  while (packing->n > 0)
    ht_trace_packing_drop_first (packing);
  for (guint i = 0; i < N_PLACES; i++)
    {
      g_clear_pointer (&packing->places[i].packer, ht_blob_packer_free);
      g_clear_pointer (&packing->places[i].raw, g_byte_array_unref);
    }
  g_free (packing);
}

/**
 * ht_trace_packing_is_empty:
 * @packing: who packs
 *
 * Returns: whether there is no block
 */
gboolean
ht_trace_packing_is_empty (const HtTracePacking *packing)
{
  return packing->n == 0;
}

/**
 * ht_trace_packing_is_full:
 * @packing: who packs
 *
 * Returns: whether the first block has to be taken before another one is added
 */
gboolean
ht_trace_packing_is_full (const HtTracePacking *packing)
{
  return packing->n == N_PLACES;
}

/**
 * ht_trace_packing_add:
 * @packing: who packs; not full
 * @block: a block; its records and strings are taken over
 *
 * Has a block packed.
 */
void
ht_trace_packing_add (HtTracePacking *packing, const HtTraceBlock *block)
{
  Place *place = &packing->places[(packing->first + packing->n++) % N_PLACES];

  place->block = *block;
  if (place->packer == NULL)
    {
      place->packer = ht_blob_packer_new_fast ();
      place->raw = g_byte_array_new ();
    }
  ht_work_job_init (&place->job, pack_cb, place);
  ht_work_crew_add (packing->crew, &place->job);
}

/**
 * ht_trace_packing_finish_first:
 * @packing: who packs; not empty
 * @packed: (out) (transfer none): what goes into the file
 *
 * Waits until the block is packed that was added first, or packs it.
 *
 * Returns: (transfer none): that block, valid until it is dropped, as is @packed
 */
const HtTraceBlock *
ht_trace_packing_finish_first (HtTracePacking *packing, const GByteArray **packed)
{
  Place *place = &packing->places[packing->first];

  ht_work_crew_finish (packing->crew, &place->job, -1);
  *packed = place->packed;
  return &place->block;
}

/**
 * ht_trace_packing_drop_first:
 * @packing: who packs
 *
 * Takes away the block that was finished.
 */
void
ht_trace_packing_drop_first (HtTracePacking *packing)
{
  HtTraceBlock *block = &packing->places[packing->first].block;

  g_clear_pointer (&block->records, g_array_unref);
  g_clear_pointer (&block->strings, g_string_chunk_free);
  packing->first = (packing->first + 1) % N_PLACES;
  packing->n--;
}
