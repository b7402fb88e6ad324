/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-summary.h"

#include <math.h>
#include <string.h>

#include "expvar.h"
#include "gctrace.h"

#define MS     G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define MIB    (G_GINT64_CONSTANT (1) << 20)

/* When the process of the made-up cycles started, ns since 1970 */
#define START (G_GINT64_CONSTANT (1795197600) * SECOND)

static void
cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  g_array_append_vals (user_data, cycle, 1);
}

/* Adds what all files of a folder of captures tell whose names have @prefix. */
static void
read_captures (const char *folder, const char *prefix, GArray *cycles)
{
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  HtRecordSink sink = { .gc_cycle = cycle_cb, .user_data = cycles };
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;
      gsize length;

      if (!g_str_has_prefix (name, prefix))
        continue;
      g_file_get_contents (file, &text, &length, &error);
      g_assert_no_error (error);
      if (g_str_has_suffix (name, ".json"))
        ht_expvar_decode (text, length, &sink, &error);
      else
        ht_gctrace_decode (text, length, &sink, &error);
      g_assert_no_error (error);
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

static void
assert_numbers (const HtGcSummary *summary, gint64 n_cycles)
{
  g_assert_cmpuint (summary->cycles->len, ==, n_cycles);
  g_assert_cmpuint (summary->n_processes, ==, 1);
  for (guint i = 0; i < summary->cycles->len; i++)
    g_assert_cmpint (nth (summary, i)->n, ==, i + 1);
}

/* What the lines of the log add up to was computed by hand-written Python from the
 * fields of the lines, with decimal numbers.
 */
static void
test_statistics (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  read_captures ("captures/prometheus-2.42", "stderr-gctrace.log", cycles);
  summary = summarise (cycles);

  assert_numbers (summary, 135);
  g_assert_cmpint (summary->source, ==, HT_GC_SOURCE_GCTRACE);
  g_assert_cmpint (summary->n_forced, ==, 0);
  g_assert_cmpuint (summary->pauses.n, ==, 270);
  g_assert_cmpint (summary->pauses.total_ns, ==, 36487000);
  g_assert_cmpint (summary->pauses.max_ns, ==, 4700000);
  g_assert_cmpint (summary->pauses.p50_ns, ==, 40000);
  g_assert_cmpint (summary->pauses.p95_ns, ==, 830000);
  g_assert_cmpint (summary->pauses.p99_ns, ==, 2000000);
  g_assert_cmpuint (summary->cycle_pauses.n, ==, 135);
  g_assert_cmpint (summary->cycle_pauses.total_ns, ==, 36487000);
  g_assert_cmpint (summary->cycle_pauses.max_ns, ==, 4736000);
  g_assert_cmpint (summary->cycle_pauses.p50_ns, ==, 76000);
  g_assert_cmpint (summary->cycle_pauses.p95_ns, ==, 1336000);
  g_assert_cmpint (summary->cycle_pauses.p99_ns, ==, 2602000);
  g_assert_cmpint (summary->assist_ns, ==, 318993000);
  g_assert_cmpint (summary->cpu_permille, ==, 0);
  g_assert_cmpfloat_with_epsilon (summary->cycles_per_second, 2.1857678910892537, 1e-9);
  g_assert_cmpuint (summary->heap.n, ==, 405);
  g_assert_cmpint (summary->heap.first_bytes, ==, 3 * MIB);
  g_assert_cmpint (summary->heap.last_bytes, ==, 16 * MIB);
  g_assert_cmpint (summary->heap.max_bytes, ==, 85 * MIB);
  g_assert_cmpint (summary->heap.goal_max_bytes, ==, 90 * MIB);
}

/* A log without times gets its wall clock from MemStats. The expected offsets
 * are the medians that Python finds; etcd's log also has stamps of its own, which are
 * 1.2 ms off, and its ring of pauses has wrapped.
 */
static void
test_gctrace_with_memstats (void)
{
  static const struct
  {
    const char *folder;
    const char *log;
    gint64 n_cycles;
    gint64 wall_offset_ns;
  } cases[] = {
    { "example", "gctrace.log", 16, G_GINT64_CONSTANT (1795199344685917362) },
    { "captures/go1.27-map-growth", "gctrace.log", 9, G_GINT64_CONSTANT (1795201092155159521) },
    { "captures/etcd-3.4", "stderr-gctrace.log", 587, G_GINT64_CONSTANT (1795199875016012994) },
    { "captures/node-exporter-1.9", "stderr-gctrace.log", 749,
      G_GINT64_CONSTANT (1795200372476899401) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
      g_autoptr (HtGcSummary) summary = NULL;

      g_test_message ("%s", cases[i].folder);
      read_captures (cases[i].folder, "vars-", cycles);
      read_captures (cases[i].folder, cases[i].log, cycles);
      summary = summarise (cycles);
      assert_numbers (summary, cases[i].n_cycles);
      for (guint j = 0; j < summary->cycles->len; j++)
        {
          g_assert_cmpint (nth (summary, j)->source, ==, HT_GC_SOURCE_GCTRACE);
          g_assert_cmpint (nth (summary, j)->wall_offset_ns, ==, cases[i].wall_offset_ns);
        }
    }
}

/* Two rings of 256 that overlap: 581 cycles, of which 326 to 581 and 1 to 84 are in one. */
static void
test_memstats_alone (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  read_captures ("captures/etcd-3.4", "vars-", cycles);
  read_captures ("captures/etcd-3.4", "vars-", cycles);
  summary = summarise (cycles);

  g_assert_cmpuint (summary->cycles->len, ==, 340);
  g_assert_cmpuint (summary->n_processes, ==, 1);
  g_assert_cmpint (nth (summary, 0)->n, ==, 1);
  g_assert_cmpint (nth (summary, 83)->n, ==, 84);
  g_assert_cmpint (nth (summary, 84)->n, ==, 326);
  g_assert_cmpint (nth (summary, 339)->n, ==, 581);
  g_assert_cmpint (summary->source, ==, HT_GC_SOURCE_MEMSTATS);
  g_assert_cmpint (summary->n_forced, ==, HT_UNKNOWN);
  g_assert_cmpint (summary->assist_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (summary->cpu_permille, ==, HT_UNKNOWN);
  g_assert_cmpuint (summary->pauses.n, ==, 0);
  g_assert_cmpint (summary->pauses.p50_ns, ==, HT_UNKNOWN);
  g_assert_cmpuint (summary->cycle_pauses.n, ==, 340);
  g_assert_cmpuint (summary->heap.n, ==, 0);
  g_assert_cmpint (summary->heap.max_bytes, ==, HT_UNKNOWN);
  /* 580 cycles in 61 s, also those that no snapshot holds */
  g_assert_cmpfloat_with_epsilon (summary->cycles_per_second, 9.5, 0.2);
}

static void
add_gctrace (GArray *cycles, guint process, gint64 n, gint64 end_ns)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.process = process;
  cycle.n = n;
  cycle.start_ns = end_ns - 5 * MS;
  cycle.end_ns = end_ns;
  cycle.pause_ns = n * 100000;
  cycle.forced = n % 2 == 0;
  g_array_append_val (cycles, cycle);
}

static void
add_memstats (GArray *cycles, gint64 n, gint64 wall_ns)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_MEMSTATS);
  cycle.n = n;
  cycle.end_ns = wall_ns;
  cycle.wall_offset_ns = 0;
  cycle.pause_ns = n * 100000 + 321;
  g_array_append_val (cycles, cycle);
}

