/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "level.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static void
add_each_second (HtLevel *level, int from, int to, double first, double step)
{
  for (int i = from; i <= to; i++)
    ht_level_add (level, i * SECOND, first + step * (i - from));
}

/* 60 s and 6 values, whichever takes longer. */
static void
test_needs (void)
{
  g_autoptr (HtLevel) often = ht_level_new ();
  g_autoptr (HtLevel) seldom = ht_level_new ();
  HtLevelState state;

  g_assert_false (ht_level_get (often, &state));
  add_each_second (often, 0, 59, 100, 0);
  g_assert_false (ht_level_get (often, &state));
  ht_level_add (often, 60 * SECOND, 100);
  g_assert_true (ht_level_get (often, &state));
  g_assert_cmpfloat (state.baseline, ==, 100);
  g_assert_cmpfloat (state.now, ==, 100);

  for (int i = 0; i < 5; i++)
    ht_level_add (seldom, i * 120 * SECOND, 7);
  g_assert_false (ht_level_get (seldom, &state));
  ht_level_add (seldom, 5 * 120 * SECOND, 7);
  g_assert_true (ht_level_get (seldom, &state));
}

/* While the value climbs from 10 to 110 it has not settled, so that is no baseline. */
static void
test_warm_up (void)
{
  g_autoptr (HtLevel) level = ht_level_new ();
  HtLevelState state;

  add_each_second (level, 0, 100, 10, 1);
  g_assert_false (ht_level_get (level, &state));
  add_each_second (level, 101, 220, 110, 0);
  g_assert_true (ht_level_get (level, &state));
  g_assert_cmpfloat (state.baseline, >=, 100);
  g_assert_cmpfloat (state.baseline, <=, 110);
  g_assert_cmpfloat (state.now, ==, 110);
}

/* A saw-tooth of 10 s between 50 and 140: 95 is its median, and where it is. */
static void
test_saw_tooth (void)
{
  g_autoptr (HtLevel) level = ht_level_new ();
  HtLevelState state;

  for (int i = 0; i < 300; i++)
    {
      ht_level_add (level, i * SECOND, 50 + (i % 10) * 10);
      if (!ht_level_get (level, &state))
        continue;
      g_assert_cmpfloat_with_epsilon (state.baseline, 95, 10);
      g_assert_cmpfloat_with_epsilon (state.now, 95, 10);
    }
  g_assert_true (ht_level_get (level, &state));
  g_assert_cmpfloat (state.baseline_low, ==, 50);
  g_assert_cmpfloat (state.low, ==, 50);
}

/* One peak is not the level; what stays is, and the baseline does not follow. */
static void
test_now (void)
{
  g_autoptr (HtLevel) level = ht_level_new ();
  HtLevelState state;

  add_each_second (level, 0, 60, 100, 0);
  ht_level_add (level, 61 * SECOND, 900);
  g_assert_true (ht_level_get (level, &state));
  g_assert_cmpfloat (state.now, ==, 100);
  add_each_second (level, 62, 200, 150, 0);
  g_assert_true (ht_level_get (level, &state));
  g_assert_cmpfloat (state.now, ==, 150);
  g_assert_cmpfloat (state.baseline, ==, 100);
}

static void
test_interrupt_and_forget (void)
{
  g_autoptr (HtLevel) level = ht_level_new ();
  HtLevelState state;

  add_each_second (level, 0, 60, 100, 0);
  ht_level_interrupt (level);
  g_assert_false (ht_level_get (level, &state));
  add_each_second (level, 1000, 1002, 200, 0);
  g_assert_true (ht_level_get (level, &state));
  g_assert_cmpfloat (state.baseline, ==, 100);
  g_assert_cmpfloat (state.now, ==, 200);
  ht_level_forget (level);
  add_each_second (level, 1003, 1063, 200, 0);
  g_assert_true (ht_level_get (level, &state));
  g_assert_cmpfloat (state.baseline, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/level/needs", test_needs);
  g_test_add_func ("/sources/level/warm-up", test_warm_up);
  g_test_add_func ("/sources/level/saw-tooth", test_saw_tooth);
  g_test_add_func ("/sources/level/now", test_now);
  g_test_add_func ("/sources/level/interrupt-and-forget", test_interrupt_and_forget);
  return g_test_run ();
}
