/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-error.h"
#include "trace-records.h"

G_BEGIN_DECLS

/* What one block holds at most, of spans or of goroutines. */
#define HT_TRACE_BLOCK_MAX 1024u

void ht_trace_spans_encode (const HtTraceSpan *spans, guint n_spans, GByteArray *out);
gboolean ht_trace_spans_decode (gconstpointer bytes,
                                gsize length,
                                int kind,
                                GStringChunk *strings,
                                GArray *spans,
                                GError **error);
void ht_trace_goroutines_encode (const HtTraceGoroutine *goroutines,
                                 guint n_goroutines,
                                 GByteArray *out);
gboolean ht_trace_goroutines_decode (gconstpointer bytes,
                                     gsize length,
                                     GStringChunk *strings,
                                     GArray *goroutines,
                                     GError **error);

G_END_DECLS
