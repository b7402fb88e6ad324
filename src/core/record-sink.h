/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"

G_BEGIN_DECLS

/**
 * HtPointKind:
 * @HT_POINT_GAUGE: a value that goes up and down
 * @HT_POINT_COUNTER: a value that only grows until the process restarts
 * @HT_POINT_EVENT: something that happened: what counts is the sum over a time
 *
 * The numbers are those of the recording format.
 */
typedef enum
{
  HT_POINT_GAUGE,
  HT_POINT_COUNTER,
  HT_POINT_EVENT,
} HtPointKind;

/**
 * HtPoint:
 * @name: name of the series, see below
 * @unit: "bytes", "ns", "count", "ratio", "s", "percent", or "" if unknown
 * @kind: what kind of value it is
 * @time_ns: ns since 1970; %HT_UNKNOWN for "when the capture was taken"
 * @value: the value; exact for integers up to 2^53 (9 PB)
 *
 * One value of one series at one time.
 *
 * What the Go runtime, the kernel and the container say has one name whoever
 * told it (`heap_inuse` from MemStats and from Prometheus is one series):
 * the names of MemStats in snake case (`heap_alloc`, `heap_inuse`, `heap_idle`,
 * `heap_released`, `heap_sys`, `heap_objects`, `stack_inuse`, `stack_sys`, `mspan_inuse`,
 * `mspan_sys`, `mcache_inuse`, `mcache_sys`, `buck_hash_sys`, `gc_sys`, `other_sys`, `sys`,
 * `total_alloc`, `mallocs`, `frees`, `next_gc`, `num_gc`, `num_forced_gc`,
 * `pause_total`, `gc_cpu_fraction`), then `heap_live`, `goroutines`, `threads`,
 * `gomaxprocs`, `gogc`, `memory_limit`, `rss`, `max_rss` (most ever),
 * `rss_anon`, `rss_file`, `pss`, `swap`,
 * `virtual_memory`, `open_fds`, `cpu_seconds`, `container_usage`,
 * `container_working_set`, `container_anon`, `container_file`, `container_kernel`,
 * `container_swap`, `container_limit`, `container_high`, `container_peak`, `container_oom_kills`,
 * and `by_size/BYTES/mallocs`, `by_size/BYTES/frees`. All else keeps the name that its program gave
 * it behind a prefix: `vars/NAME` (nested: `vars/NAME/KEY`) from /debug/vars,
 * `metric/NAME{label="value"}` from Prometheus; `trace/…` from execution traces, see
 * trace-records.h.
 */
typedef struct
{
  const char *name;
  const char *unit;
  HtPointKind kind;
  gint64 time_ns;
  double value;
} HtPoint;

/**
 * HtRecordSink:
 * @point: takes a value of a series
 * @gc_cycle: takes a garbage collection
 * @property: takes what is said of the process as such: "go_version",
 *   "command_line" (secrets already masked), "gogc", "hostname", …
 * @warning: takes what could not be read; @offset is the byte offset in the input
 * @user_data: handed to each
 *
 * Where the decoders of statistics put what they find. Strings and records
 * are borrowed for the call. Each callback may be %NULL.
 */
typedef struct
{
  void (*point) (const HtPoint *point, gpointer user_data);
  void (*gc_cycle) (const HtGcCycle *cycle, gpointer user_data);
  void (*property) (const char *key, const char *value, gpointer user_data);
  void (*warning) (guint64 offset, const char *message, gpointer user_data);
  gpointer user_data;
} HtRecordSink;

static inline void
ht_record_sink_point (const HtRecordSink *sink, const HtPoint *point)
{
  if (sink->point != NULL)
    sink->point (point, sink->user_data);
}

static inline void
ht_record_sink_gc_cycle (const HtRecordSink *sink, const HtGcCycle *cycle)
{
  if (sink->gc_cycle != NULL)
    sink->gc_cycle (cycle, sink->user_data);
}

static inline void
ht_record_sink_property (const HtRecordSink *sink, const char *key, const char *value)
{
  if (sink->property != NULL)
    sink->property (key, value, sink->user_data);
}

static inline void
ht_record_sink_warning (const HtRecordSink *sink, guint64 offset, const char *message)
{
  if (sink->warning != NULL)
    sink->warning (offset, message, sink->user_data);
}

G_END_DECLS
