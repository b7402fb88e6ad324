/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-track.h"

#include <math.h>

/* Objects whose mean size changes by less are of one size. */
#define SAME_SIZE 0.8

/* Samples of objects of one size. Counts are of samples, not of the objects they stand for. */
typedef struct
{
  double bytes_per_sample;
  double objects_per_sample;
  double unseen_share;

  /* Owned; by epoch; both only grow */
  double *n_made;
  double *n_freed;
} Samples;

struct _HtGrowthTrack
{
  guint n_epochs;
  gint64 period_bytes;
  HtGrowthTimes times;

  /* Owned; by epoch */
  double *inuse;
  double *allocated;

  /* Owned (element-type Samples) */
  GArray *samples;
};

static void
clear_samples (gpointer data)
{
  Samples *samples = data;

  g_free (samples->n_made);
  g_free (samples->n_freed);
}

/**
 * ht_growth_times_init:
 * @times: (out): the times, all 0, and nothing shown
 * @n_epochs: how many states of the heap there are
 */
void
ht_growth_times_init (HtGrowthTimes *times, guint n_epochs)
{
  times->n_epochs = n_epochs;
  times->heap_s = g_new0 (double, n_epochs);
  times->n_shown = g_new0 (double, n_epochs);
  times->shown_s = g_new0 (double, n_epochs);
  times->shown_squares = g_new0 (double, n_epochs);
}

/**
 * ht_growth_times_clear:
 * @times: the times
 */
void
ht_growth_times_clear (HtGrowthTimes *times)
{
  g_free (times->heap_s);
  g_free (times->n_shown);
  g_free (times->shown_s);
  g_free (times->shown_squares);
}

/**
 * ht_growth_times_add_shown:
 * @times: the times
 * @epoch: index of a state of the heap
 * @time_s: when a profile showed it
 */
void
ht_growth_times_add_shown (HtGrowthTimes *times, guint epoch, double time_s)
{
  times->n_shown[epoch]++;
  times->shown_s[epoch] += time_s;
  times->shown_squares[epoch] += time_s * time_s;
}

static void
copy_times (HtGrowthTimes *copy, const HtGrowthTimes *times)
{
  gsize n_bytes = times->n_epochs * sizeof (double);

  copy->n_epochs = times->n_epochs;
  copy->heap_s = g_memdup2 (times->heap_s, n_bytes);
  copy->n_shown = g_memdup2 (times->n_shown, n_bytes);
  copy->shown_s = g_memdup2 (times->shown_s, n_bytes);
  copy->shown_squares = g_memdup2 (times->shown_squares, n_bytes);
}

/**
 * ht_growth_track_new:
 * @times: when the heap was as the profiles show it
 * @period_bytes: bytes per sample on average; 1 or less if each object is in the profiles
 *
 * Returns: (transfer full): a track that holds nothing yet; one thread at a time
 */
HtGrowthTrack *
ht_growth_track_new (const HtGrowthTimes *times, gint64 period_bytes)
{
  HtGrowthTrack *self = g_new0 (HtGrowthTrack, 1);

  self->n_epochs = times->n_epochs;
  self->period_bytes = period_bytes;
  copy_times (&self->times, times);
  self->inuse = g_new0 (double, times->n_epochs);
  self->allocated = g_new0 (double, times->n_epochs);
  self->samples = g_array_new (FALSE, FALSE, sizeof (Samples));
  g_array_set_clear_func (self->samples, clear_samples);
  return self;
}

/**
 * ht_growth_track_free:
 * @track: (transfer full) (nullable): the track
 */
void
ht_growth_track_free (HtGrowthTrack *track)
{
  if (track == NULL)
    return;
  ht_growth_times_clear (&track->times);
  g_free (track->inuse);
  g_free (track->allocated);
  g_array_unref (track->samples);
  g_free (track);
}

/* Scaled figures become counts of samples again; a profile whose figures fall though they cannot
 * (another process, a difference) only adds to what was made or freed. */
