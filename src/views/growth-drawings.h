/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-document.h"
#include "time-chart.h"

G_BEGIN_DECLS

/**
 * HtGrowthDrawing:
 * @document: what it is of
 * @site: (nullable): the site that it is of
 * @memory: (nullable): the chart of the process
 *
 * A picture of a document, to be handed to one of its painters. Borrows what it points to.
 */
typedef struct
{
  const HtGrowthDocument *document;
  const HtGrowthSite *site;
  const HtTimeChart *memory;
} HtGrowthDrawing;

HtTimeChart *ht_growth_drawing_memory_new (const HtGrowthDocument *document);
char *ht_growth_drawing_text (const HtGrowthDrawing *drawing);
char *ht_growth_drawing_marks (const HtGrowthDrawing *drawing);
void ht_growth_drawing_paint_memory (HtPaint *paint,
                                     cairo_t *cr,
                                     double width,
                                     double height,
                                     gpointer user_data);
void ht_growth_drawing_paint_course (HtPaint *paint,
                                     cairo_t *cr,
                                     double width,
                                     double height,
                                     gpointer user_data);
void ht_growth_drawing_paint_spark (HtPaint *paint,
                                    cairo_t *cr,
                                    double width,
                                    double height,
                                    gpointer user_data);

G_END_DECLS
