/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "credentials.h"

G_BEGIN_DECLS

/**
 * HtCredentialStore:
 *
 * Where secrets are kept between sessions: the user's keyring, or the memory of this session
 * where no keyring answers. Never a file of ours. Used on one thread with a main context.
 */
#define HT_TYPE_CREDENTIAL_STORE (ht_credential_store_get_type ())
G_DECLARE_FINAL_TYPE (HtCredentialStore, ht_credential_store, HT, CREDENTIAL_STORE, GObject)

HtCredentialStore *ht_credential_store_new (void);
void ht_credential_store_open_async (HtCredentialStore *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
ht_credential_store_open_finish (HtCredentialStore *self, GAsyncResult *result, GError **error);
gboolean ht_credential_store_is_persistent (HtCredentialStore *self);

void ht_credential_store_store_async (HtCredentialStore *self,
                                      const char *target_url,
                                      HtCredentials *credentials,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
ht_credential_store_store_finish (HtCredentialStore *self, GAsyncResult *result, GError **error);
void ht_credential_store_lookup_async (HtCredentialStore *self,
                                       const char *target_url,
                                       HtCredentialKind kind,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
HtCredentials *
ht_credential_store_lookup_finish (HtCredentialStore *self, GAsyncResult *result, GError **error);
void ht_credential_store_clear_async (HtCredentialStore *self,
                                      const char *target_url,
                                      HtCredentialKind kind,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
ht_credential_store_clear_finish (HtCredentialStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
