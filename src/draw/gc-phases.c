/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "gc-phases.h"

#include <math.h>

#include "axis-ticks.h"

#define GUTTER       100
#define MARGIN_RIGHT 6
#define AXIS_HEIGHT  22
#define BAR_HEIGHT   14
#define N_ROWS       4
#define ASSIST_ROW   2
#define LEAST_BAR    2
#define TICK_SPACING 50

/**
 * ht_gc_cycle_get_phases:
 * @cycle: a collection
 * @phases: (out caller-allocates) (array fixed-size=3): its phases, in order of time
 *
 * Lays the phases of a collection one after the other.
 *
 * Returns: how long all that are known took
 */
gint64
ht_gc_cycle_get_phases (const HtGcCycle *cycle, HtGcPhase phases[HT_N_GC_PHASES])
{
  gint64 at_ns = 0;

  phases[0] = (HtGcPhase){ 0, cycle->stw_sweep_term_ns, HT_COLOR_PHASE_STOPPED };
  phases[1] = (HtGcPhase){ 0, cycle->mark_ns, HT_COLOR_PHASE_MARK };
  phases[2] = (HtGcPhase){ 0, cycle->stw_mark_term_ns, HT_COLOR_PHASE_STOPPED };
  for (guint i = 0; i < HT_N_GC_PHASES; i++)
    {
      phases[i].from_ns = at_ns;
      if (phases[i].length_ns != HT_UNKNOWN)
        at_ns += CLAMP (phases[i].length_ns, 0, G_MAXINT64 - at_ns);
    }
  return at_ns;
}

typedef struct
{
  double left;
  double width;
  double row_height;
  gint64 all_ns;

  /* Borrowed */
  HtPaint *paint;
  cairo_t *cr;
} Painting;

static double
x_of (const Painting *p, gint64 time_ns)
{
  return p->left + p->width * (double) time_ns / (double) MAX (p->all_ns, 1);
}

static double
bar_top (const Painting *p, guint row)
{
  return floor (p->row_height * row + (p->row_height - BAR_HEIGHT) / 2);
}

static double
text_top (const Painting *p, guint row, HtTextStyle style)
{
  return p->row_height * row + (p->row_height - ht_paint_text_height (p->paint, style)) / 2;
}

static void
paint_row (const Painting *p, guint row, const char *name)
{
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_TEXT, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_BODY, HT_ALIGN_LEFT, 0, text_top (p, row, HT_TEXT_BODY),
                 name);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_FAINT_LINE, 0.6);
  cairo_rectangle (p->cr, p->left, bar_top (p, row) - 2, p->width, BAR_HEIGHT + 4);
  cairo_fill (p->cr);
}

/* In the bar if there is room, otherwise on the side where there is more. */
static void
paint_length (const Painting *p, guint row, double left, double right, const char *text)
{
  double width = ht_paint_text_width (p->paint, HT_TEXT_AXIS, text) + 12;
  double y = text_top (p, row, HT_TEXT_AXIS);

  if (right - left > width)
    {
      ht_paint_set_color (p->paint, p->cr, HT_COLOR_GROUND, 1);
      ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, (left + right) / 2, y, text);
      return;
    }
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_SECOND_TEXT, 1);
  if (p->left + p->width - right > width)
    ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, right + 6, y, text);
  else
    ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, left - 6, y, text);
}

static void
paint_phase (const Painting *p, guint row, const HtGcPhase *phase)
{
  g_autofree char *text = NULL;
  double left, right;

  if (phase->length_ns == HT_UNKNOWN)
    {
      paint_length (p, row, p->left, p->left, "–");
      return;
    }
  text = ht_axis_duration_label (phase->length_ns);
  left = x_of (p, phase->from_ns);
  right = MAX (x_of (p, phase->from_ns + phase->length_ns), left + LEAST_BAR);
  /* What ends at the border must not be pushed over it. */
  left = MIN (left, p->left + p->width - LEAST_BAR);
  ht_paint_set_color (p->paint, p->cr, phase->role, 1);
  cairo_rectangle (p->cr, left, bar_top (p, row), right - left, BAR_HEIGHT);
  cairo_fill (p->cr);
  paint_length (p, row, left, right, text);
}

/* The time of assists is known, but not when in mark they were: a tint instead of bars. */
static void
paint_assist (const Painting *p, const HtGcPhase *mark, const char *note)
{
  double left = x_of (p, mark->from_ns);
  double right = x_of (p, mark->from_ns + MAX (mark->length_ns, 0));

  ht_paint_set_color (p->paint, p->cr, HT_COLOR_PHASE_ASSIST, 0.3);
  cairo_rectangle (p->cr, left, bar_top (p, ASSIST_ROW), right - left, BAR_HEIGHT);
  cairo_fill (p->cr);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_TEXT, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, p->left + p->width - 6,
                 text_top (p, ASSIST_ROW, HT_TEXT_AXIS), note);
}

static void
paint_axis (const Painting *p, double bottom)
{
  guint most = (guint) MAX (p->width / TICK_SPACING, 2);
  gint64 step_ns = 1;

  while (p->all_ns / step_ns > most)
    {
      gint64 leading = step_ns;

      while (leading >= 10)
        leading /= 10;
      step_ns = leading == 2 ? step_ns / 2 * 5 : step_ns * 2;
    }
  for (gint64 at_ns = 0; at_ns <= p->all_ns; at_ns += step_ns)
    {
      g_autofree char *label = ht_axis_duration_label (at_ns);
      double x = floor (x_of (p, at_ns));
      double half = ht_paint_text_width (p->paint, HT_TEXT_AXIS, label) / 2.0;

      ht_paint_set_color (p->paint, p->cr, HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (p->cr, x, 0, 1, bottom);
      cairo_fill (p->cr);
      ht_paint_set_color (p->paint, p->cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_CENTER,
                     MIN (x, p->left + p->width + MARGIN_RIGHT - half), bottom + 4, label);
    }
}

/**
 * ht_gc_close_up_paint:
 * @close_up: what to paint
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the phases of a collection below each other on one axis, without their ground.
 */
void
ht_gc_close_up_paint (const HtGcCloseUp *close_up,
                      HtPaint *paint,
                      cairo_t *cr,
                      double width,
                      double height)
{
  static const guint rows[HT_N_GC_PHASES] = { 0, 1, 3 };
  HtGcPhase phases[HT_N_GC_PHASES];
  Painting p = {
    .left = GUTTER,
    .width = MAX (width - GUTTER - MARGIN_RIGHT, 1),
    .row_height = MAX (height - AXIS_HEIGHT, 1) / N_ROWS,
    .all_ns = ht_gc_cycle_get_phases (close_up->cycle, phases),
    .paint = paint,
    .cr = cr,
  };

  cairo_save (cr);
  for (guint i = 0; i < N_ROWS; i++)
    paint_row (&p, i, close_up->names[i]);
  if (p.all_ns > 0)
    paint_axis (&p, p.row_height * N_ROWS);
  for (guint i = 0; i < HT_N_GC_PHASES; i++)
    paint_phase (&p, rows[i], &phases[i]);
  if (close_up->assist_note != NULL)
    paint_assist (&p, &phases[1], close_up->assist_note);
  cairo_restore (cr);
}
