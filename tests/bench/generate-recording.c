/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a synthetic recording of a kind that strains the window. The same kind
 * gives the same recording, always.
 *
 *   month   30 days of series at one point per second, 100,000 collections, 24 small profiles
 *   flame   three profiles whose call tree has 1,000,000 nodes after folding by function
 *   fleet   50 processes, five of each of ten services, for 160 s: what /debug/vars tells each
 *           second, a collection each 2 s, a profile of 1,500 call stacks each 10 s
 *   growth  1,000 heap profiles of 20,000 stacks, one each 10 s, and a collection each 2 s
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "busy-service.h"
#include "measuring.h"
#include "recording-writer.h"

#define SECOND      G_GINT64_CONSTANT (1000000000)
#define START       (G_GINT64_CONSTANT (1790000000) * SECOND)
#define DURATION_S  (30 * 86400)
#define N_CYCLES    100000
#define SAW_TOOTH_S ((double) DURATION_S / N_CYCLES)
#define MB          1e6

#define N_FUNCTIONS        5000
#define SITES_PER_FUNCTION 2
#define FANOUT             8
#define LEAST_DEPTH        8
#define MOST_DEPTH         60

#define FLEET_S        160
#define N_SERVICES     10
#define N_PROCESSES    5
#define CYCLE_S        2
#define PROFILE_S      10
#define N_STACKS       1500
#define N_SIZE_CLASSES 60

#define N_GROWTH_PROFILES 1000
#define N_GROWTH_STACKS   20000

typedef struct
{
  /* Owned */
  HtRecordingWriter *writer;
  GRand *random;

  gint64 target;
} Generator;

static double
noise (Generator *self, double most)
{
  return g_rand_double_range (self->random, 0, most);
}

static void
add_point (Generator *self, const char *name, gint64 second, double value)
{
  g_autoptr (GError) error = NULL;
  const HtPoint point = {
    .name = name,
    .unit = "bytes",
    .kind = HT_POINT_GAUGE,
    .time_ns = START + second * SECOND,
    .value = floor (value),
  };

  check (ht_recording_writer_add_point (self->writer, self->target, &point, &error), error);
}

/* What a collection leaves alive: a leak, and the day and the night of a service. */
static double
live_at (double second)
{
  return 4e8 + second * 250 + 1e8 * sin (second / 86400 * 2 * G_PI);
}

static void
add_second (Generator *self, gint64 second)
{
  double since_cycle = fmod ((double) second, SAW_TOOTH_S) / SAW_TOOTH_S;
  double live = live_at ((double) second);
  double alloc = live * (1 + since_cycle) + noise (self, MB);
  double in_use = alloc * 1.05 + noise (self, MB);
  double idle = 2 * live * 1.1 + 10 * MB - alloc + noise (self, MB);
  double stacks = 2e7 + noise (self, 4 * MB);
  double sys = in_use + idle + stacks + 6e7;

  add_point (self, "heap_alloc", second, alloc);
  add_point (self, "heap_inuse", second, in_use);
  add_point (self, "heap_idle", second, idle);
  add_point (self, "heap_released", second, idle / 4);
  add_point (self, "stack_inuse", second, stacks);
  add_point (self, "sys", second, sys);
  add_point (self, "next_gc", second, 2 * live);
  add_point (self, "rss", second, sys - idle / 4 + noise (self, MB));
}

static gint64
add_capture (Generator *self, HtCaptureKind kind, const char *source, gint64 time_ns)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = {
    .target = self->target,
    .kind = kind,
    .time_ns = time_ns,
    .source = (char *) source,
  };
  gint64 id = ht_recording_writer_add_capture (self->writer, &capture, &error);

  check (id > 0, error);
  return id;
}

static void
add_cycle (Generator *self, gint64 capture, guint number)
{
  g_autoptr (GError) error = NULL;
  gint64 start_ns = (gint64) (SAW_TOOTH_S * (number + 1) * (double) SECOND);
  double live = live_at ((double) start_ns / (double) SECOND);
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_GCTRACE);
  cycle.n = (gint64) number + 1;
  cycle.stw_sweep_term_ns = (gint64) (2e4 + noise (self, 3e4));
  cycle.mark_ns = (gint64) (live / 20 * (1 + noise (self, 0.3)));
  cycle.stw_mark_term_ns = (gint64) (2e4 + noise (self, number % 997 == 0 ? 5e6 : 3e4));
  cycle.assist_ns = (gint64) noise (self, 4e6);
  cycle.background_ns = cycle.mark_ns / 4;
  cycle.idle_ns = (gint64) noise (self, 1e6);
  cycle.start_ns = start_ns;
  cycle.end_ns = start_ns + cycle.stw_sweep_term_ns + cycle.mark_ns + cycle.stw_mark_term_ns;
  cycle.wall_offset_ns = START;
  cycle.heap_start_bytes = (gint64) (2 * live);
  cycle.heap_end_bytes = (gint64) (2.05 * live);
  cycle.heap_live_bytes = (gint64) live;
  cycle.goal_bytes = (gint64) (2.1 * live);
  cycle.gomaxprocs = 8;
  cycle.cpu_permille = 20;
  check (ht_recording_writer_add_gc_cycle (self->writer, self->target, capture, &cycle, &error),
         error);
}

