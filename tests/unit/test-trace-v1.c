/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-v1.h"

#include <string.h>

#include "trace-log.h"
#include "trace-v1-builder.h"
#include "trace-v2.h"

static void
check_fails (gconstpointer data, gsize size, const char *message)
{
  g_auto (TraceLog) log = trace_log_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (trace_log_read (&log, data, size, &error));
  g_assert_cmpint (error->domain, ==, HT_FORMAT_ERROR);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (log.n_events, ==, 0);
}

static void
test_header (void)
{
  check_fails ("go 1.5 trace\0\0\0", 16,
               "the execution trace has the format of Go 1.5 at byte 0, which has no names of "
               "functions: traces can be read since Go 1.7");
  check_fails ("go 1.21 trace\0\0", 16, "the execution trace ends behind its header at byte 16");
  check_fails ("go 1.9 trace\0\0x", 16, "this is no execution trace: no header at byte 0");
  check_fails ("go 1.19 trace\0\0\0?", 17, "an event is of an unknown kind at byte 16");
}

/* Each reader refuses what is for the other one. */
static void
test_doors (void)
{
  g_autoptr (GByteArray) old = trace_new (21);
  g_autoptr (GByteArray) new = trace_new (22);
  g_autoptr (GBytes) old_bytes = g_bytes_new (old->data, old->len);
  g_autoptr (GBytes) new_bytes = g_bytes_new (new->data, new->len);
  g_autoptr (GError) old_error = NULL;
  g_autoptr (GError) new_error = NULL;
  HtTraceSink sink = { NULL };
  HtTraceSummary summary;
  HtTraceInput input;

  ht_trace_input_init_bytes (&input, old_bytes);
  g_assert_false (ht_trace_v2_read (&input, &sink, &summary, &old_error));
  g_assert_cmpstr (
      old_error->message, ==,
      "the execution trace has the format of Go 1.21 at byte 0, which is older than Go 1.22");
  ht_trace_input_init_bytes (&input, new_bytes);
  g_assert_false (ht_trace_v1_read (&input, &sink, &summary, &new_error));
  g_assert_cmpstr (
      new_error->message, ==,
      "the execution trace has the format of Go 1.22 at byte 0, which is newer than Go 1.21");
}

/* No Go wrote 1.14, but what 1.11 has. */
static void
test_unknown_version (void)
{
  g_autoptr (GByteArray) trace = trace_new (14);

  trace_v1_batch (trace, 0, 1000);
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (2, 8192));
  trace_v1_frequency (trace);
  trace_log_check (trace, "0 HeapAlloc p0\n128 HeapAlloc p0\n",
                   "0: format 1.14 is not known; the trace is read as one of 1.11\n");
}

static void
put_stacks (GByteArray *trace)
{
  trace_v1_item (trace, HT_TRACE_V1_STACK, NUMBERS (9, 2, 0x401000, 1, 3, 12, 0x402000, 2, 3, 34));
  trace_v1_item (trace, HT_TRACE_V1_STACK, NUMBERS (8, 1, 0x403000, 2, 3, 56));
  trace_v1_string (trace, 1, "main.inner");
  trace_v1_string (trace, 2, "main.main");
  trace_v1_frequency (trace);
}

