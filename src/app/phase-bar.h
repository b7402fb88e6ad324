/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "gc-cycle.h"

G_BEGIN_DECLS

#define HT_TYPE_PHASE_BAR (ht_phase_bar_get_type ())

/**
 * HtPhaseBar:
 *
 * The phases of a collection in a cell of a table, to the scale of the whole table.
 *
 * ## CSS nodes
 *
 * One node named `phasebar`.
 */
G_DECLARE_FINAL_TYPE (HtPhaseBar, ht_phase_bar, HT, PHASE_BAR, GtkWidget)

GtkWidget *ht_phase_bar_new (void);
void ht_phase_bar_set_cycle (HtPhaseBar *self, const HtGcCycle *cycle, gint64 scale_ns);
void ht_phase_bar_set_scale (HtPhaseBar *self, gint64 scale_ns);

G_END_DECLS
