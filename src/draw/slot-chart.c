/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "slot-chart.h"

#include <math.h>

#define GUTTER       48
#define MARGIN_RIGHT 14
#define AXIS_HEIGHT  20
#define HEADROOM     8
#define TICK_SPACING 64

static double
value_at (const HtSlotChart *chart, guint i)
{
  return g_array_index (chart->values, double, i);
}

/**
 * ht_slot_chart_get_greatest:
 * @chart: the chart
 *
 * Returns: the greatest value, NaN if none is known
 */
double
ht_slot_chart_get_greatest (const HtSlotChart *chart)
{
  double greatest = (double) NAN;

  for (guint i = 0; i < chart->values->len; i++)
    greatest = fmax (greatest, value_at (chart, i));
  return greatest;
}

/**
 * ht_slot_chart_value_text:
 * @chart: the chart
 * @value: a value
 *
 * Returns: (transfer full): the value as the axis writes it
 */
char *
ht_slot_chart_value_text (const HtSlotChart *chart, double value)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("–");
  g_ascii_formatd (number, sizeof number, "%.3g", value * chart->factor);
  return chart->unit != NULL ? g_strdup_printf ("%s %s", number, chart->unit) : g_strdup (number);
}

/* The least of 1, 2, 5 x 10^n that is not below a value. */
static double
round_up (double value)
{
  double power = pow (10, floor (log10 (value)));

  for (guint i = 0; i < 2; i++)
    if (value <= (i == 0 ? 1 : 2) * power * (1 + 1e-9))
      return (i == 0 ? 1 : 2) * power;
  return value <= 5 * power ? 5 * power : 10 * power;
}

static void
paint_lines (const HtSlotChart *chart,
             HtPaint *paint,
             cairo_t *cr,
             double top_value,
             double width,
             double bottom)
{
  double right = width - MARGIN_RIGHT;

  for (guint i = 0; i < 3; i++)
    {
      double y = floor (bottom - (bottom - HEADROOM) * i / 2);
      g_autofree char *label = ht_slot_chart_value_text (chart, top_value * i / 2);

      ht_paint_set_color (paint, cr, i == 0 ? HT_COLOR_LINE : HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (cr, GUTTER, y, right - GUTTER, 1);
      cairo_fill (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, GUTTER - 7,
                     y - ht_paint_text_height (paint, HT_TEXT_AXIS) / 2.0, label);
    }
}

static void
paint_times (const HtSlotChart *chart, HtPaint *paint, cairo_t *cr, double width, double bottom)
{
  double plot = MAX (width - GUTTER - MARGIN_RIGHT, 1);
  gint64 to_ns = chart->from_ns + chart->slot_ns * chart->values->len;
  g_autoptr (GArray) ticks =
      ht_axis_time_ticks (chart->from_ns, to_ns, (guint) MAX (plot / TICK_SPACING, 2),
                          chart->display, chart->start_ns);

  for (guint i = 0; i < ticks->len; i++)
    {
      const HtTick *tick = &g_array_index (ticks, HtTick, i);
      double half = ht_paint_text_width (paint, HT_TEXT_AXIS, tick->label) / 2.0;
      double x = GUTTER + plot * (double) (tick->position - chart->from_ns) /
                              (double) MAX (to_ns - chart->from_ns, 1);

      ht_paint_set_color (paint, cr, HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (cr, floor (x), HEADROOM, 1, bottom - HEADROOM);
      cairo_fill (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, MIN (x, width - half), bottom + 4,
                     tick->label);
    }
}

static void
paint_slots (const HtSlotChart *chart,
             HtPaint *paint,
             cairo_t *cr,
             double top_value,
             double width,
             double bottom)
{
  double each = MAX (width - GUTTER - MARGIN_RIGHT, 1) / chart->values->len;

  for (guint i = 0; i < chart->values->len; i++)
    {
      double value = value_at (chart, i);
      double left = GUTTER + each * i;
      double y;

      if (isnan (value))
        continue;
      y = bottom - (bottom - HEADROOM) * value / top_value;
      ht_paint_set_color (paint, cr, chart->role, 0.16);
      cairo_rectangle (cr, left, y, each, bottom - y);
      cairo_fill (cr);
      ht_paint_set_color (paint, cr, chart->role, 1);
      cairo_rectangle (cr, left, y - 1, each, 2);
      cairo_fill (cr);
    }
}

/**
 * ht_slot_chart_paint:
 * @chart: what to paint
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the chart without its ground. There is a gap where a value is unknown.
 */
void
ht_slot_chart_paint (const HtSlotChart *chart,
                     HtPaint *paint,
                     cairo_t *cr,
                     double width,
                     double height)
{
  double bottom = floor (height - AXIS_HEIGHT);
  double greatest = ht_slot_chart_get_greatest (chart);
  double top_value = greatest > 0 ? round_up (greatest) : 1;

  if (chart->values->len == 0)
    return;
  cairo_save (cr);
  paint_lines (chart, paint, cr, top_value, width, bottom);
  paint_times (chart, paint, cr, width, bottom);
  paint_slots (chart, paint, cr, top_value, width, bottom);
  cairo_restore (cr);
}
