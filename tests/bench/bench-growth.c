/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often growth is said of processes that do not grow, and how often it is found where there is
 * some: of simulated processes, by the law of sampling of Go's heap profile. */
#include <stdlib.h>

#include "sampled-target.h"

#define N_PLACES 300
#define SPAN_S   3600

/* Leaks of the process in which growth is to be found: so many of each kind. */
#define N_LEAK_KINDS (N_PLACE_KINDS - PLACE_LEAK)
#define N_OF_EACH    8

/* Growth in standard errors, and samples of what passes in the same place. */
#define GROWTH    5.0
#define N_PASSING 50.0

/* Processes that are simulated at once, from one seed. */
#define N_IN_JOB 25

/* With fewer states of the heap no test finds a leak in traffic, which has to tell their scatter
 * from themselves, that often. */
#define LEAST_STATES_IN_TRAFFIC 30

static const char *const kind_names[] = {
  "traffic",         "daily wave",        "bursts", "full cache", "warm-up",   "start-up",
  "restart",         "saw-tooth",         "batch",  "leak",       "late leak", "stairs",
  "leak in traffic", "leak with traffic",
};

typedef struct
{
  guint n_states;
  guint n_healthy;
  guint n_leaking;
} Look;

/* What was said of the places of one kind. */
typedef struct
{
  guint n_judged;
  guint n_growing;
  guint n_undecided;
  guint n_in_interval;
  guint n_alarms;
  double rate_errors;
} Said;

/* Some processes, all healthy or all with leaks, and what was said of them. */
typedef struct
{
  guint n_states;
  guint n_targets;
  guint32 seed;
  gboolean leaks;

  guint n_judged;
  guint n_alarms;
  Said said[N_PLACE_KINDS];
} Job;

static void
add_chain (Job *job, const SampledPlace *place, const HtGrowthChain *chain)
{
  const HtGrowthCourse *course = &chain->course;
  Said *said = &job->said[place->kind];
  double rate = sampled_place_get_rate (place);

  said->n_judged++;
  said->n_in_interval += course->now.low <= rate && rate <= course->now.high;
  said->n_undecided += course->verdict == HT_GROWTH_TOO_LITTLE_DATA;
  if (course->verdict != HT_GROWTH_GROWING)
    return;
  said->n_growing++;
  if (rate > 0)
    said->rate_errors += fabs (course->now.rate / rate - 1);
}

static void
judge_target (Job *job, SampledTarget *target)
{
  g_autoptr (HtGrowthTable) table = sampled_target_observe (target);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, target->catalog);
  gboolean is_alarm_of[N_PLACE_KINDS] = { FALSE };
  gboolean is_alarm = FALSE;

  job->n_judged += report->n_judged;
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);
      const SampledPlace *place = &target->places[sampled_target_find_place (target, chain)];

      add_chain (job, place, chain);
      if (chain->course.verdict == HT_GROWTH_GROWING && place->kind < N_HEALTHY_KINDS)
        is_alarm = is_alarm_of[place->kind] = TRUE;
    }
  job->n_alarms += is_alarm;
  for (guint kind = 0; kind < N_HEALTHY_KINDS; kind++)
    job->said[kind].n_alarms += is_alarm_of[kind];
}

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  SampledTarget target;

  (void) user_data;
  sampled_target_init (&target, N_PLACES, job->seed);
  for (guint i = 0; i < job->n_targets; i++)
    {
      sampled_target_reset (&target, job->n_states, SPAN_S);
      for (guint j = 0; job->leaks && j < N_OF_EACH * N_LEAK_KINDS; j++)
        sampled_target_set_leak (&target, &target.places[j],
                                 (PlaceKind) (PLACE_LEAK + j % N_LEAK_KINDS), GROWTH, N_PASSING);
      judge_target (job, &target);
    }
  sampled_target_clear (&target);
}

