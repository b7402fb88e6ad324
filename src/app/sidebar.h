/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording-row.h"

G_BEGIN_DECLS

#define HT_TYPE_SIDEBAR (ht_sidebar_get_type ())

/**
 * HtSidebar:
 *
 * The list of what is open: services that are recorded now, then recordings.
 *
 * ## Signals
 *
 * `chosen` with an #HtRecordingRow when the user wants to look at it; `closed` with one whose
 * recording the user wants to be done with.
 */
G_DECLARE_FINAL_TYPE (HtSidebar, ht_sidebar, HT, SIDEBAR, GtkWidget)

HtRecordingRow *ht_sidebar_find (HtSidebar *self, HtDocument *document, gint64 target);
HtRecordingRow *ht_sidebar_find_live (HtSidebar *self, HtLiveItem *item);
HtRecordingRow *ht_sidebar_get_row (HtSidebar *self, guint index);
HtRecordingRow *ht_sidebar_get_selected (HtSidebar *self);
HtRecordingRow *ht_sidebar_add (HtSidebar *self, HtDocument *document, const HtTarget *target);
HtRecordingRow *ht_sidebar_add_live (HtSidebar *self, HtDocument *document, HtLiveItem *item);
void ht_sidebar_remove (HtSidebar *self, HtRecordingRow *row);
void ht_sidebar_remove_document (HtSidebar *self, HtDocument *document);
void ht_sidebar_select (HtSidebar *self, HtRecordingRow *row);

G_END_DECLS
