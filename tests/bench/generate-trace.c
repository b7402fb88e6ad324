/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a synthetic execution trace of Go 1.26 of any size to standard output. The same
 * arguments give the same bytes, always.
 *
 *   generate-trace MEGABYTES [PROCESSORS [plain]]
 *
 * It plays a program of pairs of goroutines that hand each other a message, as tasks with a region,
 * allocate, and now and then log, start a goroutine, make a system call; a collector runs, assists
 * and sweeps. How often what happens was taken from real traces of such a program (Go 1.26, two
 * processors, some 20 million events): a fifth each of starts, blocks and unblocks, a tenth each
 * of begins and ends of tasks and regions, one of 40 a size of the heap, one of 50 a sweep; an
 * event each 400 ns of a processor, 6.2 bytes each. As in those, times of a busy thread run ahead
 * of those of others, since no two of its events have the same.
 *
 * More than a third of these are begins and ends of tasks and regions. That is the worst case: none
 * of 36 traces of programs that were not made for it has any. With "plain" there are none here.
 */
#include <stdio.h>
#include <stdlib.h>

#include "trace-event.h"
#include "trace-v2-wire.h"
#include "wire-writer.h"

#define HEADER "go 1.26 trace\0\0\0"

#define N_PAIRS    100
#define PROCESSORS 2
#define BATCH_FULL (HT_TRACE_V2_MAX_BATCH_BYTES - 64)

#define TICK_NS       64
#define FREQUENCY_HZ  15625000
#define START_TICKS   G_GUINT64_CONSTANT (90000000000)
#define START_UNIX_S  1790000000
#define GENERATION_NS G_GUINT64_CONSTANT (1000000000)
#define SAMPLE_NS     G_GUINT64_CONSTANT (10000000)
#define MEAN_EVENT_NS 400

#define MIN_GOAL_BYTES   (G_GUINT64_CONSTANT (64) << 20)
#define SPAN_BYTES       8192
#define MARK_ALLOCATIONS 3000

#define N_STACKS    200
#define N_FUNCTIONS 120

/* Strings that events name; behind them come functions and files. */
enum
{
  TEXT_RECEIVE = 1,
  TEXT_SELECT,
  TEXT_GOSCHED,
  TEXT_PREEMPTED,
  TEXT_WORKER_IDLE,
  TEXT_DEDICATED,
  TEXT_SWEEP_TERMINATION,
  TEXT_MARK_TERMINATION,
  TEXT_ROUND,
  TEXT_EXCHANGE,
  TEXT_KEY,
  TEXT_VALUE,
  TEXT_FIRST_FUNCTION,
};

static const char *const texts[TEXT_FIRST_FUNCTION] = {
  [TEXT_RECEIVE] = "chan receive",
  [TEXT_SELECT] = "select",
  [TEXT_GOSCHED] = "runtime.Gosched",
  [TEXT_PREEMPTED] = "preempted",
  [TEXT_WORKER_IDLE] = "system goroutine wait",
  [TEXT_DEDICATED] = "GC (dedicated)",
  [TEXT_SWEEP_TERMINATION] = "GC sweep termination",
  [TEXT_MARK_TERMINATION] = "GC mark termination",
  [TEXT_ROUND] = "round",
  [TEXT_EXCHANGE] = "exchange",
  [TEXT_KEY] = "n",
  [TEXT_VALUE] = "100",
};

typedef enum
{
  PRODUCER,
  CONSUMER,
  CHILD,
  WORKER,
} Role;

typedef struct _Goroutine Goroutine;
struct _Goroutine
{
  guint64 id;
  guint64 sequence;
  guint64 told; /* generation in which its state was told last */
  guint64 task;
  Goroutine *peer;
  HtTraceGoState state;
  Role role;
  guint step;
  gboolean is_awaited; /* it was let go on before it began to wait */
};

/* A thread of the operating system, and the batch that it fills. */
typedef struct
{
  guint64 m;
  guint64 ticks;
  guint64 batch_ticks;
  GByteArray *batch;
} Thread;

