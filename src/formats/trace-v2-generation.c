/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-generation.h"

#include "trace-clock.h"
#include "trace-v2-wire.h"

#define MAX_STRING_BYTES 1024
#define MAX_STACK_FRAMES 128

/* Real ones have some hundred batches, or ten thousands where threads of C come and go. */
#define MAX_BATCHES (1u << 20)
#define MAX_THREADS (1u << 16)
#define MAX_SAMPLES (1u << 20)

/* What the first byte of an experimental batch of AllocFree says. */
enum
{
  ALLOC_FREE_TYPES = 0,
  ALLOC_FREE_LAYOUT = 1,
};

/* A batch of tables while it is read. */
typedef struct
{
  HtTraceV2Generation *generation;
  HtWireReader reader;
  const guint8 *data;
  guint64 offset;
  guint64 ticks;
  HtDecodeWarnings *warnings;
} Table;

/**
 * ht_trace_v2_generation_new:
 *
 * Returns: (transfer full): a generation of nothing
 */
HtTraceV2Generation *
ht_trace_v2_generation_new (void)
{
  HtTraceV2Generation *self = g_new0 (HtTraceV2Generation, 1);

  self->tables = ht_trace_tables_new ();
  self->batches = g_array_new (FALSE, FALSE, sizeof (HtTraceV2Batch));
  self->samples = g_array_new (FALSE, FALSE, sizeof (HtTraceV2Sample));
  ht_trace_id_map_init (&self->threads, sizeof (HtTraceV2Thread));
  self->min_ticks = G_MAXUINT64;
  return self;
}

/**
 * ht_trace_v2_generation_free:
 * @generation: (transfer full) (nullable): the generation
 */
void
ht_trace_v2_generation_free (HtTraceV2Generation *generation)
{
  if (generation == NULL)
    return;
  ht_trace_tables_free (generation->tables);
  g_array_unref (generation->batches);
  g_array_unref (generation->samples);
  ht_trace_id_map_clear (&generation->threads);
  g_free (generation);
}

/**
 * ht_trace_v2_generation_get_n_bytes:
 * @generation: the generation
 *
 * Returns: about how much memory it takes
 */
gsize
ht_trace_v2_generation_get_n_bytes (const HtTraceV2Generation *generation)
{
  return ht_trace_tables_get_n_bytes (generation->tables) +
         generation->batches->len * sizeof (HtTraceV2Batch) +
         generation->samples->len * sizeof (HtTraceV2Sample) +
         ht_trace_id_map_get_n_bytes (&generation->threads);
}

/**
 * ht_trace_v2_generation_add_batch:
 * @generation: the generation
 * @m: thread of the batch, or %HT_TRACE_NONE
 * @batch: where its events are
 *
 * Adds a batch of events behind those of the same thread.
 *
 * Returns: %FALSE if there are more than is credible
 */
gboolean
ht_trace_v2_generation_add_batch (HtTraceV2Generation *generation,
                                  guint64 m,
                                  const HtTraceV2Batch *batch)
{
  HtTraceV2Thread *thread = ht_trace_id_map_find (&generation->threads, m);
  guint32 index = generation->batches->len;

  if (index >= MAX_BATCHES || (thread == NULL && generation->threads.n >= MAX_THREADS))
    return FALSE;
  if (thread == NULL)
    {
      thread = ht_trace_id_map_add (&generation->threads, m);
      thread->first = index;
    }
  else
    g_array_index (generation->batches, HtTraceV2Batch, thread->last).next = index;
  thread->last = index;
  g_array_append_vals (generation->batches, batch, 1);
  g_array_index (generation->batches, HtTraceV2Batch, index).next = HT_TRACE_V2_NO_BATCH;
  return TRUE;
}

static gboolean
fail (Table *table, const char *problem)
{
  return ht_wire_reader_fail (&table->reader, problem, FALSE);
}

