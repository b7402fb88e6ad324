/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "folded-stacks.h"
#include "gc-report.h"
#include "gzip.h"
#include "output-file.h"
#include "pprof-encode.h"
#include "profile-choice.h"
#include "recording-info.h"
#include "series-output.h"
#include "top-report.h"

static const HtCommandSyntax syntax = {
  .name = "export",
  .arguments = "INPUT --as FORMAT -o FILE",
  .summary = "Writes what an input holds in a format that other tools read.",
  .details = "FORMAT is one of\n"
             "  pprof   a profile for go tool pprof, with all its sample types and labels\n"
             "  folded  a line per stack and its value, for flame graph tools\n"
             "  csv     all series, as time_ms,series,unit,value\n"
             "  raw     a capture that is kept whole, as it came: a trace, a goroutine dump\n"
             "  json    all of info, all series, all GC cycles and the table of the last profile\n"
             "-o - is standard output. pprof and folded are of one profile, chosen as for top;\n"
             "raw is of the capture with the number that info tells.",
  .min_arguments = 1,
  .max_arguments = 1,
};

typedef struct
{
  /* Owned */
  char *format;
  char *output;
  char *sample;
  char *at;
  char *target;
  HtAuthOptions auth;

  gint64 capture;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->format);
  g_free (options->output);
  g_free (options->sample);
  g_free (options->at);
  g_free (options->target);
  ht_auth_options_clear (&options->auth);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

typedef gboolean (*ExportFunc) (HtInput *input,
                                const Options *options,
                                FILE *stream,
                                GError **error);

static gboolean
export_pprof (HtInput *input, const Options *options, FILE *stream, GError **error)
{
  g_autoptr (HtProfileChoice) choice =
      ht_profile_choice_new (input, options->target, options->sample, options->at, error);
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) packed = NULL;

  if (choice == NULL)
    return FALSE;
  raw = ht_pprof_encode (choice->profile, choice->catalog);
  packed = ht_gzip (raw);
  /* The stream remembers an error until it is closed. */
  fwrite (g_bytes_get_data (packed, NULL), 1, g_bytes_get_size (packed), stream);
  return TRUE;
}

static gboolean
export_folded (HtInput *input, const Options *options, FILE *stream, GError **error)
{
  g_autoptr (HtProfileChoice) choice =
      ht_profile_choice_new (input, options->target, options->sample, options->at, error);
  int type;

  if (choice == NULL)
    return FALSE;
  type = ht_profile_find_type (choice->profile, choice->catalog->strings, choice->type);
  g_return_val_if_fail (type >= 0, FALSE);
  ht_folded_stacks_write (choice->profile, choice->catalog, (guint) type, stream);
  return TRUE;
}

static gboolean
export_raw (HtInput *input, const Options *options, FILE *stream, GError **error)
{
  g_autoptr (GBytes) bytes =
      ht_recording_load_attachment (input->recording, options->capture, error);

  if (bytes == NULL)
    return FALSE;
  fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), stream);
  return TRUE;
}

static gboolean
export_csv (HtInput *input, const Options *options, FILE *stream, GError **error)
{
  g_autoptr (GPtrArray) targets = ht_input_find_targets (input, options->target, error);

  if (targets == NULL)
    return FALSE;
  if (targets->len > 1)
    ht_command_note ("%s: has %u targets; this is “%s”, --target NAME chooses another",
                     input->label, targets->len,
                     ((const HtTarget *) g_ptr_array_index (targets, 0))->name);
  return ht_series_write_csv (input->recording, g_ptr_array_index (targets, 0), stream, error);
}

/* A target may have no profile: that is no error here. */
static gboolean
write_last_top (HtInput *input, const HtTarget *target, HtJsonWriter *json, GError **error)
{
  GError *local = NULL;
  g_autoptr (HtProfileChoice) choice =
      ht_profile_choice_new (input, target->name, NULL, NULL, &local);
  HtTopOptions options = { 0 };
  g_autoptr (HtTop) top = NULL;
  HtTopHeap heap;

  ht_json_writer_member (json, "top");
  if (g_error_matches (local, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND))
    {
      g_clear_error (&local);
      ht_json_writer_null (json);
      return TRUE;
    }
  if (choice != NULL)
    {
      options.sample_type = choice->type;
      top = ht_top_from_profile (choice->profile, choice->catalog, &options, &local);
    }
  if (top == NULL)
    {
      ht_json_writer_null (json);
      g_propagate_error (error, local);
      return FALSE;
    }
  heap = (HtTopHeap){ choice->heap_cycle, choice->heap_ns };
  ht_json_writer_begin_object (json);
  ht_top_report_write_json (top, &heap, G_MAXUINT, json);
  ht_json_writer_end_object (json);
  return TRUE;
}

