/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recorder captures on demand, and what else it is told while it records. */
#include <signal.h>

#include "file-room.h"
#include "gunzip.h"
#include "pprof-builder.h"
#include "recorder.h"
#include "recording-fixture.h"
#include "stand-in.h"

#define SECOND_US   G_GINT64_CONSTANT (1000000)
#define SECOND_NS   G_GINT64_CONSTANT (1000000000)
#define NEVER_US    (3600 * SECOND_US)
#define VARS        "/debug/vars"
#define HEAP        "/debug/pprof/heap"
#define TRACE       "/debug/pprof/trace?seconds=2"
#define MIB         (1024 * 1024)
#define LITTLE_ROOM (2 * MIB)

typedef struct
{
  /* Owned */
  RecordingFixture fixture;
  StandIn stand_in;
  GHashTable *answers; /* path with query -> GBytes; what is not there is answered with 404 */
  GPtrArray *held;     /* SoupServerMessage that wait */
  GPtrArray *news;     /* HtRecorderNews that nobody waited for yet */
  HtRecorder *recorder;
  char *problem; /* the newest that is of no target */

  const char *held_path; /* what is not answered before it is let go */
  const char *refusal;   /* of /debug/pprof/profile */
  gboolean is_down;      /* figures are answered with 503 */
  guint n_commits;
} Session;

static void
handle_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  Session *self = user_data;
  const char *asked;
  GBytes *answer;

  stand_in_note (&self->stand_in, message);
  asked = g_ptr_array_index (self->stand_in.asked, self->stand_in.asked->len - 1);
  answer = g_hash_table_lookup (self->answers, asked);
  if (self->is_down && g_str_equal (path, VARS))
    stand_in_answer (message, 503, "{}");
  else if (self->refusal != NULL && g_str_equal (path, "/debug/pprof/profile"))
    {
      soup_server_message_set_status (message, 500, NULL);
      soup_server_message_set_response (message, "text/plain; charset=utf-8", SOUP_MEMORY_COPY,
                                        self->refusal, strlen (self->refusal));
    }
  else if (answer == NULL)
    stand_in_answer (message, 404, "404 page not found");
  else
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_COPY,
                                        g_bytes_get_data (answer, NULL), g_bytes_get_size (answer));
    }
  if (g_strcmp0 (self->held_path, asked) == 0)
    {
      soup_server_message_pause (message);
      g_ptr_array_add (self->held, g_object_ref (message));
    }
}

static void
let_go (Session *self)
{
  self->held_path = NULL;
  for (guint i = 0; i < self->held->len; i++)
    soup_server_message_unpause (g_ptr_array_index (self->held, i));
  g_ptr_array_set_size (self->held, 0);
}

static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
  Session *self = user_data;

  if (news != NULL)
    g_ptr_array_add (self->news, ht_recorder_news_copy (news));
  else if (error == NULL)
    self->n_commits++;
  else
    {
      g_free (self->problem);
      self->problem = g_strdup (error->message);
    }
}

/* As stand_in_note() tells them: with a question mark also where there is no query. */
static void
answer_with (Session *self, const char *path, GBytes *body)
{
  g_hash_table_replace (self->answers,
                        strchr (path, '?') != NULL ? g_strdup (path)
                                                   : g_strconcat (path, "?", NULL),
                        body);
}

static GBytes *
read_data (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *content;
  gsize length;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (content, length);
}

static GBytes *
read_example (const char *name)
{
  return read_data ("example", name);
}

static GBytes *
read_trace (void)
{
  g_autoptr (GBytes) packed = read_data ("traces", "go1.25-map-growth.out.gz");

  return ht_gunzip (packed, NULL);
}

/* A trace, and behind it what is none: it is as good as damaged there. */
static GBytes *
make_trace (gsize length)
{
  g_autoptr (GBytes) trace = read_trace ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint32 *words = g_malloc (length);

  for (gsize i = 0; i < length / sizeof *words; i++)
    words[i] = g_rand_int (rand);
  memcpy (words, g_bytes_get_data (trace, NULL), g_bytes_get_size (trace));
  return g_bytes_new_take (words, length);
}

/* No rule fires. */
static HtCaptureRules
keeping_rules (gboolean keep_traces)
{
  HtCaptureRules rules = ht_capture_rules_none ();

  rules.keep_traces = keep_traces;
  return rules;
}

