/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "heap-text.h"
#include "record-checks.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  HtRecordSink sink = checking_sink (&size);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfile) profile =
      ht_heap_text_decode ((const char *) data, size, catalog, &sink, &error);

  g_assert_true ((profile == NULL) == (error != NULL));
  for (guint i = 0; profile != NULL && i < profile->values->len; i++)
    g_assert_cmpint (g_array_index (profile->values, gint64, i), >=, 0);
  return 0;
}
