/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include <math.h>

#include "sorted-array.h"
#include "trace-lanes.h"
#include "units.h"

#define HATCH_STEP    5
#define LEAST_WIDE    2 /* px from which a bar is one by itself */
#define LEAST_HEIGHT  2
#define LABEL_MARGIN  3
#define LEAST_LABELED 14 /* px of height that a text needs */

typedef struct
{
  const HtTraceLanes *lanes;
  HtTimeStrip strip;
  double named_to; /* how far down names reach */

  /* Borrowed */
  HtPaint *paint;
  cairo_t *cr;
} Painting;

/* Of the lane that is being painted. */
typedef struct
{
  const HtTraceRow *row;
  double base;   /* where bars stand */
  double height; /* how high they may be */
  guint n_columns;
  gint64 greatest; /* what is as high as the lane */
  gint64 busy;     /* in view, of all tracks */

  /* Owned: for each column of pixels */
  double *stacked;      /* how high the tracks below are */
  gboolean *is_written; /* whether there is a text */
} RowPainting;

static void
row_painting_clear (RowPainting *r)
{
  g_free (r->stacked);
  g_free (r->is_written);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RowPainting, row_painting_clear)

/* The first that may be in view. Bars are sorted by their ends, so that any later one may have
 * begun in view. */
static guint
first_shown (const Painting *p, const HtTraceTrack *track)
{
  return ht_sorted_count_before (track->bars, G_STRUCT_OFFSET (HtTraceBar, to_ns),
                                 p->lanes->from_ns);
}

/* Its borders in columns of pixels; FALSE if it is out of view. */
static gboolean
get_borders (const Painting *p, const HtTraceBar *bar, double *left, double *right)
{
  if (bar->to_ns < p->lanes->from_ns || bar->from_ns > p->lanes->to_ns)
    return FALSE;
  *left = ht_time_strip_x_of (&p->strip, MAX (bar->from_ns, p->lanes->from_ns)) - p->strip.x;
  *right = ht_time_strip_x_of (&p->strip, MIN (bar->to_ns, p->lanes->to_ns)) - p->strip.x;
  return TRUE;
}

static gboolean
is_one_by_itself (const RowPainting *r, const HtTraceBar *bar, double left, double right)
{
  return bar->n == 1 && right - left >= LEAST_WIDE &&
         (r->row->height != HT_TRACE_HEIGHT_BUSY || r->row->n_across == 1);
}

static void
add_rectangle (const Painting *p, const RowPainting *r, double left, double right, double height)
{
  double x = p->strip.x + floor (left);
  double to = MAX (p->strip.x + floor (right), x + 1);

  cairo_rectangle (p->cr, x, r->base - height, to - x, height);
}

/* What a bar takes of each column, as if it were spread evenly. */
static void
spread (double *columns, guint n_columns, double left, double right, double density)
{
  guint first = MIN ((guint) left, n_columns - 1);
  guint last = MIN ((guint) right, n_columns - 1);

  if (first == last)
    {
      columns[first] += density * (right - left);
      return;
    }
  columns[first] += density * (first + 1 - left);
  for (guint i = first + 1; i < last; i++)
    columns[i] += density;
  columns[last] += density * (right - last);
}

static gint64
get_value (const RowPainting *r, const HtTraceBar *bar)
{
  return r->row->height == HT_TRACE_HEIGHT_AMOUNT ? bar->busy : bar->longest;
}

/* For each column of pixels what the bars in it have that are too narrow to be seen. */
static void
fill_columns (const Painting *p, const RowPainting *r, const HtTraceTrack *track, double *columns)
{
  for (guint i = first_shown (p, track); i < track->bars->len; i++)
    {
      const HtTraceBar *bar = &g_array_index (track->bars, HtTraceBar, i);
      double length = (double) MAX (bar->to_ns - bar->from_ns, 1);
      double left, right;

      if (!get_borders (p, bar, &left, &right) || is_one_by_itself (r, bar, left, right))
        continue;
      if (r->row->height == HT_TRACE_HEIGHT_BUSY)
        {
          spread (columns, r->n_columns, left, right,
                  MIN ((double) bar->busy / length, r->row->n_across) / r->row->n_across);
          continue;
        }
      for (guint k = (guint) left; k <= MIN ((guint) right, r->n_columns - 1); k++)
        if (r->row->height == HT_TRACE_HEIGHT_AMOUNT)
          columns[k] += (double) bar->busy / ((guint) right - (guint) left + 1);
        else
          columns[k] = MAX (columns[k], (double) MAX (bar->longest, 1));
    }
}

