/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "memory-charts.h"
#include "recording-fixture.h"

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

static void
add_mark (HtRecordingWriter *writer,
          gint64 target,
          int kind,
          gint64 from_s,
          gint64 to_s,
          const char *text)
{
  g_autoptr (GError) error = NULL;
  HtMark mark = { .target = target,
                  .kind = kind,
                  .time_ns = START + from_s * SECOND,
                  .end_ns = to_s > 0 ? START + to_s * SECOND : HT_UNKNOWN,
                  .text = (char *) text };

  ht_recording_writer_add_mark (writer, &mark, &error);
  g_assert_no_error (error);
}

static double
value_at (const HtTimeChart *chart, const char *name, gint64 time_s, gboolean *is_known)
{
  double value = 0;

  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);

      if (strcmp (series->name, name) == 0)
        *is_known = ht_chart_series_value_at (series, START + time_s * SECOND, &value);
    }
  return value;
}

/* Ten minutes at one sample a second but for two of them; a restart after eight. The charts of all
 * of it have a point for each ten seconds or so: none of them reaches across. */
static void
test_marks (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (HtTargetData) whole = NULL;
  g_autoptr (HtTargetData) part = NULL;
  g_autoptr (HtTimeChart) heap = NULL;
  g_autoptr (HtTimeChart) classes = NULL;
  gboolean is_known = FALSE;

  for (gint64 i = 0; i <= 600; i++)
    for (guint k = 0; k < 3 && (i <= 183 || i >= 303); k++)
      {
        static const char *const names[] = { "heap_alloc", "heap_sys", "sys" };
        HtPoint point = { names[k], "bytes", HT_POINT_GAUGE, START + i * SECOND,
                          i < 480 ? 1000 * (k + 1) : 100 * (k + 1) };

        ht_recording_writer_add_point (writer, target, &point, &error);
      }
  add_mark (writer, target, HT_MARK_FLAG, 60, 0, "because");
  add_mark (writer, target, HT_MARK_GAP, 183, 303, "no figures");
  add_mark (writer, target, HT_MARK_EPOCH, 480, 0, "restarted");
  g_assert_true (ht_recording_writer_commit (writer, &error));

  recording = ht_recording_open (fixture->path, &error);
  whole = ht_target_data_load (recording, target, 60, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole->marks->len, ==, 3);
  g_assert_cmpuint (whole->breaks->len, ==, 2);
  heap = ht_heap_chart_new (whole);
  classes = ht_memory_classes_chart_new (whole);
  g_assert_cmpuint (heap->marks->len, ==, 3);
  g_assert_cmpstr (((const HtTimeMark *) g_ptr_array_index (heap->marks, 0))->text, ==,
                   "Flag: because");
  g_assert_cmpfloat (value_at (heap, "Heap in use", 100, &is_known), ==, 1000);
  g_assert_true (is_known);
  for (gint64 s = 184; s < 303; s++)
    {
      value_at (heap, "Heap in use", s, &is_known);
      g_assert_false (is_known);
      value_at (classes, "Runtime and other", s, &is_known);
      g_assert_false (is_known);
    }
  g_assert_cmpfloat (value_at (heap, "Heap in use", 470, &is_known), ==, 1000);
  g_assert_cmpfloat (value_at (heap, "Heap in use", 490, &is_known), ==, 100);
  for (guint i = 0; i < whole->lines.heap->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (whole->lines.heap, HtSeriesBucket, i);

      g_assert_null (ht_series_breaks_find (whole->breaks, bucket->start_ns, bucket->end_ns));
    }
  part = ht_target_data_load_part (recording, whole, START + 150 * SECOND, START + 350 * SECOND,
                                   1000, &error);
  g_assert_no_error (error);
  g_assert_true (part->marks == whole->marks);
  g_assert_true (part->breaks == whole->breaks);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/views/target-data/part", RecordingFixture, NULL, recording_fixture_set_up,
              test_part, recording_fixture_tear_down);
  g_test_add ("/views/target-data/marks", RecordingFixture, NULL, recording_fixture_set_up,
              test_marks, recording_fixture_tear_down);
  return g_test_run ();
}
