/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtLevel:
 *
 * Where a value usually is, and where it is now.
 *
 * The baseline is the median of the first window of 60 s with 6 values at least in which the value
 * had settled: the medians of its two halves differ by 10 % at most. So neither a warm-up nor
 * the first value counts, and a steady saw-tooth has a baseline. Where it is now is the median
 * of the last 30 s, of 3 values at least: a single peak is not the level.
 */
typedef struct _HtLevel HtLevel;

/**
 * HtLevelState:
 * @baseline: where the value usually is
 * @baseline_low: the lowest value of that window
 * @now: where it is now
 * @low: the lowest value of that window
 */
typedef struct
{
  double baseline;
  double baseline_low;
  double now;
  double low;
} HtLevelState;

HtLevel *ht_level_new (void);
void ht_level_free (HtLevel *level);
void ht_level_add (HtLevel *level, gint64 time_ns, double value);
gboolean ht_level_get (HtLevel *level, HtLevelState *state);
void ht_level_interrupt (HtLevel *level);
void ht_level_forget (HtLevel *level);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLevel, ht_level_free)

G_END_DECLS
