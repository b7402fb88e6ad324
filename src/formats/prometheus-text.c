/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "prometheus-text.h"

#include <math.h>
#include <string.h>

#include "decode-warnings.h"
#include "prometheus-line.h"
#include "prometheus-naming.h"

/* Most lines kept of the metrics with a series of their own, of all others, and most "# TYPE". */
#define MAX_SAMPLES 20000

typedef struct
{
  char *metric;
  char *labels;
  double value;
  gint64 time_ns;
  guint64 offset;
  HtPrometheusMetric *known;
} Sample;

typedef struct
{
  const HtRecordSink *sink;
  HtDecodeWarnings warnings;
  gboolean is_open_metrics;
  GArray *samples;
  HtPrometheusNaming *naming;
  /* Name, labels and time of each sample. */
  GHashTable *seen;
  GHashTable *go_versions;
  guint n_known;
  guint n_others;
  guint n_lines;
} Reader;

static void
sample_clear (gpointer data)
{
  Sample *sample = data;

  g_free (sample->metric);
  g_free (sample->labels);
}

static void
reader_init (Reader *self, const HtRecordSink *sink)
{
  *self = (Reader){ .sink = sink, .warnings = { .sink = sink } };
  self->samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  g_array_set_clear_func (self->samples, sample_clear);
  self->naming = ht_prometheus_naming_new ();
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->go_versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
reader_clear (Reader *self)
{
  g_array_unref (self->samples);
  ht_prometheus_naming_free (self->naming);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->go_versions);
}

/* Buckets of histograms make hundreds of series of which nobody looks at one.
 * Those of the collector's pauses are worth it.
 */
static gboolean
is_passed_over (const Reader *self, const char *metric, const char *labels)
{
  g_autofree char *le = NULL;

  if (self->is_open_metrics && g_str_has_suffix (metric, "_created"))
    {
      const char *type = ht_prometheus_naming_get_type (self->naming, metric, "_created");

      return type != NULL && !g_str_equal (type, "gauge");
    }
  if (!g_str_has_suffix (metric, "_bucket") || g_str_has_prefix (metric, "go_gc_pauses_seconds") ||
      g_str_has_prefix (metric, "go_sched_pauses_total_gc_seconds"))
    return FALSE;
  le = ht_prometheus_get_label (labels, "le");
  return le != NULL;
}

/* --- reading --- */

/* "# TYPE name type" */
static void
read_comment (Reader *self, const HtTextLine *line)
{
  const char *rest = line->text;
  gsize left = line->length;
  const char *words[4];
  gsize n[4];

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (!ht_text_next_word (&rest, &left, &words[i], &n[i]))
      return;
  if (!ht_text_equal (words[1], n[1], "TYPE") || n[2] > HT_PROMETHEUS_NAME_MAX || n[3] > 20 ||
      ht_prometheus_naming_get_n_types (self->naming) >= MAX_SAMPLES)
    return;
  ht_prometheus_naming_set_type (self->naming, g_strndup (words[2], n[2]),
                                 g_strndup (words[3], n[3]));
}

static void
keep_sample (Reader *self, Sample *sample)
{
  guint *n;

  sample->known = ht_prometheus_naming_find (self->naming, sample->metric);
  n = sample->known != NULL ? &self->n_known : &self->n_others;
  if (*n >= MAX_SAMPLES)
    {
      if ((*n)++ == MAX_SAMPLES)
        ht_decode_warnings_add (&self->warnings, sample->offset,
                                "more than %u lines of %s metrics; the rest is left out",
                                MAX_SAMPLES, sample->known != NULL ? "known" : "other");
      sample_clear (sample);
      return;
    }
  if (!g_hash_table_add (self->seen, g_strdup_printf ("%s{%s} %" G_GINT64_FORMAT, sample->metric,
                                                      sample->labels, sample->time_ns)))
    {
      ht_decode_warnings_add (&self->warnings, sample->offset,
                              "%s is there twice; the first one counts", sample->metric);
      sample_clear (sample);
      return;
    }
  (*n)++;
  if (sample->known != NULL)
    ht_prometheus_metric_add_labels (sample->known, sample->labels);
  g_array_append_vals (self->samples, sample, 1);
}

