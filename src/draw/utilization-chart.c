/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "utilization-chart.h"

#include <math.h>

#include "axis-ticks.h"
#include "units.h"

#define GUTTER       48
#define MARGIN_RIGHT 18
#define AXIS_HEIGHT  20
#define HEADROOM     12
#define TICK_SPACING 48
#define DOT_RADIUS   3.5

static const HtUtilizationPoint *
nth_point (const GArray *points, guint index)
{
  return &g_array_index (points, HtUtilizationPoint, index);
}

/**
 * ht_utilization_chart_x_of:
 * @points: (element-type HtUtilizationPoint): the curve, by length of window
 * @window_ns: length of a window
 * @width: width of the picture in px
 *
 * Returns: where that length is: equal steps are equal factors
 */
double
ht_utilization_chart_x_of (const GArray *points, gint64 window_ns, double width)
{
  double first = log ((double) nth_point (points, 0)->window_ns);
  double last = log ((double) nth_point (points, points->len - 1)->window_ns);
  double plot = MAX (width - GUTTER - MARGIN_RIGHT, 1);

  return GUTTER + plot * (log ((double) window_ns) - first) / MAX (last - first, 1e-9);
}

/**
 * ht_utilization_chart_at:
 * @points: (element-type HtUtilizationPoint): the curve, by length of window
 * @x: a place in px
 * @width: width of the picture
 *
 * Returns: index of the point that is nearest; -1 if there is none
 */
int
ht_utilization_chart_at (const GArray *points, double x, double width)
{
  double nearest = G_MAXDOUBLE;
  int found = -1;

  for (guint i = 0; i < points->len; i++)
    {
      double away =
          fabs (ht_utilization_chart_x_of (points, nth_point (points, i)->window_ns, width) - x);

      if (away < nearest)
        {
          nearest = away;
          found = (int) i;
        }
    }
  return found;
}

static double
y_of (double share, double bottom)
{
  return bottom - (bottom - HEADROOM) * CLAMP (share, 0, 1);
}

static void
paint_shares (HtPaint *paint, cairo_t *cr, double width, double bottom)
{
  for (guint i = 0; i <= 2; i++)
    {
      g_autofree char *label = g_strdup_printf ("%u %%", i * 50);
      double y = floor (y_of (i / 2.0, bottom));

      ht_paint_set_color (paint, cr, i == 0 ? HT_COLOR_LINE : HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (cr, GUTTER, y, width - GUTTER - MARGIN_RIGHT, 1);
      cairo_fill (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, GUTTER - 7,
                     y - ht_paint_text_height (paint, HT_TEXT_AXIS) / 2.0, label);
    }
}

/* At powers of ten. */
static void
paint_windows (const GArray *points, HtPaint *paint, cairo_t *cr, double width, double bottom)
{
  gint64 last_ns = nth_point (points, points->len - 1)->window_ns;
  double labeled_to = 0;

  for (gint64 at_ns = 1; at_ns <= last_ns && at_ns <= G_MAXINT64 / 10; at_ns *= 10)
    {
      g_autofree char *label = ht_axis_duration_label (at_ns);
      double x = floor (ht_utilization_chart_x_of (points, at_ns, width));

      if (at_ns < nth_point (points, 0)->window_ns)
        continue;
      ht_paint_set_color (paint, cr, HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (cr, x, HEADROOM, 1, bottom - HEADROOM);
      cairo_fill (cr);
      if (x < labeled_to)
        continue;
      labeled_to = x + TICK_SPACING;
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, x, bottom + 4, label);
    }
}

static void
paint_marked (const GArray *points,
              int marked,
              HtPaint *paint,
              cairo_t *cr,
              double width,
              double bottom)
{
  const HtUtilizationPoint *point = nth_point (points, (guint) marked);
  double x = ht_utilization_chart_x_of (points, point->window_ns, width);
  g_autofree char *share = ht_format_percent (point->share);
  g_autofree char *window = ht_axis_duration_label (point->window_ns);
  g_autofree char *text = g_strdup_printf ("%s: %s", window, share);

  cairo_new_path (cr);
  cairo_arc (cr, x, y_of (point->share, bottom), DOT_RADIUS, 0, 2 * G_PI);
  ht_paint_set_color (paint, cr, HT_COLOR_HEAP_IN_USE, 1);
  cairo_fill (cr);
  ht_paint_bubble (paint, cr, x, point->share > 0.5 ? bottom - 28 : HEADROOM, width, text);
}

/**
 * ht_utilization_chart_paint:
 * @points: (element-type HtUtilizationPoint): the curve, by length of window; at least one
 * @marked: index of a point that stands out; -1 for none
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints how much of the processors is left to a program at worst, for windows of each length.
 */
void
ht_utilization_chart_paint (const GArray *points,
                            int marked,
                            HtPaint *paint,
                            cairo_t *cr,
                            double width,
                            double height)
{
  double bottom = floor (height - AXIS_HEIGHT);

  cairo_save (cr);
  paint_shares (paint, cr, width, bottom);
  paint_windows (points, paint, cr, width, bottom);
  cairo_new_path (cr);
  for (guint i = 0; i < points->len; i++)
    cairo_line_to (cr, ht_utilization_chart_x_of (points, nth_point (points, i)->window_ns, width),
                   y_of (nth_point (points, i)->share, bottom));
  ht_paint_set_color (paint, cr, HT_COLOR_HEAP_IN_USE, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  if (marked >= 0 && (guint) marked < points->len)
    paint_marked (points, marked, paint, cr, width, bottom);
  cairo_restore (cr);
}