/* What was there before comes in the state in which it is, not as something new. */
static void
test_prologue (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_batch (trace, 3, 1000);
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (0, 1, 8, 0)); /* it waits */
  trace_v1_item (trace, HT_TRACE_V1_GO_WAITING, NUMBERS (1, 1));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (1, 2, 8, 0)); /* it is runnable */
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (1, 3, 8, 0)); /* in a system call */
  trace_v1_item (trace, HT_TRACE_V1_GO_IN_SYSCALL, NUMBERS (1, 3));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (1, 4, 8, 0)); /* it begins the trace */
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (1, 77));
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (1, 4, 1));
  trace_v1_item (trace, HT_TRACE_V1_GOMAXPROCS, NUMBERS (1, 2, 9));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (1, 5, 8, 9)); /* this one is new */
  trace_v1_item (trace, HT_TRACE_V1_GO_END, NUMBERS (1));
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (1, 2, 1));
  trace_v1_item (trace, HT_TRACE_V1_GO_END, NUMBERS (1));
  trace_v1_item (trace, HT_TRACE_V1_PROC_STOP, NUMBERS (1));
  put_stacks (trace);
  trace_log_check (trace,
                   "64 GoStatusStack p3 G1:0>4 main.main:56\n"
                   "256 GoStatusStack p3 G3:0>3 main.main:56\n"
                   "384 ProcStart m77 P3:0>1\n"
                   "448 GoStatusStack m77 p3 G4:0>2 main.main:56\n"
                   "512 GoStatusStack G2:0>1 main.main:56\n"
                   "512 ProcsChange m77 p3 g4 main.inner:12 main.main:34\n"
                   "576 GoCreate m77 p3 g4 G5:5>1 main.inner:12 main.main:34\n"
                   "640 GoDestroy m77 p3 g4 G4:2>5\n"
                   "704 GoStart m77 p3 G2:1>2\n"
                   "768 GoDestroy m77 p3 g2 G2:2>5\n"
                   "832 ProcStop m77 p3 P3:1>2\n",
                   "");
}

/* Timers make goroutines where none runs; they are new ones. */
static void
test_timer (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_batch (trace, 1, 999);
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (1, 7));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (1, 6, 8, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_START_LOCAL, NUMBERS (1, 6));
  put_stacks (trace);
  trace_log_check (trace,
                   "0 ProcStart m7 P1:0>1\n"
                   "64 GoCreate m7 p1 G6:5>1\n"
                   "128 GoStart m7 p1 G6:1>2\n",
                   "");
}

