/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-work.h"

#include "trace-builder.h"
#include "trace-found.h"

/* A tick is 64 ns. */
#define TICK 64

static void
put_tables (GByteArray *trace, guint64 generation)
{
  static const char *const strings[] = {
    "GC sweep termination", "GC mark termination", "GC (dedicated)", "GC (fractional)", "GC (idle)",
    "read mem stats",       "main.alloc",          "main.worker",    "runtime.gcStart", "main.main",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    trace_string (trace, generation, i + 1, strings[i]);
  trace_stack (trace, generation, 1, NUMBERS (8));
  trace_stack (trace, generation, 2, NUMBERS (7, 8));
  trace_stack (trace, generation, 3, NUMBERS (9, 10));
  trace_frequency (trace, generation);
}

/* A collection: processor 0 has the program, which assists; processor 1 has two workers. */
static GByteArray *
new_collection (void)
{
  GByteArray *trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,                /* 1: processor 0 runs */
                        25, 1, 1, 7, 2,             /* 2: goroutine 1 runs */
                        9, 1, 2, 0,                 /* 3: there are two processors */
                        29, 7, 1, 3,                /* 10: begin */
                        26, 2, 1, 3, 27, 8,         /* 12: the world stops; 20: goes on */
                        14, 10, 5, 1, 0,            /* 30: makes goroutine 5 */
                        19, 1, 0, 0, 16, 1, 5, 1,   /* 31: stops; 32: that runs */
                        35, 8, 2,                   /* 40: has to assist */
                        20, 10, 0, 0, 16, 10, 1, 1, /* 50: waits for it; 60: goroutine 1 runs */
                        21, 2, 5, 2, 0,             /* 62: goroutine 5 need not wait any more */
                        19, 8, 0, 0, 16, 2, 5, 3,   /* 70: stops; 72: goroutine 5 runs */
                        36, 8, 19, 10, 0, 0,        /* 80: has assisted; 90: stops */
                        16, 1, 1, 2,                /* 91: goroutine 1 runs */
                        26, 9, 2, 3,                /* 100: the world stops */
                        30, 10, 2, 27, 10,          /* 110: end; 120: goes on */
                        32, 10, 0, 33, 5, 0, 0));   /* 130, 135: sweeps */
  trace_batch (trace, 1, 8, 1000,
               NUMBERS (13, 5, 1, 1,             /* 5: processor 1 runs */
                        25, 1, 20, 8, 2,         /* 6: goroutine 20 runs */
                        19, 1, 0, 0,             /* 7: stops */
                        16, 18, 20, 1, 39, 1, 3, /* 25, 26: a dedicated worker */
                        19, 29, 0, 0,            /* 55: stops */
                        16, 10, 20, 2, 39, 1, 5, /* 65, 66: an idle worker */
                        19, 49, 0, 0,            /* 115: stops */
                        11, 25));                /* 140: processor 1 stops */
  put_tables (trace, 1);
  return trace;
}

static void
check_points (GByteArray *trace, const char *prefix, const char *expected)
{
  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, prefix, 0);

  g_assert_true (found.facts.is_whole);
  g_assert_cmpint (found.facts.n_misfits, ==, 0);
  g_assert_cmpstr (found.points->str, ==, expected);
}

static void
check_spans (GByteArray *trace, const char *expected)
{
  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, "-",
                                              1u << HT_TRACE_SPAN_STW | 1u << HT_TRACE_SPAN_ASSIST);

  g_assert_cmpstr (found.spans->str, ==, expected);
}

