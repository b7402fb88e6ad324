/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pprof-decode.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, NULL);

  if (pprof == NULL)
    return 0;

  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, NULL);

  return 0;
}
