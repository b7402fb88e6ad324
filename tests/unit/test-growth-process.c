/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-process.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define KIB (G_GINT64_CONSTANT (1) << 10)
#define MIB (G_GINT64_CONSTANT (1) << 20)

#define N 12

#define RECEIVING STACK ("main.await", "runtime.chanrecv1", "runtime.chanrecv", "runtime.gopark")
#define LOCKED    STACK ("main.update", "sync.(*Mutex).Lock", "runtime.gopark")
#define IDLE      STACK ("main.work", "runtime.selectgo", "runtime.gopark")

typedef struct
{
  HtCatalog *catalog;
  HtGrowthProcess *process;
  HtGrowthTable *table;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->catalog = ht_catalog_new ();
  fixture->process = ht_growth_process_new (fixture->catalog);
  fixture->table = ht_growth_table_new (fixture->catalog);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_growth_process_free (fixture->process);
  ht_growth_table_free (fixture->table);
  ht_catalog_free (fixture->catalog);
}

static void
add_point (Fixture *fixture, HtGrowthFigure figure, gint64 time_ns, gint64 value)
{
  HtSeriesPoint point = { .time_ns = time_ns, .value = (double) value };

  g_array_append_val (fixture->process->figures[figure], point);
}

/* A figure every 10 s: @base, growing by @step, and up and down by @noise. */
static void
add_figure (Fixture *fixture, HtGrowthFigure figure, gint64 base, gint64 step, gint64 noise)
{
  static const int wave[] = { 0, 1, -1, 1, 0, -1, 1, -1, 0, 1, -1, 0 };

  for (gint64 i = 0; i < N; i++)
    add_point (fixture, figure, i * 10 * S, base + i * step + wave[i] * noise);
}

static void
add_goroutines (Fixture *fixture, gint64 n_receiving, gint64 n_locked, gint64 n_idle)
{
  g_autoptr (HtProfile) profile = ht_profile_new ();
  HtValueType type = { .type = made_heap_intern (fixture->catalog, "goroutine"),
                       .unit = made_heap_intern (fixture->catalog, "count") };

  g_array_append_val (profile->types, type);
  ht_profile_add_row (profile, made_heap_node (fixture->catalog, RECEIVING), 0, &n_receiving);
  ht_profile_add_row (profile, made_heap_node (fixture->catalog, LOCKED), 0, &n_locked);
  ht_profile_add_row (profile, made_heap_node (fixture->catalog, IDLE), 0, &n_idle);
  g_assert_true (ht_growth_goroutines_add (fixture->process->goroutines, profile));
}

static HtGrowthReport *
judge (Fixture *fixture)
{
  HtGrowthReport *report = ht_growth_report_new (fixture->table, fixture->catalog);

  ht_growth_process_judge (fixture->process, fixture->table, fixture->catalog, report);
  return report;
}

static void
assert_nothing (Fixture *fixture)
{
  g_autoptr (HtGrowthReport) report = judge (fixture);

  g_assert_cmpuint (report->chains->len, ==, 0);
}

static const HtGrowthChain *
get_chain (const HtGrowthReport *report, guint i)
{
  g_assert_cmpuint (i, <, report->chains->len);
  return g_ptr_array_index (report->chains, i);
}

static const char *
get_function (const Fixture *fixture, const HtGrowthChain *chain)
{
  return ht_strings_get (
      fixture->catalog->strings,
      ht_symbols_get_function (fixture->catalog->symbols, chain->function)->name);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtGrowthReport) report = judge (fixture);

  g_assert_cmpuint (report->chains->len, ==, 0);
  g_assert_cmpint (report->verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
  g_assert_cmpint (report->from_ns, ==, HT_UNKNOWN);
}

