/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-v2.h"

#include <string.h>

#include "trace-builder.h"
#include "trace-log.h"

static void
check_fails (gconstpointer data, gsize size, HtFormatError code, const char *message)
{
  g_auto (TraceLog) log = trace_log_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (trace_log_read (&log, data, size, &error));
  g_assert_error (error, HT_FORMAT_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (log.n_events, ==, 0);
}

static void
test_header (void)
{
  check_fails ("", 0, HT_FORMAT_ERROR_TRUNCATED,
               "the header of the execution trace is cut off at byte 0");
  check_fails ("go 1.22 t", 9, HT_FORMAT_ERROR_TRUNCATED,
               "the header of the execution trace is cut off at byte 9");
  check_fails ("go 1.22 trace\0\0", 16, HT_FORMAT_ERROR_TRUNCATED,
               "the execution trace ends behind its header at byte 16");
  check_fails ("go 1.22 trace\0x", 16, HT_FORMAT_ERROR_UNSUPPORTED,
               "this is no execution trace: no header at byte 0");
  check_fails ("go 1.xx trace\0\0", 16, HT_FORMAT_ERROR_UNSUPPORTED,
               "this is no execution trace: no header at byte 0");
}

/* A version that nobody knows yet is read as the newest one, with or without ends of generations.
 */
static void
test_unknown_version (void)
{
  g_autoptr (GByteArray) trace = trace_new (31);

  trace_batch (trace, 1, G_MAXUINT64, 1000, NUMBERS (50, 8, 15625000));
  trace_batch (trace, 1, 7, 1000, NUMBERS (37, 1, 4096));
  trace_batch (trace, 2, G_MAXUINT64, 1002, NUMBERS (50, 8, 15625000));
  trace_batch (trace, 2, 7, 1002, NUMBERS (37, 1, 8192));
  trace_log_check (trace, "64 HeapAlloc m7\n192 HeapAlloc m7\n",
                   "0: format 1.31 is not known; the trace is read as one of 1.26\n");
}

static void
put_stack (GByteArray *trace)
{
  trace_batch (trace, 1, G_MAXUINT64, 1000,
               NUMBERS (2, 3, 9, 2, 0x401000, 1, 3, 12, 0x402000, 2, 3, 34));
}

/* One thread, and what its ids mean at the end, as Go writes it. */
static void
test_one_thread (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,    /* P 0 runs */
                        25, 1, 5, 7, 2, /* G 5 runs on M 7 */
                        37, 2, 1 << 20, /* heap */
                        20, 3, 4, 9));  /* G 5 blocks: string 4, stack 9 */
  trace_frequency (trace, 1);
  put_stack (trace);
  trace_string (trace, 1, 1, "main.inner");
  trace_string (trace, 1, 2, "main.main");
  trace_string (trace, 1, 4, "chan receive");
  trace_log_check (trace,
                   "64 ProcStatus m7 P0:0>1\n"
                   "128 GoStatus m7 p0 G5:0>2\n"
                   "256 HeapAlloc m7 p0 g5\n"
                   "448 GoBlock m7 p0 g5 G5:2>4 “chan receive” main.inner:12 main.main:34\n",
                   "");
}

/* A goroutine that blocks on one thread is woken by another one, whose clock is behind. */
static void
test_order (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 2, 1000,
               NUMBERS (13, 1, 1, 1,    /* P 1 runs */
                        25, 1, 6, 2, 2, /* G 6 runs */
                        21, 1, 5, 1, 0, /* it wakes G 5 */
                        37, 9, 4096));
  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 5, 0, 1,    /* P 0 runs */
                        25, 1, 5, 1, 2, /* G 5 runs */
                        20, 1, 0, 0,    /* and blocks */
                        16, 9, 5, 2));  /* and runs */
  trace_frequency (trace, 1);
  trace_log_check (trace,
                   "64 ProcStatus m2 P1:0>1\n"
                   "128 GoStatus m2 p1 G6:0>2\n"
                   "320 ProcStatus m1 P0:0>1\n"
                   "384 GoStatus m1 p0 G5:0>2\n"
                   "448 GoBlock m1 p0 g5 G5:2>4\n"
                   "448 GoUnblock m2 p1 g6 G5:4>1\n"
                   "768 HeapAlloc m2 p1 g6\n"
                   "1024 GoStart m1 p0 G5:1>2\n",
                   "");
}

