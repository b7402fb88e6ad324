/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-merge.h"

#include "trace-frontier.h"
#include "trace-v1-delay.h"

/* What events of all processors take in memory together. */
#define MAX_WINDOW_BYTES (32u << 20)
#define WINDOW_BYTES     65536u
#define MIN_WINDOW_BYTES (MAX_WINDOW_BYTES >> 16)
G_STATIC_ASSERT (MIN_WINDOW_BYTES >= HT_TRACE_V1_MIN_WINDOW_BYTES);

#define EVENTS_PER_PROGRESS 65536

/* Real traces try few events twice; one made on purpose could try all of them each time. */
#define MAX_TRIES_PER_EVENT 8
#define MAX_TRIES_AT_FIRST  (1u << 20)

/* So long is waited for what should come before an event. Clocks are less apart: it was lost. */
#define PATIENCES_PER_SECOND 10

/* The events of a trace while they are put in order. */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceV1Index *index;
  const HtTraceClock *clock;
  HtDecodeWarnings *warnings;
  HtTraceV1Merged *merged;

  /* Owned */
  HtTraceV1Cursor *cursors;
  HtTraceFrontier frontier;
  HtTraceV1Order order;
  HtTraceV1Delay delay;

  guint64 patience_ticks;
  gint64 last_ns;
  guint64 n_tries;
  guint64 n_taken;
  guint n_samples_done;
} Merge;

static void
init_cursors (Merge *self, guint minor)
{
  guint n_procs = self->index->procs.n;
  gsize most_bytes = (gsize) CLAMP (self->input->size, MIN_WINDOW_BYTES, WINDOW_BYTES);
  gsize window_bytes = CLAMP (MAX_WINDOW_BYTES / MAX (n_procs, 1), MIN_WINDOW_BYTES, most_bytes);

  self->cursors = g_new (HtTraceV1Cursor, n_procs);
  ht_trace_frontier_init (&self->frontier, n_procs);
  for (guint i = 0; i < n_procs; i++)
    {
      HtTraceV1Cursor *cursor = &self->cursors[i];

      ht_trace_v1_cursor_init (cursor, self->input, self->index,
                               ht_trace_id_map_at (&self->index->procs, i), minor, window_bytes);
      ht_trace_frontier_push (&self->frontier, cursor->ticks, cursor);
    }
}

static void
clear (Merge *self)
{
  for (guint i = 0; i < self->index->procs.n; i++)
    ht_trace_v1_cursor_clear (&self->cursors[i]);
  g_free (self->cursors);
  ht_trace_frontier_clear (&self->frontier);
  ht_trace_v1_order_clear (&self->order);
  ht_trace_v1_delay_clear (&self->delay);
}

/* Clocks run ahead of each other, but an effect is never before its cause. */
static gint64
advance_time (Merge *self, guint64 ticks)
{
  self->last_ns = MAX (self->last_ns, ht_trace_clock_time (self->clock, ticks));
  return self->last_ns;
}

static void
emit (Merge *self, HtTraceEvent *event, gint64 time_ns)
{
  event->time_ns = time_ns;
  ht_trace_v1_delay_add (&self->delay, event);
}

static void
emit_samples_before (Merge *self, guint64 ticks)
{
  const GArray *samples = self->index->samples;

  for (; self->n_samples_done < samples->len; self->n_samples_done++)
    {
      const HtTraceV1Sample *sample =
          &g_array_index (samples, HtTraceV1Sample, self->n_samples_done);

      if (sample->ticks >= ticks)
        return;

      HtTraceEvent event = { .kind = HT_TRACE_CPU_SAMPLE,
                             .m = HT_TRACE_NONE,
                             .p = sample->p,
                             .g = sample->g,
                             .stack = sample->stack,
                             .offset = sample->offset };

      emit (self, &event, advance_time (self, sample->ticks));
    }
}

static void
emit_untold (Merge *self, gint64 time_ns)
{
  HtTraceEvent status;

  while (ht_trace_v1_order_next_untold (&self->order, &status))
    emit (self, &status, time_ns);
}

static void
emit_event (Merge *self, HtTraceV1Cursor *cursor, gboolean is_ready)
{
  const HtTraceV1Event *event = ht_trace_v1_cursor_event (cursor);
  HtTraceV1Told told;
  gint64 time_ns;

  emit_samples_before (self, event->ticks);
  time_ns = advance_time (self, event->ticks);
  if (event->kind == HT_TRACE_V1_GOMAXPROCS)
    emit_untold (self, time_ns);
  ht_trace_v1_order_apply (&self->order, cursor, is_ready, time_ns, &told);
  if (told.n_events > 0 && told.real_ticks != 0)
    {
      gint64 real_ns = ht_trace_clock_time (self->clock, told.real_ticks);

      told.events[0].time_ns = MIN (MAX (real_ns, told.not_before_ns), time_ns);
      ht_trace_v1_delay_add_late (&self->delay, &told.events[0]);
      return;
    }
  for (guint i = 0; i < told.n_events; i++)
    emit (self, &told.events[i], time_ns);
}

static gboolean
tell_progress (Merge *self, GError **error)
{
  guint64 n_bytes = 0;

  if (self->input->progress == NULL || self->n_taken % EVENTS_PER_PROGRESS != 0)
    return TRUE;
  for (guint i = 0; i < self->index->procs.n; i++)
    n_bytes += self->cursors[i].n_bytes_read;
  /* The first half of the work was to find the events. */
  return self->input->progress (self->input->size / 2 + n_bytes / 2, self->input->user_data, error);
}

