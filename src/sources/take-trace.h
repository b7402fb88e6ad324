/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "recording-writer.h"

G_BEGIN_DECLS

/**
 * HtTraceOrder:
 * @writer: the recording
 * @target: id of the target
 * @path: what was asked for
 * @body: what was answered
 * @begun_ns: when it was asked for, ns since 1970
 * @keeps_file: whether the trace is put into the recording as it came, too
 *
 * An execution trace that a service has answered, on its way into a recording.
 */
typedef struct
{
  /* Borrowed, @writer until it is done */
  HtRecordingWriter *writer;
  const char *path;
  GBytes *body;

  gint64 target;
  gint64 begun_ns;
  gboolean keeps_file;
} HtTraceOrder;

void ht_take_trace_async (const HtTraceOrder *order,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
gint64 ht_take_trace_finish (GAsyncResult *result, GError **reason, GError **error);

G_END_DECLS
