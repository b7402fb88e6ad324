/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kubeconfig-text.h"
#include "yaml-tree.h"

/* What is not in the text itself is nowhere. */
static char *
read_cb (const char *path, gsize *length, gpointer user_data, GError **error)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "%s: no such file", path);
  return NULL;
}

static HtKubeAccess *
get_access (const char *text)
{
  g_autoptr (HtKubeconfig) config = read_text (text);
  g_autoptr (GError) error = NULL;
  HtKubeAccess *access = ht_kubeconfig_get_access (config, NULL, read_cb, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (access);
  return access;
}

static void
assert_refused (const char *text, HtKubeconfigError code, const char *part)
{
  g_autoptr (HtKubeconfig) config = read_text (text);
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_kubeconfig_get_access (config, NULL, read_cb, NULL, &error));
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

  g_assert_null (ht_kubeconfig_get_access (config, NULL, read_cb, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "no current context");
  g_clear_error (&error);
  g_assert_null (ht_kubeconfig_get_access (config, "b", read_cb, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "user “u”");
  g_clear_error (&error);
  g_assert_null (ht_kubeconfig_get_access (config, "empty", read_cb, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "cluster “”");
  g_clear_error (&error);
  g_assert_null (ht_kubeconfig_get_access (config, "no\nne", read_cb, NULL, &error));
  assert_error (error, HT_KUBECONFIG_ERROR_NOT_FOUND, "context “no\\x0ane”");
}

/* --- what is refused --- */

#define EXEC_V1 "client.authentication.k8s.io/v1"

static void
test_exec (void)
{
  g_autoptr (HtKubeAccess) named =
      get_access (CONFIG (SERVER, "exec: {apiVersion: " EXEC_V1 ", command: aws, args: [eks, '1'], "
                                  "env: [{name: A, value: b=c}, {name: D}], installHint: get it, "
                                  "provideClusterInfo: true, interactiveMode: IfAvailable}"));
  g_autoptr (HtKubeAccess) relative =
      get_access (CONFIG (SERVER, "exec: {apiVersion: " EXEC_V1 "beta1, command: ./bin/login}"));
  g_autoptr (HtKubeAccess) token =
      get_access (CONFIG (SERVER, "token: t, exec: {apiVersion: " EXEC_V1 ", command: aws}"));

  g_assert_cmpstr (named->user_name, ==, "u");
  g_assert_cmpstr (named->exec->api_version, ==, EXEC_V1);
  g_assert_cmpstr (named->exec->command, ==, "aws");
  g_assert_cmpuint (g_strv_length (named->exec->arguments), ==, 2);
  g_assert_cmpstr (named->exec->arguments[1], ==, "1");
  g_assert_cmpuint (g_strv_length (named->exec->environment), ==, 4);
  g_assert_cmpstr (named->exec->environment[1], ==, "b=c");
  g_assert_cmpstr (named->exec->environment[3], ==, "");
  g_assert_cmpstr (named->exec->install_hint, ==, "get it");
  g_assert_true (named->exec->wants_cluster);

  g_assert_cmpstr (relative->exec->command, ==, "/nonexistent/bin/login");
  g_assert_cmpuint (g_strv_length (relative->exec->arguments), ==, 0);
  g_assert_false (relative->exec->wants_cluster);

  g_assert_null (token->exec);
}

static void
test_bad_exec (void)
{
  static const HtKubeconfigError code = HT_KUBECONFIG_ERROR_INVALID;

  assert_refused (CONFIG (SERVER, "exec: {apiVersion: " EXEC_V1 "}"), code, "without a command");
  assert_refused (CONFIG (SERVER,
                          "exec: {apiVersion: " EXEC_V1 ", command: a, args: [[" SECRET "]]}"),
                  code, "args that are no texts");
  assert_refused (CONFIG (SERVER, "exec: {apiVersion: " EXEC_V1 ", command: a, env: [{name: 'A=B', "
                                  "value: " SECRET "}]}"),
                  code, "no proper name");
}

static void
test_unsupported (void)
{
  assert_refused (CONFIG (SERVER, "exec: {command: aws, args: [" SECRET "]}"),
                  HT_KUBECONFIG_ERROR_UNSUPPORTED, "another apiVersion");
  assert_refused (CONFIG (SERVER, "exec: {apiVersion: " EXEC_V1 ", command: aws, "
                                  "interactiveMode: Always, args: [" SECRET "]}"),
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
  g_test_add_func ("/formats/kubeconfig/token", test_token);
  g_test_add_func ("/formats/kubeconfig/client-certificate", test_client_certificate);
  g_test_add_func ("/formats/kubeconfig/basic", test_basic);
  g_test_add_func ("/formats/kubeconfig/json", test_json);
  g_test_add_func ("/formats/kubeconfig/contexts", test_contexts);
  g_test_add_func ("/formats/kubeconfig/exec", test_exec);
  g_test_add_func ("/formats/kubeconfig/bad-exec", test_bad_exec);
  g_test_add_func ("/formats/kubeconfig/unsupported", test_unsupported);
  g_test_add_func ("/formats/kubeconfig/contradictions", test_contradictions);
  g_test_add_func ("/formats/kubeconfig/invalid", test_invalid);
  g_test_add_func ("/formats/kubeconfig/bounds", test_bounds);
  return g_test_run ();
}
