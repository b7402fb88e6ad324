/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "goroutine-report.h"
#include "input-notes.h"
#include "input.h"

static const HtCommandSyntax syntax = {
  .name = "goroutines",
  .arguments = "INPUT",
  .summary = "Shows what goroutines of an execution trace did, and who made the heap grow.",
  .details = "Of several traces the last one counts, unless --capture says which; “info” lists\n"
             "them.",
  .min_arguments = 1,
  .max_arguments = 1,
};

static gboolean
is_wanted (const HtTraceEntry *trace, const GPtrArray *targets, gint64 capture)
{
  for (guint i = 0; i < targets->len; i++)
    if (((const HtTarget *) g_ptr_array_index (targets, i))->id == trace->target)
      return capture == 0 || capture == trace->capture;
  return FALSE;
}

static const HtTraceEntry *
choose (const HtInput *input,
        const GPtrArray *traces,
        const GPtrArray *targets,
        gint64 capture,
        GError **error)
{
  const HtTraceEntry *chosen = NULL;
  guint n_wanted = 0;

  for (guint i = 0; i < traces->len; i++)
    if (is_wanted (g_ptr_array_index (traces, i), targets, capture))
      {
        chosen = g_ptr_array_index (traces, i);
        n_wanted++;
      }
  if (n_wanted > 1)
    ht_command_note ("%s: has %u traces; this is the last one, --capture ID chooses another",
                     input->label, n_wanted);
  if (chosen == NULL && capture != 0)
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
                 "%s: capture %" G_GINT64_FORMAT
                 " is no trace that was read; heaptrail-cli info lists them",
                 input->label, capture);
  else if (chosen == NULL)
    g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
                 "%s: holds no execution trace; get one from /debug/pprof/trace?seconds=5",
                 input->label);
  return chosen;
}

static const char *
name_of (const GPtrArray *targets, gint64 id)
{
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);

      if (target->id == id)
        return target->name;
    }
  g_return_val_if_reached ("");
}

static HtExit
print (const HtGoroutineReport *report,
       const HtTraceEntry *trace,
       const char *target,
       const HtImport *import,
       gboolean as_json)
{
  g_autoptr (GError) error = NULL;

  if (as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "target", target);
      ht_json_writer_member_int (json, "capture", trace->capture);
      ht_json_writer_member_ms (json, "from_ms", trace->facts.start_ns);
      ht_json_writer_member_ms (json, "to_ms", trace->facts.end_ns);
      ht_goroutine_report_write_json (report, json);
      ht_input_notes_write_warnings (import, json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
    }
  else
    {
      ht_input_notes_warn (import);
      ht_goroutine_report_print (report, target, stdout);
    }
  return ht_command_finish_output (error);
}

/**
 * ht_command_goroutines:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `goroutines`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_goroutines (int argc, char **argv)
{
  g_auto (HtAuthOptions) auth = { 0 };
  gboolean as_json = FALSE;
  gint64 capture = 0;
  g_autofree char *name = NULL;
  const GOptionEntry options[] = {
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &name, "The process, if there are several", "NAME" },
    { "capture", 0, 0, G_OPTION_ARG_INT64, &capture, "The trace, if there are several", "ID" },
    HT_AUTH_OPTION_ENTRIES (auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (HtInput) input = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GPtrArray) traces = NULL;
  g_autoptr (HtGoroutineReport) report = NULL;
  g_autoptr (GError) error = NULL;
  const HtTraceEntry *trace = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  input = ht_input_open (argv[1], &auth, &error);
  targets = input != NULL ? ht_input_find_targets (input, name, &error) : NULL;
  traces = targets != NULL ? ht_recording_list_traces (input->recording, 0, &error) : NULL;
  trace = traces != NULL ? choose (input, traces, targets, capture, &error) : NULL;
  report = trace != NULL ? ht_goroutine_report_new (input->recording, trace, &error) : NULL;
  if (report == NULL)
    return ht_command_fail (error);
  return print (report, trace, name_of (targets, trace->target), input->import, as_json);
}
