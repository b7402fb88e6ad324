/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recorder asks of the store: an hour of one target, and pruning beside it. */
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "gc-cycle.h"
#include "measuring.h"
#include "recording-writer.h"
#include "recording.h"

#define SECOND          G_GINT64_CONSTANT (1000000000)
#define START           (G_GINT64_CONSTANT (1790000000) * SECOND)
#define N_SECONDS       3600
#define N_SERIES        60
#define N_ROWS          2000
#define N_TYPES         4
#define DEPTH           20
#define PROFILE_SECONDS 10
#define WEEK_SECONDS    (7 * 86400)
#define PRUNED_HOURS    11 /* of which one stays */

static gint64
size_of (const char *path)
{
  GStatBuf info;

  check (g_stat (path, &info) == 0, NULL);
  return info.st_size;
}

static guint32
intern_text (HtCatalog *catalog, const char *text)
{
  return ht_strings_intern (catalog->strings, text, strlen (text));
}

static guint32
intern_frame (HtCatalog *catalog, guint number)
{
  g_autofree char *name =
      g_strdup_printf ("example.com/service/part%u.(*Thing).do%u", number % 50, number);
  g_autofree char *file = g_strdup_printf ("/src/service/part%u/thing.go", number % 50);
  const HtFunction function = {
    .name = intern_text (catalog, name),
    .system_name = intern_text (catalog, name),
    .file = intern_text (catalog, file),
  };
  const HtFrame frame = {
    .address = 0x400000 + (guint64) number * 64,
    .line = number,
    .function = ht_symbols_intern_function (catalog->symbols, &function),
  };

  return ht_symbols_intern_frame (catalog->symbols, &frame);
}

/* A heap profile with @n_rows call stacks. */
static HtProfile *
make_profile (HtCatalog *catalog, guint n_rows, GRand *random)
{
  static const char *const types[N_TYPES][2] = {
    { "alloc_objects", "count" },
    { "alloc_space", "bytes" },
    { "inuse_objects", "count" },
    { "inuse_space", "bytes" },
  };
  HtProfile *profile = ht_profile_new ();

  for (guint i = 0; i < N_TYPES; i++)
    {
      const HtValueType type = { .type = intern_text (catalog, types[i][0]),
                                 .unit = intern_text (catalog, types[i][1]) };

      g_array_append_val (profile->types, type);
    }
  for (guint row = 0; row < n_rows; row++)
    {
      guint32 frames[DEPTH];
      gint64 values[N_TYPES];

      /* The leaf first; towards the root stacks have more and more in common. */
      for (guint i = 0; i < DEPTH; i++)
        frames[i] = intern_frame (catalog, (guint) g_rand_int_range (random, 0, 4000 / (i + 1)));
      for (guint i = 0; i < N_TYPES; i++)
        values[i] = g_rand_int_range (random, 1, 1 << 24);
      ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, frames, DEPTH), 0,
                          values);
    }
  return profile;
}

/* In 10 s a busy service allocates at a third of its places. */
static void
change_profile (HtProfile *profile, GRand *random)
{
  for (guint row = 0; row < profile->nodes->len; row++)
    {
      gint64 *values = &g_array_index (profile->values, gint64, (gsize) row * N_TYPES);
      gint64 n_objects = g_rand_int_range (random, 1, 2000);

      if (g_rand_int_range (random, 0, 3) > 0)
        continue;
      values[0] += n_objects;
      values[1] += n_objects * 48;
      values[2] = g_rand_int_range (random, 1, 5000);
      values[3] = values[2] * 48;
    }
}

static void
add_cycle (HtRecordingWriter *writer, gint64 target, gint64 capture, gint64 n)
{
  g_autoptr (GError) error = NULL;
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_MEMSTATS);
  cycle.n = n;
  cycle.end_ns = START + n * SECOND;
  cycle.wall_offset_ns = 0;
  cycle.pause_ns = 12345;
  check (ht_recording_writer_add_gc_cycle (writer, target, capture, &cycle, &error), error);
}

