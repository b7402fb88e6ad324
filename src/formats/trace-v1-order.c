/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-order.h"

#include "trace-v1-step.h"
#include "trace-v1-texts.h"

/* Who has more at once gets no order by sequence for the rest. */
#define MAX_GOROUTINES (4u << 20)

/* Those that are gone are forgotten when they are as many, and most. */
#define MAX_GONE 4096

/* What decides which event can come next; in a system call that blocks a goroutine waits. */
typedef enum
{
  STATUS_DEAD,
  STATUS_RUNNABLE,
  STATUS_RUNNING,
  STATUS_WAITING,
} Status;

typedef struct
{
  guint64 id;
  guint64 sequence;
  guint64 stack; /* of its entry, if it was there before the trace; and where that is said */
  guint64 offset;
  gint64 blocked_ns;  /* since when its system call blocks */
  guint8 status;      /* Status */
  guint8 state;       /* HtTraceGoState as it was told */
  gboolean is_untold; /* it was there before the trace, and nothing says yet what it does */
} Goroutine;

/**
 * ht_trace_v1_order_init:
 * @order: (out caller-allocates): the order
 * @minor: number of the header
 *
 * Knows nothing yet.
 */
void
ht_trace_v1_order_init (HtTraceV1Order *order, guint minor)
{
  *order = (HtTraceV1Order){ .minor = minor };
  ht_trace_id_map_init (&order->goroutines, sizeof (Goroutine));
}

/**
 * ht_trace_v1_order_clear:
 * @order: the order
 *
 * Frees what it holds.
 */
void
ht_trace_v1_order_clear (HtTraceV1Order *order)
{
  ht_trace_id_map_clear (&order->goroutines);
}

static gboolean
has_status (const HtTraceV1Order *self, guint64 g, Status status)
{
  const Goroutine *goroutine = ht_trace_id_map_find (&self->goroutines, g);

  return (goroutine != NULL ? goroutine->status : STATUS_DEAD) == status;
}

static gboolean
has_sequence (const HtTraceV1Order *self, guint64 g, Status status, guint64 sequence)
{
  const Goroutine *goroutine = ht_trace_id_map_find (&self->goroutines, g);

  return goroutine != NULL && goroutine->status == status && goroutine->sequence == sequence;
}

/**
 * ht_trace_v1_order_is_ready:
 * @order: the order
 * @cursor: a cursor with an event
 *
 * Returns: whether all has come that must come before the event
 */
gboolean
ht_trace_v1_order_is_ready (const HtTraceV1Order *order, const HtTraceV1Cursor *cursor)
{
  const HtTraceV1Event *event = ht_trace_v1_cursor_event (cursor);
  const guint64 *args = event->args;

  switch (event->kind)
    {
    case HT_TRACE_V1_GO_CREATE:
      return has_status (order, args[0], STATUS_DEAD);
    case HT_TRACE_V1_GO_WAITING:
    case HT_TRACE_V1_GO_IN_SYSCALL:
      return has_sequence (order, args[0], STATUS_RUNNABLE, 1);
    case HT_TRACE_V1_GO_START:
    case HT_TRACE_V1_GO_START_LABEL:
      return has_sequence (order, args[0], STATUS_RUNNABLE, args[1]);
    case HT_TRACE_V1_GO_START_LOCAL:
      return has_status (order, args[0], STATUS_RUNNABLE);
    case HT_TRACE_V1_GO_UNBLOCK:
    case HT_TRACE_V1_GO_SYS_EXIT:
      return has_sequence (order, args[0], STATUS_WAITING, args[1]);
    case HT_TRACE_V1_GO_UNBLOCK_LOCAL:
    case HT_TRACE_V1_GO_SYS_EXIT_LOCAL:
      return has_status (order, args[0], STATUS_WAITING);
    case HT_TRACE_V1_GO_SCHED:
    case HT_TRACE_V1_GO_PREEMPT:
    case HT_TRACE_V1_GO_SLEEP:
    case HT_TRACE_V1_GO_BLOCK:
    case HT_TRACE_V1_GO_BLOCK_SEND:
    case HT_TRACE_V1_GO_BLOCK_RECV:
    case HT_TRACE_V1_GO_BLOCK_SELECT:
    case HT_TRACE_V1_GO_BLOCK_SYNC:
    case HT_TRACE_V1_GO_BLOCK_COND:
    case HT_TRACE_V1_GO_BLOCK_NET:
    case HT_TRACE_V1_GO_BLOCK_GC:
    case HT_TRACE_V1_GO_SYS_BLOCK:
      return has_status (order, cursor->g, STATUS_RUNNING);
    case HT_TRACE_V1_GC_START:
      return args[0] == order->gc_sequence;
    default:
      return TRUE;
    }
}

