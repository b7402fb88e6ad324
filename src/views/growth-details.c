/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-details.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "function-name.h"
#include "growth-calls.h"
#include "growth-evidence-text.h"
#include "safe-text.h"
#include "units.h"

/* From what share of what is allocated on it stays, and up to which it does not. */
#define STAYS 0.9
#define GOES  0.5

/* More functions of libraries on the same stack say no more. */
#define MAX_FRAMES 2

/* So many stacks of a chain are held against each group of goroutines. */
#define MAX_STACKS 16

/* A line that keeps what this one allocates is shown with it if it is as near. */
#define NEAR_LINES 12

/* More groups of goroutines than these are small ones. */
#define MAX_CROWDS 5

static void
free_reason (gpointer data)
{
  HtGrowthReason *reason = data;

  g_free (reason->text);
  g_free (reason);
}

static void
free_crowd (gpointer data)
{
  HtGrowthCrowd *crowd = data;

  g_free (crowd->function);
  g_free (crowd);
}

static void
free_source (gpointer data)
{
  HtGrowthFrameSource *source = data;

  if (source == NULL)
    return;
  ht_source_snippet_free (source->snippet);
  g_array_unref (source->figures);
  g_free (source);
}

static void
add_reason (HtGrowthDetails *self, HtGrowthMark mark, const char *text)
{
  HtGrowthReason *reason = g_new0 (HtGrowthReason, 1);

  reason->mark = mark;
  reason->text = ht_safe_text_for_terminal (text, -1);
  g_ptr_array_add (self->reasons, reason);
}

static gboolean
has_evidence (const HtGrowthChain *chain, HtGrowthEvidenceKind kind)
{
  for (guint i = 0; i < chain->evidence->len; i++)
    if (((const HtGrowthEvidence *) g_ptr_array_index (chain->evidence, i))->kind == kind)
      return TRUE;
  return FALSE;
}

static void
add_evidence (HtGrowthDetails *self, const HtGrowthChain *chain)
{
  guint n_frames = 0;

  for (guint i = 0; i < chain->evidence->len; i++)
    {
      const HtGrowthEvidence *evidence = g_ptr_array_index (chain->evidence, i);
      g_autofree char *text = ht_growth_evidence_text (evidence);

      if (evidence->kind == HT_GROWTH_EVIDENCE_FRAME && ++n_frames > MAX_FRAMES)
        continue;
      add_reason (self, HT_GROWTH_MARK_FOR, text);
    }
  if (n_frames > MAX_FRAMES)
    {
      guint n_more = n_frames - MAX_FRAMES;
      g_autofree char *text =
          g_strdup_printf (g_dngettext (NULL, "%u more function of a library is on that stack",
                                        "%u more functions of libraries are on that stack", n_more),
                           n_more);

      add_reason (self, HT_GROWTH_MARK_FOR, text);
    }
}

static void
add_retention (HtGrowthDetails *self, const HtGrowthChain *chain)
{
  double retention = chain->course.retention;
  g_autofree char *text = NULL;

  if (chain->scope != HT_GROWTH_SCOPE_SITE || isnan (retention))
    return;
  /* Translators: a share of what is allocated, in per cent */
  text = g_strdup_printf (_ ("Of what it allocates %.0f %% stays"), retention * 100);
  if (retention >= STAYS)
    add_reason (self, HT_GROWTH_MARK_FOR, text);
  else if (retention < GOES)
    add_reason (self, HT_GROWTH_MARK_AGAINST, text);
}

static void
add_goroutines (HtGrowthDetails *self, const HtGrowthChain *chain)
{
  gboolean any_grows = FALSE;

  for (guint i = 0; i < self->crowds->len; i++)
    any_grows = any_grows || ((const HtGrowthCrowd *) g_ptr_array_index (self->crowds, i))->grows;
  if (any_grows || chain->scope != HT_GROWTH_SCOPE_SITE)
    return;
  if (self->n_goroutine_profiles < 2)
    add_reason (self, HT_GROWTH_MARK_UNKNOWN,
                _ ("Whether goroutines hold it: that takes two goroutine profiles"));
  else if (self->crowds->len > 0)
    add_reason (self, HT_GROWTH_MARK_AGAINST, _ ("Goroutines near it do not become more"));
  else
    add_reason (self, HT_GROWTH_MARK_AGAINST, _ ("No goroutine waits near it"));
}

