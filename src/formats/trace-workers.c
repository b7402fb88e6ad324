/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-workers.h"

#include "gc-cycle.h"
#include "trace-lane.h"

/* More than any machine has. */
#define MAX_PROCESSORS 4096u

/* What a lane of a processor is of. */
typedef enum
{
  DEDICATED,
  FRACTIONAL,
  IDLE,
  SWEEP,
  N_KINDS,
} Kind;

/* No kind of worker: another goroutine. */
#define NO_WORKER N_KINDS

typedef struct
{
  guint64 goroutine; /* which runs, or is in a system call, or HT_TRACE_NONE */
  gint64 since_ns;
  gint64 sweep_since_ns; /* HT_UNKNOWN if it does not sweep */
  Kind worker;

  /* Owned */
  HtTraceLane *lanes[N_KINDS]; /* each NULL until there is something on it */
} Processor;

struct _HtTraceWorkers
{
  /* Borrowed */
  HtTraceContext *context;
  HtTraceShare *share;
  HtTraceGcCpu *cpu;

  /* Owned */
  GArray *processors; /* of Processor, by number */
};

static void
clear_processor (gpointer data)
{
  Processor *processor = data;

  for (guint i = 0; i < N_KINDS; i++)
    ht_trace_lane_free (processor->lanes[i]);
}

/**
 * ht_trace_workers_new:
 * @context: where points go; borrowed
 * @share: is told which processors work; borrowed
 * @cpu: gets the time of workers; borrowed
 *
 * Returns: (transfer full): nobody at work; one thread at a time
 */
HtTraceWorkers *
ht_trace_workers_new (HtTraceContext *context, HtTraceShare *share, HtTraceGcCpu *cpu)
{
  HtTraceWorkers *self = g_new0 (HtTraceWorkers, 1);

  self->context = context;
  self->share = share;
  self->cpu = cpu;
  self->processors = g_array_new (FALSE, FALSE, sizeof (Processor));
  g_array_set_clear_func (self->processors, clear_processor);
  return self;
}

/**
 * ht_trace_workers_free:
 * @workers: (transfer full) (nullable): the workers
 */
void
ht_trace_workers_free (HtTraceWorkers *workers)
{
  if (workers == NULL)
    return;
  g_array_unref (workers->processors);
  g_free (workers);
}

/* %NULL if there can be none of that number. */
static Processor *
get_processor (HtTraceWorkers *self, guint64 p)
{
  const Processor idle = { .goroutine = HT_TRACE_NONE,
                           .sweep_since_ns = HT_UNKNOWN,
                           .worker = NO_WORKER };

  if (p >= MAX_PROCESSORS)
    return NULL;
  while (self->processors->len <= p)
    g_array_append_val (self->processors, idle);
  return &g_array_index (self->processors, Processor, p);
}

static guint64
number_of (const HtTraceWorkers *self, const Processor *processor)
{
  return (guint64) (processor - (const Processor *) (gconstpointer) self->processors->data);
}

static void
add_to_lane (HtTraceWorkers *self, Processor *processor, Kind kind, gint64 since_ns, gint64 time_ns)
{
  static const char *const names[N_KINDS] = { "dedicated", "fractional", "idle", "sweep" };

  if (processor->lanes[kind] == NULL)
    {
      g_autofree char *name = g_strdup_printf ("%s%s/%" G_GUINT64_FORMAT, HT_TRACE_SERIES_PREFIX,
                                               names[kind], number_of (self, processor));

      processor->lanes[kind] = ht_trace_lane_new (name, "ns");
    }
  ht_trace_lane_add (processor->lanes[kind], self->context, time_ns, time_ns - since_ns);
}

static void
begin_work (HtTraceWorkers *self, Processor *processor, Kind kind)
{
  processor->worker = kind;
  ht_trace_stopwatch_start (kind == IDLE ? &self->cpu->idle : &self->cpu->background,
                            processor->since_ns);
  /* What idle workers have nobody else wanted. */
  if (kind != IDLE)
    ht_trace_share_take (self->share, number_of (self, processor));
}

static void
end_work (HtTraceWorkers *self, Processor *processor, gint64 time_ns)
{
  Kind kind = processor->worker;

  if (kind == NO_WORKER)
    return;
  processor->worker = NO_WORKER;
  ht_trace_stopwatch_stop (kind == IDLE ? &self->cpu->idle : &self->cpu->background, time_ns);
  if (kind != IDLE)
    ht_trace_share_give_back (self->share, number_of (self, processor));
  add_to_lane (self, processor, kind, processor->since_ns, time_ns);
}

