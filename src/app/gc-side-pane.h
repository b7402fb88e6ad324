/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "gc-figures.h"
#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_GC_SIDE_PANE (ht_gc_side_pane_get_type ())

/**
 * HtGcSidePane:
 *
 * One collection closely, and how long pauses were, how often the collector ran and what it
 * took, in the whole recording or a marked range of it.
 *
 * ## Signals
 *
 * `bucket-hovered` (int bucket): the pointer is over pauses of that bucket; -1 if over none.
 *
 * `bucket-chosen` (guint bucket): the user wants to see the collections with such pauses.
 */
G_DECLARE_FINAL_TYPE (HtGcSidePane, ht_gc_side_pane, HT, GC_SIDE_PANE, GtkWidget)

void ht_gc_side_pane_show_cycle (HtGcSidePane *self,
                                 HtTargetData *data,
                                 int index,
                                 HtTimeDisplay display);
void ht_gc_side_pane_show_figures (HtGcSidePane *self,
                                   const HtGcFigures *figures,
                                   gboolean marked,
                                   gint64 start_ns,
                                   HtTimeDisplay display);

G_END_DECLS
