/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kubeconfig.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "yaml-tree.h"

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

static HtKubeconfig *
read_text (const char *text)
{
  g_autoptr (HtKubeconfig) config = ht_kubeconfig_new ();
  g_autoptr (GError) error = NULL;
  gboolean done = ht_kubeconfig_add (config, text, strlen (text), "/nonexistent/config", &error);

  g_assert_no_error (error);
  g_assert_true (done);
  return g_steal_pointer (&config);
}

static HtKubeAccess *
get_access (const char *text)
{
  g_autoptr (HtKubeconfig) config = read_text (text);
  g_autoptr (GError) error = NULL;
  HtKubeAccess *access = ht_kubeconfig_get_access (config, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (access);
  return access;
}

static void
assert_error (const GError *error, HtKubeconfigError code, const char *part)
{
  g_assert_error (error, HT_KUBECONFIG_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strstr (error->message, SECRET));
}

static void
assert_refused (const char *text, HtKubeconfigError code, const char *part)
{
  g_autoptr (HtKubeconfig) config = read_text (text);
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_kubeconfig_get_access (config, NULL, &error));
  assert_error (error, code, part);
}

static void
assert_invalid (const char *text, gsize length, const char *part)
{
  g_autoptr (HtKubeconfig) config = ht_kubeconfig_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (ht_kubeconfig_add (config, text, length, "/nonexistent/config", &error));
  assert_error (error, HT_KUBECONFIG_ERROR_INVALID, part);
  g_assert_nonnull (strstr (error->message, "/nonexistent/config"));
}

/* --- what it says --- */

static void
test_token (void)
{
  g_autoptr (HtKubeAccess) access = get_access (
      CONFIG (SERVER ", certificate-authority-data: " PEM_BASE64 ", tls-server-name: kubernetes",
              "token: " SECRET));

  g_assert_cmpstr (access->server, ==, "https://h:6443");
  g_assert_cmpstr (access->namespace_name, ==, "default");
  g_assert_cmpstr (access->tls_server_name, ==, "kubernetes");
  g_assert_cmpstr (access->ca_pem, ==, PEM);
  g_assert_cmpstr (access->token, ==, SECRET);
  g_assert_null (access->user);
  g_assert_null (access->client_certificate_pem);
  g_assert_false (access->insecure);
}

static void
test_client_certificate (void)
{
  g_autoptr (HtKubeAccess) access =
      get_access (CONFIG (SERVER ", insecure-skip-tls-verify: true",
                          "client-certificate-data: " PEM_BASE64 ", client-certificate: not-read, "
                          "client-key-data: '" PEM_BASE64 "'"));

  g_assert_true (access->insecure);
  g_assert_cmpstr (access->client_certificate_pem, ==, PEM);
  g_assert_cmpstr (access->client_key_pem, ==, PEM);
  g_assert_null (access->token);
}

/* What a context needs becomes what a client sends and checks. */
static void
test_credentials (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtKubeAccess) token = get_access (CONFIG (SERVER, "token: " SECRET));
  g_autoptr (HtKubeAccess) certificate =
      get_access (CONFIG (SERVER ", insecure-skip-tls-verify: true, tls-server-name: other",
                          "client-certificate-data: " PEM_BASE64 ", client-key-data: " PEM_BASE64));
  g_autoptr (HtKubeAccess) other = get_access (CONFIG (SERVER ", tls-server-name: other", ""));
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

static void
test_basic (void)
{
  g_autoptr (HtKubeAccess) access = get_access (
      CONFIG (SERVER ", insecure-skip-tls-verify: false", "username: u, password: '" SECRET "'"));

  g_assert_false (access->insecure);
  g_assert_cmpstr (access->user, ==, "u");
  g_assert_cmpstr (access->password, ==, SECRET);
}

static void
test_json (void)
{
  g_autoptr (HtKubeAccess) access = get_access (
      "{\"clusters\":[{\"name\":\"c\",\"cluster\":{\"server\":\"http://[::1]:8001/prefix\"}}],"
      "\"users\":null,\"current-context\":\"x\","
      "\"contexts\":[{\"name\":\"x\",\"context\":{\"cluster\":\"c\",\"namespace\":\"shop\"}}]}");

  g_assert_cmpstr (access->server, ==, "http://[::1]:8001/prefix");
  g_assert_cmpstr (access->namespace_name, ==, "shop");
  g_assert_null (access->token);
}

