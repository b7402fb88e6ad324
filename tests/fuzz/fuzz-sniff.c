/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "capture-time.h"
#include "sniff.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *words = ht_describe_unknown (data, size);
  g_autofree char *name = g_strndup ((const char *) data, size);

  g_assert_nonnull (ht_format_name (ht_sniff (data, size)));
  g_assert_true (g_utf8_validate (words, -1, NULL));
  ht_capture_time_from_name (name);
  return 0;
}
