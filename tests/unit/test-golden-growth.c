/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "golden-picture.h"
#include "growth-chart.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MIB    (1024.0 * 1024.0)

/* 2026-11-20T18:29:05Z */
#define START    (G_GINT64_CONSTANT (1795199345) * SECOND)
#define N_POINTS 12

/* Nothing for 30 s, then 0.5 MiB/s, some of it more and some less. */
static GArray *
make_points (void)
{
  static const double noise[] = { 0, 0.3, -0.2, 0, 1, -1, 0.5, 1.5, -1.5, 0, 1, -1 };
  GArray *points = g_array_new (FALSE, FALSE, sizeof (HtGrowthPoint));

  for (int i = 0; i < N_POINTS; i++)
    {
      HtGrowthPoint point = { .time_ns = START + i * 10 * SECOND,
                              .bytes = (2 + 5 * MAX (i - 3, 0) + noise[i]) * MIB };

      g_array_append_val (points, point);
    }
  return points;
}

static HtGrowthChart
make_chart (const GArray *points)
{
  return (HtGrowthChart){
    .points = points,
    .line = { .from_ns = START + 30 * SECOND,
              .to_ns = START + 110 * SECOND,
              .base = 2 * MIB,
              .rate = 0.5 * MIB,
              .low = 0.4 * MIB,
              .high = 0.6 * MIB },
    .from_ns = START,
    .to_ns = START + 110 * SECOND,
    .start_ns = START,
    .display = HT_TIME_DISPLAY_UTC,
    .grows = TRUE,
  };
}

static void
paint_growing (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GArray) points = make_points ();
  HtGrowthChart chart = make_chart (points);

  ht_growth_chart_paint (&chart, paint, cr, width, height);
}

/* Without a line: it cannot be told yet. */
static void
paint_untold (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GArray) points = make_points ();
  HtGrowthChart chart = make_chart (points);

  chart.line.to_ns = chart.line.from_ns;
  chart.grows = FALSE;
  ht_growth_chart_paint (&chart, paint, cr, width, height);
}

/* Two thirds of it stopped after 60 s. */
static void
paint_without (HtPaint *paint, cairo_t *cr, double width, double height)
{
  g_autoptr (GArray) points = make_points ();
  g_autoptr (GArray) without = make_points ();
  HtGrowthChart chart = make_chart (points);

  for (int i = 7; i < N_POINTS; i++)
    g_array_index (without, HtGrowthPoint, i).bytes -= (i - 6) * 10 / 3.0 * MIB;
  chart.line.to_ns = chart.line.from_ns;
  chart.grows = FALSE;
  chart.without = without;
  chart.without_label = "without it";
  ht_growth_chart_paint (&chart, paint, cr, width, height);
}

/* Two sparks on one scale, and shares: much, little, none, unknown. */
static void
paint_sparks (HtPaint *paint, cairo_t *cr, double width, double height)
{
  static const double shares[] = { 0.8, 0.02, 0, NAN };
  g_autoptr (GArray) points = make_points ();
  HtGrowthChart chart = make_chart (points);

  chart.greatest = 50 * MIB;
  ht_growth_spark_paint (&chart, paint, cr, 100, height);
  chart.greatest = 200 * MIB;
  chart.grows = FALSE;
  cairo_translate (cr, 110, 0);
  ht_growth_spark_paint (&chart, paint, cr, 100, height);
  cairo_translate (cr, 110, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      ht_growth_share_paint (shares[i], paint, cr, 60, 12);
      cairo_translate (cr, 0, 14);
    }
}

static const GoldenPicture pictures[] = {
  { "growth-light", HT_THEME_LIGHT, 340, 180, paint_growing },
  { "growth-dark", HT_THEME_DARK, 340, 180, paint_growing },
  { "growth-untold", HT_THEME_LIGHT, 340, 180, paint_untold },
  { "growth-without", HT_THEME_LIGHT, 340, 180, paint_without },
  { "growth-sparks", HT_THEME_LIGHT, 290, 56, paint_sparks },
};

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* One run tells of every picture that changed. */
  g_test_set_nonfatal_assertions ();
  golden_set_up_fonts ();
  golden_add_pictures ("/draw/golden-growth", pictures, G_N_ELEMENTS (pictures));
  return g_test_run ();
}
