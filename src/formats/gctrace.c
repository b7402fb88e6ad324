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

/* One life of one process, as far as the log shows it. */
typedef struct
{
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
  GArray *cycles;    /* of HtGcCycle */
  GArray *processes; /* of Process */
  GHashTable *process_of_origin;

  /* The last time that was seen in front of any line, and the cycle since then. */
  gint64 last_time_ns;
  gint64 last_end_ns;
  guint last_process;

  guint64 n_lines;
  guint64 n_other_runtime_lines;
  guint64 first_torn;
  gboolean any_torn;
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
  Process process = { 0, 0, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN };

  g_array_append_val (self->processes, process);
  g_hash_table_insert (self->process_of_origin, g_strdup (origin),
                       GUINT_TO_POINTER (self->processes->len - 1));
  return self->processes->len - 1;
}

/* The process that printed @cycle. Both number and clock only grow while a
 * process lives, so one that falls back is a new life of the same origin.
 */
static guint
find_process (Decoder *self, const HtLogLine *line, const HtGcCycle *cycle)
{
  g_autofree char *origin = NULL;
  gpointer value;
  guint index;

  if (line->origin != NULL)
    origin = g_strndup (line->origin, line->origin_length);
  if (g_hash_table_lookup_extended (self->process_of_origin, origin != NULL ? origin : "", NULL,
                                    &value))
    index = GPOINTER_TO_UINT (value);
  else
    index = add_process (self, origin != NULL ? origin : "");

  if (cycle->n <= get_process (self, index)->last_n ||
      cycle->start_ns < get_process (self, index)->last_start_ns)
    index = add_process (self, origin != NULL ? origin : "");
  get_process (self, index)->last_n = cycle->n;
  get_process (self, index)->last_start_ns = cycle->start_ns;
  return index;
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
  cycle.process = find_process (self, line, &cycle);
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
emit (Decoder *self, const HtRecordSink *sink)
{
  g_autofree char *gomaxprocs = NULL;

  for (guint i = 0; i < self->cycles->len; i++)
    {
      HtGcCycle *cycle = &g_array_index (self->cycles, HtGcCycle, i);

      cycle->wall_offset_ns = process_start (get_process (self, cycle->process));
      ht_record_sink_gc_cycle (sink, cycle);
    }

  gomaxprocs =
      g_strdup_printf ("%" G_GINT64_FORMAT,
                       g_array_index (self->cycles, HtGcCycle, self->cycles->len - 1).gomaxprocs);
  ht_record_sink_property (sink, "gomaxprocs", gomaxprocs);
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
    emit (&decoder, sink);
  else
    set_nothing_found (&decoder, error);
  decoder_clear (&decoder);
  return found;
}
