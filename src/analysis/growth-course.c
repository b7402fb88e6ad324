/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-course.h"

#include <math.h>

/* By how many standard errors the rates of two parts differ that are not one course. */
#define CHANGE 3.0

/* A part that is to show an end of growth lasts that share of the time, or has that many profiles.
 */
#define END_SHARE  0.25
#define END_EPOCHS 5

/* What has come down to less than this share of its rate is on its way to an end. */
#define FLATTENED 0.5

/* A newest step longer than this share of the time hides where in it growth may have ended, if its
 * rate is less than that share of the one before. */
#define HIDING_STEP 0.4
#define HIDING_RATE 0.75

/* The later part of growth, which must show that it goes on. */
#define WITNESS_SHARE 0.6

/* A share of the time that is its start, and by how many standard errors it grows after it. */
#define START_SHARE 0.1
#define AFTER_START 2.5

/* Until when, as a share of the time, a cache may fill that is to be told from a leak. */
#define FILLED 0.5

/* What is replaced more often than this in that part is no cache that fills. */
#define WITNESS_TURNS 6.0

/* How much alike what is held and what is allocated at the time are that go with each other, 0…1;
 * of how many profiles that can be told; and how little of the time traffic may leave unexplained:
 * what grows as steadily as traffic does may be either. */
#define TRAFFIC_LIKENESS 0.8
#define TRAFFIC_EPOCHS   8
#define LEAST_APART      0.1

/* What is made more often than this while it is looked at, and is not kept, is churn. */
#define CHURN_TURNS 2.0

/* The course as two straight lines that meet in an epoch. */
typedef struct
{
  guint at;
  double squares;
  HtGrowthFit early;
  HtGrowthFit late;
} Bend;

/* Sums over some epochs: how many, of times, of values, and of their products. */
typedef struct
{
  double n;
  double t;
  double v;
  double tt;
  double tv;
  double vv;
} Sums;

static void
add_to_sums (Sums *sums, double t, double v)
{
  sums->n++;
  sums->t += t;
  sums->v += v;
  sums->tt += t * t;
  sums->tv += t * v;
  sums->vv += v * v;
}

/* Least squares of value = a + b t + c max (t − bend, 0): the sum of squares that stays. Times and
 * values are about their means; @after is of the epochs behind the bend. */
static double
get_squares_of_bend (const Sums *all, const Sums *after, double bend_s)
{
  double u = after->t - after->n * bend_s;
  double uu = after->tt - 2 * bend_s * after->t + after->n * bend_s * bend_s - u * u / all->n;
  double tu = after->tt - bend_s * after->t;
  double uv = after->tv - bend_s * after->v;
  double determinant = all->tt * uu - tu * tu;

  if (determinant <= all->tt * uu * 1e-9)
    return all->vv;

  double b = (all->tv * uu - uv * tu) / determinant;
  double c = (uv * all->tt - all->tv * tu) / determinant;

  return MAX (all->vv - b * all->tv - c * uv, 0);
}

/* The scatter about a part of few profiles is taken from all of them. */
static void
widen (HtGrowthFit *fit, const HtGrowthTrack *track, double scatter)
{
  const double *times_s = ht_growth_track_get_times (track) + fit->first;
  double mean = 0;
  double spread = 0;

  for (guint i = 0; i < fit->n_epochs; i++)
    mean += times_s[i] / fit->n_epochs;
  for (guint i = 0; i < fit->n_epochs; i++)
    spread += (times_s[i] - mean) * (times_s[i] - mean);
  fit->scatter_error = MAX (fit->scatter_error, scatter / sqrt (spread));
  fit->error = hypot (fit->sampling_error, fit->scatter_error);
}

