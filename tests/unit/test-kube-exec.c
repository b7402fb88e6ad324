/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kube-exec.h"

#include <string.h>

#define V1     "client.authentication.k8s.io/v1"
#define SECRET "hunter2"

/* More than anything here can take; reached only if a test fails. */
#define PATIENCE_S 60

typedef struct
{
  GAsyncResult *result;
  GMainLoop *loop;
} Waiter;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->result = g_object_ref (result);
  g_main_loop_quit (waiter->loop);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("what the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

/* Runs a shell script as the program of a user. */
static HtExecCredential *
run (const char *command, const char *script, GCancellable *cancellable, GError **error)
{
  char *arguments[] = { (char *) "-c", (char *) script, NULL };
  char *environment[] = { (char *) "PLUGIN_SECRET", (char *) SECRET, NULL };
  HtKubeExec exec = { .api_version = (char *) V1,
                      .command = (char *) command,
                      .arguments = arguments,
                      .environment = environment,
                      .install_hint = (char *) "get it\nfrom somewhere" };
  const HtKubeAccess access = { .user_name = (char *) "joe", .exec = &exec };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiter waiter = { .loop = loop };
  guint limit = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);
  HtExecCredential *credential;

  ht_kube_exec_async (&access, cancellable, done_cb, &waiter);
  g_main_loop_run (loop);
  g_source_remove (limit);
  credential = ht_kube_exec_finish (waiter.result, error);
  g_object_unref (waiter.result);
  return credential;
}

static void
assert_refused (const char *command, const char *script, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (run (command, script, NULL, &error));
  g_assert_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_UNSUPPORTED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "“joe”"));
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strstr (error->message, SECRET));
}

static void
test_token (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtExecCredential) credential =
      run ("sh",
           "case $KUBERNETES_EXEC_INFO in *'\"interactive\":false'*) ;; *) exit 1;; esac; "
           "read nothing && exit 2; echo '{\"apiVersion\":\"" V1
           "\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"'$PLUGIN_SECRET'\"}}'",
           NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (credential->token, ==, SECRET);
}

static void
test_refused (void)
{
  assert_refused ("sh", "echo $PLUGIN_SECRET; echo $PLUGIN_SECRET >&2; exit 7", "with status 7");
  assert_refused ("sh", "echo please log in: $PLUGIN_SECRET", "is not understood: no JSON");
  assert_refused ("sh", "kill -9 $$", "was killed");
  assert_refused ("sh", "exec yes $PLUGIN_SECRET", "prints more than");
  assert_refused ("there-is-no-such-program", "", "the kubeconfig says: get it\\x0afrom somewhere");
  assert_refused ("/etc/passwd", "", "does not start");
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_idle_add (cancel_cb, cancellable);
  g_assert_null (run ("sh", "exec sleep 1000", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_sandbox (void)
{
  HtKubeExec exec = { .command = (char *) "aws" };
  const HtKubeAccess access = { .user_name = (char *) "joe", .exec = &exec };
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_kube_exec_check (&access, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (ht_kube_exec_check (&access, TRUE, &error));
  g_assert_error (error, HT_KUBECONFIG_ERROR, HT_KUBECONFIG_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "sandbox"));
  g_assert_nonnull (strstr (error->message, "kubectl proxy"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/kube-exec/token", test_token);
  g_test_add_func ("/sources/kube-exec/refused", test_refused);
  g_test_add_func ("/sources/kube-exec/cancelled", test_cancelled);
  g_test_add_func ("/sources/kube-exec/sandbox", test_sandbox);
  return g_test_run ();
}
