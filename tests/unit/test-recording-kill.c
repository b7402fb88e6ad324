/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorder that is killed at any moment: what it has committed is there, and the next one goes
 * on. HT_SOAK_ROUNDS says how often; `./dev soak` makes it 200 times. */
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "recording-fixture.h"

#define SECOND          G_GINT64_CONSTANT (1000000000)
#define START           (G_GINT64_CONSTANT (1790000000) * SECOND)
#define N_ROUNDS        20
#define N_SERIES        30
#define PROFILE_SECONDS 10
#define PRUNE_SECONDS   50
#define KEPT_SECONDS    400
#define TRACE_SECONDS   100
#define TRACE_BYTES     ((1 << 20) + 1000) /* more than a piece */

typedef struct
{
  /* Owned */
  RecordingFixture fixture;

  gint64 n_seconds; /* how many are in the recording */
} Killing;

static void
killing_set_up (Killing *self, gconstpointer data)
{
  recording_fixture_set_up (&self->fixture, data);
}

static void
killing_tear_down (Killing *self, gconstpointer data)
{
  recording_fixture_tear_down (&self->fixture, data);
}

static guint
count_rounds (void)
{
  const char *text = g_getenv ("HT_SOAK_ROUNDS");
  guint64 n_rounds = text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;

  return n_rounds > 0 ? (guint) MIN (n_rounds, 100000) : N_ROUNDS;
}

/* In the child, which has nobody to tell: any error ends it. */
static void
check (gboolean succeeded, const GError *error)
{
  if (succeeded)
    return;
  g_printerr ("recorder: %s\n", error != NULL ? error->message : "failed");
  _exit (3);
}

static GBytes *
make_trace (gint64 second)
{
  return g_bytes_new_take (g_strnfill (TRACE_BYTES, (char) ('a' + second / TRACE_SECONDS % 26)),
                           TRACE_BYTES);
}

static void
record_trace (HtRecordingWriter *writer, gint64 target, gint64 second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) trace = make_trace (second);
  const HtCapture capture = { .target = target,
                              .kind = HT_CAPTURE_TRACE,
                              .time_ns = START + second * SECOND };
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  check (id > 0, error);
  check (ht_recording_writer_add_attachment (writer, id, trace, NULL, &error), error);
}

static void
record_second (HtRecordingWriter *writer, gint64 target, gint64 second)
{
  g_autoptr (GError) error = NULL;
  const gint64 time_ns = START + second * SECOND;

  for (guint i = 0; i < N_SERIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("series%02u", i);
      const HtPoint point = {
        .name = name, .unit = "", .time_ns = time_ns, .value = (double) (second * N_SERIES + i)
      };

      check (ht_recording_writer_add_point (writer, target, &point, &error), error);
    }
  if (second % PROFILE_SECONDS == 0)
    {
      HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
      g_autofree char *name = g_strdup_printf ("main.second%" G_GINT64_FORMAT, second);
      g_autoptr (HtProfile) profile = NULL;

      check (catalog != NULL, error);
      profile = make_heap_profile (catalog, second, time_ns);

      const guint32 frame = intern_test_frame (catalog, name, second + 1);
      const gint64 values[] = { second, second, second, second };

      ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, &frame, 1), 0, values);
      check (ht_recording_writer_add_profile (writer, target, HT_UNKNOWN, profile, &error) > 0,
             error);
    }
  if (second % TRACE_SECONDS == 0)
    record_trace (writer, target, second);
  check (ht_recording_writer_commit (writer, &error), error);
}

static void
prune (HtRecordingWriter *writer, gint64 target, gint64 second)
{
  const HtRetention retention = { .max_age_ns = KEPT_SECONDS * SECOND };
  g_autoptr (GError) error = NULL;
  gboolean has_more = TRUE;

  while (has_more)
    {
      check (ht_recording_writer_prune (writer, target, &retention, START + second * SECOND,
                                        &has_more, &error),
             error);
      check (ht_recording_writer_commit (writer, &error), error);
    }
}

/* Tells of each second that it has committed. */
static void
record_until_killed (Killing *self, int pipe_end)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = g_file_test (self->fixture.path, G_FILE_TEST_EXISTS)
                                  ? ht_recording_writer_open (self->fixture.path, &error)
                                  : ht_recording_writer_create (self->fixture.path, &error);
  gint64 target;

  check (writer != NULL, error);
  target = ht_recording_writer_add_target (writer, "gateway", &error);
  check (target > 0, error);
  for (gint64 second = self->n_seconds;; second++)
    {
      record_second (writer, target, second);
      check (write (pipe_end, &second, sizeof second) == sizeof second, NULL);
      if (second % PRUNE_SECONDS == 0)
        prune (writer, target, second);
    }
}

/* Reads the number of the next second that was committed; FALSE if the recorder is gone. */
static gboolean
read_second (int pipe_end, gint64 *second)
{
  gssize n_read;

  do
    n_read = read (pipe_end, second, sizeof *second);
  while (n_read < 0 && errno == EINTR);
  return n_read == sizeof *second;
}

/* Returns the last second that is known to be committed, -1 if none is. */
static gint64
record_and_kill (Killing *self, guint n_commits, gulong more_microseconds)
{
  gint64 last = self->n_seconds - 1;
  int ends[2];
  int status;
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      close (ends[0]);
      record_until_killed (self, ends[1]);
      _exit (4);
    }
  close (ends[1]);
  for (guint i = 0; i < n_commits; i++)
    g_assert_true (read_second (ends[0], &last));
  g_usleep (more_microseconds);
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  while (read_second (ends[0], &last))
    ;
  close (ends[0]);
  return last;
}

