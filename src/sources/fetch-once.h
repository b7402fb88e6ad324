/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-file.h"
#include "http-client.h"

G_BEGIN_DECLS

gboolean ht_is_capture_url (const char *text);
gboolean ht_is_profile_url (const char *text);
void ht_fetch_once_async (const char *url,
                          HtCredentials *credentials,
                          const HtHttpLimits *limits,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data);
HtCaptureFile *ht_fetch_once_finish (GAsyncResult *result, GError **error);
HtCaptureFile *ht_fetch_once (const char *url,
                              HtCredentials *credentials,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
