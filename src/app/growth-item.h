/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "growth-data.h"

G_BEGIN_DECLS

/**
 * HtGrowthGroup:
 * @HT_GROWTH_GROUP_NONE: no group: the row of a site, or of a step
 * @HT_GROWTH_GROUP_KNOWN: what grows, and somebody set aside
 * @HT_GROWTH_GROUP_REST: of what no growth is known
 *
 * Below which row sites are that are not news.
 */
typedef enum
{
  HT_GROWTH_GROUP_NONE,
  HT_GROWTH_GROUP_KNOWN,
  HT_GROWTH_GROUP_REST,
} HtGrowthGroup;

#define HT_TYPE_GROWTH_ITEM (ht_growth_item_get_type ())

/**
 * HtGrowthItem:
 *
 * A row of the list of what grows: a site, a step on the stack of one, or what holds all sites of
 * a group.
 *
 * It stays the same while its place in the program does, whatever is found out of that.
 *
 * ## Signals
 *
 * `changed` when something else is known of it.
 */
G_DECLARE_FINAL_TYPE (HtGrowthItem, ht_growth_item, HT, GROWTH_ITEM, GObject)

guint ht_growth_group_count (const HtGrowthData *data, HtGrowthGroup group);
HtGrowthItem *ht_growth_item_new_group (HtGrowthData *data, HtGrowthGroup group);
void ht_growth_items_update (GListStore *items, HtGrowthData *data, guint first, guint n_sites);
void ht_growth_item_update_group (HtGrowthItem *self, HtGrowthData *data);
GListModel *ht_growth_item_get_children (HtGrowthItem *self);
const HtGrowthData *ht_growth_item_get_data (HtGrowthItem *self);
guint ht_growth_item_get_index (HtGrowthItem *self);
guint ht_growth_item_get_step_index (HtGrowthItem *self);
HtGrowthGroup ht_growth_item_get_group (HtGrowthItem *self);
gboolean ht_growth_item_is_group (HtGrowthItem *self);
const HtGrowthSite *ht_growth_item_get_site (HtGrowthItem *self);
const HtGrowthStep *ht_growth_item_get_step (HtGrowthItem *self);
const HtGrowthFrame *ht_growth_item_get_frame (HtGrowthItem *self);
gboolean ht_growth_item_is_like (HtGrowthItem *self, HtGrowthItem *other);

G_END_DECLS
