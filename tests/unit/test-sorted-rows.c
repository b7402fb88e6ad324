/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sorted-rows.h"

#include "gc-cycle.h"

#define N_MANY 200000

static const gint64 five[] = { 30, 10, HT_UNKNOWN, 30, 20 };

/* A table as far as it needs no display: rows, a column, and the sorter of the heads. */
typedef struct
{
  HtSortedRows *rows;
  GtkColumnViewColumn *column;
  GtkColumnViewColumn *other;
  GtkMultiSorter *heads;
  gboolean done;
} Table;

static GObject *
make_item (guint row, gpointer rows_data)
{
  GObject *item = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_set_data (item, "row", GUINT_TO_POINTER (row + 1));
  return item;
}

static gint64
value_of (guint row, gpointer rows_data, gconstpointer column_data)
{
  gint64 value = ((const gint64 *) rows_data)[row];

  /* The other column is the same the other way round. */
  return value == HT_UNKNOWN || column_data == NULL ? value : -value;
}

static void
done_cb (Table *table)
{
  table->done = TRUE;
}

static void
wait (Table *table)
{
  while (!table->done)
    g_main_context_iteration (NULL, TRUE);
  table->done = FALSE;
}

static void
set_up (Table *table, gconstpointer unused)
{
  table->rows = ht_sorted_rows_new (make_item);
  table->column = gtk_column_view_column_new ("Value", NULL);
  table->other = gtk_column_view_column_new ("Other", NULL);
  table->heads = gtk_multi_sorter_new ();
  ht_sorted_rows_add_column (table->rows, table->column, value_of, NULL);
  ht_sorted_rows_add_column (table->rows, table->other, value_of, "other");
  ht_sorted_rows_follow (table->rows, GTK_SORTER (table->heads));
  ht_sorted_rows_set_rows (table->rows, G_N_ELEMENTS (five), (gpointer) five, NULL);
  g_signal_connect_swapped (table->rows, "order-changed", G_CALLBACK (done_cb), table);
}

static void
tear_down (Table *table, gconstpointer unused)
{
  g_object_add_weak_pointer (G_OBJECT (table->rows), (gpointer *) &table->rows);
  g_object_unref (table->rows);
  /* A worker that was overtaken may still hold the rows, but not for long. */
  while (table->rows != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (table->heads);
  g_object_unref (table->column);
  g_object_unref (table->other);
}

static void
sort_by (Table *table, GtkColumnViewColumn *column)
{
  gtk_multi_sorter_append (table->heads, g_object_ref (gtk_column_view_column_get_sorter (column)));
  wait (table);
}

static void
assert_order (Table *table, const char *expected)
{
  g_autoptr (GString) order = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (table->rows));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (table->rows), i);
      guint row = GPOINTER_TO_UINT (g_object_get_data (item, "row")) - 1;

      g_string_append_printf (order, "%u", row);
      g_assert_cmpuint (ht_sorted_rows_get_position (table->rows, row), ==, i);
      g_assert_cmpuint (ht_sorted_rows_get_row (table->rows, i), ==, row);
    }
  g_assert_cmpstr (order->str, ==, expected);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (table->rows), n));
}

static void
test_unsorted (Table *table, gconstpointer unused)
{
  assert_order (table, "01234");
}

static void
test_ties_and_unknown (Table *table, gconstpointer unused)
{
  sort_by (table, table->column);
  assert_order (table, "14032");
}

/* The first column leads; the second is not asked. */
static void
test_leader (Table *table, gconstpointer unused)
{
  sort_by (table, table->other);
  assert_order (table, "03412");
  sort_by (table, table->column);
  assert_order (table, "03412");
  gtk_multi_sorter_remove (table->heads, 0);
  wait (table);
  assert_order (table, "14032");
}

/* What GtkColumnView does with a head that was clicked twice. */
static int
turn_around_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return -(int) gtk_sorter_compare (user_data, (gpointer) a, (gpointer) b);
}

static void
test_descending (Table *table, gconstpointer unused)
{
  g_autoptr (GtkSorter) down =
      GTK_SORTER (gtk_custom_sorter_new (turn_around_cb,
                                         gtk_column_view_column_get_sorter (table->column), NULL));

  ht_sorted_rows_follow (table->rows, down);
  wait (table);
  assert_order (table, "03412");
}

static gboolean
is_at_least (guint row, gpointer rows_data, gpointer filter_data)
{
  return ((const gint64 *) rows_data)[row] >= *(gint64 *) filter_data;
}

static void
test_filter (Table *table, gconstpointer unused)
{
  gint64 least = 20;

  ht_sorted_rows_set_filter (table->rows, is_at_least, g_memdup2 (&least, sizeof least), g_free);
  wait (table);
  assert_order (table, "034");
  g_assert_cmpuint (ht_sorted_rows_get_position (table->rows, 1), ==, GTK_INVALID_LIST_POSITION);
  sort_by (table, table->column);
  assert_order (table, "403");
  ht_sorted_rows_set_filter (table->rows, NULL, NULL, NULL);
  wait (table);
  assert_order (table, "14032");
}

