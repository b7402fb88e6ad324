/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtGrowthChange:
 * @epoch: index of the epoch since which it is like that
 * @inuse: bytes held
 * @allocated: bytes allocated since the process began
 *
 * Figures that are others than in the epoch before.
 */
typedef struct
{
  gint64 inuse;
  gint64 allocated;
  guint epoch;
} HtGrowthChange;

/**
 * HtGrowthHistory:
 * @n_changes: how many changes there are
 * @n_room: for how many there is room
 * @last_epoch: index of the epoch of the last one
 * @changes: (array): the changes, by epoch
 *
 * What was held and allocated in one place in each epoch. Of one profile to the next only a few
 * places of a service have other figures, so only these are kept. Before the first change both are
 * 0. All zeros is a history of nothing.
 */
typedef struct
{
  guint n_changes;
  guint n_room;
  guint last_epoch;

  /* Owned */
  HtGrowthChange *changes;
} HtGrowthHistory;

void ht_growth_history_clear (HtGrowthHistory *history);
void ht_growth_history_set (HtGrowthHistory *history, guint epoch, gint64 inuse, gint64 allocated);
gint64 ht_growth_history_get_inuse (const HtGrowthHistory *history, guint epoch);
gint64 ht_growth_history_get_allocated (const HtGrowthHistory *history, guint epoch);
void ht_growth_history_renumber (HtGrowthHistory *history, const guint *epochs);
void ht_growth_history_add_steps (const HtGrowthHistory *history, gint64 *inuse, gint64 *allocated);
void ht_growth_history_sum_steps (gint64 *values, guint n_epochs);

/* Says that a history is going to be set soon. */
static inline void
ht_growth_history_prefetch (const HtGrowthHistory *history)
{
  __builtin_prefetch (history->changes + history->n_changes, 1);
}

G_END_DECLS
