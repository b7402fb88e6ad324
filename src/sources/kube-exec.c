/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "kube-exec.h"

#include <string.h>

#include "safe-text.h"

/* A program may ask a server of its own; who waits for a person waits for longer. */
#define PATIENCE_S 30

/* Certificates and tokens are far smaller. */
#define MAX_OUTPUT ((gsize) 1 << 20)

typedef struct
{
  /* Owned */
  char *user;
  char *command;
  char *install_hint;
  char *api_version;
  char *output;
  GSubprocess *process;
  GCancellable *stop; /* when the patience ends, or the caller's */
  GSource *patience;
  GCancellable *outer;
  gulong outer_handler;

  gsize length;
  gboolean is_late;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_cancellable_disconnect (run->outer, run->outer_handler);
  g_clear_object (&run->outer);
  if (run->patience != NULL)
    g_source_destroy (run->patience);
  g_clear_pointer (&run->patience, g_source_unref);
  g_clear_object (&run->process);
  g_clear_object (&run->stop);
  explicit_bzero (run->output, MAX_OUTPUT + 1);
  g_free (run->output);
  g_free (run->user);
  g_free (run->command);
  g_free (run->install_hint);
  g_free (run->api_version);
  g_free (run);
}

/* What it says on standard error is not repeated: it may quote what it was given. */
static void G_GNUC_PRINTF (2, 3) fail (GTask *task, const char *format, ...)
{
  const Run *run = g_task_get_task_data (task);
  g_autofree char *user = ht_safe_text_for_terminal (run->user != NULL ? run->user : "", -1);
  g_autofree char *command = ht_safe_text_for_terminal (run->command, -1);
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_task_return_new_error (task, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_UNSUPPORTED,
                           "the user “%s” of the kubeconfig gets its credentials from %s, %s", user,
                           command, what);
}

static void
end (GTask *task, const GError *fault)
{
  const Run *run = g_task_get_task_data (task);
  g_autoptr (GError) reason = NULL;
  HtExecCredential *credential;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (run->is_late)
    fail (task, "which was not done after %d s; run it in a terminal to see what it waits for",
          PATIENCE_S);
  else if (fault != NULL)
    fail (task, "which failed: %s", fault->message);
  else if (run->length > MAX_OUTPUT)
    fail (task, "which prints more than any credentials need");
  else if (!g_subprocess_get_if_exited (run->process))
    fail (task, "which was killed");
  else if (g_subprocess_get_exit_status (run->process) != 0)
    fail (task,
          "which failed with status %d; run it in a terminal to see why, you may have to log "
          "in again",
          g_subprocess_get_exit_status (run->process));
  else
    {
      credential = ht_exec_credential_decode (run->output, run->length, run->api_version, &reason);
      if (credential == NULL)
        fail (task, "which is not understood: %s", reason->message);
      else
        g_task_return_pointer (task, credential, (GDestroyNotify) ht_exec_credential_free);
    }
}

static void
exited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error))
    g_subprocess_force_exit (G_SUBPROCESS (source));
  end (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &run->length, &error) ||
      run->length > MAX_OUTPUT)
    {
      g_subprocess_force_exit (run->process);
      end (task, error);
      return;
    }
  g_subprocess_wait_async (run->process, run->stop, exited_cb, g_steal_pointer (&task));
}

