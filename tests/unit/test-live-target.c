/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "live-target.h"

#include <signal.h>

#include "file-room.h"
#include "gc-ring.h"
#include "recording-fixture.h"
#include "stand-in.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define HOUR   (3600 * SECOND)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

/* More than the answers take; it ends with them. */
#define PATIENCE_S 60

#define N_ANSWERS 12
#define JUMPS_AT  5

/* What happens with the fifth answer. */
typedef struct
{
  gint64 jump_ns; /* of the wall clock of who records */
  gint64 older_s; /* the process ended its collection so much earlier: it is another one */
} Event;

/* A service that counts its answers, on a machine whose wall clock somebody sets meanwhile. */
typedef struct
{
  RecordingFixture recording;
  StandIn stand_in;
  HtSteadyClock *clock;
  HtRecordingWriter *writer;
  HtLiveTarget *target;

  Event event;
  gint64 wall_ns;
  gint64 monotonic_ns;
  gint64 n_answers;
  gboolean has_moved; /* the figures, to /metrics */
  gboolean is_tired;  /* wants to be left alone */
  gboolean is_huge;   /* answers with more than figures can be */

  HtLiveState state;
  char *reason;
  gint64 retry_us;
} Fixture;

static void
read_clocks (gint64 *wall_ns, gint64 *monotonic_ns, gpointer user_data)
{
  const Fixture *fixture = user_data;

  *wall_ns = fixture->wall_ns;
  *monotonic_ns = fixture->monotonic_ns;
}

/* Of three collections the last one, as long ago as @fixture says. */
static char *
make_ring (const Fixture *fixture)
{
  gboolean is_another = fixture->n_answers >= JUMPS_AT;
  gint64 end_ns = START - 10 * SECOND - (is_another ? fixture->event.older_s * SECOND : 0);
  GString *ring = g_string_new ("0,0");

  g_string_append_printf (ring, ",%" G_GINT64_FORMAT, end_ns);
  for (guint i = 3; i < HT_GC_RING_LENGTH; i++)
    g_string_append (ring, ",0");
  return g_string_free (ring, FALSE);
}

/* Each answer is a second later than the one before. */
static void
handler_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *body = NULL;
  g_autofree char *ring = NULL;

  if (fixture->is_tired)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After",
                                  "1000");
  if (fixture->has_moved && g_str_equal (path, "/metrics"))
    {
      stand_in_answer (message, 200,
                       "go_memstats_heap_alloc_bytes 5e+06\ngo_memstats_heap_inuse_bytes 6e+06\n");
      return;
    }
  if (fixture->has_moved || !g_str_equal (path, "/debug/vars"))
    {
      stand_in_answer (message, 404, "");
      return;
    }
  if (fixture->is_huge)
    {
      g_autofree char *blanks = g_strnfill ((gsize) 17 << 20, ' ');

      stand_in_answer (message, 200, blanks);
      return;
    }
  fixture->n_answers++;
  fixture->monotonic_ns += SECOND;
  fixture->wall_ns += SECOND + (fixture->n_answers == JUMPS_AT ? fixture->event.jump_ns : 0);
  ring = make_ring (fixture);
  body = g_strdup_printf ("{\"memstats\":{\"Alloc\":1,\"HeapAlloc\":%" G_GINT64_FORMAT
                          ",\"HeapSys\":8000000,\"HeapInuse\":6000000,\"HeapIdle\":0,"
                          "\"HeapReleased\":0,\"Sys\":9000000,\"NextGC\":7000000,"
                          "\"TotalAlloc\":%" G_GINT64_FORMAT ",\"NumGC\":3,"
                          "\"PauseEnd\":[%s]}}",
                          fixture->n_answers, 9000000 + fixture->n_answers, ring);
  stand_in_answer (message, 200, body);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  HtTargetIntervals intervals = { .every_us = { [HT_JOB_STATS] = 20000 } };
  g_autoptr (HtHttpClient) client = NULL;
  g_autoptr (GError) error = NULL;

  recording_fixture_set_up (&fixture->recording, NULL);
  stand_in_start (&fixture->stand_in, handler_cb, fixture);
  fixture->event = *(const Event *) data;
  fixture->wall_ns = START;
  fixture->clock = ht_steady_clock_new_with_clocks (read_clocks, fixture);
  fixture->writer = ht_recording_writer_create (fixture->recording.path, &error);
  g_assert_no_error (error);
  client = stand_in_client (&fixture->stand_in, NULL);
  fixture->target =
      ht_live_target_new (fixture->writer, fixture->clock, "shop", client, &intervals, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stand_in_stop (&fixture->stand_in);
  ht_steady_clock_free (fixture->clock);
  g_free (fixture->reason);
  recording_fixture_tear_down (&fixture->recording, NULL);
}

