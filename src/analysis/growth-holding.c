/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-holding.h"

#include "gc-cycle.h"

/* From this share of the objects on their size is that of all. */
#define ONE_SIZE_SHARE 0.95

/* Beyond this a double cannot be cast to 64 bits. */
#define MOST_OBJECTS 9e18

/* More was made by then than has been freed since the program began, so one of what was made is
 * still there, whatever the order in which they go. */
static guint
find_oldest (const HtGrowthTable *table, guint row)
{
  guint last = ht_growth_table_get_n_epochs (table) - 1;
  double freed = (double) ht_growth_table_get_allocated (table, row, last) -
                 (double) ht_growth_table_get_inuse (table, row, last);
  guint epoch = 0;

  while (epoch < last && (double) ht_growth_table_get_allocated (table, row, epoch) <= freed)
    epoch++;
  return epoch;
}

/**
 * ht_growth_holding_find:
 * @holding: (out caller-allocates): what it holds
 * @table: the heap profiles
 * @chain: a chain of their report
 *
 * Tells how many objects a chain holds, how large they are, and how old the oldest is at least.
 */
void
ht_growth_holding_find (HtGrowthHolding *holding,
                        const HtGrowthTable *table,
                        const HtGrowthChain *chain)
{
  guint n_epochs = ht_growth_table_get_n_epochs (table);
  guint oldest = n_epochs;
  double bytes = 0;
  double n = 0;
  double n_alike = 0;
  gint64 most = 0;

  *holding = (HtGrowthHolding){ .n_objects = HT_UNKNOWN, .oldest_ns = HT_UNKNOWN };
  if (chain->scope != HT_GROWTH_SCOPE_SITE || n_epochs == 0)
    return;
  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);
      gint64 size = MAX (ht_growth_table_get_object_bytes (table, row), 1);
      gint64 held = ht_growth_table_get_inuse (table, row, n_epochs - 1);
      gint64 n_held = held / size;

      if (held <= 0)
        continue;
      bytes += (double) held;
      n += (double) n_held;
      oldest = MIN (oldest, find_oldest (table, row));
      if (n_held <= most)
        continue;
      most = n_held;
      holding->object_bytes = size;
    }
  /* The same size may be in several rows, one for each stack. */
  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);
      gint64 held = ht_growth_table_get_inuse (table, row, n_epochs - 1);
      gint64 n_held = held / MAX (holding->object_bytes, 1);

      if (held > 0 && ht_growth_table_get_object_bytes (table, row) == holding->object_bytes)
        n_alike += (double) n_held;
    }
  holding->n_objects = (gint64) MIN (n, MOST_OBJECTS);
  holding->is_one_size = n_alike >= ONE_SIZE_SHARE * n;
  if (!holding->is_one_size)
    holding->object_bytes = (gint64) MIN (bytes / MAX (n, 1), MOST_OBJECTS);
  if (oldest < n_epochs)
    holding->oldest_ns = ht_growth_table_get_time (table, oldest);
}
