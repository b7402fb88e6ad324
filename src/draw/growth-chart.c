/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "growth-chart.h"

#include <math.h>

#include "time-axis.h"

#define GUTTER         52
#define MARGIN_RIGHT   16
#define HEADROOM       22
#define TICK_SPACING   36
#define DOT_RADIUS     3
#define SPARK_RADIUS   2
#define SHARE_THICK    8
#define SHARE_RADIUS   2
#define BAND_OPACITY   0.18
#define GROUND_OPACITY 0.12

/* Where the values of a chart are in a picture. */
typedef struct
{
  HtTimeStrip strip;
  double greatest;
} Plot;

static double
y_of (const Plot *plot, double bytes)
{
  double share = plot->greatest > 0 ? bytes / plot->greatest : 0;

  return plot->strip.y + plot->strip.height * (1 - CLAMP (share, 0, 1));
}

static double
value_at (const HtGrowthLine *line, double rate, gint64 time_ns)
{
  double middle_s = (double) (line->to_ns - line->from_ns) / 2e9;
  double at_s = (double) (time_ns - line->from_ns) / 1e9;

  /* Whatever the slope is, the line goes through the middle of its points. */
  return line->base + line->rate * middle_s + rate * (at_s - middle_s);
}

static double
find_greatest (const HtGrowthChart *chart)
{
  double greatest = 1;

  if (chart->greatest > 0)
    return chart->greatest;
  for (guint i = 0; i < chart->points->len; i++)
    greatest = MAX (greatest, g_array_index (chart->points, HtGrowthPoint, i).bytes);
  if (chart->line.to_ns > chart->line.from_ns)
    greatest = MAX (greatest, value_at (&chart->line, chart->line.high, chart->line.to_ns));
  return greatest * 1.08;
}

static HtColorRole
get_role (const HtGrowthChart *chart)
{
  return chart->grows ? HT_COLOR_GROWTH : HT_COLOR_SECOND_TEXT;
}

static void
paint_sizes (const Plot *plot, HtPaint *paint, cairo_t *cr)
{
  const HtTimeStrip *strip = &plot->strip;
  const char *unit;
  guint most = (guint) MAX (strip->height / TICK_SPACING, 2);
  g_autoptr (GArray) ticks = ht_axis_byte_ticks (0, (gint64) plot->greatest, most, &unit);
  double half_line = ht_paint_text_height (paint, HT_TEXT_AXIS) / 2.0;

  for (guint i = 0; i < ticks->len; i++)
    {
      const HtTick *tick = &g_array_index (ticks, HtTick, i);
      double y = floor (y_of (plot, (double) tick->position));

      ht_paint_set_color (paint, cr, i == 0 ? HT_COLOR_LINE : HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (cr, strip->x, y, strip->width, 1);
      cairo_fill (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, strip->x - 7, y - half_line,
                     tick->label);
    }
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, strip->x - 7, 0, unit);
}

static void
trace_points (const GArray *points, const Plot *plot, cairo_t *cr)
{
  cairo_new_path (cr);
  for (guint i = 0; i < points->len; i++)
    {
      const HtGrowthPoint *point = &g_array_index (points, HtGrowthPoint, i);

      cairo_line_to (cr, ht_time_strip_x_of (&plot->strip, point->time_ns),
                     y_of (plot, point->bytes));
    }
}

