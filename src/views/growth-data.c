/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-data.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "escape-file.h"
#include "growth-branches.h"
#include "growth-class.h"
#include "growth-evidence-text.h"
#include "growth-known.h"
#include "growth-process-load.h"
#include "growth-sentence.h"
#include "record-sink.h"
#include "safe-text.h"

/* Of so many sites it is looked up where their growth joins. */
#define N_LEADING 10

/* What growth is found in. */
typedef struct
{
  /* Borrowed */
  const HtGrowthTable *table;
  const HtCatalog *catalog;
  const HtGrowthProcess *process; /* NULL if nothing else is known */
  const HtGrowthUsage *usage;
  const HtGrowthClasses *classes; /* NULL to leave out why it grows */
  const HtSourceTree *source;     /* NULL if unknown */
  const HtEscapeNotes *escapes;   /* NULL if unknown */
  const GPtrArray *known;         /* NULL if nothing is set aside */
  const char *target;

  gint64 from_ns;
  gint64 to_ns;
  gint64 start_ns;
} Sources;

/* So many parts of a file's path are shown. */
#define N_PATH_PARTS 2

static void
frame_free (gpointer data)
{
  HtGrowthFrame *frame = data;

  g_free (frame->function);
  g_free (frame->place);
  g_free (frame);
}

static void
site_free (gpointer data)
{
  HtGrowthSite *site = data;

  g_array_unref (site->points);
  g_ptr_array_unref (site->stack);
  g_array_unref (site->steps);
  g_free (site->class_name);
  g_free (site->title);
  g_free (site->remedy);
  g_free (site->keeper);
  g_ptr_array_unref (site->evidence);
  g_free (site->spread);
  g_free (site->chain);
  g_free (site->reason);
  ht_growth_details_free (site->details);
  g_ptr_array_unref (site->candidates);
  g_free (site);
}

static char *
make_place (const char *file, gint64 line)
{
  g_autofree char *shown = NULL;
  const char *end = file + strlen (file);
  const char *from = end;

  if (*file == '\0')
    return NULL;
  for (guint parts = 0; from > file; from--)
    if (from[-1] == '/' && ++parts == N_PATH_PARTS)
      break;
  shown = ht_safe_text_for_terminal (from, end - from);
  if (line <= 0)
    return g_steal_pointer (&shown);
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, shown, line);
}

static HtGrowthFrame *
make_frame (const HtCatalog *catalog, guint32 node)
{
  HtGrowthFrame *made = g_new0 (HtGrowthFrame, 1);
  const HtFrame *frame =
      ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));
  const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);
  const char *name = ht_strings_get (catalog->strings, function->name);
  const char *file = ht_strings_get (catalog->strings, function->file);

  made->function = ht_safe_text_for_terminal (name, (gssize) ht_strings_length (catalog->strings,
                                                                                function->name));
  made->place = make_place (file, frame->line);
  made->origin = ht_frame_origin (name, file);
  return made;
}

static void
add_stack (HtGrowthSite *site, const HtCatalog *catalog, guint32 node)
{
  for (guint32 at = node; at != 0; at = ht_call_tree_parent (catalog->tree, at))
    g_ptr_array_insert (site->stack, 0, make_frame (catalog, at));
  site->responsible = (int) site->stack->len - 1;
  while (site->responsible >= 0 &&
         ((const HtGrowthFrame *) g_ptr_array_index (site->stack, (guint) site->responsible))
                 ->origin != HT_FRAME_OWN)
    site->responsible--;
}

static void
add_steps (HtGrowthSite *site,
           const HtGrowthTable *table,
           const HtCatalog *catalog,
           const HtGrowthChain *chain,
           double total_rate)
{
  g_autoptr (GArray) branches = ht_growth_branches_find (table, catalog, chain);
  guint frame = 0;

  for (guint i = 0; i < branches->len; i++)
    {
      const HtGrowthBranch *branch = &g_array_index (branches, HtGrowthBranch, i);
      HtGrowthStep step = {
        .frame = frame + branch->n_frames - 1,
        .n_frames = branch->n_frames,
        .rate = branch->growth.rate,
        .share = total_rate > 0 ? CLAMP (branch->growth.rate / total_rate, 0, 1) : NAN,
      };

      frame += branch->n_frames;
      g_array_append_val (site->steps, step);
    }
}