/* Why a goroutine stops is a kind of event here, and a text for who reads it. */
static void
test_reasons (void)
{
  static const struct
  {
    guint kind;
    const char *event;
  } cases[] = {
    { HT_TRACE_V1_GO_STOP, "GoBlock m100 p0 g5 G5:2>4 “forever”" },
    { HT_TRACE_V1_GO_SCHED, "GoStop m100 p0 g5 G5:2>1 “runtime.Gosched”" },
    { HT_TRACE_V1_GO_PREEMPT, "GoStop m100 p0 g5 G5:2>1 “preempted”" },
    { HT_TRACE_V1_GO_SLEEP, "GoBlock m100 p0 g5 G5:2>4 “sleep”" },
    { HT_TRACE_V1_GO_BLOCK, "GoBlock m100 p0 g5 G5:2>4" },
    { HT_TRACE_V1_GO_BLOCK_SEND, "GoBlock m100 p0 g5 G5:2>4 “chan send”" },
    { HT_TRACE_V1_GO_BLOCK_RECV, "GoBlock m100 p0 g5 G5:2>4 “chan receive”" },
    { HT_TRACE_V1_GO_BLOCK_SELECT, "GoBlock m100 p0 g5 G5:2>4 “select”" },
    { HT_TRACE_V1_GO_BLOCK_SYNC, "GoBlock m100 p0 g5 G5:2>4 “sync”" },
    { HT_TRACE_V1_GO_BLOCK_COND, "GoBlock m100 p0 g5 G5:2>4 “sync.(*Cond).Wait”" },
    { HT_TRACE_V1_GO_BLOCK_NET, "GoBlock m100 p0 g5 G5:2>4 “network”" },
    { HT_TRACE_V1_GO_BLOCK_GC, "GoBlock m100 p0 g5 G5:2>4 “GC mark assist wait for work”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) trace = trace_new (21);
      g_autofree char *events =
          g_strconcat (PROLOGUE_OF_5 "64 ", cases[i].event, " main.main:56\n", NULL);

      trace_v1_prologue (trace, 0, 1000, 5);
      trace_v1_item (trace, cases[i].kind, NUMBERS (1, 8));
      put_stacks (trace);
      trace_log_check (trace, events, "");
    }
}

/* The numbers changed their meaning with Go 1.21. */
static void
test_stop_the_world (void)
{
  static const struct
  {
    guint minor;
    guint64 number;
    const char *reason;
  } cases[] = {
    { 10, 0, "GC mark termination" },
    { 11, 1, "GC sweep termination" },
    { 19, 0, "GC mark termination" },
    { 19, 1, "GC sweep termination" },
    { 19, 2, "unknown" },
    { 21, 0, "unknown" },
    { 21, 1, "GC mark termination" },
    { 21, 2, "GC sweep termination" },
    { 21, 3, "write heap dump" },
    { 21, 6, "all goroutines stack trace" },
    { 21, 11, "stop trace" },
    { 21, 16, "ResetDebugLog (test)" },
    { 21, 17, "unknown" },
    { 21, G_MAXUINT64, "unknown" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) trace = trace_new (cases[i].minor);
      g_autofree char *events =
          g_strdup_printf (PROLOGUE_OF_5 "64 STWBegin m100 p0 g5 “%s”\n128 STWEnd m100 p0 g5\n",
                           cases[i].reason);

      trace_v1_prologue (trace, 0, 1000, 5);
      trace_v1_item (trace, HT_TRACE_V1_STW_START, NUMBERS (1, cases[i].number));
      trace_v1_item (trace, HT_TRACE_V1_STW_DONE, NUMBERS (1));
      trace_v1_frequency (trace);
      trace_log_check (trace, events, "");
    }
}

/* Before Go 1.10 each processor says that the world stands still, and why nobody says; before Go
 * 1.9 nobody says how much was swept. */
static void
test_old_collector (void)
{
  g_autoptr (GByteArray) trace = trace_new (8);

  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_GC_START, NUMBERS (1, 0, 0));
  trace_v1_item (trace, HT_TRACE_V1_STW_START, NUMBERS (1));
  trace_v1_item (trace, HT_TRACE_V1_STW_DONE, NUMBERS (2));
  trace_v1_item (trace, HT_TRACE_V1_GC_DONE, NUMBERS (2));
  trace_v1_item (trace, HT_TRACE_V1_SWEEP_START, NUMBERS (1, 0));
  trace_v1_item (trace, HT_TRACE_V1_SWEEP_DONE, NUMBERS (1));
  trace_v1_batch (trace, 1, 1000);
  trace_v1_item (trace, HT_TRACE_V1_STW_START, NUMBERS (3));
  trace_v1_item (trace, HT_TRACE_V1_STW_DONE, NUMBERS (2));
  trace_v1_frequency (trace);
  trace_log_check (trace,
                   PROLOGUE_OF_5 "64 GCBegin m100 p0 g5\n"
                                 "128 STWBegin m100 p0 g5 “GC mark termination”\n"
                                 "320 STWEnd p1\n"
                                 "384 GCEnd m100 p0 g5\n"
                                 "448 GCSweepBegin m100 p0 g5\n"
                                 "512 GCSweepEnd m100 p0 g5\n",
                   "");
}

static void
test_collector (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_ASSIST_START, NUMBERS (1, 8));
  trace_v1_item (trace, HT_TRACE_V1_ASSIST_DONE, NUMBERS (1));
  trace_v1_item (trace, HT_TRACE_V1_HEAP_GOAL, NUMBERS (1, 4 << 20));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (1, 6, 8, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_SCHED, NUMBERS (1, 0));
  trace_v1_string (trace, 4, "GC (idle)");
  trace_v1_item (trace, HT_TRACE_V1_GO_START_LABEL, NUMBERS (1, 6, 1, 4));
  put_stacks (trace);
  trace_log_check (trace,
                   PROLOGUE_OF_5 "64 GCMarkAssistBegin m100 p0 g5 main.main:56\n"
                                 "128 GCMarkAssistEnd m100 p0 g5\n"
                                 "192 HeapGoal m100 p0 g5\n"
                                 "256 GoCreate m100 p0 g5 G6:5>1\n"
                                 "320 GoStop m100 p0 g5 G5:2>1 “runtime.Gosched”\n"
                                 "384 GoStart m100 p0 G6:1>2\n"
                                 "384 GoLabel m100 p0 g6 “GC (idle)”\n",
                   "");
}

