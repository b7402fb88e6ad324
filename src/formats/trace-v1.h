/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "trace-event.h"
#include "trace-input.h"
#include "trace-measure.h"
#include "trace-summary.h"

G_BEGIN_DECLS

gboolean ht_trace_v1_read (const HtTraceInput *input,
                           const HtTraceSink *sink,
                           HtTraceSummary *summary,
                           GError **error);
gboolean ht_trace_v1_measure (const HtTraceInput *input, HtTraceExtent *extent, GError **error);

G_END_DECLS
