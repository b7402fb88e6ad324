/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "time-chart-private.h"

#include <math.h>
#include <string.h>

#include "sorted-array.h"

#define TICK_SPACING_X 96
#define ROOM           64 /* px beyond what is in view to which lines are drawn */
#define TICK_SPACING_Y 44
#define GC_TICK_HEIGHT 7
#define HIGHEST_GAP    4 /* px */
#define RUGGED         4 /* px up and down for each px along */
#define STEEP          3 /* px up or down in one px */

typedef struct
{
  const HtTimeChart *chart;
  HtChartArea plot;
  double greatest;

  /* Borrowed */
  HtPaint *paint;
  cairo_t *cr;
} Painting;

static double
x_of (const Painting *p, gint64 time_ns)
{
  return ht_time_chart_time_to_x (p->chart, &p->plot, time_ns);
}

static double
y_of (const Painting *p, double value)
{
  return p->plot.y + p->plot.height * (1 - value / p->greatest);
}

static void
set_dash (cairo_t *cr, HtLineDash dash, double offset)
{
  static const double dashed[] = { 6, 4 };
  static const double dotted[] = { 2, 2 };
  static const double dash_dot[] = { 10, 3, 2, 3 };

  switch (dash)
    {
    case HT_DASH_DASHED:
      cairo_set_dash (cr, dashed, G_N_ELEMENTS (dashed), offset);
      break;
    case HT_DASH_DOTTED:
      cairo_set_dash (cr, dotted, G_N_ELEMENTS (dotted), offset);
      break;
    case HT_DASH_DASH_DOT:
      cairo_set_dash (cr, dash_dot, G_N_ELEMENTS (dash_dot), offset);
      break;
    case HT_DASH_SOLID:
    default:
      cairo_set_dash (cr, NULL, 0, 0);
      break;
    }
}

static void
paint_value_axis (const Painting *p)
{
  const char *unit;
  guint most = (guint) MAX (p->plot.height / TICK_SPACING_Y, 2);
  g_autoptr (GArray) ticks = ht_axis_byte_ticks (0, (gint64) p->greatest, most, &unit);
  int half_line = ht_paint_text_height (p->paint, HT_TEXT_AXIS) / 2;
  double unit_y = p->plot.y - 2 * half_line - 2;

  for (guint i = 0; i < ticks->len; i++)
    {
      const HtTick *tick = &g_array_index (ticks, HtTick, i);
      double y = floor (y_of (p, (double) tick->position)) + 0.5;

      ht_paint_set_color (p->paint, p->cr, HT_COLOR_FAINT_LINE, 1);
      cairo_move_to (p->cr, p->plot.x, y);
      cairo_rel_line_to (p->cr, p->plot.width, 0);
      cairo_stroke (p->cr);
      ht_paint_set_color (p->paint, p->cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, p->plot.x - 7, y - half_line,
                     tick->label);
      /* A figure at the very top needs the unit's place. */
      unit_y = MIN (unit_y, y - 3 * half_line);
    }
  ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_RIGHT, p->plot.x - 7, unit_y, unit);
}

/* Where the middle of a label goes: the last one must not be cut off by the picture's end. */
static double
label_x (const Painting *p, double x, const char *label)
{
  double end = p->plot.x + p->plot.width + p->chart->margin_right;

  return MIN (x, end - ht_paint_text_width (p->paint, HT_TEXT_AXIS, label) / 2.0);
}

static void
paint_time_axis (const Painting *p)
{
  guint most = (guint) MAX (p->plot.width / TICK_SPACING_X, 2);
  g_autoptr (GArray) ticks = ht_axis_time_ticks (p->chart->from_ns, p->chart->to_ns, most,
                                                 p->chart->display, p->chart->start_ns);

  for (guint i = 0; i < ticks->len; i++)
    {
      const HtTick *tick = &g_array_index (ticks, HtTick, i);
      double x = floor (x_of (p, tick->position)) + 0.5;

      ht_paint_set_color (p->paint, p->cr, HT_COLOR_FAINT_LINE, 1);
      cairo_move_to (p->cr, x, p->plot.y);
      cairo_rel_line_to (p->cr, 0, p->plot.height);
      cairo_stroke (p->cr);
      if (!p->chart->show_time_axis)
        continue;
      ht_paint_set_color (p->paint, p->cr, HT_COLOR_SECOND_TEXT, 1);
      ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, label_x (p, x, tick->label),
                     p->plot.y + p->plot.height + 5, tick->label);
    }
}

