/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-lines.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define HANDLE "example.com/shop.handle"
#define KEEP   "example.com/shop.keep"
#define LOG    "example.com/shop.log"
#define WALK   "example.com/shop.walk"

/* A frame of a stack. */
typedef struct
{
  const char *function;
  const char *file;
  gint64 line;
} Call;

static guint32
intern_function (HtCatalog *catalog, const Call *call)
{
  HtFunction function = { .name = made_heap_intern (catalog, call->function),
                          .file = made_heap_intern (catalog, call->file) };

  return ht_symbols_intern_function (catalog->symbols, &function);
}

static guint32
intern (HtCatalog *catalog, const Call *calls, gsize n)
{
  guint32 node = 0;

  for (gsize i = 0; i < n; i++)
    {
      HtFrame frame = { .line = calls[i].line, .function = intern_function (catalog, &calls[i]) };

      node = ht_call_tree_intern (catalog->tree, node,
                                  ht_symbols_intern_frame (catalog->symbols, &frame));
    }
  return node;
}

static const Call handle_keep[] = { { HANDLE, "a.go", 10 }, { KEEP, "a.go", 38 } };
static const Call handle_keep_too[] = { { HANDLE, "a.go", 10 }, { KEEP, "a.go", 40 } };
static const Call handle_log[] = { { HANDLE, "a.go", 11 }, { LOG, "b.go", 5 } };
/* The same function, by a file that another build names differently. */
static const Call elsewhere[] = { { HANDLE, "/src/a.go", 11 }, { LOG, "b.go", 6 } };
static const Call recursive[] = { { WALK, "c.go", 7 },
                                  { WALK, "c.go", 7 },
                                  { WALK, "c.go", 9 },
                                  { WALK, "c.go", 7 } };

#define NODE(calls) intern (catalog, calls, G_N_ELEMENTS (calls))

static HtGrowthTable *
make_table (HtCatalog *catalog)
{
  HtGrowthTable *table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < 10; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);
      gint64 grown = (3 + 4 * i) * MIB;

      made_heap_add_node (profile, catalog, NODE (handle_keep), 1024, grown, grown);
      made_heap_add_node (profile, catalog, NODE (handle_keep_too), 1024, 2 * MIB, 2 * MIB);
      made_heap_add_node (profile, catalog, NODE (handle_log), 512, 5 * MIB, 5 * MIB);
      made_heap_add_node (profile, catalog, NODE (elsewhere), 512, 7 * MIB, 7 * MIB);
      made_heap_add_node (profile, catalog, NODE (recursive), 64, MIB, MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return table;
}

static void
assert_line (const GArray *figures, guint index, gint64 line, gint64 mib, gboolean is_of_chain)
{
  const HtGrowthLineFigures *found = &g_array_index (figures, HtGrowthLineFigures, index);

  g_assert_cmpint (found->line, ==, line);
  g_assert_cmpint (found->held_bytes, ==, mib * MIB);
  g_assert_cmpint (found->is_of_chain, ==, is_of_chain);
}

static void
test_lines (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (HtGrowthLines) lines = ht_growth_lines_new (table, catalog);
  const HtGrowthChain *chain = g_ptr_array_index (report->chains, 0);
  g_autoptr (GArray) keep = ht_growth_lines_find (lines, chain, chain->function);
  g_autoptr (GArray) handle =
      ht_growth_lines_find (lines, chain, intern_function (catalog, &handle_keep[0]));
  g_autoptr (GArray) log =
      ht_growth_lines_find (lines, chain, intern_function (catalog, &handle_log[1]));

  /* At last 39 MiB are held there, and 2 MiB by the line below. */
  g_assert_cmpuint (chain->node, ==, NODE (handle_keep));
  g_assert_cmpuint (keep->len, ==, 2);
  assert_line (keep, 0, 38, 39, TRUE);
  assert_line (keep, 1, 40, 2, TRUE);
  /* The handler holds what both keep, and in another line what is logged, from both files. */
  g_assert_cmpuint (handle->len, ==, 2);
  assert_line (handle, 0, 10, 41, TRUE);
  assert_line (handle, 1, 11, 12, FALSE);
  g_assert_cmpuint (log->len, ==, 2);
  assert_line (log, 0, 5, 5, FALSE);
  assert_line (log, 1, 6, 7, FALSE);
}

/* However often it is on a stack, each byte counts once. */
static void
test_recursion (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (HtGrowthLines) lines = ht_growth_lines_new (table, catalog);
  g_autoptr (GArray) walk = ht_growth_lines_find (lines, g_ptr_array_index (report->chains, 0),
                                                  intern_function (catalog, &recursive[0]));

  g_assert_cmpuint (walk->len, ==, 2);
  assert_line (walk, 0, 7, 1, FALSE);
  assert_line (walk, 1, 9, 1, FALSE);
}

static void
test_none (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtGrowthLines) lines = ht_growth_lines_new (table, catalog);
  g_autoptr (HtGrowthChain) chain = ht_growth_chain_new (HT_GROWTH_SCOPE_SITE);
  g_autoptr (GArray) found = ht_growth_lines_find (lines, chain, 0);

  g_assert_cmpuint (found->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-lines/lines", test_lines);
  g_test_add_func ("/growth-lines/recursion", test_recursion);
  g_test_add_func ("/growth-lines/none", test_none);
  return g_test_run ();
}
