/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "pod-path.h"

#include "safe-text.h"
#include "source-error.h"

/**
 * ht_pod_list_path:
 * @namespace_name: a namespace
 * @label_selector: (nullable): which pods, in the words of `kubectl get -l`; %NULL for all
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what to ask the API server for, to be appended to its URL;
 *   %NULL with %HT_SOURCE_ERROR_INVALID if there can be no such namespace
 */
char *
ht_pod_list_path (const char *namespace_name, const char *label_selector, GError **error)
{
  g_autofree char *escaped = NULL;

  if (!ht_kube_is_name (namespace_name))
    {
      g_autofree char *shown = ht_safe_text_for_terminal (namespace_name, -1);

      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "“%s” is no name of a namespace: these have lower-case letters, digits and "
                   "hyphens",
                   shown);
      return NULL;
    }
  /* What the server has in memory is good enough, and does not go through etcd. */
  if (label_selector == NULL || *label_selector == '\0')
    return g_strdup_printf ("/api/v1/namespaces/%s/pods?resourceVersion=0", namespace_name);
  escaped = g_uri_escape_string (label_selector, NULL, FALSE);
  return g_strdup_printf ("/api/v1/namespaces/%s/pods?labelSelector=%s&resourceVersion=0",
                          namespace_name, escaped);
}

/**
 * ht_pod_proxy_path:
 * @pod: a pod
 * @port: a port that it listens on
 * @use_tls: whether it speaks TLS there; the API server does not verify its certificate
 *
 * Returns: (transfer full): where the API server passes requests on to the pod, to be appended to
 *   its URL; ends with a slash
 */
char *
ht_pod_proxy_path (const HtPod *pod, guint port, gboolean use_tls)
{
  return g_strdup_printf ("/api/v1/namespaces/%s/pods/%s%s:%u/proxy/", pod->namespace_name,
                          use_tls ? "https:" : "", pod->name, port);
}