/* What is in no heap profile has figures of its own. */
static void
add_figures (HtGrowthSite *site, const HtGrowthChain *chain)
{
  const HtGrowthFit *now = &chain->course.now;
  const double *times_s = ht_growth_track_get_times (chain->track);
  guint n = ht_growth_track_get_n_epochs (chain->track);
  gint64 begin_ns = chain->since_ns - (gint64) (times_s[chain->course.start] * 1e9);

  for (guint i = 0; i < n; i++)
    {
      HtGrowthPoint point = {
        .time_ns = begin_ns + (gint64) (times_s[i] * 1e9),
        .bytes = ht_growth_track_get_inuse (chain->track)[i],
      };

      g_array_append_val (site->points, point);
    }
  site->line = (HtGrowthLine){
    .from_ns = g_array_index (site->points, HtGrowthPoint, now->first).time_ns,
    .to_ns = g_array_index (site->points, HtGrowthPoint, now->first + now->n_epochs - 1).time_ns,
    .base = now->base,
    .rate = now->rate,
    .low = now->low,
    .high = now->high,
  };
}

static const char *
describe (const HtGrowthChain *chain)
{
  if (g_strcmp0 (chain->class_name, "offheap-mmap") == 0)
    return _ ("Memory that is not Go's own");
  if (g_strcmp0 (chain->class_name, "fragmentation") == 0)
    return _ ("Free room in spans of the heap");
  return _ ("Stacks of goroutines");
}

/* Goroutines stand in functions of the runtime, all in the same: what is shown ends with who
 * waits. */
static void
add_waiting_stack (HtGrowthSite *site, const HtCatalog *catalog, const HtGrowthChain *chain)
{
  guint32 node = chain->node;

  if (node == 0)
    {
      HtGrowthFrame *made = g_new0 (HtGrowthFrame, 1);

      made->function = g_strdup (describe (chain));
      made->origin = HT_FRAME_RUNTIME;
      g_ptr_array_add (site->stack, made);
      site->responsible = -1;
      return;
    }
  while (node != 0)
    {
      guint32 frame = ht_call_tree_frame (catalog->tree, node);

      if (ht_symbols_get_frame (catalog->symbols, frame)->function == chain->function)
        break;
      node = ht_call_tree_parent (catalog->tree, node);
    }
  add_stack (site, catalog, node != 0 ? node : chain->node);
}

static void
add_points (HtGrowthSite *site, const HtGrowthTable *table, const HtGrowthChain *chain)
{
  g_autoptr (HtGrowthTrack) track =
      ht_growth_table_make_track (table, (const guint *) chain->rows->data, chain->rows->len);
  guint n_epochs = ht_growth_track_get_n_epochs (track);
  const HtGrowthFit *now = &chain->course.now;

  for (guint i = 0; i < n_epochs; i++)
    {
      HtGrowthPoint point = {
        .time_ns = ht_growth_table_get_time (table, i),
        .bytes = ht_growth_track_get_inuse (track)[i],
      };

      g_array_append_val (site->points, point);
    }
  if (now->n_epochs < 2 || now->first + now->n_epochs > n_epochs)
    return;
  site->line = (HtGrowthLine){
    .from_ns = ht_growth_table_get_time (table, now->first),
    .to_ns = ht_growth_table_get_time (table, now->first + now->n_epochs - 1),
    .base = now->base,
    .rate = now->rate,
    .low = now->low,
    .high = now->high,
  };
}

static char *
copy_safe (const char *text)
{
  return text != NULL ? ht_safe_text_for_terminal (text, -1) : NULL;
}

