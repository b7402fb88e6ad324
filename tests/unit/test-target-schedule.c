/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target-schedule.h"

#define SECOND G_GINT64_CONSTANT (1000000)
#define START  (1000 * SECOND)

static HtTargetSchedule
schedule_new (void)
{
  HtTargetIntervals intervals = ht_target_intervals_default ();
  HtTargetSchedule schedule;

  ht_target_schedule_init (&schedule, &intervals, START, 0);
  return schedule;
}

/* A minute of a target that answers at once: how often it is asked for what. */
static void
test_intervals (void)
{
  HtTargetSchedule schedule = schedule_new ();
  guint n[HT_N_JOBS] = { 0 };

  for (gint64 now = START; now < START + 60 * SECOND; now = ht_target_schedule_next_us (&schedule))
    {
      int job = ht_target_schedule_take (&schedule, now);

      g_assert_cmpint (job, >=, 0);
      ht_target_schedule_done (&schedule, (HtTargetJob) job);
      n[job]++;
    }
  g_assert_cmpuint (n[HT_JOB_STATS], ==, 60);
  g_assert_cmpuint (n[HT_JOB_HEAP], ==, 6);
  g_assert_cmpuint (n[HT_JOB_GOROUTINE_COUNT], ==, 12);
  g_assert_cmpuint (n[HT_JOB_GOROUTINES], ==, 1);
  g_assert_cmpuint (schedule.n_missed, ==, 0);
}

static void
test_one_heavy_at_a_time (void)
{
  HtTargetSchedule schedule = schedule_new ();
  gboolean seen[HT_N_JOBS] = { FALSE };
  int job;

  /* All are due now, and nothing is answered. */
  while ((job = ht_target_schedule_take (&schedule, START)) >= 0)
    seen[job] = TRUE;
  g_assert_true (seen[HT_JOB_STATS]);
  g_assert_true (seen[HT_JOB_HEAP]);
  g_assert_true (seen[HT_JOB_GOROUTINE_COUNT]);
  g_assert_false (seen[HT_JOB_GOROUTINES]);
  ht_target_schedule_done (&schedule, HT_JOB_HEAP);
  g_assert_cmpint (ht_target_schedule_take (&schedule, START), ==, HT_JOB_GOROUTINES);
}

static void
test_slow_target_misses_beats (void)
{
  HtTargetSchedule schedule = schedule_new ();

  g_assert_cmpint (ht_target_schedule_take (&schedule, START), ==, HT_JOB_STATS);
  schedule.intervals.every_us[HT_JOB_HEAP] = 0;
  schedule.intervals.every_us[HT_JOB_GOROUTINE_COUNT] = 0;
  schedule.intervals.every_us[HT_JOB_GOROUTINES] = 0;
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + 3 * SECOND), ==, -1);
  g_assert_cmpint (ht_target_schedule_next_us (&schedule), ==, G_MAXINT64);
  /* It answers after 3.5 s: 1, 2 are lost, 3 is late, and 4 is on the beat again. */
  ht_target_schedule_done (&schedule, HT_JOB_STATS);
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + 7 * SECOND / 2), ==, HT_JOB_STATS);
  ht_target_schedule_done (&schedule, HT_JOB_STATS);
  g_assert_cmpuint (schedule.n_missed, ==, 2);
  g_assert_cmpint (ht_target_schedule_next_us (&schedule), ==, START + 4 * SECOND);
}

static void
test_back_off (void)
{
  static const gint64 waits[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
  HtTargetSchedule schedule = schedule_new ();
  gint64 now = START;

  for (gsize i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      g_assert_cmpint (ht_target_schedule_take (&schedule, now), ==, HT_JOB_STATS);
      ht_target_schedule_failed (&schedule, HT_JOB_STATS, now, 0, 0);
      g_assert_cmpint (schedule.retry_us, ==, now + waits[i] * SECOND);
      /* Nothing else is asked of a target that is not there. */
      g_assert_cmpint (ht_target_schedule_take (&schedule, schedule.retry_us - 1), ==, -1);
      now = MAX (ht_target_schedule_next_us (&schedule), schedule.retry_us);
    }
  g_assert_cmpint (ht_target_schedule_take (&schedule, now), ==, HT_JOB_STATS);
  ht_target_schedule_done (&schedule, HT_JOB_STATS);
  g_assert_cmpuint (schedule.n_failures, ==, 0);
  g_assert_cmpint (ht_target_schedule_take (&schedule, now), ==, HT_JOB_HEAP);
  /* The time that it was away is no missed beat. */
  g_assert_cmpuint (schedule.n_missed, ==, 0);
}

static void
test_left_alone (void)
{
  HtTargetSchedule schedule = schedule_new ();

  g_assert_cmpint (ht_target_schedule_take (&schedule, START), ==, HT_JOB_STATS);
  ht_target_schedule_failed (&schedule, HT_JOB_STATS, START, 30 * SECOND, 0.5);
  g_assert_cmpint (schedule.retry_us, ==, START + 30 * SECOND);
  schedule.paused = TRUE;
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + 40 * SECOND), ==, -1);
}