static void
test_contexts (void)
{
  g_autoptr (HtKubeconfig) config =
      read_text ("clusters:\n- name: c\n  cluster: {server: https://h}\n"
                 "contexts:\n- name: b\n  context: {cluster: c, user: u, namespace: shop}\n"
                 "- name: a\n  context: {cluster: c}\n- name: empty\n");
  const GPtrArray *contexts = ht_kubeconfig_get_contexts (config);
  const HtKubeContext *context;
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_kubeconfig_get_current_context (config));
  g_assert_cmpuint (contexts->len, ==, 3);
  context = g_ptr_array_index (contexts, 0);
  g_assert_cmpstr (context->name, ==, "b");
  g_assert_cmpstr (context->cluster, ==, "c");
  g_assert_cmpstr (context->user, ==, "u");
  g_assert_cmpstr (context->namespace_name, ==, "shop");
  context = g_ptr_array_index (contexts, 1);
  g_assert_cmpstr (context->namespace_name, ==, "default");
  g_assert_null (context->user);

  g_assert_null (ht_kubeconfig_get_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "no current context");
  g_clear_error (&error);
  g_assert_null (ht_kubeconfig_get_access (config, "b", &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "user “u”");
  g_clear_error (&error);
  g_assert_null (ht_kubeconfig_get_access (config, "empty", &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "cluster “”");
  g_clear_error (&error);
  g_assert_null (ht_kubeconfig_get_access (config, "no\nne", &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "context “no\\x0ane”");
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
  config = ht_kubeconfig_load (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ht_kubeconfig_get_current_context (config), ==, "x");
  g_assert_cmpuint (ht_kubeconfig_get_contexts (config)->len, ==, 2);
  access = ht_kubeconfig_get_access (config, NULL, &error);
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
  g_autoptr (HtKubeconfig) config = ht_kubeconfig_load (path, NULL);
  g_autoptr (HtKubeAccess) access = NULL;
  g_autoptr (HtKubeAccess) later = NULL;
  g_autoptr (GError) error = NULL;

  access = ht_kubeconfig_get_access (config, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (access->ca_pem, ==, PEM);
  g_assert_cmpstr (access->client_key_pem, ==, PEM);
  g_assert_cmpstr (access->token, ==, SECRET);

  /* Kubernetes renews it each hour. */
  g_assert_true (g_file_set_contents (token, "renewed", -1, NULL));
  later = ht_kubeconfig_get_access (config, NULL, &error);
  g_assert_cmpstr (later->token, ==, "renewed");

  g_assert_true (g_file_set_contents (token, " \n", -1, NULL));
  g_assert_null (ht_kubeconfig_get_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_INVALID, "empty tokenFile");
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (certificate, SECRET, -1, NULL));
  g_assert_true (g_file_set_contents (token, "a\nb", -1, NULL));
  g_assert_null (ht_kubeconfig_get_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_INVALID, "control characters");
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (token, "good", -1, NULL));
  g_assert_null (ht_kubeconfig_get_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_INVALID, "client-certificate that is not PEM");
  g_clear_error (&error);

  g_assert_cmpint (g_remove (ca), ==, 0);
  g_assert_null (ht_kubeconfig_get_access (config, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, "ca.pem");
  g_clear_error (&error);

  /* Nobody waits for what would come out of a pipe. */
  g_assert_cmpint (mkfifo (ca, 0600), ==, 0);
  g_assert_null (ht_kubeconfig_get_access (config, NULL, &error));
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
  g_assert_null (ht_kubeconfig_get_access (relative, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, "/kube/nowhere.pem: ");
}

static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autofree char *large = g_build_filename (fixture->folder, "large", NULL);
  g_autofree char *text = g_strnfill (HT_YAML_MAX_BYTES + 1, '\n');
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_kubeconfig_load (missing, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "missing");
  g_clear_error (&error);
  g_assert_null (ht_kubeconfig_load (fixture->folder, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, fixture->folder);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (large, text, -1, NULL));
  g_assert_null (ht_kubeconfig_load (large, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_READ, "large");
}

/* --- what is refused --- */

static void
test_unsupported (void)
{
  assert_refused (CONFIG (SERVER, "exec: {command: aws, args: [" SECRET "]}"),
                  HT_KUBECONFIG_ERROR_UNSUPPORTED, "kubectl proxy");
  assert_refused (CONFIG (SERVER, "auth-provider: {name: oidc, config: {id-token: " SECRET "}}"),
                  HT_KUBECONFIG_ERROR_UNSUPPORTED, "auth-provider");
  assert_refused (CONFIG (SERVER, "token: " SECRET ", as: admin"), HT_KUBECONFIG_ERROR_UNSUPPORTED,
                  "somebody else");
  assert_refused (CONFIG (SERVER ", proxy-url: 'http://u:" SECRET "@p'", ""),
                  HT_KUBECONFIG_ERROR_UNSUPPORTED, "proxy-url");
  assert_refused (CONFIG ("server: 'https://u:" SECRET "@h'", ""), HT_KUBECONFIG_ERROR_UNSUPPORTED,
                  "password in the URL");
}

static void
test_contradictions (void)
{
  static const HtKubeconfigError code = HT_KUBECONFIG_ERROR_INVALID;

  assert_refused (CONFIG ("", ""), code, "no server");
  assert_refused (CONFIG ("server: h", ""), code, "URL");
  assert_refused (CONFIG ("server: 'file:///etc/passwd'", ""), code, "URL");
  assert_refused (CONFIG ("server: 'https://h/?token=" SECRET "'", ""), code, "query");
  assert_refused (CONFIG (SERVER ", insecure-skip-tls-verify: 'true'", ""), code,
                  "neither true nor false");
  assert_refused (CONFIG (SERVER ", insecure-skip-tls-verify: [true]", ""), code,
                  "neither true nor false");
  assert_refused (CONFIG (SERVER ", insecure-skip-tls-verify: true, "
                                 "certificate-authority-data: " PEM_BASE64,
                          ""),
                  code, "only one of them");
  assert_refused (CONFIG (SERVER, "token: " SECRET ", username: u"), code, "only one of them");
  assert_refused (CONFIG (SERVER, "password: " SECRET), code, "without a username");
  assert_refused (CONFIG (SERVER, "client-key-data: " PEM_BASE64), code, "it takes both");
  assert_refused (CONFIG (SERVER, "client-key-data: " SECRET), code, "not base64");
  assert_refused (CONFIG (SERVER, "client-key-data: aHVu=ZXIy"), code, "not base64");
  assert_refused (CONFIG (SERVER, "client-key-data: aAA="), code, "not base64");
  assert_refused (CONFIG (SERVER, "client-key-data: aHVudGVyMg=="), code, "not PEM");
  assert_refused (CONFIG (SERVER, "token: \"a\\nb\""), code, "control characters");
}

static void
test_invalid (void)
{
  static const char *const texts[][2] = {
    { "users: {token: " SECRET, "line 2: " },
    { "[" SECRET "]", "no kubeconfig" },
    { SECRET, "no kubeconfig" },
    { "users: " SECRET, "a list" },
    { "users: [" SECRET "]", "without a name" },
    { "users: [{name: [a], user: {token: " SECRET "}}]", "without a name" },
    { "users:\n- name: u\n- name: u\n", "line 3: a second entry" },
    { "users:\n- name: u\n  user:\n    token: " SECRET "\n    token: b\n", "line 5: a name that" },
    { "users: []\nusers: []\n", "line 2: a name that" },
    { "a: *nothing", "alias" },
    { "a: 1\n---\nb: " SECRET "\n", "second document" },
    { "a: \"x\\0" SECRET "\"", "zero byte" },
    { "? [a]\n: b\n", "not a text" },
    { "a: \xff" SECRET, "line 1: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_invalid (texts[i][0], strlen (texts[i][0]), texts[i][1]);
  assert_invalid ("a\0b", 3, "line 1: ");
}

static void
test_bounds (void)
{
  g_autofree char *large = g_strnfill (HT_YAML_MAX_BYTES + 1, ' ');
  g_autofree char *deep = g_strnfill (HT_YAML_MAX_BYTES, '[');
  g_autofree char *many = g_strnfill (HT_YAML_MAX_BYTES, ',');
  g_autoptr (GString) bomb = g_string_new ("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
  g_autoptr (HtKubeconfig) config = NULL;

  assert_invalid (large, HT_YAML_MAX_BYTES + 1, "4 MiB");
  assert_invalid (deep, HT_YAML_MAX_BYTES, "too deep");
  many[0] = '[';
  for (gsize i = 1; i < HT_YAML_MAX_BYTES; i += 2)
    many[i] = '1';
  assert_invalid (many, HT_YAML_MAX_BYTES, "too many values");

  /* Ten to the power of thirty, if anybody wrote it out. */
  for (guint i = 1; i < 30; i++)
    {
      g_string_append_printf (bomb, "a%u: &a%u [", i, i);
      for (guint j = 0; j < 10; j++)
        g_string_append_printf (bomb, "%s*a%u", j > 0 ? ", " : "", i - 1);
      g_string_append (bomb, "]\n");
    }
  g_string_append (bomb, CONFIG (SERVER, "extensions: *a29"));
  config = read_text (bomb->str);
  g_assert_cmpuint (ht_kubeconfig_get_contexts (config)->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/kubeconfig/token", test_token);
  g_test_add_func ("/sources/kubeconfig/client-certificate", test_client_certificate);
  g_test_add_func ("/sources/kubeconfig/basic", test_basic);
  g_test_add_func ("/sources/kubeconfig/credentials", test_credentials);
  g_test_add_func ("/sources/kubeconfig/json", test_json);
  g_test_add_func ("/sources/kubeconfig/contexts", test_contexts);
  g_test_add ("/sources/kubeconfig/merge", Fixture, NULL, set_up, test_merge, tear_down);
  g_test_add ("/sources/kubeconfig/named-files", Fixture, NULL, set_up, test_named_files,
              tear_down);
  g_test_add ("/sources/kubeconfig/relative-file", Fixture, NULL, set_up, test_relative_file,
              tear_down);
  g_test_add ("/sources/kubeconfig/no-file", Fixture, NULL, set_up, test_no_file, tear_down);
  g_test_add_func ("/sources/kubeconfig/unsupported", test_unsupported);
  g_test_add_func ("/sources/kubeconfig/contradictions", test_contradictions);
  g_test_add_func ("/sources/kubeconfig/invalid", test_invalid);
  g_test_add_func ("/sources/kubeconfig/bounds", test_bounds);
  return g_test_run ();
}