static void
session_set_up (Session *self, gconstpointer data)
{
  HtTargetIntervals intervals = { .every_us = { [HT_JOB_STATS] = SECOND_US / 20 } };
  const HtCaptureRules rules = keeping_rules (TRUE);
  g_autoptr (GError) error = NULL;

  recording_fixture_set_up (&self->fixture, data);
  self->answers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->news = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_recorder_news_free);
  answer_with (self, VARS, read_example ("vars-1795199347477.json"));
  answer_with (self, HEAP, read_example ("heap-1795199347276.pb.gz"));
  stand_in_start (&self->stand_in, handle_cb, self);
  self->recorder = ht_recorder_new (self->fixture.path, news_cb, self, &error);
  g_assert_no_error (error);
  ht_recorder_add (self->recorder, "shop", self->stand_in.url, NULL, &intervals, &error);
  g_assert_no_error (error);
  ht_recorder_set_rules (self->recorder, "shop", &rules);
}

static void
session_tear_down (Session *self, gconstpointer data)
{
  let_go (self);
  g_clear_pointer (&self->recorder, ht_recorder_free);
  stand_in_stop (&self->stand_in);
  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->held);
  g_ptr_array_unref (self->news);
  g_free (self->problem);
  recording_fixture_tear_down (&self->fixture, data);
}

/* Waits for news of a kind and lets all before it pass; the caller frees it. */
static HtRecorderNews *
wait_for_news (Session *self, HtNewsKind kind)
{
  while (TRUE)
    {
      while (self->news->len > 0)
        {
          HtRecorderNews *news = g_ptr_array_steal_index (self->news, 0);

          if (news->kind == kind)
            return news;
          if (news->kind == HT_NEWS_CAPTURE_FAILED)
            g_error ("%s: %s", ht_on_demand_get_name (news->what), news->reason);
          ht_recorder_news_free (news);
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
wait_for_state (Session *self, HtLiveState state)
{
  gboolean is_there = FALSE;

  while (!is_there)
    {
      g_autoptr (HtRecorderNews) news = wait_for_news (self, HT_NEWS_STATE);

      is_there = news->state == state;
      /* Only what is put off has a time to come back. */
      g_assert_true ((news->retry_us != 0) == (news->state == HT_LIVE_RETRYING));
    }
}

static gint64
wait_for_capture (Session *self, HtOnDemand what)
{
  g_autoptr (HtRecorderNews) news = wait_for_news (self, HT_NEWS_CAPTURE_DONE);

  g_assert_cmpint (news->what, ==, what);
  g_assert_cmpint (news->capture, >, 0);
  g_assert_cmpint (news->target, >, 0);
  g_assert_cmpstr (news->name, ==, "shop");
  return news->capture;
}

static guint
count_asked (Session *self, const char *path)
{
  g_autofree char *asked = g_strconcat (path, strchr (path, '?') != NULL ? "" : "?", NULL);
  guint n = 0;

  for (guint i = 0; i < self->stand_in.asked->len; i++)
    n += g_str_equal (g_ptr_array_index (self->stand_in.asked, i), asked);
  return n;
}

static void
wait_asked (Session *self, const char *path, guint times)
{
  while (count_asked (self, path) < times)
    g_main_context_iteration (NULL, TRUE);
}

static HtRecording *
open_recording (Session *self)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording = ht_recording_open (self->fixture.path, &error);

  g_assert_no_error (error);
  return recording;
}

static void
assert_capture (Session *self, gint64 id, HtCaptureKind kind, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GPtrArray) captures = ht_recording_list_captures (recording, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < captures->len; i++)
    {
      const HtCapture *capture = g_ptr_array_index (captures, i);

      if (capture->id != id)
        continue;
      g_assert_cmpint (capture->kind, ==, kind);
      g_assert_cmpstr (capture->source, ==, source);
      return;
    }
  g_error ("capture %" G_GINT64_FORMAT " is not there", id);
}

static void
assert_kept (Session *self, gint64 id, HtCaptureKind kind, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GBytes) bytes = ht_recording_load_attachment (recording, id, &error);

  assert_capture (self, id, kind, source);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, g_hash_table_lookup (self->answers, source)));
}