static void
test_selection_stays (Table *table, gconstpointer unused)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (table->rows);
  gint64 least = 20;

  g_assert_true (gtk_selection_model_select_item (model, 1, TRUE));
  g_assert_cmpuint (ht_sorted_rows_get_selected (table->rows), ==, 1);
  sort_by (table, table->column);
  g_assert_true (gtk_selection_model_is_selected (model, 0));
  g_assert_false (gtk_selection_model_is_selected (model, 1));
  ht_sorted_rows_set_filter (table->rows, is_at_least, g_memdup2 (&least, sizeof least), g_free);
  wait (table);
  g_assert_cmpuint (ht_sorted_rows_get_selected (table->rows), ==, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_false (gtk_selection_model_is_selected (model, i));
  ht_sorted_rows_set_rows (table->rows, 2, (gpointer) five, NULL);
  g_assert_cmpuint (ht_sorted_rows_get_selected (table->rows), ==, HT_NO_ROW);
  table->done = FALSE;
  wait (table);
}

/* A view that is told of a change must find the list as it was told. */
static void
follow_items_cb (GListModel *model, guint position, guint removed, guint added, guint *n_items)
{
  *n_items += added - removed;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, *n_items);
}

static void
test_many (Table *table, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  gint64 *values = g_new (gint64, N_MANY);
  guint n_items = G_N_ELEMENTS (five);
  gint64 before = G_MININT64;

  for (guint i = 0; i < N_MANY; i++)
    values[i] = g_rand_int_range (random, -1000, 1000);
  g_signal_connect (table->rows, "items-changed", G_CALLBACK (follow_items_cb), &n_items);
  sort_by (table, table->column);
  ht_sorted_rows_set_rows (table->rows, N_MANY, values, g_free);
  table->done = FALSE;
  wait (table);
  g_assert_cmpuint (n_items, ==, N_MANY);
  for (guint i = 0; i < N_MANY; i++)
    {
      guint row = ht_sorted_rows_get_row (table->rows, i);

      g_assert_cmpint (before, <=, values[row]);
      g_assert_cmpuint (ht_sorted_rows_get_position (table->rows, row), ==, i);
      before = values[row];
    }
}

/* What a view makes of the changes that it is told of: a row that is not withdrawn keeps its
 * widget. */
typedef struct
{
  GPtrArray *items;
  guint n_changes;
} View;