static gboolean
find_bend (const HtGrowthTrack *track, Bend *bend)
{
  const double *times_s = ht_growth_track_get_times (track);
  const double *values = ht_growth_track_get_inuse (track);
  guint n = ht_growth_track_get_n_epochs (track);
  double mean_s = 0;
  double mean = 0;
  Sums all = { 0 };
  Sums after = { 0 };

  *bend = (Bend){ .squares = G_MAXDOUBLE };
  for (guint i = 0; i < n; i++)
    {
      mean_s += times_s[i] / n;
      mean += values[i] / n;
    }
  for (guint i = 0; i < n; i++)
    add_to_sums (&all, times_s[i] - mean_s, values[i] - mean);
  for (guint at = n - 1; at-- > 1;)
    {
      add_to_sums (&after, times_s[at + 1] - mean_s, values[at + 1] - mean);

      double squares = get_squares_of_bend (&all, &after, times_s[at] - mean_s);

      /* Of two that fit alike the earlier one. */
      if (squares > bend->squares)
        continue;
      bend->at = at;
      bend->squares = squares;
    }
  if (bend->at == 0 || !ht_growth_track_fit (track, 0, bend->at + 1, &bend->early) ||
      !ht_growth_track_fit (track, bend->at, n - bend->at, &bend->late))
    return FALSE;

  double scatter = n > 3 ? sqrt (bend->squares / (n - 3)) : 0;

  widen (&bend->early, track, scatter);
  widen (&bend->late, track, scatter);
  return TRUE;
}

static double
get_span (const HtGrowthTrack *track, const HtGrowthFit *fit)
{
  const double *times_s = ht_growth_track_get_times (track);

  return times_s[fit->first + fit->n_epochs - 1] - times_s[fit->first];
}

/* Down by more than a quarter of what it held, and by more than chance does, at least twice. */
static gboolean
is_saw_tooth (const HtGrowthTrack *track)
{
  const double *values = ht_growth_track_get_inuse (track);
  guint n = ht_growth_track_get_n_epochs (track);
  double peak = values[0];
  guint n_falls = 0;

  for (guint i = 1; i < n; i++)
    {
      double fall = peak - values[i];

      if (fall > peak / 4 && fall > 3 * hypot (ht_growth_track_get_error (track, i - 1),
                                               ht_growth_track_get_error (track, i)))
        {
          n_falls++;
          peak = values[i];
        }
      peak = MAX (peak, values[i]);
    }
  return n_falls >= 2;
}

/* Most of the growth in less than a quarter of the steps from profile to profile, of three at
 * least. */
static gboolean
is_staircase (const HtGrowthTrack *track)
{
  const double *values = ht_growth_track_get_inuse (track);
  guint n = ht_growth_track_get_n_epochs (track);
  double growth = values[n - 1] - values[0];
  guint n_steps = 0;
  double in_steps = 0;

  for (guint i = 1; i < n; i++)
    if (values[i] - values[i - 1] > 2 * growth / (n - 1))
      {
        n_steps++;
        in_steps += values[i] - values[i - 1];
      }
  return n_steps >= 2 && n_steps * 4 <= n - 1 && in_steps > growth * 0.75;
}

/* Whether what is held goes with how much is allocated at the time, and what it does not share with
 * that has no slope: requests hold more where there are more of them. Of what lives for long, the
 * rate of allocation does not tell how much there is. */
static gboolean
follows_traffic (const HtGrowthTrack *track, double least_significance)
{
  const double *times_s = ht_growth_track_get_times (track);
  const double *values = ht_growth_track_get_inuse (track);
  const double *allocated = ht_growth_track_get_allocated (track);
  guint n = ht_growth_track_get_n_epochs (track) - 1;
  double mean[3] = { 0 };
  double sums[3][3] = { { 0 } };

  if (n + 1 < TRAFFIC_EPOCHS || ht_growth_track_get_turnover (track, 0, n) < WITNESS_TURNS)
    return FALSE;
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 1; i <= n; i++)
      {
        const double row[] = {
          times_s[i],
          (allocated[i] - allocated[i - 1]) / (times_s[i] - times_s[i - 1]),
          values[i],
        };

        for (guint j = 0; j < 3; j++)
          {
            mean[j] += pass == 0 ? row[j] / n : 0;
            for (guint k = 0; pass == 1 && k < 3; k++)
              sums[j][k] += (row[j] - mean[j]) * (row[k] - mean[k]);
          }
      }
  if (!(sums[1][2] > 0) ||
      sums[1][2] * sums[1][2] < TRAFFIC_LIKENESS * TRAFFIC_LIKENESS * sums[1][1] * sums[2][2])
    return FALSE;

  /* The slope of what stays of both when the part that goes with traffic is taken away. */
  double spread = sums[0][0] - sums[0][1] * sums[0][1] / sums[1][1];
  double product = sums[0][2] - sums[0][1] * sums[1][2] / sums[1][1];
  double squares = sums[2][2] - sums[1][2] * sums[1][2] / sums[1][1];

  if (spread <= sums[0][0] * LEAST_APART)
    return FALSE;

  double rest = MAX (squares - product * product / spread, 0) / (n - 3);

  return product < least_significance * sqrt (rest * spread);
}