/* %NULL if there are more than are kept. */
static Goroutine *
get_goroutine (HtTraceV1Order *self, guint64 g)
{
  Goroutine *goroutine = ht_trace_id_map_find (&self->goroutines, g);

  if (goroutine == NULL && self->goroutines.n < MAX_GOROUTINES)
    goroutine = ht_trace_id_map_add (&self->goroutines, g);
  return goroutine;
}

static void
add_change (HtTraceEvent *event, HtTraceSubject subject, guint64 id, guint from, guint to)
{
  event->changes[event->n_changes++] =
      (HtTraceChange){ .subject = subject, .id = id, .from = from, .to = to };
}

/* Has an event change the state of a goroutine. */
static Goroutine *
change (HtTraceV1Step *step, HtTraceEvent *event, guint64 g, HtTraceGoState to, Status status)
{
  Goroutine *goroutine;

  if (g == HT_TRACE_NONE)
    {
      step->fits = FALSE;
      return NULL;
    }
  goroutine = get_goroutine (step->order, g);
  add_change (event, HT_TRACE_GOROUTINE, g, goroutine != NULL ? goroutine->state : 0, to);
  if (goroutine == NULL)
    return NULL;
  goroutine->state = (guint8) to;
  goroutine->status = (guint8) status;
  goroutine->is_untold = FALSE;
  return goroutine;
}

static gboolean
exists (gconstpointer record)
{
  return ((const Goroutine *) record)->status != STATUS_DEAD;
}

/* Goroutines come and go by the million. */
static void
forget_gone (HtTraceV1Order *self)
{
  if (++self->n_gone < MAX_GONE || self->n_gone < self->goroutines.n / 2 || !self->is_prologue_over)
    return;
  ht_trace_id_map_keep (&self->goroutines, exists);
  self->n_gone = 0;
}

/* The goroutine of the processor does not run any more. */
static void
leave (HtTraceV1Step *step, HtTraceKind kind, HtTraceGoState to, Status status)
{
  HtTraceEvent *event = ht_trace_v1_step_add (step, kind);

  if (kind != HT_TRACE_GO_DESTROY)
    {
      event->args[0] = ht_trace_v1_reason (step->event->kind);
      event->args[1] = step->event->args[0];
    }
  change (step, event, step->cursor->g, to, status);
  step->cursor->g = HT_TRACE_NONE;
  if (status == STATUS_DEAD)
    forget_gone (step->order);
}

static void
set_status (HtTraceEvent *event, const Goroutine *goroutine, HtTraceGoState state)
{
  event->kind = HT_TRACE_GO_STATUS_STACK;
  event->args[0] = goroutine->id;
  event->args[1] = state == HT_TRACE_GO_RUNNING ? event->m : HT_TRACE_NONE;
  event->args[2] = state;
  event->args[3] = goroutine->stack;
}

/* A goroutine that was there before: what it does, the next events say. */
static void
list (HtTraceV1Step *step)
{
  const guint64 *args = step->event->args;
  Goroutine *goroutine = get_goroutine (step->order, args[0]);

  if (goroutine == NULL)
    return;
  goroutine->stack = args[1];
  goroutine->offset = step->event->offset;
  goroutine->sequence = 1;
  goroutine->status = STATUS_RUNNABLE;
  goroutine->state = HT_TRACE_GO_UNKNOWN;
  goroutine->is_untold = TRUE;
  step->order->listing_p = step->cursor->p;
}

static void
create (HtTraceV1Step *step)
{
  const guint64 *args = step->event->args;
  Goroutine *goroutine = get_goroutine (step->order, args[0]);
  HtTraceEvent *event;

  /* Some goroutines are made by none: those that timers start. */
  if (!step->order->is_prologue_over && step->cursor->state == HT_TRACE_PROC_UNKNOWN &&
      step->cursor->g == HT_TRACE_NONE)
    {
      list (step);
      return;
    }
  event = ht_trace_v1_step_add_same (step, HT_TRACE_GO_CREATE);
  if (goroutine == NULL)
    {
      add_change (event, HT_TRACE_GOROUTINE, args[0], HT_TRACE_GO_NOT_EXIST, HT_TRACE_GO_RUNNABLE);
      return;
    }
  goroutine->state = HT_TRACE_GO_NOT_EXIST;
  goroutine->sequence = 1;
  change (step, event, args[0], HT_TRACE_GO_RUNNABLE, STATUS_RUNNABLE);
}

