/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-entries.h"
#include "trace-share.h"

G_BEGIN_DECLS

/**
 * HtTracePauses:
 *
 * When the world was stopped and when the collector marked: a span for each pause, whatever it was
 * for, and the lanes `trace/stw/REASON` and `trace/mark`.
 */
typedef struct _HtTracePauses HtTracePauses;

HtTracePauses *
ht_trace_pauses_new (HtTraceContext *context, const HtTraceEntries *entries, HtTraceShare *share);
void ht_trace_pauses_free (HtTracePauses *pauses);
void ht_trace_pauses_begin (HtTracePauses *pauses, const HtTraceEvent *event);
void ht_trace_pauses_end (HtTracePauses *pauses, gint64 time_ns);
void ht_trace_pauses_begin_mark (HtTracePauses *pauses, gint64 since_ns);
void ht_trace_pauses_end_mark (HtTracePauses *pauses, gint64 time_ns);
void ht_trace_pauses_finish (HtTracePauses *pauses, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTracePauses, ht_trace_pauses_free)

G_END_DECLS
