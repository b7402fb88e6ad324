/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prometheus-text.h"

#include "record-log.h"

static RecordLog *
decode (const char *text)
{
  g_autoptr (GError) error = NULL;
  RecordLog *log = record_log_new ();

  ht_prometheus_text_decode (text, strlen (text), &log->sink, &error);
  g_assert_no_error (error);
  return log;
}

/* Figures read off the page. 214 lines: less go_info, the limit that is none, and
 * alloc_bytes, which is heap_alloc_bytes; there are no buckets.
 */
static void
test_node_exporter (void)
{
  gsize length;
  g_autofree char *text =
      read_test_data ("captures/node-exporter-1.9/metrics-1795200378888.txt", &length);
  g_autoptr (RecordLog) log = decode (text);
  const LoggedPoint *point;

  g_assert_cmpuint (log->warnings->len, ==, 0);
  g_assert_cmpuint (log->points->len, ==, 214 - 3);
  record_log_assert_value (log, "num_gc", 76);
  record_log_assert_value (log, "pause_total", 3620866);
  record_log_assert_value (log, "heap_alloc", 1820544);
  record_log_assert_value (log, "total_alloc", 146201168);
  record_log_assert_value (log, "gogc", 100);
  record_log_assert_value (log, "gomaxprocs", 1);
  record_log_assert_value (log, "goroutines", 7);
  record_log_assert_value (log, "rss", 22986752);
  record_log_assert_value (log, "virtual_memory", 1576714240);
  record_log_assert_value (log, "open_fds", 7);
  record_log_assert_value (log, "cpu_seconds", 0.71);
  record_log_assert_value (log, "metric/process_start_time_seconds", 1.79520037197e+09);
  record_log_assert_value (log, "metric/go_gc_duration_seconds{quantile=\"0.5\"}", 4.1922e-05);
  g_assert_null (record_log_find (log, "memory_limit"));
  g_assert_cmpstr (record_log_property (log, "go_version"), ==, "go1.24.4");
  g_assert_cmpfloat (record_log_get (log, "heap_sys"), ==,
                     record_log_get (log, "heap_inuse") + record_log_get (log, "heap_idle"));
  g_assert_cmpfloat (record_log_get (log, "heap_objects"), ==,
                     record_log_get (log, "mallocs") - record_log_get (log, "frees"));

  point = record_log_find (log, "metric/process_network_receive_bytes_total");
  g_assert_true (point != NULL);
  g_assert_cmpint (point->kind, ==, HT_POINT_COUNTER);
  g_assert_cmpstr (point->unit, ==, "bytes");
  g_assert_cmpint (point->time_ns, ==, HT_UNKNOWN);
}

static void
test_odd (void)
{
  static const char *const warnings[] = {
    "go_memstats_heap_inuse_bytes is there twice; the first one counts",
    "a line with broken labels; it is left out",
    "a line with broken labels; it is left out",
    "a line with no name of a metric; it is left out",
    "a line with no value; it is left out",
    "a line with something behind the value; it is left out",
  };
  gsize length;
  g_autofree char *text = read_test_data ("bad/metrics-odd.txt", &length);
  g_autoptr (RecordLog) log = decode (text);

  record_log_assert_value (log, "heap_inuse", 15000000);
  g_assert_cmpuint (log->points->len, ==, 1);
  g_assert_cmpuint (log->warnings->len, ==, G_N_ELEMENTS (warnings));
  for (guint i = 0; i < G_N_ELEMENTS (warnings); i++)
    g_assert_cmpstr (record_log_warning (log, i), ==, warnings[i]);
  /* Where "no_value" stands in the file. */
  g_assert_cmpuint (g_array_index (log->offsets, guint64, 4), ==, 0xf6);
}

