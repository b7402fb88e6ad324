/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-event.h"
#include "trace-id-map.h"
#include "trace-v2-cursor.h"

G_BEGIN_DECLS

/* In place of a thread: the events of no thread. */
#define HT_TRACE_V2_NO_THREAD G_MAXUINT32

/* How many numbers of goroutines or processors are remembered by their lowest bits. */
#define HT_TRACE_V2_N_RECENT 1024

/* What an event could have to do with the order. */
typedef enum
{
  HT_TRACE_V2_CONCERNS_NOTHING,
  HT_TRACE_V2_CONCERNS_GOROUTINE,
  HT_TRACE_V2_CONCERNS_PROCESSOR,
  HT_TRACE_V2_CONCERNS_COLLECTOR,
} HtTraceV2Concern;

extern const guint8 ht_trace_v2_concerns[HT_TRACE_N_KINDS];

/* What a thread has; in a map, found by its number. */
typedef struct
{
  guint64 m;
  guint64 g;
  guint64 p;
} HtTraceV2Holder;

/* Goroutines or processors. */
typedef struct
{
  HtTraceIdMap map;
  guint32 recent[HT_TRACE_V2_N_RECENT]; /* where in @map what was looked for last may be */
} HtTraceV2Resources;

/*
 * What goroutines, processors, threads and the collector do, as far as events said it. From it
 * follows which event can come next: clocks of threads differ, and sequence numbers tell what they
 * do not.
 */
typedef struct
{
  /* Owned */
  HtTraceV2Resources goroutines;
  HtTraceV2Resources processors;
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
gboolean ht_trace_v2_order_may_follow (HtTraceV2Order *order, const HtTraceV2Cursor *cursor);
void ht_trace_v2_order_change (HtTraceV2Order *order,
                               const HtTraceV2Cursor *cursor,
                               gboolean is_ready,
                               HtTraceEvent *event);
void ht_trace_v2_order_end_generation (HtTraceV2Order *order);

/**
 * ht_trace_v2_order_is_ready:
 * @order: the order
 * @cursor: a cursor with an event
 *
 * Returns: whether all has come that must come before the event
 */
static inline gboolean
ht_trace_v2_order_is_ready (HtTraceV2Order *order, const HtTraceV2Cursor *cursor)
{
  /* Half of the events need no more than this look. */
  return ht_trace_v2_concerns[cursor->kind] == HT_TRACE_V2_CONCERNS_NOTHING ||
         ht_trace_v2_order_may_follow (order, cursor);
}

/**
 * ht_trace_v2_order_apply:
 * @order: the order
 * @cursor: a cursor with an event
 * @is_ready: whether its turn had come; else it comes nevertheless, since none is ready
 * @event: (inout): gets who did it and what it changes; all else is there already
 *
 * Takes note of the event at hand.
 */
static inline void
ht_trace_v2_order_apply (HtTraceV2Order *order,
                         const HtTraceV2Cursor *cursor,
                         gboolean is_ready,
                         HtTraceEvent *event)
{
  event->m = cursor->m;
  event->p = HT_TRACE_NONE;
  event->g = HT_TRACE_NONE;
  event->n_changes = 0;
  if (G_LIKELY (cursor->thread != HT_TRACE_V2_NO_THREAD))
    {
      const HtTraceV2Holder *holders = (const HtTraceV2Holder *) order->threads.records;

      event->p = holders[cursor->thread].p;
      event->g = holders[cursor->thread].g;
    }
  if (ht_trace_v2_concerns[event->kind] != HT_TRACE_V2_CONCERNS_NOTHING)
    ht_trace_v2_order_change (order, cursor, is_ready, event);
}

G_END_DECLS
