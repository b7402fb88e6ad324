/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-holding.h"

#include "gc-cycle.h"
#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define KIB 1024

#define KEPT   STACK ("example.com/shop.keep")
#define PASSED STACK ("example.com/shop.pass")
#define MIXED  STACK ("example.com/shop.mix")
#define EMPTY  STACK ("example.com/shop.empty")

/* Eight heaps, 10 s apart. KEPT keeps 20 more objects of 1 KiB each time, but 30 were freed before
 * the first heap; of PASSED 40 objects of 64 bytes are made each time, and 50 are there. */
static HtGrowthTable *
make_table (HtCatalog *catalog)
{
  HtGrowthTable *table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < 8; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, KEPT, KIB, 20 * i * KIB, (30 + 20 * i) * KIB);
      made_heap_add (profile, catalog, PASSED, 64, 50 * 64, (50 + 40 * i) * 64);
      made_heap_add (profile, catalog, MIXED, 100, 3000, 3000);
      made_heap_add (profile, catalog, MIXED, 200, 2000, 2000);
      made_heap_add (profile, catalog, EMPTY, 100, i < 7 ? 30000 : 0, 30000);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return table;
}

static HtGrowthHolding
find (HtCatalog *catalog, const HtGrowthTable *table, MadeStack stack)
{
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  guint32 node = made_heap_node (catalog, stack);
  HtGrowthHolding holding = { 0 };

  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->node != node)
        continue;
      ht_growth_holding_find (&holding, table, chain);
      return holding;
    }
  g_assert_not_reached ();
}

static void
test_objects (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  HtGrowthHolding kept = find (catalog, table, KEPT);
  HtGrowthHolding mixed = find (catalog, table, MIXED);
  HtGrowthHolding empty = find (catalog, table, EMPTY);

  g_assert_cmpint (kept.n_objects, ==, 140);
  g_assert_cmpint (kept.object_bytes, ==, KIB);
  g_assert_true (kept.is_one_size);
  /* 30 and 10 objects: 5000 bytes in 40. */
  g_assert_cmpint (mixed.n_objects, ==, 40);
  g_assert_cmpint (mixed.object_bytes, ==, 125);
  g_assert_false (mixed.is_one_size);
  g_assert_cmpint (empty.n_objects, ==, 0);
  g_assert_cmpint (empty.oldest_ns, ==, HT_UNKNOWN);
}

static void
test_oldest (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);

  /* 30 are freed for good: the first of the others were made by the second heap. */
  g_assert_cmpint (find (catalog, table, KEPT).oldest_ns, ==, 10 * S);
  /* Of 330 objects 280 are freed; 290 were made by the seventh heap. */
  g_assert_cmpint (find (catalog, table, PASSED).oldest_ns, ==, 60 * S);
  /* Nothing was freed: as old as what is known. */
  g_assert_cmpint (find (catalog, table, MIXED).oldest_ns, ==, 0);
}

static void
test_beside_the_heap (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  g_autoptr (HtGrowthChain) chain = ht_growth_chain_new (HT_GROWTH_SCOPE_PROCESS);
  HtGrowthHolding holding;

  ht_growth_holding_find (&holding, table, chain);
  g_assert_cmpint (holding.n_objects, ==, HT_UNKNOWN);
  g_assert_cmpint (holding.oldest_ns, ==, HT_UNKNOWN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-holding/objects", test_objects);
  g_test_add_func ("/growth-holding/oldest", test_oldest);
  g_test_add_func ("/growth-holding/beside-the-heap", test_beside_the_heap);
  return g_test_run ();
}
