/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pod-list.h"

#include <string.h>

#include "gc-cycle.h"

/* In the form of the Kubernetes API reference, v1 core Pod. */
#define POD(name, uid, more)                                                                    \
  "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"" name "\",\"namespace\":\"shop\",\"uid\":\"" uid \
  "\",\"resourceVersion\":\"42\"" more "}}"

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
    "\"containerStatuses\":[{\"name\":\"app\",\"restartCount\":3},"
    "{\"name\":\"bare\",\"restartCount\":1}]}},"
    "{\"metadata\":{\"name\":\"checkout-7d4-fghij\",\"namespace\":\"shop\",\"uid\":\"8b2f\","
    "\"deletionTimestamp\":\"2026-11-20T18:01:00Z\"},\"spec\":{\"containers\":null},"
    "\"status\":{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"False\"}]}}"
    "]}";

static GPtrArray *
decode (const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *pods = ht_pod_list_decode (text, strlen (text), NULL, &error);

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
  g_autofree char *version = NULL;
  g_autoptr (GPtrArray) pods = ht_pod_list_decode (list, strlen (list), &version, &error);
  const HtPod *pod;

  g_assert_no_error (error);
  g_assert_cmpstr (version, ==, "1234");
  g_assert_cmpuint (pods->len, ==, 2);
  pod = g_ptr_array_index (pods, 0);
  g_assert_cmpstr (pod->name, ==, "checkout-7d4-abcde");
  g_assert_cmpstr (pod->namespace_name, ==, "shop");
  g_assert_cmpstr (pod->uid, ==, "8b2e");
  g_assert_cmpstr (pod->phase, ==, "Running");
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
      g_assert_null (ht_pod_list_decode (texts[i][0], strlen (texts[i][0]), NULL, &error));
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, texts[i][1]));
      g_clear_error (&error);
    }
  g_assert_null (ht_pod_list_decode (deep, 1 << 20, NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER);
}

static void
test_paths (void)
{
  g_autoptr (GPtrArray) pods = decode (list);
  g_autoptr (GError) error = NULL;
  g_autofree char *all = ht_pod_list_path ("shop", NULL, &error);
  g_autofree char *some = ht_pod_list_path ("shop", "app=checkout,tier in (a, b)&x", &error);
  g_autofree char *proxy = ht_pod_proxy_path (g_ptr_array_index (pods, 0), 6060, FALSE);
  g_autofree char *tls = ht_pod_proxy_path (g_ptr_array_index (pods, 0), 8443, TRUE);

  g_assert_cmpstr (all, ==, "/api/v1/namespaces/shop/pods?resourceVersion=0");
  g_assert_cmpstr (some, ==,
                   "/api/v1/namespaces/shop/pods?labelSelector=app%3Dcheckout%2Ctier%20in%20%28a"
                   "%2C%20b%29%26x&resourceVersion=0");
  g_assert_cmpstr (proxy, ==, "/api/v1/namespaces/shop/pods/checkout-7d4-abcde:6060/proxy/");
  g_assert_cmpstr (tls, ==, "/api/v1/namespaces/shop/pods/https:checkout-7d4-abcde:8443/proxy/");

  g_assert_null (ht_pod_list_path ("shop/../kube-system", NULL, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
}

/* --- the watch --- */

static void
event_cb (HtPodEvent event, HtPod *pod, gpointer user_data)
{
  static const char signs[] = "+~-";

  g_string_append_printf (user_data, "%c%s ", signs[event], pod->name);
}

#define EVENT(type, object) "{\"type\":\"" type "\",\"object\":" object "}\n"

static const char watch[] = EVENT ("ADDED", POD ("a", "1", ""))
    EVENT ("MODIFIED", POD ("b", "2", "")) EVENT ("ADDED", POD ("a", "1", ""))
        EVENT ("DELETED", POD ("a", "1", "")) EVENT ("SOMETHING", POD ("c", "3", "")) "\n" EVENT (
            "BOOKMARK",
            "{\"kind\":\"Pod\",\"metadata\":{\"resourceVersion\":\"77\"}}")
            EVENT ("ADDED", POD ("a", "4", ",\"generation\":1"));

static void
test_watch (void)
{
  static const gsize pieces[] = { 1, 7, 64, sizeof watch };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) seen = g_string_new (NULL);
      g_autoptr (HtPodStream) stream = ht_pod_stream_new (event_cb, seen);
      g_autoptr (GError) error = NULL;

      for (gsize j = 0; j < strlen (watch); j += pieces[i])
        {
          ht_pod_stream_push (stream, watch + j, MIN (pieces[i], strlen (watch) - j), &error);
          g_assert_no_error (error);
        }
      g_assert_cmpstr (seen->str, ==, "+a +b ~a -a +a ");
      g_assert_cmpstr (ht_pod_stream_get_resource_version (stream), ==, "42");
      g_assert_false (ht_pod_stream_has_expired (stream));
    }
}

static void
test_watch_ends (void)
{
  static const char expired[] = EVENT ("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"77\"}}")
      EVENT ("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}");
  static const char broken[] = "{\"type\":\"ADDED\",\"object\":{\n";
  static const char other[] = "{\"hello\":1}\n";
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (HtPodStream) stream = ht_pod_stream_new (event_cb, seen);
  g_autoptr (HtPodStream) second = ht_pod_stream_new (event_cb, seen);
  g_autoptr (HtPodStream) third = ht_pod_stream_new (event_cb, seen);
  g_autoptr (HtPodStream) endless = ht_pod_stream_new (event_cb, seen);
  g_autofree char *text = g_strnfill (HT_POD_WATCH_LINE_MAX, ' ');
  g_autoptr (GError) error = NULL;

  g_assert_false (ht_pod_stream_push (stream, expired, strlen (expired), &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER);
  g_assert_nonnull (strstr (error->message, "says 410: too old"));
  g_assert_true (ht_pod_stream_has_expired (stream));
  g_assert_cmpstr (ht_pod_stream_get_resource_version (stream), ==, "77");
  g_clear_error (&error);

  g_assert_false (ht_pod_stream_push (second, broken, strlen (broken), &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER);
  g_assert_false (ht_pod_stream_has_expired (second));
  g_clear_error (&error);
  g_assert_false (ht_pod_stream_push (third, other, strlen (other), &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER);
  g_clear_error (&error);

  g_assert_true (ht_pod_stream_push (endless, text, HT_POD_WATCH_LINE_MAX, &error));
  g_assert_false (ht_pod_stream_push (endless, " ", 1, &error));
  g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TOO_LARGE);
  g_assert_cmpstr (seen->str, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/pod-list/list", test_list);
  g_test_add_func ("/sources/pod-list/equal", test_equal);
  g_test_add_func ("/sources/pod-list/strange", test_strange);
  g_test_add_func ("/sources/pod-list/no-list", test_no_list);
  g_test_add_func ("/sources/pod-list/paths", test_paths);
  g_test_add_func ("/sources/pod-list/watch", test_watch);
  g_test_add_func ("/sources/pod-list/watch-ends", test_watch_ends);
  return g_test_run ();
}
