/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "prometheus-targets.h"

G_BEGIN_DECLS

#define HT_TYPE_INSTANCE_LIST (ht_instance_list_get_type ())

/**
 * HtInstanceList:
 *
 * The instances of a Prometheus server, to be searched and ticked.
 *
 * Signals: `changed` when others are ticked.
 */
G_DECLARE_FINAL_TYPE (HtInstanceList, ht_instance_list, HT, INSTANCE_LIST, GtkWidget)

void ht_instance_list_set (HtInstanceList *self, const HtPrometheusTargets *targets);
GStrv ht_instance_list_get_chosen (HtInstanceList *self);
guint ht_instance_list_get_n_chosen (HtInstanceList *self, guint64 *n_series);

G_END_DECLS
