/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "paint.h"

#include <pango/pangocairo.h>

#define MAX_SHAPED    4096
#define BUBBLE_MARGIN 7 /* px */

/* A text that was shaped once, with its size in px. */
typedef struct
{
  PangoLayout *layout;
  int width;
  int height;
} Shaped;

struct _HtPaint
{
  /* Owned */
  PangoContext *context;
  GHashTable *shaped; /* style and text -> Shaped */

  HtTheme theme;
};

static void
shaped_free (gpointer data)
{
  Shaped *shaped = data;

  g_object_unref (shaped->layout);
  g_free (shaped);
}

/**
 * ht_paint_new:
 * @theme: light or dark
 * @context: whose fonts and resolution to use, such as a widget's
 *
 * Returns: (transfer full): a brush
 */
HtPaint *
ht_paint_new (HtTheme theme, PangoContext *context)
{
  HtPaint *self = g_new0 (HtPaint, 1);

  self->theme = theme;
  self->context = g_object_ref (context);
  self->shaped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, shaped_free);
  return self;
}

/**
 * ht_paint_new_for_surface:
 * @theme: light or dark
 *
 * Makes a brush for pictures that no window shows: the system's sans-serif
 * font at 15 px for words.
 *
 * Returns: (transfer full): a brush
 */
HtPaint *
ht_paint_new_for_surface (HtTheme theme)
{
  PangoFontMap *fonts = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (fonts);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans");
  HtPaint *self;

  pango_font_description_set_absolute_size (font, 15 * PANGO_SCALE);
  pango_context_set_font_description (context, font);
  self = ht_paint_new (theme, context);

  pango_font_description_free (font);
  g_object_unref (context);
  g_object_unref (fonts);
  return self;
}

/**
 * ht_paint_free:
 * @paint: (transfer full) (nullable): the brush
 */
void
ht_paint_free (HtPaint *paint)
{
  if (paint == NULL)
    return;
  g_hash_table_unref (paint->shaped);
  g_object_unref (paint->context);
  g_free (paint);
}

/**
 * ht_paint_get_theme:
 * @paint: the brush
 *
 * Returns: light or dark
 */
HtTheme
ht_paint_get_theme (const HtPaint *paint)
{
  return paint->theme;
}

/**
 * ht_paint_set_rgb:
 * @cr: where to paint
 * @color: with what
 *
 * Sets the colour of what is painted next.
 */
void
ht_paint_set_rgb (cairo_t *cr, const HtColor *color)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

/**
 * ht_paint_set_color:
 * @paint: the brush
 * @cr: where to paint
 * @role: what is painted next
 * @opacity: 0..1, of the role's own
 *
 * Sets the colour of what is painted next.
 */
void
ht_paint_set_color (const HtPaint *paint, cairo_t *cr, HtColorRole role, double opacity)
{
  HtColor color = ht_palette_color (paint->theme, role);

  color.alpha *= opacity;
  ht_paint_set_rgb (cr, &color);
}

static PangoLayout *
shape (HtPaint *self, HtTextStyle style, const char *text)
{
  /* Relative to the user's font, so that large text is large in charts too. */
  static const double scale[] = {
    [HT_TEXT_AXIS] = 0.8,
    [HT_TEXT_BODY] = 0.87,
    [HT_TEXT_STRONG] = 0.87,
    [HT_TEXT_HEADING] = 1.2,
  };
  PangoLayout *layout = pango_layout_new (self->context);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (scale[style]));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (style == HT_TEXT_STRONG || style == HT_TEXT_HEADING)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static const Shaped *
find_shaped (HtPaint *self, HtTextStyle style, const char *text)
{
  g_autofree char *key = g_strdup_printf ("%d%s", style, text);
  Shaped *shaped = g_hash_table_lookup (self->shaped, key);

  if (shaped != NULL)
    return shaped;
  if (g_hash_table_size (self->shaped) >= MAX_SHAPED)
    g_hash_table_remove_all (self->shaped);
  shaped = g_new0 (Shaped, 1);
  shaped->layout = shape (self, style, text);
  pango_layout_get_pixel_size (shaped->layout, &shaped->width, &shaped->height);
  g_hash_table_insert (self->shaped, g_steal_pointer (&key), shaped);
  return shaped;
}

/**
 * ht_paint_text_width:
 * @paint: the brush
 * @style: how to write
 * @text: what to write, one line of UTF-8
 *
 * Returns: the width of the text in px
 */
int
ht_paint_text_width (HtPaint *paint, HtTextStyle style, const char *text)
{
  return find_shaped (paint, style, text)->width;
}

/**
 * ht_paint_text_height:
 * @paint: the brush
 * @style: how to write
 *
 * Returns: the height of a line in px
 */
int
ht_paint_text_height (HtPaint *paint, HtTextStyle style)
{
  return find_shaped (paint, style, "0")->height;
}

/**
 * ht_paint_text:
 * @paint: the brush
 * @cr: where to write, in the current colour
 * @style: how to write
 * @align: what @x means
 * @x: place, in px
 * @y: top of the line, in px
 * @text: what to write, one line of UTF-8
 *
 * Writes a line of text.
 */
