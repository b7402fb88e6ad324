/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "http-client.h"

#include <gio/gunixsocketaddress.h>

#include "http-request.h"

/* More would be felt by the target. */
#define MOST_CONNECTIONS 2
/* Longer than the pause between two captures, so that they share a connection. */
#define IDLE_S 120

struct _HtHttpClient
{
  GObject parent_instance;
  HtHttpTarget target;

  /* Owned (nullable): the CAs to trust */
  GTlsDatabase *ca;

  /* Tasks of requests that wait for their turn; libsoup would let their time run meanwhile. */
  GQueue waiting;
  guint n_running;
};

/* A request that waits, or runs. */
typedef struct
{
  GUri *uri;
  HtHttpLimits limits;
  GSource *cancel_watch;
} Errand;

G_DEFINE_FINAL_TYPE (HtHttpClient, ht_http_client, G_TYPE_OBJECT)

static void
errand_free (Errand *errand)
{
  g_uri_unref (errand->uri);
  g_assert (errand->cancel_watch == NULL);
  g_free (errand);
}

static void
ht_http_client_finalize (GObject *object)
{
  HtHttpClient *self = HT_HTTP_CLIENT (object);

  /* Each request holds a reference, so none is left. */
  g_assert (self->n_running == 0 && g_queue_is_empty (&self->waiting));
  if (self->target.session != NULL)
    soup_session_abort (self->target.session);
  g_clear_object (&self->target.session);
  g_clear_pointer (&self->target.address, ht_http_address_free);
  g_clear_pointer (&self->target.credentials, ht_credentials_unref);
  g_clear_object (&self->target.certificate);
  g_clear_object (&self->ca);
  G_OBJECT_CLASS (ht_http_client_parent_class)->finalize (object);
}

static void
ht_http_client_class_init (HtHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_http_client_finalize;
}

static void
ht_http_client_init (HtHttpClient *self)
{
  self->target.retry_after_s = -1;
  g_queue_init (&self->waiting);
}

/**
 * ht_http_answer_free:
 * @answer: (nullable) (transfer full): an answer
 */
