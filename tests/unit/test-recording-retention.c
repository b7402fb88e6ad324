/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording that runs for days lets go of, and that the rest stays as it was. */
#include <math.h>
#include <sqlite3.h>

#include "gc-cycle.h"
#include "profile-thinning.h"
#include "recording-fixture.h"

#define SECOND        G_GINT64_CONSTANT (1000000000)
#define START         (G_GINT64_CONSTANT (1790000000) * SECOND)
#define MINUTE        (60 * SECOND)
#define FAMILY_POINTS (16 * 1024) /* what one block of the second level stands for */

typedef struct
{
  /* Owned */
  RecordingFixture fixture;
  HtRecordingWriter *writer;
  GHashTable *profiles; /* id -> HtProfile as it was read when it was new */

  gint64 target;
} Recorder;

static void
recorder_set_up (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  recording_fixture_set_up (&self->fixture, data);
  self->writer = ht_recording_writer_create (self->fixture.path, &error);
  g_assert_no_error (error);
  self->target = ht_recording_writer_add_target (self->writer, "gateway", &error);
  self->profiles =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) ht_profile_free);
}

static void
recorder_tear_down (Recorder *self, gconstpointer data)
{
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  g_hash_table_unref (self->profiles);
  recording_fixture_tear_down (&self->fixture, data);
}

static void
commit (Recorder *self)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_commit (self->writer, &error);
  g_assert_no_error (error);
}

static HtRecording *
open_recording (Recorder *self)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording = ht_recording_open (self->fixture.path, &error);

  g_assert_no_error (error);
  return recording;
}

static void
add_point (Recorder *self, const char *name, gint64 second, double value)
{
  g_autoptr (GError) error = NULL;
  const HtPoint point = {
    .name = name, .unit = "bytes", .time_ns = START + second * SECOND, .value = value
  };

  ht_recording_writer_add_point (self->writer, self->target, &point, &error);
  g_assert_no_error (error);
}

static double
value_at (gint64 second)
{
  return (double) (second * 7919 % 10007);
}

static gint64
add_capture (Recorder *self, HtCaptureKind kind, gint64 second)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = {
    .target = self->target, .kind = kind, .time_ns = START + second * SECOND, .n_bytes = 1
  };
  gint64 id = ht_recording_writer_add_capture (self->writer, &capture, &error);

  g_assert_no_error (error);
  return id;
}

/* @kind: 0 or 1, profiles of another kind that nevertheless have the same types. */
static gint64
add_profile (Recorder *self, gint64 second, guint kind)
{
  g_autoptr (GError) error = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, &error);
  g_autoptr (HtProfile) profile =
      make_heap_profile (catalog, second * 31 % 1009, START + second * SECOND);
  gint64 capture = add_capture (self, HT_CAPTURE_PROFILE, second);
  gint64 id;

  if (kind == 1)
    profile->default_type = intern_text (catalog, "alloc_space");
  id = ht_recording_writer_add_profile (self->writer, self->target, capture, profile, &error);
  g_assert_no_error (error);
  return id;
}

static void
add_cycle (Recorder *self, gint64 capture, gint64 n, gint64 second)
{
  g_autoptr (GError) error = NULL;
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.n = n;
  cycle.start_ns = second * SECOND;
  cycle.wall_offset_ns = START;
  ht_recording_writer_add_gc_cycle (self->writer, self->target, capture, &cycle, &error);
  g_assert_no_error (error);
}

static void
add_mark (Recorder *self, gint64 second)
{
  g_autoptr (GError) error = NULL;
  const HtMark mark = { .target = self->target,
                        .kind = HT_MARK_FLAG,
                        .time_ns = START + second * SECOND,
                        .end_ns = HT_UNKNOWN };

  ht_recording_writer_add_mark (self->writer, &mark, &error);
  g_assert_no_error (error);
}

/* Step by step, as a recorder does; returns how many steps it took. */
static guint
prune (Recorder *self, const HtRetention *retention, gint64 now_second)
{
  g_autoptr (GError) error = NULL;
  gboolean has_more = TRUE;
  guint n_steps = 0;

  while (has_more)
    {
      ht_recording_writer_prune (self->writer, self->target, retention, START + now_second * SECOND,
                                 &has_more, &error);
      g_assert_no_error (error);
      commit (self);
      g_assert_cmpuint (n_steps++, <, 100000);
    }
  return n_steps;
}

