/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "gctrace.h"
#include "record-checks.h"

typedef struct
{
  gsize size;
  guint n_cycles;
  gint64 n_sum;
} Seen;

/* What others rely on: sums of these never overflow. */
static void
check_gctrace_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  Seen *seen = user_data;

  check_cycle_cb (cycle, user_data);
  g_assert_cmpint (cycle->start_ns, >=, 0);
  g_assert_cmpint (cycle->end_ns - cycle->start_ns, ==, cycle->mark_ns + cycle->pause_ns);
  if (cycle->wall_offset_ns != HT_UNKNOWN)
    g_assert_cmpint (cycle->wall_offset_ns, <, G_MAXINT64 - cycle->end_ns);
  seen->n_cycles++;
  seen->n_sum ^= cycle->n ^ cycle->start_ns ^ cycle->process;
}

static void
read_lines (HtLogLines *lines, HtGctraceStream *stream)
{
  HtLogLine line;

  while (ht_log_lines_next (lines, &line))
    ht_gctrace_stream_add_line (stream, &line, G_GINT64_CONSTANT (1795197600000000000));
  ht_gctrace_stream_flush (stream);
}

/* A log has the same cycles when it comes in pieces. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Seen whole = { .size = size }, pieces = { .size = size };
  HtRecordSink sink = checking_sink (&whole.size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtLogLines) lines = ht_log_lines_new_stream ();
  g_autoptr (HtGctraceStream) stream = NULL;
  gsize piece = size > 0 ? 1 + data[size - 1] : 1;
  gboolean done;

  sink.gc_cycle = check_gctrace_cycle_cb;
  done = ht_gctrace_decode ((const char *) data, size, &sink, &error);
  g_assert_true (done == (error == NULL));

  sink.user_data = &pieces;
  stream = ht_gctrace_stream_new (&sink);
  for (gsize i = 0; i < size; i += piece)
    {
      ht_log_lines_push (lines, (const char *) data + i, MIN (piece, size - i));
      read_lines (lines, stream);
    }
  ht_log_lines_finish (lines);
  read_lines (lines, stream);
  g_assert_cmpuint (pieces.n_cycles, ==, whole.n_cycles);
  g_assert_cmpint (pieces.n_sum, ==, whole.n_sum);
  return 0;
}
