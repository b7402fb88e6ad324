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

HtGcCycleItem *ht_gc_cycle_item_new (HtTargetData *data, guint index);
const HtGcCycle *ht_gc_cycle_item_get_cycle (HtGcCycleItem *self);
guint ht_gc_cycle_item_get_index (HtGcCycleItem *self);
HtTargetData *ht_gc_cycle_item_get_data (HtGcCycleItem *self);

G_END_DECLS
