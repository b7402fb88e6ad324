/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceGroups:
 *
 * What all goroutines did that began in one function, and the series of how they made the heap
 * grow. Where there are too many functions or reasons, the rest is told in sum as
 * %HT_TRACE_REST.
 */
typedef struct _HtTraceGroups HtTraceGroups;

HtTraceGroups *ht_trace_groups_new (HtTraceContext *context);
void ht_trace_groups_free (HtTraceGroups *groups);
guint32 ht_trace_groups_find (HtTraceGroups *groups, const char *function);
void ht_trace_groups_add_goroutine (HtTraceGroups *groups,
                                    guint32 group,
                                    const HtTraceGoroutine *goroutine);
void ht_trace_groups_add_wait (HtTraceGroups *groups, guint32 group, const HtTraceWait *wait);
void ht_trace_groups_add_growth (HtTraceGroups *groups,
                                 guint32 group,
                                 gint64 end_ns,
                                 gint64 bytes,
                                 gint64 n);
void ht_trace_groups_finish (HtTraceGroups *groups);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceGroups, ht_trace_groups_free)

G_END_DECLS