static void
add_cause (HtGrowthSite *site, const HtGrowthChain *chain)
{
  site->class_name = copy_safe (chain->class_name);
  site->title = copy_safe (ht_growth_class_text (chain->title));
  site->remedy = copy_safe (ht_growth_class_text (chain->remedy));
  site->keeper = copy_safe (chain->keeper);
  site->candidates = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < chain->candidates->len; i++)
    g_ptr_array_add (site->candidates, copy_safe (g_ptr_array_index (chain->candidates, i)));
  site->evidence = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < chain->evidence->len; i++)
    {
      g_autofree char *text = ht_growth_evidence_text (g_ptr_array_index (chain->evidence, i));

      g_ptr_array_add (site->evidence, copy_safe (text));
    }
}

static void
add_known (HtGrowthSite *site, const HtGrowthChain *chain)
{
  site->chain = g_strdup (chain->key);
  site->reason = chain->known != NULL ? copy_safe (chain->known->reason) : NULL;
  site->known_rate = chain->known != NULL ? chain->known->rate : NAN;
  site->known_since_ns = chain->known != NULL ? chain->known->since_ns : HT_UNKNOWN;
  site->is_set_aside = chain->is_set_aside;
}

static HtGrowthSite *
site_new (const HtGrowthTable *table, const HtCatalog *catalog, const HtGrowthChain *chain)
{
  HtGrowthSite *site = g_new0 (HtGrowthSite, 1);

  site->scope = chain->scope;
  site->course = chain->course;
  site->share = chain->share;
  site->confidence = chain->confidence;
  site->last_bytes = chain->last_bytes;
  site->since_ns = chain->since_ns;
  site->points = g_array_new (FALSE, FALSE, sizeof (HtGrowthPoint));
  site->stack = g_ptr_array_new_with_free_func (frame_free);
  site->steps = g_array_new (FALSE, FALSE, sizeof (HtGrowthStep));
  add_cause (site, chain);
  add_known (site, chain);
  if (chain->scope == HT_GROWTH_SCOPE_PROCESS)
    {
      add_figures (site, chain);
      add_waiting_stack (site, catalog, chain);
      return site;
    }
  add_points (site, table, chain);
  add_stack (site, catalog, chain->node);
  return site;
}

/* What ails the collector is no growth, and has no figures. */
static void
add_note (HtGrowthData *self, const HtGrowthChain *chain)
{
  g_autoptr (GString) note = g_string_new (NULL);

  for (guint i = 0; i < chain->evidence->len; i++)
    {
      g_autofree char *text = ht_growth_evidence_text (g_ptr_array_index (chain->evidence, i));

      g_string_append_printf (note, "%s%s", i > 0 ? " " : "", text);
    }
  if (chain->remedy != NULL)
    g_string_append_printf (note, " %s", ht_growth_class_text (chain->remedy));
  if (note->len > 0)
    g_ptr_array_add (self->notes, copy_safe (note->str));
}

static void
show_point (HtGrowthData *self, const HtGrowthPoint *point)
{
  self->greatest = MAX (self->greatest, point->bytes);
  self->shown_from_ns = MIN (self->shown_from_ns, point->time_ns);
  self->shown_to_ns = MAX (self->shown_to_ns, point->time_ns);
}

static HtGrowthClues
make_clues (const Sources *sources)
{
  const HtGrowthProcess *process = sources->process;

  return (HtGrowthClues){ .classes = sources->classes,
                          .goroutines = process != NULL ? process->goroutines : NULL,
                          .source = sources->source,
                          .escapes = sources->escapes,
                          .runtime = process != NULL ? process->runtime : NULL,
                          .types = process != NULL ? process->types : NULL };
}

static void
add_sites (HtGrowthData *self, const Sources *sources, const HtGrowthReport *report)
{
  const HtGrowthClues clues = make_clues (sources);
  g_autoptr (HtGrowthLines) lines =
      sources->source != NULL ? ht_growth_lines_new (sources->table, sources->catalog) : NULL;

  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);
      HtGrowthSite *site;

      if (chain->scope == HT_GROWTH_SCOPE_PROCESS && chain->track == NULL)
        {
          add_note (self, chain);
          continue;
        }
      site = site_new (sources->table, sources->catalog, chain);
      ht_growth_forecast_get_chain (&self->forecast, chain, &site->eta);
      site->details = ht_growth_details_new (chain, sources->table, sources->catalog, &clues);
      if (lines != NULL && i < N_LEADING)
        ht_growth_details_add_sources (site->details, chain, sources->catalog, sources->source,
                                       lines);
      g_ptr_array_add (self->sites, site);
      for (guint j = 0; j < site->points->len; j++)
        show_point (self, &g_array_index (site->points, HtGrowthPoint, j));
      if (!ht_growth_site_is_growing (site))
        continue;
      if (site->is_set_aside)
        self->n_set_aside++;
      else
        self->n_growing++;
      if (i < N_LEADING && chain->scope == HT_GROWTH_SCOPE_SITE)
        add_steps (site, sources->table, sources->catalog, chain, report->total.now.rate);
    }
}

