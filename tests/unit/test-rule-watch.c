/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rule-watch.h"

#include <string.h>

#include "decode-capture.h"
#include "gc-cycle.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MIB    (G_GINT64_CONSTANT (1) << 20)

/* A service, a second at a time: each has a figure of everything that is set, and a collection. */
typedef struct
{
  HtRuleWatch *watch;
  HtRuleFigures figures;
  GPtrArray *firings; /* HtFiring: all so far */
} Service;

static void
service_init_with (Service *service, const HtCaptureRules *rules)
{
  service->watch = ht_rule_watch_new (rules);
  service->firings = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_firing_free);
  ht_rule_figures_init (&service->figures, 0);
  service->figures.n_collections = 0;
}

static void
service_init (Service *service)
{
  HtCaptureRules rules = ht_capture_rules_default ();

  service_init_with (service, &rules);
}

static void
service_clear (Service *service)
{
  ht_rule_watch_free (service->watch);
  g_ptr_array_unref (service->firings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Service, service_clear)

static void
tell (Service *service)
{
  GPtrArray *fired = ht_rule_watch_tell (service->watch, &service->figures);

  g_ptr_array_extend_and_steal (service->firings, fired);
}

static void
run (Service *service, guint n_seconds)
{
  for (guint i = 0; i < n_seconds; i++)
    {
      service->figures.time_ns += SECOND;
      service->figures.n_collections++;
      tell (service);
    }
}

/* Nothing is collected meanwhile. */
static void
wait_for (Service *service, guint n_seconds)
{
  for (guint i = 0; i < n_seconds; i++)
    {
      service->figures.time_ns += SECOND;
      tell (service);
    }
}

static const HtFiring *
nth (const Service *service, guint index)
{
  g_assert_cmpuint (service->firings->len, >, index);
  return g_ptr_array_index (service->firings, index);
}

static void
test_heap_live (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_live_bytes = 300 * MIB;
  run (&service, 120);
  service.figures.heap_live_bytes = 388 * MIB; /* 29 % */
  run (&service, 120);
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.heap_live_bytes = 411 * MIB;
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpint (nth (&service, 0)->rule, ==, HT_RULE_HEAP_LIVE);
  g_assert_true (nth (&service, 0)->captures);
  g_assert_cmpstr (nth (&service, 0)->evidence, ==,
                   "heap live 411.0 MiB, 37 % over its baseline of 300.0 MiB");
}

/* What was told is not told again, however long it lasts; that it goes on is. */
static void
test_growth_goes_on (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_live_bytes = 300 * MIB;
  run (&service, 120);
  service.figures.heap_live_bytes = 450 * MIB;
  run (&service, 3600);
  g_assert_cmpuint (service.firings->len, ==, 1);
  service.figures.heap_live_bytes = 600 * MIB;
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 2);
  g_assert_cmpstr (nth (&service, 1)->evidence, ==,
                   "heap live 600.0 MiB, 33 % over its baseline of 450.0 MiB");
}

/* Jobs come and go: the median of what collections leave jumps, what they come down to does not. */
static void
test_jobs (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  for (int i = 0; i < 1200; i++)
    {
      guint busy = i < 600 ? 4 : 7; /* of 10 s */

      service.figures.heap_live_bytes = (i % 10 < (int) busy ? 150 : 50) * MIB;
      run (&service, 1);
    }
  g_assert_cmpuint (service.firings->len, ==, 0);
}

/* Without heap live there is the goal. */
static void
test_goal (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.goal_bytes = 600 * MIB;
  run (&service, 120);
  service.figures.goal_bytes = 840 * MIB;
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_nonnull (strstr (nth (&service, 0)->evidence, "heap goal"));
  g_assert_nonnull (strstr (nth (&service, 0)->evidence, "40 % over its baseline of 600.0 MiB"));
}

/* A third of 12 MiB is no incident. */
static void
test_small (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_live_bytes = 12 * MIB;
  service.figures.n_goroutines = 12;
  service.figures.heap_inuse_bytes = 15 * MIB;
  service.figures.heap_sys_bytes = 16 * MIB;
  run (&service, 120);
  service.figures.heap_live_bytes = 18 * MIB;
  service.figures.n_goroutines = 30;
  run (&service, 600);
  g_assert_cmpuint (service.firings->len, ==, 0);
}

