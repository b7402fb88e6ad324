/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "paint.h"

G_BEGIN_DECLS

/**
 * HtPictureFormat:
 * @HT_PICTURE_PNG: pixels
 * @HT_PICTURE_SVG: lines and letters, for the web
 * @HT_PICTURE_PDF: lines and letters, on a page
 *
 * What kind of file a picture becomes.
 */
typedef enum
{
  HT_PICTURE_PNG,
  HT_PICTURE_SVG,
  HT_PICTURE_PDF,
} HtPictureFormat;

/**
 * HtPicturePainter:
 * @paint: the brush
 * @cr: where to paint
 * @width: how wide, in px
 * @height: how high
 * @user_data: what was given with the painter
 */
typedef void (*HtPicturePainter) (HtPaint *paint,
                                  cairo_t *cr,
                                  double width,
                                  double height,
                                  gpointer user_data);

gboolean ht_picture_format_of_name (const char *name, HtPictureFormat *format);
GBytes *ht_picture_encode (HtPictureFormat format,
                           HtTheme theme,
                           int width,
                           int height,
                           int scale,
                           HtPicturePainter painter,
                           gpointer user_data,
                           GError **error);

G_END_DECLS
