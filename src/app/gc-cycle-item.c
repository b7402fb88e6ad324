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

struct _HtGcCycleList
{
  GObject parent_instance;

  /* Owned */
  HtTargetData *data;
};

static GType
get_item_type (GListModel *model)
{
  return HT_TYPE_GC_CYCLE_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return HT_GC_CYCLE_LIST (model)->data->cycles->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HtGcCycleList *self = HT_GC_CYCLE_LIST (model);
  HtGcCycleItem *item;

  if (position >= self->data->cycles->len)
    return NULL;
  item = g_object_new (HT_TYPE_GC_CYCLE_ITEM, NULL);
  item->data = ht_target_data_ref (self->data);
  item->index = position;
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HtGcCycleList,
                               ht_gc_cycle_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
ht_gc_cycle_list_finalize (GObject *object)
{
  g_clear_pointer (&HT_GC_CYCLE_LIST (object)->data, ht_target_data_unref);
  G_OBJECT_CLASS (ht_gc_cycle_list_parent_class)->finalize (object);
}

static void
ht_gc_cycle_list_class_init (HtGcCycleListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_gc_cycle_list_finalize;
}

static void
ht_gc_cycle_list_init (HtGcCycleList *self)
{
}

/**
 * ht_gc_cycle_list_new:
 * @data: what is known of a target
 *
 * Returns: (transfer full): its collections, by time
 */
GListModel *
ht_gc_cycle_list_new (HtTargetData *data)
{
  HtGcCycleList *self = g_object_new (HT_TYPE_GC_CYCLE_LIST, NULL);

  self->data = ht_target_data_ref (data);
  return G_LIST_MODEL (self);
}
