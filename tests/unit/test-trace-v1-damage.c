/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-v1.h"

#include <string.h>

#include "gunzip.h"
#include "trace-log.h"
#include "trace-v1-builder.h"
#include "trace-v1-texts.h"

/* What is broken ends the reading at its first byte; what is before it counts. */
static void
check_damage (GByteArray *trace, const char *problem)
{
  guint offset;
  g_auto (TraceLog) log = trace_log_new ();
  g_autoptr (GByteArray) whole = trace_new (19);
  g_autofree char *warning = NULL;

  trace_v1_batch (whole, 0, 1000);
  trace_v1_item (whole, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
  trace_v1_frequency (whole);
  offset = whole->len;
  g_byte_array_append (whole, trace->data, trace->len);
  g_assert_true (trace_log_read (&log, whole->data, whole->len, NULL));
  g_assert_cmpstr (log.events->str, ==, "0 HeapAlloc p0\n");
  warning = g_strdup_printf ("%u: %s at byte %u; %u of %u bytes, from there to the end, are lost\n",
                             offset, problem, offset, trace->len, whole->len);
  g_assert_cmpstr (log.warnings->str, ==, warning);
  g_assert_cmpuint (log.summary.lost_from, ==, offset);
  g_assert_cmpuint (log.summary.n_lost_bytes, ==, trace->len);
  g_assert_false (log.summary.is_whole);
}

static void
test_broken_items (void)
{
  static const struct
  {
    const char *bytes;
    gsize size;
    const char *problem;
  } cases[] = {
    { "\x00", 1, "an event is of an unknown kind" },
    { "\x32\x01", 2, "an event is of an unknown kind" },             /* 50 */
    { "\x21\x01", 2, "an event has the wrong number of arguments" }, /* HeapAlloc without bytes */
    { "\x62\x01", 2, "a number is cut off" },                        /* HeapGoal without bytes */
    { "\x61\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\x01", 12,
      "a number does not fit into 64 bits" },
    { "\x61\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12, "a number has more than ten bytes" },
    { "\x61\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01", 12, "a time does not fit into 64 bits" },
    { "\xd5\x03\x01\x05\x02", 5, "a number is cut off" }, /* three bytes of four numbers */
    { "\xd5\x05\x01\x05\x02\x00\x00", 7, "an event has too many numbers" },
    { "\xd5\x33", 2, "an event is too long" },
    { "\xd5\x04\x01\x05", 4, "a field reaches beyond its message" },
    { "\x25\x00\x01x", 4, "a string has an impossible id" },
    { "\x25\x80\x80\x80\x80\x10\x01x", 8, "a string has an impossible id" }, /* 2^32 */
    { "\x25\x07\x00", 3, "a string is empty" },
    { "\x25\x07\xc1\x84\x3d", 5, "a string is too long" }, /* 1000001 */
    { "\x25\x07\x04"
      "abc",
      6, "a string or stack is cut off" },
    { "\xf0\x04\x01\x07\x00\x00\xc1\x84\x3d", 9, "a message is too long" },
    { "\x43\x07\x00", 3, "a stack has no length" },
    { "\xc3\x81\x80\x04", 4, "a stack is too long" }, /* 65537 */
    { "\xc3\x01\x07", 3, "a stack has no frames" },
    { "\xc3\x03\x07\xe9\x07", 5, "a stack has more than 1000 frames" },
    { "\xc3\x05\x07\x01\x01\x02\x03", 7, "a number is cut off" },
    { "\xc3\x03\x07\x00\x00", 5, "a stack is longer than its frames" },
    { "\x41\x80\x80\x80\x80\x08\x01", 7, "a batch has an impossible processor" }, /* 2^31 */
    { "\x81\x01\x02\x03", 4, "an event has the wrong number of arguments" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) trace = g_byte_array_new ();

      g_byte_array_append (trace, (const guint8 *) cases[i].bytes, (guint) cases[i].size);
      check_damage (trace, cases[i].problem);
    }
}

/* What a version does not know yet ends the reading, too. */
static void
test_too_new (void)
{
  static const struct
  {
    guint minor;
    guint kind;
  } cases[] = {
    { 7, HT_TRACE_V1_GO_START_LABEL }, { 8, HT_TRACE_V1_ASSIST_START },
    { 10, HT_TRACE_V1_TASK_CREATE },   { 11, HT_TRACE_V1_CPU_SAMPLE },
    { 21, HT_TRACE_V1_N_KINDS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) trace = trace_new (cases[i].minor);

      trace_v1_batch (trace, 0, 1000);
      trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
      trace_v1_frequency (trace);
      trace_v1_item (trace, cases[i].kind, NUMBERS (1, 2, 3, 4, 5));
      trace_log_check (trace, "0 HeapAlloc p0\n",
                       "29: an event is of an unknown kind at byte 29; 7 of 36 bytes, from there "
                       "to the end, are lost\n");
    }
}

/* What is wrong with a table, but has a length, is left out, and the reading goes on. */
static void
test_broken_tables (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);
  g_auto (TraceLog) log = trace_log_new ();

  trace_v1_batch (trace, 0, 1000);
  trace_v1_string (trace, 4, "GC (idle)");
  trace_v1_string (trace, 4, "GC (dedicated)");
  trace_v1_item (trace, HT_TRACE_V1_STACK, NUMBERS (9, 1, 0x401000, 4, 4, 12));
  trace_v1_item (trace, HT_TRACE_V1_STACK, NUMBERS (9, 0));
  trace_v1_item (trace, HT_TRACE_V1_FREQUENCY, NUMBERS (0));
  trace_v1_item (trace, HT_TRACE_V1_FREQUENCY, NUMBERS (G_MAXUINT64));
  trace_v1_frequency (trace);
  trace_v1_item (trace, HT_TRACE_V1_FREQUENCY, NUMBERS (1000000));
  trace_v1_item (trace, HT_TRACE_V1_GO_START_LABEL, NUMBERS (1, 5, 1, 4));
  trace_v1_item (trace, HT_TRACE_V1_GO_BLOCK_RECV, NUMBERS (1, 9));
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpstr (log.events->str, ==,
                   "0 GoStart p0 G5:0>2\n"
                   "0 GoLabel p0 g5 “GC (idle)”\n"
                   "64 GoBlock p0 g5 G5:2>4 “chan receive” GC (idle):12\n");
  g_assert_nonnull (strstr (log.warnings->str,
                            "32: a string or stack has an id that was there already; it is left "
                            "out\n"));
  g_assert_nonnull (strstr (log.warnings->str, ": the clock has an impossible frequency; it is "));
  g_assert_nonnull (strstr (log.warnings->str, ": the clock has a second frequency; it is left"));
  g_assert_cmpuint (log.summary.n_lost_bytes, ==, 0);
  g_assert_false (log.summary.is_whole);
}

static void
test_no_batch (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_string (trace, 4, "GC (idle)");
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
  trace_log_check (trace, "",
                   "28: the end of the trace would say how fast its clock is: times are guessed, "
                   "and 40000000 Hz assumed\n"
                   "28: an event is in no batch at byte 28; 4 of 32 bytes, from there to the end, "
                   "are lost\n");
}

/* Ids of texts are those of the file; none of them may mean one of ours. */
static void
test_strange_ids (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);
  guint64 reason = ht_trace_v1_reason (HT_TRACE_V1_GO_SLEEP);

  trace_v1_batch (trace, 0, 1000);
  trace_v1_item (trace, HT_TRACE_V1_REGION, NUMBERS (1, 1, 0, reason, 7));
  trace_v1_item (trace, HT_TRACE_V1_TASK_CREATE, NUMBERS (1, 1, 0, G_MAXUINT64, 7));
  trace_v1_item (trace, HT_TRACE_V1_REGION, NUMBERS (1, 1, 2, 5, 7));
  trace_v1_frequency (trace);
  trace_log_check (trace,
                   "0 UserRegionBegin p0 “?”\n"
                   "64 UserTaskBegin p0 “?”\n"
                   "128 UserRegionEnd p0 “?”\n",
                   "47: 1 events do not fit what came before them; times are in order, causes "
                   "perhaps not\n");
}

