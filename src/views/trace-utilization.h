/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"
#include "utilization-chart.h"

G_BEGIN_DECLS

/**
 * HtTraceUtilization:
 * @points: (element-type HtUtilizationPoint): the curve, by length of window; empty if no trace
 * tells
 * @mean: what the program had of the processors on the whole, 0…1
 * @traced_ns: of how much time that is told
 * @is_too_long: whether nothing was computed since more happened than can be looked at
 *
 * How much of the processors the collector leaves to the program in a range of time.
 */
typedef struct
{
  /* Owned */
  GArray *points;

  double mean;
  gint64 traced_ns;
  gboolean is_too_long;
} HtTraceUtilization;

HtTraceUtilization *ht_trace_utilization_load (HtRecording *recording,
                                               gint64 target,
                                               gint64 from_ns,
                                               gint64 to_ns,
                                               GError **error);
void ht_trace_utilization_free (HtTraceUtilization *utilization);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceUtilization, ht_trace_utilization_free)

G_END_DECLS
