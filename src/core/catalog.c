/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "catalog.h"

/**
 * ht_catalog_new:
 *
 * Returns: (transfer full): empty tables
 */
HtCatalog *
ht_catalog_new (void)
{
  HtCatalog *self = g_new0 (HtCatalog, 1);

  self->strings = ht_strings_new ();
  self->symbols = ht_symbols_new ();
  self->tree = ht_call_tree_new ();
  self->label_sets = ht_label_sets_new ();
  return self;
}

/**
 * ht_catalog_free:
 * @catalog: (transfer full) (nullable): the tables
 */
void
ht_catalog_free (HtCatalog *catalog)
{
  if (catalog == NULL)
    return;
  g_clear_pointer (&catalog->label_sets, ht_label_sets_free);
  g_clear_pointer (&catalog->tree, ht_call_tree_free);
  g_clear_pointer (&catalog->symbols, ht_symbols_free);
  g_clear_pointer (&catalog->strings, ht_strings_free);
  g_free (catalog);
}

/**
 * ht_catalog_get_function_name:
 * @catalog: the tables
 * @function: id of a function
 *
 * Returns: (transfer none): its name as the profile gives it, in full; empty for 0
 */
const char *
ht_catalog_get_function_name (const HtCatalog *catalog, guint32 function)
{
  return ht_strings_get (catalog->strings,
                         ht_symbols_get_function (catalog->symbols, function)->name);
}
