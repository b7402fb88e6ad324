/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "time-chart.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_MEMORY_TABLE (ht_memory_table_get_type ())

/**
 * HtMemoryTable:
 *
 * What the charts of the memory show, as a table: a row for each sample in view.
 *
 * The selected row and the cursor of the time view follow each other. Ctrl+C copies the selected
 * rows, or all, with tabs between the values. Rows are made when they are seen.
 */
G_DECLARE_FINAL_TYPE (HtMemoryTable, ht_memory_table, HT, MEMORY_TABLE, GtkWidget)

void ht_memory_table_set_time_view (HtMemoryTable *self, HtTimeView *time_view);
void ht_memory_table_set_charts (HtMemoryTable *self,
                                 const HtTimeChart *heap,
                                 const HtTimeChart *classes,
                                 double unit);
void ht_memory_table_charts_changed (HtMemoryTable *self);

G_END_DECLS
