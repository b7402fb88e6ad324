/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-entries.h"

G_BEGIN_DECLS

/**
 * HtTraceGoroutines:
 *
 * What each goroutine of a trace did with its time, and by how much it made the heap grow.
 *
 * The heap grows by spans of pages, so growth is that of who came to the end of a span, not of who
 * made each object: right in sum over many, not for a single one.
 */
typedef struct _HtTraceGoroutines HtTraceGoroutines;

HtTraceGoroutines *ht_trace_goroutines_new (HtTraceContext *context, const HtTraceEntries *entries);
void ht_trace_goroutines_free (HtTraceGoroutines *goroutines);
void ht_trace_goroutines_begin_generation (HtTraceGoroutines *goroutines,
                                           const HtTraceGeneration *generation);
void ht_trace_goroutines_add_event (HtTraceGoroutines *goroutines, const HtTraceEvent *event);
void ht_trace_goroutines_finish (HtTraceGoroutines *goroutines, gint64 end_ns);
gint64 ht_trace_goroutines_get_n (const HtTraceGoroutines *goroutines);
gint64 ht_trace_goroutines_get_unattributed (const HtTraceGoroutines *goroutines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceGoroutines, ht_trace_goroutines_free)

G_END_DECLS
