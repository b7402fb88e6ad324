/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-merge.h"

#include "trace-v2-wire.h"

/* What events of all threads take in memory together. */
#define MAX_WINDOW_BYTES (32u << 20)
#define MIN_WINDOW_BYTES (MAX_WINDOW_BYTES >> 16)

#define EVENTS_PER_PROGRESS 65536

/* Real traces try one of ten thousand events twice; one made on purpose could try all of them each
 * time. */
#define MAX_TRIES_PER_EVENT 8
#define MAX_TRIES_AT_FIRST  (1u << 20)

/* A generation while its events are put in order. */
typedef struct
{
  HtTraceV2Merge *merge;
  const HtTraceV2Generation *generation;

  /* Owned */
  HtTraceV2Cursor *cursors;
  HtTraceV2Cursor **heap;    /* the earliest first */
  HtTraceV2Cursor **waiting; /* those whose turn has not come, the earliest first */

  guint n_heap;
  guint n_waiting;
  guint n_samples_done;
} Run;

/**
 * ht_trace_v2_merge_init:
 * @merge: (out caller-allocates): the merge
 * @input: the trace; borrowed
 * @sink: takes the events; borrowed
 * @warnings: takes what is wrong; borrowed
 * @minor: number of the header
 *
 * Stands before the first generation.
 */
void
ht_trace_v2_merge_init (HtTraceV2Merge *merge,
                        const HtTraceInput *input,
                        const HtTraceSink *sink,
                        HtDecodeWarnings *warnings,
                        guint minor)
{
  *merge = (HtTraceV2Merge){ .input = input, .sink = sink, .warnings = warnings, .minor = minor };
  merge->last_ns = G_MININT64;
  ht_trace_v2_order_init (&merge->order);
}

/**
 * ht_trace_v2_merge_clear:
 * @merge: the merge
 *
 * Frees what it holds.
 */
void
ht_trace_v2_merge_clear (HtTraceV2Merge *merge)
{
  ht_trace_v2_order_clear (&merge->order);
}

static void
sink_down (Run *run, guint at)
{
  HtTraceV2Cursor *cursor = run->heap[at];

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= run->n_heap)
        break;
      if (child + 1 < run->n_heap && run->heap[child + 1]->ticks < run->heap[child]->ticks)
        child++;
      if (run->heap[child]->ticks >= cursor->ticks)
        break;
      run->heap[at] = run->heap[child];
      at = child;
    }
  run->heap[at] = cursor;
}

