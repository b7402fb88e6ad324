/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-class.h"

#include "growth-bodies.h"
#include "growth-calls.h"
#include "growth-cause.h"
#include "growth-flow.h"
#include "growth-line.h"
#include "growth-sizes.h"
#include "record-sink.h"

#include <string.h>

/* Goroutines that hold the memory have an object of it each, with room for the error of sampling.
 */
#define OBJECTS_EACH 0.3

/* Of which part of a chain's growth on the reasons of a stack are those of the chain, too. */
#define STACK_SHARE 0.15

typedef struct
{
  const HtGrowthReport *report;
  const HtGrowthTable *table;
  const HtCatalog *catalog;
  const HtGrowthClues *clues;
} Classifier;

static void
add_frames (GArray *facts, const GArray *calls)
{
  for (guint i = 0; i < calls->len && !ht_growth_calls_get (calls, i)->is_own; i++)
    {
      const char *function = ht_growth_calls_get (calls, i)->function;

      ht_growth_facts_add (facts, HT_GROWTH_SIGN_FRAME, function,
                           (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_FRAME,
                                               .names = { function } });
    }
}

/* What else grows on behalf of the same function of the program. */
static void
add_beside (const Classifier *self, GArray *facts, const HtGrowthChain *chain)
{
  for (guint i = 0; i < self->report->chains->len; i++)
    {
      const HtGrowthChain *other = g_ptr_array_index (self->report->chains, i);
      g_autoptr (GArray) calls = NULL;

      if (other == chain || other->course.verdict != HT_GROWTH_GROWING || chain->responsible == 0)
        continue;
      calls = ht_growth_calls_new (self->catalog, other->node);

      g_autoptr (GArray) mine = ht_growth_calls_new (self->catalog, chain->node);

      for (guint j = 0; j < calls->len && !ht_growth_calls_get (calls, j)->is_own; j++)
        {
          const char *function = ht_growth_calls_get (calls, j)->function;
          guint caller = j + 1;

          /* The one who calls it is the one who called what allocates, or is that itself. */
          while (caller < calls->len && !ht_growth_calls_get (calls, caller)->is_own)
            caller++;
          if (caller == calls->len)
            break;
          for (guint k = 0;
               k < mine->len && ht_growth_calls_count_own (mine, k) < HT_GROWTH_NEAR_CALLS; k++)
            if (ht_growth_calls_get (mine, k)->is_own &&
                g_str_equal (ht_growth_calls_get (mine, k)->function,
                             ht_growth_calls_get (calls, caller)->function))
              {
                ht_growth_facts_add (facts, HT_GROWTH_SIGN_BESIDE, function,
                                     (HtGrowthEvidence){
                                         .kind = HT_GROWTH_EVIDENCE_BESIDE,
                                         .names = { function,
                                                    ht_growth_calls_get (mine, k)->function } });
                break;
              }
        }
    }
}

/* A line such as "for range ticker.C {" or "<-time.After(d)". */
static const char *
judge_wait (const HtSourceTree *source, const GArray *crowd)
{
  for (guint i = 0; i < crowd->len; i++)
    {
      const HtGrowthCall *call = ht_growth_calls_get (crowd, i);
      const HtSourceFile *file =
          call->is_own && source != NULL ? ht_source_tree_find_file (source, call->file) : NULL;
      guint32 at = file != NULL ? ht_go_source_find_line (file->source, call->line) : HT_GO_NONE;

      if (!call->is_own)
        continue;
      if (at == HT_GO_NONE)
        return NULL;
      for (; at < file->source->tokens->len &&
             ht_go_source_get (file->source, at)->line == call->line;
           at++)
        if ((ht_go_source_is (file->source, at, ".") &&
             ht_go_source_is (file->source, at + 1, "C")) ||
            (ht_go_source_is (file->source, at, "time") &&
             (ht_go_source_is (file->source, at + 2, "After") ||
              ht_go_source_is (file->source, at + 2, "Tick"))))
          return "waits for a timer";
      return "waits for a channel";
    }
  return NULL;
}

