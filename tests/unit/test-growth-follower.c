/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-follower.h"

#include "growth-load.h"
#include "made-heap.h"
#include "recording-fixture.h"

#define S     G_GINT64_CONSTANT (1000000000)
#define START (G_GINT64_CONSTANT (1700000000) * S)
#define KEPT  STACK ("main.main", "example.com/shop.keep")
#define OTHER STACK ("main.main", "example.com/shop.serve")

/* A recording that is being written, and somebody who looks at it. */
typedef struct
{
  RecordingFixture files;
  HtRecordingWriter *writer;
  HtRecording *recording;
  HtGrowthFollower *follower;
  gint64 target;
  gint64 log;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HtCapture capture = { .kind = HT_CAPTURE_GC_LOG, .time_ns = START };

  recording_fixture_set_up (&fixture->files, data);
  fixture->writer = ht_recording_writer_create (fixture->files.path, &error);
  g_assert_no_error (error);
  fixture->target = capture.target =
      ht_recording_writer_add_target (fixture->writer, "shop", &error);
  fixture->log = ht_recording_writer_add_capture (fixture->writer, &capture, &error);
  ht_recording_writer_commit (fixture->writer, &error);
  g_assert_no_error (error);
  fixture->recording = ht_recording_open (fixture->files.path, &error);
  g_assert_no_error (error);
  fixture->follower = ht_growth_follower_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_recording_close (fixture->recording);
  ht_growth_follower_unref (fixture->follower);
  ht_recording_writer_close (fixture->writer);
  recording_fixture_tear_down (&fixture->files, data);
}

static void
add_profile (Fixture *fixture, gint64 second, gint64 allocated)
{
  g_autoptr (GError) error = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (fixture->writer, &error);
  g_autoptr (HtProfile) profile = made_heap_new (catalog, 512 * 1024);
  const HtCapture capture = { .target = fixture->target,
                              .kind = HT_CAPTURE_PROFILE,
                              .time_ns = START + second * S };
  gint64 id = ht_recording_writer_add_capture (fixture->writer, &capture, &error);

  profile->time_ns = capture.time_ns;
  made_heap_add (profile, catalog, KEPT, 1024, allocated, allocated);
  if (allocated % 2 == 0)
    made_heap_add (profile, catalog, OTHER, 64, 6400, allocated);
  ht_recording_writer_add_profile (fixture->writer, fixture->target, id, profile, &error);
  ht_recording_writer_commit (fixture->writer, &error);
  g_assert_no_error (error);
}

static void
add_cycle (Fixture *fixture, gint64 n, gint64 end_s)
{
  g_autoptr (GError) error = NULL;
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.n = n;
  cycle.start_ns = end_s * S - 1000;
  cycle.end_ns = end_s * S;
  cycle.wall_offset_ns = START;
  ht_recording_writer_add_gc_cycle (fixture->writer, fixture->target, fixture->log, &cycle, &error);
  ht_recording_writer_commit (fixture->writer, &error);
  g_assert_no_error (error);
}

/* What the follower has after it read @n_read more profiles is what a new one has of the range. */
static const HtGrowthTable *
assert_reads (Fixture *fixture, gint64 from_s, guint n_read)
{
  g_autoptr (GError) error = NULL;
  gint64 from_ns = START + from_s * S;
  const HtGrowthTable *table =
      ht_growth_follower_read (fixture->follower, fixture->recording, fixture->target, from_ns,
                               G_MAXINT64, NULL, &error);
  g_autoptr (HtGrowthTable) whole =
      ht_growth_load (fixture->recording, fixture->target, from_ns, G_MAXINT64, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ht_growth_follower_count_read (fixture->follower), ==, n_read);
  g_assert_cmpuint (ht_growth_table_get_n_epochs (table), ==, ht_growth_table_get_n_epochs (whole));
  g_assert_cmpuint (ht_growth_table_get_n_lives (table), ==, ht_growth_table_get_n_lives (whole));
  g_assert_cmpuint (ht_growth_table_get_n_rows (table), ==, ht_growth_table_get_n_rows (whole));
  for (guint epoch = 0; epoch < ht_growth_table_get_n_epochs (whole); epoch++)
    {
      g_assert_cmpint (ht_growth_table_get_time (table, epoch), ==,
                       ht_growth_table_get_time (whole, epoch));
      for (guint row = 0; row < ht_growth_table_get_n_rows (whole); row++)
        g_assert_cmpint (ht_growth_table_get_inuse (table, row, epoch), ==,
                         ht_growth_table_get_inuse (whole, row, epoch));
    }
  return table;
}

