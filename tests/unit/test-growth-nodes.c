/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-nodes.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define SERVE  "net/http.(*conn).serve"
#define HANDLE "example.com/shop.handle"
#define KEEP   "example.com/shop.keep"
#define LOG    "example.com/shop.log"
#define LOAD   "example.com/shop.load"
#define DROP   "example.com/shop.drop"
#define POLL   "example.com/shop.poll"
#define TINY   "example.com/shop.tiny"
#define GONE   "example.com/shop.gone"

/* Twelve heaps, 10 s apart, and the last one folded. */
typedef struct
{
  HtCatalog *catalog;
  HtGrowthTable *table;
  HtGrowthReport *report;
  HtFoldedTree *tree;
  guint32 *groups; /* by frame: one for each function */
  HtGrowthNodes *nodes;
} Fixture;

static HtProfile *
make_profile (HtCatalog *catalog, gint64 i)
{
  HtProfile *profile = made_heap_new (catalog, 1);

  made_heap_add (profile, catalog, STACK (SERVE, HANDLE, KEEP), 1024, (10 + 4 * i) * MIB,
                 (10 + 4 * i) * MIB);
  made_heap_add (profile, catalog, STACK (SERVE, HANDLE, LOG), 512, (1 + i) * MIB, (1 + i) * MIB);
  made_heap_add (profile, catalog, STACK (SERVE, LOAD), 4096, 20 * MIB, 20 * MIB);
  made_heap_add (profile, catalog, STACK (SERVE, DROP), 256, (40 - 2 * i) * MIB, 40 * MIB);
  made_heap_add (profile, catalog, STACK (POLL, KEEP), 64, (1 + i) * MIB, (1 + i) * MIB);
  made_heap_add (profile, catalog, STACK (POLL, TINY), 64, i * 100, i * 100);
  /* Of what is freed nothing is in the newest profile. */
  made_heap_add (profile, catalog, STACK (POLL, LOAD, GONE), 64, (i < 11 ? 8 : 0) * MIB, 8 * MIB);
  return profile;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (HtProfile) last = NULL;
  g_autofree guint32 *located = NULL;
  guint32 n_frames;
  guint types;

  self->catalog = ht_catalog_new ();
  self->table = ht_growth_table_new (self->catalog);
  for (gint64 i = 0; i < 12; i++)
    {
      g_clear_pointer (&last, ht_profile_free);
      last = make_profile (self->catalog, i);
      ht_growth_table_add (self->table, last, i * 10 * S, i * 10 * S);
    }
  self->report = ht_growth_report_new (self->table, self->catalog);
  n_frames = ht_symbols_n_frames (self->catalog->symbols);
  self->groups = g_new0 (guint32, n_frames);
  for (guint32 frame = 1; frame < n_frames; frame++)
    self->groups[frame] = ht_symbols_get_frame (self->catalog->symbols, frame)->function;
  types = last->types->len;
  self->tree = ht_folded_tree_new (self->catalog->tree, self->groups,
                                   (const guint32 *) (gpointer) last->nodes->data,
                                   (const gint64 *) (gpointer) last->values->data + types - 1,
                                   last->nodes->len, types);
  located = ht_folded_tree_locate (self->tree, self->catalog->tree, self->groups);
  self->nodes = ht_growth_nodes_new (self->table, self->report, self->tree, located,
                                     ht_symbols_n_functions (self->catalog->symbols));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ht_growth_nodes_free (self->nodes);
  ht_folded_tree_free (self->tree);
  g_free (self->groups);
  ht_growth_report_free (self->report);
  ht_growth_table_free (self->table);
  ht_catalog_free (self->catalog);
}

static guint32
find (const Fixture *self, MadeStack stack)
{
  g_autofree guint32 *located =
      ht_folded_tree_locate (self->tree, self->catalog->tree, self->groups);

  return located[made_heap_node (self->catalog, stack)];
}

