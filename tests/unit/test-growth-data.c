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

/* However times are told: the same, and never of the catalog that is gone. */
static void
test_texts (void)
{
  HtCatalog *catalog = ht_catalog_new ();
  HtGrowthTable *table = make_table (catalog, 12);
  g_autoptr (HtGrowthData) data = ht_growth_data_new (table, catalog);

  ht_growth_table_free (table);
  ht_catalog_free (catalog);
  g_assert_true (g_str_has_prefix (data->sentences[HT_TIME_DISPLAY_UTC],
                                   "Heap live grows 18.0 MiB/min since 00:"));
  for (guint i = 0; i < HT_GROWTH_N_DISPLAYS; i++)
    g_assert_nonnull (strstr (data->sentences[i], "shop.handle"));
  g_assert_cmpuint (data->notes->len, ==, 0);
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

/* Ten figures of a process whose stacks, or whose memory beyond Go's own, grow by 1 MiB each 10 s.
 */
static HtGrowthProcess *
make_process (HtCatalog *catalog, gboolean of_stacks)
{
  HtGrowthProcess *process = ht_growth_process_new (catalog);

  for (gint64 i = 0; i < 10; i++)
    {
      HtSeriesPoint none = { .time_ns = i * 10 * S, .value = 0 };
      HtSeriesPoint grows = { .time_ns = i * 10 * S, .value = (double) ((2 + i) * MIB) };

      g_array_append_val (process->figures[HT_GROWTH_STACK_INUSE], *(of_stacks ? &grows : &none));
      g_array_append_val (process->figures[HT_GROWTH_PRIVATE], grows);
      g_array_append_val (process->figures[HT_GROWTH_SYS], *(of_stacks ? &grows : &none));
      g_array_append_val (process->figures[HT_GROWTH_HEAP_RELEASED], none);
    }
  return process;
}

static void
add_waiting (HtGrowthProcess *process, HtCatalog *catalog, gint64 count)
{
  g_autoptr (HtProfile) profile = ht_profile_new ();
  HtValueType type = { .type = made_heap_intern (catalog, "goroutine") };

  g_array_append_val (profile->types, type);
  ht_profile_add_row (profile,
                      made_heap_node (catalog,
                                      STACK ("example.com/shop.serve", "example.com/shop.wait",
                                             "runtime.selectgo", "runtime.gopark")),
                      0, &count);
  ht_growth_goroutines_add (process->goroutines, profile);
}

/* What grows beside the heap is shown with its own figures, and up to who waits. */
static void
test_beside_the_heap (void)
{
  for (guint of_stacks = 0; of_stacks < 2; of_stacks++)
    {
      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
      g_autoptr (HtGrowthProcess) process = make_process (catalog, of_stacks);
      g_autoptr (HtGrowthData) data = NULL;
      const HtGrowthSite *site;

      add_waiting (process, catalog, 10);
      add_waiting (process, catalog, 1000);
      data = ht_growth_data_new_of_process (table, catalog, process, NULL);
      g_assert_cmpint (data->verdict, ==, HT_GROWTH_GROWING);
      g_assert_cmpuint (data->n_growing, ==, 1);
      g_assert_cmpuint (data->sites->len, ==, 1);
      site = g_ptr_array_index (data->sites, 0);
      g_assert_cmpint (site->scope, ==, HT_GROWTH_SCOPE_PROCESS);
      g_assert_cmpuint (site->points->len, ==, 10);
      g_assert_cmpint (g_array_index (site->points, HtGrowthPoint, 9).time_ns, ==, 90 * S);
      g_assert_cmpint (site->line.to_ns, ==, 90 * S);
      /* No heap was seen, but pictures have a range all the same. */
      g_assert_cmpint (data->shown_from_ns, ==, 0);
      g_assert_cmpint (data->shown_to_ns, ==, 90 * S);
      g_assert_cmpuint (site->stack->len, ==, of_stacks ? 2 : 1);
      if (of_stacks)
        g_assert_cmpstr (ht_growth_site_get_frame (site)->function, ==, "example.com/shop.wait");
      else
        g_assert_cmpint (site->responsible, ==, -1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-data/sites", test_sites);
  g_test_add_func ("/views/growth-data/texts", test_texts);
  g_test_add_func ("/views/growth-data/steps", test_steps);
  g_test_add_func ("/views/growth-data/responsible", test_responsible);
  g_test_add_func ("/views/growth-data/none", test_none);
  g_test_add_func ("/views/growth-data/beside-the-heap", test_beside_the_heap);
  return g_test_run ();
}
