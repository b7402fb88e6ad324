/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "target-data.h"

G_BEGIN_DECLS

#define HT_TYPE_GC_CYCLE_ITEM (ht_gc_cycle_item_get_type ())

/**
 * HtGcCycleItem:
 *
 * A collection as a row of a table.
 */
G_DECLARE_FINAL_TYPE (HtGcCycleItem, ht_gc_cycle_item, HT, GC_CYCLE_ITEM, GObject)

const HtGcCycle *ht_gc_cycle_item_get_cycle (HtGcCycleItem *self);
guint ht_gc_cycle_item_get_index (HtGcCycleItem *self);

#define HT_TYPE_GC_CYCLE_LIST (ht_gc_cycle_list_get_type ())

/**
 * HtGcCycleList:
 *
 * The collections of a target as a list; rows are made when they are asked for.
 */
G_DECLARE_FINAL_TYPE (HtGcCycleList, ht_gc_cycle_list, HT, GC_CYCLE_LIST, GObject)

GListModel *ht_gc_cycle_list_new (HtTargetData *data);

G_END_DECLS