static const HtGrowthNode *
get (const Fixture *self, MadeStack stack)
{
  return ht_growth_nodes_get (self->nodes, find (self, stack));
}

static void
assert_rate (const HtGrowthNode *node, double mib_per_10_s, int direction)
{
  g_assert_nonnull (node);
  g_assert_cmpfloat_with_epsilon (node->course.now.rate, mib_per_10_s * MIB / 10, 1);
  g_assert_cmpint (node->direction, ==, direction);
}

/* What is below a frame is one sum: two leaks together, and what gets less against them. */
static void
test_sums (Fixture *self, gconstpointer data)
{
  assert_rate (get (self, STACK (SERVE, HANDLE, KEEP)), 4, 1);
  assert_rate (get (self, STACK (SERVE, HANDLE, LOG)), 1, 1);
  assert_rate (get (self, STACK (SERVE, HANDLE)), 5, 1);
  assert_rate (get (self, STACK (SERVE, DROP)), -2, -1);
  assert_rate (get (self, STACK (SERVE, LOAD)), 0, 0);
  assert_rate (get (self, STACK (SERVE)), 3, 1);
  g_assert_cmpfloat (ht_growth_nodes_get (self->nodes, 0)->course.now.rate, ==,
                     self->report->total.now.rate);
}

/* A function with several callers has one figure for all of them. */
static void
test_functions (Fixture *self, gconstpointer data)
{
  guint32 keep = self->tree->group[find (self, STACK (POLL, KEEP))];
  guint32 handle = self->tree->group[find (self, STACK (SERVE, HANDLE))];

  assert_rate (ht_growth_nodes_get_group (self->nodes, keep), 5, 1);
  g_assert_true (ht_growth_nodes_get_group (self->nodes, handle) ==
                 get (self, STACK (SERVE, HANDLE)));
}

static void
test_too_small (Fixture *self, gconstpointer data)
{
  g_assert_null (get (self, STACK (POLL, TINY)));
}

/* What was freed before the profile that is shown has no frame in it, and counts to its callers. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  const HtGrowthNode *poll = get (self, STACK (POLL));

  g_assert_cmpuint (find (self, STACK (POLL, LOAD, GONE)), ==, find (self, STACK (POLL)));
  g_assert_nonnull (poll);
  g_assert_cmpfloat (poll->course.whole.rate, <, 1.0 * MIB / 10);
}

/* The same growth in a row of frames is judged once. */
static void
test_shared (Fixture *self, gconstpointer data)
{
  g_assert_cmpuint (self->nodes->courses->len, <=, self->tree->n_nodes);
  g_assert_true (get (self, STACK (SERVE, HANDLE)) != get (self, STACK (SERVE, HANDLE, KEEP)));
}

static void
test_no_heaps (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (HtFoldedTree) tree = ht_folded_tree_new (catalog->tree, NULL, NULL, NULL, 0, 1);
  const guint32 located = 0;
  g_autoptr (HtGrowthNodes) nodes = ht_growth_nodes_new (table, report, tree, &located, 1);

  g_assert_cmpuint (nodes->n_states, ==, 0);
  g_assert_null (ht_growth_nodes_get (nodes, 0));
  g_assert_null (ht_growth_nodes_get_group (nodes, 0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/analysis/growth-nodes/sums", Fixture, NULL, set_up, test_sums, tear_down);
  g_test_add ("/analysis/growth-nodes/functions", Fixture, NULL, set_up, test_functions, tear_down);
  g_test_add ("/analysis/growth-nodes/too-small", Fixture, NULL, set_up, test_too_small, tear_down);
  g_test_add ("/analysis/growth-nodes/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/analysis/growth-nodes/shared", Fixture, NULL, set_up, test_shared, tear_down);
  g_test_add_func ("/analysis/growth-nodes/no-heaps", test_no_heaps);
  return g_test_run ();
}
