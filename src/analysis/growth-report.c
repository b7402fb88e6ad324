/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-report.h"

#include "record-sink.h"

#include <math.h>
#include <string.h>

/* Of how many targets that do not grow chance may make one that does: half of what is aimed at, the
 * rest is for what is not as assumed. */
#define FALSE_ALARMS 0.005

/* How long the collector must have told of, as a share of the time that profiles do, to count. */
#define SEQUEL_SHARE 0.25

/* By how many standard errors the heap must fall short of what a chain should have grown by since,
 * if several collections tell how much it goes up and down. */
#define SEQUEL_ERRORS 2.0

typedef struct
{
  /* Borrowed */
  const HtGrowthTable *table;
  const HtCatalog *catalog;
} Builder;

/**
 * ht_growth_chain_new:
 * @scope: of what it tells
 *
 * Returns: (transfer full): a chain of nothing
 */
HtGrowthChain *
ht_growth_chain_new (HtGrowthScope scope)
{
  HtGrowthChain *chain = g_new0 (HtGrowthChain, 1);

  chain->scope = scope;
  chain->since_ns = HT_UNKNOWN;
  ht_growth_doubling_init (&chain->doubling);
  chain->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  chain->candidates = g_ptr_array_new_with_free_func (g_free);
  chain->evidence = ht_growth_evidence_list_new ();
  return chain;
}

/**
 * ht_growth_chain_free:
 * @chain: (transfer full) (nullable): the chain
 */
void
ht_growth_chain_free (HtGrowthChain *chain)
{
  if (chain == NULL)
    return;
  g_array_unref (chain->rows);
  g_clear_pointer (&chain->track, ht_growth_track_free);
  g_ptr_array_unref (chain->candidates);
  g_ptr_array_unref (chain->evidence);
  g_free (chain->class_name);
  g_free (chain->title);
  g_free (chain->remedy);
  g_free (chain->keeper);
  g_free (chain->key);
  g_clear_pointer (&chain->known, ht_known_growth_free);
  g_free (chain);
}

static double
get_chance (double significance)
{
  return erfc (significance / G_SQRT2) / 2;
}

/* How many standard errors chance exceeds with a probability. */
static double
get_deviate (double chance)
{
  double low = 0;
  double high = 40;

  for (guint i = 0; i < 60; i++)
    {
      double middle = (low + high) / 2;

      if (get_chance (middle) > chance)
        low = middle;
      else
        high = middle;
    }
  return high;
}

/**
 * ht_growth_get_least_significance:
 * @n_judged: how many courses are judged together
 *
 * Returns: by how many standard errors each of them must grow to count: of a hundred processes that
 *   do not grow one may be said to
 */
double
ht_growth_get_least_significance (guint n_judged)
{
  return get_deviate (FALSE_ALARMS / MAX (n_judged, 1));
}

/**
 * ht_growth_get_confidence:
 * @significance: by how many standard errors something grows
 * @n_judged: how many courses are judged together
 *
 * Returns: how sure it is that it grows, 0…1
 */
double
ht_growth_get_confidence (double significance, guint n_judged)
{
  return MAX (0, 1 - get_chance (significance) * MAX (n_judged, 1));
}

/* The stack and the line that hold most of the growth stand for all of it. */
static void
find_place (const Builder *self, HtGrowthChain *chain)
{
  guint last = ht_growth_table_get_n_epochs (self->table) - 1;
  guint first = MIN (chain->course.start, last);
  double most = -G_MAXDOUBLE;

  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);
      double growth = (double) ht_growth_table_get_inuse (self->table, row, last) -
                      (double) ht_growth_table_get_inuse (self->table, row, first);

      if (growth <= most)
        continue;
      most = growth;
      chain->node = ht_growth_table_get_node (self->table, row);
    }

  guint32 frame = ht_call_tree_frame (self->catalog->tree, chain->node);

  chain->line = frame != 0 ? ht_symbols_get_frame (self->catalog->symbols, frame)->line : 0;
}

static HtGrowthTrack *
make_track (const Builder *self, const HtGrowthChain *chain)
{
  return ht_growth_table_make_track (self->table, (const guint *) chain->rows->data,
                                     chain->rows->len);
}