static void
test_rising (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  /* It starts: what it loads is no leak. */
  for (int i = 0; i < 50; i++)
    {
      service.figures.heap_live_bytes = (10 + i) * MIB;
      run (&service, 1);
    }
  /* A batch: a collection a second leaves more, for 15 s. */
  run (&service, 30);
  for (int i = 0; i < 15; i++)
    {
      service.figures.heap_live_bytes += MIB;
      run (&service, 1);
    }
  service.figures.heap_live_bytes = 59 * MIB;
  run (&service, 30);
  g_assert_cmpuint (service.firings->len, ==, 0);

  wait_for (&service, 4);
  for (int i = 1; i <= 5; i++)
    {
      service.figures.heap_live_bytes = (59 + 2 * i) * MIB;
      run (&service, 1);
      wait_for (&service, 4);
    }
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.heap_live_bytes = 71 * MIB;
  run (&service, 1);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpint (nth (&service, 0)->rule, ==, HT_RULE_RISING);
  g_assert_cmpstr (nth (&service, 0)->evidence, ==,
                   "heap live rose 6 times in a row, from 59.0 MiB to 71.0 MiB in 30s");
}

/* The same figures told again, without a collection, are no row. */
static void
test_rising_needs_collections (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_live_bytes = 50 * MIB;
  run (&service, 90);
  for (int i = 1; i <= 3; i++)
    {
      service.figures.heap_live_bytes += 10 * MIB;
      run (&service, 1);
      wait_for (&service, 5);
    }
  g_assert_cmpuint (service.firings->len, ==, 0);
}

/* In use near heap sys between two collections is how each heap grows; only if it stays there
 * when collections are through there is something to tell. */
static void
test_heap_sys (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_sys_bytes = 200 * MIB;
  for (int i = 0; i < 300; i++)
    {
      service.figures.heap_inuse_bytes = (i % 20 == 0 ? 100 : 195) * MIB;
      run (&service, 1);
    }
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.heap_inuse_bytes = 190 * MIB;
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpint (nth (&service, 0)->rule, ==, HT_RULE_HEAP_SYS);
  g_assert_nonnull (
      strstr (nth (&service, 0)->evidence, "heap in use 190.0 MiB, 95 % of heap sys of 200.0 MiB"));
}

/* The same without a collection meanwhile says nothing. */
static void
test_heap_sys_needs_collections (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_sys_bytes = 200 * MIB;
  service.figures.heap_inuse_bytes = 195 * MIB;
  wait_for (&service, 110);
  g_assert_cmpuint (service.firings->len, ==, 0);
}

static void
test_container_limit (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.container_limit_bytes = 512 * MIB;
  service.figures.rss_bytes = 409 * MIB; /* 79.9 % */
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.rss_bytes = 420 * MIB;
  run (&service, 2);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpint (nth (&service, 0)->rule, ==, HT_RULE_LIMIT);
  g_assert_cmpstr (nth (&service, 0)->evidence, ==,
                   "RSS 420.0 MiB, 82 % of the container limit of 512.0 MiB");
}

/* Who set it knows it, even if the service does not tell. */
static void
test_limit_of_the_user (void)
{
  HtCaptureRules rules = ht_capture_rules_default ();
  g_auto (Service) service = { 0 };

  rules.container_limit_bytes = 256 * MIB;
  service_init_with (&service, &rules);
  service.figures.container_bytes = 220 * MIB;
  run (&service, 2);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpstr (nth (&service, 0)->evidence, ==,
                   "working set 220.0 MiB, 86 % of the container limit of 256.0 MiB");
}

/* Up to GOMEMLIMIT the heap may fill before it is collected: what is idle is not used. */
static void
test_memory_limit (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.memory_limit_bytes = 1000 * MIB;
  service.figures.sys_bytes = 990 * MIB;
  for (int i = 0; i < 120; i++)
    {
      service.figures.heap_idle_bytes = (i % 2 == 0 ? 10 : 600) * MIB;
      run (&service, 1);
    }
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.heap_idle_bytes = 90 * MIB;
  run (&service, 5);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpstr (nth (&service, 0)->evidence, ==,
                   "memory that Go uses 900.0 MiB, 90 % of GOMEMLIMIT of 1000.0 MiB");
}

static void
test_gc_rate (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  for (int i = 0; i < 20; i++)
    {
      service.figures.n_collections += 99; /* and one more by run() */
      run (&service, 1);
    }
  g_assert_cmpuint (service.firings->len, ==, 0);
  for (int i = 0; i < 20; i++)
    {
      service.figures.n_collections += 149;
      run (&service, 1);
    }
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpint (nth (&service, 0)->rule, ==, HT_RULE_GC_RATE);
}

