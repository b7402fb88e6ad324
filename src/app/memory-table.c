/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "memory-table.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "table-keys.h"
#include "text-column.h"
#include "time-rows.h"
#include "units.h"

#define MOST_ROWS    3000
#define UPDATE_MS    100
#define TIME_PADDING 14
#define MS_NS        G_GINT64_CONSTANT (1000000)

/* A column of values. */
typedef struct
{
  /* Borrowed */
  HtMemoryTable *table;
  const HtChartSeries *series;

  /* Owned */
  char *name;
  char *title;
} Column;

struct _HtMemoryTable
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *scrolled;
  GtkColumnView *view;

  /* Owned */
  HtTimeView *time_view;
  HtTimeRows *rows;
  GtkMultiSelection *selection;
  GPtrArray *columns; /* Column */

  /* Borrowed */
  const HtTimeChart *heap;
  const HtTimeChart *classes;

  double unit;
  guint update_source;
  guint focus_source;
  gboolean syncing;
};

G_DEFINE_FINAL_TYPE (HtMemoryTable, ht_memory_table, GTK_TYPE_WIDGET)

static void
column_free (gpointer data)
{
  Column *column = data;

  g_free (column->name);
  g_free (column->title);
  g_free (column);
}

static char *
time_text_at (HtMemoryTable *self, gint64 time_ns)
{
  return ht_axis_time_label (time_ns, MS_NS, ht_time_view_get_display (self->time_view),
                             self->heap->start_ns);
}

static char *
value_text_at (const Column *column, gint64 time_ns)
{
  double value;

  if (!ht_chart_series_value_at (column->series, time_ns, &value))
    value = NAN;
  return ht_format_in_unit (value, column->table->unit);
}

static char *
time_cell (gpointer item, gpointer user_data)
{
  return time_text_at (user_data, ht_time_row_get_time (item));
}

static char *
value_cell (gpointer item, gpointer user_data)
{
  return value_text_at (user_data, ht_time_row_get_time (item));
}

static GtkWidget *
get_list (HtMemoryTable *self)
{
  GtkWidget *list = gtk_widget_get_first_child (GTK_WIDGET (self->view));

  while (list != NULL && !GTK_IS_LIST_VIEW (list))
    list = gtk_widget_get_next_sibling (list);
  return list;
}

/* Arrows go on from the row with the focus, which is to be the selected one. */
static gboolean
focus_selected_cb (gpointer user_data)
{
  HtMemoryTable *self = user_data;
  GtkWidget *row = gtk_widget_get_first_child (get_list (self));

  self->focus_source = 0;
  while (row != NULL && (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) == 0)
    row = gtk_widget_get_next_sibling (row);
  if (row != NULL && gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    gtk_widget_grab_focus (row);
  return G_SOURCE_REMOVE;
}

static void
select_cursor (HtMemoryTable *self)
{
  gint64 cursor_ns = ht_time_view_get_cursor (self->time_view);
  guint position;

  if (self->syncing || cursor_ns == HT_UNKNOWN || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0)
    return;
  position = ht_time_rows_find_nearest (self->rows, cursor_ns);
  self->syncing = TRUE;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  self->syncing = FALSE;
  /* The action belongs to the list inside. */
  gtk_widget_activate_action (get_list (self), "list.scroll-to-item", "u", position);
  if (self->focus_source == 0)
    self->focus_source = g_timeout_add (UPDATE_MS, focus_selected_cb, self);
}

static void
selection_changed_cb (HtMemoryTable *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  if (self->syncing)
    return;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_is_empty (selected))
    return;
  self->syncing = TRUE;
  ht_time_view_set_cursor (self->time_view,
                           ht_time_rows_get_time (self->rows, gtk_bitset_get_minimum (selected)));
  self->syncing = FALSE;
}

static gboolean
is_cursor_selected (HtMemoryTable *self)
{
  gint64 cursor_ns = ht_time_view_get_cursor (self->time_view);

  return g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0 && cursor_ns != HT_UNKNOWN &&
         gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection),
                                          ht_time_rows_find_nearest (self->rows, cursor_ns));
}

