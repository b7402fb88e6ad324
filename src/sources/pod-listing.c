/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "pod-listing.h"

#include "http-client.h"
#include "kube-login.h"
#include "pod-path.h"

/* An answer on its way to a thread that waits for it, in a main context of its own. */
typedef struct
{
  GMainContext *context;
  GAsyncResult *result;
} Wait;

/**
 * ht_pod_listing_free:
 * @listing: (transfer full) (nullable): what was found
 */
void
ht_pod_listing_free (HtPodListing *listing)
{
  if (listing == NULL)
    return;
  g_free (listing->server);
  g_free (listing->namespace_name);
  g_clear_pointer (&listing->pods, g_ptr_array_unref);
  g_free (listing);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Wait *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Wait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (wait->context, TRUE);
  return g_steal_pointer (&wait->result);
}

static HtKubeLogin *
log_in (Wait *wait, const HtPodQuery *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  ht_kube_login_async (query->kubeconfig, query->context, cancellable, done_cb, wait);
  result = wait_for (wait);
  return ht_kube_login_finish (result, error);
}

static GPtrArray *
ask (Wait *wait,
     HtHttpClient *client,
     const char *namespace_name,
     const char *path,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (HtHttpAnswer) answer = NULL;
  const char *text;
  gsize length;

  ht_http_client_get_async (client, path, NULL, cancellable, done_cb, wait);
  result = wait_for (wait);
  answer = ht_http_client_get_finish (client, result, &reason);
  if (answer == NULL)
    {
      g_autofree char *told =
          ht_pod_explain_refusal (reason->message, ht_http_client_get_status (client),
                                  namespace_name);

      g_set_error_literal (error, reason->domain, reason->code, told);
      return NULL;
    }
  text = g_bytes_get_data (answer->body, &length);
  return ht_pod_list_decode (text, length, error);
}

static HtPodListing *
list (Wait *wait, const HtPodQuery *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (HtPodListing) listing = g_new0 (HtPodListing, 1);
  g_autoptr (HtKubeLogin) login = log_in (wait, query, cancellable, error);
  g_autoptr (HtHttpClient) client = NULL;
  g_autofree char *path = NULL;

  if (login == NULL)
    return NULL;
  listing->server = g_strdup (login->server);
  listing->namespace_name =
      g_strdup (query->namespace_name != NULL ? query->namespace_name : login->namespace_name);
  path = ht_pod_list_path (listing->namespace_name, query->label_selector, error);
  client = path != NULL ? ht_http_client_new (login->server, login->credentials, error) : NULL;
  if (client != NULL)
    listing->pods = ask (wait, client, listing->namespace_name, path, cancellable, error);
  return listing->pods != NULL ? g_steal_pointer (&listing) : NULL;
}

static void
worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Wait wait = { .context = context };
  HtPodListing *listing;
  GError *error = NULL;

  g_main_context_push_thread_default (context);
  listing = list (&wait, task_data, cancellable, &error);
  /* What the client leaves behind ends here. */
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);
  if (listing == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, listing, (GDestroyNotify) ht_pod_listing_free);
}

static void
query_free (gpointer query)
{
  ht_pod_query_free (query);
}

/**
 * ht_pod_listing_async:
 * @query: which pods
 * @cancellable: (nullable): ends it
 * @callback: told when it is done
 * @user_data: handed to @callback
 *
 * Asks once which pods match, on a thread of its own, since kubeconfigs are files and lists can be
 * long.
 */
void
ht_pod_listing_async (const HtPodQuery *query,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ht_pod_listing_async);
  g_task_set_task_data (task, ht_pod_query_copy (query), query_free);
  g_task_run_in_thread (task, worker);
}

/**
 * ht_pod_listing_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was found, or %NULL with %HT_KUBECONFIG_ERROR,
 *   %HT_SOURCE_ERROR or %HT_FORMAT_ERROR
 */
HtPodListing *
ht_pod_listing_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