static void
news_cb (const HtRecorderNews *news, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->state = news->state;
  g_free (fixture->reason);
  fixture->reason = g_strdup (news->reason);
  fixture->retry_us = news->retry_us;
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_test_message ("The target does not ask any more");
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

/* Those before the last one are taken then. */
static void
wait_for_answers (Fixture *fixture, gint64 n_answers)
{
  guint too_late = g_timeout_add_seconds (PATIENCE_S, too_late_cb, NULL);

  ht_live_target_run (fixture->target);
  while (fixture->n_answers < n_answers)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (too_late);
}

static void
wait_for_state (Fixture *fixture, HtLiveState state)
{
  guint too_late = g_timeout_add_seconds (PATIENCE_S, too_late_cb, NULL);

  ht_live_target_run (fixture->target);
  while (fixture->state != state)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (too_late);
}

/* Ends it, and opens what was recorded. */
static HtRecording *
finish (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording;

  ht_live_target_free (fixture->target);
  /* What was cancelled ends here. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (ht_recording_writer_commit (fixture->writer, &error));
  g_assert_no_error (error);
  ht_recording_writer_close (fixture->writer);
  recording = ht_recording_open (fixture->recording.path, &error);
  g_assert_no_error (error);
  return recording;
}

static HtRecording *
record (Fixture *fixture)
{
  wait_for_answers (fixture, N_ANSWERS);
  return finish (fixture);
}

/* Each point is at the time of a clock that nobody sets, later by @ahead_ns from the jump on. */
static void
check_points (HtRecording *recording, const char *name, gint64 ahead_ns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtSeriesEntry) entry = NULL;
  g_autoptr (GArray) points = NULL;
  gint64 last_ns = 0;

  g_assert_true (ht_recording_find_series (recording, 1, name, &entry, &error));
  g_assert_nonnull (entry);
  points = ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (points->len, >=, N_ANSWERS - 1);
  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesBucket *point = &g_array_index (points, HtSeriesBucket, i);
      gint64 answered_ns = START + (i + 1) * SECOND + (i + 1 >= JUMPS_AT ? ahead_ns : 0);

      g_assert_cmpint (point->n_points, ==, 1);
      g_assert_cmpint (point->start_ns, >, last_ns);
      /* Two readings at one moment are a nanosecond apart. */
      g_assert_cmpint (point->start_ns, >=, answered_ns);
      g_assert_cmpint (point->start_ns, <, answered_ns + 1000);
      g_assert_cmpint ((gint64) (point->first) % 1000000, ==, i + 1);
      last_ns = point->start_ns;
    }
}

static void
test_clock_undisturbed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = record (fixture);
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (recording, 0, &error);

  check_points (recording, "heap_alloc", 0);
  check_points (recording, "total_alloc", 0);
  g_assert_cmpuint (marks->len, ==, 0);
}

static void
test_clock_set_ahead (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = record (fixture);
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (recording, 0, &error);
  const HtMark *mark;

  check_points (recording, "heap_alloc", HOUR);
  g_assert_cmpuint (marks->len, ==, 1);
  mark = g_ptr_array_index (marks, 0);
  g_assert_cmpint (mark->kind, ==, HT_MARK_GAP);
  g_assert_cmpint (mark->time_ns / SECOND, ==, START / SECOND + JUMPS_AT - 1);
  g_assert_cmpint (mark->end_ns / SECOND, ==, (START + HOUR) / SECOND + JUMPS_AT);
}

/* Nothing that is counted has fallen, but a collection of the same number ended at another time. */
static void
test_restart_that_counts_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = record (fixture);
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (recording, 0, &error);
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, 1, &error);
  const HtMark *mark;

  g_assert_no_error (error);
  g_assert_cmpuint (marks->len, ==, 1);
  mark = g_ptr_array_index (marks, 0);
  g_assert_cmpint (mark->kind, ==, HT_MARK_EPOCH);
  g_assert_cmpint (mark->time_ns / SECOND, ==, START / SECOND + JUMPS_AT);
  g_assert_cmpuint (cycles->len, ==, 2);
  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);

      g_assert_cmpint (cycle->n, ==, 3);
      g_assert_cmpint (cycle->end_ns, ==,
                       START - 10 * SECOND -
                           (cycle->process == 1 ? fixture->event.older_s * SECOND : 0));
    }
}

static gboolean
commit (Fixture *fixture)
{
  gboolean is_committed = ht_recording_writer_commit (fixture->writer, NULL);

  ht_live_target_end_second (fixture->target, is_committed);
  return is_committed;
}

