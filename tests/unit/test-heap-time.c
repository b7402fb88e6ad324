/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "heap-time.h"

#define S G_GINT64_CONSTANT (1000000000)

static void
add (GArray *cycles, gint64 n, gint64 end_ns, int forced)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.n = n;
  cycle.forced = (gint8) forced;
  cycle.end_ns = end_ns;
  cycle.wall_offset_ns = 100 * S;
  g_array_append_val (cycles, cycle);
}

static GArray *
make_cycles (void)
{
  GArray *cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));

  add (cycles, 1, 1 * S, 0);
  add (cycles, 2, 5 * S, 0);
  add (cycles, 3, 9 * S, 0);
  add (cycles, 4, 20 * S, 1);
  add (cycles, 5, 30 * S, 0);
  return cycles;
}

/* Live heaps of gctrace beside totals of profiles, Go 1.26: after cycle 3 the profile has what
 * cycle 2 marked. */
static void
test_last_but_one (void)
{
  g_autoptr (GArray) cycles = make_cycles ();

  g_assert_cmpint (ht_heap_time_find (cycles, 110 * S), ==, 1);
  g_assert_cmpint (ht_heap_time_find (cycles, 107 * S), ==, 0);
}

static void
test_forced (void)
{
  g_autoptr (GArray) cycles = make_cycles ();

  g_assert_cmpint (ht_heap_time_find (cycles, 121 * S), ==, 3);
}

static void
test_before_two_collections (void)
{
  g_autoptr (GArray) cycles = make_cycles ();

  g_assert_cmpint (ht_heap_time_find (cycles, 100 * S), ==, -1);
  g_assert_cmpint (ht_heap_time_find (cycles, 102 * S), ==, -1);
}

/* Long after the last cycle that is known there may have been others: they came each 10 s. */
static void
test_behind_the_last (void)
{
  g_autoptr (GArray) cycles = make_cycles ();

  g_assert_cmpint (ht_heap_time_find (cycles, 131 * S), ==, 3);
  g_assert_cmpint (ht_heap_time_find (cycles, 151 * S), ==, 3);
  g_assert_cmpint (ht_heap_time_find (cycles, 153 * S), ==, -1);
}

static void
test_hole (void)
{
  g_autoptr (GArray) cycles = make_cycles ();

  g_array_remove_index (cycles, 2);
  g_assert_cmpint (ht_heap_time_find (cycles, 110 * S), ==, -1);
  g_assert_cmpint (ht_heap_time_find (cycles, 121 * S), ==, 2);
}

static void
test_other_process (void)
{
  g_autoptr (GArray) cycles = make_cycles ();

  for (guint i = 2; i < 5; i++)
    g_array_index (cycles, HtGcCycle, i).process = 1;
  g_assert_cmpint (ht_heap_time_find (cycles, 110 * S), ==, -1);
}

static void
test_no_wall_clock (void)
{
  g_autoptr (GArray) cycles = make_cycles ();

  for (guint i = 0; i < 5; i++)
    g_array_index (cycles, HtGcCycle, i).wall_offset_ns = HT_UNKNOWN;
  g_assert_cmpint (ht_heap_time_find (cycles, 110 * S), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heap-time/last-but-one", test_last_but_one);
  g_test_add_func ("/heap-time/forced", test_forced);
  g_test_add_func ("/heap-time/before-two-collections", test_before_two_collections);
  g_test_add_func ("/heap-time/behind-the-last", test_behind_the_last);
  g_test_add_func ("/heap-time/hole", test_hole);
  g_test_add_func ("/heap-time/other-process", test_other_process);
  g_test_add_func ("/heap-time/no-wall-clock", test_no_wall_clock);
  return g_test_run ();
}
