/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "growth-item.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_LIST (ht_growth_list_get_type ())

/**
 * HtGrowthList:
 *
 * What grows, fastest first, as a table whose rows open to where growth joins on their stacks.
 *
 * Right and Left open and close a row, Enter does either.
 *
 * ## Signals
 *
 * `selected-changed` when another row is selected.
 */
G_DECLARE_FINAL_TYPE (HtGrowthList, ht_growth_list, HT, GROWTH_LIST, GtkWidget)

void ht_growth_list_set_data (HtGrowthList *self, HtGrowthData *data);
HtGrowthItem *ht_growth_list_get_selected (HtGrowthList *self);
void ht_growth_list_set_narrow (HtGrowthList *self, gboolean narrow);

G_END_DECLS