/* Reads the profiles that are new. */
static void
remember_profiles (Recorder *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (recording, 0, &error);

  for (guint i = 0; i < entries->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (entries, i);
      HtProfile *profile;

      if (g_hash_table_contains (self->profiles, &entry->id))
        continue;
      profile = ht_recording_load_profile (recording, entry->id, &error);
      g_assert_no_error (error);
      g_hash_table_insert (self->profiles, g_memdup2 (&entry->id, sizeof entry->id), profile);
    }
}

static void
assert_same_array (const GArray *one, const GArray *other)
{
  gsize size = g_array_get_element_size ((GArray *) one);

  g_assert_cmpmem (one->data, one->len * size, other->data, other->len * size);
}

/* Whatever is left is what it was; returns the times of what is left, in seconds. */
static GArray *
check_profiles (Recorder *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = open_recording (self);
  GArray *seconds = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_assert_true (ht_recording_check (recording, &error));
  g_assert_no_error (error);

  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (recording, 0, &error);

  for (guint i = 0; i < entries->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (entries, i);
      const HtProfile *before = g_hash_table_lookup (self->profiles, &entry->id);
      g_autoptr (HtProfile) after = ht_recording_load_profile (recording, entry->id, &error);
      gint64 second = (entry->time_ns - START) / SECOND;

      g_assert_no_error (error);
      g_assert_nonnull (before);
      g_assert_cmpint (before->time_ns, ==, entry->time_ns);
      g_assert_cmpint (after->time_ns, ==, entry->time_ns);
      g_assert_cmpuint (before->default_type, ==, after->default_type);
      assert_same_array (before->types, after->types);
      assert_same_array (before->nodes, after->nodes);
      assert_same_array (before->label_sets, after->label_sets);
      assert_same_array (before->values, after->values);
      g_array_append_val (seconds, second);
    }
  return seconds;
}

static gboolean
contains (const GArray *seconds, gint64 second)
{
  for (guint i = 0; i < seconds->len; i++)
    if (g_array_index (seconds, gint64, i) == second)
      return TRUE;
  return FALSE;
}

/* The first number of a query, read from the file itself. */
static gint64
query (Recorder *self, const char *sql)
{
  sqlite3 *connection;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open (self->fixture.path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
  return number;
}

static gint64
count_bytes (Recorder *self)
{
  return query (self, "SELECT (SELECT ifnull (sum (length (data)), 0) FROM profile_data) + "
                      "(SELECT ifnull (sum (length (data)), 0) FROM series_block)");
}

static GArray *
read_series (HtRecording *recording, gint64 from_second, gint64 to_second, guint max_buckets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);
  const HtSeriesEntry *entry = g_ptr_array_index (series, 0);
  GArray *buckets = ht_recording_read_series (recording, entry->id, START + from_second * SECOND,
                                              START + to_second * SECOND, max_buckets, &error);

  g_assert_no_error (error);
  return buckets;
}

/* That buckets, one after the other, say of the seconds from @from on what there was in them. */
static gint64
check_buckets (const GArray *buckets, gint64 from, gint64 max_points)
{
  gint64 second = from;

  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
      double min = INFINITY, max = -INFINITY, sum = 0;

      g_assert_cmpint (bucket->n_points, <=, max_points);
      for (gint64 k = second; k < second + bucket->n_points; k++)
        {
          min = MIN (min, value_at (k));
          max = MAX (max, value_at (k));
          sum += value_at (k);
        }
      g_assert_cmpint (bucket->start_ns, ==, START + second * SECOND);
      g_assert_cmpfloat (bucket->first, ==, value_at (second));
      second += bucket->n_points;
      g_assert_cmpint (bucket->end_ns, ==, START + (second - 1) * SECOND);
      g_assert_cmpfloat (bucket->last, ==, value_at (second - 1));
      g_assert_cmpfloat (bucket->min, ==, min);
      g_assert_cmpfloat (bucket->max, ==, max);
      g_assert_cmpfloat (bucket->sum, ==, sum);
    }
  return second;
}

