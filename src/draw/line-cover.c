/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include <math.h>

#include "time-chart-private.h"

/**
 * ht_line_cover_new:
 * @left: left border of what is looked at, in px
 * @width: its width
 * @x: where the line begins
 * @y: where the line begins
 *
 * Returns: (transfer full): a line that covers nothing yet
 */
HtLineCover *
ht_line_cover_new (double left, double width, double x, double y)
{
  HtLineCover *self = g_new0 (HtLineCover, 1);

  self->left = floor (left);
  self->x = x;
  self->y = y;
  self->n_columns = (guint) ceil (left + width - self->left);
  self->top = g_new (double, self->n_columns);
  self->bottom = g_new (double, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    {
      self->top[i] = INFINITY;
      self->bottom[i] = -INFINITY;
    }
  return self;
}

/**
 * ht_line_cover_free:
 * @cover: (transfer full) (nullable): the line
 */
void
ht_line_cover_free (HtLineCover *cover)
{
  if (cover == NULL)
    return;
  g_free (cover->top);
  g_free (cover->bottom);
  g_free (cover);
}

static void
add_to_column (HtLineCover *self, guint column, double y)
{
  self->top[column] = MIN (self->top[column], y);
  self->bottom[column] = MAX (self->bottom[column], y);
}

/**
 * ht_line_cover_move_to:
 * @cover: the line
 * @x: where it goes on, not to the left of the last point
 * @y: where it goes on
 * @end_x: how far it goes on, until it is left out again
 *
 * Leaves out what is between. In a column that has the line already it begins with the next one,
 * or that column would join what is apart; but not what is in that column only, or a peak were
 * lost.
 */
void
ht_line_cover_move_to (HtLineCover *cover, double x, double y, double end_x)
{
  double column = floor (x - cover->left);

  if (column == floor (cover->x - cover->left) && column >= 0 && column < cover->n_columns &&
      cover->top[(guint) column] <= cover->bottom[(guint) column] &&
      floor (end_x - cover->left) > column)
    x = cover->left + column + 1;
  cover->x = x;
  cover->y = y;
}

/**
 * ht_line_cover_line_to:
 * @cover: the line
 * @x: the next point, not to the left of the last one
 * @y: the next point
 *
 * Goes on to a point.
 */
void
ht_line_cover_line_to (HtLineCover *cover, double x, double y)
{
  double slope = x > cover->x ? (y - cover->y) / (x - cover->x) : 0;
  double first = MAX (floor (cover->x - cover->left), 0);
  double last = MIN (floor (x - cover->left), cover->n_columns - 1.0);

  if (first <= last)
    for (guint column = (guint) first; column <= (guint) last; column++)
      {
        double begin = MAX (cover->left + column, cover->x);
        double end = MIN (cover->left + column + 1, x);

        add_to_column (cover, column, cover->y + (begin - cover->x) * slope);
        add_to_column (cover, column, end < x ? cover->y + (end - cover->x) * slope : y);
      }
  cover->x = MAX (cover->x, x);
  cover->y = y;
}