/* A processor is stolen from a thread in a system call before that thread comes back without it. */
static void
test_steal (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 1, 0, 1,    /* P 0 runs */
                        25, 1, 5, 1, 2, /* G 5 runs */
                        22, 1, 1, 0,    /* into a system call */
                        24, 1));        /* back, P 0 is gone */
  trace_batch (trace, 1, 2, 1000,
               NUMBERS (12, 20, 0, 2, 1, /* M 2 steals P 0 from M 1 */
                        10, 1, 0, 3,     /* and takes it */
                        16, 1, 5, 1,     /* and runs G 5 */
                        22, 1, 4, 0,     /* into a system call */
                        23, 1,           /* and back */
                        17, 1,           /* which ends */
                        11, 1));         /* and P 0 stops */
  trace_frequency (trace, 1);
  trace_log_check (trace,
                   "64 ProcStatus m1 P0:0>1\n"
                   "128 GoStatus m1 p0 G5:0>2\n"
                   "192 GoSyscallBegin m1 p0 g5 G5:2>3 P0:1>3\n"
                   "1280 ProcSteal m2 P0:3>2\n"
                   "1280 GoSyscallEndBlocked m1 g5 G5:3>1\n"
                   "1344 ProcStart m2 P0:2>1\n"
                   "1408 GoStart m2 p0 G5:1>2\n"
                   "1472 GoSyscallBegin m2 p0 g5 G5:2>3 P0:1>3\n"
                   "1536 GoSyscallEnd m2 p0 g5 G5:3>2 P0:3>1\n"
                   "1600 GoDestroy m2 p0 g5 G5:2>5\n"
                   "1664 ProcStop m2 p0 P0:1>2\n",
                   "");
}

/* A thread of C that called into Go leaves with its processor in a system call. */
static void
test_abandoned (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (15, 1, 5,                            /* G 5 comes from C */
                        13, 1, 0, 3,                         /* P 0 is in a system call */
                        18, 1));                             /* G 5 returns */
  trace_batch (trace, 1, 2, 1000, NUMBERS (12, 9, 0, 1, 1)); /* M 2 takes what is left */
  trace_frequency (trace, 1);
  trace_log_check (trace,
                   "64 GoCreateSyscall m1 G5:5>3\n"
                   "128 ProcStatus m1 g5 P0:0>3\n"
                   "192 GoDestroySyscall m1 p0 g5 G5:3>5 P0:3>4\n"
                   "576 ProcSteal m2 P0:4>2\n",
                   "");
}

/* Who steals a processor in a later generation may tell its state as if nobody knew whose it was.
 */
static void
test_stolen_later (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 1, 0, 1,    /* P 0 runs */
                        25, 1, 5, 1, 2, /* G 5 runs */
                        22, 1, 1, 0));  /* into a system call */
  trace_frequency (trace, 1);
  trace_batch (trace, 2, 2, 1010,
               NUMBERS (13, 1, 0, 4,      /* M 2 finds P 0 */
                        12, 1, 0, 1, 1)); /* and steals it from M 1 */
  trace_batch (trace, 2, 1, 1010,
               NUMBERS (10, 10, 0, 2,   /* which takes it back */
                        25, 1, 5, 1, 3, /* and comes back late */
                        24, 1));
  trace_frequency (trace, 2);
  trace_log_check (trace,
                   "64 ProcStatus m1 P0:0>1\n"
                   "128 GoStatus m1 p0 G5:0>2\n"
                   "192 GoSyscallBegin m1 p0 g5 G5:2>3 P0:1>3\n"
                   "704 ProcStatus m2 P0:3>3\n"
                   "768 ProcSteal m2 P0:3>2\n"
                   "1280 ProcStart m1 g5 P0:2>1\n"
                   "1344 GoStatus m1 p0 g5 G5:3>3\n"
                   "1408 GoSyscallEndBlocked m1 p0 g5 G5:3>1\n",
                   "");
}

static void
test_switch (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 1, 0, 1,    /* P 0 runs */
                        25, 1, 5, 1, 2, /* G 5 runs */
                        47, 1, 6, 0, 0, /* it makes G 6, which waits */
                        45, 1, 6, 1,    /* and hands over to it */
                        46, 1, 5, 1));  /* which ends and hands back */
  trace_frequency (trace, 1);
  trace_log_check (trace,
                   "64 ProcStatus m1 P0:0>1\n"
                   "128 GoStatus m1 p0 G5:0>2\n"
                   "192 GoCreateBlocked m1 p0 g5 G6:5>4\n"
                   "256 GoSwitch m1 p0 g5 G5:2>4 G6:4>2\n"
                   "320 GoSwitchDestroy m1 p0 g6 G6:2>5 G5:4>2\n",
                   "");
}

/* The mark phase begins and ends on different threads. */
static void
test_collector_order (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000, NUMBERS (30, 3, 2, 29, 1, 3, 0));
  trace_batch (trace, 1, 2, 1000, NUMBERS (29, 5, 1, 0, 30, 9, 4));
  trace_frequency (trace, 1);
  trace_log_check (trace, "320 GCBegin m2\n320 GCEnd m1\n320 GCBegin m1\n896 GCEnd m2\n", "");
}

/* Sequence numbers of the generation before say nothing: the status comes first. */
static void
test_generations (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000, NUMBERS (13, 1, 0, 1, 25, 1, 5, 1, 4, 39, 1, 1)); /* G 5 waits */
  trace_frequency (trace, 1);
  trace_string (trace, 1, 1, "GC (idle)");
  trace_batch (trace, 2, 1, 2000, NUMBERS (21, 1, 5, 1, 0)); /* it is woken */
  trace_batch (trace, 2, 2, 2000, NUMBERS (25, 5, 5, 1, 4, 39, 1, 1));
  trace_frequency (trace, 2);
  trace_string (trace, 2, 1, "GC (dedicated)");
  trace_log_check (trace,
                   "64 ProcStatus m1 P0:0>1\n"
                   "128 GoStatus m1 p0 G5:0>4\n"
                   "192 GoLabel m1 p0 “GC (idle)”\n"
                   "64320 GoStatus m2 G5:4>4\n"
                   "64320 GoUnblock m1 p0 G5:4>1\n"
                   "64384 GoLabel m2 “GC (dedicated)”\n",
                   "");
}

