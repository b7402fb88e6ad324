/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-graph.h"

G_BEGIN_DECLS

#define HT_FLAME_BOX_HEIGHT (HT_FLAME_ROW_HEIGHT - 1)
#define HT_FLAME_RADIUS     2

/* A flame graph while it is painted. All members are borrowed. */
typedef struct
{
  const HtFlameGraph *graph;
  HtPaint *paint;
  cairo_t *cr;
  double width;
  double height;
} HtFlamePainting;

void ht_flame_add_rounded (cairo_t *cr, const cairo_rectangle_t *area, double width);
void ht_flame_add_box (const HtFlamePainting *p, const HtFlameBox *box);
void ht_flame_leave_out_covered (const HtFlamePainting *p, cairo_rectangle_t *area);

/* What flame-channel.c and flame-difference.c add: boxes, bars, and a text at the right edge. */
void ht_flame_channel_paint (const HtFlamePainting *p);
char *ht_flame_channel_label (const HtFlameChannel *channel, const HtFlameBox *box);
void ht_flame_difference_paint (const HtFlamePainting *p);
char *ht_flame_difference_label (const HtFlameGraph *graph, const HtFlameBox *box);

G_END_DECLS
