/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-lanes.h"

#include <math.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define WIDTH  500
#define HEIGHT 164 /* four lanes of 35 px and the axis */
#define GUTTER 100
#define LANE   35

static HtGcLanes
lanes_of (GArray *cycles, gint64 from_ns, gint64 to_ns)
{
  return (HtGcLanes){ .cycles = cycles,
                      .names = { "a", "b", "c", "d" },
                      .from_ns = from_ns,
                      .to_ns = to_ns,
                      .gutter = GUTTER,
                      .selected = -1,
                      .display = HT_TIME_DISPLAY_UTC };
}

static GArray *
cycles_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
}

static HtGcCycle *
add_cycle (GArray *cycles, gint64 start_ns)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.start_ns = start_ns;
  cycle.end_ns = start_ns + 1;
  g_array_append_val (cycles, cycle);
  return &g_array_index (cycles, HtGcCycle, cycles->len - 1);
}

static void
set_lane (HtGcCycle *cycle, HtGcLane lane, gint64 value)
{
  gint64 *members[HT_N_GC_LANES] = {
    [HT_GC_LANE_SWEEP_TERM] = &cycle->stw_sweep_term_ns,
    [HT_GC_LANE_MARK] = &cycle->mark_ns,
    [HT_GC_LANE_ASSIST] = &cycle->assist_ns,
    [HT_GC_LANE_MARK_TERM] = &cycle->stw_mark_term_ns,
  };

  *members[lane] = value;
}

