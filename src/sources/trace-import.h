/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-file.h"
#include "record-buffer.h"
#include "recording-writer.h"
#include "trace-reading.h"

G_BEGIN_DECLS

/**
 * HtTraceImport:
 * @writer: the recording
 * @target: id of the target
 * @notes: takes what could not be read, as warnings
 * @commit_us: how long to wait between commits, in µs
 * @progress: (nullable): is told how far it is, often
 * @committed: (nullable): is told that something more is there to be read
 * @user_data: data for @progress and @committed
 * @cancellable: (nullable): ends it
 * @keeps_file: whether the trace is put into the recording as it came, too
 *
 * How an execution trace is brought into a recording.
 */
typedef struct
{
  /* Borrowed */
  HtRecordingWriter *writer;
  HtRecordBuffer *notes;
  void (*progress) (double part_done, gpointer user_data);
  void (*committed) (gpointer user_data);
  gpointer user_data;
  GCancellable *cancellable;

  gint64 target;
  gint64 commit_us;
  gboolean keeps_file;
} HtTraceImport;

gboolean ht_trace_import_run (const HtTraceImport *import,
                              const HtCaptureFile *file,
                              gint64 *capture,
                              GError **reason,
                              GError **error);

G_END_DECLS