/* Does all that a trace can tell, on three processors. */
static GByteArray *
make_rich_trace (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  trace_v1_batch (trace, 0, 1000);
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (0, 1, 8, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_WAITING, NUMBERS (0, 1));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (0, 2, 8, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_IN_SYSCALL, NUMBERS (0, 2));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (0, 3, 8, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (0, 5, 8, 0));
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (1, 7));
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (1, 5, 1));
  trace_v1_item (trace, HT_TRACE_V1_GOMAXPROCS, NUMBERS (1, 3, 8));
  trace_v1_item (trace, HT_TRACE_V1_GC_START, NUMBERS (1, 0, 8));
  trace_v1_item (trace, HT_TRACE_V1_STW_START, NUMBERS (1, 2));
  trace_v1_item (trace, HT_TRACE_V1_STW_DONE, NUMBERS (1));
  trace_v1_string (trace, 4, "order");
  trace_v1_item (trace, HT_TRACE_V1_TASK_CREATE, NUMBERS (1, 7, 0, 4, 8));
  trace_v1_item (trace, HT_TRACE_V1_REGION, NUMBERS (1, 7, 0, 4, 8));
  trace_v1_item (trace, HT_TRACE_V1_LOG, NUMBERS (1, 7, 4, 8));
  trace_v1_text (trace, "a message");
  trace_v1_item (trace, HT_TRACE_V1_GO_UNBLOCK, NUMBERS (1, 1, 2, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYSCALL, NUMBERS (1, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_BLOCK, NUMBERS (1));
  trace_v1_item (trace, HT_TRACE_V1_PROC_STOP, NUMBERS (1));
  trace_v1_batch (trace, 1, 1010);
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (1, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (1, 1, 3));
  trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 1 << 20));
  trace_v1_item (trace, HT_TRACE_V1_GO_BLOCK_SELECT, NUMBERS (1, 8));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_EXIT, NUMBERS (9, 2, 2, 1013));
  trace_v1_item (trace, HT_TRACE_V1_GO_START_LOCAL, NUMBERS (0, 2));
  trace_v1_item (trace, HT_TRACE_V1_GO_END, NUMBERS (1));
  trace_v1_batch (trace, 0, 1030);
  trace_v1_item (trace, HT_TRACE_V1_CPU_SAMPLE, NUMBERS (1, 1012, 1, 1, 8));
  trace_v1_batch (trace, G_MAXUINT64, 1040);
  trace_v1_item (trace, HT_TRACE_V1_GO_UNBLOCK, NUMBERS (1, 1, 4, 0));
  trace_v1_item (trace, HT_TRACE_V1_STACK, NUMBERS (8, 1, 0x403000, 4, 4, 56));
  trace_v1_frequency (trace);
  return g_steal_pointer (&trace);
}

