/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pod-list.h"

G_BEGIN_DECLS

/**
 * HtPodQuery:
 * @name: (nullable): what people call the group of these pods; %NULL for one made of the rest
 * @kubeconfig: (nullable): files, separated as in `PATH`; %NULL for those that kubectl reads
 * @context: (nullable): name of a context; %NULL for the current one
 * @namespace_name: (nullable): a namespace; %NULL for that of the context
 * @label_selector: (nullable): which pods, in the words of `kubectl get -l`; %NULL for all
 * @port: a port that they listen on
 * @use_tls: whether they speak TLS there; the API server does not verify their certificates
 * @prefix: (nullable): path below which the service is, as `/internal`
 * @list_ms: how often to ask for the list; 0 for every 5 s
 *
 * Which pods of a cluster are targets.
 */
typedef struct
{
  char *name;
  char *kubeconfig;
  char *context;
  char *namespace_name;
  char *label_selector;
  guint port;
  gboolean use_tls;
  char *prefix;
  guint list_ms;
} HtPodQuery;

HtPodQuery *ht_pod_query_copy (const HtPodQuery *query);
void ht_pod_query_free (HtPodQuery *query);
gboolean ht_pod_query_check (const HtPodQuery *query, GError **error);
char *ht_pod_query_get_display_name (const HtPodQuery *query);
gboolean ht_pod_query_set_port (HtPodQuery *query, const char *text, GError **error);
char *ht_pod_query_make_url (const HtPodQuery *query, const char *server, const HtPod *pod);
char *ht_pod_describe (const HtPod *pod);
char *ht_pod_explain_refusal (const char *message, guint status, const char *namespace_name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPodQuery, ht_pod_query_free)

G_END_DECLS
