/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "busy-bar.h"

#define PATIENCE_MS 300
#define PULSE_MS    100

struct _HtBusyBar
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *bar;

  guint timer; /* source id: first the patience, then the pulse */
  gboolean is_measured;
};

G_DEFINE_FINAL_TYPE (HtBusyBar, ht_busy_bar, GTK_TYPE_WIDGET)

static gboolean
pulse_cb (gpointer user_data)
{
  HtBusyBar *self = user_data;

  if (!self->is_measured)
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->bar));
  return G_SOURCE_CONTINUE;
}

static gboolean
patience_is_over_cb (gpointer user_data)
{
  HtBusyBar *self = user_data;

  self->timer = g_timeout_add (PULSE_MS, pulse_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  return G_SOURCE_REMOVE;
}

static void
ht_busy_bar_dispose (GObject *object)
{
  HtBusyBar *self = HT_BUSY_BAR (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_busy_bar_parent_class)->dispose (object);
}

static void
ht_busy_bar_class_init (HtBusyBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_busy_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "busybar");
}

static void
ht_busy_bar_init (HtBusyBar *self)
{
  self->bar = gtk_progress_bar_new ();
  gtk_widget_add_css_class (self->bar, "osd");
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ht_busy_bar_start:
 * @self: the line
 *
 * Something begins.
 */
void
ht_busy_bar_start (HtBusyBar *self)
{
  ht_busy_bar_stop (self);
  self->timer = g_timeout_add (PATIENCE_MS, patience_is_over_cb, self);
}

/**
 * ht_busy_bar_tell:
 * @self: the line
 * @fraction: how much of it is done, 0…1
 */
void
ht_busy_bar_tell (HtBusyBar *self, double fraction)
{
  self->is_measured = TRUE;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), fraction);
}

/**
 * ht_busy_bar_stop:
 * @self: the line
 *
 * It is over.
 */
void
ht_busy_bar_stop (HtBusyBar *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->is_measured = FALSE;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), 0);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
