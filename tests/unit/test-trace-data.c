/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording-fixture.h"
#include "target-data.h"
#include "trace-annotations-rows.h"
#include "trace-bars.h"
#include "trace-moments.h"
#include "trace-pause-sums.h"
#include "trace-utilization.h"
#include "trace-who.h"

#define MS     G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define START  (G_GINT64_CONSTANT (1700000000) * SECOND)
#define N_BUSY 5000

typedef struct
{
  HtRecordingWriter *writer;
  gint64 target;
  gint64 capture;
} Writing;

static void
add_point (Writing *w, const char *name, HtPointKind kind, gint64 time_ns, double value)
{
  g_autoptr (GError) error = NULL;
  HtPoint point = {
    .name = name, .unit = "ns", .kind = kind, .time_ns = START + time_ns, .value = value
  };

  ht_recording_writer_add_point (w->writer, w->target, &point, &error);
  g_assert_no_error (error);
}

static void
add_event (Writing *w, const char *name, gint64 from_ns, gint64 length_ns)
{
  add_point (w, name, HT_POINT_EVENT, from_ns + length_ns, (double) length_ns);
}

static void
add_span (Writing *w, HtTraceSpanKind kind, gint64 from_ns, gint64 to_ns, const char *name)
{
  g_autoptr (GError) error = NULL;
  HtTraceSpan span = {
    .kind = kind,
    .start_ns = START + from_ns,
    .end_ns = START + to_ns,
    .cpu_ns = HT_UNKNOWN,
    .goroutine = 7,
    .function = "main.serve",
    .name = name,
  };

  ht_recording_writer_add_span (w->writer, w->target, w->capture, &span, &error);
  g_assert_no_error (error);
}

static void
add_cycle (Writing *w, HtGcSource source, gint64 n, gint64 from_ns)
{
  g_autoptr (GError) error = NULL;
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, source);
  cycle.n = n;
  cycle.start_ns = from_ns;
  cycle.end_ns = from_ns + 10 * MS;
  cycle.wall_offset_ns = START;
  cycle.stw_sweep_term_ns = MS;
  cycle.mark_ns = 8 * MS;
  cycle.stw_mark_term_ns = MS;
  cycle.assist_ns = 3 * MS;
  cycle.gomaxprocs = 3;
  cycle.heap_start_bytes = 2000;
  cycle.heap_live_bytes = 1000;
  ht_recording_writer_add_gc_cycle (w->writer, w->target, w->capture, &cycle, &error);
  g_assert_no_error (error);
}

static void
add_trace (Writing *w)
{
  g_autoptr (GError) error = NULL;
  HtTraceFacts facts = { .start_ns = START + 10 * SECOND, .end_ns = START + 20 * SECOND };
  HtTraceGroup group = { .function = "main.serve", .n_seen = 12, .n_created = 5 };
  HtCapture capture = { .target = w->target, .kind = HT_CAPTURE_TRACE, .time_ns = START };

  w->capture = ht_recording_writer_add_capture (w->writer, &capture, &error);
  g_assert_no_error (error);
  g_assert_true (ht_recording_writer_add_trace (w->writer, w->target, w->capture, &facts, &error));
  g_assert_true (ht_recording_writer_add_group (w->writer, w->target, w->capture, &group, &error));
}

