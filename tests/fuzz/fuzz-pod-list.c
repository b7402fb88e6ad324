/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "pod-list.h"

static void
check_pod (const HtPod *pod)
{
  g_assert_true (ht_kube_is_name (pod->name));
  g_assert_true (ht_kube_is_name (pod->namespace_name));
  g_assert_nonnull (pod->uid);
  g_assert_nonnull (pod->phase);
  g_assert_cmpint (pod->restart_count, >=, 0);
  for (guint i = 0; i < pod->ports->len; i++)
    {
      const HtPodPort *port = g_ptr_array_index (pod->ports, i);

      g_assert_cmpuint (port->number, >=, 1);
      g_assert_cmpuint (port->number, <=, 65535);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pods = ht_pod_list_decode ((const char *) data, size, &error);

  g_assert_true ((pods == NULL) == (error != NULL));
  for (guint i = 0; pods != NULL && i < pods->len; i++)
    check_pod (g_ptr_array_index (pods, i));
  return 0;
}
