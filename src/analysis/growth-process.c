/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-process-private.h"

#include "units.h"

#include <math.h>

/* Between points that are further apart than this share of all the time nothing is read off. */
#define HOLE_SHARE 0.25

/* What the system's count of private memory has to grow by, beside what is beyond Go's own, for
 * that not to come from Go giving back pages that the system leaves where they are. */
#define PRIVATE_SHARE 0.5

/* A size class that lost less than this share of all holes is not the one that has them. */
#define EMPTIED_SHARE 0.1

/* Up to here a double holds each number of bytes. */
#define MOST_BYTES 9007199254740992.0

/* Spans of which less than a quarter is free are what an allocator is like. */
#define HOLES_SHARE 0.25

/**
 * ht_growth_process_new:
 * @catalog: the catalog of goroutine profiles, which must outlive it
 *
 * Returns: (transfer full): a process of which nothing is known
 */
HtGrowthProcess *
ht_growth_process_new (const HtCatalog *catalog)
{
  HtGrowthProcess *self = g_new0 (HtGrowthProcess, 1);

  for (guint i = 0; i < HT_GROWTH_N_FIGURES; i++)
    self->figures[i] = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  self->cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  self->sizes = g_array_new (FALSE, FALSE, sizeof (HtGrowthSizeClass));
  self->goroutines = ht_growth_goroutines_new (catalog);
  self->runtime = ht_growth_runtime_new (catalog);
  self->types = ht_growth_types_new ();
  return self;
}

/**
 * ht_growth_process_free:
 * @process: (transfer full) (nullable): the process
 */
void
ht_growth_process_free (HtGrowthProcess *process)
{
  if (process == NULL)
    return;
  for (guint i = 0; i < HT_GROWTH_N_FIGURES; i++)
    g_array_unref (process->figures[i]);
  g_array_unref (process->cycles);
  g_array_unref (process->sizes);
  ht_growth_goroutines_free (process->goroutines);
  ht_growth_runtime_free (process->runtime);
  ht_growth_types_free (process->types);
  g_free (process);
}

static const HtSeriesPoint *
get_point (const GArray *points, guint i)
{
  return &g_array_index (points, HtSeriesPoint, i);
}

/* Captures may hold any number. */
static gint64
get_bytes (const HtSeriesPoint *point)
{
  return (gint64) fmin (fmax (point->value, 0), MOST_BYTES);
}

static double
get_seconds (const HtSeriesPoint *from, const HtSeriesPoint *to)
{
  gint64 ns;

  return __builtin_sub_overflow (to->time_ns, from->time_ns, &ns) ? G_MAXINT64 / 1e9
                                                                  : (double) ns / 1e9;
}

/* The figures are exact: each byte counts as a sample of its own. */
HtGrowthTrack *
ht_growth_process_make_track (const GArray *points)
{
  g_auto (HtGrowthTimes) times = { 0 };
  g_autofree gint64 *held = g_new (gint64, points->len);
  g_autofree gint64 *allocated = g_new0 (gint64, points->len);
  HtGrowthTrack *track;

  ht_growth_times_init (&times, points->len);
  for (guint i = 0; i < points->len; i++)
    {
      times.heap_s[i] = get_seconds (get_point (points, 0), get_point (points, i));
      ht_growth_times_add_shown (&times, i, times.heap_s[i]);
      held[i] = get_bytes (get_point (points, i));
    }
  track = ht_growth_track_new (&times, 1);
  ht_growth_track_add (track, G_MAXINT32, held, allocated);
  return track;
}

/* A chain of the course of some figures; %NULL if that is no growth worth to be told. */
HtGrowthChain *
ht_growth_process_make_chain (const GArray *points, double memory_bytes, guint n_judged)
{
  g_autoptr (HtGrowthChain) chain = ht_growth_chain_new (HT_GROWTH_SCOPE_PROCESS);
  HtGrowthCourse *course = &chain->course;
  guint n = n_judged + HT_GROWTH_N_COURSES;

  if (points->len < 2)
    return NULL;
  chain->track = ht_growth_process_make_track (points);
  ht_growth_course_judge (course, chain->track, ht_growth_get_least_significance (n));
  if (course->verdict != HT_GROWTH_GROWING)
    return NULL;

  const HtSeriesPoint *first = get_point (points, 0);
  const HtSeriesPoint *last = get_point (points, points->len - 1);
  double since_s = get_seconds (get_point (points, course->start), last);

  if (course->now.rate * since_s < HT_GROWTH_LEAST_SHARE * memory_bytes)
    return NULL;
  course->retention = NAN;
  chain->share = NAN;
  chain->confidence = ht_growth_get_confidence (course->significance, n);
  chain->first_bytes = get_bytes (first);
  chain->last_bytes = get_bytes (last);
  chain->since_ns = get_point (points, course->start)->time_ns;
  return g_steal_pointer (&chain);
}

