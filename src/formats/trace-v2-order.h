/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-event.h"
#include "trace-id-map.h"
#include "trace-v2-cursor.h"

G_BEGIN_DECLS

/* In place of a thread: the events of no thread. */
#define HT_TRACE_V2_NO_THREAD G_MAXUINT32

/*
 * What goroutines, processors, threads and the collector do, as far as events said it. From it
 * follows which event can come next: clocks of threads differ, and sequence numbers tell what they
 * do not.
 */
typedef struct
{
  /* Owned */
  HtTraceIdMap goroutines;
  HtTraceIdMap processors;
  HtTraceIdMap threads;

  /* Sequence numbers of goroutines and processors begin anew in each. */
  guint32 generation;
  guint64 gc_sequence;
  gboolean gc_known;

  /* Events that do not fit what was said before, since that was last asked for. */
  guint64 n_misfits;
  guint64 first_misfit;
} HtTraceV2Order;

void ht_trace_v2_order_init (HtTraceV2Order *order);
void ht_trace_v2_order_clear (HtTraceV2Order *order);
guint32 ht_trace_v2_order_add_thread (HtTraceV2Order *order, guint64 m);
gboolean ht_trace_v2_order_is_ready (HtTraceV2Order *order, const HtTraceV2Cursor *cursor);
void ht_trace_v2_order_apply (HtTraceV2Order *order,
                              const HtTraceV2Cursor *cursor,
                              gboolean is_ready,
                              HtTraceEvent *event);
void ht_trace_v2_order_end_generation (HtTraceV2Order *order);

G_END_DECLS
