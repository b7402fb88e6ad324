/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-merge.h"

#include "trace-frontier.h"
#include "trace-v2-wire.h"

/* How much of all threads is decoded at once, not counting what is decoded ahead. What that takes
 * in memory is up to six times as much. */
#define DECODED_BYTES   (2u << 20)
#define MIN_BLOCK_BYTES 64
#define MAX_BLOCK_BYTES (64u << 10)

G_STATIC_ASSERT (MIN_BLOCK_BYTES >= HT_TRACE_V2_MAX_EVENT_BYTES);

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
  HtTraceFrontier frontier;

  guint n_samples_done;
  guint64 next_sample_ticks; /* the largest number if there is none */
  HtTraceEvent event;
} Run;

/**
 * ht_trace_v2_merge_init:
 * @merge: (out caller-allocates): the merge
 * @input: the trace; borrowed
 * @sink: takes the events; borrowed
 * @warnings: takes what is wrong; borrowed
 * @crew: decodes ahead; borrowed
 * @minor: number of the header
 *
 * Stands before the first generation.
 */
void
ht_trace_v2_merge_init (HtTraceV2Merge *merge,
                        const HtTraceInput *input,
                        const HtTraceSink *sink,
                        HtDecodeWarnings *warnings,
                        HtWorkCrew *crew,
                        guint minor)
{
  *merge = (HtTraceV2Merge){
    .input = input, .sink = sink, .warnings = warnings, .crew = crew, .minor = minor
  };
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
find_next_sample (Run *run)
{
  const GArray *samples = run->generation->samples;

  run->next_sample_ticks = run->n_samples_done < samples->len
                               ? g_array_index (samples, HtTraceV2Sample, run->n_samples_done).ticks
                               : G_MAXUINT64;
}

static void
init_run (Run *run, HtTraceV2Merge *merge, const HtTraceV2Generation *generation)
{
  guint n_threads = generation->threads.n;
  gsize block_bytes = CLAMP (DECODED_BYTES / MAX (n_threads, 1), MIN_BLOCK_BYTES, MAX_BLOCK_BYTES);

  *run = (Run){ .merge = merge, .generation = generation };
  run->cursors = g_new (HtTraceV2Cursor, n_threads);
  ht_trace_frontier_init (&run->frontier, n_threads);
  for (guint i = 0; i < n_threads; i++)
    {
      HtTraceV2Cursor *cursor = &run->cursors[i];

      ht_trace_v2_cursor_init (cursor, merge->input, generation,
                               ht_trace_id_map_at (&generation->threads, i), merge->minor,
                               merge->crew, block_bytes);
      cursor->thread = ht_trace_v2_order_add_thread (&merge->order, cursor->m);
      ht_trace_frontier_push (&run->frontier, cursor->ticks, cursor);
    }
  find_next_sample (run);
}

static void
clear_run (Run *run)
{
  for (guint i = 0; i < run->generation->threads.n; i++)
    ht_trace_v2_cursor_clear (&run->cursors[i]);
  g_free (run->cursors);
  ht_trace_frontier_clear (&run->frontier);
}

/* Clocks of threads run ahead of each other, but an effect is never before its cause. */
static inline void
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
  while (run->next_sample_ticks < ticks)
    {
      const HtTraceV2Sample *sample =
          &g_array_index (run->generation->samples, HtTraceV2Sample, run->n_samples_done);
      HtTraceEvent event = { .kind = HT_TRACE_CPU_SAMPLE,
                             .m = sample->m,
                             .p = sample->p,
                             .g = sample->g,
                             .stack = sample->stack,
                             .offset = sample->offset };

      emit (run->merge, &event, sample->ticks);
      run->n_samples_done++;
      find_next_sample (run);
    }
}

static void
emit_event (Run *run, const HtTraceV2Cursor *cursor, gboolean is_ready)
{
  HtTraceEvent *event = &run->event;
  guint text = HT_TRACE_V2_HEAD_TEXT (cursor->head);
  guint stack = HT_TRACE_V2_HEAD_STACK (cursor->head);

  emit_samples_before (run, cursor->ticks);
  event->kind = (HtTraceKind) cursor->kind;
  event->offset = cursor->offset;
  memcpy (event->args, cursor->args, sizeof event->args);
  event->text = text > 0 ? cursor->args[text - 1] : 0;
  event->stack = stack > 0 ? cursor->args[stack - 1] : 0;
  ht_trace_v2_order_apply (&run->merge->order, cursor, is_ready, event);
  emit (run->merge, event, cursor->ticks);
}

/* Goes to the next event of a cursor; says whether there is one. */
static inline gboolean
advance (Run *run, HtTraceV2Cursor *cursor, GError **error)
{
  HtTraceV2Merge *merge = run->merge;

  if (!ht_trace_v2_cursor_next (cursor, error))
    return FALSE;
  if (G_LIKELY (cursor->problem == NULL))
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
    n_bytes += run->cursors[i].n_bytes_done;
  return input->progress (run->generation->offset + n_bytes, input->user_data, error);
}

/* Goes on behind the event of the first cursor of the heap, or to its first event. */
static gboolean
advance_first (Run *run, GError **error)
{
  HtTraceV2Cursor *cursor = run->frontier.heap[0].who;

  if (!advance (run, cursor, error))
    return FALSE;
  if (G_LIKELY (cursor->has_event))
    ht_trace_frontier_set_first (&run->frontier, cursor->ticks);
  else
    ht_trace_frontier_remove_first (&run->frontier);
  return TRUE;
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
  emit_event (run, run->frontier.heap[0].who, is_ready);
  if (!tell_progress (run, error) || !advance_first (run, error))
    return FALSE;
  /* Now others may be ready. */
  ht_trace_frontier_take_back (&run->frontier);
  return TRUE;
}

/* One step with the first cursor. */
static gboolean
step (Run *run, GError **error)
{
  const HtTraceV2Cursor *first = run->frontier.heap[0].who;

  if (!first->has_event)
    return advance_first (run, error);
  if (ht_trace_v2_order_is_ready (&run->merge->order, first))
    return take (run, TRUE, error);
  run->merge->n_tries++;
  ht_trace_frontier_pass_over (&run->frontier);
  return TRUE;
}

/* No event is ready, or too many waited too long: something before them is lost. The earliest one
 * goes first, then the others may follow. */
static gboolean
force (Run *run, GError **error)
{
  const HtTraceV2Cursor *cursor;

  ht_trace_frontier_take_back (&run->frontier);
  cursor = run->frontier.heap[0].who;

  return cursor->has_event
             ? take (run, ht_trace_v2_order_is_ready (&run->merge->order, cursor), error)
             : advance_first (run, error);
}

static gboolean
run_to_end (Run *run, GError **error)
{
  const HtTraceFrontier *frontier = &run->frontier;

  while (frontier->n_heap > 0 || frontier->n_waiting > 0)
    {
      gboolean none_is_ready =
          frontier->n_waiting > 0 && (frontier->n_heap == 0 || !may_try_on (run->merge));

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