/* The buckets in view, and one more on each side for the line to come from and go to. */
static const HtSeriesBucket *
visible_buckets (const Painting *p, const HtChartSeries *series, guint *n_visible)
{
  const HtSeriesBucket *all = (const HtSeriesBucket *) (gpointer) series->buckets->data;
  guint first = 0;
  guint end = series->buckets->len;

  while (first + 1 < end && all[first + 1].end_ns < p->chart->from_ns)
    first++;
  while (end > first + 1 && all[end - 2].start_ns > p->chart->to_ns)
    end--;
  *n_visible = end - first;
  return all + first;
}

/* Draws a line no farther out of view than needed: of one that goes on for millions of pixels each
 * dash would be made. */
typedef struct
{
  double x;
  double y;
  double skipped; /* px of line before what was drawn first */
  gboolean is_down;
  gboolean has_drawn;
} Pen;

static double
clip_x (const Painting *p, double x)
{
  return CLAMP (x, p->plot.x - ROOM, p->plot.x + p->plot.width + ROOM);
}

static void
draw_to (const Painting *p, Pen *pen, double x, double y)
{
  double old_x = pen->is_down ? pen->x : x;
  double old_y = pen->is_down ? pen->y : y;
  double from_x = clip_x (p, old_x);
  double to_x = clip_x (p, x);
  double slope = x != old_x ? (y - old_y) / (x - old_x) : 0;
  double from_y = from_x != old_x ? old_y + (from_x - old_x) * slope : old_y;

  pen->is_down = TRUE;
  pen->x = x;
  pen->y = y;
  /* All of it is out of view. */
  if (from_x == to_x && (from_x != old_x || to_x != x))
    {
      pen->skipped += pen->has_drawn ? 0 : hypot (x - old_x, y - old_y);
      return;
    }
  if (!pen->has_drawn)
    pen->skipped += hypot (from_x - old_x, from_y - old_y);
  pen->has_drawn = TRUE;
  cairo_line_to (p->cr, from_x, from_y);
  cairo_line_to (p->cr, to_x, to_x != x ? old_y + (to_x - old_x) * slope : y);
}

static void
trace_bucket (const Painting *p,
              const HtChartSeries *series,
              const HtSeriesBucket *bucket,
              Pen *pen)
{
  double x = x_of (p, bucket->start_ns);
  double middle;

  if (series->shape == HT_LINE_STEPS && pen->is_down)
    draw_to (p, pen, x, pen->y);
  draw_to (p, pen, x, y_of (p, bucket->first));
  if (bucket->n_points == 1)
    return;
  middle = (x + x_of (p, bucket->end_ns)) / 2;
  draw_to (p, pen, middle, y_of (p, bucket->min));
  draw_to (p, pen, middle, y_of (p, bucket->max));
  draw_to (p, pen, x_of (p, bucket->end_ns), y_of (p, bucket->last));
}

/* How many buckets follow each other without a break. */
static guint
count_run (const HtChartSeries *series, const HtSeriesBucket *buckets, guint n_buckets)
{
  guint n = 1;

  while (n < n_buckets &&
         ht_series_breaks_find (series->breaks, buckets[n - 1].end_ns, buckets[n].start_ns) == NULL)
    n++;
  return n;
}

/* The last step reaches as far as its value holds. */
static gint64
get_end_of_run (const HtChartSeries *series, const HtSeriesBucket *last)
{
  const HtSeriesBucket *all = (const HtSeriesBucket *) (gpointer) series->buckets->data;

  if (series->shape != HT_LINE_STEPS)
    return last->end_ns;
  return ht_chart_series_holds_until (series, (guint) (last - all));
}

static void
fill_below (const Painting *p, const HtSeriesBucket *buckets, guint n_buckets)
{
  cairo_path_t *path = cairo_copy_path (p->cr);
  double base = p->plot.y + p->plot.height;

  cairo_line_to (p->cr, clip_x (p, x_of (p, buckets[n_buckets - 1].end_ns)), base);
  cairo_line_to (p->cr, clip_x (p, x_of (p, buckets[0].start_ns)), base);
  cairo_close_path (p->cr);
  cairo_fill (p->cr);
  cairo_append_path (p->cr, path);
  cairo_path_destroy (path);
}

