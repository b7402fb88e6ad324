/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-details.h"

#include <glib/gstdio.h>

#include "growth-site-text.h"
#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define HANDLE "example.com/shop.handle"
#define KEEP   "example.com/shop.keep"
#define LEAK   STACK (HANDLE, KEEP)

/* Ten heaps, 10 s apart, with 2 MiB more in each; half of what is made stays. */
static HtGrowthTable *
make_table (HtCatalog *catalog, gint64 made_for_each)
{
  HtGrowthTable *table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < 10; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (4 + 2 * i) * MIB,
                     (4 + 2 * i) * MIB * made_for_each);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return table;
}

static void
add_goroutines (HtGrowthGoroutines *goroutines, HtCatalog *catalog, MadeStack stack, gint64 count)
{
  g_autoptr (HtProfile) profile = ht_profile_new ();
  HtValueType type = { .type = made_heap_intern (catalog, "goroutine") };

  g_array_append_val (profile->types, type);
  ht_profile_add_row (profile, made_heap_node (catalog, stack), 0, &count);
  ht_growth_goroutines_add (goroutines, profile);
}

static void
assert_reason (const HtGrowthDetails *details, guint index, HtGrowthMark mark, const char *text)
{
  const HtGrowthReason *reason;

  g_assert_cmpuint (index, <, details->reasons->len);
  reason = g_ptr_array_index (details->reasons, index);
  g_assert_cmpstr (reason->text, ==, text);
  g_assert_cmpint (reason->mark, ==, mark);
}

static HtGrowthDetails *
make_details (HtCatalog *catalog,
              const HtGrowthTable *table,
              HtGrowthReport *report,
              const HtGrowthGoroutines *goroutines)
{
  const HtGrowthClues clues = { .goroutines = goroutines };

  return ht_growth_details_new (g_ptr_array_index (report->chains, 0), table, catalog, &clues);
}

/* What nobody has said is not known, which speaks neither for nor against anything. */
static void
test_nothing_known (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 1);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (HtGrowthDetails) details = make_details (catalog, table, report, NULL);

  assert_reason (details, 0, HT_GROWTH_MARK_FOR, "Of what it allocates 100 % stays");
  assert_reason (details, 1, HT_GROWTH_MARK_UNKNOWN,
                 "Whether goroutines hold it: that takes two goroutine profiles");
  assert_reason (details, 2, HT_GROWTH_MARK_UNKNOWN,
                 "Where it is put: set the source folder to see");
  g_assert_cmpuint (details->reasons->len, ==, 3);
  g_assert_cmpstr (details->who, ==,
                   "The stack shows who allocates it; who keeps it is not known.");
  g_assert_nonnull (details->part);
  g_assert_cmpint (details->holding.n_objects, ==, 22 * 1024);
  g_assert_cmpuint (details->n_goroutine_profiles, ==, 0);
}

static void
test_evidence (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 4);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  HtGrowthChain *chain = g_ptr_array_index (report->chains, 0);
  static const char *const frames[] = { "bytes.growSlice", "bytes.(*Buffer).Write", "fmt.Fprintf",
                                        "fmt.Fprintln" };
  g_autoptr (HtGrowthDetails) details = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (frames); i++)
    ht_growth_evidence_add (chain->evidence, (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_FRAME,
                                                                 .names = { frames[i] } });
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_SOURCE,
                                              .names = { "a.go:3", "all = append(\x1b[1m" } });
  details = make_details (catalog, table, report, NULL);
  assert_reason (details, 0, HT_GROWTH_MARK_FOR, "bytes.growSlice is on the stack that allocates");
  assert_reason (details, 1, HT_GROWTH_MARK_FOR,
                 "bytes.(*Buffer).Write is on the stack that allocates");
  assert_reason (details, 3, HT_GROWTH_MARK_FOR, "2 more functions of libraries are on that stack");
  assert_reason (details, 4, HT_GROWTH_MARK_AGAINST, "Of what it allocates 25 % stays");
  for (guint i = 0; i < details->reasons->len; i++)
    g_assert_null (
        strchr (((const HtGrowthReason *) g_ptr_array_index (details->reasons, i))->text, '\x1b'));
}

static void
test_goroutines (void)
{
  static const struct
  {
    gint64 first;
    gint64 last;
    gboolean grows;
    const char *text;
  } cases[] = {
    { 3, 1200, TRUE, "shop.wait: 1,200 goroutines, 3 at first: ever more. They wait in a select." },
    { 40, 41, FALSE, "shop.wait: 41 goroutines, 40 at first. They wait in a select." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (HtGrowthTable) table = make_table (catalog, 1);
      g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
      g_autoptr (HtGrowthGoroutines) goroutines = ht_growth_goroutines_new (catalog);
      g_autoptr (HtGrowthDetails) details = NULL;
      const HtGrowthCrowd *crowd;
      g_autofree char *text = NULL;
      MadeStack waiting =
          STACK (HANDLE, "example.com/shop.wait", "runtime.selectgo", "runtime.gopark");

      add_goroutines (goroutines, catalog, waiting, cases[i].first);
      add_goroutines (goroutines, catalog, waiting, cases[i].last);
      details = make_details (catalog, table, report, goroutines);
      g_assert_cmpuint (details->n_goroutine_profiles, ==, 2);
      g_assert_cmpuint (details->crowds->len, ==, 1);
      crowd = g_ptr_array_index (details->crowds, 0);
      g_assert_cmpint (crowd->grows, ==, cases[i].grows);
      text = ht_growth_crowd_text (crowd);
      g_assert_cmpstr (text, ==, cases[i].text);
      if (!cases[i].grows)
        assert_reason (details, 1, HT_GROWTH_MARK_AGAINST, "Goroutines near it do not become more");
    }
}

/* Goroutines that began elsewhere have nothing to do with it. */
static void
test_other_goroutines (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 1);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (HtGrowthGoroutines) goroutines = ht_growth_goroutines_new (catalog);
  g_autoptr (HtGrowthDetails) details = NULL;

  add_goroutines (goroutines, catalog, STACK ("example.com/shop.poll", "runtime.gopark"), 10);
  add_goroutines (goroutines, catalog, STACK ("example.com/shop.poll", "runtime.gopark"), 900);
  details = make_details (catalog, table, report, goroutines);
  g_assert_cmpuint (details->crowds->len, ==, 0);
  assert_reason (details, 1, HT_GROWTH_MARK_AGAINST, "No goroutine waits near it");
}

