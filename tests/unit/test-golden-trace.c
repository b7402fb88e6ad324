/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-picture.h"
#include "trace-lanes.h"

#define MICROSECOND G_GINT64_CONSTANT (1000)
#define MILLISECOND G_GINT64_CONSTANT (1000000)
#define SECOND      G_GINT64_CONSTANT (1000000000)

/* 2026-11-20T18:29:05Z */
#define START (G_GINT64_CONSTANT (1795199345) * SECOND)

static GArray *
bars_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HtTraceBar));
}

static void
add_one (GArray *bars, gint64 from_ns, gint64 length_ns)
{
  HtTraceBar bar = { START + from_ns, START + from_ns + length_ns, 1, length_ns, length_ns };

  g_array_append_val (bars, bar);
}

static void
add_merged (GArray *bars, gint64 from_ns, gint64 to_ns, gint64 n, gint64 busy, gint64 longest)
{
  HtTraceBar bar = { START + from_ns, START + to_ns, n, busy, longest };

  g_array_append_val (bars, bar);
}

static void
add_track (HtTraceRow *row,
           const char *name,
           HtColorRole role,
           HtTraceLook look,
           gint64 first_ns,
           gint64 every_ns,
           gint64 length_ns,
           guint n)
{
  g_autoptr (GArray) bars = bars_new ();

  for (guint i = 0; i < n; i++)
    add_one (bars, first_ns + i * every_ns, length_ns + (i % 3) * length_ns / 2);
  ht_trace_row_add_track (row, name, role, look, bars);
}

/* A collection of some ms with all that belongs to it. */
static GPtrArray *
make_collection (void)
{
  GPtrArray *rows = ht_trace_rows_new ();
  HtTraceRow *row = ht_trace_rows_add (rows, "Pauses", HT_TRACE_HEIGHT_LONGEST, 24);

  row->names_bars = TRUE;
  add_track (row, "GC sweep termination", HT_COLOR_PHASE_STOPPED, HT_TRACE_SOLID, MILLISECOND,
             4 * MILLISECOND, 800 * MICROSECOND, 1);
  add_track (row, "GC mark termination", HT_COLOR_PHASE_STOPPED, HT_TRACE_HOLLOW, 7 * MILLISECOND,
             4 * MILLISECOND, 120 * MICROSECOND, 1);
  add_track (row, "read mem stats", HT_COLOR_GOAL, HT_TRACE_HATCHED, 9 * MILLISECOND, MILLISECOND,
             900 * MICROSECOND, 1);
  row = ht_trace_rows_add (rows, "Mark", HT_TRACE_HEIGHT_LONGEST, 24);
  add_track (row, "Mark", HT_COLOR_PHASE_MARK, HT_TRACE_SOLID, 1800 * MICROSECOND, 1,
             5200 * MICROSECOND, 1);
  row = ht_trace_rows_add (rows, "Assists", HT_TRACE_HEIGHT_LONGEST, 24);
  add_track (row, "main.serve", HT_COLOR_PHASE_ASSIST, HT_TRACE_SOLID, 2 * MILLISECOND,
             150 * MICROSECOND, 5 * MICROSECOND, 30);
  row = ht_trace_rows_add (rows, "Workers", HT_TRACE_HEIGHT_BUSY, 24);
  row->n_across = 4;
  add_track (row, "dedicated", HT_COLOR_PHASE_MARK, HT_TRACE_SOLID, 1800 * MICROSECOND, 1,
             5200 * MICROSECOND, 1);
  add_track (row, "fractional", HT_COLOR_PHASE_MARK, HT_TRACE_HATCHED, 2 * MILLISECOND, MILLISECOND,
             500 * MICROSECOND, 5);
  add_track (row, "idle", HT_COLOR_PHASE_SWEEP, HT_TRACE_HOLLOW, 2 * MILLISECOND, MILLISECOND,
             700 * MICROSECOND, 5);
  row = ht_trace_rows_add (rows, "main.(*Server).handleConnection", HT_TRACE_HEIGHT_AMOUNT, 24);
  add_track (row, "bytes", HT_COLOR_GROWTH, HT_TRACE_SOLID, 0, 300 * MICROSECOND, 0, 30);
  for (guint i = 0; i < 30; i++)
    {
      HtTraceTrack *track = g_ptr_array_index (row->tracks, 0);

      g_array_index (track->bars, HtTraceBar, i).busy = 8192 * (1 + i % 4);
    }
  return rows;
}

