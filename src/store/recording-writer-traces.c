/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "gc-cycle.h"
#include "recording-writer-private.h"

static gboolean
find_trace (HtRecordingWriter *self,
            gint64 target,
            gint64 begin_ns,
            gint64 n_bytes,
            gint64 *capture,
            gboolean *is_kept,
            GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      self->database,
      "SELECT trace.capture_id, attachment.capture_id IS NOT NULL FROM trace "
      "CROSS JOIN capture ON capture.id = trace.capture_id "
      "LEFT JOIN attachment ON attachment.capture_id = trace.capture_id "
      "WHERE trace.target_id = ?1 AND time_ns = ?2 AND trace.n_bytes = ?3 AND n_events > 0 "
      "ORDER BY 1 LIMIT 1",
      error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, begin_ns);
  sqlite3_bind_int64 (statement, 3, n_bytes);
  if (!ht_database_step (self->database, statement, &has_row, error))
    return FALSE;
  if (has_row)
    {
      *capture = sqlite3_column_int64 (statement, 0);
      *is_kept = sqlite3_column_int (statement, 1) != 0;
    }
  sqlite3_reset (statement);
  return TRUE;
}

/**
 * ht_recording_writer_find_trace:
 * @writer: the writer
 * @target: id of a target
 * @begin_ns: time of the capture, ns since 1970
 * @n_bytes: size of the trace
 * @capture: (out): id of the capture of an execution trace that was read to its end; 0 if there is
 *   none
 * @is_kept: (out): whether that trace is in the recording as it came, too
 * @error: return location for an error
 *
 * Finds out whether a trace was read before.
 *
 * Returns: whether it succeeded, also where there is none
 */
gboolean
ht_recording_writer_find_trace (HtRecordingWriter *writer,
                                gint64 target,
                                gint64 begin_ns,
                                gint64 n_bytes,
                                gint64 *capture,
                                gboolean *is_kept,
                                GError **error)
{
  GError *problem = NULL;

  *capture = 0;
  *is_kept = FALSE;
  return ht_recording_writer_is_usable (writer, error) &&
         ht_recording_writer_check (writer,
                                    find_trace (writer, target, begin_ns, n_bytes, capture, is_kept,
                                                &problem),
                                    &problem, error);
}

/* What was added is not pruned while the trace may go on. */
static gboolean
finish_adding (HtRecordingWriter *writer,
               gint64 target,
               gint64 capture,
               gboolean is_added,
               GError **problem,
               GError **error)
{
  if (!ht_recording_writer_check (writer, is_added, problem, error))
    return FALSE;
  ht_pruner_hold_capture (writer->pruner, target, HT_GC_SOURCE_TRACE, capture);
  return TRUE;
}

/**
 * ht_recording_writer_add_trace:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture that the trace is
 * @facts: what is said of it as a whole; replaces what was said before
 * @error: return location for an error
 *
 * Remembers that an execution trace was read. Its spans, goroutines and groups may come before it,
 * and without it they are those of a trace of which nothing is known, not even that it is whole.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_trace (HtRecordingWriter *writer,
                               gint64 target,
                               gint64 capture,
                               const HtTraceFacts *facts,
                               GError **error)
{
  GError *problem = NULL;

  if (!ht_recording_writer_is_usable (writer, error) ||
      !finish_adding (writer, target, capture,
                      ht_trace_writer_set_facts (writer->traces, target, capture, facts, &problem),
                      &problem, error))
    return FALSE;
  ht_recording_writer_extend_time_span (writer, target, facts->start_ns);
  ht_recording_writer_extend_time_span (writer, target, facts->end_ns);
  return TRUE;
}

/**
 * ht_recording_writer_add_span:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture that the trace is
 * @span: a span; its node is one of [method@RecordingWriter.get_catalog]
 * @error: return location for an error
 *
 * Adds something that a trace told of. One of no known kind, or that ends before it begins, is
 * refused.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_span (HtRecordingWriter *writer,
                              gint64 target,
                              gint64 capture,
                              const HtTraceSpan *span,
                              GError **error)
{
  GError *problem = NULL;
  gint64 length_ns;

  if (span->kind < HT_TRACE_SPAN_STW || span->kind > HT_TRACE_SPAN_LOG ||
      __builtin_sub_overflow (span->end_ns, span->start_ns, &length_ns) || length_ns < 0)
    {
      g_set_error_literal (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                           "a span of a trace is of no known kind, or ends before it begins");
      return FALSE;
    }
  return ht_recording_writer_is_usable (writer, error) &&
         finish_adding (writer, target, capture,
                        ht_trace_writer_add_span (writer->traces, target, capture, span, &problem),
                        &problem, error);
}

/**
 * ht_recording_writer_add_goroutine:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture that the trace is
 * @goroutine: a goroutine; its nodes are those of [method@RecordingWriter.get_catalog]
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_goroutine (HtRecordingWriter *writer,
                                   gint64 target,
                                   gint64 capture,
                                   const HtTraceGoroutine *goroutine,
                                   GError **error)
{
  GError *problem = NULL;

  return ht_recording_writer_is_usable (writer, error) &&
         finish_adding (writer, target, capture,
                        ht_trace_writer_add_goroutine (writer->traces, target, capture, goroutine,
                                                       &problem),
                        &problem, error);
}

/**
 * ht_recording_writer_add_group:
 * @writer: the writer
 * @target: id of a target
 * @capture: id of the capture that the trace is
 * @group: the goroutines of one function, of which none was added yet
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_recording_writer_add_group (HtRecordingWriter *writer,
                               gint64 target,
                               gint64 capture,
                               const HtTraceGroup *group,
                               GError **error)
{
  GError *problem = NULL;

  return ht_recording_writer_is_usable (writer, error) &&
         finish_adding (writer, target, capture,
                        ht_trace_writer_add_group (writer->traces, target, capture, group,
                                                   &problem),
                        &problem, error);
}
