/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time-rows.h"

static HtTimeRows *
make_rows (const gint64 *times, guint n)
{
  HtTimeRows *rows = ht_time_rows_new ();
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (array, times, n);
  ht_time_rows_set_times (rows, array);
  return rows;
}

static void
test_rows (void)
{
  const gint64 times[] = { 10, 20, 40 };
  g_autoptr (HtTimeRows) rows = make_rows (times, 3);
  g_autoptr (HtTimeRow) row = g_list_model_get_item (G_LIST_MODEL (rows), 1);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 3);
  g_assert_cmpint (ht_time_row_get_time (row), ==, 20);
  g_assert_cmpint (ht_time_rows_get_time (rows, 2), ==, 40);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (rows), 3));
}

static void
test_nearest (void)
{
  const gint64 times[] = { 10, 20, 40 };
  g_autoptr (HtTimeRows) rows = make_rows (times, 3);

  g_assert_cmpuint (ht_time_rows_find_nearest (rows, G_MININT64 / 2), ==, 0);
  g_assert_cmpuint (ht_time_rows_find_nearest (rows, 14), ==, 0);
  g_assert_cmpuint (ht_time_rows_find_nearest (rows, 16), ==, 1);
  g_assert_cmpuint (ht_time_rows_find_nearest (rows, 20), ==, 1);
  g_assert_cmpuint (ht_time_rows_find_nearest (rows, 31), ==, 2);
  g_assert_cmpuint (ht_time_rows_find_nearest (rows, 1000), ==, 2);
}

/* How many rows were taken away and came. */
static void
changed_cb (GListModel *model, guint position, guint removed, guint added, guint *counts)
{
  counts[0] += removed;
  counts[1] += added;
  g_assert_cmpuint (position + added, <=, g_list_model_get_n_items (model));
}

static void
assert_change (const gint64 *before,
               guint n_before,
               const gint64 *after,
               guint n_after,
               guint n_removed,
               guint n_added)
{
  g_autoptr (HtTimeRows) rows = make_rows (before, n_before);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint counts[2] = { 0, 0 };

  g_array_append_vals (times, after, n_after);
  g_signal_connect (rows, "items-changed", G_CALLBACK (changed_cb), counts);
  ht_time_rows_set_times (rows, times);
  g_assert_cmpuint (counts[0], ==, n_removed);
  g_assert_cmpuint (counts[1], ==, n_added);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, n_after);
  for (guint i = 0; i < n_after; i++)
    g_assert_cmpint (ht_time_rows_get_time (rows, i), ==, after[i]);
}

/* What is in both lists stays. */
static void
test_changes (void)
{
  static const gint64 times[] = { 10, 20, 40, 50, 60, 70 };
  static const gint64 others[] = { 15, 20, 45, 50 };

  assert_change (times, 3, times, 3, 0, 0);
  assert_change (times, 3, times, 5, 0, 2);
  assert_change (times, 5, times + 2, 4, 2, 1);
  assert_change (times + 2, 4, times, 4, 2, 2);
  assert_change (times, 3, times + 2, 1, 2, 0);
  assert_change (times, 2, times + 4, 2, 2, 2);
  assert_change (times + 4, 2, times, 2, 2, 2);
  assert_change (times, 3, others, 4, 2, 3);
  assert_change (times, 3, NULL, 0, 3, 0);
  assert_change (NULL, 0, times, 3, 0, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/time-rows/rows", test_rows);
  g_test_add_func ("/app/time-rows/nearest", test_nearest);
  g_test_add_func ("/app/time-rows/changes", test_changes);
  return g_test_run ();
}