#define N_SECONDS   60000
#define AGE_SECONDS 14400

static void
record_points (Recorder *self, gint64 from, gint64 to)
{
  for (gint64 second = from; second < to; second++)
    {
      add_point (self, "a", second, value_at (second));
      add_point (self, "b", second, 1);
      if (second % 500 == 0)
        commit (self);
    }
  commit (self);
}

/* Of the points that are old enough buckets remain, which tell the same. */
static void
test_age_of_points (Recorder *self, gconstpointer data)
{
  const HtRetention retention = { .max_age_ns = AGE_SECONDS * SECOND };
  const gint64 kept_from = 2 * FAMILY_POINTS; /* the next family is in part young enough */
  HtRecording *recording;

  record_points (self, 0, N_SECONDS);
  recording = open_recording (self);
  g_autoptr (GArray) before = read_series (recording, 0, N_SECONDS - 1, 500);
  ht_recording_close (recording);
  g_assert_cmpuint (prune (self, &retention, N_SECONDS), >, 3);

  recording = open_recording (self);
  g_autoptr (GArray) after = read_series (recording, 0, N_SECONDS - 1, 500);
  assert_same_array (before, after);

  g_autoptr (GArray) all = read_series (recording, 0, N_SECONDS - 1, 0);
  g_assert_cmpint (check_buckets (all, 0, 16), ==, N_SECONDS);
  g_assert_cmpuint (all->len, ==, kept_from / 16 + N_SECONDS - kept_from);

  g_autoptr (GArray) young = read_series (recording, kept_from, N_SECONDS - 1, 0);
  g_assert_cmpuint (young->len, ==, N_SECONDS - kept_from);

  /* Looked at closely, old times are buckets, and those of the range only. */
  g_autoptr (GArray) close_by = read_series (recording, 1600, 3200, 2000);
  g_assert_cmpuint (close_by->len, ==, 101);
  check_buckets (close_by, 1600, 16);

  /* And where points begin, both. */
  g_autoptr (GArray) border = read_series (recording, kept_from - 160, kept_from + 100, 2000);
  g_assert_cmpint (check_buckets (border, kept_from - 160, 16), ==, kept_from + 102);
  ht_recording_close (recording);

  g_assert_cmpuint (prune (self, &retention, N_SECONDS), <, 10);
  g_assert_cmpint (query (self, "SELECT count (*) FROM series WHERE n_bytes != (SELECT "
                                "sum (length (data)) FROM series_block WHERE series_id = "
                                "series.id)"),
                   ==, 0);
}

/* Points that come late are put where points are, and harm nothing where they are gone. */
static void
test_late_points (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const HtRetention retention = { .max_age_ns = AGE_SECONDS * SECOND };
  const gint64 kept_from = 2 * FAMILY_POINTS;
  HtRecording *recording;

  record_points (self, 0, N_SECONDS);
  prune (self, &retention, N_SECONDS);
  add_point (self, "a", -5, 1);
  add_point (self, "a", 100, 1e9);
  add_point (self, "a", kept_from - 1, 1e9);
  add_point (self, "a", kept_from, value_at (kept_from));
  add_point (self, "a", kept_from + 20, value_at (kept_from + 20));
  commit (self);
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  self->writer = ht_recording_writer_open (self->fixture.path, &error);
  g_assert_no_error (error);
  record_points (self, N_SECONDS, 2 * N_SECONDS);
  add_point (self, "a", N_SECONDS + 1000, value_at (N_SECONDS + 1000));
  commit (self);

  recording = open_recording (self);
  g_autoptr (GArray) all = read_series (recording, -10, 2 * N_SECONDS, 0);
  g_assert_cmpint (check_buckets (all, 0, 16), ==, 2 * N_SECONDS);
  ht_recording_close (recording);

  /* Four times the age later the second level goes too, and so on. */
  prune (self, &retention, 2 * N_SECONDS);
  recording = open_recording (self);
  g_autoptr (GArray) coarser = read_series (recording, 0, 2 * N_SECONDS, 0);
  g_assert_cmpint (check_buckets (coarser, 0, 16), ==, 2 * N_SECONDS);
  g_assert_cmpuint (coarser->len, <, all->len);
  ht_recording_close (recording);
  record_points (self, 2 * N_SECONDS, 6 * N_SECONDS);
  prune (self, &retention, 6 * N_SECONDS);
  recording = open_recording (self);
  g_autoptr (GArray) coarsest = read_series (recording, 0, 6 * N_SECONDS, 0);
  g_assert_cmpint (check_buckets (coarsest, 0, 256), ==, 6 * N_SECONDS);
  g_assert_cmpint (g_array_index (coarsest, HtSeriesBucket, 0).n_points, ==, 256);
  ht_recording_close (recording);
}