/* A minute with a log, ten seconds of which were traced, too. */
static gint64
write_recording (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (path, &error);
  Writing w = { .writer = writer };

  g_assert_no_error (error);
  w.target = ht_recording_writer_add_target (writer, "service", &error);
  add_trace (&w);
  for (gint64 i = 0; i < 6; i++)
    add_cycle (&w, HT_GC_SOURCE_GCTRACE, i + 1, 10 * i * SECOND + 5 * SECOND);
  add_point (&w, "heap_live", HT_POINT_GAUGE, 12 * SECOND, 1234);
  add_point (&w, "heap_live", HT_POINT_GAUGE, 13 * SECOND, 1500);
  add_event (&w, "trace/stw/GC sweep termination", 15 * SECOND, MS);
  add_event (&w, "trace/stw/read mem stats", 16 * SECOND, 2 * MS);
  add_point (&w, "trace/gc_share", HT_POINT_GAUGE, 10 * SECOND, 0);
  add_point (&w, "trace/gc_share", HT_POINT_GAUGE, 15 * SECOND, 1);
  add_point (&w, "trace/gc_share", HT_POINT_GAUGE, 15 * SECOND + MS, 0.5);
  add_point (&w, "trace/gc_share", HT_POINT_GAUGE, 15 * SECOND + 11 * MS, 0);
  add_event (&w, "trace/mark", 15 * SECOND + MS, 8 * MS);
  add_event (&w, "trace/dedicated/0", 15 * SECOND + MS, 8 * MS);
  add_event (&w, "trace/idle/1", 15 * SECOND + 2 * MS, 3 * MS);
  add_event (&w, "trace/sweep/1", 15 * SECOND + 10 * MS, 4 * MS);
  add_event (&w, "trace/sweep/x", 15 * SECOND + 10 * MS, 4 * MS);
  add_event (&w, "trace/assist/main.serve", 15 * SECOND + 2 * MS, 2 * MS);
  add_event (&w, "trace/assist/main.batch", 15 * SECOND + 3 * MS, 2 * MS);
  for (gint64 i = 0; i < N_BUSY; i++)
    add_point (&w, "trace/alloc/main.serve", HT_POINT_EVENT, 10 * SECOND + i * 2 * MS, 8192);
  add_point (&w, "trace/alloc/main.batch", HT_POINT_EVENT, 19 * SECOND, 1e6);
  add_span (&w, HT_TRACE_SPAN_ASSIST, 15 * SECOND + 2 * MS, 15 * SECOND + 4 * MS, "");
  add_span (&w, HT_TRACE_SPAN_REGION, 14 * SECOND, 16 * SECOND, "checkout");
  add_span (&w, HT_TRACE_SPAN_LOG, 15 * SECOND, 15 * SECOND, "cart");
  g_assert_true (ht_recording_writer_commit (writer, &error));
  return w.target;
}

static const HtTraceRow *
find_row (const GPtrArray *rows, const char *name)
{
  for (guint i = 0; i < rows->len; i++)
    if (strcmp (((const HtTraceRow *) g_ptr_array_index (rows, i))->name, name) == 0)
      return g_ptr_array_index (rows, i);
  g_error ("no lane %s", name);
}

static const GArray *
find_bars (const HtTraceRow *row, const char *name)
{
  for (guint i = 0; i < row->tracks->len; i++)
    {
      const HtTraceTrack *track = g_ptr_array_index (row->tracks, i);

      if (strcmp (track->name, name) == 0)
        return track->bars;
    }
  g_error ("no track %s", name);
}

static void
assert_bar (const GArray *bars, guint index, gint64 from_ns, gint64 to_ns)
{
  const HtTraceBar *bar = &g_array_index (bars, HtTraceBar, index);

  g_assert_cmpuint (bars->len, >, index);
  g_assert_cmpint (bar->from_ns - START, ==, from_ns);
  g_assert_cmpint (bar->to_ns - START, ==, to_ns);
  g_assert_cmpint (bar->n, ==, 1);
  g_assert_cmpint (bar->busy, ==, to_ns - from_ns);
}

