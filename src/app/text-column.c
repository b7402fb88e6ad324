/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "text-column.h"

#define NUMBER_KEY "ht-number"
#define CELLS_KEY  "ht-cells"

typedef struct
{
  HtCellText text;
  gpointer user_data;
  gboolean is_number;

  /* Owned */
  GHashTable *bound; /* GtkListItem, borrowed: those that show something */
} Cells;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Cells *cells = user_data;
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), cells->is_number ? 1 : 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_list_item_set_child (item, cell);
}

static void
show_text (const Cells *cells, GtkListItem *item)
{
  g_autofree char *text = cells->text (gtk_list_item_get_item (item), cells->user_data);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Cells *cells = user_data;

  g_hash_table_add (cells->bound, item);
  show_text (cells, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_hash_table_remove (((Cells *) user_data)->bound, item);
}

static void
cells_free (gpointer data, GClosure *closure)
{
  Cells *cells = data;

  g_hash_table_unref (cells->bound);
  g_free (cells);
}

/**
 * ht_text_column_new:
 * @title: its head
 * @is_number: whether its cells are aligned to the right
 * @text: what a cell says
 * @compare: (nullable): order of two rows, for sorting by the column
 * @user_data: handed to both; must outlive the column
 *
 * Makes a column of plain text.
 *
 * Returns: (transfer full): the column
 */
GtkColumnViewColumn *
ht_text_column_new (const char *title,
                    gboolean is_number,
                    HtCellText text,
                    GCompareDataFunc compare,
                    gpointer user_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);
  Cells *cells = g_new0 (Cells, 1);

  cells->text = text;
  cells->user_data = user_data;
  cells->is_number = is_number;
  cells->bound = g_hash_table_new (NULL, NULL);
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), cells, cells_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), cells);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), cells);
  g_object_set_data (G_OBJECT (column), CELLS_KEY, cells);
  if (compare != NULL)
    {
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare, user_data, NULL));

      gtk_column_view_column_set_sorter (column, sorter);
    }
  gtk_column_view_column_set_resizable (column, TRUE);
  if (is_number)
    ht_text_column_mark_number (column);
  return column;
}

/**
 * ht_text_column_mark_number:
 * @column: a column whose cells are aligned to the right
 *
 * Has [func@text_column_align_heads] align its head to the right, too.
 */
void
ht_text_column_mark_number (GtkColumnViewColumn *column)
{
  g_object_set_data (G_OBJECT (column), NUMBER_KEY, column);
}

/**
 * ht_text_column_align_heads:
 * @view: a table with all of its columns
 *
 * Aligns the heads of numbers as their cells are. GTK has no property for it, but a head is
 * a widget with a box in it, as any other.
 */
void
ht_text_column_align_heads (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *head = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; head != NULL; head = gtk_widget_get_next_sibling (head), i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      GtkWidget *box = gtk_widget_get_first_child (head);

      if (column == NULL)
        return;
      if (box != NULL && g_object_get_data (G_OBJECT (column), NUMBER_KEY) != NULL)
        gtk_widget_set_halign (box, GTK_ALIGN_END);
    }
}

/**
 * ht_text_column_refresh_all:
 * @view: a table
 *
 * Has the cells of all columns of text say what they say now, with the rows, the selection and
 * what is in view left as they are.
 */
void
ht_text_column_refresh_all (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const Cells *cells = g_object_get_data (G_OBJECT (column), CELLS_KEY);
      GHashTableIter iter;
      gpointer item;

      if (cells == NULL)
        continue;
      g_hash_table_iter_init (&iter, cells->bound);
      while (g_hash_table_iter_next (&iter, &item, NULL))
        show_text (cells, item);
    }
}
