/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-report.h"

#include "frame-origin.h"
#include "record-sink.h"

#include <math.h>
#include <string.h>

/* Of how many targets that do not grow one may be said to. */
#define FALSE_ALARMS 0.01

/* How long the collector must have told of, as a share of the time that profiles do, to count. */
#define SEQUEL_SHARE 0.25

typedef struct
{
  /* Borrowed */
  const HtGrowthTable *table;
  const HtCatalog *catalog;

  /* Owned */
  GHashTable *chain_of_place;
  GArray *origins; /* guint8 by function: HtFrameOrigin + 1; 0 if not known yet */
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

static gboolean
is_own (Builder *self, guint32 function)
{
  guint8 *origin;

  if (function == 0)
    return FALSE;
  if (function >= self->origins->len)
    g_array_set_size (self->origins, function + 1);
  origin = &g_array_index (self->origins, guint8, function);
  if (*origin == 0)
    {
      const HtFunction *known = ht_symbols_get_function (self->catalog->symbols, function);

      *origin =
          (guint8) (1 + ht_frame_origin (ht_strings_get (self->catalog->strings, known->name),
                                         ht_strings_get (self->catalog->strings, known->file)));
    }
  return *origin == HT_FRAME_OWN + 1;
}

static guint32
get_function (const Builder *self, guint32 node)
{
  guint32 frame = ht_call_tree_frame (self->catalog->tree, node);

  return frame != 0 ? ht_symbols_get_frame (self->catalog->symbols, frame)->function : 0;
}

static guint32
find_responsible (Builder *self, guint32 node)
{
  for (; node != 0; node = ht_call_tree_parent (self->catalog->tree, node))
    {
      guint32 function = get_function (self, node);

      if (is_own (self, function))
        return function;
    }
  return 0;
}

/* A function can be known by several ids, one for each file that it is said to be in. */
static guint32
get_name (const Builder *self, guint32 function)
{
  return function != 0 ? ht_symbols_get_function (self->catalog->symbols, function)->name : 0;
}

static void
add_rows (Builder *self, HtGrowthReport *report)
{
  for (guint row = 0; row < ht_growth_table_get_n_rows (self->table); row++)
    {
      guint32 node = ht_growth_table_get_node (self->table, row);
      guint32 function = get_function (self, node);
      guint32 responsible = find_responsible (self, node);
      gint64 place =
          (gint64) ((guint64) get_name (self, function) << 32 | get_name (self, responsible));
      HtGrowthChain *chain = g_hash_table_lookup (self->chain_of_place, &place);

      if (chain == NULL)
        {
          chain = ht_growth_chain_new (HT_GROWTH_SCOPE_SITE);
          chain->function = function;
          chain->responsible = responsible;
          g_hash_table_insert (self->chain_of_place, g_memdup2 (&place, sizeof place), chain);
          g_ptr_array_add (report->chains, chain);
        }
      g_array_append_val (chain->rows, row);
    }
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
 * that the heap as a whole did not grow by even half of what this chain alone should have. */
static gboolean
has_come_to_an_end (const HtGrowthReport *report,
                    const HtGrowthTable *table,
                    const HtGrowthCourse *course)
{
  const HtGrowthSequel *sequel = ht_growth_table_get_sequel (table);
  double since_s = sequel != NULL ? (double) (sequel->newest_ns - sequel->heap_ns) / 1e9 : 0;
  double span_s = (double) (report->to_ns - report->from_ns) / 1e9;

  return sequel != NULL && since_s > SEQUEL_SHARE * span_s &&
         (double) (sequel->newest_bytes - sequel->heap_bytes) < 0.5 * course->now.rate * since_s;
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
  guint n_rows = ht_growth_table_get_n_rows (self->table);
  g_autofree guint *rows = g_new (guint, n_rows);
  g_autoptr (HtGrowthTrack) track = NULL;

  for (guint i = 0; i < n_rows; i++)
    rows[i] = i;
  track = ht_growth_table_make_track (self->table, rows, n_rows);
  ht_growth_course_judge (&report->total, track, ht_growth_get_least_significance (1));
  report->since_ns = get_start (self, report, &report->total);
}

/* The most that each chain ever held, and all of them together. */
static double
find_peaks (const Builder *self, const HtGrowthReport *report, double *peaks)
{
  guint n_chains = report->chains->len;
  guint n_rows = ht_growth_table_get_n_rows (self->table);
  g_autofree guint *chain_of_row = g_new0 (guint, n_rows);
  g_autofree double *sums = g_new (double, n_chains);
  double peak = 0;

  for (guint i = 0; i < n_chains; i++)
    {
      const GArray *rows = ((const HtGrowthChain *) g_ptr_array_index (report->chains, i))->rows;

      for (guint j = 0; j < rows->len; j++)
        chain_of_row[g_array_index (rows, guint, j)] = i;
    }
  for (guint epoch = 0; epoch < report->n_epochs; epoch++)
    {
      double total = 0;

      memset (sums, 0, n_chains * sizeof (double));
      for (guint row = 0; row < n_rows; row++)
        sums[chain_of_row[row]] += (double) ht_growth_table_get_inuse (self->table, row, epoch);
      for (guint i = 0; i < n_chains; i++)
        {
          peaks[i] = MAX (peaks[i], sums[i]);
          total += sums[i];
        }
      peak = MAX (peak, total);
    }
  return peak;
}

static void
drop_small_chains (const Builder *self, HtGrowthReport *report)
{
  g_autofree double *peaks = g_new0 (double, report->chains->len);
  double peak = find_peaks (self, report, peaks);

  for (guint i = report->chains->len; i-- > 0;)
    if (peaks[i] < peak * HT_GROWTH_JUDGED_SHARE)
      g_ptr_array_remove_index (report->chains, i);
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
  self.chain_of_place = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.origins = g_array_new (FALSE, TRUE, sizeof (guint8));
  add_rows (&self, report);
  drop_small_chains (&self, report);
  judge_total (&self, report);
  report->least_significance = ht_growth_get_least_significance (report->n_judged);
  for (guint i = 0; i < report->chains->len; i++)
    judge_chain (&self, report, g_ptr_array_index (report->chains, i));
  g_ptr_array_sort (report->chains, compare_chains);
  report->verdict = judge_all (report);
  g_hash_table_unref (self.chain_of_place);
  g_array_unref (self.origins);
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
