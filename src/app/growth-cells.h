/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "growth-data.h"

G_BEGIN_DECLS

/**
 * HtGrowthRoom:
 * @HT_GROWTH_ROOM_NARROW: for a few columns, whose cells have three lines
 * @HT_GROWTH_ROOM_MEDIUM: for columns whose cells have two lines
 * @HT_GROWTH_ROOM_WIDE: for a column for each figure
 *
 * How much room there is. With less, the same is said in fewer columns.
 */
typedef enum
{
  HT_GROWTH_ROOM_NARROW,
  HT_GROWTH_ROOM_MEDIUM,
  HT_GROWTH_ROOM_WIDE,
} HtGrowthRoom;

HtGrowthRoom ht_growth_cells_get_room (int width);
void ht_growth_cells_set_columns (GtkColumnView *view, HtGrowthRoom room);
void ht_growth_cells_set_heads (GtkColumnView *view, const HtGrowthData *data);

G_END_DECLS
