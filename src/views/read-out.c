/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "read-out.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sorted-array.h"
#include "units.h"

/* What is at most this part of the picture away is at the cursor. */
#define CURSOR_REACH 200

static double
value_at (const HtChartSeries *series, gint64 time_ns)
{
  double value;

  return ht_chart_series_value_at (series, time_ns, &value) ? value : NAN;
}

/**
 * ht_read_series:
 * @series: a series
 * @since_ns: since when changes count
 * @time_ns: when to read it off; %HT_UNKNOWN for its newest value
 * @reading: (out caller-allocates): what it tells
 *
 * Reads a series off. One that begins later than @since_ns is counted from its begin.
 */
void
ht_read_series (const HtChartSeries *series, gint64 since_ns, gint64 time_ns, HtReading *reading)
{
  const GArray *buckets = series->buckets;

  *reading = (HtReading){ NAN, NAN, NAN };
  if (buckets->len == 0)
    return;
  reading->value = time_ns != HT_UNKNOWN
                       ? value_at (series, time_ns)
                       : g_array_index (buckets, HtSeriesBucket, buckets->len - 1).last;
  if (since_ns < g_array_index (buckets, HtSeriesBucket, 0).start_ns)
    reading->since = g_array_index (buckets, HtSeriesBucket, 0).first;
  else
    reading->since = value_at (series, since_ns);
  reading->change = reading->value - reading->since;
}

/**
 * ht_read_range:
 * @series: a series
 * @from_ns: begin of a range
 * @to_ns: its end
 * @reading: (out caller-allocates): what it tells
 *
 * Reads a series off at both ends of a range, and only there.
 *
 * Returns: whether it tells anything
 */
gboolean
ht_read_range (const HtChartSeries *series, gint64 from_ns, gint64 to_ns, HtReading *reading)
{
  reading->since = value_at (series, from_ns);
  reading->value = value_at (series, to_ns);
  reading->change = reading->value - reading->since;
  return !isnan (reading->since) || !isnan (reading->value);
}

/**
 * ht_read_sum:
 * @chart: a chart of layers
 * @since_ns: since when changes count
 * @time_ns: when to read it off; %HT_UNKNOWN for the newest values
 * @reading: (out caller-allocates): the sums over all layers
 *
 * Reads off what the layers are together, whether hidden or not.
 */
void
ht_read_sum (const HtTimeChart *chart, gint64 since_ns, gint64 time_ns, HtReading *reading)
{
  *reading = (HtReading){ NAN, NAN, NAN };
  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);
      HtReading layer;

      if (series->beyond_sum)
        continue;
      ht_read_series (series, since_ns, time_ns, &layer);
      if (i == 0)
        {
          *reading = layer;
          continue;
        }
      reading->since += layer.since;
      reading->value += layer.value;
      reading->change += layer.change;
    }
}

/**
 * ht_summarize_series:
 * @series: a series
 * @from_ns: begin of a range
 * @to_ns: its end
 * @summary: (out caller-allocates): its values there
 *
 * Returns: whether it has points there
 */
gboolean
ht_summarize_series (const HtChartSeries *series,
                     gint64 from_ns,
                     gint64 to_ns,
                     HtSeriesSummary *summary)
{
  gboolean any = FALSE;

  for (guint i = 0; i < series->buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (series->buckets, HtSeriesBucket, i);

      if (bucket->end_ns < from_ns)
        continue;
      if (bucket->start_ns > to_ns)
        break;
      if (!any)
        *summary = (HtSeriesSummary){ bucket->min, bucket->max, bucket->first, bucket->last };
      summary->least = MIN (summary->least, bucket->min);
      summary->greatest = MAX (summary->greatest, bucket->max);
      summary->last = bucket->last;
      any = TRUE;
    }
  return any;
}

/**
 * ht_last_gc_at:
 * @cycles: (element-type HtGcCycle): collections, by time, on the wall clock
 * @time_ns: a time, %HT_UNKNOWN for the end
 *
 * Returns: (transfer none) (nullable): the last collection that had ended then
 */
