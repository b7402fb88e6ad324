/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "function-item.h"

struct _HtFunctionItem
{
  GObject parent_instance;

  /* Owned */
  HtFlameData *data;

  guint32 group;
};

G_DEFINE_FINAL_TYPE (HtFunctionItem, ht_function_item, G_TYPE_OBJECT)

static void
ht_function_item_finalize (GObject *object)
{
  g_clear_pointer (&HT_FUNCTION_ITEM (object)->data, ht_flame_data_unref);
  G_OBJECT_CLASS (ht_function_item_parent_class)->finalize (object);
}

static void
ht_function_item_class_init (HtFunctionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_function_item_finalize;
}

static void
ht_function_item_init (HtFunctionItem *self)
{
}

/**
 * ht_function_item_new:
 * @data: a folded profile
 * @group: one of its functions
 *
 * Returns: (transfer full): its row
 */
GObject *
ht_function_item_new (HtFlameData *data, guint32 group)
{
  HtFunctionItem *self = g_object_new (HT_TYPE_FUNCTION_ITEM, NULL);

  self->data = ht_flame_data_ref (data);
  self->group = group;
  return G_OBJECT (self);
}

/**
 * ht_function_item_get_color:
 * @self: the row
 *
 * Returns: the function's colour, see #HtFlameNames
 */
guint8
ht_function_item_get_color (HtFunctionItem *self)
{
  return self->data->names->colors[self->group];
}

/**
 * ht_function_item_get_name:
 * @self: the row
 *
 * Returns: (transfer none): full name of the function
 */
const char *
ht_function_item_get_name (HtFunctionItem *self)
{
  return self->data->names->names[self->group];
}

/**
 * ht_function_item_get_group:
 * @self: the row
 *
 * Returns: the function's group in the folded tree
 */
guint32
ht_function_item_get_group (HtFunctionItem *self)
{
  return self->group;
}

/**
 * ht_function_item_get_self:
 * @self: the row
 *
 * Returns: what the function itself holds
 */
gint64
ht_function_item_get_self (HtFunctionItem *self)
{
  return self->data->self[self->group];
}

/**
 * ht_function_item_get_total:
 * @self: the row
 *
 * Returns: what it and all that it calls hold
 */
gint64
ht_function_item_get_total (HtFunctionItem *self)
{
  return self->data->total[self->group];
}
