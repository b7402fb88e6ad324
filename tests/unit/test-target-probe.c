/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target-probe.h"

#include <glib/gstdio.h>

#include "go-service.h"
#include "http-asker.h"

#define VARS    "captures/etcd-3.4/vars-1795199882043.json"
#define METRICS "captures/etcd-3.4/metrics-1795199881843.txt"
#define HEAP    "captures/go1.19-map-growth/heap-debug1-1795200860274.txt"
#define INDEX   "pprof-index/go1.26.html"
#define LOGIN   "<!doctype html><html><a href='/login'>Log in</a> joe hunter2</html>"

typedef struct
{
  gboolean done;
  HtTargetProbe *probe;
  GError *error;
} Probed;

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Probed *probed = user_data;

  g_assert_null (source);
  probed->probe = ht_target_probe_finish (result, &probed->error);
  g_assert_true ((probed->probe == NULL) == (probed->error != NULL));
  probed->done = TRUE;
}

static HtTargetProbe *
probe_within (const char *url,
              HtCredentials *credentials,
              const HtHttpLimits *limits,
              GCancellable *cancellable,
              GError **error)
{
  Probed probed = { 0 };

  ht_target_probe_within_async (url, credentials, limits, cancellable, probed_cb, &probed);
  while (!probed.done)
    g_main_context_iteration (NULL, TRUE);
  if (probed.error != NULL)
    g_propagate_error (error, probed.error);
  return probed.probe;
}

static HtTargetProbe *
probe (const Service *service, HtCredentials *credentials)
{
  g_autoptr (GError) error = NULL;
  HtTargetProbe *found = probe_within (service->stand_in.url, credentials, &patient, NULL, &error);

  g_assert_no_error (error);
  return found;
}

static const HtProbeFinding *
find (const HtTargetProbe *found, const char *what)
{
  for (guint i = 0; i < found->findings->len; i++)
    {
      const HtProbeFinding *finding = g_ptr_array_index (found->findings, i);

      if (g_str_equal (finding->what, what))
        return finding;
    }
  g_error ("there is no finding on %s", what);
}

/* @words: of the detail, NULL for any; @remedy: NULL for none */
static void
assert_finding (const HtTargetProbe *found,
                const char *what,
                HtProbeState state,
                const char *words,
                const char *remedy)
{
  const HtProbeFinding *finding = find (found, what);

  g_test_message ("%s: %s", what, finding->detail);
  g_assert_cmpint (finding->state, ==, state);
  if (words != NULL)
    assert_contains (finding->detail, words);
  g_assert_cmpstr (finding->remedy, ==, remedy);
}

static void
test_everything (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;
  g_autofree char *base = NULL;

  service_put_file (service, "/debug/pprof/", INDEX);
  service_put_file (service, "/debug/vars", VARS);
  service_put_file (service, "/metrics", METRICS);
  found = probe (service, NULL);
  g_assert_true (found->can_record);
  g_assert_cmpstr (found->go_version, ==, "go1.19.8");
  g_assert_true (g_str_has_prefix (found->command_line, "./etcd --enable-pprof "));
  base = g_strndup (service->stand_in.url, strlen (service->stand_in.url) - 1);
  g_assert_cmpstr (found->base_url, ==, base);
  assert_finding (found, "index", HT_PROBE_FOUND, NULL, NULL);
  assert_finding (found, "heap", HT_PROBE_FOUND, "stacks: 1", NULL);
  assert_finding (found, "allocs", HT_PROBE_FOUND, "stacks: 1", NULL);
  assert_finding (found, "goroutine", HT_PROBE_FOUND, "goroutines: 3", NULL);
  assert_finding (found, "goroutineleak", HT_PROBE_MISSING, "1.26",
                  "GOEXPERIMENT=goroutineleakprofile go build");
  assert_finding (found, "profile", HT_PROBE_FOUND, "CPU", NULL);
  assert_finding (found, "trace", HT_PROBE_FOUND, NULL, NULL);
  assert_finding (found, "block", HT_PROBE_FOUND, "empty", "runtime.SetBlockProfileRate(1000000)");
  assert_finding (found, "mutex", HT_PROBE_FOUND, "empty", "runtime.SetMutexProfileFraction(100)");
  assert_finding (found, "threadcreate", HT_PROBE_FOUND, "threads: 6", NULL);
  assert_finding (found, "custom", HT_PROBE_FOUND, "entries: 0", NULL);
  g_assert_cmpstr (find (found, "custom")->path, ==, "/debug/pprof/example.com/leases:open");
  assert_finding (found, "vars", HT_PROBE_FOUND, "tells of the heap", NULL);
  assert_finding (found, "metrics", HT_PROBE_FOUND, "tells of the heap", NULL);
  /* Nothing that costs the service anything. */
  service_assert_asked (service, "/debug/pprof/? /debug/vars? /metrics?");
}

