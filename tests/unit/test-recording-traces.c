/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What traces told: spans, goroutines, groups. */
#include "recording-fixture.h"

#define MS     G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

static HtRecordingWriter *
create (RecordingFixture *fixture, gint64 *target, gint64 *capture)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);
  HtCapture taken = { .kind = HT_CAPTURE_TRACE, .time_ns = START, .source = (char *) "trace.out" };

  g_assert_no_error (error);
  *target = ht_recording_writer_add_target (writer, "service", &error);
  taken.target = *target;
  *capture = ht_recording_writer_add_capture (writer, &taken, &error);
  g_assert_cmpint (*capture, >, 0);
  return writer;
}

static HtRecording *
finish (RecordingFixture *fixture, HtRecordingWriter *writer)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording;

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
  ht_recording_writer_close (writer);
  recording = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (ht_recording_check (recording, &error));
  return recording;
}

static void
add_span (HtRecordingWriter *writer, gint64 target, gint64 capture, const HtTraceSpan *span)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_add_span (writer, target, capture, span, &error);
  g_assert_no_error (error);
}

static HtTraceSpans *
read_spans (HtRecording *recording, guint kinds, gint64 from_ns, gint64 to_ns, guint max)
{
  g_autoptr (GError) error = NULL;
  HtTraceSpans *spans =
      ht_recording_read_spans (recording, 1, kinds, NULL, from_ns, to_ns, max, &error);

  g_assert_no_error (error);
  return spans;
}

static const HtTraceSpan *
span_at (const HtTraceSpans *spans, guint i)
{
  return &g_array_index (spans->spans, HtTraceSpan, i);
}

static void
assert_equal_spans (const HtTraceSpan *a, const HtTraceSpan *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  g_assert_cmpint (a->is_cut_before, ==, b->is_cut_before);
  g_assert_cmpint (a->is_cut_after, ==, b->is_cut_after);
  g_assert_cmpuint (a->node, ==, b->node);
  g_assert_cmpint (a->start_ns, ==, b->start_ns);
  g_assert_cmpint (a->end_ns, ==, b->end_ns);
  g_assert_cmpint (a->cpu_ns, ==, b->cpu_ns);
  g_assert_cmpuint (a->goroutine, ==, b->goroutine);
  g_assert_cmpuint (a->task, ==, b->task);
  g_assert_cmpstr (a->function, ==, b->function);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->text, ==, b->text);
}

static void
test_facts (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target, capture;
  HtRecordingWriter *writer = create (fixture, &target, &capture);
  HtTraceFacts facts = {
    .minor = 22, .start_ns = HT_UNKNOWN, .end_ns = HT_UNKNOWN, .n_bytes = 100
  };
  const HtTraceFacts later = {
    .minor = 26,
    .has_own_clock = TRUE,
    .is_whole = TRUE,
    .start_ns = START,
    .end_ns = START + 5 * MS,
    .n_bytes = 1,
    .n_events = 2,
    .n_misfits = 3,
    .n_lost_bytes = 4,
    .n_goroutines = 5,
    .n_unattributed_bytes = 6,
    .heap = { 7, 8, 9, 10, HT_UNKNOWN },
  };

  g_assert_true (ht_recording_writer_add_trace (writer, target, capture, &facts, &error));
  g_assert_true (ht_recording_writer_add_trace (writer, target, capture, &later, &error));

  g_autoptr (HtRecording) recording = finish (fixture, writer);
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, target, &error);
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  const HtTraceEntry *entry;

  g_assert_no_error (error);
  g_assert_cmpuint (traces->len, ==, 1);
  entry = g_ptr_array_index (traces, 0);
  g_assert_cmpint (entry->capture, ==, capture);
  g_assert_cmpint (entry->target, ==, target);
  g_assert_cmpstr (entry->source, ==, "trace.out");
  g_assert_cmpuint (entry->facts.minor, ==, 26);
  g_assert_true (entry->facts.has_own_clock);
  g_assert_true (entry->facts.is_whole);
  g_assert_cmpint (entry->facts.start_ns, ==, START);
  g_assert_cmpint (entry->facts.end_ns, ==, START + 5 * MS);
  g_assert_cmpint (entry->facts.n_bytes, ==, 1);
  g_assert_cmpint (entry->facts.n_events, ==, 2);
  g_assert_cmpint (entry->facts.n_misfits, ==, 3);
  g_assert_cmpint (entry->facts.n_lost_bytes, ==, 4);
  g_assert_cmpint (entry->facts.n_goroutines, ==, 5);
  g_assert_cmpint (entry->facts.n_unattributed_bytes, ==, 6);
  g_assert_cmpint (entry->facts.heap.n, ==, 7);
  g_assert_cmpint (entry->facts.heap.first_bytes, ==, 8);
  g_assert_cmpint (entry->facts.heap.last_bytes, ==, 9);
  g_assert_cmpint (entry->facts.heap.max_bytes, ==, 10);
  g_assert_cmpint (entry->facts.heap.goal_max_bytes, ==, HT_UNKNOWN);
  g_assert_cmpint (((HtTarget *) g_ptr_array_index (targets, 0))->last_ns, ==, START + 5 * MS);
}

