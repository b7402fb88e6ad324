/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-track.h"

#include "sampled-heap.h"

#define N_EPOCHS 24
#define STEP_S   10.0
#define PERIOD   524288

/* What happens between two profiles. */
typedef struct
{
  double object_bytes;
  double n_kept;
  double n_passing;
  double n_lives;

  /* Of those that pass, if they may outlive a profile; in steps. */
  double life;
} Behaviour;

/* What many runs of the same behaviour gave. */
typedef struct
{
  double mean_rate;
  double spread;
  double mean_error;
  double share_in_interval;
} Outcome;

static HtGrowthTrack *
run (GRand *random, const Behaviour *behaviour, guint n_epochs)
{
  SampledHeap heap = { .random = random,
                       .object_bytes = behaviour->object_bytes,
                       .period_bytes = PERIOD };
  g_autofree double *times_s = g_new (double, n_epochs);
  g_autofree gint64 *inuse = g_new (gint64, n_epochs);
  g_autofree gint64 *allocated = g_new (gint64, n_epochs);

  for (guint i = 0; i < n_epochs; i++)
    {
      if (behaviour->life > 0)
        sampled_heap_age (&heap, behaviour->n_passing, behaviour->life);
      else
        sampled_heap_step (&heap, behaviour->n_kept, behaviour->n_passing, behaviour->n_lives);
      times_s[i] = i * STEP_S;
      inuse[i] = sampled_heap_get_inuse (&heap);
      allocated[i] = sampled_heap_get_allocated (&heap);
    }

  HtGrowthTrack *track = growth_track_at (times_s, n_epochs, PERIOD);

  ht_growth_track_add (track, (gint64) behaviour->object_bytes, inuse, allocated);
  return track;
}

static Outcome
run_often (const Behaviour *behaviour)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);
  double true_rate = behaviour->n_kept * behaviour->object_bytes / STEP_S;
  const guint n_runs = 1000;
  double squares = 0;
  Outcome outcome = { 0 };

  for (guint i = 0; i < n_runs; i++)
    {
      g_autoptr (HtGrowthTrack) track = run (random, behaviour, N_EPOCHS);
      HtGrowthFit fit;

      g_assert_true (ht_growth_track_fit (track, 0, N_EPOCHS, &fit));
      outcome.mean_rate += fit.rate / n_runs;
      outcome.mean_error += fit.sampling_error / n_runs;
      outcome.share_in_interval +=
          (fit.low <= true_rate && true_rate <= fit.high) / (double) n_runs;
      squares += (fit.rate - true_rate) * (fit.rate - true_rate) / n_runs;
    }
  outcome.spread = sqrt (squares);
  g_test_message ("true %.0f, mean %.0f, spread %.0f, told %.0f, in interval %.3f", true_rate,
                  outcome.mean_rate, outcome.spread, outcome.mean_error, outcome.share_in_interval);
  return outcome;
}

static void
assert_like (double a, double b, double tolerance)
{
  g_assert_cmpfloat (fabs (a - b), <=, tolerance * fabs (b));
}

/* Values and their answer by hand: a line through (0, 10), (1, 20), (2, 60) has the slope 25. */
static void
test_line (void)
{
  const double times_s[] = { 5, 6, 7 };
  const gint64 inuse[] = { 10, 20, 60 };
  g_autoptr (HtGrowthTrack) track = growth_track_at (times_s, 3, 1);
  HtGrowthFit fit;

  ht_growth_track_add (track, 10, inuse, inuse);
  g_assert_true (ht_growth_track_fit (track, 0, 3, &fit));
  g_assert_cmpfloat_with_epsilon (fit.rate, 25, 1e-9);
  g_assert_cmpfloat_with_epsilon (fit.base, 5, 1e-9);
  g_assert_cmpfloat (fit.sampling_error, ==, 0);
  /* Errors 5, -10, 5 about it: 150 in squares, one degree of freedom, spread 2. */
  g_assert_cmpfloat_with_epsilon (fit.scatter_error, sqrt (150.0 / 2), 1e-9);
  g_assert_cmpfloat_with_epsilon (fit.high - fit.rate, 12.706 * sqrt (150.0 / 2), 0.01);

  g_assert_true (ht_growth_track_fit (track, 1, 2, &fit));
  g_assert_cmpfloat_with_epsilon (fit.rate, 40, 1e-9);
  g_assert_false (ht_growth_track_fit (track, 1, 1, &fit));
}

static void
test_one_time (void)
{
  const double times_s[] = { 5, 5 };
  const gint64 inuse[] = { 10, 20 };
  g_autoptr (HtGrowthTrack) track = growth_track_at (times_s, 2, PERIOD);
  HtGrowthFit fit;

  ht_growth_track_add (track, 0, inuse, inuse);
  g_assert_false (ht_growth_track_fit (track, 0, 2, &fit));
}

/* n samples of weight s / p have the variance n (s / p)² (1 − p). */
static void
test_error_of_a_value (void)
{
  const double times_s[] = { 0, 1 };
  double seen_share = -expm1 (-1024.0 / PERIOD);
  double weight = 1024 / seen_share;
  gint64 inuse[] = { 0, (gint64) (weight * 100) };
  g_autoptr (HtGrowthTrack) track = growth_track_at (times_s, 2, PERIOD);

  ht_growth_track_add (track, 1024, inuse, inuse);
  g_assert_cmpfloat (ht_growth_track_get_error (track, 0), ==, 0);
  assert_like (ht_growth_track_get_error (track, 1), 10 * weight * sqrt (1 - seen_share), 1e-5);
  assert_like (ht_growth_track_get_n_samples (track, 1), 100, 1e-5);
}