/* Lines that the log lost are filled in from MemStats, on the clock of the log. */
static void
test_lost_lines (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 10; n++)
    if (n != 4)
      add_gctrace (cycles, 0, n, n * SECOND);
  for (gint64 n = 3; n <= 12; n++)
    add_memstats (cycles, n, START + n * SECOND + n % 3 * MS);
  summary = summarise (cycles);

  assert_numbers (summary, 12);
  g_assert_cmpint (nth (summary, 3)->source, ==, HT_GC_SOURCE_MEMSTATS);
  g_assert_cmpint (nth (summary, 4)->source, ==, HT_GC_SOURCE_GCTRACE);
  g_assert_cmpint (nth (summary, 11)->source, ==, HT_GC_SOURCE_MEMSTATS);
  /* The median of 0, 2, 0, 1, 2, 0, 1 ms is 1 ms. */
  g_assert_cmpint (nth (summary, 3)->end_ns, ==, 4 * SECOND);
  g_assert_cmpint (nth (summary, 3)->wall_offset_ns, ==, START + MS);
  g_assert_cmpint (nth (summary, 4)->end_ns, ==, 5 * SECOND);
  /* 2, 6, 8 and 10; of 4 and 12 nobody tells. */
  g_assert_cmpint (summary->n_forced, ==, 4);
  g_assert_cmpfloat_with_epsilon (summary->cycles_per_second, 1, 0.001);
}

