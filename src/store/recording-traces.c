/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "gc-cycle.h"
#include "recording-private.h"
#include "schema.h"
#include "trace-reader.h"

/* Begins to read; %FALSE with @has set if there is nothing to read. */
static gboolean
begin (HtRecording *self, gboolean *has, GError **error)
{
  if (!ht_database_begin_read (self->database, error))
    return FALSE;
  if (ht_database_is_since (self->database, HT_SCHEMA_WITH_TRACES, has, error))
    return TRUE;
  ht_database_end_read (self->database);
  return FALSE;
}

static gpointer
read_entry (sqlite3_stmt *row)
{
  HtTraceEntry *entry = g_new0 (HtTraceEntry, 1);

  entry->capture = sqlite3_column_int64 (row, 0);
  entry->target = sqlite3_column_int64 (row, 1);
  entry->source = ht_column_text (row, 2);
  entry->n_stored_bytes = sqlite3_column_int64 (row, 3);
  entry->facts.minor = (guint) CLAMP (sqlite3_column_int64 (row, 4), 0, G_MAXINT32);
  entry->facts.has_own_clock = sqlite3_column_int (row, 5) != 0;
  entry->facts.is_whole = sqlite3_column_int (row, 6) != 0;
  entry->facts.start_ns = ht_column_known (row, 7);
  entry->facts.end_ns = ht_column_known (row, 8);
  entry->facts.n_bytes = sqlite3_column_int64 (row, 9);
  entry->facts.n_events = sqlite3_column_int64 (row, 10);
  entry->facts.n_misfits = sqlite3_column_int64 (row, 11);
  entry->facts.n_lost_bytes = sqlite3_column_int64 (row, 12);
  entry->facts.n_goroutines = sqlite3_column_int64 (row, 13);
  entry->facts.n_unattributed_bytes = sqlite3_column_int64 (row, 14);
  entry->facts.heap.n = sqlite3_column_int64 (row, 15);
  entry->facts.heap.first_bytes = ht_column_known (row, 16);
  entry->facts.heap.last_bytes = ht_column_known (row, 17);
  entry->facts.heap.max_bytes = ht_column_known (row, 18);
  entry->facts.heap.goal_max_bytes = ht_column_known (row, 19);
  return entry;
}

/**
 * ht_recording_list_traces:
 * @recording: the recording
 * @target: id of a target, 0 for all
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtTraceEntry) (nullable): the execution traces that were
 *   read, ordered by time; none where the recording is of a version that has none
 */
GPtrArray *
ht_recording_list_traces (HtRecording *recording, gint64 target, GError **error)
{
  GPtrArray *entries;
  gboolean has;

  if (!begin (recording, &has, error))
    return NULL;
  if (has)
    entries = ht_recording_read_list (
        recording,
        "SELECT capture_id, trace.target_id, source, n_stored_bytes, minor, has_own_clock, "
        "is_whole, start_ns, end_ns, trace.n_bytes, n_events, n_misfits, n_lost_bytes, "
        "n_goroutines, n_unattributed_bytes, n_heap, heap_first_bytes, heap_last_bytes, "
        "heap_max_bytes, heap_goal_max_bytes "
        "FROM trace CROSS JOIN capture ON capture.id = capture_id "
        "WHERE ?1 = 0 OR trace.target_id = ?1 ORDER BY start_ns, capture_id",
        target, read_entry, (GDestroyNotify) ht_trace_entry_free, error);
  else
    entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_trace_entry_free);
  ht_database_end_read (recording->database);
  return entries;
}

/* Nodes have to be safe to follow. */
static gboolean
check_nodes (HtRecording *self, guint32 greatest, GError **error)
{
  const HtCatalog *catalog;

  if (greatest == 0)
    return TRUE;
  catalog = ht_recording_update_catalog (self, error);
  if (catalog == NULL)
    return FALSE;
  if (greatest < ht_call_tree_count (catalog->tree))
    return TRUE;
  ht_database_set_corrupt (self->database, error, "a trace has a stack %u that is not there",
                           greatest);
  return FALSE;
}

