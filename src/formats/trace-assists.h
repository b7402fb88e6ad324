/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-entries.h"
#include "trace-gc-cpu.h"
#include "trace-share.h"

G_BEGIN_DECLS

/**
 * HtTraceAssists:
 *
 * Who had to assist marking: a span for each time and the lanes `trace/assist/FUNCTION`.
 */
typedef struct _HtTraceAssists HtTraceAssists;

HtTraceAssists *ht_trace_assists_new (HtTraceContext *context,
                                      const HtTraceEntries *entries,
                                      HtTraceShare *share,
                                      HtTraceGcCpu *cpu);
void ht_trace_assists_free (HtTraceAssists *assists);
void ht_trace_assists_begin_generation (HtTraceAssists *assists);
void ht_trace_assists_begin (HtTraceAssists *assists, const HtTraceEvent *event);
void ht_trace_assists_go_on (HtTraceAssists *assists,
                             guint64 goroutine,
                             guint64 processor,
                             gint64 since_ns);
void ht_trace_assists_end (HtTraceAssists *assists, guint64 goroutine, gint64 time_ns);
gboolean ht_trace_assists_is_any_open (const HtTraceAssists *assists);
void ht_trace_assists_begin_run (HtTraceAssists *assists,
                                 guint64 goroutine,
                                 guint64 processor,
                                 gint64 time_ns);
void ht_trace_assists_end_run (HtTraceAssists *assists, guint64 goroutine, gint64 time_ns);
void ht_trace_assists_finish (HtTraceAssists *assists, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceAssists, ht_trace_assists_free)

G_END_DECLS
