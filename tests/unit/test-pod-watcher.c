/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pod-watcher.h"

#include <string.h>

#include "pod-path.h"
#include "stand-in.h"

/* More than anything here can take; reached only if a test fails. */
#define PATIENCE_S 60

#define INTERVAL_MS 5

typedef struct
{
  StandIn stand_in;
  HtHttpClient *client;
  HtPodWatcher *watcher;
  GString *events;
  char *problem;
  guint n_listed;

  /* What the API server has now. */
  const char *pods;
  guint status;
  gboolean is_silent;
} Fixture;

#define POD(name, uid, ready)                                                                     \
  "{\"metadata\":{\"name\":\"" name "\",\"namespace\":\"shop\",\"uid\":\"" uid                    \
  "\"},\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"" ready \
  "\"}]}}"

static void
handler_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *body = g_strdup_printf ("{\"kind\":\"PodList\",\"items\":[%s]}", fixture->pods);

  stand_in_note (&fixture->stand_in, message);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Authorization"), ==, "Bearer hunter2");
  if (fixture->is_silent)
    soup_server_message_pause (message);
  else
    stand_in_answer (message, fixture->status, body);
}

static void
event_cb (HtPodEvent event, HtPod *pod, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->events, "%c%s:%s ", "+~-"[event], pod -> name, pod -> uid);
}

static void
listed_cb (const GError *error, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_free (fixture->problem);
  fixture->problem = error != NULL ? g_strdup (error->message) : NULL;
  fixture->n_listed += error == NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtCredentials) credentials = ht_credentials_new_bearer ("hunter2");

  fixture->events = g_string_new (NULL);
  fixture->pods = "";
  fixture->status = 200;
  stand_in_start (&fixture->stand_in, handler_cb, fixture);
  fixture->client = stand_in_client (&fixture->stand_in, credentials);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_pod_watcher_free (fixture->watcher);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (fixture->client);
  stand_in_stop (&fixture->stand_in);
  g_string_free (fixture->events, TRUE);
  g_free (fixture->problem);
}

static void
watch (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->watcher = ht_pod_watcher_new (fixture->client, "shop", "app=checkout", INTERVAL_MS,
                                         event_cb, listed_cb, fixture, &error);
  g_assert_no_error (error);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("what the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

/* Goes on until the server was asked @n times more, and the last answer but one was taken. */
static void
wait_for_questions (Fixture *fixture, guint n)
{
  guint limit = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);
  guint before = fixture->stand_in.asked->len;

  while (fixture->stand_in.asked->len < before + n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

static void
wait_for_events (Fixture *fixture, const char *events)
{
  guint limit = g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);

  while (fixture->events->len < strlen (events))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
  g_assert_cmpstr (fixture->events->str, ==, events);
  g_string_truncate (fixture->events, 0);
}

static void
test_come_and_go (Fixture *fixture, gconstpointer data)
{
  fixture->pods = POD ("a", "1", "True") "," POD ("b", "2", "False");
  watch (fixture);
  wait_for_events (fixture, "+a:1 +b:2 ");
  g_assert_cmpuint (fixture->n_listed, <=, 1);
  g_assert_cmpstr (g_ptr_array_index (fixture->stand_in.asked, 0), ==,
                   "/api/v1/namespaces/shop/pods?labelSelector=app%3Dcheckout&resourceVersion=0");

  /* The same again is no news. */
  wait_for_questions (fixture, 3);
  g_assert_cmpstr (fixture->events->str, ==, "");

  fixture->pods = POD ("b", "2", "True") "," POD ("a", "1", "True");
  wait_for_events (fixture, "~b:2 ");

  /* A stateful set makes a pod anew under its name. */
  fixture->pods = POD ("b", "2", "True") "," POD ("a", "3", "True");
  wait_for_events (fixture, "-a:1 +a:3 ");

  fixture->pods = POD ("c", "4", "True");
  g_string_truncate (fixture->events, 0);
  while (strstr (fixture->events->str, "+c:4") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (fixture->events->str, "-a:3 "));
  g_assert_nonnull (strstr (fixture->events->str, "-b:2 "));
  g_assert_cmpuint (fixture->events->len, ==, strlen ("-a:3 -b:2 +c:4 "));
}

/* A server that is away for a while takes no pods with it. */
static void
test_server_fails (Fixture *fixture, gconstpointer data)
{
  fixture->pods = POD ("a", "1", "True");
  watch (fixture);
  wait_for_events (fixture, "+a:1 ");

  fixture->status = 500;
  wait_for_questions (fixture, 3);
  g_assert_nonnull (fixture->problem);
  g_assert_null (strstr (fixture->problem, "hunter2"));

  fixture->status = 200;
  fixture->pods = "{]";
  wait_for_questions (fixture, 3);
  g_assert_nonnull (strstr (fixture->problem, "JSON"));
  g_assert_cmpstr (fixture->events->str, ==, "");

  fixture->pods = POD ("a", "1", "False");
  wait_for_events (fixture, "~a:1 ");
  g_assert_null (fixture->problem);
}

static void
test_freed_while_asking (Fixture *fixture, gconstpointer data)
{
  fixture->is_silent = TRUE;
  watch (fixture);
  wait_for_questions (fixture, 1);
  g_clear_pointer (&fixture->watcher, ht_pod_watcher_free);

  /* Nobody hears of what comes now. */
  fixture->is_silent = FALSE;
  fixture->pods = POD ("a", "1", "True");
  watch (fixture);
  wait_for_events (fixture, "+a:1 ");
}

static void
test_no_namespace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      ht_pod_watcher_new (fixture->client, "a/b", NULL, 0, event_cb, listed_cb, fixture, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
}

static void
test_paths (Fixture *fixture, gconstpointer data)
{
  const HtPod pod = { .name = (char *) "checkout-7d4-abcde", .namespace_name = (char *) "shop" };
  g_autoptr (GError) error = NULL;
  g_autofree char *all = ht_pod_list_path ("shop", NULL, &error);
  g_autofree char *some = ht_pod_list_path ("shop", "app=checkout,tier in (a, b)&x", &error);
  g_autofree char *proxy = ht_pod_proxy_path (&pod, 6060, FALSE);
  g_autofree char *tls = ht_pod_proxy_path (&pod, 8443, TRUE);

  g_assert_cmpstr (all, ==, "/api/v1/namespaces/shop/pods?resourceVersion=0");
  g_assert_cmpstr (some, ==,
                   "/api/v1/namespaces/shop/pods?labelSelector=app%3Dcheckout%2Ctier%20in%20%28a"
                   "%2C%20b%29%26x&resourceVersion=0");
  g_assert_cmpstr (proxy, ==, "/api/v1/namespaces/shop/pods/checkout-7d4-abcde:6060/proxy/");
  g_assert_cmpstr (tls, ==, "/api/v1/namespaces/shop/pods/https:checkout-7d4-abcde:8443/proxy/");

  g_assert_null (ht_pod_list_path ("shop/../kube-system", NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/pod-watcher/come-and-go", test_come_and_go);
  ADD ("/sources/pod-watcher/server-fails", test_server_fails);
  ADD ("/sources/pod-watcher/freed-while-asking", test_freed_while_asking);
  ADD ("/sources/pod-watcher/no-namespace", test_no_namespace);
  ADD ("/sources/pod-watcher/paths", test_paths);
  return g_test_run ();
}
