/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "prometheus-line.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *position;
  const char *end;
} Cursor;

static gboolean
at (const Cursor *self, char c)
{
  return self->position < self->end && *self->position == c;
}

static void
skip_blanks (Cursor *self)
{
  while (at (self, ' ') || at (self, '\t'))
    self->position++;
}

static gboolean
is_name_char (char c, gboolean is_first)
{
  return g_ascii_isalpha (c) || c == '_' || c == ':' || (!is_first && g_ascii_isdigit (c));
}

static gsize
scan_name (Cursor *self)
{
  const char *start = self->position;

  while (self->position < self->end && is_name_char (*self->position, self->position == start))
    self->position++;
  return (gsize) (self->position - start);
}

/* Passes over "…", in which a backslash takes the meaning of the next byte. */
static gboolean
scan_quoted (Cursor *self)
{
  if (!at (self, '"'))
    return FALSE;
  for (self->position++; self->position < self->end; self->position++)
    {
      if (*self->position == '"')
        {
          self->position++;
          return TRUE;
        }
      if (*self->position == '\\')
        self->position++;
    }
  self->position = self->end;
  return FALSE;
}

/* One of `name="value"`, `"name"="value"`, and `"metric"` where the name stands in the braces. */
static gboolean
scan_label (Cursor *self, gboolean may_be_metric, GString *labels)
{
  const char *start = self->position;
  gboolean is_quoted = at (self, '"');

  if (is_quoted ? !scan_quoted (self) : scan_name (self) == 0)
    return FALSE;
  g_string_append_len (labels, start, self->position - start);
  skip_blanks (self);
  if (!at (self, '='))
    return is_quoted && may_be_metric;
  self->position++;
  skip_blanks (self);
  start = self->position;
  if (!scan_quoted (self))
    return FALSE;
  g_string_append_c (labels, '=');
  g_string_append_len (labels, start, self->position - start);
  return TRUE;
}

/* At the opening brace. */
static gboolean
scan_labels (Cursor *self, gboolean has_name, GString *labels)
{
  self->position++;
  skip_blanks (self);
  while (!at (self, '}'))
    {
      if (labels->len > 0)
        g_string_append_c (labels, ',');
      if (!scan_label (self, !has_name && labels->len == 0, labels))
        return FALSE;
      skip_blanks (self);
      if (!at (self, ',') && !at (self, '}'))
        return FALSE;
      if (at (self, ','))
        self->position++;
      skip_blanks (self);
    }
  self->position++;
  return has_name || (labels->len > 0 && labels->str[0] == '"');
}

/* Milliseconds; in OpenMetrics seconds with a fraction. */
static gboolean
parse_time (const char *word, gsize length, gboolean is_open_metrics, gint64 *time_ns)
{
  double number;

  if (!ht_text_to_double (word, length, &number))
    return FALSE;
  number = is_open_metrics ? round (number * 1e3) : number;
  /* Years 1700 to 2260: what fits in 64 bits. */
  if (!(fabs (number) < 9e12) || number != trunc (number))
    return FALSE;
  *time_ns = (gint64) number * 1000000;
  return TRUE;
}

static gboolean
parse_value (Cursor *self, gboolean is_open_metrics, HtPrometheusSample *sample, const char **fault)
{
  const char *rest = self->position;
  gsize left = (gsize) (self->end - self->position);
  const char *word;
  gsize n;

  *fault = "no value";
  if (!ht_text_next_word (&rest, &left, &word, &n))
    return FALSE;
  *fault = "a broken value";
  if (!ht_text_to_double (word, n, &sample->value))
    return FALSE;
  sample->time_ns = HT_UNKNOWN;
  if (!ht_text_next_word (&rest, &left, &word, &n) || (is_open_metrics && *word == '#'))
    return TRUE;
  *fault = "a broken time";
  if (!parse_time (word, n, is_open_metrics, &sample->time_ns))
    return FALSE;
  *fault = "something behind the value";
  /* An exemplar. */
  return !ht_text_next_word (&rest, &left, &word, &n) || (is_open_metrics && *word == '#');
}

/**
 * ht_prometheus_line_parse:
 * @line: a line that is neither empty nor a comment
 * @is_open_metrics: whether times are seconds and exemplars may follow
 * @sample: (out caller-allocates): what it says
 * @labels: is set to the labels in the order of the line, `a="1",b="2"`: escapes as written, blanks
 *   left out. A metric whose name stands between the braces begins with it.
 * @fault: (out): what is wrong, if it returns %FALSE
 *
 * Takes a line of the text exposition apart: `name{label="value"} number [time]`.
 *
 * Returns: whether it is one
 */
gboolean
ht_prometheus_line_parse (const HtTextLine *line,
                          gboolean is_open_metrics,
                          HtPrometheusSample *sample,
                          GString *labels,
                          const char **fault)
{
  Cursor cursor = { line->text, line->text + line->length };

  g_string_truncate (labels, 0);
  skip_blanks (&cursor);
  sample->name = cursor.position;
  sample->name_length = scan_name (&cursor);
  *fault = "no name of a metric";
  if (sample->name_length == 0 && !at (&cursor, '{'))
    return FALSE;
  *fault = "broken labels";
  skip_blanks (&cursor);
  if (at (&cursor, '{') && !scan_labels (&cursor, sample->name_length > 0, labels))
    return FALSE;
  *fault = "labels that are no UTF-8";
  if (!g_utf8_validate (labels->str, (gssize) labels->len, NULL))
    return FALSE;
  *fault = "a name that is too long";
  if (sample->name_length + labels->len > HT_PROMETHEUS_NAME_MAX)
    return FALSE;
  return parse_value (&cursor, is_open_metrics, sample, fault);
}

/**
 * ht_prometheus_get_label:
 * @labels: labels, as [func@prometheus_line_parse] gives them
 * @name: name of a label
 *
 * Returns: (transfer full) (nullable): its value, escapes as written
 */
char *
ht_prometheus_get_label (const char *labels, const char *name)
{
  Cursor cursor = { labels, labels + strlen (labels) };

  while (cursor.position < cursor.end)
    {
      const char *start = cursor.position;
      gsize length;

      if (at (&cursor, '"'))
        scan_quoted (&cursor);
      else
        scan_name (&cursor);
      length = (gsize) (cursor.position - start);
      if (at (&cursor, '='))
        {
          const char *value = cursor.position + 2;

          cursor.position++;
          scan_quoted (&cursor);
          if (ht_text_equal (start, length, name))
            return g_strndup (value, (gsize) (cursor.position - 1 - value));
        }
      cursor.position++;
    }
  return NULL;
}
