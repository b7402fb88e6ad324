/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "log-lines.h"

#include <string.h>

#include "gc-cycle.h"
#include "log-wrappers.h"

/* A line of a container whose end has not come yet. */
typedef struct
{
  /* Owned */
  GString *text;
  GString *origin;

  guint64 offset;
  HtLogLine last;
  gboolean pending;
  gboolean too_long;
} PartialLine;

struct _HtLogLines
{
  /* Borrowed, or those of @buffer */
  const char *bytes;
  gsize length;

  /* Owned */
  GString *buffer; /* %NULL if all bytes were there at the beginning */
  GString *unescaped;
  GString *joined;
  PartialLine partial[HT_N_LOG_STREAMS];

  /* Offset of @bytes in the log. */
  guint64 base;
  gsize position;
  guint64 n_skipped;

  /* Whether bytes may follow, so that what has no line end yet is no line yet. */
  gboolean open;
  /* In the midst of a line that is too long to be kept. */
  gboolean discarding;

  /* What is left of a message of several lines. */
  HtLogLine rest;
};

/**
 * ht_log_lines_new:
 * @bytes: the log; borrowed as long as the walker lives
 * @length: its length
 *
 * Begins a walk over the lines of a log.
 *
 * Returns: (transfer full): a walker; one thread at a time
 */
HtLogLines *
ht_log_lines_new (const char *bytes, gsize length)
{
  HtLogLines *self = g_new0 (HtLogLines, 1);

  self->bytes = bytes;
  self->length = length;
  self->unescaped = g_string_new (NULL);
  self->joined = g_string_new (NULL);
  for (guint i = 0; i < HT_N_LOG_STREAMS; i++)
    {
      self->partial[i].text = g_string_new (NULL);
      self->partial[i].origin = g_string_new (NULL);
    }
  return self;
}

/**
 * ht_log_lines_new_stream:
 *
 * Begins a walk over the lines of a log that comes in pieces: [method@LogLines.push] adds some,
 * then [method@LogLines.next] gives the lines that are whole.
 *
 * Returns: (transfer full): a walker; one thread at a time
 */
HtLogLines *
ht_log_lines_new_stream (void)
{
  HtLogLines *self = ht_log_lines_new ("", 0);

  self->buffer = g_string_new (NULL);
  self->open = TRUE;
  return self;
}

/**
 * ht_log_lines_push:
 * @lines: a walker over a stream
 * @bytes: what follows in the log; copied
 * @length: its length
 *
 * Adds bytes. To be called when [method@LogLines.next] has no more lines, so that what is kept
 * is one unfinished line at most.
 */
void
ht_log_lines_push (HtLogLines *lines, const char *bytes, gsize length)
{
  g_return_if_fail (lines->buffer != NULL && lines->open && lines->rest.text == NULL);

  g_string_erase (lines->buffer, 0, (gssize) lines->position);
  g_string_append_len (lines->buffer, bytes, (gssize) length);
  lines->base += lines->position;
  lines->position = 0;
  lines->bytes = lines->buffer->str;
  lines->length = lines->buffer->len;
}

/**
 * ht_log_lines_finish:
 * @lines: a walker over a stream
 *
 * Says that nothing follows: [method@LogLines.next] gives what is left as the last line.
 */
void
ht_log_lines_finish (HtLogLines *lines)
{
  lines->open = FALSE;
}

/**
 * ht_log_lines_free:
 * @lines: (transfer full) (nullable): the walker
 */
void
ht_log_lines_free (HtLogLines *lines)
{
  if (lines == NULL)
    return;
  for (guint i = 0; i < HT_N_LOG_STREAMS; i++)
    {
      g_string_free (lines->partial[i].text, TRUE);
      g_string_free (lines->partial[i].origin, TRUE);
    }
  if (lines->buffer != NULL)
    g_string_free (lines->buffer, TRUE);
  g_string_free (lines->joined, TRUE);
  g_string_free (lines->unescaped, TRUE);
  g_free (lines);
}

static gsize
without_line_end (const char *text, gsize length)
{
  if (length > 0 && text[length - 1] == '\n')
    length--;
  if (length > 0 && text[length - 1] == '\r')
    length--;
  return length;
}

/* Of a line that is too long neither the beginning nor the rest is kept. Says whether what is left
 * of the bytes belongs to such a line.
 */
static gboolean
skip_long_line (HtLogLines *self, gsize length, gboolean has_end)
{
  gboolean is_long = self->discarding || length > HT_LOG_LINE_MAX;

  if (is_long && !self->discarding)
    self->n_skipped++;
  self->discarding = is_long && !has_end && self->open;
  return is_long;
}

/* The next line as it lies in the input. */
static gboolean
read_physical_line (HtLogLines *self, HtLogLine *line)
{
  while (self->position < self->length)
    {
      const char *start = self->bytes + self->position;
      gsize left = self->length - self->position;
      const char *newline = memchr (start, '\n', left);
      gsize length = newline != NULL ? (gsize) (newline - start) : left;
      gboolean is_long = skip_long_line (self, length, newline != NULL);

      if (newline == NULL && self->open && !is_long)
        return FALSE;
      *line = (HtLogLine){
        .text = start,
        .length = without_line_end (start, length),
        .offset = self->base + self->position,
        .time_ns = HT_UNKNOWN,
        .terminated = newline != NULL,
      };
      self->position += length + (newline != NULL ? 1 : 0);
      if (!is_long)
        return TRUE;
    }
  return FALSE;
}