static void
add_source (HtGrowthDetails *self, const HtGrowthChain *chain, const HtGrowthClues *clues)
{
  if (chain->scope != HT_GROWTH_SCOPE_SITE)
    return;
  if (clues->source == NULL)
    add_reason (self, HT_GROWTH_MARK_UNKNOWN, _ ("Where it is put: set the source folder to see"));
  else if (!has_evidence (chain, HT_GROWTH_EVIDENCE_SOURCE) &&
           !has_evidence (chain, HT_GROWTH_EVIDENCE_BODY))
    add_reason (self, HT_GROWTH_MARK_UNKNOWN, _ ("Where it is put: the source does not show it"));
}

static int
compare_crowds (gconstpointer a, gconstpointer b)
{
  const HtGrowthCrowd *first = *(const HtGrowthCrowd *const *) a;
  const HtGrowthCrowd *second = *(const HtGrowthCrowd *const *) b;

  if (first->grows != second->grows)
    return first->grows ? -1 : 1;
  if (first->last != second->last)
    return first->last > second->last ? -1 : 1;
  return g_strcmp0 (first->function, second->function);
}

/* The stacks of a chain, which need not all be near the same goroutines. */
static GPtrArray *
list_stacks (const HtGrowthChain *chain, const HtGrowthTable *table, const HtCatalog *catalog)
{
  GPtrArray *stacks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_hash_table_add (seen, GUINT_TO_POINTER (chain->node));
  g_ptr_array_add (stacks, ht_growth_calls_new (catalog, chain->node));
  for (guint i = 0; i < chain->rows->len && stacks->len < MAX_STACKS; i++)
    {
      guint32 node = ht_growth_table_get_node (table, g_array_index (chain->rows, guint, i));

      if (g_hash_table_add (seen, GUINT_TO_POINTER (node)))
        g_ptr_array_add (stacks, ht_growth_calls_new (catalog, node));
    }
  return stacks;
}

static gboolean
is_near (const GPtrArray *stacks, const GArray *waiting)
{
  for (guint i = 0; i < stacks->len; i++)
    if (ht_growth_calls_are_near (g_ptr_array_index (stacks, i), waiting))
      return TRUE;
  return FALSE;
}

static void
add_crowds (HtGrowthDetails *self,
            const HtGrowthChain *chain,
            const HtGrowthTable *table,
            const HtCatalog *catalog,
            const HtGrowthGoroutines *goroutines)
{
  g_autoptr (GPtrArray) stacks = list_stacks (chain, table, catalog);

  for (guint i = 0; i < ht_growth_goroutines_get_n_groups (goroutines); i++)
    {
      const HtGrowthWaiters *group = ht_growth_goroutines_get_group (goroutines, i);
      g_autoptr (GArray) theirs = ht_growth_calls_new (catalog, group->node);
      HtGrowthCrowd *crowd;

      if (MAX (group->first, group->last) == 0 ||
          (chain->scope == HT_GROWTH_SCOPE_PROCESS ? group->node != chain->node
                                                   : !is_near (stacks, theirs)))
        continue;
      crowd = g_new0 (HtGrowthCrowd, 1);
      crowd->kind = group->wait.kind;
      crowd->first = group->first;
      crowd->last = group->last;
      crowd->grows = ht_growth_waiters_get_growth (group) > 0;
      crowd->function =
          ht_safe_text_for_terminal (ht_catalog_get_function_name (catalog,
                                                                   group->wait.responsible != 0
                                                                       ? group->wait.responsible
                                                                       : group->wait.function),
                                     -1);
      g_ptr_array_add (self->crowds, crowd);
    }
  g_ptr_array_sort (self->crowds, compare_crowds);
  if (self->crowds->len > MAX_CROWDS)
    g_ptr_array_set_size (self->crowds, MAX_CROWDS);
}

static char *
shorten (const char *name)
{
  g_autofree char *safe = ht_safe_text_for_terminal (name, -1);

  return ht_function_name_shorten (safe, HT_NAME_PLAIN);
}