static HtTraceSpans *
read_spans (HtRecording *self, const HtTraceSpanQuery *query, GError **error)
{
  g_autoptr (HtTraceSpans) spans = ht_trace_read_spans (self->database, self->packer, query, error);
  guint32 greatest = 0;

  if (spans == NULL)
    return NULL;
  for (guint i = 0; i < spans->spans->len; i++)
    greatest = MAX (greatest, g_array_index (spans->spans, HtTraceSpan, i).node);
  return check_nodes (self, greatest, error) ? g_steal_pointer (&spans) : NULL;
}

/**
 * ht_recording_read_spans:
 * @recording: the recording
 * @target: id of a target
 * @kinds: which kinds, of %HT_TRACE_SPAN_BIT
 * @function: (nullable): of goroutines that began in which function; %NULL for all
 * @from_ns: begin of the range, %HT_UNKNOWN for the first one
 * @to_ns: end of the range, %HT_UNKNOWN for the last one
 * @max_spans: how many at most
 * @error: return location for an error
 *
 * Reads the spans of all traces of a target of which any part is in the range, also where that is
 * an end only. Where there are more than @max_spans, those that last longest are read, and of equal
 * ones some, and `rest` tells where the others are. It takes a time that depends on
 * how many are in the range, not on how many there are; with @max_spans blocks of short ones are
 * left aside. Nodes are those of [method@Recording.get_catalog].
 *
 * Returns: (transfer full) (nullable): the spans, ordered by their begins
 */
HtTraceSpans *
ht_recording_read_spans (HtRecording *recording,
                         gint64 target,
                         guint kinds,
                         const char *function,
                         gint64 from_ns,
                         gint64 to_ns,
                         guint max_spans,
                         GError **error)
{
  const HtTraceSpanQuery query = {
    .function = function,
    .target = target,
    .from_ns = from_ns,
    .to_ns = to_ns != HT_UNKNOWN ? to_ns : G_MAXINT64,
    .max_spans = max_spans,
    .kinds = kinds,
  };
  HtTraceSpanQuery nothing = query;
  HtTraceSpans *spans;
  gboolean has;

  if (!begin (recording, &has, error))
    return NULL;
  nothing.kinds = 0;
  spans = read_spans (recording, has ? &query : &nothing, error);
  ht_database_end_read (recording->database);
  return spans;
}

static gboolean
hand_over_spans (HtRecording *self,
                 const GArray *spans,
                 HtTraceSpanFunc func,
                 gpointer user_data,
                 gboolean *goes_on,
                 GError **error)
{
  guint32 greatest = 0;

  for (guint i = 0; i < spans->len; i++)
    greatest = MAX (greatest, g_array_index (spans, HtTraceSpan, i).node);
  if (!check_nodes (self, greatest, error))
    return FALSE;
  for (guint i = 0; i < spans->len && *goes_on; i++)
    *goes_on = func (&g_array_index (spans, HtTraceSpan, i), user_data);
  return TRUE;
}

static gboolean
read_all_spans (HtRecording *self,
                gint64 capture,
                HtTraceSpanFunc func,
                gpointer user_data,
                GError **error)
{
  g_autoptr (GArray) blocks = ht_trace_list_span_blocks (self->database, capture, error);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
  GStringChunk *strings = g_string_chunk_new (4096);
  gboolean succeeded = blocks != NULL;
  gboolean goes_on = TRUE;

  for (guint i = 0; succeeded && goes_on && i < blocks->len; i++)
    succeeded = ht_trace_read_span_block (self->database, self->packer,
                                          &g_array_index (blocks, HtTraceSpanBlock, i), strings,
                                          spans, error) &&
                hand_over_spans (self, spans, func, user_data, &goes_on, error);
  g_string_chunk_free (strings);
  return succeeded;
}

/**
 * ht_recording_read_all_spans:
 * @recording: the recording
 * @capture: id of the capture of a trace
 * @func: (scope call): takes each; it must not use @recording
 * @user_data: handed to @func
 * @error: return location for an error
 *
 * Goes through the spans of a trace, those of one kind in the order in which they were added. No
 * more than a thousand of them are in memory.
 *
 * Returns: whether it succeeded, also if @func did not want to go on
 */
