/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include <gio/gio.h>
#include <glib-unix.h>
#include <string.h>

#include "auth-options.h"
#include "base-url.h"
#include "command.h"
#include "pod-options.h"
#include "recorder-pods.h"
#include "target-import.h"
#include "units.h"

#define RULES_OF_ALL "*"

#define NS_PER_US 1000
#define NS_PER_MS 1000000
#define NS_PER_S  1e9

#define LEAST_INTERVAL_NS (100 * NS_PER_MS)

static const HtCommandSyntax syntax = {
  .name = "record",
  .arguments = "[URL…]",
  .summary = "Records live Go services: their heap each second, heap profiles, goroutines.",
  .details =
      "A URL is where /debug/pprof/, /debug/vars or /metrics are: http://HOST:PORT, https://…, "
      "also\nwith a path, or unix:/SOCKET. NAME=URL gives the target a name. What is in the "
      "recording\nalready is continued. Ctrl+C ends it; nothing that was answered is lost.\n"
      "With --port, the pods of a cluster that match are recorded as they come and go, through "
      "the\n"
      "API server.",
  .min_arguments = 0,
  .max_arguments = 1000,
};

typedef struct
{
  /* Owned */
  char *output;
  char **logs;
  char *targets;
  HtAuthOptions auth;
  char *rules;
  HtPodOptions pods;
  char *duration;
  char *interval;
  char *profile_interval;
  char *goroutine_interval;
  char *count_interval;
  char *keep;
  char *keep_size;

  gint64 duration_ns;
  HtTargetIntervals intervals;
  HtRetention retention;
  gboolean log_from_start;
  gboolean no_rules;
  gboolean keep_traces;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_strfreev (options->logs);
  g_free (options->targets);
  ht_auth_options_clear (&options->auth);
  g_free (options->rules);
  ht_pod_options_clear (&options->pods);
  g_free (options->duration);
  g_free (options->interval);
  g_free (options->profile_interval);
  g_free (options->goroutine_interval);
  g_free (options->count_interval);
  g_free (options->keep);
  g_free (options->keep_size);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
state_in_words (HtLiveState state)
{
  switch (state)
    {
    case HT_LIVE_CONNECTING:
      return "connecting";
    case HT_LIVE_RECORDING:
      return "recording";
    case HT_LIVE_RETRYING:
      return "no figures";
    case HT_LIVE_UNAUTHORIZED:
      return "unauthorized";
    case HT_LIVE_PAUSED:
      return "paused";
    default:
      g_return_val_if_reached ("");
    }
}

typedef struct
{
  GMainLoop *loop;
  GHashTable *told; /* name of a target -> what was said of it last */
  gboolean any;
} Session;

/* That it is still the same is not told with each new try. */
static void
note (Session *session, const char *name, const char *words)
{
  if (g_strcmp0 (g_hash_table_lookup (session->told, name), words) == 0)
    return;
  ht_command_note ("%s: %s", name, words);
  g_hash_table_replace (session->told, g_strdup (name), g_strdup (words));
}

static void
note_state (Session *session, const HtRecorderNews *news)
{
  g_autofree char *words =
      news->reason != NULL ? g_strdup_printf ("%s: %s", state_in_words (news->state), news->reason)
                           : g_strdup (state_in_words (news->state));

  note (session, news->name, words);
}

static void
note_group (Session *session, const HtRecorderNews *news)
{
  g_autofree char *words =
      news->reason != NULL
          ? g_strdup_printf ("no list of pods: %s", news->reason)
          : g_strdup_printf (news->n_targets == 1 ? "%u pod" : "%u pods", news->n_targets);

  note (session, news->name, words);
}

static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
  Session *session = user_data;

  if (error != NULL)
    ht_command_note ("%s", error->message);
  if (news == NULL)
    return;
  if (news->kind == HT_NEWS_STATE)
    {
      session->any |= news->state == HT_LIVE_RECORDING;
      note_state (session, news);
    }
  else if (news->kind == HT_NEWS_LOG)
    ht_command_note ("%s: gctrace: %s", news->name,
                     news->reason != NULL ? news->reason : "is read now");
  else if (news->kind == HT_NEWS_FLAG)
    ht_command_note ("%s: flag: %s", news->name, news->reason);
  else if (news->kind == HT_NEWS_CAPTURE_FAILED)
    ht_command_note ("%s: %s: %s", news->name, ht_on_demand_get_name (news->what), news->reason);
  else if (news->kind == HT_NEWS_REMOVED && news->reason != NULL)
    note (session, news->name, news->reason);
  else if (news->kind == HT_NEWS_GROUP)
    note_group (session, news);
}

