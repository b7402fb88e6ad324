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

  g_assert_true ((profile != NULL) == (error == NULL));
  if (profile != NULL)
    g_assert_cmpuint (profile->values->len, ==, profile->nodes->len * profile->types->len);
  return 0;
}
