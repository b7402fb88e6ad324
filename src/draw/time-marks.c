/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "time-marks.h"

#include <math.h>

#include "gc-cycle.h"
#include "time-axis.h"

/* Measures in px. */
#define FLAG_WIDTH  9
#define FLAG_HEIGHT 8
#define SIGN_SIZE   7
#define HATCH       6
#define LEAST_GAP   2 /* a gap that is narrower is shown as wide as that */
#define NEAREST     6 /* signs of one kind that are nearer to each other are one */

#define POLE_OPACITY 0.6

static void
mark_free (gpointer data)
{
  HtTimeMark *mark = data;

  g_free (mark->text);
  g_free (mark);
}

/**
 * ht_time_marks_new:
 *
 * Returns: (transfer full) (element-type HtTimeMark): no marks
 */
GPtrArray *
ht_time_marks_new (void)
{
  return g_ptr_array_new_with_free_func (mark_free);
}

/**
 * ht_time_marks_add:
 * @marks: (element-type HtTimeMark): marks
 * @kind: what the mark is
 * @time_ns: when, not before the mark added last
 * @end_ns: until when; @time_ns for a moment
 * @text: what people read
 */
void
ht_time_marks_add (GPtrArray *marks,
                   HtTimeMarkKind kind,
                   gint64 time_ns,
                   gint64 end_ns,
                   const char *text)
{
  HtTimeMark *mark = g_new (HtTimeMark, 1);

  *mark = (HtTimeMark){ kind, time_ns, end_ns, g_strdup (text) };
  g_ptr_array_add (marks, mark);
}

static const HtTimeMark *
nth (const GPtrArray *marks, guint i)
{
  return g_ptr_array_index (marks, i);
}

/* Index of the first mark at a time or later. */
static guint
first_from (const GPtrArray *marks, gint64 time_ns)
{
  guint low = 0;
  guint high = marks->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (nth (marks, middle)->time_ns < time_ns)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * ht_time_marks_next:
 * @marks: (element-type HtTimeMark): marks, by time
 * @time_ns: where to start from
 * @direction: 1 for later, -1 for earlier
 *
 * Returns: time of the nearest mark, %HT_UNKNOWN if there is none
 */
gint64
ht_time_marks_next (const GPtrArray *marks, gint64 time_ns, int direction)
{
  guint i = first_from (marks, direction > 0 ? time_ns + 1 : time_ns);

  if (direction > 0)
    return i < marks->len ? nth (marks, i)->time_ns : HT_UNKNOWN;
  return i > 0 ? nth (marks, i - 1)->time_ns : HT_UNKNOWN;
}

/* How far a time is from a mark; 0 within it. */
static gint64
distance (const HtTimeMark *mark, gint64 time_ns)
{
  if (time_ns < mark->time_ns)
    return mark->time_ns - time_ns;
  return MAX (time_ns - mark->end_ns, 0);
}

/**
 * ht_time_marks_at:
 * @marks: (element-type HtTimeMark): marks, by time
 * @time_ns: a time
 * @reach_ns: how far a mark may be from it
 *
 * Finds what is pointed at. Where marks are equally near, what tells more counts: a flag more than
 * a restart, and a restart more than a gap.
 *
 * Returns: (transfer none) (nullable): the nearest mark
 */
const HtTimeMark *
ht_time_marks_at (const GPtrArray *marks, gint64 time_ns, gint64 reach_ns)
{
  const HtTimeMark *nearest = NULL;

  for (guint i = 0; i < marks->len && nth (marks, i)->time_ns - reach_ns <= time_ns; i++)
    {
      const HtTimeMark *mark = nth (marks, i);
      gint64 nearer_ns = nearest != NULL ? distance (nearest, time_ns) : G_MAXINT64;
      gint64 away_ns = distance (mark, time_ns);

      if (away_ns <= reach_ns && (nearest == NULL || away_ns < nearer_ns ||
                                  (away_ns == nearer_ns && mark->kind < nearest->kind)))
        nearest = mark;
    }
  return nearest;
}

static void
paint_gap (HtPaint *paint, cairo_t *cr, const HtTimeStrip *strip, const HtTimeMark *mark)
{
  double left = MAX (ht_time_strip_x_of (strip, mark->time_ns), strip->x);
  double right = MIN (ht_time_strip_x_of (strip, mark->end_ns), strip->x + strip->width);
  double first;
  guint n_lines;

  right = MAX (right, left + LEAST_GAP);
  cairo_save (cr);
  cairo_rectangle (cr, left, strip->y, right - left, strip->height);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 0.1);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  /* From multiples of the distance, so that the lines stay where they are while a gap is moved. */
  first = floor ((left - strip->height) / HATCH) * HATCH;
  n_lines = (guint) ceil ((right - first) / HATCH);
  for (guint i = 0; i < n_lines; i++)
    {
      cairo_move_to (cr, first + i * HATCH, strip->y + strip->height);
      cairo_rel_line_to (cr, strip->height, -strip->height);
    }
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 0.45);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/**
 * ht_time_marks_paint_gaps:
 * @marks: (element-type HtTimeMark): marks, by time
 * @paint: with what
 * @cr: on what
 * @strip: where
 *
 * Hatches what nobody knows; to be painted below the lines.
 */