static void
test_only_vars (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;

  service_put_file (service, "/debug/vars", VARS);
  found = probe (service, NULL);
  g_assert_true (found->can_record);
  g_assert_null (found->go_version);
  assert_finding (found, "index", HT_PROBE_MISSING, "404", "import _ \"net/http/pprof\"");
  assert_finding (found, "metrics", HT_PROBE_MISSING, "404",
                  "http.Handle(\"/metrics\", promhttp.Handler())");
  assert_finding (found, "vars", HT_PROBE_FOUND, NULL, NULL);
  g_assert_cmpuint (found->findings->len, ==, 3);
}

static void
test_only_profiles (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;

  service_put_file (service, "/debug/pprof/", "pprof-index/go1.19.html");
  service_put_file (service, "/debug/pprof/heap", HEAP);
  service_put (service, "/debug/pprof/cmdline", "./orders");
  found = probe (service, NULL);
  g_assert_true (found->can_record);
  g_assert_cmpstr (found->command_line, ==, "./orders");
  assert_finding (found, "heap", HT_PROBE_FOUND, "stacks: 3", NULL);
  assert_finding (found, "vars", HT_PROBE_MISSING, "404", "import _ \"expvar\"");
  service_assert_asked (service, "/debug/pprof/? /debug/pprof/cmdline? /debug/pprof/heap?debug=1 "
                                 "/debug/vars? /metrics?");
}

/* Some programs route the profile but not the page. */
static void
test_heap_without_index (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;

  service_put_file (service, "/debug/pprof/heap", HEAP);
  found = probe (service, NULL);
  g_assert_true (found->can_record);
  assert_finding (found, "index", HT_PROBE_MISSING, NULL, "import _ \"net/http/pprof\"");
  assert_finding (found, "heap", HT_PROBE_FOUND, "tells of the heap", NULL);
}

static void
test_prefix (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = g_strconcat (service->stand_in.url,
                                      "api/v1/namespaces/shop/pods/checkout:6060/proxy"
                                      "/debug/pprof/heap?debug=1",
                                      NULL);
  g_autofree char *base = g_strndup (url, (gsize) (strstr (url, "/debug") - url));

  service_put_file (service, "/api/v1/namespaces/shop/pods/checkout:6060/proxy/metrics", METRICS);
  found = probe_within (url, NULL, &patient, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->base_url, ==, base);
  g_assert_true (found->can_record);
  g_assert_cmpstr (find (found, "metrics")->path, ==, "/metrics");
}

static void
test_nothing (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = probe (service, NULL);

  g_assert_false (found->can_record);
  g_assert_null (found->go_version);
  g_assert_null (found->command_line);
  assert_finding (found, "index", HT_PROBE_MISSING, "404", "import _ \"net/http/pprof\"");
  assert_finding (found, "vars", HT_PROBE_MISSING, "404", "import _ \"expvar\"");
}

/* A page with 200 for whatever is asked: nothing of it is what Go answers, nor is it repeated. */
static void
test_login_page (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;

  service->fallback = LOGIN;
  found = probe (service, NULL);
  g_assert_false (found->can_record);
  for (guint i = 0; i < found->findings->len; i++)
    {
      const HtProbeFinding *finding = g_ptr_array_index (found->findings, i);

      g_assert_cmpint (finding->state, ==, HT_PROBE_FAILED);
      assert_contains (finding->detail, "login page");
      assert_lacks (finding->detail, "hunter2");
      g_assert_nonnull (finding->remedy);
    }
}

