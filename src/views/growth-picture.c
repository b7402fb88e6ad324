/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-picture.h"

#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "growth-texts.h"

#define MARGIN       16
#define LINE_HEIGHT  22
#define ROW_HEIGHT   46
#define RATE_WIDTH   210
#define SHARE_WIDTH  100
#define SPARK_WIDTH  140
#define SPARK_HEIGHT 30
#define LEAST_CHART  160
#define MOST_CHART   320

static void
paint_fitting (HtPaint *paint,
               cairo_t *cr,
               HtTextStyle style,
               double x,
               double y,
               double width,
               const char *text)
{
  g_autofree char *fitting = ht_paint_fit_text (paint, style, text, width);

  if (fitting != NULL)
    ht_paint_text (paint, cr, style, HT_ALIGN_LEFT, x, y, fitting);
}

static void
paint_name (const HtGrowthSite *site, HtPaint *paint, cairo_t *cr, double y, double width)
{
  const HtGrowthFrame *frame = ht_growth_site_get_frame (site);
  g_autofree char *name = ht_function_name_shorten (frame->function, HT_NAME_PLAIN);
  g_autofree char *place = ht_growth_site_place_text (site);

  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  paint_fitting (paint, cr, frame->origin == HT_FRAME_OWN ? HT_TEXT_STRONG : HT_TEXT_BODY, MARGIN,
                 y + 4, width, name);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  paint_fitting (paint, cr, HT_TEXT_AXIS, MARGIN, y + 4 + LINE_HEIGHT, width, place);
}

static void
paint_rate (const HtGrowthSite *site, HtPaint *paint, cairo_t *cr, double y, double right)
{
  gboolean grows = ht_growth_site_is_growing (site);
  g_autofree char *rate = ht_growth_rate_text (site->course.now.rate);
  g_autofree char *marked = grows ? g_strconcat ("▲ ", rate, NULL) : g_strdup (rate);
  g_autofree char *error = ht_growth_error_text (&site->course.now);

  ht_paint_set_color (paint, cr, grows ? HT_COLOR_GROWTH_TEXT : HT_COLOR_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_BODY, HT_ALIGN_RIGHT, right, y + 4, marked);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, right, y + 4 + LINE_HEIGHT, error);
}

static void
paint_verdict (const HtGrowthSite *site, HtPaint *paint, cairo_t *cr, double y, double x)
{
  const char *verdict = ht_growth_verdict_text (site->course.verdict);

  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, x, y + 4 + LINE_HEIGHT, verdict);
  if (!ht_growth_site_is_growing (site))
    return;
  cairo_save (cr);
  cairo_translate (cr, x, y + 4);
  ht_growth_share_paint (site->share, paint, cr, SHARE_WIDTH, LINE_HEIGHT - 4);
  cairo_restore (cr);
}

static void
paint_row (const HtGrowthData *data,
           const HtGrowthSite *site,
           HtPaint *paint,
           cairo_t *cr,
           double y,
           double width)
{
  double verdict_x = width - MARGIN - SHARE_WIDTH;
  double rate_right = verdict_x - MARGIN;
  double spark_x = rate_right - RATE_WIDTH - SPARK_WIDTH;
  HtGrowthChart chart;

  ht_paint_set_color (paint, cr, HT_COLOR_FAINT_LINE, 1);
  cairo_rectangle (cr, 0, floor (y), width, 1);
  cairo_fill (cr);
  paint_rate (site, paint, cr, y, rate_right);
  paint_verdict (site, paint, cr, y, verdict_x);
  if (spark_x < SPARK_WIDTH + MARGIN)
    spark_x = rate_right - RATE_WIDTH;
  else
    {
      ht_growth_site_fill_chart (site, data, &chart);
      chart.greatest = MAX (data->greatest, 1);
      cairo_save (cr);
      cairo_translate (cr, spark_x, y + (ROW_HEIGHT - SPARK_HEIGHT) / 2.0);
      ht_growth_spark_paint (&chart, paint, cr, SPARK_WIDTH, SPARK_HEIGHT);
      cairo_restore (cr);
    }
  paint_name (site, paint, cr, y, MAX (spark_x - 2 * MARGIN, 1));
}

static void
paint_chart (const HtGrowthData *data,
             HtTimeDisplay display,
             gint64 start_ns,
             HtPaint *paint,
             cairo_t *cr,
             double y,
             double width,
             double height)
{
  HtGrowthChart chart;

  ht_growth_site_fill_chart (g_ptr_array_index (data->sites, 0), data, &chart);
  chart.display = display;
  chart.start_ns = start_ns;
  cairo_save (cr);
  cairo_translate (cr, 0, y);
  ht_growth_chart_paint (&chart, paint, cr, width, height);
  cairo_restore (cr);
}

/**
 * ht_growth_picture_paint:
 * @data: what was found
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints what grows: the sentence, the course of the first site, and as many sites as fit.
 */
void
ht_growth_picture_paint (const HtGrowthData *data,
                         HtTimeDisplay display,
                         gint64 start_ns,
                         HtPaint *paint,
                         cairo_t *cr,
                         double width,
                         double height)
{
  g_autofree char *headline = NULL;
  g_autofree char *subline = NULL;
  double chart_height = CLAMP (height / 3, LEAST_CHART, MOST_CHART);
  double y = MARGIN;

  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  if (data->n_states == 0 && data->sites->len == 0)
    {
      paint_fitting (paint, cr, HT_TEXT_STRONG, MARGIN, y, width - 2 * MARGIN,
                     _ ("No Heap Profiles"));
      return;
    }
  headline = ht_growth_split_sentence (data->sentences[display], &subline);
  paint_fitting (paint, cr, HT_TEXT_STRONG, MARGIN, y, width - 2 * MARGIN, headline);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  paint_fitting (paint, cr, HT_TEXT_BODY, MARGIN, y + LINE_HEIGHT, width - 2 * MARGIN, subline);
  y += 2 * LINE_HEIGHT + MARGIN / 2.0;
  if (data->sites->len > 0 && height - y > chart_height + ROW_HEIGHT)
    {
      paint_chart (data, display, start_ns, paint, cr, y, width, chart_height);
      y += chart_height + MARGIN / 2.0;
    }
  for (guint i = 0; i < data->sites->len && y + (i + 1) * ROW_HEIGHT <= height; i++)
    paint_row (data, g_ptr_array_index (data->sites, i), paint, cr, y + i * ROW_HEIGHT, width);
}