static void
count_samples (const HtGrowthTrack *track,
               Samples *samples,
               const gint64 *inuse_bytes,
               const gint64 *alloc_bytes)
{
  double weight = samples->bytes_per_sample;

  for (guint i = 0; i < track->n_epochs; i++)
    {
      double alive = MAX ((double) inuse_bytes[i], 0) / weight;
      double made = MAX ((double) alloc_bytes[i] / weight, alive);

      if (i > 0)
        made = MAX (made, samples->n_made[i - 1]);
      samples->n_made[i] = made;
      samples->n_freed[i] = made - alive;
      if (i > 0 && samples->n_freed[i] < samples->n_freed[i - 1])
        {
          samples->n_freed[i] = samples->n_freed[i - 1];
          samples->n_made[i] = samples->n_freed[i] + alive;
        }
    }
}

/**
 * ht_growth_track_add:
 * @track: the track
 * @object_bytes: size of the objects, as the profile's label `bytes` has it; 0 if unknown
 * @inuse_bytes: (array): what they held in each epoch
 * @alloc_bytes: (array): what was allocated of them since the process began, in each epoch
 *
 * Adds the objects of one stack and one size.
 */
void
ht_growth_track_add (HtGrowthTrack *track,
                     gint64 object_bytes,
                     const gint64 *inuse_bytes,
                     const gint64 *alloc_bytes)
{
  double period = (double) MAX (track->period_bytes, 1);
  double size = object_bytes > 0 ? (double) object_bytes : 1;
  double seen_share = -expm1 (-size / period);
  Samples samples = {
    .bytes_per_sample = size / seen_share,
    .objects_per_sample = 1 / seen_share,
    .unseen_share = track->period_bytes > 1 ? 1 - seen_share : 0,
  };

  for (guint i = 0; i < track->n_epochs; i++)
    {
      track->inuse[i] += (double) inuse_bytes[i];
      track->allocated[i] += (double) alloc_bytes[i];
    }
  samples.n_made = g_new (double, track->n_epochs);
  samples.n_freed = g_new (double, track->n_epochs);
  count_samples (track, &samples, inuse_bytes, alloc_bytes);
  g_array_append_val (track->samples, samples);
}

/**
 * ht_growth_track_get_n_epochs:
 * @track: the track
 *
 * Returns: in how many profiles it is
 */
guint
ht_growth_track_get_n_epochs (const HtGrowthTrack *track)
{
  return track->n_epochs;
}

/**
 * ht_growth_track_get_times:
 * @track: the track
 *
 * Returns: (transfer none) (array): its times in s
 */
const double *
ht_growth_track_get_times (const HtGrowthTrack *track)
{
  return track->times.heap_s;
}

/**
 * ht_growth_track_get_inuse:
 * @track: the track
 *
 * Returns: (transfer none) (array): bytes held in each epoch
 */
const double *
ht_growth_track_get_inuse (const HtGrowthTrack *track)
{
  return track->inuse;
}

/**
 * ht_growth_track_get_allocated:
 * @track: the track
 *
 * Returns: (transfer none) (array): bytes allocated up to each epoch
 */
const double *
ht_growth_track_get_allocated (const HtGrowthTrack *track)
{
  return track->allocated;
}

/**
 * ht_growth_track_get_n_samples:
 * @track: the track
 * @epoch: index of an epoch
 *
 * Returns: how many samples are behind what is held in it
 */
double
ht_growth_track_get_n_samples (const HtGrowthTrack *track, guint epoch)
{
  double n = 0;

  for (guint i = 0; i < track->samples->len; i++)
    {
      const Samples *samples = &g_array_index (track->samples, Samples, i);

      n += samples->n_made[epoch] - samples->n_freed[epoch];
    }
  return n;
}

/**
 * ht_growth_track_get_error:
 * @track: the track
 * @epoch: index of an epoch
 *
 * Returns: standard error of what is held in it, bytes, from sampling
 */
double
ht_growth_track_get_error (const HtGrowthTrack *track, guint epoch)
{
  double variance = 0;

  for (guint i = 0; i < track->samples->len; i++)
    {
      const Samples *samples = &g_array_index (track->samples, Samples, i);
      double weight = samples->bytes_per_sample;

      variance += weight * weight * samples->unseen_share *
                  (samples->n_made[epoch] - samples->n_freed[epoch]);
    }
  return sqrt (variance);
}

