/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-summary.h"
#include "pause-histogram.h"

G_BEGIN_DECLS

/**
 * HtGcFigures:
 * @summary: sums of the range
 * @histogram: its pauses by length
 * @first: index of its first cycle
 * @n_cycles: how many it has
 * @longest: index of the cycle with the longest single pause; -1 if none is known
 * @n_assists_known: of how many cycles it is known whether goroutines had to assist
 * @n_assisted: in how many they had to
 * @before_bytes: heap at the begin of its newest cycle that tells
 * @live_bytes: what that cycle left
 * @goal_min_bytes: the least goal
 * @goal_max_bytes: the greatest
 * @phases_ns: longest time from sweep termination to the end of mark termination
 * @cpu_share: share of the CPU time between the first and the last cycle that went into
 *   collecting, 0…1; NaN if unknown
 * @gomaxprocs: newest GOMAXPROCS
 * @from_ns: begin of the first of the slots below
 * @slot_ns: their length
 * @rates: (element-type double): cycles per second in each slot of time
 * @shares: (element-type double): share of CPU that they took, 0…1
 *
 * What a range of time says about the collector. What no source tells is %HT_UNKNOWN, or NaN; there
 * are no slots if there are less than two cycles.
 */
typedef struct
{
  /* Owned */
  HtGcSummary *summary;
  GArray *rates;
  GArray *shares;

  HtPauseHistogram histogram;
  guint first;
  guint n_cycles;
  int longest;
  guint n_assists_known;
  guint n_assisted;
  gint64 before_bytes;
  gint64 live_bytes;
  gint64 goal_min_bytes;
  gint64 goal_max_bytes;
  gint64 phases_ns;
  double cpu_share;
  gint64 gomaxprocs;
  gint64 from_ns;
  gint64 slot_ns;
} HtGcFigures;

HtGcFigures *ht_gc_figures_new (const GArray *cycles, gint64 from_ns, gint64 to_ns);
void ht_gc_figures_free (HtGcFigures *figures);
const HtGcPauses *ht_gc_figures_get_pauses (const HtGcFigures *figures);
gint64 ht_gc_cycle_get_cpu (const HtGcCycle *cycle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGcFigures, ht_gc_figures_free)

G_END_DECLS