typedef struct
{
  guint64 p;
  guint64 sequence;
  guint64 told;
  guint64 now_ns;
  Thread *thread;
  Goroutine *running;
} Processor;

typedef struct
{
  /* Owned */
  GRand *random;
  GByteArray *out; /* a batch with its head */
  GPtrArray *goroutines;
  GPtrArray *processors;
  GQueue *runnable;
  GByteArray *samples;

  Thread *spare; /* without a processor */
  guint64 generation;
  guint64 introduced; /* generation whose first goroutine has run */
  guint64 generation_end_ns;
  guint64 n_bytes;
  guint64 next_goroutine;
  guint64 next_task;

  guint64 heap_bytes;
  guint64 goal_bytes;
  guint64 gc_sequence;
  guint mark_rest;   /* allocations until marking ends; 0 while none does */
  gboolean is_plain; /* no tasks, regions and messages */
} Program;

static void
write_out (Program *self)
{
  if (fwrite (self->out->data, 1, self->out->len, stdout) != self->out->len)
    g_error ("the trace cannot be written");
  self->n_bytes += self->out->len;
  g_byte_array_set_size (self->out, 0);
}

/* The size has ten bytes, as Go writes it. */
static void
write_batch (Program *self, guint64 m, guint64 ticks, const GByteArray *data)
{
  guint64 size = data->len;

  ht_wire_write_varint (self->out, HT_TRACE_V2_EVENT_BATCH);
  ht_wire_write_varint (self->out, self->generation);
  ht_wire_write_varint (self->out, m);
  ht_wire_write_varint (self->out, ticks);
  for (guint i = 0; i < 9; i++, size >>= 7)
    g_byte_array_append (self->out, &(guint8){ (guint8) (size | 0x80) }, 1);
  g_byte_array_append (self->out, &(guint8){ 0 }, 1);
  g_byte_array_append (self->out, data->data, data->len);
  write_out (self);
}

static void
flush (Program *self, Thread *thread)
{
  if (thread->batch->len > 0)
    write_batch (self, thread->m, thread->batch_ticks, thread->batch);
  g_byte_array_set_size (thread->batch, 0);
}

static guint
random_below (Program *self, guint bound)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) bound);
}

static gboolean
one_of (Program *self, guint n)
{
  return random_below (self, n) == 0;
}

static guint64
stack_of (Program *self, guint site)
{
  return 1 + (site * 16 + random_below (self, 16)) % N_STACKS;
}

static guint64
ticks_at (guint64 ns)
{
  return START_TICKS + ns / TICK_NS;
}

#define ARGS(...) ((const guint64[]){ __VA_ARGS__ })
#define NO_ARGS   ARGS (0)

/* Writes an event with its arguments as #HtTraceKind lists them. */
static void
emit (Program *self, Processor *processor, HtTraceKind kind, const guint64 *args)
{
  Thread *thread = processor->thread;
  guint64 before = thread->ticks;

  thread->ticks = MAX (before + 1, ticks_at (processor->now_ns));
  if (thread->batch->len > BATCH_FULL)
    flush (self, thread);
  if (thread->batch->len == 0)
    {
      thread->batch_ticks = thread->ticks;
      before = thread->ticks;
    }
  ht_wire_write_varint (thread->batch, kind);
  ht_wire_write_varint (thread->batch, thread->ticks - before);
  for (guint i = 0; i < ht_trace_spec (kind)->n_args; i++)
    ht_wire_write_varint (thread->batch, args[i]);
  processor->now_ns += 1 + random_below (self, 2 * MEAN_EVENT_NS);
}

/* The first time in a generation that something is told of a processor or goroutine, its state
 * comes before; sequence numbers begin anew. */
static void
tell_processor (Program *self, Processor *processor)
{
  if (processor->told == self->generation)
    return;
  processor->told = self->generation;
  processor->sequence = 0;
  emit (self, processor, HT_TRACE_PROC_STATUS, ARGS (processor->p, HT_TRACE_PROC_RUNNING));
}

