/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-entries.h"

G_BEGIN_DECLS

/**
 * HtTraceAnnotations:
 *
 * Regions, tasks and messages that a program notes with runtime/trace, as spans.
 *
 * A region is of one goroutine and ends with it at the latest; a task may go from one to another,
 * and belongs to the one that began it. What began before the trace begins with it here, and a
 * task of that kind has no name.
 */
typedef struct _HtTraceAnnotations HtTraceAnnotations;

HtTraceAnnotations *ht_trace_annotations_new (HtTraceContext *context,
                                              const HtTraceEntries *entries);
void ht_trace_annotations_free (HtTraceAnnotations *annotations);
void ht_trace_annotations_begin_generation (HtTraceAnnotations *annotations);
void ht_trace_annotations_add_event (HtTraceAnnotations *annotations, const HtTraceEvent *event);
void ht_trace_annotations_finish (HtTraceAnnotations *annotations, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceAnnotations, ht_trace_annotations_free)

G_END_DECLS
