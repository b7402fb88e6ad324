/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "command.h"
#include "input.h"
#include "recording-info.h"

static const HtCommandSyntax syntax = {
  .name = "info",
  .arguments = "INPUT",
  .summary = "Tells what an input is: its targets, its times and how many captures of which kind.",
  .min_arguments = 1,
  .max_arguments = 1,
};

/**
 * ht_command_info:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `info`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_info (int argc, char **argv)
{
  g_auto (HtAuthOptions) auth = { 0 };
  gboolean as_json = FALSE;
  const GOptionEntry options[] = {
    HT_AUTH_OPTION_ENTRIES (auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (HtInput) input = NULL;
  g_autoptr (HtRecordingInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  input = ht_input_open (argv[1], &auth, &error);
  info = input != NULL ? ht_recording_info_new (input->recording, &error) : NULL;
  if (info == NULL)
    return ht_command_fail (error);
  if (as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_recording_info_write_json (info, input->kind, input->import, json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
    }
  else
    ht_recording_info_print (info, input->label, input->kind, input->import);
  return ht_command_finish_output (error);
}

/**
 * ht_command_show_recording:
 * @path: a recording that a command has written to
 * @as_json: whether as JSON
 *
 * Prints what `info` does.
 *
 * Returns: the exit status
 */
HtExit
ht_command_show_recording (const char *path, gboolean as_json)
{
  char *arguments[] = { (char *) "info", (char *) path, NULL, NULL };

  if (as_json)
    {
      arguments[1] = (char *) "--json";
      arguments[2] = (char *) path;
    }
  return ht_command_info (as_json ? 3 : 2, arguments);
}
