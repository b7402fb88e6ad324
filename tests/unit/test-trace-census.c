/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-census.h"

#include "trace-builder.h"
#include "trace-found.h"

#define SLOT 100000

/* A tick is a ns. */
static void
put_frequency (GByteArray *trace, guint64 generation)
{
  trace_batch (trace, generation, G_MAXUINT64, 1000, NUMBERS (8, 1000000000));
}

static void
check (GByteArray *trace, const char *points)
{
  g_auto (TraceFound) found =
      trace_found_in (trace->data, trace->len, HT_TRACE_SERIES_PREFIX "goroutines/", 0);

  g_assert_cmpstr (found.points->str, ==, points);
}

/* A value for each slot in which there was a change; who is told of late was there all the time. */
static void
test_slots (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,                /* a processor runs */
                        25, 1, 1, 7, 2,             /* so does goroutine 1 */
                        14, SLOT - 3, 5, 0, 0,      /* in slot 0 it makes 5, */
                        14, 2, 6, 0, 0,             /* in slot 1 6 */
                        20, 1, 0, 0,                /* and waits; */
                        16, 1, 5, 1, 17, 2,         /* 5 comes and goes */
                        16, 4 * SLOT, 6, 1,         /* in slot 5 6 runs */
                        22, SLOT, 1, 0,             /* and is in C from slot 6 on */
                        25, 9, 8, G_MAXUINT64, 4)); /* 8 was there */
  put_frequency (trace, 1);
  trace_batch (trace, 2, 7, 1000 + 8 * SLOT,
               NUMBERS (23, 40, 19, 30, 0, 0)); /* slot 8: back, and stops */
  put_frequency (trace, 2);
  check (trace, "0 trace/goroutines/runnable 0 count\n"
                "0 trace/goroutines/running 1 count\n"
                "0 trace/goroutines/syscall 0 count\n"
                "0 trace/goroutines/waiting 1 count\n"
                "100000 trace/goroutines/runnable 1 count\n"
                "200000 trace/goroutines/running 0 count\n"
                "200000 trace/goroutines/waiting 2 count\n"
                "600000 trace/goroutines/runnable 0 count\n"
                "600000 trace/goroutines/running 1 count\n"
                "700000 trace/goroutines/running 0 count\n"
                "700000 trace/goroutines/syscall 1 count\n"
                "800070 trace/goroutines/runnable 1 count\n"
                "800070 trace/goroutines/syscall 0 count\n"
                "800070 trace/goroutines/running 0 count\n"
                "800070 trace/goroutines/waiting 2 count\n");
}

/* Of a trace in which nothing happens both ends are told. */
static void
test_nothing (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, G_MAXUINT64, 1000,
               NUMBERS (25, 0, 8, G_MAXUINT64, 4, 25, 700, 9, G_MAXUINT64, 1));
  put_frequency (trace, 1);
  check (trace, "0 trace/goroutines/runnable 1 count\n"
                "0 trace/goroutines/running 0 count\n"
                "0 trace/goroutines/syscall 0 count\n"
                "0 trace/goroutines/waiting 1 count\n"
                "700 trace/goroutines/runnable 1 count\n"
                "700 trace/goroutines/running 0 count\n"
                "700 trace/goroutines/syscall 0 count\n"
                "700 trace/goroutines/waiting 1 count\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-census/slots", test_slots);
  g_test_add_func ("/formats/trace-census/nothing", test_nothing);
  return g_test_run ();
}
