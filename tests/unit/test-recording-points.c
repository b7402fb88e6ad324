/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many points at once, as traces have them: how they are added, put between others, and summed. */
#include <sqlite3.h>

#include "recording-fixture.h"

#define MS     G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

static void
commit (HtRecordingWriter *writer)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static HtRecordingWriter *
create (RecordingFixture *fixture, gint64 *target)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);

  g_assert_no_error (error);
  *target = ht_recording_writer_add_target (writer, "service", &error);
  return writer;
}

static gint64
find (HtRecordingWriter *writer, gint64 target, const char *name, HtPointKind kind)
{
  g_autoptr (GError) error = NULL;
  const HtPoint like = { .name = name, .unit = "ns", .kind = kind, .time_ns = START };
  gint64 id = ht_recording_writer_find_series (writer, target, &like, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static void
add (HtRecordingWriter *writer, gint64 target, gint64 series, const GArray *points)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_add_points (writer, target, series,
                                  (const HtSeriesPoint *) (gpointer) points->data, points->len,
                                  &error);
  g_assert_no_error (error);
}

/* Whole numbers, so that sums do not depend on the order. */
static GArray *
make_points (GRand *random, gint64 start_ns, gint64 step_ns, guint n_points)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  gint64 time_ns = start_ns;

  for (guint i = 0; i < n_points; i++)
    {
      const HtSeriesPoint point = { .time_ns = time_ns,
                                    .value = g_rand_int_range (random, -1000, 1000000) };

      g_array_append_val (points, point);
      time_ns += 1 + g_rand_int_range (random, 0, (gint32) MIN (2 * step_ns, G_MAXINT32));
    }
  return points;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const HtSeriesPoint *left = a;
  const HtSeriesPoint *right = b;

  return left->time_ns < right->time_ns ? -1 : left->time_ns > right->time_ns;
}

/* What both have together; at one time that of @newer. */
static void
merge (GArray *all, const GArray *newer)
{
  guint n = 0;

  g_array_append_vals (all, newer->data, newer->len);
  g_array_sort (all, compare_times); /* stable */
  for (guint i = 0; i < all->len; i++)
    {
      const HtSeriesPoint point = g_array_index (all, HtSeriesPoint, i);

      if (n > 0 && g_array_index (all, HtSeriesPoint, n - 1).time_ns == point.time_ns)
        n--;
      g_array_index (all, HtSeriesPoint, n++) = point;
    }
  g_array_set_size (all, n);
}

static HtSeriesSum
sum_of (const GArray *points, gint64 from_ns, gint64 to_ns)
{
  HtSeriesSum sum = { 0 };

  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesPoint *point = &g_array_index (points, HtSeriesPoint, i);

      if (point->time_ns < from_ns || point->time_ns > to_ns)
        continue;
      sum.max = sum.n > 0 ? MAX (sum.max, point->value) : point->value;
      sum.sum += point->value;
      sum.n++;
    }
  return sum;
}

static void
assert_sum (HtRecording *recording,
            const HtSeriesEntry *entry,
            const GArray *points,
            gint64 from_ns,
            gint64 to_ns)
{
  const HtSeriesSum expected = sum_of (points, from_ns, to_ns != HT_UNKNOWN ? to_ns : G_MAXINT64);
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) sums = NULL;

  g_ptr_array_add (entries, (gpointer) entry);
  sums = ht_recording_sum_many_series (recording, entries, from_ns, to_ns, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sums->len, ==, 1);
  g_assert_cmpint (g_array_index (sums, HtSeriesSum, 0).n, ==, expected.n);
  g_assert_cmpfloat (g_array_index (sums, HtSeriesSum, 0).sum, ==, expected.sum);
  g_assert_cmpfloat (g_array_index (sums, HtSeriesSum, 0).max, ==, expected.max);
}