gboolean
ht_recording_read_all_spans (HtRecording *recording,
                             gint64 capture,
                             HtTraceSpanFunc func,
                             gpointer user_data,
                             GError **error)
{
  gboolean succeeded, has;

  if (!begin (recording, &has, error))
    return FALSE;
  succeeded = !has || read_all_spans (recording, capture, func, user_data, error);
  ht_database_end_read (recording->database);
  return succeeded;
}

static gboolean
hand_over_goroutines (HtRecording *self,
                      const GArray *goroutines,
                      HtTraceGoroutineFunc func,
                      gpointer user_data,
                      gboolean *goes_on,
                      GError **error)
{
  guint32 greatest = 0;

  for (guint i = 0; i < goroutines->len; i++)
    {
      const HtTraceGoroutine *goroutine = &g_array_index (goroutines, HtTraceGoroutine, i);

      greatest = MAX (greatest, MAX (goroutine->node, goroutine->creator_node));
    }
  if (!check_nodes (self, greatest, error))
    return FALSE;
  for (guint i = 0; i < goroutines->len && *goes_on; i++)
    *goes_on = func (&g_array_index (goroutines, HtTraceGoroutine, i), user_data);
  return TRUE;
}

static gboolean
read_goroutines (HtRecording *self,
                 gint64 capture,
                 HtTraceGoroutineFunc func,
                 gpointer user_data,
                 GError **error)
{
  g_autoptr (GArray) blocks = ht_trace_list_goroutine_blocks (self->database, capture, error);
  g_autoptr (GArray) goroutines = g_array_new (FALSE, FALSE, sizeof (HtTraceGoroutine));
  GStringChunk *strings = g_string_chunk_new (4096);
  gboolean succeeded = blocks != NULL;
  gboolean goes_on = TRUE;

  for (guint i = 0; succeeded && goes_on && i < blocks->len; i++)
    succeeded = ht_trace_read_goroutine_block (self->database, self->packer,
                                               g_array_index (blocks, gint64, i), strings,
                                               goroutines, error) &&
                hand_over_goroutines (self, goroutines, func, user_data, &goes_on, error);
  g_string_chunk_free (strings);
  return succeeded;
}

/**
 * ht_recording_read_goroutines:
 * @recording: the recording
 * @capture: id of the capture of a trace
 * @func: (scope call): takes each; it must not use @recording
 * @user_data: handed to @func
 * @error: return location for an error
 *
 * Goes through the goroutines of a trace in the order in which they were added: those that ended,
 * in the order of their ends, then the others. There may be millions: no more than a thousand of
 * them are in memory. Nodes are those of [method@Recording.get_catalog].
 *
 * Returns: whether it succeeded, also if @func did not want to go on
 */
gboolean
ht_recording_read_goroutines (HtRecording *recording,
                              gint64 capture,
                              HtTraceGoroutineFunc func,
                              gpointer user_data,
                              GError **error)
{
  gboolean succeeded, has;

  if (!begin (recording, &has, error))
    return FALSE;
  succeeded = !has || read_goroutines (recording, capture, func, user_data, error);
  ht_database_end_read (recording->database);
  return succeeded;
}

static void
group_free_cb (gpointer data)
{
  HtTraceGroup *group = data;

  for (guint i = 0; i < group->n_waits; i++)
    g_free ((char *) group->waits[i].reason);
  g_free ((HtTraceWait *) group->waits);
  g_free ((char *) group->function);
  g_free (group);
}

