/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kube-access.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "kubeconfig-text.h"
#include "yaml-tree.h"

static HtKubeAccess *
load_access (const char *text)
{
  g_autoptr (HtKubeconfig) config = read_text (text);
  g_autoptr (GError) error = NULL;
  HtKubeAccess *access = ht_kube_load_access (config, NULL, &error);

  g_assert_no_error (error);
  return access;
}

/* What a context needs becomes what a client sends and checks. */
static void
test_credentials (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtKubeAccess) token = load_access (CONFIG (SERVER, "token: " SECRET));
  g_autoptr (HtKubeAccess) certificate = load_access (
      CONFIG (SERVER ", insecure-skip-tls-verify: true, tls-server-name: other",
              "client-certificate-data: " PEM_BASE64 ", client-key-data: " PEM_BASE64));
  g_autoptr (HtKubeAccess) other = load_access (CONFIG (SERVER ", tls-server-name: other", ""));
  g_autoptr (HtCredentials) bearer = ht_kube_access_get_credentials (token, &error);
  g_autoptr (HtCredentials) unverified = ht_kube_access_get_credentials (certificate, &error);

  g_assert_no_error (error);
  g_assert_cmpint (ht_credentials_get_kind (bearer), ==, HT_CREDENTIAL_BEARER);
  g_assert_false (ht_credentials_is_unverified (bearer));
  g_assert_cmpstr (ht_credentials_get_header_value (bearer), ==, "Bearer " SECRET);
  g_assert_cmpint (ht_credentials_get_kind (unverified), ==, HT_CREDENTIAL_NONE);
  g_assert_true (ht_credentials_is_unverified (unverified));
  g_assert_true (ht_credentials_has_client_certificate (unverified));
  g_assert_null (ht_kube_access_get_credentials (other, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, "tls-server-name");
}

/* --- files --- */

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("heaptrail-kube-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_unsetenv ("KUBECONFIG");
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static char *
save (Fixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* The rules that `kubectl config --help` tells. */
static void
test_merge (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = save (fixture, "1",
                                 "users:\n- name: red-user\n  user: {token: from-first}\n"
                                 "clusters:\n- name: c\n  cluster: {server: https://first}\n");
  g_autofree char *second = save (
      fixture, "2",
      "current-context: x\n"
      "users:\n- name: red-user\n  user: {username: u, password: p}\n"
      "clusters:\n- name: c\n  cluster: {server: https://second, insecure-skip-tls-verify: true}\n"
      "contexts:\n- name: x\n  context: {cluster: c, user: red-user, namespace: n}\n");
  g_autofree char *third = save (fixture, "3",
                                 "current-context: y\n"
                                 "contexts:\n- name: y\n  context: {cluster: c}\n");
  g_autofree char *list =
      g_strdup_printf ("%s::%s/missing:%s:%s", first, fixture->folder, second, third);
  g_autoptr (HtKubeconfig) config = NULL;
  g_autoptr (HtKubeAccess) access = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("KUBECONFIG", list, TRUE);
  config = ht_kube_load_config (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ht_kubeconfig_get_current_context (config), ==, "x");
  g_assert_cmpuint (ht_kubeconfig_get_contexts (config)->len, ==, 2);
  access = ht_kube_load_access (config, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (access->server, ==, "https://first");
  g_assert_false (access->insecure);
  g_assert_cmpstr (access->token, ==, "from-first");
  g_assert_null (access->user);
  g_assert_cmpstr (access->namespace_name, ==, "n");
}

static void
test_named_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      save (fixture, "config",
            CONFIG (SERVER ", certificate-authority: ca.pem",
                    "tokenFile: ./token, token: stale, client-certificate: c.pem, "
                    "client-key: c.pem"));
  g_autofree char *ca = save (fixture, "ca.pem", PEM);
  g_autofree char *certificate = save (fixture, "c.pem", PEM);
  g_autofree char *token = save (fixture, "token", SECRET "\n");
  g_autoptr (HtKubeconfig) config = ht_kube_load_config (path, NULL);
  g_autoptr (HtKubeAccess) access = NULL;
  g_autoptr (HtKubeAccess) later = NULL;
  g_autoptr (GError) error = NULL;

  access = ht_kube_load_access (config, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (access->ca_pem, ==, PEM);
  g_assert_cmpstr (access->client_key_pem, ==, PEM);
  g_assert_cmpstr (access->token, ==, SECRET);

  /* Kubernetes renews it each hour. */
  g_assert_true (g_file_set_contents (token, "renewed", -1, NULL));
  later = ht_kube_load_access (config, NULL, &error);
  g_assert_cmpstr (later->token, ==, "renewed");

  g_assert_true (g_file_set_contents (token, " \n", -1, NULL));
  g_assert_null (ht_kube_load_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_INVALID, "empty tokenFile");
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (certificate, SECRET, -1, NULL));
  g_assert_true (g_file_set_contents (token, "a\nb", -1, NULL));
  g_assert_null (ht_kube_load_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_INVALID, "control characters");
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (token, "good", -1, NULL));
  g_assert_null (ht_kube_load_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_INVALID, "client-certificate that is not PEM");
  g_clear_error (&error);

  g_assert_cmpint (g_remove (ca), ==, 0);
  g_assert_null (ht_kube_load_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, "ca.pem");
  g_clear_error (&error);

  /* Nobody waits for what would come out of a pipe. */
  g_assert_cmpint (mkfifo (ca, 0600), ==, 0);
  g_assert_null (ht_kube_load_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, "ca.pem: this is no ordinary file");
}

/* A kubeconfig may be named from where one stands. */
static void
test_relative_file (Fixture *fixture, gconstpointer data)
{
  static const char text[] = CONFIG (SERVER ", certificate-authority: nowhere.pem", "");
  g_autoptr (HtKubeconfig) relative = ht_kubeconfig_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_kubeconfig_add (relative, text, strlen (text), "kube/config", &error));
  g_assert_null (ht_kube_load_access (relative, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, "/kube/nowhere.pem: ");
}

static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autofree char *large = g_build_filename (fixture->folder, "large", NULL);
  g_autofree char *text = g_strnfill (HT_YAML_MAX_BYTES + 1, '\n');
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_kube_load_config (missing, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "missing");
  g_clear_error (&error);
  g_assert_null (ht_kube_load_config (fixture->folder, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, fixture->folder);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (large, text, -1, NULL));
  g_assert_null (ht_kube_load_config (large, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, "large");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/kube-access/credentials", test_credentials);
  g_test_add ("/sources/kube-access/merge", Fixture, NULL, set_up, test_merge, tear_down);
  g_test_add ("/sources/kube-access/named-files", Fixture, NULL, set_up, test_named_files,
              tear_down);
  g_test_add ("/sources/kube-access/relative-file", Fixture, NULL, set_up, test_relative_file,
              tear_down);
  g_test_add ("/sources/kube-access/no-file", Fixture, NULL, set_up, test_no_file, tear_down);
  return g_test_run ();
}
