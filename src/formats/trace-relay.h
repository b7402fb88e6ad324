/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-decode.h"

G_BEGIN_DECLS

gboolean ht_trace_relay (const HtTraceInput *input,
                         const HtTraceSink *sink,
                         HtTraceSummary *summary,
                         GError **error);

G_END_DECLS