/* Who is woken on another processor runs behind that, whatever its clock says; and a processor goes
 * on in its next batch with the goroutine that it had. */
static void
test_order (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_batch (trace, 1, 1010);
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (0, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (0, 6, 1));
  trace_v1_item (trace, HT_TRACE_V1_GO_BLOCK_RECV, NUMBERS (0, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (5, 6, 3));
  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (2, 6, 0, 0));
  trace_v1_batch (trace, 0, 1020);
  trace_v1_item (trace, HT_TRACE_V1_GO_UNBLOCK, NUMBERS (0, 6, 2, 0));
  trace_v1_frequency (trace);
  trace_log_check (trace,
                   PROLOGUE_OF_5 "128 GoCreate m100 p0 g5 G6:5>1\n"
                                 "640 ProcStart m8 P1:0>1\n"
                                 "640 GoStart m8 p1 G6:1>2\n"
                                 "640 GoBlock m8 p1 g6 G6:2>4 “chan receive”\n"
                                 "1280 GoUnblock m100 p0 g5 G6:4>1\n"
                                 "1280 GoStart m8 p1 G6:1>2\n",
                   "");
}

/* Events of no processor are in batches of processor -1. */
static void
test_no_processor (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_GO_BLOCK_NET, NUMBERS (1, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_START_LOCAL, NUMBERS (2, 5));
  trace_v1_batch (trace, G_MAXUINT64, 1001);
  trace_v1_item (trace, HT_TRACE_V1_GO_UNBLOCK, NUMBERS (1, 5, 2, 0));
  trace_v1_frequency (trace);
  trace_log_check (trace,
                   PROLOGUE_OF_5 "64 GoBlock m100 p0 g5 G5:2>4 “network”\n"
                                 "128 GoUnblock G5:4>1\n"
                                 "192 GoStart m100 p0 G5:1>2\n",
                   "");
}

/* A call that blocks: its processor goes on without it, and another one runs the goroutine later.
 */
static void
put_blocked_call (GByteArray *trace, guint64 real_ticks)
{
  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_GO_SYSCALL, NUMBERS (10, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_BLOCK, NUMBERS (10));
  trace_v1_item (trace, HT_TRACE_V1_PROC_STOP, NUMBERS (0));
  trace_v1_batch (trace, 1, 1000);
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (30, 4096));
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (10, 8192));
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (10, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_EXIT, NUMBERS (0, 5, 2, real_ticks));
  trace_v1_item (trace, HT_TRACE_V1_GO_START_LOCAL, NUMBERS (0, 5));
  put_stacks (trace);
}

#define BEGIN_OF_BLOCKED_CALL                                         \
  PROLOGUE_OF_5 "640 GoSyscallBegin m100 p0 g5 G5:2>3 main.main:56\n" \
                "1280 ProcStop m100 p0 P0:1>2\n"

