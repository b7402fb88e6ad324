/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pod-query.h"

#include <string.h>

#include "source-error.h"

static void
assert_refused (const HtPodQuery *query, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ht_pod_query_check (query, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_check (void)
{
  HtPodQuery query = { .port = 6060 };

  g_assert_true (ht_pod_query_check (&query, NULL));
  query.prefix = (char *) "/internal/debugging";
  g_assert_true (ht_pod_query_check (&query, NULL));
  query.prefix = (char *) "internal";
  assert_refused (&query, "begins with");
  /* It would lead to another pod, or to secrets. */
  query.prefix = (char *) "/../../../secrets";
  assert_refused (&query, "..");
  query.prefix = (char *) "/a?b";
  assert_refused (&query, "query");
  query.prefix = NULL;
  query.namespace_name = (char *) "shop/pods";
  assert_refused (&query, "namespace");
  query.namespace_name = (char *) "shop";
  query.port = 0;
  assert_refused (&query, "port");
}

static void
test_port (void)
{
  static const char *const bad[] = { "", "0", "65536", "-1", "pprof", "https:", "http:80", "80 " };
  HtPodQuery query = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_pod_query_set_port (&query, "6060", &error));
  g_assert_cmpuint (query.port, ==, 6060);
  g_assert_false (query.use_tls);
  g_assert_true (ht_pod_query_set_port (&query, "https:8443", &error));
  g_assert_cmpuint (query.port, ==, 8443);
  g_assert_true (query.use_tls);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (ht_pod_query_set_port (&query, bad[i], &error));
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_cmpuint (query.port, ==, 8443);
}

static void
test_url (void)
{
  const HtPod pod = { .name = (char *) "a", .namespace_name = (char *) "shop" };
  HtPodQuery query = { .port = 6060 };
  g_autofree char *plain = ht_pod_query_make_url (&query, "https://h:6443/k8s", &pod);
  g_autofree char *below = NULL;

  query.prefix = (char *) "/internal";
  query.use_tls = TRUE;
  below = ht_pod_query_make_url (&query, "https://h:6443", &pod);
  g_assert_cmpstr (plain, ==, "https://h:6443/k8s/api/v1/namespaces/shop/pods/a:6060/proxy/");
  g_assert_cmpstr (below, ==,
                   "https://h:6443/api/v1/namespaces/shop/pods/https:a:6060/proxy/internal");
}

static void
assert_name (const HtPodQuery *query, const char *expected)
{
  g_autoptr (HtPodQuery) copy = ht_pod_query_copy (query);
  g_autofree char *name = ht_pod_query_get_display_name (copy);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_name (void)
{
  HtPodQuery query = { .port = 6060 };

  assert_name (&query, "pods");
  query.label_selector = (char *) "app=checkout";
  assert_name (&query, "app=checkout");
  query.context = (char *) "prod";
  query.namespace_name = (char *) "shop";
  assert_name (&query, "prod/shop/app=checkout");
  query.name = (char *) "checkout";
  assert_name (&query, "checkout");
}

static void
assert_described (const HtPod *pod, const char *expected)
{
  g_autofree char *how = ht_pod_describe (pod);

  g_assert_cmpstr (how, ==, expected);
}

/* The words of `kubectl get pods`. */
static void
test_describe (void)
{
  HtPod pod = { .phase = (char *) "Running", .is_ready = TRUE };

  assert_described (&pod, "Running");
  pod.restart_count = 1;
  assert_described (&pod, "Running, 1 restart");
  pod.is_ready = FALSE;
  assert_described (&pod, "Running (not ready), 1 restart");
  pod.reason = (char *) "CrashLoop\nBackOff";
  pod.restart_count = 5;
  assert_described (&pod, "Running (CrashLoop\\x0aBackOff), 5 restarts");
  pod = (HtPod){ .phase = (char *) "Pending" };
  assert_described (&pod, "Pending");
  pod.is_deleting = TRUE;
  assert_described (&pod, "Terminating");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/pod-query/check", test_check);
  g_test_add_func ("/sources/pod-query/port", test_port);
  g_test_add_func ("/sources/pod-query/url", test_url);
  g_test_add_func ("/sources/pod-query/name", test_name);
  g_test_add_func ("/sources/pod-query/describe", test_describe);
  return g_test_run ();
}
