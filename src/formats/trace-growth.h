/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceGrowth:
 *
 * By how much each event made the heap grow.
 *
 * A trace says how large the heap is each time when a processor has taken a span of pages for
 * objects of one size, or for a single large one; all that is free in it counts as taken. So what
 * counts as growth is what exceeds all that was told before: two threads may tell in another order
 * than they took, and what was left of spans when statistics were read is taken again. In sum that
 * is right whatever the order. Only at the end of marking the heap falls indeed, while the world is
 * stopped.
 */
typedef struct
{
  /* Borrowed */
  HtTraceContext *context;

  gint64 level_bytes; /* most that was told since the heap fell; %HT_UNKNOWN at first */
  guint64 stopper;    /* thread that stops the world to end marking */
  gboolean is_ending;
} HtTraceGrowth;

void ht_trace_growth_init (HtTraceGrowth *growth, HtTraceContext *context);
gint64 ht_trace_growth_add_event (HtTraceGrowth *growth, const HtTraceEvent *event);

G_END_DECLS
