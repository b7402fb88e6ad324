/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an execution trace from a file, makes the collections and the course of the heap of it, and
 * says how much there was. tools/bench measures it from outside.
 *
 *   read-trace FILE [THREADS]
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "trace-decode.h"
#include "trace-gc.h"

typedef struct
{
  HtTraceGc *gc;
  guint64 n_cycles;
  guint64 n_points;
} Found;

static gboolean
read_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  const int *file = user_data;

  if (pread (*file, buffer, length, (off_t) offset) != (gssize) length)
    g_error ("the trace cannot be read at byte %" G_GUINT64_FORMAT, offset);
  return TRUE;
}

static void
generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  ht_trace_gc_begin_generation (((Found *) user_data)->gc, generation);
}

static void
event_cb (const HtTraceEvent *event, gpointer user_data)
{
  ht_trace_gc_add_event (((Found *) user_data)->gc, event);
}

static void
cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  ((Found *) user_data)->n_cycles++;
}

static void
point_cb (const HtPoint *point, gpointer user_data)
{
  ((Found *) user_data)->n_points++;
}

int
main (int argc, char *argv[])
{
  Found found = { 0 };
  HtRecordSink records = { .gc_cycle = cycle_cb, .point = point_cb, .user_data = &found };
  HtTraceSink sink = { .generation = generation_cb, .event = event_cb, .user_data = &found };
  g_autoptr (HtTraceGc) gc = NULL;
  g_autoptr (GError) error = NULL;
  HtTraceSummary summary;
  HtTraceInput input = { .read = read_cb };
  struct stat status;
  guint64 n_threads = 0;
  int file;

  if (argc < 2 || argc > 3 ||
      (argc == 3 && !g_ascii_string_to_unsigned (argv[2], 10, 1, 1000, &n_threads, NULL)))
    {
      fprintf (stderr, "usage: %s FILE [THREADS]\n", argv[0]);
      return EXIT_FAILURE;
    }
  file = open (argv[1], O_RDONLY | O_CLOEXEC);
  if (file < 0 || fstat (file, &status) != 0)
    g_error ("%s cannot be opened", argv[1]);
  input.size = (guint64) status.st_size;
  input.user_data = &file;
  input.n_threads = (guint) n_threads;
  gc = ht_trace_gc_new (&records, 0);
  found.gc = gc;
  if (!ht_trace_read (&input, &sink, &summary, &error))
    g_error ("%s: %s", argv[1], error->message);
  ht_trace_gc_finish (gc);
  printf ("%" G_GUINT64_FORMAT " events, %" G_GUINT64_FORMAT " cycles, %" G_GUINT64_FORMAT
          " points\n",
          summary.n_events, found.n_cycles, found.n_points);
  close (file);
  return summary.is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
}
