/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gstdio.h>
#include <pango/pangocairo.h>

#include "paint.h"
#include "picture-compare.h"

/* A picture that was looked at and found right, and what draws it anew. */
typedef struct
{
  const char *name; /* of the PNG in tests/golden, without ".png" */
  HtTheme theme;
  int width;
  int height;
  void (*paint) (HtPaint *paint, cairo_t *cr, double width, double height);
} GoldenPicture;

/* Before anything of fontconfig runs. */
static inline void
golden_set_up_fonts (void)
{
  g_autofree char *fonts = g_test_build_filename (G_TEST_DIST, "golden", "fonts.conf", NULL);

  if (!g_file_test (fonts, G_FILE_TEST_EXISTS))
    g_error ("no %s; set G_TEST_SRCDIR to the folder tests, as meson does", fonts);
  g_setenv ("FONTCONFIG_FILE", fonts, TRUE);
}

static inline void
golden_test_font (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoFontDescription *wanted = pango_font_description_from_string ("Cantarell, Sans 11");
  PangoFont *font = pango_context_load_font (context, wanted);
  PangoFontDescription *found;

  if (font == NULL)
    g_error ("no font at all; the golden pictures need DejaVu Sans (fonts-dejavu-core)");
  found = pango_font_describe (font);
  g_assert_cmpstr (pango_font_description_get_family (found), ==, "DejaVu Sans");
  pango_font_description_free (found);
  pango_font_description_free (wanted);
  g_object_unref (font);
  g_object_unref (context);
}

static inline cairo_surface_t *
golden_draw (const GoldenPicture *picture)
{
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (picture->theme);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, picture->width, picture->height);
  cairo_t *cr = cairo_create (surface);

  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_paint (cr);
  picture->paint (paint, cr, picture->width, picture->height);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static inline void
golden_save (cairo_surface_t *surface, const char *path)
{
  if (cairo_surface_write_to_png (surface, path) != CAIRO_STATUS_SUCCESS)
    g_error ("cannot write %s", path);
}

/* Puts what was drawn where it can be looked at beside what was expected. */
static inline void
golden_report (const GoldenPicture *picture,
               const char *golden,
               cairo_surface_t *actual,
               cairo_surface_t *shown,
               const PictureDifference *difference)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "golden-differences", NULL);
  g_autofree char *actual_name = g_strconcat (picture->name, ".png", NULL);
  g_autofree char *shown_name = g_strconcat (picture->name, "-difference.png", NULL);
  g_autofree char *actual_path = g_build_filename (folder, actual_name, NULL);
  g_autofree char *shown_path = g_build_filename (folder, shown_name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  golden_save (actual, actual_path);
  g_test_message ("expected %s", golden);
  g_test_message ("drawn    %s", actual_path);
  if (shown != NULL)
    {
      golden_save (shown, shown_path);
      g_test_message ("in red   %s", shown_path);
    }
  if (!difference->same_size)
    g_test_message ("the sizes differ, or there is no such picture");
  else
    g_test_message ("%u px differ, %u of them in the %d px from %d,%d, where %d may",
                    difference->n_different, difference->worst_tile, PICTURE_TILE,
                    difference->worst_x, difference->worst_y, PICTURE_TILE_TOLERANCE);
  g_test_fail ();
}

static inline void
golden_test_picture (gconstpointer data)
{
  const GoldenPicture *picture = data;
  g_autofree char *name = g_strconcat (picture->name, ".png", NULL);
  g_autofree char *golden = g_test_build_filename (G_TEST_DIST, "golden", name, NULL);
  cairo_surface_t *actual = golden_draw (picture);
  cairo_surface_t *expected, *shown = NULL;
  PictureDifference difference;

  if (g_getenv ("HT_MAKE_GOLDEN") != NULL)
    {
      golden_save (actual, golden);
      cairo_surface_destroy (actual);
      g_test_skip ("made anew, to be looked at");
      return;
    }
  expected = cairo_image_surface_create_from_png (golden);
  if (!picture_compare (expected, actual, &difference, &shown))
    golden_report (picture, golden, actual, shown, &difference);
  g_clear_pointer (&shown, cairo_surface_destroy);
  cairo_surface_destroy (expected);
  cairo_surface_destroy (actual);
}

static inline void
golden_add_pictures (const char *path, const GoldenPicture *pictures, gsize n_pictures)
{
  for (gsize i = 0; i < n_pictures; i++)
    {
      g_autofree char *case_path = g_strconcat (path, "/", pictures[i].name, NULL);

      g_test_add_data_func (case_path, &pictures[i], golden_test_picture);
    }
}
