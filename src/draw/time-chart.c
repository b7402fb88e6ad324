/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "time-chart.h"

#include <math.h>
#include <string.h>

#include "sorted-array.h"
#include "time-chart-private.h"

/* Measures of the drawing, in px at scale 1. */
#define GUTTER_LEFT   52
#define MARGIN_RIGHT  14
#define MARGIN_TOP    20
#define MARGIN_BOTTOM 6
#define AXIS_HEIGHT   24

static void
series_free (gpointer data)
{
  HtChartSeries *series = data;

  g_free (series->name);
  g_free (series->label);
  g_array_unref (series->buckets);
  g_clear_pointer (&series->breaks, g_array_unref);
  g_free (series);
}

static void
limit_free (gpointer data)
{
  HtChartLimit *limit = data;

  g_free (limit->label);
  g_free (limit->note);
  g_free (limit);
}

/**
 * ht_time_chart_new:
 *
 * Returns: (transfer full): a chart without series, of the first second of 1970
 */
HtTimeChart *
ht_time_chart_new (void)
{
  HtTimeChart *self = g_new0 (HtTimeChart, 1);

  self->series = g_ptr_array_new_with_free_func (series_free);
  self->limits = g_ptr_array_new_with_free_func (limit_free);
  self->gc_times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->to_ns = G_GINT64_CONSTANT (1000000000);
  self->show_time_axis = TRUE;
  self->gutter = GUTTER_LEFT;
  self->margin_right = MARGIN_RIGHT;
  return self;
}

/**
 * ht_time_chart_free:
 * @chart: (transfer full) (nullable): the chart
 */
void
ht_time_chart_free (HtTimeChart *chart)
{
  if (chart == NULL)
    return;
  g_ptr_array_unref (chart->series);
  g_ptr_array_unref (chart->limits);
  g_array_unref (chart->gc_times);
  g_clear_pointer (&chart->marks, g_ptr_array_unref);
  g_clear_pointer (&chart->breaks, g_array_unref);
  g_free (chart);
}

/**
 * ht_time_chart_add_series:
 * @chart: the chart
 * @name: what the line is called
 * @role: its colour
 * @buckets: (element-type HtSeriesBucket): its points; a reference is taken
 *
 * Adds a solid, straight line of 1.5 px with the breaks of the chart, to be changed by the caller.
 *
 * Returns: (transfer none): the series
 */
HtChartSeries *
ht_time_chart_add_series (HtTimeChart *chart, const char *name, HtColorRole role, GArray *buckets)
{
  HtChartSeries *series = g_new0 (HtChartSeries, 1);

  series->name = g_strdup (name);
  series->role = role;
  series->width = 1.5;
  series->buckets = g_array_ref (buckets);
  series->breaks = chart->breaks != NULL ? g_array_ref (chart->breaks) : NULL;
  g_ptr_array_add (chart->series, series);
  return series;
}

/**
 * ht_time_chart_set_marks:
 * @chart: the chart, without series yet
 * @marks: (element-type HtTimeMark): marks, by time; a reference is taken
 * @breaks: (element-type HtSeriesBreak): where no series goes on, by time; a reference is taken
 */
void
ht_time_chart_set_marks (HtTimeChart *chart, GPtrArray *marks, GArray *breaks)
{
  g_return_if_fail (chart->series->len == 0 && chart->marks == NULL);
  chart->marks = g_ptr_array_ref (marks);
  chart->breaks = g_array_ref (breaks);
}

/**
 * ht_time_chart_replace_points:
 * @chart: a chart
 * @other: one of the same things, in another resolution
 *
 * Takes over the points of each series that @other has under the same name. What
 * the user chose of @chart, such as hidden series, stays.
 */
void
ht_time_chart_replace_points (HtTimeChart *chart, const HtTimeChart *other)
{
  for (guint i = 0; i < chart->series->len; i++)
    {
      HtChartSeries *series = g_ptr_array_index (chart->series, i);

      for (guint k = 0; k < other->series->len; k++)
        {
          const HtChartSeries *closer = g_ptr_array_index (other->series, k);

          if (strcmp (series->name, closer->name) != 0)
            continue;
          g_array_ref (closer->buckets);
          g_array_unref (series->buckets);
          series->buckets = closer->buckets;
        }
    }
}

