/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pango/pangocairo.h>

#include "paint.h"
#include "picture-compare.h"

#define WIDTH  200
#define HEIGHT 120

/* A chart in small: a line of 1.5 px, a faint line of the grid, a bar and a label. */
typedef struct
{
  double line_y;
  double grid_y;
  double bar_width;
  guint32 bar_color;
  const char *label;
  double label_x;
} Sketch;

static const Sketch usual = { .line_y = 60.5,
                              .grid_y = 30.5,
                              .bar_width = 40,
                              .bar_color = 0x2f6db5,
                              .label = "100",
                              .label_x = 20 };

static cairo_surface_t *
draw (const Sketch *sketch)
{
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (HT_THEME_LIGHT);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_FAINT_LINE, 1);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 0, sketch->grid_y);
  cairo_rel_line_to (cr, WIDTH, 0);
  cairo_stroke (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_HEAP_IN_USE, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, 0, sketch->line_y);
  cairo_rel_line_to (cr, WIDTH, 0);
  cairo_stroke (cr);
  cairo_set_source_rgb (cr, (sketch->bar_color >> 16 & 0xff) / 255.0,
                        (sketch->bar_color >> 8 & 0xff) / 255.0,
                        (sketch->bar_color & 0xff) / 255.0);
  cairo_rectangle (cr, 100, 80, sketch->bar_width, 20);
  cairo_fill (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, sketch->label_x, 90, sketch->label);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
is_taken_for_usual (const Sketch *sketch)
{
  cairo_surface_t *expected = draw (&usual);
  cairo_surface_t *actual = draw (sketch);
  cairo_surface_t *shown = NULL;
  PictureDifference difference;
  gboolean same = picture_compare (expected, actual, &difference, &shown);
  PictureDifference back;

  /* Who is compared with whom does not matter. */
  g_assert_cmpint (picture_compare (actual, expected, &back, NULL), ==, same);
  g_assert_cmpuint (back.n_different, ==, difference.n_different);
  g_assert_cmpint (shown == NULL, ==, same);
  g_test_message ("%u px differ, %u in one tile", difference.n_different, difference.worst_tile);
  g_clear_pointer (&shown, cairo_surface_destroy);
  cairo_surface_destroy (actual);
  cairo_surface_destroy (expected);
  return same;
}

static void
test_same (void)
{
  g_assert_true (is_taken_for_usual (&usual));
}

static void
test_line_moved (void)
{
  for (int by = 3; by <= 10; by++)
    {
      Sketch down = usual, up = usual;

      down.line_y += by;
      up.line_y -= by;
      g_assert_false (is_taken_for_usual (&down));
      g_assert_false (is_taken_for_usual (&up));
    }
}

static void
test_faint_line_moved_or_gone (void)
{
  Sketch moved = usual, gone = usual;

  moved.grid_y += 3;
  gone.grid_y = -5;
  g_assert_false (is_taken_for_usual (&moved));
  g_assert_false (is_taken_for_usual (&gone));
}

static void
test_color_changed (void)
{
  /* 24 levels of one channel, and red for blue. */
  static const guint32 others[] = { 0x2f6d9d, 0x2f85b5, 0x476db5, 0xb52f2f, 0xffffff };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      Sketch sketch = usual;

      sketch.bar_color = others[i];
      g_assert_false (is_taken_for_usual (&sketch));
    }
}

static void
test_bar_wider (void)
{
  Sketch sketch = usual;

  sketch.bar_width += 3;
  g_assert_false (is_taken_for_usual (&sketch));
}

static void
test_label_missing_or_wrong (void)
{
  Sketch missing = usual, wrong = usual, moved = usual;

  missing.label = "";
  wrong.label = "250";
  moved.label_x += 8;
  g_assert_false (is_taken_for_usual (&missing));
  g_assert_false (is_taken_for_usual (&wrong));
  g_assert_false (is_taken_for_usual (&moved));
}

/* The shortest label of an axis. */
static void
test_zero_missing (void)
{
  Sketch with = usual, without = usual;
  cairo_surface_t *expected, *actual;
  PictureDifference difference;

  with.label = "0";
  without.label = "";
  expected = draw (&with);
  actual = draw (&without);
  g_assert_false (picture_compare (expected, actual, &difference, NULL));
  g_test_message ("%u px differ", difference.n_different);
  cairo_surface_destroy (expected);
  cairo_surface_destroy (actual);
}

static void
test_size_differs (void)
{
  cairo_surface_t *small = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 10, 10);
  cairo_surface_t *wide = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 11, 10);
  PictureDifference difference;

  g_assert_false (picture_compare (small, wide, &difference, NULL));
  g_assert_false (difference.same_size);
  cairo_surface_destroy (small);
  cairo_surface_destroy (wide);
}

/* What differs between machines without meaning anything. */
static void
test_noise_passes (void)
{
  cairo_surface_t *expected = draw (&usual);
  cairo_surface_t *actual = draw (&usual);
  guint8 *data = cairo_image_surface_get_data (actual);
  gsize n_bytes = (gsize) cairo_image_surface_get_stride (actual) * HEIGHT;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  PictureDifference difference;

  for (gsize i = 0; i < n_bytes; i++)
    {
      int level = data[i] + g_rand_int_range (rand, -1, 2);

      data[i] = (guint8) CLAMP (level, 0, 255);
    }
  cairo_surface_mark_dirty (actual);
  g_assert_true (picture_compare (expected, actual, &difference, NULL));
  g_assert_cmpuint (difference.n_different, ==, 0);
  cairo_surface_destroy (actual);
  cairo_surface_destroy (expected);
}

static void
test_soft_edges_pass (void)
{
  Sketch sketch = usual;

  sketch.line_y += 0.3;
  sketch.bar_width += 0.4;
  g_assert_true (is_taken_for_usual (&sketch));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tests/picture-compare/same", test_same);
  g_test_add_func ("/tests/picture-compare/line-moved", test_line_moved);
  g_test_add_func ("/tests/picture-compare/faint-line", test_faint_line_moved_or_gone);
  g_test_add_func ("/tests/picture-compare/color-changed", test_color_changed);
  g_test_add_func ("/tests/picture-compare/bar-wider", test_bar_wider);
  g_test_add_func ("/tests/picture-compare/label", test_label_missing_or_wrong);
  g_test_add_func ("/tests/picture-compare/zero-missing", test_zero_missing);
  g_test_add_func ("/tests/picture-compare/size", test_size_differs);
  g_test_add_func ("/tests/picture-compare/noise", test_noise_passes);
  g_test_add_func ("/tests/picture-compare/soft-edges", test_soft_edges_pass);
  return g_test_run ();
}
