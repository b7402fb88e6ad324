/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What traces told, and what people wrote, goes from one recording into another. */
#include "merge-recording.h"
#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

static guint32
intern_stack (HtCatalog *catalog, const char *name)
{
  const guint32 frame = intern_test_frame (catalog, name, 7);

  return ht_call_tree_intern_stack (catalog->tree, &frame, 1);
}

static void
make_original (const char *path)
{
  static const HtTraceWait wait = { "select", 1, 7 };
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  const HtCapture capture = { .target = target, .kind = HT_CAPTURE_TRACE, .time_ns = START };
  const HtTraceFacts facts = {
    .minor = 26, .is_whole = TRUE, .start_ns = START, .end_ns = START + SECOND, .n_events = 17
  };
  const HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_LOG,
    .start_ns = START,
    .end_ns = START,
    .cpu_ns = HT_UNKNOWN,
    .node = intern_stack (catalog, "main.work"),
    .function = "main.work",
    .name = "category",
    .text = "a message",
  };
  const HtTraceGoroutine goroutine = {
    .id = 17,
    .node = intern_stack (catalog, "main.wait"),
    .creator_node = intern_stack (catalog, "main.main"),
    .created_ns = START,
    .ended_ns = HT_UNKNOWN,
    .function = "main.work",
    .reason = "select",
  };
  const HtTraceGroup group = { .function = "main.work", .waits = &wait, .n_waits = 1 };
  const HtPoint point = {
    .name = "trace/mark", .unit = "ns", .kind = HT_POINT_EVENT, .time_ns = START, .value = 5
  };
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  g_assert_no_error (error);
  ht_recording_writer_add_trace (writer, target, id, &facts, &error);
  ht_recording_writer_add_span (writer, target, id, &span, &error);
  ht_recording_writer_add_goroutine (writer, target, id, &goroutine, &error);
  ht_recording_writer_add_group (writer, target, id, &group, &error);
  ht_recording_writer_add_point (writer, target, &point, &error);
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static const char *
name_of (const HtCatalog *catalog, guint32 node)
{
  HtFrame frame =
      *ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));

  return ht_strings_get (catalog->strings,
                         ht_symbols_get_function (catalog->symbols, frame.function)->name);
}

static gboolean
check_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  const HtCatalog *catalog = user_data;

  g_assert_cmpuint (goroutine->id, ==, 17);
  g_assert_cmpstr (name_of (catalog, goroutine->node), ==, "main.wait");
  g_assert_cmpstr (name_of (catalog, goroutine->creator_node), ==, "main.main");
  return FALSE;
}

static void
test_trace (RecordingFixture *fixture, gconstpointer data)
{
  g_autofree char *original = g_build_filename (fixture->folder, "original", NULL);
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);
  guint n_captures = 0;

  make_original (original);
  /* Other nodes come first here, and another capture. */
  intern_stack (ht_recording_writer_get_catalog (writer, &error), "main.other");
  ht_recording_writer_add_capture (
      writer,
      &(HtCapture){ .target = ht_recording_writer_add_target (writer, "other", &error),
                    .kind = HT_CAPTURE_TRACE,
                    .time_ns = START },
      &error);
  g_assert_true (ht_merge_recording (writer, original, NULL, &n_captures, NULL, &reason, &error));
  g_assert_no_error (reason);
  g_assert_no_error (error);
  g_assert_cmpuint (n_captures, ==, 1);
  ht_recording_writer_commit (writer, &error);
  ht_recording_writer_close (writer);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  const HtCatalog *catalog = ht_recording_get_catalog (recording, &error);
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, 0, &error);
  g_autoptr (HtTraceSpans) spans =
      ht_recording_read_spans (recording, 2, G_MAXUINT, NULL, START, START, 10, &error);
  g_autoptr (GPtrArray) series =
      ht_recording_list_series_with_prefix (recording, 2, HT_TRACE_SERIES_PREFIX, &error);
  g_autoptr (GPtrArray) groups = NULL;
  const HtTraceEntry *trace;

  g_assert_no_error (error);
  g_assert_cmpuint (traces->len, ==, 1);
  trace = g_ptr_array_index (traces, 0);
  g_assert_cmpint (trace->capture, ==, 2);
  g_assert_true (trace->facts.is_whole);
  g_assert_cmpint (trace->facts.n_events, ==, 17);
  g_assert_cmpuint (spans->spans->len, ==, 1);
  g_assert_cmpstr (g_array_index (spans->spans, HtTraceSpan, 0).text, ==, "a message");
  g_assert_cmpstr (name_of (catalog, g_array_index (spans->spans, HtTraceSpan, 0).node), ==,
                   "main.work");
  g_assert_true (
      ht_recording_read_goroutines (recording, 2, check_goroutine_cb, (gpointer) catalog, &error));
  groups = ht_recording_list_groups (recording, 2, &error);
  g_assert_cmpuint (groups->len, ==, 1);
  g_assert_cmpuint (((HtTraceGroup *) g_ptr_array_index (groups, 0))->n_waits, ==, 1);
  g_assert_cmpuint (series->len, ==, 1);
  g_assert_cmpint (((HtSeriesEntry *) g_ptr_array_index (series, 0))->kind, ==, HT_POINT_EVENT);
}

