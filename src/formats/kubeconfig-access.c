/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include <string.h>

#include "kubeconfig-private.h"
#include "safe-text.h"
#include "secrets.h"

#define EXEC_API "client.authentication.k8s.io/"

static void
exec_free (HtKubeExec *exec)
{
  for (gsize i = 0; exec->environment != NULL && exec->environment[i] != NULL; i++)
    explicit_bzero (exec->environment[i], strlen (exec->environment[i]));
  g_strfreev (exec->environment);
  g_strfreev (exec->arguments);
  g_free (exec->api_version);
  g_free (exec->command);
  g_free (exec->install_hint);
  g_free (exec);
}

/**
 * ht_kube_access_free:
 * @access: (transfer full) (nullable): what a context needs
 */
void
ht_kube_access_free (HtKubeAccess *access)
{
  if (access == NULL)
    return;
  g_free (access->server);
  g_free (access->namespace_name);
  g_free (access->tls_server_name);
  g_free (access->ca_pem);
  g_free (access->user);
  g_free (access->user_name);
  g_clear_pointer (&access->exec, exec_free);
  ht_wipe_text (&access->client_certificate_pem);
  ht_wipe_text (&access->client_key_pem);
  ht_wipe_text (&access->token);
  ht_wipe_text (&access->password);
  g_free (access);
}

/**
 * ht_kube_access_set_certificate:
 * @access: what a context needs
 * @pem: certificate of the user
 * @key_pem: its key
 *
 * Takes another certificate in place of the one before.
 */
void
ht_kube_access_set_certificate (HtKubeAccess *access, const char *pem, const char *key_pem)
{
  ht_wipe_text (&access->client_certificate_pem);
  ht_wipe_text (&access->client_key_pem);
  access->client_certificate_pem = g_strdup (pem);
  access->client_key_pem = g_strdup (key_pem);
}

/* Says what is wrong with an entry by its name only. */
static gboolean G_GNUC_PRINTF (4, 5) set_error (GError **error,
                                                HtKubeconfigError code,
                                                const HtKubeEntry *entry,
                                                const char *format,
                                                ...)
{
  g_autofree char *name = ht_safe_text_for_terminal (entry->name, -1);
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, HT_KUBECONFIG_ERROR, code, "the %s “%s” of the kubeconfig %s", entry->word,
               name, what);
  return FALSE;
}

static char *
read_named_file (const HtKubeEntry *entry,
                 const HtKubeFiles *files,
                 const char *path,
                 const char *field,
                 GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *full = g_canonicalize_filename (path, entry->folder);
  gsize length;
  char *text = files->read (full, &length, files->user_data, &reason);

  if (text == NULL)
    set_error (error, HT_KUBECONFIG_ERROR_READ, entry, "names a file as its %s, and %s", field,
               reason->message);
  /* cppcheck-suppress returnDanglingLifetime ; only the length is local */
  return text;
}

/* --- data --- */

/* GLib's decoder passes over what is no base64; a certificate with gaps is none. */
static char *
decode_base64 (const char *text)
{
  g_autofree char *packed = g_malloc (strlen (text) + 1);
  gsize n = 0, n_padding = 0, n_bytes = 0;
  char *bytes;

  for (; *text != '\0'; text++)
    {
      if (g_ascii_isspace (*text))
        continue;
      if (*text == '=')
        n_padding++;
      else if (n_padding > 0 || !(g_ascii_isalnum (*text) || *text == '+' || *text == '/'))
        return NULL;
      packed[n++] = *text;
    }
  packed[n] = '\0';
  if (n == 0 || n % 4 != 0 || n_padding > 2)
    return NULL;
  bytes = (char *) g_base64_decode (packed, &n_bytes);
  explicit_bzero (packed, n);
  if (bytes == NULL || memchr (bytes, '\0', n_bytes) != NULL)
    g_clear_pointer (&bytes, g_free);
  return bytes;
}

/* Reads what stands in the file itself (FIELD-data) or in one that it names (FIELD). */
static gboolean
read_pem (const HtKubeEntry *entry,
          const HtKubeFiles *files,
          const char *field,
          char **pem,
          GError **error)
{
  g_autofree char *data_field = g_strconcat (field, "-data", NULL);
  const char *data = ht_yaml_node_get_text (entry->body, data_field);
  const char *path = ht_yaml_node_get_text (entry->body, field);

  *pem = NULL;
  if (data != NULL && (*pem = decode_base64 (data)) == NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, entry, "has a %s that is not base64",
                      data_field);
  if (data == NULL && path != NULL &&
      (*pem = read_named_file (entry, files, path, field, error)) == NULL)
    return FALSE;
  if (*pem != NULL && strstr (*pem, "-----BEGIN ") == NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, entry, "has a %s that is not PEM",
                      data != NULL ? data_field : field);
  return TRUE;
}

