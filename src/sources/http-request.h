/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "http-address.h"
#include "http-client.h"

G_BEGIN_DECLS

/**
 * HtHttpTarget:
 * @session: with its connections
 * @address: where the target is
 * @credentials: what its origin, and no other, may see
 * @certificate: (nullable): the client certificate, as @credentials
 * @retry_after_s: what the last answer asked for, or -1
 * @status: of the last answer, 0 before one
 *
 * What the requests to one target share.
 */
typedef struct
{
  SoupSession *session;
  HtHttpAddress *address;
  HtCredentials *credentials;
  GTlsCertificate *certificate;
  int retry_after_s;
  guint status;
} HtHttpTarget;

void ht_http_request_async (HtHttpTarget *target,
                            GUri *uri,
                            const HtHttpLimits *limits,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HtHttpAnswer *ht_http_request_finish (GAsyncResult *result, GError **error);

G_END_DECLS
