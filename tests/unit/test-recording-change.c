/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person changes in a recording can be taken back. */
#include "recording-change.h"
#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

typedef struct
{
  RecordingFixture fixture;
  HtRecordingWriter *writer;
  gint64 target;
  gint64 now_ns;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  recording_fixture_set_up (&self->fixture, NULL);
  self->writer = ht_recording_writer_create (self->fixture.path, &error);
  self->target = ht_recording_writer_add_target (self->writer, "checkout", &error);
  self->now_ns = START;
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ht_recording_writer_close (self->writer);
  recording_fixture_tear_down (&self->fixture, NULL);
}

/* Each a second after the one before. */
static void
apply (Fixture *self, HtRecordingChange *change)
{
  g_autoptr (GError) error = NULL;

  self->now_ns += SECOND;
  ht_recording_change_apply (change, self->writer, self->now_ns, &error);
  g_assert_no_error (error);
  ht_recording_writer_commit (self->writer, &error);
  g_assert_no_error (error);
}

static GPtrArray *
list_notes (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (self->fixture.path, &error);
  GPtrArray *notes = ht_recording_list_notes (recording, self->target, &error);

  g_assert_no_error (error);
  return notes;
}

static void
assert_says (Fixture *self, const char *expected)
{
  g_autoptr (GPtrArray) notes = list_notes (self);

  g_assert_cmpuint (notes->len, ==, expected != NULL ? 1 : 0);
  if (expected != NULL)
    g_assert_cmpstr (((const HtNote *) g_ptr_array_index (notes, 0))->text, ==, expected);
}

static void
test_notes (Fixture *self, gconstpointer data)
{
  g_autoptr (HtNote) note = ht_note_new (self->target, START, NULL, "first");
  g_autoptr (HtRecordingChange) add = ht_recording_change_write (note, NULL);
  g_autoptr (HtRecordingChange) take_back = NULL;
  g_autoptr (HtRecordingChange) again = NULL;
  g_autoptr (HtRecordingChange) change = NULL;
  g_autoptr (HtRecordingChange) change_back = NULL;
  g_autoptr (HtRecordingChange) remove = NULL;
  g_autoptr (HtRecordingChange) restore = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (HtNote) other = NULL;
  const HtNote *written;

  apply (self, add);
  assert_says (self, "first");
  take_back = ht_recording_change_invert (add);
  apply (self, take_back);
  assert_says (self, NULL);
  again = ht_recording_change_invert (take_back);
  apply (self, again);
  assert_says (self, "first");

  notes = list_notes (self);
  written = g_ptr_array_index (notes, 0);
  g_assert_cmpint (written->made_ns, ==, START + SECOND);
  g_assert_cmpint (written->changed_ns, ==, START + 3 * SECOND);
  other = ht_note_copy (written);
  g_free (other->text);
  other->text = g_strdup ("second");
  change = ht_recording_change_write (other, written);
  apply (self, change);
  assert_says (self, "second");
  change_back = ht_recording_change_invert (change);
  apply (self, change_back);
  assert_says (self, "first");

  remove = ht_recording_change_remove (written);
  apply (self, remove);
  assert_says (self, NULL);
  restore = ht_recording_change_invert (remove);
  apply (self, restore);
  assert_says (self, "first");
}

static guint
count_known (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (self->fixture.path, &error);
  g_autoptr (GPtrArray) known = ht_recording_list_known_growth (recording, self->target, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < known->len; i++)
    {
      const HtKnownGrowth *one = g_ptr_array_index (known, i);

      g_assert_cmpint (one->since_ns, ==, START + SECOND);
      g_assert_cmpfloat (one->rate, ==, 7);
    }
  return known->len;
}

static void
test_known_growth (Fixture *self, gconstpointer data)
{
  g_autoptr (HtKnownGrowth) known = ht_known_growth_new ("main.fill", "a cache", 7);
  g_autoptr (HtRecordingChange) aside = NULL;
  g_autoptr (HtRecordingChange) back = NULL;
  g_autoptr (HtRecordingChange) again = NULL;

  known->target = self->target;
  aside = ht_recording_change_set_aside (known);
  apply (self, aside);
  g_assert_cmpuint (count_known (self), ==, 1);
  back = ht_recording_change_invert (aside);
  apply (self, back);
  g_assert_cmpuint (count_known (self), ==, 0);
  again = ht_recording_change_invert (back);
  apply (self, again);
  g_assert_cmpuint (count_known (self), ==, 1);
}

#define ADD(name, func) \
  g_test_add ("/store/recording-change/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("notes", test_notes);
  ADD ("known-growth", test_known_growth);
  return g_test_run ();
}
