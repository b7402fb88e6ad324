/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "time-chart.h"

G_BEGIN_DECLS

void ht_chart_picture_paint_title (HtPaint *paint, cairo_t *cr, const char *title);
void ht_chart_picture_paint (const HtTimeChart *chart,
                             const char *title,
                             HtPaint *paint,
                             cairo_t *cr,
                             double width,
                             double height);
char *ht_chart_picture_text (const HtTimeChart *chart, const char *title);

G_END_DECLS
