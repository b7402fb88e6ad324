/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "gc-cycle.h"
#include "time-axis.h"

G_BEGIN_DECLS

/**
 * HT_GC_LANES_MARGIN:
 *
 * Px on the right of the lanes, for the greatest value of each.
 */
#define HT_GC_LANES_MARGIN 60

/**
 * HtGcLane:
 * @HT_GC_LANE_SWEEP_TERM: the pause at the begin of a cycle
 * @HT_GC_LANE_MARK: concurrent mark
 * @HT_GC_LANE_ASSIST: CPU time that allocating goroutines gave to marking
 * @HT_GC_LANE_MARK_TERM: the pause at the end
 * @HT_N_GC_LANES: how many phases there are
 * @HT_GC_LANE_PAUSES: both pauses together, where nobody told the phases
 *
 * What a lane of the GC page shows of each cycle.
 */
typedef enum
{
  HT_GC_LANE_SWEEP_TERM,
  HT_GC_LANE_MARK,
  HT_GC_LANE_ASSIST,
  HT_GC_LANE_MARK_TERM,
  HT_N_GC_LANES,
  HT_GC_LANE_PAUSES = HT_N_GC_LANES,
} HtGcLane;

/**
 * HtGcLanes:
 * @cycles: (element-type HtGcCycle): the cycles, by time, on the clock of @from_ns
 * @marks: (nullable) (element-type HtTimeMark): of which the gaps are shown, by time
 * @names: (array fixed-size=4): what the lanes are called, in the user's language
 * @pauses_name: (nullable): instead of @names: what the only lane is called, that of
 *   %HT_GC_LANE_PAUSES
 * @from_ns: left border
 * @to_ns: right border
 * @start_ns: begin of the recording, for times since start
 * @display: how times are told
 * @gutter: px on the left, for the names of the lanes
 * @selected: index of the cycle that stands out; -1 for none
 *
 * The phases of the collector, a lane for each and a bar for each cycle. All
 * members are borrowed.
 */
typedef struct
{
  const GArray *cycles;
  const GPtrArray *marks;
  const char *names[HT_N_GC_LANES];
  const char *pauses_name;
  gint64 from_ns;
  gint64 to_ns;
  gint64 start_ns;
  double gutter;
  int selected;
  HtTimeDisplay display;
} HtGcLanes;

gint64 ht_gc_lane_value (const HtGcCycle *cycle, HtGcLane lane);
int ht_gc_lanes_cycle_at (const HtGcLanes *lanes, double x, double width);
void ht_gc_lanes_paint_band (const HtGcLanes *lanes,
                             guint index,
                             double opacity,
                             HtPaint *paint,
                             cairo_t *cr,
                             double width,
                             double height);
void ht_gc_lanes_paint (const HtGcLanes *lanes,
                        HtPaint *paint,
                        cairo_t *cr,
                        double width,
                        double height);

G_END_DECLS