/* They name functions, so they are made while the catalog is at hand. */
static void
add_sentences (HtGrowthData *self, const Sources *sources, const HtGrowthReport *report)
{
  for (guint i = 0; i < HT_GROWTH_N_DISPLAYS; i++)
    {
      g_autofree char *sentence = ht_growth_sentence (report, &self->forecast, sources->catalog,
                                                      (HtTimeDisplay) i, sources->start_ns);

      self->sentences[i] = copy_safe (sentence);
    }
}

static HtGrowthData *
show_report (const Sources *sources, const HtGrowthReport *report, const HtGrowthForecast *forecast)
{
  HtGrowthData *self = g_atomic_rc_box_new0 (HtGrowthData);

  self->target = copy_safe (sources->target);
  self->forecast = *forecast;
  self->verdict = report->verdict;
  self->total = report->total;
  self->from_ns = report->from_ns;
  self->to_ns = report->to_ns;
  self->asked_from_ns = sources->from_ns;
  self->asked_to_ns = sources->to_ns;
  self->n_states = report->n_epochs;
  self->n_lives = report->n_lives;
  self->since_ns = report->since_ns;
  self->sites = g_ptr_array_new_with_free_func (site_free);
  self->heap = ht_growth_list_heap (sources->table);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->remarks = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_note_free);
  self->shown_from_ns = G_MAXINT64;
  self->shown_to_ns = G_MININT64;
  add_sites (self, sources, report);
  add_sentences (self, sources, report);
  return self;
}

static HtGrowthData *
make_data (const Sources *sources)
{
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (sources->table, sources->catalog);
  HtGrowthForecast forecast;

  if (sources->process != NULL)
    ht_growth_process_judge (sources->process, sources->table, sources->catalog, report);
  if (sources->classes != NULL)
    {
      const HtGrowthClues clues = make_clues (sources);

      ht_growth_report_classify (report, sources->table, sources->catalog, &clues);
    }
  ht_growth_forecast_make (&forecast, report, sources->usage);
  if (sources->known != NULL)
    ht_growth_report_set_aside (report, sources->catalog, sources->known);
  return show_report (sources, report, &forecast);
}

/**
 * ht_growth_data_new:
 * @table: the heap profiles of a process
 * @catalog: the catalog of @table
 *
 * Finds what of the heap grows. What is found refers neither to @table nor to @catalog.
 *
 * Returns: (transfer full): what is shown of it
 */
HtGrowthData *
ht_growth_data_new (const HtGrowthTable *table, const HtCatalog *catalog)
{
  return ht_growth_data_new_of_process (table, catalog, NULL, NULL);
}

/**
 * ht_growth_data_new_of_process:
 * @table: the heap profiles of a process
 * @catalog: the catalog of @table
 * @process: (nullable): what is known of it beside them
 * @usage: (nullable): what it uses, and its limits
 *
 * Finds what grows, in the heap and beside it. What is found refers to none of these.
 *
 * Returns: (transfer full): what is shown of it
 */
HtGrowthData *
ht_growth_data_new_of_process (const HtGrowthTable *table,
                               const HtCatalog *catalog,
                               const HtGrowthProcess *process,
                               const HtGrowthUsage *usage)
{
  g_autoptr (HtGrowthUsage) unknown = ht_growth_usage_new ();
  const Sources sources = {
    .table = table,
    .catalog = catalog,
    .process = process,
    .usage = usage != NULL ? usage : unknown,
    .target = "",
    .from_ns = G_MININT64,
    .to_ns = G_MAXINT64,
  };

  return make_data (&sources);
}

