/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "escape-file.h"
#include "growth-aside.h"
#include "growth-class.h"
#include "growth-evidence-text.h"
#include "growth-file.h"
#include "growth-forecast.h"
#include "growth-json.h"
#include "growth-known.h"
#include "growth-load.h"
#include "growth-process-load.h"
#include "growth-report.h"
#include "growth-sentence.h"
#include "growth-targets.h"
#include "growth-without.h"
#include "input-notes.h"
#include "input.h"
#include "json-writer.h"
#include "safe-text.h"
#include "text-table.h"
#include "timestamps.h"
#include "units.h"

#include <math.h>

static const HtCommandSyntax syntax = {
  .name = "growth",
  .arguments = "INPUT…",
  .summary = "Shows which call chains grow.",
  .details = "Compares the heap profiles of a process, with the error that their sampling has. Of\n"
             "several processes it tells in how many a chain grows.",
  .min_arguments = 1,
  .max_arguments = G_MAXINT,
};

/* What the command line asks for. */
typedef struct
{
  gboolean as_json;
  gboolean as_file;
  HtGrowthFormat format;
  gint64 from_ns;
  gint64 to_ns;
  gint64 limit_bytes;
  gint64 memory_limit_bytes;
  gint64 at_ns;

  /* Owned */
  HtAuthOptions auth;
  char *target;
  char *as;
  char *output;
  char *from;
  char *to;
  char *limit;
  char *memory_limit;
  char *source;
  char *escape;
  char *known;
  char *without;
  char *at;
} Request;

/* What is said of a process. */
typedef struct
{
  /* Owned */
  HtGrowthTable *table;
  HtGrowthReport *report;
  HtGrowthUsage *usage;
  HtGrowthTargets *targets;
  HtGrowthProcess *process;
  HtSourceTree *source; /* NULL if none was given */
  HtGrowthForecast forecast;
  HtGrowthWithout without; /* with a text only if it was asked for */

  /* Borrowed */
  const HtTarget *target;
  const HtCatalog *catalog;
} Answer;

static void
request_clear (Request *request)
{
  ht_auth_options_clear (&request->auth);
  g_free (request->target);
  g_free (request->as);
  g_free (request->output);
  g_free (request->from);
  g_free (request->to);
  g_free (request->limit);
  g_free (request->memory_limit);
  g_free (request->source);
  g_free (request->escape);
  g_free (request->known);
  g_free (request->without);
  g_free (request->at);
}

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->table, ht_growth_table_free);
  g_clear_pointer (&answer->report, ht_growth_report_free);
  g_clear_pointer (&answer->usage, ht_growth_usage_free);
  g_clear_pointer (&answer->targets, ht_growth_targets_free);
  g_clear_pointer (&answer->process, ht_growth_process_free);
  g_clear_pointer (&answer->source, ht_source_tree_unref);
  ht_growth_without_clear (&answer->without);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static const char *
verdict_name (HtGrowthVerdict verdict)
{
  static const char *const names[] = {
    [HT_GROWTH_TOO_LITTLE_DATA] = "too-little-data",
    [HT_GROWTH_STEADY] = "steady",
    [HT_GROWTH_CHURN] = "churn",
    [HT_GROWTH_FLATTENING] = "flattening",
    [HT_GROWTH_GROWING] = "growing",
  };

  return names[verdict];
}

static void
write_frames (HtJsonWriter *json, const HtCatalog *catalog, guint32 node)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (; node != 0; node = ht_call_tree_parent (catalog->tree, node))
    {
      guint32 frame = ht_call_tree_frame (catalog->tree, node);
      guint32 function = ht_symbols_get_frame (catalog->symbols, frame)->function;

      g_ptr_array_add (names, (gpointer) ht_catalog_get_function_name (catalog, function));
    }
  ht_json_writer_member (json, "frames");
  ht_json_writer_begin_array (json);
  for (guint i = names->len; i-- > 0;)
    ht_json_writer_string (json, g_ptr_array_index (names, i), -1);
  ht_json_writer_end_array (json);
}

static void
write_strings (HtJsonWriter *json, const char *name, const GPtrArray *strings)
{
  ht_json_writer_member (json, name);
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < strings->len; i++)
    ht_json_writer_string (json, g_ptr_array_index (strings, i), -1);
  ht_json_writer_end_array (json);
}