void
ht_http_answer_free (HtHttpAnswer *answer)
{
  if (answer == NULL)
    return;
  g_free (answer->content_type);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

/**
 * ht_http_client_new:
 * @base_url: `http:`, `https:` or `unix:/path/to/socket[:/prefix]`, with any path and query;
 *   `host:port` is taken for `http://host:port`
 * @credentials: (nullable): how to prove who asks
 * @error: return location
 *
 * Reads certificates, connects to nothing yet. A user name or password in the URL is refused:
 * it would be seen wherever the URL is. Fails with %HT_SOURCE_ERROR_INVALID.
 *
 * Returns: (transfer full): a client
 */
HtHttpClient *
ht_http_client_new (const char *base_url, HtCredentials *credentials, GError **error)
{
  g_autoptr (HtHttpClient) self = g_object_new (HT_TYPE_HTTP_CLIENT, NULL);
  g_autoptr (GError) local_error = NULL;

  self->target.address = ht_http_address_parse (base_url, error);
  if (self->target.address == NULL)
    return NULL;
  self->target.credentials =
      credentials != NULL ? ht_credentials_ref (credentials) : ht_credentials_new ();
  if (!ht_credentials_check (self->target.credentials, error))
    return NULL;
  self->target.certificate =
      ht_credentials_load_client_certificate (self->target.credentials, &local_error);
  if (local_error == NULL)
    self->ca = ht_credentials_load_ca (self->target.credentials, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * ht_http_client_get_display_url:
 * @self: a client
 *
 * Returns: (transfer none): the base URL as it may be shown and stored, without secrets
 */
const char *
ht_http_client_get_display_url (HtHttpClient *self)
{
  return self->target.address->display;
}

/**
 * ht_http_client_is_unverified:
 * @self: a client
 *
 * Returns: whether nobody checks that the server is the right one although TLS could; to be shown
 */
gboolean
ht_http_client_is_unverified (HtHttpClient *self)
{
  return ht_credentials_is_unverified (self->target.credentials) &&
         g_str_equal (g_uri_get_scheme (self->target.address->base), "https");
}

/**
 * ht_http_client_get_retry_after_s:
 * @self: a client
 *
 * Returns: seconds that the server's last answer asked to wait (`Retry-After`), or -1
 */
int
ht_http_client_get_retry_after_s (HtHttpClient *self)
{
  return self->target.retry_after_s;
}

/**
 * ht_http_client_get_status:
 * @self: a client
 *
 * Returns: status of the server's last answer, success or not; 0 before one
 */
guint
ht_http_client_get_status (HtHttpClient *self)
{
  return self->target.status;
}

static SoupSession *
new_session (HtHttpClient *self)
{
  const HtHttpAddress *address = self->target.address;
  g_autoptr (GSocketAddress) socket =
      address->socket_path != NULL ? g_unix_socket_address_new (address->socket_path) : NULL;
  SoupSession *session =
      soup_session_new_with_options ("max-conns", MOST_CONNECTIONS, "max-conns-per-host",
                                     MOST_CONNECTIONS, "idle-timeout", IDLE_S, "user-agent",
                                     "heaptrail/" HT_VERSION, "remote-connectable", socket, NULL);

  if (self->ca != NULL)
    soup_session_set_tls_database (session, self->ca);
  /* As everybody else does it: a proxy never sees what stays on this machine. */
  if (socket != NULL || ht_http_is_loopback (address->base))
    soup_session_set_proxy_resolver (session, NULL);
  /* We send what is to be sent, and unpack under limits of our own. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

static void
stop_watching (Errand *errand)
{
  if (errand->cancel_watch == NULL)
    return;
  g_source_destroy (errand->cancel_watch);
  g_clear_pointer (&errand->cancel_watch, g_source_unref);
}

static void run_waiting (HtHttpClient *self);

static void
request_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HtHttpClient *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  HtHttpAnswer *answer = ht_http_request_finish (result, &error);

  self->n_running--;
  run_waiting (self);
  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) ht_http_answer_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
run_waiting (HtHttpClient *self)
{
  while (self->n_running < MOST_CONNECTIONS && !g_queue_is_empty (&self->waiting))
    {
      GTask *task = g_queue_pop_head (&self->waiting);
      Errand *errand = g_task_get_task_data (task);

      stop_watching (errand);
      /* Here, since a session belongs to the thread that makes it. */
      if (self->target.session == NULL)
        self->target.session = new_session (self);
      self->n_running++;
      ht_http_request_async (&self->target, errand->uri, &errand->limits,
                             g_task_get_cancellable (task), request_cb, task);
    }
}

static gboolean
waiting_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HtHttpClient *self = g_task_get_source_object (task);

  g_queue_remove (&self->waiting, task);
  stop_watching (g_task_get_task_data (task));
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * ht_http_client_get_async:
 * @self: a client
 * @path: what to ask for, relative to the path of the base URL, with query; escaped as in a URL
 * @limits: (nullable): what it may cost
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks. Redirects are followed, but credentials go to the target alone.
 */
void
ht_http_client_get_async (HtHttpClient *self,
                          const char *path,
                          const HtHttpLimits *limits,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;
  Errand *errand;

  g_task_set_source_tag (task, ht_http_client_get_async);
  if (g_task_return_error_if_cancelled (task))
    return;
  uri = ht_http_address_resolve (self->target.address, path, &error);
  if (uri == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  errand = g_new0 (Errand, 1);
  errand->uri = g_steal_pointer (&uri);
  if (limits != NULL)
    errand->limits = *limits;
  g_task_set_task_data (task, errand, (GDestroyNotify) errand_free);
  if (cancellable != NULL)
    {
      errand->cancel_watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (errand->cancel_watch, G_SOURCE_FUNC (waiting_cancelled_cb), task,
                             NULL);
      g_source_attach (errand->cancel_watch, g_main_context_get_thread_default ());
    }
  g_queue_push_tail (&self->waiting, g_steal_pointer (&task));
  run_waiting (self);
}

/**
 * ht_http_client_get_finish:
 * @self: a client
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the answer of a server that said 200 to 299; else %HT_SOURCE_ERROR or
 *   %G_IO_ERROR_CANCELLED
 */
HtHttpAnswer *
ht_http_client_get_finish (HtHttpClient *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