static void
test_goroutines (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.n_goroutines = 200;
  run (&service, 120);
  service.figures.n_goroutines = 295; /* 48 % */
  run (&service, 120);
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.n_goroutines = 310;
  run (&service, 120);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_cmpint (nth (&service, 0)->rule, ==, HT_RULE_GOROUTINES);
  g_assert_cmpstr (nth (&service, 0)->evidence, ==,
                   "goroutines 310, 55 % over their baseline of 200");
}

/* Around the threshold it fires once: 78 % is not clearly below 80 %, and 70 % within ten minutes
 * does not count either. */
static void
test_hysteresis_and_cool_down (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.container_limit_bytes = 1000 * MIB;
  service.figures.rss_bytes = 850 * MIB;
  run (&service, 10);
  g_assert_cmpuint (service.firings->len, ==, 1);
  for (int i = 0; i < 1000; i++)
    {
      service.figures.rss_bytes = (i % 10 < 5 ? 780 : 820) * MIB;
      run (&service, 1);
    }
  g_assert_cmpuint (service.firings->len, ==, 1);

  service.figures.rss_bytes = 700 * MIB;
  run (&service, 10);
  service.figures.rss_bytes = 850 * MIB;
  run (&service, 10);
  g_assert_cmpuint (service.firings->len, ==, 2);
  service.figures.rss_bytes = 700 * MIB;
  run (&service, 10);
  service.figures.rss_bytes = 850 * MIB;
  run (&service, 500);
  g_assert_cmpuint (service.firings->len, ==, 2);
  /* It still holds when the ten minutes are over, and was false in between. */
  run (&service, 120);
  g_assert_cmpuint (service.firings->len, ==, 3);
}

/* Rules that fire together set a flag each and make one capture. */
static void
test_one_capture (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.n_goroutines = 200;
  service.figures.heap_live_bytes = 300 * MIB;
  run (&service, 120);
  service.figures.n_goroutines = 400;
  service.figures.heap_live_bytes = 600 * MIB;
  service.figures.container_limit_bytes = 512 * MIB;
  service.figures.rss_bytes = 500 * MIB;
  run (&service, 50);
  g_assert_cmpuint (service.firings->len, ==, 3);
  g_assert_true (nth (&service, 0)->captures);
  g_assert_false (nth (&service, 1)->captures);
  g_assert_false (nth (&service, 2)->captures);
}

static void
test_disabled (void)
{
  HtCaptureRules rules = ht_capture_rules_default ();
  g_auto (Service) service = { 0 };

  rules.rules[HT_RULE_LIMIT].enabled = FALSE;
  service_init_with (&service, &rules);
  service.figures.container_limit_bytes = 512 * MIB;
  service.figures.rss_bytes = 500 * MIB;
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 0);
  /* It held all the time, so it fires as soon as it may. */
  rules.rules[HT_RULE_LIMIT].enabled = TRUE;
  ht_rule_watch_set_rules (service.watch, &rules);
  run (&service, 1);
  g_assert_cmpuint (service.firings->len, ==, 1);
}

/* Another process has a heap of its own; that it is larger says nothing of the one before. */
static void
test_restart (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_live_bytes = 300 * MIB;
  service.figures.n_goroutines = 100;
  run (&service, 120);
  ht_rule_watch_restart (service.watch);
  service.figures.n_collections = 0;
  service.figures.heap_live_bytes = 500 * MIB;
  service.figures.n_goroutines = 300;
  run (&service, 600);
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.heap_live_bytes = 700 * MIB;
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_nonnull (strstr (nth (&service, 0)->evidence, "baseline of 500.0 MiB"));
}

/* A jump of the count across a gap is no rate, and what happened meanwhile is no row. */
static void
test_interrupt (void)
{
  g_auto (Service) service = { 0 };

  service_init (&service);
  service.figures.heap_live_bytes = 300 * MIB;
  run (&service, 120);
  ht_rule_watch_interrupt (service.watch);
  service.figures.time_ns += 2 * SECOND;
  service.figures.n_collections += 100000;
  run (&service, 10);
  g_assert_cmpuint (service.firings->len, ==, 0);
  service.figures.heap_live_bytes = 420 * MIB;
  run (&service, 60);
  g_assert_cmpuint (service.firings->len, ==, 1);
  g_assert_nonnull (strstr (nth (&service, 0)->evidence, "baseline of 300.0 MiB"));
}

