/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paint.h"

G_BEGIN_DECLS

/**
 * HT_N_PAUSE_LAYERS:
 *
 * Of how many layers a bar consists.
 */
#define HT_N_PAUSE_LAYERS 3

/**
 * HT_PAUSE_BARS_GUTTER:
 *
 * Px on the left of the bars, for the figures of the axis.
 */
#define HT_PAUSE_BARS_GUTTER 36

/**
 * HtPauseBar:
 * @label: where it begins on the axis
 * @counts: how many of each kind, the lowest layer first
 */
typedef struct
{
  char *label;
  guint counts[HT_N_PAUSE_LAYERS];
} HtPauseBar;

/**
 * HtPauseBars:
 * @bars: (element-type HtPauseBar): the bars, owned
 * @end_label: (nullable): where the last one ends, owned
 * @marked: index of a bar that stands out; -1 for none
 *
 * How often the world was stopped for how long, as bars.
 */
typedef struct
{
  GArray *bars;
  char *end_label;
  int marked;
} HtPauseBars;

HtPauseBars *ht_pause_bars_new (void);
void ht_pause_bars_free (HtPauseBars *bars);
void
ht_pause_bars_add (HtPauseBars *bars, const char *label, const guint counts[HT_N_PAUSE_LAYERS]);
int ht_pause_bars_at (const HtPauseBars *bars, double x, double width);
void
ht_pause_bars_paint_swatch (HtPaint *paint, cairo_t *cr, guint layer, double width, double height);
void ht_pause_bars_paint (const HtPauseBars *bars,
                          HtPaint *paint,
                          cairo_t *cr,
                          double width,
                          double height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPauseBars, ht_pause_bars_free)

G_END_DECLS
