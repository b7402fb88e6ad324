/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-lanes.h"

#define START  G_GINT64_CONSTANT (1795199345000000000)
#define WIDTH  (100 + 1000 + HT_TRACE_LANES_MARGIN)
#define HEIGHT (60 + HT_TIME_AXIS_HEIGHT)

/* Two lanes of 30 px over 1000 px of 1 µs; the upper one with two tracks that overlap. */
typedef struct
{
  GPtrArray *rows;
  HtTraceLanes lanes;
} Fixture;

static void
add_track (HtTraceRow *row, const gint64 (*spans)[2], guint n_spans)
{
  g_autoptr (GArray) bars = g_array_new (FALSE, FALSE, sizeof (HtTraceBar));

  for (guint i = 0; i < n_spans; i++)
    {
      HtTraceBar bar = { START + spans[i][0], START + spans[i][1], 1, spans[i][1] - spans[i][0],
                         spans[i][1] - spans[i][0] };

      g_array_append_val (bars, bar);
    }
  ht_trace_row_add_track (row, "track", HT_COLOR_TEXT, HT_TRACE_SOLID, bars);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const gint64 first[][2] = { { 10, 20 }, { 100, 600 }, { 700, 701 } };
  static const gint64 second[][2] = { { 300, 310 }, { 705, 706 } };
  HtTraceRow *row;

  fixture->rows = ht_trace_rows_new ();
  row = ht_trace_rows_add (fixture->rows, "Upper", HT_TRACE_HEIGHT_LONGEST, 30);
  add_track (row, first, G_N_ELEMENTS (first));
  add_track (row, second, G_N_ELEMENTS (second));
  ht_trace_rows_add (fixture->rows, "Lower", HT_TRACE_HEIGHT_BUSY, 30);
  fixture->lanes = (HtTraceLanes){
    .rows = fixture->rows,
    .from_ns = START,
    .to_ns = START + 1000,
    .gutter = 100,
  };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->rows);
}

static void
test_rows (Fixture *fixture, gconstpointer data)
{
  double top, height;

  g_assert_cmpfloat (ht_trace_rows_get_height (fixture->rows), ==, HEIGHT);
  ht_trace_lanes_get_row (&fixture->lanes, 1, HEIGHT, &top, &height);
  g_assert_cmpfloat (top, ==, 30);
  g_assert_cmpfloat (height, ==, 30);
  /* In a picture of half the height lanes are half as high. */
  ht_trace_lanes_get_row (&fixture->lanes, 1, 30 + HT_TIME_AXIS_HEIGHT, &top, &height);
  g_assert_cmpfloat (top, ==, 15);
  g_assert_cmpfloat (height, ==, 15);
}

static HtTracePlace
find (Fixture *fixture, double x, double y)
{
  HtTracePlace place;

  ht_trace_lanes_find (&fixture->lanes, 100 + x, y, WIDTH, HEIGHT, &place);
  return place;
}

static void
assert_place (HtTracePlace place, int row, int track, guint bar)
{
  g_assert_cmpint (place.row, ==, row);
  g_assert_cmpint (place.track, ==, track);
  if (track >= 0)
    g_assert_cmpuint (place.bar, ==, bar);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  HtTracePlace place = find (fixture, 200, 5);
  const HtTraceBar *bar = ht_trace_lanes_get_bar (&fixture->lanes, &place);

  assert_place (place, 0, 0, 1);
  g_assert_cmpint (bar->from_ns, ==, START + 100);
  /* Beside a narrow one, within reach. */
  assert_place (find (fixture, 23, 5), 0, 0, 0);
  assert_place (find (fixture, 40, 5), 0, -1, 0);
  /* The nearer of two. */
  assert_place (find (fixture, 704.5, 5), 0, 1, 1);
  assert_place (find (fixture, 697, 5), 0, 0, 2);
  /* Nothing in the lower lane, and below it the axis. */
  assert_place (find (fixture, 200, 45), 1, -1, 0);
  assert_place (find (fixture, 200, 65), -1, -1, 0);
  place = find (fixture, 200, 45);
  g_assert_null (ht_trace_lanes_get_bar (&fixture->lanes, &place));
  /* In the gutter there is a lane, but nothing that happened. */
  assert_place (find (fixture, -50, 5), 0, -1, 0);
}

static void
test_step (Fixture *fixture, gconstpointer data)
{
  static const gint64 begins[] = { 10, 100, 300, 700, 705 };
  const HtTraceRow *row = g_ptr_array_index (fixture->rows, 0);
  HtTracePlace place = { 0 };
  gint64 at_ns = START;

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_assert_true (ht_trace_row_step (row, at_ns, 1, &place.track, &place.bar));
      at_ns = ht_trace_lanes_get_bar (&fixture->lanes, &place)->from_ns;
      g_assert_cmpint (at_ns, ==, START + begins[i]);
    }
  g_assert_false (ht_trace_row_step (row, at_ns, 1, &place.track, &place.bar));
  for (guint i = G_N_ELEMENTS (begins) - 1; i-- > 0;)
    {
      g_assert_true (ht_trace_row_step (row, at_ns, -1, &place.track, &place.bar));
      at_ns = ht_trace_lanes_get_bar (&fixture->lanes, &place)->from_ns;
      g_assert_cmpint (at_ns, ==, START + begins[i]);
    }
  g_assert_false (ht_trace_row_step (row, at_ns, -1, &place.track, &place.bar));
}

static cairo_surface_t *
paint_one_lane (const gint64 (*spans)[2], guint n_spans)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  g_autoptr (GPtrArray) rows = ht_trace_rows_new ();
  g_autoptr (HtPaint) paint = ht_paint_new_for_surface (HT_THEME_LIGHT);
  cairo_t *cr = cairo_create (surface);
  HtTraceRow *row = ht_trace_rows_add (rows, "Tasks", HT_TRACE_HEIGHT_FULL, 30);
  HtTraceLanes lanes = { .rows = rows, .from_ns = START, .to_ns = START + 1000, .gutter = 100 };

  row->names_bars = TRUE;
  add_track (row, spans, n_spans);
  ht_trace_lanes_paint (&lanes, paint, cr, WIDTH, HEIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* A text over itself is bolder: where bars lie on each other there is one. */
static void
test_texts_apart (void)
{
  static const gint64 spans[][2] = { { 100, 600 }, { 100, 600 } };
  cairo_surface_t *one = paint_one_lane (spans, 1);
  cairo_surface_t *two = paint_one_lane (spans, 2);
  gsize n_bytes = (gsize) cairo_image_surface_get_stride (one) * HEIGHT;

  g_assert_cmpmem (cairo_image_surface_get_data (one), n_bytes, cairo_image_surface_get_data (two),
                   n_bytes);
  cairo_surface_destroy (one);
  cairo_surface_destroy (two);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/draw/trace-lanes/rows", Fixture, NULL, set_up, test_rows, tear_down);
  g_test_add ("/draw/trace-lanes/find", Fixture, NULL, set_up, test_find, tear_down);
  g_test_add ("/draw/trace-lanes/step", Fixture, NULL, set_up, test_step, tear_down);
  g_test_add_func ("/trace-lanes/texts-apart", test_texts_apart);
  return g_test_run ();
}
