/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-texts.h"

#include <math.h>

#define MIB    (G_GINT64_CONSTANT (1) << 20)
#define US     G_GINT64_CONSTANT (1000)
#define SECOND G_GINT64_CONSTANT (1000000000)

#define assert_text(call, expected)       \
  G_STMT_START                            \
  {                                       \
    g_autofree char *text = (call);       \
    g_assert_cmpstr (text, ==, expected); \
  }                                       \
  G_STMT_END

static void
test_durations (void)
{
  assert_text (ht_gc_duration_text (HT_UNKNOWN), "–");
  assert_text (ht_gc_duration_text (0), "0");
  assert_text (ht_gc_duration_text (93 * US), "93\u00a0µs");
  assert_text (ht_gc_duration_text (7230 * US), "7.23\u00a0ms");
  assert_text (ht_gc_duration_text (90 * SECOND), "1m30s");
}

static void
test_shares (void)
{
  assert_text (ht_gc_share_text ((double) NAN), "–");
  assert_text (ht_gc_share_text (0.0048), "0.48\u00a0%");
  assert_text (ht_gc_share_text (0.256), "26\u00a0%");
}

static void
test_sizes (void)
{
  const HtSizeUnit *unit = ht_size_unit_for (300 * MIB);

  g_assert_cmpstr (unit->name, ==, "MiB");
  assert_text (ht_size_in_unit (26 * MIB, unit), "26");
  assert_text (ht_size_in_unit (26 * MIB + MIB / 2, unit), "26.5");
  assert_text (ht_size_in_unit (MIB / 4, unit), "0.25");
  assert_text (ht_size_in_unit (HT_UNKNOWN, unit), "–");
  g_assert_cmpstr (ht_size_unit_for (HT_UNKNOWN)->name, ==, "KiB");
  g_assert_cmpstr (ht_size_unit_for (4096 * MIB)->name, ==, "MiB");
  g_assert_cmpstr (ht_size_unit_for (20480 * MIB)->name, ==, "GiB");
}

static void
test_buckets (void)
{
  assert_text (ht_pause_bucket_text (0), "under 16\u00a0µs");
  assert_text (ht_pause_bucket_text (1), "16\u00a0µs – 32\u00a0µs");
  assert_text (ht_pause_bucket_text (HT_N_PAUSE_BUCKETS - 1), "1.05\u00a0s and more");
}

static void
add_cycle (GArray *cycles, gint64 start_s, gint8 forced, gint64 heap)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.n = cycles->len + 1;
  cycle.start_ns = start_s * SECOND;
  cycle.end_ns = cycle.start_ns + US;
  cycle.forced = forced;
  cycle.heap_start_bytes = heap * MIB;
  cycle.goal_bytes = 100 * MIB;
  g_array_append_val (cycles, cycle);
}

/* Two minutes without a collection are the runtime's own reason for one. */
static void
test_causes (void)
{
  g_autoptr (GArray) cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));

  add_cycle (cycles, 0, 0, 99);
  add_cycle (cycles, 10, 1, 50);
  add_cycle (cycles, 131, 0, 20);
  add_cycle (cycles, 300, 0, 98);
  add_cycle (cycles, 301, -1, 98);
  g_assert_cmpstr (ht_gc_cause_text (cycles, 0), ==, "heap goal");
  g_assert_cmpstr (ht_gc_cause_text (cycles, 1), ==, "the program");
  g_assert_cmpstr (ht_gc_cause_text (cycles, 2), ==, "timer");
  g_assert_cmpstr (ht_gc_cause_text (cycles, 3), ==, "heap goal");
  g_assert_cmpstr (ht_gc_cause_text (cycles, 4), ==, "–");
}

/* A bar for each bucket that counts, and enough of them to be a histogram. */
static void
test_bars (void)
{
  HtPauseHistogram histogram;
  HtGcCycle cycle;
  guint first;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HtPauseBars) bars = NULL;

      cycle.stw_sweep_term_ns = cycle.stw_mark_term_ns = i == 0 ? 20 * US : 30 * SECOND;
      ht_pause_histogram_count (&histogram, &cycle, 1);
      bars = ht_pause_bars_for (&histogram, &first);
      g_assert_cmpuint (bars->bars->len, ==, 6);
      g_assert_cmpuint (first, ==, i == 0 ? 1 : HT_N_PAUSE_BUCKETS - 6);
      g_assert_cmpstr (bars->end_label, ==, i == 0 ? "1.02\u00a0ms" : NULL);
    }
  assert_text (ht_pause_histogram_text (&histogram), "1.05\u00a0s and more: 2");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/gc-texts/durations", test_durations);
  g_test_add_func ("/views/gc-texts/shares", test_shares);
  g_test_add_func ("/views/gc-texts/sizes", test_sizes);
  g_test_add_func ("/views/gc-texts/buckets", test_buckets);
  g_test_add_func ("/views/gc-texts/causes", test_causes);
  g_test_add_func ("/views/gc-texts/bars", test_bars);
  return g_test_run ();
}