/**
 * ht_growth_data_new_of_report:
 * @report: what grows, judged and classified
 * @forecast: when that reaches a limit
 * @table: the heap profiles that @report was made of
 * @catalog: the catalog of @table
 * @process: (nullable): what is known of the process beside them
 * @source: (nullable): the source of the program
 * @target: name of the process
 * @start_ns: begin of the recording, for times since start
 *
 * Shows what somebody else has found. What is shown refers to none of these.
 *
 * Returns: (transfer full): what is shown of it
 */
HtGrowthData *
ht_growth_data_new_of_report (const HtGrowthReport *report,
                              const HtGrowthForecast *forecast,
                              const HtGrowthTable *table,
                              const HtCatalog *catalog,
                              const HtGrowthProcess *process,
                              const HtSourceTree *source,
                              const char *target,
                              gint64 start_ns)
{
  const Sources sources = {
    .table = table,
    .catalog = catalog,
    .process = process,
    .source = source,
    .target = target,
    .from_ns = G_MININT64,
    .to_ns = G_MAXINT64,
    .start_ns = start_ns,
  };

  return show_report (&sources, report, forecast);
}

static char *
find_name (HtRecording *recording, gint64 target, GError **error)
{
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, error);

  for (guint i = 0; targets != NULL && i < targets->len; i++)
    {
      const HtTarget *found = g_ptr_array_index (targets, i);

      if (found->id == target)
        return g_strdup (found->name);
    }
  return targets != NULL ? g_strdup ("") : NULL;
}

/**
 * ht_growth_question_init:
 * @question: (out caller-allocates): the question
 * @target: id of a target
 *
 * Asks for all of the time of a target, without any knowledge of the user's.
 */
void
ht_growth_question_init (HtGrowthQuestion *question, gint64 target)
{
  *question = (HtGrowthQuestion){ .target = target, .from_ns = G_MININT64, .to_ns = G_MAXINT64 };
  for (guint i = 0; i < HT_GROWTH_N_LIMITS; i++)
    question->limits[i] = HT_UNKNOWN;
}

/* The source, or why there is none: what grows can be told without. */
static HtSourceTree *
get_source (const HtGrowthQuestion *question, GCancellable *cancellable, char **problem)
{
  g_autoptr (HtSourceTree) source = NULL;
  g_autoptr (GError) error = NULL;

  if (question->source_root == NULL)
    return NULL;
  if (question->source != NULL)
    return ht_source_tree_ref (question->source);
  source = ht_source_tree_load (question->source_root, cancellable, &error);
  if (source != NULL && ht_source_tree_get_n_files (source) > 0)
    return g_steal_pointer (&source);
  if (source == NULL)
    /* Translators: what went wrong */
    *problem = g_strdup_printf (_ ("The source cannot be read: %s"), error->message);
  else
    /* Translators: a folder */
    *problem = g_strdup_printf (_ ("No files of Go are in %s"), question->source_root);
  return NULL;
}

/* What the compiler says, or why nobody knows. */
static HtEscapeNotes *
get_escapes (const HtGrowthQuestion *question, char **problem)
{
  g_autoptr (GError) error = NULL;
  HtEscapeNotes *escapes;

  if (question->escape_file == NULL)
    return NULL;
  if (question->escapes != NULL)
    return ht_escape_notes_ref (question->escapes);
  escapes = ht_escape_file_load (question->escape_file, &error);
  if (escapes == NULL)
    /* Translators: what went wrong */
    *problem = g_strdup_printf (_ ("The compiler’s notes cannot be read: %s"), error->message);
  return escapes;
}

/* What the user knows better counts. */
static void
apply_limits (HtGrowthUsage *usage, const HtGrowthQuestion *question)
{
  for (guint i = 0; i < HT_GROWTH_N_LIMITS; i++)
    if (question->limits[i] != HT_UNKNOWN)
      usage->limits[i] = question->limits[i];
}