static void
paint_dots (const Painting *p,
            const HtChartSeries *series,
            const HtSeriesBucket *buckets,
            guint n_buckets)
{
  for (guint i = 0; i < n_buckets; i++)
    {
      cairo_new_sub_path (p->cr);
      cairo_arc (p->cr, x_of (p, buckets[i].start_ns), y_of (p, buckets[i].first), 2.5, 0,
                 2 * G_PI);
    }
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_GROUND, 1);
  cairo_fill_preserve (p->cr);
  ht_paint_set_color (p->paint, p->cr, series->role, 1);
  cairo_stroke (p->cr);
}

static void
paint_run (const Painting *p,
           const HtChartSeries *series,
           const HtSeriesBucket *buckets,
           guint n_buckets)
{
  const HtSeriesBucket *last = &buckets[n_buckets - 1];
  gint64 end_ns = get_end_of_run (series, last);
  Pen pen = { 0 };

  cairo_new_path (p->cr);
  for (guint i = 0; i < n_buckets; i++)
    trace_bucket (p, series, &buckets[i], &pen);
  if (end_ns > last->end_ns)
    draw_to (p, &pen, x_of (p, end_ns), y_of (p, last->last));
  if (!pen.has_drawn)
    return;
  set_dash (p->cr, series->dash, pen.skipped);
  if (series->filled)
    {
      ht_paint_set_color (p->paint, p->cr, series->role, 0.13);
      fill_below (p, buckets, n_buckets);
    }
  ht_paint_set_color (p->paint, p->cr, series->role, 1);
  cairo_stroke (p->cr);
}

static void
paint_line (const Painting *p,
            const HtChartSeries *series,
            const HtSeriesBucket *buckets,
            guint n_buckets)
{
  guint n_run;

  /* Dots help where points are far apart and are noise where they are not. */
  gboolean has_dots = series->dots && n_buckets * 12 < p->plot.width;

  for (guint i = 0; i < n_buckets; i += n_run)
    {
      n_run = count_run (series, buckets + i, n_buckets - i);
      cairo_set_line_width (p->cr, series->width);
      cairo_set_line_join (p->cr, CAIRO_LINE_JOIN_ROUND);
      paint_run (p, series, buckets + i, n_run);
      set_dash (p->cr, HT_DASH_SOLID, 0);
      cairo_set_line_width (p->cr, 1);
      /* One point is no line. */
      if (!has_dots && n_run == 1 && buckets[i].n_points == 1 &&
          (series->buckets->len == 1 || get_end_of_run (series, &buckets[i]) == buckets[i].end_ns))
        paint_dots (p, series, buckets + i, 1);
    }
  if (has_dots)
    paint_dots (p, series, buckets, n_buckets);
}

/* Adds a bar to the path, but holds it back while its neighbours continue it: cairo sorts the
 * boxes of a path, which takes longer than painting them. A width of 0 ends the row. */
static void
add_bar (cairo_t *cr, cairo_rectangle_t *held, double x, double y, double width, double height)
{
  if (width > 0 && held->width > 0 && x == held->x + held->width && y == held->y &&
      height == held->height)
    {
      held->width += width;
      return;
    }
  if (held->width > 0)
    cairo_rectangle (cr, held->x, held->y, held->width, held->height);
  *held = (cairo_rectangle_t){ x, y, width, height };
}

/* How far a line goes up and down, in px. */
static double
climb (const Painting *p, const HtSeriesBucket *buckets, guint n_buckets)
{
  double sum = 0;

  for (guint i = 0; i < n_buckets; i++)
    {
      sum += buckets[i].max - buckets[i].min;
      if (i > 0)
        sum += fabs (buckets[i].first - buckets[i - 1].last);
    }
  return sum / p->greatest * p->plot.height;
}

static void
cover_bucket (const Painting *p,
              HtLineCover *cover,
              const HtChartSeries *series,
              const HtSeriesBucket *bucket)
{
  double x = x_of (p, bucket->start_ns);
  double end = x_of (p, bucket->end_ns);

  if (series->shape == HT_LINE_STEPS)
    ht_line_cover_line_to (cover, x, cover->y);
  ht_line_cover_line_to (cover, x, y_of (p, bucket->first));
  if (bucket->n_points == 1)
    return;
  ht_line_cover_line_to (cover, (x + end) / 2, y_of (p, bucket->min));
  ht_line_cover_line_to (cover, (x + end) / 2, y_of (p, bucket->max));
  ht_line_cover_line_to (cover, end, y_of (p, bucket->last));
}

