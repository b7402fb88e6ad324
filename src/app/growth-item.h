/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "growth-data.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_ITEM (ht_growth_item_get_type ())

/**
 * HtGrowthItem:
 *
 * A row of the list of what grows: a site, or a step on the stack of one.
 */
G_DECLARE_FINAL_TYPE (HtGrowthItem, ht_growth_item, HT, GROWTH_ITEM, GObject)

HtGrowthItem *ht_growth_item_new (HtGrowthData *data, guint site);
GListModel *ht_growth_item_make_steps (HtGrowthItem *self);
const HtGrowthData *ht_growth_item_get_data (HtGrowthItem *self);
const HtGrowthSite *ht_growth_item_get_site (HtGrowthItem *self);
const HtGrowthStep *ht_growth_item_get_step (HtGrowthItem *self);
const HtGrowthFrame *ht_growth_item_get_frame (HtGrowthItem *self);
gboolean ht_growth_item_is_like (HtGrowthItem *self, HtGrowthItem *other);

G_END_DECLS