static void
test_age_of_profiles (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const HtRetention retention = { .max_age_ns = AGE_SECONDS * SECOND };
  const gint64 cutoff = N_SECONDS - AGE_SECONDS;
  gint64 log = add_capture (self, HT_CAPTURE_GC_LOG, 0);
  gint64 running = add_capture (self, HT_CAPTURE_HEAP_STATS, 0);
  guint n_expected = 0;

  for (gint64 second = 0; second < N_SECONDS; second += 100)
    {
      add_profile (self, second, second % 700 == 0);
      add_cycle (self, log, second / 100, second);
      add_capture (self, HT_CAPTURE_METRICS, second);
      n_expected += second >= cutoff;
    }
  /* A capture that is added to is not old. */
  add_cycle (self, running, 1000000, 0);
  commit (self);
  remember_profiles (self);
  prune (self, &retention, N_SECONDS);

  g_autoptr (GArray) seconds = check_profiles (self);
  for (gint64 second = cutoff; second < N_SECONDS; second += 100)
    g_assert_true (contains (seconds, second));
  /* One that is too old may be left, on which others build. */
  g_assert_cmpuint (seconds->len, <=, n_expected + 1);
  g_assert_cmpint (g_array_index (seconds, gint64, 0), >=, cutoff - 32 * 100);

  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, self->target, &error);
  g_assert_cmpuint (cycles->len, ==, n_expected);
  g_assert_cmpint (g_array_index (cycles, HtGcCycle, 0).n, ==, cutoff / 100);
  g_assert_cmpint (query (self, "SELECT count (*) FROM capture WHERE kind = 4"), ==, n_expected);
  add_cycle (self, log, N_SECONDS / 100, N_SECONDS);
  add_cycle (self, running, 1000001, N_SECONDS);
  commit (self);
}

/* Everything is too old but for the last profile, whose id must not be given to another. */
static void
test_all_is_old (Recorder *self, gconstpointer data)
{
  const HtRetention retention = { .max_age_ns = MINUTE };
  gint64 last = 0;

  for (gint64 second = 0; second < 1000; second += 10)
    last = add_profile (self, second, 0);
  commit (self);
  remember_profiles (self);
  prune (self, &retention, 1000000);
  g_autoptr (GArray) seconds = check_profiles (self);
  g_assert_true (contains (seconds, 990));
  g_assert_cmpuint (seconds->len, <=, 2);
  g_assert_cmpint (add_profile (self, 1000000, 0), ==, last + 1);
  commit (self);
  remember_profiles (self);
  g_autoptr (GArray) now = check_profiles (self);
  g_assert_true (contains (now, 1000000));
}

/* What goes is nothing that the next one may build on. */
static void
test_base_is_old (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const HtRetention retention = { .max_age_ns = MINUTE };
  gint64 one = self->target;
  gint64 other = ht_recording_writer_add_target (self->writer, "other", &error);
  gint64 first = add_profile (self, 0, 0);

  self->target = other;
  add_profile (self, 0, 0);
  self->target = one;
  commit (self);
  prune (self, &retention, 1000);
  g_assert_cmpint (query (self, "SELECT count (*) FROM profile"), ==, 1);
  g_assert_cmpint (add_profile (self, 1000, 0), !=, first);
  commit (self);
  remember_profiles (self);
  g_autoptr (GArray) seconds = check_profiles (self);
  g_assert_true (contains (seconds, 1000));
}

static const gint64 mark_seconds[] = { 3000, 12345, 20010 };

#define AROUND_SECONDS 120

