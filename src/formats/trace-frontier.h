/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Somebody who has an event, and when that is, which is looked at most. */
typedef struct
{
  guint64 ticks;
  gpointer who;
} HtTraceFrontierEntry;

/*
 * Of several who have an event each the earliest one, and those that were passed over since their
 * turn has not come. Header-only because each event goes through it.
 */
typedef struct
{
  /* Owned */
  HtTraceFrontierEntry *heap;    /* the earliest first */
  HtTraceFrontierEntry *waiting; /* in the order in which they were passed over */

  guint n_heap;
  guint n_waiting;
} HtTraceFrontier;

static inline void
ht_trace_frontier_init (HtTraceFrontier *frontier, guint n_max)
{
  *frontier = (HtTraceFrontier){ .heap = g_new (HtTraceFrontierEntry, n_max),
                                 .waiting = g_new (HtTraceFrontierEntry, n_max) };
}

static inline void
ht_trace_frontier_clear (HtTraceFrontier *frontier)
{
  g_clear_pointer (&frontier->heap, g_free);
  g_clear_pointer (&frontier->waiting, g_free);
}

/* Puts an entry where the first one was, or below it. */
static inline void
ht_trace_frontier_replace_first (HtTraceFrontier *frontier, HtTraceFrontierEntry entry)
{
  HtTraceFrontierEntry *heap = frontier->heap;
  guint n = frontier->n_heap;
  guint at = 0;

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= n)
        break;
      /* Which of the two it is nobody can guess, so no branch asks. */
      child += (guint) (heap[MIN (child + 1, n - 1)].ticks < heap[child].ticks);
      if (heap[child].ticks >= entry.ticks)
        break;
      heap[at] = heap[child];
      at = child;
    }
  heap[at] = entry;
}

static inline void
ht_trace_frontier_push (HtTraceFrontier *frontier, guint64 ticks, gpointer who)
{
  HtTraceFrontierEntry *heap = frontier->heap;
  guint at = frontier->n_heap++;

  while (at > 0 && heap[(at - 1) / 2].ticks > ticks)
    {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
  heap[at] = (HtTraceFrontierEntry){ ticks, who };
}

/* Goes on with the next event of who has the first one. */
static inline void
ht_trace_frontier_set_first (HtTraceFrontier *frontier, guint64 ticks)
{
  ht_trace_frontier_replace_first (frontier,
                                   (HtTraceFrontierEntry){ ticks, frontier->heap[0].who });
}

static inline void
ht_trace_frontier_remove_first (HtTraceFrontier *frontier)
{
  frontier->n_heap--;
  if (frontier->n_heap > 0)
    ht_trace_frontier_replace_first (frontier, frontier->heap[frontier->n_heap]);
}

/* Sets the first one aside until it is taken back. */
static inline void
ht_trace_frontier_pass_over (HtTraceFrontier *frontier)
{
  frontier->waiting[frontier->n_waiting++] = frontier->heap[0];
  ht_trace_frontier_remove_first (frontier);
}

/* Puts those that were set aside back. */
static inline void
ht_trace_frontier_take_back (HtTraceFrontier *frontier)
{
  while (frontier->n_waiting > 0)
    {
      const HtTraceFrontierEntry *entry = &frontier->waiting[--frontier->n_waiting];

      ht_trace_frontier_push (frontier, entry->ticks, entry->who);
    }
}

G_END_DECLS
