/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-track.h"
#include <math.h>

G_BEGIN_DECLS

/*
 * A place in a program whose objects are made and freed, as Go's heap profile sees it: each object
 * is in the profile with probability 1 − exp(−size / period), from when it is made until it is
 * freed.
 */
typedef struct
{
  GRand *random;
  double object_bytes;
  double period_bytes;

  /* Samples that stay for good, that are in the profile at hand, and that ever were. */
  gint64 n_kept;
  gint64 n_passing;
  gint64 n_made;
} SampledHeap;

static inline gint64
sampled_heap_draw (SampledHeap *heap, double mean)
{
  gint64 n = 0;

  for (double at = 0;; n++)
    {
      at -= log (1 - g_rand_double (heap->random));
      if (at > mean)
        return n;
    }
}

static inline double
sampled_heap_get_share (const SampledHeap *heap)
{
  return -expm1 (-heap->object_bytes / heap->period_bytes);
}

/* Until the next profile some objects are made that stay, and others of which as many are alive
 * then as pass in the time of @n_lives lives. */
static inline void
sampled_heap_step (SampledHeap *heap, double n_kept, double n_passing, double n_lives)
{
  double share = sampled_heap_get_share (heap);
  gint64 n_new = sampled_heap_draw (heap, n_kept * share);
  gint64 n_alive = sampled_heap_draw (heap, n_passing * share);

  heap->n_kept += n_new;
  heap->n_passing = n_alive;
  heap->n_made += n_new + n_alive;
  if (n_lives > 1)
    heap->n_made += sampled_heap_draw (heap, n_passing * share * (n_lives - 1));
}

/* Until the next profile, of objects that live as long as chance has it, @n_lives steps on average;
 * @n_objects are alive on average. */
static inline void
sampled_heap_age (SampledHeap *heap, double n_objects, double n_lives)
{
  double n_samples = n_objects * sampled_heap_get_share (heap);
  double chance = exp (-1 / n_lives);
  gint64 n_stay = 0;
  gint64 n_new = sampled_heap_draw (heap, n_samples * (1 - chance));

  if (heap->n_made == 0)
    heap->n_passing = heap->n_made = sampled_heap_draw (heap, n_samples);
  for (gint64 i = 0; i < heap->n_passing; i++)
    n_stay += g_rand_double (heap->random) < chance;
  heap->n_passing = n_stay + n_new;
  heap->n_made +=
      n_new + sampled_heap_draw (heap, MAX (n_samples / n_lives - n_samples * (1 - chance), 0));
}

/* As the runtime scales it. */
static inline gint64
sampled_heap_get_inuse (const SampledHeap *heap)
{
  return (gint64) ((double) (heap->n_kept + heap->n_passing) * heap->object_bytes /
                   sampled_heap_get_share (heap));
}

static inline gint64
sampled_heap_get_allocated (const SampledHeap *heap)
{
  return (gint64) ((double) heap->n_made * heap->object_bytes / sampled_heap_get_share (heap));
}

/* A track of heaps each of which was shown at once. */
static inline HtGrowthTrack *
growth_track_at (const double *times_s, guint n_epochs, gint64 period_bytes)
{
  g_auto (HtGrowthTimes) times;

  ht_growth_times_init (&times, n_epochs);
  for (guint i = 0; i < n_epochs; i++)
    {
      times.heap_s[i] = times_s[i];
      ht_growth_times_add_shown (&times, i, times_s[i]);
    }
  return ht_growth_track_new (&times, period_bytes);
}

G_END_DECLS
