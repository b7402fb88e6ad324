/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-buffer.h"
#include "recording-writer.h"
#include "trace-records.h"

G_BEGIN_DECLS

/**
 * HtTraceWriting:
 *
 * Puts the records of an execution trace into a recording. Who makes records cannot be told that
 * one could not be written, so the first failure is kept, and what comes after it is left out. One
 * thread at a time, that of the writer.
 */
typedef struct _HtTraceWriting HtTraceWriting;

/**
 * HtTraceWritingPause:
 * @user_data: data of the caller
 * @error: return location
 *
 * Called between two records now and then.
 *
 * Returns: %FALSE with @error set to write nothing more
 */
typedef gboolean (*HtTraceWritingPause) (gpointer user_data, GError **error);

HtTraceWriting *ht_trace_writing_new (HtRecordingWriter *writer,
                                      gint64 target,
                                      const HtCapture *capture,
                                      HtRecordBuffer *notes);
void ht_trace_writing_free (HtTraceWriting *writing);
void
ht_trace_writing_set_pause (HtTraceWriting *writing, HtTraceWritingPause pause, gpointer user_data);
HtTraceRecordSink ht_trace_writing_get_sink (HtTraceWriting *writing);
gint64 ht_trace_writing_get_capture (const HtTraceWriting *writing);
gboolean ht_trace_writing_flush (HtTraceWriting *writing, GError **error);
gboolean
ht_trace_writing_finish (HtTraceWriting *writing, const HtTraceFacts *facts, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceWriting, ht_trace_writing_free)

G_END_DECLS