static void
add_turnover (HtGrowthCourse *course, const HtGrowthTrack *track)
{
  const double *values = ht_growth_track_get_inuse (track);
  const double *allocated = ht_growth_track_get_allocated (track);
  guint last = ht_growth_track_get_n_epochs (track) - 1;
  double made = allocated[last] - allocated[0];
  double mean = 0;

  course->retention = NAN;
  course->age_s = NAN;
  if (made <= 0)
    return;
  for (guint i = 0; i <= last; i++)
    mean += values[i] / (last + 1);
  course->retention = CLAMP ((values[last] - values[0]) / made, 0, 1);
  /* Little's law is of a balance: as much is freed as is made. */
  if (course->retention < 0.1)
    course->age_s = mean * get_span (track, &course->whole) / made;
}

/* Collections can be so far apart that most of the time lies before the newest one. */
static gboolean
is_end_hidden (const HtGrowthCourse *course, const HtGrowthTrack *track)
{
  guint n = ht_growth_track_get_n_epochs (track);
  HtGrowthFit before;
  HtGrowthFit newest;

  if (!ht_growth_track_fit (track, 0, n - 1, &before) ||
      !ht_growth_track_fit (track, n - 2, 2, &newest))
    return FALSE;
  return get_span (track, &newest) > HIDING_STEP * get_span (track, &course->whole) &&
         newest.rate < HIDING_RATE * before.rate &&
         before.rate - newest.rate > hypot (before.error, newest.error);
}

/* How sure it is that it was not full when FILLED of its time had passed: then what was made in
 * that part has taken the place of what was made before, and as much was freed. Deviate of the
 * binomial law, by its likelihood, with half a sample for what chance may still bring. */
static double
get_filling (const HtGrowthTrack *track, guint from, guint to)
{
  double n_made;
  double n_freed;

  ht_growth_track_get_moved (track, from, to, &n_made, &n_freed);
  n_freed += 0.5;
  if (n_freed >= (1 - FILLED) * n_made)
    return 0;
  return sqrt (2 * n_freed * log (n_freed / (n_made * (1 - FILLED))) +
               2 * (n_made - n_freed) * log ((n_made - n_freed) / (n_made * FILLED)));
}

/* Index of the first epoch behind the start of what tells the course. */
static guint
skip_start (const HtGrowthCourse *course, const HtGrowthTrack *track)
{
  const double *times_s = ht_growth_track_get_times (track);
  guint first = course->now.first;
  double from_s = times_s[first] + START_SHARE * get_span (track, &course->now);
  guint from = first + 1;

  while (times_s[from] < from_s)
    from++;
  return from;
}

/* Whether there is growth without what came first: what is made at the start stays. */
static gboolean
goes_on (const HtGrowthCourse *course, const HtGrowthTrack *track)
{
  guint from = skip_start (course, track);
  guint end = course->now.first + course->now.n_epochs;
  HtGrowthFit fit;

  return ht_growth_track_fit (track, from, end - from, &fit) &&
         ht_growth_fit_get_significance (&fit) >= AFTER_START;
}

/* Of few states the scatter is hardly known. But where objects are made all the time and hardly one
 * is freed, it is not needed. */
static gboolean
is_kept (const HtGrowthCourse *course, const HtGrowthTrack *track, double least_significance)
{
  guint last = course->now.first + course->now.n_epochs - 1;

  return course->significance >= AFTER_START &&
         get_filling (track, skip_start (course, track), last) >= least_significance;
}

/* A cache that has filled goes on to take in as much as it did, but frees as much. Few samples show
 * the same line for it as for a leak; what came and went tells them apart, or that more of it has
 * to be seen. */
