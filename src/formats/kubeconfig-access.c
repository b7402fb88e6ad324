/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include <string.h>

#include "kubeconfig-private.h"
#include "safe-text.h"

static void
wipe (char **text)
{
  if (*text != NULL)
    explicit_bzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
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
  wipe (&access->client_certificate_pem);
  wipe (&access->client_key_pem);
  wipe (&access->token);
  wipe (&access->password);
  g_free (access);
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
refuse_programs (const HtKubeEntry *user, GError **error)
{
  if (ht_yaml_node_get (user->body, "exec") != NULL &&
      ht_yaml_node_get (user->body, "exec")->kind == HT_YAML_MAPPING)
    return set_error (error, HT_KUBECONFIG_ERROR_UNSUPPORTED, user,
                      "gets its credentials from a program (exec), and Heaptrail runs none; run "
                      "`kubectl proxy` and connect to its address, or give the user a token of "
                      "`kubectl create token SERVICEACCOUNT`");
  if (ht_yaml_node_get (user->body, "auth-provider") != NULL &&
      ht_yaml_node_get (user->body, "auth-provider")->kind == HT_YAML_MAPPING)
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

/* What goes into a header may not begin another one. */
static gboolean
is_header_text (const char *text)
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
  if (access->token != NULL && !is_header_text (access->token))
    return set_error (error, HT_KUBECONFIG_ERROR_INVALID, user,
                      "has a token with control characters");
  return TRUE;
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
  if (!refuse_programs (user, error) || !read_token (access, user, files, error) ||
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
  return TRUE;
}
