/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_TRACE_WHO_TABLE (ht_trace_who_table_get_type ())

/**
 * HtTraceWhoTable:
 *
 * Who made the heap grow in the range of time that is marked, or else shown.
 *
 * ## Signals
 *
 * `function-selected` with the name of a function, or %NULL, when the user selects another row.
 */
G_DECLARE_FINAL_TYPE (HtTraceWhoTable, ht_trace_who_table, HT, TRACE_WHO_TABLE, GtkWidget)

void ht_trace_who_table_set_time_view (HtTraceWhoTable *self, HtTimeView *time_view);
void ht_trace_who_table_set_source (HtTraceWhoTable *self, HtDocument *document, gint64 target);

G_END_DECLS
