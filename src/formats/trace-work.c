/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-work.h"

#include "trace-assists.h"
#include "trace-pauses.h"
#include "trace-processors.h"
#include "trace-workers.h"

struct _HtTraceWork
{
  guint64 n_generations;
  HtTraceGcCpu cpu;

  /* Owned */
  HtTraceShare *share;
  HtTracePauses *pauses;
  HtTraceAssists *assists;
  HtTraceWorkers *workers;
  HtTraceProcessors *processors;
};

/**
 * ht_trace_work_new:
 * @context: where spans and points go; borrowed
 * @entries: where goroutines began; borrowed, and told of each event first
 *
 * Returns: (transfer full): nothing that is done; one thread at a time
 */
HtTraceWork *
ht_trace_work_new (HtTraceContext *context, const HtTraceEntries *entries)
{
  HtTraceWork *self = g_new0 (HtTraceWork, 1);

  self->share = ht_trace_share_new (context);
  self->pauses = ht_trace_pauses_new (context, entries, self->share);
  self->assists = ht_trace_assists_new (context, entries, self->share, &self->cpu);
  self->workers = ht_trace_workers_new (context, self->share, &self->cpu);
  self->processors = ht_trace_processors_new (context);
  return self;
}

/**
 * ht_trace_work_free:
 * @work: (transfer full) (nullable): the work
 */
void
ht_trace_work_free (HtTraceWork *work)
{
  if (work == NULL)
    return;
  ht_trace_processors_free (work->processors);
  ht_trace_workers_free (work->workers);
  ht_trace_assists_free (work->assists);
  ht_trace_pauses_free (work->pauses);
  ht_trace_share_free (work->share);
  g_free (work);
}

/**
 * ht_trace_work_begin_generation:
 * @work: the work; its context has begun the generation
 *
 * Forgets what is over.
 */
void
ht_trace_work_begin_generation (HtTraceWork *work)
{
  work->n_generations++;
  ht_trace_assists_begin_generation (work->assists);
}

/**
 * ht_trace_work_get_cpu:
 * @work: the work
 *
 * Returns: (transfer none): what CPU time the collector has taken, up to date while events come
 */
const HtTraceGcCpu *
ht_trace_work_get_cpu (const HtTraceWork *work)
{
  return &work->cpu;
}

static gboolean
is_on_processor (guint state)
{
  return state == HT_TRACE_GO_RUNNING || state == HT_TRACE_GO_SYSCALL;
}

/* A system call does not take a goroutine off its processor, but its end may find it gone. */
static void
change_goroutine (HtTraceWork *self, const HtTraceEvent *event, const HtTraceChange *change)
{
  gboolean was_on = is_on_processor (change->from);

  if (was_on == is_on_processor (change->to))
    return;
  if (was_on)
    {
      ht_trace_workers_end_run (self->workers, event->p, change->id, event->time_ns);
      if (ht_trace_assists_is_any_open (self->assists))
        ht_trace_assists_end_run (self->assists, change->id, event->time_ns);
    }
  else
    {
      ht_trace_workers_begin_run (self->workers, event->p, change->id, event->time_ns);
      if (ht_trace_assists_is_any_open (self->assists))
        ht_trace_assists_begin_run (self->assists, change->id, event->p, event->time_ns);
    }
}

static void
note_changes (HtTraceWork *self, const HtTraceEvent *event)
{
  for (guint i = 0; i < event->n_changes; i++)
    {
      const HtTraceChange *change = &event->changes[i];

      if (change->subject == HT_TRACE_GOROUTINE)
        change_goroutine (self, event, change);
      else
        ht_trace_processors_change (self->processors, change, event->time_ns);
    }
}

/* Since when goes on what a generation says to go on, if nobody knows of it yet. */
static gint64
known_since (const HtTraceWork *self, const HtTraceEvent *event)
{
  return self->n_generations <= 1 ? 0 : event->time_ns;
}

static void
note_collector (HtTraceWork *self, const HtTraceEvent *event)
{
  switch (event->kind)
    {
    case HT_TRACE_PROCS_CHANGE:
      ht_trace_share_set_n_processors (self->share, event->args[0]);
      ht_trace_processors_set_number (self->processors, event->args[0], event->time_ns);
      break;
    case HT_TRACE_STW_BEGIN:
      ht_trace_pauses_begin (self->pauses, event);
      break;
    case HT_TRACE_STW_END:
      ht_trace_pauses_end (self->pauses, event->time_ns);
      break;
    case HT_TRACE_GC_ACTIVE:
      ht_trace_pauses_begin_mark (self->pauses, known_since (self, event));
      break;
    case HT_TRACE_GC_BEGIN:
      ht_trace_pauses_begin_mark (self->pauses, event->time_ns);
      break;
    case HT_TRACE_GC_END:
      ht_trace_pauses_end_mark (self->pauses, event->time_ns);
      break;
    case HT_TRACE_ASSIST_BEGIN:
      ht_trace_assists_begin (self->assists, event);
      break;
    case HT_TRACE_ASSIST_ACTIVE:
      ht_trace_assists_go_on (self->assists, event->args[0],
                              ht_trace_workers_find (self->workers, event->args[0]),
                              known_since (self, event));
      break;
    case HT_TRACE_ASSIST_END:
      ht_trace_assists_end (self->assists, event->g, event->time_ns);
      break;
    case HT_TRACE_SWEEP_ACTIVE:
      ht_trace_workers_go_on_sweeping (self->workers, event->args[0], known_since (self, event));
      break;
    case HT_TRACE_SWEEP_BEGIN:
    case HT_TRACE_SWEEP_END:
    case HT_TRACE_GO_LABEL:
      ht_trace_workers_add_event (self->workers, event);
      break;
    default:
      break;
    }
}

/**
 * ht_trace_work_add_event:
 * @work: the work
 * @event: the next event of the trace, of any kind
 *
 * Takes note of what is done.
 */
void
ht_trace_work_add_event (HtTraceWork *work, const HtTraceEvent *event)
{
  note_changes (work, event);
  note_collector (work, event);
  ht_trace_share_settle (work->share, event->time_ns);
}

/**
 * ht_trace_work_finish:
 * @work: the work
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells what is not over, cut at the end.
 */
void
ht_trace_work_finish (HtTraceWork *work, gint64 end_ns)
{
  ht_trace_pauses_finish (work->pauses, end_ns);
  ht_trace_assists_finish (work->assists, end_ns);
  ht_trace_workers_finish (work->workers, end_ns);
  ht_trace_processors_finish (work->processors, end_ns);
  ht_trace_share_finish (work->share);
}
