/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "prometheus-targets.h"

G_BEGIN_DECLS

#define HT_TYPE_INSTANCE_ITEM (ht_instance_item_get_type ())

/**
 * HtInstanceItem:
 *
 * An instance that a Prometheus server has the history of, and whether it is wanted: the
 * property `chosen`.
 */
G_DECLARE_FINAL_TYPE (HtInstanceItem, ht_instance_item, HT, INSTANCE_ITEM, GObject)

HtInstanceItem *ht_instance_item_new (const HtPrometheusTarget *target);
const char *ht_instance_item_get_name (HtInstanceItem *self);
const char *ht_instance_item_get_detail (HtInstanceItem *self);
guint ht_instance_item_get_n_series (HtInstanceItem *self);
gboolean ht_instance_item_is_chosen (HtInstanceItem *self);
void ht_instance_item_set_chosen (HtInstanceItem *self, gboolean chosen);
gboolean ht_instance_item_matches (HtInstanceItem *self, const char *folded);

G_END_DECLS