static void
tell_goroutine (Program *self, Processor *processor, Goroutine *goroutine)
{
  guint64 m = goroutine->state == HT_TRACE_GO_RUNNING ? processor->thread->m : HT_TRACE_NONE;

  if (goroutine->told == self->generation)
    return;
  goroutine->told = self->generation;
  goroutine->sequence = 0;
  emit (self, processor, HT_TRACE_GO_STATUS, ARGS (goroutine->id, m, goroutine->state));
}

static Goroutine *
add_goroutine (Program *self, Role role, HtTraceGoState state)
{
  Goroutine *goroutine = g_new0 (Goroutine, 1);

  goroutine->id = self->next_goroutine++;
  goroutine->role = role;
  goroutine->state = state;
  g_ptr_array_add (self->goroutines, goroutine);
  if (state == HT_TRACE_GO_RUNNABLE)
    g_queue_push_tail (self->runnable, goroutine);
  return goroutine;
}

static void
create_child (Program *self, Processor *processor)
{
  Goroutine *child = add_goroutine (self, CHILD, HT_TRACE_GO_RUNNABLE);
  guint64 own_stack = stack_of (self, 1);

  child->told = self->generation;
  emit (self, processor, HT_TRACE_GO_CREATE, ARGS (child->id, own_stack, stack_of (self, 2)));
}

static void
start_next (Program *self, Processor *processor)
{
  Goroutine *next = g_queue_pop_head (self->runnable);

  if (next == NULL)
    {
      processor->now_ns += MEAN_EVENT_NS;
      return;
    }
  tell_goroutine (self, processor, next);
  emit (self, processor, HT_TRACE_GO_START, ARGS (next->id, ++next->sequence));
  if (next->role == WORKER)
    emit (self, processor, HT_TRACE_GO_LABEL, ARGS (TEXT_DEDICATED));
  next->state = HT_TRACE_GO_RUNNING;
  processor->running = next;
}

static void
unblock (Program *self, Processor *processor, Goroutine *goroutine)
{
  if (goroutine->state != HT_TRACE_GO_WAITING)
    {
      goroutine->is_awaited = TRUE;
      return;
    }
  tell_goroutine (self, processor, goroutine);
  emit (self, processor, HT_TRACE_GO_UNBLOCK,
        ARGS (goroutine->id, ++goroutine->sequence, stack_of (self, 3)));
  goroutine->state = HT_TRACE_GO_RUNNABLE;
  g_queue_push_tail (self->runnable, goroutine);
}

static void
block (Program *self, Processor *processor, guint64 reason)
{
  Goroutine *goroutine = processor->running;

  if (goroutine->is_awaited)
    {
      goroutine->is_awaited = FALSE;
      return;
    }
  emit (self, processor, HT_TRACE_GO_BLOCK, ARGS (reason, stack_of (self, 4)));
  goroutine->state = HT_TRACE_GO_WAITING;
  processor->running = NULL;
}

static void
stop (Program *self, Processor *processor, guint64 reason)
{
  emit (self, processor, HT_TRACE_GO_STOP, ARGS (reason, stack_of (self, 5)));
  processor->running->state = HT_TRACE_GO_RUNNABLE;
  g_queue_push_tail (self->runnable, processor->running);
  processor->running = NULL;
}

/* A system call; one of ten takes so long that the spare thread takes the processor. */
static void
call_system (Program *self, Processor *processor)
{
  Thread *thread = processor->thread;
  Goroutine *goroutine = processor->running;

  emit (self, processor, HT_TRACE_GO_SYSCALL_BEGIN,
        ARGS (++processor->sequence, stack_of (self, 6)));
  if (!one_of (self, 10))
    {
      emit (self, processor, HT_TRACE_GO_SYSCALL_END, NO_ARGS);
      return;
    }
  processor->thread = self->spare;
  emit (self, processor, HT_TRACE_PROC_STEAL,
        ARGS (processor->p, ++processor->sequence, thread->m));
  emit (self, processor, HT_TRACE_PROC_START, ARGS (processor->p, ++processor->sequence));
  self->spare = processor->thread;
  processor->thread = thread;
  emit (self, processor, HT_TRACE_GO_SYSCALL_END_BLOCKED, NO_ARGS);
  processor->thread = self->spare;
  self->spare = thread;
  goroutine->state = HT_TRACE_GO_RUNNABLE;
  g_queue_push_tail (self->runnable, goroutine);
  processor->running = NULL;
}

