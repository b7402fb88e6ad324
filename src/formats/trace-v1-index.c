/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-index.h"

#include "trace-v1-texts.h"

/* A run is a batch mostly, which has 64 KiB if it is full. */
#define MAX_RUNS    (1u << 20)
#define MAX_PROCS   (1u << 16)
#define MAX_SAMPLES (1u << 20)

/* Half of what the tables hold, so that messages leave room for the names of functions. */
#define MAX_MESSAGES      (1u << 19)
#define MAX_MESSAGE_BYTES (32u << 20)

/**
 * ht_trace_v1_index_new:
 *
 * Returns: (transfer full): an index of nothing
 */
HtTraceV1Index *
ht_trace_v1_index_new (void)
{
  HtTraceV1Index *self = g_new0 (HtTraceV1Index, 1);

  self->tables = ht_trace_tables_new ();
  self->runs = g_array_new (FALSE, FALSE, sizeof (HtTraceV1Run));
  self->samples = g_array_new (FALSE, FALSE, sizeof (HtTraceV1Sample));
  ht_trace_id_map_init (&self->procs, sizeof (HtTraceV1Proc));
  self->min_ticks = G_MAXUINT64;
  ht_trace_v1_add_texts (self->tables);
  return self;
}

/**
 * ht_trace_v1_index_free:
 * @index: (transfer full) (nullable): the index
 */
void
ht_trace_v1_index_free (HtTraceV1Index *index)
{
  if (index == NULL)
    return;
  ht_trace_tables_free (index->tables);
  g_array_unref (index->runs);
  g_array_unref (index->samples);
  ht_trace_id_map_clear (&index->procs);
  g_free (index);
}

/**
 * ht_trace_v1_index_add_run:
 * @index: the index
 * @p: a processor, or %HT_TRACE_NONE
 * @run: where its events are
 *
 * Adds a run of events behind those of the same processor.
 *
 * Returns: %FALSE if there are more than is credible
 */
gboolean
ht_trace_v1_index_add_run (HtTraceV1Index *index, guint64 p, const HtTraceV1Run *run)
{
  HtTraceV1Proc *proc = ht_trace_id_map_find (&index->procs, p);
  guint32 number = index->runs->len;

  if (number >= MAX_RUNS || (proc == NULL && index->procs.n >= MAX_PROCS))
    return FALSE;
  if (proc == NULL)
    {
      proc = ht_trace_id_map_add (&index->procs, p);
      proc->first = number;
    }
  else
    g_array_index (index->runs, HtTraceV1Run, proc->last).next = number;
  proc->last = number;
  g_array_append_vals (index->runs, run, 1);
  g_array_index (index->runs, HtTraceV1Run, number).next = HT_TRACE_V1_NO_RUN;
  return TRUE;
}

/**
 * ht_trace_v1_index_add_sample:
 * @index: the index
 * @sample: a sample of the CPU profile
 *
 * Adds a sample, in any order.
 *
 * Returns: whether it is there now
 */
HtTraceAdded
ht_trace_v1_index_add_sample (HtTraceV1Index *index, const HtTraceV1Sample *sample)
{
  if (index->samples->len >= MAX_SAMPLES)
    return HT_TRACE_ADDED_TOO_MANY;
  g_array_append_vals (index->samples, sample, 1);
  return HT_TRACE_ADDED;
}

/**
 * ht_trace_v1_index_message:
 * @index: the index
 * @bytes: the message of a log
 * @n_bytes: its length
 *
 * Returns: the id that the message has if it is kept; 0 for none
 */
guint64
ht_trace_v1_index_message (const HtTraceV1Index *index, const guint8 *bytes, gsize n_bytes)
{
  /* Messages have no ids of their own. With 63 bits and a seed no two will meet. */
  return n_bytes == 0
             ? 0
             : ht_id_table_hash_bytes (&index->procs.table, bytes, n_bytes) | HT_TRACE_V1_MESSAGE;
}

/**
 * ht_trace_v1_index_add_message:
 * @index: the index
 * @bytes: the message of a log
 * @n_bytes: its length
 *
 * Keeps a message, once if it comes often.
 *
 * Returns: whether it is there now
 */
HtTraceAdded
ht_trace_v1_index_add_message (HtTraceV1Index *index, const guint8 *bytes, gsize n_bytes)
{
  guint64 id = ht_trace_v1_index_message (index, bytes, n_bytes);

  if (id == 0 || ht_trace_tables_get_string (index->tables, id, NULL) != NULL)
    return HT_TRACE_ADDED_TWICE;
  if (index->n_messages >= MAX_MESSAGES || n_bytes > MAX_MESSAGE_BYTES - index->n_message_bytes)
    return HT_TRACE_ADDED_TOO_MANY;
  index->n_messages++;
  index->n_message_bytes += n_bytes;
  return ht_trace_tables_add_string (index->tables, id, (const char *) bytes, n_bytes);
}

static int
compare_samples (gconstpointer a, gconstpointer b)
{
  const HtTraceV1Sample *left = a;
  const HtTraceV1Sample *right = b;

  if (left->ticks != right->ticks)
    return left->ticks < right->ticks ? -1 : 1;
  return left->offset < right->offset ? -1 : left->offset > right->offset;
}

/**
 * ht_trace_v1_index_sort:
 * @index: the index
 *
 * Says that all is there.
 */
void
ht_trace_v1_index_sort (HtTraceV1Index *index)
{
  g_array_sort (index->samples, compare_samples);
  if (index->samples->len > 0)
    index->min_ticks =
        MIN (index->min_ticks, g_array_index (index->samples, HtTraceV1Sample, 0).ticks);
}