static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  for (gint64 i = 1; i <= 5; i++)
    add_profile (fixture, i * 10, i * 102400);
  assert_reads (fixture, 0, 5);
  assert_reads (fixture, 0, 0);
  add_profile (fixture, 60, 614401);
  add_profile (fixture, 70, 716800);
  assert_reads (fixture, 0, 2);
  /* Begun where there was nothing yet, the range has the same profiles. */
  assert_reads (fixture, 5, 0);
}

static void
test_other_range (Fixture *fixture, gconstpointer data)
{
  for (gint64 i = 1; i <= 5; i++)
    add_profile (fixture, i * 10, i * 102400);
  assert_reads (fixture, 15, 4);
  assert_reads (fixture, 0, 5);
  assert_reads (fixture, 25, 3);
  /* One that was told late. */
  add_profile (fixture, 33, 3 * 102400 + 1024);
  assert_reads (fixture, 25, 4);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  for (gint64 i = 1; i <= 4; i++)
    add_profile (fixture, i * 10, i * 102400);
  assert_reads (fixture, 0, 4);
  add_profile (fixture, 50, 1024);
  g_assert_cmpuint (ht_growth_table_get_n_lives (assert_reads (fixture, 0, 1)), ==, 2);
  add_profile (fixture, 60, 204800);
  assert_reads (fixture, 0, 1);
}

/* The log of collections comes later than the profiles that show them. */
static void
test_late_collections (Fixture *fixture, gconstpointer data)
{
  const HtGrowthTable *table;

  for (gint64 i = 1; i <= 4; i++)
    add_cycle (fixture, i, i * 10);
  add_profile (fixture, 25, 102400);
  add_profile (fixture, 35, 204800);
  add_profile (fixture, 75, 307200);
  table = assert_reads (fixture, 0, 3);
  g_assert_cmpint (ht_growth_table_get_time (table, 1), ==, START + 20 * S);
  /* Nobody knows of a collection for long. */
  g_assert_cmpint (ht_growth_table_get_time (table, 2), ==, START + 75 * S);
  for (gint64 i = 5; i <= 8; i++)
    add_cycle (fixture, i, i * 10);
  add_profile (fixture, 85, 409600);
  table = assert_reads (fixture, 0, 1);
  g_assert_cmpint (ht_growth_table_get_time (table, 2), ==, START + 60 * S);
}

/* All times count from the first one, so where that was wrong all is read anew. */
static void
test_late_first_collection (Fixture *fixture, gconstpointer data)
{
  add_profile (fixture, 35, 102400);
  add_profile (fixture, 45, 204800);
  assert_reads (fixture, 0, 2);
  for (gint64 i = 1; i <= 4; i++)
    add_cycle (fixture, i, i * 10);
  g_assert_cmpint (ht_growth_table_get_time (assert_reads (fixture, 0, 2), 0), ==, START + 20 * S);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  add_profile (fixture, 10, 102400);
  assert_reads (fixture, 0, 1);
  add_profile (fixture, 20, 204800);
  g_cancellable_cancel (cancellable);
  g_assert_null (ht_growth_follower_read (fixture->follower, fixture->recording, fixture->target,
                                          START, G_MAXINT64, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_reads (fixture, 0, 1);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/growth-follower/goes-on", test_goes_on);
  add ("/growth-follower/other-range", test_other_range);
  add ("/growth-follower/restart", test_restart);
  add ("/growth-follower/late-collections", test_late_collections);
  add ("/growth-follower/late-first-collection", test_late_first_collection);
  add ("/growth-follower/cancelled", test_cancelled);
  return g_test_run ();
}