static void
test_collection (void)
{
  g_autoptr (GByteArray) trace = new_collection ();

  check_spans (trace,
               "768–1280 g1 main.main task 0 “GC sweep termination” runtime.gcStart main.main\n"
               "2560–5120 ran 1152 g5 main.worker task 0 “” main.alloc main.worker\n"
               "6400–7680 g1 main.main task 0 “GC mark termination” runtime.gcStart main.main\n");
  check_points (trace, "trace/stw/",
                "1280 trace/stw/GC sweep termination +512 ns\n"
                "7680 trace/stw/GC mark termination +1280 ns\n");
  check_points (trace, "trace/mark", "7040 trace/mark +6400 ns\n");
  check_points (trace, "trace/assist/", "5120 trace/assist/main.worker +2560 ns\n");
  check_points (trace, "trace/sweep/", "8640 trace/sweep/0 +320 ns\n");
  check_points (trace, "trace/dedicated/", "3520 trace/dedicated/1 +1920 ns\n");
  check_points (trace, "trace/fractional/", "");
  check_points (trace, "trace/idle/", "7360 trace/idle/1 +3200 ns\n");
}

/* Who stops the world has all processors; who works or assists has one; who waits has none. */
static void
test_share (void)
{
  g_autoptr (GByteArray) trace = new_collection ();

  check_points (trace, "trace/gc_share",
                "192 trace/gc_share 0 ratio\n"
                "768 trace/gc_share 1 ratio\n"
                "1280 trace/gc_share 0 ratio\n"
                "1664 trace/gc_share 0.5 ratio\n" /* 26: a dedicated worker */
                "2560 trace/gc_share 1 ratio\n"   /* 40: and an assist */
                "3200 trace/gc_share 0.5 ratio\n" /* 50: which waits */
                "3520 trace/gc_share 0 ratio\n"   /* 55: the worker stops */
                "4608 trace/gc_share 0.5 ratio\n" /* 72: the assist goes on */
                "5120 trace/gc_share 0 ratio\n"   /* 80: and is over */
                "6400 trace/gc_share 1 ratio\n"
                "7680 trace/gc_share 0 ratio\n");
  check_points (trace, "gomaxprocs", "192 gomaxprocs 2 count\n");
}

/* CPU time is what was run from the begin until the world stops for the end. */
static void
test_cpu (void)
{
  g_autoptr (GByteArray) trace = new_collection ();
  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, "-", 0);
  const HtGcCycle *cycle = &g_array_index (found.cycles, HtGcCycle, 0);

  g_assert_cmpuint (found.cycles->len, ==, 1);
  g_assert_cmpint (cycle->start_ns, ==, 10 * TICK);
  g_assert_cmpint (cycle->end_ns, ==, 110 * TICK);
  g_assert_cmpint (cycle->assist_ns, ==, (10 + 8) * TICK);
  g_assert_cmpint (cycle->background_ns, ==, 30 * TICK);
  g_assert_cmpint (cycle->idle_ns, ==, (100 - 65) * TICK);
}

/* What had begun before the trace counts from its beginning, what goes on behind it until its
 * end, and what goes on from a generation to the next once. */
