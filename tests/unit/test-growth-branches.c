/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-branches.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define MAIN       "example.com/shop.main"
#define SERVE      "net/http.(*conn).serve"
#define HANDLE     "example.com/shop.handle"
#define KEEP       "example.com/shop.keep"
#define BUFFER     "bytes.growSlice"
#define LEAK       STACK (SERVE, MAIN, HANDLE, KEEP, BUFFER)
#define OTHER_LEAK STACK (SERVE, MAIN, HANDLE, "example.com/shop.log")
#define STEADY     STACK (SERVE, MAIN, "example.com/shop.load")
#define ELSEWHERE  STACK ("example.com/shop.poll", KEEP, BUFFER)

/* Ten heaps, 10 s apart. */
static HtGrowthTable *
make_table (HtCatalog *catalog)
{
  HtGrowthTable *table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < 10; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (10 + 4 * i) * MIB, (10 + 4 * i) * MIB);
      made_heap_add (profile, catalog, OTHER_LEAK, 512, (1 + i) * MIB, (1 + i) * MIB);
      made_heap_add (profile, catalog, STEADY, 4096, 20 * MIB, 20 * MIB);
      made_heap_add (profile, catalog, ELSEWHERE, 64, (1 + i) * MIB, (1 + i) * MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return table;
}

static void
assert_place (HtCatalog *catalog,
              const GArray *branches,
              guint index,
              guint32 node,
              guint n_frames,
              double mib_per_s)
{
  const HtGrowthBranch *branch = &g_array_index (branches, HtGrowthBranch, index);

  g_assert_cmpuint (branch->node, ==, node);
  g_assert_cmpuint (branch->n_frames, ==, n_frames);
  g_assert_cmpfloat_with_epsilon (branch->growth.rate, mib_per_s * MIB, 1);
}

/* What stays as it is parts from nothing; the other leak does, below the handler. */
static void
test_places (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  const HtGrowthChain *chain = g_ptr_array_index (report->chains, 0);
  g_autoptr (GArray) branches = ht_growth_branches_find (table, catalog, chain);

  g_assert_cmpuint (chain->node, ==, made_heap_node (catalog, LEAK));
  g_assert_cmpuint (branches->len, ==, 2);
  assert_place (catalog, branches, 0, made_heap_node (catalog, STACK (SERVE, MAIN, HANDLE)), 3,
                0.5);
  assert_place (catalog, branches, 1, made_heap_node (catalog, LEAK), 2, 0.4);
}

/* A stack that is alone on its way is one place. */
static void
test_alone (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));
  HtGrowthChain chain = {
    .node = made_heap_node (catalog, ELSEWHERE),
    .course = { .now = { .n_epochs = 10, .rate = 0.1 * MIB } },
    .rows = rows,
  };
  g_autoptr (GArray) branches = ht_growth_branches_find (table, catalog, &chain);

  g_assert_cmpuint (branches->len, ==, 1);
  assert_place (catalog, branches, 0, chain.node, 3, 0.1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/growth-branches/places", test_places);
  g_test_add_func ("/analysis/growth-branches/alone", test_alone);
  return g_test_run ();
}