static void
test_clock_and_series (void)
{
  g_auto (Service) service = { 0 };
  HtRuleFigures figures;

  ht_rule_figures_init (&figures, 5);
  ht_rule_figures_set (&figures, "next_gc", 4096);
  ht_rule_figures_set (&figures, "memory_limit", 0x1p63);
  ht_rule_figures_set (&figures, "rss", -1);
  ht_rule_figures_set (&figures, "vars/goroutines", 3);
  g_assert_cmpint (figures.goal_bytes, ==, 4096);
  g_assert_cmpint (figures.memory_limit_bytes, ==, HT_UNKNOWN);
  g_assert_cmpint (figures.rss_bytes, ==, HT_UNKNOWN);
  g_assert_cmpint (figures.n_goroutines, ==, HT_UNKNOWN);

  service_init (&service);
  service.figures.container_limit_bytes = 512 * MIB;
  service.figures.rss_bytes = 100 * MIB;
  run (&service, 10);
  service.figures.time_ns -= 5 * SECOND;
  service.figures.rss_bytes = 500 * MIB;
  for (int i = 0; i < 4; i++)
    tell (&service);
  g_assert_cmpuint (service.firings->len, ==, 0);
}

/* Whole runs of real services that are well: see tests/data/README.md. */
static void
test_healthy_services (void)
{
  static const char *const folders[] = { "go1.26-sawtooth", "go1.21-healthy", "go1.23-healthy",
                                         "go1.27-healthy" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path =
          g_build_filename (g_getenv ("HT_TEST_DATA"), "captures", folders[i], "gctrace.log", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (HtCaptureFile) file = ht_capture_file_read (path, NULL, &error);
      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (HtDecodedCapture) decoded = NULL;
      g_auto (Service) service = { 0 };

      g_assert_no_error (error);
      decoded = ht_decode_capture (file, catalog, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (decoded->records->cycles->len, >, 5);
      service_init (&service);
      for (guint k = 0; k < decoded->records->cycles->len; k++)
        {
          const HtGcCycle *cycle = &g_array_index (decoded->records->cycles, HtGcCycle, k);

          service.figures.time_ns = cycle->end_ns;
          service.figures.n_collections = cycle->n;
          service.figures.heap_live_bytes = cycle->heap_live_bytes;
          tell (&service);
        }
      g_assert_cmpuint (service.firings->len, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/rule-watch/heap-live", test_heap_live);
  g_test_add_func ("/sources/rule-watch/growth-goes-on", test_growth_goes_on);
  g_test_add_func ("/sources/rule-watch/jobs", test_jobs);
  g_test_add_func ("/sources/rule-watch/goal", test_goal);
  g_test_add_func ("/sources/rule-watch/small", test_small);
  g_test_add_func ("/sources/rule-watch/rising", test_rising);
  g_test_add_func ("/sources/rule-watch/rising-needs-collections", test_rising_needs_collections);
  g_test_add_func ("/sources/rule-watch/heap-sys", test_heap_sys);
  g_test_add_func ("/sources/rule-watch/heap-sys-needs-collections",
                   test_heap_sys_needs_collections);
  g_test_add_func ("/sources/rule-watch/container-limit", test_container_limit);
  g_test_add_func ("/sources/rule-watch/limit-of-the-user", test_limit_of_the_user);
  g_test_add_func ("/sources/rule-watch/memory-limit", test_memory_limit);
  g_test_add_func ("/sources/rule-watch/gc-rate", test_gc_rate);
  g_test_add_func ("/sources/rule-watch/goroutines", test_goroutines);
  g_test_add_func ("/sources/rule-watch/hysteresis-and-cool-down", test_hysteresis_and_cool_down);
  g_test_add_func ("/sources/rule-watch/one-capture", test_one_capture);
  g_test_add_func ("/sources/rule-watch/disabled", test_disabled);
  g_test_add_func ("/sources/rule-watch/restart", test_restart);
  g_test_add_func ("/sources/rule-watch/interrupt", test_interrupt);
  g_test_add_func ("/sources/rule-watch/clock-and-series", test_clock_and_series);
  g_test_add_func ("/sources/rule-watch/healthy-services", test_healthy_services);
  return g_test_run ();
}
