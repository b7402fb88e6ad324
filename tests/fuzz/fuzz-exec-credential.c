/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "exec-credential.h"
#include "format-error.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtExecCredential) credential =
      ht_exec_credential_decode ((const char *) data, size, "client.authentication.k8s.io/v1",
                                 &error);

  if (credential == NULL)
    {
      g_assert_true (error->domain == HT_FORMAT_ERROR);
      return 0;
    }
  g_assert_no_error (error);
  g_assert_true (credential->token != NULL || credential->client_certificate_pem != NULL);
  g_assert_true ((credential->client_certificate_pem == NULL) ==
                 (credential->client_key_pem == NULL));
  if (credential->token != NULL)
    g_assert_null (strpbrk (credential->token, "\r\n"));
  return 0;
}
