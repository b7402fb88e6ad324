/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kubeconfig.h"

G_BEGIN_DECLS

/**
 * HtExecCredential:
 * @token: (nullable): a bearer token
 * @client_certificate_pem: (nullable): a certificate
 * @client_key_pem: (nullable): its key
 * @expires_ns: until when they are good, ns since 1970; %HT_UNKNOWN if nobody told
 *
 * What a program prints that tells the credentials of a user of a cluster. Overwritten when it is
 * freed.
 */
typedef struct
{
  char *token;
  char *client_certificate_pem;
  char *client_key_pem;
  gint64 expires_ns;
} HtExecCredential;

HtExecCredential *
ht_exec_credential_decode (const char *text, gsize length, const char *api_version, GError **error);
void ht_exec_credential_free (HtExecCredential *credential);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtExecCredential, ht_exec_credential_free)

G_END_DECLS
