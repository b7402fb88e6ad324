/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "busy-bar.h"
#include "window.h"

G_BEGIN_DECLS

void ht_window_openings_install (GtkWidgetClass *widget_class);
HtWindowOpenings *
ht_window_openings_new (HtWindow *window, HtSidebar *sidebar, HtBusyBar *progress);
void ht_window_openings_free (HtWindowOpenings *openings);
gboolean ht_window_openings_reads (HtWindowOpenings *openings, HtDocument *document);
void ht_window_openings_cancel (HtWindowOpenings *openings, HtDocument *document);

G_END_DECLS
