/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-data.h"
#include "axis-ticks.h"
#include "paint.h"
#include "target-data.h"

G_BEGIN_DECLS

void ht_paint_memory_page (const HtTargetData *data,
                           HtTimeDisplay display,
                           HtPaint *paint,
                           cairo_t *cr,
                           double width,
                           double height);
void ht_paint_gc_page (const HtTargetData *data,
                       HtTimeDisplay display,
                       HtPaint *paint,
                       cairo_t *cr,
                       double width,
                       double height);
void ht_paint_flame_page (const HtFlameData *data,
                          HtPaint *paint,
                          cairo_t *cr,
                          double width,
                          double height);

G_END_DECLS
