/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "credentials.h"
#include "kubeconfig.h"

G_BEGIN_DECLS

HtKubeconfig *ht_kube_load_config (const char *paths, GError **error);
HtKubeAccess *ht_kube_load_access (const HtKubeconfig *config, const char *context, GError **error);
void ht_kube_load_config_async (const char *paths,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HtKubeconfig *ht_kube_load_config_finish (GAsyncResult *result, GError **error);
HtCredentials *ht_kube_access_get_credentials (const HtKubeAccess *access, GError **error);

G_END_DECLS
