/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "table-keys.h"

static gboolean
leave_cb (GtkEventControllerKey *keys,
          guint keyval,
          guint keycode,
          GdkModifierType state,
          gpointer user_data)
{
  GtkWidget *table = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));
  gboolean backward = (state & GDK_SHIFT_MASK) != 0;
  gboolean moved;

  if (keyval != GDK_KEY_Tab && keyval != GDK_KEY_KP_Tab && keyval != GDK_KEY_ISO_Left_Tab)
    return GDK_EVENT_PROPAGATE;

  /* What cannot have the focus is passed over. */
  gtk_widget_set_can_focus (table, FALSE);
  moved = gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (table)),
                                  backward ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  gtk_widget_set_can_focus (table, TRUE);
  return moved ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

/**
 * ht_table_leave_with_tab:
 * @table: a list or table with focusable rows
 *
 * Makes Tab leave a table at once. GTK would go to the next row, so that
 * whoever has only keys could not get past a thousand functions.
 */
void
ht_table_leave_with_tab (GtkWidget *table)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (leave_cb), NULL);
  gtk_widget_add_controller (table, keys);
}