static gboolean
end_cb (gpointer user_data)
{
  g_main_loop_quit (((Session *) user_data)->loop);
  return G_SOURCE_CONTINUE;
}

/* A group that is called as a target is for that target, above what is for all. */
static gboolean
load_rules (HtCaptureRules *rules, GKeyFile *keys, const char *name, GError **error)
{
  return ht_capture_rules_load (rules, keys, RULES_OF_ALL, error) &&
         ht_capture_rules_load (rules, keys, name, error);
}

static GKeyFile *
read_rules_file (const Options *options, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  if (options->rules == NULL ||
      g_key_file_load_from_file (keys, options->rules, G_KEY_FILE_NONE, error))
    return g_steal_pointer (&keys);
  g_prefix_error (error, "%s: ", options->rules);
  return NULL;
}

static HtCaptureRules
begin_rules (const Options *options)
{
  HtCaptureRules rules = options->no_rules ? ht_capture_rules_none () : ht_capture_rules_default ();

  rules.keep_traces = options->keep_traces;
  return rules;
}

static gboolean
follow_pods (HtRecorder *recorder,
             const Options *options,
             const HtTargetIntervals *intervals,
             GKeyFile *keys,
             GError **error)
{
  HtCaptureRules rules = begin_rules (options);
  g_autoptr (HtPodQuery) query = ht_pod_options_make_query (&options->pods, error);
  g_autofree char *name = NULL;

  if (query == NULL)
    return FALSE;
  name = ht_pod_query_get_display_name (query);
  if (!load_rules (&rules, keys, name, error))
    {
      g_prefix_error (error, "%s: ", options->rules);
      return FALSE;
    }
  return ht_recorder_follow_pods (recorder, query, intervals, &rules, error);
}

/* What all targets have in common. */
typedef struct
{
  HtRecorder *recorder;
  const Options *options;
  HtCredentials *credentials;
  HtTargetIntervals intervals;
  GKeyFile *keys;   /* rules */
  GPtrArray *names; /* char *, of those that were added */
} Adding;

static gboolean
add_target (const Adding *adding, const char *name, const char *base_url, GError **error)
{
  const Options *options = adding->options;
  HtCaptureRules rules = begin_rules (options);

  if (g_ptr_array_find_with_equal_func (adding->names, name, g_str_equal, NULL))
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "two targets are called “%s”; write NAME=URL to call one otherwise", name);
      return FALSE;
    }
  if (!load_rules (&rules, adding->keys, name, error))
    {
      g_prefix_error (error, "%s: ", options->rules);
      return FALSE;
    }
  if (!ht_recorder_add (adding->recorder, name, base_url, adding->credentials, &adding->intervals,
                        error))
    return FALSE;
  ht_recorder_set_rules (adding->recorder, name, &rules);
  g_ptr_array_add (adding->names, g_strdup (name));
  return TRUE;
}

static gboolean
add_argument (const Adding *adding, const char *argument, GError **error)
{
  gsize n_name;
  const char *url = ht_listed_target_split (argument, strlen (argument), &n_name);
  g_autofree char *base = ht_base_url_from_text (url, NULL, error);
  g_autofree char *name = NULL;

  if (base == NULL)
    return FALSE;
  name = n_name > 0 ? g_strndup (argument, n_name) : ht_target_name_from_url (base);
  return add_target (adding, name, base, error);
}

/* Wrong lines are told, the others are recorded. */
static gboolean
add_list (const Adding *adding, const char *path, GError **error)
{
  g_autoptr (HtTargetImport) import = ht_target_import_read (path, error);

  if (import == NULL)
    return FALSE;
  for (guint i = 0; i < import->problems->len; i++)
    {
      const HtListProblem *problem = g_ptr_array_index (import->problems, i);

      ht_command_note ("%s: line %" G_GUINT64_FORMAT ": %s", path, problem->line, problem->reason);
    }
  for (guint i = 0; i < import->targets->len; i++)
    {
      const HtTargetSettings *settings = g_ptr_array_index (import->targets, i);

      if (!add_target (adding, settings->name, settings->url, error))
        return FALSE;
    }
  if (import->targets->len > 0)
    return TRUE;
  g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
               "%s: there is no target in this list", path);
  return FALSE;
}