/* Lines as Go 1.19 printed them near a memory limit: both cycles began within the same ms, and the
 * first took longer. */
static void
test_quick_cycles (void)
{
  static const char log[] =
      "gc 1 @0.125s 18%: 0.010+0.51+0.051 ms clock, 0.021+0.067/0.15/0.061+0.10 ms cpu, "
      "24->24->24 MB, 24 MB goal, 0 MB stacks, 0 MB globals, 2 P\n"
      "gc 2 @0.125s 18%: 0.083+0.17+0.001 ms clock, 0.16+0.10/0.092/0+0.002 ms cpu, "
      "24->24->24 MB, 24 MB goal, 0 MB stacks, 0 MB globals, 2 P\n";
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  HtRecordSink sink = { .gc_cycle = cycle_cb, .user_data = cycles };

  ht_gctrace_decode (log, strlen (log), &sink, &error);
  g_assert_no_error (error);
  summary = summarise (cycles);
  assert_numbers (summary, 2);
}

/* The same numbers, but another rhythm: another process. */
static void
test_other_process (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 5; n++)
    {
      add_gctrace (cycles, 0, n, n * SECOND);
      add_memstats (cycles, n, START + n * 2 * SECOND);
    }
  summary = summarise (cycles);

  g_assert_cmpuint (summary->cycles->len, ==, 10);
  g_assert_cmpuint (summary->n_processes, ==, 2);
  g_assert_cmpint (nth (summary, 0)->source, ==, HT_GC_SOURCE_MEMSTATS);
  /* The time of the log's process is not known, so it comes last. */
  g_assert_cmpint (nth (summary, 5)->source, ==, HT_GC_SOURCE_GCTRACE);
  g_assert_cmpint (nth (summary, 5)->wall_offset_ns, ==, HT_UNKNOWN);
}

/* One cycle in common proves nothing unless its pauses agree. */
static void
test_one_common_cycle (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) agreeing = NULL;
  g_autoptr (HtGcSummary) other = NULL;

  add_gctrace (cycles, 0, 1, SECOND);
  add_gctrace (cycles, 0, 2, 2 * SECOND);
  add_memstats (cycles, 2, START + 2 * SECOND);
  add_memstats (cycles, 3, START + 3 * SECOND);
  agreeing = summarise (cycles);
  assert_numbers (agreeing, 3);

  g_array_index (cycles, HtGcCycle, 1).pause_ns = 20 * MS;
  other = summarise (cycles);
  g_assert_cmpuint (other->cycles->len, ==, 4);
  g_assert_cmpuint (other->n_processes, ==, 2);
}

/* A log whose stamps have no zone may be hours off. */
static void
test_wrong_zone (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 4; n++)
    {
      add_gctrace (cycles, 0, n, n * SECOND);
      g_array_index (cycles, HtGcCycle, n - 1).wall_offset_ns = START - 3600 * SECOND;
    }
  for (gint64 n = 1; n <= 4; n++)
    add_memstats (cycles, n, START + n * SECOND);
  summary = summarise (cycles);

  assert_numbers (summary, 4);
  g_assert_cmpint (nth (summary, 0)->wall_offset_ns, ==, START);
}

/* Two lives in the log and in MemStats; the log was captured twice, the second time longer. */
static void
test_restart (void)
{
  static const gint64 numbers[] = { 1, 2, 3, 4, 1, 2, 3 };
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 4; n++)
    add_gctrace (cycles, 0, n, n * SECOND);
  add_gctrace (cycles, 1, 1, SECOND / 2);
  for (gint64 n = 1; n <= 4; n++)
    add_gctrace (cycles, 0, n, n * SECOND);
  for (gint64 n = 1; n <= 3; n++)
    add_gctrace (cycles, 1, n, n * SECOND / 2);
  /* The later ring is read first. */
  for (gint64 n = 1; n <= 3; n++)
    add_memstats (cycles, n, START + 10 * SECOND + n * SECOND / 2);
  for (gint64 n = 1; n <= 3; n++)
    add_memstats (cycles, n, START + n * SECOND);
  summary = summarise (cycles);

  g_assert_cmpuint (summary->cycles->len, ==, G_N_ELEMENTS (numbers));
  g_assert_cmpuint (summary->n_processes, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_assert_cmpint (nth (summary, i)->n, ==, numbers[i]);
      g_assert_cmpint (nth (summary, i)->source, ==, HT_GC_SOURCE_GCTRACE);
      g_assert_cmpuint (nth (summary, i)->process, ==, i < 4 ? 0 : 1);
      g_assert_cmpint (nth (summary, i)->wall_offset_ns, ==, START + (i < 4 ? 0 : 10 * SECOND));
    }
}