/* Gaps of a pattern are where a stroke would have them in a level line. A peak is no level line. */
static gboolean
is_in_gap (HtLineDash dash, guint column, double height)
{
  if (height > HIGHEST_GAP)
    return FALSE;
  switch (dash)
    {
    case HT_DASH_DASHED:
      return column % 10 >= 6;
    case HT_DASH_DOTTED:
      return column % 4 >= 2;
    case HT_DASH_DASH_DOT:
      return (column % 18 >= 10 && column % 18 < 13) || column % 18 >= 15;
    case HT_DASH_SOLID:
    default:
      return FALSE;
    }
}

/* A line with more points than pixels, or that goes up and down much more than along, is a bar per
 * column from its least to its greatest value: a stroke of it would take a hundred times longer for
 * the same picture. */
static void
paint_rugged_line (const Painting *p,
                   const HtChartSeries *series,
                   const HtSeriesBucket *buckets,
                   guint n_buckets)
{
  double base = p->plot.y + p->plot.height;
  HtLineCover *cover = ht_line_cover_new (p->plot.x, p->plot.width, x_of (p, buckets[0].start_ns),
                                          y_of (p, buckets[0].first));
  cairo_rectangle_t held = { 0 };

  for (guint i = 0, n_run; i < n_buckets; i += n_run)
    {
      double end_x;

      n_run = count_run (series, buckets + i, n_buckets - i);
      end_x = x_of (p, get_end_of_run (series, &buckets[i + n_run - 1]));
      ht_line_cover_move_to (cover, x_of (p, buckets[i].start_ns), y_of (p, buckets[i].first),
                             end_x);
      for (guint k = i; k < i + n_run; k++)
        cover_bucket (p, cover, series, &buckets[k]);
      if (i + n_run < n_buckets)
        ht_line_cover_line_to (cover, end_x, cover->y);
    }

  cairo_set_antialias (p->cr, CAIRO_ANTIALIAS_NONE);
  for (guint i = 0; series->filled && i < cover->n_columns; i++)
    if (cover->top[i] < base)
      add_bar (p->cr, &held, cover->left + i, floor (cover->top[i]), 1,
               base - floor (cover->top[i]));
  add_bar (p->cr, &held, 0, 0, 0, 0);
  ht_paint_set_color (p->paint, p->cr, series->role, 0.13);
  cairo_fill (p->cr);
  for (guint i = 0; i < cover->n_columns; i++)
    if (cover->top[i] <= cover->bottom[i])
      {
        double top = floor (cover->top[i] - series->width / 2 + 0.5);

        if (is_in_gap (series->dash, i, cover->bottom[i] - cover->top[i]))
          continue;
        add_bar (p->cr, &held, cover->left + i, top, 1,
                 MAX (ceil (cover->bottom[i] + series->width / 2 - 0.5) - top, 2));
      }
  add_bar (p->cr, &held, 0, 0, 0, 0);
  ht_paint_set_color (p->paint, p->cr, series->role, 1);
  cairo_fill (p->cr);
  cairo_set_antialias (p->cr, CAIRO_ANTIALIAS_DEFAULT);
  ht_line_cover_free (cover);
}

static void
paint_series (const Painting *p, const HtChartSeries *series)
{
  guint n_visible;
  const HtSeriesBucket *buckets;

  if (series->hidden || series->buckets->len == 0)
    return;
  buckets = visible_buckets (p, series, &n_visible);
  if (n_visible > p->plot.width || climb (p, buckets, n_visible) > RUGGED * p->plot.width)
    paint_rugged_line (p, series, buckets, n_visible);
  else
    paint_line (p, series, buckets, n_visible);
}

/* A time for each column of pixels: where the sum is greatest, since a peak between two columns
 * must not be lost. */
static gint64 *
choose_times (const Painting *p, guint n_columns)
{
  gint64 *times = g_new (gint64, n_columns);
  g_autofree double *sums = g_new (double, n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      times[i] = ht_time_chart_x_to_time (p->chart, &p->plot, p->plot.x + i);
      sums[i] = ht_time_chart_get_sum (p->chart, times[i]);
    }
  for (guint k = 0; k < p->chart->series->len; k++)
    {
      const HtChartSeries *layer = g_ptr_array_index (p->chart->series, k);

      for (guint i = 0; !layer->hidden && i < layer->buckets->len; i++)
        {
          gint64 time_ns = g_array_index (layer->buckets, HtSeriesBucket, i).start_ns;
          double sum;
          guint column;

          if (time_ns < p->chart->from_ns || time_ns > p->chart->to_ns)
            continue;
          sum = ht_time_chart_get_sum (p->chart, time_ns);
          column = (guint) (x_of (p, time_ns) - p->plot.x);
          /* Both sides of the column, since a peak without width is not seen. */
          for (guint end = MIN (column + 2, n_columns); column < end; column++)
            if (sum > sums[column])
              {
                sums[column] = sum;
                times[column] = time_ns;
              }
        }
    }
  return times;
}