/* How many samples came and went between two epochs. */
static double
get_n_moved (const Samples *samples, guint from, guint to)
{
  return samples->n_made[to] - samples->n_made[from] + samples->n_freed[to] -
         samples->n_freed[from];
}

/* How many were there in the one or the other. */
static double
get_n_there (const Samples *samples, guint from, guint to)
{
  return samples->n_made[from] - samples->n_freed[from] + samples->n_made[to] -
         samples->n_freed[to];
}

/**
 * ht_growth_track_get_turnover:
 * @track: the track
 * @from: index of an epoch
 * @to: index of a later one
 *
 * Returns: how many samples came and went between two epochs, for each one that was there in
 *   either of them; 1 if each was replaced once; 0 if there are none
 */
double
ht_growth_track_get_turnover (const HtGrowthTrack *track, guint from, guint to)
{
  double n_moved = 0;
  double n_there = 0;

  for (guint i = 0; i < track->samples->len; i++)
    {
      const Samples *samples = &g_array_index (track->samples, Samples, i);

      n_moved += get_n_moved (samples, from, to);
      n_there += get_n_there (samples, from, to);
    }
  return n_there > 0 ? n_moved / n_there : 0;
}

/**
 * ht_growth_track_get_moved:
 * @track: the track
 * @from: index of an epoch
 * @to: index of a later one
 * @n_made: (out): how many samples were made between the two, of those that were made before the
 *   process was looked at only what came then
 * @n_freed: (out): how many of all were freed
 *
 * Counts what came and went. Samples that stand for much count as one like those that stand for
 * little, but by their mean weight: what is told is how many of that weight it would have been.
 */
void
ht_growth_track_get_moved (const HtGrowthTrack *track,
                           guint from,
                           guint to,
                           double *n_made,
                           double *n_freed)
{
  double bytes = 0;
  double squares = 0;

  *n_made = 0;
  *n_freed = 0;
  for (guint i = 0; i < track->samples->len; i++)
    {
      const Samples *samples = &g_array_index (track->samples, Samples, i);
      double weight = samples->bytes_per_sample;
      double made = samples->n_made[to] - samples->n_made[from];
      double freed = samples->n_freed[to] - samples->n_freed[from];

      *n_made += weight * made;
      *n_freed += weight * freed;
      bytes += weight * (made + freed);
      squares += weight * weight * (made + freed);
    }
  if (squares <= 0)
    return;
  *n_made *= bytes / squares;
  *n_freed *= bytes / squares;
}

static double
get_n_objects (const HtGrowthTrack *track, guint epoch)
{
  double n = 0;

  for (guint i = 0; i < track->samples->len; i++)
    {
      const Samples *samples = &g_array_index (track->samples, Samples, i);

      n += (samples->n_made[epoch] - samples->n_freed[epoch]) * samples->objects_per_sample;
    }
  return n;
}

/**
 * ht_growth_track_get_gain:
 * @track: the track
 * @from: index of an epoch
 * @to: index of a later one
 * @error: (out): its standard error, bytes, if on average as many are freed as made: from sampling,
 *   and from the chance by which objects come and go
 *
 * Of what neither came nor went in between the two epochs say the same, so it is no error of their
 * difference.
 *
 * Returns: how much more was held in @to than in @from, bytes
 */
double
ht_growth_track_get_gain (const HtGrowthTrack *track, guint from, guint to, double *error)
{
  /* How many come is left to chance, however large they are; how large they get is not. */
  gboolean by_number =
      track->period_bytes > 1 && get_n_objects (track, to) * track->inuse[from] >=
                                     SAME_SIZE * get_n_objects (track, from) * track->inuse[to];
  double variance = 0;

  for (guint i = 0; i < track->samples->len; i++)
    {
      const Samples *samples = &g_array_index (track->samples, Samples, i);
      double weight = samples->bytes_per_sample;
      double share = by_number ? 1 : samples->unseen_share;

      variance += weight * weight * share *
                  MIN (get_n_moved (samples, from, to), get_n_there (samples, from, to));
    }
  *error = sqrt (variance);
  return track->inuse[to] - track->inuse[from];
}

