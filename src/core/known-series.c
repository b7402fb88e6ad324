/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "known-series.h"

#include <string.h>

/* clang-format off */
#define GAUGE(unit) unit, HT_POINT_GAUGE, FALSE
#define LIMIT(unit) unit, HT_POINT_GAUGE, TRUE
#define COUNTER(unit) unit, HT_POINT_COUNTER, FALSE

/* The metrics are those of client_golang's Go and process collectors, then the same
 * figure as its export of runtime/metrics names it, and cAdvisor's for containers.
 */
static const HtKnownSeries known_series[] = {
  { "heap_alloc", GAUGE ("bytes"), "HeapAlloc",
    { "go_memstats_heap_alloc_bytes", "go_memstats_alloc_bytes",
      "go_memory_classes_heap_objects_bytes" } },
  { "heap_inuse", GAUGE ("bytes"), "HeapInuse", { "go_memstats_heap_inuse_bytes" } },
  { "heap_idle", GAUGE ("bytes"), "HeapIdle", { "go_memstats_heap_idle_bytes" } },
  { "heap_released", GAUGE ("bytes"), "HeapReleased",
    { "go_memstats_heap_released_bytes", "go_memory_classes_heap_released_bytes" } },
  { "heap_sys", GAUGE ("bytes"), "HeapSys", { "go_memstats_heap_sys_bytes" } },
  { "heap_objects", GAUGE ("count"), "HeapObjects",
    { "go_memstats_heap_objects", "go_gc_heap_objects_objects" } },
  { "stack_inuse", GAUGE ("bytes"), "StackInuse",
    { "go_memstats_stack_inuse_bytes", "go_memory_classes_heap_stacks_bytes" } },
  { "stack_sys", GAUGE ("bytes"), "StackSys", { "go_memstats_stack_sys_bytes" } },
  { "mspan_inuse", GAUGE ("bytes"), "MSpanInuse",
    { "go_memstats_mspan_inuse_bytes", "go_memory_classes_metadata_mspan_inuse_bytes" } },
  { "mspan_sys", GAUGE ("bytes"), "MSpanSys", { "go_memstats_mspan_sys_bytes" } },
  { "mcache_inuse", GAUGE ("bytes"), "MCacheInuse",
    { "go_memstats_mcache_inuse_bytes", "go_memory_classes_metadata_mcache_inuse_bytes" } },
  { "mcache_sys", GAUGE ("bytes"), "MCacheSys", { "go_memstats_mcache_sys_bytes" } },
  { "buck_hash_sys", GAUGE ("bytes"), "BuckHashSys",
    { "go_memstats_buck_hash_sys_bytes", "go_memory_classes_profiling_buckets_bytes" } },
  { "gc_sys", GAUGE ("bytes"), "GCSys",
    { "go_memstats_gc_sys_bytes", "go_memory_classes_metadata_other_bytes" } },
  { "other_sys", GAUGE ("bytes"), "OtherSys",
    { "go_memstats_other_sys_bytes", "go_memory_classes_other_bytes" } },
  { "sys", GAUGE ("bytes"), "Sys",
    { "go_memstats_sys_bytes", "go_memory_classes_total_bytes" } },
  { "total_alloc", COUNTER ("bytes"), "TotalAlloc",
    { "go_memstats_alloc_bytes_total", "go_gc_heap_allocs_bytes_total" } },
  { "mallocs", COUNTER ("count"), "Mallocs", { "go_memstats_mallocs_total" } },
  { "frees", COUNTER ("count"), "Frees", { "go_memstats_frees_total" } },
  { "next_gc", LIMIT ("bytes"), "NextGC",
    { "go_memstats_next_gc_bytes", "go_gc_heap_goal_bytes" } },
  { "num_gc", COUNTER ("count"), "NumGC",
    { "go_gc_duration_seconds_count", "go_gc_cycles_total_gc_cycles_total" } },
  { "num_forced_gc", COUNTER ("count"), "NumForcedGC",
    { "go_gc_cycles_forced_gc_cycles_total" } },
  { "pause_total", COUNTER ("ns"), "PauseTotalNs", { "go_gc_duration_seconds_sum" } },
  { "gc_cpu_fraction", GAUGE ("ratio"), "GCCPUFraction", { "go_memstats_gc_cpu_fraction" } },

  { "heap_live", GAUGE ("bytes"), NULL, { "go_gc_heap_live_bytes" } },
  { "goroutines", GAUGE ("count"), NULL, { "go_goroutines", "go_sched_goroutines_goroutines" } },
  { "threads", GAUGE ("count"), NULL, { "go_threads" } },
  { "gomaxprocs", GAUGE ("count"), NULL, { "go_sched_gomaxprocs_threads" } },
  { "gogc", LIMIT ("percent"), NULL, { "go_gc_gogc_percent" } },
  { "memory_limit", LIMIT ("bytes"), NULL, { "go_gc_gomemlimit_bytes" } },

  { "rss", GAUGE ("bytes"), NULL, { "process_resident_memory_bytes" } },
  { "max_rss", GAUGE ("bytes"), "MaxRSS", { NULL } },
  { "rss_anon", GAUGE ("bytes"), NULL, { NULL } },
  { "rss_file", GAUGE ("bytes"), NULL, { NULL } },
  { "pss", GAUGE ("bytes"), NULL, { NULL } },
  { "swap", GAUGE ("bytes"), NULL, { NULL } },
  { "virtual_memory", GAUGE ("bytes"), NULL, { "process_virtual_memory_bytes" } },
  { "open_fds", GAUGE ("count"), NULL, { "process_open_fds" } },
  { "cpu_seconds", COUNTER ("s"), NULL, { "process_cpu_seconds_total" } },

  { "container_usage", GAUGE ("bytes"), NULL, { "container_memory_usage_bytes" } },
  { "container_working_set", GAUGE ("bytes"), NULL, { "container_memory_working_set_bytes" } },
  { "container_anon", GAUGE ("bytes"), NULL, { "container_memory_rss" } },
  { "container_file", GAUGE ("bytes"), NULL, { "container_memory_cache" } },
  { "container_kernel", GAUGE ("bytes"), NULL, { "container_memory_kernel_usage" } },
  { "container_swap", GAUGE ("bytes"), NULL, { "container_memory_swap" } },
  { "container_limit", LIMIT ("bytes"), NULL, { "container_spec_memory_limit_bytes" } },
  { "container_high", LIMIT ("bytes"), NULL, { NULL } },
  { "container_peak", GAUGE ("bytes"), NULL, { "container_memory_max_usage_bytes" } },
  { "container_oom_kills", COUNTER ("count"), NULL, { "container_oom_events_total" } },
};
/* clang-format on */

