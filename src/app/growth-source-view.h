/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "growth-data.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_SOURCE_VIEW (ht_growth_source_view_get_type ())

/**
 * HtGrowthSourceView:
 *
 * The source around a frame, with what each line holds; or why it cannot be shown.
 */
G_DECLARE_FINAL_TYPE (HtGrowthSourceView, ht_growth_source_view, HT, GROWTH_SOURCE_VIEW, GtkWidget)

void ht_growth_source_view_show (HtGrowthSourceView *self,
                                 const HtGrowthData *data,
                                 const HtGrowthSite *site,
                                 guint frame);

G_END_DECLS