/* What a figure was at last; NaN if nobody told. */
double
ht_growth_process_get_last (const HtGrowthProcess *process, HtGrowthFigure figure)
{
  const GArray *points = process->figures[figure];

  return points->len > 0 ? get_point (points, points->len - 1)->value : NAN;
}

/* The most that the process was ever seen to have. */
double
ht_growth_process_get_memory (const HtGrowthProcess *process)
{
  static const HtGrowthFigure sums[] = { HT_GROWTH_SYS, HT_GROWTH_PRIVATE };
  double most = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sums); i++)
    for (guint j = 0; j < process->figures[sums[i]]->len; j++)
      most = MAX (most, get_point (process->figures[sums[i]], j)->value);
  for (guint i = 0; i < process->cycles->len; i++)
    most = MAX (most, (double) g_array_index (process->cycles, HtGcCycle, i).heap_end_bytes);
  return most;
}

/* What a figure was at a time, between its neighbours; NaN before the first and behind the last of
 * its points, and in holes. */
static double
read_off (const GArray *points, gint64 time_ns)
{
  guint low = 0;
  guint high = points->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_point (points, middle)->time_ns <= time_ns)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > 0 && get_point (points, low - 1)->time_ns == time_ns)
    return get_point (points, low - 1)->value;
  if (low == 0 || low == points->len)
    return NAN;

  const HtSeriesPoint *before = get_point (points, low - 1);
  const HtSeriesPoint *after = get_point (points, low);
  double apart = get_seconds (before, after);
  double all = get_seconds (get_point (points, 0), get_point (points, points->len - 1));

  if (apart > HOLE_SHARE * all)
    return NAN;
  return before->value + (after->value - before->value) *
                             get_seconds (before, &(HtSeriesPoint){ .time_ns = time_ns }) / apart;
}

/* How much of the private memory cannot be Go's own: what Go got from the system, less what it gave
 * back, is the most that of it can be in RAM. */
static GArray *
find_beyond (const HtGrowthProcess *process)
{
  const GArray *sys = process->figures[HT_GROWTH_SYS];
  GArray *beyond = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));

  for (guint i = 0; i < sys->len; i++)
    {
      gint64 time_ns = get_point (sys, i)->time_ns;
      double of_go =
          get_point (sys, i)->value - read_off (process->figures[HT_GROWTH_HEAP_RELEASED], time_ns);
      HtSeriesPoint point = {
        .time_ns = time_ns,
        .value = read_off (process->figures[HT_GROWTH_PRIVATE], time_ns) - of_go,
      };

      if (isnan (point.value))
        continue;
      point.value = MAX (point.value, 0);
      g_array_append_val (beyond, point);
    }
  return beyond;
}

/* Whether private memory as such grew meanwhile. Pages that Go gave back can stay where they are
 * until the system needs them (Linux, Go 1.12 to 1.15): then only Go's own sum comes down. */
static gboolean
has_private_grown (const HtGrowthProcess *process, const HtGrowthChain *chain, const GArray *beyond)
{
  const HtSeriesPoint *start = get_point (beyond, chain->course.start);
  const HtSeriesPoint *end = get_point (beyond, beyond->len - 1);
  double growth = read_off (process->figures[HT_GROWTH_PRIVATE], end->time_ns) -
                  read_off (process->figures[HT_GROWTH_PRIVATE], start->time_ns);

  return growth > PRIVATE_SHARE * (end->value - start->value);
}

static void
judge_off_heap (const HtGrowthProcess *process, HtGrowthReport *report)
{
  g_autoptr (GArray) beyond = find_beyond (process);
  g_autoptr (HtGrowthChain) chain =
      ht_growth_process_make_chain (beyond, ht_growth_process_get_memory (process),
                                    report->n_judged);
  double released = ht_growth_process_get_last (process, HT_GROWTH_HEAP_RELEASED);

  if (chain == NULL || !has_private_grown (process, chain, beyond))
    return;
  chain->class_name = g_strdup ("offheap-mmap");
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){
                              .kind = HT_GROWTH_EVIDENCE_OFF_HEAP,
                              .values = { ht_growth_process_get_last (process, HT_GROWTH_PRIVATE),
                                          (double) chain->last_bytes } });
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_NO_PROFILE });
  /* The system may put huge pages where Go gave back a part of one. */
  if ((double) chain->last_bytes <= released)
    {
      chain->course.verdict = HT_GROWTH_TOO_LITTLE_DATA;
      ht_growth_evidence_add (chain->evidence,
                              (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_HUGE_PAGES,
                                                  .values = { released } });
    }
  ht_growth_report_take (report, g_steal_pointer (&chain));
}

/* What is free in spans that hold an object at least, so that nothing but objects of the same size
 * can use it. */
