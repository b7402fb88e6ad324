/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "page-pictures.h"

#include <glib/gi18n.h>

#include "gc-lanes.h"
#include "memory-charts.h"
#include "units.h"

#define MARGIN       12
#define TITLE_HEIGHT 26
#define GUTTER       120
#define LANES_HEIGHT 140

static void
paint_ground (HtPaint *paint, cairo_t *cr)
{
  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_paint (cr);
}

static void
paint_title (HtPaint *paint, cairo_t *cr, double y, const char *title)
{
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_STRONG, HT_ALIGN_LEFT, MARGIN, y, title);
}

/* A picture cannot be pointed at, so each line says its name and newest value beside the title. */
static void
paint_key (const HtTimeChart *chart, HtPaint *paint, cairo_t *cr, double y, double width)
{
  double x = width - MARGIN;

  for (guint i = chart->series->len; i > 0; i--)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i - 1);
      g_autofree char *size = NULL;
      g_autofree char *label = NULL;

      if (series->buckets->len == 0)
        continue;
      size = ht_format_bytes (
          (gint64) g_array_index (series->buckets, HtSeriesBucket, series->buckets->len - 1).last);
      label = g_strdup_printf ("%s %s", series->name, size);
      x -= ht_paint_text_width (paint, HT_TEXT_AXIS, label);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, x, y + 2, label);
      x -= 16;
      ht_paint_set_color (paint, cr, series->role, 1);
      cairo_rectangle (cr, x, y + 5, 10, 10);
      cairo_fill (cr);
      x -= 14;
    }
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
  paint_title (paint, cr, y, title);
  paint_key (chart, paint, cr, y, width);
  cairo_save (cr);
  cairo_translate (cr, 0, y + TITLE_HEIGHT);
  ht_time_chart_paint (chart, paint, cr, width, height - TITLE_HEIGHT);
  cairo_restore (cr);
}

/**
 * ht_paint_memory_page:
 * @data: what is known of a target
 * @display: how times are told
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the heap against its goal, and below what Go's memory consists of.
 */
void
ht_paint_memory_page (const HtTargetData *data,
                      HtTimeDisplay display,
                      HtPaint *paint,
                      cairo_t *cr,
                      double width,
                      double height)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (data);
  g_autoptr (HtTimeChart) classes = ht_memory_classes_chart_new (data);
  double heap_height = classes->series->len > 0 ? height * 0.62 : height;

  paint_ground (paint, cr);
  heap->display = classes->display = display;
  heap->show_time_axis = classes->series->len == 0;
  paint_chart (heap, _ ("Heap"), paint, cr, MARGIN / 2.0, width, heap_height);
  if (classes->series->len > 0)
    paint_chart (classes, _ ("Go’s memory"), paint, cr, heap_height + MARGIN, width,
                 height - heap_height - MARGIN);
}

/**
 * ht_paint_gc_page:
 * @data: what is known of a target
 * @display: how times are told
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the heap against its goal, and below the phases of each collection.
 */
void
ht_paint_gc_page (const HtTargetData *data,
                  HtTimeDisplay display,
                  HtPaint *paint,
                  cairo_t *cr,
                  double width,
                  double height)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (data);
  double lanes_height = MIN (LANES_HEIGHT, height / 2);
  HtGcLanes lanes = {
    .cycles = data->cycles,
    .names = { _ ("Sweep term."), _ ("Mark"), _ ("Mark assist"), _ ("Mark term.") },
    .from_ns = heap->from_ns,
    .to_ns = heap->to_ns,
    .start_ns = heap->start_ns,
    .gutter = GUTTER,
    .selected = -1,
    .display = display,
  };

  paint_ground (paint, cr);
  heap->display = display;
  heap->show_time_axis = FALSE;
  heap->gutter = GUTTER;
  heap->margin_right = HT_GC_LANES_MARGIN;
  paint_chart (heap, _ ("Heap"), paint, cr, MARGIN / 2.0, width, height - lanes_height);
  cairo_translate (cr, 0, height - lanes_height);
  ht_gc_lanes_paint (&lanes, paint, cr, width, lanes_height);
}

/**
 * ht_paint_flame_page:
 * @data: a folded profile
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints a flame graph with its root on top.
 */
void
ht_paint_flame_page (const HtFlameData *data,
                     HtPaint *paint,
                     cairo_t *cr,
                     double width,
                     double height)
{
  g_autoptr (HtFlameLayout) layout =
      ht_flame_layout_new (data->tree, 0, data->names->ranks, 0, 1, 1 / MAX (width, 1));
  HtFlameGraph graph = {
    .tree = data->tree, .names = data->names, .layout = layout, .from = 0, .to = 1
  };

  paint_ground (paint, cr);
  ht_flame_graph_paint (&graph, paint, cr, width, height);
}