/* A goroutine that was listed runs: it is the one that began the trace, which ran all the time, or
 * one that waited for a processor, and whose start is yet to be told. Which it is, clocks of
 * processors do not decide. */
static gboolean
start_listed (HtTraceV1Step *step, Goroutine *goroutine)
{
  gboolean began_trace = step->cursor->p == step->order->listing_p;
  HtTraceGoState state = began_trace ? HT_TRACE_GO_RUNNING : HT_TRACE_GO_RUNNABLE;
  HtTraceEvent *event = ht_trace_v1_step_add (step, HT_TRACE_GO_STATUS_STACK);

  set_status (event, goroutine, state);
  change (step, event, goroutine->id, state, STATUS_RUNNING);
  return began_trace;
}

static void
start (HtTraceV1Step *step)
{
  const HtTraceV1Event *raw = step->event;
  guint64 g = raw->args[0];
  Goroutine *goroutine = get_goroutine (step->order, g);

  if (goroutine == NULL || !goroutine->is_untold || !start_listed (step, goroutine))
    {
      HtTraceEvent *event = ht_trace_v1_step_add (step, HT_TRACE_GO_START);

      event->args[0] = g;
      event->args[1] = raw->args[1];
      change (step, event, g, HT_TRACE_GO_RUNNING, STATUS_RUNNING);
    }
  if (goroutine != NULL)
    goroutine->sequence =
        (raw->kind == HT_TRACE_V1_GO_START_LOCAL ? goroutine->sequence : raw->args[1]) + 1;
  step->cursor->g = g;
  if (raw->kind == HT_TRACE_V1_GO_START_LABEL)
    ht_trace_v1_step_add (step, HT_TRACE_GO_LABEL)->args[0] = ht_trace_v1_text (raw->args[2]);
}

static void
unblock (HtTraceV1Step *step)
{
  const HtTraceV1Event *raw = step->event;
  gboolean is_local = raw->kind == HT_TRACE_V1_GO_UNBLOCK_LOCAL;
  HtTraceEvent *event = ht_trace_v1_step_add (step, HT_TRACE_GO_UNBLOCK);
  Goroutine *goroutine = change (step, event, raw->args[0], HT_TRACE_GO_RUNNABLE, STATUS_RUNNABLE);

  event->args[0] = raw->args[0];
  event->args[1] = is_local ? 0 : raw->args[1];
  event->args[2] = raw->args[is_local ? 1 : 2];
  if (goroutine != NULL)
    goroutine->sequence = (is_local ? goroutine->sequence : raw->args[1]) + 1;
}

/* Says what a goroutine that was there before the trace does. */
static void
tell_state (HtTraceV1Step *step, HtTraceGoState state)
{
  Goroutine *goroutine = get_goroutine (step->order, step->event->args[0]);
  HtTraceEvent *event = ht_trace_v1_step_add (step, HT_TRACE_GO_STATUS_STACK);

  if (goroutine == NULL)
    {
      step->fits = FALSE;
      step->told->n_events = 0;
      return;
    }
  set_status (event, goroutine, state);
  goroutine->sequence = 2;
  goroutine->blocked_ns = step->time_ns;
  change (step, event, goroutine->id, state, STATUS_WAITING);
}

static void
begin_syscall (HtTraceV1Step *step, guint64 stack)
{
  HtTraceEvent *event = ht_trace_v1_step_add (step, HT_TRACE_GO_SYSCALL_BEGIN);

  event->args[1] = stack;
  change (step, event, step->cursor->g, HT_TRACE_GO_SYSCALL, STATUS_RUNNING);
}

/* One that does not block is told as an instant: the trace does not say when it ends. */
static void
apply_syscall (HtTraceV1Step *step)
{
  begin_syscall (step, step->event->args[0]);
  if (ht_trace_v1_cursor_following (step->cursor)->kind == HT_TRACE_V1_GO_SYS_BLOCK)
    return;
  change (step, ht_trace_v1_step_add (step, HT_TRACE_GO_SYSCALL_END), step->cursor->g,
          HT_TRACE_GO_RUNNING, STATUS_RUNNING);
}

