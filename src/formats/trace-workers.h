/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-gc-cpu.h"
#include "trace-share.h"

G_BEGIN_DECLS

/**
 * HtTraceWorkers:
 *
 * What each processor does for the collector, apart from assists: the lanes `trace/dedicated/P`,
 * `trace/fractional/P`, `trace/idle/P` and `trace/sweep/P`.
 *
 * A worker says after it started what kind of worker it is, and is that until it stops. One that
 * runs since before the trace cannot be told from other goroutines.
 */
typedef struct _HtTraceWorkers HtTraceWorkers;

HtTraceWorkers *
ht_trace_workers_new (HtTraceContext *context, HtTraceShare *share, HtTraceGcCpu *cpu);
void ht_trace_workers_free (HtTraceWorkers *workers);
void ht_trace_workers_add_event (HtTraceWorkers *workers, const HtTraceEvent *event);
void ht_trace_workers_begin_run (HtTraceWorkers *workers,
                                 guint64 processor,
                                 guint64 goroutine,
                                 gint64 time_ns);
void ht_trace_workers_end_run (HtTraceWorkers *workers,
                               guint64 processor,
                               guint64 goroutine,
                               gint64 time_ns);
void ht_trace_workers_go_on_sweeping (HtTraceWorkers *workers, guint64 processor, gint64 since_ns);
guint64 ht_trace_workers_find (const HtTraceWorkers *workers, guint64 goroutine);
void ht_trace_workers_finish (HtTraceWorkers *workers, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceWorkers, ht_trace_workers_free)

G_END_DECLS