/* Who keeps memory is often on no stack that allocates it. */
static char *
tell_who (const HtGrowthChain *chain, const HtCatalog *catalog)
{
  g_autoptr (GArray) calls = ht_growth_calls_new (catalog, chain->node);
  g_autofree char *keeper = chain->keeper != NULL ? shorten (chain->keeper) : NULL;
  g_autofree char *function = NULL;

  if (chain->scope == HT_GROWTH_SCOPE_PROCESS)
    return chain->node != 0
               ? g_strdup (_ ("The stack shows who keeps it: the goroutines that wait there."))
               : NULL;
  if (keeper == NULL)
    return g_strdup (_ ("The stack shows who allocates it; who keeps it is not known."));
  if (chain->function != 0 &&
      g_str_equal (ht_catalog_get_function_name (catalog, chain->function), chain->keeper))
    /* Translators: the name of a function */
    return g_strdup_printf (_ ("The stack shows both: %s allocates it and keeps it."), keeper);
  for (guint i = 0; i < calls->len; i++)
    if (g_str_equal (ht_growth_calls_get (calls, i)->function, chain->keeper))
      {
        function = shorten (ht_catalog_get_function_name (catalog, chain->function));
        /* Translators: the names of two functions */
        return g_strdup_printf (_ ("The stack shows both: %s allocates it, %s keeps it."), function,
                                keeper);
      }
  /* Translators: the name of a function */
  return g_strdup_printf (
      _ ("The stack shows who allocates it; %s keeps it, which is not on the stack."), keeper);
}

/**
 * ht_growth_details_new:
 * @chain: a chain
 * @table: the heap profiles that it was found in
 * @catalog: their catalog
 * @clues: what else is known; of them goroutines and source may be %NULL
 *
 * Returns: (transfer full): what is told of it, without the source of its frames
 */
HtGrowthDetails *
ht_growth_details_new (const HtGrowthChain *chain,
                       const HtGrowthTable *table,
                       const HtCatalog *catalog,
                       const HtGrowthClues *clues)
{
  HtGrowthDetails *self = g_new0 (HtGrowthDetails, 1);

  self->reasons = g_ptr_array_new_with_free_func (free_reason);
  self->crowds = g_ptr_array_new_with_free_func (free_crowd);
  self->sources = g_ptr_array_new_with_free_func (free_source);
  ht_growth_holding_find (&self->holding, table, chain);
  if (clues->goroutines != NULL)
    self->n_goroutine_profiles = ht_growth_goroutines_get_n_profiles (clues->goroutines);
  if (chain->course.verdict != HT_GROWTH_GROWING)
    return self;
  if (clues->goroutines != NULL && chain->node != 0)
    add_crowds (self, chain, table, catalog, clues->goroutines);
  self->part = ht_growth_part_new (chain, table);
  add_evidence (self, chain);
  add_retention (self, chain);
  add_goroutines (self, chain);
  add_source (self, chain, clues);
  self->who = tell_who (chain, catalog);
  return self;
}

/* Where the memory is put, if that is in this file: evidence tells "PATH:LINE". */
static gint64
find_kept_line (const HtGrowthChain *chain, const HtSourceFile *file)
{
  for (guint i = 0; file != NULL && i < chain->evidence->len; i++)
    {
      const HtGrowthEvidence *evidence = g_ptr_array_index (chain->evidence, i);
      const char *colon = evidence->kind == HT_GROWTH_EVIDENCE_SOURCE && evidence->names[0] != NULL
                              ? strrchr (evidence->names[0], ':')
                              : NULL;
      gint64 line;

      if (colon != NULL && strlen (file->path) == (gsize) (colon - evidence->names[0]) &&
          g_str_has_prefix (evidence->names[0], file->path) &&
          g_ascii_string_to_signed (colon + 1, 10, 1, G_MAXINT32, &line, NULL))
        return line;
    }
  return 0;
}

static HtGrowthFrameSource *
make_source (const HtGrowthCall *call,
             guint32 function,
             const HtGrowthChain *chain,
             const HtSourceTree *tree,
             const HtGrowthLines *lines)
{
  HtGrowthFrameSource *source = g_new0 (HtGrowthFrameSource, 1);
  gint64 from_line = call->line;
  gint64 to_line = from_line;

  source->figures = ht_growth_lines_find (lines, chain, function);
  source->kept_line =
      find_kept_line (chain,
                      *call->file != '\0' ? ht_source_tree_find_file (tree, call->file) : NULL);
  for (guint i = 0; i < source->figures->len; i++)
    {
      gint64 line = g_array_index (source->figures, HtGrowthLineFigures, i).line;

      from_line = MIN (from_line, line);
      to_line = MAX (to_line, line);
    }
  if (ABS (source->kept_line - call->line) < NEAR_LINES)
    {
      from_line = MIN (from_line, source->kept_line);
      to_line = MAX (to_line, source->kept_line);
    }
  source->snippet =
      ht_source_snippet_new (tree, call->function, call->file, call->line, from_line, to_line);
  return source;
}

/**
 * ht_growth_details_add_sources:
 * @details: the details of @chain
 * @chain: a chain
 * @catalog: its catalog
 * @tree: the source of the program
 * @lines: what each line holds
 *
 * Adds the source around those frames of its stack that are the program's own.
 */
