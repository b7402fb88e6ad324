/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2.h"

#include "known-arithmetic.h"
#include "trace-shared-input.h"
#include "trace-v2-ahead.h"
#include "trace-v2-merge.h"

/* The order of events is one thread's work, and more than a few cannot decode as fast as that. */
#define MAX_THREADS 8

/* What is less is read before threads have started. */
#define MIN_BYTES_FOR_THREADS (1u << 20)

typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceSink *sink;
  HtTraceSummary *summary;
  HtDecodeWarnings *warnings;

  /* Owned */
  HtWorkCrew *crew;
  HtTraceSharedInput shared;
  HtTraceV2Ahead ahead;
  HtTraceV2Merge merge;

  HtTraceHeapLayout layout;
  gboolean has_layout;
  gboolean is_damaged;
} Reader;

/* Before Go 1.25 the frequency comes late in a generation, so that one that was cut has none. */
static void
set_clock (Reader *self, const HtTraceV2Generation *generation)
{
  HtTraceClock *clock = &self->merge.clock;

  if (self->summary->n_generations == 0)
    clock->origin_ticks = generation->min_ticks;
  if (generation->frequency_hz != 0)
    {
      ht_trace_clock_set_frequency (clock, generation->frequency_hz);
      return;
    }
  if (clock->frequency_hz == 0)
    ht_trace_clock_set_frequency (clock, HT_TRACE_USUAL_HZ);
  ht_decode_warnings_add (self->warnings, generation->offset,
                          "generation %" G_GUINT64_FORMAT
                          " does not say how fast its clock is: it is taken for %" G_GUINT64_FORMAT
                          " Hz",
                          generation->number, clock->frequency_hz);
}

/* Who begins before 1970 does not know when it was. */
static gint64
wall_origin (Reader *self, const HtTraceV2Generation *generation)
{
  gint64 wall_ns;

  if (!generation->has_snapshot)
    return HT_UNKNOWN;

  wall_ns =
      ht_known_subtract (ht_trace_v2_generation_get_wall (generation),
                         ht_trace_clock_time (&self->merge.clock, generation->snapshot_ticks));
  return wall_ns >= 0 ? wall_ns : HT_UNKNOWN;
}

static void
tell_generation (Reader *self, const HtTraceV2Generation *generation)
{
  HtTraceGeneration told = { .number = generation->number,
                             .tables = generation->tables,
                             .frequency_hz = self->merge.clock.frequency_hz,
                             .is_whole = generation->is_whole };

  if (generation->has_layout)
    {
      self->layout = generation->layout;
      self->has_layout = TRUE;
    }
  told.layout = self->has_layout ? &self->layout : NULL;
  told.start_ns = ht_trace_clock_time (&self->merge.clock, generation->min_ticks);
  told.wall_origin_unix_ns = wall_origin (self, generation);
  if (self->sink->generation != NULL)
    self->sink->generation (&told, self->sink->user_data);
}

static gboolean
read_generations (Reader *self, GError **error)
{
  for (;;)
    {
      g_autoptr (HtTraceV2Generation) generation = NULL;
      gboolean done;

      if (!ht_trace_v2_ahead_next (&self->ahead, &generation, error))
        return FALSE;
      if (generation == NULL)
        return TRUE;
      set_clock (self, generation);
      tell_generation (self, generation);
      done = ht_trace_v2_merge_run (&self->merge, generation, error);
      if (self->sink->generation_end != NULL)
        self->sink->generation_end (self->sink->user_data);
      if (!done)
        return FALSE;
      self->summary->n_generations++;
      self->summary->n_lost_bytes += generation->n_bytes_lost;
      self->is_damaged |= generation->is_damaged || generation->frequency_hz == 0;
    }
}

/* Says what is missing at the end; an error if that is everything. */
static gboolean
finish (Reader *self, GError **error)
{
  HtTraceV2Scanner *scanner = &self->ahead.scanner;
  HtTraceSummary *summary = self->summary;

  summary->n_events = self->merge.n_events;
  summary->n_misfits = self->merge.n_misfits;
  summary->lost_from = scanner->at;
  summary->n_lost_bytes += self->merge.n_lost_bytes + (self->input->size - scanner->at);
  summary->is_whole = scanner->n_batches > 0 && scanner->damage == NULL && !self->is_damaged &&
                      summary->n_lost_bytes == 0;
  if (scanner->n_batches == 0)
    {
      if (scanner->damage != NULL)
        g_propagate_error (error, g_steal_pointer (&scanner->damage));
      else
        g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED,
                     "the execution trace ends behind its header at byte %" G_GUINT64_FORMAT,
                     scanner->at);
      return FALSE;
    }
  if (scanner->damage != NULL && scanner->at < self->input->size)
    ht_decode_warnings_add (self->warnings, scanner->at,
                            "%s; %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                            " bytes, from there to the end, are lost",
                            scanner->damage->message, self->input->size - scanner->at,
                            self->input->size);
  else if (scanner->damage != NULL)
    ht_decode_warnings_add (self->warnings, scanner->at, "%s; what should follow is missing",
                            scanner->damage->message);
  ht_decode_warnings_finish (self->warnings);
  return TRUE;
}

/* How many threads there are beside the caller's. */
static guint
n_helpers (const HtTraceInput *input)
{
  if (input->n_threads > 0)
    return MIN (input->n_threads, MAX_THREADS) - 1;
  return input->size < MIN_BYTES_FOR_THREADS ? 0 : MIN (g_get_num_processors (), MAX_THREADS) - 1;
}

/**
 * ht_trace_v2_read:
 * @input: the trace
 * @sink: takes what is in it
 * @summary: (out caller-allocates): how it went
 * @error: return location
 *
 * Reads an execution trace of Go 1.22 or later.
 *
 * What is kept in memory at a time is the tables of two generations and an index of their batches,
 * 24 MiB of events at most, and the state of each goroutine that lives. Damage is no error:
 * what is before it reaches the sink, with a warning that says where it is.
 *
 * To be called on any thread; it calls the sink and the input's progress on the same. Other threads
 * read and decode ahead. Whatever their number, the sink gets the same.
 *
 * Returns: %FALSE if it is no such trace, if not even its first batch could be read, if the input
 *   failed, or if its progress ended the reading
 */
gboolean
ht_trace_v2_read (const HtTraceInput *input,
                  const HtTraceSink *sink,
                  HtTraceSummary *summary,
                  GError **error)
{
  HtRecordSink warning_sink = { .warning = sink->warning, .user_data = sink->user_data };
  HtDecodeWarnings warnings = { .sink = &warning_sink };
  Reader reader = { .input = input, .sink = sink, .summary = summary, .warnings = &warnings };
  gboolean done;

  *summary = (HtTraceSummary){ .lost_from = input->size };
  reader.crew = ht_work_crew_new (n_helpers (input));
  ht_trace_shared_input_init (&reader.shared, input, reader.crew);
  done =
      ht_trace_v2_ahead_init (&reader.ahead, &reader.shared.shared, &warnings, reader.crew, error);
  summary->minor = reader.ahead.scanner.minor;
  ht_trace_v2_merge_init (&reader.merge, &reader.shared.shared, sink, &warnings, reader.crew,
                          summary->minor);
  done = done && read_generations (&reader, error) && finish (&reader, error);
  /* What its threads look at goes after them. */
  ht_work_crew_free (reader.crew);
  ht_trace_v2_merge_clear (&reader.merge);
  ht_trace_v2_ahead_clear (&reader.ahead);
  ht_trace_shared_input_clear (&reader.shared);
  return done;
}
