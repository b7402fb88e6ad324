/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "auth-options.h"
#include "command.h"
#include "json-writer.h"
#include "recorder-history.h"
#include "safe-text.h"
#include "text-table.h"
#include "timestamps.h"
#include "units.h"

#define USUAL_SPAN "1h"

static const HtCommandSyntax syntax = {
  .name = "fetch",
  .arguments = "URL -o FILE",
  .summary = "Brings the history of Go services from a Prometheus server into a recording.",
  .details =
      "URL is that of the server, without /api/v1. --match chooses instances by their labels, as "
      "in "
      "PromQL:\n{job=\"api\"}, {namespace=\"shop\",pod=~\"checkout-.*\"}. Their go_*, process_* "
      "and "
      "container_* become a\ntarget each. What a recording has already is left as it is: a history "
      "is put before what was\nrecorded live, and into its gaps. Ctrl+C ends it; what was brought "
      "is kept.",
  .min_arguments = 1,
  .max_arguments = 1,
};

typedef struct
{
  /* Owned */
  char *output;
  char *match;
  char *since;
  char *from;
  char *to;
  char *step;
  char *target;
  HtAuthOptions auth;

  gboolean only_list;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->match);
  g_free (options->since);
  g_free (options->from);
  g_free (options->to);
  g_free (options->step);
  g_free (options->target);
  ht_auth_options_clear (&options->auth);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* --- what is asked for --- */

static gboolean
parse_positive (const char *option, const char *text, gint64 *ns, GError **error)
{
  if (!ht_parse_duration (text, ns, error))
    return FALSE;
  if (*ns >= 1000000)
    return TRUE;
  g_set_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS,
               "%s is a duration of at least 1ms", option);
  return FALSE;
}

static gboolean
parse_times (HtHistoryQuery *query, const Options *options, GError **error)
{
  gint64 now_ns = g_get_real_time () * 1000;
  gint64 span_ns;

  query->to_ns = now_ns;
  if (options->to != NULL && !ht_parse_time (options->to, now_ns, now_ns, &query->to_ns, error))
    return FALSE;
  if (options->from != NULL)
    {
      if (!ht_parse_time (options->from, now_ns, now_ns, &query->from_ns, error))
        return FALSE;
    }
  else
    {
      if (!parse_positive ("--since", options->since != NULL ? options->since : USUAL_SPAN,
                           &span_ns, error))
        return FALSE;
      query->from_ns = MAX (query->to_ns - span_ns, 0);
    }
  query->step_ns = ht_prometheus_usual_step (query->from_ns, query->to_ns);
  return options->step == NULL || parse_positive ("--step", options->step, &query->step_ns, error);
}

static HtHistoryQuery *
make_query (const Options *options, const char *url, GError **error)
{
  g_autoptr (HtHistoryQuery) query = g_new0 (HtHistoryQuery, 1);
  g_autoptr (GError) reason = NULL;

  query->url = g_strdup (url);
  query->credentials = ht_auth_options_make_credentials (&options->auth, error);
  if (query->credentials == NULL || !parse_times (query, options, error))
    return NULL;
  if (options->match != NULL)
    {
      query->matchers =
          ht_prometheus_selector_parse (options->match, strlen (options->match), &reason);
      if (query->matchers == NULL)
        {
          g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID, "--match: %s",
                       reason->message);
          return NULL;
        }
    }
  if (options->target != NULL)
    {
      const char *names[] = { options->target, NULL };

      query->targets = g_strdupv ((char **) names);
    }
  return g_steal_pointer (&query);
}

/* --- which instances there are --- */

static void
write_member (HtJsonWriter *json, const char *name, const char *text)
{
  ht_json_writer_member (json, name);
  if (text != NULL)
    ht_json_writer_string (json, text, -1);
  else
    ht_json_writer_null (json);
}

static HtExit
print_list_as_json (const HtPrometheusTargets *targets)
{
  g_autoptr (GError) error = NULL;
  HtJsonWriter *json = ht_json_writer_new (stdout);

  ht_json_writer_begin_object (json);
  ht_json_writer_member (json, "instances");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < ht_prometheus_targets_get_n (targets); i++)
    {
      const HtPrometheusTarget *target = ht_prometheus_targets_get (targets, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "name", target->name);
      write_member (json, "job", target->job);
      write_member (json, "instance", target->instance);
      write_member (json, "namespace", target->namespace_name);
      write_member (json, "pod", target->pod);
      write_member (json, "container", target->container);
      write_member (json, "go_version", target->go_version);
      ht_json_writer_member_int (json, "series", target->n_series);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
  ht_json_writer_finish (json, &error);
  return ht_command_finish_output (error);
}

static char *
cell_of (const char *text)
{
  return ht_safe_text_for_terminal (text != NULL ? text : "", -1);
}

static HtExit
print_list (const HtPrometheusTargets *targets)
{
  static const char *const head[] = { "series", "Go", "job", "instance", NULL };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);

  for (guint i = 0; i < ht_prometheus_targets_get_n (targets); i++)
    {
      const HtPrometheusTarget *target = ht_prometheus_targets_get (targets, i);

      ht_text_table_take (table, g_strdup_printf ("%u", target->n_series));
      ht_text_table_take (table, cell_of (target->go_version));
      ht_text_table_take (table, cell_of (target->job));
      ht_text_table_take (table, cell_of (target->name));
    }
  ht_text_table_print (table, stdout);
  return ht_command_finish_output (NULL);
}

