/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-runtime.h"

#include "made-heap.h"

static HtProfile *
make_profile (HtCatalog *catalog, const char *type)
{
  HtProfile *profile = ht_profile_new ();
  HtValueType value = { .type = made_heap_intern (catalog, type),
                        .unit = made_heap_intern (catalog, "count") };

  g_array_append_val (profile->types, value);
  return profile;
}

static void
add (HtCatalog *catalog, HtProfile *profile, MadeStack stack, gint64 n)
{
  ht_profile_add_row (profile, made_heap_node (catalog, stack), 0, &n);
}

static const char *
get_name (const HtCatalog *catalog, const GArray *called, guint index)
{
  guint32 function = g_array_index (called, HtGrowthCalled, index).function;

  return ht_strings_get (catalog->strings,
                         ht_symbols_get_function (catalog->symbols, function)->name);
}

/* What the line itself calls counts, however deep the runtime was in it, and whoever called. */
static void
test_calls (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = make_profile (catalog, "samples");
  g_autoptr (HtGrowthRuntime) runtime = ht_growth_runtime_new (catalog);
  const GArray *called;

  add (catalog, profile,
       STACK ("main.main", "main.put", "runtime.mapassign", "internal/runtime/maps.(*Map).grow",
              "runtime.mallocgc"),
       3);
  add (catalog, profile, STACK ("main.main", "main.other", "main.put", "runtime.mapassign"), 2);
  add (catalog, profile, STACK ("main.main", "main.put", "runtime.memmove"), 1);
  add (catalog, profile, STACK ("main.main", "main.put"), 7);
  add (catalog, profile, STACK ("runtime.gcBgMarkWorker", "runtime.scanobject"), 9);
  g_assert_true (ht_growth_runtime_add (runtime, profile));
  called = ht_growth_runtime_find (runtime, made_heap_node (catalog, STACK ("main.put")));
  g_assert_nonnull (called);
  g_assert_cmpuint (called->len, ==, 2);
  g_assert_cmpstr (get_name (catalog, called, 0), ==, "runtime.mapassign");
  g_assert_cmpint (g_array_index (called, HtGrowthCalled, 0).n_samples, ==, 5);
  g_assert_cmpstr (get_name (catalog, called, 1), ==, "runtime.memmove");
  g_assert_null (ht_growth_runtime_find (runtime, made_heap_node (catalog, STACK ("main.main"))));
  g_assert_null (ht_growth_runtime_find (runtime, 0));
}

static void
test_other_profiles (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = make_profile (catalog, "goroutine");
  g_autoptr (HtGrowthRuntime) runtime = ht_growth_runtime_new (catalog);

  add (catalog, profile, STACK ("main.main", "runtime.gopark"), 3);
  g_assert_false (ht_growth_runtime_add (runtime, profile));
  g_assert_null (ht_growth_runtime_find (runtime, made_heap_node (catalog, STACK ("main.main"))));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/growth-runtime/calls", test_calls);
  g_test_add_func ("/analysis/growth-runtime/other-profiles", test_other_profiles);
  return g_test_run ();
}
