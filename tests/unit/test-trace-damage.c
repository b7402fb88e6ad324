/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-v2.h"

#include <string.h>

#include "gunzip.h"
#include "trace-builder.h"
#include "trace-log.h"

/* Numbers may be padded and may be as large as 64 bits are, but not larger. */
static void
test_numbers (void)
{
  static const guint8 padded[] = { 37,   0x81, 0x80, 0x00, 0x80, 0x80, 0x00, 37,   1,   0xff,
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 };
  g_autoptr (GByteArray) trace = trace_new (22);
  g_autoptr (GByteArray) data = g_byte_array_new ();

  g_byte_array_append (data, padded, sizeof padded);
  trace_batch_bytes (trace, 1, 1, 1000, data);
  trace_frequency (trace, 1);
  trace_log_check (trace, "64 HeapAlloc m1\n128 HeapAlloc m1\n", "");

  data->data[data->len - 1] = 2;
  g_byte_array_set_size (trace, 16);
  trace_batch_bytes (trace, 1, 1, 1000, data);
  trace_frequency (trace, 1);
  trace_log_check (
      trace, "64 HeapAlloc m1\n",
      "38: a number does not fit into 64 bits; the rest of the thread in generation 1, 12 bytes, "
      "is lost\n");

  data->data[data->len - 1] = 0x81;
  trace_byte (data, 0);
  g_byte_array_set_size (trace, 16);
  trace_batch_bytes (trace, 1, 1, 1000, data);
  trace_frequency (trace, 1);
  trace_log_check (
      trace, "64 HeapAlloc m1\n",
      "38: a number has more than ten bytes; the rest of the thread in generation 1, 13 bytes, is "
      "lost\n");
}

/* Where times are far apart, so are those of the events behind. */
static void
test_far_times (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (37, 1, 4096, 37, G_GUINT64_CONSTANT (1) << 33, 1, 37, 1,
                        G_GUINT64_CONSTANT (1) << 40, 37, 2, 4096));
  trace_frequency (trace, 1);
  trace_log_check (trace,
                   "64 HeapAlloc m1\n549755813952 HeapAlloc m1\n549755814016 HeapAlloc m1\n"
                   "549755814144 HeapAlloc m1\n",
                   "");
}

/* Behind an event of unknown length a thread cannot be read, but the others can. */
static void
test_unknown_event (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000, NUMBERS (37, 1, 4096, 45, 1, 5, 1));
  trace_batch (trace, 1, 2, 1000, NUMBERS (37, 3, 8192));
  trace_batch (trace, 1, 1, 1010, NUMBERS (37, 1, 1));
  trace_frequency (trace, 1);
  /* GoSwitch is from Go 1.23. */
  trace_log_check (
      trace, "64 HeapAlloc m1\n192 HeapAlloc m2\n",
      "35: an event is of an unknown kind; the rest of the thread in generation 1, 7 bytes, is "
      "lost\n");
}

static void
check_table (const guint64 *numbers, gsize n_numbers, const char *text, const char *problem)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_auto (TraceLog) log = trace_log_new ();

  trace_numbers (data, numbers, n_numbers);
  g_byte_array_append (data, (const guint8 *) text, (guint) strlen (text));
  trace_frequency (trace, 1);
  trace_batch_bytes (trace, 1, G_MAXUINT64, 1000, data);
  trace_batch (trace, 1, 2, 1000, NUMBERS (37, 3, 8192));
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpstr (log.events->str, ==, "192 HeapAlloc m2\n");
  g_assert_nonnull (strstr (log.warnings->str, problem));
  g_assert_false (log.summary.is_whole);
}

static void
test_broken_tables (void)
{
  g_autofree char *long_text = g_strnfill (1025, 'x');

  check_table (NUMBERS (4, 5, 1, 1025), long_text, "a string is too long");
  check_table (NUMBERS (4, 5, 1, 9), "short", "a field reaches beyond its message");
  check_table (NUMBERS (4, 5, 0, 1), "x", "a string has the id 0");
  check_table (NUMBERS (4, 5, 1, 0, 5, 1, 0), "", "an id is there twice");
  check_table (NUMBERS (4, 3, 1, 0), "", "something is in a table that does not belong there");
  check_table (NUMBERS (2, 3, 0, 0), "", "a stack has the id 0");
  check_table (NUMBERS (2, 3, 1, 129), "", "a stack has more than 128 frames");
  check_table (NUMBERS (2, 3, 1, 1, 2, 3), "", "a number is cut off");
  check_table (NUMBERS (2, 3, 1, 0, 3, 1, 0), "", "an id is there twice");
  check_table (NUMBERS (8, 15625000), "", "the clock has a second frequency");
  check_table (NUMBERS (8, 0), "", "the clock has an impossible frequency");
  check_table (NUMBERS (6, 7, 1, 2, 3), "", "a number is cut off");
}

