/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "sidebar.h"

#include <glib/gi18n.h>

struct _HtSidebar
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *scrolled;
  GtkListBox *list;
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_CLOSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtSidebar, ht_sidebar, GTK_TYPE_WIDGET)

static gboolean
is_live (GtkListBoxRow *row)
{
  return ht_recording_row_get_live (HT_RECORDING_ROW (row)) != NULL;
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return (int) is_live (b) - (int) is_live (a);
}

/* Where nothing is live, there is nothing to tell apart. */
static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  gboolean begins = before == NULL ? is_live (row) : is_live (row) != is_live (before);
  GtkWidget *label;

  if (!begins)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;
  label = gtk_label_new (is_live (row) ? _ ("Live") : _ ("Recordings"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "sidebar-heading");
  gtk_list_box_row_set_header (row, label);
}

static void
row_activated_cb (HtSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, row);
}

static void
close_cb (HtSidebar *self, HtRecordingRow *row)
{
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0, row);
}

static void
ht_sidebar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HT_TYPE_SIDEBAR);
  G_OBJECT_CLASS (ht_sidebar_parent_class)->dispose (object);
}

static guint
add_signal (GType type, const char *name)
{
  return g_signal_new (name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                       HT_TYPE_RECORDING_ROW);
}

static void
ht_sidebar_class_init (HtSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_sidebar_dispose;
  signals[SIGNAL_CHOSEN] = add_signal (type, "chosen");
  signals[SIGNAL_CLOSED] = add_signal (type, "closed");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/dev/heaptrail/Heaptrail/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, HtSidebar, scrolled);
  gtk_widget_class_bind_template_child (widget_class, HtSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
ht_sidebar_init (HtSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
}

/**
 * ht_sidebar_get_row:
 * @self: the sidebar
 * @index: how many rows are above it
 *
 * Returns: (transfer none) (nullable): a row
 */
HtRecordingRow *
ht_sidebar_get_row (HtSidebar *self, guint index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) index);

  return row != NULL ? HT_RECORDING_ROW (row) : NULL;
}

/**
 * ht_sidebar_find:
 * @self: the sidebar
 * @document: a recording
 * @target: id of one of its processes
 *
 * Returns: (transfer none) (nullable): its row
 */
HtRecordingRow *
ht_sidebar_find (HtSidebar *self, HtDocument *document, gint64 target)
{
  HtRecordingRow *row;

  for (guint i = 0; (row = ht_sidebar_get_row (self, i)) != NULL; i++)
    if (ht_recording_row_get_document (row) == document &&
        ht_recording_row_get_target (row) == target)
      return row;
  return NULL;
}

/**
 * ht_sidebar_find_live:
 * @self: the sidebar
 * @item: a service that is recorded
 *
 * Returns: (transfer none) (nullable): its row
 */
HtRecordingRow *
ht_sidebar_find_live (HtSidebar *self, HtLiveItem *item)
{
  HtRecordingRow *row;

  for (guint i = 0; (row = ht_sidebar_get_row (self, i)) != NULL; i++)
    if (ht_recording_row_get_live (row) == item)
      return row;
  return NULL;
}

/**
 * ht_sidebar_get_selected:
 * @self: the sidebar
 *
 * Returns: (transfer none) (nullable): the row of what is shown
 */
HtRecordingRow *
ht_sidebar_get_selected (HtSidebar *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  return row != NULL ? HT_RECORDING_ROW (row) : NULL;
}

static HtRecordingRow *
append (HtSidebar *self, GtkWidget *row)
{
  g_signal_connect_object (row, "close", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->list, row);
  return HT_RECORDING_ROW (row);
}

/**
 * ht_sidebar_add:
 * @self: the sidebar
 * @document: an open recording
 * @target: one of its processes
 *
 * Returns: (transfer none): a row for it
 */
HtRecordingRow *
ht_sidebar_add (HtSidebar *self, HtDocument *document, const HtTarget *target)
{
  return append (self, ht_recording_row_new (document, target));
}

/**
 * ht_sidebar_add_live:
 * @self: the sidebar
 * @document: a recording
 * @item: a service that is recorded in it
 *
 * Returns: (transfer none): a row for it
 */
HtRecordingRow *
ht_sidebar_add_live (HtSidebar *self, HtDocument *document, HtLiveItem *item)
{
  return append (self, ht_recording_row_new_live (document, item));
}

/**
 * ht_sidebar_remove:
 * @self: the sidebar
 * @row: one of its rows
 */
void
ht_sidebar_remove (HtSidebar *self, HtRecordingRow *row)
{
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/**
 * ht_sidebar_remove_document:
 * @self: the sidebar
 * @document: a recording; all its rows go
 */
void
ht_sidebar_remove_document (HtSidebar *self, HtDocument *document)
{
  HtRecordingRow *row;
  guint i = 0;

  while ((row = ht_sidebar_get_row (self, i)) != NULL)
    if (ht_recording_row_get_document (row) == document)
      ht_sidebar_remove (self, row);
    else
      i++;
}

/**
 * ht_sidebar_select:
 * @self: the sidebar
 * @row: the row of what is shown from now on
 */
void
ht_sidebar_select (HtSidebar *self, HtRecordingRow *row)
{
  gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
}
