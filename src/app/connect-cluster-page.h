/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connect-page.h"

G_BEGIN_DECLS

#define HT_TYPE_CONNECT_CLUSTER_PAGE (ht_connect_cluster_page_get_type ())

/**
 * HtConnectClusterPage:
 *
 * Asks which pods of a Kubernetes cluster to record, and shows those that match while it is asked.
 *
 * Signals: `follow` (const HtPodQuery *, const HtTargetIntervals *).
 */
G_DECLARE_FINAL_TYPE (HtConnectClusterPage,
                      ht_connect_cluster_page,
                      HT,
                      CONNECT_CLUSTER_PAGE,
                      GtkWidget)

GtkWidget *ht_connect_cluster_page_new (void);

G_END_DECLS
