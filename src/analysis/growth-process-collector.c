/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-process-private.h"

#include "units.h"

#include <math.h>

/* What is said of the collector is said of the last part of its collections. */
#define RECENT_SHARE 0.25

/* Of fewer collections nothing is said. */
#define MIN_CYCLES 8

/* gctrace tells sizes to 1 MiB: of smaller heaps the room up to the goal cannot be told. Below
 * 4 MiB × GOGC / 100 the goal is a constant, anyway. */
#define MIN_LIVE_BYTES (12.0 * 1024 * 1024)

/* So many figures catch the heap right after a collection at least once in a while. */
#define MIN_FIGURES 16

/* Collections that come more rarely cost nothing to speak of. */
#define OFTEN_PER_S 0.5

/* Nobody sets GOGC below 5 %: if there is less room up to the goal, a memory limit took it. */
#define NO_ROOM 0.05

/* Less room than GOGC=35 gives costs several times what the default does. */
#define LITTLE_ROOM 0.35

/* So near the memory limit the goal follows it. */
#define AT_LIMIT 0.9

/* With GOGC the goal moves by more than what is alive does; a memory limit keeps it where it is. */
#define FOLLOWS_HEAP 0.5

/* Of what is alive in several collections, MiB²: much more than what rounding makes. */
#define LEAST_VARIANCE 0.5

/* What collections in a row say of the room that the program had between them. */
typedef struct
{
  double per_s;
  double live;      /* mean, bytes */
  double room;      /* median: goal over what was alive, less 1 */
  double slope;     /* of the goal over what was alive; NaN if that did not change */
  double cpu_share; /* NaN if nobody told */
} Pace;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static double
get_cpu_ns (const HtGcCycle *cycle)
{
  if (cycle->assist_ns == HT_UNKNOWN || cycle->background_ns == HT_UNKNOWN)
    return NAN;
  return (double) cycle->assist_ns + (double) cycle->background_ns;
}

/* The goal of a collection was set by what the one before it left alive. */
static gboolean
get_room (const HtGcCycle *before, const HtGcCycle *cycle, double *live, double *goal)
{
  if (cycle->process != before->process || cycle->n - 1 != before->n ||
      before->heap_live_bytes == HT_UNKNOWN || cycle->goal_bytes == HT_UNKNOWN ||
      before->heap_live_bytes <= 0)
    return FALSE;
  *live = (double) before->heap_live_bytes;
  *goal = (double) cycle->goal_bytes;
  return TRUE;
}

/* Stacks and globals are scanned, too, and the program gets room for them. */
static double
get_base (const HtGcCycle *before)
{
  return (double) before->heap_live_bytes + (double) MAX (before->stacks_bytes, 0) +
         (double) MAX (before->globals_bytes, 0);
}

/* How the goal moves with what is alive, in all collections with little room: NaN if what is alive
 * hardly changed. Rounding to 1 MiB makes a variance of a twelfth of its square. */
static double
find_slope (const GArray *cycles)
{
  const HtGcCycle *all = (const HtGcCycle *) (gpointer) cycles->data;
  double mib = 1024 * 1024;
  double n = 0;
  double lives = 0;
  double goals = 0;
  double squares = 0;
  double products = 0;

  for (guint i = 1; i < cycles->len; i++)
    {
      double live;
      double goal;

      if (!get_room (&all[i - 1], &all[i], &live, &goal) ||
          goal - live > LITTLE_ROOM * get_base (&all[i - 1]))
        continue;
      n++;
      lives += live / mib;
      goals += goal / mib;
      squares += live / mib * (live / mib);
      products += live / mib * (goal / mib);
    }

  double variance = squares / n - lives / n * (lives / n);

  return variance > LEAST_VARIANCE ? (products / n - lives / n * (goals / n)) / variance : NAN;
}

/* What the last part of the collections says; %FALSE if these are too few. */
static gboolean
measure (const GArray *cycles, Pace *pace)
{
  guint n = (guint) (cycles->len * RECENT_SHARE);
  g_autoptr (GArray) rooms = g_array_new (FALSE, FALSE, sizeof (double));
  const HtGcCycle *all = (const HtGcCycle *) (gpointer) cycles->data;
  double sum_live = 0;
  double cpu_ns = 0;

  if (n < MIN_CYCLES)
    return FALSE;
  for (guint i = cycles->len - n; i < cycles->len; i++)
    {
      double live;
      double goal;
      double room;

      cpu_ns += get_cpu_ns (&all[i]);
      if (!get_room (&all[i - 1], &all[i], &live, &goal))
        continue;
      room = (goal - live) / get_base (&all[i - 1]);
      g_array_append_val (rooms, room);
      sum_live += live;
    }

  const HtGcCycle *last = &all[cycles->len - 1];
  gint64 begin_ns = all[cycles->len - n].end_ns;
  gint64 end_ns = last->end_ns;

  if (rooms->len < MIN_CYCLES || begin_ns == HT_UNKNOWN || end_ns <= begin_ns)
    return FALSE;
  g_array_sort (rooms, compare_doubles);
  *pace = (Pace){
    .per_s = (n - 1) / ((double) (end_ns - begin_ns) / 1e9),
    .live = sum_live / rooms->len,
    .room = g_array_index (rooms, double, rooms->len / 2),
    .slope = find_slope (cycles),
    .cpu_share = last->gomaxprocs > 0
                     ? cpu_ns / ((double) (end_ns - begin_ns) * (double) last->gomaxprocs)
                     : NAN,
  };
  return TRUE;
}

