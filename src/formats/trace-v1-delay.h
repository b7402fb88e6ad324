/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-event.h"

G_BEGIN_DECLS

/* An event that is held back, and when it was added. */
typedef struct
{
  HtTraceEvent event;
  guint64 number;
} HtTraceV1Held;

/*
 * Holds events back on their way to a sink, so that those that are told late come where they belong
 * by their time.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceSink *sink;

  /* Owned */
  HtTraceV1Held *ring; /* in order; a power of two of them */
  GArray *late;        /* of HtTraceV1Held, a heap: the earliest first */

  guint n_allocated;
  guint first;
  guint n_in_ring;
  gint64 hold_ns;
  gint64 newest_ns;
  gint64 last_told_ns;
  guint64 n_added;
  guint64 n_told;
} HtTraceV1Delay;

void ht_trace_v1_delay_init (HtTraceV1Delay *delay, const HtTraceSink *sink);
void ht_trace_v1_delay_clear (HtTraceV1Delay *delay);
void ht_trace_v1_delay_add (HtTraceV1Delay *delay, const HtTraceEvent *event);
void ht_trace_v1_delay_add_late (HtTraceV1Delay *delay, const HtTraceEvent *event);
void ht_trace_v1_delay_flush (HtTraceV1Delay *delay);

G_END_DECLS
