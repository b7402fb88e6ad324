/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Someone who has an event, and when that is. */
typedef struct
{
  guint64 ticks;
  gpointer who;
} HtTraceFrontierEntry;

/*
 * Of several who have an event each, the earliest one; and those that were passed over since their
 * turn has not come.
 */
typedef struct
{
  /* Owned */
  HtTraceFrontierEntry *heap;    /* the earliest first */
  HtTraceFrontierEntry *waiting; /* in the order in which they were passed over */

  guint n_heap;
  guint n_waiting;
} HtTraceFrontier;

void ht_trace_frontier_init (HtTraceFrontier *frontier, guint n_max);
void ht_trace_frontier_clear (HtTraceFrontier *frontier);
void ht_trace_frontier_push (HtTraceFrontier *frontier, guint64 ticks, gpointer who);
void ht_trace_frontier_set_first (HtTraceFrontier *frontier, guint64 ticks);
void ht_trace_frontier_remove_first (HtTraceFrontier *frontier);
void ht_trace_frontier_pass_over (HtTraceFrontier *frontier);
void ht_trace_frontier_take_back (HtTraceFrontier *frontier);

G_END_DECLS