static gboolean
waits_to_receive (const GArray *crowd)
{
  for (guint i = 0; i < crowd->len; i++)
    if (g_str_has_prefix (ht_growth_calls_get (crowd, i)->function, "runtime.chanrecv"))
      return TRUE;
  return FALSE;
}

static void
add_crowd (const HtGrowthClues *clues,
           GArray *facts,
           const HtGrowthWaiters *crowd,
           const GArray *calls)
{
  const char *wait = waits_to_receive (calls) ? judge_wait (clues->source, calls) : NULL;
  HtGrowthEvidence evidence = { .kind = HT_GROWTH_EVIDENCE_GOROUTINES,
                                .values = { (double) crowd->first, (double) crowd->last } };
  guint own = 0;

  while (own + 1 < calls->len && !ht_growth_calls_get (calls, own)->is_own)
    own++;
  evidence.names[0] = ht_growth_calls_get (calls, own)->function;
  for (guint i = 0; i < calls->len && i <= own; i++)
    if (!ht_growth_calls_get (calls, i)->is_own)
      ht_growth_facts_add (facts, HT_GROWTH_SIGN_GOROUTINE,
                           ht_growth_calls_get (calls, i)->function, evidence);
  if (wait != NULL)
    ht_growth_facts_add (facts, HT_GROWTH_SIGN_GOROUTINE, wait, evidence);
}

static guint
count_groups (const HtGrowthClues *clues)
{
  return clues->goroutines != NULL ? ht_growth_goroutines_get_n_groups (clues->goroutines) : 0;
}

static double
get_growth (const Classifier *self, guint row, guint first)
{
  guint last = ht_growth_table_get_n_epochs (self->table) - 1;

  return (double) ht_growth_table_get_inuse (self->table, row, last) -
         (double) ht_growth_table_get_inuse (self->table, row, first);
}

/* How many objects more there are than when the growth began. */
static double
count_objects (const Classifier *self, const HtGrowthChain *chain)
{
  guint first = MIN (chain->course.start, ht_growth_table_get_n_epochs (self->table) - 1);
  double n = 0;

  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);

      n += get_growth (self, row, first) /
           (double) MAX (ht_growth_table_get_object_bytes (self->table, row), 1);
    }
  return n;
}

static void
add_crowds (const Classifier *self,
            GArray *facts,
            const HtGrowthChain *chain,
            const GArray *calls,
            char **keeper)
{
  double n_objects = count_objects (self, chain);

  for (guint i = 0; i < count_groups (self->clues); i++)
    {
      const HtGrowthWaiters *crowd = ht_growth_goroutines_get_group (self->clues->goroutines, i);
      g_autoptr (GArray) theirs = NULL;

      if (ht_growth_waiters_get_growth (crowd) == 0 ||
          n_objects < OBJECTS_EACH * (double) ht_growth_waiters_get_growth (crowd))
        continue;
      theirs = ht_growth_calls_new (self->catalog, crowd->node);
      if (!ht_growth_calls_are_near (calls, theirs))
        continue;
      add_crowd (self->clues, facts, crowd, theirs);
      for (guint j = 0; j < theirs->len && *keeper == NULL; j++)
        if (ht_growth_calls_get (theirs, j)->is_own)
          *keeper = g_strdup (ht_growth_calls_get (theirs, j)->function);
    }
}

static void
add_flow (const Classifier *self, GArray *facts, const GArray *calls, char **keeper)
{
  g_autoptr (HtGrowthFlow) flow =
      self->clues->source != NULL
          ? ht_growth_flow_follow (self->clues->source,
                                   (const HtGrowthCall *) (gpointer) calls->data, calls->len)
          : NULL;

  for (guint i = 0; flow != NULL && i < flow->words->len; i++)
    ht_growth_facts_add (facts, HT_GROWTH_SIGN_FLOW, g_ptr_array_index (flow->words, i),
                         (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_SOURCE,
                                             .names = { flow->place, flow->text } });
  if (flow != NULL)
    *keeper = g_steal_pointer (&flow->keeper);
}

