/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "time-view.h"

G_BEGIN_DECLS

/**
 * HtTimeKeys:
 * @HT_TIME_KEYS_UNDO: only those that undo, for what holds charts
 * @HT_TIME_KEYS_ALL: all, for a chart
 *
 * Which keys a widget gets for its actions.
 */
typedef enum
{
  HT_TIME_KEYS_UNDO,
  HT_TIME_KEYS_ALL,
} HtTimeKeys;

void ht_time_actions_install (GtkWidgetClass *widget_class, HtTimeKeys keys);
void ht_time_actions_set_view (GtkWidget *widget, HtTimeView *time_view);
HtTimeView *ht_time_actions_get_view (GtkWidget *widget);
void ht_time_actions_add_back_button (GtkWidget *widget);
gboolean ht_time_scroll (HtTimeView *time_view,
                         GtkEventControllerScroll *controller,
                         double dx,
                         double dy,
                         gint64 center_ns);

G_END_DECLS