static gboolean
read_numbers (Table *table, guint64 *values, guint n_values)
{
  for (guint i = 0; i < n_values; i++)
    if (!ht_trace_read_number (&table->reader, &values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
check_added (Table *table, HtTraceAdded added)
{
  switch (added)
    {
    case HT_TRACE_ADDED_TWICE:
      return fail (table, "an id is there twice");
    case HT_TRACE_ADDED_TOO_MANY:
      return fail (table, "there are more strings, stacks or types than are kept");
    default:
      return TRUE;
    }
}

/* A text, with its length before it. */
static const char *
read_text (Table *table, gsize max_bytes, gsize *length)
{
  const char *text;
  guint64 n_bytes;

  if (!ht_trace_read_number (&table->reader, &n_bytes))
    return NULL;
  if (n_bytes > max_bytes)
    {
      fail (table, "a string is too long");
      return NULL;
    }
  text = (const char *) table->reader.at;
  *length = (gsize) n_bytes;
  return ht_wire_skip_bytes (&table->reader, n_bytes) ? text : NULL;
}

static gboolean
read_string (Table *table)
{
  const char *text;
  guint64 id;
  gsize length;

  if (!ht_trace_read_number (&table->reader, &id))
    return FALSE;
  if (id == 0)
    return fail (table, "a string has the id 0");
  text = read_text (table, MAX_STRING_BYTES, &length);
  return text != NULL && check_added (table, ht_trace_tables_add_string (table->generation->tables,
                                                                         id, text, length));
}

static guint32
small_or_zero (guint64 number)
{
  return number <= G_MAXUINT32 ? (guint32) number : 0;
}

static gboolean
read_stack (Table *table)
{
  HtTraceFrame frames[MAX_STACK_FRAMES];
  guint64 head[2];

  if (!read_numbers (table, head, 2))
    return FALSE;
  if (head[0] == 0)
    return fail (table, "a stack has the id 0");
  if (head[1] > MAX_STACK_FRAMES)
    return fail (table, "a stack has more than 128 frames");
  for (guint i = 0; i < head[1]; i++)
    {
      guint64 values[4];

      if (!read_numbers (table, values, 4))
        return FALSE;
      frames[i] = (HtTraceFrame){ .pc = values[0],
                                  .function = small_or_zero (values[1]),
                                  .file = small_or_zero (values[2]),
                                  .line = small_or_zero (values[3]) };
    }
  return check_added (table, ht_trace_tables_add_stack (table->generation->tables, head[0], frames,
                                                        (guint) head[1]));
}

static gboolean
read_sample (Table *table)
{
  HtTraceV2Sample sample = { .offset = table->offset + (guint64) (table->reader.at - table->data) };
  guint64 values[5];

  if (!read_numbers (table, values, 5))
    return FALSE;
  if (table->generation->samples->len >= MAX_SAMPLES)
    return fail (table, "there are more samples than are kept");
  sample.ticks = values[0];
  sample.m = values[1];
  sample.p = values[2];
  /* There is no goroutine 0: Go means none. */
  sample.g = values[3] != 0 ? values[3] : HT_TRACE_NONE;
  sample.stack = values[4];
  g_array_append_val (table->generation->samples, sample);
  return TRUE;
}

static gboolean
read_frequency (Table *table)
{
  guint64 frequency_hz;

  if (!ht_trace_read_number (&table->reader, &frequency_hz))
    return FALSE;
  if (!ht_trace_clock_can_be (frequency_hz))
    return fail (table, "the clock has an impossible frequency");
  if (table->generation->frequency_hz != 0)
    return fail (table, "the clock has a second frequency");
  table->generation->frequency_hz = frequency_hz;
  return TRUE;
}

static gboolean
read_snapshot (Table *table)
{
  HtTraceV2Generation *generation = table->generation;
  guint64 values[4];

  if (!read_numbers (table, values, 4))
    return FALSE;
  if (generation->has_snapshot)
    return fail (table, "there is a second reading of the wall clock");
  /* Until 2100 there is room in ns since 1970 to add times of the trace. */
  if (values[2] > G_GUINT64_CONSTANT (4102444800) || values[3] >= 1000000000)
    return fail (table, "the wall clock has an impossible time");
  generation->has_snapshot = TRUE;
  generation->snapshot_ticks = table->ticks + values[0];
  generation->snapshot_unix_s = values[2];
  generation->snapshot_ns = values[3];
  return TRUE;
}

/* Whatever follows the byte that says what the batch holds. */
static gboolean
read_record (Table *table, guint8 batch_kind)
{
  guint8 kind = *table->reader.at++;

  if (batch_kind == HT_TRACE_V2_STRINGS && kind == HT_TRACE_V2_STRING)
    return read_string (table);
  if (batch_kind == HT_TRACE_V2_STACKS && kind == HT_TRACE_V2_STACK)
    return read_stack (table);
  if (batch_kind == HT_TRACE_V2_CPU_SAMPLES && kind == HT_TRACE_V2_CPU_SAMPLE)
    return read_sample (table);
  if (kind == HT_TRACE_V2_FREQUENCY &&
      (batch_kind == HT_TRACE_V2_FREQUENCY || batch_kind == HT_TRACE_V2_SYNC))
    return read_frequency (table);
  if (batch_kind == HT_TRACE_V2_SYNC && kind == HT_TRACE_V2_CLOCK_SNAPSHOT)
    return read_snapshot (table);
  return fail (table, "something is in a table that does not belong there");
}

static void
warn (Table *table)
{
  guint64 n_lost = (guint64) (table->reader.end - table->reader.at);

  table->generation->is_damaged = TRUE;
  table->generation->n_bytes_lost += n_lost;
  ht_decode_warnings_add (table->warnings,
                          table->offset + (guint64) (table->reader.at - table->data),
                          "%s; the rest of this table, %" G_GUINT64_FORMAT " bytes, is left out",
                          table->reader.problem, n_lost);
}

/**
 * ht_trace_v2_generation_add_data:
 * @generation: the generation
 * @data: data of a batch that holds no events, of at least one byte
 * @size: its size
 * @ticks: time of the batch
 * @offset: where @data begins in the file
 * @warnings: takes what is wrong with it
 *
 * Reads strings, stacks, samples, or what is said of the clock. What stands before a mistake
 * counts.
 */
void
ht_trace_v2_generation_add_data (HtTraceV2Generation *generation,
                                 const guint8 *data,
                                 gsize size,
                                 guint64 ticks,
                                 guint64 offset,
                                 HtDecodeWarnings *warnings)
{
  Table table = {
    .generation = generation, .data = data, .offset = offset, .ticks = ticks, .warnings = warnings
  };

  ht_wire_reader_init (&table.reader, data, data + size);
  /* A frequency of its own has no head. */
  if (data[0] != HT_TRACE_V2_FREQUENCY)
    table.reader.at++;
  while (table.reader.at != table.reader.end)
    if (!read_record (&table, data[0]))
      {
        warn (&table);
        return;
      }
}

static gboolean
read_type (Table *table)
{
  HtTraceType type;
  guint64 values[4];
  gsize length;

  if (!read_numbers (table, values, 4))
    return FALSE;
  type = (HtTraceType){
    .id = values[0], .address = values[1], .size_bytes = values[2], .pointer_bytes = values[3]
  };
  /* Names of types are written in full. */
  type.name = read_text (table, HT_TRACE_V2_MAX_BATCH_BYTES, &length);
  return type.name != NULL &&
         check_added (table, ht_trace_tables_add_type (table->generation->tables, &type, length));
}

static gboolean
read_layout (Table *table)
{
  guint64 values[4];

  if (!read_numbers (table, values, 4))
    return FALSE;
  table->generation->has_layout = TRUE;
  table->generation->layout = (HtTraceHeapLayout){ .min_address = values[0],
                                                   .page_bytes = values[1],
                                                   .object_align_bytes = values[2],
                                                   .stack_align_bytes = values[3] };
  return TRUE;
}

/**
 * ht_trace_v2_generation_add_experiment:
 * @generation: the generation
 * @data: data of a batch of the AllocFree experiment, of at least one byte
 * @size: its size
 * @offset: where @data begins in the file
 * @warnings: takes what is wrong with it
 *
 * Reads types, or how ids become addresses. What stands before a mistake counts.
 */
void
ht_trace_v2_generation_add_experiment (HtTraceV2Generation *generation,
                                       const guint8 *data,
                                       gsize size,
                                       guint64 offset,
                                       HtDecodeWarnings *warnings)
{
  Table table = { .generation = generation, .data = data, .offset = offset, .warnings = warnings };
  gboolean ok = TRUE;

  ht_wire_reader_init (&table.reader, data + 1, data + size);
  if (data[0] == ALLOC_FREE_LAYOUT)
    ok = read_layout (&table);
  else if (data[0] == ALLOC_FREE_TYPES)
    while (ok && table.reader.at != table.reader.end)
      ok = read_type (&table);
  else
    ok = fail (&table, "an experimental batch is of an unknown kind");
  if (!ok)
    warn (&table);
}