static void
test_profiles (Session *self, gconstpointer data)
{
  static const struct
  {
    HtOnDemand what;
    guint seconds;
    const char *path, *file;
  } cases[] = {
    { HT_ON_DEMAND_HEAP, 5, "/debug/pprof/heap", "heap-1795199347276.pb.gz" },
    { HT_ON_DEMAND_HEAP_AFTER_GC, 0, "/debug/pprof/heap?gc=1", "heap-1795199354776.pb.gz" },
    { HT_ON_DEMAND_ALLOCS, 0, "/debug/pprof/allocs", "allocs-1795199355576.pb.gz" },
    { HT_ON_DEMAND_GOROUTINES, 0, "/debug/pprof/goroutine", "goroutine-1795199355579.pb.gz" },
    { HT_ON_DEMAND_CPU, 0, "/debug/pprof/profile?seconds=30", "allocs-1795199420376.pb.gz" },
    { HT_ON_DEMAND_CPU, 7, "/debug/pprof/profile?seconds=7", "allocs-1795199420376.pb.gz" },
    { HT_ON_DEMAND_BLOCK, 0, "/debug/pprof/block", "block-1795199405476.pb.gz" },
    { HT_ON_DEMAND_MUTEX, 0, "/debug/pprof/mutex", "mutex-1795199405478.pb.gz" },
    { HT_ON_DEMAND_GOROUTINE_LEAK, 0, "/debug/pprof/goroutineleak",
      "goroutine-1795199420379.pb.gz" },
  };
  g_autoptr (HtRecorderNews) begun = NULL;

  wait_for_state (self, HT_LIVE_RECORDING);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      answer_with (self, cases[i].path, read_example (cases[i].file));
      ht_recorder_capture (self->recorder, "shop", cases[i].what, cases[i].seconds);
    }
  begun = wait_for_news (self, HT_NEWS_CAPTURE_BEGUN);
  g_assert_cmpint (begun->what, ==, HT_ON_DEMAND_HEAP);
  g_assert_cmpint (begun->capture, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_capture (self, wait_for_capture (self, cases[i].what), HT_CAPTURE_PROFILE,
                    cases[i].path);
}

static void
test_kept_as_they_came (Session *self, gconstpointer data)
{
  static const char dump_path[] = "/debug/pprof/goroutine?debug=2";
  gint64 trace, dump;

  answer_with (self, TRACE, make_trace (5 * MIB));
  answer_with (self, dump_path, read_example ("goroutine-debug2-1795199355581.txt"));
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_TRACE, 2);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_GOROUTINE_DUMP, 0);
  trace = wait_for_capture (self, HT_ON_DEMAND_TRACE);
  dump = wait_for_capture (self, HT_ON_DEMAND_GOROUTINE_DUMP);
  assert_kept (self, trace, HT_CAPTURE_TRACE, TRACE);
  assert_kept (self, dump, HT_CAPTURE_GOROUTINE_DUMP, dump_path);
}

/* It is taken apart as in an import; the file is kept only if that is asked for. */
static void
test_taken_apart (Session *self, gconstpointer data)
{
  const HtCaptureRules rules = keeping_rules (FALSE);
  g_autoptr (GError) error = NULL;
  gint64 capture;

  answer_with (self, TRACE, read_trace ());
  ht_recorder_set_rules (self->recorder, "shop", &rules);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_TRACE, 2);
  capture = wait_for_capture (self, HT_ON_DEMAND_TRACE);
  assert_capture (self, capture, HT_CAPTURE_TRACE, TRACE);

  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GPtrArray) attachments = ht_recording_list_attachments (recording, 0, &error);
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, 0, &error);
  const HtTraceEntry *trace;

  g_assert_no_error (error);
  g_assert_cmpuint (attachments->len, ==, 0);
  g_assert_cmpuint (traces->len, ==, 1);
  trace = g_ptr_array_index (traces, 0);
  g_assert_cmpint (trace->capture, ==, capture);
  g_assert_true (trace->facts.is_whole);
  /* Go's own reader has seen as many. */
  g_assert_cmpint (trace->facts.n_goroutines, ==, 352);
  g_assert_cmpint (trace->facts.heap.n, ==, 2663);
}

