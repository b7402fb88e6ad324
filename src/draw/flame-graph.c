/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "flame-graph-private.h"

#include <math.h>
#include <string.h>

#include "function-name.h"
#include "units.h"

#define TEXT_X        6
#define LEAST_LETTERS 4

/* From this width on a frame has room for a figure beside its name. */
#define LEAST_FIGURE 150

/* So much of it the figure may take. */
#define FIGURE_SHARE 0.6

/**
 * ht_flame_graph_get_height:
 * @graph: the graph
 *
 * Returns: how many px at scale 1 all of its rows need
 */
double
ht_flame_graph_get_height (const HtFlameGraph *graph)
{
  return ht_flame_layout_n_rows (graph->layout) * (double) HT_FLAME_ROW_HEIGHT;
}

/**
 * ht_flame_graph_get_box_area:
 * @graph: the graph
 * @box: one of its boxes
 * @width: width of the picture in px
 * @height: height of the picture
 * @area: (out caller-allocates): where the box is, clipped to the picture's width
 *
 * Returns: whether any of it is in the picture
 */
gboolean
ht_flame_graph_get_box_area (const HtFlameGraph *graph,
                             const HtFlameBox *box,
                             double width,
                             double height,
                             cairo_rectangle_t *area)
{
  double scale = width / (graph->to - graph->from);
  double left = MAX ((box->left - graph->from) * scale, 0);
  double right = MIN ((box->right - graph->from) * scale, width);

  area->x = left;
  area->width = right - left;
  area->height = HT_FLAME_BOX_HEIGHT;
  area->y = graph->upward ? height - (box->row + 1) * (double) HT_FLAME_ROW_HEIGHT + graph->scroll
                          : box->row * (double) HT_FLAME_ROW_HEIGHT - graph->scroll;
  return right > left && area->y + area->height > 0 && area->y < height;
}

/**
 * ht_flame_graph_box_at:
 * @graph: the graph
 * @x: a place in px
 * @y: a place in px
 * @width: width of the picture
 * @height: height of the picture
 *
 * Returns: (transfer none) (nullable): the box that is there
 */
const HtFlameBox *
ht_flame_graph_box_at (const HtFlameGraph *graph, double x, double y, double width, double height)
{
  double from_root = (graph->upward ? height - y : y) + graph->scroll;
  double row = from_root / HT_FLAME_ROW_HEIGHT;

  /* The upper border belongs to a box, the lower one to its neighbour, whichever way is up. */
  row = graph->upward ? ceil (row) - 1 : floor (row);
  if (row < 0 || width <= 0)
    return NULL;
  return ht_flame_layout_find (graph->layout, (guint) row,
                               graph->from + x / width * (graph->to - graph->from));
}

static guint
color_of_box (const HtFlameGraph *graph, const HtFlameBox *box)
{
  if (box->n_merged > 0 || box->node == 0)
    return HT_FLAME_COLOR_MODULE;
  return graph->names->colors[graph->tree->group[box->node]];
}

/**
 * ht_flame_color:
 * @theme: light or dark
 * @color: index of a package's colour, or one of #HtFlameColor
 *
 * Returns: the colour
 */
HtColor
ht_flame_color (HtTheme theme, guint color)
{
  if (color < HT_N_PACKAGE_COLORS)
    return ht_palette_package_color (theme, color);
  if (color == HT_FLAME_COLOR_ENCODING)
    return ht_palette_color (theme, HT_COLOR_FRAME_ENCODING);
  if (color == HT_FLAME_COLOR_RUNTIME)
    return ht_palette_color (theme, HT_COLOR_FRAME_RUNTIME);
  return ht_palette_color (theme, HT_COLOR_FRAME_MODULE);
}

/**
 * ht_flame_swatch_paint:
 * @paint: with what
 * @cr: on what
 * @color: index of a package's colour, or one of #HtFlameColor
 * @width: how wide, in px
 * @height: how high
 *
 * Paints a sample of a colour, with a border that stands out where the colour does not.
 */