static void
write_evidence (HtJsonWriter *json, const GPtrArray *evidence)
{
  ht_json_writer_member (json, "evidence");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < evidence->len; i++)
    {
      g_autofree char *text = ht_growth_evidence_text (g_ptr_array_index (evidence, i));

      ht_json_writer_string (json, text, -1);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_member (json, "facts");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < evidence->len; i++)
    {
      const HtGrowthEvidence *piece = g_ptr_array_index (evidence, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "code", ht_growth_evidence_get_code (piece->kind));
      ht_json_writer_member (json, "names");
      ht_json_writer_begin_array (json);
      for (guint j = 0; j < G_N_ELEMENTS (piece->names) && piece->names[j] != NULL; j++)
        ht_json_writer_string (json, piece->names[j], -1);
      ht_json_writer_end_array (json);
      ht_json_writer_member (json, "values");
      ht_json_writer_begin_array (json);
      for (guint j = 0; j < ht_growth_evidence_get_n_values (piece->kind); j++)
        ht_json_writer_double (json, piece->values[j]);
      ht_json_writer_end_array (json);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

static void
write_doubling (HtJsonWriter *json, const HtGrowthDoubling *doubling)
{
  ht_json_writer_member (json, "next_doubling");
  if (doubling->design == HT_MAP_NONE || doubling->at_ns == HT_UNKNOWN)
    {
      ht_json_writer_null (json);
      return;
    }
  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "design",
                                doubling->design == HT_MAP_BUCKETS ? "buckets" : "tables");
  ht_json_writer_member_ms (json, "at_ms", doubling->at_ns);
  ht_json_writer_member_ms (json, "from_ms", doubling->from_ns);
  ht_json_writer_member_ms (json, "to_ms", doubling->to_ns);
  ht_json_writer_member_int (json, "bytes", doubling->bytes);
  ht_json_writer_member_int (json, "peak_bytes", doubling->peak_bytes);
  ht_json_writer_member_int (json, "entries", doubling->entries);
  ht_json_writer_end_object (json);
}

static const char *
function_name (const HtCatalog *catalog, guint32 function)
{
  if (function == 0)
    return NULL;
  return ht_catalog_get_function_name (catalog, function);
}

static void
write_spread (HtJsonWriter *json, const Answer *answer, const HtGrowthChain *chain)
{
  HtGrowthSpread spread;

  ht_json_writer_member (json, "targets");
  if (!ht_growth_targets_find (answer->targets, answer->catalog, chain, &spread))
    {
      ht_json_writer_null (json);
      return;
    }
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "growing", spread.n_growing);
  ht_json_writer_member_int (json, "compared", spread.n_compared);
  ht_json_writer_end_object (json);
}

static void
write_chain (HtJsonWriter *json, const Answer *answer, const HtGrowthChain *chain, guint rank)
{
  const HtCatalog *catalog = answer->catalog;
  const HtGrowthCourse *course = &chain->course;
  HtGrowthEta eta;

  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "rank", rank);
  ht_json_writer_member_string (json, "scope",
                                chain->scope == HT_GROWTH_SCOPE_SITE ? "site" : "process");
  ht_json_writer_member_string (json, "function", function_name (catalog, chain->function));
  ht_json_writer_member_string (json, "responsible", function_name (catalog, chain->responsible));
  ht_json_writer_member_string (
      json, "file",
      chain->function != 0
          ? ht_strings_get (catalog->strings,
                            ht_symbols_get_function (catalog->symbols, chain->function)->file)
          : NULL);
  ht_json_writer_member_int (json, "line", chain->line);
  ht_json_writer_member_string (json, "class",
                                chain->class_name != NULL ? chain->class_name : "unknown");
  write_strings (json, "candidates", chain->candidates);
  write_evidence (json, chain->evidence);
  ht_json_writer_member_string (json, "keeper", chain->keeper);
  ht_json_writer_member_string (json, "remedy", chain->remedy);
  write_doubling (json, &chain->doubling);
  ht_json_writer_member_string (json, "verdict", verdict_name (course->verdict));
  ht_json_writer_member (json, "leak");
  ht_json_writer_bool (json, ht_growth_chain_is_leak (chain));
  ht_growth_aside_write_chain (chain, json);
  ht_json_writer_member_double (json, "rate_bytes_per_s", course->now.shown_rate);
  ht_json_writer_member_double (json, "heap_rate_bytes_per_s", course->now.rate);
  ht_json_writer_member_double (json, "rate_low", course->now.low);
  ht_json_writer_member_double (json, "rate_high", course->now.high);
  ht_json_writer_member_double (json, "share", chain->share);
  ht_json_writer_member_double (json, "retention", course->retention);
  ht_json_writer_member_double (json, "confidence", chain->confidence);
  ht_json_writer_member_int (json, "first_bytes", chain->first_bytes);
  ht_json_writer_member_int (json, "last_bytes", chain->last_bytes);
  ht_json_writer_member_ms (json, "since_ms", chain->since_ns);
  write_spread (json, answer, chain);
  ht_growth_forecast_get_chain (&answer->forecast, chain, &eta);
  ht_growth_json_write_eta (json, &eta);
  write_frames (json, catalog, chain->node);
  ht_json_writer_end_object (json);
}

