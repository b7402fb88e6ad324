/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "page-pictures.h"

#include <glib/gi18n.h>

#include "chart-picture.h"
#include "flame-texts.h"
#include "gc-lanes.h"
#include "gc-texts.h"
#include "growth-picture.h"
#include "memory-charts.h"
#include "units.h"

#define MARGIN        12
#define TITLE_HEIGHT  26
#define GUTTER        120
#define LANES_HEIGHT  140
#define PAUSES_HEIGHT 180
#define LEGEND_HEIGHT 20
#define LEGEND_GAP    6
#define SWATCH_WIDTH  18
#define SWATCH_HEIGHT 12

/* Below this height there is no room for pauses under the lanes. */
#define LEAST_HEIGHT_WITH_PAUSES 460

static void
paint_ground (HtPaint *paint, cairo_t *cr)
{
  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_paint (cr);
}

static void
paint_chart (HtTimeChart *chart,
             const char *title,
             HtPaint *paint,
             cairo_t *cr,
             double y,
             double width,
             double height)
{
  cairo_save (cr);
  cairo_translate (cr, 0, y);
  ht_chart_picture_paint (chart, title, paint, cr, width, height);
  cairo_restore (cr);
}

static void
show_range (const HtPagePicture *picture, HtTimeChart *chart)
{
  chart->display = picture->display;
  if (picture->from_ns == HT_UNKNOWN)
    return;
  chart->from_ns = picture->from_ns;
  chart->to_ns = picture->to_ns;
}

/* The heap against its goal, and below what Go's memory consists of. */
static void
paint_memory_page (const HtPagePicture *picture,
                   HtPaint *paint,
                   cairo_t *cr,
                   double width,
                   double height)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (picture->data);
  g_autoptr (HtTimeChart) classes = ht_memory_classes_chart_new (picture->data);
  double heap_height = classes->series->len > 0 ? height * 0.62 : height;

  show_range (picture, heap);
  show_range (picture, classes);
  heap->show_time_axis = classes->series->len == 0;
  paint_chart (heap, _ ("Heap"), paint, cr, MARGIN / 2.0, width, heap_height);
  if (classes->series->len > 0)
    paint_chart (classes, _ ("Go’s memory"), paint, cr, heap_height + MARGIN, width,
                 height - heap_height - MARGIN);
}

static void
paint_pauses_key (const HtPauseHistogram *histogram, HtPaint *paint, cairo_t *cr, double width)
{
  const char *const names[HT_N_PAUSE_KINDS] = { _ ("sweep termination"), _ ("mark termination"),
                                                _ ("both") };
  double x = width - MARGIN;

  for (guint kind = HT_N_PAUSE_KINDS; kind > 0; kind--)
    {
      const char *name = names[kind - 1];
      guint n = 0;

      for (guint bucket = 0; bucket < HT_N_PAUSE_BUCKETS; bucket++)
        n += histogram->counts[bucket][kind - 1];
      if (n == 0)
        continue;
      x -= ht_paint_text_width (paint, HT_TEXT_AXIS, name);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, x, 2, name);
      x -= 16;
      cairo_save (cr);
      cairo_translate (cr, x, 5);
      ht_pause_bars_paint_swatch (paint, cr, kind - 1, 10, 10);
      cairo_restore (cr);
      x -= 14;
    }
}

/* Pauses by length, and their percentiles beside the title. */
static void
paint_pauses (const GArray *cycles,
              gint64 from_ns,
              gint64 to_ns,
              HtPaint *paint,
              cairo_t *cr,
              double width,
              double height)
{
  g_autoptr (HtGcFigures) figures = ht_gc_figures_new (cycles, from_ns, to_ns);
  guint first_bucket;
  g_autoptr (HtPauseBars) bars = ht_pause_bars_for (&figures->histogram, &first_bucket);
  g_autofree char *percentiles = ht_pause_percentiles_text (ht_gc_figures_get_pauses (figures));

  ht_chart_picture_paint_title (paint, cr, _ ("Pauses"));
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, GUTTER, 2, percentiles);
  paint_pauses_key (&figures->histogram, paint, cr, width);
  cairo_translate (cr, GUTTER - HT_PAUSE_BARS_GUTTER, TITLE_HEIGHT);
  ht_pause_bars_paint (bars, paint, cr, width - GUTTER, height - TITLE_HEIGHT);
}

static void
paint_cycle_lanes (const HtPagePicture *picture,
                   const HtTimeChart *heap,
                   HtPaint *paint,
                   cairo_t *cr,
                   double width,
                   double height)
{
  const HtGcLanes lanes = {
    .cycles = picture->data->cycles,
    .marks = heap->marks,
    .names = { _ ("Sweep term."), _ ("Mark"), _ ("Mark assist"), _ ("Mark term.") },
    .pauses_name = picture->data->has_gc_phases ? NULL : _ ("Pauses"),
    .from_ns = heap->from_ns,
    .to_ns = heap->to_ns,
    .start_ns = heap->start_ns,
    .gutter = GUTTER,
    .selected = -1,
    .display = picture->display,
  };

  ht_gc_lanes_paint (&lanes, paint, cr, width, height);
}

static void
paint_trace_lanes (const HtPagePicture *picture,
                   const HtTimeChart *heap,
                   HtPaint *paint,
                   cairo_t *cr,
                   double width,
                   double height)
{
  const HtTraceLanes lanes = {
    .rows = picture->data->trace->rows,
    .marks = heap->marks,
    .from_ns = heap->from_ns,
    .to_ns = heap->to_ns,
    .start_ns = heap->start_ns,
    .gutter = GUTTER,
    .display = picture->display,
  };

  ht_trace_lanes_paint (&lanes, paint, cr, width, height);
}

