/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "flame-data.h"

G_BEGIN_DECLS

#define HT_TYPE_FUNCTION_TABLE (ht_function_table_get_type ())

/**
 * HtFunctionTable:
 *
 * The functions of a profile that hold something, with what they hold: the twin of
 * the flame graph in figures.
 *
 * ## Signals
 *
 * `function-selected` with the group of a function when the user selects its row.
 */
G_DECLARE_FINAL_TYPE (HtFunctionTable, ht_function_table, HT, FUNCTION_TABLE, GtkWidget)

void ht_function_table_set_data (HtFunctionTable *self, HtFlameData *data);
void ht_function_table_select (HtFunctionTable *self, guint32 group);

G_END_DECLS