void
ht_flame_swatch_paint (HtPaint *paint, cairo_t *cr, guint color, double width, double height)
{
  HtColor rgb = ht_flame_color (ht_paint_get_theme (paint), color);

  cairo_rectangle (cr, 0.5, 0.5, width - 1, height - 1);
  ht_paint_set_rgb (cr, &rgb);
  cairo_fill_preserve (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* A rectangle with round corners, up to the gap to its neighbour. */
void
ht_flame_add_rounded (cairo_t *cr, const cairo_rectangle_t *area, double width)
{
  double right = area->x + width;
  double bottom = area->y + area->height;

  cairo_new_sub_path (cr);
  cairo_arc (cr, right - HT_FLAME_RADIUS, area->y + HT_FLAME_RADIUS, HT_FLAME_RADIUS, -G_PI_2, 0);
  cairo_arc (cr, right - HT_FLAME_RADIUS, bottom - HT_FLAME_RADIUS, HT_FLAME_RADIUS, 0, G_PI_2);
  cairo_arc (cr, area->x + HT_FLAME_RADIUS, bottom - HT_FLAME_RADIUS, HT_FLAME_RADIUS, G_PI_2,
             G_PI);
  cairo_arc (cr, area->x + HT_FLAME_RADIUS, area->y + HT_FLAME_RADIUS, HT_FLAME_RADIUS, G_PI,
             3 * G_PI_2);
  cairo_close_path (cr);
}

/* Adds a box to the path, if any of it is in the picture. */
void
ht_flame_add_box (const HtFlamePainting *p, const HtFlameBox *box)
{
  cairo_rectangle_t area;

  if (!ht_flame_graph_get_box_area (p->graph, box, p->width, p->height, &area))
    return;
  if (area.width > 4 * HT_FLAME_RADIUS)
    ht_flame_add_rounded (p->cr, &area, area.width - 1);
  else
    /* The gap to the neighbour goes first, the box itself never. */
    cairo_rectangle (p->cr, area.x, area.y, MAX (area.width - 1, 0.6), area.height);
}

/* Fills are batched by colour, which is twice as fast as one after the other. */
static void
paint_boxes (const HtFlamePainting *p)
{
  const GArray *boxes = p->graph->layout->boxes;

  for (guint color = 0; color < HT_N_FLAME_COLORS; color++)
    {
      HtColor rgb = ht_flame_color (ht_paint_get_theme (p->paint), color);

      cairo_new_path (p->cr);
      for (guint i = 0; i < boxes->len; i++)
        {
          const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);

          if (color_of_box (p->graph, box) == color)
            ht_flame_add_box (p, box);
        }
      ht_paint_set_rgb (p->cr, &rgb);
      cairo_fill (p->cr);
    }
}

static char *
merged_label (const HtFlameBox *box)
{
  g_autofree char *count = ht_format_count (box->n_merged);

  return g_strconcat (count, " more", NULL);
}

/* The longest form of a name that fits, at last cut; %NULL if not even that. */
static char *
fitting_name (const HtFlamePainting *p, const char *full, double room)
{
  g_autofree char *word = NULL;
  glong n_letters;

  for (int length = 0; length < HT_N_NAME_LENGTHS; length++)
    {
      g_autofree char *name = ht_function_name_shorten (full, (HtNameLength) length);

      if (ht_paint_text_width (p->paint, HT_TEXT_BODY, name) <= room)
        return g_steal_pointer (&name);
      if (length == HT_NAME_WORD)
        word = g_steal_pointer (&name);
    }
  for (n_letters = g_utf8_strlen (word, -1) - 1; n_letters >= LEAST_LETTERS; n_letters--)
    {
      g_autofree char *begin = g_utf8_substring (word, 0, n_letters);
      g_autofree char *cut = g_strconcat (begin, "…", NULL);

      if (ht_paint_text_width (p->paint, HT_TEXT_BODY, cut) <= room)
        return g_steal_pointer (&cut);
    }
  return NULL;
}

/* How far below the upper border of a box its text begins. */
static double
text_offset (const HtFlamePainting *p)
{
  return (HT_FLAME_BOX_HEIGHT - ht_paint_text_height (p->paint, HT_TEXT_BODY)) / 2.0;
}

/* Writes the figure at the right edge of a box, if there is one; returns what room it leaves. */
static double
paint_figure (const HtFlamePainting *p, const HtFlameBox *box, const cairo_rectangle_t *area)
{
  g_autofree char *label = NULL;
  double room = area->width - 2 * TEXT_X;
  double width;

  if (box->n_merged == 0 && p->graph->channel != NULL &&
      ht_flame_channel_get (p->graph->channel, box->node) != NULL)
    room -= HT_FLAME_BAR_WIDTH;
  if (area->width < LEAST_FIGURE)
    return room;
  if (p->graph->difference != NULL)
    label = ht_flame_difference_label (p->graph, box);
  else if (p->graph->channel != NULL)
    label = ht_flame_channel_label (p->graph->channel, box);
  if (label == NULL)
    return room;
  width = ht_paint_text_width (p->paint, HT_TEXT_BODY, label);
  if (width > room * FIGURE_SHARE)
    return room;
  ht_paint_text (p->paint, p->cr, HT_TEXT_BODY, HT_ALIGN_RIGHT, area->x + TEXT_X + room,
                 area->y + text_offset (p), label);
  return room - width - TEXT_X;
}

/* Up to where a box can have figures. */
void
ht_flame_leave_out_covered (const HtFlamePainting *p, cairo_rectangle_t *area)
{
  double right = MIN (area->x + area->width, p->width - p->graph->covered);

  area->width = MAX (right - area->x, 0);
}

static void
paint_label (const HtFlamePainting *p, const HtFlameBox *box)
{
  cairo_rectangle_t area;
  g_autofree char *label = NULL;
  double room;

  if (!ht_flame_graph_get_box_area (p->graph, box, p->width, p->height, &area) ||
      area.width < 2 * TEXT_X)
    return;
  if (p->graph->channel != NULL || p->graph->difference != NULL)
    ht_flame_leave_out_covered (p, &area);
  room = paint_figure (p, box, &area);
  if (room < LEAST_LETTERS * 5)
    return;
  if (box->n_merged > 0)
    label = merged_label (box);
  else if (box->node == 0)
    label = g_strdup (p->graph->names->names[0]);
  else
    label = fitting_name (p, p->graph->names->names[p->graph->tree->group[box->node]], room);
  if (label == NULL || ht_paint_text_width (p->paint, HT_TEXT_BODY, label) > room)
    return;
  ht_paint_text (p->paint, p->cr, HT_TEXT_BODY, HT_ALIGN_LEFT, area.x + TEXT_X,
                 area.y + text_offset (p), label);
}

static void
outline_box (const HtFlamePainting *p, const HtFlameBox *box, double line_width)
{
  cairo_rectangle_t area;

  if (!ht_flame_graph_get_box_area (p->graph, box, p->width, p->height, &area))
    return;
  area.x += line_width / 2;
  area.y += line_width / 2;
  area.height -= line_width;
  if (area.width > 4 * HT_FLAME_RADIUS)
    ht_flame_add_rounded (p->cr, &area, area.width - 1 - line_width);
  else
    cairo_rectangle (p->cr, area.x, area.y, MAX (area.width - line_width, 1), area.height);
  cairo_set_line_width (p->cr, line_width);
  cairo_stroke (p->cr);
}

/* A stack as one: its frames have the outline of what is selected. */
static void
outline_stack (const HtFlamePainting *p)
{
  const HtFlameGraph *graph = p->graph;
  const GArray *boxes = graph->layout->boxes;
  g_autoptr (GHashTable) stack = g_hash_table_new (NULL, NULL);

  for (guint32 node = graph->outlined; node != 0; node = graph->tree->parent[node])
    g_hash_table_add (stack, GUINT_TO_POINTER (node));
  for (guint i = 0; i < boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);

      if (box->n_merged == 0 && g_hash_table_contains (stack, GUINT_TO_POINTER (box->node)))
        outline_box (p, box, 1.4);
    }
}

