/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "pod-query.h"

#include <string.h>

#include "pod-path.h"
#include "safe-text.h"
#include "source-error.h"

/**
 * ht_pod_query_copy:
 * @query: which pods
 *
 * Returns: (transfer full): a copy
 */
HtPodQuery *
ht_pod_query_copy (const HtPodQuery *query)
{
  HtPodQuery *copy = g_new0 (HtPodQuery, 1);

  *copy = *query;
  copy->name = g_strdup (query->name);
  copy->kubeconfig = g_strdup (query->kubeconfig);
  copy->context = g_strdup (query->context);
  copy->namespace_name = g_strdup (query->namespace_name);
  copy->label_selector = g_strdup (query->label_selector);
  copy->prefix = g_strdup (query->prefix);
  return copy;
}

/**
 * ht_pod_query_free:
 * @query: (transfer full) (nullable): which pods
 */
void
ht_pod_query_free (HtPodQuery *query)
{
  if (query == NULL)
    return;
  g_free (query->name);
  g_free (query->kubeconfig);
  g_free (query->context);
  g_free (query->namespace_name);
  g_free (query->label_selector);
  g_free (query->prefix);
  g_free (query);
}

/**
 * ht_pod_query_check:
 * @query: which pods
 * @error: return location
 *
 * Looks at what can be told without a kubeconfig and a server.
 *
 * Returns: whether it makes sense; if not, @error is %HT_SOURCE_ERROR_INVALID
 */
gboolean
ht_pod_query_check (const HtPodQuery *query, GError **error)
{
  const char *prefix = query->prefix != NULL ? query->prefix : "";

  if (query->namespace_name != NULL)
    {
      g_autofree char *path = ht_pod_list_path (query->namespace_name, NULL, error);

      if (path == NULL)
        return FALSE;
    }
  if (query->port < 1 || query->port > 65535)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "a port is a number from 1 to 65535");
      return FALSE;
    }
  if ((*prefix != '\0' && *prefix != '/') || strpbrk (prefix, "?#% \n\r\t") != NULL ||
      strstr (prefix, "..") != NULL)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "a path begins with “/” and has neither “..” nor a query");
      return FALSE;
    }
  return TRUE;
}

/**
 * ht_pod_query_get_display_name:
 * @query: which pods
 *
 * Returns: (transfer full): what people call them together
 */
char *
ht_pod_query_get_display_name (const HtPodQuery *query)
{
  g_autoptr (GString) name = g_string_new (query->context);

  if (query->name != NULL)
    return g_strdup (query->name);
  if (query->namespace_name != NULL)
    g_string_append_printf (name, "%s%s", name->len > 0 ? "/" : "", query->namespace_name);
  if (query->label_selector != NULL && *query->label_selector != '\0')
    g_string_append_printf (name, "%s%s", name->len > 0 ? "/" : "", query->label_selector);
  return name->len > 0 ? g_string_free (g_steal_pointer (&name), FALSE) : g_strdup ("pods");
}

/**
 * ht_pod_query_set_port:
 * @query: which pods
 * @text: a number, or `https:` and a number where the service speaks TLS
 * @error: return location
 *
 * Returns: whether @text is a port; if not, @error is %HT_SOURCE_ERROR_INVALID
 */
gboolean
ht_pod_query_set_port (HtPodQuery *query, const char *text, GError **error)
{
  gboolean use_tls = g_str_has_prefix (text, "https:");
  guint64 number;

  if (!g_ascii_string_to_unsigned (use_tls ? text + strlen ("https:") : text, 10, 1, 65535, &number,
                                   NULL))
    {
      g_autofree char *shown = ht_safe_text_for_terminal (text, -1);

      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "“%s” is no port: a number from 1 to 65535, or https: and a number", shown);
      return FALSE;
    }
  query->port = (guint) number;
  query->use_tls = use_tls;
  return TRUE;
}

/**
 * ht_pod_query_make_url:
 * @query: which pods
 * @server: base URL of the API server, without a slash at its end
 * @pod: one of them
 *
 * Returns: (transfer full): where the service of the pod is, for [ctor@HttpClient.new]
 */
char *
ht_pod_query_make_url (const HtPodQuery *query, const char *server, const HtPod *pod)
{
  g_autofree char *path = ht_pod_proxy_path (pod, query->port, query->use_tls);
  const char *prefix = query->prefix != NULL ? query->prefix : "";

  while (*prefix == '/')
    prefix++;
  return g_strconcat (server, path, prefix, NULL);
}

/**
 * ht_pod_describe:
 * @pod: a pod
 *
 * Says how it is, as `kubectl get pods` does.
 *
 * Returns: (transfer full): a few words, such as `Running` or `Pending (ImagePullBackOff)`
 */
char *
ht_pod_describe (const HtPod *pod)
{
  g_autoptr (GString) text = g_string_new (pod->is_deleting ? "Terminating" : pod->phase);
  g_autofree char *shown = NULL;

  if (pod->reason != NULL)
    g_string_append_printf (text, " (%s)", pod->reason);
  else if (strcmp (pod->phase, "Running") == 0 && !pod->is_ready && !pod->is_deleting)
    g_string_append (text, " (not ready)");
  if (pod->restart_count > 0)
    g_string_append_printf (text, ", %" G_GINT64_FORMAT " %s", pod->restart_count,
                            pod->restart_count == 1 ? "restart" : "restarts");
  shown = ht_safe_text_for_terminal (text->str, -1);
  return g_steal_pointer (&shown);
}

/**
 * ht_pod_explain_refusal:
 * @message: why the list of pods did not come
 * @status: what the API server has answered
 * @namespace_name: the namespace that was asked for
 *
 * Says which right is missing, where it is one.
 *
 * Returns: (transfer full): @message, and what to do
 */
char *
ht_pod_explain_refusal (const char *message, guint status, const char *namespace_name)
{
  if (status != 403)
    return g_strdup (message);
  return g_strdup_printf ("%s; the user of the context needs the verb “list” on “pods” in the "
                          "namespace “%s”",
                          message, namespace_name);
}
