/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "credentials.h"

G_BEGIN_DECLS

/**
 * HtKubeLogin:
 * @server: base URL of the API server, without a slash at its end
 * @namespace_name: namespace of the context
 * @credentials: what to send along
 * @expires_ns: until when they are good, ns since 1970; %HT_UNKNOWN if nobody told
 *
 * Who talks to the API server of a context.
 */
typedef struct
{
  char *server;
  char *namespace_name;
  HtCredentials *credentials;
  gint64 expires_ns;
} HtKubeLogin;

void ht_kube_login_async (const char *kubeconfig,
                          const char *context,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
HtKubeLogin *ht_kube_login_finish (GAsyncResult *result, GError **error);
void ht_kube_login_free (HtKubeLogin *login);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtKubeLogin, ht_kube_login_free)

G_END_DECLS
