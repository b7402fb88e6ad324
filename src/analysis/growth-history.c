/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-history.h"

#include "wrapping-arithmetic.h"

#define LEAST_ROOM 8

static const HtGrowthChange nothing;

/**
 * ht_growth_history_clear:
 * @history: the history
 *
 * Makes it one of nothing, and frees what it has.
 */
void
ht_growth_history_clear (HtGrowthHistory *history)
{
  g_clear_pointer (&history->changes, g_free);
  *history = (HtGrowthHistory){ 0 };
}

/**
 * ht_growth_history_set:
 * @history: the history
 * @epoch: index of an epoch, not before the last change
 * @inuse: bytes held from then on
 * @allocated: bytes allocated until then
 *
 * Says what there is since an epoch. What was said of that epoch before is forgotten.
 */
void
ht_growth_history_set (HtGrowthHistory *history, guint epoch, gint64 inuse, gint64 allocated)
{
  /* What was told last is not read: it is in no cache any more, and there are many histories. */
  if (history->n_changes > 0 && history->last_epoch == epoch)
    history->n_changes--;
  if (history->n_changes == history->n_room)
    {
      history->n_room = MAX (history->n_room * 2, LEAST_ROOM);
      history->changes = g_renew (HtGrowthChange, history->changes, history->n_room);
    }
  history->changes[history->n_changes++] =
      (HtGrowthChange){ .epoch = epoch, .inuse = inuse, .allocated = allocated };
  history->last_epoch = epoch;
}

/* The last change that is not behind the epoch. */
static const HtGrowthChange *
find (const HtGrowthHistory *history, guint epoch)
{
  guint low = 0;
  guint high = history->n_changes;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (history->changes[middle].epoch <= epoch)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? &history->changes[low - 1] : &nothing;
}

/**
 * ht_growth_history_get_inuse:
 * @history: the history
 * @epoch: index of an epoch
 *
 * Returns: bytes held then
 */
gint64
ht_growth_history_get_inuse (const HtGrowthHistory *history, guint epoch)
{
  return find (history, epoch)->inuse;
}

/**
 * ht_growth_history_get_allocated:
 * @history: the history
 * @epoch: index of an epoch
 *
 * Returns: bytes allocated until then
 */
gint64
ht_growth_history_get_allocated (const HtGrowthHistory *history, guint epoch)
{
  return find (history, epoch)->allocated;
}

/**
 * ht_growth_history_renumber:
 * @history: the history
 * @epochs: (array): new indices by old ones; of an epoch that is no more, that of the next one
 *
 * Follows when epochs go.
 */
void
ht_growth_history_renumber (HtGrowthHistory *history, const guint *epochs)
{
  guint n = history->n_changes;

  /* What is written lies at or before what is read. */
  history->n_changes = 0;
  for (guint i = 0; i < n; i++)
    {
      HtGrowthChange change = history->changes[i];

      ht_growth_history_set (history, epochs[change.epoch], change.inuse, change.allocated);
    }
}

/**
 * ht_growth_history_add_steps:
 * @history: the history
 * @inuse: (array): gets by how much more is held in each epoch than in the one before
 * @allocated: (array): likewise what was allocated
 *
 * Adds a history to a sum of some. When all are there ht_growth_history_sum_steps() makes figures
 * of them; so the sum takes as long as there are changes.
 */
void
ht_growth_history_add_steps (const HtGrowthHistory *history, gint64 *inuse, gint64 *allocated)
{
  const HtGrowthChange *before = &nothing;

  for (guint i = 0; i < history->n_changes; i++)
    {
      const HtGrowthChange *change = &history->changes[i];
      guint at = change->epoch;

      inuse[at] = ht_wrapping_sum (inuse[at], ht_difference (change->inuse, before->inuse));
      allocated[at] =
          ht_wrapping_sum (allocated[at], ht_difference (change->allocated, before->allocated));
      before = change;
    }
}

/**
 * ht_growth_history_sum_steps:
 * @values: (array length=n_epochs): steps from epoch to epoch, which become the figures
 * @n_epochs: how many
 */
void
ht_growth_history_sum_steps (gint64 *values, guint n_epochs)
{
  for (guint i = 1; i < n_epochs; i++)
    values[i] = ht_wrapping_sum (values[i], values[i - 1]);
}