/* The program's function that is declared with that name in a file. */
static const char *
find_full_name (const Classifier *self, const HtSourceFile *file, guint32 function)
{
  const HtSymbols *symbols = self->catalog->symbols;
  const HtStrings *strings = self->catalog->strings;
  guint32 name = g_array_index (file->source->functions, HtGoFunction, function).name;
  g_autofree char *word = name != HT_GO_NONE ? ht_go_source_copy (file->source, name) : NULL;

  for (guint32 i = 1; word != NULL && i < ht_symbols_n_functions (symbols); i++)
    {
      const HtFunction *known = ht_symbols_get_function (symbols, i);
      const char *full = ht_strings_get (strings, known->name);
      const char *dot = strrchr (full, '.');

      if (dot != NULL && g_str_equal (dot + 1, word) &&
          ht_source_tree_find_file (self->clues->source, ht_strings_get (strings, known->file)) ==
              file)
        return full;
    }
  return NULL;
}

/* Connections that nobody can use again are kept by who did not close the body of an answer: that
 * is on no stack of theirs, but there may be only one such place in the source. */
static void
add_bodies (const Classifier *self, GArray *facts, char **keeper)
{
  g_autoptr (GArray) bodies = NULL;

  if (self->clues->source == NULL ||
      !ht_growth_facts_have (facts, "net/http.(*Transport).dialConn"))
    return;
  bodies = ht_growth_bodies_find (self->clues->source);
  for (guint i = 0; i < bodies->len; i++)
    {
      const HtOpenBody *body = &g_array_index (bodies, HtOpenBody, i);
      g_autofree char *line = ht_go_source_get_line (body->file->source, body->line);
      g_autofree char *place =
          g_strdup_printf ("%s:%" G_GINT64_FORMAT, body->file->path, body->line);

      ht_growth_facts_add (facts, HT_GROWTH_SIGN_FLOW, "body",
                           (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_BODY,
                                               .names = { place, line } });
      if (bodies->len == 1 && *keeper == NULL)
        *keeper = g_strdup (find_full_name (self, body->file, body->function));
    }
}

/* The stacks that have a part in the growth: not each one need grow for the same reason. */
static GArray *
find_stacks (const Classifier *self, const HtGrowthChain *chain)
{
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) sums = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  guint first = MIN (chain->course.start, ht_growth_table_get_n_epochs (self->table) - 1);
  double whole = 0;

  g_array_append_val (nodes, chain->node);
  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint row = g_array_index (chain->rows, guint, i);
      gpointer node = GUINT_TO_POINTER (ht_growth_table_get_node (self->table, row));
      double *sum = g_hash_table_lookup (sums, node);

      if (sum == NULL)
        {
          sum = g_new0 (double, 1);
          g_hash_table_insert (sums, node, sum);
        }
      *sum += get_growth (self, row, first);
      whole += get_growth (self, row, first);
    }
  for (guint i = 0; i < chain->rows->len; i++)
    {
      guint32 node = ht_growth_table_get_node (self->table, g_array_index (chain->rows, guint, i));
      double *sum = g_hash_table_lookup (sums, GUINT_TO_POINTER (node));

      if (node != chain->node && *sum > whole * STACK_SHARE)
        g_array_append_val (nodes, node);
      *sum = 0;
    }
  return nodes;
}

