/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "trace-lanes.h"

#include <math.h>

#include "sorted-array.h"

#define POINTER_REACH 4 /* px */

/* Where things overlap, so many that ended after a time are looked at for one that spans it. */
#define MOST_OVERLAPPING 256

static void
track_free (gpointer data)
{
  HtTraceTrack *track = data;

  g_free (track->name);
  g_array_unref (track->bars);
  g_free (track);
}

static void
row_free (gpointer data)
{
  HtTraceRow *row = data;

  g_free (row->name);
  g_ptr_array_unref (row->tracks);
  g_free (row);
}

/**
 * ht_trace_rows_new:
 *
 * Returns: (transfer full) (element-type HtTraceRow): no lanes
 */
GPtrArray *
ht_trace_rows_new (void)
{
  return g_ptr_array_new_with_free_func (row_free);
}

/**
 * ht_trace_rows_add:
 * @rows: (element-type HtTraceRow): lanes
 * @name: what the new one is called
 * @height: how high its bars are
 * @px: how high it would like to be
 *
 * Returns: (transfer none): a lane at the bottom, without tracks
 */
HtTraceRow *
ht_trace_rows_add (GPtrArray *rows, const char *name, HtTraceHeight height, double px)
{
  HtTraceRow *row = g_new0 (HtTraceRow, 1);

  row->name = g_strdup (name);
  row->height = height;
  row->px = px;
  row->n_across = 1;
  row->tracks = g_ptr_array_new_with_free_func (track_free);
  g_ptr_array_add (rows, row);
  return row;
}

/**
 * ht_trace_row_add_track:
 * @row: a lane
 * @name: what is added
 * @role: its colour
 * @look: its pattern
 * @bars: (element-type HtTraceBar): what happened, by end
 *
 * Returns: (transfer none): the track
 */
HtTraceTrack *
ht_trace_row_add_track (HtTraceRow *row,
                        const char *name,
                        HtColorRole role,
                        HtTraceLook look,
                        GArray *bars)
{
  HtTraceTrack *track = g_new0 (HtTraceTrack, 1);

  track->name = g_strdup (name);
  track->role = role;
  track->look = look;
  track->bars = g_array_ref (bars);
  g_ptr_array_add (row->tracks, track);
  return track;
}

/**
 * ht_trace_rows_get_height:
 * @rows: (element-type HtTraceRow): lanes
 *
 * Returns: how high a picture of them would like to be, with its axis, in px
 */
double
ht_trace_rows_get_height (const GPtrArray *rows)
{
  double height = HT_TIME_AXIS_HEIGHT;

  for (guint i = 0; i < rows->len; i++)
    height += ((const HtTraceRow *) g_ptr_array_index (rows, i))->px;
  return height;
}

/**
 * ht_trace_lanes_get_strip:
 * @lanes: the lanes
 * @width: width of the picture in px
 * @height: its height
 * @strip: (out): where time is in it
 */
void
ht_trace_lanes_get_strip (const HtTraceLanes *lanes,
                          double width,
                          double height,
                          HtTimeStrip *strip)
{
  *strip = (HtTimeStrip){
    .x = lanes->gutter,
    .width = MAX (width - lanes->gutter - HT_TRACE_LANES_MARGIN, 1),
    .height = MAX (height - HT_TIME_AXIS_HEIGHT, 1),
    .from_ns = lanes->from_ns,
    .to_ns = lanes->to_ns,
  };
}

/**
 * ht_trace_lanes_get_row:
 * @lanes: the lanes
 * @row: index of one of them
 * @height: height of the picture in px
 * @top: (out): where it begins, in px
 * @row_height: (out): how high it is
 */
void
ht_trace_lanes_get_row (const HtTraceLanes *lanes,
                        guint row,
                        double height,
                        double *top,
                        double *row_height)
{
  double wanted = MAX (ht_trace_rows_get_height (lanes->rows) - HT_TIME_AXIS_HEIGHT, 1);
  double scale = MAX (height - HT_TIME_AXIS_HEIGHT, 1) / wanted;
  double above = 0, bottom;

  for (guint i = 0; i < row; i++)
    above += ((const HtTraceRow *) g_ptr_array_index (lanes->rows, i))->px;
  bottom = above + ((const HtTraceRow *) g_ptr_array_index (lanes->rows, row))->px;
  *top = floor (above * scale);
  *row_height = floor (bottom * scale) - *top;
}

static const HtTraceBar *
nth_bar (const HtTraceTrack *track, guint index)
{
  return &g_array_index (track->bars, HtTraceBar, index);
}

/* How far a bar is from a time, in ns. */
static gint64
distance (const HtTraceBar *bar, gint64 time_ns)
{
  return time_ns < bar->from_ns ? bar->from_ns - time_ns
         : time_ns > bar->to_ns ? time_ns - bar->to_ns
                                : 0;
}

/* The nearest bar within reach, of several the shortest. */
static gboolean
find_in_track (const HtTraceTrack *track, gint64 time_ns, gint64 *reach_ns, guint *index)
{
  guint first = ht_sorted_count_before (track->bars, G_STRUCT_OFFSET (HtTraceBar, to_ns),
                                        time_ns - *reach_ns);
  gboolean found = FALSE;

  for (guint i = first; i < MIN (track->bars->len, first + MOST_OVERLAPPING); i++)
    {
      const HtTraceBar *bar = nth_bar (track, i);
      gint64 away_ns = distance (bar, time_ns);

      if (away_ns > *reach_ns || (found && away_ns == *reach_ns && away_ns > 0))
        continue;
      if (found && away_ns == 0 && *reach_ns == 0 &&
          bar->to_ns - bar->from_ns >=
              nth_bar (track, *index)->to_ns - nth_bar (track, *index)->from_ns)
        continue;
      *reach_ns = away_ns;
      *index = i;
      found = TRUE;
    }
  return found;
}