static void
test_lines (void)
{
  g_autoptr (RecordLog) log = decode ("# TYPE a counter\n"
                                      "a 1 1790000000000\r\n"
                                      "b { x = \"1\" , y=\"q\\\"\\n\", } -2.5e-3\n"
                                      "\n"
                                      "# TYPE h histogram\n"
                                      "h_bucket{le=\"1\"} 5\n"
                                      "h_sum 7.5\n"
                                      "h_count 5\n"
                                      "go_gc_pauses_seconds_bucket{le=\"+Inf\"} 3\n"
                                      "nan NaN\n"
                                      "inf{x=\"1\"} +Inf\n"
                                      "{\"odd name\",x=\"1\"} 4\n"
                                      "t_seconds_total 1 -1000\n"
                                      "last 9");
  const LoggedPoint *a = record_log_find (log, "metric/a");
  const LoggedPoint *count = record_log_find (log, "metric/h_count");
  const LoggedPoint *t = record_log_find (log, "metric/t_seconds_total");

  g_assert_true (a != NULL && count != NULL && t != NULL);
  g_assert_cmpint (a->kind, ==, HT_POINT_COUNTER);
  g_assert_cmpint (a->time_ns, ==, G_GINT64_CONSTANT (1790000000000000000));
  g_assert_cmpint (count->kind, ==, HT_POINT_COUNTER);
  g_assert_cmpstr (count->unit, ==, "count");
  g_assert_cmpint (t->kind, ==, HT_POINT_COUNTER);
  g_assert_cmpstr (t->unit, ==, "s");
  g_assert_cmpint (t->time_ns, ==, -1000000000);
  record_log_assert_value (log, "metric/b{x=\"1\",y=\"q\\\"\\n\"}", -0.0025);
  record_log_assert_value (log, "metric/h_sum", 7.5);
  record_log_assert_value (log, "metric/go_gc_pauses_seconds_bucket{le=\"+Inf\"}", 3);
  record_log_assert_value (log, "metric/{\"odd name\",x=\"1\"}", 4);
  record_log_assert_value (log, "metric/last", 9);
  g_assert_cmpuint (log->points->len, ==, 8);
  g_assert_cmpuint (log->warnings->len, ==, 0);
}

static void
test_broken_lines (void)
{
  static const char *const lines[] = {
    "x{} ",
    "x{a} 1",
    "x{a=1} 1",
    "x{a=\"1\"",
    "x{a=\"1\" b=\"2\"} 1",
    "x{,} 1",
    "1x 1",
    "{} 1",
    "{a=\"1\"} 1",
    "x 1,5",
    "x 0x",
    "x 1 1.5",
    "x 1 9e30",
    "x{a=\"\xff\"} 1",
    "x \"1\"",
    "{\"x\"=} 1",
    "{a=\"1\",\"x\"} 1",
    "x 1 NaN",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strdup_printf ("good 1\n%s\n", lines[i]);
      g_autoptr (RecordLog) log = decode (text);

      if (log->warnings->len != 1 || log->points->len != 1)
        g_error ("“%s” passes", lines[i]);
      g_assert_cmpuint (g_array_index (log->offsets, guint64, 0), ==, 7);
    }
}

static void
test_open_metrics (void)
{
  g_autoptr (RecordLog) log =
      decode ("# TYPE jobs counter\n"
              "# UNIT jobs jobs\n"
              "jobs_total 17.0 1790000000.123 # {trace_id=\"abc\"} 0.67 1790000000.1\n"
              "jobs_created 1790000000.5\n"
              "# TYPE up gauge\n"
              "up 1 # {a=\"b\"} 1\n"
              "# EOF\n");
  const LoggedPoint *jobs = record_log_find (log, "metric/jobs_total");

  g_assert_true (jobs != NULL);
  g_assert_cmpfloat (jobs->value, ==, 17);
  g_assert_cmpint (jobs->kind, ==, HT_POINT_COUNTER);
  g_assert_cmpint (jobs->time_ns, ==, G_GINT64_CONSTANT (1790000000123000000));
  record_log_assert_value (log, "metric/up", 1);
  g_assert_cmpuint (log->points->len, ==, 2);
  g_assert_cmpuint (log->warnings->len, ==, 0);
}

/* Two processes on one page are not one series. */
static void
test_federated (void)
{
  g_autoptr (RecordLog) log = decode ("go_goroutines{job=\"a\"} 5\n"
                                      "go_goroutines{job=\"b\"} 7\n"
                                      "go_threads{job=\"a\"} 3\n"
                                      "go_info{job=\"a\",version=\"go1.22\"} 1\n"
                                      "go_info{job=\"b\",version=\"go1.23\"} 1\n");

  g_assert_null (record_log_find (log, "goroutines"));
  record_log_assert_value (log, "metric/go_goroutines{job=\"a\"}", 5);
  record_log_assert_value (log, "metric/go_goroutines{job=\"b\"}", 7);
  record_log_assert_value (log, "threads", 3);
  g_assert_null (record_log_property (log, "go_version"));
}

