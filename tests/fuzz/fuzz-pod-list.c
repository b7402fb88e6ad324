/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "pod-list.h"

/* Names lead nowhere but to pods. */
static void
check_pod (const HtPod *pod)
{
  g_autofree char *path = ht_pod_proxy_path (pod, 80, FALSE);
  guint n_slashes = 0;

  for (const char *c = path; *c != '\0'; c++)
    n_slashes += *c == '/';
  g_assert_cmpuint (n_slashes, ==, 8);
  g_assert_null (strpbrk (path, "?#% \n"));
  g_assert_null (strstr (path, ".."));
  g_assert_nonnull (pod->uid);
  g_assert_nonnull (pod->phase);
  g_assert_cmpint (pod->restart_count, >=, 0);
}

static void
event_cb (HtPodEvent event, HtPod *pod, gpointer user_data)
{
  check_pod (pod);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) stream_error = NULL;
  g_autoptr (GPtrArray) pods = ht_pod_list_decode ((const char *) data, size, NULL, &error);
  g_autoptr (HtPodStream) stream = ht_pod_stream_new (event_cb, NULL);
  gsize half = size / 2;

  g_assert_true ((pods == NULL) == (error != NULL));
  for (guint i = 0; pods != NULL && i < pods->len; i++)
    check_pod (g_ptr_array_index (pods, i));

  if (ht_pod_stream_push (stream, (const char *) data, half, &stream_error))
    ht_pod_stream_push (stream, (const char *) data + half, size - half, &stream_error);
  return 0;
}
