/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-spread.h"
#include "growth-usage.h"

#include "recording-fixture.h"

#include <math.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1700000000) * SECOND)
#define MIB    (1024.0 * 1024)

static void
add_point (HtRecordingWriter *writer, gint64 target, const char *name, gint64 second, double value)
{
  g_autoptr (GError) error = NULL;
  const HtPoint point = { .name = name,
                          .unit = "bytes",
                          .kind = HT_POINT_GAUGE,
                          .time_ns = START + second * SECOND,
                          .value = value };

  ht_recording_writer_add_point (writer, target, &point, &error);
  g_assert_no_error (error);
}

/* A minute, told every 5 s; the limits are told once, before it. At second 50 it is restarted. */
static void
write_process (RecordingFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "shop", &error);
  const HtMark restart = { .target = target,
                           .kind = HT_MARK_EPOCH,
                           .time_ns = START + 50 * SECOND,
                           .end_ns = HT_UNKNOWN,
                           .text = (char *) "restarted" };

  g_assert_no_error (error);
  add_point (writer, target, "container_limit", -60, 512 * MIB);
  add_point (writer, target, "memory_limit", -60, 400 * MIB);
  add_point (writer, target, "gogc", -60, 50);
  add_point (writer, target, "container_high", -60, 1e300);
  add_point (writer, target, "metric/process_start_time_seconds", -60, 1699999000);
  for (gint64 second = 0; second < 60; second += 5)
    {
      add_point (writer, target, "rss", second, 120 * MIB);
      add_point (writer, target, "container_working_set", second,
                 second == 20 ? INFINITY : 100 * MIB);
      add_point (writer, target, "sys", second, 90 * MIB);
      if (second % 10 == 0)
        add_point (writer, target, "heap_released", second, 30 * MIB);
    }
  ht_recording_writer_add_mark (writer, &restart, &error);
  g_assert_no_error (error);
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static void
test_load (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (HtGrowthUsage) usage = NULL;
  const HtTarget *target;
  gint64 start_ns;

  write_process (fixture);
  recording = ht_recording_open (fixture->path, &error);
  targets = ht_recording_list_targets (recording, &error);
  target = g_ptr_array_index (targets, 0);
  usage = ht_growth_usage_load (recording, target->id, START + 10 * SECOND, G_MAXINT64, &error);
  g_assert_no_error (error);

  /* What was told before holds on; what is no size is none. */
  g_assert_cmpint (usage->limits[HT_GROWTH_LIMIT_CONTAINER], ==, 512 << 20);
  g_assert_cmpint (usage->limits[HT_GROWTH_LIMIT_MEMORY], ==, 400 << 20);
  g_assert_cmpint (usage->limits[HT_GROWTH_LIMIT_CONTAINER_HIGH], ==, HT_UNKNOWN);
  g_assert_cmpint (usage->limits[HT_GROWTH_LIMIT_OWN], ==, HT_UNKNOWN);
  g_assert_cmpfloat (usage->goal_factor, ==, 1.5);

  /* Seconds 10, 15, 25 … 45: the working set, up to the restart. */
  g_assert_cmpuint (usage->process->len, ==, 7);
  g_assert_cmpint (g_array_index (usage->process, HtSeriesPoint, 0).time_ns, ==,
                   START + 10 * SECOND);
  for (guint i = 0; i < usage->process->len; i++)
    g_assert_cmpfloat (g_array_index (usage->process, HtSeriesPoint, i).value, ==, 100 * MIB);

  /* Seconds 10, 20, 30 and 40, when both were told. */
  g_assert_cmpuint (usage->go_sum->len, ==, 4);
  g_assert_cmpfloat (g_array_index (usage->go_sum, HtSeriesPoint, 3).value, ==, 60 * MIB);
  g_assert_cmpuint (usage->live->len, ==, 0);

  g_assert_true (ht_growth_find_start (recording, target->id, &start_ns, &error));
  g_assert_cmpint (start_ns, ==, G_GINT64_CONSTANT (1699999000) * SECOND);
}

/* Nobody marked the restart: the bytes that were ever allocated tell it, between 25 and 30 s. */
static void
test_fallen_counter (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (HtGrowthUsage) usage = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "shop", &error);

  (void) data;
  g_assert_no_error (error);
  for (gint64 second = 0; second < 60; second += 5)
    {
      add_point (writer, target, "rss", second, (second < 30 ? 300 + second : second) * MIB);
      add_point (writer, target, "total_alloc", second,
                 (second < 30 ? 900 + second : second) * MIB);
    }
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
  recording = ht_recording_open (fixture->path, &error);
  targets = ht_recording_list_targets (recording, &error);
  target = ((const HtTarget *) g_ptr_array_index (targets, 0))->id;
  usage = ht_growth_usage_load (recording, target, G_MININT64, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (usage->process->len, ==, 6);
  g_assert_cmpfloat (g_array_index (usage->process, HtSeriesPoint, 5).value, ==, 325 * MIB);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/growth-usage/load", RecordingFixture, NULL, recording_fixture_set_up, test_load,
              recording_fixture_tear_down);
  g_test_add ("/growth-usage/fallen-counter", RecordingFixture, NULL, recording_fixture_set_up,
              test_fallen_counter, recording_fixture_tear_down);
  return g_test_run ();
}
