/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "live-controls.h"
#include "live-session.h"
#include "window.h"

G_BEGIN_DECLS

void ht_window_live_install (GtkWidgetClass *widget_class);
HtWindowLive *ht_window_live_new (HtWindow *window, HtSidebar *sidebar, HtLiveControls *controls);
void ht_window_live_free (HtWindowLive *live);
gboolean ht_window_live_close_row (HtWindowLive *live, HtRecordingRow *row);
HtRecorder *ht_window_live_find_recorder (HtWindowLive *live, HtDocument *document);
void ht_window_live_update (HtWindowLive *live);

void ht_window_record (HtWindow *window, HtTargetSettings *settings, HtCredentials *credentials);
void ht_window_record_pods (HtWindow *window,
                            const HtPodQuery *query,
                            const HtTargetIntervals *intervals);
void ht_window_record_url (HtWindow *window, const char *text);

G_END_DECLS