static GArray *
find_holes (const HtGrowthProcess *process)
{
  const GArray *inuse = process->figures[HT_GROWTH_HEAP_INUSE];
  GArray *holes = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));

  for (guint i = 0; i < inuse->len; i++)
    {
      const HtSeriesPoint *point = get_point (inuse, i);
      HtSeriesPoint hole = {
        .time_ns = point->time_ns,
        .value = point->value - read_off (process->figures[HT_GROWTH_HEAP_ALLOC], point->time_ns),
      };

      if (!isnan (hole.value))
        g_array_append_val (holes, hole);
    }
  return holes;
}

/* A heap that grows has more holes, too. What counts is that there are more of them beside what is
 * held, in all of the last quarter. */
static gboolean
are_holes_large (const HtGrowthProcess *process, const GArray *holes)
{
  for (guint i = holes->len - MAX (holes->len / 4, 1); i < holes->len; i++)
    {
      const HtSeriesPoint *hole = get_point (holes, i);

      if (hole->value <
          HOLES_SHARE * read_off (process->figures[HT_GROWTH_HEAP_INUSE], hole->time_ns))
        return FALSE;
    }
  return TRUE;
}

/* Objects that are gone leave the room that their size class has now. */
static void
add_sizes (const HtGrowthProcess *process, HtGrowthChain *chain)
{
  const HtGrowthSizeClass *emptied = NULL;

  for (guint i = 0; i < process->sizes->len; i++)
    {
      const HtGrowthSizeClass *size = &g_array_index (process->sizes, HtGrowthSizeClass, i);

      if (emptied == NULL ||
          size->most_bytes - size->last_bytes > emptied->most_bytes - emptied->last_bytes)
        emptied = size;
    }
  if (emptied == NULL ||
      emptied->most_bytes - emptied->last_bytes < EMPTIED_SHARE * (double) chain->last_bytes)
    return;
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_EMPTIED,
                                              .values = { (double) emptied->object_bytes,
                                                          emptied->most_bytes,
                                                          emptied->last_bytes } });
}

static void
judge_holes (const HtGrowthProcess *process, HtGrowthReport *report)
{
  g_autoptr (GArray) holes = find_holes (process);
  g_autoptr (HtGrowthChain) chain =
      ht_growth_process_make_chain (holes, ht_growth_process_get_memory (process),
                                    report->n_judged);

  if (chain == NULL || !are_holes_large (process, holes))
    return;

  g_autoptr (HtGrowthTrack) objects =
      ht_growth_process_make_track (process->figures[HT_GROWTH_HEAP_ALLOC]);
  HtGrowthFit fit;

  if (!ht_growth_track_fit (objects, 0, ht_growth_track_get_n_epochs (objects), &fit) ||
      fit.rate > chain->course.now.rate)
    return;
  chain->class_name = g_strdup ("fragmentation");
  ht_growth_evidence_add (
      chain->evidence,
      (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_HOLES,
                          .values = { ht_growth_process_get_last (process, HT_GROWTH_HEAP_INUSE),
                                      (double) chain->last_bytes } });
  add_sizes (process, chain);
  ht_growth_report_take (report, g_steal_pointer (&chain));
}

/* How much of all that grows is beside the heap. */
static void
share_out (HtGrowthReport *report)
{
  double all =
      MAX (report->total.now.rate, 0) + ht_growth_report_get_rate (report) - report->total.now.rate;

  for (guint i = 0; i < report->chains->len; i++)
    {
      HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->scope == HT_GROWTH_SCOPE_PROCESS && chain->course.verdict == HT_GROWTH_GROWING)
        chain->share = CLAMP (chain->course.now.rate / all, 0, 1);
    }
}

/* Of a process without heap profiles the figures tell of what time the report is. */
static void
set_times (const HtGrowthProcess *process, HtGrowthReport *report)
{
  if (report->from_ns != HT_UNKNOWN)
    return;
  for (guint i = 0; i < HT_GROWTH_N_FIGURES; i++)
    {
      const GArray *points = process->figures[i];

      if (points->len == 0)
        continue;

      gint64 first_ns = get_point (points, 0)->time_ns;

      report->from_ns = report->from_ns == HT_UNKNOWN ? first_ns : MIN (report->from_ns, first_ns);
      report->to_ns = MAX (report->to_ns, get_point (points, points->len - 1)->time_ns);
    }
}

/**
 * ht_growth_process_judge:
 * @process: what is known of the process beside its heap profiles
 * @table: its heap profiles
 * @catalog: their catalog
 * @report: what is said of the heap
 *
 * Finds what grows beside the heap, and what ails the collector, and adds that to @report. The
 * figures have no error of sampling. What the heap makes them grow by does not count.
 */
void
ht_growth_process_judge (const HtGrowthProcess *process,
                         const HtGrowthTable *table,
                         const HtCatalog *catalog,
                         HtGrowthReport *report)
{
  ht_growth_process_judge_stacks (process, table, catalog, report);
  judge_off_heap (process, report);
  judge_holes (process, report);
  share_out (report);
  ht_growth_process_judge_collector (process, report);
  set_times (process, report);
}
