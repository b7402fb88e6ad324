/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "time-chart-private.h"

#include <math.h>

/* Distances in px. */
#define STEP     4
#define GAP      3
#define TRY_STEP 12

typedef struct
{
  const HtTimeChart *chart;
  const HtChartArea *plot;
  double greatest;

  /* Owned */
  GArray *taken;   /* HtChartArea: where something is written */
  GPtrArray *runs; /* for each line, its height at every STEP px; NaN where there is none */
} Placing;

static double
y_of (const Placing *placing, double value)
{
  return placing->plot->y + placing->plot->height * (1 - value / placing->greatest);
}

/* Steps are upright between two places, and so is a fall at a collection. */
static double *
trace_line (const Placing *placing, const HtChartSeries *series, guint n)
{
  double *run = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      gint64 time_ns =
          ht_time_chart_x_to_time (placing->chart, placing->plot, placing->plot->x + i * STEP);
      double value;

      run[i] = !series->hidden && ht_chart_series_value_at (series, time_ns, &value)
                   ? y_of (placing, value)
                   : NAN;
    }
  return run;
}

static gboolean
overlaps (const HtChartArea *a, const HtChartArea *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
         b->y < a->y + a->height;
}

static gboolean
is_crossed (const Placing *placing, const double *run, const HtChartArea *box, guint n)
{
  guint begin = (guint) MAX ((box->x - placing->plot->x) / STEP, 0);
  guint end = MIN ((guint) MAX (ceil ((box->x + box->width - placing->plot->x) / STEP), 0), n - 1);

  for (guint i = begin; i <= end; i++)
    {
      double high = i > 0 && !isnan (run[i - 1]) ? MIN (run[i], run[i - 1]) : run[i];
      double low = i > 0 && !isnan (run[i - 1]) ? MAX (run[i], run[i - 1]) : run[i];

      /* A comparison with NaN is never true. */
      if (low > box->y - 1 && high < box->y + box->height + 1)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_free (const Placing *placing, const HtChartArea *box, guint n)
{
  const HtChartArea *plot = placing->plot;

  if (box->x < plot->x || box->x + box->width > plot->x + plot->width || box->y < plot->y ||
      box->y + box->height > plot->y + plot->height)
    return FALSE;
  for (guint i = 0; i < placing->taken->len; i++)
    if (overlaps (box, &g_array_index (placing->taken, HtChartArea, i)))
      return FALSE;
  for (guint i = 0; i < placing->runs->len; i++)
    if (is_crossed (placing, g_ptr_array_index (placing->runs, i), box, n))
      return FALSE;
  return TRUE;
}

/* The highest and the lowest place of a line along a label; FALSE where the line is not. */
static gboolean
span_of (const Placing *placing,
         const double *run,
         guint n,
         const HtChartArea *box,
         double *high,
         double *low)
{
  guint begin = (guint) MAX ((box->x - placing->plot->x) / STEP, 0);
  guint end = MIN ((guint) ((box->x + box->width - placing->plot->x) / STEP) + 1, n - 1);

  *high = *low = run[begin];
  for (guint i = begin; i <= end; i++)
    {
      if (isnan (run[i]))
        return FALSE;
      *high = MIN (*high, run[i]);
      *low = MAX (*low, run[i]);
    }
  /* Along a fall, nobody would see whose label it is. */
  return *low - *high < 4 * box->height;
}

/* Looks for room from the right end of the line to the left. */
static gboolean
place (const Placing *placing, const double *run, guint n, HtChartArea *box)
{
  const HtChartArea *plot = placing->plot;

  double right = plot->x + plot->width - box->width - GAP;

  for (int i = 0; right - i * TRY_STEP > plot->x; i++)
    {
      double high, low;

      box->x = right - i * TRY_STEP;
      if (!span_of (placing, run, n, box, &high, &low))
        continue;
      box->y = high - box->height - GAP;
      if (is_free (placing, box, n))
        return TRUE;
      box->y = low + GAP;
      if (is_free (placing, box, n))
        return TRUE;
    }
  return FALSE;
}

static void
take_limits (const Placing *placing, HtPaint *paint)
{
  int height = ht_paint_text_height (paint, HT_TEXT_STRONG);

  for (guint i = 0; i < placing->chart->limits->len; i++)
    {
      const HtChartLimit *limit = g_ptr_array_index (placing->chart->limits, i);
      HtChartArea box = { .x = placing->plot->x,
                          .y = y_of (placing, (double) limit->value) - height - 2,
                          .width = ht_paint_text_width (paint, HT_TEXT_STRONG, limit->label) + 14,
                          .height = height + 4 };

      if (limit->note != NULL)
        box.width += ht_paint_text_width (paint, HT_TEXT_AXIS, limit->note) + 6;
      g_array_append_val (placing->taken, box);
      box.x = placing->plot->x;
      box.width = placing->plot->width;
      box.y += height;
      box.height = 4;
      g_array_append_val (placing->taken, box);
    }
}

/*
 * ht_time_chart_paint_labels:
 * @chart: a chart of lines
 * @paint: with what
 * @cr: on what
 * @plot: its plot
 * @greatest: value at the top of the plot
 *
 * Writes at each line what it is, where there is room: no label is crossed by a line, covers
 * another one or leaves the plot.
 */
void
ht_time_chart_paint_labels (const HtTimeChart *chart,
                            HtPaint *paint,
                            cairo_t *cr,
                            const HtChartArea *plot,
                            double greatest)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (HtChartArea));
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_free);
  Placing placing = { chart, plot, greatest, taken, runs };
  guint n = (guint) (plot->width / STEP) + 1;

  take_limits (&placing, paint);
  for (guint i = 0; i < chart->series->len; i++)
    g_ptr_array_add (runs, trace_line (&placing, g_ptr_array_index (chart->series, i), n));
  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);
      HtChartArea box = { 0 };

      if (series->hidden || series->label == NULL)
        continue;
      box.width = ht_paint_text_width (paint, HT_TEXT_STRONG, series->label) + 2;
      box.height = ht_paint_text_height (paint, HT_TEXT_STRONG);
      if (!place (&placing, g_ptr_array_index (runs, i), n, &box))
        continue;
      ht_paint_set_color (paint, cr, series->role, 1);
      ht_paint_text (paint, cr, HT_TEXT_STRONG, HT_ALIGN_LEFT, box.x + 1, box.y, series->label);
      g_array_append_val (taken, box);
    }
}
