/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "time-chart.h"

G_BEGIN_DECLS

#define HT_TYPE_LEGEND (ht_legend_get_type ())

/**
 * HtLegend:
 *
 * Names the series of a chart and reads them off.
 *
 * A click or Space hides a series and shows it again; Alt+click, Alt+Space or Shift+Space show it
 * alone, and once more all of them.
 *
 * ## Signals
 *
 * `series-toggled` after series were hidden or shown.
 */
G_DECLARE_FINAL_TYPE (HtLegend, ht_legend, HT, LEGEND, GtkWidget)

void ht_legend_set_chart (HtLegend *self, HtTimeChart *chart, const HtTimeChart *whole);
void ht_legend_set_unit (HtLegend *self, double unit);
void ht_legend_read_off (HtLegend *self, gint64 time_ns, gint64 since_ns);
void ht_legend_read_range (HtLegend *self, gint64 from_ns, gint64 to_ns);

G_END_DECLS
