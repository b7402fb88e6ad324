/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-cycle.h"
#include "recording-fixture.h"
#include "target-glance.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1700000000) * SECOND)
#define WINDOW (600 * SECOND)

static void
add_heap (HtRecordingWriter *writer, gint64 target, const char *name, gint64 second)
{
  g_autoptr (GError) error = NULL;
  const HtPoint point = { .name = name,
                          .unit = "bytes",
                          .time_ns = START + second * SECOND,
                          .value = (double) (1000 + second) };

  ht_recording_writer_add_point (writer, target, &point, &error);
  g_assert_no_error (error);
}

static void
add_profile (HtRecordingWriter *writer, gint64 target, gint64 second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfile) profile =
      make_heap_profile (ht_recording_writer_get_catalog (writer, &error), second,
                         START + second * SECOND);
  const HtCapture capture = { .target = target,
                              .kind = HT_CAPTURE_PROFILE,
                              .time_ns = START + second * SECOND };
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  ht_recording_writer_add_profile (writer, target, id, profile, &error);
  g_assert_no_error (error);
}

static void
commit (HtRecordingWriter *writer)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

/* Each second of the window is in exactly one bucket, and none but the first and the last is
 * shorter than the others. */
static void
assert_buckets (const HtTargetGlance *glance, gint64 from_second, gint64 to_second)
{
  gint64 next = from_second;
  gint64 length = 0;

  g_assert_cmpuint (glance->buckets->len, <=, 49);
  g_assert_cmpuint (glance->buckets->len, >=, MIN (to_second - from_second, 20));
  for (guint i = 0; i < glance->buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (glance->buckets, HtSeriesBucket, i);

      g_assert_cmpint (bucket->start_ns, ==, START + next * SECOND);
      g_assert_cmpfloat (bucket->first, ==, (double) (1000 + next));
      if (i == 1)
        length = bucket->n_points;
      if (i > 1 && i + 1 < glance->buckets->len)
        g_assert_cmpint (bucket->n_points, ==, length);
      next += bucket->n_points;
      g_assert_cmpfloat (bucket->last, ==, (double) (1000 + next - 1));
    }
  g_assert_cmpint (next, ==, to_second + 1);
}

static gboolean
is_same (const HtSeriesBucket *a, const HtSeriesBucket *b)
{
  return a->start_ns == b->start_ns && a->end_ns == b->end_ns && a->n_points == b->n_points &&
         a->first == b->first && a->last == b->last && a->min == b->min && a->max == b->max &&
         a->sum == b->sum;
}

/* A recorder commits each second while one and the same reader looks. */
static void
test_live (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  g_autoptr (HtRecording) recording = NULL;
  gint64 other = ht_recording_writer_add_target (writer, "other", &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  g_autoptr (HtTargetGlance) before = NULL;

  commit (writer);
  recording = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  for (gint64 second = 0; second < 2500; second++)
    {
      g_autoptr (HtTargetGlance) glance = NULL;
      gint64 now = START + second * SECOND;

      add_heap (writer, target, "heap_alloc", second);
      add_heap (writer, other, "heap_alloc", second);
      if (second % 500 == 0)
        add_profile (writer, target, second);
      commit (writer);
      if (second % 7 != 0)
        continue;
      glance = ht_target_glance_load (recording, target, now - WINDOW, &error);
      g_assert_no_error (error);
      g_assert_cmpint (glance->target, ==, target);
      g_assert_cmpint (glance->first_ns, ==, START);
      g_assert_cmpint (glance->newest_ns, ==, now);
      g_assert_cmpint (glance->heap_bytes, ==, 1000 + second);
      g_assert_cmpint (glance->n_profiles, ==, 1 + second / 500);
      assert_buckets (glance, MAX (second - 600, 0), second);
      g_clear_pointer (&before, ht_target_glance_unref);
      before = ht_target_glance_ref (glance);
    }
  /* What has been there stays as it is while newer values come, or the picture would flicker. */
  for (gint64 second = 2500; second < 2510; second++)
    add_heap (writer, target, "heap_alloc", second);
  commit (writer);
  {
    g_autoptr (HtTargetGlance) after =
        ht_target_glance_load (recording, target, START + 2509 * SECOND - WINDOW, &error);
    const HtSeriesBucket *inner = &g_array_index (before->buckets, HtSeriesBucket, 5);
    gboolean is_there = FALSE;

    for (guint i = 0; i < after->buckets->len; i++)
      is_there |= is_same (inner, &g_array_index (after->buckets, HtSeriesBucket, i));
    g_assert_true (is_there);
  }
}

static void
test_empty (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (HtTargetGlance) glance = NULL;

  commit (writer);
  recording = ht_recording_open (fixture->path, &error);
  glance = ht_target_glance_load (recording, target, START, &error);
  g_assert_no_error (error);
  g_assert_cmpint (glance->first_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (glance->newest_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (glance->heap_bytes, ==, HT_UNKNOWN);
  g_assert_cmpint (glance->n_profiles, ==, 0);
  g_assert_cmpuint (glance->buckets->len, ==, 0);
}

/* A service that went away long ago: its last value is told, the window is empty. */
static void
test_silent (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (HtTargetGlance) late = NULL;
  g_autoptr (HtTargetGlance) whole = NULL;

  for (gint64 second = 0; second < 100; second++)
    add_heap (writer, target, "heap_inuse", second);
  commit (writer);
  recording = ht_recording_open (fixture->path, &error);
  late = ht_target_glance_load (recording, target, START + 5000 * SECOND, &error);
  g_assert_no_error (error);
  g_assert_cmpint (late->newest_ns, ==, START + 99 * SECOND);
  g_assert_cmpint (late->heap_bytes, ==, 1099);
  g_assert_cmpuint (late->buckets->len, ==, 0);

  whole = ht_target_glance_load (recording, target, HT_UNKNOWN, &error);
  g_assert_no_error (error);
  assert_buckets (whole, 0, 99);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(PATH, FUNCTION)                                                                   \
  g_test_add ("/views/target-glance/" PATH, RecordingFixture, NULL, recording_fixture_set_up, \
              FUNCTION, recording_fixture_tear_down)
  ADD ("live", test_live);
  ADD ("empty", test_empty);
  ADD ("silent", test_silent);
  return g_test_run ();
}
