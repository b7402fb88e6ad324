/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-order.h"

/* Who has more at once gets no order by sequence for the rest. */
#define MAX_RECORDS (4u << 20)

/* A goroutine or a processor. */
typedef struct
{
  guint64 id;
  guint64 sequence;
  guint state;        /* HtTraceGoState or HtTraceProcState */
  guint32 generation; /* what @sequence counts in */
} Resource;

/* An event while it is applied. */
typedef struct
{
  HtTraceV2Order *order;
  HtTraceEvent *event;
  guint32 thread;
  gboolean fits;
} Step;

const guint8 ht_trace_v2_concerns[HT_TRACE_N_KINDS] = {
  [HT_TRACE_PROC_START] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_PROC_STOP] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_PROC_STEAL] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_PROC_STATUS] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_GO_CREATE] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_CREATE_SYSCALL] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_START] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_DESTROY] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_DESTROY_SYSCALL] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_GO_STOP] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_BLOCK] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_UNBLOCK] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_SYSCALL_BEGIN] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_GO_SYSCALL_END] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_GO_SYSCALL_END_BLOCKED] = HT_TRACE_V2_CONCERNS_PROCESSOR,
  [HT_TRACE_GO_STATUS] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GC_ACTIVE] = HT_TRACE_V2_CONCERNS_COLLECTOR,
  [HT_TRACE_GC_BEGIN] = HT_TRACE_V2_CONCERNS_COLLECTOR,
  [HT_TRACE_GC_END] = HT_TRACE_V2_CONCERNS_COLLECTOR,
  [HT_TRACE_GO_SWITCH] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_SWITCH_DESTROY] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_CREATE_BLOCKED] = HT_TRACE_V2_CONCERNS_GOROUTINE,
  [HT_TRACE_GO_STATUS_STACK] = HT_TRACE_V2_CONCERNS_GOROUTINE,
};

/**
 * ht_trace_v2_order_init:
 * @order: (out caller-allocates): the order
 *
 * Knows nothing yet.
 */
void
ht_trace_v2_order_init (HtTraceV2Order *order)
{
  *order = (HtTraceV2Order){ .n_misfits = 0 };
  ht_trace_id_map_init (&order->goroutines.map, sizeof (Resource));
  ht_trace_id_map_init (&order->processors.map, sizeof (Resource));
  ht_trace_id_map_init (&order->threads, sizeof (HtTraceV2Holder));
}

/**
 * ht_trace_v2_order_clear:
 * @order: the order
 *
 * Frees what it holds.
 */
void
ht_trace_v2_order_clear (HtTraceV2Order *order)
{
  ht_trace_id_map_clear (&order->goroutines.map);
  ht_trace_id_map_clear (&order->processors.map);
  ht_trace_id_map_clear (&order->threads);
}

/* Those that were looked for lately are found without a hash: numbers are dense. */
static inline Resource *
find_resource (HtTraceV2Resources *resources, guint64 id)
{
  guint32 *recent = &resources->recent[id % HT_TRACE_V2_N_RECENT];
  Resource *records = (Resource *) resources->map.records;
  Resource *found;

  if (*recent < resources->map.n && records[*recent].id == id)
    return &records[*recent];
  found = ht_trace_id_map_find (&resources->map, id);
  if (found != NULL)
    *recent = ht_trace_id_map_index (&resources->map, found);
  return found;
}

static gboolean
is_in_state (const HtTraceV2Order *self,
             HtTraceV2Resources *resources,
             guint64 id,
             guint state,
             guint64 sequence)
{
  const Resource *resource = find_resource (resources, id);

  return resource != NULL && resource->state == state && resource->generation == self->generation &&
         sequence == resource->sequence + 1;
}

static guint64
processor_of (HtTraceV2Order *self, guint64 m)
{
  const HtTraceV2Holder *thread =
      m != HT_TRACE_NONE ? ht_trace_id_map_find (&self->threads, m) : NULL;

  return thread != NULL ? thread->p : HT_TRACE_NONE;
}

