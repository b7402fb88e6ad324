/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder-history.h"

#include "recording-fixture.h"
#include "stand-in.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* More than anything here can take; reached only if a test fails. */
#define PATIENCE_S 60

static const char vars[] =
    "{\"cmdline\":[\"./shop\"],\"memstats\":{\"Alloc\":5000000,\"HeapAlloc\":5000000,"
    "\"HeapSys\":8000000,\"HeapInuse\":6000000,\"HeapIdle\":0,\"HeapReleased\":0,"
    "\"Sys\":9000000,\"NextGC\":7000000,\"TotalAlloc\":9000000,\"NumGC\":3,"
    "\"PauseNs\":[],\"PauseEnd\":[]}}";

/* A service and a Prometheus server that has its history, in one. */
typedef struct
{
  RecordingFixture recording;
  StandIn stand_in;
  HtRecorder *recorder;
  GCancellable *cancellable;
  GAsyncResult *result;
  SoupServerMessage *stalled;
  gboolean stalls; /* questions for values are not answered */
  gboolean is_recording;
  guint n_commits;
  guint n_asked; /* for figures, live */
  guint n_told;  /* of progress */
  guint n_done;
} Fixture;

static void
answer_series (SoupServerMessage *message)
{
  stand_in_answer (message, 200,
                   "{\"status\":\"success\",\"data\":["
                   "{\"__name__\":\"go_memstats_heap_alloc_bytes\",\"job\":\"a\","
                   "\"instance\":\"h:1\"},"
                   "{\"__name__\":\"go_goroutines\",\"job\":\"a\",\"instance\":\"h:1\"}]}");
}

static void
append_values (GString *body, const char *metric, GHashTable *query)
{
  gint64 start = (gint64) g_ascii_strtod (g_hash_table_lookup (query, "start"), NULL);
  gint64 end = (gint64) g_ascii_strtod (g_hash_table_lookup (query, "end"), NULL);

  g_string_append_printf (
      body, "{\"metric\":{\"__name__\":\"%s\",\"instance\":\"h:1\",\"job\":\"a\"},\"values\":[",
      metric);
  for (gint64 time = start; time <= end; time++)
    g_string_append_printf (body, "%s[%" G_GINT64_FORMAT ",\"1000\"]", time > start ? "," : "",
                            time);
  g_string_append (body, "]}");
}

static void
answer_range (SoupServerMessage *message, GHashTable *query)
{
  g_autoptr (GString) body =
      g_string_new ("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");

  append_values (body, "go_memstats_heap_alloc_bytes", query);
  g_string_append_c (body, ',');
  append_values (body, "go_goroutines", query);
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

  if (g_str_equal (path, "/debug/vars"))
    {
      fixture->n_asked++;
      stand_in_answer (message, 200, vars);
    }
  else if (g_str_equal (path, "/api/v1/series"))
    answer_series (message);
  else if (g_str_equal (path, "/api/v1/query_range") && fixture->stalls)
    {
      fixture->stalled = g_object_ref (message);
      soup_server_message_pause (message);
    }
  else if (g_str_equal (path, "/api/v1/query_range"))
    answer_range (message, query);
  else
    stand_in_answer (message, 404, "");
}

static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_no_error (error);
  if (news == NULL)
    fixture->n_commits++;
  else if (news->kind == HT_NEWS_STATE && news->state == HT_LIVE_RECORDING)
    fixture->is_recording = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  recording_fixture_set_up (&fixture->recording, NULL);
  stand_in_start (&fixture->stand_in, handler_cb, fixture);
  fixture->cancellable = g_cancellable_new ();
  fixture->recorder = ht_recorder_new (fixture->recording.path, news_cb, fixture, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->recorder, ht_recorder_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (fixture->stalled != NULL)
    soup_server_message_unpause (fixture->stalled);
  g_clear_object (&fixture->stalled);
  g_clear_object (&fixture->result);
  g_clear_object (&fixture->cancellable);
  stand_in_stop (&fixture->stand_in);
  recording_fixture_tear_down (&fixture->recording, NULL);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("what the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

#define WAIT_UNTIL(condition)                                                   \
  G_STMT_START                                                                  \
  {                                                                             \
    guint limit = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL); \
                                                                                \
    while (!(condition))                                                        \
      g_main_context_iteration (NULL, TRUE);                                    \
    g_source_remove (limit);                                                    \
  }                                                                             \
  G_STMT_END

static void
add_live_target (Fixture *fixture)
{
  HtTargetIntervals intervals = { 0 };
  g_autoptr (GError) error = NULL;

  intervals.every_us[HT_JOB_STATS] = 100000;
  ht_recorder_add (fixture->recorder, "shop", fixture->stand_in.url, NULL, &intervals, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (fixture->is_recording && fixture->n_asked >= 3);
}

static void
progress_cb (const HtHistoryProgress *progress, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_cmpuint (progress->n_all, ==, 1);
  g_assert_cmpuint (progress->n_done, <=, progress->n_all);
  fixture->n_told++;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->result, result);
  fixture->n_done++;
}

/* The last ten minutes, of all instances or of some. */
static void
begin_fetch (Fixture *fixture, char **instances, const char *target)
{
  gint64 now_ns = g_get_real_time () * 1000;
  char *targets[] = { (char *) target, NULL };
  HtHistoryQuery query = { .url = fixture->stand_in.url,
                           .instances = instances,
                           .targets = targets,
                           .from_ns = now_ns - 600 * SECOND,
                           .to_ns = now_ns,
                           .step_ns = SECOND };

  ht_recorder_fetch_history_async (fixture->recorder, &query, progress_cb, fixture,
                                   fixture->cancellable, done_cb, fixture);
}

/* Times of a series of the only target, in the order in which the recording has them. */
static GArray *
read_series (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->recording.path, &error);
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  g_autoptr (GPtrArray) series = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (targets->len, ==, 1);
  series = ht_recording_list_series (recording, ((HtTarget *) targets->pdata[0])->id, &error);
  for (guint i = 0; i < series->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, i);

      if (g_str_equal (entry->name, name))
        return ht_recording_read_series (recording, entry->id, G_MININT64, G_MAXINT64, 100000,
                                         &error);
    }
  return NULL;
}