void
ht_paint_text (HtPaint *paint,
               cairo_t *cr,
               HtTextStyle style,
               HtAlign align,
               double x,
               double y,
               const char *text)
{
  const Shaped *shaped = find_shaped (paint, style, text);
  double left = x;

  if (align == HT_ALIGN_CENTER)
    left -= shaped->width / 2.0;
  else if (align == HT_ALIGN_RIGHT)
    left -= shaped->width;
  cairo_move_to (cr, (int) left, (int) y);
  pango_cairo_show_layout (cr, shaped->layout);
}

static PangoLayout *
shape_paragraph (HtPaint *self, HtTextStyle style, double width, guint n_lines, const char *text)
{
  PangoLayout *layout = shape (self, style, text);

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (layout, -(int) n_lines);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  return layout;
}

/**
 * ht_paint_paragraph:
 * @paint: the brush
 * @cr: where to write, in the current colour
 * @style: how to write
 * @x: left border, in px
 * @y: top of the first line, in px
 * @width: how wide lines may be, in px
 * @n_lines: how many lines there may be; what does not fit is cut off, with a sign
 * @text: what to write, in UTF-8
 *
 * Writes a text in as many lines as it needs.
 *
 * Returns: how high they are, in px
 */
double
ht_paint_paragraph (HtPaint *paint,
                    cairo_t *cr,
                    HtTextStyle style,
                    double x,
                    double y,
                    double width,
                    guint n_lines,
                    const char *text)
{
  PangoLayout *layout = shape_paragraph (paint, style, width, n_lines, text);
  int height;

  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  pango_layout_get_pixel_size (layout, NULL, &height);
  g_object_unref (layout);
  return height;
}

/**
 * ht_paint_paragraph_height:
 * @paint: the brush
 * @style: how to write
 * @width: how wide lines may be, in px
 * @n_lines: how many lines there may be
 * @text: what to write, in UTF-8
 *
 * Returns: how high the text will be, in px, see [func@paint_paragraph]
 */
double
ht_paint_paragraph_height (HtPaint *paint,
                           HtTextStyle style,
                           double width,
                           guint n_lines,
                           const char *text)
{
  PangoLayout *layout = shape_paragraph (paint, style, width, n_lines, text);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  g_object_unref (layout);
  return height;
}

/**
 * ht_paint_fit_text:
 * @paint: the brush
 * @style: how it will be written
 * @text: one line of UTF-8
 * @width: how much room there is, in px
 *
 * Returns: (transfer full): as much of the text as fits, and a sign if there is more
 */
char *
ht_paint_fit_text (HtPaint *paint, HtTextStyle style, const char *text, double width)
{
  g_autofree char *beginning = NULL;
  glong low = 0;
  glong high = g_utf8_strlen (text, -1);

  if (ht_paint_text_width (paint, style, text) <= width)
    return g_strdup (text);
  while (low < high)
    {
      glong middle = low + (high - low + 1) / 2;
      g_autofree char *part = g_utf8_substring (text, 0, middle);
      g_autofree char *cut = g_strconcat (part, "…", NULL);

      if (ht_paint_text_width (paint, style, cut) <= width)
        low = middle;
      else
        high = middle - 1;
    }
  beginning = g_utf8_substring (text, 0, low);
  return g_strconcat (beginning, "…", NULL);
}

/**
 * ht_paint_hatch:
 * @cr: on what, clipped to what is to be hatched, in the current colour
 * @x: left border in px
 * @y: upper border in px
 * @width: width in px
 * @height: height in px
 * @step: distance of the lines in px
 *
 * Paints lines that rise to the right.
 */
void
ht_paint_hatch (cairo_t *cr, double x, double y, double width, double height, double step)
{
  for (int i = 0; i < (width + height) / step; i++)
    {
      double at = i * step - height;

      cairo_move_to (cr, x + at, y + height);
      cairo_line_to (cr, x + at + height, y);
    }
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/**
 * ht_paint_bubble:
 * @paint: with what
 * @cr: on what
 * @x: where its middle is, if there is room
 * @y: where its top is
 * @right: where the room ends that begins at 0
 * @text: what it says, in UTF-8; what does not fit is cut off
 *
 * Paints a text that belongs to a place, on a ground of its own.
 */
void
ht_paint_bubble (HtPaint *paint, cairo_t *cr, double x, double y, double right, const char *text)
{
  g_autofree char *shown =
      ht_paint_fit_text (paint, HT_TEXT_AXIS, text, MAX (right - 2 * BUBBLE_MARGIN, 1));
  double width = ht_paint_text_width (paint, HT_TEXT_AXIS, shown) + 2 * BUBBLE_MARGIN;
  double height = ht_paint_text_height (paint, HT_TEXT_AXIS) + 6;
  double left = CLAMP (x - width / 2, 0, MAX (right - width, 0));

  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  cairo_new_path (cr);
  cairo_arc (cr, left + 4, y + 4, 4, G_PI, 1.5 * G_PI);
  cairo_arc (cr, left + width - 4, y + 4, 4, 1.5 * G_PI, 2 * G_PI);
  cairo_arc (cr, left + width - 4, y + height - 4, 4, 0, 0.5 * G_PI);
  cairo_arc (cr, left + 4, y + height - 4, 4, 0.5 * G_PI, G_PI);
  cairo_close_path (cr);
  cairo_fill (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, left + width / 2, y + 3, shown);
}