static double
column_height (const RowPainting *r, double value)
{
  switch (r->row->height)
    {
    case HT_TRACE_HEIGHT_BUSY:
      return ceil (r->height * MIN (value, 1));
    case HT_TRACE_HEIGHT_FULL:
      return r->height;
    case HT_TRACE_HEIGHT_LONGEST:
    case HT_TRACE_HEIGHT_AMOUNT:
    default:
      return MIN (MAX (ceil (r->height * value / (double) MAX (r->greatest, 1)), LEAST_HEIGHT),
                  r->height);
    }
}

/* What is painted with is already on the path. */
static void
fill_path (const Painting *p, const RowPainting *r, const HtTraceTrack *track)
{
  if (track->look == HT_TRACE_SOLID)
    {
      ht_paint_set_color (p->paint, p->cr, track->role, 1);
      cairo_fill (p->cr);
      return;
    }
  cairo_save (p->cr);
  ht_paint_set_color (p->paint, p->cr, track->role, 0.3);
  cairo_fill_preserve (p->cr);
  cairo_clip (p->cr);
  ht_paint_set_color (p->paint, p->cr, track->role, 1);
  if (track->look == HT_TRACE_HATCHED)
    ht_paint_hatch (p->cr, p->strip.x, r->base - r->height, p->strip.width, r->height, HATCH_STEP);
  cairo_restore (p->cr);
}

/* The upper edges of what is hollow. */
static void
add_edges (const Painting *p, const RowPainting *r, const double *columns, const double *below)
{
  for (guint i = 0; i < r->n_columns; i++)
    if (columns[i] > 0)
      cairo_rectangle (p->cr, p->strip.x + i, r->base - below[i] - columns[i], 1, 1);
}

static void
add_frame (const Painting *p, const RowPainting *r, double left, double right)
{
  double x = p->strip.x + floor (left);
  double width = MAX (p->strip.x + floor (right) - x, 1);

  cairo_rectangle (p->cr, x, r->base - r->height, width, 1);
  cairo_rectangle (p->cr, x, r->base - 1, width, 1);
  cairo_rectangle (p->cr, x, r->base - r->height, 1, r->height);
  cairo_rectangle (p->cr, x + width - 1, r->base - r->height, 1, r->height);
}

static void
paint_columns (const Painting *p, RowPainting *r, const HtTraceTrack *track)
{
  g_autofree double *columns = g_new0 (double, r->n_columns);
  gboolean is_stacked = r->row->height == HT_TRACE_HEIGHT_BUSY;

  fill_columns (p, r, track, columns);
  for (guint i = 0; i < r->n_columns; i++)
    {
      if (columns[i] <= 0)
        continue;
      columns[i] = MIN (column_height (r, columns[i]), r->height - r->stacked[i]);
      cairo_rectangle (p->cr, p->strip.x + i, r->base - r->stacked[i] - columns[i], 1, columns[i]);
    }
  fill_path (p, r, track);
  if (track->look == HT_TRACE_HOLLOW)
    {
      ht_paint_set_color (p->paint, p->cr, track->role, 1);
      add_edges (p, r, columns, r->stacked);
      cairo_fill (p->cr);
    }
  for (guint i = 0; i < r->n_columns && is_stacked; i++)
    r->stacked[i] += columns[i];
}

/* Bars of one lane can lie on each other, texts on texts cannot be read. */
static gboolean
take_room (const RowPainting *r, double left, double width)
{
  guint first = (guint) CLAMP (left, 0, r->n_columns);
  guint end = (guint) CLAMP (ceil (left + width), 0, r->n_columns);

  for (guint i = first; i < end; i++)
    if (r->is_written[i])
      return FALSE;
  for (guint i = first; i < end; i++)
    r->is_written[i] = TRUE;
  return TRUE;
}