static guint32
intern (HtCatalog *catalog, const char *text)
{
  return ht_strings_intern (catalog->strings, text, strlen (text));
}

/* Fills @frames with the frames of all functions of a service, each called from several lines. */
static void
add_functions (HtCatalog *catalog, guint service, guint32 *frames)
{
  static const char *const kinds[] = { "store", "api",   "codec", "queue",
                                       "index", "cache", "auth",  "sched" };

  for (guint32 i = 0; i < N_FUNCTIONS; i++)
    {
      guint32 package = i / 40;
      g_autofree char *path = g_strdup_printf ("example.net/shop%u/%s%u", service,
                                               kinds[package % G_N_ELEMENTS (kinds)], package);
      g_autofree char *name = g_strdup_printf ("%s.(*Type%u).Method%u", path, i % 40 / 5, i);
      g_autofree char *file = g_strdup_printf ("%s/file%u.go", path, i % 40 / 10);
      const HtFunction function = { .name = intern (catalog, name),
                                    .system_name = intern (catalog, name),
                                    .file = intern (catalog, file) };
      guint32 id = ht_symbols_intern_function (catalog->symbols, &function);

      for (guint32 site = 0; site < SITES_PER_FUNCTION; site++)
        {
          const HtFrame frame = { .address = 0x400000 + (i * SITES_PER_FUNCTION + site) * 64,
                                  .line = 10 + site * 7,
                                  .function = id };

          frames[i * SITES_PER_FUNCTION + site] =
              ht_symbols_intern_frame (catalog->symbols, &frame);
        }
    }
}

/* A walk through the call graph, whose first callees are called most. Returns its depth. */
static guint
walk (Generator *self, guint32 *functions)
{
  guint depth = (guint) g_rand_int_range (self->random, LEAST_DEPTH, MOST_DEPTH + 1);
  guint32 function = 0;

  for (guint i = 0; i < depth; i++)
    {
      guint32 choice = (guint32) (FANOUT * pow (noise (self, 1), 3));

      functions[i] = function;
      function = (function * FANOUT + 1 + choice) % N_FUNCTIONS;
    }
  return depth;
}

/* Samples until the tree of functions has that many nodes. */
static void
add_samples (Generator *self, HtProfile *profile, HtCatalog *catalog, guint32 n_nodes)
{
  g_autoptr (HtCallTree) folded = ht_call_tree_new ();
  g_autofree guint32 *frames = g_new (guint32, N_FUNCTIONS * SITES_PER_FUNCTION);
  guint32 functions[MOST_DEPTH];

  add_functions (catalog, 0, frames);
  while (ht_call_tree_count (folded) < n_nodes)
    {
      guint depth = walk (self, functions);
      guint32 node = HT_CALL_TREE_ROOT;
      guint32 folded_node = HT_CALL_TREE_ROOT;
      gint64 objects = 1 + (gint64) (100 * pow (noise (self, 1), 8));
      gint64 values[2] = { objects,
                           objects * ((gint64) 16 << g_rand_int_range (self->random, 0, 12)) };

      for (guint i = 0; i < depth; i++)
        {
          guint32 site = (guint32) g_rand_int_range (self->random, 0, SITES_PER_FUNCTION);

          node = ht_call_tree_intern (catalog->tree, node,
                                      frames[functions[i] * SITES_PER_FUNCTION + site]);
          folded_node = ht_call_tree_intern (folded, folded_node, functions[i] + 1);
        }
      ht_profile_add_row (profile, node, 0, values);
    }
}