static void
test_who (void)
{
  static const struct
  {
    const char *keeper;
    const char *text;
  } cases[] = {
    { KEEP, "The stack shows both: shop.keep allocates it and keeps it." },
    { HANDLE, "The stack shows both: shop.keep allocates it, shop.handle keeps it." },
    { "example.com/shop.(*Cache).Put",
      "The stack shows who allocates it; shop.(*Cache).Put keeps it, which is not on the stack." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (HtGrowthTable) table = make_table (catalog, 1);
      g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
      HtGrowthChain *chain = g_ptr_array_index (report->chains, 0);
      g_autoptr (HtGrowthDetails) details = NULL;

      chain->keeper = g_strdup (cases[i].keeper);
      details = make_details (catalog, table, report, NULL);
      g_assert_cmpstr (details->who, ==, cases[i].text);
    }
}

/* All stacks of made heaps are at line 1 of "PACKAGE/a.go". */
static void
test_sources (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 1);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (HtGrowthDetails) details = make_details (catalog, table, report, NULL);
  g_autoptr (HtGrowthLines) lines = ht_growth_lines_new (table, catalog);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "a.go", NULL);
  g_autoptr (HtSourceTree) tree = NULL;
  const HtGrowthFrameSource *handle;
  const HtGrowthFrameSource *keep;

  g_assert_no_error (error);
  ht_growth_evidence_add (((HtGrowthChain *) g_ptr_array_index (report->chains, 0))->evidence,
                          (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_SOURCE,
                                              .names = { "a.go:2", "all = append(all, x)" } });
  g_file_set_contents (path, "func keep() {\n}\n", -1, &error);
  g_assert_no_error (error);
  tree = ht_source_tree_load (folder, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  g_assert_cmpuint (details->sources->len, ==, 0);
  ht_growth_details_add_sources (details, g_ptr_array_index (report->chains, 0), catalog, tree,
                                 lines);
  g_assert_cmpuint (details->sources->len, ==, 2);
  handle = g_ptr_array_index (details->sources, 0);
  keep = g_ptr_array_index (details->sources, 1);
  g_assert_cmpint (handle->snippet->state, ==, HT_SNIPPET_OTHER_FUNCTION);
  g_assert_cmpint (keep->snippet->state, ==, HT_SNIPPET_FOUND);
  g_assert_cmpint (keep->kept_line, ==, 2);
  g_assert_cmpint (g_array_index (keep->figures, HtGrowthLineFigures, 0).held_bytes, ==, 22 * MIB);
  g_assert_true (g_array_index (keep->figures, HtGrowthLineFigures, 0).is_of_chain);
}

static void
test_text (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 1);
  g_autoptr (HtGrowthData) data = ht_growth_data_new (table, catalog);
  g_autofree char *text =
      ht_growth_site_text (g_ptr_array_index (data->sites, 0), "Had it not begun to grow, so.");

  g_assert_true (g_str_has_prefix (text, KEEP ": 12.0 MiB/min ("));
  g_assert_nonnull (strstr (text, "), 100\u00a0% of the growth, 22.0 MiB held\n"
                                  "Why it grows is not known\n"
                                  "- speaks for it: Of what it allocates 100 % stays\n"
                                  "- not known: Whether goroutines hold it"));
  g_assert_nonnull (strstr (text, "who keeps it is not known.\nHad it not begun to grow, so.\n\n"
                                  "    " KEEP "\n        shop/a.go:1\n    " HANDLE "\n"));
}

/* Of several chains at once, found by their places in the list. */
static void
test_what_if (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = make_table (catalog, 1);
  g_autoptr (HtGrowthData) data = ht_growth_data_new (table, catalog);
  g_autoptr (GArray) sites = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (HtGrowthWhatIf) what_if = { 0 };
  guint first = 0;

  g_array_append_val (sites, first);
  ht_growth_data_what_if (data, sites, 50 * S, &what_if);
  /* Four more steps of 2 MiB came after that. */
  g_assert_cmpfloat (what_if.heap_bytes, ==, 22.0 * MIB);
  g_assert_cmpfloat (what_if.heap_without_bytes, ==, 14.0 * MIB);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-details/nothing-known", test_nothing_known);
  g_test_add_func ("/views/growth-details/evidence", test_evidence);
  g_test_add_func ("/views/growth-details/goroutines", test_goroutines);
  g_test_add_func ("/views/growth-details/other-goroutines", test_other_goroutines);
  g_test_add_func ("/views/growth-details/who", test_who);
  g_test_add_func ("/views/growth-details/sources", test_sources);
  g_test_add_func ("/views/growth-details/text", test_text);
  g_test_add_func ("/views/growth-details/what-if", test_what_if);
  return g_test_run ();
}
