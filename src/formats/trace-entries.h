/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceEntries:
 *
 * In which function each goroutine began, for all who make records of the events of a trace.
 *
 * Of a goroutine that was made in the trace the event says it. Of an older one the root of the
 * first stack that is told of it is taken, so its entry is not known before that; likewise where
 * the event names only what the compiler has put around the call. A coroutine of iter.Pull counts
 * as begun where it was made.
 */
typedef struct _HtTraceEntries HtTraceEntries;

HtTraceEntries *ht_trace_entries_new (HtTraceContext *context);
void ht_trace_entries_free (HtTraceEntries *entries);
void ht_trace_entries_begin_generation (HtTraceEntries *entries);
void ht_trace_entries_add_event (HtTraceEntries *entries, const HtTraceEvent *event);
gboolean ht_trace_entries_is_known (const HtTraceEntries *entries, guint64 goroutine);
const char *ht_trace_entries_get (const HtTraceEntries *entries, guint64 goroutine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceEntries, ht_trace_entries_free)

G_END_DECLS
