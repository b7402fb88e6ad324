/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-channel.h"
#include "flame-difference.h"
#include "flame-layout.h"
#include "paint.h"

G_BEGIN_DECLS

/**
 * HT_FLAME_ROW_HEIGHT:
 *
 * Distance of two rows in px at scale 1, the gap of one px included.
 */
#define HT_FLAME_ROW_HEIGHT 24

/**
 * HT_FLAME_BAR_WIDTH:
 *
 * Width in px at scale 1 of the bar at the right edge of a frame, see #HtFlameChannel.
 */
#define HT_FLAME_BAR_WIDTH 5

/**
 * HtFlameNames:
 * @n_groups: how many groups there are
 * @names: (array length=n_groups): full name of each, UTF-8
 * @ranks: (array length=n_groups): place of each in the order of names
 * @colors: (array length=n_groups): index of its package's colour, or one of #HtFlameColor
 *
 * What the groups of a folded tree are called and how they are coloured.
 */
typedef struct
{
  guint32 n_groups;

  /* Owned */
  char **names;
  guint32 *ranks;
  guint8 *colors;
} HtFlameNames;

/**
 * HtFlameColor:
 * @HT_FLAME_COLOR_MODULE: code of other modules and of the standard library
 * @HT_FLAME_COLOR_ENCODING: encoders and decoders of the standard library
 * @HT_FLAME_COLOR_RUNTIME: the runtime
 *
 * Colours of code that is not the user's; smaller numbers are packages.
 */
typedef enum
{
  HT_FLAME_COLOR_MODULE = HT_N_PACKAGE_COLORS,
  HT_FLAME_COLOR_ENCODING,
  HT_FLAME_COLOR_RUNTIME,
  HT_N_FLAME_COLORS,
} HtFlameColor;

/**
 * HtFlameGraph:
 * @tree: what it shows
 * @names: names and colours of its groups
 * @layout: where its boxes are
 * @from: left border of the view, as a fraction of the laid-out root's width
 * @to: right border of the view
 * @scroll: px by which the rows are scrolled away from the root
 * @upward: whether the root is at the bottom (flame), not at the top (icicle)
 * @covered: px at the right border that something lies above, where no figure is put
 * @selected: node with the outline, 0 for none
 * @outlined: node whose whole stack has an outline, 0 for none
 * @matches: (array) (nullable): for each group whether a search finds it
 * @channel: (nullable): what is told of frames beside their width
 * @difference: (nullable): of what times the tree is the difference
 *
 * A flame graph, ready to be painted. All members are borrowed.
 */
typedef struct
{
  const HtFoldedTree *tree;
  const HtFlameNames *names;
  const HtFlameLayout *layout;
  const gboolean *matches;
  const HtFlameChannel *channel;
  const HtFlameDifference *difference;
  double from;
  double to;
  double scroll;
  double covered;
  guint32 selected;
  guint32 outlined;
  gboolean upward;
} HtFlameGraph;

HtFlameNames *ht_flame_names_new (const char *const *names, guint32 n_groups);
void ht_flame_names_free (HtFlameNames *names);
HtColor ht_flame_color (HtTheme theme, guint color);
void ht_flame_swatch_paint (HtPaint *paint, cairo_t *cr, guint color, double width, double height);
HtColorRole ht_flame_channel_color (HtFlameChannelKind kind, int sign);
double ht_flame_graph_get_height (const HtFlameGraph *graph);
gboolean ht_flame_graph_get_box_area (const HtFlameGraph *graph,
                                      const HtFlameBox *box,
                                      double width,
                                      double height,
                                      cairo_rectangle_t *area);
const HtFlameBox *
ht_flame_graph_box_at (const HtFlameGraph *graph, double x, double y, double width, double height);
void ht_flame_graph_paint (const HtFlameGraph *graph,
                           HtPaint *paint,
                           cairo_t *cr,
                           double width,
                           double height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameNames, ht_flame_names_free)

G_END_DECLS
