/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "gc-cycle-item.h"

struct _HtGcCycleItem
{
  GObject parent_instance;

  /* Owned */
  HtTargetData *data;

  guint index;
};

G_DEFINE_FINAL_TYPE (HtGcCycleItem, ht_gc_cycle_item, G_TYPE_OBJECT)

static void
ht_gc_cycle_item_finalize (GObject *object)
{
  g_clear_pointer (&HT_GC_CYCLE_ITEM (object)->data, ht_target_data_unref);
  G_OBJECT_CLASS (ht_gc_cycle_item_parent_class)->finalize (object);
}

static void
ht_gc_cycle_item_class_init (HtGcCycleItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_gc_cycle_item_finalize;
}

static void
ht_gc_cycle_item_init (HtGcCycleItem *self)
{
}

/**
 * ht_gc_cycle_item_new:
 * @data: what is known of a target
 * @index: one of its collections
 *
 * Returns: (transfer full): the row of that collection
 */
HtGcCycleItem *
ht_gc_cycle_item_new (HtTargetData *data, guint index)
{
  HtGcCycleItem *self = g_object_new (HT_TYPE_GC_CYCLE_ITEM, NULL);

  self->data = ht_target_data_ref (data);
  self->index = index;
  return self;
}

/**
 * ht_gc_cycle_item_get_cycle:
 * @self: the row
 *
 * Returns: (transfer none): its collection
 */
const HtGcCycle *
ht_gc_cycle_item_get_cycle (HtGcCycleItem *self)
{
  return &g_array_index (self->data->cycles, HtGcCycle, self->index);
}

/**
 * ht_gc_cycle_item_get_index:
 * @self: the row
 *
 * Returns: its place among the target's collections, by time
 */
guint
ht_gc_cycle_item_get_index (HtGcCycleItem *self)
{
  return self->index;
}

/**
 * ht_gc_cycle_item_get_data:
 * @self: the row
 *
 * Returns: (transfer none): what the collection is part of
 */
HtTargetData *
ht_gc_cycle_item_get_data (HtGcCycleItem *self)
{
  return self->data;
}
