/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "credentials.h"
#include "source-error.h"

G_BEGIN_DECLS

/**
 * HtHttpLimits:
 * @connect_ms: until there is a connection, with TLS where it is asked for
 * @first_byte_ms: from then until the head of the answer is complete
 * @total_ms: for everything, redirects included
 * @max_bytes: of a body as it is received
 * @max_unpacked_bytes: of a body whose Content-Encoding was undone
 *
 * What one request may cost. A 0 stands for the default of its member. Time that a request
 * waits for one of the target's two connections does not count.
 */
typedef struct
{
  guint connect_ms;
  guint first_byte_ms;
  guint total_ms;
  gsize max_bytes;
  gsize max_unpacked_bytes;
} HtHttpLimits;

#define HT_HTTP_CONNECT_MS         3000
#define HT_HTTP_FIRST_BYTE_MS      10000
#define HT_HTTP_TOTAL_MS           30000
#define HT_HTTP_MAX_BYTES          ((gsize) 64 << 20)
#define HT_HTTP_MAX_UNPACKED_BYTES ((gsize) 256 << 20)

/**
 * HtHttpAnswer:
 * @status: 200 to 299
 * @content_type: (nullable): as the server says it, not to be trusted
 * @body: transfer-decoded, and unpacked where the server said `Content-Encoding: gzip`; a
 *   capture that is a gzip file by itself stays one
 * @asked_ns: when the request went out, ns since 1970, after redirects the last one
 * @first_byte_ns: when the head of the answer was there
 * @done_ns: when the body was complete
 */
typedef struct
{
  guint status;
  char *content_type;
  GBytes *body;
  gint64 asked_ns;
  gint64 first_byte_ns;
  gint64 done_ns;
} HtHttpAnswer;

void ht_http_answer_free (HtHttpAnswer *answer);

/**
 * HtHttpClient:
 *
 * Asks one target. All calls on the thread of the first request, which runs the main context
 * that was its default then; the last reference is dropped there too.
 */
#define HT_TYPE_HTTP_CLIENT (ht_http_client_get_type ())
G_DECLARE_FINAL_TYPE (HtHttpClient, ht_http_client, HT, HTTP_CLIENT, GObject)

HtHttpClient *ht_http_client_new (const char *base_url, HtCredentials *credentials, GError **error);
const char *ht_http_client_get_display_url (HtHttpClient *self);
gboolean ht_http_client_is_unverified (HtHttpClient *self);
int ht_http_client_get_retry_after_s (HtHttpClient *self);
guint ht_http_client_get_status (HtHttpClient *self);
void ht_http_client_get_async (HtHttpClient *self,
                               const char *path,
                               const HtHttpLimits *limits,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HtHttpAnswer *ht_http_client_get_finish (HtHttpClient *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtHttpAnswer, ht_http_answer_free)

G_END_DECLS