/* All points are there once, seen from near and from far, and any range has the right sum. */
static void
assert_content (RecordingFixture *fixture, const char *name, const GArray *points)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (points->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (HtSeriesEntry) entry = NULL;
  g_autoptr (GArray) all = NULL;

  g_assert_no_error (error);
  g_assert_true (ht_recording_find_series (recording, 1, name, &entry, &error));
  g_assert_nonnull (entry);
  g_assert_cmpint (entry->n_points, ==, points->len);
  all = ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, points->len);
  for (guint i = 0; i < all->len; i++)
    {
      const HtSeriesPoint *point = &g_array_index (points, HtSeriesPoint, i);

      g_assert_cmpint (g_array_index (all, HtSeriesBucket, i).start_ns, ==, point->time_ns);
      g_assert_cmpfloat (g_array_index (all, HtSeriesBucket, i).first, ==, point->value);
    }
  for (guint n = 1; n < 3000; n *= 7)
    {
      g_autoptr (GArray) buckets =
          ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, n, &error);
      guint at = 0;

      g_assert_no_error (error);
      g_assert_cmpuint (buckets->len, <=, n + 2);
      for (guint i = 0; i < buckets->len; i++)
        {
          const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
          const GArray rest = {
            .data = (char *) &g_array_index (points, HtSeriesPoint, at),
            .len = (guint) MIN (bucket->n_points + 1, points->len - at),
          };
          const HtSeriesSum sum = sum_of (&rest, bucket->start_ns, bucket->end_ns);

          g_assert_cmpint (g_array_index (points, HtSeriesPoint, at).time_ns, ==, bucket->start_ns);
          g_assert_cmpint (bucket->n_points, ==, sum.n);
          g_assert_cmpfloat (bucket->sum, ==, sum.sum);
          g_assert_cmpfloat (bucket->max, ==, sum.max);
          at += (guint) sum.n;
        }
      g_assert_cmpuint (at, ==, points->len);
    }
  assert_sum (recording, entry, points, HT_UNKNOWN, HT_UNKNOWN);
  assert_sum (recording, entry, points, START - SECOND, START - 1);
  for (guint i = 0; i < 50; i++)
    {
      guint first = (guint) g_rand_int_range (random, 0, (gint32) points->len);
      guint last = (guint) g_rand_int_range (random, (gint32) first, (gint32) points->len);

      assert_sum (recording, entry, points,
                  g_array_index (points, HtSeriesPoint, first).time_ns + i % 3 - 1,
                  g_array_index (points, HtSeriesPoint, last).time_ns + i % 2);
    }
}

static void
test_bulk (RecordingFixture *fixture, gconstpointer data)
{
  static const guint sizes[] = { 1, 1023, 1024, 1025, 16 * 1024, 200000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GError) error = NULL;
  gint64 target;
  HtRecordingWriter *writer = create (fixture, &target);
  gint64 id = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("trace/mark/%u", i);
      GArray *points = make_points (random, START, 5000, sizes[i]);

      id = find (writer, target, name, HT_POINT_EVENT);
      add (writer, target, id, points);
      g_ptr_array_add (all, points);
      g_assert_cmpint (find (writer, target, name, HT_POINT_EVENT), ==, id);
    }
  g_assert_false (ht_recording_writer_add_points (writer, target, id + 1, NULL, 0, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  ht_recording_writer_close (writer);
  g_unlink (fixture->path);

  /* Again, as that writer has given up. */
  writer = create (fixture, &target);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("trace/mark/%u", i);

      add (writer, target, find (writer, target, name, HT_POINT_EVENT), g_ptr_array_index (all, i));
    }
  commit (writer);
  ht_recording_writer_close (writer);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("trace/mark/%u", i);

      assert_content (fixture, name, g_ptr_array_index (all, i));
    }
}

