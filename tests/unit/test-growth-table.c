/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-table.h"

#include "made-heap.h"

#define S G_GINT64_CONSTANT (1000000000)
#define A STACK ("main.main", "main.a")
#define B STACK ("main.main", "main.b")

/* One row at A with these figures. */
static HtGrowthAdded
add (HtGrowthTable *table,
     HtCatalog *catalog,
     gint64 heap_s,
     gint64 taken_s,
     gint64 inuse,
     gint64 allocated)
{
  g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

  made_heap_add (profile, catalog, A, 16, inuse, allocated);
  return ht_growth_table_add (table, profile, heap_s * S, taken_s * S);
}

static void
test_epochs (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  const guint row = 0;

  g_assert_cmpint (add (table, catalog, 10, 11, 160, 320), ==, HT_GROWTH_NEXT_HEAP);
  g_assert_cmpint (add (table, catalog, 10, 16, 160, 320), ==, HT_GROWTH_SAME_HEAP);
  g_assert_cmpint (add (table, catalog, 20, 21, 1600, 3200), ==, HT_GROWTH_NEXT_HEAP);
  g_assert_cmpuint (ht_growth_table_get_n_epochs (table), ==, 2);
  g_assert_cmpuint (ht_growth_table_get_n_rows (table), ==, 1);
  g_assert_cmpint (ht_growth_table_get_time (table, 1), ==, 20 * S);
  g_assert_cmpint (ht_growth_table_get_object_bytes (table, 0), ==, 16);
  g_assert_cmpint (ht_growth_table_get_inuse (table, 0, 1), ==, 1600);
  g_assert_cmpint (ht_growth_table_get_allocated (table, 0, 1), ==, 3200);

  /* 144 B/s in the time of the heap; as shown: (1, 160), (6, 160), (11, 1600) have the slope 144.
   */
  g_autoptr (HtGrowthTrack) track = ht_growth_table_make_track (table, &row, 1);
  HtGrowthFit fit;

  g_assert_true (ht_growth_track_fit (track, 0, 2, &fit));
  g_assert_cmpfloat_with_epsilon (fit.rate, 144, 1e-9);
  g_assert_cmpfloat_with_epsilon (fit.shown_rate, 144, 1e-9);
}

/* Stacks come and go; those that Go lists with zeros make no other heap. */
static void
test_rows (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtProfile) first = made_heap_new (catalog, 1);
  g_autoptr (HtProfile) second = made_heap_new (catalog, 1);
  g_autoptr (HtProfile) third = made_heap_new (catalog, 1);

  made_heap_add (first, catalog, A, 16, 160, 160);
  made_heap_add (first, catalog, A, 32, 320, 320);
  made_heap_add (first, catalog, A, 32, 64, 64);
  made_heap_add (second, catalog, B, 16, 0, 0);
  made_heap_add (second, catalog, A, 32, 384, 384);
  made_heap_add (second, catalog, A, 16, 160, 160);
  made_heap_add (third, catalog, B, 16, 48, 48);
  made_heap_add (third, catalog, A, 16, 0, 160);
  made_heap_add (third, catalog, A, 32, 384, 384);
  ht_growth_table_add (table, first, 1 * S, 1 * S);
  g_assert_cmpint (ht_growth_table_add (table, second, 1 * S, 2 * S), ==, HT_GROWTH_SAME_HEAP);
  g_assert_cmpint (ht_growth_table_add (table, third, 3 * S, 3 * S), ==, HT_GROWTH_NEXT_HEAP);
  g_assert_cmpuint (ht_growth_table_get_n_rows (table), ==, 3);
  g_assert_cmpint (ht_growth_table_get_inuse (table, 0, 0), ==, 160);
  g_assert_cmpint (ht_growth_table_get_inuse (table, 1, 0), ==, 384);
  g_assert_cmpint (ht_growth_table_get_inuse (table, 2, 0), ==, 0);
  g_assert_cmpint (ht_growth_table_get_inuse (table, 0, 1), ==, 0);
  g_assert_cmpint (ht_growth_table_get_inuse (table, 2, 1), ==, 48);
  g_assert_cmpuint (ht_growth_table_get_node (table, 2), ==, made_heap_node (catalog, B));
}

/* What was ever allocated only grows, unless the process is another one. */
static void
test_restart (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);

  g_assert_cmpuint (ht_growth_table_get_n_lives (table), ==, 0);
  add (table, catalog, 1, 1, 160, 1600);
  add (table, catalog, 2, 2, 320, 3200);
  g_assert_cmpuint (ht_growth_table_get_n_lives (table), ==, 1);
  g_assert_cmpint (add (table, catalog, 3, 3, 16, 16), ==, HT_GROWTH_NEXT_PROCESS);
  g_assert_cmpuint (ht_growth_table_get_n_lives (table), ==, 2);
  g_assert_cmpuint (ht_growth_table_get_n_epochs (table), ==, 1);
  g_assert_cmpint (ht_growth_table_get_time (table, 0), ==, 3 * S);
}

/* However many come, the first, the newest and even steps in between are there. */
static void
test_many (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  guint n;
  gint64 step;

  for (int i = 0; i < 2000; i++)
    {
      add (table, catalog, i, i, 16 * (i + 1), 16 * (i + 1));
      n = ht_growth_table_get_n_epochs (table);
      g_assert_cmpuint (n, <=, HT_GROWTH_MAX_EPOCHS);
      g_assert_cmpint (ht_growth_table_get_time (table, n - 1), ==, i * S);
    }
  g_assert_cmpuint (n, >=, HT_GROWTH_MAX_EPOCHS / 2);
  g_assert_cmpint (ht_growth_table_get_time (table, 0), ==, 0);
  step = ht_growth_table_get_time (table, 1);
  for (guint i = 1; i + 1 < n; i++)
    g_assert_cmpint (ht_growth_table_get_time (table, i), ==, step * i);
}

static void
test_other_profiles (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtProfile) profile = ht_profile_new ();
  HtValueType type = { .type = made_heap_intern (catalog, "inuse_space") };

  g_assert_cmpint (ht_growth_table_add (table, profile, 1, 1), ==, HT_GROWTH_NO_HEAP_PROFILE);
  g_array_append_val (profile->types, type);
  g_assert_cmpint (ht_growth_table_add (table, profile, 1, 1), ==, HT_GROWTH_NO_HEAP_PROFILE);
  g_assert_cmpuint (ht_growth_table_get_n_epochs (table), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-table/epochs", test_epochs);
  g_test_add_func ("/growth-table/rows", test_rows);
  g_test_add_func ("/growth-table/restart", test_restart);
  g_test_add_func ("/growth-table/many", test_many);
  g_test_add_func ("/growth-table/other-profiles", test_other_profiles);
  return g_test_run ();
}