static void
assert_marks_are_kept (const GArray *seconds, gint64 n_seconds)
{
  for (gint64 second = 0; second < n_seconds; second += 10)
    for (guint i = 0; i < G_N_ELEMENTS (mark_seconds); i++)
      if (ABS (second - mark_seconds[i]) <= AROUND_SECONDS)
        g_assert_true (contains (seconds, second));
}

/* The largest space between profiles in a part of the time. */
static gint64
largest_space (const GArray *seconds, gint64 from, gint64 to)
{
  gint64 largest = 0;

  for (guint i = 1; i < seconds->len; i++)
    {
      gint64 before = g_array_index (seconds, gint64, i - 1);
      gint64 after = g_array_index (seconds, gint64, i);

      if (before >= from && after <= to)
        largest = MAX (largest, after - before);
    }
  return largest;
}

static void
test_size (Recorder *self, gconstpointer data)
{
  HtRetention retention = { .around_marks_ns = AROUND_SECONDS * SECOND };
  const gint64 n_seconds = 30000;
  gint64 n_pages;

  for (guint i = 0; i < G_N_ELEMENTS (mark_seconds); i++)
    add_mark (self, mark_seconds[i]);
  for (gint64 second = 0; second < n_seconds; second += 10)
    {
      add_profile (self, second, 0);
      if (second % 1000 == 0)
        commit (self);
    }
  commit (self);
  remember_profiles (self);
  n_pages = query (self, "PRAGMA page_count");

  for (guint i = 0; i < 3; i++)
    {
      retention.max_bytes = (count_bytes (self) + 400 * query (self, "SELECT count (*) "
                                                                     "FROM profile")) /
                            2;
      prune (self, &retention, n_seconds);
      g_assert_cmpint (count_bytes (self), <=, retention.max_bytes);

      g_autoptr (GArray) seconds = check_profiles (self);
      g_assert_cmpint (g_array_index (seconds, gint64, 0), ==, 0);
      g_assert_cmpint (g_array_index (seconds, gint64, seconds->len - 1), ==, n_seconds - 10);
      assert_marks_are_kept (seconds, n_seconds);
      g_assert_cmpint (largest_space (seconds, n_seconds - 3000, n_seconds), <=,
                       largest_space (seconds, 0, n_seconds / 3));
      g_assert_cmpint (largest_space (seconds, 0, n_seconds), <, n_seconds / 4);
    }

  /* What comes takes the room of what went. */
  for (gint64 second = n_seconds; second < 2 * n_seconds; second += 10)
    {
      add_profile (self, second, 0);
      if (second % 1000 == 0)
        {
          commit (self);
          remember_profiles (self);
          prune (self, &retention, second);
        }
    }
  commit (self);
  remember_profiles (self);
  g_assert_cmpint (query (self, "PRAGMA page_count"), <=, n_pages + n_pages / 50);
  g_autoptr (GArray) seconds = check_profiles (self);
  assert_marks_are_kept (seconds, n_seconds);
}

/* Neither limit: whatever is there stays. */
static void
test_no_limit (Recorder *self, gconstpointer data)
{
  const HtRetention forever = { .around_marks_ns = MINUTE };

  for (gint64 second = 0; second < 300; second += 10)
    add_profile (self, second, 0);
  commit (self);
  prune (self, &forever, 100 * 86400);
  g_assert_cmpint (query (self, "SELECT count (*) FROM profile"), ==, 30);
}

/* Where profiles alone cannot do it, points get coarser. */
static void
test_size_of_points (Recorder *self, gconstpointer data)
{
  HtRetention retention = { .around_marks_ns = MINUTE };
  gint64 log = add_capture (self, HT_CAPTURE_GC_LOG, 0);

  for (gint64 second = 0; second < 20000; second++)
    add_cycle (self, log, second, second);
  record_points (self, 0, N_SECONDS);
  for (gint64 second = 0; second < 1000; second += 100)
    add_profile (self, second, 0);
  commit (self);
  remember_profiles (self);
  retention.max_bytes = count_bytes (self) / 2;
  prune (self, &retention, N_SECONDS);
  g_assert_cmpint (count_bytes (self), <=, retention.max_bytes);
  /* Those of times whose points are gone went first. */
  g_assert_cmpint (query (self, "SELECT count (*) FROM gc_cycle"), <, 20000);

  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GArray) all = read_series (recording, 0, N_SECONDS, 0);
  g_assert_cmpint (check_buckets (all, 0, 16), ==, N_SECONDS);
  g_autoptr (GArray) seconds = check_profiles (self);

  /* A limit that nothing can meet is no reason to go on for ever. */
  retention.max_bytes = 1;
  prune (self, &retention, N_SECONDS);
  g_autoptr (GArray) left = check_profiles (self);
  g_assert_true (contains (left, 0));
  g_assert_true (contains (left, 900));
}

