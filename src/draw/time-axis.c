/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "time-axis.h"

#include <math.h>

#define TICK_SPACING 96

/**
 * ht_time_strip_x_of:
 * @strip: where a piece of time is
 * @time_ns: a time, ns since 1970
 *
 * Returns: where it is, in px; outside of the strip if it is no part of it
 */
double
ht_time_strip_x_of (const HtTimeStrip *strip, gint64 time_ns)
{
  return strip->x + strip->width * ((double) (time_ns - strip->from_ns) /
                                    (double) MAX (strip->to_ns - strip->from_ns, 1));
}

/**
 * ht_time_axis_paint:
 * @paint: with what
 * @cr: on what
 * @strip: above the axis
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Paints lines at round times and, below the strip, the times.
 */
void
ht_time_axis_paint (HtPaint *paint,
                    cairo_t *cr,
                    const HtTimeStrip *strip,
                    HtTimeDisplay display,
                    gint64 start_ns)
{
  guint most = (guint) MAX (strip->width / TICK_SPACING, 2);
  g_autoptr (GArray) ticks =
      ht_axis_time_ticks (strip->from_ns, strip->to_ns, most, display, start_ns);

  for (guint i = 0; i < ticks->len; i++)
    {
      const HtTick *tick = &g_array_index (ticks, HtTick, i);
      double x = floor (ht_time_strip_x_of (strip, tick->position));

      ht_paint_set_color (paint, cr, HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (cr, x, strip->y, 1, strip->height);
      cairo_fill (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, x, strip->y + strip->height + 5,
                     tick->label);
    }
}