/* What speaks for one stack; the keeper is taken away if not all have the same. */
static void
add_stack (const Classifier *self,
           GArray *facts,
           const HtGrowthChain *chain,
           const GArray *calls,
           char **keeper,
           gboolean is_first)
{
  g_autofree char *waiting = NULL;
  g_autofree char *putting = NULL;
  const char *found;

  add_frames (facts, calls);
  add_crowds (self, facts, chain, calls, &waiting);
  add_flow (self, facts, calls, &putting);
  found = waiting != NULL ? waiting : putting;
  /* Goroutines and a map, say: who of them keeps it is not known. */
  if (waiting != NULL && putting != NULL && !g_str_equal (waiting, putting))
    found = NULL;
  if (is_first)
    *keeper = g_strdup (found);
  else if (g_strcmp0 (*keeper, found) != 0)
    g_clear_pointer (keeper, g_free);
}

/* Whether what is said of it, or most likely is, has to do with maps that double. */
static gboolean
is_of_map (const Classifier *self, const HtGrowthCause *cause, const HtGrowthDoubling *doubling)
{
  const char *name = cause->class_name;
  const HtGrowthClass *class;

  if (doubling->design == HT_MAP_NONE)
    return FALSE;
  if (name == NULL)
    name = g_ptr_array_index (cause->candidates, 0);
  class = ht_growth_classes_find (self->clues->classes, name);
  return ht_growth_class_weigh (class, HT_GROWTH_SIGN_SIZE,
                                ht_growth_sizes_get_word (doubling->design)) > 0;
}

static void
add_doubling (const Classifier *self, HtGrowthCause *cause, const HtGrowthDoubling *doubling)
{
  gint64 now_ns =
      ht_growth_table_get_time (self->table, ht_growth_table_get_n_epochs (self->table) - 1);

  if (doubling->at_ns == HT_UNKNOWN)
    return;
  ht_growth_evidence_add (cause->evidence,
                          (HtGrowthEvidence){
                              .kind = HT_GROWTH_EVIDENCE_NEXT_DOUBLING,
                              .values = { (double) doubling->bytes,
                                          (double) MAX (doubling->from_ns - now_ns, 0) / 1e9,
                                          (double) MAX (doubling->to_ns - now_ns, 0) / 1e9 } });
}

/* Of which type the objects are says much to who knows the program, even if it speaks for no class:
 * it is in the evidence in any case. */
static gboolean
add_type (const Classifier *self,
          GArray *facts,
          const HtGrowthChain *chain,
          HtGrowthEvidence *evidence)
{
  if (self->clues->types == NULL ||
      !ht_growth_types_find_chain (self->clues->types, self->table, chain, evidence))
    return FALSE;
  ht_growth_facts_add (facts, HT_GROWTH_SIGN_TYPE, ht_growth_types_get_word (evidence), *evidence);
  return TRUE;
}

static HtGrowthCause *
judge (const Classifier *self, HtGrowthChain *chain)
{
  g_autoptr (GArray) facts = ht_growth_facts_new ();
  g_autoptr (GArray) stacks = find_stacks (self, chain);
  g_autofree char *keeper = NULL;
  HtGrowthDoubling doubling;
  HtGrowthEvidence type;
  HtGrowthCause *cause;
  gboolean has_type;

  for (guint i = 0; i < stacks->len; i++)
    {
      g_autoptr (GArray) calls =
          ht_growth_calls_new (self->catalog, g_array_index (stacks, guint32, i));

      add_stack (self, facts, chain, calls, &keeper, i == 0);
      ht_growth_line_add (facts, self->catalog, self->clues, g_array_index (stacks, guint32, i));
    }
  add_beside (self, facts, chain);
  add_bodies (self, facts, &keeper);
  ht_growth_sizes_add (facts, self->table, chain, &doubling);
  has_type = add_type (self, facts, chain, &type);
  cause = ht_growth_cause_new (self->clues->classes, facts);
  if (has_type)
    ht_growth_evidence_add (cause->evidence, type);
  if (is_of_map (self, cause, &doubling))
    {
      chain->doubling = doubling;
      add_doubling (self, cause, &doubling);
    }
  cause->keeper = g_steal_pointer (&keeper);
  return cause;
}

