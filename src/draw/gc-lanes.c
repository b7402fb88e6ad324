/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "gc-lanes.h"

#include <math.h>

#include "sorted-array.h"

#define BAR_WIDTH     2
#define POINTER_REACH 8

typedef struct
{
  const HtGcLanes *lanes;
  double left;
  double width;        /* of the plot */
  double lanes_height; /* of all together */
  double lane_height;

  /* Borrowed */
  HtPaint *paint;
  cairo_t *cr;
} Painting;

/**
 * ht_gc_lane_value:
 * @cycle: a cycle
 * @lane: a lane
 *
 * Returns: how long that phase took in ns, or %HT_UNKNOWN
 */
gint64
ht_gc_lane_value (const HtGcCycle *cycle, HtGcLane lane)
{
  switch (lane)
    {
    case HT_GC_LANE_SWEEP_TERM:
      return cycle->stw_sweep_term_ns;
    case HT_GC_LANE_MARK:
      return cycle->mark_ns;
    case HT_GC_LANE_ASSIST:
      return cycle->assist_ns;
    case HT_GC_LANE_MARK_TERM:
      return cycle->stw_mark_term_ns;
    case HT_GC_LANE_PAUSES:
      return cycle->pause_ns;
    default:
      return HT_UNKNOWN;
    }
}

static double
plot_width (const HtGcLanes *lanes, double width)
{
  return MAX (width - lanes->gutter - HT_GC_LANES_MARGIN, 1);
}

static double
x_of (const HtGcLanes *lanes, double width, gint64 time_ns)
{
  return lanes->gutter +
         plot_width (lanes, width) * ((double) (time_ns - lanes->from_ns) /
                                      (double) MAX (lanes->to_ns - lanes->from_ns, 1));
}

/* Index of the first cycle that begins at or after a time. */
static guint
first_cycle_from (const GArray *cycles, gint64 time_ns)
{
  return ht_sorted_count_before (cycles, G_STRUCT_OFFSET (HtGcCycle, start_ns), time_ns);
}

/**
 * ht_gc_lanes_cycle_at:
 * @lanes: the lanes
 * @x: a place in px
 * @width: width of the picture
 *
 * Returns: the index of the cycle in view that begins nearest to @x, -1 if none is near
 */
int
ht_gc_lanes_cycle_at (const HtGcLanes *lanes, double x, double width)
{
  gint64 time_ns = lanes->from_ns + (gint64) ((x - lanes->gutter) / plot_width (lanes, width) *
                                              (double) (lanes->to_ns - lanes->from_ns));
  guint after = first_cycle_from (lanes->cycles, CLAMP (time_ns, lanes->from_ns, lanes->to_ns));
  int nearest = -1;
  double reach = POINTER_REACH;

  for (guint i = after > 0 ? after - 1 : 0; i < MIN (after + 1, lanes->cycles->len); i++)
    {
      const HtGcCycle *cycle = &g_array_index (lanes->cycles, HtGcCycle, i);
      double distance = fabs (x_of (lanes, width, cycle->start_ns) - x);
      gboolean in_view = cycle->start_ns >= lanes->from_ns && cycle->start_ns <= lanes->to_ns;

      if (in_view && distance <= reach)
        {
          reach = distance;
          nearest = (int) i;
        }
    }
  return nearest;
}

/**
 * ht_gc_lanes_paint_band:
 * @lanes: the lanes
 * @index: a cycle
 * @opacity: 0..1
 * @paint: with what
 * @cr: on what
 * @width: width of the lanes in px
 * @height: how high
 *
 * Makes a cycle stand out, in the lanes and in what is painted above them on the same axis.
 */
void
ht_gc_lanes_paint_band (const HtGcLanes *lanes,
                        guint index,
                        double opacity,
                        HtPaint *paint,
                        cairo_t *cr,
                        double width,
                        double height)
{
  const HtGcCycle *cycle;
  double border = lanes->gutter + plot_width (lanes, width);
  double left, right;

  if (index >= lanes->cycles->len)
    return;
  cycle = &g_array_index (lanes->cycles, HtGcCycle, index);
  if (cycle->end_ns < lanes->from_ns || cycle->start_ns > lanes->to_ns)
    return;
  left = CLAMP (x_of (lanes, width, cycle->start_ns), lanes->gutter, border);
  right = CLAMP (x_of (lanes, width, cycle->end_ns), left, border);
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, opacity);
  cairo_rectangle (cr, floor (left) - 4, 0, right - left + 9, height);
  cairo_fill (cr);
}

