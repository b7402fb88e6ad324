/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtTargetJob:
 * @HT_JOB_STATS: figures of the heap, from the cheapest source
 * @HT_JOB_HEAP: a heap profile
 * @HT_JOB_GOROUTINE_COUNT: how many goroutines there are
 * @HT_JOB_GOROUTINES: a goroutine profile
 *
 * What a target is asked for again and again.
 */
typedef enum
{
  HT_JOB_STATS,
  HT_JOB_HEAP,
  HT_JOB_GOROUTINE_COUNT,
  HT_JOB_GOROUTINES,
  HT_N_JOBS,
} HtTargetJob;

/**
 * HtTargetIntervals:
 * @every_us: for each #HtTargetJob how often it is done, in µs; 0 for never
 */
typedef struct
{
  gint64 every_us[HT_N_JOBS];
} HtTargetIntervals;

/**
 * HtTargetSchedule:
 * @intervals: how often what is done
 * @due_us: for each job when it is due, on the monotonic clock
 * @running: for each job whether it is under way
 * @n_missed: beats of the figures that were left out since the one before was under way
 * @n_failures: how often in a row the target did not answer
 * @retry_us: when it is asked again after that
 * @n_wishes: what somebody wants besides and was not asked for yet: heavy, one at a time, before
 *   the heavy jobs, and whatever the state of the target
 * @wish_running: whether one of them is under way
 * @paused: whether nothing is asked but wishes
 *
 * When a target is asked for what. It knows no clock: who uses it tells the time, so
 * it is the same in a test. Plain data.
 */
typedef struct
{
  HtTargetIntervals intervals;
  gint64 due_us[HT_N_JOBS];
  gboolean running[HT_N_JOBS];
  guint64 n_missed;
  guint n_failures;
  gint64 retry_us;
  guint n_wishes;
  gboolean wish_running;
  gboolean paused;
} HtTargetSchedule;

HtTargetIntervals ht_target_intervals_default (void);
void ht_target_schedule_init (HtTargetSchedule *schedule,
                              const HtTargetIntervals *intervals,
                              gint64 now_us,
                              double jitter);
int ht_target_schedule_take (HtTargetSchedule *schedule, gint64 now_us);
void ht_target_schedule_done (HtTargetSchedule *schedule, HtTargetJob job);
void ht_target_schedule_failed (HtTargetSchedule *schedule,
                                HtTargetJob job,
                                gint64 now_us,
                                gint64 at_least_us,
                                double jitter);
void ht_target_schedule_set_intervals (HtTargetSchedule *schedule,
                                       const HtTargetIntervals *intervals,
                                       gint64 now_us);
gboolean ht_target_schedule_take_wish (HtTargetSchedule *schedule);
gint64 ht_target_schedule_next_us (const HtTargetSchedule *schedule);

G_END_DECLS
