/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connect-page.h"
#include "credential-store.h"
#include "target-list.h"

G_BEGIN_DECLS

#define HT_TYPE_CONNECT_SERVICE_PAGE (ht_connect_service_page_get_type ())

/**
 * HtConnectServicePage:
 *
 * Asks for one live service: its address, how to sign in, what it is called. Looks what is there
 * as soon as typing rests; with a secret only when told to, since what is half typed may be
 * somebody else's address.
 *
 * Signals: `connect` (HtTargetSettings, HtCredentials).
 */
G_DECLARE_FINAL_TYPE (HtConnectServicePage,
                      ht_connect_service_page,
                      HT,
                      CONNECT_SERVICE_PAGE,
                      GtkWidget)

GtkWidget *ht_connect_service_page_new (HtTargetList *targets, HtCredentialStore *store);
void ht_connect_service_page_offer_clipboard (HtConnectServicePage *self);
void ht_connect_service_page_set_target (HtConnectServicePage *self,
                                         HtTargetSettings *settings,
                                         gboolean edit);

G_END_DECLS