/* The more of a trace there is, the more comes out of it, and only all of it is whole. Where the
 * clock does not come last, one that is cut between two strings looks whole. */
static void
check_cuts (const guint8 *data, gsize size, gsize step, gboolean has_clock_last)
{
  guint64 n_before = 0;

  for (gsize length = size % step; length <= size; length += step)
    {
      g_autofree guint8 *cut = g_memdup2 (data, MAX (length, 1));
      g_auto (TraceLog) log = trace_log_new ();
      g_autoptr (GError) error = NULL;
      gboolean done = trace_log_read (&log, cut, length, &error);

      g_assert_true (done == (error == NULL));
      g_assert_cmpuint (log.n_events, ==, done ? log.summary.n_events : 0);
      if (has_clock_last || length == size)
        g_assert_true (log.summary.is_whole == (length == size));
      g_assert_true (!done || log.summary.is_whole || log.warnings->len > 0);
      /* That a system call blocks, only the event behind it tells. */
      g_assert_cmpuint (log.n_events + 1, >=, n_before);
      n_before = log.n_events;
    }
  g_assert_cmpuint (n_before, >, 20);
}

static void
test_cut_anywhere (void)
{
  g_autoptr (GByteArray) trace = make_rich_trace ();

  check_cuts (trace->data, trace->len, 1, TRUE);
}

/* Each byte in turn becomes one of the first so many of these. */
static const guint8 damages[] = { 0xff, 0x25, 0x41, 0x80, 0x00 };