static void
add_profiles (Generator *self, guint n_profiles, guint32 n_nodes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfile) profile = ht_profile_new ();
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, &error);

  check (catalog != NULL, error);

  HtValueType types[2] = {
    { intern (catalog, "inuse_objects"), intern (catalog, "count") },
    { intern (catalog, "inuse_space"), intern (catalog, "bytes") },
  };

  g_array_append_vals (profile->types, types, G_N_ELEMENTS (types));
  profile->default_type = types[1].type;
  profile->period_type = types[1];
  profile->period = 512 * 1024;
  add_samples (self, profile, catalog, n_nodes);
  for (guint i = 0; i < n_profiles; i++)
    {
      gint64 capture;

      profile->time_ns = START + (i + 1) * (DURATION_S / (n_profiles + 1)) * SECOND;
      capture = add_capture (self, HT_CAPTURE_PROFILE, "heap.pb.gz", profile->time_ns);
      check (ht_recording_writer_add_profile (self->writer, self->target, capture, profile,
                                              &error) > 0,
             error);
      for (guint k = 0; k < profile->values->len; k++)
        g_array_index (profile->values, gint64, k) += k % 5 == i % 5 ? 64 : 0;
    }
}

static void
add_month (Generator *self)
{
  gint64 capture = add_capture (self, HT_CAPTURE_GC_LOG, "gctrace.log", START);

  for (gint64 second = 0; second <= DURATION_S; second++)
    add_second (self, second);
  for (guint i = 0; i < N_CYCLES; i++)
    add_cycle (self, capture, i);
  add_profiles (self, 24, 5000);
}

/* The values that a service has at all times, and those that move. */
static void
add_fleet_second (Generator *self, guint process, char **size_names, gint64 second)
{
  static const char *const steady[] = { "heap_released", "mcache_inuse", "mcache_sys",
                                        "buck_hash_sys", "gc_sys",       "other_sys" };
  double live = live_at ((double) second) + process * MB;
  gint64 n_cycles = second / CYCLE_S;

  add_second (self, second);
  add_point (self, "heap_objects", second, live / 100 + noise (self, 1e4));
  add_point (self, "heap_sys", second, 2.2 * live);
  add_point (self, "stack_sys", second, 2e7 + noise (self, MB));
  add_point (self, "mspan_inuse", second, live / 50 + noise (self, 1e4));
  add_point (self, "mspan_sys", second, live / 45);
  add_point (self, "total_alloc", second, 1e9 + (double) second * 2e8 + noise (self, MB));
  add_point (self, "mallocs", second, 1e7 + (double) second * 2e6 + noise (self, 1e4));
  add_point (self, "frees", second, 9e6 + (double) second * 2e6 + noise (self, 1e4));
  add_point (self, "num_gc", second, (double) n_cycles);
  add_point (self, "pause_total", second, (double) n_cycles * 1e5);
  for (guint i = 0; i < G_N_ELEMENTS (steady); i++)
    add_point (self, steady[i], second, 1e6 * (i + 1));
  for (guint i = 0; size_names[i] != NULL; i++)
    add_point (self, size_names[i], second, (double) second * (1000 + i) + noise (self, 100));
}

static void
add_fleet_cycle (Generator *self, gint64 capture, gint64 n)
{
  g_autoptr (GError) error = NULL;
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_MEMSTATS);
  cycle.n = n;
  cycle.end_ns = START + n * CYCLE_S * SECOND;
  cycle.wall_offset_ns = 0;
  cycle.pause_ns = (gint64) (5e4 + noise (self, 5e4));
  check (ht_recording_writer_add_gc_cycle (self->writer, self->target, capture, &cycle, &error),
         error);
}

static HtProfile *
make_fleet_profile (Generator *self, guint service)
{
  static const char *const names[][2] = { { "alloc_objects", "count" },
                                          { "alloc_space", "bytes" },
                                          { "inuse_objects", "count" },
                                          { "inuse_space", "bytes" } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (service);
  Generator of_service = { .random = random };
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, &error);
  g_autofree guint32 *frames = g_new (guint32, N_FUNCTIONS * SITES_PER_FUNCTION);
  HtProfile *profile = ht_profile_new ();

  check (catalog != NULL, error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const HtValueType type = { .type = intern (catalog, names[i][0]),
                                 .unit = intern (catalog, names[i][1]) };

      g_array_append_val (profile->types, type);
    }
  profile->default_type = intern (catalog, "inuse_space");
  profile->period_type = (HtValueType){ intern (catalog, "space"), intern (catalog, "bytes") };
  profile->period = 512 * 1024;
  add_functions (catalog, service, frames);
  for (guint i = 0; i < N_STACKS; i++)
    {
      guint32 functions[MOST_DEPTH];
      guint depth = MIN (walk (&of_service, functions), 25);
      guint32 node = HT_CALL_TREE_ROOT;
      gint64 objects = 1 + (gint64) noise (self, 1000);
      gint64 values[] = { objects * 10, objects * 480, objects, objects * 48 };

      for (guint k = 0; k < depth; k++)
        node = ht_call_tree_intern (
            catalog->tree, node,
            frames[functions[k] * SITES_PER_FUNCTION + functions[k] % SITES_PER_FUNCTION]);
      ht_profile_add_row (profile, node, 0, values);
    }
  return profile;
}

