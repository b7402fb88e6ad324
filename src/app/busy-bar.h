/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HT_TYPE_BUSY_BAR (ht_busy_bar_get_type ())

/**
 * HtBusyBar:
 *
 * A thin line that says that something is going on, and how far it is if that is known.
 *
 * It is visible only while something takes long enough to wonder, so that nothing blinks; other
 * widgets may bind to its `visible`.
 */
G_DECLARE_FINAL_TYPE (HtBusyBar, ht_busy_bar, HT, BUSY_BAR, GtkWidget)

void ht_busy_bar_start (HtBusyBar *self);
void ht_busy_bar_tell (HtBusyBar *self, double fraction);
void ht_busy_bar_stop (HtBusyBar *self);

G_END_DECLS
