/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-graph.h"

G_BEGIN_DECLS

void ht_flame_minimap_paint (const HtFlameGraph *graph,
                             HtPaint *paint,
                             cairo_t *cr,
                             double width,
                             double height);
void ht_flame_minimap_paint_view (const HtFlameGraph *graph,
                                  guint n_rows,
                                  double view_height,
                                  HtPaint *paint,
                                  cairo_t *cr,
                                  double width,
                                  double height);

G_END_DECLS
