/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceAllocFree:
 *
 * What is alive by type and by size class, from traces of programs that ran with
 * GODEBUG=traceallocfree=1 (Go 1.23 and later).
 *
 * The series `trace/live/TYPE`, `trace/live_objects/TYPE` and `trace/live_class/SIZE` get a point
 * at the end of each 10 ms in which they changed, and at the end of the trace. Bytes are those of
 * the slots that objects lie in. An array counts as its elements' type; what has none, such as
 * strings, is %HT_TRACE_TYPE_UNTYPED. Series of their own have the first 256 types, those with
 * the most bytes first, and each further one from when it first holds a thousandth of all, up to
 * 1024; before that, and beyond, types are part of %HT_TRACE_REST. So the sum over all
 * series of a time is what was alive.
 */
typedef struct _HtTraceAllocFree HtTraceAllocFree;

HtTraceAllocFree *ht_trace_alloc_free_new (HtTraceContext *context);
void ht_trace_alloc_free_free (HtTraceAllocFree *alloc_free);
void ht_trace_alloc_free_begin_generation (HtTraceAllocFree *alloc_free,
                                           const HtTraceGeneration *generation);
void ht_trace_alloc_free_add_event (HtTraceAllocFree *alloc_free, const HtTraceEvent *event);
void ht_trace_alloc_free_finish (HtTraceAllocFree *alloc_free, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceAllocFree, ht_trace_alloc_free_free)

G_END_DECLS