/* Figures of a while, and traces within it, before it and across its end, each twice. */
static void
test_between (RecordingFixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 second;
    guint n_points;
  } traces[] = {
    { 50000, 30000 }, { 50000, 100 }, { -500, 20000 }, { 99990, 30000 },
    { 20000, 1 },     { 20001, 1 },   { 20002, 1 },    { -900, 300000 },
    { 50001, 70000 }, { -2000, 1 },   { -2001, 1 },    { 0, 1500 },
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  g_autoptr (GArray) all = make_points (random, START, SECOND, 100000);
  gint64 target;
  HtRecordingWriter *writer = create (fixture, &target);
  gint64 id = find (writer, target, "heap_live", HT_POINT_GAUGE);

  add (writer, target, id, all);
  commit (writer);
  for (guint i = 0; i < G_N_ELEMENTS (traces); i++)
    {
      g_autoptr (GArray) trace =
          make_points (random, START + traces[i].second * SECOND, 200000, traces[i].n_points);
      guint half = trace->len / 2;

      add (writer, target, id, &(GArray){ .data = trace->data, .len = half });
      if (i % 2 == 0)
        commit (writer);
      add (writer, target, id,
           &(GArray){ .data = (char *) &g_array_index (trace, HtSeriesPoint, half),
                      .len = trace->len - half });
      if (i % 3 == 0)
        add (writer, target, id, trace);
      commit (writer);
      merge (all, trace);
      if (i % 4 == 3)
        {
          g_autoptr (GError) error = NULL;

          ht_recording_writer_close (writer);
          assert_content (fixture, "heap_live", all);
          writer = ht_recording_writer_open (fixture->path, &error);
          g_assert_no_error (error);
        }
    }
  ht_recording_writer_close (writer);
}

static gint64
query (RecordingFixture *fixture, const char *sql)
{
  sqlite3 *connection;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
  return number;
}

/* A trace amid the figures of a week leaves the others where they are. */
static void
test_few_blocks_are_rewritten (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GArray) week = make_points (random, START, SECOND, 600000);
  g_autoptr (GArray) trace = make_points (random, START + 1000 * SECOND, MS, 10000);
  g_autoptr (GError) error = NULL;
  gint64 target, n_blocks, last_id;
  HtRecordingWriter *writer = create (fixture, &target);
  g_autofree char *sql = NULL;

  add (writer, target, find (writer, target, "heap_live", HT_POINT_GAUGE), week);
  commit (writer);
  ht_recording_writer_close (writer);
  n_blocks = query (fixture, "SELECT count (*) FROM series_block");
  last_id = query (fixture, "SELECT max (id) FROM series_block");
  g_assert_cmpint (n_blocks, >, 600);

  writer = ht_recording_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  add (writer, target, find (writer, target, "heap_live", HT_POINT_GAUGE), trace);
  commit (writer);
  ht_recording_writer_close (writer);
  sql =
      g_strdup_printf ("SELECT count (*) FROM series_block WHERE id <= %" G_GINT64_FORMAT, last_id);
  /* One or two blocks of each level. */
  g_assert_cmpint (query (fixture, sql), >=, n_blocks - 8);
  merge (week, trace);
  assert_content (fixture, "heap_live", week);
  g_assert_cmpint (query (fixture,
                          "SELECT count (*) FROM series AS s WHERE n_bytes != "
                          "(SELECT sum (length (data)) FROM series_block WHERE series_id = s.id)"),
                   ==, 0);
}