/* History ends where what was recorded live begins, and that goes on meanwhile. */
static void
test_beside_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHistoryResult) result = NULL;
  g_autoptr (GArray) points = NULL;
  guint n_asked, n_history = 0, n_changes = 0;

  add_live_target (fixture);
  begin_fetch (fixture, NULL, "shop");
  WAIT_UNTIL (fixture->result != NULL);
  ht_recorder_fetch_history_finish (fixture->result, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->progress.n_done, ==, 1);
  g_assert_cmpuint (result->warnings->len, ==, 0);
  g_assert_cmpuint (fixture->n_told, >=, 2);
  n_asked = fixture->n_asked;
  WAIT_UNTIL (fixture->n_asked >= n_asked + 3);
  g_clear_pointer (&fixture->recorder, ht_recorder_free);

  points = read_series (fixture, "heap_alloc");
  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesBucket *point = &g_array_index (points, HtSeriesBucket, i);

      n_history += point->first == 1000;
      n_changes += i > 0 && point->first != g_array_index (points, HtSeriesBucket, i - 1).first;
    }
  g_assert_cmpuint (n_history, >=, 590);
  g_assert_cmpuint (n_changes, ==, 1);
  /* Also of the goroutines, whose number nobody told live. */
  g_assert_cmpuint (result->progress.n_points, >=, n_history + 590);
}

/* What the server knows nothing of keeps no other from being fetched. */
static void
test_not_there (Fixture *fixture, gconstpointer data)
{
  char *instances[] = { (char *) "h:1", (char *) "h:9", NULL };
  char *others[] = { (char *) "h:9", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHistoryResult) result = NULL;

  begin_fetch (fixture, instances, "shop");
  WAIT_UNTIL (fixture->result != NULL);
  g_assert_true (ht_recorder_fetch_history_finish (fixture->result, &result, &error));
  g_assert_cmpuint (result->progress.n_done, ==, 1);
  g_assert_cmpuint (result->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (result->warnings, 0), "h:9"));

  g_clear_object (&fixture->result);
  begin_fetch (fixture, others, "shop");
  WAIT_UNTIL (fixture->result != NULL);
  g_assert_false (ht_recorder_fetch_history_finish (fixture->result, NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "h:9"));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHistoryResult) result = NULL;

  fixture->stalls = TRUE;
  begin_fetch (fixture, NULL, "shop");
  WAIT_UNTIL (fixture->stalled != NULL);
  g_cancellable_cancel (fixture->cancellable);
  WAIT_UNTIL (fixture->result != NULL);
  g_assert_false (ht_recorder_fetch_history_finish (fixture->result, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (result->progress.n_points, ==, 0);
}

/* The callback comes all the same. */
static void
test_recorder_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->stalls = TRUE;
  begin_fetch (fixture, NULL, "shop");
  WAIT_UNTIL (fixture->stalled != NULL);
  g_clear_pointer (&fixture->recorder, ht_recorder_free);
  WAIT_UNTIL (fixture->result != NULL);
  g_assert_false (ht_recorder_fetch_history_finish (fixture->result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_two_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) points = NULL;

  begin_fetch (fixture, NULL, "shop");
  begin_fetch (fixture, NULL, "shop");
  WAIT_UNTIL (fixture->n_done == 2);
  g_assert_true (ht_recorder_fetch_history_finish (fixture->result, NULL, NULL));
  g_clear_pointer (&fixture->recorder, ht_recorder_free);
  points = read_series (fixture, "goroutines");
  g_assert_cmpuint (points->len, <=, 602);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/recorder-history/beside-live", test_beside_live);
  ADD ("/sources/recorder-history/not-there", test_not_there);
  ADD ("/sources/recorder-history/cancelled", test_cancelled);
  ADD ("/sources/recorder-history/recorder-ends", test_recorder_ends);
  ADD ("/sources/recorder-history/two-at-once", test_two_at_once);
  return g_test_run ();
}