/* Adds their names to @names. */
static gboolean
add_targets (HtRecorder *recorder,
             const Options *options,
             int argc,
             char **argv,
             GPtrArray *names,
             GError **error)
{
  g_autoptr (HtCredentials) credentials = ht_auth_options_make_credentials (&options->auth, error);
  g_autoptr (GKeyFile) keys = credentials != NULL ? read_rules_file (options, error) : NULL;
  Adding adding = { recorder, options, credentials, options->intervals, keys, names };

  if (keys == NULL)
    return FALSE;
  for (int i = 1; i < argc; i++)
    if (!add_argument (&adding, argv[i], error))
      return FALSE;
  if (options->targets != NULL && !add_list (&adding, options->targets, error))
    return FALSE;
  return !ht_pod_options_are_given (&options->pods) ||
         follow_pods (recorder, options, &adding.intervals, keys, error);
}

/* A log belongs to the target that it names, or to the only one. */
static gboolean
add_logs (HtRecorder *recorder, const Options *options, GPtrArray *names, GError **error)
{
  for (guint i = 0; options->logs != NULL && options->logs[i] != NULL; i++)
    {
      const char *log = options->logs[i];
      const char *equals = strchr (log, '=');
      g_autofree char *given = equals != NULL ? g_strndup (log, (gsize) (equals - log)) : NULL;

      if (given != NULL && g_ptr_array_find_with_equal_func (names, given, g_str_equal, NULL))
        ht_recorder_add_log (recorder, given, equals + 1, options->log_from_start);
      else if (names->len == 1)
        ht_recorder_add_log (recorder, g_ptr_array_index (names, 0), log, options->log_from_start);
      else
        {
          g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                       "%s: of which target is it? Write NAME=FILE, with the name of one", log);
          return FALSE;
        }
    }
  return TRUE;
}

static HtExit
record (const Options *options, int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  Session session = { .loop = loop, .told = told };
  guint interrupted = g_unix_signal_add (SIGINT, end_cb, &session);
  guint terminated = g_unix_signal_add (SIGTERM, end_cb, &session);
  guint hung_up = g_unix_signal_add (SIGHUP, end_cb, &session);
  HtRecorder *recorder = ht_recorder_new (options->output, news_cb, &session, &error);

  if (recorder == NULL)
    return ht_command_fail (error);
  if (!add_targets (recorder, options, argc, argv, names, &error) ||
      !add_logs (recorder, options, names, &error))
    {
      ht_recorder_free (recorder);
      return ht_command_fail (error);
    }
  ht_recorder_set_retention (recorder, &options->retention);
  if (options->duration_ns > 0)
    g_timeout_add ((guint) MIN (options->duration_ns / NS_PER_MS, G_MAXUINT), end_cb, &session);
  g_main_loop_run (loop);
  ht_recorder_free (recorder);
  g_source_remove (interrupted);
  g_source_remove (terminated);
  g_source_remove (hung_up);
  if (!session.any)
    {
      g_set_error_literal (&error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED,
                           "no target told anything of its heap");
      return ht_command_fail (error);
    }
  return ht_command_show_recording (options->output, options->as_json);
}

/* As Go writes it, or a number of seconds. */
static gboolean
parse_time (const char *text, gint64 *ns)
{
  char *end;
  double seconds;

  if (ht_parse_duration (text, ns, NULL))
    return *ns >= 0;
  seconds = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(seconds >= 0 && seconds <= 1e9))
    return FALSE;
  *ns = (gint64) (seconds * NS_PER_S);
  return TRUE;
}

/* The figures are what all the rest is for: there is no recording without them. */
static gboolean
read_intervals (Options *options)
{
  const char *const texts[HT_N_JOBS] = {
    [HT_JOB_STATS] = options->interval,
    [HT_JOB_HEAP] = options->profile_interval,
    [HT_JOB_GOROUTINE_COUNT] = options->count_interval,
    [HT_JOB_GOROUTINES] = options->goroutine_interval,
  };

  options->intervals = ht_target_intervals_default ();
  for (int job = 0; job < HT_N_JOBS; job++)
    {
      gint64 ns;

      if (texts[job] == NULL)
        continue;
      if (!parse_time (texts[job], &ns) || (ns != 0 && ns < LEAST_INTERVAL_NS))
        return FALSE;
      options->intervals.every_us[job] = ns / NS_PER_US;
    }
  return options->intervals.every_us[HT_JOB_STATS] > 0;
}

