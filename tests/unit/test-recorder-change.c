/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody notes is in the recording at once, while that is being written. */
#include "recorder-change.h"
#include "recording-fixture.h"

typedef struct
{
  HtRecordingChange *applied;
  GError *error;
  gboolean is_done;
} Answer;

static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->applied = ht_recorder_change_finish (result, &answer->error);
  answer->is_done = TRUE;
}

static void
change (HtRecorder *recorder, const HtRecordingChange *what, Answer *answer)
{
  *answer = (Answer){ NULL };
  ht_recorder_change_async (recorder, what, NULL, changed_cb, answer);
  while (!answer->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
make_target (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "checkout", &error);

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
  return target;
}

static void
assert_n_notes (const char *path, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (path, &error);
  g_autoptr (GPtrArray) notes = ht_recording_list_notes (recording, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, n);
}

static void
test_note (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtNote) note = ht_note_new (make_target (fixture->path), HT_UNKNOWN, NULL, "deployed");
  g_autoptr (HtRecorder) recorder = ht_recorder_new (fixture->path, news_cb, NULL, &error);
  g_autoptr (HtRecordingChange) add = ht_recording_change_write (note, NULL);
  g_autoptr (HtRecordingChange) take_back = NULL;
  Answer answer;

  g_assert_no_error (error);
  change (recorder, add, &answer);
  g_assert_no_error (answer.error);
  assert_n_notes (fixture->path, 1);
  take_back = ht_recording_change_invert (answer.applied);
  ht_recording_change_free (answer.applied);

  change (recorder, take_back, &answer);
  g_assert_no_error (answer.error);
  ht_recording_change_free (answer.applied);
  assert_n_notes (fixture->path, 0);

  /* It is gone already, and the recorder goes on. */
  change (recorder, take_back, &answer);
  g_assert_error (answer.error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&answer.error);
  change (recorder, add, &answer);
  g_assert_no_error (answer.error);
  ht_recording_change_free (answer.applied);
  assert_n_notes (fixture->path, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sources/recorder-change/note", RecordingFixture, NULL, recording_fixture_set_up,
              test_note, recording_fixture_tear_down);
  return g_test_run ();
}
