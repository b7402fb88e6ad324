/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "time-marks.h"

G_BEGIN_DECLS

/**
 * HT_TIME_AXIS_HEIGHT:
 *
 * Px below a strip, for times.
 */
#define HT_TIME_AXIS_HEIGHT 24

double ht_time_strip_x_of (const HtTimeStrip *strip, gint64 time_ns);
void ht_time_axis_paint (HtPaint *paint,
                         cairo_t *cr,
                         const HtTimeStrip *strip,
                         HtTimeDisplay display,
                         gint64 start_ns);

G_END_DECLS
