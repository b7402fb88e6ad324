/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mutator-utilization.h"

#include "trace-analysis.h"
#include "trace-answers.h"

/*
 * Pauses, assists, collections, processors and what was left to the program in real traces, once
 * by Go's own reader and once by ours.
 */

/* Go adds a ns where two times are equal. */
#define MOST_NS_APART 2

/* What Go makes later by a ns at each event of a processor may come together. */
#define MOST_SUM_APART 1e-5

#define MOST_UTILIZATION_APART 1e-4

typedef struct
{
  char *name;
  gint64 start_ns;
  gint64 end_ns;
  gboolean is_cut;
} Span;

typedef struct
{
  GHashTable *numbers;
  GHashTable *texts;
} Answers;

typedef struct
{
  GArray *pauses;  /* of Span, those that ended in the trace */
  GArray *assists; /* the same */
  GArray *cycles;
  GArray *shares;  /* of HtShareStep */
  GArray *running; /* the same, of means of processors that run */
  HtTraceFacts facts;
} Found;

static void
take_answer_cb (const char *path, double number, const char *text, gpointer user_data)
{
  Answers *answers = user_data;

  if (text != NULL)
    g_hash_table_insert (answers->texts, g_strdup (path), g_strdup (text));
  else
    g_hash_table_insert (answers->numbers, g_strdup (path), g_memdup2 (&number, sizeof number));
}

static Answers
answers_of (const char *stem)
{
  Answers answers = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };

  trace_answers_read (stem, take_answer_cb, &answers);
  return answers;
}

static void
answers_clear (Answers *answers)
{
  g_hash_table_unref (answers->numbers);
  g_hash_table_unref (answers->texts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answers, answers_clear)

G_GNUC_PRINTF (2, 3)
static const double *
number_at (const Answers *answers, const char *format, ...)
{
  g_autofree char *path = NULL;
  va_list args;

  va_start (args, format);
  path = g_strdup_vprintf (format, args);
  va_end (args);
  return g_hash_table_lookup (answers->numbers, path);
}

static void
clear_span (gpointer data)
{
  g_free (((Span *) data)->name);
}

static void
take_span_cb (const HtTraceSpan *span, gpointer user_data)
{
  Found *found = user_data;
  Span kept = {
    .name = g_strdup (span->name),
    .start_ns = span->start_ns,
    .end_ns = span->end_ns,
    .is_cut = span->is_cut_before,
  };

  g_assert_cmpint (span->start_ns, <=, span->end_ns);
  if (span->is_cut_after || (span->kind != HT_TRACE_SPAN_STW && span->kind != HT_TRACE_SPAN_ASSIST))
    clear_span (&kept);
  else if (span->kind == HT_TRACE_SPAN_STW)
    g_array_append_val (found->pauses, kept);
  else
    {
      g_assert_cmpint (span->cpu_ns, <=, span->end_ns - span->start_ns);
      g_array_append_val (found->assists, kept);
    }
}

static void
take_point_cb (const HtPoint *point, gpointer user_data)
{
  Found *found = user_data;
  HtShareStep step = { point->time_ns, point->value };

  if (g_str_equal (point->name, "trace/gc_share"))
    g_array_append_val (found->shares, step);
  else if (g_str_equal (point->name, "trace/procs_running"))
    g_array_append_val (found->running, step);
}

static void
take_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  Found *found = user_data;

  g_array_append_vals (found->cycles, cycle, 1);
}

static Found
find_in (const char *stem)
{
  g_autoptr (GBytes) bytes = trace_answers_read_trace (stem);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (GError) error = NULL;
  Found found = {
    .pauses = g_array_new (FALSE, FALSE, sizeof (Span)),
    .assists = g_array_new (FALSE, FALSE, sizeof (Span)),
    .cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle)),
    .shares = g_array_new (FALSE, FALSE, sizeof (HtShareStep)),
    .running = g_array_new (FALSE, FALSE, sizeof (HtShareStep)),
  };
  HtTraceRecordSink sink = {
    .records = { .point = take_point_cb, .gc_cycle = take_cycle_cb, .user_data = &found },
    .span = take_span_cb,
    .user_data = &found,
  };
  HtTraceInput input;

  g_array_set_clear_func (found.pauses, clear_span);
  g_array_set_clear_func (found.assists, clear_span);
  ht_trace_input_init_bytes (&input, bytes);
  ht_trace_analyse (&input, catalog, 0, &sink, &found.facts, &error);
  g_assert_no_error (error);
  return found;
}

