/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-input.h"

G_BEGIN_DECLS

/**
 * HtTraceExtent:
 * @wall_ns: when it was about to begin, ns since 1970; %HT_UNKNOWN if the trace itself does not say
 * @duration_ns: how long it is; 0 if it says when it was
 *
 * What a trace says of when it was, or else what has to be known to tell from when it was written.
 */
typedef struct
{
  gint64 wall_ns;
  gint64 duration_ns;
} HtTraceExtent;

gboolean ht_trace_measure (const HtTraceInput *input, HtTraceExtent *extent, GError **error);

G_END_DECLS
