/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-waits.h"

#include <string.h>

#include "saturated.h"

/* Go has some 20. */
#define MAX_REASONS 64

static HtTraceWait *
find_reason (HtTraceWaits *self, const char *reason)
{
  for (guint i = 0; i < self->n; i++)
    if (self->all[i].reason == reason)
      return &self->all[i];
  return NULL;
}

static HtTraceWait *
get_reason (HtTraceWaits *self, HtTraceContext *context, const char *reason)
{
  HtTraceWait *found = find_reason (self, reason);

  if (found == NULL && self->n >= MAX_REASONS)
    {
      reason = ht_trace_context_keep_name (context, HT_TRACE_REST, strlen (HT_TRACE_REST));
      found = find_reason (self, reason);
    }
  if (found != NULL)
    return found;
  self->all = g_renew (HtTraceWait, self->all, self->n + 1);
  self->all[self->n] = (HtTraceWait){ .reason = reason };
  return &self->all[self->n++];
}

/**
 * ht_trace_waits_add:
 * @waits: the waits
 * @context: whose name the reason is
 * @wait: waits to be added
 *
 * Adds to what is there for the reason.
 */
void
ht_trace_waits_add (HtTraceWaits *waits, HtTraceContext *context, const HtTraceWait *wait)
{
  HtTraceWait *sum = get_reason (waits, context, wait->reason);

  sum->n += wait->n;
  sum->total_ns = ht_saturated_add (sum->total_ns, wait->total_ns);
}

/**
 * ht_trace_waits_clear:
 * @waits: the waits
 *
 * Forgets them all.
 */
void
ht_trace_waits_clear (HtTraceWaits *waits)
{
  g_clear_pointer (&waits->all, g_free);
  waits->n = 0;
}