/* What a full disk took is a gap for who reads the recording, and a restart in it is not lost. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) marks = NULL;
  g_autoptr (GHashTable) properties = NULL;
  const HtMark *gap, *epoch;

  signal (SIGXFSZ, SIG_IGN);
  wait_for_answers (fixture, 4);
  g_assert_true (commit (fixture));
  /* Lost with all that is added until the next commit. */
  ht_live_target_set_group (fixture->target, "shops");
  wait_for_answers (fixture, 9);
  set_room (1);
  g_assert_false (commit (fixture));
  set_room (RLIM_INFINITY);
  recording = record (fixture);
  marks = ht_recording_list_marks (recording, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (marks->len, ==, 2);
  gap = g_ptr_array_index (marks, 0);
  epoch = g_ptr_array_index (marks, 1);
  g_assert_cmpint (gap->kind, ==, HT_MARK_GAP);
  g_assert_cmpint (gap->time_ns / SECOND, ==, START / SECOND + 3);
  g_assert_cmpint (gap->end_ns / SECOND, ==, START / SECOND + 9);
  g_assert_cmpint (epoch->kind, ==, HT_MARK_EPOCH);
  g_assert_cmpint (epoch->time_ns, ==, gap->end_ns);
  properties = ht_recording_get_properties (recording, 1, &error);
  g_assert_cmpstr (g_hash_table_lookup (properties, "group"), ==, "shops");
}

/* A target that is added while there is no room has its place as soon as there is some. */
static void
test_full_from_the_start (Fixture *fixture, gconstpointer data)
{
  const HtTargetIntervals intervals = { .every_us = { [HT_JOB_STATS] = 20000 } };
  g_autoptr (HtHttpClient) client = stand_in_client (&fixture->stand_in, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) targets = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_clear_pointer (&fixture->target, ht_live_target_free);
  set_room (1);
  g_assert_false (ht_recording_writer_commit (fixture->writer, NULL));
  fixture->target =
      ht_live_target_new (fixture->writer, fixture->clock, "pay", client, &intervals, &error);
  g_assert_no_error (error);
  ht_live_target_set_group (fixture->target, "shops");
  set_room (RLIM_INFINITY);
  recording = record (fixture);
  targets = ht_recording_list_targets (recording, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (targets->len, ==, 1);
  g_assert_cmpstr (((HtTarget *) g_ptr_array_index (targets, 0))->name, ==, "pay");
  check_points (recording, "heap_alloc", 0);
}

/* What is deployed anew may have no /debug/vars any more. */
static void
test_figures_elsewhere (Fixture *fixture, gconstpointer data)
{
  ht_live_target_set_news (fixture->target, news_cb, fixture);
  wait_for_state (fixture, HT_LIVE_RECORDING);
  fixture->has_moved = TRUE;
  wait_for_state (fixture, HT_LIVE_RETRYING);
  wait_for_state (fixture, HT_LIVE_RECORDING);
  ht_recording_close (finish (fixture));
}

/* How long it wanted to be left alone holds for what it said that with. */
static void
test_rest_is_over (Fixture *fixture, gconstpointer data)
{
  ht_live_target_set_news (fixture->target, news_cb, fixture);
  fixture->is_tired = TRUE;
  wait_for_state (fixture, HT_LIVE_RECORDING);
  soup_server_disconnect (fixture->stand_in.server);
  wait_for_state (fixture, HT_LIVE_RETRYING);
  g_assert_cmpint (fixture->retry_us - g_get_monotonic_time (), <, 100 * G_USEC_PER_SEC);
  ht_recording_close (finish (fixture));
}

/* Reading it each second would keep all other targets waiting. */
static void
test_too_much (Fixture *fixture, gconstpointer data)
{
  ht_live_target_set_news (fixture->target, news_cb, fixture);
  wait_for_state (fixture, HT_LIVE_RECORDING);
  fixture->is_huge = TRUE;
  wait_for_state (fixture, HT_LIVE_RETRYING);
  g_assert_nonnull (strstr (fixture->reason, "16.0"));
  ht_recording_close (finish (fixture));
}

int
main (int argc, char *argv[])
{
  static const Event stays = { 0 }, back = { .jump_ns = -HOUR }, ahead = { .jump_ns = HOUR };
  static const Event another = { .older_s = 5 };

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sources/live-target/clock-undisturbed", Fixture, &stays, set_up,
              test_clock_undisturbed, tear_down);
  g_test_add ("/sources/live-target/clock-set-back", Fixture, &back, set_up, test_clock_undisturbed,
              tear_down);
  g_test_add ("/sources/live-target/clock-set-ahead", Fixture, &ahead, set_up, test_clock_set_ahead,
              tear_down);
  g_test_add ("/sources/live-target/restart-that-counts-on", Fixture, &another, set_up,
              test_restart_that_counts_on, tear_down);
  g_test_add ("/sources/live-target/full-disk", Fixture, &another, set_up, test_full_disk,
              tear_down);
  g_test_add ("/sources/live-target/full-from-the-start", Fixture, &stays, set_up,
              test_full_from_the_start, tear_down);
  g_test_add ("/sources/live-target/figures-elsewhere", Fixture, &stays, set_up,
              test_figures_elsewhere, tear_down);
  g_test_add ("/sources/live-target/rest-is-over", Fixture, &stays, set_up, test_rest_is_over,
              tear_down);
  g_test_add ("/sources/live-target/too-much", Fixture, &stays, set_up, test_too_much, tear_down);
  return g_test_run ();
}
