/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-summary.h"

#define MS     G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define MIB    (G_GINT64_CONSTANT (1) << 20)

/* When the process started, ns since 1970 */
#define START (G_GINT64_CONSTANT (1795197600) * SECOND)

/* When its cycles 1…8 ended since then, and the heap as they began. */
static const gint64 ends_ns[] = { 100 * MS,  700 * MS,  1900 * MS, 2400 * MS,
                                  4100 * MS, 5300 * MS, 7200 * MS, 8000 * MS };
static const gint64 heaps[] = { 4 * MIB,  10 * MIB, 22 * MIB, 40 * MIB,
                                60 * MIB, 41 * MIB, 90 * MIB, 100 * MIB };

/* What a log or MemStats say of cycle @n. */
static void
add_cycle (GArray *cycles, HtGcSource source, gint64 n)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, source);
  cycle.n = n;
  cycle.end_ns = ends_ns[n - 1] + (source == HT_GC_SOURCE_MEMSTATS ? START : 0);
  cycle.pause_ns = 100000 + n * 10000;
  if (source == HT_GC_SOURCE_MEMSTATS)
    cycle.wall_offset_ns = 0;
  else
    {
      cycle.start_ns = cycle.end_ns - 20 * MS;
      cycle.heap_start_bytes = heaps[n - 1];
      cycle.heap_live_bytes = heaps[n - 1] / 2;
      cycle.stacks_bytes = n;
    }
  g_array_append_val (cycles, cycle);
}

/* A trace that begins @begin_ns after the process and knows of cycles @first…@last; it sees each
 * @late_ns later than it was. */
static void
add_trace (GArray *cycles,
           guint process,
           gint64 begin_ns,
           gint64 first,
           gint64 last,
           gint64 late_ns)
{
  for (gint64 n = first; n <= last; n++)
    {
      HtGcCycle cycle;

      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_TRACE);
      cycle.n = n - first + 1;
      cycle.process = process;
      cycle.wall_offset_ns = START + begin_ns + late_ns;
      cycle.end_ns = ends_ns[n - 1] - begin_ns;
      cycle.start_ns = cycle.end_ns - 20 * MS - 345678;
      /* It takes some time until all have stopped. */
      cycle.pause_ns = 100000 + n * 10000 + 300000;
      cycle.heap_start_bytes = heaps[n - 1] + 123456;
      cycle.heap_live_bytes = heaps[n - 1] / 2 + 54321;
      g_array_append_val (cycles, cycle);
    }
}

static HtGcSummary *
summarise (const GArray *cycles)
{
  return ht_gc_summary_new ((const HtGcCycle *) (gpointer) cycles->data, cycles->len);
}

static const HtGcCycle *
nth (const HtGcSummary *summary, guint i)
{
  g_assert_cmpuint (i, <, summary->cycles->len);
  return &g_array_index (summary->cycles, HtGcCycle, i);
}

/* Each cycle is there once; those from @first to @last come from a trace. */
static void
assert_merged (const HtGcSummary *summary, gint64 n_cycles, gint64 first, gint64 last)
{
  g_assert_cmpuint (summary->cycles->len, ==, n_cycles);
  g_assert_cmpuint (summary->n_processes, ==, 1);
  for (gint64 n = 1; n <= n_cycles; n++)
    {
      const HtGcCycle *cycle = nth (summary, (guint) n - 1);

      g_assert_cmpint (cycle->n, ==, n);
      g_assert_cmpint (cycle->source == HT_GC_SOURCE_TRACE, ==, n >= first && n <= last);
    }
}

static gint64
wall_end (const HtGcCycle *cycle)
{
  return cycle->end_ns + cycle->wall_offset_ns - START;
}

static void
test_amid_a_log (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 8; n++)
    add_cycle (cycles, HT_GC_SOURCE_GCTRACE, n);
  add_trace (cycles, 0, 1500 * MS, 3, 6, 0);
  summary = summarise (cycles);

  assert_merged (summary, 8, 3, 6);
  for (guint i = 0; i < 8; i++)
    {
      /* The log does not know when it was; the trace does. */
      g_assert_cmpint (wall_end (nth (summary, i)), ==, ends_ns[i]);
      /* Only the log knows of stacks. */
      g_assert_cmpint (nth (summary, i)->stacks_bytes, ==, i + 1);
    }
  g_assert_cmpint (nth (summary, 3)->heap_start_bytes, ==, heaps[3] + 123456);
}

/* The trace's time is a guess: its cycles stay beside all else that it tells. */
static void
test_amid_mem_stats (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 8; n++)
    add_cycle (cycles, HT_GC_SOURCE_MEMSTATS, n);
  add_trace (cycles, 0, 1500 * MS, 3, 6, 40 * MS);
  summary = summarise (cycles);

  assert_merged (summary, 8, 3, 6);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (wall_end (nth (summary, i)), ==,
                     ends_ns[i] + (i >= 2 && i <= 5 ? 40 * MS : 0));
}