/* The newest profile is a collection or two old. What the collector has found alive since may say
 * that the heap as a whole did not grow by even half of what this chain alone should have. What it
 * finds goes up and down by what else the heap holds. */
static gboolean
has_come_to_an_end (const HtGrowthReport *report,
                    const HtGrowthTable *table,
                    const HtGrowthCourse *course)
{
  const HtGrowthSequel *sequel = ht_growth_table_get_sequel (table);
  double since_s = sequel != NULL ? (double) (sequel->newest_ns - sequel->heap_ns) / 1e9 : 0;
  double span_s = (double) (report->to_ns - report->from_ns) / 1e9;
  HtGrowthFit missing;

  if (sequel == NULL || since_s <= SEQUEL_SHARE * span_s ||
      sequel->live.rate >= 0.5 * course->now.rate)
    return FALSE;
  missing = sequel->live;
  missing.rate = course->now.rate - sequel->live.rate;
  return ht_growth_fit_get_significance (&missing) >= SEQUEL_ERRORS;
}

static gint64
get_start (const Builder *self, const HtGrowthReport *report, const HtGrowthCourse *course)
{
  return ht_growth_table_get_time (self->table, MIN (course->start, report->n_epochs - 1));
}

/**
 * ht_growth_report_judge:
 * @report: a report
 * @table: the heap profiles that it was made of
 * @track: what some of the rows of @table held
 * @course: (out caller-allocates): its course
 *
 * Judges some stacks together as the chains of @report were judged.
 */
void
ht_growth_report_judge (const HtGrowthReport *report,
                        const HtGrowthTable *table,
                        const HtGrowthTrack *track,
                        HtGrowthCourse *course)
{
  ht_growth_course_judge (course, track, report->least_significance);
  if (course->verdict == HT_GROWTH_GROWING && has_come_to_an_end (report, table, course))
    {
      course->verdict = HT_GROWTH_FLATTENING;
      course->shape = HT_GROWTH_SHAPE_PLATEAU;
    }
}

static void
judge_chain (const Builder *self, HtGrowthReport *report, HtGrowthChain *chain)
{
  g_autoptr (HtGrowthTrack) track = make_track (self, chain);

  ht_growth_report_judge (report, self->table, track, &chain->course);
  chain->confidence = ht_growth_get_confidence (chain->course.significance, report->n_judged);
  chain->share = report->total.now.rate > 0
                     ? CLAMP (chain->course.now.rate / report->total.now.rate, 0, 1)
                     : NAN;
  chain->first_bytes = (gint64) ht_growth_track_get_inuse (track)[0];
  chain->last_bytes = (gint64) ht_growth_track_get_inuse (track)[report->n_epochs - 1];
  chain->since_ns = get_start (self, report, &chain->course);
  find_place (self, chain);
}

static int
compare_chains (gconstpointer a, gconstpointer b)
{
  const HtGrowthChain *first = *(const HtGrowthChain *const *) a;
  const HtGrowthChain *second = *(const HtGrowthChain *const *) b;
  gboolean first_grows = first->course.verdict == HT_GROWTH_GROWING;
  gboolean second_grows = second->course.verdict == HT_GROWTH_GROWING;

  if (first_grows != second_grows)
    return first_grows ? -1 : 1;
  if (first->course.now.rate > second->course.now.rate)
    return -1;
  if (first->course.now.rate < second->course.now.rate)
    return 1;
  return first->node < second->node ? -1 : first->node > second->node;
}

static void
judge_total (const Builder *self, HtGrowthReport *report)
{
  g_autoptr (HtGrowthTrack) track = ht_growth_table_make_total (self->table);

  ht_growth_course_judge (&report->total, track, ht_growth_get_least_significance (1));
  report->since_ns = get_start (self, report, &report->total);
}

