/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "flame-minimap.h"

/* A shallow graph does not fill the map with bars as high as those of the graph. */
#define MOST_ROW_HEIGHT 4

#define LEAST_MARK 2

static double
row_height (guint n_rows, double height)
{
  return MIN (height / MAX (n_rows, 1), MOST_ROW_HEIGHT);
}

static gboolean
is_match (const HtFlameGraph *graph, const HtFlameBox *box)
{
  return graph->matches != NULL && box->n_merged == 0 && box->node != 0 &&
         graph->matches[graph->tree->group[box->node]];
}

static gboolean
is_selected (const HtFlameGraph *graph, const HtFlameBox *box)
{
  return graph->selected != 0 && box->n_merged == 0 && box->node == graph->selected;
}

static gboolean
is_more (const HtFlameGraph *graph, const HtFlameBox *box)
{
  return box->n_merged == 0 && graph->tree->total[box->node] > 0;
}

static gboolean
is_less (const HtFlameGraph *graph, const HtFlameBox *box)
{
  return box->n_merged == 0 && graph->tree->total[box->node] < 0;
}

static void
add_boxes (const HtFlameGraph *graph,
           cairo_t *cr,
           double width,
           double height,
           gboolean (*wanted) (const HtFlameGraph *graph, const HtFlameBox *box))
{
  const GArray *boxes = graph->layout->boxes;
  double row = row_height (ht_flame_layout_n_rows (graph->layout), height);
  double least = wanted == is_match || wanted == is_selected ? LEAST_MARK : 0;

  for (guint i = 0; i < boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);
      double y = graph->upward ? height - (box->row + 1) * row : box->row * row;

      if (wanted == NULL || wanted (graph, box))
        cairo_rectangle (cr, box->left * width, y, MAX ((box->right - box->left) * width, least),
                         MAX (row, least));
    }
}

/**
 * ht_flame_minimap_paint:
 * @graph: a graph with the layout of the whole tree
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the shape of a whole flame graph, without its ground, and where matches
 * and the selected frame are in it; of a difference also where there is more and where less.
 */
void
ht_flame_minimap_paint (const HtFlameGraph *graph,
                        HtPaint *paint,
                        cairo_t *cr,
                        double width,
                        double height)
{
  cairo_save (cr);
  cairo_new_path (cr);
  add_boxes (graph, cr, width, height, NULL);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 0.45);
  cairo_fill (cr);
  if (graph->difference != NULL)
    {
      add_boxes (graph, cr, width, height, is_more);
      ht_paint_set_color (paint, cr, HT_COLOR_GROWTH, 0.7);
      cairo_fill (cr);
      add_boxes (graph, cr, width, height, is_less);
      ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 0.7);
      cairo_fill (cr);
    }
  add_boxes (graph, cr, width, height, is_match);
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 1);
  cairo_fill (cr);
  add_boxes (graph, cr, width, height, is_selected);
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  cairo_fill (cr);
  cairo_restore (cr);
}

/**
 * ht_flame_minimap_paint_view:
 * @graph: the graph as it is looked at
 * @n_rows: rows of the whole tree
 * @view_height: how many px high the picture of @graph is
 * @paint: with what
 * @cr: on what
 * @width: width of the map in px
 * @height: height of the map
 *
 * Paints the border of what is in view.
 */
void
ht_flame_minimap_paint_view (const HtFlameGraph *graph,
                             guint n_rows,
                             double view_height,
                             HtPaint *paint,
                             cairo_t *cr,
                             double width,
                             double height)
{
  double row = row_height (n_rows, height);
  double scale = row / HT_FLAME_ROW_HEIGHT;
  double left = graph->from * width;
  double right = MAX (graph->to * width, left + LEAST_MARK);
  double top = MIN (graph->scroll * scale, height);
  double bottom = MIN ((graph->scroll + view_height) * scale, height);

  if (graph->scroll <= 0 && view_height >= n_rows * (double) HT_FLAME_ROW_HEIGHT)
    bottom = height;
  if (graph->upward)
    {
      double swapped = height - top;

      top = height - bottom;
      bottom = swapped;
    }
  cairo_save (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 0.1);
  cairo_rectangle (cr, left, top, right - left, bottom - top);
  cairo_fill (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 1);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, left + 1, top + 1, MAX (right - left - 2, 0), MAX (bottom - top - 2, 0));
  cairo_stroke (cr);
  cairo_restore (cr);
}
