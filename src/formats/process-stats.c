/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "process-stats.h"

#include <string.h>

#include "decode-warnings.h"
#include "known-series.h"
#include "text-fields.h"

#define NS_PER_MS     G_GINT64_CONSTANT (1000000)
#define MOST_COLUMNS  64
#define BYTES_PER_KIB 1024

/* What another program calls a figure, and by what to multiply it. */
typedef struct
{
  const char *label;
  const char *series;
  guint factor;
} Figure;

static const Figure csv_columns[] = {
  { "vm_rss_kb", "rss", BYTES_PER_KIB },
  { "rss_anon_kb", "rss_anon", BYTES_PER_KIB },
  { "rss_file_kb", "rss_file", BYTES_PER_KIB },
  { "vm_size_kb", "virtual_memory", BYTES_PER_KIB },
  { "swap_kb", "swap", BYTES_PER_KIB },
  { "threads", "threads", 1 },
  { "fds", "open_fds", 1 },
  { NULL, NULL, 0 },
};

/* proc(5), /proc/PID/status; "kB" are KiB. */
static const Figure status_lines[] = {
  { "VmRSS:", "rss", BYTES_PER_KIB },
  { "RssAnon:", "rss_anon", BYTES_PER_KIB },
  { "RssFile:", "rss_file", BYTES_PER_KIB },
  { "VmSwap:", "swap", BYTES_PER_KIB },
  { "VmSize:", "virtual_memory", BYTES_PER_KIB },
  { "VmHWM:", "max_rss", BYTES_PER_KIB },
  { "Threads:", "threads", 1 },
  { NULL, NULL, 0 },
};

/* proc(5), /proc/PID/smaps_rollup */
static const Figure smaps_lines[] = {
  { "Rss:", "rss", BYTES_PER_KIB },
  { "Pss:", "pss", BYTES_PER_KIB },
  { "Anonymous:", "rss_anon", BYTES_PER_KIB },
  { "Swap:", "swap", BYTES_PER_KIB },
  { NULL, NULL, 0 },
};

/* Files of cgroup v2, then of v1, that hold one number. */
static const Figure cgroup_files[] = {
  { "memory.current", "container_usage", 1 },
  { "memory.max", "container_limit", 1 },
  { "memory.high", "container_high", 1 },
  { "memory.peak", "container_peak", 1 },
  { "memory.swap.current", "container_swap", 1 },
  { "memory.usage_in_bytes", "container_usage", 1 },
  { "memory.limit_in_bytes", "container_limit", 1 },
  { "memory.max_usage_in_bytes", "container_peak", 1 },
  { NULL, NULL, 0 },
};

/* Lines of memory.stat and memory.events; total_… and rss are those of v1. */
static const Figure cgroup_lines[] = {
  { "anon", "container_anon", 1 },          { "file", "container_file", 1 },
  { "kernel", "container_kernel", 1 },      { "total_swap", "container_swap", 1 },
  { "total_rss", "container_anon", 1 },     { "total_cache", "container_file", 1 },
  { "oom_kill", "container_oom_kills", 1 }, { NULL, NULL, 0 },
};

static const Figure *
find_figure (const Figure *figures, const char *label, gsize length)
{
  for (; figures->label != NULL; figures++)
    if (ht_text_equal (label, length, figures->label))
      return figures;
  return NULL;
}

/* Returns whether the value can be one; that there is no limit is one, but makes no point. */
static gboolean
give (const HtRecordSink *sink, const Figure *figure, gint64 time_ns, guint64 value)
{
  const HtKnownSeries *series = ht_known_series_by_name (figure->series);
  HtPoint point = { .name = series->name,
                    .unit = series->unit,
                    .kind = series->kind,
                    .time_ns = time_ns,
                    .value = (double) value * figure->factor };

  if (value >= HT_KNOWN_SERIES_HUGE / figure->factor)
    return series->huge_means_none;
  ht_record_sink_point (sink, &point);
  return TRUE;
}

static gboolean
set_nothing_found (GError **error, const char *what)
{
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
               "there is no figure of a process in %s", what);
  return FALSE;
}

