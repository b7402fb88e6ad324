/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

typedef struct
{
  gint64 time_ns;
  double value;
} Point;

static void
add_point (HtRecordingWriter *writer, gint64 target, const char *name, gint64 time_ns, double value)
{
  g_autoptr (GError) error = NULL;
  const HtPoint point = {
    .name = name, .unit = "bytes", .kind = HT_POINT_GAUGE, .time_ns = time_ns, .value = value
  };

  ht_recording_writer_add_point (writer, target, &point, &error);
  g_assert_no_error (error);
}

static void
commit (HtRecordingWriter *writer)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static gint64
find_series (HtRecording *recording, const char *name, gint64 n_points)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < series->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, i);

      if (g_strcmp0 (entry->name, name) != 0)
        continue;
      g_assert_cmpint (entry->n_points, ==, n_points);
      return entry->id;
    }
  g_assert_not_reached ();
}

/* Adds the bucket up from the points that it claims to stand for. */
static void
assert_bucket (const HtSeriesBucket *bucket, const Point *points)
{
  double min = points[0].value;
  double max = points[0].value;
  double sum = 0;
  gint64 n = bucket->n_points;

  for (gint64 i = 0; i < n; i++)
    {
      min = MIN (min, points[i].value);
      max = MAX (max, points[i].value);
      sum += points[i].value;
    }
  g_assert_cmpint (bucket->start_ns, ==, points[0].time_ns);
  g_assert_cmpint (bucket->end_ns, ==, points[n - 1].time_ns);
  g_assert_cmpfloat (bucket->first, ==, points[0].value);
  g_assert_cmpfloat (bucket->last, ==, points[n - 1].value);
  g_assert_cmpfloat (bucket->min, ==, min);
  g_assert_cmpfloat (bucket->max, ==, max);
  g_assert_cmpfloat_with_epsilon (bucket->sum, sum, fabs (sum) * 1e-12);
}

/* Compares a read with what the points themselves say. */
static void
assert_read (HtRecording *recording,
             gint64 series,
             const GArray *points,
             gint64 from_ns,
             gint64 to_ns,
             guint max_buckets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) buckets =
      ht_recording_read_series (recording, series, from_ns, to_ns, max_buckets, &error);
  guint first = 0;
  guint last = points->len - 1;
  guint at = 0;

  g_assert_no_error (error);

  /* The range and its neighbours. */
  while (first + 1 < points->len && g_array_index (points, Point, first + 1).time_ns < from_ns)
    first++;
  while (last > 0 && g_array_index (points, Point, last - 1).time_ns > to_ns)
    last--;

  g_assert_cmpuint (buckets->len, >, 0);
  if (max_buckets > 0)
    g_assert_cmpuint (buckets->len, <=, max_buckets + 2);
  while (g_array_index (points, Point, at).time_ns !=
         g_array_index (buckets, HtSeriesBucket, 0).start_ns)
    at++;
  g_assert_cmpuint (at, <=, first);
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      g_assert_cmpint (bucket->n_points, >, 0);
      g_assert_cmpuint (at + bucket->n_points, <=, points->len);
      assert_bucket (bucket, &g_array_index (points, Point, at));
      at += (guint) bucket->n_points;
      if (max_buckets == 0 || points->len <= max_buckets)
        g_assert_cmpint (bucket->n_points, ==, 1);
    }
  g_assert_cmpuint (at, >, last);
}

static void
assert_many_reads (HtRecording *recording, gint64 series, const GArray *points)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  gint64 first_ns = g_array_index (points, Point, 0).time_ns;
  gint64 last_ns = g_array_index (points, Point, points->len - 1).time_ns;
  double span_ns = (double) (last_ns - first_ns);

  assert_read (recording, series, points, first_ns, last_ns, 0);
  assert_read (recording, series, points, first_ns - SECOND, last_ns + SECOND, 1);
  assert_read (recording, series, points, 0, G_MAXINT64, 100);
  for (guint i = 0; i < 60; i++)
    {
      double part = pow (10, -g_rand_double_range (random, 0, 5));
      gint64 from_ns = first_ns + (gint64) (span_ns * g_rand_double_range (random, 0, 1 - part));
      gint64 to_ns = from_ns + (gint64) (span_ns * part);

      assert_read (recording, series, points, from_ns, to_ns,
                   (guint) g_rand_int_range (random, 1, 3000));
    }
}

