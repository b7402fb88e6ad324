/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gunzip.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) packed = g_bytes_new (data, size);
  g_autoptr (GBytes) raw = ht_gunzip (packed, NULL);

  return 0;
}