static HtGrowthVerdict
call_witness (const HtGrowthCourse *course, const HtGrowthTrack *track, double least_significance)
{
  const double *times_s = ht_growth_track_get_times (track);
  guint last = course->now.first + course->now.n_epochs - 1;
  double from_s = times_s[last] - WITNESS_SHARE * get_span (track, &course->now);
  guint from = course->now.first;
  double error;
  double gain;

  if (get_filling (track, from, last) >= least_significance)
    return HT_GROWTH_GROWING;
  while (from + 1 < last && times_s[from + 1] <= from_s)
    from++;
  if (ht_growth_track_get_turnover (track, from, last) > WITNESS_TURNS)
    return goes_on (course, track) ? HT_GROWTH_GROWING : HT_GROWTH_FLATTENING;
  gain = ht_growth_track_get_gain (track, from, last, &error);
  if (gain > 0 && gain >= least_significance * error)
    return HT_GROWTH_GROWING;
  return gain < FLATTENED * course->now.rate * (times_s[last] - times_s[from])
             ? HT_GROWTH_FLATTENING
             : HT_GROWTH_TOO_LITTLE_DATA;
}

/* Up to what it held at some time before it is no growth: a cache that was emptied fills again, and
 * so do the teeth of a saw. */
static gboolean
makes_up (const HtGrowthCourse *course, const HtGrowthTrack *track)
{
  const double *values = ht_growth_track_get_inuse (track);
  double now = course->now.base + course->now.rate * get_span (track, &course->now);
  guint peak = 0;

  if (course->start == 0)
    return FALSE;
  for (guint i = 1; i < course->start; i++)
    if (values[i] > values[peak])
      peak = i;
  return now < values[peak] + CHANGE * ht_growth_track_get_error (track, peak);
}

static void
judge_growth (HtGrowthCourse *course, const HtGrowthTrack *track, double least_significance)
{
  if (course->start == 0 && follows_traffic (track, least_significance))
    {
      course->verdict = HT_GROWTH_CHURN;
      course->shape = HT_GROWTH_SHAPE_TRAFFIC;
      return;
    }
  if (makes_up (course, track))
    {
      course->verdict = HT_GROWTH_STEADY;
      course->shape = HT_GROWTH_SHAPE_SAW_TOOTH;
      return;
    }
  course->verdict = call_witness (course, track, least_significance);
  if (course->verdict == HT_GROWTH_TOO_LITTLE_DATA)
    course->more_s = get_span (track, &course->now);
  if (course->verdict == HT_GROWTH_FLATTENING)
    course->shape = HT_GROWTH_SHAPE_PLATEAU;
  if (course->verdict == HT_GROWTH_GROWING)
    course->shape = is_saw_tooth (track)   ? HT_GROWTH_SHAPE_SAW_TOOTH
                    : is_staircase (track) ? HT_GROWTH_SHAPE_STAIRCASE
                                           : HT_GROWTH_SHAPE_LINEAR;
}

/* Whether the rate has come down for good; then @course gets what is said of that. */
static gboolean
judge_end (HtGrowthCourse *course,
           const HtGrowthTrack *track,
           const Bend *bend,
           double least_significance)
{
  double fall = bend->early.rate - bend->late.rate;
  double share = get_span (track, &bend->late) / get_span (track, &course->whole);
  /* Where nothing comes for a short time, nothing tells an error; it is that of what went before.
   */
  double late_error =
      MAX (bend->late.error, bend->early.sampling_error * sqrt (get_span (track, &bend->early) /
                                                                get_span (track, &bend->late)));

  if (fall < CHANGE * hypot (bend->early.error, late_error) ||
      bend->late.rate > FLATTENED * bend->early.rate ||
      ht_growth_fit_get_significance (&bend->early) < least_significance)
    return FALSE;
  if (share < END_SHARE && bend->late.n_epochs < END_EPOCHS)
    return FALSE;
  course->now = bend->late;
  course->start = bend->at;
  course->significance = ht_growth_fit_get_significance (&bend->late);
  if (course->significance >= least_significance && bend->late.n_epochs >= HT_GROWTH_MIN_EPOCHS)
    {
      judge_growth (course, track, least_significance);
      return TRUE;
    }
  course->shape = share > 0.5 ? HT_GROWTH_SHAPE_STOPPED : HT_GROWTH_SHAPE_PLATEAU;
  course->verdict = HT_GROWTH_FLATTENING;
  if (share > 0.5 && bend->late.n_epochs >= HT_GROWTH_MIN_EPOCHS && course->significance < 2)
    course->verdict = HT_GROWTH_STEADY;
  return TRUE;
}

