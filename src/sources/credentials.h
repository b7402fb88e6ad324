/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HtCredentialKind:
 * @HT_CREDENTIAL_NONE: no header goes with a request
 * @HT_CREDENTIAL_BASIC: user name and password
 * @HT_CREDENTIAL_BEARER: a token
 * @HT_CREDENTIAL_HEADER: any header
 *
 * What is sent with each request. The numbers are stored.
 */
typedef enum
{
  HT_CREDENTIAL_NONE = 0,
  HT_CREDENTIAL_BASIC = 1,
  HT_CREDENTIAL_BEARER = 2,
  HT_CREDENTIAL_HEADER = 3,
} HtCredentialKind;

/**
 * HtCredentials:
 *
 * How to prove to a target who asks, and how to make sure that the target is the right one: at
 * most one secret that is sent with each request, a client certificate, a private CA.
 *
 * Immutable, reference-counted, safe to share between threads. Nothing here prints a secret;
 * memory that held one is wiped when it is freed.
 */
#define HT_TYPE_CREDENTIALS (ht_credentials_get_type ())
typedef struct _HtCredentials HtCredentials;

GType ht_credentials_get_type (void);

HtCredentials *ht_credentials_new (void);
HtCredentials *ht_credentials_new_basic (const char *user, const char *password);
HtCredentials *ht_credentials_new_bearer (const char *token);
HtCredentials *ht_credentials_new_header (const char *name, const char *value);

HtCredentials *ht_credentials_with_ca_file (HtCredentials *credentials, const char *path);
HtCredentials *ht_credentials_with_ca_pem (HtCredentials *credentials, const char *pem);
HtCredentials *ht_credentials_with_client_certificate (HtCredentials *credentials,
                                                       const char *certificate_path,
                                                       const char *key_path);
HtCredentials *ht_credentials_with_client_certificate_pem (HtCredentials *credentials,
                                                           const char *certificate_pem,
                                                           const char *key_pem);
HtCredentials *ht_credentials_with_unverified (HtCredentials *credentials);

HtCredentials *ht_credentials_ref (HtCredentials *credentials);
void ht_credentials_unref (HtCredentials *credentials);

HtCredentialKind ht_credentials_get_kind (HtCredentials *credentials);
gboolean ht_credentials_is_unverified (HtCredentials *credentials);
gboolean ht_credentials_has_client_certificate (HtCredentials *credentials);
gboolean ht_credentials_has_secret (HtCredentials *credentials);
char *ht_credentials_describe (HtCredentials *credentials);

/* For who sends them and who keeps them. */
gboolean ht_credentials_check (HtCredentials *credentials, GError **error);
const char *ht_credentials_get_header_name (HtCredentials *credentials);
const char *ht_credentials_get_header_value (HtCredentials *credentials);
char *ht_credentials_dup_secret (HtCredentials *credentials);
HtCredentials *ht_credentials_new_from_secret (HtCredentialKind kind, const char *secret);
void ht_secret_free (char *secret);
GTlsCertificate *ht_credentials_load_client_certificate (HtCredentials *credentials,
                                                         GError **error);
GTlsDatabase *ht_credentials_load_ca (HtCredentials *credentials, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtCredentials, ht_credentials_unref)

G_END_DECLS