/* Any kinds, times, marks and limits, with recording in between. */
static void
test_random (Recorder *self, gconstpointer data)
{
  g_autoptr (GHashTable) kept_by_mark =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gint64 second = 0;

  for (guint round = 0; round < 12; round++)
    {
      const HtRetention retention = {
        .max_age_ns = g_test_rand_int_range (0, 3) == 0 ? 0 : 50000 * SECOND,
        .max_bytes = g_test_rand_int_range (0, 3) == 0 ? 0 : g_test_rand_int_range (60000, 300000),
        .around_marks_ns = AROUND_SECONDS * SECOND,
      };

      for (guint i = 0; i < 150; i++)
        {
          second += g_test_rand_int_range (1, g_test_rand_int_range (0, 20) == 0 ? 5000 : 60);
          add_profile (self, second, g_test_rand_bit ());
          if (g_test_rand_int_range (0, 40) == 0)
            {
              add_mark (self, second);
              g_hash_table_add (kept_by_mark, g_memdup2 (&second, sizeof second));
            }
        }
      commit (self);
      remember_profiles (self);
      prune (self, &retention, second);

      g_autoptr (GArray) seconds = check_profiles (self);
      GHashTableIter iter;
      gpointer marked;

      g_assert_true (contains (seconds, second));
      g_hash_table_iter_init (&iter, kept_by_mark);
      while (g_hash_table_iter_next (&iter, &marked, NULL))
        if (second - *(gint64 *) marked < 50000)
          g_assert_true (contains (seconds, *(gint64 *) marked));
        else if (second - *(gint64 *) marked > 50000 + 86400 && retention.max_age_ns > 0)
          g_assert_false (contains (seconds, *(gint64 *) marked));
    }
}

static int
compare_seconds (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

/* 64 profiles, one each 10 s: half of them away leaves the young ones closer together. */
static void
test_thinning_order (void)
{
  g_autoptr (GArray) profiles = g_array_new (FALSE, FALSE, sizeof (HtThinProfile));
  g_autoptr (GArray) left = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 last_space = G_MAXINT64;

  for (gint64 i = 0; i < 64; i++)
    {
      const HtThinProfile profile = { .id = i,
                                      .time_ns = START + i * 10 * SECOND,
                                      .is_wanted = i == 30 };

      g_array_append_val (profiles, profile);
    }
  ht_profile_thinning_sort (profiles, START + 64 * 10 * SECOND);
  for (guint i = 32; i < 64; i++)
    {
      gint64 second = g_array_index (profiles, HtThinProfile, i).id * 10;

      g_array_append_val (left, second);
    }
  g_assert_true (contains (left, 0));
  g_assert_true (contains (left, 300));
  g_assert_true (contains (left, 630));
  g_array_sort (left, compare_seconds);
  for (gint64 from = 0; from < 640; from += 160)
    {
      gint64 space = largest_space (left, from, from + 170);

      g_assert_cmpint (space, >, 0);
      g_assert_cmpint (space, <=, last_space);
      last_space = space;
    }
  g_assert_cmpint (last_space, <=, 20);
}

#define ADD(name, function)                                                                  \
  g_test_add ("/store/recording-retention/" name, Recorder, NULL, recorder_set_up, function, \
              recorder_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/recording-retention/thinning-order", test_thinning_order);
  ADD ("age-of-points", test_age_of_points);
  ADD ("late-points", test_late_points);
  ADD ("age-of-profiles", test_age_of_profiles);
  ADD ("all-is-old", test_all_is_old);
  ADD ("base-is-old", test_base_is_old);
  ADD ("no-limit", test_no_limit);
  ADD ("size", test_size);
  ADD ("size-of-points", test_size_of_points);
  ADD ("random", test_random);
  return g_test_run ();
}
