/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-doubling.h"

#include <math.h>
#include <string.h>

#include "record-sink.h"

#define S        1000000000
#define MAX_HEAP 40
#define N_SIZES  12

/* Entries per second. */
#define PACE 100000.0

/* A map that gets entries at an even pace, seen once a second, by the rules of Go's runtime. */
typedef struct
{
  HtMapSizes sizes[N_SIZES];
  double held[N_SIZES][MAX_HEAP];
  double errors[N_SIZES][MAX_HEAP];
  gint64 times_ns[MAX_HEAP];
  guint n_sizes;
} Map;

static void
map_init (Map *map, guint n_sizes)
{
  memset (map, 0, sizeof *map);
  map->n_sizes = n_sizes;
  for (guint i = 0; i < n_sizes; i++)
    {
      map->sizes[i].held = map->held[i];
      map->sizes[i].errors = map->errors[i];
    }
  for (guint i = 0; i < MAX_HEAP; i++)
    map->times_ns[i] = (100 + (gint64) i) * S;
}

/* 2^B buckets of 208 bytes and a sixteenth more; doubled at 6.5 entries for each. */
static void
fill_buckets (Map *map, double first)
{
  map_init (map, N_SIZES);
  for (guint i = 0; i < N_SIZES; i++)
    map->sizes[i].object_bytes = (208 * 17) << (i + 7);
  for (guint i = 0; i < MAX_HEAP; i++)
    {
      double entries = first + PACE * i;
      guint b = 11;

      while (entries > 6.5 * exp2 (b))
        b++;
      map->held[b - 11][i] = (double) map->sizes[b - 11].object_bytes;
    }
}

/* Tables of 27264 bytes that become two at 896 entries, as hashes share them out; seen by one
 * sample per 512 KiB. */
static void
fill_tables (Map *map, double first)
{
  map_init (map, 1);
  map->sizes[0].object_bytes = 27264;
  for (guint i = 0; i < MAX_HEAP; i++)
    {
      double entries = first + PACE * i;
      double n = 1;

      for (guint e = 0; e < 16; e++)
        {
          double each = entries / exp2 (e);

          n += exp2 (e) * 0.5 * erfc ((896 - each) / sqrt (2 * each));
        }
      map->errors[0][i] = sqrt (n * 27264 * 524288);
      map->held[0][i] = n * 27264 + ((i * 7) % 5 - 2.0) / 2 * map->errors[0][i];
    }
}

static gboolean
find (const Map *map, guint n, HtGrowthDoubling *doubling)
{
  return ht_growth_doubling_find (doubling, map->sizes, map->n_sizes, map->times_ns, n);
}

static void
check_next (const HtGrowthDoubling *doubling, double entries, double first)
{
  gint64 truth = 100 * (gint64) S + (gint64) ((entries - first) / PACE * S);

  g_assert_cmpint (doubling->from_ns, <=, truth);
  g_assert_cmpint (doubling->to_ns, >=, truth);
  g_assert_cmpint (doubling->from_ns, <=, doubling->at_ns);
  g_assert_cmpint (doubling->at_ns, <=, doubling->to_ns);
  g_assert_cmpint (ABS (doubling->at_ns - truth), <, 3 * (gint64) S);
}

/* Empty at first, or with some millions of entries before anybody looked. */
static void
test_buckets (void)
{
  const double firsts[] = { 50000, 300000, 2000000 };

  for (guint i = 0; i < G_N_ELEMENTS (firsts); i++)
    for (guint n = 24; n <= MAX_HEAP; n += 4)
      {
        Map map;
        HtGrowthDoubling doubling;
        double entries = firsts[i] + PACE * (n - 1);
        double next = 6.5 * exp2 (ceil (log2 (entries / 6.5)));
        double before = fmax (next / 4, 6.5 * exp2 (11));

        fill_buckets (&map, firsts[i]);
        if (before < firsts[i])
          continue;
        g_assert_true (find (&map, n, &doubling));
        g_assert_cmpint (doubling.design, ==, HT_MAP_BUCKETS);
        check_next (&doubling, next, firsts[i]);
        g_assert_cmpint (doubling.bytes, ==, (gint64) (next / 6.5 * 208 * 17 / 16));
        g_assert_cmpint (doubling.peak_bytes, ==, 2 * doubling.bytes);
        g_assert_cmpint (doubling.entries, ==, HT_UNKNOWN);
      }
}

/* The size of the buckets that overflow says how many there are. */
static void
test_entries_of_buckets (void)
{
  Map map;
  HtGrowthDoubling doubling;

  fill_buckets (&map, 50000);
  map.sizes[N_SIZES - 1].object_bytes = 208;
  for (guint i = 0; i < MAX_HEAP; i++)
    map.held[N_SIZES - 1][i] = 208 * 1000;
  g_assert_true (find (&map, 30, &doubling));
  g_assert_cmpint (doubling.entries, ==, (gint64) (6.5 * exp2 (19)));
}

static void
test_tables (void)
{
  for (guint n = 22; n <= 32; n += 2)
    {
      Map map;
      HtGrowthDoubling doubling;

      fill_tables (&map, 20000);
      g_assert_true (find (&map, n, &doubling));
      g_assert_cmpint (doubling.design, ==, HT_MAP_TABLES);
      g_assert_cmpint (doubling.entries, ==, 896 * 4096);
      check_next (&doubling, 896 * 4096, 20000);
      g_assert_cmpfloat_with_epsilon ((double) doubling.bytes, 4096 * 27264, 0.1 * 4096 * 27264);
    }
}

/* One step alone does not tell when the next one comes: who knows how many there were before. */
static void
test_one_step (void)
{
  Map map;
  HtGrowthDoubling doubling;

  fill_buckets (&map, 1500000);
  g_assert_true (find (&map, 10, &doubling));
  g_assert_cmpint (doubling.design, ==, HT_MAP_BUCKETS);
  g_assert_cmpint (doubling.at_ns, ==, HT_UNKNOWN);
}

/* What grows evenly is no map, be its objects many of one size or ever larger ones. */
static void
test_others (void)
{
  Map map;
  HtGrowthDoubling doubling;
  double size = 200000;

  map_init (&map, 1);
  map.sizes[0].object_bytes = 32768;
  for (guint i = 0; i < MAX_HEAP; i++)
    {
      map.held[0][i] = 32768.0 * 40 * (i + 1);
      map.errors[0][i] = sqrt (map.held[0][i] * 524288);
    }
  g_assert_false (find (&map, MAX_HEAP, &doubling));
  g_assert_cmpint (doubling.design, ==, HT_MAP_NONE);

  /* As append does. */
  map_init (&map, N_SIZES);
  for (guint i = 0; i < N_SIZES; i++)
    {
      map.sizes[i].object_bytes = (gint64) size;
      for (guint j = 3 * i; j < MIN (3 * i + 3, MAX_HEAP); j++)
        map.held[i][j] = size;
      size *= 1.25;
    }
  g_assert_false (find (&map, 3 * N_SIZES, &doubling));
  g_assert_false (find (&map, 4, &doubling));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/growth-doubling/buckets", test_buckets);
  g_test_add_func ("/analysis/growth-doubling/entries-of-buckets", test_entries_of_buckets);
  g_test_add_func ("/analysis/growth-doubling/tables", test_tables);
  g_test_add_func ("/analysis/growth-doubling/one-step", test_one_step);
  g_test_add_func ("/analysis/growth-doubling/others", test_others);
  return g_test_run ();
}
