/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "growth-data.h"
#include "paint.h"

G_BEGIN_DECLS

void ht_growth_picture_paint (const HtGrowthData *data,
                              HtTimeDisplay display,
                              gint64 start_ns,
                              HtPaint *paint,
                              cairo_t *cr,
                              double width,
                              double height);

G_END_DECLS
