/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-growth.h"

#define MARK_TERMINATION "GC mark termination"

/**
 * ht_trace_growth_init:
 * @growth: (out caller-allocates): the growth
 * @context: what ids mean; borrowed
 *
 * Knows nothing yet: what is told first is where growth begins.
 */
void
ht_trace_growth_init (HtTraceGrowth *growth, HtTraceContext *context)
{
  *growth = (HtTraceGrowth){ .context = context, .level_bytes = HT_UNKNOWN };
}

static gint64
note_heap (HtTraceGrowth *self, const HtTraceEvent *event)
{
  gint64 bytes = (gint64) MIN (event->args[0], G_MAXINT64);
  gint64 before = self->level_bytes;

  /* Others go on for a while after one has begun to stop the world. */
  if (before == HT_UNKNOWN || (self->is_ending && event->m == self->stopper))
    {
      self->level_bytes = bytes;
      return 0;
    }
  if (bytes <= before)
    return 0;
  self->level_bytes = bytes;
  return bytes - before;
}

/**
 * ht_trace_growth_add_event:
 * @growth: the growth
 * @event: the next event of the trace, of any kind
 *
 * Returns: by how many bytes the heap grew with it; 0 for most
 */
gint64
ht_trace_growth_add_event (HtTraceGrowth *growth, const HtTraceEvent *event)
{
  switch (event->kind)
    {
    case HT_TRACE_HEAP_ALLOC:
      return note_heap (growth, event);
    case HT_TRACE_STW_BEGIN:
      growth->is_ending =
          g_str_equal (ht_trace_context_get_name (growth->context, event->text), MARK_TERMINATION);
      growth->stopper = event->m;
      return 0;
    case HT_TRACE_STW_END:
      growth->is_ending = FALSE;
      return 0;
    default:
      return 0;
    }
}
