/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-sink.h"
#include "trace-event.h"
#include "trace-gc-cpu.h"

G_BEGIN_DECLS

/**
 * HtTraceGc:
 *
 * Makes the collections and the heap's course of the events of a trace.
 *
 * A cycle begins and ends with its mark phase as the trace has it, in ns since the beginning of the
 * trace; the first pause is in it, the last one ends some µs behind it. Cycles are numbered from 1
 * in each trace, which does not say how many there were before. CPU time of assists and workers
 * is that until the last pause, if somebody counts it.
 *
 * `heap_live` and `next_gc` get a point for each event.
 */
typedef struct _HtTraceGc HtTraceGc;

HtTraceGc *ht_trace_gc_new (const HtRecordSink *sink, gint64 origin_unix_ns);
void ht_trace_gc_free (HtTraceGc *gc);
void ht_trace_gc_set_cpu (HtTraceGc *gc, const HtTraceGcCpu *cpu);
void ht_trace_gc_begin_generation (HtTraceGc *gc, const HtTraceGeneration *generation);
void ht_trace_gc_add_event (HtTraceGc *gc, const HtTraceEvent *event);
void ht_trace_gc_finish (HtTraceGc *gc);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceGc, ht_trace_gc_free)

G_END_DECLS
