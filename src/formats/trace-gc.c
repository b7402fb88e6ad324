/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-gc.h"

#include "saturated.h"

#include <string.h>

/* With GOGC=off Go says 0, or what a memory limit that is none would leave. */
#define COLLECTOR_OFF_BYTES (G_GINT64_CONSTANT (1) << 60)

/* Which pause of a cycle the world is stopped for. */
typedef enum
{
  PAUSE_OTHER,
  PAUSE_SWEEP_TERMINATION,
  PAUSE_MARK_TERMINATION,
} Pause;

struct _HtTraceGc
{
  /* Borrowed */
  const HtTraceTables *tables;
  const HtTraceGcCpu *cpu; /* NULL if nobody counts */

  HtRecordSink sink;
  gint64 wall_offset_ns;
  gboolean has_wall_clock;

  /* The cycle at hand; it is told when its last pause has ended. */
  HtGcCycle cycle;
  gboolean has_cycle;
  gint64 n_cycles;
  gint64 mark_begin_ns;
  HtTraceGcCpu cpu_before; /* the cycle */

  /* Only one at a time can stop the world. */
  Pause pause;
  gint64 pause_begin_ns;

  gint64 heap_live_bytes;
  gint64 goal_bytes;
  gint64 gomaxprocs;
};

/**
 * ht_trace_gc_new:
 * @sink: takes cycles and points; copied
 * @origin_unix_ns: when the trace began, in ns since 1970, should it not say so itself; may be
 *   %HT_UNKNOWN
 *
 * Returns: (transfer full): a collector of collections; one thread at a time
 */
HtTraceGc *
ht_trace_gc_new (const HtRecordSink *sink, gint64 origin_unix_ns)
{
  HtTraceGc *self = g_new0 (HtTraceGc, 1);

  self->sink = *sink;
  self->wall_offset_ns = origin_unix_ns;
  self->heap_live_bytes = HT_UNKNOWN;
  self->goal_bytes = HT_UNKNOWN;
  self->gomaxprocs = HT_UNKNOWN;
  return self;
}

/**
 * ht_trace_gc_free:
 * @gc: (transfer full) (nullable): the collector of collections
 */
void
ht_trace_gc_free (HtTraceGc *gc)
{
  g_free (gc);
}

/**
 * ht_trace_gc_set_cpu:
 * @gc: the collector of collections
 * @cpu: the CPU time of assists and workers, which is kept up to date; borrowed
 *
 * Says where the CPU time of cycles is taken from.
 */
void
ht_trace_gc_set_cpu (HtTraceGc *gc, const HtTraceGcCpu *cpu)
{
  gc->cpu = cpu;
}

/**
 * ht_trace_gc_begin_generation:
 * @gc: the collector of collections
 * @generation: whose events follow; borrowed while they do
 *
 * Takes note of what ids mean and of the wall clock. What the trace says first of that counts, so
 * that a clock that is set meanwhile takes no times apart.
 */
void
ht_trace_gc_begin_generation (HtTraceGc *gc, const HtTraceGeneration *generation)
{
  gc->tables = generation->tables;
  if (gc->has_wall_clock || generation->wall_origin_unix_ns == HT_UNKNOWN)
    return;
  gc->has_wall_clock = TRUE;
  gc->wall_offset_ns = generation->wall_origin_unix_ns;
}

static void
tell_cycle (HtTraceGc *self)
{
  if (!self->has_cycle)
    return;
  self->has_cycle = FALSE;
  ht_record_sink_gc_cycle (&self->sink, &self->cycle);
}

static void
tell_point (HtTraceGc *self, const HtTraceEvent *event, const char *name, gint64 bytes)
{
  HtPoint point = { .name = name, .unit = "bytes", .value = (double) bytes };

  if (self->wall_offset_ns == HT_UNKNOWN)
    return;
  point.time_ns = ht_saturated_add (self->wall_offset_ns, event->time_ns);
  ht_record_sink_point (&self->sink, &point);
}

/* What calls for a collection itself is on the stack of its begin; -1 if nobody knows the stack. */
static gint8
is_forced (HtTraceGc *self, const HtTraceEvent *event)
{
  static const char *const callers[] = { "runtime.GC", "runtime/debug.FreeOSMemory",
                                         "runtime/debug.SetGCPercent",
                                         "runtime/debug.SetMemoryLimit" };
  guint n_frames;
  const HtTraceFrame *frames = ht_trace_tables_get_stack (self->tables, event->stack, &n_frames);

  for (guint i = 0; i < n_frames; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (callers); j++)
      if (g_strcmp0 (ht_trace_tables_get_string (self->tables, frames[i].function, NULL),
                     callers[j]) == 0)
        return 1;
  return n_frames > 0 ? 0 : -1;
}

/* How much more it is than when the cycle began. */
static gint64
cpu_since_begin (const HtTraceGc *self,
                 const HtTraceStopwatch *before,
                 const HtTraceStopwatch *now,
                 gint64 time_ns)
{
  return ht_trace_stopwatch_read (now, time_ns) -
         ht_trace_stopwatch_read (before, self->cycle.start_ns);
}

/* What was taken until now; as long as marking goes on it becomes more. */
static void
note_cpu (HtTraceGc *self, gint64 time_ns)
{
  HtGcCycle *cycle = &self->cycle;
  const HtTraceGcCpu *before = &self->cpu_before;

  if (self->cpu == NULL || !self->has_cycle || cycle->start_ns == HT_UNKNOWN)
    return;
  cycle->assist_ns = cpu_since_begin (self, &before->assist, &self->cpu->assist, time_ns);
  cycle->background_ns =
      cpu_since_begin (self, &before->background, &self->cpu->background, time_ns);
  cycle->idle_ns = cpu_since_begin (self, &before->idle, &self->cpu->idle, time_ns);
}