/* When it ended is told late, and comes where it belongs. */
static void
test_blocked_call (void)
{
  static const struct
  {
    guint64 real_ticks;
    const char *events;
  } cases[] = {
    { 1035, BEGIN_OF_BLOCKED_CALL "1920 HeapAlloc p1\n"
                                  "2240 GoSyscallEndBlocked g5 G5:3>1\n"
                                  "2560 HeapAlloc p1\n"
                                  "3200 ProcStart m8 P1:0>1\n" },
    /* At the same time as something that was before. */
    { 1040, BEGIN_OF_BLOCKED_CALL "1920 HeapAlloc p1\n"
                                  "2560 HeapAlloc p1\n"
                                  "2560 GoSyscallEndBlocked g5 G5:3>1\n"
                                  "3200 ProcStart m8 P1:0>1\n" },
    /* It cannot have ended before it was known to block. */
    { 1015, BEGIN_OF_BLOCKED_CALL "1280 GoSyscallEndBlocked g5 G5:3>1\n"
                                  "1920 HeapAlloc p1\n"
                                  "2560 HeapAlloc p1\n"
                                  "3200 ProcStart m8 P1:0>1\n" },
    /* Nobody knows when, or the clock of somebody else does. */
    { 0, BEGIN_OF_BLOCKED_CALL "1920 HeapAlloc p1\n"
                               "2560 HeapAlloc p1\n"
                               "3200 ProcStart m8 P1:0>1\n"
                               "3200 GoSyscallEndBlocked g5 G5:3>1\n" },
    { 9999, BEGIN_OF_BLOCKED_CALL "1920 HeapAlloc p1\n"
                                  "2560 HeapAlloc p1\n"
                                  "3200 ProcStart m8 P1:0>1\n"
                                  "3200 GoSyscallEndBlocked g5 G5:3>1\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) trace = trace_new (21);
      g_autofree char *events = g_strconcat (cases[i].events, "3200 GoStart m8 p1 G5:1>2\n", NULL);

      put_blocked_call (trace, cases[i].real_ticks);
      trace_log_check (trace, events, "");
    }
}

/* Of a call that does not block the trace has only the begin; whether it does, the next batch may
 * tell. */
static void
test_quick_call (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_GO_SYSCALL, NUMBERS (1, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYSCALL, NUMBERS (1, 8));
  trace_v1_batch (trace, 0, 1010);
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_BLOCK, NUMBERS (0));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_EXIT_LOCAL, NUMBERS (1, 5, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_START_LOCAL, NUMBERS (1, 5));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYSCALL, NUMBERS (1, 8));
  put_stacks (trace);
  trace_log_check (trace,
                   PROLOGUE_OF_5 "64 GoSyscallBegin m100 p0 g5 G5:2>3 main.main:56\n"
                                 "64 GoSyscallEnd m100 p0 g5 G5:3>2\n"
                                 "128 GoSyscallBegin m100 p0 g5 G5:2>3 main.main:56\n"
                                 "704 GoSyscallEndBlocked g5 G5:3>1\n"
                                 "768 GoStart m100 p0 G5:1>2\n"
                                 "832 GoSyscallBegin m100 p0 g5 G5:2>3 main.main:56\n"
                                 "832 GoSyscallEnd m100 p0 g5 G5:3>2\n",
                   "");
}

/* Many calls end late, in an order that is none. */
static void
test_many_late_ends (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);
  g_auto (TraceLog) log = trace_log_new ();
  guint64 n = 1000;

  trace_v1_batch (trace, 0, 1000);
  for (guint64 g = 1; g <= n; g++)
    {
      trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (0, g, 0, 0));
      trace_v1_item (trace, HT_TRACE_V1_GO_IN_SYSCALL, NUMBERS (0, g));
    }
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (0, 7));
  trace_v1_item (trace, HT_TRACE_V1_GOMAXPROCS, NUMBERS (0, 1, 0));
  for (guint64 i = 0; i < n; i++)
    trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
  for (guint64 g = 1; g <= n; g++)
    trace_v1_item (trace, HT_TRACE_V1_GO_SYS_EXIT, NUMBERS (0, g, 2, 1001 + (g * 389) % n));
  trace_v1_frequency (trace);
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpstr (log.warnings->str, ==, "");
  g_assert_cmpuint (log.n_events, ==, 3 * n + 2);
  /* 389 and 1000 have no common divisor: at each time there is a value and an end. */
  for (guint64 i = 1; i <= n; i++)
    {
      guint64 g = 0;
      g_autofree char *lines = NULL;

      while ((++g * 389) % n != i - 1)
        ;
      lines = g_strdup_printf ("\n%" G_GUINT64_FORMAT " HeapAlloc m7 p0\n%" G_GUINT64_FORMAT
                               " GoSyscallEndBlocked g%" G_GUINT64_FORMAT " ",
                               64 * i, 64 * i, g);
      g_assert_nonnull (strstr (log.events->str, lines));
    }
}

