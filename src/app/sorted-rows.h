/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HT_NO_ROW:
 *
 * Stands for no row where a row is told.
 */
#define HT_NO_ROW G_MAXUINT

/**
 * HtRowItem:
 * @row: a row, from 0
 * @rows_data: what the rows are made of
 *
 * Returns: (transfer full): the row as the cells of a table want it
 */
typedef GObject *(*HtRowItem) (guint row, gpointer rows_data);

/**
 * HtRowKey:
 * @row: a row, from 0
 * @rows_data: what the rows are made of
 * @column_data: what was given with the column
 *
 * Called from a worker thread, so what it reads must not change.
 *
 * Returns: what the row is sorted by; rows of %HT_UNKNOWN come last in either direction
 */
typedef gint64 (*HtRowKey) (guint row, gpointer rows_data, gconstpointer column_data);

/**
 * HtRowFilter:
 * @row: a row, from 0
 * @rows_data: what the rows are made of
 * @filter_data: what was given with the filter
 *
 * Called from a worker thread, so what it reads must not change.
 *
 * Returns: whether the row is shown
 */
typedef gboolean (*HtRowFilter) (guint row, gpointer rows_data, gpointer filter_data);

#define HT_TYPE_SORTED_ROWS (ht_sorted_rows_get_type ())

/**
 * HtSortedRows:
 *
 * The rows of a table that may be very many: a list and its selection in one.
 *
 * Rows are numbers from 0. The item of a row is made when somebody looks at it; sorting and
 * filtering happen on a worker thread, and until they are done the old order stays. What is
 * selected is a row, not a place, so it survives both. Ties are in the order of the
 * rows.
 *
 * For the main thread, as is all of it but what the callbacks say.
 *
 * ## Signals
 *
 * `order-changed`: the rows have other places now, and the view is at the top.
 */
G_DECLARE_FINAL_TYPE (HtSortedRows, ht_sorted_rows, HT, SORTED_ROWS, GObject)

HtSortedRows *ht_sorted_rows_new (HtRowItem make_item);
void ht_sorted_rows_add_column (HtSortedRows *self,
                                GtkColumnViewColumn *column,
                                HtRowKey key,
                                gconstpointer column_data);
void ht_sorted_rows_attach (HtSortedRows *self, GtkColumnView *view);
void ht_sorted_rows_follow (HtSortedRows *self, GtkSorter *sorter);
void ht_sorted_rows_set_rows (HtSortedRows *self,
                              guint n_rows,
                              gpointer rows_data,
                              GDestroyNotify destroy);
void ht_sorted_rows_grow (HtSortedRows *self,
                          guint n_rows,
                          gpointer rows_data,
                          GDestroyNotify destroy,
                          guint n_same);
void ht_sorted_rows_set_filter (HtSortedRows *self,
                                HtRowFilter filter,
                                gpointer filter_data,
                                GDestroyNotify destroy);
guint ht_sorted_rows_get_position (HtSortedRows *self, guint row);
guint ht_sorted_rows_get_row (HtSortedRows *self, guint position);
void ht_sorted_rows_select (HtSortedRows *self, guint row);
guint ht_sorted_rows_get_selected (HtSortedRows *self);

void ht_column_view_scroll_to (GtkColumnView *view, guint position);

G_END_DECLS
