/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sorted-rows.h"
#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_GC_TABLE (ht_gc_table_get_type ())

/**
 * HtGcTable:
 *
 * The collections as a table, sorted by any of its columns, with a filter by length
 * of pause. The selected row is the `selected-row` of its rows.
 */
G_DECLARE_FINAL_TYPE (HtGcTable, ht_gc_table, HT, GC_TABLE, GtkWidget)

void ht_gc_table_set_time_view (HtGcTable *self, HtTimeView *time_view);
void ht_gc_table_set_data (HtGcTable *self, HtTargetData *data, guint n_same);
void ht_gc_table_set_scale (HtGcTable *self, gint64 phases_ns);
HtSortedRows *ht_gc_table_get_rows (HtGcTable *self);
void ht_gc_table_select (HtGcTable *self, guint index);
void ht_gc_table_filter (HtGcTable *self, guint bucket, gint64 from_ns, gint64 to_ns);

G_END_DECLS
