/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "pod-query.h"

G_BEGIN_DECLS

/**
 * HtPodListing:
 * @server: base URL of the API server
 * @namespace_name: the namespace that was asked for
 * @pods: (element-type HtPod): those that match, in the order of the server
 *
 * What a query finds now.
 */
typedef struct
{
  char *server;
  char *namespace_name;
  GPtrArray *pods;
} HtPodListing;

void ht_pod_listing_async (const HtPodQuery *query,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
HtPodListing *ht_pod_listing_finish (GAsyncResult *result, GError **error);
void ht_pod_listing_free (HtPodListing *listing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPodListing, ht_pod_listing_free)

G_END_DECLS
