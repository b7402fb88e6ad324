/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-open-url.h"

#include "open-url-dialog.h"

static HtOpenUrlDialog *
new_dialog (HtWindow *window)
{
  HtOpenUrlDialog *dialog = ht_open_url_dialog_new (GTK_WINDOW (window));

  g_signal_connect_object (dialog, "opened", G_CALLBACK (ht_window_show_document), window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

static void
open_url_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  new_dialog (HT_WINDOW (widget));
}

/**
 * ht_window_open_url_install:
 * @widget_class: the class of the window
 *
 * Installs the action that asks for the URL of a capture, `win.open-url`.
 */
void
ht_window_open_url_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-url", NULL, open_url_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK, "win.open-url",
                                       NULL);
}

/**
 * ht_window_open_url:
 * @window: the window
 * @url: of one capture
 *
 * Fetches a capture and opens it beside what is open; a dialog shows how far it is, and asks for
 * credentials where they are missing.
 */
void
ht_window_open_url (HtWindow *window, const char *url)
{
  ht_open_url_dialog_open (new_dialog (window), url);
}
