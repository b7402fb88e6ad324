/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "gctrace.h"

#include <string.h>

#include "decode-warnings.h"
#include "log-lines.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

/* What follows from the lines around the cycles tells when the process started
 * only if it tells it this well.
 */
#define MAX_START_SPREAD_NS NS_PER_SECOND

/* How far the two bounds may cross: printed starts are up to 1 ms early, and
 * lines of several threads come out of order by about as much.
 */
#define MAX_START_CROSSING_NS (10 * G_GINT64_CONSTANT (1000000))

/* Most processes that a log without end may tell of at a time. */
#define MAX_STREAM_ORIGINS 4096

/* So many lives that have ended are kept before a stream forgets them. */
#define MAX_ENDED_LIVES 64

/* One life of one process, as far as the log shows it. */
typedef struct
{
  /* The how-manieth it is. */
  guint id;
  gint64 last_n;
  gint64 last_start_ns;

  /* When it started, ns since 1970: from the times of its own lines, and from
   * those of the lines before and after.
   */
  gint64 start_by_own_lines;
  gint64 start_not_before;
  gint64 start_not_after;
} Process;

typedef struct
{
  HtDecodeWarnings warnings;

  /* Owned */
  GArray *cycles;    /* of HtGcCycle, whose process is an index of @processes */
  GArray *processes; /* of Process */
  GHashTable *process_of_origin;

  /* The last time that was seen in front of any line, and the cycle since then. */
  gint64 last_time_ns;
  gint64 last_end_ns;
  guint last_process;

  guint n_processes;
  guint64 n_lines;
  guint64 n_other_runtime_lines;
  guint64 first_torn;
  gboolean any_torn;

  /* How many origins there may be. */
  guint max_origins;
} Decoder;

static void
decoder_init (Decoder *self, const HtRecordSink *sink)
{
  *self = (Decoder){
    .warnings = { .sink = sink },
    .cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle)),
    .processes = g_array_new (FALSE, FALSE, sizeof (Process)),
    .process_of_origin = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .last_time_ns = HT_UNKNOWN,
    .last_end_ns = HT_UNKNOWN,
    .max_origins = G_MAXUINT,
  };
}

static void
decoder_clear (Decoder *self)
{
  g_hash_table_unref (self->process_of_origin);
  g_array_unref (self->processes);
  g_array_unref (self->cycles);
}

static void
warn_torn (Decoder *self, guint64 offset)
{
  if (!self->any_torn)
    self->first_torn = offset;
  self->any_torn = TRUE;
  ht_decode_warnings_add (&self->warnings, offset,
                          "a gctrace line that is torn or has impossible values");
}

/* Known lines of the runtime that say nothing about a cycle: the scavenger's
 * (gctrace up to Go 1.13, scavtrace), the pacer's, and gctrace=2's statistics of scans.
 */