static gboolean
can_steal (HtTraceV2Order *self, guint64 p, guint64 sequence)
{
  return is_in_state (self, &self->processors, p, HT_TRACE_PROC_SYSCALL, sequence) ||
         is_in_state (self, &self->processors, p, HT_TRACE_PROC_ABANDONED, sequence);
}

/* Threads keep their index until the generation ends. */
static HtTraceV2Holder *
thread_at (const HtTraceV2Order *self, guint32 index)
{
  return index != HT_TRACE_V2_NO_THREAD ? ht_trace_id_map_at (&self->threads, index) : NULL;
}

static guint64
own_processor (const HtTraceV2Order *self, guint32 index)
{
  const HtTraceV2Holder *thread = thread_at (self, index);

  return thread != NULL ? thread->p : HT_TRACE_NONE;
}

static gboolean
has_lost_processor (HtTraceV2Order *self, guint32 index)
{
  guint64 p = own_processor (self, index);
  const Resource *processor = p != HT_TRACE_NONE ? find_resource (&self->processors, p) : NULL;

  return processor == NULL || processor->state != HT_TRACE_PROC_SYSCALL;
}

/**
 * ht_trace_v2_order_may_follow:
 * @order: the order
 * @cursor: a cursor with an event that concerns something
 *
 * Returns: see ht_trace_v2_order_is_ready()
 */
gboolean
ht_trace_v2_order_may_follow (HtTraceV2Order *order, const HtTraceV2Cursor *cursor)
{
  const guint64 *args = cursor->args;

  switch (cursor->kind)
    {
    case HT_TRACE_PROC_START:
      return is_in_state (order, &order->processors, args[0], HT_TRACE_PROC_IDLE, args[1]) &&
             own_processor (order, cursor->thread) == HT_TRACE_NONE;
    case HT_TRACE_PROC_STEAL:
      return can_steal (order, args[0], args[1]);
    case HT_TRACE_GO_START:
      return is_in_state (order, &order->goroutines, args[0], HT_TRACE_GO_RUNNABLE, args[1]);
    case HT_TRACE_GO_UNBLOCK:
    case HT_TRACE_GO_SWITCH:
    case HT_TRACE_GO_SWITCH_DESTROY:
      return is_in_state (order, &order->goroutines, args[0], HT_TRACE_GO_WAITING, args[1]);
    case HT_TRACE_GO_SYSCALL_END_BLOCKED:
      return has_lost_processor (order, cursor->thread);
    case HT_TRACE_GC_ACTIVE:
    case HT_TRACE_GC_BEGIN:
      return !order->gc_known || args[0] == order->gc_sequence + 1;
    case HT_TRACE_GC_END:
      return order->gc_known && args[0] == order->gc_sequence + 1;
    default:
      return TRUE;
    }
}

static Resource *
get_resource (HtTraceV2Resources *resources, guint64 id)
{
  Resource *resource = find_resource (resources, id);

  if (resource == NULL && resources->map.n < MAX_RECORDS)
    resource = ht_trace_id_map_add (&resources->map, id);
  return resource;
}

/* %NULL for the events that belong to no thread. */
static HtTraceV2Holder *
get_thread (HtTraceV2Order *self, guint64 m)
{
  HtTraceV2Holder *thread;

  if (m == HT_TRACE_NONE)
    return NULL;
  thread = ht_trace_id_map_find (&self->threads, m);
  if (thread == NULL && self->threads.n < MAX_RECORDS)
    {
      thread = ht_trace_id_map_add (&self->threads, m);
      thread->g = HT_TRACE_NONE;
      thread->p = HT_TRACE_NONE;
    }
  return thread;
}

static void
set_goroutine_of (HtTraceV2Order *self, guint64 m, guint64 g)
{
  HtTraceV2Holder *thread = get_thread (self, m);

  if (thread != NULL)
    thread->g = g;
}

static void
set_processor_of (HtTraceV2Order *self, guint64 m, guint64 p)
{
  HtTraceV2Holder *thread = get_thread (self, m);

  if (thread != NULL)
    thread->p = p;
}

