/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pod-list.h"

#include <string.h>

#include "gc-cycle.h"

/* In the form of the Kubernetes API reference, v1 core Pod. */
static const char list[] =
    "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1234\"},"
    "\"items\":[{\"metadata\":{\"name\":\"checkout-7d4-abcde\",\"namespace\":\"shop\","
    "\"uid\":\"8b2e\",\"deletionTimestamp\":null},"
    "\"spec\":{\"nodeName\":\"node-1\",\"initContainers\":[{\"name\":\"side\",\"ports\":["
    "{\"containerPort\":15090}]}],\"containers\":[{\"name\":\"app\",\"ports\":["
    "{\"name\":\"http\",\"containerPort\":8080,\"protocol\":\"TCP\"},"
    "{\"containerPort\":53,\"protocol\":\"UDP\"},{\"containerPort\":70000},"
    "{\"name\":\"pprof\",\"containerPort\":6060,\"protocol\":\"TCP\"}]},{\"name\":\"bare\"}]},"
    "\"status\":{\"phase\":\"Running\",\"podIP\":\"10.1.2.3\","
    "\"startTime\":\"2026-11-20T18:00:00Z\","
    "\"conditions\":[{\"type\":\"Initialized\",\"status\":\"False\"},"
    "{\"type\":\"Ready\",\"status\":\"True\"}],"
    "\"containerStatuses\":[{\"name\":\"app\",\"restartCount\":3,"
    "\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}},"
    "{\"name\":\"bare\",\"restartCount\":1}]}},"
    "{\"metadata\":{\"name\":\"checkout-7d4-fghij\",\"namespace\":\"shop\",\"uid\":\"8b2f\","
    "\"deletionTimestamp\":\"2026-11-20T18:01:00Z\"},\"spec\":{\"containers\":null},"
    "\"status\":{\"phase\":\"Pending\",\"reason\":\"Evicted\",\"conditions\":[{\"type\":\"Ready\","
    "\"status\":\"False\"}]}}"
    "]}";

static GPtrArray *
decode (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *pods = ht_pod_list_decode (text, strlen (text), &error);

  g_assert_no_error (error);
  return pods;
}

static void
check_ports (const HtPod *pod)
{
  const HtPodPort *port;

  g_assert_cmpuint (pod->ports->len, ==, 3);
  port = g_ptr_array_index (pod->ports, 0);
  g_assert_cmpstr (port->container, ==, "app");
  g_assert_cmpstr (port->name, ==, "http");
  g_assert_cmpuint (port->number, ==, 8080);
  port = g_ptr_array_index (pod->ports, 1);
  g_assert_cmpuint (port->number, ==, 6060);
  port = g_ptr_array_index (pod->ports, 2);
  g_assert_cmpstr (port->container, ==, "side");
  g_assert_null (port->name);
}

static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pods = ht_pod_list_decode (list, strlen (list), &error);
  const HtPod *pod;

  g_assert_no_error (error);
  g_assert_cmpuint (pods->len, ==, 2);
  pod = g_ptr_array_index (pods, 0);
  g_assert_cmpstr (pod->name, ==, "checkout-7d4-abcde");
  g_assert_cmpstr (pod->namespace_name, ==, "shop");
  g_assert_cmpstr (pod->uid, ==, "8b2e");
  g_assert_cmpstr (pod->phase, ==, "Running");
  g_assert_cmpstr (pod->reason, ==, "CrashLoopBackOff");
  g_assert_cmpstr (pod->ip, ==, "10.1.2.3");
  g_assert_cmpstr (pod->node, ==, "node-1");
  g_assert_true (pod->is_ready);
  g_assert_false (pod->is_deleting);
  /* date -d 2026-11-20T18:00:00Z +%s */
  g_assert_cmpint (pod->start_time_ns, ==, G_GINT64_CONSTANT (1795197600) * 1000000000);
  g_assert_cmpint (pod->restart_count, ==, 4);
  check_ports (pod);

  pod = g_ptr_array_index (pods, 1);
  g_assert_cmpstr (pod->phase, ==, "Pending");
  g_assert_cmpstr (pod->reason, ==, "Evicted");
  g_assert_null (pod->ip);
  g_assert_false (pod->is_ready);
  g_assert_true (pod->is_deleting);
  g_assert_cmpint (pod->start_time_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (pod->restart_count, ==, 0);
  g_assert_cmpuint (pod->ports->len, ==, 0);
}