static char *
make_sentence (const Answer *answer)
{
  return ht_growth_sentence (answer->report, &answer->forecast, answer->catalog,
                             HT_TIME_DISPLAY_UTC, 0);
}

static HtExit
print_json (const Answer *answer, const HtImport *import)
{
  const HtGrowthReport *report = answer->report;
  g_autofree char *sentence = make_sentence (answer);
  g_autoptr (GError) error = NULL;
  HtJsonWriter *json = ht_json_writer_new (stdout);

  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "target", answer->target->name);
  ht_json_writer_member_ms (json, "from_ms", report->from_ns);
  ht_json_writer_member_ms (json, "to_ms", report->to_ns);
  ht_json_writer_member_string (json, "verdict", verdict_name (report->verdict));
  ht_json_writer_member_string (json, "summary", sentence);
  ht_json_writer_member_double (json, "rate_bytes_per_s", ht_growth_report_get_rate (report));
  ht_json_writer_member_int (json, "heaps", report->n_epochs);
  ht_json_writer_member_int (json, "lives", report->n_lives);
  write_strings (json, "growing_targets", answer->targets->growing);
  ht_growth_aside_write (report, json);
  ht_growth_json_write_forecast (json, &answer->forecast);
  if (answer->without.text != NULL)
    ht_growth_without_write (&answer->without, json);
  ht_json_writer_member (json, "chains");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < report->chains->len; i++)
    write_chain (json, answer, g_ptr_array_index (report->chains, i), i + 1);
  ht_json_writer_end_array (json);
  ht_input_notes_write_warnings (import, json);
  ht_json_writer_end_object (json);
  ht_json_writer_finish (json, &error);
  return ht_command_finish_output (error);
}

static char *
format_rate (double rate)
{
  g_autofree char *bytes = ht_format_bytes ((gint64) rate);

  return g_strconcat (bytes, "/s", NULL);
}

static char *
format_name (const HtCatalog *catalog, guint32 function)
{
  const char *name = function_name (catalog, function);

  return name != NULL ? ht_safe_text_for_terminal (name, -1) : g_strdup ("—");
}

/* What is in no heap profile may have no function. */
static char *
format_subject (const HtCatalog *catalog, const HtGrowthChain *chain)
{
  if (chain->function == 0 && chain->class_name != NULL)
    return g_strdup_printf ("(%s)", chain->class_name);
  return format_name (catalog, chain->function);
}

static void
print_safe (const char *before, const char *text)
{
  g_autofree char *safe = text != NULL ? ht_safe_text_for_terminal (text, -1) : NULL;

  if (safe != NULL && *safe != '\0')
    printf ("%s%s\n", before, safe);
}

