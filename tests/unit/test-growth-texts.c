/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "growth-texts.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define LEAK STACK ("example.com/shop.handle", "bytes.growSlice")
#define BIG  STACK ("example.com/shop.load")

/* 3 MiB more in each 10 s, beside what stays. */
static HtGrowthData *
make_data (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < 12; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (10 + 3 * i) * MIB, (10 + 3 * i) * MIB);
      made_heap_add (profile, catalog, BIG, 4096, 500 * MIB, (500 + 300 * i) * MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return ht_growth_data_new (table, catalog);
}

static void
test_split (void)
{
  g_autofree char *rest = NULL;
  g_autofree char *first =
      ht_growth_split_sentence ("It grows 1.5 MiB/min. Half is a.b. Soon.", &rest);
  g_autofree char *no_rest = NULL;
  g_autofree char *only = ht_growth_split_sentence ("Nothing grows.", &no_rest);

  g_assert_cmpstr (first, ==, "It grows 1.5 MiB/min");
  g_assert_cmpstr (rest, ==, "Half is a.b. Soon.");
  g_assert_cmpstr (only, ==, "Nothing grows");
  g_assert_cmpstr (no_rest, ==, "");
}

static void
test_site (void)
{
  g_autoptr (HtGrowthData) data = make_data ();
  const HtGrowthSite *leak = g_ptr_array_index (data->sites, 0);
  const HtGrowthSite *big = g_ptr_array_index (data->sites, 1);
  g_autofree char *leak_place = ht_growth_site_place_text (leak);
  g_autofree char *big_place = ht_growth_site_place_text (big);

  g_assert_cmpstr (leak_place, ==, "bytes/a.go:1, for shop.handle");
  g_assert_cmpstr (big_place, ==, "shop/a.go:1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-texts/split", test_split);
  g_test_add_func ("/views/growth-texts/site", test_site);
  return g_test_run ();
}
