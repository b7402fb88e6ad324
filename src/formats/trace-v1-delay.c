/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-delay.h"

/* Some 20 MiB, if somebody is that late. */
#define MAX_HELD       (1u << 17)
#define ALLOCATE_FIRST 256

/**
 * ht_trace_v1_delay_init:
 * @delay: (out caller-allocates): the delay
 * @sink: takes the events; borrowed
 *
 * Holds nothing yet. Its hold_ns is to be set: how late an event comes at most.
 */
void
ht_trace_v1_delay_init (HtTraceV1Delay *delay, const HtTraceSink *sink)
{
  *delay =
      (HtTraceV1Delay){ .sink = sink, .n_allocated = ALLOCATE_FIRST, .last_told_ns = G_MININT64 };
  delay->ring = g_new (HtTraceV1Held, delay->n_allocated);
  delay->late = g_array_new (FALSE, FALSE, sizeof (HtTraceV1Held));
}

/**
 * ht_trace_v1_delay_clear:
 * @delay: the delay
 *
 * Frees what it holds.
 */
void
ht_trace_v1_delay_clear (HtTraceV1Delay *delay)
{
  g_clear_pointer (&delay->ring, g_free);
  g_clear_pointer (&delay->late, g_array_unref);
}

static gboolean
is_before (const HtTraceV1Held *a, const HtTraceV1Held *b)
{
  return a->event.time_ns != b->event.time_ns ? a->event.time_ns < b->event.time_ns
                                              : a->number < b->number;
}

static HtTraceV1Held *
late_at (const HtTraceV1Delay *self, guint index)
{
  return &g_array_index (self->late, HtTraceV1Held, index);
}

static void
push_late (HtTraceV1Delay *self, const HtTraceV1Held *held)
{
  guint at = self->late->len;

  g_array_append_vals (self->late, held, 1);
  for (; at > 0 && is_before (held, late_at (self, (at - 1) / 2)); at = (at - 1) / 2)
    *late_at (self, at) = *late_at (self, (at - 1) / 2);
  *late_at (self, at) = *held;
}

static void
pop_late (HtTraceV1Delay *self)
{
  guint n = self->late->len - 1;
  HtTraceV1Held last = *late_at (self, n);
  guint at = 0;

  g_array_set_size (self->late, n);
  for (guint child = 1; child < n; child = 2 * at + 1)
    {
      if (child + 1 < n && is_before (late_at (self, child + 1), late_at (self, child)))
        child++;
      if (!is_before (late_at (self, child), &last))
        break;
      *late_at (self, at) = *late_at (self, child);
      at = child;
    }
  if (n > 0)
    *late_at (self, at) = last;
}

static void
tell (HtTraceV1Delay *self, HtTraceEvent *event)
{
  /* Who comes later than was thought comes now. */
  event->time_ns = MAX (event->time_ns, self->last_told_ns);
  self->last_told_ns = event->time_ns;
  self->n_told++;
  if (self->sink->event != NULL)
    self->sink->event (event, self->sink->user_data);
}

/* The earliest of all, %NULL if there is none. */
static HtTraceV1Held *
find_first (HtTraceV1Delay *self)
{
  HtTraceV1Held *first = self->n_in_ring > 0 ? &self->ring[self->first] : NULL;

  return self->late->len > 0 && (first == NULL || is_before (late_at (self, 0), first))
             ? late_at (self, 0)
             : first;
}

static void
tell_first (HtTraceV1Delay *self, HtTraceV1Held *first)
{
  gboolean is_late = self->n_in_ring == 0 || first != &self->ring[self->first];

  tell (self, &first->event);
  if (is_late)
    {
      pop_late (self);
      return;
    }
  self->first = (self->first + 1) & (self->n_allocated - 1);
  self->n_in_ring--;
}

static void
tell_what_is_due (HtTraceV1Delay *self)
{
  HtTraceV1Held *first;

  while ((first = find_first (self)) != NULL &&
         (self->n_in_ring + self->late->len >= MAX_HELD ||
          first->event.time_ns < self->newest_ns - self->hold_ns))
    tell_first (self, first);
}

static void
grow (HtTraceV1Delay *self)
{
  guint n = self->n_allocated;

  self->ring = g_renew (HtTraceV1Held, self->ring, 2 * n);
  /* What is before the first one comes after the last one. */
  memcpy (self->ring + n, self->ring, self->first * sizeof (HtTraceV1Held));
  self->n_allocated = 2 * n;
}

/**
 * ht_trace_v1_delay_add:
 * @delay: the delay
 * @event: the next event, not earlier than the one before; copied
 *
 * Adds an event, and tells the sink those behind which no late one can come any more.
 */
void
ht_trace_v1_delay_add (HtTraceV1Delay *delay, const HtTraceEvent *event)
{
  delay->newest_ns = event->time_ns;
  if (delay->n_in_ring == delay->n_allocated)
    grow (delay);
  delay->ring[(delay->first + delay->n_in_ring++) & (delay->n_allocated - 1)] =
      (HtTraceV1Held){ .event = *event, .number = delay->n_added++ };
  tell_what_is_due (delay);
}

/**
 * ht_trace_v1_delay_add_late:
 * @delay: the delay
 * @event: an event that was before some that were added already; copied
 *
 * Adds an event where it belongs by its time, or as near to that as possible.
 */
void
ht_trace_v1_delay_add_late (HtTraceV1Delay *delay, const HtTraceEvent *event)
{
  HtTraceV1Held held = { .event = *event, .number = delay->n_added++ };

  push_late (delay, &held);
  tell_what_is_due (delay);
}

/**
 * ht_trace_v1_delay_flush:
 * @delay: the delay
 *
 * Tells the sink all that is held.
 */
void
ht_trace_v1_delay_flush (HtTraceV1Delay *delay)
{
  HtTraceV1Held *first;

  while ((first = find_first (delay)) != NULL)
    tell_first (delay, first);
}
