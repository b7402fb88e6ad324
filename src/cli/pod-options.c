/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "pod-options.h"

#include "kube-access.h"
#include "source-error.h"

/**
 * ht_pod_options_clear:
 * @options: options
 */
void
ht_pod_options_clear (HtPodOptions *options)
{
  g_free (options->kubeconfig);
  g_free (options->context);
  g_free (options->namespace_name);
  g_free (options->selector);
  g_free (options->port);
  g_free (options->prefix);
}

/**
 * ht_pod_options_are_given:
 * @options: options, as they were given
 *
 * Returns: whether any of them was
 */
gboolean
ht_pod_options_are_given (const HtPodOptions *options)
{
  return options->kubeconfig != NULL || options->context != NULL ||
         options->namespace_name != NULL || options->selector != NULL || options->port != NULL ||
         options->prefix != NULL;
}

/* What a kubeconfig does not have is not going to come, unlike a server. */
static gboolean
check_context (const HtPodOptions *options, GError **error)
{
  g_autoptr (HtKubeconfig) config = ht_kube_load_config (options->kubeconfig, error);
  g_autoptr (HtKubeAccess) access = NULL;

  if (config != NULL)
    access = ht_kube_load_access (config, options->context, error);
  return access != NULL;
}

/**
 * ht_pod_options_make_query:
 * @options: options that are given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): which pods they mean
 */
HtPodQuery *
ht_pod_options_make_query (const HtPodOptions *options, GError **error)
{
  g_autoptr (HtPodQuery) query = g_new0 (HtPodQuery, 1);

  if (options->port == NULL)
    {
      g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                           "--port is missing: where do the pods listen?");
      return NULL;
    }
  if (options->list_s < 0 || options->list_s > 3600 ||
      (options->list_s > 0 && options->list_s < 0.1))
    {
      g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                           "--pod-interval is 0.1 s at least, and an hour at most");
      return NULL;
    }
  if (!ht_pod_query_set_port (query, options->port, error) || !check_context (options, error))
    return NULL;
  query->list_ms = (guint) (options->list_s * 1000);
  query->kubeconfig = g_strdup (options->kubeconfig);
  query->context = g_strdup (options->context);
  query->namespace_name = g_strdup (options->namespace_name);
  query->label_selector = g_strdup (options->selector);
  query->prefix = g_strdup (options->prefix);
  return g_steal_pointer (&query);
}
