/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "history-coverage.h"

#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* Points of "heap_alloc" of the target "shop": every second from each time on, for its length. */
static void
record (RecordingFixture *fixture, const gint64 (*runs_s)[2], gsize n_runs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target;

  g_assert_no_error (error);
  target = ht_recording_writer_add_target (writer, "shop", &error);
  for (gsize i = 0; i < n_runs; i++)
    for (gint64 k = 0; k <= runs_s[i][1]; k++)
      {
        HtPoint point = { "heap_alloc", "bytes", HT_POINT_GAUGE, (runs_s[i][0] + k) * SECOND, 1 };

        ht_recording_writer_add_point (writer, target, &point, &error);
        g_assert_no_error (error);
      }
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static HtHistoryCoverage *
read_coverage (RecordingFixture *fixture, const char *target, gint64 step_ns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  HtHistoryCoverage *coverage =
      ht_history_coverage_read (recording, target, 0, 100000 * SECOND, step_ns, &error);

  g_assert_no_error (error);
  return coverage;
}

static void
test_spans (RecordingFixture *fixture, gconstpointer data)
{
  /* The second run follows too soon for a gap. */
  static const gint64 runs_s[][2] = { { 1000, 100 }, { 1150, 50 }, { 5000, 5000 } };
  g_autoptr (HtHistoryCoverage) coverage = NULL;
  g_autoptr (HtHistoryCoverage) of_nobody = NULL;
  const GArray *spans;

  record (fixture, runs_s, G_N_ELEMENTS (runs_s));
  coverage = read_coverage (fixture, "shop", 15 * SECOND);
  spans = ht_history_coverage_find (coverage, "heap_alloc");
  g_assert_cmpuint (spans->len, ==, 2);
  g_assert_cmpint (g_array_index (spans, HtHistorySpan, 0).from_ns, ==, 1000 * SECOND);
  g_assert_cmpint (g_array_index (spans, HtHistorySpan, 0).to_ns, ==, 1200 * SECOND);
  g_assert_cmpint (g_array_index (spans, HtHistorySpan, 1).from_ns, ==, 5000 * SECOND);
  g_assert_cmpint (g_array_index (spans, HtHistorySpan, 1).to_ns, ==, 10000 * SECOND);
  g_assert_null (ht_history_coverage_find (coverage, "rss"));

  of_nobody = read_coverage (fixture, "another", 15 * SECOND);
  g_assert_null (ht_history_coverage_find (of_nobody, "heap_alloc"));
}

/* What is a gap at one step is none at another. */
static void
test_gap_of_steps (RecordingFixture *fixture, gconstpointer data)
{
  static const gint64 runs_s[][2] = { { 1000, 0 }, { 1600, 0 }, { 2200, 0 } };
  g_autoptr (HtHistoryCoverage) coarse = NULL;
  g_autoptr (HtHistoryCoverage) fine = NULL;

  record (fixture, runs_s, G_N_ELEMENTS (runs_s));
  coarse = read_coverage (fixture, "shop", 600 * SECOND);
  fine = read_coverage (fixture, "shop", 15 * SECOND);
  g_assert_cmpuint (ht_history_coverage_find (coarse, "heap_alloc")->len, ==, 1);
  g_assert_cmpuint (ht_history_coverage_find (fine, "heap_alloc")->len, ==, 3);
}

static void
test_have (void)
{
  static const HtHistorySpan known[] = { { 100, 200 }, { 500, 500 } };
  static const struct
  {
    gint64 time_ns;
    gboolean is_known;
  } cases[] = { { 0, FALSE },  { 99, FALSE }, { 100, TRUE },  { 150, TRUE },
                { 200, TRUE }, { 209, TRUE }, { 210, FALSE }, { 499, FALSE },
                { 500, TRUE }, { 509, TRUE }, { 510, FALSE }, { G_MAXINT64, FALSE } };
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (HtHistorySpan));

  g_array_append_vals (spans, known, G_N_ELEMENTS (known));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ht_history_spans_have (spans, cases[i].time_ns, 10), ==, cases[i].is_known);
  g_assert_false (ht_history_spans_have (NULL, 100, 10));
}

#define ADD(name, func)                                                     \
  g_test_add (name, RecordingFixture, NULL, recording_fixture_set_up, func, \
              recording_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/history-coverage/spans", test_spans);
  ADD ("/sources/history-coverage/gap-of-steps", test_gap_of_steps);
  g_test_add_func ("/sources/history-coverage/have", test_have);
  return g_test_run ();
}
