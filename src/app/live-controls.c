/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "live-controls.h"

#include <glib/gi18n.h>

#include "menu-focus.h"

struct _HtLiveControls
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *pause_button;
  GtkWidget *capture_button;

  /* Owned */
  HtLiveItem *item; /* nullable */

  gboolean shows_paused;
};

G_DEFINE_FINAL_TYPE (HtLiveControls, ht_live_controls, GTK_TYPE_WIDGET)

static void
show_paused (HtLiveControls *self)
{
  gboolean is_paused = ht_live_item_is_paused (self->item);
  const char *text = is_paused ? _ ("Go on recording") : _ ("Pause recording");

  self->shows_paused = is_paused;
  gtk_button_set_icon_name (GTK_BUTTON (self->pause_button), is_paused
                                                                 ? "media-playback-start-symbolic"
                                                                 : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (self->pause_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pause_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* Its figures change each second; a tooltip that is set again goes away. */
static void
item_changed_cb (HtLiveControls *self)
{
  if (self->shows_paused != ht_live_item_is_paused (self->item))
    show_paused (self);
}

static void
ht_live_controls_dispose (GObject *object)
{
  HtLiveControls *self = HT_LIVE_CONTROLS (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), HT_TYPE_LIVE_CONTROLS);
  G_OBJECT_CLASS (ht_live_controls_parent_class)->dispose (object);
}

static void
ht_live_controls_class_init (HtLiveControlsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_live_controls_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/live-controls.ui");
  gtk_widget_class_bind_template_child (widget_class, HtLiveControls, pause_button);
  gtk_widget_class_bind_template_child (widget_class, HtLiveControls, capture_button);
}

static void
ht_live_controls_init (HtLiveControls *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_menu_button_take_focus_back (GTK_MENU_BUTTON (self->capture_button));
}

/**
 * ht_live_controls_set_item:
 * @self: the buttons
 * @item: (nullable): what they are about; %NULL hides them
 */
void
ht_live_controls_set_item (HtLiveControls *self, HtLiveItem *item)
{
  gtk_widget_set_visible (GTK_WIDGET (self), item != NULL);
  if (self->item == item)
    return;
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self, G_CONNECT_SWAPPED);
  show_paused (self);
}