static void
test_redirects (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;

  service_put (service, "/debug/pprof/", "Location: /login");
  service_put (service, "/login", LOGIN);
  service_put (service, "/debug/vars", "Location: /internal/vars");
  service_put_file (service, "/internal/vars", VARS);
  service_put (service, "/metrics", "Location: /metrics");
  found = probe (service, NULL);
  g_assert_true (found->can_record);
  assert_finding (found, "index", HT_PROBE_FAILED, "login page", "import _ \"net/http/pprof\"");
  assert_finding (found, "vars", HT_PROBE_FOUND, NULL, NULL);
  assert_finding (found, "metrics", HT_PROBE_FAILED, "redirect", NULL);
}

/* What is there, but not all of it or broken. */
static void
test_odd_answers (Service *service, gconstpointer data)
{
  g_autoptr (HtTargetProbe) found = NULL;

  service_put (service, "/debug/pprof/", "bearer hunter2");
  service_put_file (service, "/debug/vars", "bad/vars-no-memstats.json");
  service_put (service, "/metrics", "# TYPE shop_orders counter\nshop_orders 7\n");
  found = probe (service, NULL);
  g_assert_false (found->can_record);
  assert_finding (found, "index", HT_PROBE_FAILED, "not the page", "import _ \"net/http/pprof\"");
  assert_lacks (find (found, "index")->detail, "hunter2");
  assert_finding (found, "vars", HT_PROBE_FOUND, "nothing of the heap", NULL);
  assert_finding (found, "metrics", HT_PROBE_FOUND, "nothing of the heap", NULL);
  g_clear_pointer (&found, ht_target_probe_free);

  service_put_file (service, "/debug/vars", "bad/vars-truncated.json");
  found = probe (service, NULL);
  assert_finding (found, "vars", HT_PROBE_FAILED, "cannot be read", NULL);
}