/* Times of the trace itself: what has a clock of its own counts from 1970. */
static gint64
in_trace (const Found *found, gint64 time_ns)
{
  return time_ns - found->facts.start_ns;
}

static void
found_clear (Found *found)
{
  g_array_unref (found->pauses);
  g_array_unref (found->assists);
  g_array_unref (found->cycles);
  g_array_unref (found->shares);
  g_array_unref (found->running);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Found, found_clear)

static void
assert_near (const char *what, guint index, double ours, const double *theirs, double tolerance)
{
  if (theirs == NULL)
    g_error ("Go's reader has no %s of %u", what, index);
  if (ABS (ours - *theirs) > tolerance)
    g_error ("%s of %u is %.9g, not %.9g", what, index, ours, *theirs);
}

static void
compare_pauses (const Found *found, const Answers *answers)
{
  for (guint i = 0; i < found->pauses->len; i++)
    {
      const Span *pause = &g_array_index (found->pauses, Span, i);
      g_autofree char *kind = g_strdup_printf ("stw_all/%u/kind", i);

      g_assert_cmpstr (pause->name, ==, g_hash_table_lookup (answers->texts, kind));
      assert_near ("begin of pause", i, (double) in_trace (found, pause->start_ns),
                   number_at (answers, "stw_all/%u/start_ns", i), MOST_NS_APART);
      assert_near ("length of pause", i, (double) (pause->end_ns - pause->start_ns),
                   number_at (answers, "stw_all/%u/dur_ns", i), 1);
    }
  g_assert_null (number_at (answers, "stw_all/%u/start_ns", found->pauses->len));
}

/* Go counts an assist as that of the last cycle that had begun when it ended, and one that began
 * before the trace from when that is said. */
static void
compare_assists (const Found *found, const Answers *answers)
{
  guint n_before = 0;
  double total_ns = 0;

  for (guint i = 0; i < found->cycles->len; i++)
    {
      guint n = 0;
      double wall_ns = 0;
      gint64 next_ns = i + 1 < found->cycles->len
                           ? g_array_index (found->cycles, HtGcCycle, i + 1).start_ns
                           : G_MAXINT64;

      for (; n_before + n < found->assists->len; n++)
        {
          const Span *assist = &g_array_index (found->assists, Span, n_before + n);

          if (in_trace (found, assist->end_ns) > next_ns)
            break;
          if (!assist->is_cut)
            wall_ns += (double) (assist->end_ns - assist->start_ns);
        }
      assert_near ("number of assists", i, n, number_at (answers, "gc_cycles/%u/assist_ranges", i),
                   0);
      if (n > 0 && !g_array_index (found->assists, Span, n_before).is_cut)
        assert_near ("length of assists", i, wall_ns,
                     number_at (answers, "gc_cycles/%u/assist_ns", i), MOST_NS_APART * n);
      n_before += n;
      total_ns += wall_ns;
    }
  g_assert_cmpuint (n_before, ==, found->assists->len);
  if (n_before > 0 && !g_array_index (found->assists, Span, 0).is_cut)
    assert_near ("length of all assists", n_before, total_ns,
                 number_at (answers, "assist_total_ns"), MOST_NS_APART * n_before);
}