static void
check_against_points (RecordingFixture *fixture, const char *name, const GArray *points)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);

  g_assert_no_error (error);
  assert_many_reads (recording, find_series (recording, name, points->len), points);
}

static void
test_few_points (RecordingFixture *fixture, gconstpointer data)
{
  static const double values[] = {
    0, -0.0, 1.5, -7, 9007199254740992.0, 9007199254740993.0, 1e300, -1e-300, G_MAXDOUBLE, 3
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    add_point (writer, target, "odd", START + i * i * SECOND, values[i]);
  add_point (writer, target, "odd", START + SECOND / 2, NAN);
  add_point (writer, target, "endless", START, INFINITY);

  /* That one is wrong does not keep the others out. */
  const HtPoint timeless = { .name = "odd", .unit = "bytes", .time_ns = HT_UNKNOWN };
  g_assert_false (ht_recording_writer_add_point (writer, target, &timeless, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  commit (writer);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  gint64 series = find_series (recording, "odd", G_N_ELEMENTS (values));
  g_autoptr (GArray) buckets =
      ht_recording_read_series (recording, series, HT_UNKNOWN, HT_UNKNOWN, 100, &error);

  g_assert_cmpuint (buckets->len, ==, G_N_ELEMENTS (values));
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      g_assert_cmpint (bucket->n_points, ==, 1);
      g_assert_cmpint (bucket->start_ns, ==, START + i * i * SECOND);
      g_assert_cmpmem (&bucket->first, sizeof (double), &values[i], sizeof (double));
    }

  /* Nothing lies in the range: only its neighbours. */
  g_autoptr (GArray) between = ht_recording_read_series (recording, series, START + 5 * SECOND,
                                                         START + 8 * SECOND, 100, &error);
  g_assert_cmpuint (between->len, ==, 2);
  g_assert_cmpint (g_array_index (between, HtSeriesBucket, 0).start_ns, ==, START + 4 * SECOND);
  g_assert_cmpint (g_array_index (between, HtSeriesBucket, 1).start_ns, ==, START + 9 * SECOND);

  g_autoptr (GArray) before = ht_recording_read_series (recording, series, 0, SECOND, 100, &error);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_null (ht_recording_read_series (recording, 99, 0, SECOND, 100, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
}

/* Points as they come: mostly every second, with gaps, bursts and fractions. */
static GArray *
make_points (guint n_points, gboolean has_fractions)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (n_points);
  GArray *points = g_array_new (FALSE, FALSE, sizeof (Point));
  gint64 time_ns = START;

  for (guint i = 0; i < n_points; i++)
    {
      guint what = (guint) g_rand_int_range (random, 0, 20000);
      double value = 5e8 + i * 100.0 + g_rand_int_range (random, 0, 1000000);
      const Point point = { .time_ns = time_ns, .value = has_fractions ? value / 7 : value };

      g_array_append_val (points, point);
      if (what == 0)
        time_ns += 86400 * SECOND;
      else
        time_ns += what < 2000 ? 1 + what : SECOND + g_rand_int_range (random, 0, 1000000);
    }
  return points;
}

/* Several levels; three of the sizes are where blocks end. */
static void
test_levels (RecordingFixture *fixture, gconstpointer data)
{
  static const guint sizes[] = { 1, 1023, 1024, 1025, 16 * 1024, 300000 };
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GArray) points = make_points (sizes[i], i % 2 == 1);
      g_autofree char *name = g_strdup_printf ("series%u", i);

      for (guint k = 0; k < points->len; k++)
        add_point (writer, target, name, g_array_index (points, Point, k).time_ns,
                   g_array_index (points, Point, k).value);
    }
  commit (writer);
  ht_recording_writer_close (writer);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GArray) points = make_points (sizes[i], i % 2 == 1);
      g_autofree char *name = g_strdup_printf ("series%u", i);

      check_against_points (fixture, name, points);
    }
}

