/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "catalog-map.h"

#include <string.h>

static guint32
intern (HtCatalog *catalog, const char *text)
{
  return ht_strings_intern (catalog->strings, text, strlen (text));
}

static guint32
add_frame (HtCatalog *catalog, const char *name, guint64 address, guint32 mapping)
{
  HtFunction function = { .name = intern (catalog, name), .file = intern (catalog, "main.go") };
  HtFrame frame = { .address = address, .line = 7, .mapping = mapping };

  frame.function = ht_symbols_intern_function (catalog->symbols, &function);
  return ht_symbols_intern_frame (catalog->symbols, &frame);
}

static HtProfile *
make_profile (HtCatalog *catalog, guint64 start)
{
  HtProfile *profile = ht_profile_new ();
  HtMapping mapping = { .start = start, .limit = start + 0x1000, .file = intern (catalog, "svc") };
  guint32 mapping_id = ht_symbols_intern_mapping (catalog->symbols, &mapping);
  HtValueType type = { intern (catalog, "inuse_space"), intern (catalog, "bytes") };
  HtLabel label = { .number = 48, .key = intern (catalog, "bytes") };
  const guint32 stack[] = { add_frame (catalog, "leaf", start + 0x20, mapping_id),
                            add_frame (catalog, "main.main", start + 0x10, mapping_id) };
  const gint64 values[] = { 4800, -1 };

  g_array_append_val (profile->types, type);
  ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, stack, 2),
                      ht_label_sets_intern (catalog->label_sets, &label, 1), &values[0]);
  ht_profile_add_row (profile, HT_CALL_TREE_ROOT, 0, &values[1]);
  profile->main_mapping = mapping_id;
  profile->period_type = type;
  profile->time_ns = 42;
  return profile;
}

static void
test_ids_differ_but_name_the_same (void)
{
  g_autoptr (HtCatalog) from = ht_catalog_new ();
  g_autoptr (HtCatalog) to = ht_catalog_new ();
  g_autoptr (HtProfile) original = NULL;
  g_autoptr (HtProfile) copy = NULL;
  g_autoptr (HtCatalogMap) map = NULL;
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));

  /* What is there already shifts all ids. */
  intern (to, "something else");
  add_frame (to, "main.other", 1, 0);
  original = make_profile (from, 0x400000);
  map = ht_catalog_map_new (from, to);
  copy = ht_catalog_map_profile (map, original);

  g_assert_cmpuint (ht_profile_n_rows (copy), ==, 2);
  g_assert_cmpint (g_array_index (copy->values, gint64, 0), ==, 4800);
  g_assert_cmpint (g_array_index (copy->values, gint64, 1), ==, -1);
  g_assert_cmpuint (g_array_index (copy->nodes, guint32, 1), ==, HT_CALL_TREE_ROOT);
  g_assert_cmpint (copy->time_ns, ==, 42);
  g_assert_cmpint (ht_profile_find_type (copy, to->strings, "space"), ==, 0);

  g_assert_cmpuint (ht_call_tree_get_stack (to->tree, g_array_index (copy->nodes, guint32, 0),
                                            stack),
                    ==, 2);
  const HtFrame *leaf = ht_symbols_get_frame (to->symbols, g_array_index (stack, guint32, 0));
  const HtFunction *function = ht_symbols_get_function (to->symbols, leaf->function);
  g_assert_cmpstr (ht_strings_get (to->strings, function->name), ==, "leaf");
  g_assert_cmpuint (leaf->address, ==, 0x400020);

  gsize n_labels;
  const HtLabel *labels =
      ht_label_sets_get (to->label_sets, g_array_index (copy->label_sets, guint32, 0), &n_labels);
  g_assert_cmpuint (n_labels, ==, 1);
  g_assert_cmpint (labels[0].number, ==, 48);
  g_assert_cmpstr (ht_strings_get (to->strings, labels[0].key), ==, "bytes");
}

/* The same program at another address, as a restart with ASLR has it. */
static void
test_addresses_move_with_their_mapping (void)
{
  g_autoptr (HtCatalog) from = ht_catalog_new ();
  g_autoptr (HtCatalog) to = ht_catalog_new ();
  g_autoptr (HtProfile) here = make_profile (to, 0x400000);
  g_autoptr (HtProfile) there = make_profile (from, 0x7f0000400000);
  g_autoptr (HtCatalogMap) map = ht_catalog_map_new (from, to);
  g_autoptr (HtProfile) copy = ht_catalog_map_profile (map, there);

  g_assert_cmpuint (g_array_index (copy->nodes, guint32, 0), ==,
                    g_array_index (here->nodes, guint32, 0));
  g_assert_cmpuint (copy->main_mapping, ==, here->main_mapping);
  g_assert_cmpuint (ht_symbols_n_mappings (to->symbols), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/catalog-map/names-the-same", test_ids_differ_but_name_the_same);
  g_test_add_func ("/core/catalog-map/addresses-move", test_addresses_move_with_their_mapping);
  return g_test_run ();
}
