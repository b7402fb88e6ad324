/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "growth-aside.h"
#include "growth-known.h"
#include "growth-load.h"
#include "growth-process-load.h"
#include "input.h"
#include "json-writer.h"
#include "known-growth-list.h"
#include "output-file.h"
#include "recording-edit.h"
#include "safe-text.h"
#include "timestamps.h"
#include "units.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const HtCommandSyntax syntax = {
  .name = "known",
  .arguments = "add RECORDING CHAIN --reason TEXT | remove RECORDING CHAIN | list INPUT |\n"
               "  export INPUT | import RECORDING FILE",
  .summary = "Growth that is known: growth does not call it a leak.",
  .details = "CHAIN is as growth names it, or the name of a function in it that grows. It is told\n"
             "again once it surely grows half as fast again as when it was set aside.",
  .min_arguments = 2,
  .max_arguments = 3,
};

/* What the command line asks for. */
typedef struct
{
  gboolean as_json;
  gboolean all;

  /* Owned */
  HtAuthOptions auth;
  char *target;
  char *reason;
  char *output;
} Request;

static void
request_clear (Request *request)
{
  ht_auth_options_clear (&request->auth);
  g_free (request->target);
  g_free (request->reason);
  g_free (request->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

static void
write_known (const HtKnownGrowth *known, const char *target, HtJsonWriter *json)
{
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "id", known->id);
  ht_json_writer_member_string (json, "target", target);
  ht_json_writer_member_string (json, "chain", known->chain);
  ht_json_writer_member_string (json, "reason", known->reason);
  ht_json_writer_member_double (json, "rate_bytes_per_s", known->rate);
  ht_json_writer_member_ms (json, "since_ms", known->since_ns);
  ht_json_writer_member_ms (json, "until_ms", known->until_ns);
  ht_json_writer_end_object (json);
}

static void
print_known (const HtKnownGrowth *known)
{
  g_autofree char *chain = ht_safe_text_for_terminal (known->chain, -1);
  g_autofree char *reason = ht_safe_text_for_terminal (known->reason, -1);
  g_autofree char *since =
      known->since_ns != HT_UNKNOWN ? ht_format_timestamp (known->since_ns) : g_strdup ("—");

  printf ("%s\n    %s\n    since %s", chain, reason, since);
  if (!isnan (known->rate))
    {
      g_autofree char *rate = ht_format_bytes ((gint64) known->rate);

      printf (", at %s/s", rate);
    }
  if (known->until_ns != HT_UNKNOWN)
    {
      g_autofree char *until = ht_format_timestamp (known->until_ns);

      printf (", until %s", until);
    }
  putchar ('\n');
}

static GPtrArray *
list_known (const Request *request,
            HtRecording *recording,
            const GPtrArray *targets,
            GError **error)
{
  gint64 target = targets->len == 1 ? ((const HtTarget *) g_ptr_array_index (targets, 0))->id : 0;
  g_autoptr (GPtrArray) known = ht_recording_list_known_growth (recording, target, error);
  GPtrArray *old;

  if (known == NULL || !request->all)
    return g_steal_pointer (&known);
  old = ht_recording_list_old_known_growth (recording, target, error);
  if (old == NULL)
    return NULL;
  g_ptr_array_extend_and_steal (known, old);
  return g_steal_pointer (&known);
}

static HtExit
print_list (const Request *request, HtRecording *recording, const GPtrArray *targets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) known = list_known (request, recording, targets, &error);

  if (known == NULL)
    return ht_command_fail (error);
  if (request->as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_json_writer_member (json, "known");
      ht_json_writer_begin_array (json);
      for (guint i = 0; i < known->len; i++)
        {
          const HtKnownGrowth *one = g_ptr_array_index (known, i);

          write_known (one, ht_targets_get_name (targets, one->target), json);
        }
      ht_json_writer_end_array (json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
      return ht_command_finish_output (error);
    }
  for (guint i = 0; i < known->len; i++)
    print_known (g_ptr_array_index (known, i));
  if (known->len == 0)
    puts ("No growth is known.");
  return ht_command_finish_output (NULL);
}

static HtExit export(const Request *request, HtRecording *recording, const GPtrArray *targets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) known = list_known (request, recording, targets, &error);
  g_autoptr (HtOutputFile) file = NULL;
  g_autofree char *text = NULL;

  file = known != NULL
             ? ht_output_file_new (request->output != NULL ? request->output : "-", &error)
             : NULL;
  if (file == NULL)
    return ht_command_fail (error);
  text = ht_known_growth_file_encode (known);
  fputs (text, file->stream);
  if (!ht_output_file_finish (g_steal_pointer (&file), &error))
    return ht_command_fail (error);
  return ht_command_finish_output (NULL);
}

static HtExit
read_only (const Request *request, const char *verb, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtInput) input = ht_input_open (path, &request->auth, &error);
  g_autoptr (GPtrArray) targets =
      input != NULL ? ht_input_find_targets (input, request->target, &error) : NULL;

  if (targets == NULL)
    return ht_command_fail (error);
  return strcmp (verb, "list") == 0 ? print_list (request, input->recording, targets)
                                    : export(request, input->recording, targets);
}

static gboolean
is_named (const HtCatalog *catalog, guint32 function, const char *name)
{
  return function != 0 && strcmp (ht_catalog_get_function_name (catalog, function), name) == 0;
}