static gpointer
read_group (sqlite3_stmt *row)
{
  HtTraceGroup *group = g_new0 (HtTraceGroup, 1);

  group->function = ht_column_name (row, 1);
  group->n_seen = sqlite3_column_int64 (row, 2);
  group->n_created = sqlite3_column_int64 (row, 3);
  group->n_ended = sqlite3_column_int64 (row, 4);
  group->times.running_ns = sqlite3_column_int64 (row, 5);
  group->times.runnable_ns = sqlite3_column_int64 (row, 6);
  group->times.syscall_ns = sqlite3_column_int64 (row, 7);
  group->times.waiting_ns = sqlite3_column_int64 (row, 8);
  group->times.assist_ns = sqlite3_column_int64 (row, 9);
  group->times.allocated_bytes = sqlite3_column_int64 (row, 10);
  group->times.n_allocations = sqlite3_column_int64 (row, 11);
  return group;
}

/* The rows of one group follow each other. */
static gboolean
read_waits (HtRecording *self, gint64 capture, GPtrArray *groups, GError **error)
{
  sqlite3_stmt *statement =
      ht_database_prepare (self->database,
                           "SELECT position, reason, n, total_ns FROM trace_wait "
                           "WHERE capture_id = ?1 ORDER BY position, place",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, capture);
  while (ht_database_step (self->database, statement, &has_row, error))
    {
      gint64 position;
      HtTraceGroup *group;
      HtTraceWait *waits;

      if (!has_row)
        return TRUE;
      position = sqlite3_column_int64 (statement, 0);
      if (position < 0 || position >= groups->len)
        {
          ht_database_set_corrupt (self->database, error, "what a group waited for has no group");
          sqlite3_reset (statement);
          return FALSE;
        }
      group = g_ptr_array_index (groups, (guint) position);
      waits = g_renew (HtTraceWait, (HtTraceWait *) group->waits, group->n_waits + 1);
      waits[group->n_waits++] = (HtTraceWait){
        .reason = ht_column_name (statement, 1),
        .n = sqlite3_column_int64 (statement, 2),
        .total_ns = sqlite3_column_int64 (statement, 3),
      };
      group->waits = waits;
    }
  return FALSE;
}

static GPtrArray *
list_groups (HtRecording *self, gint64 capture, GError **error)
{
  g_autoptr (GPtrArray) groups = ht_recording_read_list (
      self,
      "SELECT position, function, n_seen, n_created, n_ended, running_ns, runnable_ns, "
      "syscall_ns, waiting_ns, assist_ns, allocated_bytes, n_allocations "
      "FROM trace_group WHERE capture_id = ?1 ORDER BY position",
      capture, read_group, group_free_cb, error);

  if (groups == NULL || !read_waits (self, capture, groups, error))
    return NULL;
  return g_steal_pointer (&groups);
}

/**
 * ht_recording_list_groups:
 * @recording: the recording
 * @capture: id of the capture of a trace
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtTraceGroup) (nullable): the goroutines of a trace by
 *   function, in the order in which they were added
 */
GPtrArray *
ht_recording_list_groups (HtRecording *recording, gint64 capture, GError **error)
{
  GPtrArray *groups;
  gboolean has;

  if (!begin (recording, &has, error))
    return NULL;
  groups = has ? list_groups (recording, capture, error)
               : g_ptr_array_new_with_free_func (group_free_cb);
  ht_database_end_read (recording->database);
  return groups;
}

static gboolean
ignore_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  return TRUE;
}

static gboolean
ignore_span_cb (const HtTraceSpan *span, gpointer user_data)
{
  return TRUE;
}

static gboolean
check_trace (HtRecording *self, gint64 capture, GError **error)
{
  g_autoptr (GPtrArray) groups = ht_recording_list_groups (self, capture, error);

  return groups != NULL &&
         ht_recording_read_all_spans (self, capture, ignore_span_cb, NULL, error) &&
         ht_recording_read_goroutines (self, capture, ignore_goroutine_cb, NULL, error);
}

/**
 * ht_recording_check_traces:
 * @self: the recording
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Reads all that traces told.
 *
 * Returns: whether it is whole
 */
gboolean
ht_recording_check_traces (HtRecording *self, GError **error)
{
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (self, 0, error);

  for (guint i = 0; traces != NULL && i < traces->len; i++)
    if (!check_trace (self, ((HtTraceEntry *) g_ptr_array_index (traces, i))->capture, error))
      return FALSE;
  return traces != NULL;
}