static void
print_cause (const Answer *answer, const HtGrowthChain *chain)
{
  g_autofree char *subject = format_subject (answer->catalog, chain);
  g_autofree char *where = NULL;
  HtGrowthSpread spread;

  printf ("\n%s: %s\n", subject, chain->class_name != NULL ? chain->class_name : "unknown");
  print_safe ("  what:     ", ht_growth_class_text (chain->title));
  for (guint i = 0; i < chain->evidence->len; i++)
    {
      g_autofree char *text = ht_growth_evidence_text (g_ptr_array_index (chain->evidence, i));

      print_safe ("  evidence: ", text);
    }
  for (guint i = 0; chain->class_name == NULL && i < chain->candidates->len; i++)
    print_safe ("  may be:   ", g_ptr_array_index (chain->candidates, i));
  print_safe ("  kept by:  ", chain->keeper);
  print_safe ("  remedy:   ", ht_growth_class_text (chain->remedy));
  if (ht_growth_targets_find (answer->targets, answer->catalog, chain, &spread))
    where = ht_growth_spread_text (&spread);
  print_safe ("  where:    ", where);
  print_safe ("  chain:    ", chain->key);
  if (chain->known != NULL)
    print_safe ("  outgrown: ", chain->known->reason);
}

/* Who looks at one process of a service should know of the others. */
static void
print_growing (const HtGrowthTargets *targets)
{
  for (guint i = 0; i < targets->growing->len; i++)
    {
      g_autofree char *name =
          ht_safe_text_for_terminal (g_ptr_array_index (targets->growing, i), -1);

      printf ("\n“%s” grows as well; --target tells how.\n", name);
    }
}

static HtExit
print_text (const Answer *answer)
{
  const HtGrowthReport *report = answer->report;
  static const char *const head[] = { "rank",     "rate",    "from",     "to",
                                      "now held", "verdict", "function", NULL };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);
  g_autofree char *sentence = make_sentence (answer);
  g_autofree char *safe = ht_safe_text_for_terminal (sentence, -1);

  printf ("%s\n", safe);
  print_safe ("", answer->without.text);
  if (report->n_lives > 1)
    printf ("The process began anew; of %u lives only the last one is judged.\n", report->n_lives);
  if (report->chains->len == 0)
    return ht_command_finish_output (NULL);
  putchar ('\n');
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      ht_text_table_take (table, g_strdup_printf ("%u", i + 1));
      ht_text_table_take (table, format_rate (chain->course.now.rate));
      ht_text_table_take (table, format_rate (chain->course.now.low));
      ht_text_table_take (table, format_rate (chain->course.now.high));
      ht_text_table_take (table, ht_format_bytes (chain->last_bytes));
      ht_text_table_take (table, g_strdup (verdict_name (chain->course.verdict)));
      ht_text_table_take (table, format_subject (answer->catalog, chain));
    }
  ht_text_table_print (table, stdout);
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      if (ht_growth_chain_is_leak (chain))
        print_cause (answer, chain);
    }
  ht_growth_aside_print (report);
  print_growing (answer->targets);
  return ht_command_finish_output (NULL);
}

static gboolean
find_times (Request *request, const GPtrArray *targets, GError **error)
{
  gint64 from_ns;
  gint64 to_ns;

  ht_targets_get_range (targets, &from_ns, &to_ns);
  return (request->from == NULL ||
          ht_parse_time (request->from, from_ns, to_ns, &request->from_ns, error)) &&
         (request->to == NULL ||
          ht_parse_time (request->to, from_ns, to_ns, &request->to_ns, error)) &&
         (request->at == NULL ||
          ht_parse_time (request->at, from_ns, to_ns, &request->at_ns, error));
}

/* The first target that has heap profiles, or just the first. */
static gboolean
choose (Answer *answer,
        const Request *request,
        HtInput *input,
        const GPtrArray *targets,
        GError **error)
{
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      g_autoptr (HtGrowthTable) table =
          ht_growth_load (input->recording, target->id, request->from_ns, request->to_ns, NULL,
                          error);

      if (table == NULL)
        return FALSE;
      if (i > 0 && ht_growth_table_get_n_epochs (table) == 0)
        continue;
      g_clear_pointer (&answer->table, ht_growth_table_free);
      answer->table = g_steal_pointer (&table);
      answer->target = target;
      if (ht_growth_table_get_n_epochs (answer->table) > 0)
        break;
    }
  if (targets->len > 1 && ht_growth_table_get_n_epochs (answer->table) > 0)
    ht_command_note ("%s: has %u targets; this is “%s”, --target NAME chooses another",
                     input->label, targets->len, answer->target->name);
  return TRUE;
}

