/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prometheus-server.h"

#include <math.h>
#include <string.h>

#include "stand-in.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

typedef struct
{
  StandIn stand_in;
  HtHttpClient *client;
  GAsyncResult *result;

  /* What the Prometheus server answers, if not a value for each step. */
  const char *body;
  guint status;

  /* Times of the points that came, ms */
  GArray *times;
  guint n_warnings;
  guint n_done;
  GCancellable *cancel_after_first;
} Fixture;

/* --- the stand-in --- */

static const char series[] =
    "{\"status\":\"success\",\"data\":["
    "{\"__name__\":\"go_goroutines\",\"job\":\"a\",\"instance\":\"h:1\"},"
    "{\"__name__\":\"go_goroutines\",\"job\":\"a\",\"instance\":\"h:2\"}]}";

static void
append_series (GString *body, const char *instance, double start, double end, double step)
{
  g_string_append_printf (
      body,
      "{\"metric\":{\"__name__\":\"go_goroutines\",\"instance\":\"%s\",\"job\":\"a\"},"
      "\"values\":[",
      instance);
  for (guint i = 0; start + i * step <= end + 0.0001; i++)
    g_string_append_printf (body, "%s[%.3f,\"%u\"]", i > 0 ? "," : "", start + i * step, i);
  g_string_append (body, "]}");
}

/* As Prometheus: a value for each step, but never more than 11,000 of a series. */
static void
answer_range (SoupServerMessage *message, GHashTable *query)
{
  double start = g_ascii_strtod (g_hash_table_lookup (query, "start"), NULL);
  double end = g_ascii_strtod (g_hash_table_lookup (query, "end"), NULL);
  double step = g_ascii_strtod (g_hash_table_lookup (query, "step"), NULL);
  g_autoptr (GString) body =
      g_string_new ("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");

  g_assert_cmpfloat ((end - start) / step, <=, 11000);
  append_series (body, "h:1", start, end, step);
  g_string_append_c (body, ',');
  append_series (body, "h:2", start, end, step);
  g_string_append (body, "]}}");
  stand_in_answer (message, 200, body->str);
}

static void
handler_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *fixture = user_data;

  stand_in_note (&fixture->stand_in, message);
  if (fixture->body != NULL)
    stand_in_answer (message, fixture->status, fixture->body);
  else if (g_str_equal (path, "/api/v1/series"))
    stand_in_answer (message, 200, series);
  else if (g_str_equal (path, "/api/v1/query_range"))
    answer_range (message, query);
  else
    stand_in_answer (message, 404, "");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->status = 200;
  stand_in_start (&fixture->stand_in, handler_cb, fixture);
  fixture->client = stand_in_client (&fixture->stand_in, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->result);
  g_clear_object (&fixture->cancel_after_first);
  g_object_unref (fixture->client);
  stand_in_stop (&fixture->stand_in);
  g_array_unref (fixture->times);
}

/* --- asking --- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return fixture->result;
}

static void
point_cb (const HtPoint *point, gpointer user_data)
{
  Fixture *fixture = user_data;
  gint64 time_ms = point->time_ns / 1000000;

  g_assert_cmpstr (point->name, ==, "goroutines");
  g_array_append_val (fixture->times, time_ms);
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  ((Fixture *) user_data)->n_warnings++;
}

static void
progress_cb (guint n_done, guint n_all, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (n_done, ==, ++fixture->n_done);
  g_assert_cmpuint (n_done, <=, n_all);
  if (fixture->cancel_after_first != NULL)
    g_cancellable_cancel (fixture->cancel_after_first);
}

static HtPrometheusTargets *
find (Fixture *fixture, const HtPrometheusQuery *query, GError **error)
{
  HtRecordSink notes = { .warning = warning_cb, .user_data = fixture };
  HtPrometheusTargets *targets;

  ht_prometheus_find_async (fixture->client, query, &notes, NULL, done_cb, fixture);
  targets = ht_prometheus_find_finish (fixture->client, wait_for_result (fixture), error);
  g_clear_object (&fixture->result);
  return targets;
}

static gboolean
fetch (Fixture *fixture,
       const HtPrometheusQuery *query,
       const HtPrometheusTargets *targets,
       HtPrometheusRangeStats *stats,
       GError **error)
{
  HtRecordSink sinks[2] = { { .point = point_cb, .user_data = fixture }, { 0 } };
  HtRecordSink notes = { .warning = warning_cb, .user_data = fixture };
  gboolean done;

  ht_prometheus_fetch_async (fixture->client, query, targets, sinks, &notes, progress_cb, fixture,
                             fixture->cancel_after_first, done_cb, fixture);
  done = ht_prometheus_fetch_finish (fixture->client, wait_for_result (fixture), stats, error);
  g_clear_object (&fixture->result);
  return done;
}

/* --- tests --- */