/* While a trace is taken nothing else that is heavy is asked for, and the figures go on. */
static void
test_one_at_a_time (Session *self, gconstpointer data)
{
  static const HtTargetIntervals with_profiles = {
    .every_us = { [HT_JOB_STATS] = SECOND_US / 20, [HT_JOB_HEAP] = SECOND_US / 20 }
  };
  guint n_vars;

  answer_with (self, TRACE, make_trace (MIB));
  answer_with (self, "/debug/pprof/goroutine", read_example ("goroutine-1795199355579.pb.gz"));
  self->held_path = TRACE;
  wait_for_state (self, HT_LIVE_RECORDING);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_TRACE, 2);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_GOROUTINES, 0);
  ht_recorder_set_intervals (self->recorder, "shop", &with_profiles);
  wait_asked (self, TRACE, 1);
  n_vars = count_asked (self, VARS);
  wait_asked (self, VARS, n_vars + 8);
  g_assert_cmpuint (count_asked (self, "/debug/pprof/goroutine"), ==, 0);
  g_assert_cmpuint (count_asked (self, HEAP), ==, 0);
  let_go (self);
  wait_for_capture (self, HT_ON_DEMAND_TRACE);
  wait_for_capture (self, HT_ON_DEMAND_GOROUTINES);
  /* Afterwards what waited has its turn. */
  wait_asked (self, HEAP, 1);
}

static void
test_too_many (Session *self, gconstpointer data)
{
  g_autoptr (HtRecorderNews) refused = NULL;

  answer_with (self, TRACE, make_trace (MIB));
  self->held_path = TRACE;
  for (guint i = 0; i < 30; i++)
    ht_recorder_capture (self->recorder, "shop", i == 0 ? HT_ON_DEMAND_TRACE : HT_ON_DEMAND_HEAP,
                         2);
  refused = wait_for_news (self, HT_NEWS_CAPTURE_FAILED);
  g_assert_nonnull (strstr (refused->reason, "too many"));
  g_ptr_array_set_size (self->news, 0);
  let_go (self);
  wait_asked (self, HEAP, 1);
}

static void
test_one_that_rests (Session *self, gconstpointer data)
{
  wait_for_state (self, HT_LIVE_RECORDING);
  ht_recorder_set_paused (self->recorder, "shop", TRUE);
  wait_for_state (self, HT_LIVE_PAUSED);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_HEAP, 0);
  wait_for_capture (self, HT_ON_DEMAND_HEAP);

  self->is_down = TRUE;
  ht_recorder_set_paused (self->recorder, "shop", FALSE);
  wait_for_state (self, HT_LIVE_RETRYING);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_HEAP, 0);
  wait_for_capture (self, HT_ON_DEMAND_HEAP);
  self->is_down = FALSE;
  wait_for_state (self, HT_LIVE_RECORDING);
}

static void
assert_refused (Session *self, HtOnDemand what, guint seconds, const char *words)
{
  g_autoptr (HtRecorderNews) news = NULL;

  ht_recorder_capture (self->recorder, "shop", what, seconds);
  news = wait_for_news (self, HT_NEWS_CAPTURE_FAILED);
  g_assert_cmpint (news->what, ==, what);
  g_assert_cmpint (news->capture, ==, 0);
  if (strstr (news->reason, words) == NULL)
    g_error ("\"%s\" is not in \"%s\"", words, news->reason);
}

static void
test_refused (Session *self, gconstpointer data)
{
  assert_refused (self, HT_ON_DEMAND_GOROUTINE_LEAK, 0, "GOEXPERIMENT=goroutineleakprofile");
  assert_refused (self, HT_ON_DEMAND_MUTEX, 0, "import _ \"net/http/pprof\"");
  self->refusal = "Could not enable CPU profiling: cpu profiling already in use\n";
  assert_refused (self, HT_ON_DEMAND_CPU, 1, "cpu profiling already in use");
  answer_with (self, TRACE, g_bytes_new_static ("<html>log in</html>", 19));
  assert_refused (self, HT_ON_DEMAND_TRACE, 2,
                  "/debug/pprof/trace?seconds=2: answers with a web page");
  answer_with (self, TRACE, read_example ("heap-1795199347276.pb.gz"));
  assert_refused (self, HT_ON_DEMAND_TRACE, 2, "is a profile and no execution trace");
  answer_with (self, "/debug/pprof/block", read_example ("vars-1795199347477.json"));
  assert_refused (self, HT_ON_DEMAND_BLOCK, 0, "no profile");
  answer_with (self, "/debug/pprof/allocs", g_bytes_new_static ("", 0));
  assert_refused (self, HT_ON_DEMAND_ALLOCS, 0, "no capture");
  /* It is as well as it was. */
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_HEAP, 0);
  wait_for_capture (self, HT_ON_DEMAND_HEAP);
}