/* Where the layers lie on top of each other at each pixel column; NaN where nothing is known. */
static void
stack_layer (const HtChartSeries *layer, const gint64 *times, double *heights, guint n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    {
      double value;

      if (ht_chart_series_value_at (layer, times[i], &value))
        heights[i] = (isnan (heights[i]) ? 0 : heights[i]) + value;
    }
}

static void
fill_between (const Painting *p, const double *below, const double *above, guint n_columns)
{
  guint i = 0;

  while (i < n_columns)
    {
      guint begin;

      while (i < n_columns && isnan (above[i]))
        i++;
      begin = i;
      cairo_new_sub_path (p->cr);
      for (; i < n_columns && !isnan (above[i]); i++)
        cairo_line_to (p->cr, p->plot.x + i, y_of (p, above[i]));
      for (guint back = i; back > begin; back--)
        cairo_line_to (p->cr, p->plot.x + back - 1,
                       y_of (p, isnan (below[back - 1]) ? 0 : below[back - 1]));
      if (i > begin)
        cairo_close_path (p->cr);
    }
  cairo_fill (p->cr);
}

/* Neighbours are told apart by a gap in the colour of the ground, too; not where a layer rises
 * steeply, for two gaps would hide a narrow peak between them. */
static void
paint_gap (const Painting *p, const double *above, guint n_columns)
{
  cairo_new_path (p->cr);
  for (guint i = 1; i < n_columns; i++)
    {
      double left = y_of (p, above[i - 1]);
      double right = y_of (p, above[i]);

      if (isnan (left) || isnan (right) || fabs (left - right) > STEEP)
        cairo_new_sub_path (p->cr);
      else
        {
          if (!cairo_has_current_point (p->cr))
            cairo_move_to (p->cr, p->plot.x + i - 1, left);
          cairo_line_to (p->cr, p->plot.x + i, right);
        }
    }
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_GROUND, 1);
  cairo_set_line_width (p->cr, 0.6);
  cairo_stroke (p->cr);
}

static void
paint_layers (const Painting *p)
{
  guint n_columns = (guint) p->plot.width + 1;
  g_autofree double *below = g_new (double, n_columns);
  g_autofree double *above = g_new (double, n_columns);
  g_autofree gint64 *times = choose_times (p, n_columns);

  for (guint i = 0; i < n_columns; i++)
    below[i] = above[i] = NAN;
  for (guint k = 0; k < p->chart->series->len; k++)
    {
      const HtChartSeries *layer = g_ptr_array_index (p->chart->series, k);

      if (layer->hidden || layer->buckets->len == 0)
        continue;
      stack_layer (layer, times, above, n_columns);
      cairo_new_path (p->cr);
      ht_paint_set_color (p->paint, p->cr, layer->role, 1);
      fill_between (p, below, above, n_columns);
      /* This layer has just covered half of the gap below it. */
      paint_gap (p, below, n_columns);
      paint_gap (p, above, n_columns);
      memcpy (below, above, sizeof *below * n_columns);
    }
  cairo_set_line_width (p->cr, 1);
}

/* A limit beyond the top is told at the top, at the right where no label of a line within is. A
 * second one goes to the left, since then no line may be near. */
static void
paint_limit_beyond (const Painting *p, const HtChartLimit *limit, guint *n_beyond)
{
  g_autofree char *label = g_strconcat ("↑ ", limit->label, NULL);
  double x = p->plot.x + 7;

  if ((*n_beyond)++ == 0)
    x = p->plot.x + p->plot.width - 7 - ht_paint_text_width (p->paint, HT_TEXT_STRONG, label);
  ht_paint_set_color (p->paint, p->cr, limit->role, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_STRONG, HT_ALIGN_LEFT, x,
                 p->plot.y - ht_paint_text_height (p->paint, HT_TEXT_STRONG) - 2, label);
}

