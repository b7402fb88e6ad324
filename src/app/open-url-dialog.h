/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HT_TYPE_OPEN_URL_DIALOG (ht_open_url_dialog_get_type ())

/**
 * HtOpenUrlDialog:
 *
 * Asks for the URL of one capture, and fetches it.
 *
 * It stays open while it fetches and where that failed, so that the URL can be corrected; closing
 * it cancels.
 *
 * Signals: `opened` (#HtDocument) when it was fetched; then it closes.
 */
G_DECLARE_FINAL_TYPE (HtOpenUrlDialog, ht_open_url_dialog, HT, OPEN_URL_DIALOG, AdwWindow)

HtOpenUrlDialog *ht_open_url_dialog_new (GtkWindow *parent);
void ht_open_url_dialog_open (HtOpenUrlDialog *self, const char *url);

G_END_DECLS
