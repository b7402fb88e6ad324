/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include "kubeconfig.h"

#define PEM    "-----BEGIN CERTIFICATE-----\nhunter2\n-----END CERTIFICATE-----\n"
#define SECRET "hunter2"

/* PEM by `base64 -w0` */
#define PEM_BASE64 \
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCmh1bnRlcjIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo="

/* One context x of one cluster c and one user u. */
#define CONFIG(cluster, user)                          \
  "apiVersion: v1\nkind: Config\ncurrent-context: x\n" \
  "clusters:\n- name: c\n  cluster: {" cluster "}\n"   \
  "users:\n- name: u\n  user: {" user "}\n"            \
  "contexts:\n- name: x\n  context: {cluster: c, user: u}\n"

#define SERVER "server: 'https://h:6443/'"

static inline HtKubeconfig *
read_text (const char *text)
{
  g_autoptr (HtKubeconfig) config = ht_kubeconfig_new ();
  g_autoptr (GError) error = NULL;
  gboolean done = ht_kubeconfig_add (config, text, strlen (text), "/nonexistent/config", &error);

  g_assert_no_error (error);
  g_assert_true (done);
  return g_steal_pointer (&config);
}

static inline void
assert_error (const GError *error, HtKubeconfigError code, const char *part)
{
  g_assert_error (error, HT_KUBECONFIG_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strstr (error->message, SECRET));
}
