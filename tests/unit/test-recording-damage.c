/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A damaged recording gives errors or other data: never a crash, never an endless wait. With
 * `-m slow` many more damages are tried. */
#include <math.h>
#include <sqlite3.h>

#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

static void
add_profiles (HtRecordingWriter *writer, gint64 target)
{
  g_autoptr (GError) error = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (HtProfile) profile = make_heap_profile (catalog, i, START + i * SECOND);
      const HtCapture capture = { .target = target,
                                  .kind = HT_CAPTURE_PROFILE,
                                  .time_ns = START,
                                  .source = (char *) "heap.pb.gz" };
      gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);
      HtGcCycle cycle;

      ht_recording_writer_add_profile (writer, target, id, profile, &error);
      g_assert_no_error (error);
      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
      cycle.n = i;
      cycle.start_ns = i * SECOND;
      ht_recording_writer_add_gc_cycle (writer, target, id, &cycle, &error);
      g_assert_no_error (error);
    }
}

/* A block and a piece of spans and of goroutines. */
static void
add_trace (HtRecordingWriter *writer, gint64 target)
{
  static const HtTraceWait wait = { "select", 1, 7 };
  const HtTraceGroup group = { .function = "main.work", .waits = &wait, .n_waits = 1 };
  const HtTraceFacts facts = { .minor = 26, .start_ns = START, .end_ns = START + SECOND };
  const HtCapture capture = { .target = target, .kind = HT_CAPTURE_TRACE, .time_ns = START };
  g_autoptr (GError) error = NULL;
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  for (guint i = 0; i < 1500; i++)
    {
      const HtTraceSpan span = {
        .kind = HT_TRACE_SPAN_REGION,
        .node = i % 41,
        .start_ns = START + i,
        .end_ns = START + 1000 * i,
        .cpu_ns = i % 2 == 0 ? HT_UNKNOWN : i,
        .goroutine = i,
        .function = "main.work",
        .name = i % 3 == 0 ? "read" : "write",
        .text = i % 5 == 0 ? "a message" : NULL,
      };
      const HtTraceGoroutine goroutine = {
        .id = i,
        .parent = i / 2,
        .state = i % 5,
        .node = i % 41,
        .creator_node = 1,
        .created_ns = START + i,
        .ended_ns = HT_UNKNOWN,
        .since_ns = START,
        .function = "main.work",
        .reason = "select",
        .times = { .running_ns = i },
      };

      ht_recording_writer_add_span (writer, target, id, &span, &error);
      ht_recording_writer_add_goroutine (writer, target, id, &goroutine, &error);
    }
  ht_recording_writer_add_group (writer, target, id, &group, &error);
  ht_recording_writer_add_trace (writer, target, id, &facts, &error);
  g_assert_no_error (error);
}

/* Something of everything: two levels of a series, points in no block yet. */
static void
make_recording (const char *path)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  const HtMark mark = {
    .target = target, .kind = HT_MARK_GAP, .time_ns = START, .end_ns = START + SECOND
  };
  const HtNote note = { .target = target,
                        .time_ns = START,
                        .end_ns = START + SECOND,
                        .made_ns = START,
                        .changed_ns = START,
                        .until_ns = HT_UNKNOWN,
                        .chain = (char *) "main.fill",
                        .text = (char *) "a note" };
  const HtKnownGrowth known = { .target = target,
                                .since_ns = START,
                                .until_ns = HT_UNKNOWN,
                                .rate = 1.5,
                                .chain = (char *) "main.fill",
                                .reason = (char *) "a cache" };

  g_assert_no_error (error);
  add_profiles (writer, target);
  add_trace (writer, target);
  for (gint64 i = 0; i < 20000; i++)
    {
      const HtPoint whole = { .name = "a",
                              .unit = "bytes",
                              .time_ns = START + i * SECOND,
                              .value = (double) (i * 7919 % 100003) };
      const HtPoint part = {
        .name = "b", .unit = "ratio", .time_ns = START + i * SECOND, .value = (double) i / 7
      };

      ht_recording_writer_add_point (writer, target, &whole, &error);
      if (i < 1500)
        ht_recording_writer_add_point (writer, target, &part, &error);
    }
  ht_recording_writer_set_property (writer, target, "go_version", "go1.26", &error);
  ht_recording_writer_write_note (writer, &note, &error);
  ht_recording_writer_add_known_growth (writer, &known, &error);
  ht_recording_writer_add_mark (writer, &mark, &error);
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
  ht_recording_writer_close (writer);
}