static void
test_removed (Session *self, gconstpointer data)
{
  g_autoptr (HtRecorderNews) removed = NULL;
  g_autoptr (HtRecorderNews) refused = NULL;
  g_autoptr (HtRecorderNews) again = NULL;
  HtTargetIntervals intervals = ht_target_intervals_default ();
  g_autoptr (GError) error = NULL;

  wait_for_state (self, HT_LIVE_RECORDING);
  self->held_path = TRACE;
  answer_with (self, TRACE, make_trace (MIB));
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_TRACE, 2);
  wait_asked (self, TRACE, 1);
  ht_recorder_remove (self->recorder, "shop");
  removed = wait_for_news (self, HT_NEWS_REMOVED);
  g_assert_cmpstr (removed->name, ==, "shop");
  g_assert_cmpint (removed->target, >, 0);
  let_go (self);

  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_HEAP, 0);
  refused = wait_for_news (self, HT_NEWS_CAPTURE_FAILED);
  g_assert_cmpint (refused->target, ==, 0);
  g_assert_nonnull (strstr (refused->reason, "not recorded"));

  /* What was recorded is there, and goes on if the target comes back. */
  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, removed->target, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (series->len, >, 0);
  ht_recorder_add (self->recorder, "shop", self->stand_in.url, NULL, &intervals, &error);
  g_assert_no_error (error);
  again = wait_for_news (self, HT_NEWS_STATE);
  g_assert_cmpint (again->target, ==, removed->target);
}

/* Wherever the thread that takes it apart is, it lets go of the recording. */
static void
test_removed_while_it_is_taken_apart (Session *self, gconstpointer data)
{
  g_autoptr (HtRecorderNews) removed = NULL;
  g_autoptr (GError) error = NULL;

  wait_for_state (self, HT_LIVE_RECORDING);
  answer_with (self, TRACE, make_trace (12 * MIB));
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_TRACE, 2);
  wait_asked (self, TRACE, 1);
  ht_recorder_remove (self->recorder, "shop");
  removed = wait_for_news (self, HT_NEWS_REMOVED);
  g_assert_nonnull (removed);

  g_autoptr (HtRecording) recording = open_recording (self);

  g_assert_true (ht_recording_check (recording, &error));
  g_assert_no_error (error);
}

/* Two under one name would be one life after another to who reads the recording. */
static void
test_two_of_one_name (Session *self, gconstpointer data)
{
  HtTargetIntervals intervals = ht_target_intervals_default ();
  g_autofree char *other = g_strconcat (self->stand_in.url, "/other", NULL);
  g_autoptr (GError) error = NULL;

  wait_for_state (self, HT_LIVE_RECORDING);
  g_assert_true (ht_recorder_add (self->recorder, "shop", other, NULL, &intervals, &error));
  g_assert_no_error (error);
  while (self->problem == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (self->problem, "shop"));
  g_assert_nonnull (strstr (self->problem, "another name"));
  wait_asked (self, VARS, count_asked (self, VARS) + 2);
  g_assert_cmpuint (count_asked (self, "/other" VARS), ==, 0);
}

static void
test_intervals (Session *self, gconstpointer data)
{
  HtTargetIntervals intervals = { .every_us = { [HT_JOB_STATS] = NEVER_US } };
  guint n_asked;

  wait_for_state (self, HT_LIVE_RECORDING);
  g_assert_cmpuint (count_asked (self, "/debug/pprof/goroutine"), ==, 0);
  intervals.every_us[HT_JOB_GOROUTINES] = SECOND_US / 20;
  ht_recorder_set_intervals (self->recorder, "shop", &intervals);
  wait_asked (self, "/debug/pprof/goroutine", 5);
  n_asked = count_asked (self, VARS);
  wait_asked (self, "/debug/pprof/goroutine", 10);
  /* One was under way, perhaps. */
  g_assert_cmpuint (count_asked (self, VARS), <=, n_asked + 1);
}

