/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "live-item.h"

G_BEGIN_DECLS

#define HT_TYPE_LIVE_CONTROLS (ht_live_controls_get_type ())

/**
 * HtLiveControls:
 *
 * The buttons for a service that is recorded: pause, and what can be captured now.
 */
G_DECLARE_FINAL_TYPE (HtLiveControls, ht_live_controls, HT, LIVE_CONTROLS, GtkWidget)

void ht_live_controls_set_item (HtLiveControls *self, HtLiveItem *item);

G_END_DECLS