/* One commit per point, two series, and the writer closed now and then. */
static void
test_live (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) points = make_points (5000, FALSE);
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      /* First a value that is replaced, sometimes by a later commit. */
      add_point (writer, target, "a", point->time_ns, -1);
      if (i % 3 == 0)
        commit (writer);
      add_point (writer, target, "a", point->time_ns, point->value);
      if (i % 10 == 0)
        add_point (writer, target, "b", point->time_ns, 1);
      commit (writer);
      if (i % 700 == 650)
        {
          ht_recording_writer_close (writer);
          check_against_points (fixture, "a", &(GArray){ .data = points->data, .len = i + 1 });
          writer = ht_recording_writer_open (fixture->path, &error);
          g_assert_no_error (error);
        }
    }
  ht_recording_writer_close (writer);
  check_against_points (fixture, "a", points);
}

/* What comes late goes where it belongs, and replaces what is there. */
static void
test_any_order (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) points = make_points (60000, TRUE);
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autofree guint *order = g_new (guint, points->len);
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  for (guint i = 0; i < points->len; i++)
    order[i] = i;
  /* Long runs backwards, and then single ones anywhere. */
  for (guint i = 0; i < points->len; i++)
    {
      guint k = i % 3 == 0 ? (guint) g_rand_int_range (random, 0, (gint32) points->len)
                           : points->len - 1 - i;
      guint swapped = order[i];

      order[i] = order[k];
      order[k] = swapped;
    }
  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, order[i]);

      if (i % 5 == 0)
        add_point (writer, target, "a", point->time_ns, 1e9);
      add_point (writer, target, "a", point->time_ns, point->value);
      if (i % 7001 == 0)
        commit (writer);
      if (i % 20011 == 20000)
        {
          commit (writer);
          ht_recording_writer_close (writer);
          writer = ht_recording_writer_open (fixture->path, &error);
        }
    }
  commit (writer);
  ht_recording_writer_close (writer);
  check_against_points (fixture, "a", points);
}

/* A dense hour in a sparse year: each keeps its shape. */
static void
test_gaps_stay_visible (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  gint64 day = 86400 * SECOND;

  for (gint64 i = 0; i < 100000; i++)
    add_point (writer, target, "a", START + i * SECOND / 100, 1);
  for (gint64 i = 100; i < 200; i++)
    add_point (writer, target, "a", START + i * day, 2);
  for (gint64 i = 0; i < 100000; i++)
    add_point (writer, target, "a", START + 300 * day + i * SECOND / 100, 3);
  commit (writer);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  gint64 series = find_series (recording, "a", 200100);
  g_autoptr (GArray) buckets =
      ht_recording_read_series (recording, series, HT_UNKNOWN, HT_UNKNOWN, 1000, &error);

  g_assert_no_error (error);
  /* The last second may fall into a part of its own. */
  g_assert_cmpuint (buckets->len, >=, 1 + 100 + 1);
  g_assert_cmpuint (buckets->len, <=, 1 + 100 + 2);
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      g_assert_cmpfloat (bucket->min, ==, i == 0 ? 1 : i <= 100 ? 2 : 3);
      g_assert_cmpfloat (bucket->max, ==, bucket->min);
      g_assert_cmpint (bucket->end_ns - bucket->start_ns, <=, 1000 * SECOND);
    }
}