/* The longest in each column of pixels, so that a picture of many cycles hides no outlier. */
static gint64
longest_by_column (const Painting *p, HtGcLane lane, gint64 *columns, guint n_columns)
{
  const HtGcLanes *lanes = p->lanes;
  gint64 longest = 0;

  for (guint i = first_cycle_from (lanes->cycles, lanes->from_ns); i < lanes->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (lanes->cycles, HtGcCycle, i);
      gint64 value = ht_gc_lane_value (cycle, lane);
      double share;
      guint column;

      if (cycle->start_ns > lanes->to_ns)
        break;
      if (value == HT_UNKNOWN)
        continue;
      share = (double) (cycle->start_ns - lanes->from_ns) /
              (double) MAX (lanes->to_ns - lanes->from_ns, 1);
      column = MIN ((guint) (share * n_columns), n_columns - 1);
      columns[column] = MAX (columns[column], value);
      longest = MAX (longest, value);
    }
  return longest;
}

static void
paint_lane (const Painting *p, HtGcLane lane)
{
  static const HtColorRole roles[HT_N_GC_LANES + 1] = {
    [HT_GC_LANE_SWEEP_TERM] = HT_COLOR_PHASE_STOPPED,
    [HT_GC_LANE_MARK] = HT_COLOR_PHASE_MARK,
    [HT_GC_LANE_ASSIST] = HT_COLOR_PHASE_ASSIST,
    [HT_GC_LANE_MARK_TERM] = HT_COLOR_PHASE_STOPPED,
    [HT_GC_LANE_PAUSES] = HT_COLOR_PHASE_STOPPED,
  };
  guint row = lane == HT_GC_LANE_PAUSES ? 0 : lane;
  const char *name = lane == HT_GC_LANE_PAUSES ? p->lanes->pauses_name : p->lanes->names[lane];
  guint n_columns = (guint) p->width;
  g_autofree gint64 *columns = g_new0 (gint64, n_columns);
  gint64 longest = longest_by_column (p, lane, columns, n_columns);
  double base = floor (p->lane_height * (row + 1)) - 4;
  double height = p->lane_height - 8;
  double text_y = base - height / 2 - ht_paint_text_height (p->paint, HT_TEXT_BODY) / 2.0;
  g_autofree char *scale = longest > 0 ? ht_axis_duration_label (longest) : NULL;

  ht_paint_set_color (p->paint, p->cr, HT_COLOR_TEXT, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_BODY, HT_ALIGN_LEFT, 12, text_y, name);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_FAINT_LINE, 1);
  cairo_rectangle (p->cr, p->left, base, p->width, 1);
  cairo_fill (p->cr);
  if (longest == 0)
    return;

  for (guint i = 0; i < n_columns; i++)
    if (columns[i] > 0)
      {
        double bar = MAX (height * (double) columns[i] / (double) longest, 1);

        cairo_rectangle (p->cr, p->left + i, base - ceil (bar), BAR_WIDTH, ceil (bar));
      }
  ht_paint_set_color (p->paint, p->cr, roles[lane], 1);
  cairo_fill (p->cr);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_SECOND_TEXT, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, p->left + p->width + 6, text_y,
                 scale);
}

/**
 * ht_gc_lanes_paint:
 * @lanes: what to paint
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the lanes without their ground.
 */
void
ht_gc_lanes_paint (const HtGcLanes *lanes, HtPaint *paint, cairo_t *cr, double width, double height)
{
  Painting p = {
    .lanes = lanes,
    .left = lanes->gutter,
    .width = plot_width (lanes, width),
    .lanes_height = MAX (height - HT_TIME_AXIS_HEIGHT, 1),
    .paint = paint,
    .cr = cr,
  };

  const HtTimeStrip strip = { p.left, 0, p.width, p.lanes_height, lanes->from_ns, lanes->to_ns };

  p.lane_height = p.lanes_height / (lanes->pauses_name != NULL ? 1 : HT_N_GC_LANES);
  cairo_save (cr);
  if (lanes->marks != NULL)
    ht_time_marks_paint_gaps (lanes->marks, paint, cr, &strip);
  ht_time_axis_paint (paint, cr, &strip, lanes->display, lanes->start_ns);
  if (lanes->selected >= 0)
    ht_gc_lanes_paint_band (lanes, (guint) lanes->selected, 0.16, paint, cr, width, p.lanes_height);
  if (lanes->pauses_name != NULL)
    paint_lane (&p, HT_GC_LANE_PAUSES);
  for (int lane = 0; lane < HT_N_GC_LANES && lanes->pauses_name == NULL; lane++)
    paint_lane (&p, (HtGcLane) lane);
  cairo_restore (cr);
}