void
ht_time_marks_paint_gaps (const GPtrArray *marks,
                          HtPaint *paint,
                          cairo_t *cr,
                          const HtTimeStrip *strip)
{
  double last_x = -INFINITY;

  for (guint i = 0; i < marks->len && nth (marks, i)->time_ns <= strip->to_ns; i++)
    {
      const HtTimeMark *mark = nth (marks, i);
      double end = ht_time_strip_x_of (strip, mark->end_ns);

      if (mark->kind != HT_TIME_MARK_GAP || mark->end_ns < strip->from_ns || end < last_x)
        continue;
      paint_gap (paint, cr, strip, mark);
      last_x = end + LEAST_GAP;
    }
}

static void
paint_pole (HtPaint *paint, cairo_t *cr, const HtTimeStrip *strip, double x, gboolean dashed)
{
  static const double dashes[] = { 4, 3 };

  if (dashed)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, x, strip->y);
  cairo_rel_line_to (cr, 0, strip->height);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* A sign keeps its shape on whatever line it lies. */
static void
fill_sign (HtPaint *paint, cairo_t *cr, HtColorRole role)
{
  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke_preserve (cr);
  ht_paint_set_color (paint, cr, role, 1);
  cairo_fill (cr);
}

/* A pennant; at the right border it flies to the left. */
static void
paint_flag (HtPaint *paint, cairo_t *cr, const HtTimeStrip *strip, double x)
{
  double wide = x + FLAG_WIDTH > strip->x + strip->width ? -FLAG_WIDTH : FLAG_WIDTH;

  ht_paint_set_color (paint, cr, HT_COLOR_GROWTH_TEXT, POLE_OPACITY);
  paint_pole (paint, cr, strip, x, FALSE);
  cairo_move_to (cr, x, strip->y);
  cairo_rel_line_to (cr, wide, FLAG_HEIGHT / 2.0);
  cairo_rel_line_to (cr, -wide, FLAG_HEIGHT / 2.0);
  cairo_close_path (cr);
  fill_sign (paint, cr, HT_COLOR_GROWTH_TEXT);
}

/* Begins anew: a bar and an arrow head that leaves it. */
static void
paint_restart (HtPaint *paint, cairo_t *cr, const HtTimeStrip *strip, double x)
{
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, POLE_OPACITY);
  paint_pole (paint, cr, strip, x, TRUE);
  cairo_rectangle (cr, x - 1, strip->y, 2, SIGN_SIZE + 2);
  cairo_move_to (cr, x + 2, strip->y + 1);
  cairo_rel_line_to (cr, SIGN_SIZE - 1, SIGN_SIZE / 2.0);
  cairo_rel_line_to (cr, -(SIGN_SIZE - 1), SIGN_SIZE / 2.0);
  cairo_close_path (cr);
  fill_sign (paint, cr, HT_COLOR_TEXT);
}

static void
paint_note (HtPaint *paint, cairo_t *cr, const HtTimeStrip *strip, double x)
{
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, POLE_OPACITY);
  paint_pole (paint, cr, strip, x, FALSE);
  cairo_rectangle (cr, x - SIGN_SIZE / 2.0, strip->y, SIGN_SIZE, SIGN_SIZE);
  fill_sign (paint, cr, HT_COLOR_TEXT);
}

/**
 * ht_time_marks_paint_signs:
 * @marks: (element-type HtTimeMark): marks, by time
 * @paint: with what
 * @cr: on what
 * @strip: where
 *
 * Paints a sign for each flag (a pennant), restart (a bar with an arrow head) and note (a square);
 * to be painted above the lines. Signs that would lie on each other are one.
 */
void
ht_time_marks_paint_signs (const GPtrArray *marks,
                           HtPaint *paint,
                           cairo_t *cr,
                           const HtTimeStrip *strip)
{
  static void (*const signs[]) (HtPaint *, cairo_t *, const HtTimeStrip *, double) = {
    [HT_TIME_MARK_FLAG] = paint_flag,
    [HT_TIME_MARK_RESTART] = paint_restart,
    [HT_TIME_MARK_GAP] = NULL,
    [HT_TIME_MARK_NOTE] = paint_note,
  };
  double last_x[G_N_ELEMENTS (signs)];

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    last_x[i] = -INFINITY;
  cairo_save (cr);
  for (guint i = first_from (marks, strip->from_ns);
       i < marks->len && nth (marks, i)->time_ns <= strip->to_ns; i++)
    {
      const HtTimeMark *mark = nth (marks, i);
      double x = floor (ht_time_strip_x_of (strip, mark->time_ns)) + 0.5;

      if (signs[mark->kind] == NULL || x - last_x[mark->kind] < NEAREST)
        continue;
      cairo_new_path (cr);
      signs[mark->kind](paint, cr, strip, x);
      last_x[mark->kind] = x;
    }
  cairo_restore (cr);
}