/* Of 10 MiB in 110 s three quarters are of goroutines that wait for a lock. */
static void
test_stacks (Fixture *fixture, gconstpointer data)
{
  add_figure (fixture, HT_GROWTH_SYS, 100 * MIB, MIB, 0);
  add_figure (fixture, HT_GROWTH_STACK_INUSE, 2 * MIB, MIB, 32 * KIB);
  add_goroutines (fixture, 100, 0, 20);
  add_goroutines (fixture, 200, 300, 25);

  g_autoptr (HtGrowthReport) report = judge (fixture);
  const HtGrowthChain *locked = get_chain (report, 0);
  const HtGrowthChain *receiving = get_chain (report, 1);

  g_assert_cmpuint (report->chains->len, ==, 2);
  g_assert_cmpint (report->verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpint (report->from_ns, ==, 0);
  g_assert_cmpint (report->to_ns, ==, 110 * S);
  g_assert_cmpint (locked->scope, ==, HT_GROWTH_SCOPE_PROCESS);
  g_assert_cmpstr (locked->class_name, ==, "goroutine-leak-mutex");
  g_assert_cmpstr (get_function (fixture, locked), ==, "main.update");
  g_assert_cmpuint (locked->node, ==, made_heap_node (fixture->catalog, LOCKED));
  g_assert_cmpfloat_with_epsilon (locked->course.now.rate, 0.075 * MIB, 0.002 * MIB);
  g_assert_cmpfloat (locked->course.now.low, <=, 0.075 * MIB);
  g_assert_cmpfloat (locked->course.now.high, >=, 0.075 * MIB);
  g_assert_cmpfloat_with_epsilon (locked->share, 0.75, 0.01);
  g_assert_cmpint (locked->first_bytes, ==, 0);
  g_assert_cmpint (locked->since_ns, ==, 0);

  /* It may be a timer that they receive from. */
  g_assert_null (receiving->class_name);
  g_assert_cmpuint (receiving->candidates->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (ht_growth_report_get_rate (report), 0.1 * MIB, 0.002 * MIB);
}

/* Heap profiles show that the function makes timers; those of others say nothing. */
static void
test_timer (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      MadeStack makers[] = { STACK ("main.other", "time.NewTicker", "time.newTimer"),
                             STACK ("main.await", "time.NewTicker", "time.newTimer") };
      g_autoptr (HtProfile) profile = made_heap_new (fixture->catalog, 512 * KIB);
      g_autoptr (HtGrowthReport) report = NULL;

      if (i == 0)
        {
          add_figure (fixture, HT_GROWTH_STACK_INUSE, 2 * MIB, MIB, 0);
          add_goroutines (fixture, 100, 0, 20);
          add_goroutines (fixture, 600, 0, 20);
        }
      made_heap_add (profile, fixture->catalog, makers[i], 128, 512 * KIB, 512 * KIB);
      ht_growth_table_add (fixture->table, profile, (i + 1) * S, (i + 1) * S);
      report = judge (fixture);
      g_assert_cmpstr (get_chain (report, 0)->class_name, ==,
                       i == 0 ? NULL : "goroutine-leak-timer");
    }
}

/* As many goroutines as before, and their stacks grow. */
static void
test_recursion (Fixture *fixture, gconstpointer data)
{
  const char *stack[40] = { "main.start" };
  gint64 n = 3;

  for (guint i = 1; i < G_N_ELEMENTS (stack) - 1; i++)
    stack[i] = "main.visit";
  add_figure (fixture, HT_GROWTH_STACK_INUSE, 2 * MIB, MIB, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HtProfile) profile = ht_profile_new ();
      HtValueType type = { .type = made_heap_intern (fixture->catalog, "goroutine") };

      g_array_append_val (profile->types, type);
      ht_profile_add_row (profile, made_heap_node (fixture->catalog, stack), 0, &n);
      ht_growth_goroutines_add (fixture->process->goroutines, profile);
    }

  g_autoptr (HtGrowthReport) report = judge (fixture);

  g_assert_cmpuint (report->chains->len, ==, 1);
  g_assert_cmpstr (get_chain (report, 0)->class_name, ==, "stack-growth");
  g_assert_cmpstr (get_function (fixture, get_chain (report, 0)), ==, "main.visit");
}

