/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "top.h"

#include <stdint.h>

/* The wire of a file and the rows of a recording must give the same table. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const HtTopOptions options = { .focus = "a|std", .ignore = "main" };
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, NULL);

  if (pprof == NULL)
    return 0;

  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, NULL);
  g_autoptr (HtTop) from_wire = ht_top_from_pprof (pprof, &options, NULL);
  g_autoptr (HtTop) from_rows = ht_top_from_profile (profile, catalog, &options, NULL);

  g_assert_true ((from_wire == NULL) == (from_rows == NULL));
  if (from_wire == NULL)
    return 0;

  g_assert_cmpint (from_wire->total, ==, from_rows->total);
  g_assert_cmpuint (from_wire->rows->len, ==, from_rows->rows->len);
  for (guint i = 0; i < from_wire->rows->len; i++)
    {
      const HtTopRow *a = &g_array_index (from_wire->rows, HtTopRow, i);
      const HtTopRow *b = &g_array_index (from_rows->rows, HtTopRow, i);

      g_assert_cmpstr (a->shown_name, ==, b->shown_name);
      g_assert_cmpint (a->flat, ==, b->flat);
      g_assert_cmpint (a->cumulative, ==, b->cumulative);
    }
  return 0;
}
