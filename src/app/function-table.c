/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "function-table.h"

#include <glib/gi18n.h>

#include "function-item.h"
#include "function-name.h"
#include "hover-text.h"
#include "picture.h"
#include "record-sink.h"
#include "sorted-rows.h"
#include "table-keys.h"
#include "text-column.h"
#include "units.h"

#define SWATCH_SIZE 10
#define S_PER_MIN   60

/* Group 0 is the root, which is no function: row 0 is group 1. */
#define ROW_OF(group) ((group) -1)
#define GROUP_OF(row) ((row) + 1)

enum
{
  COLUMN_NAME,
  COLUMN_SELF,
  COLUMN_TOTAL,
  COLUMN_GROWTH,
  COLUMN_AGE,
  COLUMN_BEFORE,
  COLUMN_AFTER,
  COLUMN_NET,
  N_COLUMNS,
};

/* What there are columns for. */
typedef enum
{
  KIND_HELD,
  KIND_GROWTH,
  KIND_AGE,
  KIND_DIFFERENCE,
} Kind;

struct _HtFunctionTable
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *scrolled;
  GtkColumnView *view;

  /* Owned */
  GtkColumnViewColumn *columns[N_COLUMNS];
  HtSortedRows *rows;
  HtFlameData *data;

  Kind kind;
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

/* Rates and ages, to the byte in a day and to the ns; columns of other kinds are not looked at. */
static gint64
channel_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  const HtFlameGrowth *growth = ((HtFlameData *) rows_data)->growth;
  double value;

  if (growth == NULL)
    return HT_UNKNOWN;
  value =
      ht_flame_growth_get_value (growth, ht_growth_nodes_get_group (growth->nodes, GROUP_OF (row)));
  if (value == 0)
    return HT_UNKNOWN;
  return (gint64) (value * (growth->channel->kind == HT_FLAME_CHANNEL_AGE ? 1e9 : 86400));
}

static gint64
before_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  const HtFlameChange *change = ((HtFlameData *) rows_data)->change;

  return change != NULL ? change->before_self[GROUP_OF (row)] : HT_UNKNOWN;
}

static gint64
after_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  const HtFlameChange *change = ((HtFlameData *) rows_data)->change;

  return change != NULL ? change->after_self[GROUP_OF (row)] : HT_UNKNOWN;
}

/* What has changed most comes first, whether it is more or less. */
static gint64
net_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  return ABS (((HtFlameData *) rows_data)->self[GROUP_OF (row)]);
}

/* The names are those of all profiles of the recording; this one may lack many. Of two profiles
 * only what functions hold themselves is compared. */