/* What fails has to say so in the store's own words. */
static gboolean
judge (gboolean succeeded, GError **error)
{
  if (succeeded)
    {
      g_assert_no_error (*error);
      return TRUE;
    }
  g_assert_nonnull (*error);
  g_assert_cmpuint ((*error)->domain, ==, HT_STORE_ERROR);
  g_assert_cmpuint (strlen ((*error)->message), >, 10);
  g_clear_error (error);
  return FALSE;
}

static guint
read_profiles (HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, 0, &error);
  guint n_read = 0;

  if (profiles == NULL)
    return (guint) judge (FALSE, &error);
  for (guint i = 0; i < profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (profiles, i);
      g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, entry->id, &error);

      if (profile == NULL)
        {
          judge (FALSE, &error);
          continue;
        }
      n_read++;

      /* Ids have to be safe to follow. */
      const HtCatalog *catalog = ht_recording_get_catalog (recording, &error);
      g_autofree gint64 *totals = g_new0 (gint64, ht_call_tree_count (catalog->tree));

      g_assert_no_error (error);
      for (guint row = 0; row < profile->nodes->len; row++)
        totals[g_array_index (profile->nodes, guint32, row)]++;
      ht_call_tree_add_totals (catalog->tree, totals);
    }
  return n_read;
}

static guint
read_series (HtRecording *recording)
{
  static const guint resolutions[] = { 0, 10, 1000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);
  guint n_read = 0;

  if (series == NULL)
    return (guint) judge (FALSE, &error);
  for (guint i = 0; i < series->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (resolutions); k++)
      {
        const HtSeriesEntry *entry = g_ptr_array_index (series, i);
        g_autoptr (GArray) all = ht_recording_read_series (recording, entry->id, HT_UNKNOWN,
                                                           HT_UNKNOWN, resolutions[k], &error);
        n_read += judge (all != NULL, &error);

        g_autoptr (GArray) part =
            ht_recording_read_series (recording, entry->id, START + 100 * SECOND,
                                      START + 9000 * SECOND, resolutions[k], &error);
        n_read += judge (part != NULL, &error);
      }
  return n_read;
}

static gboolean
check_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  guint n_nodes = *(guint *) user_data;

  g_assert_cmpuint (goroutine->node, <, n_nodes);
  g_assert_cmpuint (goroutine->creator_node, <, n_nodes);
  g_assert_true (g_utf8_validate (goroutine->function, -1, NULL));
  g_assert_true (g_utf8_validate (goroutine->reason, -1, NULL));
  return TRUE;
}

static guint
read_trace (HtRecording *recording, const HtTraceEntry *entry)
{
  g_autoptr (GError) error = NULL;
  const HtCatalog *catalog = ht_recording_get_catalog (recording, &error);
  guint n_nodes = catalog != NULL ? ht_call_tree_count (catalog->tree) : 1;
  guint n_read = judge (catalog != NULL, &error);

  g_autoptr (GPtrArray) groups = ht_recording_list_groups (recording, entry->capture, &error);
  n_read += judge (groups != NULL, &error);
  g_autoptr (HtTraceSpans) spans =
      ht_recording_read_spans (recording, entry->target, G_MAXUINT, NULL, START + SECOND / 1000,
                               HT_UNKNOWN, 100, &error);
  n_read += judge (spans != NULL, &error);
  for (guint i = 0; spans != NULL && i < spans->spans->len; i++)
    {
      const HtTraceSpan *span = &g_array_index (spans->spans, HtTraceSpan, i);

      g_assert_cmpuint (span->node, <, n_nodes);
      g_assert_cmpint (span->start_ns, <=, span->end_ns);
      g_assert_true (g_utf8_validate (span->function, -1, NULL));
      g_assert_true (g_utf8_validate (span->name, -1, NULL));
    }
  return n_read + judge (ht_recording_read_goroutines (recording, entry->capture,
                                                       check_goroutine_cb, &n_nodes, &error),
                         &error);
}

