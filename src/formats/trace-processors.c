/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-processors.h"

/* Each change of each processor would be as many points as the trace has events. */
#define SLOT_NS 100000

struct _HtTraceProcessors
{
  guint64 n_processors; /* 0 if unknown */
  gint64 n_running;

  /* The slot at hand. */
  gint64 slot_ns; /* its begin */
  gint64 at_ns;
  double sum; /* of ns times processors, until then */

  /* What was told of slots before. */
  double told;
  gint64 kept_ns; /* begin of the last one that had the same mean and was not told, HT_UNKNOWN */
  gboolean has_told;

  /* Borrowed */
  HtTraceContext *context;
};

/**
 * ht_trace_processors_new:
 * @context: where points go; borrowed
 *
 * Returns: (transfer full): no processors; one thread at a time
 */
HtTraceProcessors *
ht_trace_processors_new (HtTraceContext *context)
{
  HtTraceProcessors *self = g_new0 (HtTraceProcessors, 1);

  self->context = context;
  self->kept_ns = HT_UNKNOWN;
  return self;
}

/**
 * ht_trace_processors_free:
 * @processors: (transfer full) (nullable): the processors
 */
void
ht_trace_processors_free (HtTraceProcessors *processors)
{
  g_free (processors);
}

/**
 * ht_trace_processors_set_number:
 * @processors: the processors
 * @n: GOMAXPROCS
 * @time_ns: since when, ns since the beginning of the trace
 *
 * Says how many there are. Traces say it again and again; points are of changes only.
 */
void
ht_trace_processors_set_number (HtTraceProcessors *processors, guint64 n, gint64 time_ns)
{
  if (n == processors->n_processors)
    return;
  processors->n_processors = n;
  ht_trace_context_tell_gauge (processors->context, "gomaxprocs", "count", time_ns, (double) n);
}

static void
tell_running (HtTraceProcessors *self, gint64 slot_ns, double mean)
{
  ht_trace_context_tell_gauge (self->context, HT_TRACE_SERIES_PREFIX "procs_running", "count",
                               slot_ns, mean);
}

static void
end_slot (HtTraceProcessors *self, gint64 slot_ns, double mean)
{
  if (self->has_told && mean == self->told)
    {
      self->kept_ns = slot_ns;
      return;
    }
  /* Else a line would go from the last change to this one. */
  if (self->kept_ns != HT_UNKNOWN)
    tell_running (self, self->kept_ns, self->told);
  self->kept_ns = HT_UNKNOWN;
  tell_running (self, slot_ns, mean);
  self->told = mean;
  self->has_told = TRUE;
}

static void
advance (HtTraceProcessors *self, gint64 time_ns)
{
  if (time_ns >= self->slot_ns + SLOT_NS)
    {
      double n = (double) self->n_running;
      gint64 n_whole = (time_ns - self->slot_ns) / SLOT_NS - 1;

      self->sum += n * (double) (self->slot_ns + SLOT_NS - self->at_ns);
      end_slot (self, self->slot_ns, self->sum / SLOT_NS);
      /* Of whole ones in which nothing changed the first and the last tell all. */
      if (n_whole > 0)
        end_slot (self, self->slot_ns + SLOT_NS, n);
      if (n_whole > 1)
        end_slot (self, self->slot_ns + n_whole * SLOT_NS, n);
      self->slot_ns += (n_whole + 1) * SLOT_NS;
      self->at_ns = self->slot_ns;
      self->sum = 0;
    }
  self->sum += (double) self->n_running * (double) (time_ns - self->at_ns);
  self->at_ns = time_ns;
}

/* One in a system call is with its thread until another one takes it. */
static gboolean
is_taken (guint state)
{
  return state == HT_TRACE_PROC_RUNNING || state == HT_TRACE_PROC_SYSCALL;
}

/**
 * ht_trace_processors_change:
 * @processors: the processors
 * @change: what becomes of one
 * @time_ns: when, ns since the beginning of the trace
 *
 * Takes note of threads that take a processor or leave it.
 */
void
ht_trace_processors_change (HtTraceProcessors *processors,
                            const HtTraceChange *change,
                            gint64 time_ns)
{
  gboolean was_taken = is_taken (change->from);

  if (was_taken == is_taken (change->to))
    return;
  advance (processors, time_ns);
  processors->n_running += was_taken ? -1 : 1;
}

/**
 * ht_trace_processors_finish:
 * @processors: the processors
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells the last points; the mean of the last one is that of the time until the end.
 */
void
ht_trace_processors_finish (HtTraceProcessors *processors, gint64 end_ns)
{
  advance (processors, end_ns);
  if (processors->at_ns > processors->slot_ns)
    end_slot (processors, processors->slot_ns,
              processors->sum / (double) (processors->at_ns - processors->slot_ns));
  if (processors->kept_ns != HT_UNKNOWN)
    tell_running (processors, processors->kept_ns, processors->told);
}
