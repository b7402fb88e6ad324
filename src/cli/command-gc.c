/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "gc-report.h"
#include "input.h"

static const HtCommandSyntax syntax = {
  .name = "gc",
  .arguments = "INPUT",
  .summary = "Shows garbage collections and their statistics.",
  .details = "Of a cycle that several sources tell of, the best one counts: a gctrace line\n"
             "before the ring of pauses in MemStats.",
  .min_arguments = 1,
  .max_arguments = 1,
};

/* The first target that has cycles. */
static HtGcSummary *
choose (HtInput *input, const GPtrArray *targets, const HtTarget **chosen, GError **error)
{
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      g_autoptr (HtGcSummary) summary =
          ht_gc_report_of_target (input->recording, target->id, error);

      if (summary == NULL)
        return NULL;
      if (summary->cycles->len == 0)
        continue;
      if (targets->len > 1)
        ht_command_note ("%s: has %u targets; this is “%s”, --target NAME chooses another",
                         input->label, targets->len, target->name);
      *chosen = target;
      return g_steal_pointer (&summary);
    }
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
               "%s: tells of no GC cycle; run the service with GODEBUG=gctrace=1, or save its "
               "/debug/vars",
               input->label);
  return NULL;
}

static HtExit
print (const HtGcSummary *summary, const HtTarget *target, gboolean as_json)
{
  g_autoptr (GError) error = NULL;

  if (as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "target", target->name);
      ht_gc_report_write_json (summary, json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
    }
  else
    ht_gc_report_print (summary, target->name, stdout);
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
  g_autoptr (HtGcSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  const HtTarget *target = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  input = ht_input_open (argv[1], &auth, &error);
  targets = input != NULL ? ht_input_find_targets (input, name, &error) : NULL;
  summary = targets != NULL ? choose (input, targets, &target, &error) : NULL;
  if (summary == NULL)
    return ht_command_fail (error);
  return print (summary, target, as_json);
}