static void
set_own_goroutine (Step *step, guint64 g)
{
  HtTraceV2Holder *thread = thread_at (step->order, step->thread);

  if (thread != NULL)
    thread->g = g;
}

static void
set_own_processor (Step *step, guint64 p)
{
  HtTraceV2Holder *thread = thread_at (step->order, step->thread);

  if (thread != NULL)
    thread->p = p;
}

static void
add_change (Step *step, HtTraceSubject subject, guint64 id, guint from, guint to)
{
  g_assert (step->event->n_changes < G_N_ELEMENTS (step->event->changes));
  step->event->changes[step->event->n_changes++] =
      (HtTraceChange){ .subject = subject, .id = id, .from = from, .to = to };
}

/* Sets the state of a goroutine or processor. */
static Resource *
change (Step *step, HtTraceSubject subject, guint64 id, guint to)
{
  HtTraceV2Resources *resources =
      subject == HT_TRACE_GOROUTINE ? &step->order->goroutines : &step->order->processors;
  Resource *resource;

  if (id == HT_TRACE_NONE)
    {
      step->fits = FALSE;
      return NULL;
    }
  resource = get_resource (resources, id);
  add_change (step, subject, id, resource != NULL ? resource->state : 0, to);
  if (resource != NULL)
    resource->state = to;
  return resource;
}

/* The same where the event has a sequence number. */
static void
advance (Step *step, HtTraceSubject subject, guint64 id, guint to, guint64 sequence)
{
  Resource *resource = change (step, subject, id, to);

  if (resource == NULL)
    return;
  resource->sequence = sequence;
  resource->generation = step->order->generation;
}

/* A goroutine comes into being. Its number may be that of one that is gone. */
static void
create (Step *step, guint64 g, HtTraceGoState state)
{
  Resource *resource = get_resource (&step->order->goroutines, g);

  if (resource == NULL)
    {
      add_change (step, HT_TRACE_GOROUTINE, g, HT_TRACE_GO_NOT_EXIST, state);
      return;
    }
  step->fits &= resource->state == HT_TRACE_GO_UNKNOWN || resource->state == HT_TRACE_GO_NOT_EXIST;
  resource->state = HT_TRACE_GO_NOT_EXIST;
  advance (step, HT_TRACE_GOROUTINE, g, state, 0);
}

static void
leave (Step *step, HtTraceGoState to)
{
  change (step, HT_TRACE_GOROUTINE, step->event->g, to);
  set_own_goroutine (step, HT_TRACE_NONE);
}

static void
apply_proc_status (Step *step)
{
  const HtTraceEvent *event = step->event;
  guint64 p = event->args[0];
  const Resource *processor = find_resource (&step->order->processors, p);
  guint before = processor != NULL ? processor->state : HT_TRACE_PROC_UNKNOWN;
  guint64 now = event->args[1];

  if (now < HT_TRACE_PROC_RUNNING || now > HT_TRACE_PROC_ABANDONED)
    {
      step->fits = FALSE;
      return;
    }
  /* It is about to be stolen from a thread that is known, however little its thief knows. */
  if (now == HT_TRACE_PROC_ABANDONED && before == HT_TRACE_PROC_SYSCALL)
    {
      advance (step, HT_TRACE_PROCESSOR, p, HT_TRACE_PROC_SYSCALL, 0);
      return;
    }
  step->fits &= before == HT_TRACE_PROC_UNKNOWN || before == now;
  advance (step, HT_TRACE_PROCESSOR, p, (guint) now, 0);
  if (now == HT_TRACE_PROC_RUNNING || now == HT_TRACE_PROC_SYSCALL)
    set_own_processor (step, p);
}

