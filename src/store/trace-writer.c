/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "trace-writer.h"

#include "gc-cycle.h"
#include "known-names.h"
#include "trace-blob.h"
#include "trace-packing.h"

/* So much text ends a block early: names may be of any length. */
#define MAX_BLOCK_TEXT_BYTES (1u << 20)

/* What one group takes beside its strings. */
#define GROUP_BYTES 100
#define WAIT_BYTES  20

#define N_KINDS (HT_TRACE_SPAN_LOG + 1)

/* What will be a block. */
typedef struct
{
  /* Owned */
  GArray *records;       /* HtTraceSpan or HtTraceGoroutine */
  GStringChunk *strings; /* what they borrow */

  HtKnownName known[HT_KNOWN_NAMES]; /* of them */
  gsize n_text_bytes;
} OpenBlock;

typedef struct
{
  /* Owned */
  OpenBlock spans[N_KINDS]; /* by kind; those that have none hold nothing */
  OpenBlock goroutines;

  gint64 capture;
  gint64 target;
  gint64 n_groups;
} OpenTrace;

struct _HtTraceWriter
{
  /* Owned */
  GHashTable *traces;      /* id of a capture -> OpenTrace */
  HtTracePacking *packing; /* NULL until a block is written, and from a commit to the next one */

  /* Borrowed */
  HtDatabase *database;
  OpenTrace *last; /* of @traces: the one that was asked for last, or NULL */
};

static void
open_block_clear (OpenBlock *block)
{
  g_clear_pointer (&block->records, g_array_unref);
  g_clear_pointer (&block->strings, g_string_chunk_free);
  memset (block->known, 0, sizeof block->known);
  block->n_text_bytes = 0;
}

static void
open_block_begin (OpenBlock *block, guint record_size)
{
  if (block->records != NULL)
    return;
  block->records = g_array_new (FALSE, FALSE, record_size);
  block->strings = g_string_chunk_new (4096);
}

static void
open_trace_free_cb (gpointer data)
{
  OpenTrace *trace = data;

  for (int kind = 0; kind < N_KINDS; kind++)
    open_block_clear (&trace->spans[kind]);
  open_block_clear (&trace->goroutines);
  g_free (trace);
}

/**
 * ht_trace_writer_new:
 * @database: the recording; outlives the writer
 *
 * Returns: (transfer full): a writer
 */
HtTraceWriter *
ht_trace_writer_new (HtDatabase *database)
{
  HtTraceWriter *self = g_new0 (HtTraceWriter, 1);

  self->traces = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, open_trace_free_cb);
  self->database = database;
  return self;
}

/**
 * ht_trace_writer_free:
 * @writer: (transfer full) (nullable): the writer
 */
void
ht_trace_writer_free (HtTraceWriter *writer)
{
  if (writer == NULL)
    return;
  g_clear_pointer (&writer->packing, ht_trace_packing_free);
  g_hash_table_unref (writer->traces);
  g_free (writer);
}

static gboolean
insert_trace (HtTraceWriter *self, const OpenTrace *trace, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "INSERT OR IGNORE INTO trace (capture_id, target_id) VALUES (?1, ?2)",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, trace->capture);
  sqlite3_bind_int64 (statement, 2, trace->target);
  return ht_database_run (self->database, statement, error);
}

static gboolean
count_groups (HtTraceWriter *self, OpenTrace *trace, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT count (*) FROM trace_group WHERE capture_id = ?1", error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, trace->capture);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  trace->n_groups = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return TRUE;
}

/* What a capture told goes where its first record went, whoever names which target. */
static OpenTrace *
get_trace (HtTraceWriter *self, gint64 target, gint64 capture, GError **error)
{
  OpenTrace *trace = self->last;

  if (trace != NULL && trace->capture == capture)
    return trace;
  trace = g_hash_table_lookup (self->traces, &capture);
  if (trace != NULL)
    return self->last = trace;
  trace = g_new0 (OpenTrace, 1);
  trace->capture = capture;
  trace->target = target;
  if (!insert_trace (self, trace, error) || !count_groups (self, trace, error))
    {
      open_trace_free_cb (trace);
      return NULL;
    }
  g_hash_table_insert (self->traces, &trace->capture, trace);
  return self->last = trace;
}

