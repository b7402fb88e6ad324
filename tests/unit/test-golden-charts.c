/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "gc-lanes.h"
#include "golden-picture.h"
#include "time-chart.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MIB    (1024.0 * 1024.0)

/* 2026-11-20T18:29:05Z */
#define START (G_GINT64_CONSTANT (1795199345) * SECOND)

static GArray *
points_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
}

static void
add_point (GArray *points, double seconds, double value)
{
  gint64 time_ns = START + (gint64) (seconds * (double) SECOND);
  HtSeriesBucket bucket = { .start_ns = time_ns,
                            .end_ns = time_ns,
                            .n_points = 1,
                            .first = value,
                            .last = value,
                            .min = value,
                            .max = value,
                            .sum = value };

  g_array_append_val (points, bucket);
}

static HtTimeChart *
chart_new (double seconds)
{
  HtTimeChart *chart = ht_time_chart_new ();

  chart->from_ns = chart->start_ns = START;
  chart->to_ns = START + (gint64) (seconds * (double) SECOND);
  chart->display = HT_TIME_DISPLAY_UTC;
  return chart;
}

/* The heap of six collections: it grows for 10 s and falls to what is live. */
static void
add_heap (HtTimeChart *chart)
{
  g_autoptr (GArray) heap = points_new ();
  g_autoptr (GArray) live = points_new ();
  g_autoptr (GArray) goal = points_new ();
  HtChartSeries *series;

  for (int i = 0; i < 6; i++)
    {
      gint64 end = START + (10 * i + 10) * SECOND;

      add_point (heap, 10 * i, (60 + 12 * i) * MIB);
      add_point (heap, 10 * i + 9.6, (120 + 24 * i) * MIB);
      add_point (live, 10 * i, (60 + 12 * i) * MIB);
      add_point (goal, 10 * i, (125 + 24 * i) * MIB);
      g_array_append_val (chart->gc_times, end);
    }
  series = ht_time_chart_add_series (chart, "Heap in use", HT_COLOR_HEAP_IN_USE, heap);
  series->filled = TRUE;
  series->width = 2;
  series = ht_time_chart_add_series (chart, "Heap goal", HT_COLOR_GOAL, goal);
  series->shape = HT_LINE_STEPS;
  series->dash = HT_DASH_DASHED;
  series = ht_time_chart_add_series (chart, "Live after GC", HT_COLOR_HEAP_LIVE, live);
  series->shape = HT_LINE_STEPS;
  series->dots = TRUE;
}