static void
test_containers (void)
{
  g_autoptr (RecordLog) one =
      decode ("container_memory_usage_bytes{container=\"\",pod=\"p\"} 30\n"
              "container_memory_usage_bytes{container=\"POD\",pod=\"p\"} 10\n"
              "container_memory_usage_bytes{container=\"app\",pod=\"p\"} 20 1790000000000\n"
              "container_memory_rss{id=\"/\"} 9\n"
              "container_spec_memory_limit_bytes{container=\"app\"} 0\n");
  g_autoptr (RecordLog) two =
      decode ("container_memory_usage_bytes{container=\"app\",pod=\"p\"} 20\n"
              "container_memory_usage_bytes{container=\"app\",pod=\"q\"} 21\n");

  record_log_assert_value (one, "container_usage", 20);
  record_log_assert_value (one, "metric/container_memory_usage_bytes{container=\"\",pod=\"p\"}",
                           30);
  record_log_assert_value (one, "container_anon", 9);
  g_assert_null (record_log_find (one, "container_limit"));
  g_assert_cmpuint (one->points->len, ==, 4);

  g_assert_null (record_log_find (two, "container_usage"));
  g_assert_cmpuint (two->points->len, ==, 2);
}

static void
test_second_names (void)
{
  g_autoptr (RecordLog) both = decode ("go_sched_goroutines_goroutines 8\ngo_goroutines 7\n");
  g_autoptr (RecordLog) second = decode ("go_sched_goroutines_goroutines 8\n");
  g_autoptr (RecordLog) wrong = decode ("go_goroutines -1\ngo_memstats_sys_bytes 1e300\n");

  record_log_assert_value (both, "goroutines", 7);
  g_assert_cmpuint (both->points->len, ==, 1);
  record_log_assert_value (second, "goroutines", 8);
  g_assert_cmpuint (wrong->points->len, ==, 0);
  g_assert_cmpstr (record_log_warning (wrong, 0), ==,
                   "go_goroutines is -1, not a size or count; it is left out");
  g_assert_cmpuint (wrong->warnings->len, ==, 2);
}

static void
test_limits (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) broken = g_string_new ("good 1\n");

  for (guint i = 0; i < 21000; i++)
    g_string_append_printf (many, "m{n=\"%u\"} %u\n", i, i);
  for (guint i = 0; i < 1000; i++)
    g_string_append (broken, "broken\n");

  g_autoptr (RecordLog) log = decode (many->str);
  g_assert_cmpuint (log->points->len, ==, 20000);
  g_assert_cmpuint (log->warnings->len, ==, 1);

  g_autoptr (RecordLog) noisy = decode (broken->str);
  g_assert_cmpuint (noisy->warnings->len, ==, 51);
  g_assert_cmpstr (record_log_warning (noisy, 50), ==, "950 more warnings");
}

static void
test_nothing_in_it (void)
{
  static const char *const texts[] = { "", "# HELP x y\n", "<html>\n", "\n\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RecordLog) log = record_log_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (ht_prometheus_text_decode (texts[i], strlen (texts[i]), &log->sink, &error));
      g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/prometheus-text/node-exporter", test_node_exporter);
  g_test_add_func ("/formats/prometheus-text/odd", test_odd);
  g_test_add_func ("/formats/prometheus-text/lines", test_lines);
  g_test_add_func ("/formats/prometheus-text/broken-lines", test_broken_lines);
  g_test_add_func ("/formats/prometheus-text/open-metrics", test_open_metrics);
  g_test_add_func ("/formats/prometheus-text/federated", test_federated);
  g_test_add_func ("/formats/prometheus-text/containers", test_containers);
  g_test_add_func ("/formats/prometheus-text/second-names", test_second_names);
  g_test_add_func ("/formats/prometheus-text/limits", test_limits);
  g_test_add_func ("/formats/prometheus-text/nothing-in-it", test_nothing_in_it);
  return g_test_run ();
}