/* While the world stands still, nothing happens elsewhere. */
static void
start_world (Program *self, Processor *processor)
{
  emit (self, processor, HT_TRACE_STW_END, NO_ARGS);
  for (guint i = 0; i < self->processors->len; i++)
    {
      Processor *other = g_ptr_array_index (self->processors, i);

      other->now_ns = MAX (other->now_ns, processor->now_ns);
    }
}

static void
begin_collection (Program *self, Processor *processor)
{
  self->mark_rest = MARK_ALLOCATIONS;
  emit (self, processor, HT_TRACE_GC_BEGIN, ARGS (++self->gc_sequence, stack_of (self, 7)));
  emit (self, processor, HT_TRACE_STW_BEGIN, ARGS (TEXT_SWEEP_TERMINATION, 0));
  start_world (self, processor);
  for (guint i = 0; i < self->goroutines->len; i++)
    {
      Goroutine *goroutine = g_ptr_array_index (self->goroutines, i);

      if (goroutine->role == WORKER)
        unblock (self, processor, goroutine);
    }
}

static void
end_collection (Program *self, Processor *processor)
{
  emit (self, processor, HT_TRACE_STW_BEGIN, ARGS (TEXT_MARK_TERMINATION, 0));
  self->heap_bytes = MIN_GOAL_BYTES / 2 + (guint64) random_below (self, 1 << 20);
  self->goal_bytes = 2 * self->heap_bytes;
  emit (self, processor, HT_TRACE_HEAP_ALLOC, ARGS (self->heap_bytes));
  emit (self, processor, HT_TRACE_GC_END, ARGS (++self->gc_sequence));
  emit (self, processor, HT_TRACE_HEAP_GOAL, ARGS (self->goal_bytes));
  start_world (self, processor);
}

static void
allocate (Program *self, Processor *processor)
{
  if (self->mark_rest > 0)
    {
      if (one_of (self, 50))
        {
          emit (self, processor, HT_TRACE_ASSIST_BEGIN, ARGS (stack_of (self, 8)));
          emit (self, processor, HT_TRACE_ASSIST_END, NO_ARGS);
        }
      if (--self->mark_rest == 0)
        end_collection (self, processor);
    }
  else if (one_of (self, 10))
    {
      emit (self, processor, HT_TRACE_SWEEP_BEGIN, ARGS (stack_of (self, 8)));
      emit (self, processor, HT_TRACE_SWEEP_END,
            ARGS (SPAN_BYTES, random_below (self, SPAN_BYTES)));
    }
  if (!one_of (self, 8))
    return;
  self->heap_bytes += SPAN_BYTES;
  emit (self, processor, HT_TRACE_HEAP_ALLOC, ARGS (self->heap_bytes));
  if (self->mark_rest == 0 && self->heap_bytes >= self->goal_bytes)
    begin_collection (self, processor);
}

/* What a producer does in a round, one thing at a time. */
static void
produce (Program *self, Processor *processor, Goroutine *goroutine)
{
  switch (goroutine->step++)
    {
    case 0:
      if (self->is_plain)
        break;
      goroutine->task = self->next_task++;
      emit (self, processor, HT_TRACE_TASK_BEGIN,
            ARGS (goroutine->task, 0, TEXT_ROUND, stack_of (self, 9)));
      break;
    case 1:
      if (!self->is_plain)
        emit (self, processor, HT_TRACE_REGION_BEGIN,
              ARGS (goroutine->task, TEXT_EXCHANGE, stack_of (self, 9)));
      break;
    case 2:
      allocate (self, processor);
      break;
    case 3:
      unblock (self, processor, goroutine->peer);
      break;
    case 4:
      block (self, processor, TEXT_RECEIVE);
      break;
    case 5:
      if (!self->is_plain)
        emit (self, processor, HT_TRACE_REGION_END,
              ARGS (goroutine->task, TEXT_EXCHANGE, stack_of (self, 9)));
      break;
    case 6:
      if (!one_of (self, 100))
        break;
      if (!self->is_plain)
        emit (self, processor, HT_TRACE_LOG,
              ARGS (goroutine->task, TEXT_KEY, TEXT_VALUE, stack_of (self, 9)));
      create_child (self, processor);
      break;
    default:
      if (!self->is_plain)
        emit (self, processor, HT_TRACE_TASK_END, ARGS (goroutine->task, stack_of (self, 9)));
      goroutine->step = 0;
      break;
    }
}