void
ht_growth_details_add_sources (HtGrowthDetails *details,
                               const HtGrowthChain *chain,
                               const HtCatalog *catalog,
                               const HtSourceTree *tree,
                               const HtGrowthLines *lines)
{
  g_autoptr (GArray) calls = ht_growth_calls_new (catalog, chain->node);
  guint32 node = chain->node;

  for (guint i = 0; i < calls->len; i++)
    {
      const HtGrowthCall *call = ht_growth_calls_get (calls, i);
      guint32 frame = ht_call_tree_frame (catalog->tree, node);

      g_ptr_array_insert (
          details->sources, 0,
          call->is_own
              ? make_source (call, ht_symbols_get_frame (catalog->symbols, frame)->function, chain,
                             tree, lines)
              : NULL);
      node = ht_call_tree_parent (catalog->tree, node);
    }
}

/**
 * ht_growth_details_free:
 * @details: (transfer full) (nullable): the details
 */
void
ht_growth_details_free (HtGrowthDetails *details)
{
  if (details == NULL)
    return;
  ht_growth_part_free (details->part);
  g_free (details->who);
  g_ptr_array_unref (details->reasons);
  g_ptr_array_unref (details->crowds);
  g_ptr_array_unref (details->sources);
  g_free (details);
}

/**
 * ht_growth_mark_text:
 * @mark: what a reason is worth
 *
 * Returns: that in a word, in the user's language
 */
const char *
ht_growth_mark_text (HtGrowthMark mark)
{
  static const char *const texts[] = {
    [HT_GROWTH_MARK_FOR] = N_ ("speaks for it"),
    [HT_GROWTH_MARK_AGAINST] = N_ ("does not speak for it"),
    [HT_GROWTH_MARK_UNKNOWN] = N_ ("not known"),
  };

  return _ (texts[mark]);
}

/**
 * ht_growth_mark_sign:
 * @mark: what a reason is worth
 *
 * Returns: a sign for it
 */
const char *
ht_growth_mark_sign (HtGrowthMark mark)
{
  static const char *const signs[] = {
    [HT_GROWTH_MARK_FOR] = "✓",
    [HT_GROWTH_MARK_AGAINST] = "–",
    [HT_GROWTH_MARK_UNKNOWN] = "?",
  };

  return signs[mark];
}

static const char *
get_state_text (HtGoroutineWaitKind kind)
{
  static const char *const texts[] = {
    [HT_GOROUTINE_WAIT_OTHER] = N_ ("They run, or wait for something else."),
    [HT_GOROUTINE_WAIT_SEND] = N_ ("They wait to send to a channel."),
    [HT_GOROUTINE_WAIT_RECEIVE] = N_ ("They wait to receive from a channel."),
    [HT_GOROUTINE_WAIT_SELECT] = N_ ("They wait in a select."),
    [HT_GOROUTINE_WAIT_LOCK] = N_ ("They wait for a mutex."),
    [HT_GOROUTINE_WAIT_SLEEP] = N_ ("They wait for a time to pass."),
    [HT_GOROUTINE_WAIT_HTTP] = N_ ("They wait for an HTTP connection."),
  };

  return _ (texts[kind]);
}

/**
 * ht_growth_crowd_text:
 * @crowd: some goroutines
 *
 * Returns: (transfer full): how many there are, were at first, and what they wait for
 */
char *
ht_growth_crowd_text (const HtGrowthCrowd *crowd)
{
  g_autofree char *name = ht_function_name_shorten (crowd->function, HT_NAME_PLAIN);
  g_autofree char *first = ht_format_count (crowd->first);
  g_autofree char *last = ht_format_count (crowd->last);
  gulong n = (gulong) MAX (crowd->last, 0);
  g_autofree char *text = NULL;

  if (crowd->grows)
    /* Translators: a function, how many goroutines there are in it, and were at first */
    text = g_strdup_printf (g_dngettext (NULL, "%s: %s goroutine, %s at first: ever more.",
                                         "%s: %s goroutines, %s at first: ever more.", n),
                            name, last, first);
  else
    /* Translators: a function, how many goroutines there are in it, and were at first */
    text = g_strdup_printf (g_dngettext (NULL, "%s: %s goroutine, %s at first.",
                                         "%s: %s goroutines, %s at first.", n),
                            name, last, first);
  return g_strjoin (" ", text, get_state_text (crowd->kind), NULL);
}