/* What is selected is not scrolled to again, since the user may have scrolled elsewhere. */
static gboolean
update_cb (gpointer user_data)
{
  HtMemoryTable *self = user_data;
  g_autoptr (GArray) times = NULL;

  self->update_source = 0;
  if (self->heap == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  times = ht_time_chart_list_samples (self->heap->series->len > 0 ? self->heap : self->classes,
                                      MOST_ROWS);
  self->syncing = TRUE;
  ht_time_rows_set_times (self->rows, times);
  self->syncing = FALSE;
  ht_text_column_refresh_all (self->view);
  if (!is_cursor_selected (self))
    select_cursor (self);
  return G_SOURCE_REMOVE;
}

static void
update_later (HtMemoryTable *self)
{
  if (self->update_source == 0)
    self->update_source = g_timeout_add (UPDATE_MS, update_cb, self);
}

static void
append_row (HtMemoryTable *self, GString *text, guint position)
{
  gint64 time_ns = ht_time_rows_get_time (self->rows, position);
  g_autofree char *time = time_text_at (self, time_ns);

  g_string_append (text, time);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = g_ptr_array_index (self->columns, i);
      g_autofree char *value = value_text_at (column, time_ns);

      if (!column->series->hidden)
        g_string_append_printf (text, "\t%s", value);
    }
  g_string_append_c (text, '\n');
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtMemoryTable *self = HT_MEMORY_TABLE (widget);
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  g_autoptr (GtkBitset) selected =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  g_autoptr (GString) text = g_string_new (_ ("Time"));

  if (self->heap == NULL)
    return;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = g_ptr_array_index (self->columns, i);

      if (!column->series->hidden)
        g_string_append_printf (text, "\t%s", column->title);
    }
  g_string_append_c (text, '\n');
  for (guint i = 0; i < n_rows; i++)
    if (gtk_bitset_is_empty (selected) || gtk_bitset_contains (selected, i))
      append_row (self, text, i);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static gboolean
ht_memory_table_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HT_MEMORY_TABLE (widget)->view));
}

static void
ht_memory_table_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ht_memory_table_parent_class)->map (widget);
  update_later (HT_MEMORY_TABLE (widget));
}

static void
ht_memory_table_dispose (GObject *object)
{
  HtMemoryTable *self = HT_MEMORY_TABLE (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  ht_memory_table_set_time_view (self, NULL);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  G_OBJECT_CLASS (ht_memory_table_parent_class)->dispose (object);
}

static void
ht_memory_table_class_init (HtMemoryTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_memory_table_dispose;
  widget_class->grab_focus = ht_memory_table_grab_focus;
  widget_class->map = ht_memory_table_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy",
                                       NULL);
}

static void
ht_memory_table_init (HtMemoryTable *self)
{
  self->unit = 1;
  self->columns = g_ptr_array_new_with_free_func (column_free);
  self->rows = ht_time_rows_new ();
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  self->scrolled = gtk_scrolled_window_new ();
  self->view =
      GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection))));
  ht_table_leave_with_tab (GTK_WIDGET (self->view));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "figures");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Memory over time"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * ht_memory_table_set_time_view:
 * @self: the table
 * @time_view: (nullable): the time that the pages share
 */
void
ht_memory_table_set_time_view (HtMemoryTable *self, HtTimeView *time_view)
{
  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  if (!g_set_object (&self->time_view, time_view) || time_view == NULL)
    return;
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (update_later), self);
  g_signal_connect_swapped (time_view, "cursor-changed", G_CALLBACK (select_cursor), self);
}