static void
consume (Program *self, Processor *processor, Goroutine *goroutine)
{
  switch (goroutine->step++)
    {
    case 0:
      allocate (self, processor);
      break;
    case 1:
      unblock (self, processor, goroutine->peer);
      break;
    default:
      block (self, processor, TEXT_SELECT);
      goroutine->step = 0;
      break;
    }
}

static void
end_child (Program *self, Processor *processor, Goroutine *goroutine)
{
  if (goroutine->step++ == 0)
    {
      stop (self, processor, TEXT_GOSCHED);
      return;
    }
  emit (self, processor, HT_TRACE_GO_DESTROY, NO_ARGS);
  processor->running = NULL;
  g_ptr_array_remove_fast (self->goroutines, goroutine);
}

static void
take_sample (Program *self, Processor *processor)
{
  ht_wire_write_varint (self->samples, HT_TRACE_V2_CPU_SAMPLE);
  ht_wire_write_varint (self->samples, ticks_at (processor->now_ns));
  ht_wire_write_varint (self->samples, processor->thread->m);
  ht_wire_write_varint (self->samples, processor->p);
  ht_wire_write_varint (self->samples, processor->running->id);
  ht_wire_write_varint (self->samples, stack_of (self, 10));
}

/* What the first goroutine that runs in a generation tells of the whole program. */
static void
introduce_generation (Program *self, Processor *processor)
{
  if (self->introduced == self->generation)
    return;
  self->introduced = self->generation;
  emit (self, processor, HT_TRACE_PROCS_CHANGE, ARGS (self->processors->len, 0));
  if (self->generation == 1)
    emit (self, processor, HT_TRACE_HEAP_GOAL, ARGS (self->goal_bytes));
  if (self->mark_rest > 0)
    emit (self, processor, HT_TRACE_GC_ACTIVE, ARGS (++self->gc_sequence));
}

/* The processor that is behind all others does one thing. */
static void
step (Program *self, Processor *processor)
{
  Goroutine *goroutine = processor->running;
  guint64 before_ns = processor->now_ns;

  tell_processor (self, processor);
  if (goroutine == NULL)
    {
      start_next (self, processor);
      return;
    }
  tell_goroutine (self, processor, goroutine);
  introduce_generation (self, processor);
  if (one_of (self, 30000))
    stop (self, processor, TEXT_PREEMPTED);
  else if (one_of (self, 30000))
    call_system (self, processor);
  else if (goroutine->role == PRODUCER)
    produce (self, processor, goroutine);
  else if (goroutine->role == CONSUMER)
    consume (self, processor, goroutine);
  else if (goroutine->role == CHILD)
    end_child (self, processor, goroutine);
  else
    {
      processor->now_ns += 1000 * MEAN_EVENT_NS;
      block (self, processor, TEXT_WORKER_IDLE);
    }
  if (processor->running != NULL && before_ns / SAMPLE_NS != processor->now_ns / SAMPLE_NS)
    take_sample (self, processor);
}

static void
write_text (GByteArray *data, guint64 id, const char *text)
{
  ht_wire_write_varint (data, HT_TRACE_V2_STRING);
  ht_wire_write_varint (data, id);
  ht_wire_write_varint (data, strlen (text));
  g_byte_array_append (data, (const guint8 *) text, (guint) strlen (text));
}

