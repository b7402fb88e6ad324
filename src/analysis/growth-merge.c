/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-merge.h"

#include "wrapping-arithmetic.h"

/**
 * ht_growth_merge_init:
 * @merge: (out): no parts yet
 * @n_epochs: how many epochs there are, 1 or more to add histories
 */
void
ht_growth_merge_init (HtGrowthMerge *merge, guint n_epochs)
{
  merge->n_epochs = n_epochs;
  merge->sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  merge->inuse = g_array_new (FALSE, TRUE, sizeof (gint64));
  merge->allocated = g_array_new (FALSE, TRUE, sizeof (gint64));
}

/**
 * ht_growth_merge_clear:
 * @merge: the merge
 */
void
ht_growth_merge_clear (HtGrowthMerge *merge)
{
  g_array_unref (merge->sizes);
  g_clear_pointer (&merge->inuse, g_array_unref);
  g_array_unref (merge->allocated);
}

/**
 * ht_growth_merge_add:
 * @merge: the merge
 * @object_bytes: size of the objects, bytes
 *
 * Returns: index of another part
 */
guint
ht_growth_merge_add_part (HtGrowthMerge *merge, gint64 object_bytes)
{
  g_array_append_val (merge->sizes, object_bytes);
  g_array_set_size (merge->inuse, merge->sizes->len * merge->n_epochs);
  g_array_set_size (merge->allocated, merge->sizes->len * merge->n_epochs);
  return merge->sizes->len - 1;
}

static void
add_to_last (gint64 *steps, guint n_epochs, gint64 step)
{
  steps[n_epochs - 1] = ht_wrapping_sum (steps[n_epochs - 1], step);
}

/**
 * ht_growth_merge_add_history:
 * @merge: the merge
 * @part: index of a part
 * @history: what was held and allocated in all epochs but the newest
 * @newest_inuse: bytes held in the newest one, whatever @history says of it
 * @newest_allocated: bytes allocated until then
 *
 * Adds to what a part held.
 */
void
ht_growth_merge_add_history (HtGrowthMerge *merge,
                             guint part,
                             const HtGrowthHistory *history,
                             gint64 newest_inuse,
                             gint64 newest_allocated)
{
  guint n = merge->n_epochs;
  gint64 *inuse = &g_array_index (merge->inuse, gint64, (gsize) part * n);
  gint64 *allocated = &g_array_index (merge->allocated, gint64, (gsize) part * n);

  ht_growth_history_add_steps (history, inuse, allocated);
  add_to_last (inuse, n,
               ht_difference (newest_inuse, ht_growth_history_get_inuse (history, n - 1)));
  add_to_last (allocated, n,
               ht_difference (newest_allocated, ht_growth_history_get_allocated (history, n - 1)));
}

/**
 * ht_growth_merge_make_track:
 * @merge: the merge; it is used up
 * @times: when the epochs were
 * @period_bytes: bytes per sample
 *
 * Returns: (transfer full): what all parts held
 */
HtGrowthTrack *
ht_growth_merge_make_track (HtGrowthMerge *merge, const HtGrowthTimes *times, gint64 period_bytes)
{
  HtGrowthTrack *track = ht_growth_track_new (times, period_bytes);

  for (guint part = 0; part < merge->sizes->len; part++)
    {
      gsize at = (gsize) part * merge->n_epochs;
      gint64 *inuse = &g_array_index (merge->inuse, gint64, at);
      gint64 *allocated = &g_array_index (merge->allocated, gint64, at);

      ht_growth_history_sum_steps (inuse, merge->n_epochs);
      ht_growth_history_sum_steps (allocated, merge->n_epochs);
      ht_growth_track_add (track, g_array_index (merge->sizes, gint64, part), inuse, allocated);
    }
  return track;
}