static void
add_chains (const Builder *self, HtGrowthReport *report)
{
  const HtGrowthStrands *strands = ht_growth_table_get_strands (self->table);
  g_autofree gint64 *peaks = ht_growth_table_find_peaks (self->table);
  double least = (double) MAX (ht_growth_table_get_peak (self->table), 0) * HT_GROWTH_JUDGED_SHARE;

  for (guint i = 0; i < ht_growth_strands_get_n (strands); i++)
    {
      const HtGrowthStrand *strand = ht_growth_strands_get (strands, i);
      HtGrowthChain *chain;

      if ((double) MAX (peaks[i], 0) < least)
        continue;
      chain = ht_growth_chain_new (HT_GROWTH_SCOPE_SITE);
      chain->function = strand->function;
      chain->responsible = strand->responsible;
      g_array_append_vals (chain->rows, strand->rows->data, strand->rows->len);
      g_ptr_array_add (report->chains, chain);
    }
  report->n_judged = report->chains->len;
}

/* A leak that the traffic hides in the sum is one nevertheless. */
static HtGrowthVerdict
judge_all (const HtGrowthReport *report)
{
  const HtGrowthChain *first =
      report->chains->len > 0 ? g_ptr_array_index (report->chains, 0) : NULL;

  if (first != NULL && first->course.verdict == HT_GROWTH_GROWING)
    return HT_GROWTH_GROWING;
  if (report->total.verdict != HT_GROWTH_GROWING)
    return report->total.verdict;
  /* The sum rose, but of no chain it can be said: more profiles will tell. */
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->course.verdict == HT_GROWTH_FLATTENING)
        return HT_GROWTH_FLATTENING;
    }
  return HT_GROWTH_TOO_LITTLE_DATA;
}

/**
 * ht_growth_report_new:
 * @table: the heap profiles of a process
 * @catalog: the catalog of the table
 *
 * Finds what grows. The more chains there are, the more sure it must be of each: of a hundred
 * processes that do not grow one may be said to.
 *
 * Returns: (transfer full): the report
 */
HtGrowthReport *
ht_growth_report_new (const HtGrowthTable *table, const HtCatalog *catalog)
{
  HtGrowthReport *report = g_new0 (HtGrowthReport, 1);
  Builder self = { .table = table, .catalog = catalog };

  report->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_chain_free);
  report->n_epochs = ht_growth_table_get_n_epochs (table);
  report->n_lives = ht_growth_table_get_n_lives (table);
  report->from_ns = HT_UNKNOWN;
  report->to_ns = HT_UNKNOWN;
  report->since_ns = HT_UNKNOWN;
  if (report->n_epochs == 0)
    return report;
  report->from_ns = ht_growth_table_get_time (table, 0);
  report->to_ns = ht_growth_table_get_time (table, report->n_epochs - 1);
  add_chains (&self, report);
  judge_total (&self, report);
  report->least_significance = ht_growth_get_least_significance (report->n_judged);
  for (guint i = 0; i < report->chains->len; i++)
    judge_chain (&self, report, g_ptr_array_index (report->chains, i));
  g_ptr_array_sort (report->chains, compare_chains);
  report->verdict = judge_all (report);
  return report;
}

/**
 * ht_growth_report_take:
 * @report: a report
 * @chain: (transfer full): a chain that was judged
 *
 * Puts a chain that no heap profile shows where it belongs among the others. If it grows, so does
 * the process.
 */
void
ht_growth_report_take (HtGrowthReport *report, HtGrowthChain *chain)
{
  g_ptr_array_add (report->chains, chain);
  g_ptr_array_sort (report->chains, compare_chains);
  if (chain->course.verdict == HT_GROWTH_GROWING)
    report->verdict = HT_GROWTH_GROWING;
}

/**
 * ht_growth_report_get_rate:
 * @report: a report
 *
 * Returns: how fast all of it grows, bytes per second: the heap, and what grows beside it
 */
double
ht_growth_report_get_rate (const HtGrowthReport *report)
{
  double rate = report->total.now.rate;

  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->scope == HT_GROWTH_SCOPE_PROCESS && chain->course.verdict == HT_GROWTH_GROWING)
        rate += chain->course.now.rate;
    }
  return rate;
}

/**
 * ht_growth_report_free:
 * @report: (transfer full) (nullable): the report
 */
void
ht_growth_report_free (HtGrowthReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->chains);
  g_free (report);
}