/* An empty profile of long ago, so far from the others that none builds on another. */
static GBytes *
make_old_profile (gint64 n)
{
  static const char *const list[] = { "", "inuse_space", "bytes", NULL };
  Message *profile = message_new ();

  value_type (profile, 1, 1, 2);
  strings (profile, list);
  number (profile, 9, (guint64) (1000000000 + n * 200000) * 1000000000);
  return profile_bytes (profile);
}

static guint
count_profiles (Session *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, 0, &error);

  g_assert_no_error (error);
  return profiles->len;
}

/* The default would let them go some time; the last one stays in any case. */
static void
test_retention (Session *self, gconstpointer data)
{
  static const HtRetention forever = { 0 };
  static const HtRetention a_day = { .max_age_ns = 86400 * SECOND_NS };
  guint n_commits;

  ht_recorder_set_retention (self->recorder, &forever);
  answer_with (self, "/debug/pprof/allocs", make_old_profile (0));
  answer_with (self, "/debug/pprof/block", make_old_profile (1));
  answer_with (self, "/debug/pprof/mutex", make_old_profile (2));
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_ALLOCS, 0);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_BLOCK, 0);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_MUTEX, 0);
  wait_for_capture (self, HT_ON_DEMAND_ALLOCS);
  wait_for_capture (self, HT_ON_DEMAND_BLOCK);
  wait_for_capture (self, HT_ON_DEMAND_MUTEX);
  n_commits = self->n_commits;
  while (self->n_commits < n_commits + 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (count_profiles (self), ==, 3);
  ht_recorder_set_retention (self->recorder, &a_day);
  while (count_profiles (self) > 1)
    g_main_context_iteration (NULL, TRUE);
}

/* What is told as done is there, also where the disk was full in between. */
static void
test_full_disk (Session *self, gconstpointer data)
{
  g_autoptr (HtRecorderNews) lost = NULL;

  signal (SIGXFSZ, SIG_IGN);
  answer_with (self, TRACE, make_trace (12 * MIB));
  wait_for_state (self, HT_LIVE_RECORDING);
  set_room (LITTLE_ROOM);
  ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_TRACE, 2);
  lost = wait_for_news (self, HT_NEWS_CAPTURE_FAILED);
  g_assert_nonnull (strstr (lost->reason, "full"));
  set_room (RLIM_INFINITY);
  while (TRUE)
    {
      g_autoptr (HtRecorderNews) news = NULL;

      ht_recorder_capture (self->recorder, "shop", HT_ON_DEMAND_TRACE, 2);
      while (news == NULL)
        {
          g_main_context_iteration (NULL, TRUE);
          for (guint i = 0; news == NULL && i < self->news->len; i++)
            {
              const HtRecorderNews *next = g_ptr_array_index (self->news, i);

              if (next->kind == HT_NEWS_CAPTURE_DONE || next->kind == HT_NEWS_CAPTURE_FAILED)
                news = ht_recorder_news_copy (next);
            }
        }
      g_ptr_array_set_size (self->news, 0);
      /* The second in which there was no room may not be over yet. */
      if (news->kind == HT_NEWS_CAPTURE_FAILED)
        continue;
      assert_kept (self, news->capture, HT_CAPTURE_TRACE, TRACE);
      return;
    }
}

#define ADD(name, function)                                                                 \
  g_test_add ("/sources/recorder-on-demand/" name, Session, NULL, session_set_up, function, \
              session_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("profiles", test_profiles);
  ADD ("kept-as-they-came", test_kept_as_they_came);
  ADD ("taken-apart", test_taken_apart);
  ADD ("one-at-a-time", test_one_at_a_time);
  ADD ("too-many", test_too_many);
  ADD ("one-that-rests", test_one_that_rests);
  ADD ("refused", test_refused);
  ADD ("removed", test_removed);
  ADD ("removed-while-taken-apart", test_removed_while_it_is_taken_apart);
  ADD ("two-of-one-name", test_two_of_one_name);
  ADD ("intervals", test_intervals);
  ADD ("retention", test_retention);
  ADD ("full-disk", test_full_disk);
  return g_test_run ();
}
