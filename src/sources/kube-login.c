/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "kube-login.h"

#include "gc-cycle.h"
#include "kube-access.h"
#include "kube-exec.h"

static void
access_free (gpointer access)
{
  ht_kube_access_free (access);
}

/**
 * ht_kube_login_free:
 * @login: (transfer full) (nullable): the login
 */
void
ht_kube_login_free (HtKubeLogin *login)
{
  if (login == NULL)
    return;
  g_free (login->server);
  g_free (login->namespace_name);
  g_clear_pointer (&login->credentials, ht_credentials_unref);
  g_free (login);
}

static void
end (GTask *task, gint64 expires_ns)
{
  const HtKubeAccess *access = g_task_get_task_data (task);
  g_autoptr (HtKubeLogin) login = g_new0 (HtKubeLogin, 1);
  GError *error = NULL;

  login->expires_ns = expires_ns;
  login->server = g_strdup (access->server);
  login->namespace_name = g_strdup (access->namespace_name);
  login->credentials = ht_kube_access_get_credentials (access, &error);
  if (login->credentials == NULL || !ht_credentials_check (login->credentials, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&login), (GDestroyNotify) ht_kube_login_free);
}

static void
exec_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HtKubeAccess *access = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (HtExecCredential) credential = ht_kube_exec_finish (result, &error);

  if (credential == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  access->token = g_steal_pointer (&credential->token);
  if (credential->client_certificate_pem != NULL)
    ht_kube_access_set_certificate (access, credential->client_certificate_pem,
                                    credential->client_key_pem);
  end (task, credential->expires_ns);
}

/**
 * ht_kube_login_async:
 * @kubeconfig: (nullable): as for [func@kube_load_config]
 * @context: (nullable): name of a context; %NULL for the current one
 * @cancellable: (nullable): ends it
 * @callback: told when it is done
 * @user_data: handed to @callback
 *
 * Finds out how to talk to the API server of a context: reads the kubeconfig and the files that it
 * names, here and now, and runs the program that prints the credentials, where it names one.
 * Nothing is sent to the server.
 */
void
ht_kube_login_async (const char *kubeconfig,
                     const char *context,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GError *error = NULL;
  g_autoptr (HtKubeconfig) config = ht_kube_load_config (kubeconfig, &error);
  HtKubeAccess *access = NULL;

  g_task_set_source_tag (task, ht_kube_login_async);
  if (config != NULL)
    access = ht_kube_load_access (config, context, &error);
  if (access == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, access, access_free);
  if (access->exec == NULL)
    end (task, HT_UNKNOWN);
  else if (!ht_kube_exec_check (access, ht_kube_is_sandboxed (), &error))
    g_task_return_error (task, error);
  else
    ht_kube_exec_async (access, cancellable, exec_cb, g_steal_pointer (&task));
}

/**
 * ht_kube_login_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the login, or %NULL with %HT_KUBECONFIG_ERROR or what is
 *   wrong with a certificate
 */
HtKubeLogin *
ht_kube_login_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
