/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-process-private.h"

#include "heap-time.h"
#include "units.h"

#include <math.h>
#include <string.h>

/* Groups that make less than this share of all goroutines that came are left out. */
#define LEAST_GROUP 0.1

/* If goroutines do not become more by even this share of what their stacks do, they do not explain
 * them: their stacks grow. */
#define EXPLAINING_SHARE 0.5

/* What was made in a function or a closure in it has the name of the function. */
static gsize
get_length_without_closures (const char *name)
{
  const char *end = name + strlen (name);

  for (const char *at = name; *at != '\0'; at++)
    if ((g_str_has_prefix (at, ".func") && g_ascii_isdigit (at[5])) ||
        (g_str_has_prefix (at, ".gowrap") && g_ascii_isdigit (at[7])))
      return (gsize) (at - name);
  return (gsize) (end - name);
}

static const char *
get_name (const HtCatalog *catalog, guint32 node)
{
  guint32 frame = ht_call_tree_frame (catalog->tree, node);
  guint32 function = ht_symbols_get_frame (catalog->symbols, frame)->function;

  return ht_catalog_get_function_name (catalog, function);
}

/* The node that made a timer with a channel; 0 if the stack is of something else. */
static guint32
find_maker_of_timer (const HtCatalog *catalog, guint32 node)
{
  static const char *const makers[] = { "time.NewTicker", "time.NewTimer", "time.After",
                                        "time.Tick", NULL };
  gboolean has_channel = FALSE;

  for (; node != 0; node = ht_call_tree_parent (catalog->tree, node))
    {
      const char *name = get_name (catalog, node);

      if (!g_str_has_prefix (name, "time."))
        return has_channel ? node : 0;
      has_channel |= g_strv_contains (makers, name);
    }
  return 0;
}

/* Whether the heap profiles show timers that the function made. A ticker that nobody stopped is one
 * object of some hundred bytes beside the stack that waits for it, so of a thousand one or two are
 * among the samples, or none. */
