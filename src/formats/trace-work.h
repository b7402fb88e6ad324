/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-entries.h"
#include "trace-gc-cpu.h"

G_BEGIN_DECLS

/**
 * HtTraceWork:
 *
 * What the collector and the processors do, as lanes, spans and series: pauses, marking, sweeping,
 * workers, assists, the share of the collector, processors that run.
 *
 * What had begun before the trace counts from its beginning; what goes on behind it, until its end.
 */
typedef struct _HtTraceWork HtTraceWork;

HtTraceWork *ht_trace_work_new (HtTraceContext *context, const HtTraceEntries *entries);
void ht_trace_work_free (HtTraceWork *work);
void ht_trace_work_begin_generation (HtTraceWork *work);
void ht_trace_work_add_event (HtTraceWork *work, const HtTraceEvent *event);
const HtTraceGcCpu *ht_trace_work_get_cpu (const HtTraceWork *work);
void ht_trace_work_finish (HtTraceWork *work, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceWork, ht_trace_work_free)

G_END_DECLS