static void
paint_lines (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (62);
  g_autoptr (GArray) rss = points_new ();
  g_autoptr (GArray) growth = points_new ();
  g_autoptr (GArray) hidden = points_new ();

  add_heap (chart);
  for (int i = 0; i <= 6; i++)
    {
      add_point (rss, 10 * i, (210 + 8 * i) * MIB);
      add_point (growth, 10 * i, (20 + i * i) * MIB);
      add_point (hidden, 10 * i, 150 * MIB);
    }
  ht_time_chart_add_series (chart, "RSS", HT_COLOR_RSS, rss)->dash = HT_DASH_DOTTED;
  ht_time_chart_add_series (chart, "Growth", HT_COLOR_GROWTH, growth)->dash = HT_DASH_DASH_DOT;
  ht_time_chart_add_series (chart, "Hidden", HT_COLOR_CONTAINER_LIMIT, hidden)->hidden = TRUE;
  ht_time_chart_add_limit (chart, "Container limit 320 MiB", HT_COLOR_CONTAINER_LIMIT,
                           HT_DASH_SOLID, (gint64) (320 * MIB));
  ht_time_chart_add_limit (chart, "GOMEMLIMIT 280 MiB", HT_COLOR_MEMORY_LIMIT, HT_DASH_DASH_DOT,
                           (gint64) (280 * MIB));
  ht_time_chart_add_limit (chart, "Far away", HT_COLOR_MEMORY_LIMIT, HT_DASH_SOLID,
                           (gint64) (32000 * MIB));
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* Four layers; one begins late, one ends early, and a fifth is switched off. */
static void
paint_layers (HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const HtColorRole roles[] = { HT_COLOR_CLASS_LIVE, HT_COLOR_CLASS_SINCE_GC,
                                       HT_COLOR_CLASS_FREE, HT_COLOR_CLASS_RUNTIME };
  g_autoptr (HtTimeChart) chart = chart_new (60);
  g_autoptr (GArray) hidden = points_new ();

  chart->stacked = TRUE;
  for (int layer = 0; layer < 4; layer++)
    {
      g_autoptr (GArray) points = points_new ();
      int first = layer == 2 ? 2 : 0;
      int last = layer == 3 ? 4 : 6;

      for (int i = first; i <= last; i++)
        add_point (points, 10 * i, (20 + 10 * layer + (i % 2 == 0 ? 0 : 8) + 3 * i) * MIB);
      ht_time_chart_add_series (chart, "Layer", roles[layer], points);
    }
  add_point (hidden, 0, 900 * MIB);
  add_point (hidden, 60, 900 * MIB);
  ht_time_chart_add_series (chart, "Hidden", HT_COLOR_RSS, hidden)->hidden = TRUE;
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* Ten points a pixel; one on the middle layer stands out. */
static void
paint_peak (HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const HtColorRole roles[] = { HT_COLOR_CLASS_LIVE, HT_COLOR_CLASS_SINCE_GC,
                                       HT_COLOR_CLASS_FREE };
  g_autoptr (HtTimeChart) chart = chart_new (3600);

  chart->stacked = TRUE;
  for (int layer = 0; layer < 3; layer++)
    {
      g_autoptr (GArray) points = points_new ();

      for (int i = 0; i <= 3600; i++)
        add_point (points, i, (i == 1234 && layer == 1 ? 120 : 30 + 10 * layer) * MIB);
      ht_time_chart_add_series (chart, "Layer", roles[layer], points);
    }
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* Forty points a pixel, one of them a peak, one a hole; and a line of coarse buckets above. */
static void
paint_dense (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (7200);
  g_autoptr (GArray) dense = points_new ();
  g_autoptr (GArray) coarse = points_new ();

  for (int i = 0; i < 20000; i++)
    add_point (dense, 0.36 * i,
               i == 14000  ? 90 * MIB
               : i == 6000 ? 5 * MIB
                           : (40 + 10 * sin (i / 1500.0) + i % 7) * MIB);
  for (int i = 0; i < 12; i++)
    {
      HtSeriesBucket bucket = { .start_ns = START + 600 * i * SECOND,
                                .end_ns = START + (600 * i + 500) * SECOND,
                                .n_points = 50,
                                .first = 120 * MIB,
                                .last = 130 * MIB,
                                .min = 115 * MIB,
                                .max = (140 + 5 * i) * MIB };

      g_array_append_val (coarse, bucket);
    }
  ht_time_chart_add_series (chart, "Dense", HT_COLOR_HEAP_IN_USE, dense);
  ht_time_chart_add_series (chart, "Coarse", HT_COLOR_RSS, coarse);
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* A process that restarted, and ten minutes in which nobody measured, at times since start. */
static void
paint_restart (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (3600);
  g_autoptr (GArray) heap = points_new ();
  g_autoptr (GArray) steps = points_new ();

  chart->display = HT_TIME_DISPLAY_SINCE_START;
  for (int minute = 0; minute < 60; minute++)
    {
      if (minute > 20 && minute < 31)
        continue;
      add_point (heap, minute * 60,
                 (minute < 40 ? 100 + 5 * minute : 60 + 5 * (minute - 40)) * MIB);
      if (minute % 10 == 0)
        add_point (steps, minute * 60, (minute < 40 ? 400 : 200) * MIB);
    }
  ht_time_chart_add_series (chart, "Heap", HT_COLOR_HEAP_IN_USE, heap)->dots = TRUE;
  ht_time_chart_add_series (chart, "Goal", HT_COLOR_GOAL, steps)->shape = HT_LINE_STEPS;
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* Zoomed in between two points: the line comes from outside and leaves again. */
static void
paint_zoomed (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (60);

  add_heap (chart);
  chart->from_ns = START + 22 * SECOND;
  chart->to_ns = START + 29 * SECOND;
  ht_time_chart_paint (chart, paint, cr, width, height);
}

static void
paint_one_point (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (10);
  g_autoptr (GArray) point = points_new ();
  HtChartSeries *series;

  add_point (point, 5, 64 * MIB);
  series = ht_time_chart_add_series (chart, "Point", HT_COLOR_HEAP_LIVE, point);
  series->dots = TRUE;
  ht_time_chart_paint (chart, paint, cr, width, height);
}

static void
paint_empty (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (10);
  g_autoptr (GArray) none = points_new ();

  ht_time_chart_add_series (chart, "None", HT_COLOR_HEAP_LIVE, none);
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* Three flags, two of them so near that they are one; a restart; ten minutes in which nobody
 * looked; a note; and a flag at the right border. */
static void
set_marks (HtTimeChart *chart, double scale)
{
  static const struct
  {
    HtTimeMarkKind kind;
    double from_s;
    double to_s;
  } all[] = {
    { HT_TIME_MARK_FLAG, 600, 600 },   { HT_TIME_MARK_FLAG, 610, 610 },
    { HT_TIME_MARK_GAP, 1200, 1800 },  { HT_TIME_MARK_RESTART, 2400, 2400 },
    { HT_TIME_MARK_NOTE, 2900, 2900 }, { HT_TIME_MARK_FLAG, 3595, 3595 },
  };
  g_autoptr (GPtrArray) marks = ht_time_marks_new ();
  g_autoptr (GArray) breaks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBreak));

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      gint64 from_ns = START + (gint64) (all[i].from_s * scale * (double) SECOND);
      gint64 to_ns = START + (gint64) (all[i].to_s * scale * (double) SECOND);
      HtSeriesBreak between = { to_ns > from_ns ? from_ns : from_ns - 1, to_ns };

      ht_time_marks_add (marks, all[i].kind, from_ns, to_ns, "");
      if (all[i].kind == HT_TIME_MARK_GAP || all[i].kind == HT_TIME_MARK_RESTART)
        g_array_append_val (breaks, between);
    }
  ht_time_chart_set_marks (chart, marks, breaks);
}

/* The lines end at the gap and begin anew after it, and at the restart; the only point between two
 * breaks is a dot, as it is no line. */
static void
paint_marks (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (3600);
  g_autoptr (GArray) heap = points_new ();
  g_autoptr (GArray) steps = points_new ();
  g_autoptr (GArray) seldom = points_new ();
  HtChartSeries *series;

  set_marks (chart, 1);
  for (int minute = 0; minute <= 60; minute++)
    {
      if (minute > 20 && minute < 30)
        continue;
      add_point (heap, minute * 60,
                 (minute < 40 ? 100 + 5 * minute : 60 + 5 * (minute - 40)) * MIB);
      if (minute % 8 == 0)
        add_point (steps, minute * 60, (minute < 40 ? 400 + 3 * minute : 200) * MIB);
    }
  for (int minute = 0; minute <= 60; minute += 35)
    add_point (seldom, minute * 60, 30 * MIB);
  series = ht_time_chart_add_series (chart, "Heap", HT_COLOR_HEAP_IN_USE, heap);
  series->filled = TRUE;
  series = ht_time_chart_add_series (chart, "Goal", HT_COLOR_GOAL, steps);
  series->shape = HT_LINE_STEPS;
  series->holds_until_ns = chart->to_ns;
  ht_time_chart_add_series (chart, "Seldom", HT_COLOR_RSS, seldom);
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* The same where a line has more points than pixels. */
static void
paint_dense_marks (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (7200);
  g_autoptr (GArray) dense = points_new ();
  g_autoptr (GArray) steps = points_new ();
  HtChartSeries *series;

  set_marks (chart, 2);
  for (int i = 0; i < 20000; i++)
    {
      double seconds = 0.36 * i;

      if (seconds > 2400 && seconds < 3600)
        continue;
      add_point (dense, seconds, (seconds < 4800 ? 40 + 10 * sin (i / 1500.0) + i % 7 : 20) * MIB);
      add_point (steps, seconds, (seconds < 4800 ? 80 + i % 2 : 50) * MIB);
    }
  series = ht_time_chart_add_series (chart, "Dense", HT_COLOR_HEAP_IN_USE, dense);
  series->filled = TRUE;
  series = ht_time_chart_add_series (chart, "Goal", HT_COLOR_GOAL, steps);
  series->shape = HT_LINE_STEPS;
  ht_time_chart_paint (chart, paint, cr, width, height);
}

static void
paint_layered_marks (HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const HtColorRole roles[] = { HT_COLOR_CLASS_LIVE, HT_COLOR_CLASS_SINCE_GC,
                                       HT_COLOR_CLASS_FREE };
  g_autoptr (HtTimeChart) chart = chart_new (3600);

  chart->stacked = TRUE;
  set_marks (chart, 1);
  for (int layer = 0; layer < 3; layer++)
    {
      g_autoptr (GArray) points = points_new ();

      for (int minute = 0; minute <= 60; minute++)
        if (minute <= 20 || minute >= 30)
          add_point (points, minute * 60, (30 + 10 * layer + (minute < 40 ? minute : 0)) * MIB);
      ht_time_chart_add_series (chart, "Layer", roles[layer], points);
    }
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* As the window's scrubber does: the plot fills the strip, what is around it falls outside. */
static void
paint_strip (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (HtTimeChart) chart = chart_new (60);
  HtChartArea plot;

  add_heap (chart);
  chart->show_time_axis = FALSE;
  ht_time_chart_get_plot (chart, width, height, &plot);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_scale (cr, width / plot.width, 1);
  cairo_translate (cr, -plot.x, 0);
  ht_time_chart_paint (chart, paint, cr, width, height);
}

/* Each lane has a shape of its own, so that swapped lanes are seen. */
static GArray *
make_cycles (int n_cycles, double seconds)
{
  GArray *cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));

  for (int i = 0; i < n_cycles; i++)
    {
      HtGcCycle cycle;

      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
      cycle.n = i + 1;
      cycle.start_ns = START + (gint64) ((i + 0.5) * seconds / n_cycles * (double) SECOND);
      cycle.end_ns = cycle.start_ns + SECOND / 2;
      cycle.stw_sweep_term_ns = 20000 + 30000 * i / n_cycles;
      cycle.mark_ns =
          i % 4 == 3 ? HT_UNKNOWN : 4000000 - G_GINT64_CONSTANT (4000000) * i / n_cycles;
      cycle.assist_ns = i * 3 / n_cycles == 1 ? 700000 : 0;
      cycle.stw_mark_term_ns = i == n_cycles / 2 ? 1500000 : 60000;
      g_array_append_val (cycles, cycle);
    }
  return cycles;
}

static void
paint_lanes_of (GArray *cycles, int selected, HtPaint *paint, cairo_t *cr, double w, double h)
{
  HtGcLanes lanes = {
    .cycles = cycles,
    .names = { "Sweep term.", "Mark", "Assists", "Mark term." },
    .from_ns = START,
    .to_ns = START + 60 * SECOND,
    .start_ns = START,
    .gutter = 110,
    .selected = selected,
    .display = HT_TIME_DISPLAY_UTC,
  };

  ht_gc_lanes_paint (&lanes, paint, cr, w, h);
}

static void
paint_lanes (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GArray) cycles = make_cycles (30, 60);

  paint_lanes_of (cycles, 11, paint, cr, width, height);
}

/* More cycles than pixels: the one long pause must be seen. */
static void
paint_many_lanes (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GArray) cycles = make_cycles (3000, 60);

  paint_lanes_of (cycles, -1, paint, cr, width, height);
}

/* Nobody looked for ten seconds. */
static void
paint_lanes_with_gap (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GArray) cycles = make_cycles (30, 60);
  g_autoptr (GPtrArray) marks = ht_time_marks_new ();
  HtGcLanes lanes = {
    .cycles = cycles,
    .marks = marks,
    .names = { "Sweep term.", "Mark", "Assists", "Mark term." },
    .from_ns = START,
    .to_ns = START + 60 * SECOND,
    .start_ns = START,
    .gutter = 110,
    .selected = -1,
    .display = HT_TIME_DISPLAY_UTC,
  };

  for (guint i = 0; i < cycles->len; i++)
    if (g_array_index (cycles, HtGcCycle, i).start_ns >= START + 20 * SECOND &&
        g_array_index (cycles, HtGcCycle, i).start_ns < START + 30 * SECOND)
      g_array_remove_index (cycles, i--);
  ht_time_marks_add (marks, HT_TIME_MARK_GAP, START + 20 * SECOND, START + 30 * SECOND, "");
  ht_gc_lanes_paint (&lanes, paint, cr, width, height);
}

