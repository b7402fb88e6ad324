/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "growth-load.h"
#include "growth-process-load.h"
#include "growth-report.h"
#include "input.h"
#include "json-writer.h"
#include "safe-text.h"
#include "text-table.h"
#include "units.h"

#include <math.h>

static const HtCommandSyntax syntax = {
  .name = "growth",
  .arguments = "INPUT",
  .summary = "Shows which call chains grow.",
  .details = "Compares the heap profiles of a process, with the error that their sampling has.",
  .min_arguments = 1,
  .max_arguments = 1,
};

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
write_number (HtJsonWriter *json, const char *name, double value)
{
  ht_json_writer_member (json, name);
  ht_json_writer_double (json, value);
}

static void
write_frames (HtJsonWriter *json, const HtCatalog *catalog, guint32 node)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (; node != 0; node = ht_call_tree_parent (catalog->tree, node))
    {
      guint32 frame = ht_call_tree_frame (catalog->tree, node);
      guint32 function = ht_symbols_get_frame (catalog->symbols, frame)->function;

      g_ptr_array_add (names, (gpointer) ht_strings_get (
                                  catalog->strings,
                                  ht_symbols_get_function (catalog->symbols, function)->name));
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

static const char *
function_name (const HtCatalog *catalog, guint32 function)
{
  if (function == 0)
    return NULL;
  return ht_strings_get (catalog->strings,
                         ht_symbols_get_function (catalog->symbols, function)->name);
}

static void
write_chain (HtJsonWriter *json, const HtCatalog *catalog, const HtGrowthChain *chain, guint rank)
{
  const HtGrowthCourse *course = &chain->course;

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
  write_strings (json, "evidence", chain->evidence);
  ht_json_writer_member_string (json, "verdict", verdict_name (course->verdict));
  ht_json_writer_member (json, "leak");
  ht_json_writer_bool (json, course->verdict == HT_GROWTH_GROWING);
  write_number (json, "rate_bytes_per_s", course->now.shown_rate);
  write_number (json, "heap_rate_bytes_per_s", course->now.rate);
  write_number (json, "rate_low", course->now.low);
  write_number (json, "rate_high", course->now.high);
  write_number (json, "share", chain->share);
  write_number (json, "retention", course->retention);
  write_number (json, "confidence", chain->confidence);
  ht_json_writer_member_int (json, "first_bytes", chain->first_bytes);
  ht_json_writer_member_int (json, "last_bytes", chain->last_bytes);
  write_frames (json, catalog, chain->node);
  ht_json_writer_end_object (json);
}

static HtExit
print_json (const HtGrowthReport *report, const HtCatalog *catalog, const HtTarget *target)
{
  g_autoptr (GError) error = NULL;
  HtJsonWriter *json = ht_json_writer_new (stdout);

  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "target", target->name);
  ht_json_writer_member_ms (json, "from_ms", report->from_ns);
  ht_json_writer_member_ms (json, "to_ms", report->to_ns);
  ht_json_writer_member_string (json, "verdict", verdict_name (report->verdict));
  write_number (json, "rate_bytes_per_s", ht_growth_report_get_rate (report));
  ht_json_writer_member_int (json, "heaps", report->n_epochs);
  ht_json_writer_member (json, "chains");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < report->chains->len; i++)
    write_chain (json, catalog, g_ptr_array_index (report->chains, i), i + 1);
  ht_json_writer_end_array (json);
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

static HtExit
print_text (const HtGrowthReport *report, const HtCatalog *catalog)
{
  static const char *const head[] = {
    "rate", "from", "to", "now held", "verdict", "function", NULL
  };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);
  g_autofree char *rate = format_rate (ht_growth_report_get_rate (report));

  printf ("%s: %s, %u states of the heap\n\n", verdict_name (report->verdict), rate,
          report->n_epochs);
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);

      ht_text_table_take (table, format_rate (chain->course.now.rate));
      ht_text_table_take (table, format_rate (chain->course.now.low));
      ht_text_table_take (table, format_rate (chain->course.now.high));
      ht_text_table_take (table, ht_format_bytes (chain->last_bytes));
      ht_text_table_take (table, g_strdup (verdict_name (chain->course.verdict)));
      ht_text_table_take (table, format_name (catalog, chain->function));
    }
  ht_text_table_print (table, stdout);
  return ht_command_finish_output (NULL);
}

/* The first target that has heap profiles, or just the first. */
static HtGrowthTable *
load (HtInput *input, const GPtrArray *targets, const HtTarget **chosen, GError **error)
{
  g_autoptr (HtGrowthTable) first = NULL;

  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      g_autoptr (HtGrowthTable) table =
          ht_growth_load (input->recording, target->id, G_MININT64, G_MAXINT64, NULL, error);

      if (table == NULL)
        return NULL;
      if (i == 0)
        *chosen = target;
      if (ht_growth_table_get_n_epochs (table) > 0)
        {
          if (targets->len > 1)
            ht_command_note ("%s: has %u targets; this is “%s”, --target NAME chooses another",
                             input->label, targets->len, target->name);
          *chosen = target;
          return g_steal_pointer (&table);
        }
      if (first == NULL)
        first = g_steal_pointer (&table);
    }
  return g_steal_pointer (&first);
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
  g_auto (HtAuthOptions) auth = { 0 };
  gboolean as_json = FALSE;
  g_autofree char *name = NULL;
  const GOptionEntry options[] = {
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &name, "The process, if there are several", "NAME" },
    HT_AUTH_OPTION_ENTRIES (auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (HtInput) input = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (HtGrowthTable) table = NULL;
  g_autoptr (HtGrowthProcess) process = NULL;
  g_autoptr (HtGrowthReport) report = NULL;
  g_autoptr (GError) error = NULL;
  const HtTarget *target = NULL;
  const HtCatalog *catalog;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  input = ht_input_open (argv[1], &auth, &error);
  targets = input != NULL ? ht_input_find_targets (input, name, &error) : NULL;
  table = targets != NULL ? load (input, targets, &target, &error) : NULL;
  catalog = table != NULL ? ht_recording_get_catalog (input->recording, &error) : NULL;
  if (catalog == NULL)
    return ht_command_fail (error);
  process = ht_growth_process_load (input->recording, target->id, G_MININT64, G_MAXINT64, NULL,
                                    &error);
  if (process == NULL)
    return ht_command_fail (error);
  report = ht_growth_report_new (table, catalog);
  ht_growth_process_judge (process, table, catalog, report);
  return as_json ? print_json (report, catalog, target) : print_text (report, catalog);
}