static void
test_cut (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,          /* 1: processor 0 runs */
                        48, 1, 5, 7, 2, 1,    /* 2: goroutine 5 runs */
                        34, 1, 5,             /* 3: it assists */
                        28, 1, 1,             /* 4: the collector marks */
                        31, 1, 0,             /* 5: processor 0 sweeps */
                        9, 1, 1, 0,           /* 6: it is the only one */
                        36, 14, 33, 2, 0, 0,  /* 20: has assisted; 22: has swept */
                        30, 8, 2,             /* 30: end of marking */
                        26, 10, 6, 2, 27, 10, /* 40: the world stops; 50: goes on */
                        35, 10, 2));          /* 60: has to assist */
  put_tables (trace, 1);
  trace_batch (trace, 2, 7, 1100,
               NUMBERS (13, 1, 0, 1,                /* 101: all that again */
                        25, 1, 5, 7, 2,             /* 102 */
                        34, 1, 5,                   /* 103 */
                        9, 1, 1, 0,                 /* 104 */
                        26, 1, 6, 0, 37, 5, 4096)); /* 105: the world stops; 110 */
  put_tables (trace, 2);
  check_spans (trace, "…0–1280 ran 1280 g5 main.worker task 0 “”\n"
                      "2560–3200 g5 main.worker task 0 “read mem stats” main.alloc main.worker\n"
                      "6720–7040… g5 main.worker task 0 “read mem stats”\n"
                      "3840–7040… ran 3200 g5 main.worker task 0 “” main.alloc main.worker\n");
  check_points (trace, "trace/stw/",
                "3200 trace/stw/read mem stats +640 ns\n"
                "7040 trace/stw/read mem stats +320 ns\n");
  check_points (trace, "trace/mark", "1920 trace/mark +1920 ns\n");
  check_points (trace, "trace/sweep/", "1408 trace/sweep/0 +1408 ns\n");
  /* Statistics are not the collector's affair. */
  check_points (trace, "trace/gc_share",
                "384 trace/gc_share 1 ratio\n"
                "1280 trace/gc_share 0 ratio\n"
                "3840 trace/gc_share 1 ratio\n");

  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, "-", 0);

  /* What it took before the trace nobody knows. */
  g_assert_cmpint (g_array_index (found.cycles, HtGcCycle, 0).assist_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (g_array_index (found.cycles, HtGcCycle, 0).background_ns, ==, HT_UNKNOWN);
}

/* The share is one of the processors that there are. */
static void
test_number_of_processors (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 1, 1,              /* 1: processor 1 runs */
                        25, 1, 5, 7, 2,           /* 2: goroutine 5 runs */
                        19, 1, 0, 0, 16, 1, 5, 1, /* 3: stops; 4: runs */
                        39, 1, 4,                 /* 5: is a fractional worker */
                        9, 5, 4, 0,               /* 10: there are four processors */
                        9, 5, 4, 0,               /* 15: said again */
                        9, 5, 1, 0,               /* 20: there is one */
                        9, 10, 2, 0,              /* 30: there are two */
                        19, 10, 0, 0));           /* 40: stops */
  put_tables (trace, 1);
  check_points (trace, "trace/gc_share",
                "640 trace/gc_share 0.25 ratio\n"
                "1280 trace/gc_share 0 ratio\n"
                "1920 trace/gc_share 0.5 ratio\n"
                "2560 trace/gc_share 0 ratio\n");
  check_points (trace, "gomaxprocs",
                "640 gomaxprocs 4 count\n"
                "1280 gomaxprocs 1 count\n"
                "1920 gomaxprocs 2 count\n");
  check_points (trace, "trace/fractional/", "2560 trace/fractional/1 +2304 ns\n");
}

/* Means of 100 µs; of what stays as it is the first and the last tell. */
static void
test_running (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000, NUMBERS (13, 0, 0, 1, 37, 46875, 4096)); /* until 3 ms */
  trace_batch (trace, 1, 8, 1000,
               NUMBERS (13, 0, 1, 2,     /* processor 1 is idle */
                        10, 16875, 1, 1, /* runs at 1.08 ms */
                        11, 15000));     /* stops at 2.04 ms */
  put_tables (trace, 1);
  check_points (trace, "trace/procs_running",
                "0 trace/procs_running 1 count\n"
                "900000 trace/procs_running 1 count\n"
                "1000000 trace/procs_running 1.2 count\n"
                "1100000 trace/procs_running 2 count\n"
                "1900000 trace/procs_running 2 count\n"
                "2000000 trace/procs_running 1.4 count\n"
                "2100000 trace/procs_running 1 count\n"
                "2900000 trace/procs_running 1 count\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-work/collection", test_collection);
  g_test_add_func ("/formats/trace-work/share", test_share);
  g_test_add_func ("/formats/trace-work/cpu", test_cpu);
  g_test_add_func ("/formats/trace-work/cut", test_cut);
  g_test_add_func ("/formats/trace-work/number-of-processors", test_number_of_processors);
  g_test_add_func ("/formats/trace-work/running", test_running);
  return g_test_run ();
}
