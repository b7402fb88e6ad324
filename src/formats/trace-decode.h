/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-event.h"
#include "trace-input.h"
#include "trace-summary.h"

G_BEGIN_DECLS

gboolean ht_trace_read (const HtTraceInput *input,
                        const HtTraceSink *sink,
                        HtTraceSummary *summary,
                        GError **error);

G_END_DECLS
