/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exec-credential.h"

#include <string.h>

#include "format-error.h"
#include "gc-cycle.h"

#define V1      "client.authentication.k8s.io/v1"
#define V1BETA1 "client.authentication.k8s.io/v1beta1"
#define SECRET  "hunter2"

/* In the form of the Kubernetes reference "client-go credential plugins". */
#define CREDENTIAL(version, status) \
  "{\"apiVersion\":\"" version "\",\"kind\":\"ExecCredential\",\"status\":" status "}\n"

static HtExecCredential *
decode (const char *text, const char *version)
{
  g_autoptr (GError) error = NULL;
  HtExecCredential *credential = ht_exec_credential_decode (text, strlen (text), version, &error);

  g_assert_no_error (error);
  return credential;
}

static void
test_token (void)
{
  g_autoptr (HtExecCredential) credential =
      decode (CREDENTIAL (V1, "{\"token\":\"a\\u0062c\","
                              "\"expirationTimestamp\":\"2026-11-20T18:00:00Z\"}"),
              V1);
  g_autoptr (HtExecCredential) lasting =
      decode (CREDENTIAL (V1BETA1, "{\"token\":\"abc\",\"expirationTimestamp\":\"soon\"}"),
              V1BETA1);

  g_assert_cmpstr (credential->token, ==, "abc");
  g_assert_null (credential->client_key_pem);
  /* date -d 2026-11-20T18:00:00Z +%s */
  g_assert_cmpint (credential->expires_ns, ==, G_GINT64_CONSTANT (1795197600) * 1000000000);
  g_assert_cmpint (lasting->expires_ns, ==, HT_UNKNOWN);
}

static void
test_certificate (void)
{
  g_autoptr (HtExecCredential) credential =
      decode (CREDENTIAL (V1, "{\"clientCertificateData\":\"-----BEGIN CERTIFICATE-----\\nx\","
                              "\"clientKeyData\":\"-----BEGIN PRIVATE KEY-----\\ny\"}"),
              V1);

  g_assert_cmpstr (credential->client_certificate_pem, ==, "-----BEGIN CERTIFICATE-----\nx");
  g_assert_cmpstr (credential->client_key_pem, ==, "-----BEGIN PRIVATE KEY-----\ny");
  g_assert_null (credential->token);
}

static void
test_refused (void)
{
  static const char *const texts[][2] = {
    { "", "ends too early" },
    { "Please log in with " SECRET "\n", "no JSON" },
    { "[]", "no ExecCredential" },
    { "{\"kind\":\"Status\",\"message\":\"" SECRET "\"}", "no ExecCredential" },
    { CREDENTIAL (V1BETA1, "{\"token\":\"" SECRET "\"}"), "another apiVersion" },
    { CREDENTIAL (V1, "{}"), "neither a token nor a certificate" },
    { CREDENTIAL (V1, "{\"token\":7}"), "neither a token nor a certificate" },
    { CREDENTIAL (V1, "{\"token\":\"\"}"), "empty token" },
    { CREDENTIAL (V1, "{\"token\":\"" SECRET "\\r\\nX: y\"}"), "control characters" },
    { CREDENTIAL (V1, "{\"token\":\"" SECRET "\",\"clientKeyData\":\"" SECRET "\"}"),
      "only one of" },
    { CREDENTIAL (V1, "{\"clientCertificateData\":\"" SECRET "\",\"clientKeyData\":\"x\"}"),
      "not PEM" },
    { CREDENTIAL (V1, "{\"token\":\"" SECRET "\"}") "{}", "something follows" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ht_exec_credential_decode (texts[i][0], strlen (texts[i][0]), V1, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_true (error->domain == HT_FORMAT_ERROR);
      g_assert_nonnull (strstr (error->message, texts[i][1]));
      g_assert_null (strstr (error->message, SECRET));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/exec-credential/token", test_token);
  g_test_add_func ("/formats/exec-credential/certificate", test_certificate);
  g_test_add_func ("/formats/exec-credential/refused", test_refused);
  return g_test_run ();
}
