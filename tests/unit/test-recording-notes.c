/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes and known growth: nothing that somebody wrote is ever gone. */
#include <math.h>

#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

static HtRecordingWriter *
create (RecordingFixture *fixture, gint64 *target)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);

  *target = ht_recording_writer_add_target (writer, "checkout", &error);
  g_assert_no_error (error);
  return writer;
}

static gint64
write_note (HtRecordingWriter *writer,
            gint64 id,
            gint64 target,
            gint64 time_ns,
            gint64 now_ns,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtNote) note = ht_note_new (target, time_ns, NULL, text);

  note->id = id;
  note->made_ns = START;
  note->changed_ns = now_ns;
  id = ht_recording_writer_write_note (writer, note, &error);
  g_assert_no_error (error);
  return id;
}

/* "id text@changed-until," of each, in seconds since the start; the list is freed. */
static char *
tell (GPtrArray *notes)
{
  GString *text = g_string_new (NULL);

  g_assert_nonnull (notes);
  for (guint i = 0; i < notes->len; i++)
    {
      const HtNote *note = g_ptr_array_index (notes, i);

      g_string_append_printf (text, "%d %s@%d", (int) note->id, note->text,
                              (int) ((note->changed_ns - START) / SECOND));
      if (note->until_ns != HT_UNKNOWN)
        g_string_append_printf (text, "-%d", (int) ((note->until_ns - START) / SECOND));
      g_string_append_c (text, ',');
    }
  g_ptr_array_unref (notes);
  return g_string_free (text, FALSE);
}

static void
assert_notes (RecordingFixture *fixture, const char *expected, const char *expected_old)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autofree char *notes = tell (ht_recording_list_notes (recording, 0, &error));
  g_autofree char *old = tell (ht_recording_list_old_notes (recording, 0, &error));

  g_assert_no_error (error);
  g_assert_cmpstr (notes, ==, expected);
  g_assert_cmpstr (old, ==, expected_old);
}

static void
commit (HtRecordingWriter *writer)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

/* Ordered by what they are about; each wording is kept, and so is what was removed. */
static void
test_wordings (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target;
  g_autoptr (HtRecordingWriter) writer = create (fixture, &target);
  gint64 late = write_note (writer, 0, target, START + 9 * SECOND, START, "late");
  gint64 early = write_note (writer, 0, target, START + SECOND, START, "early");

  g_assert_cmpint (late, ==, 1);
  g_assert_cmpint (early, ==, 2);
  commit (writer);
  assert_notes (fixture, "2 early@0,1 late@0,", "");

  g_assert_cmpint (write_note (writer, late, target, START + 9 * SECOND, START + 5 * SECOND,
                               "later"),
                   ==, late);
  commit (writer);
  assert_notes (fixture, "2 early@0,1 later@5,", "1 late@0-5,");

  g_assert_true (ht_recording_writer_remove_note (writer, early, START + 6 * SECOND, &error));
  commit (writer);
  assert_notes (fixture, "1 later@5,", "1 late@0-5,2 early@0-6,");

  /* Taken back; and ids of what was removed are not given out again. */
  g_assert_true (ht_recording_writer_remove_note (writer, late, START + 7 * SECOND, &error));
  g_assert_cmpint (write_note (writer, early, target, START + SECOND, START + 8 * SECOND, "early"),
                   ==, early);
  g_assert_cmpint (write_note (writer, 0, target, HT_UNKNOWN, START + 9 * SECOND, "new"), ==, 3);
  commit (writer);
  assert_notes (fixture, "3 new@9,2 early@8,", "1 late@0-5,2 early@0-6,1 later@5-7,");
}