/* The last one ends where the log does, and knows one cycle more. */
static void
test_two_of_one_process (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 7; n++)
    add_cycle (cycles, HT_GC_SOURCE_GCTRACE, n);
  add_trace (cycles, 0, 1500 * MS, 3, 4, 0);
  add_trace (cycles, 1, 5000 * MS, 6, 8, 0);
  summary = summarise (cycles);

  g_assert_cmpuint (summary->cycles->len, ==, 8);
  g_assert_cmpuint (summary->n_processes, ==, 1);
  for (guint i = 0; i < 8; i++)
    {
      gboolean is_traced = (i >= 2 && i <= 3) || i >= 5;

      g_assert_cmpint (nth (summary, i)->n, ==, i + 1);
      g_assert_cmpint (nth (summary, i)->source == HT_GC_SOURCE_TRACE, ==, is_traced);
      g_assert_cmpint (wall_end (nth (summary, i)), ==, ends_ns[i]);
    }
}

static void
test_traces_alone (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;
  static const gint64 numbers[] = { 1, 2, 1, 2, 3 };

  add_trace (cycles, 0, 1500 * MS, 3, 4, 0);
  add_trace (cycles, 1, 5000 * MS, 6, 8, 0);
  /* The first one once more, from a copy of its file. */
  add_trace (cycles, 2, 1500 * MS, 3, 4, 3600 * SECOND);
  summary = summarise (cycles);

  g_assert_cmpuint (summary->cycles->len, ==, 5);
  g_assert_cmpuint (summary->n_processes, ==, 1);
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpint (nth (summary, i)->n, ==, numbers[i]);
      g_assert_cmpint (nth (summary, i)->process, ==, i / 2 > 0);
    }
  g_assert_cmpint (wall_end (nth (summary, 0)), ==, ends_ns[2]);
}

/* Same times, other heaps. */
static void
test_of_another_process (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 8; n++)
    add_cycle (cycles, HT_GC_SOURCE_GCTRACE, n);
  add_trace (cycles, 0, 1500 * MS, 3, 6, 0);
  for (guint i = 8; i < cycles->len; i++)
    g_array_index (cycles, HtGcCycle, i).heap_start_bytes += 200 * MIB;
  summary = summarise (cycles);
  g_assert_cmpuint (summary->cycles->len, ==, 12);
}

/* Cycles 4 and 6 have as large a heap: without a clock nobody knows which of them it is. */
static void
test_one_cycle (void)
{
  g_autoptr (GArray) log = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (GArray) with_clock = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) unclear = NULL;
  g_autoptr (HtGcSummary) clear = NULL;

  for (gint64 n = 1; n <= 8; n++)
    add_cycle (log, HT_GC_SOURCE_GCTRACE, n);
  g_array_append_vals (with_clock, log->data, log->len);
  for (gint64 n = 1; n <= 8; n++)
    add_cycle (with_clock, HT_GC_SOURCE_MEMSTATS, n);
  add_trace (log, 0, 5000 * MS, 6, 6, 0);
  add_trace (with_clock, 0, 5000 * MS, 6, 6, 0);
  unclear = summarise (log);
  clear = summarise (with_clock);

  g_assert_cmpuint (unclear->cycles->len, ==, 9);
  g_assert_cmpuint (unclear->n_processes, ==, 1);
  assert_merged (clear, 8, 6, 6);
}

/* It marked when the trace began, and the trace ended while the last one did. */
static void
test_cut_cycles (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;
  HtGcCycle *cut;
  gint64 start_ns;

  for (gint64 n = 1; n <= 8; n++)
    add_cycle (cycles, HT_GC_SOURCE_GCTRACE, n);
  add_trace (cycles, 0, 1895 * MS, 3, 6, 0);
  cut = &g_array_index (cycles, HtGcCycle, 8);
  cut->start_ns = cut->heap_start_bytes = cut->pause_ns = HT_UNKNOWN;
  cut = &g_array_index (cycles, HtGcCycle, 11);
  cut->end_ns = cut->heap_live_bytes = cut->pause_ns = HT_UNKNOWN;
  summary = summarise (cycles);

  assert_merged (summary, 8, 3, 6);
  g_assert_cmpint (nth (summary, 2)->heap_start_bytes, ==, heaps[2]);
  g_assert_cmpint (nth (summary, 2)->pause_ns, ==, 130000);
  /* The clock of the log is known to a ms. */
  start_ns = nth (summary, 2)->start_ns + nth (summary, 2)->wall_offset_ns - START;
  g_assert_cmpint (ABS (start_ns - (ends_ns[2] - 20 * MS)), <, MS);
  g_assert_cmpint (ABS (wall_end (nth (summary, 5)) - ends_ns[5]), <, MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/gc-trace-merge/amid-a-log", test_amid_a_log);
  g_test_add_func ("/analysis/gc-trace-merge/amid-mem-stats", test_amid_mem_stats);
  g_test_add_func ("/analysis/gc-trace-merge/two-of-one-process", test_two_of_one_process);
  g_test_add_func ("/analysis/gc-trace-merge/traces-alone", test_traces_alone);
  g_test_add_func ("/analysis/gc-trace-merge/another-process", test_of_another_process);
  g_test_add_func ("/analysis/gc-trace-merge/one-cycle", test_one_cycle);
  g_test_add_func ("/analysis/gc-trace-merge/cut-cycles", test_cut_cycles);
  return g_test_run ();
}