static void
test_marks (void)
{
  g_autoptr (GByteArray) trace = trace_new (11);

  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_string (trace, 4, "order");
  trace_v1_item (trace, HT_TRACE_V1_TASK_CREATE, NUMBERS (1, 7, 0, 4, 8));
  trace_v1_string (trace, 5, "pay");
  trace_v1_item (trace, HT_TRACE_V1_REGION, NUMBERS (1, 7, 0, 5, 8));
  trace_v1_string (trace, 6, "customer");
  trace_v1_item (trace, HT_TRACE_V1_LOG, NUMBERS (1, 7, 6, 8));
  trace_v1_text (trace, "a message");
  trace_v1_item (trace, HT_TRACE_V1_LOG, NUMBERS (1, 7, 0, 0));
  trace_v1_text (trace, "");
  trace_v1_item (trace, HT_TRACE_V1_REGION, NUMBERS (1, 7, 1, 5, 8));
  trace_v1_item (trace, HT_TRACE_V1_TASK_END, NUMBERS (1, 7, 8));
  put_stacks (trace);
  trace_log_check (trace,
                   PROLOGUE_OF_5 "64 UserTaskBegin m100 p0 g5 “order” main.main:56\n"
                                 "128 UserRegionBegin m100 p0 g5 “pay” main.main:56\n"
                                 "192 UserLog m100 p0 g5 “customer” main.main:56\n"
                                 "256 UserLog m100 p0 g5\n"
                                 "320 UserRegionEnd m100 p0 g5 “pay” main.main:56\n"
                                 "384 UserTaskEnd m100 p0 g5 main.main:56\n",
                   "");
}

typedef struct
{
  const HtTraceTables *tables;
  GPtrArray *messages;
  guint64 task;
} Messages;

static void
messages_generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  ((Messages *) user_data)->tables = generation->tables;
}

static void
messages_event_cb (const HtTraceEvent *event, gpointer user_data)
{
  Messages *messages = user_data;
  gsize length;
  const char *text;

  if (event->kind != HT_TRACE_LOG)
    return;
  text = ht_trace_tables_get_string (messages->tables, event->args[2], &length);
  g_ptr_array_add (messages->messages, g_strndup (text, length));
  messages->task = event->args[0];
}

/* Messages may be longer than what is read at once, and many are the same. */
static void
test_messages (void)
{
  g_autoptr (GByteArray) trace = trace_new (19);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *longest = g_strnfill (HT_TRACE_V1_MAX_TEXT_BYTES, 'x');
  g_autofree char *middle = g_strnfill (70000, 'y');
  const char *const written[] = { "short", longest, "short", middle, "", "other" };
  Messages messages = { .messages = texts };
  HtTraceSink sink = { messages_generation_cb, messages_event_cb, NULL, &messages, NULL };
  g_autoptr (GBytes) bytes = NULL;
  HtTraceSummary summary;
  HtTraceInput input;

  trace_v1_batch (trace, 0, 1000);
  for (gsize i = 0; i < G_N_ELEMENTS (written); i++)
    {
      trace_v1_item (trace, HT_TRACE_V1_LOG, NUMBERS (1, 7, 0, 0));
      trace_v1_text (trace, written[i]);
    }
  trace_v1_frequency (trace);
  bytes = g_bytes_new (trace->data, trace->len);
  ht_trace_input_init_bytes (&input, bytes);
  g_assert_true (ht_trace_v1_read (&input, &sink, &summary, NULL));
  g_assert_true (summary.is_whole);
  g_assert_cmpuint (messages.task, ==, 7);
  g_assert_cmpuint (texts->len, ==, G_N_ELEMENTS (written));
  for (gsize i = 0; i < texts->len; i++)
    g_assert_true (g_str_equal (g_ptr_array_index (texts, i), written[i]));
}

/* Samples are written late, in any batch, and have clock and processor of their own. */
static void
test_samples (void)
{
  g_autoptr (GByteArray) trace = trace_new (19);

  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (10, 4096));
  trace_v1_batch (trace, 0, 1020);
  trace_v1_item (trace, HT_TRACE_V1_CPU_SAMPLE, NUMBERS (1, 1006, 1, 5, 8));
  trace_v1_item (trace, HT_TRACE_V1_CPU_SAMPLE, NUMBERS (1, 1004, G_MAXUINT64, 0, 0));
  put_stacks (trace);
  trace_log_check (trace,
                   PROLOGUE_OF_5 "256 CPUSample\n"
                                 "384 CPUSample p1 g5 main.main:56\n"
                                 "640 HeapAlloc m100 p0 g5\n",
                   "");
}

