/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "trace-who-item.h"

struct _HtTraceWhoItem
{
  GObject parent_instance;

  /* Owned */
  HtTraceWho *who;

  guint index;
};

G_DEFINE_FINAL_TYPE (HtTraceWhoItem, ht_trace_who_item, G_TYPE_OBJECT)

static void
ht_trace_who_item_finalize (GObject *object)
{
  g_clear_pointer (&HT_TRACE_WHO_ITEM (object)->who, ht_trace_who_unref);
  G_OBJECT_CLASS (ht_trace_who_item_parent_class)->finalize (object);
}

static void
ht_trace_who_item_class_init (HtTraceWhoItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_trace_who_item_finalize;
}

static void
ht_trace_who_item_init (HtTraceWhoItem *self)
{
}

/**
 * ht_trace_who_item_new:
 * @who: who made the heap grow
 * @index: one of them
 *
 * Returns: (transfer full): its row
 */
GObject *
ht_trace_who_item_new (HtTraceWho *who, guint index)
{
  HtTraceWhoItem *self = g_object_new (HT_TYPE_TRACE_WHO_ITEM, NULL);

  self->who = ht_trace_who_ref (who);
  self->index = index;
  return G_OBJECT (self);
}

/**
 * ht_trace_who_item_get_allocator:
 * @self: the row
 *
 * Returns: (transfer none): what it tells
 */
const HtTraceAllocator *
ht_trace_who_item_get_allocator (HtTraceWhoItem *self)
{
  return &g_array_index (self->who->allocators, HtTraceAllocator, self->index);
}

/**
 * ht_trace_who_item_get_who:
 * @self: the row
 *
 * Returns: (transfer none): all of which it is one
 */
const HtTraceWho *
ht_trace_who_item_get_who (HtTraceWhoItem *self)
{
  return self->who;
}
