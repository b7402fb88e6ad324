/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-step.h"

#include "trace-v1-texts.h"

/* Since then the world is stopped by one for all. */
#define FIRST_WITH_ONE_STW 10

/**
 * ht_trace_v1_step_apply_to_collector:
 * @step: an event of any kind
 *
 * Says what it is in wire format v2, if it concerns the collector or the heap.
 */
void
ht_trace_v1_step_apply_to_collector (HtTraceV1Step *step)
{
  const guint64 *args = step->event->args;

  switch (step->event->kind)
    {
    case HT_TRACE_V1_GC_START:
      step->order->gc_sequence = args[0] + 1;
      ht_trace_v1_step_add_same (step, HT_TRACE_GC_BEGIN);
      break;
    case HT_TRACE_V1_GC_DONE:
      ht_trace_v1_step_add (step, HT_TRACE_GC_END)->args[0] = step->order->gc_sequence;
      break;
    case HT_TRACE_V1_STW_START:
      if (step->order->n_stopping++ == 0 || step->order->minor >= FIRST_WITH_ONE_STW)
        ht_trace_v1_step_add (step, HT_TRACE_STW_BEGIN)->args[0] =
            ht_trace_v1_stw_reason (step->order->minor, args[0]);
      break;
    case HT_TRACE_V1_STW_DONE:
      step->order->n_stopping -= MIN (step->order->n_stopping, 1);
      if (step->order->n_stopping == 0 || step->order->minor >= FIRST_WITH_ONE_STW)
        ht_trace_v1_step_add (step, HT_TRACE_STW_END);
      break;
    case HT_TRACE_V1_SWEEP_START:
      ht_trace_v1_step_add_same (step, HT_TRACE_SWEEP_BEGIN);
      break;
    case HT_TRACE_V1_SWEEP_DONE:
      ht_trace_v1_step_add_same (step, HT_TRACE_SWEEP_END);
      break;
    case HT_TRACE_V1_ASSIST_START:
      ht_trace_v1_step_add_same (step, HT_TRACE_ASSIST_BEGIN);
      break;
    case HT_TRACE_V1_ASSIST_DONE:
      ht_trace_v1_step_add (step, HT_TRACE_ASSIST_END);
      break;
    case HT_TRACE_V1_HEAP_ALLOC:
      ht_trace_v1_step_add_same (step, HT_TRACE_HEAP_ALLOC);
      break;
    case HT_TRACE_V1_HEAP_GOAL:
      ht_trace_v1_step_add_same (step, HT_TRACE_HEAP_GOAL);
      break;
    default:
      break;
    }
}

static void
apply_region (HtTraceV1Step *step)
{
  const guint64 *args = step->event->args;
  HtTraceEvent *event =
      ht_trace_v1_step_add (step, args[1] == 0 ? HT_TRACE_REGION_BEGIN : HT_TRACE_REGION_END);

  step->fits &= args[1] <= 1;
  event->args[0] = args[0];
  event->args[1] = ht_trace_v1_text (args[2]);
  event->args[2] = args[3];
}

/**
 * ht_trace_v1_step_apply_to_marks:
 * @step: an event of any kind
 *
 * Says what it is in wire format v2, if it is of tasks, regions and logs: what the program says
 * itself.
 */
void
ht_trace_v1_step_apply_to_marks (HtTraceV1Step *step)
{
  const guint64 *args = step->event->args;
  HtTraceEvent *event;

  switch (step->event->kind)
    {
    case HT_TRACE_V1_TASK_CREATE:
      event = ht_trace_v1_step_add_same (step, HT_TRACE_TASK_BEGIN);
      event->args[2] = ht_trace_v1_text (args[2]);
      break;
    case HT_TRACE_V1_TASK_END:
      ht_trace_v1_step_add_same (step, HT_TRACE_TASK_END);
      break;
    case HT_TRACE_V1_REGION:
      apply_region (step);
      break;
    case HT_TRACE_V1_LOG:
      event = ht_trace_v1_step_add (step, HT_TRACE_LOG);
      event->args[0] = args[0];
      event->args[1] = ht_trace_v1_text (args[1]);
      event->args[2] = step->event->message;
      event->args[3] = args[2];
      break;
    default:
      break;
    }
}
