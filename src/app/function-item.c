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

struct _HtFunctionList
{
  GObject parent_instance;

  /* Owned */
  HtFlameData *data;
  GArray *groups; /* guint32 */
};

static GType
get_item_type (GListModel *model)
{
  return HT_TYPE_FUNCTION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return HT_FUNCTION_LIST (model)->groups->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HtFunctionList *self = HT_FUNCTION_LIST (model);
  HtFunctionItem *item;

  if (position >= self->groups->len)
    return NULL;
  item = g_object_new (HT_TYPE_FUNCTION_ITEM, NULL);
  item->data = ht_flame_data_ref (self->data);
  item->group = g_array_index (self->groups, guint32, position);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HtFunctionList,
                               ht_function_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
ht_function_list_finalize (GObject *object)
{
  HtFunctionList *self = HT_FUNCTION_LIST (object);

  g_clear_pointer (&self->data, ht_flame_data_unref);
  g_clear_pointer (&self->groups, g_array_unref);
  G_OBJECT_CLASS (ht_function_list_parent_class)->finalize (object);
}

static void
ht_function_list_class_init (HtFunctionListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_function_list_finalize;
}

static void
ht_function_list_init (HtFunctionList *self)
{
  self->groups = g_array_new (FALSE, FALSE, sizeof (guint32));
}

/**
 * ht_function_list_new:
 * @data: a folded profile
 *
 * Returns: (transfer full): its functions, in no order
 */
GListModel *
ht_function_list_new (HtFlameData *data)
{
  HtFunctionList *self = g_object_new (HT_TYPE_FUNCTION_LIST, NULL);

  self->data = ht_flame_data_ref (data);
  for (guint32 group = 1; group < data->names->n_groups; group++)
    if (data->self[group] != 0 || data->total[group] != 0)
      g_array_append_val (self->groups, group);
  return G_LIST_MODEL (self);
}
