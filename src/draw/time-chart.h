/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "paint.h"
#include "series-breaks.h"
#include "time-marks.h"

G_BEGIN_DECLS

/**
 * HtLineShape:
 * @HT_LINE_STRAIGHT: from point to point
 * @HT_LINE_STEPS: each value holds until the next
 */
typedef enum
{
  HT_LINE_STRAIGHT,
  HT_LINE_STEPS,
} HtLineShape;

/**
 * HtLineDash:
 * @HT_DASH_SOLID: no gaps
 * @HT_DASH_DASHED: 6-4
 * @HT_DASH_DOTTED: 2-2
 * @HT_DASH_DASH_DOT: 10-3-2-3
 *
 * How a line is told from its neighbours without its colour.
 */
typedef enum
{
  HT_DASH_SOLID,
  HT_DASH_DASHED,
  HT_DASH_DOTTED,
  HT_DASH_DASH_DOT,
} HtLineDash;

/**
 * HtChartSeries:
 * @name: what the line is called, in the user's language
 * @role: its colour
 * @shape: how points are joined
 * @dash: its pattern
 * @width: its width in px
 * @filled: whether the ground below it is tinted
 * @dots: whether each point is marked
 * @hidden: whether the user has switched it off
 * @beyond_sum: whether a layer is not part of what the layers are together
 * @buckets: (element-type HtSeriesBucket): its points, by time
 * @breaks: (nullable) (element-type HtSeriesBreak): where it does not go on
 * @label: (nullable): a word to write at the line
 * @holds_until_ns: for steps: until when the last value holds; 0 if only at its own time
 *
 * A series as a chart shows it.
 */
typedef struct
{
  char *name;
  HtColorRole role;
  HtLineShape shape;
  HtLineDash dash;
  double width;
  gboolean filled;
  gboolean dots;
  gboolean hidden;
  gboolean beyond_sum;
  GArray *buckets;
  GArray *breaks;
  char *label;
  gint64 holds_until_ns;
} HtChartSeries;

/**
 * HtChartLimit:
 * @label: what it is, in the user's language
 * @note: (nullable): more about it
 * @role: its colour
 * @dash: its pattern
 * @value: where it is, in bytes
 *
 * A level that must not be passed.
 */
typedef struct
{
  char *label;
  char *note;
  HtColorRole role;
  HtLineDash dash;
  gint64 value;
} HtChartLimit;

/**
 * HtTimeChart:
 * @series: (element-type HtChartSeries): what it shows, the lowest layer first
 * @limits: (element-type HtChartLimit): the levels
 * @gc_times: (element-type gint64): when a collection ended, ns since 1970, by time
 * @marks: (nullable) (element-type HtTimeMark): flags, restarts, gaps and notes, by time
 * @breaks: (nullable) (element-type HtSeriesBreak): where no series goes on
 * @stacked: whether the series are layers of a sum
 * @from_ns: left border
 * @to_ns: right border
 * @start_ns: begin of the recording, for times since start
 * @display: how times are told
 * @hide_gc_marks: whether the collections are left out
 * @show_time_axis: whether times are written below
 * @greatest: value at the top; 0 for as high as needed
 * @grows: whether more is to come: then the top is one of few values, so that what is there
 *   seldom moves
 * @gutter: px on the left, for the figures of the axis
 * @margin_right: px on the right
 *
 * Sizes in bytes over time. Plain data: whoever fills it may paint it with
 * [func@time_chart_paint] to a window, a PNG, an SVG or a PDF.
 */
typedef struct
{
  GPtrArray *series;
  GPtrArray *limits;
  GArray *gc_times;
  GPtrArray *marks;
  GArray *breaks;
  gboolean stacked;
  gboolean hide_gc_marks;
  gboolean show_time_axis;
  gboolean grows;
  gint64 from_ns;
  gint64 to_ns;
  gint64 start_ns;
  gint64 greatest;
  double gutter;
  double margin_right;
  HtTimeDisplay display;
} HtTimeChart;

/**
 * HtChartArea:
 * @x: left border in px
 * @y: upper border in px
 * @width: width in px
 * @height: height in px
 */
typedef struct
{
  double x;
  double y;
  double width;
  double height;
} HtChartArea;

HtTimeChart *ht_time_chart_new (void);
void ht_time_chart_free (HtTimeChart *chart);
HtChartSeries *
ht_time_chart_add_series (HtTimeChart *chart, const char *name, HtColorRole role, GArray *buckets);
void ht_time_chart_set_marks (HtTimeChart *chart, GPtrArray *marks, GArray *breaks);
void ht_time_chart_replace_points (HtTimeChart *chart, const HtTimeChart *other);
HtChartLimit *ht_time_chart_add_limit (HtTimeChart *chart,
                                       const char *label,
                                       HtColorRole role,
                                       HtLineDash dash,
                                       gint64 value);
void
ht_time_chart_get_plot (const HtTimeChart *chart, double width, double height, HtChartArea *plot);
gint64 ht_time_chart_get_greatest (const HtTimeChart *chart);
double ht_time_chart_time_to_x (const HtTimeChart *chart, const HtChartArea *plot, gint64 time_ns);
gint64 ht_time_chart_x_to_time (const HtTimeChart *chart, const HtChartArea *plot, double x);
double ht_time_chart_value_to_y (const HtTimeChart *chart, const HtChartArea *plot, double value);
gint64 ht_chart_series_holds_until (const HtChartSeries *series, guint index);
gboolean ht_chart_series_value_at (const HtChartSeries *series, gint64 time_ns, double *value);
gint64 ht_time_chart_next_sample (const HtTimeChart *chart, gint64 time_ns, int direction);
gint64 ht_time_chart_next_gc (const HtTimeChart *chart, gint64 time_ns, int direction);
gint64 ht_time_chart_next_mark (const HtTimeChart *chart, gint64 time_ns, int direction);
GArray *ht_time_chart_list_samples (const HtTimeChart *chart, guint most);
void ht_time_chart_paint (const HtTimeChart *chart,
                          HtPaint *paint,
                          cairo_t *cr,
                          double width,
                          double height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTimeChart, ht_time_chart_free)

G_END_DECLS
