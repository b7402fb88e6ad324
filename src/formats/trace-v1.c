/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1.h"

#include "gc-cycle.h"
#include "trace-header.h"
#include "trace-v1-merge.h"
#include "trace-v1-scanner.h"

/* Before, a trace had no strings: its program was needed to read it. */
#define FIRST_READ 7

/* Where the end is lost, with what it says of the clock: 25 ns, as of a processor of 2.56 GHz. */
#define USUAL_FREQUENCY_HZ 40000000

typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceSink *sink;
  HtTraceSummary *summary;
  HtDecodeWarnings *warnings;

  /* Owned */
  HtTraceV1Scan scan;

  guint minor; /* as which the trace is read */
  HtTraceClock clock;
} Reader;

/* Which numbers of headers there are; others are read as the one before. */
static gboolean
set_minor (Reader *self, guint minor, GError **error)
{
  static const guint known[] = { 21, 19, 11, 10, 9, 8, FIRST_READ };
  gsize i = 0;

  if (minor >= HT_TRACE_FIRST_V2 || minor < FIRST_READ)
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                   "the execution trace has the format of Go 1.%u at byte 0, which %s", minor,
                   minor < FIRST_READ ? "has no names of functions: traces can be read since Go 1.7"
                                      : "is newer than Go 1.21");
      return FALSE;
    }
  while (known[i] > minor)
    i++;
  self->minor = known[i];
  if (self->minor != minor)
    ht_decode_warnings_add (self->warnings, 0,
                            "format 1.%u is not known; the trace is read as one of 1.%u", minor,
                            self->minor);
  return TRUE;
}

static void
set_clock (Reader *self)
{
  const HtTraceV1Index *index = self->scan.index;
  gboolean is_known = index->frequency_hz != 0;

  self->clock.origin_ticks = index->min_ticks;
  ht_trace_clock_set_frequency (&self->clock, is_known ? index->frequency_hz : USUAL_FREQUENCY_HZ);
  if (!is_known)
    ht_decode_warnings_add (self->warnings, self->scan.end,
                            "the end of the trace would say how fast its clock is: times are "
                            "guessed, and %d Hz assumed",
                            USUAL_FREQUENCY_HZ);
}

static void
tell_generation (Reader *self)
{
  HtTraceGeneration told = { .number = 1,
                             .tables = self->scan.index->tables,
                             .frequency_hz = self->clock.frequency_hz,
                             .start_ns = 0,
                             .wall_origin_unix_ns = HT_UNKNOWN,
                             .is_whole = self->scan.damage == NULL };

  if (self->sink->generation != NULL)
    self->sink->generation (&told, self->sink->user_data);
}

/* Says what is missing at the end. */
static void
finish (Reader *self, const HtTraceV1Merged *merged)
{
  const HtTraceV1Scan *scan = &self->scan;
  HtTraceSummary *summary = self->summary;
  guint64 n_lost = self->input->size - scan->end;

  summary->n_generations = 1;
  summary->n_events = merged->n_events;
  summary->n_misfits = merged->n_misfits;
  summary->lost_from = scan->end;
  summary->n_lost_bytes = merged->n_lost_bytes + n_lost;
  summary->is_whole = scan->damage == NULL && !scan->is_damaged && merged->n_lost_bytes == 0 &&
                      scan->index->frequency_hz != 0;
  if (scan->damage != NULL)
    ht_decode_warnings_add (self->warnings, scan->end,
                            "%s; %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                            " bytes, from there to the end, are lost",
                            scan->damage->message, n_lost, self->input->size);
  ht_decode_warnings_finish (self->warnings);
}

/* Goes over the trace, and knows its clock then. */
static gboolean
scan (Reader *self, GError **error)
{
  if (!ht_trace_read_header (self->input, &self->summary->minor, error) ||
      !set_minor (self, self->summary->minor, error) ||
      !ht_trace_v1_scan (self->input, self->minor, self->warnings, &self->scan, error))
    return FALSE;
  if (self->scan.n_items == 0)
    {
      if (self->scan.damage != NULL)
        g_propagate_error (error, g_steal_pointer (&self->scan.damage));
      else
        g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED,
                     "the execution trace ends behind its header at byte %d",
                     HT_TRACE_HEADER_BYTES);
      return FALSE;
    }
  set_clock (self);
  return TRUE;
}

static gboolean
read_trace (Reader *self, GError **error)
{
  HtTraceV1Merged merged;
  gboolean done;

  if (!scan (self, error))
    return FALSE;
  tell_generation (self);
  done = ht_trace_v1_merge (self->input, self->minor, self->scan.index, &self->clock, self->sink,
                            self->warnings, &merged, error);
  if (self->sink->generation_end != NULL)
    self->sink->generation_end (self->sink->user_data);
  if (!done)
    return FALSE;
  finish (self, &merged);
  return TRUE;
}

/**
 * ht_trace_v1_read:
 * @input: the trace
 * @sink: takes what is in it
 * @summary: (out caller-allocates): how it went
 * @error: return location
 *
 * Reads an execution trace of Go 1.7 to 1.21.
 *
 * The events are those of later traces: see [enum@TraceKind]. All of the trace is one generation.
 * Goroutines that were there when it began are told of by %HT_TRACE_GO_STATUS_STACK, with the stack
 * of their entry. A system call that did not block begins and ends at once; one that did ends when
 * it ended, though the trace says so later. Sequence numbers are those of the trace, 0 where it has
 * none.
 *
 * The trace is gone over twice. In memory are its tables, an index of its batches, 32 MiB of events
 * at most, 20 MiB more of those before which the end of a system call can still come, and the state
 * of each goroutine that lives. Damage is no error: what is before it reaches the sink, with a
 * warning that says where it is. To be called on any thread; it calls the sink and the input on the
 * same.
 *
 * Returns: %FALSE if it is no such trace, if nothing of it could be read, if the input failed, or
 *   if its progress ended the reading
 */
gboolean
ht_trace_v1_read (const HtTraceInput *input,
                  const HtTraceSink *sink,
                  HtTraceSummary *summary,
                  GError **error)
{
  HtRecordSink warning_sink = { .warning = sink->warning, .user_data = sink->user_data };
  HtDecodeWarnings warnings = { .sink = &warning_sink };
  Reader reader = { .input = input, .sink = sink, .summary = summary, .warnings = &warnings };
  gboolean done;

  *summary = (HtTraceSummary){ .lost_from = input->size };
  done = read_trace (&reader, error);
  ht_trace_v1_scan_clear (&reader.scan);
  return done;
}

/**
 * ht_trace_v1_measure:
 * @input: the trace
 * @extent: (out caller-allocates): how long it is
 * @error: return location
 *
 * Finds out how long an execution trace of Go 1.7 to 1.21 is. All of it has to be gone over.
 *
 * Returns: %FALSE where ht_trace_v1_read() would
 */
gboolean
ht_trace_v1_measure (const HtTraceInput *input, HtTraceExtent *extent, GError **error)
{
  HtRecordSink nobody = { 0 };
  HtDecodeWarnings warnings = { .sink = &nobody };
  HtTraceSummary summary;
  Reader reader = { .input = input, .summary = &summary, .warnings = &warnings };
  gboolean done = scan (&reader, error);

  *extent = (HtTraceExtent){ .wall_ns = HT_UNKNOWN };
  if (done && reader.scan.index->max_ticks > 0)
    extent->duration_ns = ht_trace_clock_time (&reader.clock, reader.scan.index->max_ticks);
  ht_trace_v1_scan_clear (&reader.scan);
  return done;
}
