/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceProcessors:
 *
 * How many processors there are and how many of them threads have: the series `gomaxprocs` and
 * `trace/procs_running`.
 */
typedef struct _HtTraceProcessors HtTraceProcessors;

HtTraceProcessors *ht_trace_processors_new (HtTraceContext *context);
void ht_trace_processors_free (HtTraceProcessors *processors);
void ht_trace_processors_set_number (HtTraceProcessors *processors, guint64 n, gint64 time_ns);
void ht_trace_processors_change (HtTraceProcessors *processors,
                                 const HtTraceChange *change,
                                 gint64 time_ns);
void ht_trace_processors_finish (HtTraceProcessors *processors, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceProcessors, ht_trace_processors_free)

G_END_DECLS
