/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "gc-report.h"
#include "input-notes.h"
#include "input.h"

static const HtCommandSyntax syntax = {
  .name = "gc",
  .arguments = "INPUT",
  .summary = "Shows garbage collections and their statistics.",
  .details = "Of a cycle that several sources tell of, the best one counts: an execution trace\n"
             "before a gctrace line before the ring of pauses in MemStats.",
  .min_arguments = 1,
  .max_arguments = 1,
};

/* What there is to say of a target. */
typedef struct
{
  /* Owned */
  HtGcSummary *summary;
  HtTraceReport *traces;

  /* Borrowed */
  const HtTarget *target;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->summary, ht_gc_summary_free);
  g_clear_pointer (&answer->traces, ht_trace_report_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static gboolean
look_at (Answer *answer, HtInput *input, const HtTarget *target, GError **error)
{
  answer_clear (answer);
  answer->target = target;
  answer->summary = ht_gc_report_of_target (input->recording, target->id, error);
  answer->traces =
      answer->summary != NULL ? ht_trace_report_new (input->recording, target->id, error) : NULL;
  return answer->traces != NULL;
}

/* The first target that has cycles, or a trace in which there were none. */
static gboolean
choose (Answer *answer, HtInput *input, const GPtrArray *targets, GError **error)
{
  for (guint i = 0; i < targets->len; i++)
    {
      if (!look_at (answer, input, g_ptr_array_index (targets, i), error))
        return FALSE;
      if (answer->summary->cycles->len == 0 && ht_trace_report_is_empty (answer->traces))
        continue;
      if (targets->len > 1)
        ht_command_note ("%s: has %u targets; this is “%s”, --target NAME chooses another",
                         input->label, targets->len, answer->target->name);
      return TRUE;
    }
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
               "%s: tells of no GC cycle; run the service with GODEBUG=gctrace=1, or save its "
               "/debug/vars",
               input->label);
  return FALSE;
}

static HtExit
print (const Answer *answer, const HtImport *import, gboolean as_json)
{
  g_autoptr (GError) error = NULL;

  if (as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "target", answer->target->name);
      ht_gc_report_write_json (answer->summary, answer->traces, json);
      ht_input_notes_write_warnings (import, json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
    }
  else
    {
      ht_input_notes_warn (import);
      ht_gc_report_print (answer->summary, answer->traces, answer->target->name, stdout);
    }
  return ht_command_finish_output (error);
}

/**
 * ht_command_gc:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `gc`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_gc (int argc, char **argv)
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
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  input = ht_input_open (argv[1], &auth, &error);
  targets = input != NULL ? ht_input_find_targets (input, name, &error) : NULL;
  if (targets == NULL || !choose (&answer, input, targets, &error))
    return ht_command_fail (error);
  return print (&answer, input->import, as_json);
}