static gboolean
has_timers (const HtGrowthTable *table, const HtCatalog *catalog, const char *function)
{
  guint n_epochs = ht_growth_table_get_n_epochs (table);
  gsize length = get_length_without_closures (function);

  for (guint row = 0; n_epochs > 0 && row < ht_growth_table_get_n_rows (table); row++)
    {
      guint32 maker;
      const char *name;

      if (ht_growth_table_get_inuse (table, row, n_epochs - 1) <= 0)
        continue;
      maker = find_maker_of_timer (catalog, ht_growth_table_get_node (table, row));
      name = maker != 0 ? get_name (catalog, maker) : "";
      if (get_length_without_closures (name) == length && strncmp (name, function, length) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
classify (HtGrowthChain *chain,
          const HtGrowthWaiters *waiters,
          const HtGrowthTable *table,
          const HtCatalog *catalog)
{
  const char *class_name = ht_goroutine_wait_get_class (waiters->wait.kind);
  const char *function =
      ht_strings_get (catalog->strings,
                      ht_symbols_get_function (catalog->symbols, waiters->wait.function)->name);

  if (waiters->wait.kind == HT_GOROUTINE_WAIT_RECEIVE && has_timers (table, catalog, function))
    {
      class_name = "goroutine-leak-timer";
      ht_growth_evidence_add (chain->evidence,
                              (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_TIMERS });
    }
  chain->class_name = g_strdup (class_name);
  if (class_name == NULL && waiters->wait.kind == HT_GOROUTINE_WAIT_RECEIVE)
    {
      g_ptr_array_add (chain->candidates, g_strdup ("goroutine-leak-chan"));
      g_ptr_array_add (chain->candidates, g_strdup ("goroutine-leak-timer"));
    }
}

static void
add_course_of_stacks (HtGrowthChain *chain, const GArray *stacks)
{
  double first = g_array_index (stacks, HtSeriesPoint, 0).value;
  double last = g_array_index (stacks, HtSeriesPoint, stacks->len - 1).value;

  ht_growth_evidence_add (chain->evidence, (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_STACKS,
                                                               .values = { first, last } });
}

/* The part of a group in what stacks grew by: as much as its part in the goroutines that came. */
static GArray *
scale_stacks (const GArray *stacks, double share, double base)
{
  GArray *scaled = g_array_sized_new (FALSE, FALSE, sizeof (HtSeriesPoint), stacks->len);
  double first = g_array_index (stacks, HtSeriesPoint, 0).value;

  for (guint i = 0; i < stacks->len; i++)
    {
      HtSeriesPoint point = g_array_index (stacks, HtSeriesPoint, i);

      point.value = base + share * (point.value - first);
      g_array_append_val (scaled, point);
    }
  return scaled;
}

static void
add_group (const HtGrowthChain *all,
           const GArray *stacks,
           const HtGrowthWaiters *waiters,
           double share,
           const HtGrowthTable *table,
           const HtCatalog *catalog,
           HtGrowthReport *report)
{
  double first = g_array_index (stacks, HtSeriesPoint, 0).value;
  gint64 growth = ht_growth_waiters_get_growth (waiters);
  double each = share * (double) (all->last_bytes - all->first_bytes) / (double) growth;
  g_autoptr (GArray) scaled =
      scale_stacks (stacks, share, MIN (first, each * (double) waiters->first));
  g_autoptr (HtGrowthChain) chain = ht_growth_process_make_chain (scaled, 0, report->n_judged);

  if (chain == NULL)
    return;
  chain->node = waiters->node;
  chain->function = waiters->wait.function;
  chain->line = waiters->wait.line;
  chain->responsible = waiters->wait.responsible;
  add_course_of_stacks (chain, stacks);
  ht_growth_evidence_add (
      chain->evidence,
      (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_WAITING,
                          .names = { ht_goroutine_wait_get_id (waiters->wait.kind) },
                          .values = { (double) waiters->last, (double) waiters->first, each } });
  classify (chain, waiters, table, catalog);
  ht_growth_report_take (report, g_steal_pointer (&chain));
}

/* By what factor goroutines became more, by figures or profiles; NaN if nobody told. */
static double
get_factor (const HtGrowthProcess *process)
{
  const GArray *counts = process->figures[HT_GROWTH_GOROUTINES];
  double first = 0;
  double last = 0;

  if (counts->len >= 2)
    {
      first = g_array_index (counts, HtSeriesPoint, 0).value;
      last = g_array_index (counts, HtSeriesPoint, counts->len - 1).value;
    }
  else if (ht_growth_goroutines_get_n_profiles (process->goroutines) >= 2)
    for (guint i = 0; i < ht_growth_goroutines_get_n_groups (process->goroutines); i++)
      {
        const HtGrowthWaiters *group = ht_growth_goroutines_get_group (process->goroutines, i);

        first += (double) group->first;
        last += (double) group->last;
      }
  return first > 0 ? last / first : NAN;
}

/* Nobody told which goroutines came; or it were none, but their stacks grew. */
static void
add_whole (const HtGrowthProcess *process, HtGrowthChain *chain, const HtCatalog *catalog)
{
  double factor = get_factor (process);
  double stacks = chain->first_bytes > 0 ? (double) chain->last_bytes / (double) chain->first_bytes
                                         : G_MAXDOUBLE;

  if (isnan (factor) || factor - 1 >= EXPLAINING_SHARE * (stacks - 1))
    {
      static const char *const candidates[] = { "goroutine-leak-chan", "goroutine-leak-select",
                                                "goroutine-leak-mutex", "goroutine-leak-timer",
                                                "goroutine-leak-http" };

      for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
        g_ptr_array_add (chain->candidates, g_strdup (candidates[i]));
      if (ht_growth_goroutines_get_n_profiles (process->goroutines) < 2)
        ht_growth_evidence_add (chain->evidence,
                                (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_FEW_PROFILES });
      if (isnan (factor))
        g_ptr_array_add (chain->candidates, g_strdup ("stack-growth"));
      return;
    }
  chain->class_name = g_strdup ("stack-growth");
  ht_growth_evidence_add (chain->evidence, (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_DEEPER });
  chain->function = ht_growth_goroutines_find_recursion (process->goroutines, &chain->node);
  if (chain->function == 0)
    return;
  chain->responsible = ht_goroutine_wait_find (catalog, chain->node).responsible;
  ht_growth_evidence_add (chain->evidence,
                          (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_RECURSION });
}

/* gctrace tells of stacks, too: to 1 MiB, and only of that part of each which is in use, so that
 * this has to do where nothing else is known. */
static GArray *
get_stacks_of_cycles (const GArray *cycles)
{
  GArray *stacks = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));

  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);
      HtSeriesPoint point = { .time_ns = ht_heap_time_get_end (cycle),
                              .value = (double) cycle->stacks_bytes };

      if (point.time_ns != HT_UNKNOWN && cycle->stacks_bytes != HT_UNKNOWN)
        g_array_append_val (stacks, point);
    }
  return stacks;
}

void
ht_growth_process_judge_stacks (const HtGrowthProcess *process,
                                const HtGrowthTable *table,
                                const HtCatalog *catalog,
                                HtGrowthReport *report)
{
  g_autoptr (GArray) of_cycles = get_stacks_of_cycles (process->cycles);
  const GArray *figures = process->figures[HT_GROWTH_STACK_INUSE];
  const GArray *stacks = figures->len >= HT_GROWTH_MIN_EPOCHS ? figures : of_cycles;
  g_autoptr (HtGrowthChain) all =
      ht_growth_process_make_chain (stacks, ht_growth_process_get_memory (process),
                                    report->n_judged);
  guint n_groups = ht_growth_goroutines_get_n_groups (process->goroutines);
  double grown = 0;

  if (all == NULL)
    return;
  for (guint i = 0; i < n_groups; i++)
    grown += (double) ht_growth_waiters_get_growth (
        ht_growth_goroutines_get_group (process->goroutines, i));
  if (grown <= 0)
    {
      add_course_of_stacks (all, stacks);
      add_whole (process, all, catalog);
      ht_growth_report_take (report, g_steal_pointer (&all));
      return;
    }
  for (guint i = 0; i < n_groups; i++)
    {
      const HtGrowthWaiters *waiters = ht_growth_goroutines_get_group (process->goroutines, i);
      double share = (double) ht_growth_waiters_get_growth (waiters) / grown;

      if (share >= LEAST_GROUP)
        add_group (all, stacks, waiters, share, table, catalog, report);
    }
}
