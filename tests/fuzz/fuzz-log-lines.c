/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "log-lines.h"

/* Reads every byte that a line says it has. */
static guint
sum_bytes (const char *text, gsize length)
{
  guint sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += (guchar) text[i];
  return sum;
}

typedef struct
{
  guint n_lines;
  guint sum;
} Seen;

static void
read_lines (HtLogLines *lines, gsize size, Seen *seen)
{
  HtLogLine line;

  while (ht_log_lines_next (lines, &line))
    {
      g_assert_cmpuint (line.length, <=, HT_LOG_LINE_MAX);
      g_assert_cmpuint (line.offset, <, size);
      seen->n_lines++;
      seen->sum += sum_bytes (line.text, line.length);
      if (line.origin != NULL)
        seen->sum += sum_bytes (line.origin, line.origin_length);
    }
}

/* A log has the same lines when it comes in pieces. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (HtLogLines) lines = ht_log_lines_new ((const char *) data, size);
  g_autoptr (HtLogLines) stream = ht_log_lines_new_stream ();
  gsize piece = size > 0 ? 1 + data[size - 1] : 1;
  Seen whole = { 0, 0 }, pieces = { 0, 0 };

  read_lines (lines, size, &whole);
  for (gsize i = 0; i < size; i += piece)
    {
      ht_log_lines_push (stream, (const char *) data + i, MIN (piece, size - i));
      read_lines (stream, size, &pieces);
    }
  ht_log_lines_finish (stream);
  read_lines (stream, size, &pieces);
  g_assert_cmpuint (pieces.n_lines, ==, whole.n_lines);
  g_assert_cmpuint (pieces.sum, ==, whole.sum);
  g_assert_cmpuint (ht_log_lines_get_skipped (stream), ==, ht_log_lines_get_skipped (lines));
  return 0;
}