static void
view_cb (GListModel *model, guint position, guint removed, guint added, View *view)
{
  if (removed > 0)
    g_ptr_array_remove_range (view->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (view->items, (int) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (view->items->len, ==, g_list_model_get_n_items (model));
  view->n_changes++;
  /* What has been told so far is what the list says. */
  for (guint i = 0; i < view->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_true (g_object_get_data (item, "row") ==
                     g_object_get_data (g_ptr_array_index (view->items, i), "row"));
    }
}

static View *
view_of (Table *table)
{
  View *view = g_new0 (View, 1);

  view->items = g_ptr_array_new_with_free_func (g_object_unref);
  view_cb (G_LIST_MODEL (table->rows), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (table->rows)),
           view);
  g_signal_connect (table->rows, "items-changed", G_CALLBACK (view_cb), view);
  view->n_changes = 0;
  return view;
}

static void
view_free (View *view)
{
  g_ptr_array_unref (view->items);
  g_free (view);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (View, view_free)

/* Of five, the last is another one now, and two more came. */
static const gint64 seven[] = { 30, 10, HT_UNKNOWN, 30, 25, 5, 40 };

static void
wait_changes (View *view, guint n)
{
  while (view->n_changes < n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_grow (Table *table, gconstpointer unused)
{
  g_autoptr (View) view = view_of (table);
  GObject *kept = g_ptr_array_index (view->items, 3);

  ht_sorted_rows_select (table->rows, 3);
  ht_sorted_rows_grow (table->rows, 7, (gpointer) seven, NULL, 4);
  assert_order (table, "0123456");
  g_assert_true (g_ptr_array_index (view->items, 3) == kept);
  g_assert_cmpuint (view->n_changes, ==, 1);
  g_assert_cmpuint (ht_sorted_rows_get_selected (table->rows), ==, 3);
  g_assert_false (table->done);
  /* A selected row that is another one now is selected no longer. */
  ht_sorted_rows_select (table->rows, 6);
  ht_sorted_rows_grow (table->rows, 5, (gpointer) five, NULL, 4);
  assert_order (table, "01234");
  g_assert_cmpuint (ht_sorted_rows_get_selected (table->rows), ==, HT_NO_ROW);
}

static void
test_grow_sorted (Table *table, gconstpointer unused)
{
  g_autoptr (View) view = NULL;
  GObject *kept;

  sort_by (table, table->column);
  assert_order (table, "14032");
  view = view_of (table);
  kept = g_ptr_array_index (view->items, 2);
  ht_sorted_rows_select (table->rows, 0);
  ht_sorted_rows_grow (table->rows, 7, (gpointer) seven, NULL, 4);
  /* 2 and 6 are behind 3, 4 is replaced in its place, 5 is before 1. */
  wait_changes (view, 3);
  assert_order (table, "5140362");
  g_assert_true (g_ptr_array_index (view->items, 3) == kept);
  g_assert_false (table->done);
  g_assert_cmpuint (ht_sorted_rows_get_selected (table->rows), ==, 0);
}

static void
test_grow_filtered (Table *table, gconstpointer unused)
{
  g_autoptr (View) view = NULL;
  gint64 least = 20;

  ht_sorted_rows_set_filter (table->rows, is_at_least, g_memdup2 (&least, sizeof least), g_free);
  wait (table);
  view = view_of (table);
  ht_sorted_rows_grow (table->rows, 7, (gpointer) seven, NULL, 4);
  wait_changes (view, 1);
  assert_order (table, "0346");
}

/* Twice before a worker was done: what is the same is what was both times. */
static void
test_grow_overtakes (Table *table, gconstpointer unused)
{
  static const gint64 six[] = { 30, 10, 50, 30, 25, 5 };
  g_autoptr (View) view = NULL;

  sort_by (table, table->column);
  view = view_of (table);
  ht_sorted_rows_grow (table->rows, 7, (gpointer) seven, NULL, 4);
  ht_sorted_rows_grow (table->rows, 6, (gpointer) six, NULL, 2);
  ht_sorted_rows_grow (table->rows, 6, (gpointer) six, NULL, 6);
  wait_changes (view, 1);
  assert_order (table, "514032");
  /* One who sorts otherwise meanwhile sees what has grown. */
  ht_sorted_rows_grow (table->rows, 7, (gpointer) seven, NULL, 2);
  gtk_multi_sorter_remove (table->heads, 0);
  wait (table);
  assert_order (table, "0123456");
}

/* However they are sorted, what a view makes of the changes is the list. */
static void
test_grow_random (Table *table, gconstpointer unused)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  g_autoptr (View) view = NULL;
  g_autofree gint64 *before = g_memdup2 (five, sizeof five);
  guint n_before = G_N_ELEMENTS (five);

  sort_by (table, table->other);
  view = view_of (table);
  for (guint round = 0; round < 60; round++)
    {
      guint n_same = (guint) g_rand_int_range (random, 0, (int) n_before + 1);
      guint n = n_same + (guint) g_rand_int_range (random, 1, 20);
      gint64 *values = g_new (gint64, n);
      guint n_changes = view->n_changes;

      for (guint i = 0; i < n; i++)
        values[i] = i < n_same ? before[i] : g_rand_int_range (random, 0, 9);
      g_free (before);
      before = g_memdup2 (values, n * sizeof *values);
      n_before = n;
      ht_sorted_rows_grow (table->rows, n, values, g_free, n_same);
      wait_changes (view, n_changes + 1);
      g_assert_cmpuint (view->items->len, ==, n);
      for (guint i = 1; i < n; i++)
        g_assert_cmpint (before[ht_sorted_rows_get_row (table->rows, i - 1)], >=,
                         before[ht_sorted_rows_get_row (table->rows, i)]);
    }
}

static void
must_not_change_cb (void)
{
  g_assert_not_reached ();
}

/* Only the newest wish counts, however many are under way. */
static void
test_wishes_overtake (Table *table, gconstpointer unused)
{
  gint64 *values = g_new0 (gint64, N_MANY);

  sort_by (table, table->column);
  ht_sorted_rows_set_rows (table->rows, N_MANY, values, g_free);
  ht_sorted_rows_set_rows (table->rows, G_N_ELEMENTS (five), (gpointer) five, NULL);
  table->done = FALSE;
  wait (table);
  assert_order (table, "14032");
  g_signal_connect (table->rows, "items-changed", G_CALLBACK (must_not_change_cb), NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* The fixtures of all cases are the same. */
#define ADD(name, test) g_test_add ("/app/sorted-rows/" name, Table, NULL, set_up, test, tear_down)
  ADD ("unsorted", test_unsorted);
  ADD ("ties-and-unknown", test_ties_and_unknown);
  ADD ("leader", test_leader);
  ADD ("descending", test_descending);
  ADD ("filter", test_filter);
  ADD ("selection-stays", test_selection_stays);
  ADD ("many", test_many);
  ADD ("wishes-overtake", test_wishes_overtake);
  ADD ("grow", test_grow);
  ADD ("grow-sorted", test_grow_sorted);
  ADD ("grow-filtered", test_grow_filtered);
  ADD ("grow-overtakes", test_grow_overtakes);
  ADD ("grow-random", test_grow_random);
  return g_test_run ();
}
