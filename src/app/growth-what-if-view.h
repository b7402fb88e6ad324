/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "axis-ticks.h"
#include "growth-item.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_WHAT_IF_VIEW (ht_growth_what_if_view_get_type ())

/**
 * HtGrowthWhatIfView:
 *
 * Asks when something is to have stopped growing, and with what else, and says what would be.
 *
 * ## Signals
 *
 * `changed` when something else is asked.
 */
G_DECLARE_FINAL_TYPE (HtGrowthWhatIfView,
                      ht_growth_what_if_view,
                      HT,
                      GROWTH_WHAT_IF_VIEW,
                      GtkWidget)

void ht_growth_what_if_view_show (HtGrowthWhatIfView *self,
                                  HtGrowthItem *item,
                                  HtTimeDisplay display,
                                  gint64 start_ns);
const GArray *ht_growth_what_if_view_get_heap (HtGrowthWhatIfView *self);
const char *ht_growth_what_if_view_get_text (HtGrowthWhatIfView *self);

G_END_DECLS