/**
 * ht_growth_data_load:
 * @recording: a recording
 * @question: what to look for
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR, %HT_ANALYSIS_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads what is known of a range of time and finds what grows, why, and when that reaches a limit.
 *
 * Returns: (transfer full): what is shown of it, or %NULL with @error set
 */
HtGrowthData *
ht_growth_data_load (HtRecording *recording,
                     const HtGrowthQuestion *question,
                     GCancellable *cancellable,
                     GError **error)
{
  gint64 target = question->target;
  gint64 from_ns = question->from_ns;
  gint64 to_ns = question->to_ns;
  g_autofree char *name = find_name (recording, target, error);
  g_autoptr (HtGrowthClasses) classes =
      name != NULL ? ht_growth_classes_new_with_users (error) : NULL;
  g_autoptr (HtGrowthFollower) follower = question->follower != NULL
                                              ? ht_growth_follower_ref (question->follower)
                                              : ht_growth_follower_new ();
  const HtGrowthTable *table = classes != NULL
                                   ? ht_growth_follower_read (follower, recording, target, from_ns,
                                                              to_ns, cancellable, error)
                                   : NULL;
  g_autoptr (HtGrowthProcess) process =
      table != NULL ? ht_growth_process_load (recording, target, from_ns, to_ns, cancellable, error)
                    : NULL;
  const HtCatalog *catalog = process != NULL ? ht_recording_get_catalog (recording, error) : NULL;
  g_autoptr (HtGrowthUsage) usage = NULL;
  g_autoptr (HtSourceTree) source = NULL;
  g_autofree char *source_problem = NULL;
  g_autoptr (HtEscapeNotes) escapes = NULL;
  g_autofree char *escape_problem = NULL;
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (GPtrArray) remarks = NULL;
  gint64 recorded[HT_GROWTH_N_LIMITS];
  HtGrowthData *data;

  if (catalog == NULL)
    return NULL;
  /* What was before the first heap may have been another process. */
  if (ht_growth_table_get_n_epochs (table) > 0)
    from_ns = ht_growth_table_get_time (table, 0);
  usage = ht_growth_usage_load (recording, target, from_ns, to_ns, error);
  known = usage != NULL ? ht_recording_list_known_growth (recording, target, error) : NULL;
  remarks = known != NULL ? ht_recording_list_notes (recording, target, error) : NULL;
  if (remarks == NULL)
    return NULL;
  memcpy (recorded, usage->limits, sizeof recorded);
  apply_limits (usage, question);
  source = get_source (question, cancellable, &source_problem);
  escapes = get_escapes (question, &escape_problem);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  const Sources sources = {
    .table = table,
    .catalog = catalog,
    .process = process,
    .usage = usage,
    .classes = classes,
    .source = source,
    .escapes = escapes,
    .known = known,
    .target = name,
    .from_ns = question->from_ns,
    .to_ns = question->to_ns,
    .start_ns = question->start_ns,
  };

  data = make_data (&sources);
  ht_growth_data_take_remarks (data, g_steal_pointer (&remarks));
  memcpy (data->recorded_limits, recorded, sizeof recorded);
  data->source = g_steal_pointer (&source);
  data->source_problem = copy_safe (source_problem);
  data->escapes = g_steal_pointer (&escapes);
  data->escape_problem = copy_safe (escape_problem);
  return data;
}

/**
 * ht_growth_data_take_remarks:
 * @data: data that nobody else has yet
 * @remarks: (transfer full) (element-type HtNote): what people wrote down
 *
 * Puts notes beside what grows.
 */
void
ht_growth_data_take_remarks (HtGrowthData *data, GPtrArray *remarks)
{
  g_clear_pointer (&data->remarks, g_ptr_array_unref);
  data->remarks = remarks;
}

/**
 * ht_growth_data_tell_spread:
 * @data: data that nobody else has yet
 * @chain: a chain of which a site was made, that has a key
 * @spread: in how many processes of the service it grows
 *
 * Puts beside a site where else it grows.
 */