/* Takes the next field of a CSV line; none of ours is quoted. */
static gboolean
next_field (const char **text, gsize *length, const char **field, gsize *n)
{
  const char *comma;

  if (*text == NULL)
    return FALSE;
  comma = memchr (*text, ',', *length);
  *field = *text;
  *n = comma != NULL ? (gsize) (comma - *text) : *length;
  *length -= comma != NULL ? *n + 1 : *n;
  *text = comma != NULL ? comma + 1 : NULL;
  while (*n > 0 && (**field == ' ' || **field == '\t'))
    {
      (*field)++;
      (*n)--;
    }
  while (*n > 0 && ((*field)[*n - 1] == ' ' || (*field)[*n - 1] == '\t'))
    (*n)--;
  return TRUE;
}

/* What each column is: index of @time_column, figures of the others, %NULL for unknown ones. */
static guint
read_csv_head (const HtTextLine *line, const Figure *columns[MOST_COLUMNS], int *time_column)
{
  const char *text = line->text;
  gsize length = line->length;
  const char *field;
  gsize n;
  guint n_columns = 0;

  *time_column = -1;
  while (n_columns < MOST_COLUMNS && next_field (&text, &length, &field, &n))
    {
      columns[n_columns] = find_figure (csv_columns, field, n);
      if (ht_text_equal (field, n, "unix_ms"))
        *time_column = (int) n_columns;
      n_columns++;
    }
  return n_columns;
}

/* One line, all or nothing; but of the last number of a text that ends without a
 * line feed nobody knows whether it was cut.
 */
static gboolean
read_csv_line (const HtTextLine *line,
               const Figure *const columns[MOST_COLUMNS],
               guint n_columns,
               int time_column,
               const HtRecordSink *sink)
{
  guint64 values[MOST_COLUMNS] = { 0 };
  gboolean known[MOST_COLUMNS] = { FALSE };
  const char *text = line->text;
  gsize length = line->length;
  const char *field;
  gsize n;
  guint at;

  for (at = 0; at < n_columns && next_field (&text, &length, &field, &n); at++)
    {
      known[at] = ht_text_to_uint64 (field, n, &values[at]);
      if (!known[at] && n > 0 && (columns[at] != NULL || (int) at == time_column))
        return FALSE;
    }
  if (at < n_columns || text != NULL || !known[time_column] ||
      (!line->is_whole && time_column == (int) n_columns - 1) ||
      values[time_column] > G_MAXINT64 / NS_PER_MS)
    return FALSE;
  if (!line->is_whole)
    n_columns--;
  for (at = 0; at < n_columns; at++)
    if (columns[at] != NULL && known[at] &&
        values[at] >= HT_KNOWN_SERIES_HUGE / columns[at]->factor)
      return FALSE;
  for (at = 0; at < n_columns; at++)
    if (columns[at] != NULL && known[at])
      give (sink, columns[at], (gint64) values[time_column] * NS_PER_MS, values[at]);
  return line->is_whole;
}

/**
 * ht_process_csv_decode:
 * @text: (array length=length): the text
 * @length: its length
 * @sink: who gets the points
 * @error: return location for an error
 *
 * Reads figures of a process, a line for each time. The head names the columns, in any order:
 * `unix_ms` and any of `vm_rss_kb`, `rss_anon_kb`, `rss_file_kb`, `vm_size_kb`, `swap_kb`,
 * `threads`, `fds`; others are passed over. Lines that do not fit are warned of.
 *
 * Returns: whether there was any figure
 */
gboolean
ht_process_csv_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error)
{
  HtTextLines lines = { text, length, 0 };
  HtDecodeWarnings warnings = { .sink = sink };
  const Figure *columns[MOST_COLUMNS];
  HtTextLine line;
  guint n_columns, n_read = 0;
  int time_column;

  if (!ht_text_lines_next (&lines, &line))
    return set_nothing_found (error, "an empty text");
  n_columns = read_csv_head (&line, columns, &time_column);
  if (time_column < 0)
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                           "the head of the table names no column unix_ms, at byte 0");
      return FALSE;
    }
  while (ht_text_lines_next (&lines, &line))
    if (read_csv_line (&line, columns, n_columns, time_column, sink))
      n_read++;
    else if (!line.is_whole)
      ht_decode_warnings_add (&warnings, line.offset,
                              "the last line may have been cut; its last figure is left out");
    else if (line.length > 0)
      ht_decode_warnings_add (&warnings, line.offset, "a line does not fit the head of the table");
  ht_decode_warnings_finish (&warnings);
  return n_read > 0 || set_nothing_found (error, "the table");
}

