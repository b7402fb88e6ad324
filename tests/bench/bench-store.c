/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes and speeds of a recording: a month of a series at one point per second, series that
 * are recorded live, and thousands of heap profiles of one service. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "gunzip.h"
#include "measuring.h"
#include "pprof-decode.h"
#include "recording-writer.h"
#include "recording.h"

#define SECOND        G_GINT64_CONSTANT (1000000000)
#define DAY           (86400 * SECOND)
#define START         (G_GINT64_CONSTANT (1790000000) * SECOND)
#define N_POINTS      (30 * 86400)
#define N_LIVE_SERIES 40
#define N_LIVE_STEPS  1000
#define N_PROFILES    5000
#define MAX_BUCKETS   2000
#define N_PLACES      20
#define N_TRIES       5

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static gint64
size_of (const char *path)
{
  GStatBuf info;

  check (g_stat (path, &info) == 0, NULL);
  return info.st_size;
}

/* A heap that grows and is collected, in bytes, with noise in every digit. */
static double
heap_at (gint64 second, GRand *random)
{
  double saw_tooth = (double) (second % 37) * 3e6;
  double growth = (double) second * 200;

  return (double) (gint64) (5e8 + growth + saw_tooth + g_rand_double_range (random, 0, 1e6));
}

static void
import_series (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  HtRecordingWriter *writer = ht_recording_writer_create (path, &error);
  gint64 start = g_get_monotonic_time ();

  check (writer != NULL, error);

  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  for (gint64 i = 0; i < N_POINTS; i++)
    {
      /* A clock that is never quite on time. */
      const HtPoint point = {
        .name = "heap_inuse",
        .unit = "bytes",
        .kind = HT_POINT_GAUGE,
        .time_ns = START + i * SECOND + g_rand_int_range (random, 0, 2000000),
        .value = heap_at (i, random),
      };

      check (ht_recording_writer_add_point (writer, target, &point, &error), error);
    }
  check (ht_recording_writer_commit (writer, &error), error);
  ht_recording_writer_close (writer);
  g_print ("import of 30 days of a series at 1 Hz: %.2f s (at most 3 s)\n", seconds_since (start));
  g_print ("size of 30 days of a series at 1 Hz: %.2f bytes/point (at most 16 bytes/point)\n",
           (double) size_of (path) / N_POINTS);
}

static void
record_live (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  HtRecordingWriter *writer = ht_recording_writer_open (path, &error);
  gint64 start = g_get_monotonic_time ();

  check (writer != NULL, error);

  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  for (gint64 i = 0; i < N_LIVE_STEPS; i++)
    {
      for (guint k = 0; k < N_LIVE_SERIES; k++)
        {
          g_autofree char *name = g_strdup_printf ("live%u", k);
          const HtPoint point = {
            .name = k == 0 ? "heap_inuse" : name,
            .unit = "bytes",
            .kind = HT_POINT_GAUGE,
            .time_ns = START + (N_POINTS + i) * SECOND,
            .value = heap_at (i, random),
          };

          check (ht_recording_writer_add_point (writer, target, &point, &error), error);
        }
      check (ht_recording_writer_commit (writer, &error), error);
    }
  g_print ("adding a point to %d live series and committing: %.3f ms (at most 2 ms)\n",
           N_LIVE_SERIES, seconds_since (start) * 1e3 / N_LIVE_STEPS);
  ht_recording_writer_close (writer);
}

/* Each time with nothing in SQLite's cache. */
static double
time_read (const char *path, double place, gint64 range_ns)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording = ht_recording_open (path, &error);

  check (recording != NULL, error);

  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);
  const HtSeriesEntry *entry = g_ptr_array_index (series, 0);
  gint64 free_ns = MAX (entry->last_ns - entry->first_ns - range_ns, 0);
  gint64 from_ns = entry->first_ns + (gint64) ((double) free_ns * place);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GArray) buckets = ht_recording_read_series (recording, entry->id, from_ns,
                                                         from_ns + range_ns, MAX_BUCKETS, &error);
  double took = seconds_since (start);

  check (buckets != NULL, error);
  ht_recording_close (recording);
  return took;
}

/* The slowest place. Other processes want to live too, so each is tried several times, not at
 * once, and the fastest counts. */
