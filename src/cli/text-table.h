/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * HtTextTable:
 *
 * A table for people: as many columns as its head has, all but the last
 * flush right, as wide as their widest cell.
 */
typedef struct _HtTextTable HtTextTable;

HtTextTable *ht_text_table_new (const char *const *head);
void ht_text_table_free (HtTextTable *table);
void ht_text_table_take (HtTextTable *table, char *cell);
void ht_text_table_print (const HtTextTable *table, FILE *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTextTable, ht_text_table_free)

G_END_DECLS