/* What is wrong with the order of batches ends the reading there. */
static void
test_broken_batches (void)
{
  static const struct
  {
    guint minor;
    guint64 generation;
    guint64 size;
    const char *problem;
  } cases[] = {
    { 22, 0, 3, "a batch belongs to generation 0 at byte 35; 18 of 53 bytes" },
    { 22, 3, 3, "a batch is of the wrong generation at byte 35; 18 of 53 bytes" },
    { 22, 1, 65537, "a batch is larger than 64 KiB at byte 35; 18 of 53 bytes" },
    { 26, 2, 3, "a batch is of the wrong generation at byte 35; 18 of 53 bytes" },
    { 22, 1, 65536, "the last batch is cut off at byte 53; what should follow is missing" },
    { 26, 1, 3, "the last generation has no end at byte 53; what should follow is missing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) trace = trace_new (cases[i].minor);
      g_auto (TraceLog) log = trace_log_new ();

      trace_batch (trace, 1, 1, 1000, NUMBERS (37, 1, 4096));
      trace_batch_head (trace, cases[i].generation, 1, 1001, cases[i].size);
      trace_numbers (trace, NUMBERS (37, 1, 77));
      g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
      g_assert_nonnull (strstr (log.warnings->str, cases[i].problem));
      g_assert_true (g_str_has_prefix (log.events->str, "64 HeapAlloc m1\n"));
      g_assert_false (log.summary.is_whole);
    }
}

/* A bit of everything, in two generations. */
static GByteArray *
make_rich_trace (void)
{
  g_autoptr (GByteArray) trace = trace_new (26);
  g_autoptr (GByteArray) layout = g_byte_array_new ();

  trace_numbers (layout, NUMBERS (1, 0xc000000000, 8192, 8, 2048));
  for (guint64 generation = 1; generation <= 2; generation++)
    {
      guint64 ticks = 1000 * generation;

      trace_batch (trace, generation, G_MAXUINT64, ticks,
                   NUMBERS (50, 51, 1, 64000, 1700000000, 1, 8, 15625000));
      trace_batch (trace, generation, 1, ticks,
                   NUMBERS (13, 1, 0, 1, 25, 1, 5, 1, 2, 22, 9, 1, 9, 23, 1, 37, 1, 1 << 20));
      trace_batch (trace, generation, 2, ticks,
                   NUMBERS (13, 1, 1, 1, 25, 1, 6, 2, 2, 26, 1, 4, 9, 27, 1, 20, 1, 4, 9, 11, 1));
      trace_batch (trace, generation, 1, ticks + 50,
                   NUMBERS (21, 1, 6, 1, 9, 16, 1, 6, 2, 20, 1, 4, 9));
      trace_batch (trace, generation, G_MAXUINT64, ticks, NUMBERS (6, 7, ticks + 9, 1, 0, 5, 9));
      trace_batch (trace, generation, G_MAXUINT64, ticks,
                   NUMBERS (2, 3, 9, 2, 0x401000, 1, 3, 12, 0x402000, 2, 3, 34));
      trace_experiment (trace, generation, layout);
      trace_string (trace, generation, 1, "main.inner");
      trace_string (trace, generation, 4, "chan receive");
      trace_byte (trace, 52);
    }
  return g_steal_pointer (&trace);
}

/* The more of a trace there is, the more comes out of it, and only all of it is whole. */
static void
test_cut_anywhere (void)
{
  g_autoptr (GByteArray) trace = make_rich_trace ();
  guint64 n_before = 0;

  for (guint size = 0; size <= trace->len; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (trace->data, size);
      g_auto (TraceLog) log = trace_log_new ();
      g_autoptr (GError) error = NULL;
      gboolean done = trace_log_read (&log, cut, size, &error);

      g_assert_true (done == (error == NULL));
      g_assert_cmpuint (log.n_events, >=, n_before);
      g_assert_true (log.summary.is_whole == (size == trace->len) ||
                     /* Between two generations nothing shows that there is another one. */
                     trace->data[size - 1] == 52);
      g_assert_true (!done || log.summary.is_whole || log.warnings->len > 0);
      n_before = log.n_events;
    }
  g_assert_cmpuint (n_before, >, 24);
}

/* Whatever byte is wrong: the reading ends, and what is not whole is said to be so. */
static void
test_damage_anywhere (void)
{
  static const guint8 damages[] = { 0x00, 0x01, 0x34, 0x7f, 0x80, 0xff };
  g_autoptr (GByteArray) trace = make_rich_trace ();

  for (guint at = 0; at < trace->len; at++)
    for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
      {
        g_autofree guint8 *damaged = g_memdup2 (trace->data, trace->len);
        g_auto (TraceLog) log = trace_log_new ();
        g_autoptr (GError) error = NULL;
        gboolean done;

        damaged[at] = damages[i];
        done = trace_log_read (&log, damaged, trace->len, &error);
        g_assert_true (done == (error == NULL));
        g_assert_true (!done || log.summary.is_whole || log.warnings->len > 0);
      }
}

/* A real trace that was cut in many places. */
static void
test_cut_real (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("HT_TEST_DATA"), "traces", "go1.26-offheap.out.gz", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint64 n_before = 0;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  packed = g_bytes_new_take (g_steal_pointer (&contents), length);
  bytes = ht_gunzip (packed, NULL);
  g_assert_nonnull (bytes);
  for (gsize size = 2000; size < g_bytes_get_size (bytes); size += 997)
    {
      g_auto (TraceLog) log = trace_log_new ();

      g_assert_true (trace_log_read (&log, g_bytes_get_data (bytes, NULL), size, NULL));
      g_assert_cmpuint (log.n_events, >=, n_before);
      g_assert_false (log.summary.is_whole);
      n_before = log.n_events;
    }
}

/* Traces that were damaged on purpose, and one of a version that there is not. */
static void
test_bad_files (void)
{
  static const struct
  {
    const char *name;
    const char *message; /* NULL where something can be read */
  } cases[] = {
    { "trace-gzipped.out", "this is no execution trace: no header at byte 0" },
    { "trace-is-heap.out", "this is no execution trace: no header at byte 0" },
    { "trace-header-only.out", "the execution trace ends behind its header at byte 16" },
    { "trace-truncated-header.out", "the header of the execution trace is cut off at byte 9" },
    { "trace-truncated.out", NULL },
    { "trace-unknown-version.out", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
          g_build_filename (g_getenv ("HT_TEST_DATA"), "bad", cases[i].name, NULL);
      g_autofree char *contents = NULL;
      g_auto (TraceLog) log = trace_log_new ();
      g_autoptr (GError) error = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      trace_log_read (&log, contents, length, &error);
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
      if (error == NULL)
        {
          g_assert_cmpuint (log.n_events, >, 0);
          g_assert_cmpuint (log.warnings->len, >, 0);
        }
    }
}

/* A thousand threads wait for what never comes, while one has much to tell. */
static void
test_waiting_for_nothing (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_auto (TraceLog) log = trace_log_new ();

  for (guint i = 0; i < 3000; i++)
    trace_numbers (data, NUMBERS (37, 2, 4096));
  for (guint64 m = 1; m <= 1000; m++)
    trace_batch (trace, 1, m, 1000, NUMBERS (16, 1, m, 7));
  trace_batch_bytes (trace, 1, 1001, 1000, data);
  trace_frequency (trace, 1);
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpuint (log.n_events, ==, 4000);
  g_assert_cmpuint (log.summary.n_misfits, ==, 1000);
}

typedef struct
{
  GByteArray *trace;
  guint64 fails_at;
  guint64 last_progress;
  guint n_progress;
  guint ends_after;
} Source;

static gboolean
read_source_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  const Source *source = user_data;

  g_assert_cmpuint (offset + length, <=, source->trace->len);
  if (offset + length > source->fails_at)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the disk is gone");
      return FALSE;
    }
  memcpy (buffer, source->trace->data + offset, length);
  return TRUE;
}

