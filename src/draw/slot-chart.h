/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "paint.h"

G_BEGIN_DECLS

/**
 * HtSlotChart:
 * @values: (element-type double): a value for each slot of time; NaN if unknown
 * @from_ns: begin of the first slot, ns since 1970
 * @slot_ns: length of a slot
 * @start_ns: begin of the recording, for times since start
 * @display: how times are told
 * @factor: by what to multiply a value for the axis, such as 100 for percents
 * @unit: (nullable): what is written behind figures of the axis
 * @role: colour
 *
 * A small chart of one figure over time. All members are borrowed.
 */
typedef struct
{
  const GArray *values;
  gint64 from_ns;
  gint64 slot_ns;
  gint64 start_ns;
  HtTimeDisplay display;
  double factor;
  const char *unit;
  HtColorRole role;
} HtSlotChart;

double ht_slot_chart_get_greatest (const HtSlotChart *chart);
char *ht_slot_chart_value_text (const HtSlotChart *chart, double value);
void ht_slot_chart_paint (const HtSlotChart *chart,
                          HtPaint *paint,
                          cairo_t *cr,
                          double width,
                          double height);

G_END_DECLS