/* Who lists the series of a process does not get those of its traces. */
static void
test_traces_apart (RecordingFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "heap_live", "trace/alloc/main.a", "trace/alloc/main.b",
                                       "trace0",    "trace/mark",         "vars/trace/x" };
  static const char *const plain[] = { "heap_live", "trace0", "vars/trace/x" };
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) usual = NULL;
  g_autoptr (GPtrArray) prefixed = NULL;
  g_autoptr (GPtrArray) all = NULL;
  gint64 target;
  HtRecordingWriter *writer = create (fixture, &target);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    find (writer, target, names[i], i % 2 == 0 ? HT_POINT_GAUGE : HT_POINT_EVENT);
  commit (writer);
  ht_recording_writer_close (writer);

  recording = ht_recording_open (fixture->path, &error);
  usual = ht_recording_list_series (recording, 0, &error);
  prefixed = ht_recording_list_series_with_prefix (recording, target, "trace/alloc/", &error);
  all = ht_recording_list_series_with_prefix (recording, 0, "", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (usual->len, ==, G_N_ELEMENTS (plain));
  for (guint i = 0; i < usual->len; i++)
    g_assert_cmpstr (((HtSeriesEntry *) g_ptr_array_index (usual, i))->name, ==, plain[i]);
  g_assert_cmpuint (prefixed->len, ==, 2);
  g_assert_cmpstr (((HtSeriesEntry *) g_ptr_array_index (prefixed, 0))->name, ==, names[1]);
  g_assert_cmpint (((HtSeriesEntry *) g_ptr_array_index (prefixed, 0))->kind, ==, HT_POINT_EVENT);
  g_assert_cmpstr (((HtSeriesEntry *) g_ptr_array_index (prefixed, 1))->name, ==, names[2]);
  g_assert_cmpint (((HtSeriesEntry *) g_ptr_array_index (prefixed, 1))->kind, ==, HT_POINT_GAUGE);
  g_assert_cmpuint (all->len, ==, G_N_ELEMENTS (names));
}

/* A bar that begins before the end of the range and ends after it has to be known, and seen from
 * far away bars of a lane keep their begins and their ends. */
static void
test_lane (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (HtSeriesEntry) entry = NULL;
  g_autoptr (GArray) near = NULL;
  g_autoptr (GArray) far = NULL;
  gint64 target;
  HtRecordingWriter *writer = create (fixture, &target);
  double last_end = 0;

  /* Each 10 ms one of 9 ms. */
  for (gint64 i = 0; i < 5000; i++)
    {
      const HtSeriesPoint point = { .time_ns = START + i * 10 * MS + 9 * MS, .value = 9e6 };

      g_array_append_val (points, point);
    }
  add (writer, target, find (writer, target, "trace/dedicated/0", HT_POINT_EVENT), points);
  commit (writer);
  ht_recording_writer_close (writer);
  recording = ht_recording_open (fixture->path, &error);
  ht_recording_find_series (recording, target, "trace/dedicated/0", &entry, &error);
  g_assert_no_error (error);

  near = ht_recording_read_series (recording, entry->id, START + 10002 * MS, START + 10003 * MS,
                                   1000, &error);
  g_assert_cmpuint (near->len, ==, 2);
  g_assert_cmpint (g_array_index (near, HtSeriesBucket, 1).end_ns, ==, START + 10009 * MS);
  g_assert_cmpint (ht_series_bucket_get_begin_ns (&g_array_index (near, HtSeriesBucket, 1)), ==,
                   START + 10000 * MS);

  far = ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 100, &error);
  g_assert_cmpuint (far->len, <=, 102);
  for (guint i = 0; i < far->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (far, HtSeriesBucket, i);
      double begin = (double) (ht_series_bucket_get_begin_ns (bucket) - START);

      g_assert_cmpfloat (begin, ==, last_end + (i > 0 ? 1e6 : 0));
      last_end = (double) (bucket->end_ns - START);
      g_assert_cmpfloat (bucket->sum, ==, 9e6 * (double) bucket->n_points);
    }
  g_assert_cmpfloat (last_end, ==, 4999 * 10e6 + 9e6);
}

#define ADD(NAME, TEST)                                                                          \
  g_test_add ("/store/recording-points/" NAME, RecordingFixture, NULL, recording_fixture_set_up, \
              TEST, recording_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("bulk", test_bulk);
  ADD ("between", test_between);
  ADD ("few-blocks-are-rewritten", test_few_blocks_are_rewritten);
  ADD ("traces-apart", test_traces_apart);
  ADD ("lane", test_lane);
  return g_test_run ();
}