static gboolean
is_other_runtime_line (const HtLogLine *line)
{
  static const char *const prefixes[] = { "pacer: ", "scan: ", "scav ", "scvg" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (ht_log_line_starts_with (line, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* `gc 12 @` begins nothing but a gctrace line; `gc 5 of 7 tenants` is anybody's text. */
static gboolean
looks_like_cycle (const char *text, gsize length)
{
  gsize n = strlen ("gc ");

  while (n < length && g_ascii_isdigit (text[n]))
    n++;
  return n > strlen ("gc ") && length - n >= 2 && text[n] == ' ' && text[n + 1] == '@';
}

static Process *
get_process (Decoder *self, guint index)
{
  return &g_array_index (self->processes, Process, index);
}

static guint
add_process (Decoder *self, const char *origin)
{
  Process process = { self->n_processes++, 0, 0, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN };

  g_array_append_val (self->processes, process);
  g_hash_table_insert (self->process_of_origin, g_strdup (origin),
                       GUINT_TO_POINTER (self->processes->len - 1));
  return self->processes->len - 1;
}

/* The process that printed @cycle. Both number and clock only grow while a
 * process lives, so one that falls back is a new life of the same origin.
 */
static gboolean
find_process (Decoder *self, const HtLogLine *line, HtGcCycle *cycle)
{
  g_autofree char *origin = NULL;
  gpointer value;
  guint index;

  if (line->origin != NULL)
    origin = g_strndup (line->origin, line->origin_length);
  if (g_hash_table_lookup_extended (self->process_of_origin, origin != NULL ? origin : "", NULL,
                                    &value))
    index = GPOINTER_TO_UINT (value);
  else if (g_hash_table_size (self->process_of_origin) < self->max_origins)
    index = add_process (self, origin != NULL ? origin : "");
  else
    return FALSE;

  if (cycle->n <= get_process (self, index)->last_n ||
      cycle->start_ns < get_process (self, index)->last_start_ns)
    index = add_process (self, origin != NULL ? origin : "");
  get_process (self, index)->last_n = cycle->n;
  get_process (self, index)->last_start_ns = cycle->start_ns;
  cycle->process = index;
  return TRUE;
}

static void
lower_bound (gint64 *bound, gint64 value)
{
  if (*bound == HT_UNKNOWN || value < *bound)
    *bound = value;
}

static void
raise_bound (gint64 *bound, gint64 value)
{
  if (*bound == HT_UNKNOWN || value > *bound)
    *bound = value;
}

/* A time that was cut to whole seconds says only that it was at most a second later. */
static gint64
latest_time (const HtLogLine *line)
{
  return line->time_ns + (line->whole_seconds ? NS_PER_SECOND : 0);
}

/* A line is printed right after its cycle, so the least of what remains of the
 * time stamps is when the process started. Where cycles carry no stamp of their own the lines
 * before and after them do as well: they set a bound to each side.
 */
static void
note_cycle_time (Decoder *self, const HtLogLine *line, const HtGcCycle *cycle, gboolean at_start)
{
  Process *process = get_process (self, cycle->process);

  /* A stamp in front of text that the cycle is glued to is of the text. */
  if (line->time_ns != HT_UNKNOWN && !at_start)
    self->last_time_ns = line->time_ns;
  else if (line->time_ns != HT_UNKNOWN)
    lower_bound (&process->start_by_own_lines, latest_time (line) - cycle->end_ns);
  if (self->last_time_ns != HT_UNKNOWN)
    raise_bound (&process->start_not_before, self->last_time_ns - cycle->end_ns);
  self->last_end_ns = cycle->end_ns;
  self->last_process = cycle->process;
}

static void
note_line_time (Decoder *self, const HtLogLine *line)
{
  if (line->time_ns == HT_UNKNOWN)
    return;
  if (self->last_end_ns != HT_UNKNOWN)
    lower_bound (&get_process (self, self->last_process)->start_not_after,
                 latest_time (line) - self->last_end_ns);
  self->last_end_ns = HT_UNKNOWN;
  self->last_time_ns = line->time_ns;
}

static gboolean
read_cycle (Decoder *self, const HtLogLine *line, gsize position)
{
  HtGcCycle cycle;

  if (!ht_gctrace_parse_line (line->text + position, line->length - position, &cycle))
    return FALSE;
  /* The log may have been cut just before ` (forced)`. */
  if (!line->terminated && cycle.forced == 0)
    cycle.forced = -1;
  if (!find_process (self, line, &cycle))
    {
      ht_decode_warnings_add (&self->warnings, line->offset,
                              "more than %u processes in one log; this one is left out",
                              self->max_origins);
      return TRUE;
    }
  note_cycle_time (self, line, &cycle, position == 0);
  g_array_append_val (self->cycles, cycle);
  return TRUE;
}

/* Looks for a cycle at the start of a line and, since programs do not always
 * end theirs, further in; it always reaches to the end.
 */
static void
read_line (Decoder *self, const HtLogLine *line)
{
  gsize position = 0;
  const char *found;

  while ((found = memmem (line->text + position, line->length - position, "gc ", 3)) != NULL)
    {
      position = (gsize) (found - line->text);
      if (looks_like_cycle (found, line->length - position))
        {
          if (read_cycle (self, line, position))
            return;
          warn_torn (self, line->offset);
        }
      position += strlen ("gc ");
    }
  if (is_other_runtime_line (line))
    self->n_other_runtime_lines++;
  note_line_time (self, line);
}

static gint64
process_start (const Process *process)
{
  gint64 spread;

  if (process->start_by_own_lines != HT_UNKNOWN)
    return process->start_by_own_lines;
  if (process->start_not_before == HT_UNKNOWN || process->start_not_after == HT_UNKNOWN)
    return HT_UNKNOWN;
  if (__builtin_sub_overflow (process->start_not_after, process->start_not_before, &spread) ||
      spread < -MAX_START_CROSSING_NS || spread > MAX_START_SPREAD_NS)
    return HT_UNKNOWN;
  return process->start_not_before + spread / 2;
}

static void
emit_gomaxprocs (const HtRecordSink *sink, gint64 gomaxprocs)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, gomaxprocs);

  ht_record_sink_property (sink, "gomaxprocs", text);
}

/* Gives the cycles and says how many processors the last of them ran on. */
static gint64
emit_cycles (Decoder *self, const HtRecordSink *sink)
{
  gint64 gomaxprocs = HT_UNKNOWN;

  for (guint i = 0; i < self->cycles->len; i++)
    {
      HtGcCycle *cycle = &g_array_index (self->cycles, HtGcCycle, i);
      const Process *process = get_process (self, cycle->process);

      cycle->wall_offset_ns = process_start (process);
      cycle->process = process->id;
      gomaxprocs = cycle->gomaxprocs;
      ht_record_sink_gc_cycle (sink, cycle);
    }
  return gomaxprocs;
}

static void
set_nothing_found (const Decoder *self, GError **error)
{
  if (self->any_torn)
    g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                 "no gctrace line is whole; the first is torn or has impossible values at byte "
                 "%" G_GUINT64_FORMAT,
                 self->first_torn);
  else
    g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                 "no gctrace line among %" G_GUINT64_FORMAT " lines (%" G_GUINT64_FORMAT
                 " of the scavenger or the pacer)",
                 self->n_lines, self->n_other_runtime_lines);
}

