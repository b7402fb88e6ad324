/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_TRACE_PAUSES_VIEW (ht_trace_pauses_view_get_type ())

/**
 * HtTracePausesView:
 *
 * For what reasons the world was stopped in the range of time that is marked, or else shown.
 */
G_DECLARE_FINAL_TYPE (HtTracePausesView, ht_trace_pauses_view, HT, TRACE_PAUSES_VIEW, GtkWidget)

void ht_trace_pauses_view_set_time_view (HtTracePausesView *self, HtTimeView *time_view);
void ht_trace_pauses_view_set_source (HtTracePausesView *self, HtDocument *document, gint64 target);

G_END_DECLS
