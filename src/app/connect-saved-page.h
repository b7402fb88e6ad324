/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connect-page.h"
#include "target-list.h"

G_BEGIN_DECLS

#define HT_TYPE_CONNECT_SAVED_PAGE (ht_connect_saved_page_get_type ())

/**
 * HtConnectSavedPage:
 *
 * The saved targets, to connect to again, and a way to import many of them.
 */
G_DECLARE_FINAL_TYPE (HtConnectSavedPage, ht_connect_saved_page, HT, CONNECT_SAVED_PAGE, GtkWidget)

GtkWidget *ht_connect_saved_page_new (HtTargetList *targets);

G_END_DECLS
