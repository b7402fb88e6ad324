/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "pause-bars.h"

#include <math.h>

#include "units.h"

#define AXIS_HEIGHT 22
#define HEADROOM    22
#define GAP         2
#define MOST_WIDTH  64
#define N_LINES     2
#define HATCH_STEP  4

static void
bar_clear (gpointer data)
{
  g_free (((HtPauseBar *) data)->label);
}

/**
 * ht_pause_bars_new:
 *
 * Returns: (transfer full): no bars
 */
HtPauseBars *
ht_pause_bars_new (void)
{
  HtPauseBars *self = g_new0 (HtPauseBars, 1);

  self->bars = g_array_new (FALSE, FALSE, sizeof (HtPauseBar));
  g_array_set_clear_func (self->bars, bar_clear);
  self->marked = -1;
  return self;
}

/**
 * ht_pause_bars_free:
 * @bars: (transfer full) (nullable): the bars
 */
void
ht_pause_bars_free (HtPauseBars *bars)
{
  if (bars == NULL)
    return;
  g_array_unref (bars->bars);
  g_free (bars->end_label);
  g_free (bars);
}

/**
 * ht_pause_bars_add:
 * @bars: the bars
 * @label: where the new one begins on the axis
 * @counts: (array fixed-size=3): how many of each kind
 */
void
ht_pause_bars_add (HtPauseBars *bars, const char *label, const guint counts[HT_N_PAUSE_LAYERS])
{
  HtPauseBar bar = { .label = g_strdup (label) };

  for (guint i = 0; i < HT_N_PAUSE_LAYERS; i++)
    bar.counts[i] = counts[i];
  g_array_append_val (bars->bars, bar);
}

static double
bar_width (const HtPauseBars *bars, double width)
{
  return MIN (MAX (width - HT_PAUSE_BARS_GUTTER, 1) / MAX (bars->bars->len, 1), MOST_WIDTH);
}

/**
 * ht_pause_bars_at:
 * @bars: the bars
 * @x: a place in px
 * @width: width of the picture
 *
 * Returns: the index of the bar there, also above it; -1 if there is none
 */
int
ht_pause_bars_at (const HtPauseBars *bars, double x, double width)
{
  double index = floor ((x - HT_PAUSE_BARS_GUTTER) / bar_width (bars, width));

  return index >= 0 && index < bars->bars->len ? (int) index : -1;
}

static guint
total_of (const HtPauseBar *bar)
{
  guint total = 0;

  for (guint i = 0; i < HT_N_PAUSE_LAYERS; i++)
    total += bar->counts[i];
  return total;
}

/* Layers differ in more than their strength, for the sake of eyes and of prints. */
static void
paint_layer (HtPaint *paint,
             cairo_t *cr,
             guint layer,
             double x,
             double y,
             double width,
             double height)
{
  static const double strength[HT_N_PAUSE_LAYERS] = { 1, 0.35, 0.15 };

  ht_paint_set_color (paint, cr, HT_COLOR_PHASE_STOPPED, strength[layer]);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
  if (layer != 2)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_PHASE_STOPPED, 1);
  ht_paint_hatch (cr, x, y, width, height, HATCH_STEP);
  cairo_restore (cr);
}

/**
 * ht_pause_bars_paint_swatch:
 * @paint: with what to paint
 * @cr: on what
 * @layer: a layer
 * @width: how wide, in px
 * @height: how high
 *
 * Paints what a layer looks like, for a key.
 */
void
ht_pause_bars_paint_swatch (HtPaint *paint, cairo_t *cr, guint layer, double width, double height)
{
  paint_layer (paint, cr, layer, 0, 0, width, height);
}