/*
 * Variance of Σ factors[i] × value[i], in squares of the weight of a sample.
 *
 * Of the samples in epoch j those are still there in epoch k that were not freed meanwhile. Each is
 * taken to be as likely to go as the others, so that of *n* samples exp (−freed / n) stay. No other
 * order has more in common than that but the one in which the newest go first.
 */
static double
add_up_common (const Samples *samples, const double *factors, guint first, guint n_epochs)
{
  const double *made = samples->n_made + first;
  const double *freed = samples->n_freed + first;
  double variance = 0;
  double later = 0;

  for (guint j = n_epochs; j-- > 0;)
    {
      double alive = made[j] - freed[j];

      /* Of epochs after j, by how much of what is there in j they still have. */
      if (j + 1 < n_epochs)
        later = alive > 0 ? (factors[j + 1] + later) * exp (-(freed[j + 1] - freed[j]) / alive) : 0;
      variance += factors[j] * alive * (factors[j] + 2 * later);
    }
  return MAX (variance, 0);
}

/* Where churn and growth share a stack, the oldest do not go first: what stays is in all later
 * profiles. Its error is that of a walk: 6/5 of what its last step has, over the square of the
 * time. */
static double
get_walk_variance (const Samples *samples, guint first, guint n_epochs, double span_s)
{
  guint last = first + n_epochs - 1;
  double n_first = samples->n_made[first] - samples->n_freed[first];
  double n_last = samples->n_made[last] - samples->n_freed[last];

  return 1.2 * MAX (n_last - n_first, 0) / (span_s * span_s);
}

static void
add_sampling_errors (const HtGrowthTrack *track,
                     const double *factors,
                     double span_s,
                     HtGrowthFit *fit)
{
  double variance = 0;
  double by_chance = 0;

  for (guint i = 0; i < track->samples->len; i++)
    {
      const Samples *samples = &g_array_index (track->samples, Samples, i);
      double weight = samples->bytes_per_sample;
      double square = weight * weight * samples->unseen_share;
      double n = add_up_common (samples, factors, fit->first, fit->n_epochs);
      double n_walk = get_walk_variance (samples, fit->first, fit->n_epochs, span_s);

      by_chance += square * n;
      variance += square * MAX (n, n_walk);
    }
  fit->sampling_error = sqrt (variance);
  fit->chance_error = sqrt (by_chance);
}

/* Neighbours that err to the same side say less than as many that do not. */
static double
get_scatter_variance (const double *errors, guint n_epochs, double spread)
{
  double squares = 0;
  double products = 0;

  if (n_epochs < 3)
    return 0;
  for (guint i = 0; i < n_epochs; i++)
    {
      squares += errors[i] * errors[i];
      if (i > 0)
        products += errors[i] * errors[i - 1];
    }

  /* However alike: of a few courses it is as if there were three. */
  double most = MAX (0.8, (n_epochs - 3.0) / (n_epochs + 3.0));
  double likeness = squares > 0 ? CLAMP (products / squares, 0, most) : 0;

  return squares / (n_epochs - 2) / spread * (1 + likeness) / (1 - likeness);
}

/* Two-sided 95 % of Student's t: exact to 1 % from 3 degrees of freedom on (Cornish-Fisher). */
static double
get_quantile (double n_free)
{
  static const double few[] = { 12.706, 4.303, 3.182 };
  double z = 1.959964;
  double z3 = z * z * z;

  if (n_free < 1)
    return few[0];
  if (n_free < 3)
    {
      guint i = n_free < 2 ? 0 : 1;

      return few[i] + (few[i + 1] - few[i]) * (n_free - i - 1);
    }
  return z + (z3 + z) / (4 * n_free) + (5 * z3 * z * z + 16 * z3 + 3 * z) / (96 * n_free * n_free);
}

/* The error of sampling is known, that of scatter an estimate of few values: both together have as
 * many degrees of freedom as Welch and Satterthwaite say. */
static double
get_margin (const HtGrowthFit *fit)
{
  double share = fit->error > 0 ? fit->scatter_error / fit->error : 0;
  double weight = share * share * share * share;

  if (weight * 1000 < 1 || fit->n_epochs < 3)
    return get_quantile (1000) * fit->error;
  return get_quantile ((fit->n_epochs - 2) / weight) * fit->error;
}

