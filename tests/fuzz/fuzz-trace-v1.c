/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-checks.h"
#include "trace-v1.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  check_trace (data, size, ht_trace_v1_read);
  return 0;
}
