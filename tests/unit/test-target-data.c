/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording-fixture.h"
#include "target-data.h"

#define SECOND  G_GINT64_CONSTANT (1000000000)
#define START   (G_GINT64_CONSTANT (1700000000) * SECOND)
#define HOURS   6
#define SAMPLES (HOURS * 3600)
#define CYCLES  (SAMPLES / 10)

/* Six hours at one sample a second, a collection every ten. */
static gint64
write_recording (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (path, &error);
  HtCapture capture = { .kind = HT_CAPTURE_GC_LOG, .time_ns = START };
  gint64 log;

  g_assert_no_error (error);
  capture.target = ht_recording_writer_add_target (writer, "service", &error);
  log = ht_recording_writer_add_capture (writer, &capture, &error);
  g_assert_no_error (error);
  for (gint64 i = 0; i < SAMPLES; i++)
    {
      HtPoint points[] = {
        { .name = "heap_alloc", .unit = "bytes", .time_ns = START + i * SECOND, .value = 1000 + i },
        { .name = "memory_limit", .unit = "bytes", .time_ns = START, .value = 5000 },
      };

      for (guint k = 0; k < (i == 0 ? 2 : 1); k++)
        ht_recording_writer_add_point (writer, capture.target, &points[k], &error);
      g_assert_no_error (error);
    }
  for (gint64 i = 0; i < CYCLES; i++)
    {
      HtGcCycle cycle;

      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
      cycle.n = i + 1;
      cycle.start_ns = i * 10 * SECOND;
      cycle.end_ns = cycle.start_ns + SECOND / 100;
      cycle.wall_offset_ns = START;
      cycle.heap_start_bytes = 2000;
      cycle.heap_live_bytes = 1000;
      cycle.goal_bytes = 2100;
      g_assert_true (
          ht_recording_writer_add_gc_cycle (writer, capture.target, log, &cycle, &error));
    }
  g_assert_true (ht_recording_writer_commit (writer, &error));
  return capture.target;
}

static void
test_part (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (HtTargetData) whole = ht_target_data_load (recording, target, 1000, &error);
  g_autoptr (HtTargetData) part = NULL;
  gint64 from_ns = START + 3600 * SECOND;
  gint64 to_ns = from_ns + 300 * SECOND;
  GArray *heap;
  guint n_inside = 0;

  g_assert_no_error (error);
  g_assert_cmpint (whole->from_ns, ==, START);
  g_assert_cmpuint (whole->cycles->len, ==, CYCLES);
  g_assert_cmpuint (whole->gc_figures->summary->cycles->len, ==, CYCLES);
  g_assert_cmpuint (ht_target_data_get_series (whole, "heap_alloc")->len, <=, 2100);
  g_assert_cmpuint (whole->lines.heap->len, <=, 1000);
  g_assert_cmpuint (whole->lines.live->len, <=, 1000);

  part = ht_target_data_load_part (recording, whole, from_ns, to_ns, 1000, &error);
  g_assert_no_error (error);
  g_assert_true (part->cycles == whole->cycles);
  heap = ht_target_data_get_series (part, "heap_alloc");
  for (guint i = 0; i < heap->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (heap, HtSeriesBucket, i);

      /* A value a second, each on its own. */
      g_assert_cmpint (bucket->n_points, ==, 1);
      g_assert_cmpint ((gint64) bucket->first, ==, 1000 + (bucket->start_ns - START) / SECOND);
      n_inside += bucket->start_ns >= from_ns && bucket->start_ns <= to_ns ? 1 : 0;
    }
  g_assert_cmpuint (n_inside, ==, 301);
  /* 30 collections in five minutes, those at both borders, and a neighbour on each side. */
  g_assert_cmpuint (part->lines.live->len, >=, 31);
  g_assert_cmpuint (part->lines.live->len, <=, 33);
  /* The limit was told once, long before. */
  g_assert_cmpuint (ht_target_data_get_series (part, "memory_limit")->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/views/target-data/part", RecordingFixture, NULL, recording_fixture_set_up,
              test_part, recording_fixture_tear_down);
  return g_test_run ();
}