static void
paint_rows (const GPtrArray *rows,
            gint64 from_ns,
            gint64 to_ns,
            HtPaint *paint,
            cairo_t *cr,
            double width,
            double height)
{
  HtTraceLanes lanes = {
    .rows = rows,
    .from_ns = START + from_ns,
    .to_ns = START + to_ns,
    .start_ns = START,
    .gutter = 120,
    .display = HT_TIME_DISPLAY_UTC,
  };
  HtTracePlace place = { .row = 1, .track = 0 };
  const HtTraceBar *bar = ht_trace_lanes_get_bar (&lanes, &place);

  ht_trace_lanes_paint (&lanes, paint, cr, width, height);
  ht_trace_lanes_paint_outline (&lanes, 1, bar, paint, cr, width, height);
}

static void
paint_collection (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GPtrArray) rows = make_collection ();

  paint_rows (rows, 0, 11 * MILLISECOND, paint, cr, width, height);
}

/* Four seconds away the same is still there. */
static void
paint_from_afar (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GPtrArray) rows = make_collection ();

  paint_rows (rows, -SECOND, 3 * SECOND, paint, cr, width, height);
}

static void
paint_microseconds (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GPtrArray) rows = make_collection ();

  paint_rows (rows, 2000 * MICROSECOND - 1500, 2000 * MICROSECOND + 8500, paint, cr, width, height);
}

/* Ten minutes in which much was merged, and one bar that was not. */
static void
paint_merged (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GPtrArray) rows = ht_trace_rows_new ();
  g_autoptr (GArray) pauses = bars_new ();
  g_autoptr (GArray) workers = bars_new ();
  HtTraceRow *row;

  for (gint64 i = 0; i < 60; i++)
    {
      if (i % 20 != 0)
        add_merged (pauses, i * 10 * SECOND, (i * 10 + 9) * SECOND, 100 + i, 20 * MILLISECOND,
                    (1 + i % 7) * MILLISECOND);
      else
        add_one (pauses, i * 10 * SECOND, 6 * SECOND);
      add_merged (workers, i * 10 * SECOND, (i * 10 + 10) * SECOND, 1000, i * SECOND / 3,
                  40 * MILLISECOND);
    }
  row = ht_trace_rows_add (rows, "Pauses", HT_TRACE_HEIGHT_LONGEST, 24);
  ht_trace_row_add_track (row, "all", HT_COLOR_PHASE_STOPPED, HT_TRACE_SOLID, pauses);
  row = ht_trace_rows_add (rows, "Workers", HT_TRACE_HEIGHT_BUSY, 24);
  row->n_across = 2;
  ht_trace_row_add_track (row, "dedicated", HT_COLOR_PHASE_MARK, HT_TRACE_HATCHED, workers);
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("P %u", i);

      row = ht_trace_rows_add (rows, name, HT_TRACE_HEIGHT_BUSY, 7);
      ht_trace_row_add_track (row, "idle", HT_COLOR_PHASE_SWEEP, HT_TRACE_SOLID, workers);
    }
  paint_rows (rows, 0, 600 * SECOND, paint, cr, width, height);
}

static const GoldenPicture pictures[] = {
  { "trace-light", HT_THEME_LIGHT, 760, 150, paint_collection },
  { "trace-dark", HT_THEME_DARK, 760, 150, paint_collection },
  { "trace-afar", HT_THEME_LIGHT, 560, 150, paint_from_afar },
  { "trace-close", HT_THEME_DARK, 560, 150, paint_microseconds },
  { "trace-merged", HT_THEME_LIGHT, 560, 170, paint_merged },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  golden_set_up_fonts ();
  g_test_add_func ("/draw/golden-trace/font", golden_test_font);
  golden_add_pictures ("/draw/golden-trace", pictures, G_N_ELEMENTS (pictures));
  return g_test_run ();
}
