/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sampled-target.h"

/* Whole processes by the law of sampling; `./dev bench` has many more of them. */
#define N_PLACES  200
#define N_STATES  30
#define N_TARGETS 60
#define SPAN_S    3600

/* Three alarms of sixty have a chance of one in fifty, if each has one of a hundred. */
static void
test_healthy (void)
{
  SampledTarget target;
  guint n_alarms = 0;
  guint n_judged = 0;

  sampled_target_init (&target, N_PLACES, 1);
  for (guint i = 0; i < N_TARGETS; i++)
    {
      sampled_target_reset (&target, N_STATES, SPAN_S);

      g_autoptr (HtGrowthTable) table = sampled_target_observe (&target);
      g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, target.catalog);

      n_alarms += report->verdict == HT_GROWTH_GROWING;
      n_judged += report->n_judged;
    }
  g_test_message ("%u alarms, %u judged", n_alarms, n_judged);
  g_assert_cmpuint (n_alarms, <=, 2);
  g_assert_cmpuint (n_judged, >, 20 * N_TARGETS);
  sampled_target_clear (&target);
}

/* One leak of a kind among what does not grow; of how many targets it is found. */
static guint
count_found (PlaceKind kind, double n_errors, guint *n_judged, guint *n_in_interval)
{
  SampledTarget target;
  guint n_found = 0;

  *n_judged = 0;
  *n_in_interval = 0;
  sampled_target_init (&target, N_PLACES, 2);
  for (guint i = 0; i < N_TARGETS; i++)
    {
      sampled_target_reset (&target, N_STATES, SPAN_S);
      sampled_target_set_leak (&target, &target.places[0], kind, n_errors, 50);

      g_autoptr (HtGrowthTable) table = sampled_target_observe (&target);
      g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, target.catalog);
      double rate = sampled_place_get_rate (&target.places[0]);

      for (guint j = 0; j < report->chains->len; j++)
        {
          const HtGrowthChain *chain = g_ptr_array_index (report->chains, j);

          if (sampled_target_find_place (&target, chain) != 0)
            continue;
          (*n_judged)++;
          *n_in_interval += chain->course.now.low <= rate && rate <= chain->course.now.high;
          n_found += chain->course.verdict == HT_GROWTH_GROWING;
        }
    }
  g_test_message ("%u found of %u, %u in the interval", n_found, *n_judged, *n_in_interval);
  sampled_target_clear (&target);
  return n_found;
}

static void
test_leaks (void)
{
  for (guint kind = PLACE_LEAK; kind < N_PLACE_KINDS; kind++)
    {
      guint n_judged;
      guint n_in_interval;
      guint n_found = count_found ((PlaceKind) kind, 6, &n_judged, &n_in_interval);

      g_assert_cmpuint (n_judged, >=, N_TARGETS * 9 / 10);
      g_assert_cmpuint (n_found + 1, >=, n_judged);
      g_assert_cmpuint (n_in_interval * 100, >=, n_judged * 85);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-target/healthy", test_healthy);
  g_test_add_func ("/growth-target/leaks", test_leaks);
  return g_test_run ();
}