/**
 * ht_time_chart_add_limit:
 * @chart: the chart
 * @label: what it is
 * @role: its colour
 * @dash: its pattern
 * @value: where it is, in bytes
 *
 * Returns: (transfer none): the limit
 */
HtChartLimit *
ht_time_chart_add_limit (HtTimeChart *chart,
                         const char *label,
                         HtColorRole role,
                         HtLineDash dash,
                         gint64 value)
{
  HtChartLimit *limit = g_new0 (HtChartLimit, 1);

  limit->label = g_strdup (label);
  limit->role = role;
  limit->dash = dash;
  limit->value = value;
  g_ptr_array_add (chart->limits, limit);
  return limit;
}

/**
 * ht_time_chart_get_plot:
 * @chart: the chart
 * @width: width of the whole chart in px
 * @height: its height
 * @plot: (out caller-allocates): the part that holds the lines
 */
void
ht_time_chart_get_plot (const HtTimeChart *chart, double width, double height, HtChartArea *plot)
{
  double below = chart->show_time_axis ? AXIS_HEIGHT : MARGIN_BOTTOM;

  plot->x = chart->gutter;
  plot->y = MARGIN_TOP;
  plot->width = MAX (width - chart->gutter - chart->margin_right, 1);
  plot->height = MAX (height - MARGIN_TOP - below, 1);
}

/* Index of the last bucket that begins at or before a time; -1 if all begin later. */
static int
find_bucket (const GArray *buckets, gint64 time_ns)
{
  return (int) ht_sorted_count_until (buckets, G_STRUCT_OFFSET (HtSeriesBucket, start_ns),
                                      time_ns) -
         1;
}

/* After its last point before a break a line ends; a step holds as long as there is something. */
static gint64
get_end_of (const HtChartSeries *series, const HtSeriesBucket *bucket, gint64 next_ns)
{
  const HtSeriesBreak *found = ht_series_breaks_find (series->breaks, bucket->end_ns, next_ns);

  if (found == NULL)
    return next_ns;
  return series->shape == HT_LINE_STEPS ? found->from_ns : bucket->end_ns;
}

/**
 * ht_chart_series_holds_until:
 * @series: the series
 * @index: index of a bucket
 *
 * Returns: until when there is a line after the bucket, ns since 1970: to the next one, unless
 *   there is a break; after the last one as long as its value holds
 */
gint64
ht_chart_series_holds_until (const HtChartSeries *series, guint index)
{
  const HtSeriesBucket *bucket = &g_array_index (series->buckets, HtSeriesBucket, index);

  if (index + 1 < series->buckets->len)
    return get_end_of (series, bucket, bucket[1].start_ns);
  if (series->shape != HT_LINE_STEPS || series->holds_until_ns <= bucket->end_ns)
    return bucket->end_ns;
  return get_end_of (series, bucket, series->holds_until_ns);
}

/**
 * ht_chart_series_value_at:
 * @series: the series
 * @time_ns: a time
 * @value: (out): its value then
 *
 * Reads a series off as it is drawn: between two points on the line between
 * them, for steps the earlier one.
 *
 * Returns: whether it has a value then; it has none before its first and
 *   after its last point, unless that holds longer, nor in a break
 */
gboolean
ht_chart_series_value_at (const HtChartSeries *series, gint64 time_ns, double *value)
{
  int at = find_bucket (series->buckets, time_ns);
  const HtSeriesBucket *bucket, *next;

  if (at < 0)
    return FALSE;
  bucket = &g_array_index (series->buckets, HtSeriesBucket, at);
  *value = bucket->last;
  if (time_ns <= bucket->end_ns)
    {
      double share =
          bucket->end_ns > bucket->start_ns
              ? (double) (time_ns - bucket->start_ns) / (double) (bucket->end_ns - bucket->start_ns)
              : 1;

      *value = bucket->first + (bucket->last - bucket->first) * share;
      return TRUE;
    }
  if (time_ns > ht_chart_series_holds_until (series, (guint) at))
    return FALSE;
  if ((guint) at + 1 == series->buckets->len)
    return TRUE;
  next = bucket + 1;
  if (series->shape == HT_LINE_STRAIGHT)
    *value += (next->first - bucket->last) * (double) (time_ns - bucket->end_ns) /
              (double) (next->start_ns - bucket->end_ns);
  return TRUE;
}

