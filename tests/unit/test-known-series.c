/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "known-series.h"

#include <string.h>

static void
test_one_name (void)
{
  guint rank = 9;
  const HtKnownSeries *series = ht_known_series_by_field ("HeapInuse and more", 9);

  g_assert_nonnull (series);
  g_assert_cmpstr (series->name, ==, "heap_inuse");
  g_assert_cmpstr (series->unit, ==, "bytes");
  g_assert_true (series == ht_known_series_by_name ("heap_inuse"));
  g_assert_true (series == ht_known_series_by_metric ("go_memstats_heap_inuse_bytes", 28, &rank));
  g_assert_cmpuint (rank, ==, 0);

  series = ht_known_series_by_metric ("go_sched_goroutines_goroutines", 30, &rank);
  g_assert_cmpstr (series->name, ==, "goroutines");
  g_assert_cmpuint (rank, ==, 1);
}

static void
test_strangers (void)
{
  guint rank;

  g_assert_null (ht_known_series_by_name ("vars/requests"));
  g_assert_null (ht_known_series_by_field ("HeapInus", 8));
  g_assert_null (ht_known_series_by_field ("HeapInuseX", 10));
  g_assert_null (ht_known_series_by_field ("LastGC", 6));
  g_assert_null (ht_known_series_by_field ("Sys\0 and more", 12));
  g_assert_null (ht_known_series_by_metric ("go_memstats_heap_inuse_bytes_x", 30, &rank));
  g_assert_null (ht_known_series_by_metric ("", 0, &rank));
}

/* Counters are what the runtime only ever adds to. */
static void
test_kinds (void)
{
  static const char *const counters[] = { "TotalAlloc", "Mallocs",      "Frees",
                                          "NumGC",      "PauseTotalNs", "NumForcedGC" };
  static const char *const gauges[] = { "HeapAlloc", "Sys", "NextGC", "GCCPUFraction" };

  for (gsize i = 0; i < G_N_ELEMENTS (counters); i++)
    g_assert_cmpint (ht_known_series_by_field (counters[i], strlen (counters[i]))->kind, ==,
                     HT_POINT_COUNTER);
  for (gsize i = 0; i < G_N_ELEMENTS (gauges); i++)
    g_assert_cmpint (ht_known_series_by_field (gauges[i], strlen (gauges[i]))->kind, ==,
                     HT_POINT_GAUGE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/known-series/one-name", test_one_name);
  g_test_add_func ("/core/known-series/strangers", test_strangers);
  g_test_add_func ("/core/known-series/kinds", test_kinds);
  return g_test_run ();
}
