/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtGrowthTimes:
 * @heap_s: (array): when the heap was like that, s since any time, rising
 * @n_shown: (array): how many profiles showed it
 * @shown_s: (array): sum of the times at which these were taken
 * @shown_squares: (array): sum of their squares
 * @n_epochs: how many states of the heap there are
 *
 * The times of some states of the heap. Profiles show them with a delay of up to two collections,
 * see [func@heap_time_find], and while nothing is collected again and again.
 */
typedef struct
{
  guint n_epochs;

  /* Owned, or borrowed where it says so */
  double *heap_s;
  double *n_shown;
  double *shown_s;
  double *shown_squares;
} HtGrowthTimes;

/**
 * HtGrowthFit:
 * @rate: slope of the straight line, bytes per second
 * @shown_rate: slope of the line through what profiles showed when they were taken, bytes per
 * second; the delay makes it less than @rate where collections get rarer
 * @base: its value at the first of its epochs, bytes
 * @sampling_error: standard error of @rate that comes from Go's sampling of the heap
 * @chance_error: what it would be if nothing grew: how large a rate sampling feigns
 * @scatter_error: standard error of @rate that comes from how the values scatter about the line
 * @error: both together
 * @low: lower end of the interval in which the true rate is with 95 %; it has room for @shown_rate
 * @high: its upper end
 * @first: index of its first epoch
 * @n_epochs: how many epochs it is of
 *
 * A straight line through what a place in the program holds over time.
 */
typedef struct
{
  double rate;
  double shown_rate;
  double base;
  double sampling_error;
  double chance_error;
  double scatter_error;
  double error;
  double low;
  double high;
  guint first;
  guint n_epochs;
} HtGrowthFit;

/**
 * HtGrowthTrack:
 *
 * What a stack, or all stacks below a node of the call tree, held in each of some heap profiles,
 * with what is needed to tell growth from the error that is in sampled figures.
 *
 * Go's allocator takes one sample for each period of bytes on average: an object of s bytes is in
 * the profile with probability p = 1 − exp(−s / period), and then counts s / p bytes. What it says
 * of n samples has the variance n (s / p)² (1 − p) therefore. Profiles are not independent of each
 * other: a sampled object is in each of them until it is freed. So what two of them have in common
 * does not count as error of their difference: a structure that only grows shows its growth far
 * better than its size, while of what is made anew each time nothing is common. How much is common
 * is told by the allocations and frees in between, which the profiles count too.
 */
typedef struct _HtGrowthTrack HtGrowthTrack;

void ht_growth_times_init (HtGrowthTimes *times, guint n_epochs);
void ht_growth_times_clear (HtGrowthTimes *times);
void ht_growth_times_add_shown (HtGrowthTimes *times, guint epoch, double time_s);
HtGrowthTrack *ht_growth_track_new (const HtGrowthTimes *times, gint64 period_bytes);
void ht_growth_track_free (HtGrowthTrack *track);
void ht_growth_track_add (HtGrowthTrack *track,
                          gint64 object_bytes,
                          const gint64 *inuse_bytes,
                          const gint64 *alloc_bytes);
guint ht_growth_track_get_n_epochs (const HtGrowthTrack *track);
const double *ht_growth_track_get_times (const HtGrowthTrack *track);
const double *ht_growth_track_get_inuse (const HtGrowthTrack *track);
const double *ht_growth_track_get_allocated (const HtGrowthTrack *track);
double ht_growth_track_get_error (const HtGrowthTrack *track, guint epoch);
double ht_growth_track_get_n_samples (const HtGrowthTrack *track, guint epoch);
double ht_growth_track_get_turnover (const HtGrowthTrack *track, guint from, guint to);
void ht_growth_track_get_moved (const HtGrowthTrack *track,
                                guint from,
                                guint to,
                                double *n_made,
                                double *n_freed);
double ht_growth_track_get_gain (const HtGrowthTrack *track, guint from, guint to, double *error);
gboolean
ht_growth_track_fit (const HtGrowthTrack *track, guint first, guint n_epochs, HtGrowthFit *fit);
double ht_growth_fit_get_significance (const HtGrowthFit *fit);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtGrowthTimes, ht_growth_times_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthTrack, ht_growth_track_free)

G_END_DECLS
