/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "axis-ticks.h"
#include "growth-item.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_DETAIL (ht_growth_detail_get_type ())

/**
 * HtGrowthDetail:
 *
 * What is known of a site that grows: its course, its stack, and what to do with it.
 */
G_DECLARE_FINAL_TYPE (HtGrowthDetail, ht_growth_detail, HT, GROWTH_DETAIL, GtkWidget)

void ht_growth_detail_show (HtGrowthDetail *self,
                            HtGrowthItem *item,
                            HtTimeDisplay display,
                            gint64 start_ns);

G_END_DECLS
