/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"
#include "time-view.h"
#include "window.h"

G_BEGIN_DECLS

void ht_window_notes_install (GtkWidgetClass *widget_class);
HtWindowNotes *ht_window_notes_new (HtWindow *window, HtTimeView *time_view);
void ht_window_notes_free (HtWindowNotes *notes);
void ht_window_notes_set_data (HtWindowNotes *notes, HtDocument *document, HtTargetData *data);

G_END_DECLS
