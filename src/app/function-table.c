/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "function-table.h"

#include <glib/gi18n.h>

#include "function-item.h"
#include "function-name.h"
#include "picture.h"
#include "sorted-rows.h"
#include "table-keys.h"
#include "text-column.h"
#include "units.h"

#define SWATCH_SIZE 10

/* Group 0 is the root, which is no function: row 0 is group 1. */
#define ROW_OF(group) ((group) -1)
#define GROUP_OF(row) ((row) + 1)

struct _HtFunctionTable
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *scrolled;
  GtkColumnView *view;

  /* Owned */
  HtSortedRows *rows;
  HtFlameData *data;

  gboolean selecting; /* on the program's account, not the user's */
};

enum
{
  SIGNAL_FUNCTION_SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtFunctionTable, ht_function_table, GTK_TYPE_WIDGET)

static GObject *
make_item (guint row, gpointer rows_data)
{
  return ht_function_item_new (rows_data, GROUP_OF (row));
}

static gint64
name_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  return ((HtFlameData *) rows_data)->names->ranks[GROUP_OF (row)];
}

static gint64
self_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  return ((HtFlameData *) rows_data)->self[GROUP_OF (row)];
}

static gint64
total_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  return ((HtFlameData *) rows_data)->total[GROUP_OF (row)];
}

/* The names are those of all profiles of the recording; this one may lack many. */
static gboolean
is_in_profile (guint row, gpointer rows_data, gpointer filter_data)
{
  return ((HtFlameData *) rows_data)->heaviest[GROUP_OF (row)] != 0;
}

static char *
self_text (gpointer item, gpointer user_data)
{
  HtFunctionTable *self = user_data;

  return ht_format_value (ht_function_item_get_self (item), self->data->unit);
}

static char *
total_text (gpointer item, gpointer user_data)
{
  HtFunctionTable *self = user_data;

  return ht_format_value (ht_function_item_get_total (item), self->data->unit);
}

static void
paint_swatch_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  GtkListItem *list_item = user_data;
  HtFunctionItem *item = gtk_list_item_get_item (list_item);

  if (item != NULL)
    ht_flame_swatch_paint (paint, cr, ht_function_item_get_color (item), width, height);
}

static void
setup_name_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *swatch = ht_picture_new ();
  GtkWidget *name = gtk_inscription_new (NULL);

  gtk_widget_set_size_request (swatch, SWATCH_SIZE, SWATCH_SIZE);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (swatch), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  ht_picture_set_painter (HT_PICTURE (swatch), paint_swatch_cb, list_item, NULL);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (name),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_box_append (GTK_BOX (cell), swatch);
  gtk_box_append (GTK_BOX (cell), name);
  gtk_list_item_set_child (list_item, cell);
}

static void
bind_name_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  const char *full_name = ht_function_item_get_name (gtk_list_item_get_item (list_item));
  g_autofree char *name = ht_function_name_shorten (full_name, HT_NAME_PLAIN);

  ht_picture_invalidate (HT_PICTURE (gtk_widget_get_first_child (cell)));
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (cell)), name);
  gtk_widget_set_tooltip_text (cell, full_name);
}

static void
add_columns (HtFunctionTable *self)
{
  GtkListItemFactory *names = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) name = gtk_column_view_column_new (_ ("Function"), names);
  g_autoptr (GtkColumnViewColumn) own =
      ht_text_column_new (_ ("Self"), TRUE, self_text, NULL, self);
  g_autoptr (GtkColumnViewColumn) total =
      ht_text_column_new (_ ("Total"), TRUE, total_text, NULL, self);

  g_signal_connect (names, "setup", G_CALLBACK (setup_name_cb), NULL);
  g_signal_connect (names, "bind", G_CALLBACK (bind_name_cb), NULL);
  gtk_column_view_column_set_expand (name, TRUE);
  gtk_column_view_column_set_resizable (name, TRUE);
  gtk_column_view_column_set_fixed_width (own, 96);
  gtk_column_view_column_set_fixed_width (total, 96);
  ht_sorted_rows_add_column (self->rows, name, name_key, NULL);
  ht_sorted_rows_add_column (self->rows, own, self_key, NULL);
  ht_sorted_rows_add_column (self->rows, total, total_key, NULL);
  gtk_column_view_append_column (self->view, name);
  gtk_column_view_append_column (self->view, own);
  gtk_column_view_append_column (self->view, total);
  ht_sorted_rows_attach (self->rows, self->view);
  gtk_column_view_sort_by_column (self->view, own, GTK_SORT_DESCENDING);
}

static void
selected_row_cb (HtFunctionTable *self)
{
  guint row = ht_sorted_rows_get_selected (self->rows);

  if (row != HT_NO_ROW && !self->selecting)
    g_signal_emit (self, signals[SIGNAL_FUNCTION_SELECTED], 0, GROUP_OF (row));
}

/* Sorting puts the view to its top; who has selected a function wants to see it. */
static void
order_changed_cb (HtFunctionTable *self)
{
  guint row = ht_sorted_rows_get_selected (self->rows);
  guint position =
      row != HT_NO_ROW ? ht_sorted_rows_get_position (self->rows, row) : GTK_INVALID_LIST_POSITION;

  if (position != GTK_INVALID_LIST_POSITION)
    ht_column_view_scroll_to (self->view, position);
}

static void
ht_function_table_dispose (GObject *object)
{
  HtFunctionTable *self = HT_FUNCTION_TABLE (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->data, ht_flame_data_unref);
  G_OBJECT_CLASS (ht_function_table_parent_class)->dispose (object);
}

static void
ht_function_table_class_init (HtFunctionTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_function_table_dispose;
  signals[SIGNAL_FUNCTION_SELECTED] =
      g_signal_new ("function-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "functiontable");
}

static void
ht_function_table_init (HtFunctionTable *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  self->rows = ht_sorted_rows_new (make_item);
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "figures");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Functions"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  add_columns (self);
  ht_table_leave_with_tab (GTK_WIDGET (self->view));
  ht_sorted_rows_set_filter (self->rows, is_in_profile, NULL, NULL);
  g_signal_connect_object (self->rows, "notify::selected-row", G_CALLBACK (selected_row_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "order-changed", G_CALLBACK (order_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ht_function_table_set_data:
 * @self: the table
 * @data: (nullable): a folded profile
 */
void
ht_function_table_set_data (HtFunctionTable *self, HtFlameData *data)
{
  self->selecting = TRUE;
  ht_sorted_rows_select (self->rows, HT_NO_ROW);
  self->selecting = FALSE;
  if (data != NULL)
    ht_sorted_rows_set_rows (self->rows, data->names->n_groups - 1, ht_flame_data_ref (data),
                             (GDestroyNotify) ht_flame_data_unref);
  else
    ht_sorted_rows_set_rows (self->rows, 0, NULL, NULL);
  g_clear_pointer (&self->data, ht_flame_data_unref);
  self->data = data != NULL ? ht_flame_data_ref (data) : NULL;
}

/**
 * ht_function_table_select:
 * @self: the table
 * @group: group of a function; 0 selects none
 *
 * Selects the row of a function, without telling the user's handlers.
 */
void
ht_function_table_select (HtFunctionTable *self, guint32 group)
{
  guint row = group != 0 ? ROW_OF (group) : HT_NO_ROW;

  if (ht_sorted_rows_get_selected (self->rows) == row)
    return;
  self->selecting = TRUE;
  ht_sorted_rows_select (self->rows, row);
  self->selecting = FALSE;
  order_changed_cb (self);
}
