/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mutator-utilization.h"

#include <math.h>

#define assert_near(a, b) g_assert_cmpfloat_with_epsilon (a, b, 1e-9)

/* The collector has all for 2 of 10 ns, half for 4, and nothing for the rest. */
static const HtShareStep steps[] = { { 100, 0 }, { 102, 1 }, { 104, 0 }, { 106, 0.5 }, { 110, 0 } };

static void
test_known (void)
{
  g_autoptr (HtMutatorUtilization) whole =
      ht_mutator_utilization_new (steps, G_N_ELEMENTS (steps), 100, 112);
  g_autoptr (HtMutatorUtilization) part =
      ht_mutator_utilization_new (steps, G_N_ELEMENTS (steps), 103, 107);

  g_assert_cmpint (ht_mutator_utilization_get_duration (whole), ==, 12);
  assert_near (ht_mutator_utilization_get_mean (whole), 8.0 / 12);
  assert_near (ht_mutator_utilization_get_minimum (whole, 1), 0);
  assert_near (ht_mutator_utilization_get_minimum (whole, 2), 0);
  assert_near (ht_mutator_utilization_get_minimum (whole, 4), 0.5);
  /* The worst is from 102 on: 2 and 2 of 8. */
  assert_near (ht_mutator_utilization_get_minimum (whole, 8), 0.5);
  /* Ends where the collector stops, 110. */
  assert_near (ht_mutator_utilization_get_minimum (whole, 9), 5.0 / 9);
  assert_near (ht_mutator_utilization_get_minimum (whole, 12), 8.0 / 12);
  /* Longer than all that there is. */
  assert_near (ht_mutator_utilization_get_minimum (whole, G_MAXINT64), 8.0 / 12);

  g_assert_cmpint (ht_mutator_utilization_get_duration (part), ==, 4);
  assert_near (ht_mutator_utilization_get_mean (part), 2.5 / 4);
}

/* Before the first step nobody knows. */
static void
test_unknown (void)
{
  g_autoptr (HtMutatorUtilization) late =
      ht_mutator_utilization_new (steps, G_N_ELEMENTS (steps), 0, 104);

  g_assert_cmpint (ht_mutator_utilization_get_duration (late), ==, 4);
  assert_near (ht_mutator_utilization_get_mean (late), 0.5);
  g_assert_null (ht_mutator_utilization_new (NULL, 0, 0, 100));
  g_assert_null (ht_mutator_utilization_new (steps, G_N_ELEMENTS (steps), 0, 100));
  g_assert_null (ht_mutator_utilization_new (steps, G_N_ELEMENTS (steps), 111, 111));
}

static void
test_curve (void)
{
  g_autoptr (HtMutatorUtilization) utilization =
      ht_mutator_utilization_new (steps, G_N_ELEMENTS (steps), 100, 116);
  g_autoptr (GArray) curve = ht_mutator_utilization_get_curve (utilization, 1, 5);
  g_autoptr (GArray) alone = ht_mutator_utilization_get_curve (utilization, 1000, 5);

  g_assert_cmpuint (curve->len, ==, 5);
  for (guint i = 0; i < curve->len; i++)
    {
      const HtWindowUtilization *point = &g_array_index (curve, HtWindowUtilization, i);

      g_assert_cmpint (point->window_ns, ==, 1 << i);
      assert_near (point->utilization,
                   ht_mutator_utilization_get_minimum (utilization, point->window_ns));
    }
  g_assert_cmpuint (alone->len, ==, 1);
  g_assert_cmpint (g_array_index (alone, HtWindowUtilization, 0).window_ns, ==, 16);
  assert_near (g_array_index (alone, HtWindowUtilization, 0).utilization, 12.0 / 16);
}

/* Each window of whole numbers looked at on its own. */
static double
worst_by_trying (const double *shares, gint64 duration_ns, gint64 window_ns)
{
  double worst = 1;

  for (gint64 from = 0; from + window_ns <= duration_ns; from++)
    {
      double taken = 0;

      for (gint64 at = from; at < from + window_ns; at++)
        taken += shares[at];
      worst = MIN (worst, 1 - taken / (double) window_ns);
    }
  return worst;
}

static void
test_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      gint64 duration_ns = g_test_rand_int_range (1, 80);
      g_autofree double *shares = g_new0 (double, duration_ns);
      g_autoptr (GArray) some = g_array_new (FALSE, FALSE, sizeof (HtShareStep));
      g_autoptr (HtMutatorUtilization) utilization = NULL;

      for (gint64 at = 0; at < duration_ns; at++)
        {
          HtShareStep step = { 1000 + at, g_test_rand_int_range (0, 5) / 4.0 };

          if (at == 0 || g_test_rand_int_range (0, 6) == 0)
            g_array_append_val (some, step);
          shares[at] = g_array_index (some, HtShareStep, some->len - 1).share;
        }
      utilization = ht_mutator_utilization_new ((const HtShareStep *) (gpointer) some->data,
                                                some->len, 1000, 1000 + duration_ns);
      for (gint64 window_ns = 1; window_ns <= duration_ns; window_ns++)
        assert_near (ht_mutator_utilization_get_minimum (utilization, window_ns),
                     worst_by_trying (shares, duration_ns, window_ns));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/mutator-utilization/known", test_known);
  g_test_add_func ("/analysis/mutator-utilization/unknown", test_unknown);
  g_test_add_func ("/analysis/mutator-utilization/curve", test_curve);
  g_test_add_func ("/analysis/mutator-utilization/random", test_random);
  return g_test_run ();
}