static HtExit
list (const HtHistoryQuery *query, gboolean as_json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPrometheusTargets) targets = ht_history_find (query, NULL, &error);

  if (targets == NULL)
    return ht_command_fail (error);
  return as_json ? print_list_as_json (targets) : print_list (targets);
}

/* --- their history --- */

typedef struct
{
  GMainLoop *loop;
  GCancellable *cancellable;
  GAsyncResult *result;
  gboolean on_terminal;
} Session;

static gboolean
stop_cb (gpointer user_data)
{
  g_cancellable_cancel (((Session *) user_data)->cancellable);
  return G_SOURCE_CONTINUE;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Session *session = user_data;

  session->result = g_object_ref (result);
  g_main_loop_quit (session->loop);
}

/* The error comes with the result as well. */
static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
}

/* On a terminal only, and gone when the work is done. */
static void
progress_cb (const HtHistoryProgress *progress, gpointer user_data)
{
  const Session *session = user_data;
  g_autofree char *safe = NULL;
  g_autofree char *points = NULL;

  if (!session->on_terminal || progress->instance == NULL)
    return;
  safe = ht_safe_text_for_terminal (progress->instance, -1);
  points = ht_format_count ((gint64) progress->n_points);
  fprintf (stderr, "\r%u of %u instances, %s figures: %.50s\033[K", progress->n_done,
           progress->n_all, points, safe);
}

static void
say_what_came (const HtHistoryResult *result, const GError *error, const char *output)
{
  const HtHistoryProgress *progress = &result->progress;
  g_autofree char *points = ht_format_count ((gint64) progress->n_points);

  for (guint i = 0; i < result->warnings->len; i++)
    ht_command_note ("%s", (const char *) g_ptr_array_index (result->warnings, i));
  if (error != NULL)
    ht_command_note ("%s%s%s. Not all of it was brought, but %u of %u instances and %s figures, "
                     "which are in %s",
                     progress->instance != NULL ? progress->instance : "",
                     progress->instance != NULL ? ": " : "", error->message, progress->n_done,
                     progress->n_all, points, output);
  else if (progress->n_points == 0)
    ht_command_note ("nothing was new: all of it is in %s already", output);
}

static HtExit
fetch (const HtHistoryQuery *query, const Options *options)
{
  gboolean exists = g_file_test (options->output, G_FILE_TEST_EXISTS);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHistoryResult) result = NULL;
  Session session = { .loop = loop,
                      .cancellable = cancellable,
                      .on_terminal = isatty (STDERR_FILENO) == 1 };
  guint interrupted = g_unix_signal_add (SIGINT, stop_cb, &session);
  guint terminated = g_unix_signal_add (SIGTERM, stop_cb, &session);
  HtRecorder *recorder = ht_recorder_new (options->output, news_cb, NULL, &error);

  if (recorder == NULL)
    return ht_command_fail (error);
  ht_recorder_fetch_history_async (recorder, query, progress_cb, &session, cancellable, done_cb,
                                   &session);
  g_main_loop_run (loop);
  if (session.on_terminal)
    fputs ("\r\033[K", stderr);
  ht_recorder_fetch_history_finish (session.result, &result, &error);
  g_object_unref (session.result);
  ht_recorder_free (recorder);
  g_source_remove (interrupted);
  g_source_remove (terminated);
  if (error != NULL && result->progress.n_points == 0)
    {
      /* An empty recording is of no use. */
      if (!exists)
        g_unlink (options->output);
      return ht_command_fail (error);
    }
  say_what_came (result, error, options->output);
  return ht_command_show_recording (options->output, options->as_json);
}

/**
 * ht_command_fetch:
 * @argc: number of arguments, the name of the command included
 * @argv: the arguments
 *
 * Runs `heaptrail-cli fetch`.
 *
 * Returns: exit status
 */
HtExit
ht_command_fetch (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "The recording; extended if it is there", "FILE" },
    { "match", 'm', 0, G_OPTION_ARG_FILENAME, &options.match,
      "Only instances with these labels, such as {job=\"api\"}", "SELECTOR" },
    { "since", 0, 0, G_OPTION_ARG_FILENAME, &options.since,
      "How far back, such as 6h (" USUAL_SPAN ")", "DURATION" },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options.from, "From when; -6h is 6 hours ago", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &options.to, "Until when (now)", "TIME" },
    { "step", 0, 0, G_OPTION_ARG_FILENAME, &options.step,
      "How far apart figures are (15s, and more for more than a day)", "DURATION" },
    { "target", 't', 0, G_OPTION_ARG_FILENAME, &options.target,
      "What to call the instance, if it is one", "NAME" },
    { "list", 'l', 0, G_OPTION_ARG_NONE, &options.only_list, "Only tell which instances there are",
      NULL },
    HT_AUTH_OPTION_ENTRIES (options.auth),
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "Answer as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (HtHistoryQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  HtExit status;

  if (!ht_command_parse (&syntax, entries, &argc, &argv, &status))
    return status;
  if (options.output == NULL && !options.only_list)
    return ht_command_usage_error (&syntax, "-o FILE is missing");
  if (options.since != NULL && options.from != NULL)
    return ht_command_usage_error (&syntax, "--since and --from say the same");
  if (options.target != NULL && *options.target == '\0')
    return ht_command_usage_error (&syntax, "the name of the target is empty");
  query = make_query (&options, argv[1], &error);
  if (query == NULL)
    return ht_command_fail (error);
  return options.only_list ? list (query, options.as_json) : fetch (query, &options);
}
