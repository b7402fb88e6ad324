/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "connect-page.h"

G_BEGIN_DECLS

#define HT_TYPE_CONNECT_DIALOG (ht_connect_dialog_get_type ())

/**
 * HtConnectDialog:
 *
 * Asks what to connect to: a page for each kind, buttons that are common to them.
 *
 * It knows nothing of the kinds. Another one is an #HtConnectPage that window-connect.c makes,
 * connects to and adds.
 */
G_DECLARE_FINAL_TYPE (HtConnectDialog, ht_connect_dialog, HT, CONNECT_DIALOG, AdwWindow)

HtConnectDialog *ht_connect_dialog_new (GtkWindow *parent);
void ht_connect_dialog_add_page (HtConnectDialog *self,
                                 HtConnectPage *page,
                                 const char *name,
                                 const char *title,
                                 const char *icon_name);
void ht_connect_dialog_set_title (HtConnectDialog *self, const char *title);

G_END_DECLS
