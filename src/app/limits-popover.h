/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "memory-charts.h"

G_BEGIN_DECLS

#define HT_TYPE_LIMITS_POPOVER (ht_limits_popover_get_type ())

/**
 * HtLimitsPopover:
 *
 * Asks for the limits of a target.
 *
 * ## Signals
 *
 * `applied` when the user has set limits that can be read.
 */
G_DECLARE_FINAL_TYPE (HtLimitsPopover, ht_limits_popover, HT, LIMITS_POPOVER, GtkPopover)

void ht_limits_popover_set_limits (HtLimitsPopover *self, const HtMemoryLimits *limits);
void ht_limits_popover_set_recorded (HtLimitsPopover *self, const HtMemoryLimits *limits);
void ht_limits_popover_get_limits (HtLimitsPopover *self, HtMemoryLimits *limits);

G_END_DECLS
