/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flame-texts.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define SERVE "example.com/shop.serve"
#define KEEP  "example.com/shop.keep"
#define DROP  "example.com/shop.drop"
#define STAY  "example.com/shop.stay"
#define COME  "example.com/shop.come"
#define GO    "example.com/shop.go"

static void
add (HtProfile *profile, HtCatalog *catalog, const char *function, gint64 mib)
{
  if (mib > 0)
    made_heap_add (profile, catalog, STACK (SERVE, function), 1024, mib * MIB, mib * MIB);
}

static HtProfile *
make_heap (HtCatalog *catalog, gint64 keep, gint64 drop, gint64 come, gint64 go)
{
  HtProfile *profile = made_heap_new (catalog, 1);

  add (profile, catalog, KEEP, keep);
  add (profile, catalog, DROP, drop);
  add (profile, catalog, STAY, 16);
  add (profile, catalog, COME, come);
  add (profile, catalog, GO, go);
  return profile;
}

static guint32
find (const HtFlameData *data, const char *function)
{
  const char *path[] = { SERVE, function, NULL };

  return ht_flame_data_find_path (data, path);
}

static HtFlameData *
make_difference (HtCatalog *catalog)
{
  g_autoptr (HtProfile) before = make_heap (catalog, 10, 9, 0, 3);
  g_autoptr (HtProfile) after = make_heap (catalog, 14, 4, 2, 0);
  const HtFlameComparison comparison = {
    .catalog = catalog,
    .before = { before, 10 * S },
    .after = { after, 20 * S },
  };

  return ht_flame_data_new_of_comparison (&comparison, NULL);
}

static void
assert_node (const HtFlameData *data, const char *function, gint64 before, gint64 after)
{
  guint32 node = find (data, function);

  g_assert_cmpuint (node, !=, 0);
  g_assert_cmpint (data->change->before[node], ==, before * MIB);
  g_assert_cmpint (data->change->after[node], ==, after * MIB);
  g_assert_cmpint (data->tree->total[node], ==, (after - before) * MIB);
  g_assert_cmpuint (data->tree->weight[node], ==, (guint64) ABS (after - before) * MIB);
  g_assert_cmpint (data->change->after_self[data->tree->group[node]], ==, after * MIB);
}

/* 4 + 2 MiB more and 5 + 3 less: the width has room for all, and neither hides the other. */
static void
test_difference (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtFlameData) data = make_difference (catalog);

  assert_node (data, KEEP, 10, 14);
  assert_node (data, DROP, 9, 4);
  assert_node (data, STAY, 16, 16);
  assert_node (data, COME, 0, 2);
  assert_node (data, GO, 3, 0);
  g_assert_cmpuint (data->change->more, ==, 6 * MIB);
  g_assert_cmpuint (data->change->less, ==, 8 * MIB);
  g_assert_cmpuint (data->tree->weight[0], ==, 14 * MIB);
  g_assert_cmpint (data->tree->total[0], ==, -2 * MIB);
  g_assert_cmpint (data->change->before[0], ==, 38 * MIB);
  g_assert_cmpint (data->change->after[0], ==, 36 * MIB);
}

static void
assert_text (char *text, const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_words_of_a_difference (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtFlameData) data = make_difference (catalog);
  g_autoptr (GPtrArray) legend = ht_flame_legend_new (data, HT_TIME_DISPLAY_UTC, 0);

  assert_text (ht_flame_node_text (data, find (data, KEEP), HT_TIME_DISPLAY_UTC, 0),
               "before 10.0 MiB   after 14.0 MiB   ▲ +4.0 MiB");
  assert_text (ht_flame_node_text (data, find (data, GO), HT_TIME_DISPLAY_UTC, 0),
               "before 3.0 MiB   after 0 B   ▼ -3.0 MiB, gone");
  assert_text (ht_flame_change_text (data, 0, 2 * MIB), "▲ +2.0 MiB, new");
  assert_text (ht_flame_change_text (data, MIB, MIB), "0 B");
  g_assert_cmpuint (legend->len, ==, 5);
  g_assert_cmpstr (((const HtFlameKey *) g_ptr_array_index (legend, 0))->text, ==,
                   "▲ more after, +6.0 MiB in all");
  g_assert_cmpstr (((const HtFlameKey *) g_ptr_array_index (legend, 1))->text, ==,
                   "▼ less after, -8.0 MiB in all");
}

/* What is as before has no box, and is not told as one that is too narrow either. */
static void
test_layout_of_a_difference (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtFlameData) data = make_difference (catalog);
  g_autoptr (HtFlameLayout) layout =
      ht_flame_layout_new (data->tree, 0, data->names->ranks, 0, 1, 0.001);

  g_assert_cmpuint (layout->boxes->len, ==, 1 + 1 + 4);
  g_assert_cmpuint (layout->n_merged, ==, 0);
}

/* Of what no profile tells there is no difference. */
static void
test_no_such_type (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) heap = make_heap (catalog, 1, 1, 1, 1);
  g_autoptr (HtProfile) other = ht_profile_new ();
  HtFlameComparison comparison = { .catalog = catalog, .before = { other }, .after = { heap } };

  g_assert_null (ht_flame_data_new_of_comparison (&comparison, NULL));
  comparison = (HtFlameComparison){ .catalog = catalog, .before = { heap }, .after = { heap } };
  g_assert_null (ht_flame_data_new_of_comparison (&comparison, "goroutine"));
}

