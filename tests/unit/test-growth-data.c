/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "growth-data.h"
#include "record-sink.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define LEAK   STACK ("net/http.serve", "example.com/shop.handle", "bytes.growSlice")
#define STEADY STACK ("net/http.serve", "example.com/shop.load")
#define NOBODY STACK ("net/http.serve", "bufio.NewReaderSize")

static HtGrowthTable *
make_table (HtCatalog *catalog, gint64 n_heaps)
{
  HtGrowthTable *table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < n_heaps; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (10 + 3 * i) * MIB, (10 + 3 * i) * MIB);
      made_heap_add (profile, catalog, STEADY, 4096, 50 * MIB, 50 * MIB);
      made_heap_add (profile, catalog, NOBODY, 4096, 2 * MIB, 2 * MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return table;
}

/* What is shown stays when the recording that it was made of is gone. */
static void
test_sites (void)
{
  HtCatalog *catalog = ht_catalog_new ();
  HtGrowthTable *table = make_table (catalog, 12);
  g_autoptr (HtGrowthData) data = ht_growth_data_new (table, catalog);
  const HtGrowthSite *leak = g_ptr_array_index (data->sites, 0);
  const HtGrowthSite *other = g_ptr_array_index (data->sites, 1);

  ht_growth_table_free (table);
  ht_catalog_free (catalog);
  g_assert_cmpint (data->verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpuint (data->n_growing, ==, 1);
  g_assert_cmpuint (data->sites->len, ==, 3);
  g_assert_cmpint (data->from_ns, ==, 0);
  g_assert_cmpint (data->to_ns, ==, 110 * S);
  g_assert_cmpfloat (data->greatest, ==, 50.0 * MIB);

  g_assert_true (ht_growth_site_is_growing (leak));
  g_assert_false (ht_growth_site_is_growing (other));
  g_assert_cmpstr (ht_growth_site_get_frame (leak)->function, ==, "bytes.growSlice");
  g_assert_cmpstr (ht_growth_site_get_frame (leak)->place, ==, "bytes/a.go:1");
  g_assert_cmpint (ht_growth_site_get_frame (leak)->origin, ==, HT_FRAME_STANDARD);
  g_assert_cmpstr (ht_growth_site_get_responsible (leak)->function, ==, "example.com/shop.handle");
  g_assert_cmpstr (ht_growth_site_get_responsible (leak)->place, ==, "shop/a.go:1");
  g_assert_cmpuint (leak->stack->len, ==, 3);
  g_assert_cmpuint (leak->points->len, ==, 12);
  g_assert_cmpint (g_array_index (leak->points, HtGrowthPoint, 11).time_ns, ==, 110 * S);
  g_assert_cmpfloat (g_array_index (leak->points, HtGrowthPoint, 11).bytes, ==, 43.0 * MIB);
  g_assert_cmpfloat_with_epsilon (leak->line.rate, 0.3 * MIB, 1);
  g_assert_cmpfloat_with_epsilon (leak->line.base, 10.0 * MIB, 1);
  g_assert_cmpint (leak->line.to_ns, ==, 110 * S);
}

/* Nothing else grows: all of the stack is one step. */
static void
test_steps (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 12);
  g_autoptr (HtGrowthData) data = ht_growth_data_new (table, catalog);
  const HtGrowthSite *leak = g_ptr_array_index (data->sites, 0);
  const HtGrowthStep *step = &g_array_index (leak->steps, HtGrowthStep, 0);

  g_assert_cmpuint (leak->steps->len, ==, 1);
  g_assert_cmpuint (step->frame, ==, 2);
  g_assert_cmpuint (step->n_frames, ==, 3);
  g_assert_cmpfloat_with_epsilon (step->share, 1, 1e-6);
  g_assert_cmpuint (((const HtGrowthSite *) g_ptr_array_index (data->sites, 1))->steps->len, ==, 0);
}

/* Who allocates on nobody's behalf, or on its own, has nobody behind it. */
static void
test_responsible (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 12);
  g_autoptr (HtGrowthData) data = ht_growth_data_new (table, catalog);

  for (guint i = 1; i < data->sites->len; i++)
    g_assert_null (ht_growth_site_get_responsible (g_ptr_array_index (data->sites, i)));
}

static void
test_none (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 0);
  g_autoptr (HtGrowthData) data = ht_growth_data_new (table, catalog);

  g_assert_cmpint (data->verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
  g_assert_cmpuint (data->n_states, ==, 0);
  g_assert_cmpuint (data->sites->len, ==, 0);
  g_assert_cmpint (data->from_ns, ==, HT_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-data/sites", test_sites);
  g_test_add_func ("/views/growth-data/steps", test_steps);
  g_test_add_func ("/views/growth-data/responsible", test_responsible);
  g_test_add_func ("/views/growth-data/none", test_none);
  return g_test_run ();
}
