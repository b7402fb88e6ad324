/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "time-chart.h"

G_BEGIN_DECLS

#define HT_TYPE_LEGEND (ht_legend_get_type ())

/**
 * HtLegend:
 *
 * Names the series of a chart, switches them off and on, and reads them off.
 *
 * ## Signals
 *
 * `series-toggled` after a series was hidden or shown.
 */
G_DECLARE_FINAL_TYPE (HtLegend, ht_legend, HT, LEGEND, GtkWidget)

void ht_legend_set_chart (HtLegend *self, HtTimeChart *chart);
void ht_legend_read_off (HtLegend *self, gint64 time_ns, gint64 since_ns);

G_END_DECLS
