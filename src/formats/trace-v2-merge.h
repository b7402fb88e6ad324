/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-clock.h"
#include "trace-v2-order.h"

G_BEGIN_DECLS

/*
 * Makes one row of events of those of all threads of a generation, and hands it to a sink.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceSink *sink;
  HtDecodeWarnings *warnings;
  HtWorkCrew *crew;

  /* Owned */
  HtTraceV2Order order;

  guint minor;
  HtTraceClock clock;
  gint64 last_ns;

  guint64 n_events;
  guint64 n_misfits;
  guint64 n_lost_bytes;
  guint64 n_tries; /* at events whose turn had not come */
} HtTraceV2Merge;

void ht_trace_v2_merge_init (HtTraceV2Merge *merge,
                             const HtTraceInput *input,
                             const HtTraceSink *sink,
                             HtDecodeWarnings *warnings,
                             HtWorkCrew *crew,
                             guint minor);
void ht_trace_v2_merge_clear (HtTraceV2Merge *merge);
gboolean ht_trace_v2_merge_run (HtTraceV2Merge *merge,
                                const HtTraceV2Generation *generation,
                                GError **error);

G_END_DECLS
