/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cycle-profile.h"

#define SECOND   G_GINT64_CONSTANT (1000000000)
#define START    (G_GINT64_CONSTANT (1700000000) * SECOND)
#define N_CYCLES 6

/* A collection each ten seconds. */
static GArray *
make_cycles (void)
{
  GArray *cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));

  for (guint i = 0; i < N_CYCLES; i++)
    {
      HtGcCycle cycle;

      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
      cycle.n = i + 1;
      cycle.start_ns = START + i * 10 * SECOND;
      cycle.end_ns = cycle.start_ns + SECOND / 100;
      cycle.wall_offset_ns = 0;
      g_array_append_val (cycles, cycle);
    }
  return cycles;
}

/* What is taken after the fourth began and ended shows the heap of the third. Goroutines were
 * profiled, too, which tells nothing of the heap. */
static void
test_find (void)
{
  char *heap_types[] = { (char *) "alloc_space", (char *) "inuse_space", NULL };
  char *other_types[] = { (char *) "goroutine", NULL };
  HtProfileEntry other = { .time_ns = START + 34 * SECOND, .types = other_types };
  HtProfileEntry first = { .time_ns = START + 35 * SECOND, .types = heap_types };
  HtProfileEntry second = { .time_ns = START + 38 * SECOND, .types = heap_types };
  HtProfileEntry timeless = { .time_ns = HT_UNKNOWN, .types = heap_types };
  g_autoptr (GArray) cycles = make_cycles ();
  g_autoptr (GPtrArray) profiles = g_ptr_array_new ();
  HtTargetData data = { .cycles = cycles, .profiles = profiles };

  g_ptr_array_add (profiles, &timeless);
  g_ptr_array_add (profiles, &other);
  g_ptr_array_add (profiles, &first);
  g_ptr_array_add (profiles, &second);
  for (guint i = 0; i < N_CYCLES; i++)
    g_assert_true (ht_cycle_find_heap_profile (&data, i) == (i == 2 ? &first : NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/cycle-profile/find", test_find);
  return g_test_run ();
}
