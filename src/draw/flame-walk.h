/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-graph.h"

G_BEGIN_DECLS

/**
 * HtFlameWay:
 * @HT_FLAME_UP: up in the picture
 * @HT_FLAME_DOWN: down in the picture
 * @HT_FLAME_LEFT: to the sibling on the left
 * @HT_FLAME_RIGHT: to the sibling on the right
 *
 * A step from a frame to another.
 */
typedef enum
{
  HT_FLAME_UP,
  HT_FLAME_DOWN,
  HT_FLAME_LEFT,
  HT_FLAME_RIGHT,
} HtFlameWay;

guint32 ht_flame_graph_walk (const HtFlameGraph *graph, guint32 node, HtFlameWay way);
guint ht_flame_graph_get_row (const HtFlameGraph *graph, guint32 node);
void
ht_flame_graph_get_extent (const HtFlameGraph *graph, guint32 node, double *left, double *right);

G_END_DECLS
