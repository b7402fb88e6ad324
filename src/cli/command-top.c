/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <string.h>

#include "command.h"
#include "input-files.h"
#include "pprof-decode.h"
#include "profile-choice.h"
#include "top-report.h"

#define DEFAULT_ROWS 40

static const HtCommandSyntax syntax = {
  .name = "top",
  .arguments = "INPUT",
  .summary = "Shows a profile by function, to the unit as go tool pprof -top does.",
  .details =
      "Of a recording or a folder it is the last profile that has the sample type, or the last\n"
      "one not after --at. TIME is RFC 3339, a unix time, start, end, +10s (after the start) or\n"
      "-10s (before the end). Without --sample it is the heap in use, if there is a profile of\n"
      "it. Expressions are tried on names of functions and of source files.",
  .min_arguments = 1,
  .max_arguments = 1,
};

typedef struct
{
  /* Owned */
  char *sample;
  char *at;
  char *base;
  char *diff_base;
  char *base_at;
  char *focus;
  char *ignore;
  char *hide;
  char *show;
  char *show_from;
  char *prune_from;
  char *tag_focus;
  char *tag_ignore;
  char *target;
  HtAuthOptions auth;

  gboolean by_cumulative;
  gboolean as_json;
  int n_rows; /* -1 if not given */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->sample);
  g_free (options->at);
  g_free (options->base);
  g_free (options->diff_base);
  g_free (options->base_at);
  g_free (options->focus);
  g_free (options->ignore);
  g_free (options->hide);
  g_free (options->show);
  g_free (options->show_from);
  g_free (options->prune_from);
  g_free (options->tag_focus);
  g_free (options->tag_ignore);
  g_free (options->target);
  ht_auth_options_clear (&options->auth);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* A profile with all that must stay while it is walked through. */
typedef struct
{
  /* Owned */
  char *label;
  HtPprof *pprof;
  HtInput *input;
  HtProfileChoice *choice;
  HtStackSource *source;
} Side;