static void
paint_dot (const HtGrowthChart *chart, const Plot *plot, cairo_t *cr, guint index, double radius)
{
  const HtGrowthPoint *point = &g_array_index (chart->points, HtGrowthPoint, index);

  cairo_new_path (cr);
  cairo_arc (cr, ht_time_strip_x_of (&plot->strip, point->time_ns), y_of (plot, point->bytes),
             radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
paint_line (const HtGrowthChart *chart, const Plot *plot, HtPaint *paint, cairo_t *cr)
{
  static const double dash[] = { 6, 4 };
  const HtGrowthLine *line = &chart->line;
  double left = ht_time_strip_x_of (&plot->strip, line->from_ns);
  double right = ht_time_strip_x_of (&plot->strip, line->to_ns);
  double middle = (left + right) / 2;
  double middle_y = y_of (plot, value_at (line, line->rate, line->from_ns / 2 + line->to_ns / 2));

  cairo_new_path (cr);
  cairo_move_to (cr, middle, middle_y);
  cairo_line_to (cr, left, y_of (plot, value_at (line, line->low, line->from_ns)));
  cairo_line_to (cr, left, y_of (plot, value_at (line, line->high, line->from_ns)));
  cairo_line_to (cr, middle, middle_y);
  cairo_line_to (cr, right, y_of (plot, value_at (line, line->high, line->to_ns)));
  cairo_line_to (cr, right, y_of (plot, value_at (line, line->low, line->to_ns)));
  cairo_close_path (cr);
  ht_paint_set_color (paint, cr, get_role (chart), BAND_OPACITY);
  cairo_fill (cr);
  cairo_move_to (cr, left, y_of (plot, value_at (line, line->rate, line->from_ns)));
  cairo_line_to (cr, right, y_of (plot, value_at (line, line->rate, line->to_ns)));
  ht_paint_set_color (paint, cr, get_role (chart), 1);
  cairo_set_line_width (cr, 2);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* Below the line, wherever the text is: it never holds more than what was held. */
static void
label_without (const HtGrowthChart *chart, const Plot *plot, HtPaint *paint, cairo_t *cr)
{
  const HtGrowthPoint *last =
      &g_array_index (chart->without, HtGrowthPoint, chart->without->len - 1);
  double right = ht_time_strip_x_of (&plot->strip, last->time_ns);
  double left = right - ht_paint_text_width (paint, HT_TEXT_AXIS, chart->without_label);
  double bottom = plot->strip.y + plot->strip.height - ht_paint_text_height (paint, HT_TEXT_AXIS);
  double y = plot->strip.y;

  for (guint i = 0; i < chart->without->len; i++)
    {
      guint next = MIN (i + 1, chart->without->len - 1);

      if (ht_time_strip_x_of (&plot->strip,
                              g_array_index (chart->without, HtGrowthPoint, next).time_ns) >= left)
        y = MAX (y, y_of (plot, g_array_index (chart->without, HtGrowthPoint, i).bytes));
    }
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, right, MIN (y + DOT_RADIUS, bottom),
                 chart->without_label);
}

static void
paint_without (const HtGrowthChart *chart, const Plot *plot, HtPaint *paint, cairo_t *cr)
{
  static const double dash[] = { 4, 3 };

  trace_points (chart->without, plot, cr);
  ht_paint_set_color (paint, cr, HT_COLOR_HEAP_IN_USE, 1);
  cairo_set_line_width (cr, 2);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if (chart->without_label != NULL)
    label_without (chart, plot, paint, cr);
}

/**
 * ht_growth_chart_paint:
 * @chart: what to show
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints points with the line through them, dashed, and the slopes that it may have, as a band.
 */
void
ht_growth_chart_paint (const HtGrowthChart *chart,
                       HtPaint *paint,
                       cairo_t *cr,
                       double width,
                       double height)
{
  Plot plot = {
    .strip = { .x = GUTTER,
               .y = HEADROOM,
               .width = MAX (width - GUTTER - MARGIN_RIGHT, 1),
               .height = MAX (floor (height - HEADROOM - HT_TIME_AXIS_HEIGHT), 1),
               .from_ns = chart->from_ns,
               .to_ns = MAX (chart->to_ns, chart->from_ns + 1) },
    .greatest = find_greatest (chart),
  };

  cairo_save (cr);
  ht_time_axis_paint (paint, cr, &plot.strip, chart->display, chart->start_ns);
  paint_sizes (&plot, paint, cr);
  if (chart->line.to_ns > chart->line.from_ns)
    paint_line (chart, &plot, paint, cr);
  trace_points (chart->points, &plot, cr);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 0.6);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  ht_paint_set_color (paint, cr, chart->grows ? HT_COLOR_GROWTH_TEXT : HT_COLOR_TEXT, 1);
  for (guint i = 0; i < chart->points->len; i++)
    paint_dot (chart, &plot, cr, i, DOT_RADIUS);
  if (chart->without != NULL && chart->without->len > 0)
    paint_without (chart, &plot, paint, cr);
  cairo_restore (cr);
}

/**
 * ht_growth_spark_paint:
 * @chart: what to show
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints a line without axes, and a dot at its end.
 */
void
ht_growth_spark_paint (const HtGrowthChart *chart,
                       HtPaint *paint,
                       cairo_t *cr,
                       double width,
                       double height)
{
  Plot plot = {
    .strip = { .x = SPARK_RADIUS,
               .y = SPARK_RADIUS,
               .width = MAX (width - 2 * SPARK_RADIUS, 1),
               .height = MAX (height - 2 * SPARK_RADIUS, 1),
               .from_ns = chart->from_ns,
               .to_ns = MAX (chart->to_ns, chart->from_ns + 1) },
    .greatest = find_greatest (chart),
  };
  double bottom = y_of (&plot, 0);

  if (chart->points->len == 0)
    return;
  cairo_save (cr);
  trace_points (chart->points, &plot, cr);
  cairo_line_to (cr,
                 ht_time_strip_x_of (
                     &plot.strip,
                     g_array_index (chart->points, HtGrowthPoint, chart->points->len - 1).time_ns),
                 bottom);
  cairo_line_to (cr,
                 ht_time_strip_x_of (&plot.strip,
                                     g_array_index (chart->points, HtGrowthPoint, 0).time_ns),
                 bottom);
  cairo_close_path (cr);
  ht_paint_set_color (paint, cr, get_role (chart), GROUND_OPACITY);
  cairo_fill (cr);
  trace_points (chart->points, &plot, cr);
  ht_paint_set_color (paint, cr, get_role (chart), 1);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  paint_dot (chart, &plot, cr, chart->points->len - 1, SPARK_RADIUS);
  cairo_restore (cr);
}

static void
trace_bar (cairo_t *cr, double y, double width)
{
  double radius = MIN (SHARE_RADIUS, width / 2);

  cairo_new_path (cr);
  cairo_arc (cr, radius, y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_arc (cr, width - radius, y + radius, radius, -0.5 * G_PI, 0);
  cairo_arc (cr, width - radius, y + SHARE_THICK - radius, radius, 0, 0.5 * G_PI);
  cairo_arc (cr, radius, y + SHARE_THICK - radius, radius, 0.5 * G_PI, G_PI);
  cairo_close_path (cr);
}

/**
 * ht_growth_share_paint:
 * @share: 0…1; NaN if it is not known
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints a share as a bar.
 */
void
ht_growth_share_paint (double share, HtPaint *paint, cairo_t *cr, double width, double height)
{
  double y = floor ((height - SHARE_THICK) / 2);

  if (isnan (share))
    return;
  trace_bar (cr, y, width);
  ht_paint_set_color (paint, cr, HT_COLOR_FAINT_LINE, 1);
  cairo_fill (cr);
  if (share <= 0)
    return;
  trace_bar (cr, y, MAX (width * MIN (share, 1), 2));
  ht_paint_set_color (paint, cr, HT_COLOR_HEAP_IN_USE, 1);
  cairo_fill (cr);
}