static void
apply_sys_block (HtTraceV1Step *step)
{
  Goroutine *goroutine = ht_trace_id_map_find (&step->order->goroutines, step->cursor->g);

  if (goroutine == NULL || goroutine->state != HT_TRACE_GO_SYSCALL)
    begin_syscall (step, 0);
  goroutine = ht_trace_id_map_find (&step->order->goroutines, step->cursor->g);
  if (goroutine != NULL)
    {
      goroutine->status = STATUS_WAITING;
      goroutine->blocked_ns = step->time_ns;
    }
  step->cursor->g = HT_TRACE_NONE;
}

/* It is told by the processor that is to run the goroutine next, which was not there. */
static void
apply_sys_exit (HtTraceV1Step *step)
{
  const HtTraceV1Event *raw = step->event;
  gboolean is_local = raw->kind == HT_TRACE_V1_GO_SYS_EXIT_LOCAL;
  HtTraceEvent *event = ht_trace_v1_step_add (step, HT_TRACE_GO_SYSCALL_END_BLOCKED);
  Goroutine *goroutine = change (step, event, raw->args[0], HT_TRACE_GO_RUNNABLE, STATUS_RUNNABLE);

  event->m = HT_TRACE_NONE;
  event->p = HT_TRACE_NONE;
  event->g = raw->args[0];
  step->told->real_ticks = raw->args[is_local ? 1 : 2];
  step->told->not_before_ns = step->time_ns;
  if (goroutine == NULL)
    return;
  goroutine->sequence = (is_local ? goroutine->sequence : raw->args[1]) + 1;
  step->told->not_before_ns = goroutine->blocked_ns;
}

static void
apply_to_goroutine (HtTraceV1Step *step)
{
  switch (step->event->kind)
    {
    case HT_TRACE_V1_GO_CREATE:
      create (step);
      break;
    case HT_TRACE_V1_GO_START:
    case HT_TRACE_V1_GO_START_LOCAL:
    case HT_TRACE_V1_GO_START_LABEL:
      start (step);
      break;
    case HT_TRACE_V1_GO_END:
      leave (step, HT_TRACE_GO_DESTROY, HT_TRACE_GO_NOT_EXIST, STATUS_DEAD);
      break;
    case HT_TRACE_V1_GO_SCHED:
    case HT_TRACE_V1_GO_PREEMPT:
      leave (step, HT_TRACE_GO_STOP, HT_TRACE_GO_RUNNABLE, STATUS_RUNNABLE);
      break;
    case HT_TRACE_V1_GO_STOP:
    case HT_TRACE_V1_GO_SLEEP:
    case HT_TRACE_V1_GO_BLOCK:
    case HT_TRACE_V1_GO_BLOCK_SEND:
    case HT_TRACE_V1_GO_BLOCK_RECV:
    case HT_TRACE_V1_GO_BLOCK_SELECT:
    case HT_TRACE_V1_GO_BLOCK_SYNC:
    case HT_TRACE_V1_GO_BLOCK_COND:
    case HT_TRACE_V1_GO_BLOCK_NET:
    case HT_TRACE_V1_GO_BLOCK_GC:
      leave (step, HT_TRACE_GO_BLOCK, HT_TRACE_GO_WAITING, STATUS_WAITING);
      break;
    case HT_TRACE_V1_GO_UNBLOCK:
    case HT_TRACE_V1_GO_UNBLOCK_LOCAL:
      unblock (step);
      break;
    case HT_TRACE_V1_GO_WAITING:
      tell_state (step, HT_TRACE_GO_WAITING);
      break;
    case HT_TRACE_V1_GO_IN_SYSCALL:
      tell_state (step, HT_TRACE_GO_SYSCALL);
      break;
    case HT_TRACE_V1_GO_SYSCALL:
      apply_syscall (step);
      break;
    case HT_TRACE_V1_GO_SYS_BLOCK:
      apply_sys_block (step);
      break;
    case HT_TRACE_V1_GO_SYS_EXIT:
    case HT_TRACE_V1_GO_SYS_EXIT_LOCAL:
      apply_sys_exit (step);
      break;
    default:
      break;
    }
}

