/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often growth is said of processes that do not grow, and how often it is found where there is
 * some: of simulated processes, by the law of sampling of Go's heap profile. */
#include <stdlib.h>

#include "sampled-target.h"

#define N_PLACES 300
#define SPAN_S   3600

/* Leaks of the process in which growth is to be found, one of each kind. */
#define N_LEAK_KINDS (N_PLACE_KINDS - PLACE_LEAK)

/* Growth in standard errors, and samples of what passes in the same place. */
#define GROWTH    5.0
#define N_PASSING 50.0

static const char *const kind_names[] = {
  "traffic",         "daily wave",        "bursts", "full cache", "warm-up",   "start-up",
  "restart",         "saw-tooth",         "batch",  "leak",       "late leak", "stairs",
  "leak in traffic", "leak with traffic",
};

typedef struct
{
  guint n_states;
  guint n_targets;
} Look;

static void
count_alarms (const Look *look)
{
  guint of_kind[N_HEALTHY_KINDS] = { 0 };
  SampledTarget target;
  guint n_alarms = 0;
  guint n_judged = 0;

  sampled_target_init (&target, N_PLACES, 20261121);
  for (guint i = 0; i < look->n_targets; i++)
    {
      gboolean is_alarm = FALSE;

      sampled_target_reset (&target, look->n_states, SPAN_S);

      g_autoptr (HtGrowthTable) table = sampled_target_observe (&target);
      g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, target.catalog);

      n_judged += report->n_judged;
      for (guint j = 0; j < report->chains->len; j++)
        {
          const HtGrowthChain *chain = g_ptr_array_index (report->chains, j);

          if (chain->course.verdict != HT_GROWTH_GROWING)
            continue;
          is_alarm = TRUE;
          of_kind[target.places[sampled_target_find_place (&target, chain)].kind]++;
        }
      n_alarms += is_alarm;
    }
  g_print (
      "growth, %u heaps, false alarms of %u healthy services: %.2f %% (at most 1 %%), %u of %d "
      "places judged",
      look->n_states, look->n_targets, 100.0 * n_alarms / look->n_targets,
      n_judged / look->n_targets, N_PLACES);
  for (guint i = 0; i < N_HEALTHY_KINDS; i++)
    if (of_kind[i] > 0)
      g_print (", %s %u", kind_names[i], of_kind[i]);
  g_print ("\n");
  sampled_target_clear (&target);
}

/* What was said of the leaks of one kind. */
typedef struct
{
  guint n_judged;
  guint n_found;
  guint n_in_interval;
  double rate_errors;
  double chances;
} Found;

static void
count_found (Found *found, const HtGrowthReport *report, const HtGrowthChain *chain, double rate)
{
  found->n_judged++;
  found->n_in_interval += chain->course.now.low <= rate && rate <= chain->course.now.high;
  /* What is drawn GROWTH errors from 0 by the normal law exceeds what is asked for so often. */
  found->chances += erfc ((report->least_significance - GROWTH) / G_SQRT2) / 2;
  if (chain->course.verdict != HT_GROWTH_GROWING)
    return;
  found->n_found++;
  found->rate_errors += fabs (chain->course.now.rate / rate - 1);
}

/* Where sampled traffic hides a leak, nothing finds it more often than its law says. */
static void
print_found (const Look *look, const Found *found, PlaceKind kind)
{
  double n = MAX (found->n_judged, 1);
  double asked = kind == PLACE_MIXED ? MIN (99, 100 * found->chances / n) : 99;

  g_print ("growth, %u heaps, %s of %g errors is found: %.1f %% (at least %.1f %%), of %u\n",
           look->n_states, kind_names[kind], GROWTH, 100 * found->n_found / n, asked,
           found->n_judged);
  g_print ("growth, %u heaps, %s, rate in its interval: %.1f %% (at least 90 %%), off by %.0f %%\n",
           look->n_states, kind_names[kind], 100 * found->n_in_interval / n,
           100 * found->rate_errors / MAX (found->n_found, 1));
}

static void
find_leaks (const Look *look)
{
  Found found[N_LEAK_KINDS] = { 0 };
  SampledTarget target;

  sampled_target_init (&target, N_PLACES, 20261122);
  for (guint i = 0; i < look->n_targets; i++)
    {
      sampled_target_reset (&target, look->n_states, SPAN_S);
      for (guint j = 0; j < N_LEAK_KINDS; j++)
        sampled_target_set_leak (&target, &target.places[j], (PlaceKind) (PLACE_LEAK + j), GROWTH,
                                 N_PASSING);

      g_autoptr (HtGrowthTable) table = sampled_target_observe (&target);
      g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, target.catalog);

      for (guint j = 0; j < report->chains->len; j++)
        {
          const HtGrowthChain *chain = g_ptr_array_index (report->chains, j);
          guint place = sampled_target_find_place (&target, chain);

          if (place < N_LEAK_KINDS)
            count_found (&found[place], report, chain,
                         sampled_place_get_rate (&target.places[place]));
        }
    }
  for (guint j = 0; j < N_LEAK_KINDS; j++)
    print_found (look, &found[j], (PlaceKind) (PLACE_LEAK + j));
  sampled_target_clear (&target);
}

int
main (int argc, char *argv[])
{
  static const Look looks[] = { { 10, 400 }, { 30, 300 }, { 100, 150 }, { 250, 60 } };
  guint n_times = g_getenv ("HT_BENCH_LONG") != NULL ? 10 : 1;

  if (argc != 2)
    return EXIT_FAILURE;
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      Look look = { looks[i].n_states, looks[i].n_targets * n_times };

      count_alarms (&look);
      find_leaks (&look);
    }
  return EXIT_SUCCESS;
}