/* All that a span may say, also where that is little. */
static void
test_span_content (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target, capture;
  HtRecordingWriter *writer = create (fixture, &target, &capture);
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  const guint32 frame = intern_test_frame (catalog, "main.work", 7);
  const HtTraceSpan full = {
    .kind = HT_TRACE_SPAN_REGION,
    .is_cut_before = 1,
    .is_cut_after = 1,
    .node = ht_call_tree_intern_stack (catalog->tree, &frame, 1),
    .start_ns = START,
    .end_ns = START + 7,
    .cpu_ns = 3,
    .goroutine = G_MAXUINT64,
    .task = 12,
    .function = "main.main.func1",
    .name = "größer",
    .text = "why\nnot",
  };
  const HtTraceSpan bare = {
    .kind = HT_TRACE_SPAN_REGION,
    .start_ns = START + 7,
    .end_ns = START + 7,
    .cpu_ns = HT_UNKNOWN,
    .function = HT_TRACE_FUNCTION_UNKNOWN,
    .name = "",
  };
  HtTraceSpan wrong = bare;

  add_span (writer, target, capture, &full);
  add_span (writer, target, capture, &bare);
  wrong.end_ns = START;
  g_assert_false (ht_recording_writer_add_span (writer, target, capture, &wrong, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  wrong = bare;
  wrong.kind = 6;
  g_assert_false (ht_recording_writer_add_span (writer, target, capture, &wrong, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
  g_clear_error (&error);

  g_autoptr (HtRecording) recording = finish (fixture, writer);
  g_autoptr (HtTraceSpans) spans =
      read_spans (recording, HT_TRACE_SPAN_BIT (HT_TRACE_SPAN_REGION), HT_UNKNOWN, HT_UNKNOWN, 100);
  g_autoptr (HtTraceSpans) others =
      read_spans (recording, ~HT_TRACE_SPAN_BIT (HT_TRACE_SPAN_REGION), HT_UNKNOWN, HT_UNKNOWN,
                  100);

  g_assert_cmpuint (spans->spans->len, ==, 2);
  assert_equal_spans (span_at (spans, 0), &full);
  assert_equal_spans (span_at (spans, 1), &bare);
  g_assert_cmpuint (others->spans->len, ==, 0);
}

/* More than is packed at a time, between two commits; each name is borrowed for the call only, and
 * the next one is at the same address. */
static void
test_many_spans (RecordingFixture *fixture, gconstpointer data)
{
  gint64 target, capture;
  HtRecordingWriter *writer = create (fixture, &target, &capture);
  const guint n = 40000;

  for (guint i = 0; i < n; i++)
    {
      char function[16], name[16];
      HtTraceSpan span = { .kind = (guint8) (HT_TRACE_SPAN_STW + i % 4),
                           .start_ns = START + i,
                           .end_ns = START + 3 * i,
                           .cpu_ns = HT_UNKNOWN,
                           .goroutine = i,
                           .function = function,
                           .name = name };

      g_snprintf (function, sizeof function, "main.f%u", i % 7);
      g_snprintf (name, sizeof name, "name %u", i % 300);
      add_span (writer, target, capture, &span);
    }

  g_autoptr (HtRecording) recording = finish (fixture, writer);
  for (int kind = HT_TRACE_SPAN_STW; kind <= HT_TRACE_SPAN_TASK; kind++)
    {
      g_autoptr (HtTraceSpans) spans =
          read_spans (recording, HT_TRACE_SPAN_BIT (kind), HT_UNKNOWN, HT_UNKNOWN, n);

      g_assert_cmpuint (spans->spans->len, ==, n / 4);
      for (guint k = 0; k < spans->spans->len; k++)
        {
          const HtTraceSpan *span = span_at (spans, k);
          guint i = 4 * k + (guint) (kind - HT_TRACE_SPAN_STW);
          g_autofree char *function = g_strdup_printf ("main.f%u", i % 7);
          g_autofree char *name = g_strdup_printf ("name %u", i % 300);

          g_assert_cmpint (span->kind, ==, kind);
          g_assert_cmpuint (span->goroutine, ==, i);
          g_assert_cmpint (span->start_ns, ==, START + i);
          g_assert_cmpint (span->end_ns, ==, START + 3 * i);
          g_assert_cmpstr (span->function, ==, function);
          g_assert_cmpstr (span->name, ==, name);
        }
    }
}

/* A trace whose facts nobody told is one that is not whole. */
static void
test_without_facts (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target, capture;
  HtRecordingWriter *writer = create (fixture, &target, &capture);
  const HtTraceSpan span = { .kind = HT_TRACE_SPAN_STW,
                             .start_ns = START,
                             .end_ns = START + 1,
                             .function = "?",
                             .name = "reason" };

  add_span (writer, target, capture, &span);

  g_autoptr (HtRecording) recording = finish (fixture, writer);
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, 0, &error);
  const HtTraceEntry *entry;

  g_assert_cmpuint (traces->len, ==, 1);
  entry = g_ptr_array_index (traces, 0);
  g_assert_false (entry->facts.is_whole);
  g_assert_cmpint (entry->facts.start_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (entry->n_stored_bytes, >, 0);
}

/* Spans of three kinds and lengths in the order of their ends, in blocks and commits of any size;
 * what is read has to be what a plain look at all of them finds. */
static GArray *
add_random_spans (HtRecordingWriter *writer, gint64 target, gint64 capture, GRand *random, guint n)
{
  static const char *const functions[] = { "main.a", "main.b", "main.c" };
  GArray *all = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
  g_autoptr (GError) error = NULL;
  gint64 end_ns = START;

  for (guint i = 0; i < n; i++)
    {
      HtTraceSpan span = {
        .kind = (guint8) g_rand_int_range (random, HT_TRACE_SPAN_REGION, HT_TRACE_SPAN_LOG + 1),
        .cpu_ns = HT_UNKNOWN,
        .goroutine = i,
        .function = functions[g_rand_int_range (random, 0, 3)],
        .name = "",
      };

      end_ns += g_rand_int_range (random, 0, 1000);
      span.end_ns = end_ns;
      /* All lengths differ, so that there is no doubt which are the longest. */
      span.start_ns = end_ns - (i % 100 == 0 ? 50000 : 0) - i;
      add_span (writer, target, capture, &span);
      g_array_append_val (all, span);
      if (i % 1500 == 1499)
        g_assert_true (ht_recording_writer_commit (writer, &error));
    }
  return all;
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  const HtTraceSpan *left = a;
  const HtTraceSpan *right = b;
  gint64 left_ns = left->end_ns - left->start_ns;
  gint64 right_ns = right->end_ns - right->start_ns;

  return left_ns > right_ns ? -1 : left_ns < right_ns;
}

static int
compare_begins (gconstpointer a, gconstpointer b)
{
  const HtTraceSpan *left = a;
  const HtTraceSpan *right = b;

  if (left->start_ns != right->start_ns)
    return left->start_ns < right->start_ns ? -1 : 1;
  return left->end_ns > right->end_ns ? -1 : left->end_ns < right->end_ns;
}

/* Of what is not read one by one nothing vanishes; where all of it was looked at, each is told
 * once. */
static void
assert_rest_covers (const HtTraceSpans *spans, const GArray *left)
{
  gint64 n = 0, total_ns = 0, longest_ns = 0, left_ns = 0, longest_left_ns = 0;
  gboolean all_known = TRUE;

  for (guint i = 0; i < spans->rest->len; i++)
    {
      const HtTraceSpanSum *sum = &g_array_index (spans->rest, HtTraceSpanSum, i);

      n += sum->n;
      all_known = all_known && sum->total_ns != HT_UNKNOWN;
      total_ns += sum->total_ns != HT_UNKNOWN ? sum->total_ns : 0;
      longest_ns = MAX (longest_ns, sum->longest_ns);
    }
  for (guint i = 0; i < left->len; i++)
    {
      const HtTraceSpan *span = &g_array_index (left, HtTraceSpan, i);
      gboolean is_covered;

      /* To look at all of them would take minutes. */
      is_covered = i % 61 != 0;
      for (guint k = 0; k < spans->rest->len && !is_covered; k++)
        {
          const HtTraceSpanSum *sum = &g_array_index (spans->rest, HtTraceSpanSum, k);

          is_covered = sum->first_ns <= span->start_ns && sum->last_ns >= span->end_ns;
        }
      g_assert_true (is_covered);
      left_ns += span->end_ns - span->start_ns;
      longest_left_ns = MAX (longest_left_ns, span->end_ns - span->start_ns);
    }
  g_assert_cmpint (n, ==, spans->n_more);
  if (!all_known)
    return;
  g_assert_cmpint (n, ==, left->len);
  g_assert_cmpint (total_ns, ==, left_ns);
  g_assert_cmpint (longest_ns, ==, longest_left_ns);
}

static void
test_span_ranges (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  gint64 target, capture;
  HtRecordingWriter *writer = create (fixture, &target, &capture);
  g_autoptr (GArray) all = add_random_spans (writer, target, capture, random, 10000);
  const gint64 length_ns = g_array_index (all, HtTraceSpan, all->len - 1).end_ns - START;
  g_autoptr (HtRecording) recording = finish (fixture, writer);

  for (guint i = 0; i < 200; i++)
    {
      gint64 from_ns = START + g_rand_int_range (random, -50000, (gint32) length_ns);
      gint64 to_ns = from_ns + g_rand_int_range (random, 0, (gint32) (length_ns >> (i % 8)));
      const char *function = i % 3 == 0 ? "main.b" : NULL;
      guint kinds = (guint) g_rand_int_range (random, 0, 64);
      guint max = (guint) g_rand_int_range (random, 0, 3000);
      g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
      g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
      g_autoptr (GError) error = NULL;
      guint n_all;

      for (guint k = 0; k < all->len; k++)
        {
          const HtTraceSpan *span = &g_array_index (all, HtTraceSpan, k);

          if ((kinds & HT_TRACE_SPAN_BIT (span->kind)) != 0 && span->end_ns >= from_ns &&
              span->start_ns <= to_ns &&
              (function == NULL || strcmp (function, span->function) == 0))
            g_array_append_val (expected, *span);
        }
      n_all = expected->len;
      g_array_sort (expected, compare_lengths);
      g_array_append_vals (left, &g_array_index (expected, HtTraceSpan, MIN (n_all, max)),
                           n_all - MIN (n_all, max));
      g_array_set_size (expected, MIN (expected->len, max));
      g_array_sort (expected, compare_begins);

      g_autoptr (HtTraceSpans) spans =
          ht_recording_read_spans (recording, target, kinds, function, from_ns, to_ns, max, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (spans->spans->len, ==, expected->len);
      for (guint k = 0; k < expected->len; k++)
        assert_equal_spans (span_at (spans, k), &g_array_index (expected, HtTraceSpan, k));
      /* Blocks that were left aside are counted as a whole. */
      g_assert_cmpint (spans->n_more, >=, n_all - expected->len);
      assert_rest_covers (spans, left);
      if (max >= n_all)
        g_assert_cmpint (spans->n_more, ==, 0);
    }
}

typedef struct
{
  guint n_seen;
  guint n_wanted;
} Counting;

static HtTraceGoroutine
make_goroutine (guint i)
{
  return (HtTraceGoroutine){
    .id = i == 0 ? G_MAXUINT64 : i,
    .parent = i / 3,
    .state = i % 5,
    .created_ns = i % 2 == 0 ? HT_UNKNOWN : START + i,
    .ended_ns = i % 5 == 0 ? START + 2 * (gint64) i : HT_UNKNOWN,
    .since_ns = START + 3 * (gint64) i,
    .function = i % 7 == 0 ? HT_TRACE_FUNCTION_UNKNOWN : "main.work",
    .reason = i % 5 == 4 ? "chan receive" : "",
    .times = {
      .running_ns = i,
      .runnable_ns = G_MAXINT64 - i,
      .syscall_ns = 2 * (gint64) i,
      .waiting_ns = 0,
      .assist_ns = 100,
      .allocated_bytes = (gint64) i * 8192,
      .n_allocations = i,
    },
  };
}

static gboolean
check_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  Counting *counting = user_data;
  const HtTraceGoroutine expected = make_goroutine (counting->n_seen++);

  g_assert_cmpuint (goroutine->id, ==, expected.id);
  g_assert_cmpuint (goroutine->parent, ==, expected.parent);
  g_assert_cmpuint (goroutine->state, ==, expected.state);
  g_assert_cmpuint (goroutine->node, ==, 0);
  g_assert_cmpuint (goroutine->creator_node, ==, 0);
  g_assert_cmpint (goroutine->created_ns, ==, expected.created_ns);
  g_assert_cmpint (goroutine->ended_ns, ==, expected.ended_ns);
  g_assert_cmpint (goroutine->since_ns, ==, expected.since_ns);
  g_assert_cmpstr (goroutine->function, ==, expected.function);
  g_assert_cmpstr (goroutine->reason, ==, expected.reason);
  g_assert_cmpmem (&goroutine->times, sizeof goroutine->times, &expected.times,
                   sizeof expected.times);
  return counting->n_seen < counting->n_wanted;
}

static void
test_goroutines (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 target, capture;
  HtRecordingWriter *writer = create (fixture, &target, &capture);
  Counting all = { .n_wanted = G_MAXUINT };
  Counting some = { .n_wanted = 10 };

  for (guint i = 0; i < 2500; i++)
    {
      const HtTraceGoroutine goroutine = make_goroutine (i);

      g_assert_true (
          ht_recording_writer_add_goroutine (writer, target, capture, &goroutine, &error));
    }

  g_autoptr (HtRecording) recording = finish (fixture, writer);

  g_assert_true (
      ht_recording_read_goroutines (recording, capture, check_goroutine_cb, &all, &error));
  g_assert_cmpuint (all.n_seen, ==, 2500);
  g_assert_true (
      ht_recording_read_goroutines (recording, capture, check_goroutine_cb, &some, &error));
  g_assert_cmpuint (some.n_seen, ==, 10);
  all.n_seen = 0;
  g_assert_true (
      ht_recording_read_goroutines (recording, capture + 1, check_goroutine_cb, &all, &error));
  g_assert_cmpuint (all.n_seen, ==, 0);
}

static void
test_groups (RecordingFixture *fixture, gconstpointer data)
{
  static const HtTraceWait waits[] = { { "chan receive", 3, 500 }, { "select", 1, 7 } };
  g_autoptr (GError) error = NULL;
  gint64 target, capture;
  HtRecordingWriter *writer = create (fixture, &target, &capture);
  const HtTraceGroup with_waits = {
    .function = "main.work",
    .n_seen = 5,
    .n_created = 4,
    .n_ended = 3,
    .times = { 1, 2, 3, 4, 5, 6, 7 },
    .waits = waits,
    .n_waits = 2,
  };
  const HtTraceGroup bare = { .function = HT_TRACE_FUNCTION_UNKNOWN };

  g_assert_true (ht_recording_writer_add_group (writer, target, capture, &with_waits, &error));
  g_assert_true (ht_recording_writer_commit (writer, &error));
  g_assert_true (ht_recording_writer_add_group (writer, target, capture, &bare, &error));

  g_autoptr (HtRecording) recording = finish (fixture, writer);
  g_autoptr (GPtrArray) groups = ht_recording_list_groups (recording, capture, &error);
  const HtTraceGroup *group;

  g_assert_no_error (error);
  g_assert_cmpuint (groups->len, ==, 2);
  group = g_ptr_array_index (groups, 0);
  g_assert_cmpstr (group->function, ==, "main.work");
  g_assert_cmpint (group->n_seen, ==, 5);
  g_assert_cmpint (group->n_created, ==, 4);
  g_assert_cmpint (group->n_ended, ==, 3);
  g_assert_cmpmem (&group->times, sizeof group->times, &with_waits.times, sizeof group->times);
  g_assert_cmpuint (group->n_waits, ==, 2);
  g_assert_cmpstr (group->waits[0].reason, ==, "chan receive");
  g_assert_cmpint (group->waits[0].n, ==, 3);
  g_assert_cmpint (group->waits[0].total_ns, ==, 500);
  g_assert_cmpstr (group->waits[1].reason, ==, "select");
  group = g_ptr_array_index (groups, 1);
  g_assert_cmpstr (group->function, ==, "?");
  g_assert_cmpuint (group->n_waits, ==, 0);
}

/* A trace of @n_blocks blocks of spans, and what else there is, which ends after a second. */
static gint64
add_trace (HtRecordingWriter *writer, gint64 target, gint64 start_ns, guint n_blocks)
{
  static const HtTraceWait wait = { "select", 1, 7 };
  const HtTraceGroup group = { .function = "main.work", .waits = &wait, .n_waits = 1 };
  const HtTraceFacts facts = { .is_whole = TRUE,
                               .start_ns = start_ns,
                               .end_ns = start_ns + SECOND };
  const HtTraceGoroutine goroutine = make_goroutine (1);
  HtCapture capture = { .target = target, .kind = HT_CAPTURE_TRACE, .time_ns = start_ns };
  HtTraceSpan span = { .kind = HT_TRACE_SPAN_STW, .function = "?", .name = "" };
  g_autoptr (GError) error = NULL;
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  for (guint i = 0; i < n_blocks; i++)
    {
      HtPoint point = { .name = "trace/mark", .unit = "ns", .kind = HT_POINT_EVENT, .value = 1 };

      span.start_ns = start_ns + i;
      span.end_ns = start_ns + 2 * (gint64) i;
      add_span (writer, target, id, &span);
      for (guint k = 0; k < 100; k++)
        {
          point.time_ns = start_ns + 100 * (gint64) i + k;
          point.name = k % 2 == 0 ? "trace/mark" : "heap_live";
          ht_recording_writer_add_point (writer, target, &point, &error);
        }
      ht_recording_writer_commit (writer, &error);
    }
  ht_recording_writer_add_goroutine (writer, target, id, &goroutine, &error);
  ht_recording_writer_add_group (writer, target, id, &group, &error);
  ht_recording_writer_add_trace (writer, target, id, &facts, &error);
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
  return id;
}

static guint
prune (HtRecordingWriter *writer, gint64 target, const HtRetention *retention, gint64 now_ns)
{
  g_autoptr (GError) error = NULL;
  gboolean has_more = TRUE;
  guint n_steps;

  for (n_steps = 0; has_more; n_steps++)
    {
      g_assert_cmpuint (n_steps, <, 1000);
      ht_recording_writer_prune (writer, target, retention, now_ns, &has_more, &error);
      ht_recording_writer_commit (writer, &error);
      g_assert_no_error (error);
    }
  return n_steps;
}

static HtSeriesSum
sum_of (HtRecording *recording, const char *name, gint64 to_ns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = ht_recording_list_series_with_prefix (recording, 1, name, &error);
  g_autoptr (GArray) sums =
      ht_recording_sum_many_series (recording, entries, HT_UNKNOWN, to_ns, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sums->len, ==, 1);
  return g_array_index (sums, HtSeriesSum, 0);
}

static gboolean
count_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

static void
assert_trace (HtRecording *recording, gint64 capture, gint64 start_ns, guint n_spans)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) groups = ht_recording_list_groups (recording, capture, &error);
  g_autoptr (HtTraceSpans) spans =
      read_spans (recording, G_MAXUINT, start_ns, start_ns + SECOND, 10000);
  guint n_goroutines = 0;

  g_assert_true (
      ht_recording_read_goroutines (recording, capture, count_cb, &n_goroutines, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (spans->spans->len, ==, n_spans);
  g_assert_cmpuint (n_goroutines, ==, n_spans > 0 ? 1 : 0);
  g_assert_cmpuint (groups->len, ==, n_spans > 0 ? 1 : 0);
}

/* What a trace told goes with age, all of it, and nothing else does. */
static void
test_age (RecordingFixture *fixture, gconstpointer data)
{
  const gint64 later = START + 1000 * SECOND;
  const HtRetention retention = { .max_age_ns = 500 * SECOND };
  g_autoptr (GError) error = NULL;
  gint64 target, capture, old, young;
  HtRecordingWriter *writer = create (fixture, &target, &capture);

  old = add_trace (writer, target, START, 1200);
  young = add_trace (writer, target, later, 1000);
  g_assert_cmpuint (prune (writer, target, &retention, later), >, 3);

  g_autoptr (HtRecording) recording = finish (fixture, writer);
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, target, &error);
  g_autoptr (GPtrArray) captures = ht_recording_list_captures (recording, target, &error);

  g_assert_cmpuint (traces->len, ==, 1);
  g_assert_cmpint (((HtTraceEntry *) g_ptr_array_index (traces, 0))->capture, ==, young);
  g_assert_true (((HtTraceEntry *) g_ptr_array_index (traces, 0))->facts.is_whole);
  g_assert_cmpuint (captures->len, ==, 1);
  assert_trace (recording, old, START, 0);
  assert_trace (recording, young, later, 1000);
  /* The blocks in which one ends and the other begins stay: one of points, one of 16 of them. */
  g_assert_cmpint (sum_of (recording, "trace/mark", START + SECOND).n, <, 17 * 1024);
  g_assert_cmpint (sum_of (recording, "trace/mark", HT_UNKNOWN).n, >=, 50000);
  g_assert_cmpint (sum_of (recording, "heap_live", START + SECOND).n, ==, 60000);
}

/* And where a target takes too much, after what is kept as it came; not while it is written. */
static void
test_size (RecordingFixture *fixture, gconstpointer data)
{
  const HtRetention retention = { .max_bytes = 1 };
  g_autoptr (GError) error = NULL;
  gint64 target, capture, old, young;
  HtRecordingWriter *writer = create (fixture, &target, &capture);

  old = add_trace (writer, target, START, 1200);
  young = add_trace (writer, target, START + 1000 * SECOND, 10);
  prune (writer, target, &retention, START);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);

  assert_trace (recording, old, START, 0);
  assert_trace (recording, young, START + 1000 * SECOND, 10);
  ht_recording_writer_close (writer);
  writer = ht_recording_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  prune (writer, target, &retention, START);
  assert_trace (recording, young, START + 1000 * SECOND, 0);
  ht_recording_writer_close (writer);
}

#define ADD(NAME, TEST)                                                                          \
  g_test_add ("/store/recording-traces/" NAME, RecordingFixture, NULL, recording_fixture_set_up, \
              TEST, recording_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("facts", test_facts);
  ADD ("span-content", test_span_content);
  ADD ("many-spans", test_many_spans);
  ADD ("without-facts", test_without_facts);
  ADD ("span-ranges", test_span_ranges);
  ADD ("goroutines", test_goroutines);
  ADD ("groups", test_groups);
  ADD ("age", test_age);
  ADD ("size", test_size);
  return g_test_run ();
}
