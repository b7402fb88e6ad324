/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "record-buffer.h"

static void
test_strings_are_copied (void)
{
  g_autoptr (HtRecordBuffer) buffer = ht_record_buffer_new ();
  HtRecordSink sink = ht_record_buffer_get_sink (buffer);
  char name[] = "heap_alloc";
  char value[] = "svc -x";
  HtPoint point = { .name = name, .unit = "bytes", .time_ns = HT_UNKNOWN, .value = 7 };

  ht_record_sink_point (&sink, &point);
  ht_record_sink_property (&sink, "command_line", value);
  name[0] = value[0] = '?';
  g_assert_cmpstr (g_array_index (buffer->points, HtPoint, 0).name, ==, "heap_alloc");
  g_assert_cmpstr (ht_record_buffer_get_property (buffer, "command_line"), ==, "svc -x");
  g_assert_null (ht_record_buffer_get_property (buffer, "go_version"));
  g_assert_true (ht_record_buffer_has_mem_stats (buffer));
}

static void
test_first_time (void)
{
  g_autoptr (HtRecordBuffer) buffer = ht_record_buffer_new ();
  HtRecordSink sink = ht_record_buffer_get_sink (buffer);
  HtPoint point = { .name = "rss", .unit = "bytes", .time_ns = HT_UNKNOWN };
  HtGcCycle cycle;

  g_assert_cmpint (ht_record_buffer_get_first_time (buffer), ==, HT_UNKNOWN);
  ht_record_sink_point (&sink, &point);
  g_assert_cmpint (ht_record_buffer_get_first_time (buffer), ==, HT_UNKNOWN);
  point.time_ns = 500;
  ht_record_sink_point (&sink, &point);
  g_assert_cmpint (ht_record_buffer_get_first_time (buffer), ==, 500);

  /* A cycle on a clock that is not set tells no time, one on a clock that is does. */
  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.start_ns = 10;
  ht_record_sink_gc_cycle (&sink, &cycle);
  g_assert_cmpint (ht_record_buffer_get_first_time (buffer), ==, 500);
  cycle.wall_offset_ns = 400;
  ht_record_sink_gc_cycle (&sink, &cycle);
  g_assert_cmpint (ht_record_buffer_get_first_time (buffer), ==, 410);
  g_assert_false (ht_record_buffer_has_mem_stats (buffer));
}

static void
test_warnings_are_limited (void)
{
  g_autoptr (HtRecordBuffer) buffer = ht_record_buffer_new ();
  HtRecordSink sink = ht_record_buffer_get_sink (buffer);

  for (guint64 i = 0; i < 1000; i++)
    ht_record_sink_warning (&sink, i, "odd");
  g_assert_cmpuint (buffer->warnings->len, >, 0);
  g_assert_cmpuint (buffer->warnings->len + buffer->n_dropped_warnings, ==, 1000);
  g_assert_cmpuint (g_array_index (buffer->warnings, HtDecodeWarning, 1).offset, ==, 1);
  g_assert_cmpstr (g_array_index (buffer->warnings, HtDecodeWarning, 1).message, ==, "odd");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/record-buffer/strings", test_strings_are_copied);
  g_test_add_func ("/sources/record-buffer/first-time", test_first_time);
  g_test_add_func ("/sources/record-buffer/warnings", test_warnings_are_limited);
  return g_test_run ();
}