static void
paint_no_lanes (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GArray) cycles = make_cycles (0, 60);

  paint_lanes_of (cycles, -1, paint, cr, width, height);
}

static const GoldenPicture pictures[] = {
  { "lines-light", HT_THEME_LIGHT, 640, 300, paint_lines },
  { "lines-dark", HT_THEME_DARK, 640, 300, paint_lines },
  { "layers-light", HT_THEME_LIGHT, 480, 220, paint_layers },
  { "layers-dark", HT_THEME_DARK, 480, 220, paint_layers },
  { "layers-peak", HT_THEME_LIGHT, 360, 160, paint_peak },
  { "dense", HT_THEME_LIGHT, 560, 220, paint_dense },
  { "restart", HT_THEME_LIGHT, 560, 220, paint_restart },
  { "marks-light", HT_THEME_LIGHT, 560, 220, paint_marks },
  { "marks-dark", HT_THEME_DARK, 560, 220, paint_marks },
  { "marks-dense", HT_THEME_LIGHT, 560, 220, paint_dense_marks },
  { "marks-layers", HT_THEME_DARK, 480, 200, paint_layered_marks },
  { "zoomed", HT_THEME_DARK, 400, 200, paint_zoomed },
  { "one-point", HT_THEME_LIGHT, 300, 140, paint_one_point },
  { "empty", HT_THEME_LIGHT, 300, 140, paint_empty },
  { "strip", HT_THEME_LIGHT, 480, 48, paint_strip },
  { "lanes-light", HT_THEME_LIGHT, 600, 170, paint_lanes },
  { "lanes-dark", HT_THEME_DARK, 600, 170, paint_lanes },
  { "lanes-many", HT_THEME_LIGHT, 480, 170, paint_many_lanes },
  { "lanes-gap", HT_THEME_DARK, 560, 200, paint_lanes_with_gap },
  { "lanes-none", HT_THEME_LIGHT, 400, 150, paint_no_lanes },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* One run tells of every picture that changed. */
  g_test_set_nonfatal_assertions ();
  golden_set_up_fonts ();
  g_test_add_func ("/draw/golden-charts/font", golden_test_font);
  golden_add_pictures ("/draw/golden-charts", pictures, G_N_ELEMENTS (pictures));
  return g_test_run ();
}