static void
test_what_a_note_is_about (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target;
  g_autoptr (HtRecordingWriter) writer = create (fixture, &target);
  gint64 other = ht_recording_writer_add_target (writer, "payments", &error);
  g_autoptr (HtNote) note = ht_note_new (target, START, "main.fill < main.main", "batch");

  note->end_ns = START + 60 * SECOND;
  note->made_ns = START + 100 * SECOND;
  note->changed_ns = START + 200 * SECOND;
  ht_recording_writer_write_note (writer, note, &error);
  write_note (writer, 0, other, START, START, "elsewhere");
  g_assert_no_error (error);
  commit (writer);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) notes = ht_recording_list_notes (recording, target, &error);
  const HtNote *found;

  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 1);
  found = g_ptr_array_index (notes, 0);
  g_assert_cmpint (found->target, ==, target);
  g_assert_cmpint (found->time_ns, ==, START);
  g_assert_cmpint (found->end_ns, ==, START + 60 * SECOND);
  g_assert_cmpint (found->made_ns, ==, START + 100 * SECOND);
  g_assert_cmpint (found->changed_ns, ==, START + 200 * SECOND);
  g_assert_cmpint (found->until_ns, ==, HT_UNKNOWN);
  g_assert_cmpstr (found->chain, ==, "main.fill < main.main");
  g_assert_cmpstr (found->text, ==, "batch");
}

/* What cannot be done harms nothing that was added before. */
static void
test_refused (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target;
  g_autoptr (HtRecordingWriter) writer = create (fixture, &target);
  g_autofree char *long_text = g_strnfill (64 * 1024 + 1, 'x');
  g_autoptr (HtNote) note = ht_note_new (target, START, NULL, long_text);
  g_autoptr (HtNote) about = ht_note_new (target, START, long_text, "short");

  write_note (writer, 0, target, START, START, "first");
  g_assert_cmpint (ht_recording_writer_write_note (writer, note, &error), ==, -1);
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (ht_recording_writer_write_note (writer, about, &error), ==, -1);
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (ht_recording_writer_remove_note (writer, 2, START, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (ht_recording_writer_remove_note (writer, 1, START + SECOND, &error));
  g_assert_false (ht_recording_writer_remove_note (writer, 1, START + SECOND, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (ht_recording_writer_end_known_growth (writer, 1, START, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  commit (writer);
  assert_notes (fixture, "", "1 first@0-1,");
}

static void
test_known_growth (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target;
  g_autoptr (HtRecordingWriter) writer = create (fixture, &target);
  g_autoptr (HtKnownGrowth) cache = ht_known_growth_new ("main.fill", "a cache", 1024.5);
  g_autoptr (HtKnownGrowth) any = ht_known_growth_new ("main.log*", "until restart", NAN);
  gint64 id;

  cache->target = any->target = target;
  cache->since_ns = any->since_ns = START;
  id = ht_recording_writer_add_known_growth (writer, cache, &error);
  g_assert_cmpint (ht_recording_writer_add_known_growth (writer, any, &error), >, id);
  g_assert_no_error (error);
  commit (writer);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) known = ht_recording_list_known_growth (recording, target, &error);
  const HtKnownGrowth *found;

  g_assert_no_error (error);
  g_assert_cmpuint (known->len, ==, 2);
  found = g_ptr_array_index (known, 0);
  g_assert_cmpint (found->id, ==, id);
  g_assert_cmpstr (found->chain, ==, "main.fill");
  g_assert_cmpstr (found->reason, ==, "a cache");
  g_assert_cmpfloat (found->rate, ==, 1024.5);
  g_assert_cmpint (found->since_ns, ==, START);
  g_assert_cmpint (found->until_ns, ==, HT_UNKNOWN);
  g_assert_true (isnan (((const HtKnownGrowth *) g_ptr_array_index (known, 1))->rate));

  g_assert_true (ht_recording_writer_end_known_growth (writer, id, START + SECOND, &error));
  commit (writer);

  g_autoptr (GPtrArray) after = ht_recording_list_known_growth (recording, 0, &error);
  g_autoptr (GPtrArray) old = ht_recording_list_old_known_growth (recording, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpstr (((const HtKnownGrowth *) g_ptr_array_index (after, 0))->chain, ==, "main.log*");
  g_assert_cmpuint (old->len, ==, 1);
  found = g_ptr_array_index (old, 0);
  g_assert_cmpint (found->id, ==, id);
  g_assert_cmpint (found->until_ns, ==, START + SECOND);
}

#define ADD(name, func)                                                                         \
  g_test_add ("/store/recording-notes/" name, RecordingFixture, NULL, recording_fixture_set_up, \
              func, recording_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("wordings", test_wordings);
  ADD ("what-a-note-is-about", test_what_a_note_is_about);
  ADD ("refused", test_refused);
  ADD ("known-growth", test_known_growth);
  return g_test_run ();
}
