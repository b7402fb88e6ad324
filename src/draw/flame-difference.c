/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "flame-graph-private.h"

#include <math.h>

#include "units.h"

#define HATCH_STEP    7
#define HATCH_OPACITY 0.2

static gint64
get_change (const HtFlameGraph *graph, const HtFlameBox *box)
{
  /* Of what is merged nobody knows how much is more and how much is less. */
  return box->n_merged == 0 ? graph->tree->total[box->node] : 0;
}

/* As much of a frame as is left once what is more and what is less in it cancel out. */
static void
add_change (const HtFlamePainting *p, const HtFlameBox *box, gint64 change)
{
  cairo_rectangle_t area;
  double share = fabs ((double) change) / (double) MAX (box->weight, 1);
  double left, right;

  if (!ht_flame_graph_get_box_area (p->graph, box, p->width, p->height, &area))
    return;
  left = (box->left - p->graph->from) * p->width / (p->graph->to - p->graph->from);
  right =
      left + (box->right - box->left) * MIN (share, 1) * p->width / (p->graph->to - p->graph->from);
  right = MIN (right, area.x + MAX (area.width - 1, 0.6));
  if (right <= area.x)
    return;
  if (share > 0.999 && area.width > 4 * HT_FLAME_RADIUS)
    ht_flame_add_rounded (p->cr, &area, area.width - 1);
  else
    cairo_rectangle (p->cr, area.x, area.y, right - area.x, area.height);
}

static void
add_changes (const HtFlamePainting *p, int sign)
{
  const GArray *boxes = p->graph->layout->boxes;

  cairo_new_path (p->cr);
  for (guint i = 0; i < boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);
      gint64 change = get_change (p->graph, box);

      if ((sign > 0 && change > 0) || (sign < 0 && change < 0))
        add_change (p, box, change);
    }
}

/* Paints frames in the colours of what is more, what is less, and what cancels out; the second is
 * hatched, too. */
void
ht_flame_difference_paint (const HtFlamePainting *p)
{
  const GArray *boxes = p->graph->layout->boxes;

  cairo_new_path (p->cr);
  for (guint i = 0; i < boxes->len; i++)
    ht_flame_add_box (p, &g_array_index (boxes, HtFlameBox, i));
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_CANCELLED, 1);
  cairo_fill (p->cr);
  add_changes (p, 1);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_MORE, 1);
  cairo_fill (p->cr);
  add_changes (p, -1);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_LESS, 1);
  cairo_fill_preserve (p->cr);
  cairo_save (p->cr);
  cairo_clip (p->cr);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_FRAME_TEXT, HATCH_OPACITY);
  ht_paint_hatch (p->cr, 0, 0, p->width, p->height, HATCH_STEP);
  cairo_restore (p->cr);
}

/* "new ▲ +12.3 MiB", or NULL where nothing has changed. */
char *
ht_flame_difference_label (const HtFlameGraph *graph, const HtFlameBox *box)
{
  const HtFlameDifference *difference = graph->difference;
  gint64 change = get_change (graph, box);
  g_autofree char *text = ht_format_change (change, difference->unit);

  if (change == 0)
    return NULL;
  if (difference->before[box->node] == 0)
    return g_strconcat (difference->new, " ▲ ", text, NULL);
  if (difference->after[box->node] == 0)
    return g_strconcat (difference->gone, " ▼ ", text, NULL);
  return g_strconcat (change > 0 ? "▲ " : "▼ ", text, NULL);
}

/**
 * ht_flame_change_swatch_paint:
 * @paint: with what
 * @cr: on what
 * @role: %HT_COLOR_MORE, %HT_COLOR_LESS or %HT_COLOR_CANCELLED
 * @width: how wide, in px
 * @height: how high
 *
 * Paints a sample of how a change looks in a flame graph of differences.
 */
void
ht_flame_change_swatch_paint (HtPaint *paint,
                              cairo_t *cr,
                              HtColorRole role,
                              double width,
                              double height)
{
  cairo_rectangle (cr, 0.5, 0.5, width - 1, height - 1);
  ht_paint_set_color (paint, cr, role, 1);
  cairo_fill_preserve (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke_preserve (cr);
  if (role != HT_COLOR_LESS)
    {
      cairo_new_path (cr);
      return;
    }
  cairo_save (cr);
  cairo_clip (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_FRAME_TEXT, HATCH_OPACITY);
  ht_paint_hatch (cr, 0, 0, width, height, HATCH_STEP);
  cairo_restore (cr);
}
