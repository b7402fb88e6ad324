/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording-types.h"
#include "trace-lanes.h"

G_BEGIN_DECLS

char *ht_trace_bar_text (const char *row,
                         const char *track,
                         HtTraceHeight height,
                         const HtTraceBar *bar,
                         HtTimeDisplay display,
                         gint64 start_ns);
char *ht_trace_span_title (const HtTraceSpan *span);
char *ht_trace_span_note (const HtTraceSpan *span, HtTimeDisplay display, gint64 start_ns);

G_END_DECLS
