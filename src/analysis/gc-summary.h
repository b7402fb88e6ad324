/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"

G_BEGIN_DECLS

/**
 * HtGcPauses:
 * @n: how many pauses are known
 * @total_ns: their sum
 * @max_ns: the longest
 * @p50_ns: the median
 * @p95_ns: 95 of 100 are no longer
 * @p99_ns: 99 of 100 are no longer
 *
 * How long the world was stopped. Percentiles are by nearest rank, so that each is a
 * pause that was. All but @n are %HT_UNKNOWN if there is none.
 */
typedef struct
{
  gsize n;
  gint64 total_ns;
  gint64 max_ns;
  gint64 p50_ns;
  gint64 p95_ns;
  gint64 p99_ns;
} HtGcPauses;

/**
 * HtGcHeap:
 * @n: how many sizes are known
 * @first_bytes: the first
 * @last_bytes: the last
 * @max_bytes: the greatest
 * @goal_max_bytes: the greatest goal
 *
 * The size of the heap as the collections saw it: live heap at the begin of each, at the end of
 * marking, and what was marked, in this order. %HT_UNKNOWN where nothing is known.
 */
typedef struct
{
  gsize n;
  gint64 first_bytes;
  gint64 last_bytes;
  gint64 max_bytes;
  gint64 goal_max_bytes;
} HtGcHeap;

/**
 * HtGcSummary:
 * @cycles: (element-type HtGcCycle): each cycle once, in order of time; see [func@gc_merge]
 * @source: the best source of any cycle, a #HtGcSource; 0 if there are no cycles
 * @n_processes: how many lives of processes they are of; what only traces tell of counts as one
 * @n_forced: how many the program asked for; %HT_UNKNOWN if no source tells
 * @pauses: single pauses, two in a cycle
 * @cycle_pauses: what each cycle stopped the world for
 * @assist_ns: CPU time that goroutines spent on marking instead of on their own work
 * @cpu_permille: share of CPU that went into collecting since the last process started, in 1/1000
 * @cycles_per_second: rate over the time that the cycles span; NaN if unknown
 * @heap: size of the heap
 *
 * What the collector did. What no source tells is %HT_UNKNOWN.
 */
typedef struct
{
  /* Owned */
  GArray *cycles;

  int source;
  gsize n_processes;
  gint64 n_forced;
  HtGcPauses pauses;
  HtGcPauses cycle_pauses;
  gint64 assist_ns;
  gint64 cpu_permille;
  double cycles_per_second;
  HtGcHeap heap;
} HtGcSummary;

HtGcSummary *ht_gc_summary_new (const HtGcCycle *cycles, gsize n_cycles);
void ht_gc_summary_free (HtGcSummary *summary);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGcSummary, ht_gc_summary_free)

G_END_DECLS
