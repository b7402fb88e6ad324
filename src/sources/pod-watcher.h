/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http-client.h"
#include "pod-list.h"

G_BEGIN_DECLS

/**
 * HtPodEvent:
 * @HT_POD_ADDED: it is there
 * @HT_POD_CHANGED: something about it is not what it was
 * @HT_POD_REMOVED: it is gone
 */
typedef enum
{
  HT_POD_ADDED,
  HT_POD_CHANGED,
  HT_POD_REMOVED,
} HtPodEvent;

/**
 * HtPodEventFunc:
 * @event: what happened
 * @pod: to whom; as it is now, or was last
 * @user_data: data of the caller
 */
typedef void (*HtPodEventFunc) (HtPodEvent event, HtPod *pod, gpointer user_data);

/**
 * HtPodListedFunc:
 * @error: (nullable): why the list did not come; %NULL if it came, and its events were told
 * @user_data: data of the caller
 *
 * Told after each attempt to list the pods.
 */
typedef void (*HtPodListedFunc) (const GError *error, gpointer user_data);

/**
 * HtPodWatcher:
 *
 * Follows the pods of a namespace as they come and go.
 *
 * The API server is asked for the whole list every 5 s: [class@HttpClient] has each answer as a
 * whole, and a watch has no end. From the server's cache that is one cheap request. While the
 * server does not answer, the pods that were there count as there, and it is asked less and less
 * often, each minute at last.
 */
typedef struct _HtPodWatcher HtPodWatcher;

HtPodWatcher *ht_pod_watcher_new (HtHttpClient *client,
                                  const char *namespace_name,
                                  const char *label_selector,
                                  guint interval_ms,
                                  HtPodEventFunc func,
                                  HtPodListedFunc listed,
                                  gpointer user_data,
                                  GError **error);
void ht_pod_watcher_set_client (HtPodWatcher *watcher, HtHttpClient *client);
void ht_pod_watcher_free (HtPodWatcher *watcher);
gint64 ht_pod_watcher_get_retry_us (const HtPodWatcher *watcher);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPodWatcher, ht_pod_watcher_free)

G_END_DECLS
