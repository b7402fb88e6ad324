/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pod-follower.h"

#include <glib/gstdio.h>
#include <string.h>

#include "stand-in.h"

/* More than anything here can take; reached only if a test fails. */
#define PATIENCE_S 60

#define INTERVAL_MS 5

/* An API server: what pods it has, and whose token it takes. */
typedef struct
{
  StandIn stand_in;
  GString *pods;
  const char *token;
} Server;

typedef struct
{
  Server first;
  Server second;
  char *folder;
  char *config;
  HtPodFollower *follower;
  GString *events;
  char *trouble;
  guint n_targets;
} Fixture;

static void
handler_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Server *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *wanted = g_strconcat ("Bearer ", self->token, NULL);
  g_autofree char *body =
      g_strdup_printf ("{\"kind\":\"PodList\",\"items\":[%s]}", self->pods->str);

  stand_in_note (&self->stand_in, message);
  if (g_strcmp0 (soup_message_headers_get_one (headers, "Authorization"), wanted) == 0)
    stand_in_answer (message, 200, body);
  else
    stand_in_answer (message, 401, "{\"kind\":\"Status\",\"code\":401}");
}

static void
server_start (Server *self, const char *token)
{
  self->pods = g_string_new (NULL);
  self->token = token;
  stand_in_start (&self->stand_in, handler_cb, self);
}

static void
server_stop (Server *self)
{
  stand_in_stop (&self->stand_in);
  g_string_free (self->pods, TRUE);
}

static void
add_pod (Server *self, const char *name, const char *phase)
{
  g_string_append_printf (self->pods,
                          "%s{\"metadata\":{\"name\":\"%s\",\"namespace\":\"shop\",\"uid\":\"%s\"},"
                          "\"status\":{\"phase\":\"%s\"}}",
                          self->pods->len > 0 ? "," : "", name, name, phase);
}

static void
configure (Fixture *fixture, const Server *server, const char *token)
{
  g_autofree char *text =
      g_strdup_printf ("current-context: x\n"
                       "clusters:\n- name: c\n  cluster: {server: '%s'}\n"
                       "users:\n- name: u\n  user: {token: %s}\n"
                       "contexts:\n- name: x\n  context: {cluster: c, user: u, namespace: shop}\n",
                       server->stand_in.url, token);

  g_assert_true (g_file_set_contents (fixture->config, text, -1, NULL));
}

/* --- what is told --- */

static void
found_cb (const HtPod *pod, const char *url, HtCredentials *credentials, gpointer user_data)
{
  Fixture *fixture = user_data;
  const Server *server =
      g_str_has_prefix (url, fixture->first.stand_in.url) ? &fixture->first : &fixture->second;

  g_assert_true (g_str_has_prefix (url, server->stand_in.url));
  g_assert_true (g_str_has_suffix (url, ":6060/proxy/"));
  g_assert_nonnull (strstr (ht_credentials_get_header_value (credentials), server->token));
  g_string_append_printf (fixture->events, "+%s ", pod->name);
}

static void
gone_cb (const HtPod *pod, gboolean was_target, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->events, "-%s%s ", was_target ? "" : "~",
                          pod->name);
}

static void
waits_cb (const HtPod *pod, const char *how, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->events, "~%s:%s ", pod->name, how);
}

static void
renewed_cb (HtCredentials *credentials, gpointer user_data)
{
  g_string_append_printf (((Fixture *) user_data)->events, "=%s ",
                          ht_credentials_get_header_value (credentials));
}

static void
listed_cb (HtLiveState state,
           guint n_targets,
           const char *trouble,
           gint64 retry_us,
           gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true ((state == HT_LIVE_RECORDING) == (trouble == NULL));
  g_assert_true ((retry_us == 0) == (trouble == NULL));
  g_free (fixture->trouble);
  fixture->trouble = g_strdup (trouble);
  fixture->n_targets = n_targets;
}

static const HtPodFollowerFuncs funcs = {
  .found = found_cb,
  .gone = gone_cb,
  .waits = waits_cb,
  .renewed = renewed_cb,
  .listed = listed_cb,
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("heaptrail-follow-XXXXXX", NULL);
  fixture->config = g_build_filename (fixture->folder, "config", NULL);
  fixture->events = g_string_new (NULL);
  server_start (&fixture->first, "hunter2");
  server_start (&fixture->second, "hunter3");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_pod_follower_free (fixture->follower);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  server_stop (&fixture->first);
  server_stop (&fixture->second);
  g_string_free (fixture->events, TRUE);
  g_free (fixture->trouble);
  g_remove (fixture->config);
  g_rmdir (fixture->folder);
  g_free (fixture->config);
  g_free (fixture->folder);
}