/* Nobody told of goroutines: it grows, and why is not known. */
static void
test_stacks_alone (Fixture *fixture, gconstpointer data)
{
  add_figure (fixture, HT_GROWTH_STACK_INUSE, 2 * MIB, MIB, 0);

  g_autoptr (HtGrowthReport) report = judge (fixture);

  g_assert_cmpint (get_chain (report, 0)->course.verdict, ==, HT_GROWTH_GROWING);
  g_assert_null (get_chain (report, 0)->class_name);
  g_assert_cmpuint (get_chain (report, 0)->candidates->len, >, 4);
  g_assert_cmpuint (get_chain (report, 0)->function, ==, 0);
}

/* Growth of less than a hundredth of the process, up and down, up and level. */
static void
test_steady_stacks (Fixture *fixture, gconstpointer data)
{
  static const gint64 warm_up[N] = { 1, 4, 7, 10, 12, 12, 12, 12, 12, 12, 12, 12 };

  add_figure (fixture, HT_GROWTH_SYS, 400 * MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_STACK_INUSE, 2 * MIB, 128 * KIB, 0);
  assert_nothing (fixture);

  g_array_set_size (fixture->process->figures[HT_GROWTH_STACK_INUSE], 0);
  add_figure (fixture, HT_GROWTH_STACK_INUSE, 20 * MIB, 0, 8 * MIB);
  assert_nothing (fixture);

  g_array_set_size (fixture->process->figures[HT_GROWTH_STACK_INUSE], 0);
  for (guint i = 0; i < N; i++)
    add_point (fixture, HT_GROWTH_STACK_INUSE, i * 10 * S, warm_up[i] * MIB);
  assert_nothing (fixture);
}