static void
read_line (Reader *self, const HtTextLine *line, GString *labels)
{
  HtPrometheusSample parsed;
  const char *fault;

  if (!ht_prometheus_line_parse (line, self->is_open_metrics, &parsed, labels, &fault))
    {
      ht_decode_warnings_add (&self->warnings, line->offset, "a line with %s; it is left out",
                              fault);
      return;
    }
  self->n_lines++;

  g_autofree char *metric = g_strndup (parsed.name, parsed.name_length);
  if (g_str_equal (metric, "go_info"))
    {
      char *version = ht_prometheus_get_label (labels->str, "version");

      if (version != NULL && g_hash_table_size (self->go_versions) < 2)
        g_hash_table_add (self->go_versions, version);
      else
        g_free (version);
      return;
    }
  if (is_passed_over (self, metric, labels->str))
    return;

  Sample sample = { .metric = g_steal_pointer (&metric),
                    .labels = g_strdup (labels->str),
                    .value = parsed.value,
                    .time_ns = parsed.time_ns,
                    .offset = line->offset };
  keep_sample (self, &sample);
}

/* OpenMetrics has to end with "# EOF". */
static gboolean
ends_with_eof (const char *text, gsize length)
{
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return length >= 5 && memcmp (text + length - 5, "# EOF", 5) == 0;
}

/* --- giving --- */

static void
give (Reader *self, const Sample *sample)
{
  g_autofree char *name = NULL;
  const HtPrometheusMetric *known;
  HtPrometheusFit fit = HT_PROMETHEUS_VALUE;
  HtPoint point;

  if (!ht_prometheus_naming_get_point (self->naming, sample->metric, sample->labels, sample->known,
                                       &point, &name, &known))
    return;
  point.time_ns = sample->time_ns;
  point.value = sample->value;
  if (known != NULL)
    fit = ht_prometheus_metric_fit (known, &point.value);
  if (fit == HT_PROMETHEUS_IMPOSSIBLE)
    ht_decode_warnings_add (&self->warnings, sample->offset,
                            "%s is %g, not a size or count; it is left out", sample->metric,
                            sample->value);
  else if (fit == HT_PROMETHEUS_VALUE)
    ht_record_sink_point (self->sink, &point);
}

static void
give_all (Reader *self)
{
  GHashTableIter iter;
  gpointer key;

  ht_prometheus_naming_choose (self->naming);
  for (guint i = 0; i < self->samples->len; i++)
    {
      const Sample *sample = &g_array_index (self->samples, Sample, i);

      if (isfinite (sample->value))
        give (self, sample);
    }

  if (g_hash_table_size (self->go_versions) == 1)
    {
      g_hash_table_iter_init (&iter, self->go_versions);
      g_hash_table_iter_next (&iter, &key, NULL);
      ht_record_sink_property (self->sink, "go_version", key);
    }
}

/**
 * ht_prometheus_text_decode:
 * @text: an exposition: the text format of Prometheus, or OpenMetrics, which ends with `# EOF`;
 * need not be terminated
 * @length: its length
 * @sink: who is given what is found
 * @error: return location for an error
 *
 * Reads the metrics of a process or of a container.
 *
 * Metrics that the Go and process collectors and cAdvisor give get the names
 * and units of [struct@KnownSeries], if the page speaks of one process or
 * container only: if the metric has one label set, or, for container_*, one of
 * a container other than the pod's own. A figure that comes under two names is
 * taken once. `go_info` becomes the property "go_version". All other metrics are kept as
 * `metric/NAME{label="value"}`, labels in the order of the page; their kind
 * follows `# TYPE`, their unit the end of the name.
 *
 * Left out: buckets of histograms but those of the collector's pauses
 * (`go_gc_pauses_seconds`, `go_sched_pauses_total_gc_seconds`), `_created`
 * times, NaN and infinite values, and limits that say there is none. Left out
 * with a warning: broken lines, and what is beyond 20,000 lines of known
 * metrics and 20,000 of others. Values without a time of their own have %HT_UNKNOWN.
 *
 * Returns: %FALSE if no line is one of a metric
 */
gboolean
ht_prometheus_text_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error)
{
  HtTextLines lines = { text, length, 0 };
  g_autoptr (GString) labels = g_string_new (NULL);
  HtTextLine line;
  Reader reader;
  guint n_lines;

  reader_init (&reader, sink);
  reader.is_open_metrics = ends_with_eof (text, length);
  while (ht_text_lines_next (&lines, &line))
    {
      if (line.length == 0)
        continue;
      if (*line.text == '#')
        read_comment (&reader, &line);
      else
        read_line (&reader, &line, labels);
    }
  give_all (&reader);
  ht_decode_warnings_finish (&reader.warnings);
  n_lines = reader.n_lines;
  reader_clear (&reader);
  if (n_lines > 0)
    return TRUE;
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
               "no line up to byte %" G_GSIZE_FORMAT " is one of a metric", length);
  return FALSE;
}