static void
read_zoom (const char *path, const char *name, gint64 range_ns)
{
  double took[N_PLACES] = { 0 };
  double slowest = 0;

  for (guint k = 0; k < N_TRIES; k++)
    for (guint i = 0; i < N_PLACES; i++)
      {
        double seconds = time_read (path, (double) i / (N_PLACES - 1), range_ns);

        took[i] = k == 0 ? seconds : MIN (took[i], seconds);
      }
  for (guint i = 0; i < N_PLACES; i++)
    slowest = MAX (slowest, took[i]);
  g_print ("reading %s of 30 days at 1 Hz: %.2f ms (at most 5 ms)\n", name, slowest * 1e3);
}

static GPtrArray *
list_heap_profiles (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  check (dir != NULL, error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "heap-") && g_str_has_suffix (name, ".pb.gz"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  check (paths->len > 0, NULL);
  return paths;
}

/* Returns how many bytes the file has. */
static gsize
import_profile (HtRecordingWriter *writer, gint64 target, const char *path, double *store_seconds)
{
  g_autoptr (GError) error = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  char *content = NULL;
  gsize length = 0;

  check (g_file_get_contents (path, &content, &length, &error), error);

  g_autoptr (GBytes) packed = g_bytes_new_take (content, length);
  g_autoptr (GBytes) raw = ht_gunzip (packed, &error);
  check (raw != NULL, error);
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, &error);
  check (pprof != NULL, error);
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, &error);
  check (profile != NULL, error);

  const HtCapture capture = {
    .target = target,
    .kind = HT_CAPTURE_PROFILE,
    .time_ns = profile->time_ns,
    .n_bytes = (gint64) length,
    .source = (char *) "heap.pb.gz",
  };
  gint64 start = g_get_monotonic_time ();
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  check (id > 0, error);
  check (ht_recording_writer_add_profile (writer, target, id, profile, &error) > 0, error);
  *store_seconds += seconds_since (start);
  return length;
}

static void
import_profiles (const char *path, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) paths = list_heap_profiles (folder);
  HtRecordingWriter *writer = ht_recording_writer_create (path, &error);
  gint64 start = g_get_monotonic_time ();
  double store_seconds = 0;
  gsize n_packed = 0;

  check (writer != NULL, error);

  gint64 target = ht_recording_writer_add_target (writer, "service", &error);

  for (guint i = 0; i < N_PROFILES; i++)
    n_packed +=
        import_profile (writer, target, g_ptr_array_index (paths, i % paths->len), &store_seconds);
  check (ht_recording_writer_commit (writer, &error), error);
  ht_recording_writer_close (writer);

  g_print ("import of %d heap profiles: %.2f s (at most 10 s)\n", N_PROFILES,
           seconds_since (start));
  g_print ("storing a heap profile: %.3f ms (at most 0.5 ms)\n", store_seconds * 1e3 / N_PROFILES);
  g_print ("size of %d heap profiles: %.3f times the gzip files (at most 0.5 times)\n", N_PROFILES,
           (double) size_of (path) / (double) n_packed);
}

static void
load_profiles (const char *path)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording = ht_recording_open (path, &error);
  gint64 start = g_get_monotonic_time ();

  check (recording != NULL, error);

  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (recording, 0, &error);

  check (entries != NULL, error);
  g_print ("listing %u heap profiles: %.1f ms (at most 100 ms)\n", entries->len,
           seconds_since (start) * 1e3);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < entries->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, entry->id, &error);

      check (profile != NULL, error);
    }
  g_print ("loading a heap profile: %.3f ms (at most 0.5 ms)\n",
           seconds_since (start) * 1e3 / entries->len);
  ht_recording_close (recording);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-bench-XXXXXX", &error);
  g_autofree char *path = NULL;
  static const struct
  {
    const char *name;
    gint64 range_ns;
  } zooms[] = {
    { "30 days", 30 * DAY }, { "7 days", 7 * DAY },       { "1 day", DAY },
    { "6 hours", DAY / 4 },  { "1 hour", 3600 * SECOND }, { "1 minute", 60 * SECOND },
  };

  check (folder != NULL, error);
  path = g_build_filename (folder, "bench.heaptrail", NULL);
  import_series (path);
  record_live (path);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    read_zoom (path, zooms[i].name, zooms[i].range_ns);
  g_unlink (path);
  import_profiles (path, HT_EXAMPLE_FOLDER);
  load_profiles (path);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