/* What can never be ready comes nevertheless, earliest first. */
static void
test_no_order (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000, NUMBERS (16, 2, 5, 9, 37, 1, 4096));
  trace_batch (trace, 1, 2, 1000, NUMBERS (10, 1, 0, 3));
  trace_frequency (trace, 1);
  trace_log_check (
      trace,
      "64 ProcStart m2 P0:0>1\n"
      "128 GoStart m1 G5:0>2\n"
      "192 HeapAlloc m1 g5\n",
      "54: 2 events of generation 1 do not fit what came before them; times are in order, causes "
      "perhaps not\n");
}

static void
test_samples (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, G_MAXUINT64, 1000,
               NUMBERS (6, 7, 1003, 1, 0, 5, 9, 7, 1001, 2, G_MAXUINT64, 0, 0));
  trace_batch (trace, 1, 1, 1000, NUMBERS (37, 2, 4096));
  put_stack (trace);
  trace_string (trace, 1, 1, "main.inner");
  trace_frequency (trace, 1);
  trace_log_check (trace,
                   "64 CPUSample m2\n"
                   "128 HeapAlloc m1\n"
                   "192 CPUSample m1 p0 g5 main.inner:12 ?:34\n",
                   "");
}

static void
test_wall_clock (void)
{
  g_autoptr (GByteArray) trace = trace_new (26);
  g_auto (TraceLog) log = trace_log_new ();

  trace_batch (trace, 1, G_MAXUINT64, 1010,
               NUMBERS (50, 51, 5, 64960, 1700000000, 123456789, 8, 15625000));
  trace_batch (trace, 1, 1, 1000, NUMBERS (37, 2, 4096));
  trace_byte (trace, 52);
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpstr (log.warnings->str, ==, "");
  g_assert_true (log.summary.is_whole);
  /* 15 ticks of 64 ns after the first one. */
  g_assert_cmpint (log.wall_origin_unix_ns, ==, G_GINT64_CONSTANT (1700000000123456789) - 15 * 64);
}

static void
test_alloc_free (void)
{
  g_autoptr (GByteArray) trace = trace_new (26);
  g_autoptr (GByteArray) objects = g_byte_array_new ();
  g_autoptr (GByteArray) types = g_byte_array_new ();
  g_autoptr (GByteArray) layout = g_byte_array_new ();
  g_auto (TraceLog) log = trace_log_new ();

  trace_numbers (layout, NUMBERS (1, 0xc000000000, 8192, 8, 2048));
  trace_numbers (types, NUMBERS (0, 7, 0x400000, 48, 40, 9));
  g_byte_array_append (types, (const guint8 *) "main.Node", 9);
  trace_byte (objects, 132);
  trace_numbers (objects, NUMBERS (1, 512, 7));

  trace_batch (trace, 1, G_MAXUINT64, 1000, NUMBERS (50, 8, 15625000));
  trace_batch_bytes (trace, 1, 1, 1000, objects);
  trace_experiment (trace, 1, layout);
  trace_experiment (trace, 1, types);
  trace_byte (trace, 52);
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpstr (log.warnings->str, ==, "");
  g_assert_cmpstr (log.events->str, ==, "64 HeapObjectAlloc m1 main.Node of 48\n");
  g_assert_cmpuint (log.layout.min_address, ==, 0xc000000000);
  g_assert_cmpuint (log.layout.page_bytes, ==, 8192);
  g_assert_cmpuint (log.layout.object_align_bytes, ==, 8);
  g_assert_cmpuint (log.layout.stack_align_bytes, ==, 2048);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-v2/header", test_header);
  g_test_add_func ("/formats/trace-v2/unknown-version", test_unknown_version);
  g_test_add_func ("/formats/trace-v2/one-thread", test_one_thread);
  g_test_add_func ("/formats/trace-v2/order", test_order);
  g_test_add_func ("/formats/trace-v2/steal", test_steal);
  g_test_add_func ("/formats/trace-v2/abandoned", test_abandoned);
  g_test_add_func ("/formats/trace-v2/stolen-later", test_stolen_later);
  g_test_add_func ("/formats/trace-v2/switch", test_switch);
  g_test_add_func ("/formats/trace-v2/collector-order", test_collector_order);
  g_test_add_func ("/formats/trace-v2/generations", test_generations);
  g_test_add_func ("/formats/trace-v2/no-order", test_no_order);
  g_test_add_func ("/formats/trace-v2/samples", test_samples);
  g_test_add_func ("/formats/trace-v2/wall-clock", test_wall_clock);
  g_test_add_func ("/formats/trace-v2/alloc-free", test_alloc_free);
  return g_test_run ();
}