static void
write_strings (Program *self, guint64 ticks)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  ht_wire_write_varint (data, HT_TRACE_V2_STRINGS);
  for (guint64 i = 1; i < TEXT_FIRST_FUNCTION; i++)
    write_text (data, i, texts[i]);
  for (guint64 i = 0; i < N_FUNCTIONS; i++)
    {
      g_autofree char *function = g_strdup_printf ("example.com/exchange/part%02u.(*Desk).hand%03u",
                                                   (guint) i / 8, (guint) i);
      g_autofree char *file =
          g_strdup_printf ("/src/exchange/part%02u/hand%03u.go", (guint) i / 8, (guint) i);

      write_text (data, TEXT_FIRST_FUNCTION + 2 * i, function);
      write_text (data, TEXT_FIRST_FUNCTION + 2 * i + 1, file);
    }
  write_batch (self, HT_TRACE_NONE, ticks, data);
}

static void
write_stacks (Program *self, guint64 ticks)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  ht_wire_write_varint (data, HT_TRACE_V2_STACKS);
  for (guint64 i = 1; i <= N_STACKS; i++)
    {
      guint64 n_frames = 2 + i % 7;

      ht_wire_write_varint (data, HT_TRACE_V2_STACK);
      ht_wire_write_varint (data, i);
      ht_wire_write_varint (data, n_frames);
      for (guint64 k = 0; k < n_frames; k++)
        {
          guint64 function = (i * 31 + k * 17) % N_FUNCTIONS;

          ht_wire_write_varint (data, 0x480000 + function * 4096 + i);
          ht_wire_write_varint (data, TEXT_FIRST_FUNCTION + 2 * function);
          ht_wire_write_varint (data, TEXT_FIRST_FUNCTION + 2 * function + 1);
          ht_wire_write_varint (data, 10 + i);
        }
    }
  write_batch (self, HT_TRACE_NONE, ticks, data);
}

/* What nothing was told of has its state told at the end, by nobody. */
static void
write_rest (Program *self, guint64 ticks)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  for (guint i = 0; i < self->goroutines->len; i++)
    {
      Goroutine *goroutine = g_ptr_array_index (self->goroutines, i);

      if (goroutine->told == self->generation)
        continue;
      goroutine->told = self->generation;
      ht_wire_write_varint (data, HT_TRACE_GO_STATUS);
      ht_wire_write_varint (data, 1);
      ht_wire_write_varint (data, goroutine->id);
      ht_wire_write_varint (data, HT_TRACE_NONE);
      ht_wire_write_varint (data, goroutine->state);
    }
  if (data->len > 0)
    write_batch (self, HT_TRACE_NONE, ticks, data);
}

static Processor *
earliest (const Program *self)
{
  Processor *first = g_ptr_array_index (self->processors, 0);

  for (guint i = 1; i < self->processors->len; i++)
    {
      Processor *processor = g_ptr_array_index (self->processors, i);

      if (processor->now_ns < first->now_ns)
        first = processor;
    }
  return first;
}

static void
begin_generation (Program *self)
{
  Processor *first = earliest (self);
  guint64 ticks = ticks_at (first->now_ns);
  guint64 unix_ns = first->now_ns / TICK_NS * TICK_NS;
  g_autoptr (GByteArray) data = g_byte_array_new ();

  self->generation++;
  self->generation_end_ns = first->now_ns + GENERATION_NS;
  ht_wire_write_varint (data, HT_TRACE_V2_SYNC);
  ht_wire_write_varint (data, HT_TRACE_V2_FREQUENCY);
  ht_wire_write_varint (data, FREQUENCY_HZ);
  ht_wire_write_varint (data, HT_TRACE_V2_CLOCK_SNAPSHOT);
  ht_wire_write_varint (data, 0);
  ht_wire_write_varint (data, ticks * TICK_NS);
  ht_wire_write_varint (data, START_UNIX_S + unix_ns / 1000000000);
  ht_wire_write_varint (data, unix_ns % 1000000000);
  write_batch (self, HT_TRACE_NONE, ticks, data);
}