/* The same by the times at which profiles were taken. */
static double
get_shown_rate (const HtGrowthTrack *track, guint first, guint n_epochs)
{
  const HtGrowthTimes *times = &track->times;
  double n = 0;
  double sum = 0;
  double squares = 0;
  double products = 0;

  for (guint i = first; i < first + n_epochs; i++)
    {
      n += times->n_shown[i];
      sum += times->shown_s[i];
      squares += times->shown_squares[i];
    }
  if (n < 2 || squares - sum * sum / n <= 0)
    return NAN;
  for (guint i = first; i < first + n_epochs; i++)
    products += track->inuse[i] * (times->shown_s[i] - times->n_shown[i] * sum / n);
  return products / (squares - sum * sum / n);
}

static void
add_interval (HtGrowthFit *fit)
{
  double margin = get_margin (fit);

  fit->low = fmin (fit->rate, fit->shown_rate) - margin;
  fit->high = fmax (fit->rate, fit->shown_rate) + margin;
}

/**
 * ht_growth_track_fit:
 * @track: the track
 * @first: index of the first epoch
 * @n_epochs: how many epochs from there
 * @fit: (out): the line
 *
 * Lays a straight line through some of the epochs, by least squares. What the error of its slope is
 * comes from the law of sampling, see [struct@GrowthTrack], and from how the values scatter.
 *
 * Returns: %FALSE if the epochs are fewer than two, or all at one time
 */
gboolean
ht_growth_track_fit (const HtGrowthTrack *track, guint first, guint n_epochs, HtGrowthFit *fit)
{
  const double *times_s = track->times.heap_s + first;
  const double *values = track->inuse + first;
  g_autofree double *factors = g_new0 (double, n_epochs);
  double mean_time = 0;
  double mean = 0;
  double spread = 0;

  *fit = (HtGrowthFit){ .first = first, .n_epochs = n_epochs };
  for (guint i = 0; i < n_epochs; i++)
    {
      mean_time += times_s[i] / n_epochs;
      mean += values[i] / n_epochs;
    }
  for (guint i = 0; i < n_epochs; i++)
    spread += (times_s[i] - mean_time) * (times_s[i] - mean_time);
  if (n_epochs < 2 || spread <= 0)
    return FALSE;
  for (guint i = 0; i < n_epochs; i++)
    {
      factors[i] = (times_s[i] - mean_time) / spread;
      fit->rate += factors[i] * values[i];
    }
  fit->base = mean - fit->rate * (mean_time - times_s[0]);
  add_sampling_errors (track, factors, times_s[n_epochs - 1] - times_s[0], fit);
  for (guint i = 0; i < n_epochs; i++)
    factors[i] = values[i] - fit->base - fit->rate * (times_s[i] - times_s[0]);
  fit->scatter_error = sqrt (get_scatter_variance (factors, n_epochs, spread));
  fit->error = hypot (fit->sampling_error, fit->scatter_error);
  fit->shown_rate = get_shown_rate (track, first, n_epochs);
  add_interval (fit);
  return TRUE;
}

/**
 * ht_growth_fit_get_significance:
 * @fit: a line
 *
 * Tells how far its rate is from what chance makes of something that does not grow. Few profiles,
 * whose scatter is hardly known, count less (Student's t as a normal deviate after Wallace, 1959).
 *
 * Returns: standard errors; below 0 if it falls
 */
double
ht_growth_fit_get_significance (const HtGrowthFit *fit)
{
  double error = MAX (fit->chance_error, fit->scatter_error);
  double n_free = MAX (fit->n_epochs, 3) - 2;
  double t;

  if (error <= 0)
    return fit->rate > 0 ? G_MAXDOUBLE : fit->rate < 0 ? -G_MAXDOUBLE : 0;
  t = fit->rate / error;
  if (fit->scatter_error <= fit->chance_error)
    return t;
  return copysign ((8 * n_free + 1) / (8 * n_free + 3) * sqrt (n_free * log1p (t * t / n_free)), t);
}
