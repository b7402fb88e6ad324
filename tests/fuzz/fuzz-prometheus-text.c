/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "prometheus-text.h"
#include "record-checks.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  HtRecordSink sink = checking_sink (&size);
  g_autoptr (GError) error = NULL;
  gboolean done = ht_prometheus_text_decode ((const char *) data, size, &sink, &error);

  g_assert_true (done == (error == NULL));
  return 0;
}
