/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-v1-order.h"

G_BEGIN_DECLS

/* An event while it is applied. */
typedef struct
{
  HtTraceV1Order *order;
  HtTraceV1Cursor *cursor;
  const HtTraceV1Event *event;
  HtTraceV1Told *told;
  gint64 time_ns;
  gboolean fits;
} HtTraceV1Step;

/* Has the event be one of wire format v2, too. */
static inline HtTraceEvent *
ht_trace_v1_step_add (HtTraceV1Step *step, HtTraceKind kind)
{
  HtTraceV1Told *told = step->told;
  HtTraceEvent *event = &told->events[told->n_events];

  g_assert (told->n_events < HT_TRACE_V1_MAX_TOLD);
  *event = (HtTraceEvent){ .kind = kind,
                           .m = step->cursor->m,
                           .p = step->cursor->p,
                           .g = step->cursor->g,
                           .offset = step->event->offset };
  told->n_events++;
  return event;
}

/* The same for one whose arguments are those that it has in the file. */
static inline HtTraceEvent *
ht_trace_v1_step_add_same (HtTraceV1Step *step, HtTraceKind kind)
{
  HtTraceEvent *event = ht_trace_v1_step_add (step, kind);

  memcpy (event->args, step->event->args, sizeof event->args);
  return event;
}

void ht_trace_v1_step_apply_to_collector (HtTraceV1Step *step);
void ht_trace_v1_step_apply_to_marks (HtTraceV1Step *step);

G_END_DECLS