static void
test_lanes (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (HtTargetData) whole = ht_target_data_load (recording, target, 1000, &error);
  const HtTraceRow *row;
  const GArray *bars;

  g_assert_no_error (error);
  g_assert_nonnull (whole->trace);
  g_assert_true (ht_trace_data_overlaps (whole->trace, START, START + 10 * SECOND));
  g_assert_false (ht_trace_data_overlaps (whole->trace, START + 21 * SECOND, START + 60 * SECOND));
  row = find_row (whole->trace->rows, "Pauses");
  assert_bar (find_bars (row, "read mem stats"), 0, 16 * SECOND, 16 * SECOND + 2 * MS);
  /* Of collections that no trace saw the log tells; the traced one is there once. */
  row = find_row (whole->trace->rows, "Mark");
  assert_bar (((HtTraceTrack *) g_ptr_array_index (row->tracks, 0))->bars, 0, 15 * SECOND + MS,
              15 * SECOND + 9 * MS);
  bars = ((HtTraceTrack *) g_ptr_array_index (row->tracks, 1))->bars;
  g_assert_cmpuint (bars->len, ==, 5);
  assert_bar (bars, 0, 5 * SECOND + MS, 5 * SECOND + 9 * MS);
  assert_bar (bars, 1, 25 * SECOND + MS, 25 * SECOND + 9 * MS);
  bars = find_bars (find_row (whole->trace->rows, "Mark assist"), "assist");
  g_assert_cmpuint (bars->len, ==, 2);
  assert_bar (bars, 0, 15 * SECOND + 2 * MS, 15 * SECOND + 4 * MS);
  /* A log says how long goroutines assisted, not when. */
  bars = find_bars (find_row (whole->trace->rows, "Mark assist"), "assist at some time in mark");
  g_assert_cmpuint (bars->len, ==, 5);
  g_assert_cmpint (g_array_index (bars, HtTraceBar, 0).from_ns - START, ==, 5 * SECOND + MS);
  g_assert_cmpint (g_array_index (bars, HtTraceBar, 0).to_ns - START, ==, 5 * SECOND + 9 * MS);
  g_assert_cmpint (g_array_index (bars, HtTraceBar, 0).busy, ==, 3 * MS);
  row = find_row (whole->trace->rows, "Workers");
  g_assert_cmpuint (row->n_across, ==, 3);
  assert_bar (find_bars (row, "idle worker"), 0, 15 * SECOND + 2 * MS, 15 * SECOND + 5 * MS);
  assert_bar (find_bars (find_row (whole->trace->rows, "Regions"), "checkout"), 0, 14 * SECOND,
              16 * SECOND);
  assert_bar (find_bars (find_row (whole->trace->rows, "Messages"), "cart"), 0, 15 * SECOND,
              15 * SECOND);
  g_assert_cmpuint (whole->trace->processors->len, ==, 3);
  row = find_row (whole->trace->processors, "P 1");
  assert_bar (find_bars (row, "sweep"), 0, 15 * SECOND + 10 * MS, 15 * SECOND + 14 * MS);
  g_assert_cmpuint (find_bars (row, "dedicated worker")->len, ==, 0);
}

/* What the heap was at each step is in the line of the heap in use, not of what is live. */
static void
test_heap (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (HtTargetData) whole = ht_target_data_load (recording, target, 1000, &error);
  g_autoptr (HtTargetData) part = ht_target_data_load_part (recording, whole, START + 11 * SECOND,
                                                            START + 14 * SECOND, 1000, &error);
  guint n_found = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < part->lines.heap->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (part->lines.heap, HtSeriesBucket, i);

      n_found += bucket->last == 1234 && bucket->start_ns == START + 12 * SECOND;
      n_found += bucket->last == 1500 && bucket->start_ns == START + 13 * SECOND;
    }
  g_assert_cmpuint (n_found, ==, 2);
  for (guint i = 0; i < part->lines.live->len; i++)
    g_assert_cmpfloat (g_array_index (part->lines.live, HtSeriesBucket, i).last, ==, 1000);
}

static void
test_function (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) rows = ht_trace_data_load_function (recording, target, "main.serve", START,
                                                            START + 60 * SECOND, 100, &error);
  const GArray *bars;
  gint64 n = 0, bytes = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 2);
  bars =
      ((HtTraceTrack *) g_ptr_array_index (((HtTraceRow *) g_ptr_array_index (rows, 0))->tracks, 0))
          ->bars;
  g_assert_cmpuint (bars->len, <=, 200);
  for (guint i = 0; i < bars->len; i++)
    {
      n += g_array_index (bars, HtTraceBar, i).n;
      bytes += g_array_index (bars, HtTraceBar, i).busy;
    }
  g_assert_cmpint (n, ==, N_BUSY);
  g_assert_cmpint (bytes, ==, N_BUSY * 8192);
  bars =
      ((HtTraceTrack *) g_ptr_array_index (((HtTraceRow *) g_ptr_array_index (rows, 1))->tracks, 0))
          ->bars;
  g_assert_cmpuint (bars->len, ==, 1);
  assert_bar (bars, 0, 15 * SECOND + 2 * MS, 15 * SECOND + 4 * MS);
}