/* What was added is what a reader that has just been opened finds, too. */
static void
assert_reads_the_same (HtRecording *kept, const char *path, guint n_wanted, guint max_buckets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) fresh = ht_recording_open (path, &error);
  g_autoptr (GPtrArray) entries = ht_recording_list_series (kept, 0, &error);
  g_autoptr (GPtrArray) all = NULL;

  g_ptr_array_set_size (entries, (gint) MIN (n_wanted, entries->len));
  all = ht_recording_read_many_series (kept, entries, HT_UNKNOWN, HT_UNKNOWN, max_buckets, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, entries->len);
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      const GArray *buckets = g_ptr_array_index (all, i);
      g_autoptr (GArray) expected =
          ht_recording_read_series (fresh, entry->id, HT_UNKNOWN, HT_UNKNOWN, max_buckets, &error);
      g_autoptr (GArray) single =
          ht_recording_read_series (kept, entry->id, HT_UNKNOWN, HT_UNKNOWN, max_buckets, &error);

      g_assert_no_error (error);
      if (max_buckets == 0)
        g_assert_cmpint (expected->len, ==, entry->n_points);
      g_assert_cmpmem (buckets->data, buckets->len * sizeof (HtSeriesBucket), expected->data,
                       expected->len * sizeof (HtSeriesBucket));
      g_assert_cmpmem (single->data, single->len * sizeof (HtSeriesBucket), expected->data,
                       expected->len * sizeof (HtSeriesBucket));
    }
}

/* One reader looks again and again while a recorder commits, seals and begins its rows anew. */
static void
test_kept_reader (RecordingFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "a", "b", "c", "d" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);
  g_autoptr (HtRecording) kept = NULL;
  gint64 targets[] = { ht_recording_writer_add_target (writer, "one", &error),
                       ht_recording_writer_add_target (writer, "two", &error) };

  commit (writer);
  kept = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  for (gint64 second = 0; second < 4500; second++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
        for (guint k = 0; k < G_N_ELEMENTS (names); k++)
          {
            /* The last one is rare; some points come late, and some twice. */
            gint64 late = g_rand_int_range (random, 0, 40) == 0 ? 3 : 0;

            if (k < 3 || second % 900 == 0)
              add_point (writer, targets[i], names[k], START + (second - late) * SECOND,
                         (double) g_rand_int_range (random, 0, 1000000));
          }
      commit (writer);
      /* Once the recorder is another one. */
      if (second == 2000)
        {
          ht_recording_writer_close (writer);
          writer = ht_recording_writer_open (fixture->path, &error);
          g_assert_no_error (error);
        }
      if (second % 31 == 0)
        assert_reads_the_same (kept, fixture->path, second < 200 ? 3 : 8,
                               second % 2 == 0 ? 0 : 100);
    }
  ht_recording_writer_close (writer);
  assert_reads_the_same (kept, fixture->path, 8, 0);
}

static void
test_unit_is_learned (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  HtPoint point = { .name = "a", .unit = "", .kind = HT_POINT_COUNTER, .time_ns = START };

  ht_recording_writer_add_point (writer, target, &point, &error);
  point.unit = "bytes";
  ht_recording_writer_add_point (writer, target, &point, &error);
  point.unit = "other";
  ht_recording_writer_add_point (writer, target, &point, &error);
  commit (writer);

  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, target, &error);
  const HtSeriesEntry *entry = g_ptr_array_index (series, 0);

  g_assert_cmpstr (entry->unit, ==, "bytes");
  g_assert_cmpint (entry->kind, ==, HT_POINT_COUNTER);
  g_assert_cmpint (entry->first_ns, ==, START);
  g_assert_cmpint (entry->n_points, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(PATH, FUNCTION)                                                                      \
  g_test_add ("/store/series/" PATH, RecordingFixture, NULL, recording_fixture_set_up, FUNCTION, \
              recording_fixture_tear_down)
  ADD ("few-points", test_few_points);
  ADD ("levels", test_levels);
  ADD ("live", test_live);
  ADD ("any-order", test_any_order);
  ADD ("gaps-stay-visible", test_gaps_stay_visible);
  ADD ("kept-reader", test_kept_reader);
  ADD ("unit-is-learned", test_unit_is_learned);
  return g_test_run ();
}
