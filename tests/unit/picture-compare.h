/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

/* How far a channel may be from what its surroundings in the other picture hold, of 255.
 * The faintest line that a chart paints is 20 from its ground. */
#define PICTURE_CHANNEL_TOLERANCE 12

/* Tiles, not whole pictures, have a share of pixels that may differ: a label that is
 * missing is nothing in a picture and much in its tile. They overlap by half. */
#define PICTURE_TILE           32
#define PICTURE_TILE_TOLERANCE 12

/* What a comparison found. */
typedef struct
{
  gboolean same_size;
  guint n_different; /* pixels in the whole picture */
  guint worst_tile;  /* pixels in the tile with most of them */
  int worst_x;       /* of that tile, in px */
  int worst_y;
} PictureDifference;

static inline const guint8 *
picture_pixel (cairo_surface_t *picture, int x, int y)
{
  return cairo_image_surface_get_data (picture) +
         (gsize) y * (gsize) cairo_image_surface_get_stride (picture) + (gsize) x * 4;
}

/* Whether each channel of a pixel lies in the range of those around the same place in the
 * other picture: edges may move by a pixel and be softer, as fonts and versions of cairo differ. */
static inline gboolean
picture_pixel_fits (cairo_surface_t *picture, cairo_surface_t *other, int x, int y)
{
  const guint8 *pixel = picture_pixel (picture, x, y);
  int right = MIN (x + 1, cairo_image_surface_get_width (other) - 1);
  int bottom = MIN (y + 1, cairo_image_surface_get_height (other) - 1);

  for (int channel = 0; channel < 3; channel++)
    {
      int least = 255;
      int greatest = 0;

      for (int near_y = MAX (y - 1, 0); near_y <= bottom; near_y++)
        for (int near_x = MAX (x - 1, 0); near_x <= right; near_x++)
          {
            int level = picture_pixel (other, near_x, near_y)[channel];

            least = MIN (least, level);
            greatest = MAX (greatest, level);
          }
      if (pixel[channel] < least - PICTURE_CHANNEL_TOLERANCE ||
          pixel[channel] > greatest + PICTURE_CHANNEL_TOLERANCE)
        return FALSE;
    }
  return TRUE;
}

static inline guint
picture_count_tile (const gboolean *different, int width, int height, int left, int top)
{
  guint count = 0;

  for (int y = top; y < MIN (top + PICTURE_TILE, height); y++)
    for (int x = left; x < MIN (left + PICTURE_TILE, width); x++)
      count += different[y * width + x] ? 1 : 0;
  return count;
}

/* The expected picture, pale, with what differs in red. */
static inline cairo_surface_t *
picture_show_difference (cairo_surface_t *expected, const gboolean *different)
{
  int width = cairo_image_surface_get_width (expected);
  int height = cairo_image_surface_get_height (expected);
  cairo_surface_t *shown = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (shown);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_surface (cr, expected, 0, 0);
  cairo_paint_with_alpha (cr, 0.3);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (different[y * width + x])
        cairo_rectangle (cr, x, y, 1, 1);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_fill (cr);
  cairo_destroy (cr);
  cairo_surface_flush (shown);
  return shown;
}

/* Compares two pictures of 32 bits a pixel as a person would who looks closely. @shown, which
 * may be NULL, receives a picture of the differences if there are too many of them. */
static inline gboolean
picture_compare (cairo_surface_t *expected,
                 cairo_surface_t *actual,
                 PictureDifference *difference,
                 cairo_surface_t **shown)
{
  int width = cairo_image_surface_get_width (expected);
  int height = cairo_image_surface_get_height (expected);
  g_autofree gboolean *different = NULL;

  *difference = (PictureDifference){ 0 };
  if (cairo_image_surface_get_width (actual) != width ||
      cairo_image_surface_get_height (actual) != height)
    return FALSE;
  difference->same_size = TRUE;
  different = g_new0 (gboolean, (gsize) width * (gsize) height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (!picture_pixel_fits (expected, actual, x, y) ||
          !picture_pixel_fits (actual, expected, x, y))
        {
          different[y * width + x] = TRUE;
          difference->n_different++;
        }
  for (int y = 0; y < height; y += PICTURE_TILE / 2)
    for (int x = 0; x < width; x += PICTURE_TILE / 2)
      {
        guint count = picture_count_tile (different, width, height, x, y);

        if (count <= difference->worst_tile)
          continue;
        difference->worst_tile = count;
        difference->worst_x = x;
        difference->worst_y = y;
      }
  if (difference->worst_tile <= PICTURE_TILE_TOLERANCE)
    return TRUE;
  if (shown != NULL)
    *shown = picture_show_difference (expected, different);
  return FALSE;
}
