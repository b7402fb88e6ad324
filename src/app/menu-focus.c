/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "menu-focus.h"

static void
closed_cb (GtkWidget *button, GtkWidget *menu)
{
  GtkRoot *root = gtk_widget_get_root (button);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && gtk_widget_is_ancestor (focus, menu))
    gtk_widget_grab_focus (button);
}

/**
 * ht_menu_button_take_focus_back:
 * @button: a button with a menu
 *
 * Has the button take the keyboard focus when its menu closes. GTK 4.8 leaves it on what was
 * chosen; no key would do anything then.
 */
void
ht_menu_button_take_focus_back (GtkMenuButton *button)
{
  g_signal_connect_object (gtk_menu_button_get_popover (button), "closed", G_CALLBACK (closed_cb),
                           button, G_CONNECT_SWAPPED);
}
