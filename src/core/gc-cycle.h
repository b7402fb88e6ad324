/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HT_UNKNOWN:
 *
 * What a member of a record holds when nobody said anything about it. It is
 * shown as "unknown" and written as null, never as 0.
 */
#define HT_UNKNOWN G_MININT64

/**
 * HtGcSource:
 * @HT_GC_SOURCE_MEMSTATS: the pause ring of MemStats
 * @HT_GC_SOURCE_GCTRACE: a line of GODEBUG=gctrace=1
 * @HT_GC_SOURCE_TRACE: an execution trace
 *
 * Who told of a cycle, the least exact first.
 */
typedef enum
{
  HT_GC_SOURCE_MEMSTATS = 1,
  HT_GC_SOURCE_GCTRACE = 2,
  HT_GC_SOURCE_TRACE = 3,
} HtGcSource;

/**
 * HtGcCycle:
 * @n: number of the cycle since the process started, from 1
 * @process: ordinal of the process within its source, from 0; grows when a log shows a restart
 * @source: #HtGcSource
 * @forced: whether the program asked for it; -1 if unknown
 * @start_ns: begin of sweep termination, on the clock of the source: since the process started
 *   (gctrace), since the first event (trace), since 1970 (MemStats)
 * @end_ns: end of mark termination, on the same clock
 * @wall_offset_ns: what to add to @start_ns and @end_ns for ns since 1970; %HT_UNKNOWN if the
 *   source does not tell; 0 for MemStats
 * @stw_sweep_term_ns: pause at the begin
 * @mark_ns: concurrent mark, wall clock
 * @stw_mark_term_ns: pause at the end
 * @pause_ns: both pauses; known alone in MemStats
 * @assist_ns: CPU time of mark assists
 * @background_ns: CPU time of dedicated and fractional workers
 * @idle_ns: CPU time of idle workers
 * @heap_start_bytes: heap live at the begin
 * @heap_end_bytes: heap live at the end of marking
 * @heap_live_bytes: what was marked
 * @goal_bytes: heap goal in force for this cycle
 * @stacks_bytes: scannable stacks
 * @globals_bytes: scannable globals
 * @gomaxprocs: GOMAXPROCS
 * @cpu_permille: share of CPU spent on GC since the process started, in 1/1000
 *
 * One garbage collection. Each member but the first three may be %HT_UNKNOWN.
 */
typedef struct
{
  gint64 n;
  guint32 process;
  guint8 source;
  gint8 forced;
  gint64 start_ns;
  gint64 end_ns;
  gint64 wall_offset_ns;
  gint64 stw_sweep_term_ns;
  gint64 mark_ns;
  gint64 stw_mark_term_ns;
  gint64 pause_ns;
  gint64 assist_ns;
  gint64 background_ns;
  gint64 idle_ns;
  gint64 heap_start_bytes;
  gint64 heap_end_bytes;
  gint64 heap_live_bytes;
  gint64 goal_bytes;
  gint64 stacks_bytes;
  gint64 globals_bytes;
  gint64 gomaxprocs;
  gint64 cpu_permille;
} HtGcCycle;

void ht_gc_cycle_init (HtGcCycle *cycle, HtGcSource source);
gboolean ht_gc_cycle_equal (const HtGcCycle *a, const HtGcCycle *b);

G_END_DECLS
