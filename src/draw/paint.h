/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include "palette.h"

G_BEGIN_DECLS

/**
 * HtTextStyle:
 * @HT_TEXT_AXIS: figures of an axis
 * @HT_TEXT_BODY: words
 * @HT_TEXT_STRONG: words that stand out
 * @HT_TEXT_HEADING: what a page is called
 */
typedef enum
{
  HT_TEXT_AXIS,
  HT_TEXT_BODY,
  HT_TEXT_STRONG,
  HT_TEXT_HEADING,
} HtTextStyle;

/**
 * HtAlign:
 * @HT_ALIGN_LEFT: the text begins at x
 * @HT_ALIGN_CENTER: its middle is at x
 * @HT_ALIGN_RIGHT: it ends at x
 */
typedef enum
{
  HT_ALIGN_LEFT,
  HT_ALIGN_CENTER,
  HT_ALIGN_RIGHT,
} HtAlign;

/**
 * HtPaint:
 *
 * A brush: a theme and shaped texts, to paint on any cairo context with.
 *
 * Shaping text is what costs most in a picture of many labels, so shaped ones
 * are kept from one picture to the next. One thread at a time.
 */
typedef struct _HtPaint HtPaint;

HtPaint *ht_paint_new (HtTheme theme, PangoContext *context);
HtPaint *ht_paint_new_for_surface (HtTheme theme);
void ht_paint_free (HtPaint *paint);
HtTheme ht_paint_get_theme (const HtPaint *paint);
void ht_paint_set_color (const HtPaint *paint, cairo_t *cr, HtColorRole role, double opacity);
void ht_paint_set_rgb (cairo_t *cr, const HtColor *color);
int ht_paint_text_width (HtPaint *paint, HtTextStyle style, const char *text);
int ht_paint_text_height (HtPaint *paint, HtTextStyle style);
void ht_paint_text (HtPaint *paint,
                    cairo_t *cr,
                    HtTextStyle style,
                    HtAlign align,
                    double x,
                    double y,
                    const char *text);

double ht_paint_paragraph (HtPaint *paint,
                           cairo_t *cr,
                           HtTextStyle style,
                           double x,
                           double y,
                           double width,
                           guint n_lines,
                           const char *text);
double ht_paint_paragraph_height (HtPaint *paint,
                                  HtTextStyle style,
                                  double width,
                                  guint n_lines,
                                  const char *text);
char *ht_paint_fit_text (HtPaint *paint, HtTextStyle style, const char *text, double width);
void ht_paint_hatch (cairo_t *cr, double x, double y, double width, double height, double step);
void
ht_paint_bubble (HtPaint *paint, cairo_t *cr, double x, double y, double right, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPaint, ht_paint_free)

G_END_DECLS
