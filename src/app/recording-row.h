/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "document-load.h"
#include "live-item.h"
#include "target-data.h"

G_BEGIN_DECLS

#define HT_TYPE_RECORDING_ROW (ht_recording_row_get_type ())

/**
 * HtRecordingRow:
 *
 * A process of an open recording, in the sidebar: what it is called, how long it was
 * watched, and how its heap went.
 *
 * ## Signals
 *
 * `close` when the user wants to be done with the recording.
 */
G_DECLARE_FINAL_TYPE (HtRecordingRow, ht_recording_row, HT, RECORDING_ROW, AdwActionRow)

GtkWidget *ht_recording_row_new (HtDocument *document, const HtTarget *target);
GtkWidget *ht_recording_row_new_live (HtDocument *document, HtLiveItem *item);
HtLiveItem *ht_recording_row_get_live (HtRecordingRow *self);
HtDocument *ht_recording_row_get_document (HtRecordingRow *self);
gint64 ht_recording_row_get_target (HtRecordingRow *self);
const char *ht_recording_row_get_name (HtRecordingRow *self);
void ht_recording_row_set_data (HtRecordingRow *self, HtTargetData *data);

G_END_DECLS
