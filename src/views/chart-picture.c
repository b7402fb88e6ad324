/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "chart-picture.h"

#include "units.h"

#define MARGIN       12
#define TITLE_HEIGHT 26

static char *
label_series (const HtChartSeries *series)
{
  g_autofree char *size = NULL;

  if (series->buckets->len == 0)
    return NULL;
  size = ht_format_bytes (
      (gint64) g_array_index (series->buckets, HtSeriesBucket, series->buckets->len - 1).last);
  return g_strdup_printf ("%s %s", series->name, size);
}

/* A picture cannot be pointed at, so each line says its name and newest value beside the title. */
static void
paint_key (const HtTimeChart *chart, HtPaint *paint, cairo_t *cr, double width)
{
  double x = width - MARGIN;

  for (guint i = chart->series->len; i > 0; i--)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i - 1);
      g_autofree char *label = label_series (series);

      if (label == NULL)
        continue;
      x -= ht_paint_text_width (paint, HT_TEXT_AXIS, label);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, x, 2, label);
      x -= 16;
      ht_paint_set_color (paint, cr, series->role, 1);
      cairo_rectangle (cr, x, 5, 10, 10);
      cairo_fill (cr);
      x -= 14;
    }
}

/**
 * ht_chart_picture_paint_title:
 * @paint: with what to paint
 * @cr: on what
 * @title: what a part of a picture is called
 *
 * Paints the title of a part of a picture, at its top.
 */
void
ht_chart_picture_paint_title (HtPaint *paint, cairo_t *cr, const char *title)
{
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_STRONG, HT_ALIGN_LEFT, MARGIN, 0, title);
}

/**
 * ht_chart_picture_paint:
 * @chart: what to show
 * @title: what it is called
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high, with the title
 *
 * Paints a chart that nobody can point at: with a title, and the newest values beside it.
 */
void
ht_chart_picture_paint (const HtTimeChart *chart,
                        const char *title,
                        HtPaint *paint,
                        cairo_t *cr,
                        double width,
                        double height)
{
  ht_chart_picture_paint_title (paint, cr, title);
  paint_key (chart, paint, cr, width);
  cairo_save (cr);
  cairo_translate (cr, 0, TITLE_HEIGHT);
  ht_time_chart_paint (chart, paint, cr, width, height - TITLE_HEIGHT);
  cairo_restore (cr);
}

/**
 * ht_chart_picture_text:
 * @chart: what is shown
 * @title: what it is called
 *
 * Returns: (transfer full): for who cannot see it, the newest value of each line and the limits
 */
char *
ht_chart_picture_text (const HtTimeChart *chart, const char *title)
{
  GString *text = g_string_new (title);
  const char *before = ": ";

  for (guint i = 0; i < chart->series->len; i++)
    {
      g_autofree char *label = label_series (g_ptr_array_index (chart->series, i));

      if (label == NULL)
        continue;
      g_string_append_printf (text, "%s%s", before, label);
      before = ", ";
    }
  for (guint i = 0; i < chart->limits->len; i++)
    {
      const HtChartLimit *limit = g_ptr_array_index (chart->limits, i);

      g_string_append_printf (text, "%s%s", before, limit->label);
      before = ", ";
    }
  return g_string_free (text, FALSE);
}