const HtGcCycle *
ht_last_gc_at (const GArray *cycles, gint64 time_ns)
{
  guint n = time_ns == HT_UNKNOWN
                ? cycles->len
                : ht_sorted_count_until (cycles, G_STRUCT_OFFSET (HtGcCycle, end_ns), time_ns);

  return n > 0 ? &g_array_index (cycles, HtGcCycle, n - 1) : NULL;
}

static void
describe_series (GString *text, const HtChartSeries *series, gint64 from_ns, gint64 to_ns)
{
  HtSeriesSummary summary;
  g_autofree char *least = NULL;
  g_autofree char *greatest = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (!ht_summarize_series (series, from_ns, to_ns, &summary))
    return;
  least = ht_format_bytes ((gint64) summary.least);
  greatest = ht_format_bytes ((gint64) summary.greatest);
  first = ht_format_bytes ((gint64) summary.first);
  last = ht_format_bytes ((gint64) summary.last);
  if (summary.last > summary.first)
    /* Translators: what a screen reader says of a line: name, first, last, least, greatest value */
    g_string_append_printf (text, _ ("%s grew from %s to %s, between %s and %s. "), series->name,
                            first, last, least, greatest);
  else if (summary.last < summary.first)
    /* Translators: what a screen reader says of a line: name, first, last, least, greatest value */
    g_string_append_printf (text, _ ("%s shrank from %s to %s, between %s and %s. "), series->name,
                            first, last, least, greatest);
  else
    /* Translators: what a screen reader says of a line: name, value, least, greatest value */
    g_string_append_printf (text, _ ("%s is %s as at first, between %s and %s. "), series->name,
                            last, least, greatest);
}

static void
describe_cursor (GString *text, const HtTimeChart *chart, gint64 cursor_ns)
{
  g_autofree char *time =
      ht_axis_time_label (cursor_ns, ht_axis_time_precision (chart->to_ns - chart->from_ns),
                          chart->display, chart->start_ns);

  g_string_append (text, time);
  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);
      double value = value_at (series, cursor_ns);
      g_autofree char *size = NULL;

      if (series->hidden || isnan (value))
        continue;
      size = ht_format_bytes ((gint64) value);
      g_string_append_printf (text, "%s %s %s", i == 0 ? ":" : ",", series->name, size);
    }
  g_string_append (text, ". ");
}

static char *
time_text (const HtTimeChart *chart, gint64 time_ns)
{
  return ht_axis_time_label (time_ns, ht_axis_time_precision (chart->to_ns - chart->from_ns),
                             chart->display, chart->start_ns);
}

/**
 * ht_describe_marks:
 * @chart: a chart
 * @cursor_ns: the time that is pointed at, %HT_UNKNOWN for none
 *
 * Says in words which marks lie between the borders of the chart: the one at the cursor, if there
 * is any, else how many there are and the newest of them.
 *
 * Returns: (transfer full): the text, empty if there are none
 */
