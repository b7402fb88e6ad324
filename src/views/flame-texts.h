/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "flame-data.h"

G_BEGIN_DECLS

/**
 * HtFlameSwatch:
 * @HT_FLAME_SWATCH_NONE: words alone
 * @HT_FLAME_SWATCH_GROWS: the bar of what grows
 * @HT_FLAME_SWATCH_SHRINKS: the bar of what gets less
 * @HT_FLAME_SWATCH_AGE: the bar of an age
 * @HT_FLAME_SWATCH_MORE: a frame of which there is more than before
 * @HT_FLAME_SWATCH_LESS: a frame of which there is less
 * @HT_FLAME_SWATCH_CANCELLED: the part of a frame in which more and less cancel out
 *
 * A sample of what a legend explains.
 */
typedef enum
{
  HT_FLAME_SWATCH_NONE,
  HT_FLAME_SWATCH_GROWS,
  HT_FLAME_SWATCH_SHRINKS,
  HT_FLAME_SWATCH_AGE,
  HT_FLAME_SWATCH_MORE,
  HT_FLAME_SWATCH_LESS,
  HT_FLAME_SWATCH_CANCELLED,
} HtFlameSwatch;

/**
 * HtFlameKey:
 * @swatch: what it looks like
 * @text: what it means
 *
 * An entry of the legend of a flame graph.
 */
typedef struct
{
  HtFlameSwatch swatch;

  /* Owned */
  char *text;
} HtFlameKey;

char *ht_sample_type_text (const char *type);
char *ht_flame_change_text (const HtFlameData *data, gint64 before, gint64 after);
char *
ht_flame_node_text (const HtFlameData *data, guint32 node, HtTimeDisplay display, gint64 start_ns);
char *ht_flame_run_text (const HtFlameData *data, const HtFlameBox *run);
GPtrArray *ht_flame_legend_new (const HtFlameData *data, HtTimeDisplay display, gint64 start_ns);
void ht_flame_legend_swatch_paint (HtFlameSwatch swatch,
                                   HtPaint *paint,
                                   cairo_t *cr,
                                   double width,
                                   double height);

G_END_DECLS
