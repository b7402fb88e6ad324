/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-figures.h"

#include <math.h>

#define US     G_GINT64_CONSTANT (1000)
#define MS     (1000 * US)
#define SECOND (1000 * MS)
#define MIB    (G_GINT64_CONSTANT (1) << 20)

/* Nine cycles, one each second, on two processors. Each takes 2 x (1 + 1) ms for its pauses and
 * 16 ms of CPU for marking: 20 ms of 2 s, so 1 %. */
static GArray *
make_cycles (void)
{
  GArray *cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));

  for (int i = 0; i < 9; i++)
    {
      HtGcCycle cycle;

      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
      cycle.n = i + 1;
      cycle.start_ns = i * SECOND;
      cycle.end_ns = cycle.start_ns + 10 * MS;
      cycle.wall_offset_ns = 0;
      cycle.stw_sweep_term_ns = 1 * MS;
      cycle.mark_ns = 8 * MS;
      cycle.stw_mark_term_ns = 1 * MS;
      cycle.assist_ns = i % 2 == 0 ? 6 * MS : 0;
      cycle.background_ns = 16 * MS - cycle.assist_ns;
      cycle.heap_start_bytes = (20 + i) * MIB;
      cycle.heap_live_bytes = 10 * MIB;
      cycle.goal_bytes = (30 - i) * MIB;
      cycle.gomaxprocs = 2;
      cycle.forced = 0;
      g_array_append_val (cycles, cycle);
    }
  return cycles;
}

static HtGcCycle *
nth (GArray *cycles, guint i)
{
  return &g_array_index (cycles, HtGcCycle, i);
}

static void
test_all (void)
{
  g_autoptr (GArray) cycles = make_cycles ();
  g_autoptr (HtGcFigures) figures = NULL;

  nth (cycles, 3)->stw_mark_term_ns = 5 * MS;
  figures = ht_gc_figures_new (cycles, 0, 100 * SECOND);
  g_assert_cmpuint (figures->first, ==, 0);
  g_assert_cmpuint (figures->n_cycles, ==, 9);
  g_assert_cmpint (figures->longest, ==, 3);
  g_assert_cmpuint (figures->n_assists_known, ==, 9);
  g_assert_cmpuint (figures->n_assisted, ==, 5);
  g_assert_cmpint (figures->before_bytes, ==, 28 * MIB);
  g_assert_cmpint (figures->live_bytes, ==, 10 * MIB);
  g_assert_cmpint (figures->goal_min_bytes, ==, 22 * MIB);
  g_assert_cmpint (figures->goal_max_bytes, ==, 30 * MIB);
  g_assert_cmpint (figures->phases_ns, ==, 14 * MS);
  g_assert_cmpint (figures->gomaxprocs, ==, 2);
  g_assert_cmpuint (figures->histogram.n, ==, 18);
  g_assert_cmpint (ht_gc_figures_get_pauses (figures)->max_ns, ==, 5 * MS);
}

static void
test_share_of_cpu (void)
{
  g_autoptr (GArray) cycles = make_cycles ();
  g_autoptr (HtGcFigures) figures = ht_gc_figures_new (cycles, 0, 100 * SECOND);

  g_assert_cmpint (ht_gc_cycle_get_cpu (nth (cycles, 0)), ==, 20 * MS);
  g_assert_cmpfloat_with_epsilon (figures->cpu_share, 0.01, 1e-9);
  g_assert_cmpuint (figures->rates->len, ==, 4);
  g_assert_cmpint (figures->slot_ns, ==, 2 * SECOND);
  for (guint i = 0; i < figures->rates->len; i++)
    {
      g_assert_cmpfloat_with_epsilon (g_array_index (figures->rates, double, i), 1, 1e-9);
      g_assert_cmpfloat_with_epsilon (g_array_index (figures->shares, double, i), 0.01, 1e-9);
    }
}

/* The share that Go tells stands in where its parts are not known. */
static void
test_share_as_told (void)
{
  g_autoptr (GArray) cycles = make_cycles ();
  g_autoptr (HtGcFigures) figures = NULL;

  for (guint i = 0; i < cycles->len; i++)
    {
      nth (cycles, i)->background_ns = HT_UNKNOWN;
      nth (cycles, i)->cpu_permille = 30;
    }
  figures = ht_gc_figures_new (cycles, 0, 100 * SECOND);
  g_assert_cmpfloat_with_epsilon (figures->cpu_share, 0.03, 1e-9);
  g_assert_true (isnan (g_array_index (figures->shares, double, 1)));
}

/* The cycles between two numbers that do not follow each other took time, too. */
static void
test_lost_cycles (void)
{
  g_autoptr (GArray) cycles = make_cycles ();
  g_autoptr (HtGcFigures) figures = NULL;

  g_array_remove_range (cycles, 3, 3);
  figures = ht_gc_figures_new (cycles, 0, 100 * SECOND);
  g_assert_cmpfloat_with_epsilon (figures->cpu_share, 0.01, 1e-9);
}

static void
test_range (void)
{
  g_autoptr (GArray) cycles = make_cycles ();
  g_autoptr (HtGcFigures) figures = ht_gc_figures_new (cycles, 2 * SECOND, 4 * SECOND);
  g_autoptr (HtGcFigures) none = ht_gc_figures_new (cycles, 4 * SECOND + 1, 5 * SECOND - 1);

  g_assert_cmpuint (figures->first, ==, 2);
  g_assert_cmpuint (figures->n_cycles, ==, 3);
  g_assert_cmpuint (figures->summary->cycles->len, ==, 3);
  g_assert_cmpint (figures->before_bytes, ==, 24 * MIB);
  g_assert_cmpuint (none->n_cycles, ==, 0);
  g_assert_cmpint (none->longest, ==, -1);
  g_assert_cmpint (none->goal_min_bytes, ==, HT_UNKNOWN);
  g_assert_true (isnan (none->cpu_share));
  g_assert_cmpuint (none->rates->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/gc-figures/all", test_all);
  g_test_add_func ("/analysis/gc-figures/share-of-cpu", test_share_of_cpu);
  g_test_add_func ("/analysis/gc-figures/share-as-told", test_share_as_told);
  g_test_add_func ("/analysis/gc-figures/lost-cycles", test_lost_cycles);
  g_test_add_func ("/analysis/gc-figures/range", test_range);
  return g_test_run ();
}
