/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "exec-credential.h"

G_BEGIN_DECLS

gboolean ht_kube_exec_check (const HtKubeAccess *access, gboolean in_sandbox, GError **error);
gboolean ht_kube_is_sandboxed (void);
void ht_kube_exec_async (const HtKubeAccess *access,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
HtExecCredential *ht_kube_exec_finish (GAsyncResult *result, GError **error);

G_END_DECLS
