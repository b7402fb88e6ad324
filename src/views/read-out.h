/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "time-chart.h"

G_BEGIN_DECLS

/**
 * HtReading:
 * @since: value at the begin, in bytes
 * @value: value at the end
 * @change: their difference
 *
 * What a series tells of a range of time. What it does not tell is NaN.
 */
typedef struct
{
  double since;
  double value;
  double change;
} HtReading;

/**
 * HtSeriesSummary:
 * @least: its least value, in bytes
 * @greatest: its greatest value
 * @first: its first value
 * @last: its last value
 */
typedef struct
{
  double least;
  double greatest;
  double first;
  double last;
} HtSeriesSummary;

void
ht_read_series (const HtChartSeries *series, gint64 since_ns, gint64 time_ns, HtReading *reading);
gboolean
ht_read_range (const HtChartSeries *series, gint64 from_ns, gint64 to_ns, HtReading *reading);
void ht_read_sum (const HtTimeChart *chart, gint64 since_ns, gint64 time_ns, HtReading *reading);
gboolean ht_summarize_series (const HtChartSeries *series,
                              gint64 from_ns,
                              gint64 to_ns,
                              HtSeriesSummary *summary);
const HtGcCycle *ht_last_gc_at (const GArray *cycles, gint64 time_ns);
char *ht_chart_values_to_text (const HtTimeChart *chart, gint64 time_ns);
char *ht_chart_range_to_text (const HtTimeChart *chart, gint64 from_ns, gint64 to_ns);
char *ht_describe_marks (const HtTimeChart *chart, gint64 cursor_ns);
char *ht_describe_chart (const HtTimeChart *chart, gint64 cursor_ns);

G_END_DECLS