static void
check_damages (const guint8 *data, gsize size, gsize n_damages)
{

  for (gsize at = 0; at < size; at++)
    for (gsize i = 0; i < n_damages; i++)
      {
        g_autofree guint8 *damaged = g_memdup2 (data, size);
        g_auto (TraceLog) log = trace_log_new ();
        g_autoptr (GError) error = NULL;
        gboolean done;

        damaged[at] = damages[i];
        done = trace_log_read (&log, damaged, size, &error);
        g_assert_true (done == (error == NULL));
        g_assert_true (!done || log.summary.is_whole || log.warnings->len > 0);
      }
}

static void
test_damage_anywhere (void)
{
  g_autoptr (GByteArray) trace = make_rich_trace ();

  check_damages (trace->data, trace->len, G_N_ELEMENTS (damages));
}

static GBytes *
read_real (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), "traces", name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) packed = NULL;
  GBytes *bytes;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  packed = g_bytes_new_take (g_steal_pointer (&contents), length);
  bytes = ht_gunzip (packed, NULL);
  g_assert_nonnull (bytes);
  return bytes;
}

/* Real traces, one at every byte, and one that was cut in many places. */
static void
test_real (void)
{
  g_autoptr (GBytes) small = read_real ("header1.11-task-region.out.gz");
  g_autoptr (GBytes) large = read_real ("go1.21-map-growth.out.gz");
  gsize size;
  const guint8 *data = g_bytes_get_data (small, &size);

  check_cuts (data, size, 1, FALSE);
  check_damages (data, size, 2);
  data = g_bytes_get_data (large, &size);
  check_cuts (data, size, 3989, FALSE);
}

/* A thousand processors wait for what never comes, while one has much to tell. */
static void
test_waiting_for_nothing (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);
  g_auto (TraceLog) log = trace_log_new ();

  for (guint64 p = 1; p <= 1000; p++)
    {
      trace_v1_batch (trace, p, 1000);
      trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (1, p, 7));
    }
  trace_v1_batch (trace, 2000, 1000);
  for (guint i = 0; i < 3000; i++)
    trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (2, 4096));
  trace_v1_frequency (trace);
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpuint (log.n_events, ==, 4000);
  g_assert_cmpuint (log.summary.n_misfits, ==, 1000);
}

/* More late ends of system calls than are held back. */
static void
test_too_late (void)
{
  g_autoptr (GByteArray) trace = trace_new (21);
  g_auto (TraceLog) log = trace_log_new ();
  guint64 n = 200000;

  trace_v1_prologue (trace, 0, 1000, 5);
  trace_v1_item (trace, HT_TRACE_V1_GO_SYSCALL, NUMBERS (1, 0));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_BLOCK, NUMBERS (1));
  for (guint64 i = 0; i < n; i++)
    trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
  trace_v1_item (trace, HT_TRACE_V1_GO_SYS_EXIT, NUMBERS (1, 5, 2, 1003));
  trace_v1_frequency (trace);
  g_assert_true (trace_log_read (&log, trace->data, trace->len, NULL));
  g_assert_cmpstr (log.warnings->str, ==, "");
  g_assert_cmpuint (log.n_events, ==, n + 5);
  /* It is at its time no more, but before what was held back. */
  g_assert_null (strstr (log.events->str, "\n192 GoSyscallEndBlocked"));
  g_assert_false (g_str_has_suffix (log.events->str, "GoSyscallEndBlocked g5 G5:3>1\n"));
}

typedef struct
{
  GByteArray *trace;
  guint64 fails_at;
  guint64 last_progress;
  guint n_progress;
  guint ends_after;
  guint n_reads;
  guint changes_after;
} Source;

static gboolean
read_source_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  Source *source = user_data;

  g_assert_cmpuint (offset + length, <=, source->trace->len);
  if (offset + length > source->fails_at)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "the disk is gone");
      return FALSE;
    }
  memcpy (buffer, source->trace->data + offset, length);
  if (source->n_reads++ >= source->changes_after)
    memset (buffer, 0xff, length);
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

static gboolean
read_from (Source *source, TraceLog *log, GError **error)
{
  HtTraceInput input = {
    .size = source->trace->len,
    .read = read_source_cb,
    .progress = progress_cb,
    .user_data = source,
  };
  HtTraceSink sink = { trace_log_generation_cb, trace_log_event_cb, trace_log_warning_cb, log,
                       NULL };

  log->size = source->trace->len;
  return ht_trace_v1_read (&input, &sink, &log->summary, error);
}