static void
change_processor (HtTraceV1Step *step, HtTraceEvent *event, HtTraceProcState to)
{
  HtTraceV1Cursor *cursor = step->cursor;

  if (cursor->p == HT_TRACE_NONE)
    {
      step->fits = FALSE;
      return;
    }
  step->fits &= cursor->state != to;
  add_change (event, HT_TRACE_PROCESSOR, cursor->p, cursor->state, to);
  cursor->state = to;
}

static void
apply_to_processor (HtTraceV1Step *step)
{
  HtTraceV1Cursor *cursor = step->cursor;
  HtTraceEvent *event;

  switch (step->event->kind)
    {
    case HT_TRACE_V1_GOMAXPROCS:
      step->order->is_prologue_over = TRUE;
      ht_trace_v1_step_add_same (step, HT_TRACE_PROCS_CHANGE);
      break;
    case HT_TRACE_V1_PROC_START:
      cursor->m = step->event->args[0];
      event = ht_trace_v1_step_add (step, HT_TRACE_PROC_START);
      event->p = HT_TRACE_NONE;
      event->args[0] = cursor->p;
      change_processor (step, event, HT_TRACE_PROC_RUNNING);
      break;
    case HT_TRACE_V1_PROC_STOP:
      change_processor (step, ht_trace_v1_step_add (step, HT_TRACE_PROC_STOP), HT_TRACE_PROC_IDLE);
      cursor->m = HT_TRACE_NONE;
      break;
    default:
      break;
    }
}

static void
set_ids (HtTraceEvent *event)
{
  const HtTraceSpec *spec = ht_trace_spec (event->kind);

  event->text = spec->text >= 0 ? event->args[spec->text] : 0;
  event->stack = spec->stack >= 0 ? event->args[spec->stack] : 0;
}

/**
 * ht_trace_v1_order_next_untold:
 * @order: the order
 * @status: (out caller-allocates): an event that says of a goroutine that it is runnable
 *
 * To be called until there are no more before the first event that tells GOMAXPROCS is applied, and
 * at the end: goroutines of which nothing else was said are runnable.
 *
 * Returns: whether there is another such goroutine
 */
gboolean
ht_trace_v1_order_next_untold (HtTraceV1Order *order, HtTraceEvent *status)
{
  while (!order->is_prologue_over && order->next_untold < order->goroutines.n)
    {
      Goroutine *goroutine = ht_trace_id_map_at (&order->goroutines, order->next_untold++);

      if (!goroutine->is_untold)
        continue;
      *status = (HtTraceEvent){
        .m = HT_TRACE_NONE, .p = HT_TRACE_NONE, .g = HT_TRACE_NONE, .offset = goroutine->offset
      };
      set_status (status, goroutine, HT_TRACE_GO_RUNNABLE);
      set_ids (status);
      add_change (status, HT_TRACE_GOROUTINE, goroutine->id, goroutine->state,
                  HT_TRACE_GO_RUNNABLE);
      goroutine->state = HT_TRACE_GO_RUNNABLE;
      goroutine->is_untold = FALSE;
      return TRUE;
    }
  return FALSE;
}

/**
 * ht_trace_v1_order_apply:
 * @order: the order
 * @cursor: (inout): a cursor with an event
 * @is_ready: whether its turn had come; else it comes nevertheless, since none is ready
 * @time_ns: when it is
 * @told: (out caller-allocates): what the event is in wire format v2, without times
 *
 * Takes note of the event at hand.
 */
void
ht_trace_v1_order_apply (HtTraceV1Order *order,
                         HtTraceV1Cursor *cursor,
                         gboolean is_ready,
                         gint64 time_ns,
                         HtTraceV1Told *told)
{
  HtTraceV1Step step = { .order = order,
                         .cursor = cursor,
                         .event = ht_trace_v1_cursor_event (cursor),
                         .told = told,
                         .time_ns = time_ns,
                         .fits = is_ready };

  told->n_events = 0;
  told->real_ticks = 0;
  apply_to_goroutine (&step);
  apply_to_processor (&step);
  ht_trace_v1_step_apply_to_collector (&step);
  ht_trace_v1_step_apply_to_marks (&step);
  for (guint i = 0; i < told->n_events; i++)
    set_ids (&told->events[i]);
  if (!step.fits && order->n_misfits++ == 0)
    order->first_misfit = step.event->offset;
}