/* What was to come before is not there: then the order is that of time, and others do not wait for
 * ever. */
static void
test_no_order (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);
  guint64 second = 15625000;

  trace_v1_batch (trace, 0, 1000);
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (0, 5, 9));
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (second, 4096));
  trace_v1_batch (trace, 1, 1000);
  for (guint i = 0; i < 5; i++)
    trace_v1_item (trace, HT_TRACE_V1_HEAP_GOAL, NUMBERS (second / 20, 8192));
  trace_v1_frequency (trace);
  trace_log_check (trace,
                   "50000000 HeapGoal p1\n"
                   "100000000 HeapGoal p1\n"
                   "100000000 GoStart p0 G5:0>2\n"
                   "150000000 HeapGoal p1\n"
                   "200000000 HeapGoal p1\n"
                   "250000000 HeapGoal p1\n"
                   "1000000000 HeapAlloc p0 g5\n",
                   "20: 1 events do not fit what came before them; times are in order, causes "
                   "perhaps not\n");
}

/* Goroutines that are gone are forgotten; that changes nothing. */
static void
test_many_goroutines (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);
  g_auto (TraceLog) log = trace_log_new ();
  guint64 n = 20000;

  trace_v1_prologue (trace, 0, 1000, 5);
  for (guint64 g = 10; g < 10 + n; g++)
    {
      trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (1, g, 0, 0));
      trace_v1_item (trace, HT_TRACE_V1_GO_BLOCK_SYNC, NUMBERS (1, 0));
      trace_v1_item (trace, HT_TRACE_V1_GO_START_LOCAL, NUMBERS (1, g));
      trace_v1_item (trace, HT_TRACE_V1_GO_UNBLOCK, NUMBERS (1, 5, 2 + 2 * (g - 10), 0));
      trace_v1_item (trace, HT_TRACE_V1_GO_END, NUMBERS (1));
      trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (1, 5, 3 + 2 * (g - 10)));
    }
  trace_v1_frequency (trace);
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpstr (log.warnings->str, ==, "");
  g_assert_cmpuint (log.summary.n_misfits, ==, 0);
  g_assert_cmpuint (log.n_events, ==, 3 + 6 * n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-v1/header", test_header);
  g_test_add_func ("/formats/trace-v1/doors", test_doors);
  g_test_add_func ("/formats/trace-v1/unknown-version", test_unknown_version);
  g_test_add_func ("/formats/trace-v1/prologue", test_prologue);
  g_test_add_func ("/formats/trace-v1/timer", test_timer);
  g_test_add_func ("/formats/trace-v1/reasons", test_reasons);
  g_test_add_func ("/formats/trace-v1/stop-the-world", test_stop_the_world);
  g_test_add_func ("/formats/trace-v1/old-collector", test_old_collector);
  g_test_add_func ("/formats/trace-v1/collector", test_collector);
  g_test_add_func ("/formats/trace-v1/order", test_order);
  g_test_add_func ("/formats/trace-v1/no-processor", test_no_processor);
  g_test_add_func ("/formats/trace-v1/blocked-call", test_blocked_call);
  g_test_add_func ("/formats/trace-v1/quick-call", test_quick_call);
  g_test_add_func ("/formats/trace-v1/many-late-ends", test_many_late_ends);
  g_test_add_func ("/formats/trace-v1/marks", test_marks);
  g_test_add_func ("/formats/trace-v1/messages", test_messages);
  g_test_add_func ("/formats/trace-v1/samples", test_samples);
  g_test_add_func ("/formats/trace-v1/no-order", test_no_order);
  g_test_add_func ("/formats/trace-v1/many-goroutines", test_many_goroutines);
  return g_test_run ();
}
