/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_UTILIZATION_VIEW (ht_utilization_view_get_type ())

/**
 * HtUtilizationView:
 *
 * How much of the processors the collector leaves to the program at worst, in the range of time
 * that is marked, or else shown. It is not there where no trace tells.
 *
 * With the pointer, or Left and Right, it tells the figures for a length of window.
 */
G_DECLARE_FINAL_TYPE (HtUtilizationView, ht_utilization_view, HT, UTILIZATION_VIEW, GtkWidget)

void ht_utilization_view_set_time_view (HtUtilizationView *self, HtTimeView *time_view);
void ht_utilization_view_set_source (HtUtilizationView *self, HtDocument *document, gint64 target);

G_END_DECLS