static void
apply_go_status (Step *step)
{
  const HtTraceEvent *event = step->event;
  guint64 g = event->args[0];
  const Resource *goroutine = find_resource (&step->order->goroutines, g);
  guint before = goroutine != NULL ? goroutine->state : HT_TRACE_GO_UNKNOWN;
  guint64 now = event->args[2];

  if (now < HT_TRACE_GO_RUNNABLE || now > HT_TRACE_GO_WAITING)
    {
      step->fits = FALSE;
      return;
    }
  step->fits &= before == HT_TRACE_GO_UNKNOWN || before == now;
  advance (step, HT_TRACE_GOROUTINE, g, (guint) now, 0);
  if (now == HT_TRACE_GO_RUNNING)
    set_own_goroutine (step, g);
  else if (now == HT_TRACE_GO_SYSCALL)
    set_goroutine_of (step->order, event->args[1], g);
}

static void
apply_proc_steal (Step *step)
{
  const HtTraceEvent *event = step->event;
  const Resource *processor = find_resource (&step->order->processors, event->args[0]);
  gboolean was_abandoned = processor != NULL && processor->state == HT_TRACE_PROC_ABANDONED;

  advance (step, HT_TRACE_PROCESSOR, event->args[0], HT_TRACE_PROC_IDLE, event->args[1]);
  if (was_abandoned)
    return;
  step->fits &= processor_of (step->order, event->args[2]) == event->args[0];
  set_processor_of (step->order, event->args[2], HT_TRACE_NONE);
}

static void
apply_destroy_syscall (Step *step)
{
  const HtTraceEvent *event = step->event;

  leave (step, HT_TRACE_GO_NOT_EXIST);
  if (event->p == HT_TRACE_NONE)
    return;
  change (step, HT_TRACE_PROCESSOR, event->p, HT_TRACE_PROC_ABANDONED);
  set_own_processor (step, HT_TRACE_NONE);
}

static void
apply_to_goroutine (Step *step)
{
  const HtTraceEvent *event = step->event;
  const guint64 *args = event->args;

  switch (event->kind)
    {
    case HT_TRACE_GO_STATUS:
    case HT_TRACE_GO_STATUS_STACK:
      apply_go_status (step);
      break;
    case HT_TRACE_GO_CREATE:
      create (step, args[0], HT_TRACE_GO_RUNNABLE);
      break;
    case HT_TRACE_GO_CREATE_BLOCKED:
      create (step, args[0], HT_TRACE_GO_WAITING);
      break;
    case HT_TRACE_GO_CREATE_SYSCALL:
      create (step, args[0], HT_TRACE_GO_SYSCALL);
      set_own_goroutine (step, args[0]);
      break;
    case HT_TRACE_GO_START:
      advance (step, HT_TRACE_GOROUTINE, args[0], HT_TRACE_GO_RUNNING, args[1]);
      set_own_goroutine (step, args[0]);
      break;
    case HT_TRACE_GO_UNBLOCK:
      advance (step, HT_TRACE_GOROUTINE, args[0], HT_TRACE_GO_RUNNABLE, args[1]);
      break;
    case HT_TRACE_GO_SWITCH:
    case HT_TRACE_GO_SWITCH_DESTROY:
      leave (step, event->kind == HT_TRACE_GO_SWITCH ? HT_TRACE_GO_WAITING : HT_TRACE_GO_NOT_EXIST);
      advance (step, HT_TRACE_GOROUTINE, args[0], HT_TRACE_GO_RUNNING, args[1]);
      set_own_goroutine (step, args[0]);
      break;
    case HT_TRACE_GO_STOP:
      leave (step, HT_TRACE_GO_RUNNABLE);
      break;
    case HT_TRACE_GO_BLOCK:
      leave (step, HT_TRACE_GO_WAITING);
      break;
    case HT_TRACE_GO_DESTROY:
      leave (step, HT_TRACE_GO_NOT_EXIST);
      break;
    default:
      break;
    }
}

