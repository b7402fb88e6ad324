/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"

G_BEGIN_DECLS

/**
 * HtGrowthRows:
 *
 * The rows of a #HtGrowthTable: pairs of a stack and a size of objects. Rows of profiles, which can
 * have other labels beside the size, count to one each.
 */
typedef struct _HtGrowthRows HtGrowthRows;

HtGrowthRows *ht_growth_rows_new (const HtCatalog *catalog);
void ht_growth_rows_free (HtGrowthRows *rows);
const guint32 *
ht_growth_rows_place (HtGrowthRows *rows, const HtProfile *profile, guint allocated_type);
guint ht_growth_rows_get_n (const HtGrowthRows *rows);
guint32 ht_growth_rows_get_node (const HtGrowthRows *rows, guint row);
gint64 ht_growth_rows_get_object_bytes (const HtGrowthRows *rows, guint row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthRows, ht_growth_rows_free)

G_END_DECLS