static gboolean
add_to_size (HtTraceWriter *self, gint64 capture, gint64 n_bytes, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "UPDATE trace SET n_stored_bytes = n_stored_bytes + ?2 "
                           "WHERE capture_id = ?1",
                           error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture);
  sqlite3_bind_int64 (statement, 2, n_bytes);
  return ht_database_run (self->database, statement, error);
}

static gboolean
insert_spans (HtTraceWriter *self,
              const HtTraceBlock *block,
              const GByteArray *packed,
              GError **error)
{
  const HtTraceSpan *first = (const HtTraceSpan *) (gpointer) block->records->data;
  gint64 first_ns = first->start_ns;
  gint64 last_ns = first->end_ns;
  gint64 longest_ns = 0;
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "INSERT INTO trace_span_block "
                           "(capture_id, target_id, kind, first_ns, last_ns, longest_ns, n, data) "
                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                           error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < block->records->len; i++)
    {
      first_ns = MIN (first_ns, first[i].start_ns);
      last_ns = MAX (last_ns, first[i].end_ns);
      longest_ns = MAX (longest_ns, first[i].end_ns - first[i].start_ns);
    }
  sqlite3_bind_int64 (statement, 1, block->capture);
  sqlite3_bind_int64 (statement, 2, block->target);
  sqlite3_bind_int (statement, 3, block->kind);
  sqlite3_bind_int64 (statement, 4, first_ns);
  sqlite3_bind_int64 (statement, 5, last_ns);
  sqlite3_bind_int64 (statement, 6, longest_ns);
  sqlite3_bind_int64 (statement, 7, block->records->len);
  sqlite3_bind_blob (statement, 8, packed->data, (int) packed->len, SQLITE_STATIC);
  return ht_database_run (self->database, statement, error);
}

static gboolean
insert_goroutines (HtTraceWriter *self,
                   const HtTraceBlock *block,
                   const GByteArray *packed,
                   GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database, "INSERT INTO trace_goroutine_block (capture_id, n, data) VALUES (?1, ?2, ?3)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, block->capture);
  sqlite3_bind_int64 (statement, 2, block->records->len);
  sqlite3_bind_blob (statement, 3, packed->data, (int) packed->len, SQLITE_STATIC);
  return ht_database_run (self->database, statement, error);
}

/* Writes the block that was packed first. */
static gboolean
write_first (HtTraceWriter *self, GError **error)
{
  const GByteArray *packed;
  const HtTraceBlock *block = ht_trace_packing_finish_first (self->packing, &packed);

  if (!(block->kind == 0 ? insert_goroutines (self, block, packed, error)
                         : insert_spans (self, block, packed, error)) ||
      !add_to_size (self, block->capture, packed->len, error))
    return FALSE;
  ht_trace_packing_drop_first (self->packing);
  return TRUE;
}

/* Has a block packed, and writes an earlier one if there are enough on their way. */
static gboolean
close_block (HtTraceWriter *self, const OpenTrace *trace, OpenBlock *open, int kind, GError **error)
{
  HtTraceBlock block = { .capture = trace->capture, .target = trace->target, .kind = kind };

  if (open->records == NULL)
    return TRUE;
  if (self->packing == NULL)
    self->packing = ht_trace_packing_new ();
  if (ht_trace_packing_is_full (self->packing) && !write_first (self, error))
    return FALSE;
  block.records = g_steal_pointer (&open->records);
  block.strings = g_steal_pointer (&open->strings);
  open_block_clear (open);
  ht_trace_packing_add (self->packing, &block);
  return TRUE;
}

