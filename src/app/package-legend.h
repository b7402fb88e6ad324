/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "flame-data.h"

G_BEGIN_DECLS

#define HT_TYPE_PACKAGE_LEGEND (ht_package_legend_get_type ())

/**
 * HtPackageLegend:
 *
 * The colours of the packages that hold the most.
 */
G_DECLARE_FINAL_TYPE (HtPackageLegend, ht_package_legend, HT, PACKAGE_LEGEND, GtkWidget)

void ht_package_legend_set_data (HtPackageLegend *self, HtFlameData *data);

G_END_DECLS