/* Goes on behind the event of the first cursor, or to its first event. */
static gboolean
advance_first (Merge *self, GError **error)
{
  HtTraceV1Cursor *cursor = self->frontier.heap[0].who;
  gboolean had_problem = cursor->problem != NULL;

  if (!ht_trace_v1_cursor_next (cursor, error))
    return FALSE;
  if (cursor->problem != NULL && !had_problem)
    {
      self->merged->n_lost_bytes += cursor->n_bytes_lost;
      ht_decode_warnings_add (self->warnings, cursor->problem_offset,
                              "%s; the rest of the processor, %" G_GUINT64_FORMAT
                              " bytes, is lost: the trace changed while it was read",
                              cursor->problem, cursor->n_bytes_lost);
    }
  if (ht_trace_v1_cursor_event (cursor)->kind != 0)
    ht_trace_frontier_set_first (&self->frontier, ht_trace_v1_cursor_event (cursor)->ticks);
  else
    ht_trace_frontier_remove_first (&self->frontier);
  return TRUE;
}

/* Takes the event of the first cursor. */
static gboolean
take (Merge *self, gboolean is_ready, GError **error)
{
  emit_event (self, self->frontier.heap[0].who, is_ready);
  self->n_taken++;
  if (!tell_progress (self, error) || !advance_first (self, error))
    return FALSE;
  /* Now others may be ready. */
  ht_trace_frontier_take_back (&self->frontier);
  return TRUE;
}

/* One step with the first cursor. */
static gboolean
step (Merge *self, GError **error)
{
  const HtTraceV1Cursor *cursor = self->frontier.heap[0].who;

  if (ht_trace_v1_cursor_event (cursor)->kind == 0)
    return advance_first (self, error);
  if (ht_trace_v1_order_is_ready (&self->order, cursor))
    return take (self, TRUE, error);
  self->n_tries++;
  ht_trace_frontier_pass_over (&self->frontier);
  return TRUE;
}

/* What should come before is lost, it seems: the earliest event goes first, then others may
 * follow. */
static gboolean
force (Merge *self, GError **error)
{
  const HtTraceV1Cursor *cursor;

  ht_trace_frontier_take_back (&self->frontier);
  cursor = self->frontier.heap[0].who;
  return ht_trace_v1_cursor_event (cursor)->kind != 0
             ? take (self, ht_trace_v1_order_is_ready (&self->order, cursor), error)
             : advance_first (self, error);
}

static gboolean
must_force (const Merge *self)
{
  const HtTraceFrontier *frontier = &self->frontier;

  if (frontier->n_waiting == 0)
    return FALSE;
  return frontier->n_heap == 0 ||
         self->n_tries >= MAX_TRIES_AT_FIRST + MAX_TRIES_PER_EVENT * self->n_taken ||
         (frontier->heap[0].ticks > frontier->waiting[0].ticks &&
          frontier->heap[0].ticks - frontier->waiting[0].ticks > self->patience_ticks);
}

static gboolean
run (Merge *self, GError **error)
{
  while (self->frontier.n_heap > 0 || self->frontier.n_waiting > 0)
    if (!(must_force (self) ? force (self, error) : step (self, error)))
      return FALSE;
  emit_samples_before (self, G_MAXUINT64);
  emit_untold (self, self->last_ns);
  ht_trace_v1_delay_flush (&self->delay);
  return TRUE;
}

/**
 * ht_trace_v1_merge:
 * @input: a trace of wire format v1
 * @minor: number of its header
 * @index: where its events are
 * @clock: its clock
 * @sink: takes the events
 * @warnings: takes what is wrong
 * @merged: (out caller-allocates): what came of it
 * @error: return location
 *
 * Hands the events of a trace to the sink, causes before effects. Where the order of causes is
 * broken that of time counts.
 *
 * Returns: %FALSE if the input could not be read or the reading was ended
 */
gboolean
ht_trace_v1_merge (const HtTraceInput *input,
                   guint minor,
                   const HtTraceV1Index *index,
                   const HtTraceClock *clock,
                   const HtTraceSink *sink,
                   HtDecodeWarnings *warnings,
                   HtTraceV1Merged *merged,
                   GError **error)
{
  Merge merge = { .input = input,
                  .index = index,
                  .clock = clock,
                  .warnings = warnings,
                  .merged = merged,
                  .patience_ticks = clock->frequency_hz / PATIENCES_PER_SECOND };
  HtTraceClock from_zero = *clock;
  gboolean done;

  *merged = (HtTraceV1Merged){ .n_events = 0 };
  init_cursors (&merge, minor);
  ht_trace_v1_order_init (&merge.order, minor);
  ht_trace_v1_delay_init (&merge.delay, sink);
  from_zero.origin_ticks = 0;
  merge.delay.hold_ns = ht_trace_clock_time (&from_zero, index->max_lateness_ticks) + 1;
  done = run (&merge, error);
  merged->n_events = merge.delay.n_told;
  merged->n_misfits = merge.order.n_misfits;
  if (merge.order.n_misfits > 0)
    ht_decode_warnings_add (warnings, merge.order.first_misfit,
                            "%" G_GUINT64_FORMAT " events do not fit what came before them; times "
                            "are in order, causes perhaps not",
                            merge.order.n_misfits);
  clear (&merge);
  return done;
}