static void
apply_to_processor (Step *step)
{
  const HtTraceEvent *event = step->event;
  const guint64 *args = event->args;

  switch (event->kind)
    {
    case HT_TRACE_PROC_STATUS:
      apply_proc_status (step);
      break;
    case HT_TRACE_PROC_START:
      advance (step, HT_TRACE_PROCESSOR, args[0], HT_TRACE_PROC_RUNNING, args[1]);
      set_own_processor (step, args[0]);
      break;
    case HT_TRACE_PROC_STOP:
      change (step, HT_TRACE_PROCESSOR, event->p, HT_TRACE_PROC_IDLE);
      set_own_processor (step, HT_TRACE_NONE);
      break;
    case HT_TRACE_PROC_STEAL:
      apply_proc_steal (step);
      break;
    case HT_TRACE_GO_SYSCALL_BEGIN:
      change (step, HT_TRACE_GOROUTINE, event->g, HT_TRACE_GO_SYSCALL);
      advance (step, HT_TRACE_PROCESSOR, event->p, HT_TRACE_PROC_SYSCALL, args[0]);
      break;
    case HT_TRACE_GO_SYSCALL_END:
      change (step, HT_TRACE_GOROUTINE, event->g, HT_TRACE_GO_RUNNING);
      change (step, HT_TRACE_PROCESSOR, event->p, HT_TRACE_PROC_RUNNING);
      break;
    case HT_TRACE_GO_SYSCALL_END_BLOCKED:
      leave (step, HT_TRACE_GO_RUNNABLE);
      break;
    case HT_TRACE_GO_DESTROY_SYSCALL:
      apply_destroy_syscall (step);
      break;
    default:
      break;
    }
}

static void
apply_to_collector (Step *step)
{
  step->order->gc_known = TRUE;
  step->order->gc_sequence = step->event->args[0];
}

/**
 * ht_trace_v2_order_add_thread:
 * @order: the order
 * @m: a thread, or %HT_TRACE_NONE
 *
 * Returns: what the thread is called until the generation ends
 */
guint32
ht_trace_v2_order_add_thread (HtTraceV2Order *order, guint64 m)
{
  const HtTraceV2Holder *thread = get_thread (order, m);

  return thread != NULL ? ht_trace_id_map_index (&order->threads, thread) : HT_TRACE_V2_NO_THREAD;
}

/**
 * ht_trace_v2_order_change:
 * @order: the order
 * @cursor: a cursor with an event that concerns something
 * @is_ready: whether its turn had come
 * @event: (inout): gets what it changes
 *
 * Takes note of the event at hand, see ht_trace_v2_order_apply().
 */
void
ht_trace_v2_order_change (HtTraceV2Order *order,
                          const HtTraceV2Cursor *cursor,
                          gboolean is_ready,
                          HtTraceEvent *event)
{
  Step step = { .order = order, .event = event, .thread = cursor->thread, .fits = is_ready };

  switch (ht_trace_v2_concerns[event->kind])
    {
    case HT_TRACE_V2_CONCERNS_GOROUTINE:
      apply_to_goroutine (&step);
      break;
    case HT_TRACE_V2_CONCERNS_PROCESSOR:
      apply_to_processor (&step);
      break;
    case HT_TRACE_V2_CONCERNS_COLLECTOR:
      apply_to_collector (&step);
      break;
    default:
      break;
    }
  if (!step.fits && order->n_misfits++ == 0)
    order->first_misfit = event->offset;
}

static gboolean
exists (gconstpointer record)
{
  return ((const Resource *) record)->state != HT_TRACE_GO_NOT_EXIST;
}

static gboolean
has_something (gconstpointer record)
{
  const HtTraceV2Holder *thread = record;

  return thread->g != HT_TRACE_NONE || thread->p != HT_TRACE_NONE;
}

/**
 * ht_trace_v2_order_end_generation:
 * @order: the order
 *
 * Forgets goroutines that are gone and threads that had nothing, so that only those that live take
 * memory.
 */
void
ht_trace_v2_order_end_generation (HtTraceV2Order *order)
{
  ht_trace_id_map_tidy (&order->goroutines.map, exists);
  ht_trace_id_map_tidy (&order->threads, has_something);
  order->n_misfits = 0;
  order->generation++;
}
