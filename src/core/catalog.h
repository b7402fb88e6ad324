/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "call-tree.h"
#include "interned-strings.h"
#include "label-sets.h"
#include "symbols.h"

G_BEGIN_DECLS

/**
 * HtCatalog:
 * @strings: all strings
 * @symbols: functions, mappings, frames; their strings are ids of @strings
 * @tree: all stacks; its frames are ids of @symbols
 * @label_sets: label lists of samples; their strings are ids of @strings
 *
 * Everything that the profiles of one recording name by id. Two profiles can
 * be compared number by number exactly when they share a catalog.
 */
typedef struct
{
  HtStrings *strings;
  HtSymbols *symbols;
  HtCallTree *tree;
  HtLabelSets *label_sets;
} HtCatalog;

HtCatalog *ht_catalog_new (void);
void ht_catalog_free (HtCatalog *catalog);
const char *ht_catalog_get_function_name (const HtCatalog *catalog, guint32 function);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtCatalog, ht_catalog_free)

G_END_DECLS
