/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prometheus-targets.h"

#include <string.h>

#include "prometheus-answer.h"
#include "prometheus-range.h"
#include "prometheus-text.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* What one target was given: name of a series -> its points. */
typedef struct
{
  GHashTable *series;
  guint n_points;
  guint n_warnings;
  char *last_warning;
} Seen;

typedef struct
{
  HtPointKind kind;
  char *unit;
  GArray *points;
} SeenSeries;

static void
seen_series_free (gpointer data)
{
  SeenSeries *series = data;

  g_array_unref (series->points);
  g_free (series->unit);
  g_free (series);
}

static void
point_cb (const HtPoint *point, gpointer user_data)
{
  Seen *seen = user_data;
  SeenSeries *series = g_hash_table_lookup (seen->series, point->name);

  if (series == NULL)
    {
      series = g_new0 (SeenSeries, 1);
      series->kind = point->kind;
      series->unit = g_strdup (point->unit);
      series->points = g_array_new (FALSE, FALSE, sizeof (HtPoint));
      g_hash_table_insert (seen->series, g_strdup (point->name), series);
    }
  g_assert_cmpint (series->kind, ==, point->kind);
  g_array_append_vals (series->points, point, 1);
  seen->n_points++;
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  Seen *seen = user_data;

  seen->n_warnings++;
  g_free (seen->last_warning);
  seen->last_warning = g_strdup (message);
}

static void
property_cb (const char *key, const char *value, gpointer user_data)
{
}

static void
seen_init (Seen *seen)
{
  *seen =
      (Seen){ .series = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, seen_series_free) };
}

static void
seen_clear (Seen *seen)
{
  g_hash_table_unref (seen->series);
  g_free (seen->last_warning);
}

static HtRecordSink
sink_of (Seen *seen)
{
  return (HtRecordSink){
    .point = point_cb, .property = property_cb, .warning = warning_cb, .user_data = seen
  };
}

static char *
load (const char *name, gsize *length)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("HT_TEST_DATA"), "prometheus-server", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);
  return text;
}

static HtPrometheusTargets *
find (const char *text, Seen *notes)
{
  HtRecordSink sink = sink_of (notes);
  g_autoptr (GError) error = NULL;
  HtPrometheusTargets *targets = ht_prometheus_targets_decode (text, strlen (text), &sink, &error);

  g_assert_no_error (error);
  return targets;
}

static double
value_of (Seen *seen, const char *name, guint i, gint64 *time_ns)
{
  const SeenSeries *series = g_hash_table_lookup (seen->series, name);

  g_test_message ("%s", name);
  g_assert_nonnull (series);
  g_assert_cmpuint (i, <, series->points->len);
  *time_ns = g_array_index (series->points, HtPoint, i).time_ns;
  return g_array_index (series->points, HtPoint, i).value;
}

/* --- real answers --- */

static void
test_real (void)
{
  gsize length;
  g_autofree char *series = load ("series.json", &length);
  g_autofree char *range = load ("range.json", &length);
  g_autoptr (HtPrometheusTargets) targets = NULL;
  g_autoptr (GError) error = NULL;
  HtPrometheusRangeStats stats = { 0 };
  HtRecordSink sink, notes;
  Seen seen, noted;
  const HtPrometheusTarget *target;
  gint64 time_ns;

  seen_init (&seen);
  seen_init (&noted);
  sink = sink_of (&seen);
  notes = sink_of (&noted);
  targets = find (series, &noted);
  g_assert_cmpuint (ht_prometheus_targets_get_n (targets), ==, 1);
  g_assert_cmpuint (ht_prometheus_targets_get_n_series (targets), ==, 40);
  target = ht_prometheus_targets_get (targets, 0);
  g_assert_cmpstr (target->name, ==, "127.0.0.1:19090");
  g_assert_cmpstr (target->job, ==, "prometheus");
  g_assert_cmpstr (target->go_version, ==, "go1.19.8");
  g_assert_cmpuint (target->n_series, ==, 40);

  ht_prometheus_range_decode (range, length, targets, &sink, &notes, &stats, &error);
  g_assert_no_error (error);
  /* 40 series of 21 points, without go_info and a second name of heap_alloc. */
  g_assert_cmpuint (stats.n_points, ==, 38 * 21);
  g_assert_cmpuint (seen.n_points, ==, 38 * 21);
  g_assert_cmpuint (stats.n_not_finite + stats.n_impossible + stats.n_unknown_series, ==, 0);
  g_assert_cmpuint (noted.n_warnings, ==, 0);

  /* By hand from the answer. */
  g_assert_cmpfloat (value_of (&seen, "heap_inuse", 0, &time_ns), ==, 20488192);
  g_assert_cmpint (time_ns, ==, 1795277156 * SECOND);
  g_assert_cmpfloat (value_of (&seen, "heap_inuse", 20, &time_ns), ==, 28647424);
  g_assert_cmpint (time_ns, ==, 1795277196 * SECOND);
  g_assert_cmpfloat (value_of (&seen, "pause_total", 0, &time_ns), ==, 6422111);
  g_assert_cmpfloat (value_of (&seen, "num_gc", 0, &time_ns), ==, 15);
  g_assert_cmpfloat (value_of (&seen, "cpu_seconds", 20, &time_ns), ==, 3.87);
  g_assert_cmpfloat (value_of (&seen, "metric/go_gc_duration_seconds{quantile=\"0\"}", 0, &time_ns),
                     ==, 0.0000471);
  seen_clear (&seen);
  seen_clear (&noted);
}