static gboolean
is_in_profile (guint row, gpointer rows_data, gpointer filter_data)
{
  const HtFlameData *data = rows_data;
  guint32 group = GROUP_OF (row);

  if (data->change != NULL)
    return data->change->before_self[group] != 0 || data->change->after_self[group] != 0;
  return data->heaviest[group] != 0;
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

/* Growth has an arrow; what cannot be told has a dash. */
static char *
channel_text (gpointer item, gpointer user_data)
{
  HtFunctionTable *self = user_data;
  const HtFlameGrowth *growth = self->data->growth;
  const HtGrowthNode *node =
      growth != NULL ? ht_growth_nodes_get_group (growth->nodes, ht_function_item_get_group (item))
                     : NULL;
  double value = growth != NULL ? ht_flame_growth_get_value (growth, node) : 0;
  g_autofree char *in_a_minute = NULL;

  if (growth == NULL || value == 0)
    return g_strdup ("–");
  if (growth->channel->kind == HT_FLAME_CHANNEL_AGE)
    return ht_flame_growth_value_text (growth, node);
  in_a_minute = ht_format_bytes ((gint64) (value * S_PER_MIN));
  return g_strdup_printf ("%s %s", value > 0 ? "▲" : "▼", in_a_minute);
}

static char *
before_text (gpointer item, gpointer user_data)
{
  HtFunctionTable *self = user_data;

  if (self->data->change == NULL)
    return g_strdup ("");
  return ht_format_value (self->data->change->before_self[ht_function_item_get_group (item)],
                          self->data->unit);
}

static char *
after_text (gpointer item, gpointer user_data)
{
  HtFunctionTable *self = user_data;

  if (self->data->change == NULL)
    return g_strdup ("");
  return ht_format_value (self->data->change->after_self[ht_function_item_get_group (item)],
                          self->data->unit);
}

static char *
net_text (gpointer item, gpointer user_data)
{
  HtFunctionTable *self = user_data;
  guint32 group = ht_function_item_get_group (item);

  gint64 net = self->data->self[group];
  g_autofree char *text = ht_format_change (net, self->data->unit);

  if (net == 0)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s %s", net > 0 ? "▲" : "▼", text);
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
  ht_hover_text_set (cell, full_name);
}

static void
add_column (HtFunctionTable *self, guint column, GtkColumnViewColumn *made, HtRowKey key, int width)
{
  if (width > 0)
    gtk_column_view_column_set_fixed_width (made, width);
  ht_sorted_rows_add_column (self->rows, made, key, NULL);
  self->columns[column] = made;
}

static void
add_columns (HtFunctionTable *self)
{
  GtkListItemFactory *names = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *name = gtk_column_view_column_new (_ ("Function"), names);
  const struct
  {
    const char *title;
    HtCellText text;
    HtRowKey key;
    int width;
  } figures[N_COLUMNS] = {
    [COLUMN_SELF] = { _ ("Self"), self_text, self_key, 88 },
    [COLUMN_TOTAL] = { _ ("Total"), total_text, total_key, 88 },
    [COLUMN_GROWTH] = { _ ("Growth/min"), channel_text, channel_key, 104 },
    [COLUMN_AGE] = { _ ("Age"), channel_text, channel_key, 80 },
    /* Translators: what a function held itself, before and after, and the difference */
    [COLUMN_BEFORE] = { _ ("Before"), before_text, before_key, 88 },
    [COLUMN_AFTER] = { _ ("After"), after_text, after_key, 88 },
    [COLUMN_NET] = { _ ("Net"), net_text, net_key, 112 },
  };

  g_signal_connect (names, "setup", G_CALLBACK (setup_name_cb), NULL);
  g_signal_connect (names, "bind", G_CALLBACK (bind_name_cb), NULL);
  gtk_column_view_column_set_expand (name, TRUE);
  gtk_column_view_column_set_resizable (name, TRUE);
  add_column (self, COLUMN_NAME, name, name_key, 0);
  for (guint i = COLUMN_SELF; i < N_COLUMNS; i++)
    add_column (self, i, ht_text_column_new (figures[i].title, TRUE, figures[i].text, NULL, self),
                figures[i].key, figures[i].width);
  ht_sorted_rows_attach (self->rows, self->view);
}

/* A column that is not visible takes room from that which is to expand, so only those that are
 * wanted are in the view. Each kind begins sorted by what it is looked at for. */
static void
show_columns (HtFunctionTable *self, Kind kind)
{
  static const struct
  {
    guint columns[4]; /* up to the first that is 0 */
    guint first;
  } kinds[] = {
    [KIND_HELD] = { { COLUMN_SELF, COLUMN_TOTAL }, COLUMN_SELF },
    [KIND_GROWTH] = { { COLUMN_SELF, COLUMN_TOTAL, COLUMN_GROWTH }, COLUMN_GROWTH },
    [KIND_AGE] = { { COLUMN_SELF, COLUMN_TOTAL, COLUMN_AGE }, COLUMN_AGE },
    [KIND_DIFFERENCE] = { { COLUMN_BEFORE, COLUMN_AFTER, COLUMN_NET }, COLUMN_NET },
  };
  GListModel *shown = gtk_column_view_get_columns (self->view);

  self->kind = kind;
  while (g_list_model_get_n_items (shown) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (shown, 0);

      gtk_column_view_remove_column (self->view, column);
    }
  gtk_column_view_append_column (self->view, self->columns[COLUMN_NAME]);
  for (const guint *column = kinds[kind].columns; *column != 0; column++)
    gtk_column_view_append_column (self->view, self->columns[*column]);
  ht_text_column_align_heads (self->view);
  gtk_column_view_sort_by_column (self->view, self->columns[kinds[kind].first],
                                  GTK_SORT_DESCENDING);
}

static Kind
get_kind (const HtFlameData *data)
{
  if (data->change != NULL)
    return KIND_DIFFERENCE;
  if (data->growth == NULL)
    return KIND_HELD;
  return data->growth->channel->kind == HT_FLAME_CHANNEL_AGE ? KIND_AGE : KIND_GROWTH;
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
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
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
  show_columns (self, KIND_HELD);
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
  if (data != NULL && get_kind (data) != self->kind)
    show_columns (self, get_kind (data));
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