static gint64
add_capture (HtRecordingWriter *writer, gint64 target, HtCaptureKind kind, gint64 time_ns)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = {
    .target = target, .kind = kind, .time_ns = time_ns, .n_bytes = 4000, .source = (char *) "heap"
  };
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  check (id > 0, error);
  return id;
}

static void
add_points (HtRecordingWriter *writer, gint64 target, gint64 second, char **names, GRand *random)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_SERIES; i++)
    {
      /* A third are counts that grow, a third sizes with noise, a third hardly ever change. */
      double noise = (double) g_rand_int_range (random, 0, 1000000);
      const HtPoint point = {
        .name = names[i],
        .unit = "bytes",
        .time_ns = START + second * SECOND + g_rand_int_range (random, 0, 2000000),
        .value = i % 3 == 0   ? (double) (second * 5000) + noise / 100
                 : i % 3 == 1 ? 5e8 + noise * 10
                              : (double) (second - second % 600),
      };

      check (ht_recording_writer_add_point (writer, target, &point, &error), error);
    }
}

static char **
make_names (void)
{
  char **names = g_new0 (char *, N_SERIES + 1);

  for (guint i = 0; i < N_SERIES; i++)
    names[i] = g_strdup_printf ("series%u", i);
  return names;
}

static void
record_hour (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_auto (GStrv) names = make_names ();
  g_autoptr (HtProfile) profile = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (path, &error);
  HtCatalog *catalog;
  gint64 target;
  double slowest = 0, start;

  check (writer != NULL, error);
  target = ht_recording_writer_add_target (writer, "service", &error);
  catalog = ht_recording_writer_get_catalog (writer, &error);
  check (catalog != NULL, error);
  profile = make_profile (catalog, N_ROWS, random);

  start = cpu_seconds (RUSAGE_SELF);
  for (gint64 second = 0; second < N_SECONDS; second++)
    {
      gint64 begin = g_get_monotonic_time ();
      gint64 capture = add_capture (writer, target, HT_CAPTURE_HEAP_STATS, START + second * SECOND);

      add_points (writer, target, second, names, random);
      add_cycle (writer, target, capture, second);
      if (second % PROFILE_SECONDS == 0)
        {
          profile->time_ns = START + second * SECOND;
          change_profile (profile, random);
          capture = add_capture (writer, target, HT_CAPTURE_PROFILE, profile->time_ns);
          check (ht_recording_writer_add_profile (writer, target, capture, profile, &error) > 0,
                 error);
        }
      check (ht_recording_writer_commit (writer, &error), error);
      slowest = MAX (slowest, (double) (g_get_monotonic_time () - begin) / 1e3);
    }
  start = cpu_seconds (RUSAGE_SELF) - start;
  ht_recording_writer_close (writer);
  g_print ("one hour of one target: %.1f MB (at most 12 MB), %.1f s CPU\n",
           (double) size_of (path) / 1e6, start);
  g_print ("CPU time of storing one hour of one target: %.1f s (at most 3 s)\n", start);
  g_print ("slowest second of one target: %.1f ms (at most 200 ms)\n", slowest);
}

