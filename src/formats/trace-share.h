/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceShare:
 *
 * The series `trace/gc_share`: which share of the processors the collector has. Where several
 * things happen in the same ns the greatest share counts.
 */
typedef struct _HtTraceShare HtTraceShare;

HtTraceShare *ht_trace_share_new (HtTraceContext *context);
void ht_trace_share_free (HtTraceShare *share);
void ht_trace_share_set_n_processors (HtTraceShare *share, guint64 n);
void ht_trace_share_set_stopped (HtTraceShare *share, gboolean is_stopped);
void ht_trace_share_take (HtTraceShare *share, guint64 processor);
void ht_trace_share_give_back (HtTraceShare *share, guint64 processor);
void ht_trace_share_settle (HtTraceShare *share, gint64 time_ns);
void ht_trace_share_finish (HtTraceShare *share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceShare, ht_trace_share_free)

G_END_DECLS
