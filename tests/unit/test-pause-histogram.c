/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pause-histogram.h"

#define US G_GINT64_CONSTANT (1000)
#define MS (1000 * US)

static HtGcCycle
make_cycle (gint64 sweep_term_ns, gint64 mark_term_ns, gint64 pause_ns)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.stw_sweep_term_ns = sweep_term_ns;
  cycle.stw_mark_term_ns = mark_term_ns;
  cycle.pause_ns = pause_ns;
  return cycle;
}

static void
test_bounds (void)
{
  gint64 from_ns, to_ns;

  ht_pause_bucket_get_bounds (0, &from_ns, &to_ns);
  g_assert_cmpint (from_ns, ==, 0);
  g_assert_cmpint (to_ns, ==, 16 * US);
  ht_pause_bucket_get_bounds (3, &from_ns, &to_ns);
  g_assert_cmpint (from_ns, ==, 64 * US);
  g_assert_cmpint (to_ns, ==, 128 * US);
  ht_pause_bucket_get_bounds (HT_N_PAUSE_BUCKETS - 1, &from_ns, &to_ns);
  g_assert_cmpint (from_ns, ==, 16 * US * 65536);
  g_assert_cmpint (to_ns, ==, HT_UNKNOWN);
}

static void
test_bucket_of (void)
{
  g_assert_cmpuint (ht_pause_bucket_of (0), ==, 0);
  g_assert_cmpuint (ht_pause_bucket_of (16 * US - 1), ==, 0);
  g_assert_cmpuint (ht_pause_bucket_of (16 * US), ==, 1);
  g_assert_cmpuint (ht_pause_bucket_of (766 * US), ==, 6);
  g_assert_cmpuint (ht_pause_bucket_of (G_MAXINT64), ==, HT_N_PAUSE_BUCKETS - 1);
  for (guint bucket = 0; bucket < HT_N_PAUSE_BUCKETS; bucket++)
    {
      gint64 from_ns, to_ns;

      ht_pause_bucket_get_bounds (bucket, &from_ns, &to_ns);
      g_assert_cmpuint (ht_pause_bucket_of (from_ns), ==, bucket);
      if (to_ns != HT_UNKNOWN)
        g_assert_cmpuint (ht_pause_bucket_of (to_ns - 1), ==, bucket);
    }
}

static void
test_count (void)
{
  const HtGcCycle cycles[] = {
    make_cycle (20 * US, 30 * US, 50 * US),
    make_cycle (20 * US, 1 * MS, HT_UNKNOWN),
    make_cycle (HT_UNKNOWN, HT_UNKNOWN, 70 * US),
    make_cycle (HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN),
  };
  HtPauseHistogram histogram;

  ht_pause_histogram_count (&histogram, cycles, G_N_ELEMENTS (cycles));
  g_assert_cmpuint (histogram.n, ==, 5);
  g_assert_cmpuint (histogram.first, ==, 1);
  g_assert_cmpuint (histogram.last, ==, 6);
  g_assert_cmpuint (histogram.counts[1][HT_PAUSE_SWEEP_TERM], ==, 2);
  g_assert_cmpuint (histogram.counts[1][HT_PAUSE_MARK_TERM], ==, 1);
  g_assert_cmpuint (histogram.counts[3][HT_PAUSE_WHOLE], ==, 1);
  g_assert_cmpuint (histogram.counts[6][HT_PAUSE_MARK_TERM], ==, 1);
  g_assert_cmpuint (ht_pause_histogram_get_total (&histogram, 1), ==, 3);
  g_assert_cmpuint (ht_pause_histogram_get_total (&histogram, 2), ==, 0);
}

/* What a click on a bar shows must be what the bar counted. */
static void
test_cycles_of_a_bucket (void)
{
  const HtGcCycle both = make_cycle (20 * US, 30 * US, 50 * US);
  const HtGcCycle sum = make_cycle (HT_UNKNOWN, HT_UNKNOWN, 50 * US);

  g_assert_true (ht_gc_cycle_has_pause_in (&both, 1));
  g_assert_false (ht_gc_cycle_has_pause_in (&both, 2));
  g_assert_true (ht_gc_cycle_has_pause_in (&sum, 2));
}

static void
test_nothing (void)
{
  HtPauseHistogram histogram;

  ht_pause_histogram_count (&histogram, NULL, 0);
  g_assert_cmpuint (histogram.n, ==, 0);
  g_assert_cmpuint (histogram.first, ==, 0);
  g_assert_cmpuint (histogram.last, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/pause-histogram/bounds", test_bounds);
  g_test_add_func ("/analysis/pause-histogram/bucket-of", test_bucket_of);
  g_test_add_func ("/analysis/pause-histogram/count", test_count);
  g_test_add_func ("/analysis/pause-histogram/cycles-of-a-bucket", test_cycles_of_a_bucket);
  g_test_add_func ("/analysis/pause-histogram/nothing", test_nothing);
  return g_test_run ();
}