static guint
read_traces (HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, 0, &error);
  guint n_read = judge (traces != NULL, &error);

  for (guint i = 0; traces != NULL && i < MIN (traces->len, 10); i++)
    n_read += read_trace (recording, g_ptr_array_index (traces, i));
  return n_read;
}

/* Where only the sums of series are wanted. */
static guint
sum_series (HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = ht_recording_list_series_with_prefix (recording, 0, "", &error);
  g_autoptr (GArray) sums = NULL;

  if (series == NULL)
    return (guint) judge (FALSE, &error);
  sums = ht_recording_sum_many_series (recording, series, START + 100 * SECOND,
                                       START + 9000 * SECOND, &error);
  return (guint) judge (sums != NULL, &error);
}

static guint
read_known_growth (HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) known = ht_recording_list_known_growth (recording, 0, &error);
  guint n_read = judge (known != NULL, &error);

  for (guint i = 0; known != NULL && i < MIN (known->len, 10); i++)
    {
      const HtKnownGrowth *one = g_ptr_array_index (known, i);

      g_assert_true (g_utf8_validate (one->chain, -1, NULL));
      g_assert_true (g_utf8_validate (one->reason, -1, NULL));
      g_assert_false (isinf (one->rate));
    }

  g_autoptr (GPtrArray) old = ht_recording_list_old_known_growth (recording, 0, &error);
  return n_read + judge (old != NULL, &error);
}

/* Returns how much could be read. */
static guint
read_everything (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (path, &error);
  guint n_read;

  if (!judge (recording != NULL, &error))
    return 0;

  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  n_read = judge (targets != NULL, &error);
  g_autoptr (GHashTable) properties = ht_recording_get_properties (recording, 1, &error);
  n_read += judge (properties != NULL, &error);
  g_autoptr (GPtrArray) notes = ht_recording_list_notes (recording, 0, &error);
  n_read += judge (notes != NULL, &error);
  g_autoptr (GPtrArray) old_notes = ht_recording_list_old_notes (recording, 0, &error);
  n_read += judge (old_notes != NULL, &error);
  n_read += read_known_growth (recording);
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (recording, 0, &error);
  n_read += judge (marks != NULL, &error);
  g_autoptr (GPtrArray) captures = ht_recording_list_captures (recording, 0, &error);
  n_read += judge (captures != NULL, &error);
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, 1, &error);
  n_read += judge (cycles != NULL, &error);
  g_autoptr (HtProfileEntry) found =
      ht_recording_find_profile (recording, 0, "space", START, &error);
  n_read += judge (found != NULL, &error);
  n_read += read_profiles (recording);
  n_read += read_series (recording);
  n_read += sum_series (recording);
  n_read += read_traces (recording);
  n_read += judge (ht_recording_check (recording, &error), &error);
  return n_read;
}

/* Whatever the file says, it comes to an end. */
static void
prune (HtRecordingWriter *writer, gint64 target)
{
  static const HtRetention retentions[] = {
    { .max_age_ns = 3600 * SECOND },
    { .max_bytes = 30000, .around_marks_ns = SECOND },
  };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (retentions); i++)
    {
      gboolean has_more = TRUE;

      for (guint n_steps = 0; has_more; n_steps++)
        {
          g_assert_cmpuint (n_steps, <, 10000);
          if (!judge (ht_recording_writer_prune (writer, target, &retentions[i],
                                                 START + 20000 * SECOND, &has_more, &error),
                      &error))
            return;
        }
    }
  judge (ht_recording_writer_commit (writer, &error), &error);
}

