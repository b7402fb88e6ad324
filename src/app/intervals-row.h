/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "target-schedule.h"

G_BEGIN_DECLS

#define HT_TYPE_INTERVALS_ROW (ht_intervals_row_get_type ())

/**
 * HtIntervalsRow:
 *
 * Rows for how often a service is asked for what.
 */
G_DECLARE_FINAL_TYPE (HtIntervalsRow, ht_intervals_row, HT, INTERVALS_ROW, AdwExpanderRow)

HtTargetIntervals ht_intervals_row_get (HtIntervalsRow *self);
void ht_intervals_row_set (HtIntervalsRow *self, const HtTargetIntervals *intervals);

G_END_DECLS