static double
greatest_of_lines (const HtTimeChart *chart)
{
  double greatest = 0;

  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);

      if (series->hidden)
        continue;
      for (int at = MAX (find_bucket (series->buckets, chart->from_ns), 0);
           at < (int) series->buckets->len; at++)
        {
          const HtSeriesBucket *bucket = &g_array_index (series->buckets, HtSeriesBucket, at);

          greatest = MAX (greatest, bucket->max);
          if (bucket->start_ns > chart->to_ns)
            break;
        }
    }
  return greatest;
}

/* How high the visible layers are together. */
double
ht_time_chart_get_sum (const HtTimeChart *chart, gint64 time_ns)
{
  double sum = 0;

  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *layer = g_ptr_array_index (chart->series, i);
      double value;

      if (!layer->hidden && ht_chart_series_value_at (layer, time_ns, &value))
        sum += value;
    }
  return sum;
}

static double
greatest_of_layers (const HtTimeChart *chart)
{
  /* Layers come from before the view and go on after it, maybe without a point in between. */
  double greatest = MAX (ht_time_chart_get_sum (chart, chart->from_ns),
                         ht_time_chart_get_sum (chart, chart->to_ns));

  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *times = g_ptr_array_index (chart->series, i);

      for (guint at = 0; at < times->buckets->len; at++)
        {
          gint64 time_ns = g_array_index (times->buckets, HtSeriesBucket, at).start_ns;

          if (time_ns >= chart->from_ns && time_ns <= chart->to_ns)
            greatest = MAX (greatest, ht_time_chart_get_sum (chart, time_ns));
        }
    }
  return greatest;
}

/* The next of four values in each power of two. */
static double
round_up (double value)
{
  int exponent;
  double fraction = frexp (value, &exponent);

  return ldexp (ceil (fraction * 8) / 8, exponent);
}

/**
 * ht_time_chart_get_greatest:
 * @chart: the chart
 *
 * Returns: the value at the top of the plot, in bytes: what was set, else
 *   what the visible series and limits need with some air above
 */
gint64
ht_time_chart_get_greatest (const HtTimeChart *chart)
{
  double greatest;

  if (chart->greatest > 0)
    return chart->greatest;
  greatest = chart->stacked ? greatest_of_layers (chart) : greatest_of_lines (chart);
  for (guint i = 0; i < chart->limits->len; i++)
    {
      const HtChartLimit *limit = g_ptr_array_index (chart->limits, i);

      /* A limit far above would press the lines flat; its label says where it is. */
      if ((double) limit->value < greatest * 4)
        greatest = MAX (greatest, (double) limit->value);
    }
  greatest = MIN (MAX (greatest * 1.06, 1), 0x1p61);
  return (gint64) (chart->grows ? round_up (greatest) : greatest);
}

/**
 * ht_time_chart_time_to_x:
 * @chart: the chart
 * @plot: its plot
 * @time_ns: a time
 *
 * Returns: where it is, in px
 */
double
ht_time_chart_time_to_x (const HtTimeChart *chart, const HtChartArea *plot, gint64 time_ns)
{
  return plot->x + plot->width * ((double) (time_ns - chart->from_ns) /
                                  (double) MAX (chart->to_ns - chart->from_ns, 1));
}

/**
 * ht_time_chart_x_to_time:
 * @chart: the chart
 * @plot: its plot
 * @x: a place in px
 *
 * Returns: the time that is there
 */
gint64
ht_time_chart_x_to_time (const HtTimeChart *chart, const HtChartArea *plot, double x)
{
  return chart->from_ns +
         (gint64) ((x - plot->x) / plot->width * (double) (chart->to_ns - chart->from_ns));
}

/**
 * ht_time_chart_value_to_y:
 * @chart: the chart
 * @plot: its plot
 * @value: a value in bytes
 *
 * Computes the top of the plot each time; who places many values takes
 * [func@time_chart_get_greatest] once instead.
 *
 * Returns: where it is, in px
 */
double
ht_time_chart_value_to_y (const HtTimeChart *chart, const HtChartArea *plot, double value)
{
  return plot->y + plot->height * (1 - value / (double) ht_time_chart_get_greatest (chart));
}