static void
paint_bar (const HtPauseBar *bar,
           HtPaint *paint,
           cairo_t *cr,
           double x,
           double width,
           double bottom,
           double unit)
{
  guint total = total_of (bar);
  g_autofree char *count = ht_format_count (total);
  double y = bottom;

  if (total == 0)
    return;
  for (guint i = 0; i < HT_N_PAUSE_LAYERS; i++)
    if (bar->counts[i] > 0)
      {
        double height = MAX (bar->counts[i] * unit, 1);

        y -= height;
        paint_layer (paint, cr, i, x, y, width - GAP, height);
      }
  /* Rather none than one that runs into its neighbour. */
  if (ht_paint_text_width (paint, HT_TEXT_AXIS, count) > width + GAP)
    return;
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, x + width / 2,
                 y - ht_paint_text_height (paint, HT_TEXT_AXIS) - 2, count);
}

/* The least of 1, 2, 5, 10, … with which two lines reach as high as the highest bar. */
static guint
line_step (guint most)
{
  guint64 step = 1;

  for (guint factor = 0; step * N_LINES < most; factor++)
    step = factor % 3 == 1 ? step / 2 * 5 : step * 2;
  return (guint) MIN (step, G_MAXUINT / (N_LINES + 1));
}

/* Steps are 1, 2 or 5 times a power of ten, so thousands lose nothing. */
static char *
level_label (guint64 level)
{
  if (level >= 1000000 && level % 1000000 == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT "\u00a0M", level / 1000000);
  if (level >= 1000 && level % 1000 == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT "\u00a0k", level / 1000);
  return ht_format_count ((gint64) level);
}

/* Between the bars, and only those for which there is room. */
static void
paint_axis (const HtPauseBars *bars,
            HtPaint *paint,
            cairo_t *cr,
            double each,
            double bottom,
            double width)
{
  double free_from = HT_PAUSE_BARS_GUTTER / 2.0;

  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  for (guint i = 0; i <= bars->bars->len; i++)
    {
      const char *label =
          i < bars->bars->len ? g_array_index (bars->bars, HtPauseBar, i).label : bars->end_label;
      double text_width, left;

      if (label == NULL)
        continue;
      text_width = ht_paint_text_width (paint, HT_TEXT_AXIS, label);
      left = MIN (HT_PAUSE_BARS_GUTTER + each * i - GAP / 2.0 - text_width / 2, width - text_width);
      if (left < free_from)
        continue;
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, left, bottom + 5, label);
      free_from = left + text_width + 8;
    }
}

/**
 * ht_pause_bars_paint:
 * @bars: what to paint
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints the bars without their ground.
 */
void
ht_pause_bars_paint (const HtPauseBars *bars,
                     HtPaint *paint,
                     cairo_t *cr,
                     double width,
                     double height)
{
  double bottom = floor (height - AXIS_HEIGHT);
  double each = bar_width (bars, width);
  guint most = 1;
  guint step;

  for (guint i = 0; i < bars->bars->len; i++)
    most = MAX (most, total_of (&g_array_index (bars->bars, HtPauseBar, i)));
  step = line_step (most);

  cairo_save (cr);
  for (guint64 level = 0; level <= most; level += step)
    {
      g_autofree char *label = level_label (level);
      double y = floor (bottom - (double) level / most * MAX (bottom - HEADROOM, 1));

      ht_paint_set_color (paint, cr, level == 0 ? HT_COLOR_LINE : HT_COLOR_FAINT_LINE, 1);
      cairo_rectangle (cr, HT_PAUSE_BARS_GUTTER, y, width - HT_PAUSE_BARS_GUTTER, 1);
      cairo_fill (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, HT_PAUSE_BARS_GUTTER - 7,
                     y - ht_paint_text_height (paint, HT_TEXT_AXIS) / 2.0, label);
    }
  if (bars->marked >= 0)
    {
      ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 0.16);
      cairo_rectangle (cr, HT_PAUSE_BARS_GUTTER + each * bars->marked - GAP, 0, each + GAP, height);
      cairo_fill (cr);
    }
  for (guint i = 0; i < bars->bars->len; i++)
    paint_bar (&g_array_index (bars->bars, HtPauseBar, i), paint, cr,
               HT_PAUSE_BARS_GUTTER + each * i, each, bottom, MAX (bottom - HEADROOM, 1) / most);
  paint_axis (bars, paint, cr, each, bottom, width);
  cairo_restore (cr);
}