/* Lines of a label and a number, perhaps with a unit behind it. */
static guint
read_labelled_lines (const char *text,
                     gsize length,
                     const Figure *figures,
                     const HtRecordSink *sink,
                     HtDecodeWarnings *warnings)
{
  HtTextLines lines = { text, length, 0 };
  HtTextLine line;
  guint n_read = 0;

  while (ht_text_lines_next (&lines, &line))
    {
      const char *left = line.text;
      gsize n_left = line.length;
      const char *word;
      gsize n;
      const Figure *figure;
      guint64 value;

      if (!ht_text_next_word (&left, &n_left, &word, &n) ||
          (figure = find_figure (figures, word, n)) == NULL)
        continue;
      if (!ht_text_next_word (&left, &n_left, &word, &n) || !ht_text_to_uint64 (word, n, &value))
        ht_decode_warnings_add (warnings, line.offset, "%s is no number", figure->label);
      /* A unit behind a number shows that it is whole. */
      else if (!line.is_whole && n_left == 0)
        ht_decode_warnings_add (warnings, line.offset, "%s may have been cut; it is left out",
                                figure->label);
      else if (give (sink, figure, HT_UNKNOWN, value))
        n_read++;
      else
        ht_decode_warnings_add (warnings, line.offset, "%s is too large to be true", figure->label);
    }
  return n_read;
}

static gboolean
decode_labelled (const char *text,
                 gsize length,
                 const Figure *figures,
                 const char *what,
                 const HtRecordSink *sink,
                 GError **error)
{
  HtDecodeWarnings warnings = { .sink = sink };
  guint n_read = read_labelled_lines (text, length, figures, sink, &warnings);

  ht_decode_warnings_finish (&warnings);
  return n_read > 0 || set_nothing_found (error, what);
}

/**
 * ht_proc_status_decode:
 * @text: (array length=length): what `/proc/PID/status` said
 * @length: its length
 * @sink: who gets the points
 * @error: return location for an error
 *
 * Reads memory and threads of a process (proc(5)).
 *
 * Returns: whether there was any figure
 */
gboolean
ht_proc_status_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error)
{
  return decode_labelled (text, length, status_lines, "/proc/PID/status", sink, error);
}

/**
 * ht_smaps_rollup_decode:
 * @text: (array length=length): what `/proc/PID/smaps_rollup` said
 * @length: its length
 * @sink: who gets the points
 * @error: return location for an error
 *
 * Reads memory of a process with its share of what it shares (proc(5)).
 *
 * Returns: whether there was any figure
 */
gboolean
ht_smaps_rollup_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error)
{
  return decode_labelled (text, length, smaps_lines, "/proc/PID/smaps_rollup", sink, error);
}

static gboolean
read_single_number (const char *text,
                    gsize length,
                    const Figure *figure,
                    const HtRecordSink *sink,
                    GError **error)
{
  const char *word;
  gsize n;
  guint64 value;
  gsize line_length = length;
  const char *feed = memchr (text, '\n', length);

  if (feed != NULL)
    line_length = (gsize) (feed - text);
  if (ht_text_next_word (&text, &line_length, &word, &n))
    {
      /* No limit is an answer, too, but no point. */
      if (ht_text_equal (word, n, "max"))
        return TRUE;
      if (ht_text_to_uint64 (word, n, &value) && give (sink, figure, HT_UNKNOWN, value))
        return TRUE;
    }
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT, "%s holds no size, at byte 0",
               figure->label);
  return FALSE;
}

/**
 * ht_cgroup_file_decode:
 * @file_name: base name of the file; what was put in front of or behind it does not matter
 * @text: (array length=length): what it said
 * @length: its length
 * @sink: who gets the points
 * @error: return location for an error
 *
 * Reads a memory file of a control group, version 1 or 2. Most of them hold one
 * number and nothing that tells which one it is, so the name of the file has to say.
 *
 * Returns: whether it was one
 */
gboolean
ht_cgroup_file_decode (const char *file_name,
                       const char *text,
                       gsize length,
                       const HtRecordSink *sink,
                       GError **error)
{
  const Figure *best = NULL;

  /* memory.max is a part of memory.max_usage_in_bytes, so the longest name counts. */
  for (const Figure *figure = cgroup_files; figure->label != NULL; figure++)
    if (strstr (file_name, figure->label) != NULL &&
        (best == NULL || strlen (figure->label) > strlen (best->label)))
      best = figure;
  if (best != NULL)
    return read_single_number (text, length, best, sink, error);
  return decode_labelled (text, length, cgroup_lines, "the control group's file", sink, error);
}
