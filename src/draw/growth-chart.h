/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "paint.h"

G_BEGIN_DECLS

/**
 * HtGrowthPoint:
 * @time_ns: when the heap was like that, ns since 1970
 * @bytes: what was held
 */
typedef struct
{
  gint64 time_ns;
  double bytes;
} HtGrowthPoint;

/**
 * HtGrowthLine:
 * @from_ns: where it begins, ns since 1970
 * @to_ns: where it ends; not later than @from_ns for no line
 * @base: its value at @from_ns, bytes
 * @rate: its slope, bytes per second
 * @low: the least slope that it may be
 * @high: the greatest one
 *
 * A straight line and how sure its slope is.
 */
typedef struct
{
  gint64 from_ns;
  gint64 to_ns;
  double base;
  double rate;
  double low;
  double high;
} HtGrowthLine;

/**
 * HtGrowthChart:
 * @points: (element-type HtGrowthPoint): what was held, by time
 * @line: the line through them
 * @without: (nullable) (element-type HtGrowthPoint): what would be held otherwise, as a second,
 *   dashed line
 * @without_label: (nullable): what that is, written at its end
 * @from_ns: left border, ns since 1970
 * @to_ns: right border
 * @start_ns: begin of the recording, for times since start
 * @display: how times are told
 * @greatest: value at the top; 0 for as high as needed
 * @grows: whether it is called growing
 *
 * What a place in the program holds over time. Borrows what it points to.
 */
typedef struct
{
  const GArray *points;
  HtGrowthLine line;
  const GArray *without;
  const char *without_label;
  gint64 from_ns;
  gint64 to_ns;
  gint64 start_ns;
  HtTimeDisplay display;
  double greatest;
  gboolean grows;
} HtGrowthChart;

void ht_growth_chart_paint (const HtGrowthChart *chart,
                            HtPaint *paint,
                            cairo_t *cr,
                            double width,
                            double height);
void ht_growth_spark_paint (const HtGrowthChart *chart,
                            HtPaint *paint,
                            cairo_t *cr,
                            double width,
                            double height);
void ht_growth_share_paint (double share, HtPaint *paint, cairo_t *cr, double width, double height);

G_END_DECLS