/* The heap against its goal, below the lanes of the collector, and where the picture is high
 * enough, how long pauses were. */
static void
paint_gc_page (const HtPagePicture *picture,
               HtPaint *paint,
               cairo_t *cr,
               double width,
               double height)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (picture->data);
  const HtTraceData *trace = picture->data->trace;
  double pauses_height =
      picture->data->cycles->len > 0 && height >= LEAST_HEIGHT_WITH_PAUSES ? PAUSES_HEIGHT : 0;
  double charts_height = height - pauses_height;
  double lanes_height;

  show_range (picture, heap);
  if (trace != NULL && !ht_trace_data_overlaps (trace, heap->from_ns, heap->to_ns))
    trace = NULL;
  lanes_height = MIN (trace != NULL ? ht_trace_rows_get_height (trace->rows) : LANES_HEIGHT,
                      charts_height / 2);
  heap->show_time_axis = FALSE;
  heap->gutter = GUTTER;
  heap->margin_right = HT_GC_LANES_MARGIN;
  paint_chart (heap, _ ("Heap"), paint, cr, MARGIN / 2.0, width, charts_height - lanes_height);
  cairo_save (cr);
  cairo_translate (cr, 0, charts_height - lanes_height);
  if (trace != NULL)
    paint_trace_lanes (picture, heap, paint, cr, width, lanes_height);
  else
    paint_cycle_lanes (picture, heap, paint, cr, width, lanes_height);
  cairo_restore (cr);
  if (pauses_height <= 0)
    return;
  cairo_translate (cr, 0, charts_height + MARGIN / 2.0);
  paint_pauses (picture->data->cycles, heap->from_ns, heap->to_ns, paint, cr, width,
                pauses_height - MARGIN);
}

/* What bars and colours mean, in as many lines as it takes; returns how high that is. */
static double
paint_flame_legend (const HtPagePicture *picture, HtPaint *paint, cairo_t *cr, double width)
{
  gint64 start_ns = picture->data != NULL ? picture->data->from_ns : 0;
  g_autoptr (GPtrArray) legend = ht_flame_legend_new (picture->flame, picture->display, start_ns);
  double x = MARGIN;
  double y = LEGEND_GAP;

  if (legend->len == 0)
    return 0;
  for (guint i = 0; i < legend->len; i++)
    {
      const HtFlameKey *key = g_ptr_array_index (legend, i);
      double swatch = key->swatch != HT_FLAME_SWATCH_NONE ? SWATCH_WIDTH + LEGEND_GAP : 0;
      double needed = swatch + ht_paint_text_width (paint, HT_TEXT_AXIS, key->text);

      if (x > MARGIN && x + needed > width - MARGIN)
        {
          x = MARGIN;
          y += LEGEND_HEIGHT;
        }
      cairo_save (cr);
      cairo_translate (cr, x, y + 2);
      ht_flame_legend_swatch_paint (key->swatch, paint, cr, SWATCH_WIDTH, SWATCH_HEIGHT);
      cairo_restore (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, x + swatch, y, key->text);
      x += needed + MARGIN;
    }
  return y + LEGEND_HEIGHT;
}

static void
paint_flame_page (const HtPagePicture *picture,
                  HtPaint *paint,
                  cairo_t *cr,
                  double width,
                  double height)
{
  const HtFlameData *data = picture->flame;
  double legend = paint_flame_legend (picture, paint, cr, width);
  g_autoptr (HtFlameLayout) layout =
      ht_flame_layout_new (data->tree, 0, data->names->ranks, picture->left, picture->right,
                           (picture->right - picture->left) / MAX (width, 1));
  HtFlameGraph graph = {
    .layout = layout,
    .from = picture->left,
    .to = picture->right,
    .upward = picture->upward,
  };

  ht_flame_data_fill_graph (data, &graph);
  cairo_translate (cr, 0, legend);
  ht_flame_graph_paint (&graph, paint, cr, width, MAX (height - legend, 0));
}

/**
 * ht_page_from_name:
 * @name: what commands and the window call a page
 * @page: (out): the page
 *
 * Returns: whether there is such a page
 */
gboolean
ht_page_from_name (const char *name, HtPage *page)
{
  static const char *const names[] = {
    [HT_PAGE_MEMORY] = "memory",
    [HT_PAGE_GC] = "gc",
    [HT_PAGE_FLAME] = "flame",
    [HT_PAGE_GROWTH] = "growth",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      {
        *page = (HtPage) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * ht_page_picture_clear:
 * @picture: a picture
 *
 * Lets go of what it shows.
 */
void
ht_page_picture_clear (HtPagePicture *picture)
{
  g_clear_pointer (&picture->data, ht_target_data_unref);
  g_clear_pointer (&picture->flame, ht_flame_data_unref);
  g_clear_pointer (&picture->growth, ht_growth_data_unref);
}

/**
 * ht_page_picture_paint:
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 * @user_data: an #HtPagePicture
 *
 * Paints what a page shows. A #HtPicturePainter, for any thread.
 */
void
ht_page_picture_paint (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  const HtPagePicture *picture = user_data;

  paint_ground (paint, cr);
  if (picture->page == HT_PAGE_MEMORY)
    paint_memory_page (picture, paint, cr, width, height);
  else if (picture->page == HT_PAGE_GC)
    paint_gc_page (picture, paint, cr, width, height);
  else if (picture->page == HT_PAGE_GROWTH)
    ht_growth_picture_paint (picture->growth, picture->display,
                             picture->data != NULL ? picture->data->from_ns
                                                   : picture->growth->from_ns,
                             paint, cr, width, height);
  else
    paint_flame_page (picture, paint, cr, width, height);
}
