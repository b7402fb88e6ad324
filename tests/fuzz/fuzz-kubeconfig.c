/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "kubeconfig.h"

static void
check_error (const GError *error)
{
  g_assert_true (error->domain == HT_KUBECONFIG_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

/* What a file would say, it may say here too. */
static char *
read_cb (const char *path, gsize *length, gpointer user_data, GError **error)
{
  g_assert_true (g_path_is_absolute (path));
  *length = strlen (user_data);
  return g_strdup (user_data);
}

static void
check_access (const HtKubeconfig *config, const char *context)
{
  char text[] = "-----BEGIN ";
  g_autoptr (GError) error = NULL;
  g_autoptr (HtKubeAccess) access =
      ht_kubeconfig_get_access (config, context, read_cb, text, &error);

  g_assert_true ((access == NULL) == (error != NULL));
  if (access == NULL)
    {
      check_error (error);
      return;
    }
  g_assert_true (g_str_has_prefix (access->server, "http") ||
                 g_ascii_strncasecmp (access->server, "http", 4) == 0);
  g_assert_nonnull (access->namespace_name);
  g_assert_true ((access->client_certificate_pem == NULL) == (access->client_key_pem == NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (HtKubeconfig) config = ht_kubeconfig_new ();
  g_autoptr (GError) error = NULL;
  const GPtrArray *contexts;

  if (!ht_kubeconfig_add (config, (const char *) data, size, "/nonexistent/config", &error))
    {
      check_error (error);
      return 0;
    }
  check_access (config, NULL);
  contexts = ht_kubeconfig_get_contexts (config);
  for (guint i = 0; i < MIN (contexts->len, 100); i++)
    check_access (config, ((const HtKubeContext *) g_ptr_array_index (contexts, i))->name);
  return 0;
}
