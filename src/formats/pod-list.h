/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"

G_BEGIN_DECLS

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
 * @reason: (nullable): why it does not run, or not all of it: `ContainerCreating`,
 *   `CrashLoopBackOff`, `Evicted`
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
  char *reason;
  char *ip;
  char *node;
  gboolean is_ready;
  gboolean is_deleting;
  gint64 start_time_ns;
  gint64 restart_count;
  GPtrArray *ports;
} HtPod;

HtPod *ht_pod_ref (HtPod *pod);
void ht_pod_unref (HtPod *pod);
gboolean ht_pod_equal (const HtPod *a, const HtPod *b);

gboolean ht_kube_is_name (const char *text);
GPtrArray *ht_pod_list_decode (const char *text, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPod, ht_pod_unref)

G_END_DECLS
