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

/**
 * HtLineCover:
 * @left: left border of the first column, in whole px
 * @x: where the line has come to
 * @y: where the line has come to, growing downwards
 * @n_columns: how many columns there are
 * @top: (array length=n_columns): where the line is highest in each column; infinite if it is not
 * there
 * @bottom: (array length=n_columns): where it is lowest
 *
 * What a line covers of each column of pixels.
 */
typedef struct
{
  double left;
  double x;
  double y;
  guint n_columns;

  /* Owned */
  double *top;
  double *bottom;
} HtLineCover;

HtLineCover *ht_line_cover_new (double left, double width, double x, double y);
void ht_line_cover_free (HtLineCover *cover);
void ht_line_cover_move_to (HtLineCover *cover, double x, double y, double end_x);
void ht_line_cover_line_to (HtLineCover *cover, double x, double y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLineCover, ht_line_cover_free)

G_END_DECLS