static void
follow (Fixture *fixture)
{
  const HtPodQuery query = { .kubeconfig = fixture->config, .port = 6060, .list_ms = INTERVAL_MS };

  fixture->follower = ht_pod_follower_new (&query, &funcs, fixture);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("what the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

static void
wait_for_event (Fixture *fixture, const char *event)
{
  guint limit = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);

  while (strstr (fixture->events->str, event) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static void
wait_for_trouble (Fixture *fixture, const char *part)
{
  guint limit = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);

  while (fixture->trouble == NULL || strstr (fixture->trouble, part) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static void
wait_for_n_targets (Fixture *fixture, guint n_targets)
{
  guint limit = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);

  while (fixture->n_targets != n_targets)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

/* --- tests --- */

static void
test_phases (Fixture *fixture, gconstpointer data)
{
  Server *server = &fixture->first;

  configure (fixture, server, server->token);
  add_pod (server, "a", "Running");
  add_pod (server, "b", "Pending");
  add_pod (server, "job", "Succeeded");
  follow (fixture);
  wait_for_n_targets (fixture, 1);
  g_assert_cmpstr (fixture->events->str, ==, "+a ~b:Pending ~job:Succeeded ");

  g_string_truncate (fixture->events, 0);
  g_string_truncate (server->pods, 0);
  add_pod (server, "a", "Failed");
  add_pod (server, "b", "Running");
  wait_for_event (fixture, "+b ");
  g_assert_nonnull (strstr (fixture->events->str, "-~job "));
  g_assert_nonnull (strstr (fixture->events->str, "-a "));
}

/* A selector that was forgotten does not make targets of a whole namespace. */
static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  Server *server = &fixture->first;

  configure (fixture, server, server->token);
  for (guint i = 0; i < HT_POD_MAX_TARGETS + 1; i++)
    {
      g_autofree char *name = g_strdup_printf ("pod-%03u", i);

      add_pod (server, name, "Running");
    }
  follow (fixture);
  wait_for_n_targets (fixture, HT_POD_MAX_TARGETS);
  g_assert_nonnull (strstr (fixture->events->str, "~pod-200:left out, since more than 200 pods"));
  /* It has its turn when another one goes. */
  g_string_truncate (server->pods, 0);
  for (guint i = 1; i < HT_POD_MAX_TARGETS + 1; i++)
    {
      g_autofree char *name = g_strdup_printf ("pod-%03u", i);

      add_pod (server, name, "Running");
    }
  wait_for_event (fixture, "+pod-200 ");
  g_assert_nonnull (strstr (fixture->events->str, "-pod-000 "));
}

static void
test_renewed (Fixture *fixture, gconstpointer data)
{
  Server *server = &fixture->first;

  configure (fixture, server, server->token);
  add_pod (server, "a", "Running");
  follow (fixture);
  wait_for_event (fixture, "+a ");
  server->token = "renewed";
  wait_for_trouble (fixture, "401");
  configure (fixture, server, server->token);
  wait_for_event (fixture, "=Bearer renewed ");
  g_assert_null (strstr (fixture->events->str, "-a"));
}

/* What is for one server is not sent to another, nor its targets. */
static void
test_another_server (Fixture *fixture, gconstpointer data)
{
  guint n_asked;

  configure (fixture, &fixture->first, "hunter2");
  add_pod (&fixture->first, "a", "Running");
  add_pod (&fixture->second, "b", "Running");
  follow (fixture);
  wait_for_event (fixture, "+a ");
  configure (fixture, &fixture->second, "hunter3");
  fixture->first.token = "no longer";
  wait_for_event (fixture, "+b ");
  g_assert_nonnull (strstr (fixture->events->str, "-a "));
  g_assert_null (strstr (fixture->events->str, "="));
  n_asked = fixture->first.stand_in.asked->len;
  g_string_truncate (fixture->events, 0);
  g_string_truncate (fixture->second.pods, 0);
  wait_for_event (fixture, "-b ");
  g_assert_cmpuint (fixture->first.stand_in.asked->len, ==, n_asked);
}

/* A kubeconfig that is being written is read again. */
static void
test_no_login (Fixture *fixture, gconstpointer data)
{
  follow (fixture);
  wait_for_trouble (fixture, "there is no kubeconfig at");
  g_assert_cmpstr (fixture->events->str, ==, "");
}

static void
test_explain (Fixture *fixture, gconstpointer data)
{
  Server *server = &fixture->first;
  g_autofree char *refused = NULL;
  g_autofree char *silent = NULL;

  configure (fixture, server, server->token);
  add_pod (server, "a", "Running");
  follow (fixture);
  wait_for_event (fixture, "+a ");
  refused = ht_pod_follower_explain (fixture->follower, "a", HT_LIVE_UNAUTHORIZED);
  silent = ht_pod_follower_explain (fixture->follower, "a", HT_LIVE_RETRYING);
  g_assert_nonnull (strstr (refused, "“get” on “pods/proxy” in the namespace “shop”"));
  g_assert_nonnull (strstr (silent, "port 6060 of the pod, which is Running (not ready)"));
  g_assert_null (ht_pod_follower_explain (fixture->follower, "a", HT_LIVE_RECORDING));
  g_assert_null (ht_pod_follower_explain (fixture->follower, "b", HT_LIVE_RETRYING));
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/pod-follower/phases", test_phases);
  ADD ("/sources/pod-follower/too-many", test_too_many);
  ADD ("/sources/pod-follower/renewed", test_renewed);
  ADD ("/sources/pod-follower/another-server", test_another_server);
  ADD ("/sources/pod-follower/no-login", test_no_login);
  ADD ("/sources/pod-follower/explain", test_explain);
  return g_test_run ();
}