static void
test_only_growth (void)
{
  const Behaviour behaviour = { .object_bytes = 1024, .n_kept = 2500 };
  Outcome outcome = run_often (&behaviour);

  assert_like (outcome.mean_rate, 256000, 0.01);
  assert_like (outcome.mean_error, outcome.spread, 0.06);
  g_assert_cmpfloat (outcome.share_in_interval, >=, 0.95);
}

static void
test_only_churn (void)
{
  const Behaviour behaviour = { .object_bytes = 1024, .n_passing = 20000, .n_lives = 50 };
  Outcome outcome = run_often (&behaviour);

  assert_like (outcome.mean_error, outcome.spread, 0.06);
  g_assert_cmpfloat (outcome.share_in_interval, >=, 0.95);
}

/* What outlives a profile makes neighbours alike, and so the slope worse known. */
static void
test_lives_of_any_length (void)
{
  const double lives[] = { 0.5, 1, 3 };

  for (gsize i = 0; i < G_N_ELEMENTS (lives); i++)
    {
      const Behaviour behaviour = { .object_bytes = 1024, .n_passing = 20000, .life = lives[i] };
      Outcome outcome = run_often (&behaviour);

      assert_like (outcome.mean_error, outcome.spread, 0.1);
      g_assert_cmpfloat (outcome.share_in_interval, >=, 0.95);
    }
}

/* Which of the samples stay cannot be seen: the error may be told too large, but not too small. */
static void
test_growth_in_churn (void)
{
  const Behaviour behaviour = {
    .object_bytes = 1024, .n_kept = 2500, .n_passing = 20000, .n_lives = 50
  };
  Outcome outcome = run_often (&behaviour);

  assert_like (outcome.mean_rate, 256000, 0.02);
  g_assert_cmpfloat (outcome.mean_error, >=, outcome.spread * 0.8);
  g_assert_cmpfloat (outcome.share_in_interval, >=, 0.95);
}

static void
test_large_objects (void)
{
  const Behaviour behaviour = { .object_bytes = 8 << 20, .n_kept = 3 };
  Outcome outcome = run_often (&behaviour);

  /* All of them are in the profile: the only chance is in how many were made. */
  g_assert_cmpfloat (outcome.mean_error, <=, outcome.spread * 0.01);
}

/* The error of a sum is that of its parts. */
static void
test_two_sizes (void)
{
  const double times_s[] = { 0, 10, 20 };
  const gint64 small[] = { 0, 60000000, 120000000 };
  const gint64 large[] = { 0, 30000000, 90000000 };
  g_autoptr (HtGrowthTrack) both = growth_track_at (times_s, 3, PERIOD);
  g_autoptr (HtGrowthTrack) first = growth_track_at (times_s, 3, PERIOD);
  g_autoptr (HtGrowthTrack) second = growth_track_at (times_s, 3, PERIOD);
  HtGrowthFit fits[3];

  ht_growth_track_add (both, 64, small, small);
  ht_growth_track_add (both, 65536, large, large);
  ht_growth_track_add (first, 64, small, small);
  ht_growth_track_add (second, 65536, large, large);
  ht_growth_track_fit (both, 0, 3, &fits[0]);
  ht_growth_track_fit (first, 0, 3, &fits[1]);
  ht_growth_track_fit (second, 0, 3, &fits[2]);
  g_assert_cmpfloat_with_epsilon (fits[0].rate, fits[1].rate + fits[2].rate, 1e-3);
  assert_like (fits[0].sampling_error, hypot (fits[1].sampling_error, fits[2].sampling_error),
               1e-9);
}

/* Hostile or foreign figures: they fall where they cannot, are negative, or more than was made. */
static void
test_impossible_figures (void)
{
  const double times_s[] = { 0, 1, 2, 3 };
  const gint64 inuse[] = { 5000000, -7, G_MAXINT64, 100 };
  const gint64 allocated[] = { 10, G_MAXINT64, 0, -5 };
  g_autoptr (HtGrowthTrack) track = growth_track_at (times_s, 4, PERIOD);
  HtGrowthFit fit;

  ht_growth_track_add (track, -3, inuse, allocated);
  g_assert_true (ht_growth_track_fit (track, 0, 4, &fit));
  g_assert_true (isfinite (fit.low) && isfinite (fit.high));
  g_assert_cmpfloat (fit.low, <=, fit.rate);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-track/line", test_line);
  g_test_add_func ("/growth-track/one-time", test_one_time);
  g_test_add_func ("/growth-track/error-of-a-value", test_error_of_a_value);
  g_test_add_func ("/growth-track/only-growth", test_only_growth);
  g_test_add_func ("/growth-track/only-churn", test_only_churn);
  g_test_add_func ("/growth-track/lives-of-any-length", test_lives_of_any_length);
  g_test_add_func ("/growth-track/growth-in-churn", test_growth_in_churn);
  g_test_add_func ("/growth-track/large-objects", test_large_objects);
  g_test_add_func ("/growth-track/two-sizes", test_two_sizes);
  g_test_add_func ("/growth-track/impossible-figures", test_impossible_figures);
  return g_test_run ();
}
