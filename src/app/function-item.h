/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "flame-data.h"

G_BEGIN_DECLS

#define HT_TYPE_FUNCTION_ITEM (ht_function_item_get_type ())

/**
 * HtFunctionItem:
 *
 * A function of a profile as a row of a table.
 */
G_DECLARE_FINAL_TYPE (HtFunctionItem, ht_function_item, HT, FUNCTION_ITEM, GObject)

GObject *ht_function_item_new (HtFlameData *data, guint32 group);
const char *ht_function_item_get_name (HtFunctionItem *self);
guint32 ht_function_item_get_group (HtFunctionItem *self);
guint8 ht_function_item_get_color (HtFunctionItem *self);
gint64 ht_function_item_get_self (HtFunctionItem *self);
gint64 ht_function_item_get_total (HtFunctionItem *self);

G_END_DECLS
