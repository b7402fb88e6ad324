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

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, guint *counts)
{
  counts[0] = removed;
  counts[1] = added;
}

static void
test_changes (void)
{
  const gint64 times[] = { 10, 20, 40 };
  g_autoptr (HtTimeRows) rows = make_rows (times, 3);
  g_autoptr (GArray) fewer = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint counts[2] = { 0, 0 };

  g_array_append_val (fewer, times[2]);
  g_signal_connect (rows, "items-changed", G_CALLBACK (changed_cb), counts);
  ht_time_rows_set_times (rows, fewer);
  g_assert_cmpuint (counts[0], ==, 3);
  g_assert_cmpuint (counts[1], ==, 1);
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
