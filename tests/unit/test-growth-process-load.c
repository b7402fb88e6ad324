/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-process-load.h"

#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1700000000) * SECOND)

static void
add_point (HtRecordingWriter *writer,
           gint64 target,
           const char *name,
           HtPointKind kind,
           gint64 second,
           double value)
{
  g_autoptr (GError) error = NULL;
  const HtPoint point = {
    .name = name, .unit = "bytes", .kind = kind, .time_ns = START + second * SECOND, .value = value
  };

  ht_recording_writer_add_point (writer, target, &point, &error);
  g_assert_no_error (error);
}

static void
add_goroutines (HtRecordingWriter *writer, gint64 target, gint64 second, gint64 n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfile) profile = ht_profile_new ();
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  const HtValueType type = { .type = intern_text (catalog, "goroutine"),
                             .unit = intern_text (catalog, "count") };
  const guint32 frame = intern_test_frame (catalog, "main.wait", 7);
  const HtCapture capture = { .target = target,
                              .kind = HT_CAPTURE_PROFILE,
                              .time_ns = START + second * SECOND };
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  g_array_append_val (profile->types, type);
  profile->time_ns = START + second * SECOND;
  ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, &frame, 1), 0, &n);
  ht_recording_writer_add_profile (writer, target, id, profile, &error);
  g_assert_no_error (error);
}

static void
add_cycle (HtRecordingWriter *writer, gint64 target, gint64 log, gint64 age, gint64 second)
{
  g_autoptr (GError) error = NULL;
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.process = (guint32) (second / 60);
  cycle.n = age / 5 + 1;
  cycle.start_ns = age * SECOND;
  cycle.end_ns = age * SECOND + 1000;
  cycle.wall_offset_ns = START + (second - age) * SECOND;
  ht_recording_writer_add_gc_cycle (writer, target, log, &cycle, &error);
  g_assert_no_error (error);
}

/* A minute of one process and, from second 60 on, another minute of the next; all is told every
 * 5 s. With @mark the restart is known by that alone. */
static void
write_two_lives (RecordingFixture *fixture, gboolean mark)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "shop", &error);
  const HtCapture capture = { .target = target, .kind = HT_CAPTURE_GC_LOG, .time_ns = START };
  gint64 log = ht_recording_writer_add_capture (writer, &capture, &error);

  g_assert_no_error (error);
  for (gint64 second = 0; second < 120; second += 5)
    {
      gint64 age = second % 60;

      add_point (writer, target, "stack_inuse", HT_POINT_GAUGE, second, 1000.0 + (double) second);
      add_point (writer, target, "by_size/48/mallocs", HT_POINT_COUNTER, second,
                 100.0 + (double) age);
      add_point (writer, target, "by_size/48/frees", HT_POINT_COUNTER, second,
                 (double) (age < 30 ? 0 : 2 * age));
      add_point (writer, target, "container_anon", HT_POINT_GAUGE, second, 5000);
      if (!mark)
        add_point (writer, target, "total_alloc", HT_POINT_COUNTER, second, (double) age * 100);
      if (age % 20 == 0)
        add_goroutines (writer, target, second, second + 10);
      add_cycle (writer, target, log, age, second);
    }
  if (mark)
    {
      const HtMark restart = { .target = target,
                               .kind = HT_MARK_EPOCH,
                               .time_ns = START + 58 * SECOND,
                               .end_ns = HT_UNKNOWN,
                               .text = (char *) "restarted" };

      ht_recording_writer_add_mark (writer, &restart, &error);
      g_assert_no_error (error);
    }
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static HtGrowthProcess *
load (HtRecording *recording, gint64 from_second, gint64 to_second)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  const HtTarget *target = g_ptr_array_index (targets, 0);
  HtGrowthProcess *process =
      ht_growth_process_load (recording, target->id, START + from_second * SECOND,
                              START + to_second * SECOND, NULL, &error);

  g_assert_no_error (error);
  return process;
}

static void
assert_life (const HtGrowthProcess *process, guint n, gint64 from_second, gint64 first_waiters)
{
  const GArray *stacks = process->figures[HT_GROWTH_STACK_INUSE];

  g_assert_cmpuint (stacks->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const HtSeriesPoint *point = &g_array_index (stacks, HtSeriesPoint, i);

      g_assert_cmpint (point->time_ns, ==, START + (from_second + 5 * i) * SECOND);
      g_assert_cmpfloat (point->value, ==, (double) (1000 + from_second + 5 * i));
    }
  g_assert_cmpuint (process->figures[HT_GROWTH_PRIVATE]->len, ==, n);
  g_assert_cmpuint (process->figures[HT_GROWTH_SYS]->len, ==, 0);
  /* The most were there after 25 s: 125; at last there are 155 - 110. */
  g_assert_cmpuint (process->sizes->len, ==, 1);
  g_assert_cmpint (g_array_index (process->sizes, HtGrowthSizeClass, 0).object_bytes, ==, 48);
  g_assert_cmpfloat (g_array_index (process->sizes, HtGrowthSizeClass, 0).most_bytes, ==, 6000);
  g_assert_cmpfloat (g_array_index (process->sizes, HtGrowthSizeClass, 0).last_bytes, ==, 2160);
  g_assert_cmpuint (process->cycles->len, ==, n);
  g_assert_cmpint (g_array_index (process->cycles, HtGcCycle, 0).n, ==, 1);
  g_assert_cmpuint (ht_growth_goroutines_get_n_profiles (process->goroutines), ==, 3);
  g_assert_cmpint (ht_growth_goroutines_get_group (process->goroutines, 0)->first, ==,
                   first_waiters);
}

/* Of a process that was restarted the last life counts, unless another was asked for. */
static void
test_lives (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;

  write_two_lives (fixture, GPOINTER_TO_INT (data));
  recording = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);

  g_autoptr (HtGrowthProcess) all = load (recording, 0, 1000);
  g_autoptr (HtGrowthProcess) first = load (recording, 0, 57);

  assert_life (all, 12, 60, 70);
  assert_life (first, 12, 0, 10);
}

static void
test_cancelled (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;

  write_two_lives (fixture, FALSE);
  recording = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_null (
      ht_growth_process_load (recording, 1, G_MININT64, G_MAXINT64, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(name, func, data)                                                                 \
  g_test_add ("/growth-process-load/" name, RecordingFixture, data, recording_fixture_set_up, \
              func, recording_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("counters-fall", test_lives, GINT_TO_POINTER (FALSE));
  ADD ("mark", test_lives, GINT_TO_POINTER (TRUE));
  ADD ("cancelled", test_cancelled, NULL);
  return g_test_run ();
}