static void
compare_cycles (const Found *found, const Answers *answers)
{
  for (guint i = 0; i < found->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (found->cycles, HtGcCycle, i);
      const double *end_ns = number_at (answers, "gc_cycles/%u/end_ns", i);

      if (cycle->start_ns != HT_UNKNOWN)
        assert_near ("begin of cycle", i, (double) cycle->start_ns,
                     number_at (answers, "gc_cycles/%u/start_ns", i), MOST_NS_APART);
      assert_near ("end of cycle", i, cycle->end_ns != HT_UNKNOWN ? (double) cycle->end_ns : -1,
                   end_ns, MOST_NS_APART);
      if (cycle->start_ns == HT_UNKNOWN || cycle->end_ns == HT_UNKNOWN)
        continue;
      g_assert_cmpint (cycle->assist_ns, >=, 0);
      g_assert_cmpint (cycle->idle_ns, >=, 0);
      g_assert_cmpint (cycle->background_ns, >, 0);
      g_assert_cmpint (cycle->assist_ns + cycle->idle_ns + cycle->background_ns, <=,
                       cycle->gomaxprocs * (cycle->end_ns - cycle->start_ns));
    }
  g_assert_null (number_at (answers, "gc_cycles/%u/start_ns", found->cycles->len));
}

static void
compare_processors (const Found *found, const Answers *answers)
{
  double sum_ns = 0;

  for (guint i = 0; i < found->running->len; i++)
    {
      const HtShareStep *step = &g_array_index (found->running, HtShareStep, i);
      gint64 until_ns = i + 1 < found->running->len
                            ? g_array_index (found->running, HtShareStep, i + 1).time_ns
                            : found->facts.end_ns;

      sum_ns += step->share * (double) (until_ns - step->time_ns);
    }
  assert_near ("time of processors", found->running->len, sum_ns,
               number_at (answers, "sum_proc_running_ns"), sum_ns * MOST_SUM_APART);
}

/* For so long a trace does not say how many processors there are; Go's reader is told at once. */
static gint64
untold_processors_ns (const Found *found)
{
  return found->shares->len > 0
             ? g_array_index (found->shares, HtShareStep, 0).time_ns - found->facts.start_ns
             : 0;
}

static void
compare_utilization (const Found *found, const Answers *answers)
{
  static const struct
  {
    const char *name;
    gint64 window_ns;
  } windows[] = { { "mmu/1ms", G_GINT64_CONSTANT (1000000) },
                  { "mmu/10ms", G_GINT64_CONSTANT (10000000) },
                  { "mmu/100ms", G_GINT64_CONSTANT (100000000) },
                  { "mmu/1s", G_GINT64_CONSTANT (1000000000) } };
  g_autoptr (HtMutatorUtilization) utilization =
      ht_mutator_utilization_new ((const HtShareStep *) (gpointer) found->shares->data,
                                  found->shares->len, found->facts.start_ns, found->facts.end_ns);
  double duration_ns = (double) (found->facts.end_ns - found->facts.start_ns);
  double most_mean_apart =
      MOST_UTILIZATION_APART + (double) untold_processors_ns (found) / duration_ns;

  g_assert_nonnull (utilization);
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    assert_near (windows[i].name, i,
                 ht_mutator_utilization_get_minimum (utilization, windows[i].window_ns),
                 number_at (answers, "%s", windows[i].name),
                 (double) windows[i].window_ns < duration_ns ? MOST_UTILIZATION_APART
                                                             : most_mean_apart);
  assert_near ("mean", 0, ht_mutator_utilization_get_mean (utilization),
               number_at (answers, "mmu/mean"), most_mean_apart);
}

static void
test_work (gconstpointer stem)
{
  g_auto (Answers) answers = answers_of (stem);
  g_auto (Found) found = find_in (stem);

  compare_pauses (&found, &answers);
  compare_cycles (&found, &answers);
  compare_assists (&found, &answers);
  compare_processors (&found, &answers);
  compare_utilization (&found, &answers);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) stems = trace_answers_list ();

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < stems->len; i++)
    {
      const char *stem = g_ptr_array_index (stems, i);
      g_autofree char *name = g_path_get_basename (stem);
      g_autofree char *test_path = g_strconcat ("/formats/trace-work-oracle/", name, NULL);

      g_test_add_data_func (test_path, stem, test_work);
    }
  return g_test_run ();
}
