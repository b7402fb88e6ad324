/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "flame-texts.h"

G_BEGIN_DECLS

#define HT_TYPE_FLAME_LEGEND (ht_flame_legend_get_type ())

/**
 * HtFlameLegend:
 *
 * What bars and colours of a flame graph mean that are not those of packages. Hidden where there
 * are none.
 */
G_DECLARE_FINAL_TYPE (HtFlameLegend, ht_flame_legend, HT, FLAME_LEGEND, GtkWidget)

void ht_flame_legend_show (HtFlameLegend *self,
                           HtFlameData *data,
                           HtTimeDisplay display,
                           gint64 start_ns);

G_END_DECLS