/**
 * ht_trace_lanes_find:
 * @lanes: the lanes
 * @x: a place in px
 * @y: its height
 * @width: width of the picture
 * @height: its height
 * @place: (out): the lane there and what is nearest to the place in it
 */
void
ht_trace_lanes_find (const HtTraceLanes *lanes,
                     double x,
                     double y,
                     double width,
                     double height,
                     HtTracePlace *place)
{
  const HtTraceRow *row;
  HtTimeStrip strip;
  double ns_per_px;
  gint64 time_ns, reach_ns;

  *place = (HtTracePlace){ .row = -1, .track = -1 };
  ht_trace_lanes_get_strip (lanes, width, height, &strip);
  for (guint i = 0; i < lanes->rows->len && place->row < 0; i++)
    {
      double top, row_height;

      ht_trace_lanes_get_row (lanes, i, height, &top, &row_height);
      if (y >= top && y < top + row_height)
        place->row = (int) i;
    }
  if (place->row < 0 || x < strip.x - POINTER_REACH || x > strip.x + strip.width + POINTER_REACH)
    return;
  row = g_ptr_array_index (lanes->rows, (guint) place->row);
  ns_per_px = (double) (strip.to_ns - strip.from_ns) / strip.width;
  time_ns = strip.from_ns + (gint64) ((x - strip.x) * ns_per_px);
  reach_ns = (gint64) ceil (POINTER_REACH * ns_per_px);
  for (guint i = 0; i < row->tracks->len; i++)
    if (find_in_track (g_ptr_array_index (row->tracks, i), time_ns, &reach_ns, &place->bar))
      place->track = (int) i;
}

/**
 * ht_trace_row_step:
 * @row: a lane
 * @time_ns: from where, ns since 1970
 * @direction: 1 for what begins later, -1 for what began before
 * @track: (out): index of the track of the next thing
 * @bar: (out): its index there
 *
 * Looks for the next thing that begins after a time, or the last one that began before it.
 *
 * Returns: whether there is one
 */
gboolean
ht_trace_row_step (const HtTraceRow *row, gint64 time_ns, int direction, int *track, guint *bar)
{
  gint64 best_ns = 0;
  gboolean found = FALSE;

  for (guint i = 0; i < row->tracks->len; i++)
    {
      const HtTraceTrack *candidate = g_ptr_array_index (row->tracks, i);
      guint split =
          ht_sorted_count_until (candidate->bars, G_STRUCT_OFFSET (HtTraceBar, to_ns), time_ns);
      guint first = direction > 0 ? split : split - MIN (split, MOST_OVERLAPPING);
      guint last = MIN (candidate->bars->len, split + MOST_OVERLAPPING);

      for (guint k = first; k < last; k++)
        {
          gint64 from_ns = nth_bar (candidate, k)->from_ns;

          if (direction > 0 ? from_ns <= time_ns : from_ns >= time_ns)
            continue;
          if (found && (direction > 0 ? from_ns >= best_ns : from_ns <= best_ns))
            continue;
          best_ns = from_ns;
          *track = (int) i;
          *bar = k;
          found = TRUE;
        }
    }
  return found;
}

/**
 * ht_trace_lanes_get_bar:
 * @lanes: the lanes
 * @place: a place in them
 *
 * Returns: (transfer none) (nullable): what is there
 */
const HtTraceBar *
ht_trace_lanes_get_bar (const HtTraceLanes *lanes, const HtTracePlace *place)
{
  const HtTraceRow *row;
  const HtTraceTrack *track;

  if (place->row < 0 || place->track < 0 || (guint) place->row >= lanes->rows->len)
    return NULL;
  row = g_ptr_array_index (lanes->rows, (guint) place->row);
  if ((guint) place->track >= row->tracks->len)
    return NULL;
  track = g_ptr_array_index (row->tracks, (guint) place->track);
  return place->bar < track->bars->len ? nth_bar (track, place->bar) : NULL;
}

/**
 * ht_trace_lanes_paint_outline:
 * @lanes: the lanes
 * @row: index of one of them
 * @bar: something in it
 * @paint: with what
 * @cr: on what
 * @width: width of the picture in px
 * @height: its height
 *
 * Makes something stand out.
 */
void
ht_trace_lanes_paint_outline (const HtTraceLanes *lanes,
                              guint row,
                              const HtTraceBar *bar,
                              HtPaint *paint,
                              cairo_t *cr,
                              double width,
                              double height)
{
  double top, row_height, left, right;
  HtTimeStrip strip;

  ht_trace_lanes_get_strip (lanes, width, height, &strip);
  if (row >= lanes->rows->len || bar->to_ns < strip.from_ns || bar->from_ns > strip.to_ns)
    return;
  ht_trace_lanes_get_row (lanes, row, height, &top, &row_height);
  left = floor (ht_time_strip_x_of (&strip, MAX (bar->from_ns, strip.from_ns)));
  right = ceil (ht_time_strip_x_of (&strip, MIN (bar->to_ns, strip.to_ns)));
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  cairo_rectangle (cr, left - 1, top + 1, MAX (right - left, 1) + 2, row_height - 2);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}
