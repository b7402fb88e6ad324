/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-list.h"

#include <glib/gi18n.h>

#include "growth-cells.h"
#include "table-keys.h"

struct _HtGrowthList
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *scrolled;
  GtkColumnView *view;

  /* Owned */
  GtkSingleSelection *selection;
  GListStore *roots;  /* one list of rows below the other */
  GListStore *sites;  /* what grows */
  GListStore *others; /* the row of the rest, if there is one */
  HtGrowthData *data;

  HtGrowthRoom room;
  guint room_idle;
  gboolean is_filling; /* on the program's account, not the user's */
};

enum
{
  SIGNAL_SELECTED_CHANGED,
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtGrowthList, ht_growth_list, GTK_TYPE_WIDGET)

static GtkTreeListRow *
get_selected_row (HtGrowthList *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

/* Before the table, which would go from cell to cell. */
static gboolean
key_cb (HtGrowthList *self, guint key, guint keycode, GdkModifierType state)
{
  GtkTreeListRow *row = get_selected_row (self);
  gboolean is_left_to_right = gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL;
  gboolean expand = (key == GDK_KEY_Right) == is_left_to_right;

  if ((key != GDK_KEY_Right && key != GDK_KEY_Left) || (state & GDK_MODIFIER_MASK) != 0 ||
      row == NULL || !gtk_tree_list_row_is_expandable (row) ||
      gtk_tree_list_row_get_expanded (row) == expand)
    return GDK_EVENT_PROPAGATE;
  gtk_tree_list_row_set_expanded (row, expand);
  return GDK_EVENT_STOP;
}

static void
activate_cb (HtGrowthList *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
selected_cb (HtGrowthList *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signals[SIGNAL_SELECTED_CHANGED], 0);
}

static GListModel *
make_children (gpointer item, gpointer user_data)
{
  return ht_growth_item_get_children (item);
}

static gboolean
room_cb (gpointer user_data)
{
  HtGrowthList *self = user_data;
  gboolean has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->view)) != NULL;

  self->room_idle = 0;
  self->room = ht_growth_cells_get_room (gtk_widget_get_width (GTK_WIDGET (self)));
  ht_growth_cells_set_columns (self->view, self->room);
  if (self->data != NULL)
    ht_growth_cells_set_heads (self->view, self->data);
  /* It was in a cell, and that is gone. */
  if (has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return G_SOURCE_REMOVE;
}

/* Columns cannot be changed while they are given their places. */
static void
ht_growth_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HtGrowthList *self = HT_GROWTH_LIST (widget);

  GTK_WIDGET_CLASS (ht_growth_list_parent_class)->size_allocate (widget, width, height, baseline);
  gtk_widget_allocate (self->scrolled, width, height, baseline, NULL);
  if (ht_growth_cells_get_room (width) != self->room && self->room_idle == 0)
    self->room_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, room_cb, self, NULL);
}

static void
ht_growth_list_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (HT_GROWTH_LIST (widget)->scrolled, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
ht_growth_list_dispose (GObject *object)
{
  HtGrowthList *self = HT_GROWTH_LIST (object);

  g_clear_handle_id (&self->room_idle, g_source_remove);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->roots);
  g_clear_object (&self->sites);
  g_clear_object (&self->others);
  g_clear_pointer (&self->data, ht_growth_data_unref);
  G_OBJECT_CLASS (ht_growth_list_parent_class)->dispose (object);
}

static void
ht_growth_list_class_init (HtGrowthListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_growth_list_dispose;
  widget_class->measure = ht_growth_list_measure;
  widget_class->size_allocate = ht_growth_list_size_allocate;
  signals[SIGNAL_SELECTED_CHANGED] =
      g_signal_new ("selected-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "growthlist");
}

static void
make_model (HtGrowthList *self)
{
  GtkFlattenListModel *items;
  GtkTreeListModel *tree;

  self->roots = g_list_store_new (G_TYPE_LIST_MODEL);
  self->sites = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  self->others = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  g_list_store_append (self->roots, self->sites);
  g_list_store_append (self->roots, self->others);
  items = gtk_flatten_list_model_new (G_LIST_MODEL (g_object_ref (self->roots)));
  tree = gtk_tree_list_model_new (G_LIST_MODEL (items), FALSE, FALSE, make_children, NULL, NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (tree));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
}

static void
make_view (HtGrowthList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->scrolled = gtk_scrolled_window_new ();
  self->view =
      GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection))));
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "figures");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "growth-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What grows"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  ht_table_leave_with_tab (GTK_WIDGET (self->view));
}

static void
ht_growth_list_init (HtGrowthList *self)
{
  make_model (self);
  make_view (self);
  self->room = HT_GROWTH_ROOM_MEDIUM;
  ht_growth_cells_set_columns (self->view, self->room);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

static GPtrArray *
list_expanded (HtGrowthList *self)
{
  GListModel *rows = G_LIST_MODEL (self->selection);
  g_autoptr (GPtrArray) expanded = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);

      if (gtk_tree_list_row_get_expanded (row))
        g_ptr_array_add (expanded, gtk_tree_list_row_get_item (row));
    }
  return g_steal_pointer (&expanded);
}

