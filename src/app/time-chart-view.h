/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "time-chart.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_TIME_CHART_VIEW (ht_time_chart_view_get_type ())

/**
 * HtTimeChartView:
 *
 * A chart of sizes over time, with a cross-hair, zoom, pan and a brush.
 *
 * Dragging marks a range, the wheel and the middle button pan, Ctrl+wheel and pinch zoom about the
 * pointer, a double click shows all, a middle click in the marked range zooms to it, the Back
 * button undoes. With the keyboard: arrows step from sample to sample, with Ctrl from collection to
 * collection, Home and End go to the ends, `+`, `-` and `0` zoom, Enter zooms to the mark,
 * Escape clears it, Ctrl+C copies what is read off.
 *
 * Its accessible description follows the chart and the cursor; the label is up to its user.
 *
 * ## Actions
 *
 * Those of [func@time_actions_install], and `chart.copy`.
 */
G_DECLARE_FINAL_TYPE (HtTimeChartView, ht_time_chart_view, HT, TIME_CHART_VIEW, GtkWidget)

GtkWidget *ht_time_chart_view_new (HtTimeView *time_view);
void ht_time_chart_view_set_time_view (HtTimeChartView *self, HtTimeView *time_view);
HtTimeView *ht_time_chart_view_get_time_view (HtTimeChartView *self);
void ht_time_chart_view_set_chart (HtTimeChartView *self, HtTimeChart *chart);
HtTimeChart *ht_time_chart_view_get_chart (HtTimeChartView *self);
void ht_time_chart_view_chart_changed (HtTimeChartView *self);

G_END_DECLS