static void
test_who (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (HtTraceWho) all =
      ht_trace_who_load (recording, target, START, START + 60 * SECOND, &error);
  g_autoptr (HtTraceWho) late = NULL;
  const HtTraceAllocator *first, *second;

  g_assert_no_error (error);
  g_assert_cmpuint (all->allocators->len, ==, 2);
  first = &g_array_index (all->allocators, HtTraceAllocator, 0);
  second = &g_array_index (all->allocators, HtTraceAllocator, 1);
  g_assert_cmpstr (first->function, ==, "main.serve");
  g_assert_cmpint (first->allocated_bytes, ==, N_BUSY * 8192);
  g_assert_cmpint (first->n_allocations, ==, N_BUSY);
  g_assert_cmpint (first->assist_ns, ==, 2 * MS);
  g_assert_cmpint (first->n_seen, ==, 12);
  g_assert_cmpint (first->n_created, ==, 5);
  g_assert_cmpstr (second->function, ==, "main.batch");
  g_assert_cmpint (all->allocated_bytes, ==, N_BUSY * 8192 + 1000000);
  g_assert_cmpint (all->traced_ns, ==, 10 * SECOND);

  /* The last second and a half of the trace: 750 spans of pages each 2 ms, and the batch. */
  late = ht_trace_who_load (recording, target, START + 18500 * MS, START + 60 * SECOND, &error);
  g_assert_no_error (error);
  g_assert_cmpint (late->traced_ns, ==, 1500 * MS);
  first = &g_array_index (late->allocators, HtTraceAllocator, 0);
  g_assert_cmpstr (first->function, ==, "main.serve");
  g_assert_cmpint (first->n_allocations, ==, 750);
  g_assert_cmpint (first->assist_ns, ==, 0);
}