/* Goroutines whose memory is in no heap profile. */
static HtGrowthCause *
judge_crowd (const Classifier *self, const HtGrowthWaiters *crowd)
{
  g_autoptr (GArray) facts = ht_growth_facts_new ();
  g_autoptr (GArray) calls = ht_growth_calls_new (self->catalog, crowd->node);
  HtGrowthCause *cause;

  add_crowd (self->clues, facts, crowd, calls);
  cause = ht_growth_cause_new (self->clues->classes, facts);
  for (guint i = 0; i < calls->len && cause->keeper == NULL; i++)
    if (ht_growth_calls_get (calls, i)->is_own)
      cause->keeper = g_strdup (ht_growth_calls_get (calls, i)->function);
  return cause;
}

static const HtGrowthWaiters *
find_crowd (const HtGrowthClues *clues, guint32 node)
{
  for (guint i = 0; i < count_groups (clues); i++)
    {
      const HtGrowthWaiters *crowd = ht_growth_goroutines_get_group (clues->goroutines, i);

      if (crowd->node == node)
        return crowd;
    }
  return NULL;
}

/* Hands what was found over to the chain. */
static void
take_cause (HtGrowthChain *chain, HtGrowthCause *cause)
{
  g_free (chain->class_name);
  g_free (chain->keeper);
  chain->class_name = g_steal_pointer (&cause->class_name);
  chain->keeper = g_steal_pointer (&cause->keeper);
  g_ptr_array_unref (chain->candidates);
  chain->candidates = g_ptr_array_ref (cause->candidates);
  g_ptr_array_extend_and_steal (chain->evidence, g_ptr_array_ref (cause->evidence));
}

/* What is in no heap profile was judged with it; the source may know more. */
static void
classify_chain (const Classifier *self, HtGrowthChain *chain)
{
  const HtGrowthWaiters *crowd = chain->node != 0 ? find_crowd (self->clues, chain->node) : NULL;
  g_autoptr (HtGrowthCause) cause = NULL;

  if (chain->scope == HT_GROWTH_SCOPE_SITE)
    cause = judge (self, chain);
  else if (chain->class_name == NULL && crowd != NULL && self->clues->source != NULL)
    cause = judge_crowd (self, crowd);
  if (cause != NULL)
    take_cause (chain, cause);
  /* What waits holds its own stack. */
  if (crowd != NULL && chain->scope != HT_GROWTH_SCOPE_SITE && chain->keeper == NULL &&
      chain->responsible != 0)
    chain->keeper = g_strdup (ht_catalog_get_function_name (self->catalog, chain->responsible));
}

static void
add_remedy (const Classifier *self, HtGrowthChain *chain)
{
  const HtGrowthClass *class =
      chain->class_name != NULL ? ht_growth_classes_find (self->clues->classes, chain->class_name)
                                : NULL;

  g_clear_pointer (&chain->title, g_free);
  g_clear_pointer (&chain->remedy, g_free);
  if (class == NULL)
    return;
  chain->title = g_strdup (class->title);
  chain->remedy = g_strdup (class->remedy);
}

/**
 * ht_growth_report_classify:
 * @report: what grows
 * @table: the heap profiles that it was made of
 * @catalog: their catalog
 * @clues: what else is known
 *
 * Says of each chain that grows why it does, who keeps the memory and what helps. To be called
 * once, when all chains are in the report.
 */
void
ht_growth_report_classify (HtGrowthReport *report,
                           const HtGrowthTable *table,
                           const HtCatalog *catalog,
                           const HtGrowthClues *clues)
{
  Classifier self = { report, table, catalog, clues };

  for (guint i = 0; i < report->chains->len; i++)
    {
      HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (chain->course.verdict == HT_GROWTH_GROWING)
        classify_chain (&self, chain);
      add_remedy (&self, chain);
    }
}