static gboolean
write_target (HtInput *input, const HtTarget *target, HtJsonWriter *json, GError **error)
{
  gboolean done;

  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "target", target->name);
  ht_json_writer_member (json, "series");
  done = ht_series_write_json (input->recording, target, json, error);
  if (done)
    {
      g_autoptr (HtGcSummary) summary =
          ht_gc_report_of_target (input->recording, target->id, error);
      g_autoptr (HtTraceReport) traces =
          summary != NULL ? ht_trace_report_new (input->recording, target->id, error) : NULL;

      ht_json_writer_member (json, "gc");
      ht_json_writer_begin_object (json);
      if (traces != NULL)
        ht_gc_report_write_json (summary, traces, json);
      ht_json_writer_end_object (json);
      done = traces != NULL && write_last_top (input, target, json, error);
    }
  ht_json_writer_end_object (json);
  return done;
}

static gboolean
export_json (HtInput *input, const Options *options, FILE *stream, GError **error)
{
  g_autoptr (GPtrArray) targets = ht_input_find_targets (input, options->target, error);
  g_autoptr (HtRecordingInfo) info =
      targets != NULL ? ht_recording_info_new (input->recording, error) : NULL;
  HtJsonWriter *json;
  gboolean done = TRUE;

  if (info == NULL)
    return FALSE;
  json = ht_json_writer_new (stream);
  ht_json_writer_begin_object (json);
  ht_json_writer_member (json, "info");
  ht_json_writer_begin_object (json);
  ht_recording_info_write_json (info, input->kind, input->import, json);
  ht_json_writer_end_object (json);
  ht_json_writer_member (json, "data");
  ht_json_writer_begin_array (json);
  for (guint i = 0; done && i < targets->len; i++)
    done = write_target (input, g_ptr_array_index (targets, i), json, error);
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
  return ht_json_writer_finish (json, done ? error : NULL) && done;
}

static const struct
{
  const char *name;
  ExportFunc write;
} formats[] = {
  { "pprof", export_pprof }, { "folded", export_folded }, { "csv", export_csv },
  { "raw", export_raw },     { "json", export_json },
};

static ExportFunc
find_format (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (name, formats[i].name) == 0)
      return formats[i].write;
  return NULL;
}

/* A recording holds more than any export: it is not to be lost by a slip. */
static gboolean
is_same_file (const char *a, const char *b)
{
  struct stat first, second;

  return stat (a, &first) == 0 && stat (b, &second) == 0 && S_ISREG (first.st_mode) &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static gboolean
run (const char *path, const Options *options, ExportFunc write, GError **error)
{
  g_autoptr (HtInput) input = ht_input_open (path, &options->auth, error);
  g_autoptr (HtOutputFile) output = NULL;

  if (input == NULL)
    return FALSE;
  output = ht_output_file_new (options->output, error);
  return output != NULL && write (input, options, output->stream, error) &&
         ht_output_file_finish (g_steal_pointer (&output), error);
}

static HtExit
confirm (const Options *options)
{
  g_autoptr (GError) error = NULL;
  HtJsonWriter *json;

  if (!options->as_json || strcmp (options->output, "-") == 0)
    return HT_EXIT_DONE;
  json = ht_json_writer_new (stdout);
  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "file", options->output);
  ht_json_writer_member_string (json, "format", options->format);
  ht_json_writer_end_object (json);
  ht_json_writer_finish (json, &error);
  return ht_command_finish_output (error);
}

/**
 * ht_command_export:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `export`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_export (int argc, char **argv)
{
  g_auto (Options) given = { 0 };
  const GOptionEntry options[] = {
    { "as", 0, 0, G_OPTION_ARG_FILENAME, &given.format, "pprof, folded, csv, raw or json",
      "FORMAT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output, "Where to write to", "FILE" },
    { "sample", 's', 0, G_OPTION_ARG_FILENAME, &given.sample, "The sample type (pprof, folded)",
      "TYPE" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &given.at, "The profile at this time (pprof, folded)",
      "TIME" },
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &given.target, "The process, if there are several",
      "NAME" },
    { "capture", 0, 0, G_OPTION_ARG_INT64, &given.capture, "The capture (raw), see info", "ID" },
    HT_AUTH_OPTION_ENTRIES (given.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &given.as_json, "Say as JSON what was written", NULL },
    { 0 },
  };
  g_autoptr (GError) error = NULL;
  ExportFunc write;
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  write = find_format (given.format);
  if (write == NULL)
    return ht_command_usage_error (&syntax, "--as must be pprof, folded, csv, raw or json");
  if ((write == export_raw) != (given.capture > 0))
    return ht_command_usage_error (&syntax, "--as raw and --capture ID belong together");
  if (given.output == NULL || *given.output == '\0')
    return ht_command_usage_error (&syntax, "-o FILE is missing");
  if (is_same_file (argv[1], given.output))
    return ht_command_usage_error (&syntax, "-o FILE is the input");
  if (!run (argv[1], &given, write, &error))
    {
      if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_PIPE))
        return HT_EXIT_DONE;
      return ht_command_fail (error);
    }
  return confirm (&given);
}