/* With the name of the track where it fits, else only how long it took, else nothing. */
static void
paint_label (const Painting *p,
             const RowPainting *r,
             const HtTraceTrack *track,
             const HtTraceBar *bar,
             double left,
             double right)
{
  g_autofree char *length = ht_axis_duration_label (bar->busy);
  g_autofree char *named = g_strdup_printf ("%s %s", track->name, length);
  double room = right - left - 2 * LABEL_MARGIN;
  const char *text = r->row->names_bars ? named : length;

  if (ht_paint_text_width (p->paint, HT_TEXT_AXIS, text) > room)
    text = length;
  if (ht_paint_text_width (p->paint, HT_TEXT_AXIS, text) > room ||
      !take_room (r, left + LABEL_MARGIN, ht_paint_text_width (p->paint, HT_TEXT_AXIS, text)))
    return;
  ht_paint_set_color (p->paint, p->cr,
                      track->look == HT_TRACE_SOLID ? HT_COLOR_GROUND : HT_COLOR_TEXT, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, p->strip.x + left + LABEL_MARGIN,
                 r->base - r->height / 2 - ht_paint_text_height (p->paint, HT_TEXT_AXIS) / 2.0,
                 text);
}

/* Bars one by itself, then what is written into them. */
static void
paint_bars (const Painting *p, const RowPainting *r, const HtTraceTrack *track)
{
  guint first = first_shown (p, track);
  double left, right;

  for (guint i = first; i < track->bars->len; i++)
    {
      const HtTraceBar *bar = &g_array_index (track->bars, HtTraceBar, i);

      if (get_borders (p, bar, &left, &right) && is_one_by_itself (r, bar, left, right))
        add_rectangle (p, r, left, right, r->height);
    }
  fill_path (p, r, track);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = first; i < track->bars->len; i++)
      {
        const HtTraceBar *bar = &g_array_index (track->bars, HtTraceBar, i);

        if (!get_borders (p, bar, &left, &right) || !is_one_by_itself (r, bar, left, right))
          continue;
        if (pass == 0 && track->look != HT_TRACE_SOLID)
          {
            ht_paint_set_color (p->paint, p->cr, track->role, 1);
            add_frame (p, r, left, right);
            cairo_fill (p->cr);
          }
        else if (pass == 1 && right - left > 3 * LEAST_LABELED && r->height >= LEAST_LABELED)
          paint_label (p, r, track, bar, left, right);
      }
}

/* What the lane has in view: the greatest, and how much in all. */
static void
survey (const Painting *p, RowPainting *r)
{
  g_autofree double *columns = NULL;

  for (guint t = 0; t < r->row->tracks->len; t++)
    {
      const HtTraceTrack *track = g_ptr_array_index (r->row->tracks, t);
      double left, right;

      for (guint i = first_shown (p, track); i < track->bars->len; i++)
        {
          const HtTraceBar *bar = &g_array_index (track->bars, HtTraceBar, i);
          double whole = (double) MAX (bar->to_ns - bar->from_ns, 1);

          if (!get_borders (p, bar, &left, &right))
            continue;
          r->greatest = MAX (r->greatest, get_value (r, bar));
          if (r->row->height == HT_TRACE_HEIGHT_BUSY)
            r->busy += (gint64) ((double) bar->busy / whole *
                                 (double) (MIN (bar->to_ns, p->lanes->to_ns) -
                                           MAX (bar->from_ns, p->lanes->from_ns)));
          else
            r->busy += bar->busy;
        }
      if (r->row->height != HT_TRACE_HEIGHT_AMOUNT)
        continue;
      if (columns == NULL)
        columns = g_new0 (double, r->n_columns);
      fill_columns (p, r, track, columns);
    }
  for (guint i = 0; columns != NULL && i < r->n_columns; i++)
    r->greatest = MAX (r->greatest, (gint64) columns[i]);
}

/* Shorter than where there is room. */
static char *
bytes_text (gint64 bytes)
{
  double unit;
  const char *name = ht_size_unit ((double) bytes, &unit);
  g_autofree char *figure = ht_format_in_unit ((double) bytes, unit);

  return g_strdup_printf ("%s %s", figure, name);
}

