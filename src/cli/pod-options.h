/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "command.h"
#include "pod-query.h"

G_BEGIN_DECLS

/**
 * HtPodOptions:
 * @kubeconfig: (nullable): a kubeconfig
 * @context: (nullable): a context of it
 * @namespace_name: (nullable): a namespace
 * @selector: (nullable): a label selector
 * @port: (nullable): where the pods listen
 * @prefix: (nullable): path below which the service is
 * @list_s: how often to look for them; 0 if not given
 *
 * How a command is told of the pods of a cluster.
 */
typedef struct
{
  /* Owned */
  char *kubeconfig;
  char *context;
  char *namespace_name;
  char *selector;
  char *port;
  char *prefix;

  double list_s;
} HtPodOptions;

/**
 * HT_POD_OPTION_ENTRIES:
 * @pods: an #HtPodOptions
 *
 * Its part of an array of #GOptionEntry.
 */
/* clang-format off */
#define HT_POD_OPTION_ENTRIES(pods)                                                               \
  { "kube-context", 0, 0, G_OPTION_ARG_STRING, &(pods).context,                                   \
    "Pods of a cluster: context of the kubeconfig (the current one)", "NAME" },                   \
  { "namespace", 0, 0, G_OPTION_ARG_STRING, &(pods).namespace_name,                               \
    "Their namespace (that of the context)", "NAME" },                                            \
  { "selector", 'l', 0, G_OPTION_ARG_STRING, &(pods).selector,                                    \
    "Which pods, in the words of kubectl get -l (all)", "LABELS" },                               \
  { "port", 0, 0, G_OPTION_ARG_STRING, &(pods).port,                                              \
    "Where they listen: a number, or https: and a number", "PORT" },                              \
  { "pod-path", 0, 0, G_OPTION_ARG_STRING, &(pods).prefix,                                        \
    "Path below which /debug/pprof/ and the like are", "PATH" },                                  \
  { "pod-interval", 0, 0, G_OPTION_ARG_DOUBLE, &(pods).list_s,                                    \
    "Look for pods every S seconds (5)", "S" },                                                   \
  { "kubeconfig", 0, 0, G_OPTION_ARG_FILENAME, &(pods).kubeconfig,                                \
    "The kubeconfig ($KUBECONFIG or ~/.kube/config)", "FILE" }
/* clang-format on */

void ht_pod_options_clear (HtPodOptions *options);
gboolean ht_pod_options_are_given (const HtPodOptions *options);
HtPodQuery *ht_pod_options_make_query (const HtPodOptions *options, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtPodOptions, ht_pod_options_clear)

G_END_DECLS
