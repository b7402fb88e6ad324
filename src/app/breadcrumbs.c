/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "breadcrumbs.h"

#include <glib/gi18n.h>

#include "function-name.h"

/* Deeper callers are in the graph; a longer row would only be scrolled past. */
#define MOST_SHOWN 8

struct _HtBreadcrumbs
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *scrolled;
  GtkWidget *box;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtBreadcrumbs, ht_breadcrumbs, GTK_TYPE_WIDGET)

static void
clicked_cb (GtkButton *button, gpointer user_data)
{
  HtBreadcrumbs *self =
      HT_BREADCRUMBS (gtk_widget_get_ancestor (GTK_WIDGET (button), HT_TYPE_BREADCRUMBS));

  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, GPOINTER_TO_UINT (user_data));
}

static void
prepend_crumb (HtBreadcrumbs *self, const char *name, const char *full_name, guint32 node)
{
  GtkWidget *button = gtk_button_new_with_label (name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "crumb");
  gtk_widget_set_tooltip_text (button, full_name);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), GUINT_TO_POINTER (node));
  gtk_box_prepend (GTK_BOX (self->box), button);
}

static void
prepend_separator (HtBreadcrumbs *self)
{
  GtkWidget *label = gtk_label_new ("›");

  gtk_widget_add_css_class (label, "second-text");
  gtk_accessible_update_state (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_prepend (GTK_BOX (self->box), label);
}

/* The frame itself is at the end. */
static void
scroll_to_end_cb (GtkAdjustment *adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
ht_breadcrumbs_dispose (GObject *object)
{
  g_clear_pointer (&HT_BREADCRUMBS (object)->scrolled, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_breadcrumbs_parent_class)->dispose (object);
}

static void
ht_breadcrumbs_class_init (HtBreadcrumbsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_breadcrumbs_dispose;
  signals[SIGNAL_ACTIVATED] =
      g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "breadcrumbs");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ht_breadcrumbs_init (HtBreadcrumbs *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->box);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  g_signal_connect (gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled)),
                    "changed", G_CALLBACK (scroll_to_end_cb), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Callers of the selected frame"), -1);
}

/**
 * ht_breadcrumbs_show:
 * @self: the breadcrumbs
 * @data: (nullable): a folded profile
 * @node: one of its nodes
 *
 * Shows the way from the root to a frame.
 */
void
ht_breadcrumbs_show (HtBreadcrumbs *self, HtFlameData *data, guint32 node)
{
  GtkWidget *child;
  guint n_shown = 0;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (data == NULL)
    return;
  for (; node != 0 && n_shown < MOST_SHOWN; node = data->tree->parent[node], n_shown++)
    {
      const char *full_name = data->names->names[data->tree->group[node]];
      g_autofree char *name = ht_function_name_shorten (full_name, HT_NAME_PLAIN);

      prepend_crumb (self, name, full_name, node);
      prepend_separator (self);
    }
  if (node != 0)
    {
      prepend_crumb (self, "…", data->names->names[data->tree->group[node]], node);
      prepend_separator (self);
    }
  prepend_crumb (self, _ ("All"), _ ("The whole profile"), 0);
}