static gboolean
progress_cb (guint64 n_bytes_done, gpointer user_data, GError **error)
{
  Source *source = user_data;

  g_assert_cmpuint (n_bytes_done, <=, source->trace->len);
  g_assert_cmpuint (n_bytes_done, >=, source->last_progress);
  source->last_progress = n_bytes_done;
  if (++source->n_progress <= source->ends_after)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INTR, "nobody wants it");
  return FALSE;
}

/* More events than there are between two tellings of progress, in batches as large as they can be.
 */
static GByteArray *
make_long_trace (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_autoptr (GByteArray) data = g_byte_array_new ();

  while (data->len + 4 <= 65536)
    trace_numbers (data, NUMBERS (37, 1, 4096));
  for (guint64 i = 0; i < 24; i++)
    {
      if (i == 12)
        trace_frequency (trace, 1);
      trace_batch_bytes (trace, 1 + i / 12, 1 + i % 3, 1000 + 20000 * (i / 3), data);
    }
  trace_frequency (trace, 2);
  return g_steal_pointer (&trace);
}

static void
test_input (void)
{
  g_autoptr (GByteArray) trace = make_long_trace ();
  guint64 n_events = 24 * 16384;
  static const struct
  {
    guint64 fails_at;
    guint ends_after;
    const char *message;
  } cases[] = {
    { G_MAXUINT64, G_MAXUINT, NULL },          { G_MAXUINT64, 0, "nobody wants it" },
    { G_MAXUINT64, 3, "nobody wants it" },     { 8, G_MAXUINT, "the disk is gone" },
    { 100000, G_MAXUINT, "the disk is gone" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (TraceLog) log = trace_log_new ();
      g_autoptr (GError) error = NULL;
      Source source = { trace, cases[i].fails_at, 0, 0, cases[i].ends_after };
      HtTraceInput input = {
        .size = trace->len, .read = read_source_cb, .progress = progress_cb, .user_data = &source
      };
      HtTraceSink sink = { trace_log_generation_cb, trace_log_event_cb, trace_log_warning_cb, &log,
                           NULL };

      log.size = trace->len;
      g_assert_true (ht_trace_v2_read (&input, &sink, &log.summary, &error) ==
                     (cases[i].message == NULL));
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
      if (error == NULL)
        {
          g_assert_cmpuint (log.n_events, ==, n_events);
          g_assert_cmpuint (source.n_progress, >, 4);
          g_assert_true (log.summary.is_whole);
        }
    }
}

/* A sink need not want anything. */
static void
test_no_sink (void)
{
  g_autoptr (GByteArray) trace = make_rich_trace ();
  g_autoptr (GBytes) bytes = g_bytes_new (trace->data, trace->len);
  HtTraceSink sink = { NULL };
  HtTraceSummary summary;
  HtTraceInput input;

  ht_trace_input_init_bytes (&input, bytes);
  g_assert_true (ht_trace_v2_read (&input, &sink, &summary, NULL));
  g_assert_true (summary.is_whole);
  g_assert_cmpuint (summary.minor, ==, 26);
  g_assert_cmpuint (summary.n_generations, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-damage/numbers", test_numbers);
  g_test_add_func ("/formats/trace-damage/far-times", test_far_times);
  g_test_add_func ("/formats/trace-damage/unknown-event", test_unknown_event);
  g_test_add_func ("/formats/trace-damage/broken-tables", test_broken_tables);
  g_test_add_func ("/formats/trace-damage/broken-batches", test_broken_batches);
  g_test_add_func ("/formats/trace-damage/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/formats/trace-damage/damage-anywhere", test_damage_anywhere);
  g_test_add_func ("/formats/trace-damage/cut-real", test_cut_real);
  g_test_add_func ("/formats/trace-damage/bad-files", test_bad_files);
  g_test_add_func ("/formats/trace-damage/waiting-for-nothing", test_waiting_for_nothing);
  g_test_add_func ("/formats/trace-damage/input", test_input);
  g_test_add_func ("/formats/trace-damage/no-sink", test_no_sink);
  return g_test_run ();
}