/* Each cycle comes from the best of three. */
static void
test_trace_is_best (void)
{
  static const int sources[] = {
    HT_GC_SOURCE_GCTRACE, HT_GC_SOURCE_TRACE,   HT_GC_SOURCE_TRACE,
    HT_GC_SOURCE_TRACE,   HT_GC_SOURCE_GCTRACE, HT_GC_SOURCE_MEMSTATS
  };
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  for (gint64 n = 1; n <= 5; n++)
    add_gctrace (cycles, 0, n, n * SECOND);
  for (gint64 n = 2; n <= 6; n++)
    add_memstats (cycles, n, START + n * SECOND);
  for (gint64 n = 2; n <= 4; n++)
    {
      add_gctrace (cycles, 0, n, n * SECOND - 1500 * MS);
      g_array_index (cycles, HtGcCycle, cycles->len - 1).source = HT_GC_SOURCE_TRACE;
    }
  summary = summarise (cycles);

  assert_numbers (summary, 6);
  g_assert_cmpint (summary->source, ==, HT_GC_SOURCE_TRACE);
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      g_assert_cmpint (nth (summary, i)->source, ==, sources[i]);
      /* All on the clock of the trace. */
      g_assert_cmpint (nth (summary, i)->end_ns, ==, (i + 1) * SECOND - 1500 * MS);
      g_assert_cmpint (nth (summary, i)->wall_offset_ns, ==, START + 1500 * MS);
    }
}

static void
test_nothing (void)
{
  g_autoptr (HtGcSummary) summary = ht_gc_summary_new (NULL, 0);

  g_assert_cmpuint (summary->cycles->len, ==, 0);
  g_assert_cmpuint (summary->n_processes, ==, 0);
  g_assert_cmpint (summary->source, ==, 0);
  g_assert_cmpint (summary->n_forced, ==, HT_UNKNOWN);
  g_assert_cmpint (summary->pauses.total_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (summary->heap.goal_max_bytes, ==, HT_UNKNOWN);
  g_assert_true (isnan (summary->cycles_per_second));
}

/* A recording may hold any numbers; sums that do not fit are unknown. */
static void
test_absurd_numbers (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (HtGcSummary) summary = NULL;

  add_gctrace (cycles, 0, 1, G_MININT64 + 6 * MS);
  add_gctrace (cycles, 0, G_MAXINT64 / 100000, G_MAXINT64);
  g_array_index (cycles, HtGcCycle, 1).pause_ns = G_MAXINT64;
  g_array_index (cycles, HtGcCycle, 0).wall_offset_ns = G_MININT64 + 1;
  add_memstats (cycles, 1, G_MAXINT64);
  add_gctrace (cycles, 0, -5, SECOND);
  summary = summarise (cycles);

  g_assert_cmpuint (summary->cycles->len, ==, 3);
  g_assert_cmpint (summary->cycle_pauses.max_ns, ==, G_MAXINT64);
  g_assert_cmpint (summary->cycle_pauses.total_ns, ==, HT_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/gc-summary/statistics", test_statistics);
  g_test_add_func ("/analysis/gc-summary/gctrace-with-memstats", test_gctrace_with_memstats);
  g_test_add_func ("/analysis/gc-summary/memstats-alone", test_memstats_alone);
  g_test_add_func ("/analysis/gc-summary/lost-lines", test_lost_lines);
  g_test_add_func ("/analysis/gc-summary/quick-cycles", test_quick_cycles);
  g_test_add_func ("/analysis/gc-summary/other-process", test_other_process);
  g_test_add_func ("/analysis/gc-summary/one-common-cycle", test_one_common_cycle);
  g_test_add_func ("/analysis/gc-summary/wrong-zone", test_wrong_zone);
  g_test_add_func ("/analysis/gc-summary/restart", test_restart);
  g_test_add_func ("/analysis/gc-summary/trace-is-best", test_trace_is_best);
  g_test_add_func ("/analysis/gc-summary/nothing", test_nothing);
  g_test_add_func ("/analysis/gc-summary/absurd-numbers", test_absurd_numbers);
  return g_test_run ();
}