static gboolean
read_times (Options *options)
{
  return (options->duration == NULL || parse_time (options->duration, &options->duration_ns)) &&
         (options->keep == NULL || parse_time (options->keep, &options->retention.max_age_ns)) &&
         read_intervals (options);
}

/**
 * ht_command_record:
 * @argc: number of arguments, the name of the command included
 * @argv: the arguments
 *
 * Runs `heaptrail-cli record`.
 *
 * Returns: exit status
 */
HtExit
ht_command_record (int argc, char **argv)
{
  g_auto (Options) options = { .retention = HT_RETENTION_DEFAULT };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "The recording; continued if it is there", "FILE" },
    { "duration", 0, 0, G_OPTION_ARG_STRING, &options.duration, "End after this time", "TIME" },
    { "interval", 0, 0, G_OPTION_ARG_STRING, &options.interval, "Figures this often (1s)", "TIME" },
    { "profile-interval", 0, 0, G_OPTION_ARG_STRING, &options.profile_interval,
      "A heap profile this often (10s), if there was a collection; 0 for none", "TIME" },
    { "count-interval", 0, 0, G_OPTION_ARG_STRING, &options.count_interval,
      "The number of goroutines this often (5s); 0 for never", "TIME" },
    { "goroutine-interval", 0, 0, G_OPTION_ARG_STRING, &options.goroutine_interval,
      "A goroutine profile this often (1m); 0 for none", "TIME" },
    { "keep", 0, 0, G_OPTION_ARG_STRING, &options.keep,
      "Thin out what is older (168h); 0 for nothing", "TIME" },
    { "keep-size", 0, 0, G_OPTION_ARG_STRING, &options.keep_size,
      "Thin out what is beyond this for each target (2GiB); 0 for nothing", "SIZE" },
    { "targets", 0, 0, G_OPTION_ARG_FILENAME, &options.targets,
      "A list of more: a text with URL or NAME=URL on each line, or Prometheus' JSON", "FILE" },
    { "gctrace", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.logs,
      "Follow a gctrace log of a target as well: file or named pipe", "[NAME=]FILE" },
    { "gctrace-from-start", 0, 0, G_OPTION_ARG_NONE, &options.log_from_start,
      "Read what is in these logs already, too", NULL },
    { "rules", 0, 0, G_OPTION_ARG_FILENAME, &options.rules,
      "When to capture on its own, see heaptrail-cli(1)", "FILE" },
    { "keep-traces", 0, 0, G_OPTION_ARG_NONE, &options.keep_traces,
      "Put execution traces into the recording as they are, too", NULL },
    { "no-rules", 0, 0, G_OPTION_ARG_NONE, &options.no_rules, "Capture nothing on its own", NULL },
    HT_AUTH_OPTION_ENTRIES (options.auth),
    HT_POD_OPTION_ENTRIES (options.pods),
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "Print what was recorded as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  HtExit status;

  if (!ht_command_parse (&syntax, entries, &argc, &argv, &status))
    return status;
  if (argc < 2 && options.targets == NULL && !ht_pod_options_are_given (&options.pods))
    return ht_command_usage_error (&syntax,
                                   "a URL is missing, or --targets, or --port for pods of a "
                                   "cluster");
  if (options.output == NULL)
    return ht_command_usage_error (&syntax, "-o FILE is missing");
  if (!read_times (&options))
    return ht_command_usage_error (&syntax,
                                   "times are like 10s or 1m30s, intervals 100ms at least");
  if (options.keep_size != NULL &&
      !ht_parse_size (options.keep_size, &options.retention.max_bytes, NULL))
    return ht_command_usage_error (&syntax, "--keep-size wants a size such as 500MiB or 2GiB");
  if (options.rules != NULL && options.no_rules)
    return ht_command_usage_error (&syntax, "--rules and --no-rules exclude each other");
  return record (&options, argc, argv);
}