/* A busy service allocates at a third of its places. */
static void
change_profile (Generator *self, HtProfile *profile)
{
  for (guint row = 0; row < profile->nodes->len; row++)
    {
      gint64 *values = &g_array_index (profile->values, gint64, (gsize) row * 4);
      gint64 n_objects = (gint64) noise (self, 2000);

      if (g_rand_int_range (self->random, 0, 3) > 0)
        continue;
      values[0] += n_objects;
      values[1] += n_objects * 48;
      values[2] = (gint64) noise (self, 5000);
      values[3] = values[2] * 48;
    }
}

static void
add_process (Generator *self, guint process, char **size_names)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name =
      g_strdup_printf ("service%u-%u", process / N_PROCESSES, process % N_PROCESSES);
  g_autoptr (HtProfile) profile = NULL;
  gint64 capture;

  self->target = ht_recording_writer_add_target (self->writer, name, &error);
  check (self->target > 0, error);
  profile = make_fleet_profile (self, process / N_PROCESSES);
  capture = add_capture (self, HT_CAPTURE_HEAP_STATS, "vars", START);
  for (gint64 second = 0; second < FLEET_S; second++)
    {
      add_fleet_second (self, process, size_names, second);
      if (second % CYCLE_S == 0)
        add_fleet_cycle (self, capture, second / CYCLE_S);
      if (second % PROFILE_S != 0)
        continue;
      change_profile (self, profile);
      profile->time_ns = START + second * SECOND;
      check (ht_recording_writer_add_profile (self->writer, self->target,
                                              add_capture (self, HT_CAPTURE_PROFILE, "heap",
                                                           profile->time_ns),
                                              profile, &error) > 0,
             error);
    }
}

static void
add_fleet (Generator *self)
{
  g_auto (GStrv) size_names = g_new0 (char *, 2 * N_SIZE_CLASSES + 1);

  for (guint i = 0; i < N_SIZE_CLASSES; i++)
    {
      size_names[2 * i] = g_strdup_printf ("by_size/%u/mallocs", 16 * (i + 1));
      size_names[2 * i + 1] = g_strdup_printf ("by_size/%u/frees", 16 * (i + 1));
    }
  for (guint i = 0; i < N_SERVICES * N_PROCESSES; i++)
    add_process (self, i, size_names);
}

static void
add_growth (Generator *self)
{
  g_autoptr (GError) error = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, &error);
  g_autoptr (BusyService) service = NULL;
  gint64 capture = add_capture (self, HT_CAPTURE_GC_LOG, "gctrace", START);

  check (catalog != NULL, error);
  service = busy_service_new (catalog, N_GROWTH_STACKS, N_GROWTH_PROFILES);
  for (gint64 i = 0; i < N_GROWTH_PROFILES; i++)
    {
      gint64 time_ns = START + i * PROFILE_S * SECOND;
      HtProfile *profile = busy_service_next (service);

      for (gint64 n = i * PROFILE_S / CYCLE_S; n < (i + 1) * PROFILE_S / CYCLE_S; n++)
        add_fleet_cycle (self, capture, n);
      profile->time_ns = time_ns;
      check (ht_recording_writer_add_profile (self->writer, self->target,
                                              add_capture (self, HT_CAPTURE_PROFILE, "heap",
                                                           time_ns),
                                              profile, &error) > 0,
             error);
    }
}

static void
add_one_process (Generator *self, const char *kind)
{
  g_autoptr (GError) error = NULL;

  self->target = ht_recording_writer_add_target (self->writer, "checkout", &error);
  check (self->target > 0, error);
  if (g_str_equal (kind, "month"))
    add_month (self);
  else if (g_str_equal (kind, "growth"))
    add_growth (self);
  else
    add_profiles (self, 3, 1000000);
}

int
main (int argc, char *argv[])
{
  static const char *const kinds[] = { "month", "flame", "fleet", "growth", NULL };
  g_autoptr (GError) error = NULL;
  Generator self = { 0 };

  if (argc != 3 || !g_strv_contains (kinds, argv[1]))
    {
      g_printerr ("usage: generate-recording month|flame|fleet|growth FILE\n");
      return EXIT_FAILURE;
    }
  self.random = g_rand_new_with_seed (1);
  self.writer = ht_recording_writer_create (argv[2], &error);
  check (self.writer != NULL, error);
  if (g_str_equal (argv[1], "fleet"))
    add_fleet (&self);
  else
    add_one_process (&self, argv[1]);
  check (ht_recording_writer_commit (self.writer, &error), error);
  ht_recording_writer_close (self.writer);
  g_rand_free (self.random);
  return EXIT_SUCCESS;
}