static void
test_denied (Service *service, gconstpointer data)
{
  g_autoptr (HtCredentials) wrong = ht_credentials_new_bearer ("hunter2");
  g_autoptr (HtCredentials) right = ht_credentials_new_bearer ("hunter3");
  g_autoptr (HtTargetProbe) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *tried = ht_credentials_describe (wrong);

  service_put_file (service, "/debug/vars", VARS);
  service_put_file (service, "/metrics", METRICS);
  service->token = "Bearer hunter3";

  g_assert_null (probe_within (service->stand_in.url, NULL, &patient, NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED);
  assert_contains (error->message, "401");
  assert_contains (error->message, "no credential was given");
  g_clear_error (&error);

  g_assert_null (probe_within (service->stand_in.url, wrong, &patient, NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED);
  assert_contains (error->message, tried);
  assert_lacks (error->message, "hunter2");

  found = probe (service, right);
  g_assert_true (found->can_record);
  g_clear_pointer (&found, ht_target_probe_free);

  /* One door is locked, the others are not. */
  service->closed = "/debug/";
  found = probe (service, wrong);
  g_assert_true (found->can_record);
  assert_finding (found, "index", HT_PROBE_DENIED, tried, NULL);
  assert_finding (found, "vars", HT_PROBE_DENIED, "401", NULL);
  assert_lacks (find (found, "vars")->detail, "hunter2");
  assert_lacks (find (found, "vars")->detail, "http");
  assert_finding (found, "metrics", HT_PROBE_FOUND, NULL, NULL);
}

static void
test_silent_part (Service *service, gconstpointer data)
{
  const HtHttpLimits limits = { 60000, 300, 60000, 0, 0 };
  g_autoptr (HtTargetProbe) found = NULL;
  g_autoptr (GError) error = NULL;

  service_put_file (service, "/debug/pprof/", INDEX);
  service_put_file (service, "/debug/pprof/heap", HEAP);
  service_put (service, "/debug/pprof/cmdline", "./orders");
  service->silent = "/metrics";
  found = probe_within (service->stand_in.url, NULL, &limits, NULL, &error);
  g_assert_no_error (error);
  assert_finding (found, "metrics", HT_PROBE_FAILED, "in time", NULL);
  assert_finding (found, "vars", HT_PROBE_MISSING, NULL, "import _ \"expvar\"");
}

static void
test_socket (Service *service, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "s.sock", NULL);
  g_autofree char *url = g_strconcat ("unix:", path, ":/debug/vars", NULL);
  g_autofree char *base = g_strconcat ("unix:", path, NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (HtTargetProbe) found = NULL;
  g_autoptr (GError) error = NULL;

  soup_server_listen (service->stand_in.server, address, 0, &error);
  g_assert_no_error (error);
  service_put_file (service, "/debug/vars", VARS);
  found = probe_within (url, NULL, &patient, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (found->can_record);
  g_assert_cmpstr (found->base_url, ==, base);
  g_unlink (path);
  g_rmdir (folder);
}

/* What holds a connection for ever is left after the time-out, and not asked for more. */
static void
test_slow (void)
{
  static const HtHttpLimits first_byte = { 60000, 200, 60000, 0, 0 };
  static const HtHttpLimits total = { 60000, 60000, 200, 0, 0 };
  static const struct
  {
    const char *path;
    const HtHttpLimits *limits;
  } cases[] = {
    { "/silent", &first_byte },
    { "/slow-head", &first_byte },
    { "/trickle", &total },
    { "/stalled", &total },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
      g_autofree char *url = rude_server_url (server, "http://127.0.0.1", cases[i].path);
      g_autoptr (GError) error = NULL;

      g_assert_null (probe_within (url, NULL, cases[i].limits, NULL, &error));
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TIMED_OUT);
      g_assert_cmpuint (rude_server_count_heads (server), ==, 2);
    }
}

static void
test_endless (void)
{
  const HtHttpLimits limits = { 60000, 60000, 60000, 1 << 20, 0 };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autofree char *url = rude_server_url (server, "http://127.0.0.1", "/endless");
  g_autoptr (GError) error = NULL;
  g_autoptr (HtTargetProbe) found = probe_within (url, NULL, &limits, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (found->can_record);
  assert_finding (found, "vars", HT_PROBE_FAILED, "answers with more than", NULL);
}

static void
test_refused (void)
{
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  {
    g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);

    url = rude_server_url (server, "http://127.0.0.1", "/?access_token=hunter2");
  }
  g_assert_null (probe_within (url, NULL, &patient, NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED);
  assert_contains (error->message, "refused");
  assert_lacks (error->message, "hunter2");
  g_clear_error (&error);

  g_assert_null (probe_within ("http://joe:hunter2@127.0.0.1", NULL, &patient, NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
  assert_lacks (error->message, "hunter2");
}

static void
test_tls (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", "server");
  g_autofree char *url = rude_server_url (server, "https://localhost", "");
  g_autoptr (GError) error = NULL;

  g_assert_null (probe_within (url, NULL, &patient, NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TLS);
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
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autofree char *url = rude_server_url (server, "http://127.0.0.1", "/silent");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Probed probed = { 0 };

  ht_target_probe_async (url, NULL, cancellable, probed_cb, &probed);
  while (rude_server_count_heads (server) < 2)
    g_main_context_iteration (NULL, FALSE);
  g_idle_add (cancel_cb, cancellable);
  while (!probed.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (probed.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&probed.error);

  /* Before it begins. */
  g_assert_null (probe_within (url, NULL, &patient, cancellable, &probed.error));
  g_assert_error (probed.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&probed.error);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Service *service, gconstpointer data);
  } cases[] = {
    { "everything", test_everything },
    { "only-vars", test_only_vars },
    { "only-profiles", test_only_profiles },
    { "heap-without-index", test_heap_without_index },
    { "prefix", test_prefix },
    { "nothing", test_nothing },
    { "login-page", test_login_page },
    { "redirects", test_redirects },
    { "odd-answers", test_odd_answers },
    { "denied", test_denied },
    { "silent-part", test_silent_part },
    { "socket", test_socket },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sources/target-probe/", cases[i].name, NULL);

      g_test_add (path, Service, NULL, service_set_up, cases[i].run, service_tear_down);
    }
  g_test_add_func ("/sources/target-probe/slow", test_slow);
  g_test_add_func ("/sources/target-probe/endless", test_endless);
  g_test_add_func ("/sources/target-probe/refused", test_refused);
  g_test_add_func ("/sources/target-probe/tls", test_tls);
  g_test_add_func ("/sources/target-probe/cancelled", test_cancelled);
  return g_test_run ();
}