static void
assert_integrity (Killing *self)
{
  sqlite3 *connection;
  sqlite3_stmt *statement;

  g_assert_cmpint (sqlite3_open (self->fixture.path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, "PRAGMA integrity_check", -1, &statement, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static void
assert_points (Killing *self, HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (series->len, ==, self->n_seconds > 0 ? N_SERIES : 0);
  for (guint i = 0; i < series->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, i);
      g_autoptr (GArray) points =
          ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, &error);
      gint64 second = 0;

      g_assert_no_error (error);
      g_assert_cmpint (entry->n_points, ==, self->n_seconds);
      for (guint k = 0; k < points->len; k++)
        {
          const HtSeriesBucket *point = &g_array_index (points, HtSeriesBucket, k);

          g_assert_cmpint (point->start_ns, ==, START + second * SECOND);
          g_assert_true (point->first == (double) (second * N_SERIES + i));
          second += point->n_points;
        }
      g_assert_cmpint (second, ==, self->n_seconds);
    }
}

/* All that are not too old, each with the sum of its values. */
static void
assert_profiles (Killing *self, HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, 0, &error);
  gint64 oldest = MAX (self->n_seconds - KEPT_SECONDS, 0);
  guint n_young = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (profiles, i);
      gint64 second = (entry->time_ns - START) / SECOND;
      g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, entry->id, &error);
      gint64 total = 0;

      g_assert_no_error (error);
      for (guint k = 0; k < profile->values->len; k += profile->types->len)
        total += g_array_index (profile->values, gint64, k);
      /* 40 sites with 100 objects each, four of which grow, and one of the second itself. */
      g_assert_cmpint (total, ==, 40 * 100 + 4 * second + second);
      g_assert_cmpint (entry->totals[0], ==, total);
      n_young += second >= oldest;
    }
  g_assert_cmpuint (n_young, ==,
                    (self->n_seconds + PROFILE_SECONDS - 1) / PROFILE_SECONDS -
                        (oldest + PROFILE_SECONDS - 1) / PROFILE_SECONDS);
}

/* All that are not too old, each whole. */
static void
assert_traces (Killing *self, HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) traces = ht_recording_list_attachments (recording, 0, &error);
  gint64 oldest = MAX (self->n_seconds - KEPT_SECONDS, 0);
  guint n_young = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < traces->len; i++)
    {
      const HtAttachment *trace = g_ptr_array_index (traces, i);
      gint64 second = (trace->time_ns - START) / SECOND;
      g_autoptr (GBytes) expected = make_trace (second);
      g_autoptr (GBytes) bytes = ht_recording_load_attachment (recording, trace->capture, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (bytes, expected));
      n_young += second >= oldest;
    }
  g_assert_cmpuint (n_young, ==,
                    (self->n_seconds + TRACE_SECONDS - 1) / TRACE_SECONDS -
                        (oldest + TRACE_SECONDS - 1) / TRACE_SECONDS);
}

/* Whatever was told is there, and perhaps one second more that it did not come to tell. */
static void
assert_recording (Killing *self, gint64 last)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (self->fixture.path, &error);
  g_autoptr (GPtrArray) targets = NULL;
  gint64 n_seconds = 0;

  g_assert_no_error (error);
  g_assert_true (ht_recording_check (recording, &error));
  g_assert_no_error (error);
  targets = ht_recording_list_targets (recording, &error);
  if (targets->len > 0 && ((HtTarget *) g_ptr_array_index (targets, 0))->last_ns != HT_UNKNOWN)
    n_seconds = (((HtTarget *) g_ptr_array_index (targets, 0))->last_ns - START) / SECOND + 1;
  g_assert_cmpint (n_seconds, >=, last + 1);
  g_assert_cmpint (n_seconds, <=, last + 2);
  self->n_seconds = n_seconds;
  assert_points (self, recording);
  assert_profiles (self, recording);
  assert_traces (self, recording);
}

static void
test_killed (Killing *self, gconstpointer data)
{
  guint n_rounds = count_rounds ();

  for (guint round = 0; round < n_rounds; round++)
    {
      /* The first one may be killed before there is a file, the others in whatever they do. */
      guint n_commits = round == 0 ? 1 : (guint) g_test_rand_int_range (0, 120);
      gulong more = (gulong) g_test_rand_int_range (0, 5000);
      gint64 last;

      g_test_message ("round %u: killed %lu us after %u commits, at %" G_GINT64_FORMAT " s", round,
                      more, n_commits, self->n_seconds);
      last = record_and_kill (self, n_commits, more);
      assert_integrity (self);
      assert_recording (self, last);
    }
  g_assert_cmpint (self->n_seconds, >, n_rounds);
}

/* Whoever is killed while a recording is made leaves a sound one, or what is recognised as none. */
static void
test_killed_at_birth (Killing *self, gconstpointer data)
{
  guint n_rounds = count_rounds ();

  for (guint round = 0; round < n_rounds; round++)
    {
      g_autoptr (GError) error = NULL;
      gint64 last = record_and_kill (self, 0, (gulong) g_test_rand_int_range (0, 8000));

      if (last >= 0 || g_file_test (self->fixture.path, G_FILE_TEST_EXISTS))
        {
          g_autoptr (HtRecording) recording = ht_recording_open (self->fixture.path, &error);

          if (recording == NULL)
            {
              g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FOREIGN);
              g_assert_cmpint (last, ==, -1);
            }
          else
            g_assert_true (ht_recording_check (recording, &error));
        }
      recording_fixture_tear_down (&self->fixture, data);
      recording_fixture_set_up (&self->fixture, data);
    }
}

#define ADD(name, function)                                                           \
  g_test_add ("/store/recording-kill/" name, Killing, NULL, killing_set_up, function, \
              killing_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("killed", test_killed);
  ADD ("killed-at-birth", test_killed_at_birth);
  return g_test_run ();
}
