/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "prometheus-selector.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) matchers = ht_prometheus_selector_parse ((const char *) data, size, &error);

  g_assert_true ((matchers == NULL) == (error != NULL));
  for (guint i = 0; matchers != NULL && i < matchers->len; i++)
    {
      const HtPrometheusMatcher *matcher = &g_array_index (matchers, HtPrometheusMatcher, i);

      g_assert_true (ht_prometheus_is_label_name (matcher->name));
      g_assert_true (g_utf8_validate (matcher->value, -1, NULL));
    }
  return 0;
}