/**
 * ht_gctrace_decode:
 * @text: a log in which a Go program's GODEBUG=gctrace=1 lines are, among any others
 * @length: its length
 * @sink: takes cycles in the order of the log, the property "gomaxprocs", and a warning for each
 *   gctrace line that is torn
 * @error: return location
 *
 * Finds the garbage collections that a log tells of, in whatever wrappers (see #HtLogLines).
 *
 * Times of a cycle count from the start of its process. Where lines carry times of the day,
 * their own or those of the lines around them, the wall offset is estimated as the
 * least difference between stamp and end of cycle, the same for all cycles of a process.
 * #HtGcCycle.process counts the lives of processes: a log may show restarts, and, if its
 * wrappers tell them apart, several processes at once.
 *
 * Memory is needed in proportion to the number of cycles, about twice their text.
 *
 * Returns: %FALSE with %HT_FORMAT_ERROR_UNSUPPORTED if nothing in the log looks like a gctrace
 *   line, %HT_FORMAT_ERROR_CORRUPT if all that do are torn
 */
gboolean
ht_gctrace_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error)
{
  g_autoptr (HtLogLines) lines = ht_log_lines_new (text, length);
  Decoder decoder;
  HtLogLine line;
  guint64 n_skipped;
  gboolean found;

  decoder_init (&decoder, sink);
  while (ht_log_lines_next (lines, &line))
    {
      decoder.n_lines++;
      read_line (&decoder, &line);
    }

  n_skipped = ht_log_lines_get_skipped (lines);
  if (n_skipped > 0)
    ht_decode_warnings_add (&decoder.warnings, length,
                            "%" G_GUINT64_FORMAT " lines longer than %u bytes were skipped",
                            n_skipped, HT_LOG_LINE_MAX);
  ht_decode_warnings_finish (&decoder.warnings);

  found = decoder.cycles->len > 0;
  if (found)
    emit_gomaxprocs (sink, emit_cycles (&decoder, sink));
  else
    set_nothing_found (&decoder, error);
  decoder_clear (&decoder);
  return found;
}

