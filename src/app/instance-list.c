/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "instance-list.h"

#include <glib/gi18n.h>

#include "instance-item.h"

/* So few are wanted all, most likely. */
#define FEW_INSTANCES 10

struct _HtInstanceList
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *box;
  GtkEditable *search;
  GtkListView *view;

  /* Owned */
  GListStore *items; /* HtInstanceItem */
  GtkFilterListModel *shown;
  GtkFilter *filter;
  char *searched; /* folded by case */

  gboolean is_changing; /* several at once */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtInstanceList, ht_instance_list, GTK_TYPE_WIDGET)

static void
chosen_cb (HtInstanceList *self)
{
  if (!self->is_changing)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
choose_shown (HtInstanceList *self, gboolean chosen)
{
  GListModel *shown = G_LIST_MODEL (self->shown);

  self->is_changing = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (HtInstanceItem) item = g_list_model_get_item (shown, i);

      ht_instance_item_set_chosen (item, chosen);
    }
  self->is_changing = FALSE;
  chosen_cb (self);
}

static void
all_cb (HtInstanceList *self)
{
  choose_shown (self, TRUE);
}

static void
none_cb (HtInstanceList *self)
{
  choose_shown (self, FALSE);
}

static gboolean
filter_cb (gpointer item, gpointer user_data)
{
  const HtInstanceList *self = user_data;

  return self->searched == NULL || ht_instance_item_matches (item, self->searched);
}

static void
search_cb (HtInstanceList *self)
{
  g_free (self->searched);
  self->searched = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static GtkWidget *
label_new (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
setup_cb (HtInstanceList *self, GtkListItem *row)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), label_new (NULL));
  gtk_box_append (GTK_BOX (box), label_new ("second-text"));
  gtk_widget_set_margin_start (box, 6);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  gtk_list_item_set_child (row, check);
}

static void
bind_cb (HtInstanceList *self, GtkListItem *row)
{
  HtInstanceItem *item = gtk_list_item_get_item (row);
  GtkWidget *check = gtk_list_item_get_child (row);
  GtkWidget *name =
      gtk_widget_get_first_child (gtk_check_button_get_child (GTK_CHECK_BUTTON (check)));

  gtk_label_set_text (GTK_LABEL (name), ht_instance_item_get_name (item));
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (name)),
                      ht_instance_item_get_detail (item));
  gtk_widget_set_tooltip_text (check, ht_instance_item_get_name (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ht_instance_item_get_name (item),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  ht_instance_item_get_detail (item), -1);
  g_object_set_data (G_OBJECT (row), "binding",
                     g_object_bind_property (item, "chosen", check, "active",
                                             G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL));
}

static void
unbind_cb (HtInstanceList *self, GtkListItem *row)
{
  g_binding_unbind (g_object_steal_data (G_OBJECT (row), "binding"));
}

static void
activate_cb (HtInstanceList *self, guint position)
{
  g_autoptr (HtInstanceItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  ht_instance_item_set_chosen (item, !ht_instance_item_is_chosen (item));
}

static void
ht_instance_list_dispose (GObject *object)
{
  HtInstanceList *self = HT_INSTANCE_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_INSTANCE_LIST);
  g_clear_object (&self->shown);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (ht_instance_list_parent_class)->dispose (object);
}

static void
ht_instance_list_finalize (GObject *object)
{
  g_free (HT_INSTANCE_LIST (object)->searched);
  G_OBJECT_CLASS (ht_instance_list_parent_class)->finalize (object);
}

static void
ht_instance_list_class_init (HtInstanceListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_instance_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_instance_list_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/instance-list.ui");
  gtk_widget_class_bind_template_child (widget_class, HtInstanceList, box);
  gtk_widget_class_bind_template_child (widget_class, HtInstanceList, search);
  gtk_widget_class_bind_template_child (widget_class, HtInstanceList, view);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_bind_template_callback (widget_class, none_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
ht_instance_list_init (HtInstanceList *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (HT_TYPE_INSTANCE_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  self->shown = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->items)), self->filter);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->shown)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
}

/**
 * ht_instance_list_set:
 * @self: the list
 * @targets: (nullable): the instances
 *
 * Shows other instances. If there are but a few, all of them are ticked.
 */
void
ht_instance_list_set (HtInstanceList *self, const HtPrometheusTargets *targets)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = targets != NULL ? ht_prometheus_targets_get_n (targets) : 0;

  for (guint i = 0; i < n; i++)
    {
      HtInstanceItem *item = ht_instance_item_new (ht_prometheus_targets_get (targets, i));

      ht_instance_item_set_chosen (item, n <= FEW_INSTANCES);
      g_signal_connect_object (item, "notify::chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
      g_ptr_array_add (items, item);
    }
  gtk_editable_set_text (self->search, "");
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  chosen_cb (self);
}

/**
 * ht_instance_list_get_chosen:
 * @self: the list
 *
 * Returns: (transfer full): names of the instances that are ticked, also where they are not shown
 */
GStrv
ht_instance_list_get_chosen (HtInstanceList *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  GListModel *items = G_LIST_MODEL (self->items);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (HtInstanceItem) item = g_list_model_get_item (items, i);

      if (ht_instance_item_is_chosen (item))
        g_strv_builder_add (names, ht_instance_item_get_name (item));
    }
  return g_strv_builder_end (names);
}

/**
 * ht_instance_list_get_n_chosen:
 * @self: the list
 * @n_series: (out): how many series they have together
 *
 * Returns: how many instances are ticked
 */
guint
ht_instance_list_get_n_chosen (HtInstanceList *self, guint64 *n_series)
{
  GListModel *items = G_LIST_MODEL (self->items);
  guint n = 0;

  *n_series = 0;
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (HtInstanceItem) item = g_list_model_get_item (items, i);

      if (!ht_instance_item_is_chosen (item))
        continue;
      *n_series += ht_instance_item_get_n_series (item);
      n++;
    }
  return n;
}
