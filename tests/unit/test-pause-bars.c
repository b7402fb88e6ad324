/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-phases.h"
#include "pause-bars.h"

#define US    G_GINT64_CONSTANT (1000)
#define WIDTH 236

static HtPauseBars *
make_bars (guint n)
{
  static const guint counts[HT_N_PAUSE_LAYERS] = { 2, 1, 0 };
  HtPauseBars *bars = ht_pause_bars_new ();

  for (guint i = 0; i < n; i++)
    ht_pause_bars_add (bars, "1 ms", counts);
  return bars;
}

static void
test_pointer (void)
{
  g_autoptr (HtPauseBars) bars = make_bars (5);
  double each = (WIDTH - HT_PAUSE_BARS_GUTTER) / 5.0;

  g_assert_cmpint (ht_pause_bars_at (bars, HT_PAUSE_BARS_GUTTER - 1, WIDTH), ==, -1);
  for (int i = 0; i < 5; i++)
    {
      double middle = HT_PAUSE_BARS_GUTTER + each * (i + 0.5);

      g_assert_cmpint (ht_pause_bars_at (bars, middle, WIDTH), ==, i);
    }
  g_assert_cmpint (ht_pause_bars_at (bars, WIDTH + 1, WIDTH), ==, -1);
}

static void
test_no_bars (void)
{
  g_autoptr (HtPauseBars) bars = ht_pause_bars_new ();

  g_assert_cmpint (ht_pause_bars_at (bars, 100, WIDTH), ==, -1);
}

/* How many pixels of a row are covered at all. */
static guint
covered (cairo_surface_t *surface, int y)
{
  const guint8 *row = cairo_image_surface_get_data (surface) +
                      (gsize) y * (gsize) cairo_image_surface_get_stride (surface);
  guint n = 0;

  for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
    n += row[4 * x + 3] > 0;
  return n;
}

/* The higher a bar, the more rows it covers; one of no pauses covers none. */
static void
test_heights (void)
{
  static const guint few[HT_N_PAUSE_LAYERS] = { 1, 0, 0 };
  static const guint many[HT_N_PAUSE_LAYERS] = { 3, 5, 0 };
  static const guint none[HT_N_PAUSE_LAYERS] = { 0, 0, 0 };
  g_autoptr (HtPauseBars) bars = ht_pause_bars_new ();
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (HT_THEME_LIGHT);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, 200);
  cairo_t *cr = cairo_create (surface);

  ht_pause_bars_add (bars, "0", few);
  ht_pause_bars_add (bars, "16 µs", many);
  ht_pause_bars_add (bars, "32 µs", none);
  ht_pause_bars_paint (bars, paint, cr, WIDTH, 200);
  cairo_surface_flush (surface);
  /* 8 pauses reach from 22 to 178, one is 19.5 px high. */
  g_assert_cmpuint (covered (surface, 170), >, 100);
  g_assert_cmpuint (covered (surface, 150), <, 70);
  g_assert_cmpuint (covered (surface, 30), >, 40);
  g_assert_cmpuint (covered (surface, 2), ==, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_phases (void)
{
  HtGcPhase phases[HT_N_GC_PHASES];
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  g_assert_cmpint (ht_gc_cycle_get_phases (&cycle, phases), ==, 0);
  cycle.stw_sweep_term_ns = 93 * US;
  cycle.mark_ns = 7230 * US;
  cycle.stw_mark_term_ns = 61 * US;
  g_assert_cmpint (ht_gc_cycle_get_phases (&cycle, phases), ==, 7384 * US);
  g_assert_cmpint (phases[0].from_ns, ==, 0);
  g_assert_cmpint (phases[1].from_ns, ==, 93 * US);
  g_assert_cmpint (phases[2].from_ns, ==, 7323 * US);
  g_assert_cmpint (phases[2].length_ns, ==, 61 * US);
  cycle.mark_ns = HT_UNKNOWN;
  g_assert_cmpint (ht_gc_cycle_get_phases (&cycle, phases), ==, 154 * US);
  g_assert_cmpint (phases[2].from_ns, ==, 93 * US);
  g_assert_cmpint (phases[1].length_ns, ==, HT_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/pause-bars/pointer", test_pointer);
  g_test_add_func ("/draw/pause-bars/no-bars", test_no_bars);
  g_test_add_func ("/draw/pause-bars/heights", test_heights);
  g_test_add_func ("/draw/gc-phases/one-after-the-other", test_phases);
  return g_test_run ();
}