/* A day in steps of 2.5 s is more than one answer may have. */
static void
test_history (Fixture *fixture, gconstpointer data)
{
  static const HtPrometheusMatcher matchers[] = { { "job", "a", FALSE, FALSE } };
  g_autofree char *selector = ht_prometheus_selector (matchers, 1, NULL);
  HtPrometheusQuery query = { selector, 1795197600 * SECOND, 1795284000 * SECOND, SECOND * 5 / 2 };
  g_autoptr (HtPrometheusTargets) targets = NULL;
  g_autoptr (GError) error = NULL;
  HtPrometheusRangeStats stats;

  targets = find (fixture, &query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ht_prometheus_targets_get_n (targets), ==, 2);
  g_assert_cmpstr (g_ptr_array_index (fixture->stand_in.asked, 0), ==,
                   "/api/v1/series?match%5B%5D=%7B__name__%3D~%22%28go%7Cprocess%7Ccontainer%29_."
                   "%2B%22%2C__name__%21~%22.%2B_bucket%22%2Cjob%3D%22a%22%7D"
                   "&start=1795197600.000&end=1795284000.000");

  fetch (fixture, &query, targets, &stats, &error);
  g_assert_no_error (error);
  /* 86,400 s / 2.5 s + 1 = 34,561, of which 10,000 at a time. */
  g_assert_cmpuint (fixture->n_done, ==, 4);
  g_assert_cmpuint (stats.n_points, ==, 2 * 34561);
  g_assert_cmpuint (fixture->times->len, ==, 34561);
  for (guint i = 0; i < fixture->times->len; i++)
    g_assert_cmpint (g_array_index (fixture->times, gint64, i), ==,
                     G_GINT64_CONSTANT (1795197600000) + i * G_GINT64_CONSTANT (2500));
  g_assert_cmpuint (fixture->n_warnings, ==, 0);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  HtPrometheusQuery query = { "up", 0, 10 * SECOND, SECOND };
  g_autoptr (HtPrometheusTargets) targets = find (fixture, &query, NULL);
  g_autoptr (GError) error = NULL;
  HtPrometheusRangeStats stats;

  fixture->body = "<html>log in</html>";
  g_assert_null (find (fixture, &query, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_clear_error (&error);

  g_assert_false (fetch (fixture, &query, targets, &stats, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER);
  g_clear_error (&error);

  fixture->body = "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"no\"}";
  fixture->status = 400;
  g_assert_false (fetch (fixture, &query, targets, &stats, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_STATUS);
  g_clear_error (&error);

  query.step_ns = 0;
  g_assert_false (fetch (fixture, &query, targets, &stats, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
  g_assert_cmpuint (stats.n_points, ==, 0);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  HtPrometheusQuery query = { "up", 0, 100000 * SECOND, SECOND };
  g_autoptr (HtPrometheusTargets) targets = find (fixture, &query, NULL);
  g_autoptr (GError) error = NULL;
  HtPrometheusRangeStats stats;

  fixture->cancel_after_first = g_cancellable_new ();
  g_assert_false (fetch (fixture, &query, targets, &stats, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_done, ==, 1);
  g_assert_cmpuint (stats.n_points, ==, 20000);
}

/* --- questions --- */

static void
test_selector (void)
{
  static const HtPrometheusMatcher matchers[] = { { "pod", "checkout-.*\\d", TRUE, FALSE },
                                                  { "job", "b|c", TRUE, TRUE },
                                                  { "zone", "", FALSE, TRUE },
                                                  { "name", "a\"b\\c\nd", FALSE, FALSE } };
  static const HtPrometheusMatcher bad[] = { { "a\"b", "c", FALSE, FALSE } };
  static const HtPrometheusMatcher empty[] = { { "", "c", FALSE, FALSE } };
  g_autofree char *long_value = g_strnfill (5000, 'x');
  const HtPrometheusMatcher too_long[] = { { "pod", long_value, FALSE, FALSE } };
  g_autofree char *all = ht_prometheus_selector (NULL, 0, NULL);
  g_autofree char *some = ht_prometheus_selector (matchers, 4, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (all, ==, "{__name__=~\"(go|process|container)_.+\",__name__!~\".+_bucket\"}");
  g_assert_cmpstr (some, ==,
                   "{__name__=~\"(go|process|container)_.+\",__name__!~\".+_bucket\","
                   "pod=~\"checkout-.*\\\\d\",job!~\"b|c\",zone!=\"\",name=\"a\\\"b\\\\c\\nd\"}");
  g_assert_null (ht_prometheus_selector (bad, 1, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
  g_assert_null (ht_prometheus_selector (empty, 1, NULL));
  g_assert_null (ht_prometheus_selector (too_long, 1, NULL));
}

/* A series of a thousand to six thousand points, from two hours to two years. */
static void
test_usual_step (void)
{
  static const gint64 hours[][2] = {
    { 1, 15 }, { 6, 15 }, { 25, 15 }, { 26, 30 }, { 168, 120 }, { 720, 600 }, { 24 * 365, 4 * 3600 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hours); i++)
    g_assert_cmpint (ht_prometheus_usual_step (0, hours[i][0] * 3600 * SECOND), ==,
                     hours[i][1] * SECOND);
}

static void
test_windows (void)
{
  static const struct
  {
    gint64 from_s, to_s, step_s;
    guint n_series, n_windows;
  } cases[] = {
    { 0, 0, 1, 1, 1 },        { 0, 9999, 1, 1, 1 },           { 0, 10000, 1, 1, 2 },
    { 5, 100004, 7, 1, 2 },   { 0, 9999, 1, 100, 1 },         { 0, 9999, 1, 200, 2 },
    { 0, 9, 1, 4000000, 10 }, { 0, 86400 * 30, 15, 150, 26 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HtPrometheusQuery query = { "", cases[i].from_s * SECOND, cases[i].to_s * SECOND,
                                  cases[i].step_s * SECOND };
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) windows = ht_prometheus_windows (&query, cases[i].n_series, &error);
      gint64 next_ms = cases[i].from_s * 1000;

      g_assert_no_error (error);
      g_assert_cmpuint (windows->len, ==, cases[i].n_windows);
      for (guint j = 0; j < windows->len; j++)
        {
          const HtPrometheusWindow *window = &g_array_index (windows, HtPrometheusWindow, j);

          g_assert_cmpint (window->start_ms, ==, next_ms);
          g_assert_cmpint (window->end_ms, <=, cases[i].to_s * 1000);
          g_assert_cmpint ((window->end_ms - window->start_ms) / (cases[i].step_s * 1000), <,
                           11000);
          next_ms = window->end_ms + cases[i].step_s * 1000;
        }
      g_assert_cmpint (next_ms, >, cases[i].to_s * 1000);
    }
}

static void
test_too_many_windows (void)
{
  HtPrometheusQuery month = { "", 0, 30 * 86400 * SECOND, 1000000 };
  HtPrometheusQuery backwards = { "", SECOND, 0, SECOND };
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_prometheus_windows (&month, 1000, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (ht_prometheus_windows (&backwards, 1, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/prometheus-server/history", test_history);
  ADD ("/sources/prometheus-server/failures", test_failures);
  ADD ("/sources/prometheus-server/cancelled", test_cancelled);
  g_test_add_func ("/sources/prometheus-server/selector", test_selector);
  g_test_add_func ("/sources/prometheus-server/usual-step", test_usual_step);
  g_test_add_func ("/sources/prometheus-server/windows", test_windows);
  g_test_add_func ("/sources/prometheus-server/too-many-windows", test_too_many_windows);
  return g_test_run ();
}