/* On the right: the longest in view, the share of the processors, or how many bytes. */
static void
paint_summary (const Painting *p, const RowPainting *r)
{
  double range = (double) MAX (p->lanes->to_ns - p->lanes->from_ns, 1);
  g_autofree char *text = NULL;

  switch (r->row->height)
    {
    case HT_TRACE_HEIGHT_LONGEST:
      text = ht_axis_duration_label (r->greatest);
      break;
    case HT_TRACE_HEIGHT_BUSY:
      text = ht_format_percent ((double) r->busy / range / r->row->n_across);
      break;
    case HT_TRACE_HEIGHT_AMOUNT:
      text = bytes_text (r->busy);
      break;
    case HT_TRACE_HEIGHT_FULL:
    default:
      return;
    }
  if (r->busy == 0 || r->height + 4 < LEAST_LABELED)
    return;
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_SECOND_TEXT, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, p->strip.x + p->strip.width + 6,
                 r->base - r->height / 2 - ht_paint_text_height (p->paint, HT_TEXT_AXIS) / 2.0,
                 text);
}

/* Of lanes that are lower than a text as many have a name as there is room for. */
static void
paint_name (Painting *p, const RowPainting *r)
{
  HtTextStyle style =
      r->height + 4 < ht_paint_text_height (p->paint, HT_TEXT_BODY) ? HT_TEXT_AXIS : HT_TEXT_BODY;
  int height = ht_paint_text_height (p->paint, style);
  double y = r->base - r->height / 2 - height / 2.0;
  g_autofree char *name = ht_paint_fit_text (p->paint, style, r->row->name, p->strip.x - 18);

  if (y < p->named_to)
    return;
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_TEXT, 1);
  ht_paint_text (p->paint, p->cr, style, HT_ALIGN_LEFT, 12, y, name);
  p->named_to = y + height - 2;
}

static void
paint_row (Painting *p, guint index, double picture_height)
{
  double top, row_height;
  g_auto (RowPainting) r = { .row = g_ptr_array_index (p->lanes->rows, index) };

  ht_trace_lanes_get_row (p->lanes, index, picture_height, &top, &row_height);
  r.height = MAX (row_height - (row_height >= LEAST_LABELED ? 5 : 1), 1);
  r.base = top + row_height - (row_height >= LEAST_LABELED ? 3 : 0);
  r.n_columns = (guint) MAX (p->strip.width, 1);
  r.stacked = g_new0 (double, r.n_columns);
  r.is_written = g_new0 (gboolean, r.n_columns);
  paint_name (p, &r);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_FAINT_LINE, 1);
  cairo_rectangle (p->cr, p->strip.x, r.base, p->strip.width, 1);
  cairo_fill (p->cr);

  survey (p, &r);
  cairo_save (p->cr);
  cairo_rectangle (p->cr, p->strip.x, top, p->strip.width + 1, row_height);
  cairo_clip (p->cr);
  for (guint i = 0; i < r.row->tracks->len; i++)
    {
      paint_columns (p, &r, g_ptr_array_index (r.row->tracks, i));
      paint_bars (p, &r, g_ptr_array_index (r.row->tracks, i));
    }
  cairo_restore (p->cr);
  paint_summary (p, &r);
}

/**
 * ht_trace_lanes_paint:
 * @lanes: what to paint
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the lanes without their ground. What is wide enough is drawn by itself; what is narrower
 * than pixels, or comes merged, as columns whose height says how long or how much it was.
 */
void
ht_trace_lanes_paint (const HtTraceLanes *lanes,
                      HtPaint *paint,
                      cairo_t *cr,
                      double width,
                      double height)
{
  Painting p = { .lanes = lanes, .paint = paint, .cr = cr, .named_to = -G_MAXINT };

  ht_trace_lanes_get_strip (lanes, width, height, &p.strip);
  cairo_save (cr);
  if (lanes->marks != NULL)
    ht_time_marks_paint_gaps (lanes->marks, paint, cr, &p.strip);
  ht_time_axis_paint (paint, cr, &p.strip, lanes->display, lanes->start_ns);
  for (guint i = 0; i < lanes->rows->len; i++)
    paint_row (&p, i, height);
  cairo_restore (cr);
}