/**
 * ht_trace_writer_set_facts:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture
 * @facts: what is said of the trace as a whole; replaces what was said before
 * @error: return location for an error
 *
 * The caller has a transaction open and calls ht_trace_writer_save() before its end; also in all
 * that follow.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_writer_set_facts (HtTraceWriter *writer,
                           gint64 target,
                           gint64 capture,
                           const HtTraceFacts *facts,
                           GError **error)
{
  sqlite3_stmt *statement;

  if (get_trace (writer, target, capture, error) == NULL)
    return FALSE;
  statement = ht_database_prepare (
      writer->database,
      "UPDATE trace SET minor = ?2, has_own_clock = ?3, is_whole = ?4, start_ns = ?5, end_ns = ?6, "
      "n_bytes = ?7, n_events = ?8, n_misfits = ?9, n_lost_bytes = ?10, n_goroutines = ?11, "
      "n_unattributed_bytes = ?12, n_heap = ?13, heap_first_bytes = ?14, heap_last_bytes = ?15, "
      "heap_max_bytes = ?16, heap_goal_max_bytes = ?17 WHERE capture_id = ?1",
      error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture);
  sqlite3_bind_int64 (statement, 2, facts->minor);
  sqlite3_bind_int (statement, 3, facts->has_own_clock ? 1 : 0);
  sqlite3_bind_int (statement, 4, facts->is_whole ? 1 : 0);
  ht_bind_known (statement, 5, facts->start_ns);
  ht_bind_known (statement, 6, facts->end_ns);
  sqlite3_bind_int64 (statement, 7, facts->n_bytes);
  sqlite3_bind_int64 (statement, 8, facts->n_events);
  sqlite3_bind_int64 (statement, 9, facts->n_misfits);
  sqlite3_bind_int64 (statement, 10, facts->n_lost_bytes);
  sqlite3_bind_int64 (statement, 11, facts->n_goroutines);
  sqlite3_bind_int64 (statement, 12, facts->n_unattributed_bytes);
  sqlite3_bind_int64 (statement, 13, facts->heap.n);
  ht_bind_known (statement, 14, facts->heap.first_bytes);
  ht_bind_known (statement, 15, facts->heap.last_bytes);
  ht_bind_known (statement, 16, facts->heap.max_bytes);
  ht_bind_known (statement, 17, facts->heap.goal_max_bytes);
  return ht_database_run (writer->database, statement, error);
}

static const char *
keep_name (OpenBlock *block, const char *name)
{
  HtKnownName *known;

  if (name == NULL)
    return "";
  block->n_text_bytes += strlen (name);
  known = ht_known_names_at (block->known, name);
  if (!ht_known_name_is (known, name))
    *known =
        (HtKnownName){ .given = name, .kept = g_string_chunk_insert_const (block->strings, name) };
  return known->kept;
}

static gboolean
is_full (const OpenBlock *block)
{
  return block->records->len == HT_TRACE_BLOCK_MAX || block->n_text_bytes >= MAX_BLOCK_TEXT_BYTES;
}

/**
 * ht_trace_writer_add_span:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture
 * @span: a span of a known kind that does not end before it begins
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_writer_add_span (HtTraceWriter *writer,
                          gint64 target,
                          gint64 capture,
                          const HtTraceSpan *span,
                          GError **error)
{
  OpenTrace *trace = get_trace (writer, target, capture, error);
  HtTraceSpan copy = *span;
  OpenBlock *block;

  if (trace == NULL)
    return FALSE;
  block = &trace->spans[span->kind];
  open_block_begin (block, sizeof copy);
  copy.function = keep_name (block, span->function);
  copy.name = keep_name (block, span->name);
  if (span->text != NULL)
    {
      copy.text = g_string_chunk_insert (block->strings, span->text);
      block->n_text_bytes += strlen (span->text);
    }
  g_array_append_val (block->records, copy);
  return !is_full (block) || close_block (writer, trace, block, span->kind, error);
}

/**
 * ht_trace_writer_add_goroutine:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture
 * @goroutine: a goroutine
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_writer_add_goroutine (HtTraceWriter *writer,
                               gint64 target,
                               gint64 capture,
                               const HtTraceGoroutine *goroutine,
                               GError **error)
{
  OpenTrace *trace = get_trace (writer, target, capture, error);
  HtTraceGoroutine copy = *goroutine;
  OpenBlock *block;

  if (trace == NULL)
    return FALSE;
  block = &trace->goroutines;
  open_block_begin (block, sizeof copy);
  copy.function = keep_name (block, goroutine->function);
  copy.reason = keep_name (block, goroutine->reason);
  g_array_append_val (block->records, copy);
  return !is_full (block) || close_block (writer, trace, block, 0, error);
}

static gboolean
insert_group (HtTraceWriter *self, OpenTrace *trace, const HtTraceGroup *group, GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "INSERT INTO trace_group (capture_id, position, function, n_seen, n_created, n_ended, "
      "running_ns, runnable_ns, syscall_ns, waiting_ns, assist_ns, allocated_bytes, "
      "n_allocations) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, trace->capture);
  sqlite3_bind_int64 (statement, 2, trace->n_groups);
  ht_bind_text (statement, 3, group->function);
  sqlite3_bind_int64 (statement, 4, group->n_seen);
  sqlite3_bind_int64 (statement, 5, group->n_created);
  sqlite3_bind_int64 (statement, 6, group->n_ended);
  sqlite3_bind_int64 (statement, 7, group->times.running_ns);
  sqlite3_bind_int64 (statement, 8, group->times.runnable_ns);
  sqlite3_bind_int64 (statement, 9, group->times.syscall_ns);
  sqlite3_bind_int64 (statement, 10, group->times.waiting_ns);
  sqlite3_bind_int64 (statement, 11, group->times.assist_ns);
  sqlite3_bind_int64 (statement, 12, group->times.allocated_bytes);
  sqlite3_bind_int64 (statement, 13, group->times.n_allocations);
  return ht_database_run (self->database, statement, error);
}

static gboolean
insert_waits (HtTraceWriter *self,
              const OpenTrace *trace,
              const HtTraceGroup *group,
              gint64 *n_bytes,
              GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "INSERT INTO trace_wait (capture_id, position, place, reason, n, total_ns) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      error);

  if (statement == NULL)
    return FALSE;
  for (guint i = 0; i < group->n_waits; i++)
    {
      const HtTraceWait *wait = &group->waits[i];

      sqlite3_bind_int64 (statement, 1, trace->capture);
      sqlite3_bind_int64 (statement, 2, trace->n_groups);
      sqlite3_bind_int64 (statement, 3, i);
      ht_bind_text (statement, 4, wait->reason);
      sqlite3_bind_int64 (statement, 5, wait->n);
      sqlite3_bind_int64 (statement, 6, wait->total_ns);
      if (!ht_database_run (self->database, statement, error))
        return FALSE;
      *n_bytes += WAIT_BYTES + (gint64) strlen (wait->reason);
    }
  return TRUE;
}

/**
 * ht_trace_writer_add_group:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture
 * @group: goroutines of one function
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_writer_add_group (HtTraceWriter *writer,
                           gint64 target,
                           gint64 capture,
                           const HtTraceGroup *group,
                           GError **error)
{
  OpenTrace *trace = get_trace (writer, target, capture, error);
  gint64 n_bytes = GROUP_BYTES + (gint64) strlen (group->function);

  if (trace == NULL || !insert_group (writer, trace, group, error) ||
      !insert_waits (writer, trace, group, &n_bytes, error))
    return FALSE;
  trace->n_groups++;
  return add_to_size (writer, capture, n_bytes, error);
}

/**
 * ht_trace_writer_save:
 * @writer: the writer
 * @error: return location for an error
 *
 * Writes all that was added.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_writer_save (HtTraceWriter *writer, GError **error)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, writer->traces);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      OpenTrace *trace = data;

      for (int kind = 0; kind < N_KINDS; kind++)
        if (!close_block (writer, trace, &trace->spans[kind], kind, error))
          return FALSE;
      if (!close_block (writer, trace, &trace->goroutines, 0, error))
        return FALSE;
    }
  if (writer->packing != NULL)
    while (!ht_trace_packing_is_empty (writer->packing))
      if (!write_first (writer, error))
        return FALSE;
  g_clear_pointer (&writer->packing, ht_trace_packing_free);
  writer->last = NULL;
  g_hash_table_remove_all (writer->traces);
  return TRUE;
}

/**
 * ht_trace_writer_forget:
 * @writer: the writer
 *
 * The transaction was dropped: what was added in it is gone.
 */
void
ht_trace_writer_forget (HtTraceWriter *writer)
{
  g_clear_pointer (&writer->packing, ht_trace_packing_free);
  writer->last = NULL;
  g_hash_table_remove_all (writer->traces);
}
