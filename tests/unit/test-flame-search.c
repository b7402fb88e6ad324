/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flame-search.h"

#include <string.h>

static guint32
intern (HtCatalog *catalog, const char *text)
{
  return ht_strings_intern (catalog->strings, text, strlen (text));
}

/* main.Serve 100 -> { store.Put 60 -> main.serveAll 20 , store.Get 30 , runtime.Main 10 } */
static HtFlameData *
flame_data (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = NULL;
  static const char *const names[] = { "main.Serve", "store.Put", "main.serveAll", "store.Get",
                                       "runtime.Main" };
  static const int stacks[][3] = { { 0, 1, 2 }, { 0, 1, -1 }, { 0, 3, -1 }, { 0, 4, -1 } };
  static const gint64 values[] = { 20, 40, 30, 10 };
  guint32 frames[G_N_ELEMENTS (names)];
  HtValueType type = { .type = intern (catalog, "inuse_space"), .unit = intern (catalog, "bytes") };

  profile = ht_profile_new ();
  g_array_append_val (profile->types, type);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      HtFunction function = { .name = intern (catalog, names[i]) };
      HtFrame frame = { .function = ht_symbols_intern_function (catalog->symbols, &function) };

      frames[i] = ht_symbols_intern_frame (catalog->symbols, &frame);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (stacks); i++)
    {
      guint32 node = HT_CALL_TREE_ROOT;

      for (gsize k = 0; k < 3 && stacks[i][k] >= 0; k++)
        node = ht_call_tree_intern (catalog->tree, node, frames[stacks[i][k]]);
      g_array_append_val (profile->nodes, node);
      g_array_append_val (profile->values, values[i]);
    }
  return ht_flame_data_new (profile, catalog, "inuse_space");
}

static const char *
name_of (const HtFlameData *data, guint32 node)
{
  return data->names->names[data->tree->group[node]];
}

static void
test_share_counts_once (void)
{
  g_autoptr (HtFlameData) data = flame_data ();
  /* serveAll lies below Serve, whose 100 hold its 20. */
  g_autoptr (HtFlameMatches) serve = ht_flame_search (data, "SERVE");

  g_assert_cmpuint (serve->n_functions, ==, 2);
  g_assert_cmpfloat_with_epsilon (serve->share, 1.0, 1e-9);
  g_assert_cmpuint (serve->nodes->len, ==, 1);
  g_assert_cmpstr (name_of (data, g_array_index (serve->nodes, guint32, 0)), ==, "main.Serve");
}

static void
test_heaviest_first (void)
{
  g_autoptr (HtFlameData) data = flame_data ();
  g_autoptr (HtFlameMatches) store = ht_flame_search (data, "store.");

  g_assert_cmpuint (store->n_functions, ==, 2);
  g_assert_cmpfloat_with_epsilon (store->share, 0.9, 1e-9);
  g_assert_cmpuint (store->nodes->len, ==, 2);
  g_assert_cmpstr (name_of (data, g_array_index (store->nodes, guint32, 0)), ==, "store.Put");
  g_assert_cmpstr (name_of (data, g_array_index (store->nodes, guint32, 1)), ==, "store.Get");
}

static void
test_nothing (void)
{
  g_autoptr (HtFlameData) data = flame_data ();
  g_autoptr (HtFlameMatches) nothing = ht_flame_search (data, "absent");

  g_assert_cmpuint (nothing->n_functions, ==, 0);
  g_assert_cmpfloat (nothing->share, ==, 0);
  g_assert_cmpuint (nothing->nodes->len, ==, 0);
}

static void
test_heaviest_of_a_function (void)
{
  g_autoptr (HtFlameData) data = flame_data ();

  for (guint32 group = 1; group < data->names->n_groups; group++)
    if (g_str_equal (data->names->names[group], "store.Put"))
      {
        g_assert_cmpuint (data->tree->weight[data->heaviest[group]], ==, 60);
        g_assert_cmpint (data->total[group], ==, 60);
        g_assert_cmpint (data->self[group], ==, 40);
        return;
      }
  g_assert_not_reached ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/flame-search/share-counts-once", test_share_counts_once);
  g_test_add_func ("/views/flame-search/heaviest-first", test_heaviest_first);
  g_test_add_func ("/views/flame-search/nothing", test_nothing);
  g_test_add_func ("/views/flame-search/heaviest-of-a-function", test_heaviest_of_a_function);
  return g_test_run ();
}