/* Adding to it may fail as well, and may find out later than reading does. */
static void
write_something (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_open (path, &error);
  HtPoint point = { .name = "a", .unit = "", .value = 1 };

  if (!judge (writer != NULL, &error))
    return;

  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  if (!judge (target > 0, &error))
    return;

  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);

  if (catalog == NULL)
    {
      judge (FALSE, &error);
      return;
    }

  g_autoptr (HtProfile) profile = make_heap_profile (catalog, 3, START);

  if (!judge (ht_recording_writer_add_profile (writer, target, HT_UNKNOWN, profile, &error) > 0,
              &error))
    return;
  for (gint64 i = 0; i < 2000; i++)
    {
      point.time_ns = START + i * SECOND * 17;
      if (!judge (ht_recording_writer_add_point (writer, target, &point, &error), &error))
        return;
    }
  if (judge (ht_recording_writer_commit (writer, &error), &error))
    prune (writer, target);
}

typedef struct
{
  RecordingFixture fixture;

  /* Owned */
  char *whole;

  gsize length;
  guint n_readable;
} DamageFixture;

static void
set_up (DamageFixture *fixture, gconstpointer data)
{
  recording_fixture_set_up (&fixture->fixture, NULL);
  make_recording (fixture->fixture.path);
  g_assert_true (
      g_file_get_contents (fixture->fixture.path, &fixture->whole, &fixture->length, NULL));
  fixture->n_readable = read_everything (fixture->fixture.path);
  /* Lists, 40 profiles, 2 series 3 times twice, sums, a trace with 4 parts, the check. */
  g_assert_cmpuint (fixture->n_readable, ==, 10 + 40 + 12 + 1 + 5 + 1);
}

static void
tear_down (DamageFixture *fixture, gconstpointer data)
{
  g_free (fixture->whole);
  recording_fixture_tear_down (&fixture->fixture, NULL);
}

static guint
n_attempts (guint usual)
{
  return g_test_slow () ? usual * 50 : usual;
}

/* Also removes what an earlier damage may have left beside it. */
static void
write_damaged (DamageFixture *fixture, const char *content, gsize length)
{
  static const char *const beside[] = { "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *path = g_strconcat (fixture->fixture.path, beside[i], NULL);

      g_unlink (path);
    }

  int file = g_open (fixture->fixture.path, O_WRONLY | O_TRUNC | O_CREAT, 0600);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (write (file, content, length), ==, (gssize) length);
  g_close (file, NULL);
}

static void
try_damaged (DamageFixture *fixture, const char *content, gsize length)
{
  write_damaged (fixture, content, length);
  g_assert_cmpuint (read_everything (fixture->fixture.path), <=, fixture->n_readable);

  g_autofree char *after = NULL;
  gsize length_after;

  g_assert_true (g_file_get_contents (fixture->fixture.path, &after, &length_after, NULL));
  g_assert_cmpmem (after, length_after, content, length);
  write_something (fixture->fixture.path);
}

static void
test_flipped_bits (DamageFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autofree char *content = g_malloc (fixture->length);

  for (guint i = 0; i < n_attempts (60); i++)
    {
      guint n_flips = i % 4 == 0 ? 20 : 1;

      memcpy (content, fixture->whole, fixture->length);
      for (guint k = 0; k < n_flips; k++)
        {
          /* Half of them where the structure is: at the begin of pages. */
          gsize at = (gsize) g_rand_int_range (random, 0, (gint32) fixture->length);

          if (i % 2 == 0)
            at = at / 4096 * 4096 + (gsize) g_rand_int_range (random, 0, 120);
          content[at] ^= (char) (1 << g_rand_int_range (random, 0, 8));
        }
      /* The marks say that it is a recording; without them it is refused at once. */
      memcpy (content, fixture->whole, 16);
      memcpy (content + 60, fixture->whole + 60, 12);
      try_damaged (fixture, content, fixture->length);
    }
}

