/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series-breaks.h"

static GArray *
breaks_of (const HtSeriesBreak *all, guint n)
{
  GArray *breaks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBreak));

  g_array_append_vals (breaks, all, n);
  return breaks;
}

/* A gap from 100 to 200, and a restart whose first figures are of 300. */
static void
test_find (void)
{
  static const HtSeriesBreak all[] = { { 100, 200 }, { 299, 300 } };
  g_autoptr (GArray) breaks = breaks_of (all, 2);

  g_assert_null (ht_series_breaks_find (NULL, 0, 1000));
  g_assert_null (ht_series_breaks_find (breaks, 0, 99));
  g_assert_null (ht_series_breaks_find (breaks, 90, 100));
  g_assert_null (ht_series_breaks_find (breaks, 200, 298));
  g_assert_null (ht_series_breaks_find (breaks, 300, 400));
  g_assert_cmpint (ht_series_breaks_find (breaks, 100, 200)->to_ns, ==, 200);
  g_assert_cmpint (ht_series_breaks_find (breaks, 95, 230)->to_ns, ==, 200);
  g_assert_cmpint (ht_series_breaks_find (breaks, 250, 300)->to_ns, ==, 300);
  g_assert_cmpint (ht_series_breaks_find (breaks, 0, 1000)->to_ns, ==, 200);
  /* Who looked meanwhile told something: those points belong together. */
  g_assert_null (ht_series_breaks_find (breaks, 100, 150));
  g_assert_null (ht_series_breaks_find (breaks, 150, 200));
}

/* A restart within a gap keeps apart what the gap alone does not. */
static void
test_nested (void)
{
  static const HtSeriesBreak all[] = { { 100, 200 }, { 139, 140 } };
  g_autoptr (GArray) breaks = breaks_of (all, 2);

  g_assert_cmpint (ht_series_breaks_find (breaks, 100, 150)->to_ns, ==, 140);
  g_assert_null (ht_series_breaks_find (breaks, 140, 190));
}

static void
test_split (void)
{
  static const HtSeriesBreak all[] = { { 100, 200 } };
  static const HtSeriesBucket buckets[] = {
    { .start_ns = 0, .end_ns = 50, .n_points = 5, .first = 1, .last = 2, .min = 1, .max = 4 },
    { .start_ns = 60, .end_ns = 260, .n_points = 9, .first = 3, .last = 7, .min = 2, .max = 8 },
    { .start_ns = 270, .end_ns = 270, .n_points = 1, .first = 6, .last = 6, .min = 6, .max = 6 },
  };
  g_autoptr (GArray) breaks = breaks_of (all, 1);
  g_autoptr (GArray) none = breaks_of (all, 0);
  g_autoptr (GArray) whole = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  g_autoptr (GArray) split = NULL;
  g_autoptr (GArray) same = NULL;
  g_autoptr (GArray) again = NULL;
  const HtSeriesBucket *at;

  g_array_append_vals (whole, buckets, G_N_ELEMENTS (buckets));
  same = ht_series_buckets_split (whole, none);
  g_assert_true (same == whole);
  split = ht_series_buckets_split (whole, breaks);
  g_assert_cmpuint (split->len, ==, 4);
  at = &g_array_index (split, HtSeriesBucket, 1);
  g_assert_cmpint (at->start_ns, ==, 60);
  g_assert_cmpint (at->end_ns, ==, 100);
  g_assert_cmpfloat (at->min, ==, 2);
  g_assert_cmpfloat (at->max, ==, 8);
  at = &g_array_index (split, HtSeriesBucket, 2);
  g_assert_cmpint (at->start_ns, ==, 200);
  g_assert_cmpint (at->end_ns, ==, 260);
  g_assert_cmpfloat (at->last, ==, 7);
  g_assert_cmpint (at->n_points + at[-1].n_points, ==, 9);
  again = ht_series_buckets_split (split, breaks);
  g_assert_true (again == split);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/series-breaks/find", test_find);
  g_test_add_func ("/core/series-breaks/nested", test_nested);
  g_test_add_func ("/core/series-breaks/split", test_split);
  return g_test_run ();
}
