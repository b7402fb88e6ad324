/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paint.h"

G_BEGIN_DECLS

/**
 * HtUtilizationPoint:
 * @window_ns: length of a window of time
 * @share: what the program had of the processors in the worst window of that length, 0…1
 */
typedef struct
{
  gint64 window_ns;
  double share;
} HtUtilizationPoint;

double ht_utilization_chart_x_of (const GArray *points, gint64 window_ns, double width);
int ht_utilization_chart_at (const GArray *points, double x, double width);
void ht_utilization_chart_paint (const GArray *points,
                                 int marked,
                                 HtPaint *paint,
                                 cairo_t *cr,
                                 double width,
                                 double height);

G_END_DECLS