static void
test_overwritten_pages (DamageFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  g_autofree char *content = g_malloc (fixture->length);
  guint n_pages = (guint) (fixture->length / 4096);

  for (guint i = 0; i < n_attempts (30); i++)
    {
      guint page = (guint) g_rand_int_range (random, 1, (gint32) n_pages);

      memcpy (content, fixture->whole, fixture->length);
      if (i % 3 == 0)
        memset (content + page * 4096, 0, 4096);
      else if (i % 3 == 1)
        for (guint k = 0; k < 4096; k++)
          content[page * 4096 + k] = (char) g_rand_int (random);
      else
        memcpy (content + page * 4096,
                fixture->whole + 4096 * g_rand_int_range (random, 1, (gint32) n_pages), 4096);
      try_damaged (fixture, content, fixture->length);
    }
}

static void
test_truncated (DamageFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < n_attempts (40); i++)
    {
      gsize length = (gsize) g_rand_int_range (random, 0, (gint32) fixture->length);

      if (i % 2 == 0)
        length = length / 4096 * 4096;
      try_damaged (fixture, fixture->whole, length);
    }
}

static void
execute (const char *path, const char *sql)
{
  sqlite3 *connection;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  /* Some make rows that a constraint refuses: fine. */
  sqlite3_exec (connection, sql, NULL, NULL, NULL);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

/* SQLite finds nothing wrong with these. */
static void
test_wrong_rows (DamageFixture *fixture, gconstpointer data)
{
  static const char *const changes[] = {
    "DELETE FROM string WHERE id = 3",
    "UPDATE string SET bytes = 'main.main'",
    "UPDATE string SET bytes = '' WHERE id = 2",
    "UPDATE string SET bytes = zeroblob(10000000) WHERE id = 1",
    "UPDATE function SET name = -1",
    "UPDATE function SET name = 4294967297",
    "UPDATE function SET file = 'text'",
    "UPDATE frame SET function = 1000000",
    "UPDATE frame SET id = id + 1000000 WHERE id > 10",
    "UPDATE mapping SET file = 99999",
    "UPDATE label SET key = 4000000000",
    "UPDATE label SET position = 7 WHERE set_id = 3",
    "UPDATE label SET number = 1",
    "UPDATE tree_chunk SET n = n + 1",
    "UPDATE tree_chunk SET n = -1",
    "UPDATE tree_chunk SET n = 9223372036854775807",
    "UPDATE tree_chunk SET first_node = 9223372036854775807",
    "UPDATE tree_chunk SET data = zeroblob(20)",
    "UPDATE tree_chunk SET data = NULL",
    "DELETE FROM tree_chunk",
    "UPDATE profile SET base_id = id",
    "UPDATE profile SET base_id = id - 1 WHERE id > 1",
    "UPDATE profile SET base_id = NULL",
    "PRAGMA foreign_keys = OFF; UPDATE profile SET base_id = 4711",
    "UPDATE profile SET n_rows = n_rows + 1",
    "UPDATE profile SET period_type = 1000000, time_ns = 'yesterday'",
    "UPDATE profile SET main_mapping = -5",
    "UPDATE profile_type SET type = 1000000",
    "UPDATE profile_type SET position = position + 10",
    "DELETE FROM profile_type WHERE position = 2",
    "DELETE FROM profile_type",
    "UPDATE profile_data SET data = x''",
    "UPDATE profile_data SET data = x'ffffffffffffffffffff01'",
    "UPDATE profile_data SET data = x'80808040' || zeroblob(100000)",
    "DELETE FROM profile_data",
    "UPDATE series SET sealed_ns = NULL",
    "UPDATE series SET sealed_ns = 9223372036854775807",
    "UPDATE series SET first_ns = 9223372036854775807, last_ns = -9223372036854775808",
    "UPDATE series SET n_points = -1, first_ns = -9223372036854775807",
    "UPDATE series_block SET first_ns = first_ns - 1000000000000",
    "UPDATE series_block SET last_ns = 9223372036854775807",
    "UPDATE series_block SET level = level + 1",
    "UPDATE series_block SET level = 5 - level",
    "UPDATE series_block SET n = 0",
    "UPDATE series_block SET n = 9223372036854775807",
    "UPDATE series_block SET data = (SELECT data FROM series_block WHERE level = 0 LIMIT 1)",
    "UPDATE series_block SET series_id = 2",
    "DELETE FROM series_block WHERE level = 0",
    "DELETE FROM series_block WHERE level = 1",
    "UPDATE series_recent SET data = x'ff'",
    "UPDATE series_recent SET data = zeroblob(3000000)",
    "UPDATE gc_cycle SET source = 77, process = -1, forced = 12, n = NULL",
    "UPDATE gc_cycle SET start_ns = 'soon', end_ns = x'00'",
    "UPDATE mark SET time_ns = -9223372036854775808, end_ns = 'never', kind = x'00', text = x'ff'",
    "UPDATE mark SET time_ns = 9223372036854775807, end_ns = -5",
    "DROP TABLE mark",
    "UPDATE profile SET n_bytes = 9223372036854775807",
    "UPDATE profile SET n_bytes = -9223372036854775807",
    "UPDATE profile SET time_ns = -9223372036854775807 WHERE id % 2",
    "UPDATE profile SET time_ns = 9223372036854775807 WHERE id % 2",
    "UPDATE series SET n_bytes = 9223372036854775807",
    "UPDATE series_block SET last_ns = first_ns - 1 WHERE level = 1",
    "UPDATE trace SET start_ns = 'soon', end_ns = -5, minor = -1, n_events = x'00'",
    "UPDATE trace SET n_stored_bytes = 9223372036854775807, target_id = 7",
    "UPDATE trace SET n_stored_bytes = -9223372036854775807, end_ns = NULL",
    "UPDATE trace_span_block SET kind = 9",
    "UPDATE trace_span_block SET kind = 1",
    "UPDATE trace_span_block SET n = 9223372036854775807, longest_ns = -1",
    "UPDATE trace_span_block SET first_ns = 9223372036854775807, last_ns = 5",
    "UPDATE trace_span_block SET data = (SELECT data FROM trace_goroutine_block LIMIT 1)",
    "UPDATE trace_goroutine_block SET data = (SELECT data FROM trace_span_block LIMIT 1)",
    "UPDATE trace_goroutine_block SET n = -1, data = x'00'",
    "UPDATE trace_group SET function = x'ff', n_seen = 'many'",
    "PRAGMA foreign_keys = OFF; UPDATE trace_group SET position = position + 3",
    "UPDATE trace_wait SET reason = x'ff00fe', n = -1",
    "PRAGMA foreign_keys = OFF; UPDATE trace_wait SET position = 9223372036854775807",
    "DROP TABLE trace",
    "UPDATE note SET time_ns = 'noon', end_ns = x'00', chain = x'ff', until_ns = 'never'",
    "UPDATE note SET time_ns = 9223372036854775807, end_ns = -5, made_ns = 'soon'",
    "UPDATE note SET number = 9223372036854775807",
    "UPDATE note SET number = 'one'",
    "UPDATE known_growth SET chain = x'ff00fe', reason = x'fe', rate = 'fast', since_ns = 'once'",
    "UPDATE known_growth SET rate = 9e999, until_ns = 'never'",
    "ALTER TABLE note DROP COLUMN until_ns",
    "DROP TABLE known_growth",
    "UPDATE target SET id = -1",
    "UPDATE target SET name = x'ff00fe'",
    "UPDATE property SET key = x'fffe', value = x'00'",
    "DROP TABLE string",
    "DROP TABLE series_block",
    "ALTER TABLE profile DROP COLUMN n_rows",
    "DROP TABLE note; CREATE VIEW note AS WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
    "FROM r) SELECT i AS id, i AS number, i AS target_id, i AS time_ns, 'x' AS text, NULL AS "
    "end_ns, "
    "NULL AS chain, NULL AS made_ns, NULL AS changed_ns, NULL AS until_ns FROM r",
    "CREATE TRIGGER t AFTER INSERT ON profile BEGIN DELETE FROM target; END",
    "PRAGMA journal_mode = WAL; UPDATE target SET name = 'in WAL mode'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE x (' WHERE "
    "name = 'note'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      write_damaged (fixture, fixture->whole, fixture->length);
      execute (fixture->fixture.path, changes[i]);
      read_everything (fixture->fixture.path);
      write_something (fixture->fixture.path);
    }
}

/* Replaces blobs by ones in which bytes are wrong. */
static void
garble_blobs (const char *path, const char *select, const char *update, GRand *random)
{
  sqlite3 *connection;
  sqlite3_stmt *reading, *writing;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, "BEGIN", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, select, -1, &reading, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, update, -1, &writing, NULL), ==, SQLITE_OK);
  while (sqlite3_step (reading) == SQLITE_ROW)
    {
      int length = sqlite3_column_bytes (reading, 1);
      g_autofree char *blob = g_memdup2 (sqlite3_column_blob (reading, 1), (gsize) length);

      for (guint k = (guint) g_rand_int_range (random, 1, 4); k > 0; k--)
        blob[g_rand_int_range (random, 0, length)] = (char) g_rand_int (random);
      if (g_rand_boolean (random))
        length = g_rand_int_range (random, 0, length + 1);
      sqlite3_bind_int64 (writing, 1, sqlite3_column_int64 (reading, 0));
      sqlite3_bind_blob (writing, 2, blob, length, SQLITE_TRANSIENT);
      g_assert_cmpint (sqlite3_step (writing), ==, SQLITE_DONE);
      sqlite3_reset (writing);
    }
  sqlite3_finalize (reading);
  sqlite3_finalize (writing);
  g_assert_cmpint (sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static void
test_wrong_blobs (DamageFixture *fixture, gconstpointer data)
{
  static const char *const blobs[][2] = {
    { "SELECT first_node, data FROM tree_chunk",
      "UPDATE tree_chunk SET data = ?2 WHERE first_node = ?1" },
    { "SELECT profile_id, data FROM profile_data",
      "UPDATE profile_data SET data = ?2 WHERE profile_id = ?1" },
    { "SELECT id, data FROM series_block", "UPDATE series_block SET data = ?2 WHERE id = ?1" },
    { "SELECT id, data FROM series_recent", "UPDATE series_recent SET data = ?2 WHERE id = ?1" },
    { "SELECT id, data FROM trace_span_block",
      "UPDATE trace_span_block SET data = ?2 WHERE id = ?1" },
    { "SELECT id, data FROM trace_goroutine_block",
      "UPDATE trace_goroutine_block SET data = ?2 WHERE id = ?1" },
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (9);

  for (guint i = 0; i < n_attempts (45); i++)
    {
      guint kind = i % G_N_ELEMENTS (blobs);

      write_damaged (fixture, fixture->whole, fixture->length);
      garble_blobs (fixture->fixture.path, blobs[kind][0], blobs[kind][1], random);
      read_everything (fixture->fixture.path);
      write_something (fixture->fixture.path);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(PATH, FUNCTION) \
  g_test_add ("/store/damage/" PATH, DamageFixture, NULL, set_up, FUNCTION, tear_down)
  ADD ("flipped-bits", test_flipped_bits);
  ADD ("overwritten-pages", test_overwritten_pages);
  ADD ("truncated", test_truncated);
  ADD ("wrong-rows", test_wrong_rows);
  ADD ("wrong-blobs", test_wrong_blobs);
  return g_test_run ();
}