/* What somebody wants comes before what is heavy, one by one, and not before what is under way. */
static void
test_wishes (void)
{
  HtTargetSchedule schedule = schedule_new ();

  schedule.due_us[HT_JOB_GOROUTINE_COUNT] = G_MAXINT64 / 2;
  g_assert_cmpint (ht_target_schedule_take (&schedule, START), ==, HT_JOB_STATS);
  g_assert_cmpint (ht_target_schedule_take (&schedule, START), ==, HT_JOB_HEAP);
  schedule.n_wishes = 2;
  g_assert_false (ht_target_schedule_take_wish (&schedule));
  ht_target_schedule_done (&schedule, HT_JOB_HEAP);
  g_assert_true (ht_target_schedule_take_wish (&schedule));
  g_assert_false (ht_target_schedule_take_wish (&schedule));
  g_assert_cmpint (ht_target_schedule_take (&schedule, START), ==, -1);
  /* The figures go on. */
  ht_target_schedule_done (&schedule, HT_JOB_STATS);
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + SECOND), ==, HT_JOB_STATS);
  schedule.wish_running = FALSE;
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + SECOND), ==, -1);
  g_assert_true (ht_target_schedule_take_wish (&schedule));
  schedule.wish_running = FALSE;
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + SECOND), ==, HT_JOB_GOROUTINES);
  g_assert_false (ht_target_schedule_take_wish (&schedule));
}

static void
test_wishes_of_one_that_rests (void)
{
  HtTargetSchedule schedule = schedule_new ();

  g_assert_cmpint (ht_target_schedule_take (&schedule, START), ==, HT_JOB_STATS);
  ht_target_schedule_failed (&schedule, HT_JOB_STATS, START, 0, 0);
  schedule.n_wishes = 2;
  g_assert_true (ht_target_schedule_take_wish (&schedule));
  schedule.wish_running = FALSE;
  schedule.paused = TRUE;
  g_assert_true (ht_target_schedule_take_wish (&schedule));
}

static void
test_other_intervals (void)
{
  HtTargetSchedule schedule = schedule_new ();
  HtTargetIntervals intervals = { .every_us = { [HT_JOB_STATS] = 10 * SECOND } };

  ht_target_schedule_set_intervals (&schedule, &intervals, START + 5 * SECOND);
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + 5 * SECOND), ==, HT_JOB_STATS);
  ht_target_schedule_done (&schedule, HT_JOB_STATS);
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + 14 * SECOND), ==, -1);
  g_assert_cmpint (ht_target_schedule_next_us (&schedule), ==, START + 15 * SECOND);
  g_assert_cmpuint (schedule.n_missed, ==, 0);
  /* Brought forward to the new beat. */
  intervals.every_us[HT_JOB_STATS] = SECOND;
  intervals.every_us[HT_JOB_GOROUTINES] = 60 * SECOND;
  ht_target_schedule_set_intervals (&schedule, &intervals, START + 7 * SECOND);
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + 8 * SECOND), ==, HT_JOB_STATS);
  /* What was never done begins. */
  g_assert_cmpint (ht_target_schedule_take (&schedule, START + 8 * SECOND), ==, HT_JOB_GOROUTINES);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/target-schedule/intervals", test_intervals);
  g_test_add_func ("/sources/target-schedule/one-heavy-at-a-time", test_one_heavy_at_a_time);
  g_test_add_func ("/sources/target-schedule/slow-target-misses-beats",
                   test_slow_target_misses_beats);
  g_test_add_func ("/sources/target-schedule/back-off", test_back_off);
  g_test_add_func ("/sources/target-schedule/left-alone", test_left_alone);
  g_test_add_func ("/sources/target-schedule/wishes", test_wishes);
  g_test_add_func ("/sources/target-schedule/wishes-of-one-that-rests",
                   test_wishes_of_one_that_rests);
  g_test_add_func ("/sources/target-schedule/other-intervals", test_other_intervals);
  return g_test_run ();
}