/* A history has the names, units and kinds that the same service's own page gives. */
static void
test_same_names_as_text (void)
{
  gsize length;
  g_autofree char *series = load ("series.json", &length);
  g_autofree char *range = load ("range.json", &length);
  gsize page_length;
  g_autofree char *page = load ("metrics.txt", &page_length);
  g_autoptr (HtPrometheusTargets) targets = NULL;
  g_autoptr (GError) error = NULL;
  HtPrometheusRangeStats stats = { 0 };
  HtRecordSink sink, page_sink;
  Seen seen, of_page;
  GHashTableIter iter;
  gpointer name, value;

  seen_init (&seen);
  seen_init (&of_page);
  sink = sink_of (&seen);
  page_sink = sink_of (&of_page);
  ht_prometheus_text_decode (page, page_length, &page_sink, &error);
  g_assert_no_error (error);
  targets = find (series, &seen);
  ht_prometheus_range_decode (range, length, targets, &sink, &sink, &stats, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (g_hash_table_size (seen.series), ==, g_hash_table_size (of_page.series));
  g_hash_table_iter_init (&iter, of_page.series);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const SeenSeries *expected = value;
      const SeenSeries *found = g_hash_table_lookup (seen.series, name);

      g_test_message ("%s", (const char *) name);
      g_assert_nonnull (found);
      g_assert_cmpstr (found->unit, ==, expected->unit);
      g_assert_cmpint (found->kind, ==, expected->kind);
    }
  seen_clear (&seen);
  seen_clear (&of_page);
}

/* --- several processes --- */

#define SERIES(list) "{\"status\":\"success\",\"data\":[" list "]}"

static void
test_instances (void)
{
  g_autoptr (HtPrometheusTargets) targets = NULL;
  Seen notes;

  seen_init (&notes);
  targets = find (
      SERIES (
          "{\"__name__\":\"go_goroutines\",\"job\":\"a\",\"instance\":\"h:1\"},"
          "{\"__name__\":\"go_goroutines\",\"job\":\"a\",\"instance\":\"h:2\"},"
          "{\"__name__\":\"go_threads\",\"job\":\"a\",\"instance\":\"h:1\"},"
          "{\"__name__\":\"go_info\",\"job\":\"a\",\"instance\":\"h:1\",\"version\":\"go1.22.1\"},"
          "{\"__name__\":\"go_info\",\"job\":\"a\",\"instance\":\"h:1\",\"version\":\"go1.22.2\"},"
          "{\"__name__\":\"go_goroutines\",\"job\":\"b\",\"instance\":\"h:2\"}"),
      &notes);
  g_assert_cmpuint (ht_prometheus_targets_get_n (targets), ==, 3);
  g_assert_cmpstr (ht_prometheus_targets_get (targets, 0)->name, ==, "h:1");
  g_assert_null (ht_prometheus_targets_get (targets, 0)->go_version);
  g_assert_cmpuint (ht_prometheus_targets_get (targets, 0)->n_series, ==, 4);
  g_assert_cmpstr (ht_prometheus_targets_get (targets, 1)->name, ==, "h:2 (a)");
  g_assert_cmpstr (ht_prometheus_targets_get (targets, 2)->name, ==, "h:2 (b)");
  seen_clear (&notes);
}

#define KUBELET "\"job\":\"kubelet\",\"instance\":\"10.0.0.1:10250\",\"namespace\":\"shop\","