static gboolean
is_called (const char *known, const char *text, gsize length)
{
  return known != NULL && strlen (known) == length && memcmp (known, text, length) == 0;
}

/**
 * ht_known_series_by_name:
 * @name: name of a series
 *
 * Returns: (nullable): what is known of it; %NULL for a series that a program named
 */
const HtKnownSeries *
ht_known_series_by_name (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_series); i++)
    if (strcmp (known_series[i].name, name) == 0)
      return &known_series[i];
  return NULL;
}

/**
 * ht_known_series_by_field:
 * @field: a field of runtime.MemStats; need not be terminated
 * @length: its length
 *
 * Returns: (nullable): its series, if it is one: LastGC and the rings are not
 */
const HtKnownSeries *
ht_known_series_by_field (const char *field, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_series); i++)
    if (is_called (known_series[i].field, field, length))
      return &known_series[i];
  return NULL;
}

/**
 * ht_known_series_by_metric:
 * @metric: name of a metric without labels; need not be terminated
 * @length: its length
 * @rank: (out): 0 for the best known name of the figure; of two names in one exposition the lower
 *   rank is taken
 *
 * Returns: (nullable): the series that the metric is
 */
const HtKnownSeries *
ht_known_series_by_metric (const char *metric, gsize length, guint *rank)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_series); i++)
    for (guint j = 0; j < HT_KNOWN_SERIES_METRICS; j++)
      if (is_called (known_series[i].metrics[j], metric, length))
        {
          *rank = j;
          return &known_series[i];
        }
  return NULL;
}