struct _HtGctraceStream
{
  HtRecordSink sink;
  Decoder decoder;
  gint64 gomaxprocs;
};

/**
 * ht_gctrace_stream_new:
 * @sink: who is given what is found; copied
 *
 * Begins to decode a log without end. What [func@gctrace_decode] does for a log that is there as
 * a whole, this does line by line, in bounded memory.
 *
 * Returns: (transfer full): a decoder; one thread at a time
 */
HtGctraceStream *
ht_gctrace_stream_new (const HtRecordSink *sink)
{
  HtGctraceStream *self = g_new0 (HtGctraceStream, 1);

  self->sink = *sink;
  decoder_init (&self->decoder, &self->sink);
  self->decoder.max_origins = MAX_STREAM_ORIGINS;
  self->gomaxprocs = HT_UNKNOWN;
  return self;
}

/**
 * ht_gctrace_stream_free:
 * @stream: (transfer full) (nullable): the decoder
 */
void
ht_gctrace_stream_free (HtGctraceStream *stream)
{
  if (stream == NULL)
    return;
  decoder_clear (&stream->decoder);
  g_free (stream);
}

/**
 * ht_gctrace_stream_add_line:
 * @stream: the decoder
 * @line: the next line
 * @written_ns: when it was written at the latest, ns since 1970; %HT_UNKNOWN if nobody knows
 *
 * Looks at a line. Where the line carries no time, @written_ns takes its place:
 * the least distance that was ever seen between it and the end of a cycle tells when the process
 * started.
 */
void
ht_gctrace_stream_add_line (HtGctraceStream *stream, const HtLogLine *line, gint64 written_ns)
{
  HtLogLine stamped = *line;

  if (stamped.time_ns == HT_UNKNOWN)
    {
      stamped.time_ns = written_ns;
      stamped.whole_seconds = FALSE;
    }
  stream->decoder.n_lines++;
  read_line (&stream->decoder, &stamped);
}

/* A service that restarts each minute for a year is to cost no more than one that does not. */
static void
forget_ended_lives (Decoder *self)
{
  g_autoptr (GArray) living = NULL;
  GHashTableIter iter;
  gpointer index;

  if (self->processes->len < g_hash_table_size (self->process_of_origin) + MAX_ENDED_LIVES)
    return;

  living = g_array_new (FALSE, FALSE, sizeof (Process));
  g_hash_table_iter_init (&iter, self->process_of_origin);
  while (g_hash_table_iter_next (&iter, NULL, &index))
    {
      g_array_append_vals (living, get_process (self, GPOINTER_TO_UINT (index)), 1);
      g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (living->len - 1));
    }
  g_array_unref (self->processes);
  self->processes = g_steal_pointer (&living);
  self->last_end_ns = HT_UNKNOWN;
}

/**
 * ht_gctrace_stream_flush:
 * @stream: the decoder
 *
 * Gives the sink the cycles of the lines since the last call, and the property "gomaxprocs" where
 * it changed. Cycles of one call share one estimate of when their process started; one of a
 * later call may be better.
 */
void
ht_gctrace_stream_flush (HtGctraceStream *stream)
{
  gint64 gomaxprocs = emit_cycles (&stream->decoder, &stream->sink);

  if (gomaxprocs != HT_UNKNOWN && gomaxprocs != stream->gomaxprocs)
    {
      stream->gomaxprocs = gomaxprocs;
      emit_gomaxprocs (&stream->sink, gomaxprocs);
    }
  g_array_set_size (stream->decoder.cycles, 0);
  forget_ended_lives (&stream->decoder);
}