/* Says why chains grow; FALSE if the user's table or the source cannot be read. */
static gboolean
classify (Answer *answer, const Request *request, GError **error)
{
  g_autoptr (HtGrowthClasses) classes = ht_growth_classes_new_with_users (error);
  g_autoptr (HtEscapeNotes) escapes = NULL;
  HtGrowthClues clues = { .classes = classes,
                          .goroutines = answer->process->goroutines,
                          .runtime = answer->process->runtime,
                          .types = answer->process->types };

  if (classes == NULL)
    return FALSE;
  if (request->source != NULL)
    {
      answer->source = ht_source_tree_load (request->source, NULL, error);
      if (answer->source == NULL)
        return FALSE;
      if (ht_source_tree_get_n_files (answer->source) == 0)
        ht_command_note ("%s: has no files of Go", request->source);
      clues.source = answer->source;
    }
  if (request->escape != NULL)
    {
      escapes = ht_escape_file_load (request->escape, error);
      if (escapes == NULL)
        return FALSE;
      clues.escapes = escapes;
    }
  ht_growth_report_classify (answer->report, answer->table, answer->catalog, &clues);
  return TRUE;
}

static gboolean
make_answer (Answer *answer, const Request *request, HtInput *input, GError **error)
{
  HtRecording *recording = input->recording;

  g_return_val_if_fail (answer->target != NULL, FALSE);
  answer->catalog = ht_recording_get_catalog (recording, error);
  if (answer->catalog == NULL)
    return FALSE;
  answer->process = ht_growth_process_load (recording, answer->target->id, request->from_ns,
                                            request->to_ns, NULL, error);
  if (answer->process == NULL)
    return FALSE;
  answer->report = ht_growth_report_new (answer->table, answer->catalog);
  ht_growth_process_judge (answer->process, answer->table, answer->catalog, answer->report);
  if (!classify (answer, request, error))
    return FALSE;
  answer->usage = ht_growth_usage_load (recording, answer->target->id, answer->report->from_ns,
                                        request->to_ns, error);
  if (answer->usage == NULL)
    return FALSE;
  answer->usage->limits[HT_GROWTH_LIMIT_OWN] = request->limit_bytes;
  if (request->memory_limit_bytes != HT_UNKNOWN)
    answer->usage->limits[HT_GROWTH_LIMIT_MEMORY] = request->memory_limit_bytes;
  ht_growth_forecast_make (&answer->forecast, answer->report, answer->usage);
  if (!ht_growth_aside_apply (answer->report, answer->catalog, recording, answer->target->id,
                              request->known, error))
    return FALSE;
  if (request->without != NULL &&
      !ht_growth_without_init (&answer->without, request->without, request->at_ns, answer->report,
                               answer->table, &answer->forecast, error))
    return FALSE;
  answer->targets = ht_growth_targets_load (recording, answer->target->id, answer->report,
                                            request->from_ns, request->to_ns, error);
  return answer->targets != NULL;
}

static HtExit
write_file (const Answer *answer, const Request *request, HtInput *input, const char *const *inputs)
{
  const HtGrowthOption options[] = {
    { "--target", request->target }, { "--from", request->from },
    { "--to", request->to },         { "--limit", request->limit },
    { "--source", request->source }, { "--escape", request->escape },
    { "--known", request->known },   { "--memory-limit", request->memory_limit },
  };
  g_auto (HtGrowthDocument) document = {
    .limits = { .memory_limit_bytes = request->memory_limit_bytes,
                .container_bytes = HT_UNKNOWN,
                .own_bytes = request->limit_bytes },
    .display = HT_TIME_DISPLAY_UTC,
  };
  g_autoptr (GError) error = NULL;
  GPtrArray *remarks = ht_recording_list_notes (input->recording, answer->target->id, &error);

  if (remarks == NULL)
    return ht_command_fail (error);
  document.growth = ht_growth_data_new_of_report (answer->report, &answer->forecast, answer->table,
                                                  answer->catalog, answer->process, answer->source,
                                                  answer->target->name, 0);
  ht_growth_data_take_remarks (document.growth, remarks);
  for (guint i = 0; i < answer->report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (answer->report->chains, i);
      HtGrowthSpread spread;

      if (ht_growth_targets_find (answer->targets, answer->catalog, chain, &spread))
        ht_growth_data_tell_spread (document.growth, chain, &spread);
    }
  ht_growth_document_set_origin (&document, inputs, options, G_N_ELEMENTS (options));
  if (!ht_growth_file_write (&document, request->format, input->recording, answer->target->id,
                             request->output != NULL ? request->output : "-", &error))
    return ht_command_fail (error);
  return ht_command_finish_output (NULL);
}