static void
side_clear (Side *side)
{
  g_clear_pointer (&side->source, ht_stack_source_free);
  g_clear_pointer (&side->choice, ht_profile_choice_free);
  g_clear_pointer (&side->input, ht_input_close);
  g_clear_pointer (&side->pprof, ht_pprof_free);
  g_clear_pointer (&side->label, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* One profile is added up straight from its file: it may be too large for a recording. */
static gboolean
open_pprof (Side *side, const HtCaptureFile *file, GError **error)
{
  side->pprof = ht_pprof_open (file->raw, error);
  if (side->pprof == NULL)
    {
      g_prefix_error (error, "%s: ", side->label);
      return FALSE;
    }
  side->source = ht_stack_source_from_pprof (side->pprof);
  return TRUE;
}

static gboolean
open_side (Side *side, const char *path, const Options *options, const char *at, GError **error)
{
  gboolean is_folder = strcmp (path, "-") != 0 && g_file_test (path, G_FILE_TEST_IS_DIR);

  side->label = ht_input_label (path);
  if (is_folder)
    side->input = ht_input_open (path, &options->auth, error);
  else
    {
      g_autoptr (HtCaptureFile) file = ht_input_read_file (path, &options->auth, error);

      if (file == NULL)
        return FALSE;
      if (file->format == HT_FORMAT_PPROF && at == NULL && options->target == NULL)
        return open_pprof (side, file, error);
      side->input = ht_input_open_file (g_steal_pointer (&file), error);
    }
  if (side->input == NULL)
    return FALSE;
  side->choice = ht_profile_choice_new (side->input, options->target, options->sample, at, error);
  if (side->choice == NULL)
    return FALSE;
  side->source = ht_stack_source_from_profile (side->choice->profile, side->choice->catalog);
  return TRUE;
}

static HtTop *
add_up (const char *path, const Options *options, HtTopHeap *heap, GError **error)
{
  const char *base_path = options->base != NULL ? options->base : options->diff_base;
  g_auto (Side) side = { 0 };
  g_auto (Side) base = { 0 };
  HtTopOptions what = {
    .sample_type = options->sample,
    .focus = options->focus,
    .ignore = options->ignore,
    .hide = options->hide,
    .show = options->show,
    .show_from = options->show_from,
    .prune_from = options->prune_from,
    .tag_focus = options->tag_focus,
    .tag_ignore = options->tag_ignore,
    .base_kind = options->base != NULL ? HT_TOP_BASE_SUBTRACT : HT_TOP_BASE_COMPARE,
    .by_cumulative = options->by_cumulative,
  };
  HtTop *top;

  if (!open_side (&side, path, options, options->at, error))
    return NULL;
  if (base_path != NULL && !open_side (&base, base_path, options, options->base_at, error))
    return NULL;
  if (side.choice != NULL)
    *heap = (HtTopHeap){ side.choice->heap_cycle, side.choice->heap_ns };
  /* A recording was asked for the heap in use; its profile may rather show something else. */
  if (what.sample_type == NULL && side.choice != NULL)
    what.sample_type = side.choice->type;
  top = ht_top_new (side.source, base.source, &what, error);
  if (top == NULL && !g_error_matches (*error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN))
    g_prefix_error (error, "%s: ", side.label);
  return top;
}

static void
note_what_did_not_match (const HtTop *top, const Options *options)
{
  const struct
  {
    const char *name;
    const char *expression;
    gboolean matched;
  } given[] = {
    { "focus", options->focus, top->focus_matched },
    { "ignore", options->ignore, top->ignore_matched },
    { "hide", options->hide, top->hide_matched },
    { "show", options->show, top->show_matched },
    { "show-from", options->show_from, top->show_from_matched },
    { "prune-from", options->prune_from, top->prune_from_matched },
    { "tag-focus", options->tag_focus, top->tag_focus_matched },
    { "tag-ignore", options->tag_ignore, top->tag_ignore_matched },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (given); i++)
    if (given[i].expression != NULL && !given[i].matched)
      ht_command_note ("--%s “%s” matched nothing", given[i].name, given[i].expression);
}

static HtExit
print (const HtTop *top, const HtTopHeap *heap, const Options *options)
{
  g_autoptr (GError) error = NULL;
  int n_rows = options->n_rows >= 0 ? options->n_rows : options->as_json ? 0 : DEFAULT_ROWS;
  guint max_rows = n_rows == 0 ? G_MAXUINT : (guint) n_rows;

  if (options->as_json)
    {
      HtJsonWriter *json = ht_json_writer_new (stdout);

      ht_json_writer_begin_object (json);
      ht_top_report_write_json (top, heap, max_rows, json);
      ht_json_writer_end_object (json);
      ht_json_writer_finish (json, &error);
    }
  else
    ht_top_report_print (top, heap, max_rows, stdout);
  return ht_command_finish_output (error);
}

/**
 * ht_command_top:
 * @argc: how many words there are
 * @argv: the words, the name of the command first
 *
 * The command `top`.
 *
 * Returns: the exit status
 */
HtExit
ht_command_top (int argc, char **argv)
{
  g_auto (Options) given = { .n_rows = -1 };
  const GOptionEntry options[] = {
    { "sample", 's', 0, G_OPTION_ARG_FILENAME, &given.sample,
      "What to count, such as inuse_space or alloc_objects", "TYPE" },
    { "at", 0, 0, G_OPTION_ARG_FILENAME, &given.at, "The profile at this time", "TIME" },
    { "base", 0, 0, G_OPTION_ARG_FILENAME, &given.base,
      "Subtract a profile; shares are of what differs", "INPUT" },
    { "diff-base", 0, 0, G_OPTION_ARG_FILENAME, &given.diff_base,
      "Subtract a profile; shares are of that profile", "INPUT" },
    { "base-at", 0, 0, G_OPTION_ARG_FILENAME, &given.base_at,
      "The profile of the base at this time", "TIME" },
    { "focus", 0, 0, G_OPTION_ARG_FILENAME, &given.focus, "Only stacks with a frame that matches",
      "REGEX" },
    { "ignore", 0, 0, G_OPTION_ARG_FILENAME, &given.ignore, "No stacks with a frame that matches",
      "REGEX" },
    { "hide", 0, 0, G_OPTION_ARG_FILENAME, &given.hide, "Stacks without the frames that match",
      "REGEX" },
    { "show", 0, 0, G_OPTION_ARG_FILENAME, &given.show, "Stacks of the frames that match alone",
      "REGEX" },
    { "show-from", 0, 0, G_OPTION_ARG_FILENAME, &given.show_from,
      "Stacks from the first frame that matches down", "REGEX" },
    { "prune-from", 0, 0, G_OPTION_ARG_FILENAME, &given.prune_from,
      "Stacks without what the last frame that matches calls", "REGEX" },
    { "tag-focus", 0, 0, G_OPTION_ARG_FILENAME, &given.tag_focus,
      "Only samples whose labels match: REGEX, KEY=REGEX, or sizes as in bytes=4kb:1mb", "TAGS" },
    { "tag-ignore", 0, 0, G_OPTION_ARG_FILENAME, &given.tag_ignore, "No samples whose labels match",
      "TAGS" },
    { "cum", 0, 0, G_OPTION_ARG_NONE, &given.by_cumulative, "Order by cumulative values", NULL },
    { "rows", 'n', 0, G_OPTION_ARG_INT, &given.n_rows, "How many functions; 0 for all", "N" },
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &given.target, "The process, if there are several",
      "NAME" },
    HT_AUTH_OPTION_ENTRIES (given.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &given.as_json, "Answer as JSON", NULL },
    { 0 },
  };
  g_autoptr (HtTop) top = NULL;
  g_autoptr (GError) error = NULL;
  HtTopHeap heap = { HT_UNKNOWN, HT_UNKNOWN };
  HtExit status;

  if (!ht_command_parse (&syntax, options, &argc, &argv, &status))
    return status;
  if (given.n_rows < -1)
    return ht_command_usage_error (&syntax, "-n is negative");
  if (given.base != NULL && given.diff_base != NULL)
    return ht_command_usage_error (&syntax, "--base and --diff-base exclude one another");
  if (given.base_at != NULL && given.base == NULL && given.diff_base == NULL)
    return ht_command_usage_error (&syntax, "--base-at needs --base or --diff-base");
  top = add_up (argv[1], &given, &heap, &error);
  if (top == NULL)
    return ht_command_fail (error);
  note_what_did_not_match (top, &given);
  return print (top, &heap, &given);
}
