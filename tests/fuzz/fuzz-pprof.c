/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pprof-decode.h"
#include "pprof-encode.h"

#include <stdint.h>

static void
assert_same_array (const GArray *a, const GArray *b, gsize element_size)
{
  g_assert_cmpmem (a->data, a->len * element_size, b->data, b->len * element_size);
}

/* What was written must be read as the same nodes, label lists and values. */
static void
assert_round_trip (const HtProfile *profile, HtCatalog *catalog)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) written = ht_pprof_encode (profile, catalog);
  g_autoptr (HtPprof) pprof = ht_pprof_open (written, &error);
  g_autoptr (HtProfile) again = NULL;

  g_assert_no_error (error);
  again = ht_pprof_load (pprof, catalog, &error);
  g_assert_no_error (error);
  assert_same_array (profile->types, again->types, sizeof (HtValueType));
  assert_same_array (profile->comments, again->comments, sizeof (guint32));
  assert_same_array (profile->nodes, again->nodes, sizeof (guint32));
  assert_same_array (profile->label_sets, again->label_sets, sizeof (guint32));
  assert_same_array (profile->values, again->values, sizeof (gint64));
  g_assert_cmpint (profile->time_ns, ==, again->time_ns);
  g_assert_cmpint (profile->period, ==, again->period);
  g_assert_cmpuint (profile->main_mapping, ==, again->main_mapping);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, NULL);

  if (pprof == NULL)
    return 0;

  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, NULL);

  assert_round_trip (profile, catalog);
  return 0;
}