/* Colour is not the only sign: what is selected has an outline, its other places a
 * thinner one, and what a search finds a dashed one. */
static void
paint_outlines (const HtFlamePainting *p)
{
  const HtFlameGraph *graph = p->graph;
  const GArray *boxes = graph->layout->boxes;
  static const double dashes[] = { 4, 2 };

  ht_paint_set_color (p->paint, p->cr, HT_COLOR_TEXT, 1);
  if (graph->outlined != 0)
    outline_stack (p);
  for (guint i = 0; i < boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (boxes, HtFlameBox, i);

      if (box->n_merged > 0 || box->node == 0)
        continue;
      if (graph->matches != NULL && graph->matches[graph->tree->group[box->node]])
        {
          cairo_set_dash (p->cr, dashes, G_N_ELEMENTS (dashes), 0);
          outline_box (p, box, 1.4);
          cairo_set_dash (p->cr, NULL, 0, 0);
        }
      if (graph->selected != 0 && box->node == graph->selected)
        outline_box (p, box, 2);
      else if (graph->selected != 0 &&
               graph->tree->group[box->node] == graph->tree->group[graph->selected])
        outline_box (p, box, 1.4);
    }
}

/**
 * ht_flame_graph_paint:
 * @graph: what to paint
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints a flame graph without its ground.
 */
void
ht_flame_graph_paint (const HtFlameGraph *graph,
                      HtPaint *paint,
                      cairo_t *cr,
                      double width,
                      double height)
{
  HtFlamePainting p = {
    .graph = graph, .width = width, .height = height, .paint = paint, .cr = cr
  };
  const GArray *boxes = graph->layout->boxes;

  cairo_save (cr);
  if (graph->difference != NULL)
    ht_flame_difference_paint (&p);
  else
    paint_boxes (&p);
  if (graph->channel != NULL)
    ht_flame_channel_paint (&p);
  ht_paint_set_color (paint, cr, HT_COLOR_FRAME_TEXT, 1);
  for (guint i = 0; i < boxes->len; i++)
    paint_label (&p, &g_array_index (boxes, HtFlameBox, i));
  paint_outlines (&p);
  cairo_restore (cr);
}