static void
test_equal (void)
{
  g_autoptr (GPtrArray) a = decode (list);
  g_autoptr (GPtrArray) b = decode (list);
  HtPod *pod = g_ptr_array_index (b, 0);

  g_assert_true (ht_pod_equal (g_ptr_array_index (a, 0), pod));
  g_assert_false (ht_pod_equal (g_ptr_array_index (a, 1), pod));
  ((HtPodPort *) g_ptr_array_index (pod->ports, 1))->number = 1;
  g_assert_false (ht_pod_equal (g_ptr_array_index (a, 0), pod));
}

/* Nothing has to be what it should be. */
static void
test_strange (void)
{
  static const char *const empty[] = {
    "{\"kind\":\"PodList\",\"items\":[]}",
    "{\"kind\":\"PodList\",\"items\":null,\"metadata\":[]}",
    "{\"kind\":\"PodList\",\"items\":[1,null,\"x\",[],{},{\"metadata\":{}},"
    "{\"metadata\":{\"name\":1,\"namespace\":\"n\"}},"
    "{\"metadata\":{\"name\":\"../../secrets\",\"namespace\":\"n\"}},"
    "{\"metadata\":{\"name\":\"a:80/proxy\",\"namespace\":\"n\"}},"
    "{\"metadata\":{\"name\":\"a\",\"namespace\":\"a?b\"}}]}",
  };
  static const char odd[] =
      "{\"kind\":\"PodList\",\"items\":[{\"metadata\":{\"name\":\"a\",\"namespace\":\"n\","
      "\"uid\":7},\"spec\":{\"containers\":[1,{\"ports\":{}},{\"ports\":[2,{\"containerPort\":"
      "\"80\"},{\"containerPort\":-1}]}]},\"status\":{\"phase\":[],\"startTime\":\"yesterday\","
      "\"conditions\":[{\"type\":\"Ready\",\"status\":true}],"
      "\"containerStatuses\":[{\"restartCount\":-5},{\"restartCount\":1e99},"
      "{\"restartCount\":2}]}}]}";
  g_autoptr (GPtrArray) pods = NULL;
  const HtPod *pod;

  for (gsize i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      g_autoptr (GPtrArray) none = decode (empty[i]);
      g_assert_cmpuint (none->len, ==, 0);
    }
  pods = decode (odd);
  g_assert_cmpuint (pods->len, ==, 1);
  pod = g_ptr_array_index (pods, 0);
  g_assert_cmpstr (pod->uid, ==, "a");
  g_assert_cmpstr (pod->phase, ==, "Unknown");
  g_assert_cmpint (pod->start_time_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (pod->restart_count, ==, 2);
  g_assert_cmpuint (pod->ports->len, ==, 0);
  g_assert_false (pod->is_ready);
}

static void
test_no_list (void)
{
  static const char *const texts[][2] = {
    { "", "not JSON" },
    { "<html>", "not JSON" },
    { "[]", "no list of pods" },
    { "{\"kind\":\"NodeList\",\"items\":[]}", "no list of pods" },
    { "{\"kind\":\"PodList\"}", "no list of pods" },
    { "{\"kind\":\"Status\",\"code\":403,\"message\":\"pods is\\nforbidden\"}",
      "says 403: pods is\\x0aforbidden" },
  };
  g_autofree char *deep = g_strnfill (1 << 20, '[');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_null (ht_pod_list_decode (texts[i][0], strlen (texts[i][0]), &error));
      g_assert_true (error->domain == HT_FORMAT_ERROR);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, texts[i][1]));
      g_clear_error (&error);
    }
  g_assert_null (ht_pod_list_decode (deep, 1 << 20, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
}

/* Names that are none would lead elsewhere in the API. */
static void
test_names (void)
{
  static const char *const good[] = { "a", "checkout-7d4-abcde", "a.b", "0" };
  static const char *const bad[] = {
    "", "a/b", "..", "a..b", "-a", "a-", "A", "a?b", "a b", "a%2f"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (ht_kube_is_name (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ht_kube_is_name (bad[i]));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/pod-list/list", test_list);
  g_test_add_func ("/formats/pod-list/equal", test_equal);
  g_test_add_func ("/formats/pod-list/strange", test_strange);
  g_test_add_func ("/formats/pod-list/no-list", test_no_list);
  g_test_add_func ("/formats/pod-list/names", test_names);
  return g_test_run ();
}