/* 20 MiB of Go's own were not touched yet, so that the first of what is mapped cannot be told. */
static void
test_off_heap (Fixture *fixture, gconstpointer data)
{
  add_figure (fixture, HT_GROWTH_SYS, 50 * MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_HEAP_RELEASED, 10 * MIB, 0, 0);
  /* Told at other times than what Go says. */
  for (gint64 i = -1; i < 2 * N; i++)
    add_point (fixture, HT_GROWTH_PRIVATE, i * 5 * S + S, 20 * MIB + i * 5 * MIB + MIB);

  g_autoptr (HtGrowthReport) report = judge (fixture);
  const HtGrowthChain *chain = get_chain (report, 0);

  g_assert_cmpuint (report->chains->len, ==, 1);
  g_assert_cmpstr (chain->class_name, ==, "offheap-mmap");
  g_assert_cmpint (chain->course.verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpfloat_with_epsilon (chain->course.now.rate, MIB, 0.05 * MIB);
  g_assert_cmpuint (chain->function, ==, 0);
  g_assert_cmpint (chain->last_bytes, ==, 90 * MIB);
}

/* The heap grows, and the kernel counts that; or Go gives back what the kernel does not take. */
static void
test_no_off_heap (Fixture *fixture, gconstpointer data)
{
  add_figure (fixture, HT_GROWTH_SYS, 50 * MIB, 10 * MIB, 0);
  add_figure (fixture, HT_GROWTH_HEAP_RELEASED, 2 * MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_PRIVATE, 30 * MIB, 11 * MIB, 0);
  assert_nothing (fixture);

  for (guint i = HT_GROWTH_SYS; i <= HT_GROWTH_PRIVATE; i++)
    g_array_set_size (fixture->process->figures[i], 0);
  add_figure (fixture, HT_GROWTH_SYS, 200 * MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_HEAP_RELEASED, 10 * MIB, 10 * MIB, 0);
  add_figure (fixture, HT_GROWTH_PRIVATE, 200 * MIB, 0, MIB);
  assert_nothing (fixture);
}

/* So much as Go gave back may be huge pages in place of it. */
static void
test_huge_pages (Fixture *fixture, gconstpointer data)
{
  add_figure (fixture, HT_GROWTH_SYS, 500 * MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_HEAP_RELEASED, 300 * MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_PRIVATE, 200 * MIB, 10 * MIB, 0);

  g_autoptr (HtGrowthReport) report = judge (fixture);

  g_assert_cmpint (get_chain (report, 0)->course.verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
  g_assert_cmpint (report->verdict, !=, HT_GROWTH_GROWING);
}

static void
test_fragmentation (Fixture *fixture, gconstpointer data)
{
  static const HtGrowthSizeClass sizes[] = { { 64, 40 * MIB, 20 * MIB },
                                             { 1024, 50 * MIB, 5 * MIB },
                                             { 4096, 70 * MIB, 70 * MIB } };

  g_array_append_vals (fixture->process->sizes, sizes, G_N_ELEMENTS (sizes));
  add_figure (fixture, HT_GROWTH_SYS, 150 * MIB, 5 * MIB, 0);
  add_figure (fixture, HT_GROWTH_HEAP_INUSE, 100 * MIB, 5 * MIB, 0);
  add_figure (fixture, HT_GROWTH_HEAP_ALLOC, 95 * MIB, 0, MIB);

  g_autoptr (HtGrowthReport) report = judge (fixture);

  g_assert_cmpuint (report->chains->len, ==, 1);
  g_assert_cmpstr (get_chain (report, 0)->class_name, ==, "fragmentation");
  g_assert_cmpfloat_with_epsilon (get_chain (report, 0)->course.now.rate, 0.5 * MIB, 0.05 * MIB);
  g_assert_cmpuint (get_chain (report, 0)->evidence->len, ==, 2);

  const HtGrowthEvidence *emptied = g_ptr_array_index (get_chain (report, 0)->evidence, 1);

  g_assert_cmpint (emptied->kind, ==, HT_GROWTH_EVIDENCE_EMPTIED);
  g_assert_cmpfloat (emptied->values[0], ==, 1024);
  g_assert_cmpfloat (emptied->values[1], ==, 50 * MIB);
  g_assert_cmpfloat (emptied->values[2], ==, 5 * MIB);

  /* A heap that grows has more holes in it. */
  g_array_set_size (fixture->process->figures[HT_GROWTH_HEAP_ALLOC], 0);
  add_figure (fixture, HT_GROWTH_HEAP_ALLOC, 95 * MIB, 4 * MIB, MIB);
  assert_nothing (fixture);
}

/* 200 collections, @per_s a second, each of which leaves @live MiB and some; the goal of the next
 * is that plus @room, or @goal if it is not 0. */
static void
add_cycles (Fixture *fixture, double per_s, gint64 live, double room, gint64 goal)
{
  g_array_set_size (fixture->process->cycles, 0);
  for (gint64 i = 0; i < 200; i++)
    {
      HtGcCycle cycle;
      gint64 before = live + (i + 4) % 5;

      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
      cycle.n = i + 1;
      cycle.start_ns = (gint64) ((double) i / per_s * 1e9);
      cycle.end_ns = cycle.start_ns + 1000000;
      cycle.wall_offset_ns = 0;
      cycle.heap_live_bytes = (live + i % 5) * MIB;
      cycle.goal_bytes = goal != 0 ? goal * MIB : (gint64) ((double) before * (1 + room)) * MIB;
      cycle.stacks_bytes = 0;
      cycle.globals_bytes = 0;
      cycle.assist_ns = 1000000;
      cycle.background_ns = 4000000;
      cycle.gomaxprocs = 2;
      g_array_append_val (fixture->process->cycles, cycle);
    }
}

static void
assert_finding (Fixture *fixture, const char *class_name, guint n_candidates)
{
  g_autoptr (HtGrowthReport) report = judge (fixture);
  const HtGrowthChain *chain = get_chain (report, 0);

  g_assert_cmpuint (report->chains->len, ==, 1);
  g_assert_cmpstr (chain->class_name, ==, class_name);
  g_assert_cmpuint (chain->candidates->len, ==, n_candidates);
  g_assert_cmpint (chain->course.verdict, ==, HT_GROWTH_STEADY);
  g_assert_cmpint (report->verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
}

static void
test_collector (Fixture *fixture, gconstpointer data)
{
  add_cycles (fixture, 10, 60, 0, 61);
  assert_finding (fixture, "gc-thrash", 0);
  add_cycles (fixture, 10, 60, 0.1, 0);
  assert_finding (fixture, "gogc-low", 0);

  /* The goal stays where it is: no GOGC does that, but it is not so near, either. */
  add_cycles (fixture, 10, 60, 0, 68);
  assert_finding (fixture, NULL, 2);

  /* It is so near to the memory limit as that. */
  add_figure (fixture, HT_GROWTH_SYS, 80 * MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_HEAP_RELEASED, MIB, 0, 0);
  add_figure (fixture, HT_GROWTH_MEMORY_LIMIT, 80 * MIB, 0, 0);
  assert_finding (fixture, "gc-thrash", 0);
}

/* 100 figures, one each second, of a heap that goes from @live MiB up to @goal again and again. */
static void
add_heap_figures (Fixture *fixture, gint64 live, gint64 goal, gint64 per_s)
{
  static const HtGrowthFigure figures[] = { HT_GROWTH_HEAP_FLOOR, HT_GROWTH_NEXT_GC,
                                            HT_GROWTH_NUM_GC };

  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    g_array_set_size (fixture->process->figures[figures[i]], 0);
  for (gint64 i = 0; i < 100; i++)
    {
      add_point (fixture, HT_GROWTH_HEAP_FLOOR, i * S,
                 live * MIB + (goal - live) * MIB * (i % 7) / 7);
      add_point (fixture, HT_GROWTH_NEXT_GC, i * S, goal * MIB);
      add_point (fixture, HT_GROWTH_NUM_GC, i * S, i * per_s);
    }
}

/* Nobody logs collections. */
static void
test_collector_by_figures (Fixture *fixture, gconstpointer data)
{
  add_heap_figures (fixture, 60, 61, 50);
  assert_finding (fixture, "gc-thrash", 0);
  add_heap_figures (fixture, 60, 66, 4);
  assert_finding (fixture, NULL, 2);
  add_point (fixture, HT_GROWTH_GOGC, 0, 10);
  assert_finding (fixture, "gogc-low", 0);
  add_heap_figures (fixture, 60, 120, 4);
  assert_nothing (fixture);
}

/* The usual GOGC; rare collections; a heap so small that rounding hides the room. */
static void
test_healthy_collector (Fixture *fixture, gconstpointer data)
{
  add_cycles (fixture, 10, 60, 1, 0);
  assert_nothing (fixture);
  add_cycles (fixture, 0.1, 60, 0.1, 0);
  assert_nothing (fixture);
  add_cycles (fixture, 10, 3, 0.1, 0);
  assert_nothing (fixture);
}

#define ADD(name, func) g_test_add ("/growth-process/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing", test_nothing);
  ADD ("stacks", test_stacks);
  ADD ("timer", test_timer);
  ADD ("recursion", test_recursion);
  ADD ("stacks-alone", test_stacks_alone);
  ADD ("steady-stacks", test_steady_stacks);
  ADD ("off-heap", test_off_heap);
  ADD ("no-off-heap", test_no_off_heap);
  ADD ("huge-pages", test_huge_pages);
  ADD ("fragmentation", test_fragmentation);
  ADD ("collector", test_collector);
  ADD ("collector-by-figures", test_collector_by_figures);
  ADD ("healthy-collector", test_healthy_collector);
  return g_test_run ();
}
