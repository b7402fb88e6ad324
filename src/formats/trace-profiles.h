/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceProfiles:
 *
 * Profiles made of a trace: what happened in it, by stack. They are of its whole length, and their
 * time is that of its end.
 *
 * - samples (count): samples of the CPU profile, if one was taken meanwhile
 * - assists (count), assist_time (ns): goroutines had to assist marking
 * - blocks (count), delay (ns): goroutines waited, with the reason as a label; from when they
 * stopped until they could go on, so what began before the trace or goes on behind it is not in it
 * - created (count): goroutines were made, by the stack of their creator
 */
typedef struct _HtTraceProfiles HtTraceProfiles;

HtTraceProfiles *ht_trace_profiles_new (HtTraceContext *context);
void ht_trace_profiles_free (HtTraceProfiles *profiles);
void ht_trace_profiles_begin_generation (HtTraceProfiles *profiles);
void ht_trace_profiles_add_event (HtTraceProfiles *profiles, const HtTraceEvent *event);
void ht_trace_profiles_add_span (HtTraceProfiles *profiles, const HtTraceSpan *span);
void ht_trace_profiles_finish (HtTraceProfiles *profiles, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceProfiles, ht_trace_profiles_free)

G_END_DECLS
