/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-item.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define SERVE  "net/http.serve"
#define LEAK   STACK (SERVE, "example.com/shop.handle", "example.com/shop.keep")
#define PARTS  STACK (SERVE, "example.com/shop.handle", "bytes.growSlice")
#define STEADY STACK (SERVE, "example.com/shop.load")

/* Two leaks, 3 MiB and @other MiB more in each 10 s, beside what stays. */
static HtGrowthData *
make_data (gint64 n_heaps, gint64 other)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < n_heaps; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);
      gint64 more = (5 + other * i) * MIB;

      made_heap_add (profile, catalog, LEAK, 1024, (10 + 3 * i) * MIB, (10 + 3 * i) * MIB);
      made_heap_add (profile, catalog, PARTS, 1024, more, more);
      made_heap_add (profile, catalog, STEADY, 4096, 50 * MIB, 50 * MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return ht_growth_data_new (table, catalog);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static HtGrowthItem *
get_item (GListModel *model, guint position)
{
  g_autoptr (HtGrowthItem) item = g_list_model_get_item (model, position);

  return item;
}

static const char *
get_name (GListModel *model, guint position)
{
  return ht_growth_item_get_frame (get_item (model, position))->function;
}

/* A newer answer moves nothing if it has the same order: rows that are open stay so. */
static void
test_same_order (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 1);
  g_autoptr (HtGrowthData) newer = make_data (13, 1);
  g_autoptr (GListStore) store = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  GListModel *items = G_LIST_MODEL (store);
  HtGrowthItem *first;
  g_autoptr (GListModel) children = NULL;
  guint n_moved = 0;
  guint n_changed = 0;

  g_assert_cmpuint (data->n_growing, ==, 2);
  ht_growth_items_update (store, data, 0, data->n_growing);
  first = get_item (items, 0);
  children = ht_growth_item_get_children (first);
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, 1);
  g_assert_nonnull (ht_growth_item_get_step (get_item (children, 0)));
  g_signal_connect_swapped (items, "items-changed", G_CALLBACK (count_cb), &n_moved);
  g_signal_connect_swapped (children, "items-changed", G_CALLBACK (count_cb), &n_moved);
  g_signal_connect_swapped (first, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (get_item (children, 0), "changed", G_CALLBACK (count_cb), &n_changed);

  ht_growth_items_update (store, newer, 0, newer->n_growing);
  g_assert_true (get_item (items, 0) == first);
  g_assert_cmpuint (n_moved, ==, 0);
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_true (ht_growth_item_get_data (first) == newer);
  g_assert_true (ht_growth_item_get_data (get_item (children, 0)) == newer);
}

/* What has become faster than another one goes before it, and both rows are those from before. */
static void
test_other_order (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 1);
  g_autoptr (HtGrowthData) newer = make_data (12, 5);
  g_autoptr (GListStore) store = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  GListModel *items = G_LIST_MODEL (store);
  HtGrowthItem *before[2];

  ht_growth_items_update (store, data, 0, data->n_growing);
  g_assert_cmpstr (get_name (items, 0), ==, "example.com/shop.keep");
  for (guint i = 0; i < 2; i++)
    before[i] = get_item (items, i);
  ht_growth_items_update (store, newer, 0, newer->n_growing);
  g_assert_cmpstr (get_name (items, 0), ==, "bytes.growSlice");
  g_assert_cmpstr (get_name (items, 1), ==, "example.com/shop.keep");
  g_assert_true (get_item (items, 1) == before[0]);
  g_assert_true (get_item (items, 0) == before[1]);
  g_assert_cmpuint (ht_growth_item_get_index (before[0]), ==, 1);
}

/* What does not grow any more goes from the rows that grow to those that do not. */
static void
test_groups (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 1);
  g_autoptr (HtGrowthData) newer = make_data (12, 0);
  g_autoptr (HtGrowthItem) rest = ht_growth_item_new_group (data, HT_GROWTH_GROUP_REST);
  g_autoptr (GListModel) below = ht_growth_item_get_children (rest);

  g_assert_cmpuint (ht_growth_group_count (data, HT_GROWTH_GROUP_KNOWN), ==, 0);
  g_assert_cmpuint (ht_growth_group_count (data, HT_GROWTH_GROUP_REST), ==, 1);
  g_assert_true (ht_growth_item_is_group (rest));
  g_assert_null (ht_growth_item_get_site (rest));
  g_assert_cmpuint (g_list_model_get_n_items (below), ==, 1);
  ht_growth_item_update_group (rest, newer);
  g_assert_cmpuint (newer->n_growing, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (below), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_false (ht_growth_site_is_growing (ht_growth_item_get_site (get_item (below, i))));

  newer->n_growing = 0;
  newer->n_set_aside = 1;
  g_assert_cmpuint (ht_growth_group_count (newer, HT_GROWTH_GROUP_KNOWN), ==, 1);
  g_assert_cmpuint (ht_growth_group_count (newer, HT_GROWTH_GROUP_REST), ==, 2);
}

/* The same place is known again in another answer; another way to the same function is not it. */
static void
test_like (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 1);
  g_autoptr (HtGrowthData) newer = make_data (13, 5);
  g_autoptr (GListStore) old_rows = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  g_autoptr (GListStore) new_rows = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  g_autoptr (HtGrowthItem) rest = ht_growth_item_new_group (data, HT_GROWTH_GROUP_REST);
  GListModel *a = G_LIST_MODEL (old_rows);
  GListModel *b = G_LIST_MODEL (new_rows);

  ht_growth_items_update (old_rows, data, 0, data->n_growing);
  ht_growth_items_update (new_rows, newer, 0, newer->n_growing);
  g_assert_true (ht_growth_item_is_like (get_item (a, 0), get_item (b, 1)));
  g_assert_false (ht_growth_item_is_like (get_item (a, 0), get_item (b, 0)));
  g_assert_false (ht_growth_item_is_like (get_item (a, 0), rest));
  g_assert_true (ht_growth_item_is_like (rest, rest));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/growth-item/same-order", test_same_order);
  g_test_add_func ("/app/growth-item/other-order", test_other_order);
  g_test_add_func ("/app/growth-item/groups", test_groups);
  g_test_add_func ("/app/growth-item/like", test_like);
  return g_test_run ();
}
