/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "gc-figures.h"

G_BEGIN_DECLS

#define HT_TYPE_GC_KEY_FIGURES (ht_gc_key_figures_get_type ())

/**
 * HtGcKeyFigures:
 *
 * What a range of time says about the collector in a row of figures.
 */
G_DECLARE_FINAL_TYPE (HtGcKeyFigures, ht_gc_key_figures, HT, GC_KEY_FIGURES, GtkWidget)

void ht_gc_key_figures_show (HtGcKeyFigures *self,
                             const HtGcFigures *figures,
                             const GArray *cycles,
                             gboolean marked);

G_END_DECLS