static HtGrowthReport *
find_growth (HtRecordingEdit *edit, const HtCatalog *catalog, GError **error)
{
  g_autoptr (HtGrowthTable) table =
      ht_growth_load (edit->recording, edit->target, G_MININT64, G_MAXINT64, NULL, error);
  g_autoptr (HtGrowthProcess) process =
      table != NULL ? ht_growth_process_load (edit->recording, edit->target, G_MININT64, G_MAXINT64,
                                              NULL, error)
                    : NULL;
  HtGrowthReport *report;

  if (process == NULL)
    return NULL;
  report = ht_growth_report_new (table, catalog);
  ht_growth_process_judge (process, table, catalog, report);
  return report;
}

/* A chain is known at the rate that it has now, so only what grows can be. */
static gboolean
add (const Request *request,
     HtRecordingEdit *edit,
     const GPtrArray *current,
     const char *name,
     GError **error)
{
  const HtCatalog *catalog = ht_recording_get_catalog (edit->recording, error);
  g_autoptr (HtGrowthReport) report = catalog != NULL ? find_growth (edit, catalog, error) : NULL;
  g_autofree char *chain_name = ht_safe_text_to_utf8 (name, -1);
  g_autofree char *reason = ht_safe_text_to_utf8 (request->reason, -1);
  g_autoptr (HtKnownGrowth) wanted = ht_known_growth_new (chain_name, reason, NAN);
  guint n_added = 0;

  if (report == NULL)
    return FALSE;
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *chain = g_ptr_array_index (report->chains, i);
      g_autofree char *key = ht_growth_chain_get_key (chain, catalog);
      g_autoptr (HtKnownGrowth) known = NULL;

      if (chain->course.verdict != HT_GROWTH_GROWING ||
          !(ht_known_growth_covers (wanted, key) || is_named (catalog, chain->function, name) ||
            is_named (catalog, chain->responsible, name)))
        continue;
      known = ht_known_growth_new (key, reason, chain->course.now.rate);
      known->target = edit->target;
      if (!ht_known_growth_write (edit->writer, current, known, edit->now_ns, error))
        return FALSE;
      n_added++;
    }
  if (n_added > 0)
    return TRUE;
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
               "%s: nothing that is called “%s” grows; heaptrail-cli growth tells what does",
               ht_recording_get_path (edit->recording), chain_name);
  return FALSE;
}

static gboolean
remove_known (HtRecordingEdit *edit, const GPtrArray *current, const char *name, GError **error)
{
  guint n_removed = 0;

  for (guint i = 0; i < current->len; i++)
    {
      const HtKnownGrowth *known = g_ptr_array_index (current, i);

      if (strcmp (known->chain, name) != 0)
        continue;
      if (!ht_recording_writer_end_known_growth (edit->writer, known->id, edit->now_ns, error))
        return FALSE;
      n_removed++;
    }
  if (n_removed > 0)
    return TRUE;
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
               "%s: no growth is known as “%s”; heaptrail-cli known list tells which is",
               ht_recording_get_path (edit->recording), name);
  return FALSE;
}

static gboolean
import (HtRecordingEdit *edit, const GPtrArray *current, const char *path, GError **error)
{
  g_autoptr (HtKnownGrowthFile) file = ht_growth_aside_read (path, error);

  for (guint i = 0; file != NULL && i < file->known->len; i++)
    {
      HtKnownGrowth *known = g_ptr_array_index (file->known, i);

      known->target = edit->target;
      if (!ht_known_growth_write (edit->writer, current, known, edit->now_ns, error))
        return FALSE;
    }
  return file != NULL;
}

static HtExit
edit (const Request *request, const char *verb, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingEdit) self =
      ht_recording_edit_open (argv[0], request->target, TRUE, &error);
  g_autoptr (GPtrArray) current =
      self != NULL ? ht_recording_list_known_growth (self->recording, self->target, &error) : NULL;
  g_autoptr (GPtrArray) targets = NULL;
  gboolean succeeded;

  if (current == NULL)
    return ht_command_fail (error);
  if (strcmp (verb, "add") == 0)
    succeeded = add (request, self, current, argv[1], &error);
  else if (strcmp (verb, "remove") == 0)
    succeeded = remove_known (self, current, argv[1], &error);
  else
    succeeded = import (self, current, argv[1], &error);
  if (!succeeded || !ht_recording_writer_commit (self->writer, &error))
    return ht_command_fail (error);
  targets = ht_recording_list_targets (self->recording, &error);
  return targets != NULL ? print_list (request, self->recording, targets) : ht_command_fail (error);
}

/**
 * ht_command_known:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `known`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_known (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    int n_arguments;
  } verbs[] = { { "add", 2 }, { "remove", 2 }, { "import", 2 }, { "list", 1 }, { "export", 1 } };
  g_auto (Request) request = { 0 };
  const GOptionEntry options[] = {
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &request.target, "The process, if there are several",
      "NAME" },
    { "reason", 'r', 0, G_OPTION_ARG_FILENAME, &request.reason, "Why the growth is no news",
      "TEXT" },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &request.all, "With what was known once", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &request.output, "Where export writes to", "FILE" },
    HT_AUTH_OPTION_ENTRIES (request.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &request.as_json, "Answer as JSON", NULL },
    { 0 },
  };
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (strcmp (argv[1], verbs[i].name) != 0)
        continue;
      if (argc - 2 != verbs[i].n_arguments)
        return ht_command_usage_error (&syntax, "there are too few arguments, or too many");
      if (strcmp (argv[1], "add") == 0 && (request.reason == NULL || *request.reason == '\0'))
        return ht_command_usage_error (&syntax, "--reason TEXT is missing");
      if (argc == 3)
        return read_only (&request, argv[1], argv[2]);
      return edit (&request, argv[1], argv + 2);
    }
  return ht_command_usage_error (&syntax, "the first word is add, remove, list, export or import");
}