static void
paint_limit (const Painting *p, const HtChartLimit *limit)
{
  double y = floor (y_of (p, (double) limit->value)) + 0.5;
  double x = p->plot.x + 7;

  ht_paint_set_color (p->paint, p->cr, limit->role, 1);
  cairo_set_line_width (p->cr, 1.5);
  set_dash (p->cr, limit->dash, 0);
  cairo_move_to (p->cr, p->plot.x, y);
  cairo_rel_line_to (p->cr, p->plot.width, 0);
  cairo_stroke (p->cr);
  set_dash (p->cr, HT_DASH_SOLID, 0);
  cairo_set_line_width (p->cr, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_STRONG, HT_ALIGN_LEFT, x,
                 y - ht_paint_text_height (p->paint, HT_TEXT_STRONG) - 2, limit->label);
  if (limit->note == NULL)
    return;
  x += ht_paint_text_width (p->paint, HT_TEXT_STRONG, limit->label) + 6;
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_SECOND_TEXT, 1);
  ht_paint_text (p->paint, p->cr, HT_TEXT_AXIS, HT_ALIGN_LEFT, x,
                 y - ht_paint_text_height (p->paint, HT_TEXT_AXIS) - 3, limit->note);
}

static void
paint_limits (const Painting *p)
{
  guint n_beyond = 0;

  for (guint i = 0; i < p->chart->limits->len; i++)
    {
      const HtChartLimit *limit = g_ptr_array_index (p->chart->limits, i);

      if ((double) limit->value > p->greatest)
        paint_limit_beyond (p, limit, &n_beyond);
      else
        paint_limit (p, limit);
    }
}

/* Index of the first collection at or after a time. */
static guint
first_gc_from (const HtTimeChart *chart, gint64 time_ns)
{
  return ht_sorted_count_before (chart->gc_times, 0, time_ns);
}

/* At most one mark a pixel, however many collections there were. */
static void
paint_gc_marks (const Painting *p)
{
  const HtTimeChart *chart = p->chart;
  double top = p->plot.y + p->plot.height - GC_TICK_HEIGHT;
  guint i = first_gc_from (chart, chart->from_ns);
  cairo_rectangle_t held = { 0 };

  if (chart->hide_gc_marks)
    return;
  while (i < chart->gc_times->len)
    {
      gint64 time_ns = g_array_index (chart->gc_times, gint64, i);
      double x = floor (x_of (p, time_ns));

      if (time_ns > chart->to_ns)
        break;
      add_bar (p->cr, &held, x, top, 1, GC_TICK_HEIGHT);
      i = MAX (first_gc_from (chart, ht_time_chart_x_to_time (chart, &p->plot, x + 1)), i + 1);
    }
  add_bar (p->cr, &held, 0, 0, 0, 0);
  ht_paint_set_color (p->paint, p->cr, HT_COLOR_TEXT, 0.8);
  cairo_fill (p->cr);
}

/**
 * ht_time_chart_paint:
 * @chart: what to paint
 * @paint: with what
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 *
 * Paints a chart without its ground. What it costs follows the size of the
 * picture once there are more points than pixels.
 */
void
ht_time_chart_paint (const HtTimeChart *chart,
                     HtPaint *paint,
                     cairo_t *cr,
                     double width,
                     double height)
{
  Painting p = {
    .chart = chart,
    .paint = paint,
    .cr = cr,
    .greatest = (double) ht_time_chart_get_greatest (chart),
  };
  HtTimeStrip strip;

  ht_time_chart_get_plot (chart, width, height, &p.plot);
  strip = (HtTimeStrip){ p.plot.x,      p.plot.y,       p.plot.width,
                         p.plot.height, chart->from_ns, chart->to_ns };
  cairo_save (cr);
  cairo_set_line_width (cr, 1);
  paint_value_axis (&p);
  paint_time_axis (&p);

  cairo_save (cr);
  cairo_rectangle (cr, p.plot.x, 0, p.plot.width, p.plot.y + p.plot.height);
  cairo_clip (cr);
  if (chart->marks != NULL)
    ht_time_marks_paint_gaps (chart->marks, paint, cr, &strip);
  if (chart->stacked)
    paint_layers (&p);
  else
    for (guint i = 0; i < chart->series->len; i++)
      paint_series (&p, g_ptr_array_index (chart->series, i));
  paint_gc_marks (&p);
  paint_limits (&p);
  if (!chart->stacked)
    ht_time_chart_paint_labels (chart, paint, cr, &p.plot, p.greatest);
  if (chart->marks != NULL)
    ht_time_marks_paint_signs (chart->marks, paint, cr, &strip);
  cairo_restore (cr);
  cairo_restore (cr);
}
