/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "import.h"
#include "input.h"
#include "recording-info.h"
#include "safe-text.h"

static const HtCommandSyntax syntax = {
  .name = "import",
  .arguments = "INPUT... -o RECORDING",
  .summary = "Brings captures into a recording, which is made or extended.",
  .details =
      "Files that are imported together are of one process, which is called like the folder or,\n"
      "for single files, like the program. Import the captures of several processes one after\n"
      "the other into the same recording, each with its --target.",
  .min_arguments = 1,
  .max_arguments = G_MAXINT - 1,
};

/* On a terminal only, and gone when the work is done. */
static void
progress_cb (double n_done, guint n_files, const char *file, gpointer user_data)
{
  g_autofree char *safe = ht_safe_text_for_terminal (file, -1);
  guint n_whole = (guint) n_done;

  if (n_done > n_whole)
    fprintf (stderr, "\r%u of %u files: %.50s, %.0f %%\033[K", n_whole, n_files, safe,
             (n_done - n_whole) * 100);
  else if (n_whole % 16 == 0)
    fprintf (stderr, "\r%u of %u files: %.50s\033[K", n_whole, n_files, safe);
}

static gboolean
import (const char *const *inputs,
        const char *output,
        const char *target,
        HtCredentials *credentials,
        gboolean keep_traces,
        HtImport **out_import,
        GError **error)
{
  gboolean exists = g_file_test (output, G_FILE_TEST_EXISTS);
  gboolean on_terminal = isatty (STDERR_FILENO) == 1;
  g_autoptr (HtRecordingWriter) writer = exists ? ht_recording_writer_open (output, error)
                                                : ht_recording_writer_create (output, error);
  g_autoptr (HtImport) work = NULL;
  gboolean done;

  if (writer == NULL)
    return FALSE;
  work = ht_import_new (writer);
  ht_import_set_target (work, target);
  ht_import_set_excluded (work, output);
  ht_import_set_credentials (work, credentials);
  ht_import_set_keep_traces (work, keep_traces);
  if (on_terminal)
    ht_import_set_progress (work, progress_cb, NULL);
  done = ht_import_paths (work, inputs, NULL, error);
  if (on_terminal)
    fputs ("\r\033[K", stderr);
  if (!done)
    {
      /* Nothing got in, and an empty recording is of no use. */
      g_clear_pointer (&writer, ht_recording_writer_close);
      if (!exists)
        unlink (output);
      return FALSE;
    }
  *out_import = g_steal_pointer (&work);
  return TRUE;
}

static HtExit
print_result (const char *output, const HtImport *work, gboolean as_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (output, &error);
  g_autoptr (HtRecordingInfo) info =
      recording != NULL ? ht_recording_info_new (recording, &error) : NULL;

  if (info == NULL)
    return ht_command_fail (error);
  if (as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_recording_info_write_json (info, "recording", work, json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
    }
  else
    {
      g_autofree char *label = ht_safe_text_to_utf8 (output, -1);

      ht_recording_info_print (info, label, "recording", work);
    }
  return ht_command_finish_output (error);
}

/**
 * ht_command_import:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `import`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_import (int argc, char **argv)
{
  g_auto (HtAuthOptions) auth = { 0 };
  gboolean as_json = FALSE;
  gboolean keep_traces = FALSE;
  g_autofree char *output = NULL;
  g_autofree char *target = NULL;
  const GOptionEntry options[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The recording to make or to extend",
      "RECORDING" },
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &target, "What to call the process", "NAME" },
    { "keep-traces", 0, 0, G_OPTION_ARG_NONE, &keep_traces,
      "Put execution traces into the recording as they are, too", NULL },
    HT_AUTH_OPTION_ENTRIES (auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (HtCredentials) credentials = NULL;
  g_autoptr (HtImport) work = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  if (output == NULL || *output == '\0')
    return ht_command_usage_error (&syntax, "-o RECORDING is missing");
  if (target != NULL && *target == '\0')
    return ht_command_usage_error (&syntax, "the name of the target is empty");
  if (target != NULL)
    name = ht_safe_text_to_utf8 (target, -1);
  credentials = ht_auth_options_make_credentials (&auth, &error);
  if (credentials == NULL || !import ((const char *const *) argv + 1, output, name, credentials,
                                      keep_traces, &work, &error))
    return ht_command_fail (error);
  return print_result (output, work, as_json);
}