static void
test_moments (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (HtTraceMoments) moments =
      ht_trace_moments_load (recording, target, HT_TRACE_SPAN_BIT (HT_TRACE_SPAN_ASSIST),
                             START + 15 * SECOND, START + 15 * SECOND + 10 * MS, 10, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (moments->spans->spans->len, ==, 1);
  g_assert_cmpstr (g_array_index (moments->spans->spans, HtTraceSpan, 0).function, ==,
                   "main.serve");
  g_assert_cmpuint (moments->stacks->len, ==, 1);
}

static void
test_pauses (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (GArray) all =
      ht_trace_pauses_load (recording, target, START, START + 60 * SECOND, &error);
  g_autoptr (GArray) early = NULL;
  const HtTracePause *first = &g_array_index (all, HtTracePause, 0);

  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (first->reason, ==, "read mem stats");
  g_assert_cmpint (first->n, ==, 1);
  g_assert_cmpint (first->total_ns, ==, 2 * MS);
  g_assert_cmpint (first->longest_ns, ==, 2 * MS);
  early = ht_trace_pauses_load (recording, target, START, START + 15500 * MS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (early->len, ==, 1);
  g_assert_cmpstr (g_array_index (early, HtTracePause, 0).reason, ==, "GC sweep termination");
}

/* In ten seconds one of 10 ms in which half of the processors were the collector's, after one of 1
 * ms in which all were. */
static void
test_utilization (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target = write_recording (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (HtTraceUtilization) found =
      ht_trace_utilization_load (recording, target, START, START + 60 * SECOND, &error);
  g_autoptr (HtTraceUtilization) none = NULL;
  guint n_found = 0;

  g_assert_no_error (error);
  g_assert_cmpint (found->traced_ns, ==, 10 * SECOND);
  g_assert_cmpfloat_with_epsilon (found->mean, 1 - 0.006 / 10, 1e-9);
  for (guint i = 0; i < found->points->len; i++)
    {
      const HtUtilizationPoint *point = &g_array_index (found->points, HtUtilizationPoint, i);

      if (point->window_ns == MS)
        g_assert_cmpfloat_with_epsilon (point->share, 0, 1e-9);
      if (point->window_ns == 10 * MS)
        g_assert_cmpfloat_with_epsilon (point->share, 0.45, 1e-9);
      n_found += point->window_ns == MS || point->window_ns == 10 * MS;
    }
  g_assert_cmpuint (n_found, ==, 2);
  none = ht_trace_utilization_load (recording, target, START, START + 9 * SECOND, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->points->len, ==, 0);
}

/* Many short ones become few; the long one and the sums stay. */
static void
test_thinned (void)
{
  g_autoptr (GArray) bars = ht_trace_bars_new ();
  gint64 n = 0, busy = 0;
  guint n_long = 0;

  for (gint64 i = 0; i < 10000; i++)
    ht_trace_bars_add (bars, START + i * MS, START + i * MS + 10 + i % 7);
  ht_trace_bars_add (bars, START + 100 * MS, START + 3000 * MS);
  ht_trace_bars_finish (bars, START, START + 10 * SECOND, 50);
  g_assert_cmpuint (bars->len, <=, 52);
  for (guint i = 0; i < bars->len; i++)
    {
      const HtTraceBar *bar = &g_array_index (bars, HtTraceBar, i);

      n += bar->n;
      busy += bar->busy;
      n_long += bar->n == 1 && bar->to_ns - bar->from_ns == 2900 * MS;
      if (i > 0)
        g_assert_cmpint (bar->to_ns, >=, g_array_index (bars, HtTraceBar, i - 1).to_ns);
    }
  g_assert_cmpint (n, ==, 10001);
  /* 1428 times 0 + … + 6, and 0 + 1 + 2 + 3 for the rest. */
  g_assert_cmpint (busy, ==, 10000 * 10 + 1428 * 21 + 6 + 2900 * MS);
  g_assert_cmpuint (n_long, ==, 1);
}

/* Regions of 1, 2 … ms, one after the other: of more than are wanted the longest are drawn one by
 * one, and the others somewhere where they were. */
static void
test_many_annotations (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  Writing w = { .writer = writer };
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) rows = ht_trace_rows_new ();
  const HtTraceRow *row;
  const GArray *bars;
  gint64 n = 0, busy = 0;

  g_assert_no_error (error);
  w.target = ht_recording_writer_add_target (writer, "service", &error);
  add_trace (&w);
  for (gint64 i = 1; i <= 100; i++)
    add_span (&w, HT_TRACE_SPAN_REGION, 10 * SECOND + i * 200 * MS, 10 * SECOND + i * 201 * MS,
              "checkout");
  g_assert_true (ht_recording_writer_commit (writer, &error));
  recording = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (ht_trace_rows_add_annotations (rows, recording, w.target, START,
                                                START + 40 * SECOND, 10, &error));
  g_assert_no_error (error);
  row = find_row (rows, "Regions");
  g_assert_cmpuint (find_bars (row, "checkout")->len, ==, 10);
  bars = find_bars (row, "shorter ones");
  for (guint i = 0; i < bars->len; i++)
    {
      const HtTraceBar *bar = &g_array_index (bars, HtTraceBar, i);

      n += bar->n;
      busy += bar->busy;
      g_assert_cmpint (bar->longest, <=, 90 * MS);
    }
  g_assert_cmpint (n, ==, 90);
  /* 1 + 2 + … + 90 ms. */
  g_assert_cmpint (busy, ==, 90 * 91 / 2 * MS);
  g_assert_cmpint (g_array_index (bars, HtTraceBar, 0).from_ns, ==, START + 10200 * MS);
  g_assert_cmpint (g_array_index (bars, HtTraceBar, bars->len - 1).to_ns, ==,
                   START + 10 * SECOND + 90 * 201 * MS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                     \
  g_test_add (name, RecordingFixture, NULL, recording_fixture_set_up, test, \
              recording_fixture_tear_down)
  ADD ("/views/trace-data/lanes", test_lanes);
  ADD ("/views/trace-data/heap", test_heap);
  ADD ("/views/trace-data/function", test_function);
  ADD ("/views/trace-data/who", test_who);
  ADD ("/views/trace-data/moments", test_moments);
  ADD ("/views/trace-data/many-annotations", test_many_annotations);
  ADD ("/views/trace-data/pauses", test_pauses);
  ADD ("/views/trace-data/utilization", test_utilization);
#undef ADD
  g_test_add_func ("/views/trace-data/thinned", test_thinned);
  return g_test_run ();
}
