/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-v1-cursor.h"

G_BEGIN_DECLS

/* An event of wire format v1 is at most so many of v2. */
#define HT_TRACE_V1_MAX_TOLD 3

/* What an event of wire format v1 is in v2. */
typedef struct
{
  HtTraceEvent events[HT_TRACE_V1_MAX_TOLD];
  guint n_events;

  /* For the end of a system call: when it was in truth, 0 for now, and when the call began to
   * block. */
  guint64 real_ticks;
  gint64 not_before_ns;
} HtTraceV1Told;

/*
 * What goroutines and the collector do, as far as events said it: what can come next, and what an
 * event does.
 */
typedef struct
{
  /* Owned */
  HtTraceIdMap goroutines;

  guint minor;
  guint32 n_gone;
  guint64 gc_sequence;
  guint n_stopping; /* processors that have the world stopped; before Go 1.10 each says so */

  /* At first one processor lists the goroutines that there are. */
  guint64 listing_p;
  gboolean is_prologue_over;
  guint32 next_untold;

  guint64 n_misfits;
  guint64 first_misfit;
} HtTraceV1Order;

void ht_trace_v1_order_init (HtTraceV1Order *order, guint minor);
void ht_trace_v1_order_clear (HtTraceV1Order *order);
gboolean ht_trace_v1_order_is_ready (const HtTraceV1Order *order, const HtTraceV1Cursor *cursor);
gboolean ht_trace_v1_order_next_untold (HtTraceV1Order *order, HtTraceEvent *status);
void ht_trace_v1_order_apply (HtTraceV1Order *order,
                              HtTraceV1Cursor *cursor,
                              gboolean is_ready,
                              gint64 time_ns,
                              HtTraceV1Told *told);

G_END_DECLS
