/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "exec-credential.h"

#include <string.h>

#include "gc-cycle.h"
#include "json-scanner.h"
#include "kubeconfig-private.h"
#include "secrets.h"
#include "timestamps.h"

typedef struct
{
  HtExecCredential *credential;
  char *kind;
  char *api_version;
} Reader;

/**
 * ht_exec_credential_free:
 * @credential: (transfer full) (nullable): what a program printed
 */
void
ht_exec_credential_free (HtExecCredential *credential)
{
  if (credential == NULL)
    return;
  ht_wipe_text (&credential->token);
  ht_wipe_text (&credential->client_certificate_pem);
  ht_wipe_text (&credential->client_key_pem);
  g_free (credential);
}

static void
take_text (char **place, const HtJsonToken *value)
{
  if (value->kind != HT_JSON_STRING)
    return;
  ht_wipe_text (place);
  *place = ht_json_token_dup_string (value);
}

static gboolean
status_cb (HtJsonScanner *scanner,
           const HtJsonToken *key,
           const HtJsonToken *value,
           gpointer user_data,
           GError **error)
{
  HtExecCredential *credential = user_data;

  if (ht_json_token_is (key, "token"))
    take_text (&credential->token, value);
  else if (ht_json_token_is (key, "clientCertificateData"))
    take_text (&credential->client_certificate_pem, value);
  else if (ht_json_token_is (key, "clientKeyData"))
    take_text (&credential->client_key_pem, value);
  else if (ht_json_token_is (key, "expirationTimestamp") && value->kind == HT_JSON_STRING &&
           ht_timestamp_scan (value->text, value->length, &credential->expires_ns) == 0)
    credential->expires_ns = HT_UNKNOWN;
  return TRUE;
}

static gboolean
member_cb (HtJsonScanner *scanner,
           const HtJsonToken *key,
           const HtJsonToken *value,
           gpointer user_data,
           GError **error)
{
  Reader *reader = user_data;

  if (ht_json_token_is (key, "kind"))
    take_text (&reader->kind, value);
  else if (ht_json_token_is (key, "apiVersion"))
    take_text (&reader->api_version, value);
  else if (ht_json_token_is (key, "status"))
    return ht_json_scanner_each_member (scanner, value, status_cb, reader->credential, error);
  return TRUE;
}

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED, what);
  return FALSE;
}

static gboolean
is_pem (const char *text)
{
  return strstr (text, "-----BEGIN ") != NULL;
}

static gboolean
check (const Reader *reader, const char *api_version, GError **error)
{
  const HtExecCredential *credential = reader->credential;
  const char *certificate = credential->client_certificate_pem;
  const char *key = credential->client_key_pem;

  if (g_strcmp0 (reader->kind, "ExecCredential") != 0)
    return refuse (error, "it prints no ExecCredential");
  if (g_strcmp0 (reader->api_version, api_version) != 0)
    return refuse (error, "it prints another apiVersion than the kubeconfig says");
  if ((certificate == NULL) != (key == NULL))
    return refuse (error, "it prints only one of clientCertificateData and clientKeyData");
  if (certificate != NULL && (!is_pem (certificate) || !is_pem (key)))
    return refuse (error, "it prints a certificate or a key that is not PEM");
  if (credential->token == NULL && certificate == NULL)
    return refuse (error, "it prints neither a token nor a certificate");
  if (credential->token != NULL &&
      (*credential->token == '\0' || !ht_kube_is_header_text (credential->token)))
    return refuse (error, "it prints an empty token, or one with control characters");
  return TRUE;
}

/**
 * ht_exec_credential_decode:
 * @text: what the program printed
 * @length: how much
 * @api_version: the version that it was asked for
 * @error: return location
 *
 * Reads the `ExecCredential` of a program that a kubeconfig names. Errors say what is wrong, never
 * what was printed.
 *
 * Returns: (transfer full) (nullable): the credentials, or %NULL with %HT_FORMAT_ERROR
 */
HtExecCredential *
ht_exec_credential_decode (const char *text, gsize length, const char *api_version, GError **error)
{
  g_autoptr (HtExecCredential) credential = g_new0 (HtExecCredential, 1);
  Reader reader = { .credential = credential };
  HtJsonScanner scanner;
  HtJsonToken token;
  gboolean good;

  credential->expires_ns = HT_UNKNOWN;
  good = ht_json_scanner_init (&scanner, text, length, error) &&
         ht_json_scanner_next (&scanner, &token, error) &&
         ht_json_scanner_each_member (&scanner, &token, member_cb, &reader, error) &&
         ht_json_scanner_next (&scanner, &token, error) && check (&reader, api_version, error);
  g_free (reader.kind);
  g_free (reader.api_version);
  return good ? g_steal_pointer (&credential) : NULL;
}