/* A week of profiles and an hour of points, of which half has to go. */
static void
prune_week (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_auto (GStrv) names = make_names ();
  HtRetention retention = HT_RETENTION_DEFAULT;
  g_autoptr (HtProfile) profile = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (path, &error);
  gboolean has_more = TRUE;
  double slowest = 0;
  double busiest = 0;
  gint64 target;
  guint n_steps = 0;

  check (writer != NULL, error);
  target = ht_recording_writer_add_target (writer, "service", &error);
  profile = make_profile (ht_recording_writer_get_catalog (writer, &error), 200, random);
  for (gint64 second = 0; second < WEEK_SECONDS; second += PROFILE_SECONDS)
    {
      gint64 capture = add_capture (writer, target, HT_CAPTURE_PROFILE, START + second * SECOND);

      profile->time_ns = START + second * SECOND;
      change_profile (profile, random);
      check (ht_recording_writer_add_profile (writer, target, capture, profile, &error) > 0, error);
      add_cycle (writer, target, capture, second);
      if (second % (PROFILE_SECONDS * 15) == 0)
        add_points (writer, target, second, names, random);
    }
  check (ht_recording_writer_commit (writer, &error), error);

  retention.max_age_ns = 6 * 86400 * SECOND;
  retention.max_bytes = size_of (path) / 3;
  while (has_more)
    {
      gint64 begin = g_get_monotonic_time ();
      double busy = cpu_seconds (RUSAGE_SELF);

      check (ht_recording_writer_prune (writer, target, &retention, START + WEEK_SECONDS * SECOND,
                                        &has_more, &error),
             error);
      check (ht_recording_writer_commit (writer, &error), error);
      slowest = MAX (slowest, (double) (g_get_monotonic_time () - begin) / 1e3);
      busiest = MAX (busiest, (cpu_seconds (RUSAGE_SELF) - busy) * 1e3);
      n_steps++;
    }
  ht_recording_writer_close (writer);
  g_print ("longest of the steps that prune a week of profiles: %.1f ms of CPU (at most 50 ms), "
           "%.1f ms with the disk, of %u steps\n",
           busiest, slowest, n_steps);
}

/* What comes in an hour has to go in an hour: how many steps that takes, of which a recorder does
 * one a second for all of its targets. */
static void
prune_hour (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_auto (GStrv) names = make_names ();
  HtRetention retention = HT_RETENTION_DEFAULT;
  g_autoptr (HtProfile) profile = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (path, &error);
  gboolean has_more = TRUE;
  guint n_steps = 0;
  gint64 target;
  double start;

  check (writer != NULL, error);
  target = ht_recording_writer_add_target (writer, "service", &error);
  profile = make_profile (ht_recording_writer_get_catalog (writer, &error), 200, random);
  /* Points go by blocks of 17 minutes, of which 16 go together. */
  for (gint64 second = 0; second < PRUNED_HOURS * N_SECONDS; second++)
    {
      add_points (writer, target, second, names, random);
      if (second % PROFILE_SECONDS == 0)
        {
          gint64 capture =
              add_capture (writer, target, HT_CAPTURE_PROFILE, START + second * SECOND);

          profile->time_ns = START + second * SECOND;
          check (ht_recording_writer_add_profile (writer, target, capture, profile, &error) > 0,
                 error);
          add_cycle (writer, target, capture, second);
        }
    }
  check (ht_recording_writer_commit (writer, &error), error);

  retention.max_age_ns = N_SECONDS * SECOND;
  start = cpu_seconds (RUSAGE_SELF);
  while (has_more)
    {
      check (ht_recording_writer_prune (writer, target, &retention,
                                        START + PRUNED_HOURS * N_SECONDS * SECOND, &has_more,
                                        &error),
             error);
      check (ht_recording_writer_commit (writer, &error), error);
      n_steps++;
    }
  start = cpu_seconds (RUSAGE_SELF) - start;
  ht_recording_writer_close (writer);
  g_print ("steps of pruning a second that 50 targets need: %.2f (at most 0.9), of %.1f ms CPU "
           "each\n",
           (double) n_steps / (PRUNED_HOURS - 1) * 50 / N_SECONDS, start / n_steps * 1e3);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-bench-XXXXXX", &error);
  g_autofree char *path = NULL;

  check (folder != NULL, error);
  path = g_build_filename (folder, "bench.heaptrail", NULL);
  record_hour (path);
  g_unlink (path);
  prune_week (path);
  g_unlink (path);
  prune_hour (path);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
