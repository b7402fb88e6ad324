/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "log-lines.h"
#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HtGctraceStream:
 *
 * Decodes a gctrace log while it is written.
 */
typedef struct _HtGctraceStream HtGctraceStream;

gboolean
ht_gctrace_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error);
gboolean ht_gctrace_parse_line (const char *line, gsize length, HtGcCycle *cycle);
HtGctraceStream *ht_gctrace_stream_new (const HtRecordSink *sink);
void ht_gctrace_stream_free (HtGctraceStream *stream);
void ht_gctrace_stream_add_line (HtGctraceStream *stream, const HtLogLine *line, gint64 written_ns);
void ht_gctrace_stream_flush (HtGctraceStream *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGctraceStream, ht_gctrace_stream_free)

G_END_DECLS
