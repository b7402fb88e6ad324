/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "growth-data.h"
#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_PAGE (ht_growth_page_get_type ())

/**
 * HtGrowthPage:
 *
 * What grows in the range of time that is marked, else in that which is shown: a sentence, the
 * places in the program by rate, and what is known of the one that is selected.
 */
G_DECLARE_FINAL_TYPE (HtGrowthPage, ht_growth_page, HT, GROWTH_PAGE, GtkWidget)

void ht_growth_page_set_time_view (HtGrowthPage *self, HtTimeView *time_view);
void ht_growth_page_set_target (HtGrowthPage *self, const char *name);
void ht_growth_page_set_data (HtGrowthPage *self, HtDocument *document, HtTargetData *data);
HtGrowthData *ht_growth_page_get_data (HtGrowthPage *self);
void ht_growth_page_set_width (HtGrowthPage *self, gboolean compact, gboolean narrow);

G_END_DECLS
