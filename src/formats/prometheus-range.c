/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "prometheus-range.h"

#include <math.h>
#include <string.h>

#include "prometheus-answer.h"

/* As Prometheus writes a number at the longest, and some. */
#define MAX_NUMBER_BYTES 63

/* 2262, where ns since 1970 end. */
#define MAX_TIME_S 9.2e9

typedef struct
{
  const HtPrometheusTargets *targets;
  const HtRecordSink *sinks;
  HtPrometheusRangeStats *stats;
} Reader;

static gboolean
fail (GError **error, const HtJsonToken *token, const char *what)
{
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED, "%s at byte %" G_GUINT64_FORMAT,
               what, token->offset);
  return FALSE;
}

static gboolean
read_number (const HtJsonToken *token, double *value)
{
  char text[MAX_NUMBER_BYTES + 1];
  char *end;

  if (token->kind != HT_JSON_STRING || token->length == 0 || token->length > MAX_NUMBER_BYTES ||
      g_ascii_isspace (*token->text))
    return FALSE;
  memcpy (text, token->text, token->length);
  text[token->length] = '\0';
  *value = g_ascii_strtod (text, &end);
  return *end == '\0';
}

/* Times of queries are whole ms; a double has no more than that of a fraction. */
static gboolean
read_time (const HtJsonToken *token, gint64 *time_ns)
{
  double seconds;

  if (!ht_json_token_get_double (token, &seconds) || fabs (seconds) > MAX_TIME_S)
    return FALSE;
  *time_ns = (gint64) round (seconds * 1000) * 1000000;
  return TRUE;
}

static void
give (Reader *self, const HtPrometheusSeries *series, gint64 time_ns, double value)
{
  HtPoint point = series->point;

  if (!isfinite (value))
    {
      self->stats->n_not_finite++;
      return;
    }
  if (series->known != NULL)
    {
      HtPrometheusFit fit = ht_prometheus_metric_fit (series->known, &value);

      self->stats->n_impossible += fit == HT_PROMETHEUS_IMPOSSIBLE;
      if (fit != HT_PROMETHEUS_VALUE)
        return;
    }
  point.time_ns = time_ns;
  point.value = value;
  self->stats->n_points++;
  ht_record_sink_point (&self->sinks[series->target], &point);
}

/* [TIME, "VALUE"] */
static gboolean
read_pair (Reader *self,
           HtJsonScanner *scanner,
           const HtJsonToken *begin,
           const HtPrometheusSeries *series,
           GError **error)
{
  HtJsonToken time, value, end;
  gint64 time_ns;
  double number;

  if (begin->kind != HT_JSON_ARRAY_BEGIN)
    return fail (error, begin, "a value without a time");
  if (!ht_json_scanner_next (scanner, &time, error))
    return FALSE;
  if (time.kind != HT_JSON_NUMBER || !read_time (&time, &time_ns))
    return fail (error, &time, "a value without a time");
  if (!ht_json_scanner_next (scanner, &value, error))
    return FALSE;
  if (!read_number (&value, &number))
    return fail (error, &value, "a value that is no number");
  if (!ht_json_scanner_next (scanner, &end, error))
    return FALSE;
  if (end.kind != HT_JSON_ARRAY_END)
    return fail (error, &end, "a value of three parts");
  if (series != NULL)
    give (self, series, time_ns, number);
  return TRUE;
}

static gboolean
read_values (Reader *self,
             HtJsonScanner *scanner,
             const HtJsonToken *begin,
             const HtPrometheusSeries *series,
             GError **error)
{
  HtJsonToken token;

  if (begin->kind != HT_JSON_ARRAY_BEGIN)
    return fail (error, begin, "values that are no list");
  for (;;)
    {
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (token.kind == HT_JSON_ARRAY_END)
        return TRUE;
      if (!read_pair (self, scanner, &token, series, error))
        return FALSE;
    }
}

static gboolean
find_series (Reader *self,
             HtJsonScanner *scanner,
             const HtJsonToken *begin,
             const HtPrometheusSeries **series,
             GError **error)
{
  g_autoptr (HtPrometheusLabels) labels = ht_prometheus_labels_read (scanner, begin, error);
  g_autofree char *text = NULL;

  if (labels == NULL)
    return FALSE;
  text = ht_prometheus_labels_to_text (labels, NULL);
  *series = ht_prometheus_targets_find (self->targets, labels->metric, text);
  if (*series == NULL)
    self->stats->n_unknown_series++;
  else if ((*series)->is_left_out)
    *series = NULL;
  return TRUE;
}

static gboolean
item_cb (HtJsonScanner *scanner, const HtJsonToken *begin, gpointer user_data, GError **error)
{
  Reader *self = user_data;
  const HtPrometheusSeries *series = NULL;
  gboolean has_labels = FALSE;
  HtJsonToken key, token;

  if (begin->kind != HT_JSON_OBJECT_BEGIN)
    return fail (error, begin, "a series that is no object");
  for (;;)
    {
      gboolean good;

      if (!ht_json_scanner_next (scanner, &key, error))
        return FALSE;
      if (key.kind == HT_JSON_OBJECT_END)
        return TRUE;
      if (!ht_json_scanner_next (scanner, &token, error))
        return FALSE;
      if (ht_json_token_is (&key, "metric"))
        {
          has_labels = TRUE;
          good = find_series (self, scanner, &token, &series, error);
        }
      else if (ht_json_token_is (&key, "values") && has_labels)
        good = read_values (self, scanner, &token, series, error);
      else if (ht_json_token_is (&key, "values"))
        good = fail (error, &token, "values before the labels of their series");
      else
        {
          self->stats->n_histogram_series += ht_json_token_is (&key, "histograms");
          good = ht_json_scanner_skip (scanner, &token, error);
        }
      if (!good)
        return FALSE;
    }
}

/**
 * ht_prometheus_range_decode:
 * @text: what a Prometheus server answered to `/api/v1/query_range`
 * @length: its length
 * @targets: what its series are
 * @sinks: (array): for each target who is given its points, in any order of times
 * @notes: told of the server's warnings
 * @stats: (inout): counts what became of the values
 * @error: return location
 *
 * Reads values over time. What is left out is counted in @stats: NaN and infinite values,
 * impossible ones, native histograms, and series of which @targets do not know.
 *
 * Returns: %FALSE with %HT_FORMAT_ERROR if it is no such answer; points may have been given
 */
gboolean
ht_prometheus_range_decode (const char *text,
                            gsize length,
                            const HtPrometheusTargets *targets,
                            const HtRecordSink *sinks,
                            const HtRecordSink *notes,
                            HtPrometheusRangeStats *stats,
                            GError **error)
{
  Reader reader = { targets, sinks, stats };

  stats->n_bytes += length;
  return ht_prometheus_answer_read (text, length, item_cb, &reader, notes, error);
}
