/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "picture-file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

/**
 * ht_picture_format_of_name:
 * @name: name of a file
 * @format: (out): the format that its suffix asks for
 *
 * Returns: whether the suffix is known; upper and lower case are the same
 */
gboolean
ht_picture_format_of_name (const char *name, HtPictureFormat *format)
{
  static const struct
  {
    const char *suffix;
    HtPictureFormat format;
  } known[] = {
    { ".png", HT_PICTURE_PNG },
    { ".svg", HT_PICTURE_SVG },
    { ".pdf", HT_PICTURE_PDF },
  };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_suffix (lower, known[i].suffix))
      {
        *format = known[i].format;
        return TRUE;
      }
  return FALSE;
}

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (HtPictureFormat format, int width, int height, int scale, GByteArray *bytes)
{
  cairo_surface_t *image;

  switch (format)
    {
    case HT_PICTURE_SVG:
      return cairo_svg_surface_create_for_stream (append_cb, bytes, width, height);
    case HT_PICTURE_PDF:
      return cairo_pdf_surface_create_for_stream (append_cb, bytes, width, height);
    case HT_PICTURE_PNG:
    default:
      image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
      cairo_surface_set_device_scale (image, scale, scale);
      return image;
    }
}

/**
 * ht_picture_encode:
 * @format: what kind of file
 * @theme: the colours
 * @width: how wide, in px
 * @height: how high
 * @scale: pixels of a PNG for each px
 * @painter: paints it
 * @user_data: handed to @painter
 * @error: return location, in %G_IO_ERROR
 *
 * Paints a picture into memory. For any thread.
 *
 * Returns: (transfer full): the content of the file, or %NULL with @error set
 */
GBytes *
ht_picture_encode (HtPictureFormat format,
                   HtTheme theme,
                   int width,
                   int height,
                   int scale,
                   HtPicturePainter painter,
                   gpointer user_data,
                   GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (theme);
  cairo_surface_t *surface = make_surface (format, width, height, scale, bytes);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  painter (paint, cr, width, height, user_data);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS && format == HT_PICTURE_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_cb, bytes);
  /* The other formats are written when the surface is done with. */
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
