/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pprof-page.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  ht_pprof_page_count_goroutines ((const char *) data, size);
  return 0;
}