char *
ht_describe_marks (const HtTimeChart *chart, gint64 cursor_ns)
{
  GString *text = g_string_new (NULL);
  const HtTimeMark *newest = NULL;
  guint n_marks = 0;

  for (guint i = 0; chart->marks != NULL && i < chart->marks->len; i++)
    {
      const HtTimeMark *mark = g_ptr_array_index (chart->marks, i);

      if (mark->end_ns < chart->from_ns || mark->time_ns > chart->to_ns)
        continue;
      newest = mark;
      n_marks++;
    }
  if (n_marks > 0 && cursor_ns != HT_UNKNOWN)
    {
      gint64 reach_ns = (chart->to_ns - chart->from_ns) / CURSOR_REACH;
      const HtTimeMark *mark = ht_time_marks_at (chart->marks, cursor_ns, reach_ns);

      if (mark != NULL)
        g_string_append_printf (text, "%s. ", mark->text);
    }
  if (n_marks > 0 && text->len == 0)
    {
      g_autofree char *time = time_text (chart, newest->time_ns);

      g_string_append_printf (text, g_dngettext (NULL, "%u mark, ", "%u marks, ", n_marks),
                              n_marks);
      /* Translators: of the marks on a time line the newest: its time and what it says */
      g_string_append_printf (text, _ ("the newest at %s: %s. "), time, newest->text);
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_describe_chart:
 * @chart: a chart
 * @cursor_ns: the time that is pointed at, %HT_UNKNOWN for none
 *
 * Says in words what the chart shows between its borders: the values at the cursor first, then the
 * marks, how each series that is not hidden went, then the limits.
 *
 * Returns: (transfer full): the text
 */
char *
ht_describe_chart (const HtTimeChart *chart, gint64 cursor_ns)
{
  GString *text = g_string_new (NULL);

  g_autofree char *marks = ht_describe_marks (chart, cursor_ns);

  if (cursor_ns != HT_UNKNOWN)
    describe_cursor (text, chart, cursor_ns);
  g_string_append (text, marks);
  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);

      if (!series->hidden)
        describe_series (text, series, chart->from_ns, chart->to_ns);
    }
  for (guint i = 0; i < chart->limits->len; i++)
    {
      const HtChartLimit *limit = g_ptr_array_index (chart->limits, i);

      g_string_append (text, limit->label);
      if (limit->note != NULL)
        g_string_append_printf (text, ", %s", limit->note);
      g_string_append (text, ". ");
    }
  g_strchomp (text->str);
  return g_string_free (text, FALSE);
}

static char *
size_text (double value)
{
  return isnan (value) ? g_strdup ("–") : ht_format_bytes ((gint64) value);
}

/**
 * ht_chart_values_to_text:
 * @chart: a chart
 * @time_ns: when to read it off; %HT_UNKNOWN for the newest values
 *
 * Writes what the series that are not hidden tell, a line each, as name, tab, value.
 *
 * Returns: (transfer full): the text, for the clipboard
 */
char *
ht_chart_values_to_text (const HtTimeChart *chart, gint64 time_ns)
{
  GString *text = g_string_new (NULL);

  if (time_ns != HT_UNKNOWN)
    {
      g_autofree char *time = time_text (chart, time_ns);

      g_string_append_printf (text, "%s\t%s\n", _ ("Time"), time);
    }
  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);
      HtReading reading;
      g_autofree char *size = NULL;

      if (series->hidden)
        continue;
      ht_read_series (series, chart->start_ns, time_ns, &reading);
      size = size_text (reading.value);
      g_string_append_printf (text, "%s\t%s\n", series->name, size);
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_chart_range_to_text:
 * @chart: a chart
 * @from_ns: begin of a range
 * @to_ns: its end
 *
 * Writes what the series that are not hidden tell of a range, a line each, as name, value at
 * the begin, value at the end and difference, with tabs between them.
 *
 * Returns: (transfer full): the text, for the clipboard
 */
char *
ht_chart_range_to_text (const HtTimeChart *chart, gint64 from_ns, gint64 to_ns)
{
  GString *text = g_string_new (NULL);
  g_autofree char *from = time_text (chart, from_ns);
  g_autofree char *to = time_text (chart, to_ns);

  g_string_append_printf (text, "%s\t%s\t%s\tΔ\n", _ ("Time"), from, to);
  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);
      HtReading reading;
      g_autofree char *first = NULL;
      g_autofree char *last = NULL;
      g_autofree char *change = NULL;

      if (series->hidden)
        continue;
      ht_read_range (series, from_ns, to_ns, &reading);
      first = size_text (reading.since);
      last = size_text (reading.value);
      change = size_text (reading.change);
      g_string_append_printf (text, "%s\t%s\t%s\t%s\n", series->name, first, last, change);
    }
  return g_string_free (text, FALSE);
}
