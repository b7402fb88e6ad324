/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "http-client.h"

struct _HtHttpClient
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (HtHttpClient, ht_http_client, G_TYPE_OBJECT)

static void
ht_http_client_class_init (HtHttpClientClass *klass)
{
}

static void
ht_http_client_init (HtHttpClient *self)
{
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
  g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_FAILED, "cannot ask yet");
  return NULL;
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
  return "";
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
  return FALSE;
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
  return -1;
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
  g_task_report_new_error (self, callback, user_data, ht_http_client_get_async, HT_SOURCE_ERROR,
                           HT_SOURCE_ERROR_FAILED, "cannot ask yet");
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