static void
push (Run *run, HtTraceV2Cursor *cursor)
{
  guint at = run->n_heap++;

  while (at > 0 && run->heap[(at - 1) / 2]->ticks > cursor->ticks)
    {
      run->heap[at] = run->heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
  run->heap[at] = cursor;
}

static void
pop (Run *run)
{
  run->heap[0] = run->heap[--run->n_heap];
  if (run->n_heap > 0)
    sink_down (run, 0);
}

static void
init_run (Run *run, HtTraceV2Merge *merge, const HtTraceV2Generation *generation)
{
  guint n_threads = generation->threads.n;
  gsize window_bytes =
      CLAMP (MAX_WINDOW_BYTES / MAX (n_threads, 1), MIN_WINDOW_BYTES, HT_TRACE_V2_MAX_BATCH_BYTES);

  *run = (Run){ .merge = merge, .generation = generation };
  run->cursors = g_new (HtTraceV2Cursor, n_threads);
  run->heap = g_new (HtTraceV2Cursor *, n_threads);
  run->waiting = g_new (HtTraceV2Cursor *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    {
      ht_trace_v2_cursor_init (&run->cursors[i], merge->input, generation,
                               ht_trace_id_map_at (&generation->threads, i), merge->minor,
                               window_bytes);
      run->cursors[i].thread = ht_trace_v2_order_add_thread (&merge->order, run->cursors[i].m);
      push (run, &run->cursors[i]);
    }
}

static void
clear_run (Run *run)
{
  for (guint i = 0; i < run->generation->threads.n; i++)
    ht_trace_v2_cursor_clear (&run->cursors[i]);
  g_free (run->cursors);
  g_free (run->heap);
  g_free (run->waiting);
}

/* Clocks of threads run ahead of each other, but an effect is never before its cause. */
static void
emit (HtTraceV2Merge *merge, HtTraceEvent *event, guint64 ticks)
{
  event->time_ns = MAX (ht_trace_clock_time (&merge->clock, ticks), merge->last_ns);
  merge->last_ns = event->time_ns;
  merge->n_events++;
  if (merge->sink->event != NULL)
    merge->sink->event (event, merge->sink->user_data);
}

static void
emit_samples_before (Run *run, guint64 ticks)
{
  const GArray *samples = run->generation->samples;

  for (; run->n_samples_done < samples->len; run->n_samples_done++)
    {
      const HtTraceV2Sample *sample =
          &g_array_index (samples, HtTraceV2Sample, run->n_samples_done);

      if (sample->ticks >= ticks)
        return;

      HtTraceEvent event = { .kind = HT_TRACE_CPU_SAMPLE,
                             .m = sample->m,
                             .p = sample->p,
                             .g = sample->g,
                             .stack = sample->stack,
                             .offset = sample->offset };

      emit (run->merge, &event, sample->ticks);
    }
}

static void
emit_event (Run *run, const HtTraceV2Cursor *cursor, gboolean is_ready)
{
  const HtTraceSpec *spec = ht_trace_spec (cursor->kind);
  HtTraceEvent event = { .kind = (HtTraceKind) cursor->kind, .offset = cursor->offset };

  emit_samples_before (run, cursor->ticks);
  for (guint i = 0; i < spec->n_args; i++)
    event.args[i] = cursor->args[i];
  event.text = spec->text >= 0 ? event.args[spec->text] : 0;
  event.stack = spec->stack >= 0 ? event.args[spec->stack] : 0;
  ht_trace_v2_order_apply (&run->merge->order, cursor, is_ready, &event);
  emit (run->merge, &event, cursor->ticks);
}

/* Goes to the next event of a cursor; says whether there is one. */
static gboolean
advance (Run *run, HtTraceV2Cursor *cursor, GError **error)
{
  HtTraceV2Merge *merge = run->merge;

  if (!ht_trace_v2_cursor_next (cursor, error))
    return FALSE;
  if (cursor->problem == NULL)
    return TRUE;
  merge->n_lost_bytes += cursor->n_bytes_lost;
  ht_decode_warnings_add (merge->warnings, cursor->problem_offset,
                          "%s; the rest of the thread in generation %" G_GUINT64_FORMAT
                          ", %" G_GUINT64_FORMAT " bytes, is lost",
                          cursor->problem, run->generation->number, cursor->n_bytes_lost);
  return TRUE;
}

static gboolean
tell_progress (Run *run, GError **error)
{
  const HtTraceInput *input = run->merge->input;
  guint64 n_bytes = 0;

  if (input->progress == NULL || run->merge->n_events % EVENTS_PER_PROGRESS != 0)
    return TRUE;
  for (guint i = 0; i < run->generation->threads.n; i++)
    n_bytes += run->cursors[i].n_bytes_read;
  return input->progress (run->generation->offset + n_bytes, input->user_data, error);
}

/* Goes on behind the event of the first cursor of the heap, or to its first event. */
static gboolean
advance_first (Run *run, GError **error)
{
  HtTraceV2Cursor *cursor = run->heap[0];

  if (!advance (run, cursor, error))
    return FALSE;
  if (cursor->has_event)
    sink_down (run, 0);
  else
    pop (run);
  return TRUE;
}

static void
push_waiting (Run *run)
{
  while (run->n_waiting > 0)
    push (run, run->waiting[--run->n_waiting]);
}

static gboolean
may_try_on (const HtTraceV2Merge *merge)
{
  return merge->n_tries <
         MAX_TRIES_AT_FIRST + MAX_TRIES_PER_EVENT * MIN (merge->n_events, G_MAXUINT32);
}

/* Takes the event of the first cursor. */
static gboolean
take (Run *run, gboolean is_ready, GError **error)
{
  emit_event (run, run->heap[0], is_ready);
  if (!tell_progress (run, error) || !advance_first (run, error))
    return FALSE;
  /* Now others may be ready. */
  push_waiting (run);
  return TRUE;
}

/* One step with the first cursor. */
static gboolean
step (Run *run, GError **error)
{
  HtTraceV2Cursor *cursor = run->heap[0];

  if (!cursor->has_event)
    return advance_first (run, error);
  if (ht_trace_v2_order_is_ready (&run->merge->order, cursor))
    return take (run, TRUE, error);
  run->merge->n_tries++;
  pop (run);
  run->waiting[run->n_waiting++] = cursor;
  return TRUE;
}

/* No event is ready, or too many waited too long: something before them is lost. The earliest one
 * goes first, then the others may follow. */
static gboolean
force (Run *run, GError **error)
{
  push_waiting (run);

  const HtTraceV2Cursor *cursor = run->heap[0];

  return cursor->has_event
             ? take (run, ht_trace_v2_order_is_ready (&run->merge->order, cursor), error)
             : advance_first (run, error);
}

static gboolean
run_to_end (Run *run, GError **error)
{
  while (run->n_heap > 0 || run->n_waiting > 0)
    {
      gboolean none_is_ready = run->n_waiting > 0 && (run->n_heap == 0 || !may_try_on (run->merge));

      if (!(none_is_ready ? force (run, error) : step (run, error)))
        return FALSE;
    }
  emit_samples_before (run, G_MAXUINT64);
  return TRUE;
}

/**
 * ht_trace_v2_merge_run:
 * @merge: the merge, with its clock set
 * @generation: the next generation
 * @error: return location
 *
 * Hands the events of a generation to the sink.
 *
 * Returns: %FALSE if the input could not be read or the reading was ended
 */
gboolean
ht_trace_v2_merge_run (HtTraceV2Merge *merge, const HtTraceV2Generation *generation, GError **error)
{
  Run run;
  gboolean done;

  init_run (&run, merge, generation);
  done = run_to_end (&run, error);
  clear_run (&run);
  if (merge->order.n_misfits > 0)
    ht_decode_warnings_add (
        merge->warnings, merge->order.first_misfit,
        "%" G_GUINT64_FORMAT " events of generation %" G_GUINT64_FORMAT
        " do not fit what came before them; times are in order, causes perhaps not",
        merge->order.n_misfits, generation->number);
  merge->n_misfits += merge->order.n_misfits;
  ht_trace_v2_order_end_generation (&merge->order);
  return done;
}