/* On all processors; what comes out does not depend on how many there are. */
static void
simulate (Job *sum)
{
  guint n_jobs = (sum->n_targets + N_IN_JOB - 1) / N_IN_JOB;
  g_autofree Job *jobs = g_new0 (Job, n_jobs);
  GThreadPool *pool = g_thread_pool_new (run_job, NULL, (int) g_get_num_processors (), TRUE, NULL);

  for (guint i = 0; i < n_jobs; i++)
    {
      jobs[i] = (Job){ .n_states = sum->n_states,
                       .n_targets = MIN (sum->n_targets - i * N_IN_JOB, N_IN_JOB),
                       .seed = sum->seed + i,
                       .leaks = sum->leaks };
      g_thread_pool_push (pool, &jobs[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < n_jobs; i++)
    {
      sum->n_judged += jobs[i].n_judged;
      sum->n_alarms += jobs[i].n_alarms;
      for (guint kind = 0; kind < N_PLACE_KINDS; kind++)
        {
          Said *said = &sum->said[kind];
          const Said *more = &jobs[i].said[kind];

          said->n_judged += more->n_judged;
          said->n_growing += more->n_growing;
          said->n_undecided += more->n_undecided;
          said->n_in_interval += more->n_in_interval;
          said->n_alarms += more->n_alarms;
          said->rate_errors += more->rate_errors;
        }
    }
}

/* Where the share is that was seen as @k of @n, with 95 % (Wilson, 1927). */
static char *
format_interval (guint k, guint n)
{
  double z = 1.959964;
  double share = (double) k / MAX (n, 1);
  double weight = 1 + z * z / MAX (n, 1);
  double middle = (share + z * z / (2 * MAX (n, 1))) / weight;
  double margin = z / weight *
                  sqrt (share * (1 - share) / MAX (n, 1) + z * z / (4.0 * MAX (n, 1) * MAX (n, 1)));

  return g_strdup_printf ("%.2f to %.2f %%", fmax (100 * (middle - margin), 0),
                          fmin (100 * (middle + margin), 100));
}

static double
get_percent (guint k, guint n)
{
  return 100.0 * k / MAX (n, 1);
}

static void
count_alarms (const Look *look)
{
  Job job = { .n_states = look->n_states, .n_targets = look->n_healthy, .seed = 20261121 };

  simulate (&job);

  g_autofree char *interval = format_interval (job.n_alarms, job.n_targets);

  g_print (
      "growth, %u heaps, false alarms: %.2f %% (at most 1 %%), %s, of %u healthy services with "
      "%u of %d places judged\n",
      look->n_states, get_percent (job.n_alarms, job.n_targets), interval, job.n_targets,
      job.n_judged / job.n_targets, N_PLACES);
  for (guint kind = 0; kind < N_HEALTHY_KINDS; kind++)
    {
      const Said *said = &job.said[kind];
      g_autofree char *of_kind = format_interval (said->n_alarms, job.n_targets);

      g_print ("growth, %u heaps, false alarms by %s: %.2f %%, %s\n", look->n_states,
               kind_names[kind], get_percent (said->n_alarms, job.n_targets), of_kind);
    }
}

static void
find_leaks (const Look *look)
{
  Job job = {
    .n_states = look->n_states, .n_targets = look->n_leaking, .seed = 20271121, .leaks = TRUE
  };

  simulate (&job);
  for (guint kind = PLACE_LEAK; kind < N_PLACE_KINDS; kind++)
    {
      const Said *said = &job.said[kind];
      g_autofree char *found = format_interval (said->n_growing, said->n_judged);
      g_autofree char *inside = format_interval (said->n_in_interval, said->n_judged);
      gboolean is_asked = kind != PLACE_MIXED || look->n_states >= LEAST_STATES_IN_TRAFFIC;

      g_print (
          "growth, %u heaps, %s of %g errors is found: %.1f %%%s, %s of %u; too little data of "
          "%.1f %%\n",
          look->n_states, kind_names[kind], GROWTH, get_percent (said->n_growing, said->n_judged),
          is_asked ? " (at least 99 %)" : "", found, said->n_judged,
          get_percent (said->n_undecided, said->n_judged));
      g_print ("growth, %u heaps, %s, rate in its interval: %.1f %% (at least 90 %%), %s, off by "
               "%.0f %%\n",
               look->n_states, kind_names[kind], get_percent (said->n_in_interval, said->n_judged),
               inside, 100 * said->rate_errors / MAX (said->n_growing, 1));
    }
}

int
main (int argc, char *argv[])
{
  static const Look looks[] = {
    { 10, 2000, 250 }, { 30, 2000, 250 }, { 100, 500, 100 }, { 250, 200, 50 }
  };
  guint n_times = g_getenv ("HT_BENCH_LONG") != NULL ? 10 : 1;

  if (argc != 2)
    return EXIT_FAILURE;
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      Look look = { looks[i].n_states, looks[i].n_healthy * n_times, looks[i].n_leaking * n_times };

      count_alarms (&look);
      find_leaks (&look);
    }
  return EXIT_SUCCESS;
}