/* --- clusters --- */

static gboolean
read_flag (const HtKubeEntry *entry, const char *field, gboolean *value, GError **error)
{
  const HtYamlNode *node = ht_yaml_node_get (entry->body, field);
  const char *text = ht_yaml_node_get_text (entry->body, field);

  *value = FALSE;
  if (node == NULL || (text == NULL && node->kind == HT_YAML_SCALAR))
    return TRUE;
  if (text != NULL && node->plain && g_ascii_strcasecmp (text, "true") == 0)
    *value = TRUE;
  else if (text == NULL || !node->plain || g_ascii_strcasecmp (text, "false") != 0)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, entry,
                      "has %s, which is neither true nor false", field);
  return TRUE;
}

static gboolean
read_server (HtKubeAccess *access, const HtKubeEntry *cluster, GError **error)
{
  const char *server = ht_yaml_node_get_text (cluster->body, "server");
  g_autoptr (GUri) uri = NULL;
  gsize n;

  if (server == NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, cluster, "names no server");
  uri = g_uri_parse (server, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (strcmp (g_uri_get_scheme (uri), "https") != 0 &&
       strcmp (g_uri_get_scheme (uri), "http") != 0))
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, cluster,
                      "has a server that is no http or https URL");
  if (g_uri_get_userinfo (uri) != NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, cluster,
                      "has a password in the URL of its server; give the user a token instead");
  if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, cluster, "has a server URL with a query");
  n = strlen (server);
  while (n > 0 && server[n - 1] == '/')
    n--;
  access->server = g_strndup (server, n);
  return TRUE;
}

/*
 * ht_kube_read_cluster:
 * @access: what is filled in
 * @cluster: a cluster
 * @files: who reads the files that it names
 * @error: return location
 *
 * Returns: whether its server can be talked to
 */
gboolean
ht_kube_read_cluster (HtKubeAccess *access,
                      const HtKubeEntry *cluster,
                      const HtKubeFiles *files,
                      GError **error)
{
  if (ht_yaml_node_get_text (cluster->body, "proxy-url") != NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, cluster,
                      "is reached through a proxy (proxy-url), which Heaptrail cannot use; run "
                      "`kubectl proxy` and connect to its address instead");
  if (!read_server (access, cluster, error) ||
      !read_flag (cluster, "insecure-skip-tls-verify", &access->insecure, error) ||
      !read_pem (cluster, files, "certificate-authority", &access->ca_pem, error))
    return FALSE;
  if (access->insecure && access->ca_pem != NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, cluster,
                      "names a certificate-authority and says insecure-skip-tls-verify; it can be "
                      "only one of them");
  access->tls_server_name = g_strdup (ht_yaml_node_get_text (cluster->body, "tls-server-name"));
  return TRUE;
}

/* --- users --- */

static gboolean
is_mapping (const HtYamlNode *node)
{
  return node != NULL && node->kind == HT_YAML_MAPPING;
}

static gboolean
refuse_others (const HtKubeEntry *user, GError **error)
{
  if (is_mapping (ht_yaml_node_get (user->body, "auth-provider")))
    return set_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, user,
                      "uses an auth-provider, which kubectl itself no longer has; run `kubectl "
                      "proxy` and connect to its address, or give the user a token of `kubectl "
                      "create token SERVICEACCOUNT`");
  if (ht_yaml_node_get_text (user->body, "as") != NULL ||
      ht_yaml_node_get_text (user->body, "as-uid") != NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, user,
                      "acts as somebody else (as), which Heaptrail cannot; take a user of its own");
  return TRUE;
}

/*
 * ht_kube_is_header_text:
 * @text: a token
 *
 * Returns: whether it may go into a header: it may not begin another one
 */
gboolean
ht_kube_is_header_text (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text < 0x20 || (guchar) *text == 0x7f)
      return FALSE;
  return TRUE;
}

static gboolean
read_token (HtKubeAccess *access, const HtKubeEntry *user, const HtKubeFiles *files, GError **error)
{
  const char *path = ht_yaml_node_get_text (user->body, "tokenFile");

  if (path != NULL)
    {
      access->token = read_named_file (user, files, path, "tokenFile", error);
      if (access->token == NULL)
        return FALSE;
      g_strstrip (access->token);
      if (*access->token == '\0')
        return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user, "has an empty tokenFile");
    }
  else
    access->token = g_strdup (ht_yaml_node_get_text (user->body, "token"));
  if (access->token != NULL && !ht_kube_is_header_text (access->token))
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user,
                      "has a token with control characters");
  return TRUE;
}

/* --- users whose credentials a program prints --- */