/* What --as says, else the name of the file. */
static gboolean
find_format (Request *request, const char **problem)
{
  request->as_file = request->as != NULL || request->output != NULL;
  *problem = "a page, which --as and -o ask for, goes without --json";
  if (request->as_file && request->as_json)
    return FALSE;
  *problem = "--as must be text, markdown, html or pdf";
  if (request->as != NULL)
    return ht_growth_format_from_name (request->as, &request->format);
  *problem = "-o FILE must name a .txt, .md, .html or .pdf file, or --as say what it is";
  return request->output == NULL || ht_growth_format_of_file (request->output, &request->format);
}

static gboolean
parse_limit (const char *text, gint64 *bytes)
{
  return text == NULL || (ht_parse_size (text, bytes, NULL) && *bytes > 0);
}

/**
 * ht_command_growth:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `growth`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_growth (int argc, char **argv)
{
  g_auto (Request) request = { .from_ns = G_MININT64,
                               .to_ns = G_MAXINT64,
                               .limit_bytes = HT_UNKNOWN,
                               .memory_limit_bytes = HT_UNKNOWN,
                               .at_ns = HT_UNKNOWN };
  const GOptionEntry options[] = {
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &request.target, "The process, if there are several",
      "NAME" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &request.as, "A page: text, markdown, html or pdf",
      "FORMAT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &request.output, "Where to write the page to",
      "FILE" },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &request.from, "From when", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &request.to, "Until when", "TIME" },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &request.limit,
      "How much memory the process may use, such as 512MiB", "BYTES" },
    { "memory-limit", 0, 0, G_OPTION_ARG_STRING, &request.memory_limit,
      "Its GOMEMLIMIT, if it does not tell", "BYTES" },
    { "source", 's', 0, G_OPTION_ARG_FILENAME, &request.source, "Where the program's source is",
      "DIR" },
    { "escape", 0, 0, G_OPTION_ARG_FILENAME, &request.escape,
      "What go build -gcflags=-m said of the program", "FILE" },
    { "known", 'k', 0, G_OPTION_ARG_FILENAME, &request.known,
      "Growth that is known, a line for each chain", "FILE" },
    { "without", 0, 0, G_OPTION_ARG_STRING, &request.without,
      "What would be if these chains had stopped growing, such as 1,3", "RANKS" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &request.at, "When they are to have stopped", "TIME" },
    HT_AUTH_OPTION_ENTRIES (request.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (HtInput) input = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Answer) answer = { 0 };
  const char *problem;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  if (!parse_limit (request.limit, &request.limit_bytes) ||
      !parse_limit (request.memory_limit, &request.memory_limit_bytes))
    return ht_command_usage_error (&syntax, "a limit must be a size like 512MiB");
  if (!find_format (&request, &problem))
    return ht_command_usage_error (&syntax, problem);
  if (request.without != NULL ? request.as_file : request.at != NULL)
    return ht_command_usage_error (&syntax, "--at goes with --without, and that without --as");
  input = ht_input_open_many ((const char *const *) argv + 1, &request.auth, &error);
  targets = input != NULL ? ht_input_find_targets (input, request.target, &error) : NULL;
  if (targets == NULL || !find_times (&request, targets, &error) ||
      !choose (&answer, &request, input, targets, &error) ||
      !make_answer (&answer, &request, input, &error))
    return ht_command_fail (error);
  if (request.as_json)
    return print_json (&answer, input->import);
  ht_input_notes_warn (input->import);
  return request.as_file ? write_file (&answer, &request, input, (const char *const *) argv + 1)
                         : print_text (&answer);
}
