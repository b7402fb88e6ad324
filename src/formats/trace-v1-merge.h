/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "decode-warnings.h"
#include "trace-clock.h"
#include "trace-v1-index.h"
#include "trace-v1-order.h"

G_BEGIN_DECLS

/* What came of putting the events of a trace in order. */
typedef struct
{
  guint64 n_events;
  guint64 n_misfits;
  guint64 n_lost_bytes;
} HtTraceV1Merged;

gboolean ht_trace_v1_merge (const HtTraceInput *input,
                            guint minor,
                            const HtTraceV1Index *index,
                            const HtTraceClock *clock,
                            const HtTraceSink *sink,
                            HtDecodeWarnings *warnings,
                            HtTraceV1Merged *merged,
                            GError **error);

G_END_DECLS