/* More events than there are between two tellings of progress. */
static GByteArray *
make_long_trace (guint64 n_events)
{
  g_autoptr (GByteArray) trace = trace_new (21);

  for (guint64 i = 0; i < n_events; i++)
    {
      if (i % 16384 == 0)
        trace_v1_batch (trace, i / 16384 % 3, 1000 + i);
      trace_v1_item (trace, HT_TRACE_V1_HEAP_ALLOC, NUMBERS (1, 4096));
    }
  trace_v1_frequency (trace);
  return g_steal_pointer (&trace);
}

static void
test_input (void)
{
  guint64 n_events = 300000;
  g_autoptr (GByteArray) trace = make_long_trace (n_events);
  static const struct
  {
    guint64 fails_at;
    guint ends_after;
    const char *message;
  } cases[] = {
    { G_MAXUINT64, G_MAXUINT, NULL },           { G_MAXUINT64, 0, "nobody wants it" },
    { G_MAXUINT64, 2, "nobody wants it" },      { G_MAXUINT64, 4, "nobody wants it" },
    { 8, G_MAXUINT, "the disk is gone" },       { 100000, G_MAXUINT, "the disk is gone" },
    { 1100000, G_MAXUINT, "the disk is gone" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (TraceLog) log = trace_log_new ();
      g_autoptr (GError) error = NULL;
      Source source = {
        .trace = trace,
        .fails_at = cases[i].fails_at,
        .ends_after = cases[i].ends_after,
        .changes_after = G_MAXUINT,
      };

      g_assert_true (read_from (&source, &log, &error) == (cases[i].message == NULL));
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, cases[i].message);
      if (error == NULL)
        {
          g_assert_cmpuint (log.n_events, ==, n_events);
          g_assert_cmpuint (source.n_progress, >, 5);
          g_assert_true (log.summary.is_whole);
        }
    }
}

/* Somebody overwrites the file between its two readings. */
static void
test_changed_input (void)
{
  g_autoptr (GByteArray) trace = make_rich_trace ();
  g_auto (TraceLog) log = trace_log_new ();
  Source source = {
    .trace = trace,
    .fails_at = G_MAXUINT64,
    .ends_after = G_MAXUINT,
    .changes_after = 2, /* the header and all of the trace */
  };

  g_assert_true (read_from (&source, &log, NULL));
  g_assert_nonnull (strstr (log.warnings->str, "is lost: the trace changed while it was read"));
  g_assert_false (log.summary.is_whole);
  g_assert_cmpuint (log.summary.n_lost_bytes, >, 0);
  g_assert_cmpuint (log.summary.n_lost_bytes, <, trace->len);
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
  g_assert_true (ht_trace_v1_read (&input, &sink, &summary, NULL));
  g_assert_true (summary.is_whole);
  g_assert_cmpuint (summary.minor, ==, 21);
  g_assert_cmpuint (summary.n_generations, ==, 1);
  g_assert_cmpuint (summary.n_misfits, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-v1-damage/broken-items", test_broken_items);
  g_test_add_func ("/formats/trace-v1-damage/too-new", test_too_new);
  g_test_add_func ("/formats/trace-v1-damage/broken-tables", test_broken_tables);
  g_test_add_func ("/formats/trace-v1-damage/no-batch", test_no_batch);
  g_test_add_func ("/formats/trace-v1-damage/strange-ids", test_strange_ids);
  g_test_add_func ("/formats/trace-v1-damage/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/formats/trace-v1-damage/damage-anywhere", test_damage_anywhere);
  g_test_add_func ("/formats/trace-v1-damage/real", test_real);
  g_test_add_func ("/formats/trace-v1-damage/waiting-for-nothing", test_waiting_for_nothing);
  g_test_add_func ("/formats/trace-v1-damage/too-late", test_too_late);
  g_test_add_func ("/formats/trace-v1-damage/input", test_input);
  g_test_add_func ("/formats/trace-v1-damage/changed-input", test_changed_input);
  g_test_add_func ("/formats/trace-v1-damage/no-sink", test_no_sink);
  return g_test_run ();
}