static gboolean
read_arguments (HtKubeExec *exec, const HtKubeEntry *user, const HtYamlNode *body, GError **error)
{
  const HtYamlNode *list = ht_yaml_node_get (body, "args");
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();

  for (guint i = 0; list != NULL && list->kind == HT_YAML_SEQUENCE && i < list->items->len; i++)
    {
      const HtYamlNode *item = g_ptr_array_index (list->items, i);

      if (item->kind != HT_YAML_SCALAR)
        return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user,
                          "has an exec with args that are no texts");
      g_strv_builder_add (arguments, item->text);
    }
  exec->arguments = g_strv_builder_end (arguments);
  return TRUE;
}

static gboolean
read_environment (HtKubeExec *exec, const HtKubeEntry *user, const HtYamlNode *body, GError **error)
{
  const HtYamlNode *list = ht_yaml_node_get (body, "env");
  g_autoptr (GStrvBuilder) pairs = g_strv_builder_new ();

  for (guint i = 0; list != NULL && list->kind == HT_YAML_SEQUENCE && i < list->items->len; i++)
    {
      const HtYamlNode *item = g_ptr_array_index (list->items, i);
      const char *name = ht_yaml_node_get_text (item, "name");
      const char *value = ht_yaml_node_get_text (item, "value");

      if (name == NULL || *name == '\0' || strchr (name, '=') != NULL)
        return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user,
                          "has an exec with an env that has no proper name");
      g_strv_builder_add_many (pairs, name, value != NULL ? value : "", NULL);
    }
  exec->environment = g_strv_builder_end (pairs);
  return TRUE;
}

static gboolean
check_exec (const HtKubeEntry *user, const HtYamlNode *body, GError **error)
{
  const char *version = ht_yaml_node_get_text (body, "apiVersion");
  const char *mode = ht_yaml_node_get_text (body, "interactiveMode");

  if (ht_yaml_node_get_text (body, "command") == NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user, "has an exec without a command");
  if (g_strcmp0 (version, EXEC_API "v1") != 0 && g_strcmp0 (version, EXEC_API "v1beta1") != 0)
    return set_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, user,
                      "has an exec of another apiVersion than " EXEC_API "v1 and v1beta1, which "
                      "kubectl itself no longer runs");
  if (g_strcmp0 (mode, "Always") == 0)
    return set_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, user,
                      "gets its credentials from a program that asks questions (interactiveMode "
                      "Always), and here nobody answers; run `kubectl proxy` and connect to its "
                      "address");
  return TRUE;
}

static gboolean
read_exec (HtKubeAccess *access, const HtKubeEntry *user, const HtYamlNode *body, GError **error)
{
  const HtKubeEntry exec = { .word = user->word, .name = user->name, .body = body };
  const char *command = ht_yaml_node_get_text (body, "command");

  if (!check_exec (user, body, error))
    return FALSE;
  access->exec = g_new0 (HtKubeExec, 1);
  access->exec->api_version = g_strdup (ht_yaml_node_get_text (body, "apiVersion"));
  /* A name alone is looked up in PATH; a path counts from the folder of the kubeconfig. */
  access->exec->command = strchr (command, G_DIR_SEPARATOR) != NULL
                              ? g_canonicalize_filename (command, user->folder)
                              : g_strdup (command);
  access->exec->install_hint = g_strdup (ht_yaml_node_get_text (body, "installHint"));
  return read_arguments (access->exec, user, body, error) &&
         read_environment (access->exec, user, body, error) &&
         read_flag (&exec, "provideClusterInfo", &access->exec->wants_cluster, error);
}

/*
 * ht_kube_read_user:
 * @access: what is filled in
 * @user: a user
 * @files: who reads the files that it names
 * @error: return location
 *
 * Returns: whether its credentials are such as can be used
 */
gboolean
ht_kube_read_user (HtKubeAccess *access,
                   const HtKubeEntry *user,
                   const HtKubeFiles *files,
                   GError **error)
{
  const HtYamlNode *exec = ht_yaml_node_get (user->body, "exec");

  if (!refuse_others (user, error) || !read_token (access, user, files, error) ||
      !read_pem (user, files, "client-certificate", &access->client_certificate_pem, error) ||
      !read_pem (user, files, "client-key", &access->client_key_pem, error))
    return FALSE;
  if ((access->client_certificate_pem == NULL) != (access->client_key_pem == NULL))
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user,
                      "has only one of client-certificate and client-key; it takes both");

  access->user = g_strdup (ht_yaml_node_get_text (user->body, "username"));
  access->password = g_strdup (ht_yaml_node_get_text (user->body, "password"));
  if (access->user != NULL && access->token != NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user,
                      "has a token and a username; it can be only one of them");
  if (access->user == NULL && access->password != NULL)
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user,
                      "has a password without a username");
  /* As kubectl has it: what stands there is sent, and nothing is run for more. */
  if (is_mapping (exec) && access->token == NULL && access->user == NULL)
    return read_exec (access, user, exec, error);
  return TRUE;
}
