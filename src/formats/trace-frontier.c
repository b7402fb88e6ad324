/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-frontier.h"

/**
 * ht_trace_frontier_init:
 * @frontier: (out caller-allocates): the frontier
 * @n_max: how many there can be in it
 *
 * Is empty at first.
 */
void
ht_trace_frontier_init (HtTraceFrontier *frontier, guint n_max)
{
  *frontier = (HtTraceFrontier){ .heap = g_new (HtTraceFrontierEntry, n_max),
                                 .waiting = g_new (HtTraceFrontierEntry, n_max) };
}

/**
 * ht_trace_frontier_clear:
 * @frontier: the frontier
 *
 * Frees what it holds.
 */
void
ht_trace_frontier_clear (HtTraceFrontier *frontier)
{
  g_clear_pointer (&frontier->heap, g_free);
  g_clear_pointer (&frontier->waiting, g_free);
}

static void
sink_first (HtTraceFrontier *self)
{
  HtTraceFrontierEntry entry = self->heap[0];
  guint at = 0;

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= self->n_heap)
        break;
      if (child + 1 < self->n_heap && self->heap[child + 1].ticks < self->heap[child].ticks)
        child++;
      if (self->heap[child].ticks >= entry.ticks)
        break;
      self->heap[at] = self->heap[child];
      at = child;
    }
  self->heap[at] = entry;
}

/**
 * ht_trace_frontier_push:
 * @frontier: the frontier
 * @ticks: when the event is
 * @who: who has it; borrowed
 *
 * Adds somebody.
 */
void
ht_trace_frontier_push (HtTraceFrontier *frontier, guint64 ticks, gpointer who)
{
  guint at = frontier->n_heap++;

  while (at > 0 && frontier->heap[(at - 1) / 2].ticks > ticks)
    {
      frontier->heap[at] = frontier->heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
  frontier->heap[at] = (HtTraceFrontierEntry){ ticks, who };
}

/**
 * ht_trace_frontier_set_first:
 * @frontier: the frontier, with somebody on the heap
 * @ticks: when the next event of the earliest one is
 *
 * Goes on with the event after that of the earliest one.
 */
void
ht_trace_frontier_set_first (HtTraceFrontier *frontier, guint64 ticks)
{
  frontier->heap[0].ticks = ticks;
  sink_first (frontier);
}

/**
 * ht_trace_frontier_remove_first:
 * @frontier: the frontier, with somebody on the heap
 *
 * Takes the earliest one out.
 */
void
ht_trace_frontier_remove_first (HtTraceFrontier *frontier)
{
  frontier->heap[0] = frontier->heap[--frontier->n_heap];
  if (frontier->n_heap > 0)
    sink_first (frontier);
}

/**
 * ht_trace_frontier_pass_over:
 * @frontier: the frontier, with somebody on the heap
 *
 * Sets the earliest one aside until it is taken back.
 */
void
ht_trace_frontier_pass_over (HtTraceFrontier *frontier)
{
  frontier->waiting[frontier->n_waiting++] = frontier->heap[0];
  ht_trace_frontier_remove_first (frontier);
}

/**
 * ht_trace_frontier_take_back:
 * @frontier: the frontier
 *
 * Puts those that were set aside back on the heap.
 */
void
ht_trace_frontier_take_back (HtTraceFrontier *frontier)
{
  while (frontier->n_waiting > 0)
    {
      const HtTraceFrontierEntry *entry = &frontier->waiting[--frontier->n_waiting];

      ht_trace_frontier_push (frontier, entry->ticks, entry->who);
    }
}
