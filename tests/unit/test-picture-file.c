/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "picture-file.h"

#include <string.h>

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    gboolean is_known;
    HtPictureFormat format;
  } cases[] = {
    { "a.png", TRUE, HT_PICTURE_PNG },
    { "A.PNG", TRUE, HT_PICTURE_PNG },
    { "a.b.svg", TRUE, HT_PICTURE_SVG },
    { "/x.png/a.pdf", TRUE, HT_PICTURE_PDF },
    { "a.gif", FALSE, 0 },
    { "png", FALSE, 0 },
    { "a.png ", FALSE, 0 },
    { "a.png/b", FALSE, 0 },
    { "", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HtPictureFormat format = 99;

      g_assert_cmpint (ht_picture_format_of_name (cases[i].name, &format), ==, cases[i].is_known);
      g_assert_cmpint ((int) format, ==, cases[i].is_known ? (int) cases[i].format : 99);
    }
}

/* Red on the left, blue on the right. */
static void
paint_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtTheme *theme = user_data;

  if (theme != NULL)
    *theme = ht_paint_get_theme (paint);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 1);
  cairo_rectangle (cr, width / 2, 0, width / 2, height);
  cairo_fill (cr);
}

static GBytes *
encode (HtPictureFormat format, int scale)
{
  GBytes *bytes = ht_picture_encode (format, HT_THEME_LIGHT, 20, 10, scale, paint_cb, NULL, NULL);

  g_assert_nonnull (bytes);
  return bytes;
}

typedef struct
{
  const guint8 *data;
  gsize left;
} Source;

static cairo_status_t
read_cb (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (length > source->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->data, length);
  source->data += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static guint32
pixel_at (cairo_surface_t *image, int x, int y)
{
  guint32 pixel;

  memcpy (&pixel,
          cairo_image_surface_get_data (image) + y * cairo_image_surface_get_stride (image) + x * 4,
          sizeof pixel);
  return pixel & 0xffffff;
}

static void
test_png (void)
{
  for (int scale = 1; scale <= 2; scale++)
    {
      g_autoptr (GBytes) bytes = encode (HT_PICTURE_PNG, scale);
      Source source = { g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) };
      cairo_surface_t *image = cairo_image_surface_create_from_png_stream (read_cb, &source);

      g_assert_cmpint (cairo_image_surface_get_width (image), ==, 20 * scale);
      g_assert_cmpint (cairo_image_surface_get_height (image), ==, 10 * scale);
      g_assert_cmphex (pixel_at (image, 10 * scale - 1, 0), ==, 0xff0000);
      g_assert_cmphex (pixel_at (image, 10 * scale, 10 * scale - 1), ==, 0x0000ff);
      cairo_surface_destroy (image);
    }
}

static void
test_vector (void)
{
  g_autoptr (GBytes) svg = encode (HT_PICTURE_SVG, 2);
  g_autoptr (GBytes) pdf = encode (HT_PICTURE_PDF, 2);
  g_autofree char *text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));

  /* The scale is that of pixels, of which these have none. */
  g_assert_nonnull (strstr (text, "viewBox=\"0 0 20 10\""));
  g_assert_nonnull (strstr (text, "</svg>"));
  g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);
}

static void
test_theme (void)
{
  HtTheme theme = HT_THEME_LIGHT;
  g_autoptr (GBytes) bytes =
      ht_picture_encode (HT_PICTURE_PNG, HT_THEME_DARK, 4, 4, 1, paint_cb, &theme, NULL);

  g_assert_nonnull (bytes);
  g_assert_cmpint ((int) theme, ==, (int) HT_THEME_DARK);
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;

  /* Cairo's images are 32767 pixels wide at most. */
  g_assert_null (
      ht_picture_encode (HT_PICTURE_PNG, HT_THEME_LIGHT, 20000, 10, 2, paint_cb, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/picture-file/names", test_names);
  g_test_add_func ("/views/picture-file/png", test_png);
  g_test_add_func ("/views/picture-file/vector", test_vector);
  g_test_add_func ("/views/picture-file/theme", test_theme);
  g_test_add_func ("/views/picture-file/too-large", test_too_large);
  return g_test_run ();
}