static void
end_sweep (HtTraceWorkers *self, Processor *processor, gint64 time_ns)
{
  if (processor->sweep_since_ns == HT_UNKNOWN)
    return;
  add_to_lane (self, processor, SWEEP, processor->sweep_since_ns, time_ns);
  processor->sweep_since_ns = HT_UNKNOWN;
}

/**
 * ht_trace_workers_begin_run:
 * @workers: the workers
 * @processor: on which processor, or %HT_TRACE_NONE
 * @goroutine: which goroutine
 * @time_ns: since when, ns since the beginning of the trace
 *
 * Says that a goroutine runs on a processor.
 */
void
ht_trace_workers_begin_run (HtTraceWorkers *workers,
                            guint64 processor,
                            guint64 goroutine,
                            gint64 time_ns)
{
  Processor *on = get_processor (workers, processor);

  if (on == NULL)
    return;
  end_work (workers, on, time_ns);
  on->goroutine = goroutine;
  on->since_ns = time_ns;
}

/**
 * ht_trace_workers_end_run:
 * @workers: the workers
 * @processor: on which processor, or %HT_TRACE_NONE
 * @goroutine: which goroutine
 * @time_ns: when, ns since the beginning of the trace
 *
 * Says that a goroutine runs on a processor no longer; without effect if another one does.
 */
void
ht_trace_workers_end_run (HtTraceWorkers *workers,
                          guint64 processor,
                          guint64 goroutine,
                          gint64 time_ns)
{
  Processor *on = get_processor (workers, processor);

  if (on == NULL || on->goroutine != goroutine)
    return;
  end_work (workers, on, time_ns);
  on->goroutine = HT_TRACE_NONE;
}

/**
 * ht_trace_workers_find:
 * @workers: the workers
 * @goroutine: a goroutine
 *
 * Looks at all processors, so it is nothing for each event.
 *
 * Returns: the processor on which it runs, or %HT_TRACE_NONE
 */
guint64
ht_trace_workers_find (const HtTraceWorkers *workers, guint64 goroutine)
{
  for (guint p = 0; p < workers->processors->len; p++)
    if (g_array_index (workers->processors, Processor, p).goroutine == goroutine)
      return p;
  return HT_TRACE_NONE;
}

static void
note_label (HtTraceWorkers *self, const HtTraceEvent *event)
{
  static const char *const labels[] = { "GC (dedicated)", "GC (fractional)", "GC (idle)" };
  const char *label = ht_trace_context_get_name (self->context, event->text);
  Processor *processor = get_processor (self, event->p);

  if (processor == NULL || processor->goroutine != event->g || processor->worker != NO_WORKER)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (label, labels[i]))
      begin_work (self, processor, (Kind) i);
}

/**
 * ht_trace_workers_go_on_sweeping:
 * @workers: the workers
 * @processor: a processor
 * @since_ns: since when it is known to sweep, ns since the beginning of the trace
 *
 * Says that a processor sweeps; without effect if that is known.
 */
void
ht_trace_workers_go_on_sweeping (HtTraceWorkers *workers, guint64 processor, gint64 since_ns)
{
  Processor *on = get_processor (workers, processor);

  if (on != NULL && on->sweep_since_ns == HT_UNKNOWN)
    on->sweep_since_ns = since_ns;
}

/**
 * ht_trace_workers_add_event:
 * @workers: the workers
 * @event: the next event of the trace, of any kind; what runs behind it is told apart
 *
 * Takes note of what processors do for the collector.
 */
void
ht_trace_workers_add_event (HtTraceWorkers *workers, const HtTraceEvent *event)
{
  Processor *processor;

  switch (event->kind)
    {
    case HT_TRACE_GO_LABEL:
      note_label (workers, event);
      break;
    case HT_TRACE_SWEEP_BEGIN:
      ht_trace_workers_go_on_sweeping (workers, event->p, event->time_ns);
      break;
    case HT_TRACE_SWEEP_END:
      processor = get_processor (workers, event->p);
      if (processor != NULL)
        end_sweep (workers, processor, event->time_ns);
      break;
    default:
      break;
    }
}

/**
 * ht_trace_workers_finish:
 * @workers: the workers
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells what goes on behind the end as if it ended there.
 */
void
ht_trace_workers_finish (HtTraceWorkers *workers, gint64 end_ns)
{
  for (guint p = 0; p < workers->processors->len; p++)
    {
      Processor *processor = &g_array_index (workers->processors, Processor, p);

      end_work (workers, processor, end_ns);
      end_sweep (workers, processor, end_ns);
      for (guint i = 0; i < N_KINDS; i++)
        if (processor->lanes[i] != NULL)
          ht_trace_lane_finish (processor->lanes[i], workers->context);
    }
}