/* The container's figures belong to the process, whatever the kubelet calls its scrape. */
static void
test_pods (void)
{
  g_autoptr (HtPrometheusTargets) targets = NULL;
  const HtPrometheusSeries *series;
  Seen notes;

  seen_init (&notes);
  targets = find (
      SERIES (
          "{\"__name__\":\"container_memory_usage_bytes\"," KUBELET
          "\"pod\":\"p-1\",\"container\":\"app\",\"id\":\"/kubepods/1\"},"
          "{\"__name__\":\"container_memory_usage_bytes\"," KUBELET
          "\"pod\":\"p-1\",\"container\":\"app\",\"id\":\"/kubepods/2\"},"
          "{\"__name__\":\"container_memory_usage_bytes\"," KUBELET
          "\"pod\":\"p-1\",\"container\":\"POD\"},"
          "{\"__name__\":\"container_memory_usage_bytes\"," KUBELET "\"pod\":\"p-1\"},"
          "{\"__name__\":\"container_memory_usage_bytes\"," KUBELET
          "\"pod\":\"p-2\",\"container\":\"db\"},"
          "{\"__name__\":\"go_goroutines\",\"job\":\"shop/app\",\"instance\":\"10.1.0.5:9090\","
          "\"namespace\":\"shop\",\"pod\":\"p-1\",\"container\":\"app\"},"
          "{\"__name__\":\"go_goroutines\",\"job\":\"shop/side\",\"instance\":\"10.1.0.5:15090\","
          "\"namespace\":\"shop\",\"pod\":\"p-1\",\"container\":\"side\"}"),
      &notes);
  g_assert_cmpuint (ht_prometheus_targets_get_n (targets), ==, 3);
  g_assert_cmpstr (ht_prometheus_targets_get (targets, 0)->name, ==,
                   "shop/p-1/app 10.1.0.5:9090 (shop/app)");
  g_assert_cmpstr (ht_prometheus_targets_get (targets, 1)->name, ==,
                   "shop/p-1/side 10.1.0.5:15090 (shop/side)");
  g_assert_cmpstr (ht_prometheus_targets_get (targets, 2)->name, ==, "shop/p-2");

  /* A container that was started anew is the same. */
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *labels = g_strdup_printf (
          "container=\"app\",id=\"/kubepods/%u\",instance=\"10.0.0.1:10250\",job=\"kubelet\","
          "namespace=\"shop\",pod=\"p-1\"",
          i);

      series = ht_prometheus_targets_find (targets, "container_memory_usage_bytes", labels);
      g_assert_nonnull (series);
      g_assert_cmpuint (series->target, ==, 0);
      g_assert_cmpstr (series->point.name, ==, "container_usage");
      g_assert_false (series->is_left_out);
    }
  g_assert_null (ht_prometheus_targets_find (targets, "go_threads", ""));
  seen_clear (&notes);
}

/* --- values --- */

#define RANGE(list) \
  "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" list "]}}"

static void
test_values (void)
{
  static const char series[] = SERIES ("{\"__name__\":\"go_gc_gomemlimit_bytes\",\"job\":\"a\"},"
                                       "{\"__name__\":\"go_threads\",\"job\":\"a\"},"
                                       "{\"__name__\":\"go_x_sum\",\"job\":\"a\"},"
                                       "{\"__name__\":\"go_x_count\",\"job\":\"a\"},"
                                       "{\"__name__\":\"go_y\",\"job\":\"a\",\"q\":\"\\\"\\n\"}");
  static const char range[] =
      "{\"status\":\"success\",\"warnings\":[\"slow\\u001b\",\"very\"],\"data\":{\"resultType\":"
      "\"matrix\",\"result\":["
      "{\"metric\":{\"__name__\":\"go_gc_gomemlimit_bytes\",\"job\":\"a\"},\"values\":["
      "[1.5,\"9223372036854775807\"],[2.25,\"1e+09\"]]},"
      "{\"metric\":{\"__name__\":\"go_threads\",\"job\":\"a\"},\"values\":["
      "[1,\"NaN\"],[2,\"+Inf\"],[3,\"-Inf\"],[4,\"-1\"],[5.001,\"7\"]]},"
      "{\"metric\":{\"__name__\":\"go_y\",\"job\":\"a\",\"q\":\"\\\"\\n\"},\"values\":[[1,\"-2\"]],"
      "\"histograms\":[[1,{\"count\":\"1\",\"buckets\":[[0,\"1\",\"2\",\"3\"]]}]]},"
      "{\"metric\":{\"__name__\":\"go_new\",\"job\":\"a\"},\"values\":[[1,\"1\"]]},"
      "{\"metric\":{\"__name__\":\"go_x_sum\",\"job\":\"a\"},\"values\":[[1,\"0.5\"]]}]}}";
  g_autoptr (HtPrometheusTargets) targets = NULL;
  g_autoptr (GError) error = NULL;
  HtPrometheusRangeStats stats = { 0 };
  HtRecordSink sink;
  Seen seen;
  gint64 time_ns;

  seen_init (&seen);
  sink = sink_of (&seen);
  targets = find (series, &seen);
  ht_prometheus_range_decode (range, strlen (range), targets, &sink, &sink, &stats, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stats.n_points, ==, 4);
  g_assert_cmpuint (stats.n_not_finite, ==, 3);
  g_assert_cmpuint (stats.n_impossible, ==, 1);
  g_assert_cmpuint (stats.n_histogram_series, ==, 1);
  g_assert_cmpuint (stats.n_unknown_series, ==, 1);
  g_assert_cmpuint (seen.n_warnings, ==, 2);
  g_assert_cmpstr (seen.last_warning, ==, "the Prometheus server says: very");

  g_assert_cmpfloat (value_of (&seen, "memory_limit", 0, &time_ns), ==, 1e9);
  g_assert_cmpint (time_ns, ==, 2250 * G_GINT64_CONSTANT (1000000));
  g_assert_cmpfloat (value_of (&seen, "threads", 0, &time_ns), ==, 7);
  g_assert_cmpint (time_ns, ==, 5001 * G_GINT64_CONSTANT (1000000));
  g_assert_cmpfloat (value_of (&seen, "metric/go_y{q=\"\\\"\\n\"}", 0, &time_ns), ==, -2);
  g_assert_cmpfloat (value_of (&seen, "metric/go_x_sum", 0, &time_ns), ==, 0.5);
  g_assert_cmpint (((SeenSeries *) g_hash_table_lookup (seen.series, "metric/go_x_sum"))->kind, ==,
                   HT_POINT_COUNTER);
  seen_clear (&seen);
}

