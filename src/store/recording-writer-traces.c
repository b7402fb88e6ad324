/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "gc-cycle.h"
#include "recording-writer-private.h"

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
      !ht_recording_writer_check (writer,
                                  ht_trace_writer_set_facts (writer->traces, target, capture, facts,
                                                             &problem),
                                  &problem, error))
    return FALSE;
  ht_pruner_hold_capture (writer->pruner, target, HT_GC_SOURCE_TRACE, capture);
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
  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer,
                                  ht_trace_writer_add_span (writer->traces, target, capture, span,
                                                            &problem),
                                  &problem, error))
    return FALSE;
  ht_pruner_hold_capture (writer->pruner, target, HT_GC_SOURCE_TRACE, capture);
  return TRUE;
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

  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer,
                                  ht_trace_writer_add_goroutine (writer->traces, target, capture,
                                                                 goroutine, &problem),
                                  &problem, error))
    return FALSE;
  ht_pruner_hold_capture (writer->pruner, target, HT_GC_SOURCE_TRACE, capture);
  return TRUE;
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

  if (!ht_recording_writer_is_usable (writer, error) ||
      !ht_recording_writer_check (writer,
                                  ht_trace_writer_add_group (writer->traces, target, capture, group,
                                                             &problem),
                                  &problem, error))
    return FALSE;
  ht_pruner_hold_capture (writer->pruner, target, HT_GC_SOURCE_TRACE, capture);
  return TRUE;
}
