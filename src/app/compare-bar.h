/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "axis-ticks.h"
#include "target-data.h"

G_BEGIN_DECLS

#define HT_TYPE_COMPARE_BAR (ht_compare_bar_get_type ())

/**
 * HtCompareBar:
 *
 * Which two profiles are compared: the one before is chosen here, the one after is that which the
 * page shows.
 *
 * ## Signals
 *
 * `changed` when the user chooses another profile before.
 */
G_DECLARE_FINAL_TYPE (HtCompareBar, ht_compare_bar, HT, COMPARE_BAR, GtkWidget)

void ht_compare_bar_set_profiles (HtCompareBar *self,
                                  HtTargetData *data,
                                  gint64 after,
                                  const char *type,
                                  HtTimeDisplay display);
gboolean ht_compare_bar_can_compare (HtCompareBar *self);
void ht_compare_bar_choose_before (HtCompareBar *self, gint64 since_ns);
const HtProfileEntry *ht_compare_bar_get_before (HtCompareBar *self);

G_END_DECLS