static void
end_cycle (HtTraceGc *self, gint64 time_ns)
{
  if (!self->has_cycle)
    return;
  self->cycle.end_ns = time_ns;
  if (self->pause != PAUSE_MARK_TERMINATION)
    note_cpu (self, time_ns);
}

static void
begin_cycle (HtTraceGc *self, const HtTraceEvent *event)
{
  tell_cycle (self);
  ht_gc_cycle_init (&self->cycle, HT_GC_SOURCE_TRACE);
  self->has_cycle = TRUE;
  self->cycle.n = ++self->n_cycles;
  self->cycle.wall_offset_ns = self->wall_offset_ns;
  self->cycle.gomaxprocs = self->gomaxprocs;
  self->mark_begin_ns = HT_UNKNOWN;
  if (event->kind != HT_TRACE_GC_BEGIN)
    return;
  self->cycle.start_ns = event->time_ns;
  self->cycle.goal_bytes = self->goal_bytes;
  self->cycle.forced = is_forced (self, event);
  if (self->cpu != NULL)
    self->cpu_before = *self->cpu;
}

static void
begin_pause (HtTraceGc *self, const HtTraceEvent *event)
{
  const char *reason = ht_trace_tables_get_string (self->tables, event->text, NULL);

  self->pause = PAUSE_OTHER;
  self->pause_begin_ns = event->time_ns;
  if (g_strcmp0 (reason, "GC sweep termination") == 0)
    {
      self->pause = PAUSE_SWEEP_TERMINATION;
      self->cycle.heap_start_bytes = self->heap_live_bytes;
    }
  else if (g_strcmp0 (reason, "GC mark termination") == 0)
    {
      self->pause = PAUSE_MARK_TERMINATION;
      self->cycle.heap_end_bytes = self->heap_live_bytes;
      if (self->mark_begin_ns != HT_UNKNOWN)
        self->cycle.mark_ns = event->time_ns - self->mark_begin_ns;
      /* Who ends marking works on under its old name: that is the pause. */
      note_cpu (self, event->time_ns);
    }
}

static void
end_pause (HtTraceGc *self, const HtTraceEvent *event)
{
  gint64 length_ns = event->time_ns - self->pause_begin_ns;

  if (self->pause == PAUSE_SWEEP_TERMINATION && self->has_cycle)
    {
      self->cycle.stw_sweep_term_ns = length_ns;
      self->mark_begin_ns = event->time_ns;
    }
  else if (self->pause == PAUSE_MARK_TERMINATION && self->has_cycle)
    {
      self->cycle.stw_mark_term_ns = length_ns;
      if (self->cycle.stw_sweep_term_ns != HT_UNKNOWN)
        self->cycle.pause_ns = self->cycle.stw_sweep_term_ns + length_ns;
      /* Else there was something to mark after all, and it goes on. */
      if (self->cycle.end_ns != HT_UNKNOWN)
        tell_cycle (self);
    }
  self->pause = PAUSE_OTHER;
}

static void
note_heap (HtTraceGc *self, const HtTraceEvent *event)
{
  gint64 bytes = (gint64) MIN (event->args[0], G_MAXINT64);

  self->heap_live_bytes = bytes;
  /* What was marked is told while the world is stopped to end marking. */
  if (self->pause == PAUSE_MARK_TERMINATION)
    self->cycle.heap_live_bytes = bytes;
  tell_point (self, event, "heap_live", bytes);
}

static void
note_goal (HtTraceGc *self, const HtTraceEvent *event)
{
  gint64 bytes = (gint64) MIN (event->args[0], G_MAXINT64);
  gboolean is_on = bytes > 0 && bytes < COLLECTOR_OFF_BYTES;

  self->goal_bytes = is_on ? bytes : HT_UNKNOWN;
  if (is_on)
    tell_point (self, event, "next_gc", bytes);
}

/**
 * ht_trace_gc_add_event:
 * @gc: the collector of collections
 * @event: the next event of the trace, of any kind
 *
 * Takes note of what concerns the collector.
 */
void
ht_trace_gc_add_event (HtTraceGc *gc, const HtTraceEvent *event)
{
  switch (event->kind)
    {
    case HT_TRACE_PROCS_CHANGE:
      gc->gomaxprocs = (gint64) MIN (event->args[0], G_MAXINT64);
      break;
    case HT_TRACE_HEAP_ALLOC:
      note_heap (gc, event);
      break;
    case HT_TRACE_HEAP_GOAL:
      note_goal (gc, event);
      break;
    case HT_TRACE_GC_ACTIVE:
      /* Each generation says again that marking goes on. */
      if (!gc->has_cycle)
        begin_cycle (gc, event);
      break;
    case HT_TRACE_GC_BEGIN:
      begin_cycle (gc, event);
      break;
    case HT_TRACE_GC_END:
      end_cycle (gc, event->time_ns);
      break;
    case HT_TRACE_STW_BEGIN:
      begin_pause (gc, event);
      break;
    case HT_TRACE_STW_END:
      end_pause (gc, event);
      break;
    default:
      break;
    }
}

/**
 * ht_trace_gc_finish:
 * @gc: the collector of collections
 *
 * Says that nothing follows: a cycle that has not ended is told as far as it got.
 */
void
ht_trace_gc_finish (HtTraceGc *gc)
{
  tell_cycle (gc);
}