void
ht_growth_data_tell_spread (HtGrowthData *data,
                            const HtGrowthChain *chain,
                            const HtGrowthSpread *spread)
{
  for (guint i = 0; i < data->sites->len; i++)
    {
      HtGrowthSite *site = g_ptr_array_index (data->sites, i);

      if (g_strcmp0 (site->chain, chain->key) != 0)
        continue;
      g_free (site->spread);
      site->spread = ht_growth_spread_text (spread);
    }
}

/**
 * ht_growth_data_ref:
 * @data: the data
 *
 * Returns: (transfer full): @data
 */
HtGrowthData *
ht_growth_data_ref (HtGrowthData *data)
{
  return g_atomic_rc_box_acquire (data);
}

static void
clear (gpointer data)
{
  HtGrowthData *self = data;

  g_ptr_array_unref (self->sites);
  g_array_unref (self->heap);
  g_ptr_array_unref (self->notes);
  g_ptr_array_unref (self->remarks);
  g_free (self->target);
  for (guint i = 0; i < HT_GROWTH_N_DISPLAYS; i++)
    g_free (self->sentences[i]);
  g_clear_pointer (&self->source, ht_source_tree_unref);
  g_free (self->source_problem);
  g_clear_pointer (&self->escapes, ht_escape_notes_unref);
  g_free (self->escape_problem);
}

/**
 * ht_growth_data_unref:
 * @data: (transfer full): the data
 */
void
ht_growth_data_unref (HtGrowthData *data)
{
  g_atomic_rc_box_release_full (data, clear);
}

/**
 * ht_growth_site_get_frame:
 * @site: a site
 *
 * Returns: (transfer none): the frame that allocates
 */
const HtGrowthFrame *
ht_growth_site_get_frame (const HtGrowthSite *site)
{
  static const HtGrowthFrame unknown = { .origin = HT_FRAME_RUNTIME, .function = (char *) "?" };

  return site->stack->len > 0 ? g_ptr_array_index (site->stack, site->stack->len - 1) : &unknown;
}

/**
 * ht_growth_site_get_responsible:
 * @site: a site
 *
 * Returns: (transfer none) (nullable): the nearest frame of the program's own on behalf of which
 *   another allocates; %NULL if there is none, or if it allocates itself
 */
const HtGrowthFrame *
ht_growth_site_get_responsible (const HtGrowthSite *site)
{
  if (site->responsible < 0 || site->responsible == (int) site->stack->len - 1)
    return NULL;
  return g_ptr_array_index (site->stack, (guint) site->responsible);
}

/**
 * ht_growth_site_is_growing:
 * @site: a site
 *
 * Returns: whether it is called growing
 */
gboolean
ht_growth_site_is_growing (const HtGrowthSite *site)
{
  return site->course.verdict == HT_GROWTH_GROWING;
}

/**
 * ht_growth_data_what_if:
 * @data: what was found
 * @sites: (element-type guint): indices of sites; those that do not grow are passed over
 * @stopped_ns: when they are to have stopped growing, ns since 1970; %HT_UNKNOWN for each when it
 *   began
 * @what_if: (out caller-allocates): what would be
 */
void
ht_growth_data_what_if (const HtGrowthData *data,
                        const GArray *sites,
                        gint64 stopped_ns,
                        HtGrowthWhatIf *what_if)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  for (guint i = 0; i < sites->len; i++)
    {
      const HtGrowthSite *site = g_ptr_array_index (data->sites, g_array_index (sites, guint, i));

      if (site->details->part != NULL)
        g_ptr_array_add (parts, site->details->part);
    }
  ht_growth_what_if_init (what_if, data->heap, &data->forecast, parts, stopped_ns,
                          parts->len < data->n_growing + data->n_set_aside);
}

/**
 * ht_growth_site_fill_chart:
 * @site: a site of @data
 * @data: what was found
 * @chart: (out caller-allocates): what to draw of it; borrows from @site
 */
void
ht_growth_site_fill_chart (const HtGrowthSite *site, const HtGrowthData *data, HtGrowthChart *chart)
{
  *chart = (HtGrowthChart){
    .points = site->points,
    .line = site->line,
    .from_ns = data->shown_from_ns,
    .to_ns = data->shown_to_ns,
    .start_ns = data->shown_from_ns,
    .grows = ht_growth_site_is_growing (site),
  };
}
