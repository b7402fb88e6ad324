/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connect-page.h"

G_BEGIN_DECLS

#define HT_TYPE_CONNECT_PROMETHEUS_PAGE (ht_connect_prometheus_page_get_type ())

/**
 * HtConnectPrometheusPage:
 *
 * Asks for the history of services that a Prometheus server has: which server, which instances,
 * which time. Fetches it into a recording of its own.
 *
 * Signals: `fetched` with the path of the recording, and with a sentence if not all of it came.
 */
G_DECLARE_FINAL_TYPE (HtConnectPrometheusPage,
                      ht_connect_prometheus_page,
                      HT,
                      CONNECT_PROMETHEUS_PAGE,
                      GtkWidget)

GtkWidget *ht_connect_prometheus_page_new (void);

G_END_DECLS
