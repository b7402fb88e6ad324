/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "connect-dialog.h"

struct _HtConnectDialog
{
  AdwWindow parent_instance;

  /* Template widgets */
  AdwViewStack *stack;
  AdwViewSwitcherTitle *switcher;
  GtkButton *act_button;
};

G_DEFINE_FINAL_TYPE (HtConnectDialog, ht_connect_dialog, ADW_TYPE_WINDOW)

static HtConnectPage *
get_page (HtConnectDialog *self)
{
  GtkWidget *page = adw_view_stack_get_visible_child (self->stack);

  return page != NULL ? HT_CONNECT_PAGE (page) : NULL;
}

static void
show_button (HtConnectDialog *self)
{
  HtConnectPage *page = get_page (self);

  if (page == NULL)
    return;
  gtk_button_set_label (self->act_button, ht_connect_page_get_label (page));
  gtk_widget_set_sensitive (GTK_WIDGET (self->act_button), ht_connect_page_is_ready (page));
}

static void
page_shown_cb (HtConnectDialog *self)
{
  show_button (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && get_page (self) != NULL)
    ht_connect_page_focus (get_page (self));
}

static void
act_cb (HtConnectDialog *self)
{
  HtConnectPage *page = get_page (self);

  if (page != NULL && ht_connect_page_is_ready (page))
    ht_connect_page_act (page);
}

/* Else the focus would be on Cancel, which comes first. */
static void
ht_connect_dialog_map (GtkWidget *widget)
{
  HtConnectPage *page = get_page (HT_CONNECT_DIALOG (widget));

  GTK_WIDGET_CLASS (ht_connect_dialog_parent_class)->map (widget);
  if (page != NULL)
    ht_connect_page_focus (page);
}

static void
ht_connect_dialog_class_init (HtConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = ht_connect_dialog_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HtConnectDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, HtConnectDialog, switcher);
  gtk_widget_class_bind_template_child (widget_class, HtConnectDialog, act_button);
  gtk_widget_class_bind_template_callback (widget_class, page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, act_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ht_connect_dialog_init (HtConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ht_connect_dialog_new:
 * @parent: the window that asks
 *
 * Returns: (transfer none): a dialog without pages; add them and present it
 */
HtConnectDialog *
ht_connect_dialog_new (GtkWindow *parent)
{
  return g_object_new (HT_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);
}

/**
 * ht_connect_dialog_add_page:
 * @self: the dialog
 * @page: a page
 * @name: its name in the program
 * @title: its name for people, translated
 * @icon_name: its icon
 *
 * Adds a kind of thing to connect to. With the second one the dialog shows a switcher.
 */
void
ht_connect_dialog_add_page (HtConnectDialog *self,
                            HtConnectPage *page,
                            const char *name,
                            const char *title,
                            const char *icon_name)
{
  g_signal_connect_object (page, "changed", G_CALLBACK (show_button), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "finished", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
  adw_view_stack_add_titled_with_icon (self->stack, GTK_WIDGET (page), name, title, icon_name);
}

/**
 * ht_connect_dialog_set_title:
 * @self: the dialog
 * @title: what it is for, translated
 */
void
ht_connect_dialog_set_title (HtConnectDialog *self, const char *title)
{
  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_view_switcher_title_set_title (self->switcher, title);
}