static cairo_surface_t *
draw (const HtGcLanes *lanes)
{
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (HT_THEME_LIGHT);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_paint (cr);
  ht_gc_lanes_paint (lanes, paint, cr, WIDTH, HEIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
has_color (cairo_surface_t *surface, int x, int y, HtColorRole role)
{
  HtColor color = ht_palette_color (HT_THEME_LIGHT, role);
  const guint8 *pixel = cairo_image_surface_get_data (surface) +
                        (gsize) y * (gsize) cairo_image_surface_get_stride (surface) +
                        (gsize) x * 4;
  guint32 rgb = *(const guint32 *) (gconstpointer) pixel & 0xffffff;

  return rgb == ((guint32) lround (color.red * 255) << 16 |
                 (guint32) lround (color.green * 255) << 8 | (guint32) lround (color.blue * 255));
}

/* Px of a colour in a column of the plot, within a lane. */
static int
bar_height (cairo_surface_t *surface, int x, int lane, HtColorRole role)
{
  int height = 0;

  for (int y = lane * LANE; y < (lane + 1) * LANE; y++)
    height += has_color (surface, x, y, role);
  return height;
}

static const HtColorRole roles[HT_N_GC_LANES] = {
  HT_COLOR_PHASE_STOPPED,
  HT_COLOR_PHASE_MARK,
  HT_COLOR_PHASE_ASSIST,
  HT_COLOR_PHASE_STOPPED,
};

static void
test_values (void)
{
  g_autoptr (GArray) cycles = cycles_new ();
  HtGcCycle *cycle = add_cycle (cycles, 0);

  for (int lane = 0; lane < HT_N_GC_LANES; lane++)
    g_assert_cmpint (ht_gc_lane_value (cycle, (HtGcLane) lane), ==, HT_UNKNOWN);
  cycle->stw_sweep_term_ns = 1;
  cycle->mark_ns = 2;
  cycle->assist_ns = 3;
  cycle->stw_mark_term_ns = 4;
  for (int lane = 0; lane < HT_N_GC_LANES; lane++)
    g_assert_cmpint (ht_gc_lane_value (cycle, (HtGcLane) lane), ==, lane + 1);
}

/* What is known of one phase only is in its lane, in its colour, and nowhere else. */
static void
test_each_lane_shows_its_phase (void)
{
  for (int shown = 0; shown < HT_N_GC_LANES; shown++)
    {
      g_autoptr (GArray) cycles = cycles_new ();
      HtGcLanes lanes = lanes_of (cycles, 0, 10 * SECOND);
      cairo_surface_t *surface;

      set_lane (add_cycle (cycles, 5 * SECOND), (HtGcLane) shown, 1000);
      surface = draw (&lanes);
      for (int lane = 0; lane < HT_N_GC_LANES; lane++)
        for (int role = 0; role < HT_N_GC_LANES; role++)
          for (int x = GUTTER; x < WIDTH - HT_GC_LANES_MARGIN; x++)
            {
              int height = bar_height (surface, x, lane, roles[role]);
              gboolean here = lane == shown && roles[role] == roles[shown];

              if (here && x == GUTTER + (WIDTH - GUTTER - HT_GC_LANES_MARGIN) / 2)
                g_assert_cmpint (height, >, LANE / 2);
              else if (!here)
                g_assert_cmpint (height, ==, 0);
            }
      cairo_surface_destroy (surface);
    }
}

/* Where nobody told the phases, the pauses have all of the height. */
static void
test_pauses_alone (void)
{
  g_autoptr (GArray) cycles = cycles_new ();
  HtGcLanes lanes = lanes_of (cycles, 0, 10 * SECOND);
  HtGcCycle *cycle = add_cycle (cycles, 5 * SECOND);
  int x = GUTTER + (WIDTH - GUTTER - HT_GC_LANES_MARGIN) / 2;
  int height = 0;
  cairo_surface_t *surface;

  cycle->pause_ns = 1000;
  g_assert_cmpint (ht_gc_lane_value (cycle, HT_GC_LANE_PAUSES), ==, 1000);
  lanes.pauses_name = "pauses";
  surface = draw (&lanes);
  for (int lane = 0; lane < HT_N_GC_LANES; lane++)
    height += bar_height (surface, x, lane, HT_COLOR_PHASE_STOPPED);
  g_assert_cmpint (height, >, 3 * LANE);
  cairo_surface_destroy (surface);
}

static void
test_heights_are_proportional (void)
{
  g_autoptr (GArray) cycles = cycles_new ();
  HtGcLanes lanes = lanes_of (cycles, 0, 4 * SECOND);
  cairo_surface_t *surface;
  int full, x;

  for (int i = 0; i < 4; i++)
    set_lane (add_cycle (cycles, i * SECOND), HT_GC_LANE_MARK, 1000 * i);
  surface = draw (&lanes);
  x = GUTTER + 3 * (WIDTH - GUTTER - HT_GC_LANES_MARGIN) / 4;
  full = bar_height (surface, x, HT_GC_LANE_MARK, HT_COLOR_PHASE_MARK);
  g_assert_cmpint (full, >, LANE / 2);
  for (int i = 0; i < 3; i++)
    {
      x = GUTTER + i * (WIDTH - GUTTER - HT_GC_LANES_MARGIN) / 4;
      g_assert_cmpint (abs (bar_height (surface, x, HT_GC_LANE_MARK, HT_COLOR_PHASE_MARK) * 3 -
                            full * i),
                       <=, 3);
    }
  cairo_surface_destroy (surface);
}

/* However many cycles share a pixel, the longest is the one that is seen. */
static void
test_no_outlier_is_lost (void)
{
  for (int outlier = 0; outlier < 20000; outlier += 1777)
    {
      g_autoptr (GArray) cycles = cycles_new ();
      HtGcLanes lanes = lanes_of (cycles, 0, 20000 * SECOND);
      double plot = WIDTH - GUTTER - HT_GC_LANES_MARGIN;
      cairo_surface_t *surface;
      int full = 0;

      for (int i = 0; i < 20000; i++)
        set_lane (add_cycle (cycles, i * SECOND), HT_GC_LANE_MARK_TERM, i == outlier ? 100000 : 10);
      surface = draw (&lanes);
      for (int x = GUTTER; x < WIDTH - HT_GC_LANES_MARGIN; x++)
        if (bar_height (surface, x, HT_GC_LANE_MARK_TERM, HT_COLOR_PHASE_STOPPED) > LANE / 2)
          {
            full++;
            g_assert_cmpfloat (fabs (x - (GUTTER + plot * outlier / 20000.0)), <=, 2);
          }
      /* The width of one bar, of which a neighbour may hide nothing. */
      g_assert_cmpint (full, ==, 2);
      cairo_surface_destroy (surface);
    }
}

static void
test_nothing_known_paints_no_bar (void)
{
  g_autoptr (GArray) cycles = cycles_new ();
  HtGcLanes lanes = lanes_of (cycles, 0, 10 * SECOND);
  cairo_surface_t *surface;

  for (int i = 0; i < 5; i++)
    add_cycle (cycles, i * SECOND);
  surface = draw (&lanes);
  for (int lane = 0; lane < HT_N_GC_LANES; lane++)
    for (int x = GUTTER; x < WIDTH; x++)
      g_assert_cmpint (bar_height (surface, x, lane, roles[lane]), ==, 0);
  cairo_surface_destroy (surface);
}

static double
x_of (const HtGcLanes *lanes, gint64 time_ns)
{
  return GUTTER +
         (WIDTH - GUTTER - HT_GC_LANES_MARGIN) *
             ((double) (time_ns - lanes->from_ns) / (double) (lanes->to_ns - lanes->from_ns));
}

/* The pointer takes the nearest cycle of those that are in view and within 8 px. */
static void
test_nearest_cycle (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int round = 0; round < 50; round++)
    {
      g_autoptr (GArray) cycles = cycles_new ();
      HtGcLanes lanes = lanes_of (cycles, 100 * SECOND, 200 * SECOND);
      gint64 time_ns = 80 * SECOND;

      while (time_ns < 220 * SECOND)
        {
          add_cycle (cycles, time_ns);
          time_ns += (gint64) (g_rand_double_range (rand, 0.01, 10) * (double) SECOND);
        }
      for (int place = 0; place < 10 * WIDTH; place += 7)
        {
          double x = place / 10.0;
          int found = ht_gc_lanes_cycle_at (&lanes, x, WIDTH);
          double least = G_MAXDOUBLE;

          for (guint i = 0; i < cycles->len; i++)
            {
              gint64 start_ns = g_array_index (cycles, HtGcCycle, i).start_ns;

              if (start_ns >= lanes.from_ns && start_ns <= lanes.to_ns)
                least = MIN (least, fabs (x_of (&lanes, start_ns) - x));
            }
          if (found < 0)
            {
              g_assert_cmpfloat (least, >, 8 - 1e-6);
              continue;
            }
          time_ns = g_array_index (cycles, HtGcCycle, found).start_ns;
          g_assert_cmpint (time_ns, >=, lanes.from_ns);
          g_assert_cmpint (time_ns, <=, lanes.to_ns);
          g_assert_cmpfloat_with_epsilon (fabs (x_of (&lanes, time_ns) - x), least, 1e-6);
          g_assert_cmpfloat (least, <=, 8 + 1e-6);
        }
    }
}

/* What is painted and what is pointed at are the same cycle. */
static void
test_bars_are_where_the_pointer_finds_them (void)
{
  g_autoptr (GArray) cycles = cycles_new ();
  HtGcLanes lanes = lanes_of (cycles, 0, 100 * SECOND);
  cairo_surface_t *surface;
  int seen = -1;

  for (int i = 0; i < 10; i++)
    set_lane (add_cycle (cycles, (3 + 10 * i) * SECOND), HT_GC_LANE_ASSIST, 1000);
  surface = draw (&lanes);
  for (int x = GUTTER; x < WIDTH - HT_GC_LANES_MARGIN; x++)
    if (bar_height (surface, x, HT_GC_LANE_ASSIST, HT_COLOR_PHASE_ASSIST) > 0)
      {
        int found = ht_gc_lanes_cycle_at (&lanes, x, WIDTH);

        g_assert_true (found == seen || found == seen + 1);
        seen = found;
      }
  g_assert_cmpint (seen, ==, 9);
  cairo_surface_destroy (surface);
}

static void
test_no_cycles (void)
{
  g_autoptr (GArray) cycles = cycles_new ();
  HtGcLanes lanes = lanes_of (cycles, 0, 0);

  lanes.selected = 3;
  cairo_surface_destroy (draw (&lanes));
  g_assert_cmpint (ht_gc_lanes_cycle_at (&lanes, GUTTER, WIDTH), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/gc-lanes/values", test_values);
  g_test_add_func ("/draw/gc-lanes/pauses-alone", test_pauses_alone);
  g_test_add_func ("/draw/gc-lanes/each-lane", test_each_lane_shows_its_phase);
  g_test_add_func ("/draw/gc-lanes/heights", test_heights_are_proportional);
  g_test_add_func ("/draw/gc-lanes/no-outlier-is-lost", test_no_outlier_is_lost);
  g_test_add_func ("/draw/gc-lanes/nothing-known", test_nothing_known_paints_no_bar);
  g_test_add_func ("/draw/gc-lanes/nearest-cycle", test_nearest_cycle);
  g_test_add_func ("/draw/gc-lanes/bars-and-pointer", test_bars_are_where_the_pointer_finds_them);
  g_test_add_func ("/draw/gc-lanes/no-cycles", test_no_cycles);
  return g_test_run ();
}
