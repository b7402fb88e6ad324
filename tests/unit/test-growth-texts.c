/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "growth-texts.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define LEAK STACK ("example.com/shop.handle", "bytes.growSlice")
#define BIG  STACK ("example.com/shop.load")

/* 3 MiB more in each 10 s; the other stack is @wobble MiB more or less in turn. */
static HtGrowthData *
make_data (gint64 n_heaps, gint64 growth, gint64 wobble)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < n_heaps; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (10 + growth * i) * MIB,
                     (10 + growth * i) * MIB);
      made_heap_add (profile, catalog, BIG, 4096, (500 + (i % 2 == 0 ? wobble : 0)) * MIB,
                     (500 + 300 * i) * MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return ht_growth_data_new (table, catalog);
}

static void
assert_lines (const HtGrowthData *data, const char *headline, const char *subline)
{
  g_autofree char *first = ht_growth_headline (data);
  g_autofree char *second = ht_growth_subline (data, HT_TIME_DISPLAY_UTC, 0);

  g_assert_cmpstr (first, ==, headline);
  g_assert_cmpstr (second, ==, subline);
}

static void
test_growing (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 3, 0);

  assert_lines (data, "The live heap grows by 18.0 MiB/min",
                "Since 00:00:00. 100.00% of it is allocated in bytes.growSlice.");
}

/* When a limit is reached is said where the rest is. */
static void
test_forecast (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 3, 0);

  data->forecast = (HtGrowthForecast){ .outlook = HT_GROWTH_OUTLOOK_COMING,
                                       .limit = HT_GROWTH_LIMIT_MEMORY,
                                       .limit_bytes = 512 * MIB,
                                       .eta = { 1200, 600, 1800 } };
  assert_lines (data, "The live heap grows by 18.0 MiB/min",
                "Since 00:00:00. 100.00% of it is allocated in bytes.growSlice. "
                "GOMEMLIMIT of 512.0 MiB in 20 min (10 min – 30 min).");
}

/* The sum goes up and down by far more than the leak adds. */
static void
test_hidden (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 3, 400);

  assert_lines (data, "bytes.growSlice grows by 18.0 MiB/min",
                "Since 00:00:00. The rest of the heap hides it.");
}

static void
test_steady (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 0, 0);
  g_autofree char *headline = ht_growth_headline (data);
  g_autofree char *subline = ht_growth_subline (data, HT_TIME_DISPLAY_UTC, 0);

  g_assert_true (g_str_has_prefix (headline, "Nothing grows"));
  g_assert_cmpstr (subline, ==, "12 states of the heap, 00:00:00 – 00:01:50.");
}

static void
test_too_little (void)
{
  g_autoptr (HtGrowthData) data = make_data (2, 3, 0);
  g_autofree char *headline = ht_growth_headline (data);
  g_autofree char *subline = ht_growth_subline (data, HT_TIME_DISPLAY_UTC, 0);

  g_assert_cmpstr (headline, ==, "It is too early to tell what grows");
  g_assert_true (g_str_has_prefix (subline, "2 more heap profiles will tell"));
}

static void
test_site (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 3, 0);
  const HtGrowthSite *leak = g_ptr_array_index (data->sites, 0);
  const HtGrowthSite *big = g_ptr_array_index (data->sites, 1);
  g_autofree char *leak_place = ht_growth_site_place_text (leak);
  g_autofree char *big_place = ht_growth_site_place_text (big);

  g_assert_cmpstr (leak_place, ==, "bytes/a.go:1, for shop.handle");
  g_assert_cmpstr (big_place, ==, "shop/a.go:1");
}

static void
test_markdown (void)
{
  g_autoptr (HtGrowthData) data = make_data (12, 3, 0);
  g_autofree char *all = ht_growth_markdown (data, HT_TIME_DISPLAY_UTC, 0);
  g_autofree char *site = ht_growth_site_markdown (g_ptr_array_index (data->sites, 0));

  g_assert_nonnull (strstr (all, "**The live heap grows by 18.0 MiB/min.** Since 00:00:00."));
  g_assert_nonnull (strstr (all, "\n1. **`bytes.growSlice`** 18.0 MiB/min ("));
  g_assert_null (strstr (all, "\n2. "));
  g_assert_nonnull (strstr (site, ", 43.0 MiB held, for `example.com/shop.handle`\n\n"
                                  "    bytes.growSlice\n        bytes/a.go:1\n"
                                  "    example.com/shop.handle\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-texts/growing", test_growing);
  g_test_add_func ("/views/growth-texts/forecast", test_forecast);
  g_test_add_func ("/views/growth-texts/hidden", test_hidden);
  g_test_add_func ("/views/growth-texts/steady", test_steady);
  g_test_add_func ("/views/growth-texts/too-little", test_too_little);
  g_test_add_func ("/views/growth-texts/site", test_site);
  g_test_add_func ("/views/growth-texts/markdown", test_markdown);
  return g_test_run ();
}