static void
judge_rate (HtGrowthCourse *course, const HtGrowthTrack *track, double least_significance)
{
  const double *allocated = ht_growth_track_get_allocated (track);
  const double *values = ht_growth_track_get_inuse (track);
  guint n = ht_growth_track_get_n_epochs (track);

  if (course->significance >= least_significance || is_kept (course, track, least_significance))
    {
      judge_growth (course, track, least_significance);
      return;
    }
  course->shape = is_saw_tooth (track) ? HT_GROWTH_SHAPE_SAW_TOOTH : HT_GROWTH_SHAPE_NONE;
  course->verdict = HT_GROWTH_STEADY;
  /* With more states to tell the scatter by it might be growth. */
  if (course->now.rate >=
      least_significance * MAX (course->now.chance_error, course->now.scatter_error))
    {
      course->verdict = HT_GROWTH_TOO_LITTLE_DATA;
      course->more_s = get_span (track, &course->now);
      return;
    }
  if (allocated[n - 1] - allocated[0] > CHURN_TURNS * MAX (values[0], values[n - 1]))
    course->verdict = HT_GROWTH_CHURN;
}

/* Whether it grows faster from some time on. */
static gboolean
begins_late (const Bend *bend, double least_significance)
{
  return bend->late.rate - bend->early.rate >
             CHANGE * hypot (bend->early.error, bend->late.error) &&
         ht_growth_fit_get_significance (&bend->late) >= least_significance &&
         bend->late.n_epochs >= HT_GROWTH_MIN_EPOCHS;
}

/**
 * ht_growth_course_judge:
 * @course: (out): what is said
 * @track: what was held over time
 * @least_significance: by how many standard errors a rate must differ from 0 to count; the more
 *   tracks are judged, the more it has to be
 *
 * Judges whether something grows, how fast and since when.
 *
 * Growth that has ended, or comes to its end, is told by two lines: where they fit better than one,
 * the later one counts. What is left of a warm-up is no growth, and a leak that follows one has the
 * rate of the leak.
 */
void
ht_growth_course_judge (HtGrowthCourse *course,
                        const HtGrowthTrack *track,
                        double least_significance)
{
  guint n = ht_growth_track_get_n_epochs (track);
  Bend bend;

  *course = (HtGrowthCourse){ .retention = NAN, .age_s = NAN, .more_s = NAN };
  if (!ht_growth_track_fit (track, 0, n, &course->whole))
    return;
  course->now = course->whole;
  course->significance = ht_growth_fit_get_significance (&course->whole);
  add_turnover (course, track);
  if (n < HT_GROWTH_MIN_EPOCHS)
    {
      course->more_s = get_span (track, &course->whole) / (n - 1) * (HT_GROWTH_MIN_EPOCHS - n);
      return;
    }

  gboolean has_bend = find_bend (track, &bend);

  if (has_bend && judge_end (course, track, &bend, least_significance))
    return;
  if (is_end_hidden (course, track))
    {
      course->more_s = get_span (track, &course->whole) * HIDING_STEP;
      return;
    }
  if (has_bend && begins_late (&bend, least_significance))
    {
      HtGrowthCourse late = *course;

      late.now = bend.late;
      late.start = bend.at;
      late.significance = ht_growth_fit_get_significance (&bend.late);
      judge_rate (&late, track, least_significance);
      /* Chance makes bends, too: what is told by all of the time, but not by a part, is told. */
      judge_rate (course, track, least_significance);
      if (late.verdict == HT_GROWTH_GROWING || course->verdict != HT_GROWTH_GROWING)
        *course = late;
      return;
    }
  judge_rate (course, track, least_significance);
}
