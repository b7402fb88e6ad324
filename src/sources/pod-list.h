/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "source-error.h"

G_BEGIN_DECLS

/**
 * HT_POD_WATCH_LINE_MAX:
 *
 * Largest event of a watch that is read: 4 MiB. An object in etcd has 1.5 MiB at most.
 */
#define HT_POD_WATCH_LINE_MAX ((gsize) 4 << 20)

/**
 * HtPodPort:
 * @container: name of its container
 * @name: (nullable): its name
 * @number: its number, 1 to 65535
 *
 * A TCP port that a container says it listens on.
 */
typedef struct
{
  char *container;
  char *name;
  guint number;
} HtPodPort;

/**
 * HtPod:
 * @name: its name
 * @namespace_name: its namespace
 * @uid: what no other pod ever has; a pod that was deleted and made again has another
 * @phase: `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`
 * @ip: (nullable): its address in the cluster
 * @node: (nullable): where it runs
 * @is_ready: whether it counts as ready
 * @is_deleting: whether it was told to end
 * @start_time_ns: when the kubelet saw it first, ns since 1970; %HT_UNKNOWN if it has not yet
 * @restart_count: how often its containers were started anew, together
 * @ports: (element-type HtPodPort): the ports that are declared; it may listen on others
 *
 * What the API server says of a pod.
 */
typedef struct
{
  gatomicrefcount ref_count;

  char *name;
  char *namespace_name;
  char *uid;
  char *phase;
  char *ip;
  char *node;
  gboolean is_ready;
  gboolean is_deleting;
  gint64 start_time_ns;
  gint64 restart_count;
  GPtrArray *ports;
} HtPod;

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
 * HtPodStream:
 *
 * Decodes the answer to a `watch=true`, which comes in pieces and has one JSON
 * event per line.
 */
typedef struct _HtPodStream HtPodStream;

HtPod *ht_pod_ref (HtPod *pod);
void ht_pod_unref (HtPod *pod);
gboolean ht_pod_equal (const HtPod *a, const HtPod *b);

char *ht_pod_list_path (const char *namespace_name, const char *label_selector, GError **error);
char *ht_pod_proxy_path (const HtPod *pod, guint port, gboolean use_tls);
GPtrArray *
ht_pod_list_decode (const char *text, gsize length, char **resource_version, GError **error);

HtPodStream *ht_pod_stream_new (HtPodEventFunc func, gpointer user_data);
void ht_pod_stream_free (HtPodStream *stream);
gboolean ht_pod_stream_push (HtPodStream *stream, const char *bytes, gsize length, GError **error);
const char *ht_pod_stream_get_resource_version (const HtPodStream *stream);
gboolean ht_pod_stream_has_expired (const HtPodStream *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPod, ht_pod_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPodStream, ht_pod_stream_free)

G_END_DECLS
