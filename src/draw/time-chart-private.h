/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "time-chart.h"

G_BEGIN_DECLS

void ht_time_chart_paint_labels (const HtTimeChart *chart,
                                 HtPaint *paint,
                                 cairo_t *cr,
                                 const HtChartArea *plot,
                                 double greatest);

double ht_time_chart_get_sum (const HtTimeChart *chart, gint64 time_ns);

G_END_DECLS