static gboolean
has_series (const HtTimeChart *chart, const char *name)
{
  for (guint i = 0; i < chart->series->len; i++)
    if (strcmp (((const HtChartSeries *) g_ptr_array_index (chart->series, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
add_column (HtMemoryTable *self, const HtChartSeries *series)
{
  g_autoptr (GtkColumnViewColumn) view_column = NULL;
  Column *column = g_new0 (Column, 1);
  double unused;

  column->table = self;
  column->series = series;
  column->name = g_strdup (series->name);
  column->title = g_strdup_printf ("%s, %s", series->name, ht_size_unit (self->unit, &unused));
  g_ptr_array_add (self->columns, column);
  view_column = ht_text_column_new (column->title, TRUE, value_cell, NULL, column);
  gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_append_column (self->view, view_column);
}

/* Cells are ellipsized, so that a column has no width of its own. */
static int
width_of_times (HtMemoryTable *self)
{
  g_autofree char *text = time_text_at (self, self->heap->to_ns);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width + 2 * TIME_PADDING;
}

static void
make_columns (HtMemoryTable *self, GPtrArray *series)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));
  GListModel *old = gtk_column_view_get_columns (self->view);
  g_autoptr (GtkColumnViewColumn) time = NULL;

  ht_time_rows_set_times (self->rows, none);
  while (g_list_model_get_n_items (old) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (old, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  g_ptr_array_set_size (self->columns, 0);
  time = ht_text_column_new (_ ("Time"), TRUE, time_cell, NULL, self);
  gtk_column_view_column_set_fixed_width (time, width_of_times (self));
  gtk_column_view_append_column (self->view, time);
  for (guint i = 0; i < series->len; i++)
    add_column (self, g_ptr_array_index (series, i));
  ht_text_column_align_heads (self->view);
}

/* In the order of the legend, each name once. */
static GPtrArray *
list_series (const HtTimeChart *heap, const HtTimeChart *classes)
{
  GPtrArray *series = g_ptr_array_new ();

  for (guint i = 0; i < heap->series->len; i++)
    g_ptr_array_add (series, g_ptr_array_index (heap->series, i));
  for (guint i = classes->series->len; i > 0; i--)
    {
      HtChartSeries *one = g_ptr_array_index (classes->series, i - 1);

      if (!has_series (heap, one->name))
        g_ptr_array_add (series, one);
    }
  return series;
}

/* Whether there are columns for all series already, which go on with the new ones then. */
static gboolean
take_series (HtMemoryTable *self, const GPtrArray *series)
{
  if (self->columns->len != series->len)
    return FALSE;
  for (guint i = 0; i < series->len; i++)
    {
      const Column *column = g_ptr_array_index (self->columns, i);

      if (!g_str_equal (column->name, ((HtChartSeries *) g_ptr_array_index (series, i))->name))
        return FALSE;
    }
  for (guint i = 0; i < series->len; i++)
    ((Column *) g_ptr_array_index (self->columns, i))->series = g_ptr_array_index (series, i);
  return TRUE;
}

/**
 * ht_memory_table_set_charts:
 * @self: the table
 * @heap: chart of the heap; must live until another is set
 * @classes: chart of the classes; likewise
 * @unit: unit of all values, in bytes
 *
 * Has a column for each series, in the order of the legend. Where they are those that were there
 * before, the table stays as it is and only gets the rows that are new.
 */
void
ht_memory_table_set_charts (HtMemoryTable *self,
                            const HtTimeChart *heap,
                            const HtTimeChart *classes,
                            double unit)
{
  g_autoptr (GPtrArray) series = list_series (heap, classes);
  gboolean is_same = self->heap != NULL && self->unit == unit && take_series (self, series);

  self->heap = heap;
  self->classes = classes;
  self->unit = unit;
  if (!is_same)
    make_columns (self, series);
  ht_memory_table_charts_changed (self);
}

/**
 * ht_memory_table_charts_changed:
 * @self: the table
 *
 * Follows what was hidden, or read closer.
 */
void
ht_memory_table_charts_changed (HtMemoryTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = g_ptr_array_index (self->columns, i);
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i + 1);

      gtk_column_view_column_set_visible (view_column, !column->series->hidden);
    }
  update_later (self);
}