static void
write_note (HtRecordingWriter *writer, gint64 id, gint64 target, gint64 now_ns, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtNote) note = ht_note_new (target, START, "main.fill", text);

  note->id = id;
  note->made_ns = START;
  note->changed_ns = now_ns;
  ht_recording_writer_write_note (writer, note, &error);
  g_assert_no_error (error);
}

static void
make_noted (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  g_autoptr (HtKnownGrowth) known = ht_known_growth_new ("main.fill", "a cache", 7.5);
  g_autoptr (HtKnownGrowth) past = ht_known_growth_new ("main.log", "was a bug", 1);

  known->target = past->target = target;
  known->since_ns = past->since_ns = START;
  past->until_ns = START + SECOND;
  write_note (writer, 0, target, START, "removed");
  write_note (writer, 0, target, START, "first");
  write_note (writer, 2, target, START + SECOND, "second");
  ht_recording_writer_remove_note (writer, 1, START + SECOND, &error);
  ht_recording_writer_add_known_growth (writer, past, &error);
  ht_recording_writer_add_known_growth (writer, known, &error);
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

/* With all their wordings, and beside notes that have the same numbers. */
static void
test_notes (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *original = g_build_filename (fixture->folder, "original.heaptrail", NULL);
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);
  guint n_captures = 0;

  make_noted (original);
  write_note (writer, 0, ht_recording_writer_add_target (writer, "other", &error), START, "other");
  g_assert_true (ht_merge_recording (writer, original, NULL, &n_captures, NULL, &reason, &error));
  g_assert_no_error (reason);
  g_assert_no_error (error);
  ht_recording_writer_commit (writer, &error);
  ht_recording_writer_close (writer);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) notes = ht_recording_list_notes (recording, 2, &error);
  g_autoptr (GPtrArray) old = ht_recording_list_old_notes (recording, 2, &error);
  g_autoptr (GPtrArray) known = ht_recording_list_known_growth (recording, 2, &error);
  g_autoptr (GPtrArray) past = ht_recording_list_old_known_growth (recording, 2, &error);
  const HtNote *note;

  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 1);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpstr (note->text, ==, "second");
  g_assert_cmpstr (note->chain, ==, "main.fill");
  g_assert_cmpint (note->changed_ns, ==, START + SECOND);
  g_assert_cmpuint (old->len, ==, 2);
  g_assert_cmpstr (((const HtNote *) g_ptr_array_index (old, 0))->text, ==, "removed");
  g_assert_cmpint (((const HtNote *) g_ptr_array_index (old, 0))->id, !=, note->id);
  g_assert_cmpstr (((const HtNote *) g_ptr_array_index (old, 1))->text, ==, "first");
  g_assert_cmpint (((const HtNote *) g_ptr_array_index (old, 1))->id, ==, note->id);
  g_assert_cmpuint (known->len, ==, 1);
  g_assert_cmpfloat (((const HtKnownGrowth *) g_ptr_array_index (known, 0))->rate, ==, 7.5);
  g_assert_cmpuint (past->len, ==, 1);
  g_assert_cmpint (((const HtKnownGrowth *) g_ptr_array_index (past, 0))->until_ns, ==,
                   START + SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sources/merge-recording/trace", RecordingFixture, NULL, recording_fixture_set_up,
              test_trace, recording_fixture_tear_down);
  g_test_add ("/sources/merge-recording/notes", RecordingFixture, NULL, recording_fixture_set_up,
              test_notes, recording_fixture_tear_down);
  return g_test_run ();
}
