/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "kube-access.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "safe-text.h"
#include "yaml-tree.h"

/* More files nobody has. */
#define MAX_FILES 64

/* Certificates, keys and tokens are far smaller. */
#define MAX_SECRET_BYTES ((gsize) 1 << 20)

/* --- files --- */

static void
set_file_error (GError **error, const char *path, int code)
{
  g_autofree char *name = ht_safe_text_for_terminal (path, -1);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", name,
               code == ENODEV ? "this is no ordinary file" : g_strerror (code));
}

/* Reads until the end or until @max_bytes are exceeded. */
static gssize
read_bytes (int fd, char *bytes, gsize max_bytes)
{
  gsize n = 0;

  while (n < max_bytes)
    {
      ssize_t more = read (fd, bytes + n, max_bytes - n);

      if (more < 0 && errno == EINTR)
        continue;
      if (more < 0)
        return -1;
      if (more == 0)
        break;
      n += (gsize) more;
    }
  return (gssize) n;
}

/* Reads a small file, with a NUL behind it. A pipe or device is none, and what a kubeconfig says is
 * in it is not waited for. */
static char *
read_file (const char *path, gsize max_bytes, gsize *length, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  struct stat status;
  char *bytes = NULL;
  gssize n = -1;

  if (fd < 0)
    {
      set_file_error (error, path, errno);
      return NULL;
    }
  if (fstat (fd, &status) != 0)
    set_file_error (error, path, errno);
  else if (!S_ISREG (status.st_mode))
    set_file_error (error, path, S_ISDIR (status.st_mode) ? EISDIR : ENODEV);
  else if (status.st_size > (off_t) max_bytes)
    set_file_error (error, path, EFBIG);
  else
    {
      bytes = g_malloc0 ((gsize) status.st_size + 2);
      n = read_bytes (fd, bytes, (gsize) status.st_size + 1);
      if (n < 0)
        set_file_error (error, path, errno);
    }
  close (fd);
  if (n < 0)
    {
      g_free (bytes);
      return NULL;
    }
  *length = (gsize) n;
  bytes[n] = '\0';
  return bytes;
}

static char *
read_secret_cb (const char *path, gsize *length, gpointer user_data, GError **error)
{
  return read_file (path, MAX_SECRET_BYTES, length, error);
}

static gboolean
load_file (HtKubeconfig *self, const char *path, gboolean *found, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize length;
  char *text = read_file (path, HT_YAML_MAX_BYTES, &length, &reason);
  gboolean done;

  *found = text != NULL;
  if (text == NULL)
    {
      if (g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
      g_set_error_literal (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_READ, reason->message);
      return FALSE;
    }
  done = ht_kubeconfig_add (self, text, length, path, error);
  explicit_bzero (text, length);
  g_free (text);
  return done;
}

/**
 * ht_kube_load_config:
 * @paths: (nullable): files, separated as in `PATH`; %NULL for what `KUBECONFIG` says or,
 *   if that is empty, `~/.kube/config`
 * @error: return location
 *
 * Reads kubeconfig files by the rules of kubectl: those that are not there are passed over, of what
 * several have the first counts.
 *
 * Returns: (transfer full) (nullable): the configuration, or %NULL with %HT_KUBECONFIG_ERROR
 */
HtKubeconfig *
ht_kube_load_config (const char *paths, GError **error)
{
  g_autoptr (HtKubeconfig) self = ht_kubeconfig_new ();
  g_autofree char *home = g_build_filename (g_get_home_dir (), ".kube", "config", NULL);
  g_autofree char *shown = NULL;
  g_auto (GStrv) names = NULL;
  gboolean any = FALSE;

  if (paths == NULL)
    paths = g_getenv ("KUBECONFIG");
  if (paths == NULL || *paths == '\0')
    paths = home;
  names = g_strsplit (paths, G_SEARCHPATH_SEPARATOR_S, MAX_FILES);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      gboolean found = FALSE;

      if (*names[i] != '\0' && !load_file (self, names[i], &found, error))
        return NULL;
      any = any || found;
    }
  if (any)
    return g_steal_pointer (&self);

  shown = ht_safe_text_for_terminal (paths, -1);
  g_set_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_NOT_FOUND,
               "there is no kubeconfig at %s; name one, or set KUBECONFIG", shown);
  return NULL;
}

static void
config_free (gpointer config)
{
  ht_kubeconfig_free (config);
}

static void
load_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  HtKubeconfig *config = ht_kube_load_config (task_data, &error);

  if (config == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, config, config_free);
}

/**
 * ht_kube_load_config_async:
 * @paths: (nullable): as for [func@kube_load_config]
 * @cancellable: (nullable): ends it
 * @callback: told when it is done
 * @user_data: handed to @callback
 *
 * [func@kube_load_config] on a thread of its own.
 */
void
ht_kube_load_config_async (const char *paths,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ht_kube_load_config_async);
  g_task_set_task_data (task, g_strdup (paths), g_free);
  g_task_run_in_thread (task, load_worker);
}

/**
 * ht_kube_load_config_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the configuration, or %NULL with %HT_KUBECONFIG_ERROR
 */
HtKubeconfig *
ht_kube_load_config_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ht_kube_load_access:
 * @config: the configuration
 * @context: (nullable): name of a context; %NULL for the current one
 * @error: return location
 *
 * [method@Kubeconfig.get_access] with the files that the kubeconfig names, which are read now.
 *
 * Returns: (transfer full) (nullable): the access, or %NULL with %HT_KUBECONFIG_ERROR
 */
HtKubeAccess *
ht_kube_load_access (const HtKubeconfig *config, const char *context, GError **error)
{
  return ht_kubeconfig_get_access (config, context, read_secret_cb, NULL, error);
}

/* --- credentials --- */

/* The contract of credentials: each step makes a new one of the one before. */
static HtCredentials *
replace (HtCredentials *before, HtCredentials *after)
{
  ht_credentials_unref (before);
  return after;
}

/**
 * ht_kube_access_get_credentials:
 * @access: what a context needs
 * @error: return location
 *
 * Makes credentials for an [class@HttpClient] whose base URL begins with @access.server.
 *
 * Returns: (transfer full) (nullable): the credentials, or %NULL with
 *   %HT_KUBECONFIG_ERROR_UNSUPPORTED if the server goes by another name in its certificate
 */
HtCredentials *
ht_kube_access_get_credentials (const HtKubeAccess *access, GError **error)
{
  HtCredentials *made;

  if (access->tls_server_name != NULL && !access->insecure)
    {
      g_set_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_UNSUPPORTED,
                   "the certificate of %s is for another name (tls-server-name), which Heaptrail "
                   "cannot verify; run `kubectl proxy` and connect to its address instead",
                   access->server);
      return NULL;
    }
  if (access->token != NULL)
    made = ht_credentials_new_bearer (access->token);
  else if (access->user != NULL)
    made =
        ht_credentials_new_basic (access->user, access->password != NULL ? access->password : "");
  else
    made = ht_credentials_new ();
  if (access->ca_pem != NULL)
    made = replace (made, ht_credentials_with_ca_pem (made, access->ca_pem));
  if (access->client_certificate_pem != NULL)
    made =
        replace (made,
                 ht_credentials_with_client_certificate_pem (made, access->client_certificate_pem,
                                                             access->client_key_pem));
  if (access->insecure)
    made = replace (made, ht_credentials_with_unverified (made));
  return made;
}