/* A profile "allocs" has the same figures, but wants to be looked at for what was allocated. */
static void
test_held_comes_first (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) allocs = make_heap (catalog, 1, 1, 1, 1);
  g_autoptr (HtFlameData) data = NULL;
  g_autoptr (HtFlameData) asked = NULL;

  allocs->default_type = made_heap_intern (catalog, "alloc_space");
  data = ht_flame_data_new (allocs, catalog, NULL);
  asked = ht_flame_data_new (allocs, catalog, "alloc_space");
  g_assert_cmpstr (data->sample_type, ==, "inuse_space");
  g_assert_cmpstr (asked->sample_type, ==, "alloc_space");
}

static HtFlameData *
make_growth (HtCatalog *catalog, HtFlameChannelKind kind)
{
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtProfile) last = NULL;

  for (gint64 i = 0; i < 12; i++)
    {
      g_clear_pointer (&last, ht_profile_free);
      last = make_heap (catalog, 10 + 6 * i, 40 - 3 * i, 0, 0);
      /* As much as it holds is made anew in each 10 s. */
      made_heap_add (last, catalog, STACK (SERVE, COME), 2048, 30 * MIB, (1 + i) * 30 * MIB);
      ht_growth_table_add (table, last, i * 10 * S, i * 10 * S);
    }
  return ht_flame_data_new_with_growth (last, catalog, NULL, table, kind);
}

static const HtFlameMark *
get_mark (const HtFlameData *data, const char *function)
{
  return ht_flame_channel_get (data->growth->channel, find (data, function));
}

/* Bars are relative to the fastest, which grows by 6 MiB in 10 s; the other falls by half of it. */
static void
test_growth (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtFlameData) data = make_growth (catalog, HT_FLAME_CHANNEL_GROWTH);
  g_autofree char *text = NULL;

  g_assert_cmpfloat_with_epsilon (data->growth->greatest, 0.6 * MIB, 1);
  g_assert_cmpfloat_with_epsilon (get_mark (data, KEEP)->level, 1, 0.001);
  g_assert_cmpstr (get_mark (data, KEEP)->text, ==, "36.0 MiB/min");
  g_assert_cmpfloat_with_epsilon (get_mark (data, DROP)->level, -0.5, 0.001);
  g_assert_null (get_mark (data, STAY));
  g_assert_cmpint (data->tree->total[find (data, KEEP)], ==, 76 * MIB);
  text = ht_flame_node_text (data, find (data, KEEP), HT_TIME_DISPLAY_UTC, 0);
  g_assert_true (g_str_has_prefix (text, "self 76.0 MiB   total 76.0 MiB, "));
  g_assert_nonnull (strstr (text, "▲ 36.0 MiB/min (95 %: "));
  g_assert_nonnull (strstr (text, "since 00:00:00"));
}

/* Little's law: what holds as much as is made in 10 s is kept for 10 s. */
static void
test_age (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtFlameData) data = make_growth (catalog, HT_FLAME_CHANNEL_AGE);
  g_autofree char *growing = ht_flame_node_text (data, find (data, KEEP), HT_TIME_DISPLAY_UTC, 0);
  g_autofree char *staying = ht_flame_node_text (data, find (data, STAY), HT_TIME_DISPLAY_UTC, 0);

  g_assert_nonnull (get_mark (data, COME));
  g_assert_cmpfloat_with_epsilon (
      ht_flame_growth_get_value (data->growth,
                                 ht_growth_nodes_get (data->growth->nodes, find (data, COME))),
      10, 0.5);
  g_assert_null (get_mark (data, KEEP));
  g_assert_null (get_mark (data, STAY));
  g_assert_nonnull (strstr (growing, "age unknown: more is kept than is freed"));
  g_assert_nonnull (strstr (staying, "age unknown: nothing was allocated in 1m50s"));
}

static void
test_too_few_heaps (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtProfile) heap = make_heap (catalog, 1, 1, 1, 1);
  g_autoptr (HtFlameData) data = NULL;
  g_autoptr (GPtrArray) legend = NULL;

  ht_growth_table_add (table, heap, 0, 0);
  data = ht_flame_data_new_with_growth (heap, catalog, NULL, table, HT_FLAME_CHANNEL_GROWTH);
  legend = ht_flame_legend_new (data, HT_TIME_DISPLAY_UTC, 0);
  g_assert_null (get_mark (data, KEEP));
  g_assert_cmpstr (((const HtFlameKey *) g_ptr_array_index (legend, 0))->text, ==,
                   "too little data: heap profiles of 4 collections are needed, there are 1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/flame-data/difference", test_difference);
  g_test_add_func ("/views/flame-data/difference-words", test_words_of_a_difference);
  g_test_add_func ("/views/flame-data/difference-layout", test_layout_of_a_difference);
  g_test_add_func ("/views/flame-data/no-such-type", test_no_such_type);
  g_test_add_func ("/views/flame-data/held-first", test_held_comes_first);
  g_test_add_func ("/views/flame-data/growth", test_growth);
  g_test_add_func ("/views/flame-data/age", test_age);
  g_test_add_func ("/views/flame-data/too-few", test_too_few_heaps);
  return g_test_run ();
}