static void
end_generation (Program *self)
{
  guint64 ticks = ticks_at (earliest (self)->now_ns);

  for (guint i = 0; i < self->processors->len; i++)
    {
      Processor *processor = g_ptr_array_index (self->processors, i);

      tell_processor (self, processor);
      if (processor->running != NULL)
        tell_goroutine (self, processor, processor->running);
      flush (self, processor->thread);
    }
  flush (self, self->spare);
  write_rest (self, ticks);
  if (self->samples->len > 1)
    write_batch (self, HT_TRACE_NONE, ticks, self->samples);
  g_byte_array_set_size (self->samples, 1);
  write_stacks (self, ticks);
  write_strings (self, ticks);
  ht_wire_write_varint (self->out, HT_TRACE_V2_END_OF_GENERATION);
  write_out (self);
}

static Thread *
new_thread (guint64 m)
{
  Thread *thread = g_new0 (Thread, 1);

  thread->m = m;
  thread->batch = g_byte_array_new ();
  return thread;
}

static void
free_thread (Thread *thread)
{
  g_byte_array_unref (thread->batch);
  g_free (thread);
}

static void
free_processor (gpointer data)
{
  Processor *processor = data;

  free_thread (processor->thread);
  g_free (processor);
}

static void
init_program (Program *self, guint n_processors)
{
  *self = (Program){ .next_goroutine = 1, .next_task = 1, .goal_bytes = MIN_GOAL_BYTES };
  self->heap_bytes = MIN_GOAL_BYTES / 2;
  self->random = g_rand_new_with_seed (1);
  self->out = g_byte_array_new ();
  self->goroutines = g_ptr_array_new_with_free_func (g_free);
  self->processors = g_ptr_array_new_with_free_func (free_processor);
  self->runnable = g_queue_new ();
  self->samples = g_byte_array_new ();
  ht_wire_write_varint (self->samples, HT_TRACE_V2_CPU_SAMPLES);
  self->spare = new_thread (5000);
  for (guint i = 0; i < n_processors; i++)
    {
      Processor *processor = g_new0 (Processor, 1);

      processor->p = i;
      processor->thread = new_thread (5001 + i);
      g_ptr_array_add (self->processors, processor);
      add_goroutine (self, WORKER, HT_TRACE_GO_WAITING);
    }
  for (guint i = 0; i < N_PAIRS * n_processors / PROCESSORS; i++)
    {
      Goroutine *producer = add_goroutine (self, PRODUCER, HT_TRACE_GO_RUNNABLE);
      Goroutine *consumer = add_goroutine (self, CONSUMER, HT_TRACE_GO_WAITING);

      producer->peer = consumer;
      consumer->peer = producer;
    }
}

static void
clear_program (Program *self)
{
  g_rand_free (self->random);
  g_byte_array_unref (self->out);
  g_ptr_array_unref (self->goroutines);
  g_ptr_array_unref (self->processors);
  g_queue_free (self->runnable);
  g_byte_array_unref (self->samples);
  free_thread (self->spare);
}

int
main (int argc, char *argv[])
{
  guint64 megabytes = 0, n_processors = PROCESSORS;
  Program program;

  if (argc < 2 || argc > 4 || (argc == 4 && !g_str_equal (argv[3], "plain")) ||
      !g_ascii_string_to_unsigned (argv[1], 10, 1, 100000, &megabytes, NULL) ||
      (argc >= 3 && !g_ascii_string_to_unsigned (argv[2], 10, 1, 1000, &n_processors, NULL)))
    {
      fprintf (stderr, "usage: %s MEGABYTES [PROCESSORS [plain]]\n", argv[0]);
      return EXIT_FAILURE;
    }

  init_program (&program, (guint) n_processors);
  program.is_plain = argc == 4;
  g_byte_array_append (program.out, (const guint8 *) HEADER, sizeof HEADER - 1);
  begin_generation (&program);
  while (program.n_bytes < megabytes * 1000000)
    {
      Processor *processor = earliest (&program);

      if (processor->now_ns >= program.generation_end_ns)
        {
          end_generation (&program);
          begin_generation (&program);
        }
      step (&program, processor);
    }
  end_generation (&program);
  clear_program (&program);
  return EXIT_SUCCESS;
}
