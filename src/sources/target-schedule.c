/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "target-schedule.h"

#define SECOND_US G_GINT64_CONSTANT (1000000)

/* A target that does not answer is asked after 1, 2, 4 … s. */
#define FIRST_RETRY_US SECOND_US
#define LAST_RETRY_US  (60 * SECOND_US)
#define MOST_DOUBLINGS 6

/* How far the jitter moves a time, as a share of the interval. */
#define JITTER 0.2

/**
 * ht_target_intervals_default:
 *
 * Returns: figures each second, a heap profile each 10 s, the number of goroutines each 5 s, their
 *   profile each minute
 */
HtTargetIntervals
ht_target_intervals_default (void)
{
  return (HtTargetIntervals){ .every_us = {
                                  [HT_JOB_STATS] = SECOND_US,
                                  [HT_JOB_HEAP] = 10 * SECOND_US,
                                  [HT_JOB_GOROUTINE_COUNT] = 5 * SECOND_US,
                                  [HT_JOB_GOROUTINES] = 60 * SECOND_US,
                              } };
}

/**
 * ht_target_schedule_init:
 * @schedule: what to begin
 * @intervals: how often what is done
 * @now_us: now
 * @jitter: a random number in 0…1: spreads targets that begin together
 *
 * Begins with the figures at once; all else comes after them.
 */
void
ht_target_schedule_init (HtTargetSchedule *schedule,
                         const HtTargetIntervals *intervals,
                         gint64 now_us,
                         double jitter)
{
  *schedule = (HtTargetSchedule){ .intervals = *intervals };
  for (int job = 0; job < HT_N_JOBS; job++)
    schedule->due_us[job] =
        job == HT_JOB_STATS
            ? now_us
            : now_us +
                  MIN ((gint64) (jitter * (double) intervals->every_us[job] * JITTER), SECOND_US);
}

static gboolean
is_heavy (int job)
{
  return job == HT_JOB_HEAP || job == HT_JOB_GOROUTINES;
}

static gboolean
is_heavy_running (const HtTargetSchedule *schedule)
{
  return schedule->wish_running || schedule->running[HT_JOB_HEAP] ||
         schedule->running[HT_JOB_GOROUTINES];
}

static gboolean
may_run (const HtTargetSchedule *schedule, int job)
{
  if (schedule->paused || schedule->intervals.every_us[job] == 0 || schedule->running[job])
    return FALSE;
  /* A target that does not answer is asked for its figures only, till it does. */
  if (schedule->n_failures > 0)
    return job == HT_JOB_STATS;
  return !is_heavy (job) || (schedule->n_wishes == 0 && !is_heavy_running (schedule));
}

static gint64
due_of (const HtTargetSchedule *schedule, int job)
{
  return schedule->n_failures > 0 ? MAX (schedule->retry_us, schedule->due_us[job])
                                  : schedule->due_us[job];
}

/* The beat goes on as it was; what lies in the past already is left out. */
static void
advance (HtTargetSchedule *schedule, int job, gint64 now_us)
{
  gint64 every_us = schedule->intervals.every_us[job];
  gint64 n_passed = (now_us - schedule->due_us[job]) / every_us;

  if (job == HT_JOB_STATS && schedule->n_failures == 0)
    schedule->n_missed += (guint64) n_passed;
  schedule->due_us[job] += (n_passed + 1) * every_us;
}

/**
 * ht_target_schedule_take:
 * @schedule: the schedule
 * @now_us: now
 *
 * Takes a job that is due; it is under way then.
 *
 * Returns: the #HtTargetJob, or -1 if none is due
 */
int
ht_target_schedule_take (HtTargetSchedule *schedule, gint64 now_us)
{
  for (int job = 0; job < HT_N_JOBS; job++)
    if (may_run (schedule, job) && due_of (schedule, job) <= now_us)
      {
        schedule->running[job] = TRUE;
        advance (schedule, job, now_us);
        return job;
      }
  return -1;
}

/**
 * ht_target_schedule_done:
 * @schedule: the schedule
 * @job: what was answered
 */
void
ht_target_schedule_done (HtTargetSchedule *schedule, HtTargetJob job)
{
  schedule->running[job] = FALSE;
  if (job == HT_JOB_STATS)
    schedule->n_failures = 0;
}

/**
 * ht_target_schedule_failed:
 * @schedule: the schedule
 * @job: what was not answered
 * @now_us: now
 * @at_least_us: how long the target wants to be left alone; 0 if it did not say
 * @jitter: a random number in 0…1
 *
 * Puts the next try off, longer each time. Only the figures tell whether a target is there.
 */
void
ht_target_schedule_failed (HtTargetSchedule *schedule,
                           HtTargetJob job,
                           gint64 now_us,
                           gint64 at_least_us,
                           double jitter)
{
  gint64 wait_us;

  schedule->running[job] = FALSE;
  if (job != HT_JOB_STATS)
    return;
  wait_us = MIN (FIRST_RETRY_US << MIN (schedule->n_failures, MOST_DOUBLINGS), LAST_RETRY_US);
  wait_us += (gint64) ((double) wait_us * JITTER * jitter);
  schedule->n_failures++;
  schedule->retry_us = now_us + MAX (wait_us, at_least_us);
}

/**
 * ht_target_schedule_set_intervals:
 * @schedule: the schedule
 * @intervals: how often what is done from now on
 * @now_us: now
 *
 * What is due later than with the new intervals is brought forward, what was put off is not
 * counted as missed.
 */
void
ht_target_schedule_set_intervals (HtTargetSchedule *schedule,
                                  const HtTargetIntervals *intervals,
                                  gint64 now_us)
{
  schedule->intervals = *intervals;
  for (int job = 0; job < HT_N_JOBS; job++)
    schedule->due_us[job] =
        CLAMP (schedule->due_us[job], now_us, now_us + intervals->every_us[job]);
}

/**
 * ht_target_schedule_take_wish:
 * @schedule: the schedule
 *
 * Takes a wish, if nothing heavy is under way; it is under way then, until `wish_running` is reset.
 *
 * Returns: whether there is one
 */
gboolean
ht_target_schedule_take_wish (HtTargetSchedule *schedule)
{
  if (schedule->n_wishes == 0 || is_heavy_running (schedule))
    return FALSE;
  schedule->n_wishes--;
  schedule->wish_running = TRUE;
  return TRUE;
}

/**
 * ht_target_schedule_next_us:
 * @schedule: the schedule
 *
 * Returns: when to look again, on the monotonic clock; %G_MAXINT64 if nothing is due before
 *   something else has changed
 */
gint64
ht_target_schedule_next_us (const HtTargetSchedule *schedule)
{
  gint64 next_us = G_MAXINT64;

  for (int job = 0; job < HT_N_JOBS; job++)
    if (may_run (schedule, job))
      next_us = MIN (next_us, due_of (schedule, job));
  return next_us;
}