/* Without a log of collections: the heap is never seen below what is alive, and what is alive never
 * far below the least that was seen. Where that changes the room seems larger than it is, and
 * nothing is said. */
static gboolean
measure_figures (const HtGrowthProcess *process, Pace *pace)
{
  const GArray *floor = process->figures[HT_GROWTH_HEAP_FLOOR];
  const GArray *goals = process->figures[HT_GROWTH_NEXT_GC];
  const GArray *counts = process->figures[HT_GROWTH_NUM_GC];
  guint n = (guint) (floor->len * RECENT_SHARE);
  double goal = 0;
  double live = G_MAXDOUBLE;

  if (n < MIN_FIGURES || goals->len != floor->len || counts->len != floor->len)
    return FALSE;
  for (guint i = floor->len - n; i < floor->len; i++)
    {
      live = MIN (live, g_array_index (floor, HtSeriesPoint, i).value);
      goal += g_array_index (goals, HtSeriesPoint, i).value / n;
    }

  const HtSeriesPoint *first = &g_array_index (counts, HtSeriesPoint, counts->len - n);
  const HtSeriesPoint *last = &g_array_index (counts, HtSeriesPoint, counts->len - 1);
  double seconds = ((double) last->time_ns - (double) first->time_ns) / 1e9;

  if (live <= 0 || seconds <= 0 || last->value - first->value < MIN_CYCLES)
    return FALSE;
  *pace = (Pace){
    .per_s = (last->value - first->value) / seconds,
    .live = live,
    .room = goal / live - 1,
    .slope = NAN,
    .cpu_share = NAN,
  };
  return TRUE;
}

static gboolean
is_at_limit (const HtGrowthProcess *process)
{
  double limit = ht_growth_process_get_last (process, HT_GROWTH_MEMORY_LIMIT);
  double used = ht_growth_process_get_last (process, HT_GROWTH_SYS) -
                ht_growth_process_get_last (process, HT_GROWTH_HEAP_RELEASED);

  return limit > 0 && used >= AT_LIMIT * limit;
}

static HtGrowthChain *
make_finding (const Pace *pace)
{
  HtGrowthChain *chain = ht_growth_chain_new (HT_GROWTH_SCOPE_PROCESS);

  chain->course = (HtGrowthCourse){
    .verdict = HT_GROWTH_STEADY, .retention = NAN, .age_s = NAN, .more_s = NAN
  };
  chain->share = NAN;
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){
                              .kind = HT_GROWTH_EVIDENCE_COLLECTIONS,
                              .values = { pace->per_s, MAX (pace->room, 0), pace->live } });
  if (!isnan (pace->cpu_share))
    ht_growth_evidence_add (chain->evidence,
                            (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_COLLECTOR_CPU,
                                                .values = { pace->cpu_share } });
  return chain;
}

static void
add_thrash (const HtGrowthProcess *process, HtGrowthChain *chain)
{
  double limit = ht_growth_process_get_last (process, HT_GROWTH_MEMORY_LIMIT);

  chain->class_name = g_strdup ("gc-thrash");
  if (limit > 0)
    {
      ht_growth_evidence_add (chain->evidence,
                              (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_AT_LIMIT,
                                                  .values = { limit } });
      return;
    }
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_SOME_LIMIT });
}

static void
add_low_gogc (const HtGrowthProcess *process, HtGrowthChain *chain)
{
  double gogc = ht_growth_process_get_last (process, HT_GROWTH_GOGC);

  chain->class_name = g_strdup ("gogc-low");
  if (!isnan (gogc))
    ht_growth_evidence_add (chain->evidence, (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_GOGC,
                                                                 .values = { gogc } });
  else
    ht_growth_evidence_add (chain->evidence,
                            (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_GOAL_FOLLOWS });
}

/* Collections that come one after another, though nothing grows: what is alive is near the memory
 * limit, or GOGC leaves little room. */
void
ht_growth_process_judge_collector (const HtGrowthProcess *process, HtGrowthReport *report)
{
  Pace pace;
  double gogc = ht_growth_process_get_last (process, HT_GROWTH_GOGC);
  HtGrowthChain *chain;

  if (!measure (process->cycles, &pace) && !measure_figures (process, &pace))
    return;
  if (pace.live < MIN_LIVE_BYTES || pace.per_s < OFTEN_PER_S || pace.room > LITTLE_ROOM)
    return;
  chain = make_finding (&pace);
  if (pace.room < NO_ROOM || is_at_limit (process))
    add_thrash (process, chain);
  else if (gogc <= LITTLE_ROOM * 100 || pace.slope > FOLLOWS_HEAP)
    add_low_gogc (process, chain);
  else
    {
      g_ptr_array_add (chain->candidates, g_strdup ("gogc-low"));
      g_ptr_array_add (chain->candidates, g_strdup ("gc-thrash"));
    }
  ht_growth_report_take (report, chain);
}