/* Rows that were put in anew are open, and one of them selected, if those before were. */
static void
restore (HtGrowthList *self, HtGrowthItem *selected, GPtrArray *expanded)
{
  GListModel *rows = G_LIST_MODEL (self->selection);
  guint chosen = GTK_INVALID_LIST_POSITION;
  guint first = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);
      g_autoptr (HtGrowthItem) item = gtk_tree_list_row_get_item (row);

      if (item == selected || (selected != NULL && chosen == GTK_INVALID_LIST_POSITION &&
                               ht_growth_item_is_like (item, selected)))
        chosen = i;
      if (first == GTK_INVALID_LIST_POSITION && !ht_growth_item_is_group (item))
        first = i;
      for (guint j = 0; j < expanded->len; j++)
        if (ht_growth_item_is_like (item, g_ptr_array_index (expanded, j)))
          gtk_tree_list_row_set_expanded (row, TRUE);
    }
  if (get_selected_row (self) == NULL || chosen != GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection,
                                       chosen != GTK_INVALID_LIST_POSITION ? chosen : first);
}

/* What does not grow is open at first where there is room for it, or nothing else to see. */
static void
open_rest (HtGrowthList *self, const HtGrowthData *data)
{
  GListModel *rows = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (rows);
  g_autoptr (GtkTreeListRow) row = n > 0 ? g_list_model_get_item (rows, n - 1) : NULL;

  if (row != NULL && (data->n_growing == 0 || self->room != HT_GROWTH_ROOM_NARROW))
    gtk_tree_list_row_set_expanded (row, TRUE);
}

/* What is known stays closed: somebody put it away. */
static void
update_group (HtGrowthList *self, HtGrowthData *data, HtGrowthGroup group)
{
  GListModel *others = G_LIST_MODEL (self->others);
  gboolean is_wanted = ht_growth_group_count (data, group) > 0;
  g_autoptr (HtGrowthItem) item = NULL;
  guint at = 0;

  /* Groups are in the order of their numbers. */
  for (; at < g_list_model_get_n_items (others); at++)
    {
      g_clear_object (&item);
      item = g_list_model_get_item (others, at);
      if (ht_growth_item_get_group (item) >= group)
        break;
      g_clear_object (&item);
    }
  if (item != NULL && ht_growth_item_get_group (item) == group)
    {
      if (is_wanted)
        ht_growth_item_update_group (item, data);
      else
        g_list_store_remove (self->others, at);
      return;
    }
  if (!is_wanted)
    return;
  g_clear_object (&item);
  item = ht_growth_item_new_group (data, group);
  g_list_store_insert (self->others, at, item);
  if (group == HT_GROWTH_GROUP_REST)
    open_rest (self, data);
}

/**
 * ht_growth_list_set_data:
 * @self: the list
 * @data: (nullable): what was found
 *
 * Shows something else. What is open, what is selected and what is in view stays so, if it is there
 * still; else the first row is selected.
 */
void
ht_growth_list_set_data (HtGrowthList *self, HtGrowthData *data)
{
  g_autoptr (GPtrArray) expanded = list_expanded (self);
  GtkTreeListRow *row = get_selected_row (self);
  g_autoptr (HtGrowthItem) selected = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  self->is_filling = TRUE;
  if (data == NULL)
    {
      g_list_store_remove_all (self->sites);
      g_list_store_remove_all (self->others);
    }
  else
    {
      ht_growth_cells_set_heads (self->view, data);
      ht_growth_items_update (self->sites, data, 0, data->n_growing);
      update_group (self, data, HT_GROWTH_GROUP_KNOWN);
      update_group (self, data, HT_GROWTH_GROUP_REST);
      restore (self, selected, expanded);
    }
  self->is_filling = FALSE;
  g_clear_pointer (&self->data, ht_growth_data_unref);
  self->data = data != NULL ? ht_growth_data_ref (data) : NULL;
  g_signal_emit (self, signals[SIGNAL_SELECTED_CHANGED], 0);
}

/**
 * ht_growth_list_get_selected:
 * @self: the list
 *
 * Returns: (transfer none) (nullable): the row that is selected, if it is of a site
 */
HtGrowthItem *
ht_growth_list_get_selected (HtGrowthList *self)
{
  GtkTreeListRow *row = get_selected_row (self);
  HtGrowthItem *item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (item != NULL)
    g_object_unref (item);
  /* cppcheck-suppress deallocret ; the row keeps it */
  return item != NULL && !ht_growth_item_is_group (item) ? item : NULL;
}

/**
 * ht_growth_list_toggle_selected:
 * @self: the list
 *
 * Opens the row that is selected, or closes it.
 */
void
ht_growth_list_toggle_selected (HtGrowthList *self)
{
  GtkTreeListRow *row = get_selected_row (self);

  if (row != NULL && gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}
