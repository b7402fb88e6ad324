/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-measure.h"

#include <string.h>

#include "format-error.h"
#include "gc-cycle.h"
#include "gunzip.h"
#include "trace-v1-builder.h"

/* Go writes the tables when it stops tracing, and they tell when that was. */
#define MOST_NS_APART 5000000

static GBytes *
read_trace (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".out.gz", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), "traces", file, NULL);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) packed = g_mapped_file_get_bytes (mapped);

  return ht_gunzip (packed, NULL);
}

/* What Go's own reader says. */
static gint64
true_duration (const char *name)
{
  static const char key[] = "\"duration_ns\": ";
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), "traces", file, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_ascii_strtoll (strstr (text, key) + strlen (key), NULL, 10);
}

static void
measure (GBytes *bytes, HtTraceExtent *extent)
{
  HtTraceInput input;
  g_autoptr (GError) error = NULL;

  ht_trace_input_init_bytes (&input, bytes);
  g_assert_true (ht_trace_measure (&input, extent, &error));
  g_assert_no_error (error);
}

static void
test_without_a_clock (void)
{
  g_autoptr (GBytes) trace = read_trace ("go1.22-map-growth");
  gint64 expected = true_duration ("go1.22-map-growth");
  HtTraceExtent extent;

  measure (trace, &extent);
  g_assert_cmpint (extent.wall_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (ABS (extent.duration_ns - expected), <, MOST_NS_APART);
}

/* 2026-11-20T18:57:40.127943938Z, says Go's own reader. */
static void
test_with_a_clock (void)
{
  g_autoptr (GBytes) trace = read_trace ("go1.25-map-growth");
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 11, 20, 18, 57, 40);
  HtTraceExtent extent;

  measure (trace, &extent);
  g_assert_cmpint (extent.wall_ns, ==, g_date_time_to_unix (time) * 1000000000 + 127943938);
}

/* A tick is 64 ns; batches need not come in order of time. */
static void
test_by_hand (void)
{
  GByteArray *trace = trace_new (22);
  g_autoptr (GBytes) bytes = NULL;
  HtTraceExtent extent;

  trace_batch (trace, 1, 1, 5000, NUMBERS (1));
  trace_batch (trace, 1, 2, 2000, NUMBERS (1));
  trace_frequency (trace, 1);
  trace_batch (trace, 2, 1, 9000, NUMBERS (1));
  trace_frequency (trace, 2);
  bytes = g_byte_array_free_to_bytes (trace);
  measure (bytes, &extent);
  g_assert_cmpint (extent.duration_ns, ==, 8000 * 64);
}

static void
test_damaged (void)
{
  GByteArray *trace = trace_new (22);
  g_autoptr (GBytes) bytes = NULL;
  HtTraceExtent extent;

  trace_frequency (trace, 1);
  trace_batch (trace, 1, 1, 3000, NUMBERS (1));
  trace_batch_head (trace, 1, 1, 7000, 100);
  bytes = g_byte_array_free_to_bytes (trace);
  measure (bytes, &extent);
  g_assert_cmpint (extent.duration_ns, ==, 2000 * 64);
}

/* Before Go 1.22 events have to be looked at: here the last one of another processor than the first
 * one. */
static void
test_old (void)
{
  GByteArray *trace = trace_new (21);
  g_autoptr (GBytes) bytes = NULL;
  HtTraceExtent extent;

  trace_v1_batch (trace, 1, 5000);
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (2000, 4096));
  trace_v1_batch (trace, 2, 2000);
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
  trace_v1_frequency (trace);
  bytes = g_byte_array_free_to_bytes (trace);
  measure (bytes, &extent);
  g_assert_cmpint (extent.wall_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (extent.duration_ns, ==, (7000 - 2001) * 64);
}

static void
test_no_trace (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("certainly no trace", 18);
  g_autoptr (GError) error = NULL;
  HtTraceInput input;
  HtTraceExtent extent;

  ht_trace_input_init_bytes (&input, bytes);
  g_assert_false (ht_trace_measure (&input, &extent, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-measure/without-clock", test_without_a_clock);
  g_test_add_func ("/formats/trace-measure/with-clock", test_with_a_clock);
  g_test_add_func ("/formats/trace-measure/by-hand", test_by_hand);
  g_test_add_func ("/formats/trace-measure/old", test_old);
  g_test_add_func ("/formats/trace-measure/damaged", test_damaged);
  g_test_add_func ("/formats/trace-measure/no-trace", test_no_trace);
  return g_test_run ();
}
