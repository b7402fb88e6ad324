/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paint.h"

G_BEGIN_DECLS

/**
 * HtFlameDifference:
 * @before: (array): for each node of the tree what it and all below it held before; borrowed
 * @after: (array): likewise after
 * @unit: their unit as pprof names it; borrowed
 * @gone: word for what is not there any more; borrowed
 * @new: word for what was not there before; borrowed
 *
 * What a flame graph of a difference tells of its frames. The tree's values are what there is more
 * after than before, its weights what there is more and less together.
 */
typedef struct
{
  const gint64 *before;
  const gint64 *after;
  const char *unit;
  const char *gone;
  const char *new;
} HtFlameDifference;

void ht_flame_change_swatch_paint (HtPaint *paint,
                                   cairo_t *cr,
                                   HtColorRole role,
                                   double width,
                                   double height);

G_END_DECLS
