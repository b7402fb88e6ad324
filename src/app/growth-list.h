/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "growth-item.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_LIST (ht_growth_list_get_type ())

/**
 * HtGrowthList:
 *
 * What grows, fastest first, as a table whose rows open to where growth parts on their stacks, and
 * below that, in a row that can be closed, what does not.
 *
 * Right and Left open and close a row. How much is in a column depends on how wide the list is.
 *
 * ## Signals
 *
 * `selected-changed` when another row is selected, or when something else is known of it;
 * `activated` when the user presses Enter on a row, or clicks it twice.
 */
G_DECLARE_FINAL_TYPE (HtGrowthList, ht_growth_list, HT, GROWTH_LIST, GtkWidget)

void ht_growth_list_set_data (HtGrowthList *self, HtGrowthData *data);
HtGrowthItem *ht_growth_list_get_selected (HtGrowthList *self);
void ht_growth_list_toggle_selected (HtGrowthList *self);

G_END_DECLS