static gboolean
late_cb (gpointer user_data)
{
  Run *run = user_data;

  run->is_late = TRUE;
  g_cancellable_cancel (run->stop);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/* What the reference calls KUBERNETES_EXEC_INFO. */
static char *
make_info (const HtKubeAccess *access)
{
  g_autoptr (GString) info = g_string_new ("{\"apiVersion\":");

  ht_safe_text_append_json (info, access->exec->api_version);
  g_string_append (info, ",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false");
  if (access->exec->wants_cluster)
    {
      g_string_append (info, ",\"cluster\":{\"server\":");
      ht_safe_text_append_json (info, access->server);
      if (access->tls_server_name != NULL)
        {
          g_string_append (info, ",\"tls-server-name\":");
          ht_safe_text_append_json (info, access->tls_server_name);
        }
      if (access->insecure)
        g_string_append (info, ",\"insecure-skip-tls-verify\":true");
      if (access->ca_pem != NULL)
        {
          g_autofree char *packed =
              g_base64_encode ((const guchar *) access->ca_pem, strlen (access->ca_pem));

          g_string_append_printf (info, ",\"certificate-authority-data\":\"%s\"", packed);
        }
      g_string_append_c (info, '}');
    }
  g_string_append (info, "}}");
  return g_string_free (g_steal_pointer (&info), FALSE);
}

static GSubprocess *
spawn (const HtKubeAccess *access, GError **error)
{
  const HtKubeExec *exec = access->exec;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *info = make_info (access);
  g_autofree const char **arguments = g_new0 (const char *, g_strv_length (exec->arguments) + 2);

  arguments[0] = exec->command;
  for (gsize i = 0; exec->arguments[i] != NULL; i++)
    arguments[i + 1] = exec->arguments[i];
  for (gsize i = 0; exec->environment[i] != NULL; i += 2)
    g_subprocess_launcher_setenv (launcher, exec->environment[i], exec->environment[i + 1], TRUE);
  g_subprocess_launcher_setenv (launcher, "KUBERNETES_EXEC_INFO", info, TRUE);
  return g_subprocess_launcher_spawnv (launcher, arguments, error);
}

static void
fail_to_spawn (GTask *task, const GError *reason)
{
  const Run *run = g_task_get_task_data (task);
  g_autofree char *hint =
      run->install_hint != NULL ? ht_safe_text_for_terminal (run->install_hint, -1) : NULL;

  if (g_error_matches (reason, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    fail (task, "which is not there%s%s", hint != NULL ? "; the kubeconfig says: " : "",
          hint != NULL ? hint : "; install it");
  else
    fail (task, "which does not start: %s", reason->message);
}

/**
 * ht_kube_is_sandboxed:
 *
 * Returns: whether this runs in a Flatpak, where the programs of the user are not
 */
gboolean
ht_kube_is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/**
 * ht_kube_exec_check:
 * @access: what a context needs, with a program in it
 * @in_sandbox: see [func@kube_is_sandboxed]
 * @error: return location
 *
 * Returns: whether its program can be run; if not, @error is %HT_KUBECONFIG_ERROR_UNSUPPORTED
 */
gboolean
ht_kube_exec_check (const HtKubeAccess *access, gboolean in_sandbox, GError **error)
{
  g_autofree char *user =
      ht_safe_text_for_terminal (access->user_name != NULL ? access->user_name : "", -1);
  g_autofree char *command = ht_safe_text_for_terminal (access->exec->command, -1);

  if (!in_sandbox)
    return TRUE;
  g_set_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_UNSUPPORTED,
               "the user “%s” of the kubeconfig gets its credentials from %s, and from inside the "
               "sandbox no program can be run; run `kubectl proxy` and connect to its address, or "
               "give the user a token of `kubectl create token SERVICEACCOUNT`",
               user, command);
  return FALSE;
}

/**
 * ht_kube_exec_async:
 * @access: what a context needs, with a program in it
 * @cancellable: (nullable): ends it
 * @callback: told when it is done
 * @user_data: handed to @callback
 *
 * Runs the program that prints the credentials of a user, as kubectl does but without a terminal:
 * at most 30 s, at most 1 MiB. What it prints is kept nowhere but in what it gives back.
 */
void
ht_kube_exec_async (const HtKubeAccess *access,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  Run *run = g_new0 (Run, 1);

  g_task_set_source_tag (task, ht_kube_exec_async);
  run->user = g_strdup (access->user_name);
  run->command = g_strdup (access->exec->command);
  run->install_hint = g_strdup (access->exec->install_hint);
  run->api_version = g_strdup (access->exec->api_version);
  run->output = g_malloc (MAX_OUTPUT + 1);
  run->stop = g_cancellable_new ();
  g_task_set_task_data (task, run, run_free);
  run->process = spawn (access, &error);
  if (run->process == NULL)
    {
      fail_to_spawn (task, error);
      return;
    }
  if (cancellable != NULL)
    {
      run->outer = g_object_ref (cancellable);
      run->outer_handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                  g_object_ref (run->stop), g_object_unref);
    }
  run->patience = g_timeout_source_new_seconds (PATIENCE_S);
  g_source_set_callback (run->patience, late_cb, run, NULL);
  g_source_attach (run->patience, g_main_context_get_thread_default ());
  g_input_stream_read_all_async (g_subprocess_get_stdout_pipe (run->process), run->output,
                                 MAX_OUTPUT + 1, G_PRIORITY_DEFAULT, run->stop, read_cb,
                                 g_steal_pointer (&task));
}

/**
 * ht_kube_exec_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the credentials, or %NULL with %HT_KUBECONFIG_ERROR
 */
HtExecCredential *
ht_kube_exec_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