static void
test_refused (void)
{
  static const char *const texts[][2] = {
    { "", "too early" },
    { "<html>", "no JSON" },
    { "[]", "no object" },
    { "{}", "no data" },
    { "{\"status\":\"success\"}", "no data" },
    { "{\"status\":\"success\",\"data\":7}", "no list" },
    { "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}", "over time" },
    { "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"too many\\nsamples\"}",
      "says: too many\\x0asamples" },
    { RANGE ("7"), "no object" },
    { RANGE ("{\"values\":[]}"), "before the labels" },
    { RANGE ("{\"metric\":[]}"), "no object" },
    { RANGE ("{\"metric\":{\"a\":1}}"), "labels" },
    { RANGE ("{\"metric\":{},\"values\":{}}"), "no list" },
    { RANGE ("{\"metric\":{},\"values\":[1]}"), "without a time" },
    { RANGE ("{\"metric\":{},\"values\":[[\"1\",\"1\"]]}"), "without a time" },
    { RANGE ("{\"metric\":{},\"values\":[[1e300,\"1\"]]}"), "without a time" },
    { RANGE ("{\"metric\":{},\"values\":[[1,1]]}"), "no number" },
    { RANGE ("{\"metric\":{},\"values\":[[1,\"1x\"]]}"), "no number" },
    { RANGE ("{\"metric\":{},\"values\":[[1,\"\"]]}"), "no number" },
    { RANGE ("{\"metric\":{},\"values\":[[1,\"1\",2]]}"), "three parts" },
    { RANGE ("") "x", "at byte " },
  };
  g_autoptr (HtPrometheusTargets) targets = NULL;
  g_autoptr (GError) error = NULL;
  HtRecordSink sink;
  Seen seen;

  seen_init (&seen);
  sink = sink_of (&seen);
  targets = find (SERIES (""), &seen);
  g_assert_cmpuint (ht_prometheus_targets_get_n (targets), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      HtPrometheusRangeStats stats = { 0 };

      g_assert_false (ht_prometheus_range_decode (texts[i][0], strlen (texts[i][0]), targets, &sink,
                                                  &sink, &stats, &error));
      g_test_message ("%s", error->message);
      g_assert_true (error->domain == HT_FORMAT_ERROR);
      g_assert_nonnull (strstr (error->message, texts[i][1]));
      g_clear_error (&error);
    }
  g_assert_cmpuint (seen.n_points, ==, 0);
  seen_clear (&seen);
}

static void
test_what_the_server_says (void)
{
  gsize length;
  g_autofree char *text = load ("error.json", &length);
  HtRecordSink notes = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_prometheus_targets_decode (text, length, &notes, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "says: 1:2: parse error: unexpected end of input"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/prometheus-targets/real", test_real);
  g_test_add_func ("/formats/prometheus-targets/same-names-as-text", test_same_names_as_text);
  g_test_add_func ("/formats/prometheus-targets/instances", test_instances);
  g_test_add_func ("/formats/prometheus-targets/pods", test_pods);
  g_test_add_func ("/formats/prometheus-targets/values", test_values);
  g_test_add_func ("/formats/prometheus-targets/refused", test_refused);
  g_test_add_func ("/formats/prometheus-targets/what-the-server-says", test_what_the_server_says);
  return g_test_run ();
}