/* Hands out the first line of a text that may have several. */
static void
take_first_line (HtLogLines *self, HtLogLine *line)
{
  const char *newline = memchr (line->text, '\n', line->length);

  self->rest.text = NULL;
  if (newline == NULL)
    return;

  self->rest = *line;
  self->rest.text = newline + 1;
  self->rest.length = line->length - (gsize) (newline + 1 - line->text);
  line->length = without_line_end (line->text, (gsize) (newline - line->text));
}

static void
unwrap_json (HtLogLines *self, HtLogLine *line)
{
  if (!ht_log_unwrap_json (line, self->unescaped))
    return;
  line->length = without_line_end (line->text, line->length);
  take_first_line (self, line);
}

static void
append_part (PartialLine *partial, const HtLogLine *line)
{
  if (!partial->pending)
    {
      g_string_truncate (partial->text, 0);
      partial->offset = line->offset;
      partial->pending = TRUE;
      partial->too_long = FALSE;
    }
  if (line->length > HT_LOG_LINE_MAX - partial->text->len)
    partial->too_long = TRUE;
  else
    g_string_append_len (partial->text, line->text, (gssize) line->length);
  partial->last = *line;
  /* The line may be gone when the next part comes. */
  g_string_truncate (partial->origin, 0);
  g_string_append_len (partial->origin, line->origin, (gssize) line->origin_length);
  partial->last.origin = line->origin != NULL ? partial->origin->str : NULL;
}

/* Makes one line of the parts that were gathered. Its time is that of the last
 * part: only then the line was whole.
 */
static gboolean
finish_partial (HtLogLines *self, PartialLine *partial, HtLogLine *line)
{
  GString *joined = partial->text;

  partial->pending = FALSE;
  if (partial->too_long)
    {
      self->n_skipped++;
      return FALSE;
    }
  /* The next part of this stream must not overwrite what the caller holds. */
  partial->text = self->joined;
  self->joined = joined;

  *line = partial->last;
  line->text = joined->str;
  line->length = joined->len;
  line->offset = partial->offset;
  return TRUE;
}

/* Says whether there is a line to hand out: a part is kept until the rest of its line comes. */
static gboolean
join_parts (HtLogLines *self, HtLogLine *line, HtLogStream stream, gboolean is_part)
{
  PartialLine *partial = &self->partial[stream];

  if (!is_part && !partial->pending)
    return TRUE;
  append_part (partial, line);
  return !is_part && finish_partial (self, partial, line);
}

static gboolean
unwrap (HtLogLines *self, HtLogLine *line)
{
  HtLogStream stream;
  gboolean is_part;

  ht_log_unwrap_prefix (line);
  if (ht_log_unwrap_container_runtime (line, &stream, &is_part) &&
      !join_parts (self, line, stream, is_part))
    return FALSE;
  ht_log_unwrap_time (line);
  if (line->length > 0 && line->text[0] == '{')
    unwrap_json (self, line);
  return TRUE;
}

/* At the end of the input the lines whose rest never came. */
static gboolean
flush_partial (HtLogLines *self, HtLogLine *line)
{
  for (guint i = 0; i < HT_N_LOG_STREAMS; i++)
    if (self->partial[i].pending && finish_partial (self, &self->partial[i], line))
      {
        line->terminated = FALSE;
        return TRUE;
      }
  return FALSE;
}

/**
 * ht_log_lines_next:
 * @lines: the walker
 * @line: (out caller-allocates): the next line; its slices are good until the next call
 *
 * Goes on to the next line that a program wrote.
 *
 * Returns: %FALSE at the end of the log, or of what was pushed so far
 */
gboolean
ht_log_lines_next (HtLogLines *lines, HtLogLine *line)
{
  if (lines->rest.text != NULL)
    {
      *line = lines->rest;
      take_first_line (lines, line);
      return TRUE;
    }

  while (read_physical_line (lines, line))
    if (unwrap (lines, line))
      return TRUE;

  return !lines->open && flush_partial (lines, line);
}

/**
 * ht_log_lines_get_skipped:
 * @lines: the walker
 *
 * Returns: how many lines were passed over so far because they are longer than %HT_LOG_LINE_MAX
 */
guint64
ht_log_lines_get_skipped (HtLogLines *lines)
{
  return lines->n_skipped;
}

/**
 * ht_log_line_starts_with:
 * @line: a line
 * @prefix: what it may start with
 *
 * Returns: whether the text of @line starts with @prefix
 */
gboolean
ht_log_line_starts_with (const HtLogLine *line, const char *prefix)
{
  gsize length = strlen (prefix);

  return line->length >= length && memcmp (line->text, prefix, length) == 0;
}
