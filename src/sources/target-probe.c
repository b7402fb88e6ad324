/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "target-probe.h"

#include <string.h>

#include "decode-capture.h"
#include "format-error.h"
#include "gc-cycle.h"
#include "http-address.h"
#include "pprof-page.h"

/* Somebody waits before a dialog. */
static const HtHttpLimits usual_limits = { 3000, 4000, 5000, (gsize) 32 << 20, (gsize) 64 << 20 };

#define PPROF_LINE   "import _ \"net/http/pprof\""
#define EXPVAR_LINE  "import _ \"expvar\""
#define METRICS_LINE "http.Handle(\"/metrics\", promhttp.Handler())"
#define BLOCK_LINE   "runtime.SetBlockProfileRate(1000000)"
#define MUTEX_LINE   "runtime.SetMutexProfileFraction(100)"
/* A command instead of a line: Go 1.27 needs nothing, and before 1.26 there is no way. */
#define LEAK_LINE "GOEXPERIMENT=goroutineleakprofile go build"

/* What is asked, in this order; the last two only where the others leave something open. */
typedef enum
{
  ASK_INDEX,
  ASK_VARS,
  ASK_METRICS,
  ASK_COMMAND_LINE,
  ASK_HEAP,
  N_QUESTIONS,
} Question;

static const struct
{
  const char *what;
  const char *path;
  const char *remedy;
} questions[N_QUESTIONS] = {
  [ASK_INDEX] = { "index", "/debug/pprof/", PPROF_LINE },
  [ASK_VARS] = { "vars", "/debug/vars", EXPVAR_LINE },
  [ASK_METRICS] = { "metrics", "/metrics", METRICS_LINE },
  [ASK_COMMAND_LINE] = { "cmdline", "/debug/pprof/cmdline", PPROF_LINE },
  [ASK_HEAP] = { "heap", "/debug/pprof/heap?debug=1", PPROF_LINE },
};

/* What Go registers by itself, and what the index page counts of it. */
static const struct
{
  const char *name;
  const char *counted;
  const char *missing;
  const char *remedy;
} go_profiles[] = {
  { "heap", "stacks", NULL, PPROF_LINE },
  { "allocs", "stacks", NULL, PPROF_LINE },
  { "goroutine", "goroutines", NULL, PPROF_LINE },
  { "goroutineleak", NULL, "Go 1.27 has it, Go 1.26 as an experiment of the build", LEAK_LINE },
  { "profile", NULL, NULL, PPROF_LINE },
  { "trace", NULL, NULL, PPROF_LINE },
  { "block", "stacks", NULL, PPROF_LINE },
  { "mutex", "stacks", NULL, PPROF_LINE },
  { "threadcreate", "threads", NULL, PPROF_LINE },
};

/* An answer, read. */
typedef struct
{
  gboolean was_asked;
  gboolean is_done;
  HtProbeState state;
  gboolean is_not_go; /* 200, but what no Go service answers there */
  gboolean tells_heap;
  /* Owned */
  char *detail;
  char *go_version;
  char *command_line;
  GPtrArray *profiles;
  GError *reason; /* why there was none */
} Reply;

typedef struct
{
  /* Owned */
  char *base_url;
  HtHttpAddress *address;
  HtHttpClient *client;

  HtHttpLimits limits;
  Reply replies[N_QUESTIONS];
  guint n_pending;
} Probing;

typedef struct
{
  Question question;
  HtHttpAnswer *answer;
} Reading;

static void
reply_clear (Reply *reply)
{
  g_free (reply->detail);
  g_free (reply->go_version);
  g_free (reply->command_line);
  g_clear_pointer (&reply->profiles, g_ptr_array_unref);
  g_clear_error (&reply->reason);
}

static void
reply_free (Reply *reply)
{
  reply_clear (reply);
  g_free (reply);
}

static void
probing_free (Probing *probing)
{
  for (guint i = 0; i < N_QUESTIONS; i++)
    reply_clear (&probing->replies[i]);
  g_clear_object (&probing->client);
  g_clear_pointer (&probing->address, ht_http_address_free);
  g_free (probing->base_url);
  g_free (probing);
}

static void
reading_free (Reading *reading)
{
  ht_http_answer_free (reading->answer);
  g_free (reading);
}

static void
finding_free (gpointer data)
{
  HtProbeFinding *finding = data;

  g_free (finding->path);
  g_free (finding->detail);
  g_free (finding);
}

/**
 * ht_target_probe_free:
 * @probe: (transfer full) (nullable): a probe
 */
void
ht_target_probe_free (HtTargetProbe *probe)
{
  if (probe == NULL)
    return;
  g_free (probe->base_url);
  g_free (probe->go_version);
  g_free (probe->command_line);
  g_clear_pointer (&probe->findings, g_ptr_array_unref);
  g_free (probe);
}

/* --- reading answers, on a thread --- */

static void
take_nothing (Reply *reply, const char *detail)
{
  reply->state = HT_PROBE_FAILED;
  reply->is_not_go = TRUE;
  reply->detail = g_strdup (detail);
}

static void
take_index (Reply *reply, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  reply->profiles = ht_pprof_page_list_profiles (text, length);
  if (reply->profiles == NULL)
    {
      take_nothing (reply, "not the page that Go has there; is it a login page?");
      return;
    }
  reply->state = HT_PROBE_FOUND;
  reply->detail = g_strdup_printf ("lists %u profiles", reply->profiles->len);
}

static void
take_command_line (Reply *reply, GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  reply->state = HT_PROBE_FOUND;
  if (length > 0 && *text != '<')
    reply->command_line = ht_pprof_page_read_command_line (text, length);
}

static gboolean
is_expected (Question question, HtFormat format)
{
  return format == (question == ASK_VARS      ? HT_FORMAT_EXPVAR
                    : question == ASK_METRICS ? HT_FORMAT_PROMETHEUS
                                              : HT_FORMAT_HEAP_TEXT);
}

static void
take_figures (Reply *reply, Question question, const HtHttpAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtCaptureFile) file =
      ht_capture_file_new_for_answer (questions[question].path, answer->body, answer->done_ns,
                                      usual_limits.max_unpacked_bytes, &error);
  g_autoptr (HtDecodedCapture) decoded = NULL;
  g_autoptr (HtCatalog) catalog = NULL;

  if (file == NULL || !is_expected (question, file->format))
    {
      take_nothing (reply, error != NULL ? error->message : "answers with another kind of capture");
      return;
    }
  catalog = ht_catalog_new ();
  decoded = ht_decode_capture (file, catalog, &error);
  if (decoded == NULL)
    {
      reply->state = HT_PROBE_FAILED;
      reply->detail = g_strdup_printf ("its answer cannot be read: %s", error->message);
      return;
    }
  reply->state = HT_PROBE_FOUND;
  reply->tells_heap = ht_record_buffer_has_mem_stats (decoded->records);
  reply->go_version = g_strdup (ht_record_buffer_get_property (decoded->records, "go_version"));
  reply->command_line = g_strdup (ht_record_buffer_get_property (decoded->records, "command_line"));
  reply->detail = g_strdup (reply->tells_heap ? "tells of the heap" : "tells nothing of the heap");
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Reading *reading = data;
  Reply *reply = g_new0 (Reply, 1);

  switch (reading->question)
    {
    case ASK_INDEX:
      take_index (reply, reading->answer->body);
      break;
    case ASK_COMMAND_LINE:
      take_command_line (reply, reading->answer->body);
      break;
    case ASK_VARS:
    case ASK_METRICS:
    case ASK_HEAP:
    case N_QUESTIONS:
    default:
      take_figures (reply, reading->question, reading->answer);
      break;
    }
  g_task_return_pointer (task, reply, (GDestroyNotify) reply_free);
}

/* --- what it comes to --- */

static gboolean
is_code (const GError *reason, HtSourceError code)
{
  return g_error_matches (reason, HT_SOURCE_ERROR, (int) code);
}

/* Whether a service said something, be it no. */
static gboolean
has_answered (const Reply *reply)
{
  return reply->is_done &&
         (reply->reason == NULL || is_code (reply->reason, HT_SOURCE_ERROR_NOT_FOUND) ||
          is_code (reply->reason, HT_SOURCE_ERROR_STATUS) ||
          is_code (reply->reason, HT_SOURCE_ERROR_TOO_LARGE));
}

/* Whether asking for something else there may make sense. */
static gboolean
was_reached (const Reply *reply)
{
  return reply->is_done && !is_code (reply->reason, HT_SOURCE_ERROR_REFUSED) &&
         !is_code (reply->reason, HT_SOURCE_ERROR_TIMED_OUT) &&
         !is_code (reply->reason, HT_SOURCE_ERROR_TLS);
}

static void
take_failure (Probing *probing, Question question, GError *reason)
{
  Reply *reply = &probing->replies[question];
  g_autoptr (GUri) uri = ht_http_address_resolve (probing->address, questions[question].path, NULL);

  reply->is_done = TRUE;
  reply->reason = reason;
  reply->detail = g_strdup (ht_http_address_skip_place (probing->address, uri, reason->message));
  if (is_code (reason, HT_SOURCE_ERROR_NOT_FOUND))
    reply->state = HT_PROBE_MISSING;
  else if (is_code (reason, HT_SOURCE_ERROR_UNAUTHORIZED))
    reply->state = HT_PROBE_DENIED;
  else
    reply->state = HT_PROBE_FAILED;
}

static HtProbeFinding *
add_finding (HtTargetProbe *probe, const char *what, const char *path, HtProbeState state)
{
  HtProbeFinding *finding = g_new0 (HtProbeFinding, 1);

  finding->what = what;
  finding->path = g_strdup (path);
  finding->state = state;
  g_ptr_array_add (probe->findings, finding);
  return finding;
}

static void
add_reply (HtTargetProbe *probe, Question question, const Reply *reply)
{
  HtProbeFinding *finding =
      add_finding (probe, questions[question].what, questions[question].path, reply->state);

  finding->detail = g_strdup (reply->detail);
  if (reply->state == HT_PROBE_MISSING || reply->is_not_go)
    finding->remedy = questions[question].remedy;
}

static void
describe_listed (HtProbeFinding *finding, const HtPprofPageProfile *profile, const char *counted)
{
  gboolean is_block = strcmp (profile->name, "block") == 0;

  if (strcmp (profile->name, "profile") == 0)
    finding->detail = g_strdup ("CPU, on demand");
  else if (strcmp (profile->name, "trace") == 0)
    finding->detail = g_strdup ("on demand");
  else if (profile->count == 0 && (is_block || strcmp (profile->name, "mutex") == 0))
    {
      finding->detail = g_strdup ("empty; it stays so unless the service asks for it");
      finding->remedy = is_block ? BLOCK_LINE : MUTEX_LINE;
    }
  else if (profile->count != HT_UNKNOWN && counted != NULL)
    finding->detail = g_strdup_printf ("%s: %" G_GINT64_FORMAT, counted, profile->count);
}

static void
add_go_profiles (HtTargetProbe *probe, const GPtrArray *listed)
{
  for (gsize i = 0; i < G_N_ELEMENTS (go_profiles); i++)
    {
      const HtPprofPageProfile *profile = ht_pprof_page_find (listed, go_profiles[i].name);
      g_autofree char *path = g_strconcat ("/debug/pprof/", go_profiles[i].name, NULL);
      HtProbeFinding *finding = add_finding (probe, go_profiles[i].name, path,
                                             profile != NULL ? HT_PROBE_FOUND : HT_PROBE_MISSING);

      if (profile != NULL)
        describe_listed (finding, profile, go_profiles[i].counted);
      else
        {
          finding->detail = g_strdup (go_profiles[i].missing != NULL ? go_profiles[i].missing
                                                                     : "the page does not list it");
          finding->remedy = go_profiles[i].remedy;
        }
    }
}

static gboolean
is_of_go (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (go_profiles); i++)
    if (strcmp (go_profiles[i].name, name) == 0)
      return TRUE;
  return strcmp (name, "cmdline") == 0 || strcmp (name, "symbol") == 0;
}

static void
add_custom_profiles (HtTargetProbe *probe, const GPtrArray *listed)
{
  for (guint i = 0; i < listed->len; i++)
    {
      const HtPprofPageProfile *profile = g_ptr_array_index (listed, i);
      g_autofree char *escaped = g_uri_escape_string (profile->name, "/:", FALSE);
      g_autofree char *path = g_strconcat ("/debug/pprof/", escaped, NULL);

      if (!is_of_go (profile->name))
        describe_listed (add_finding (probe, "custom", path, HT_PROBE_FOUND), profile, "entries");
    }
}

/* The first that tells, the cheapest to ask first. */
static const char *
pick (const Probing *probing, gsize member)
{
  for (guint i = 0; i < N_QUESTIONS; i++)
    {
      const char *text = G_STRUCT_MEMBER (char *, &probing->replies[i], member);

      if (text != NULL)
        return text;
    }
  return NULL;
}

static HtTargetProbe *
conclude (Probing *probing)
{
  HtTargetProbe *probe = g_new0 (HtTargetProbe, 1);
  const Reply *replies = probing->replies;

  probe->base_url = g_strdup (probing->base_url);
  probe->go_version = g_strdup (pick (probing, G_STRUCT_OFFSET (Reply, go_version)));
  probe->command_line = g_strdup (pick (probing, G_STRUCT_OFFSET (Reply, command_line)));
  probe->findings = g_ptr_array_new_with_free_func (finding_free);
  add_reply (probe, ASK_INDEX, &replies[ASK_INDEX]);
  if (replies[ASK_INDEX].profiles != NULL)
    {
      add_go_profiles (probe, replies[ASK_INDEX].profiles);
      add_custom_profiles (probe, replies[ASK_INDEX].profiles);
    }
  else if (replies[ASK_HEAP].was_asked)
    add_reply (probe, ASK_HEAP, &replies[ASK_HEAP]);
  add_reply (probe, ASK_VARS, &replies[ASK_VARS]);
  add_reply (probe, ASK_METRICS, &replies[ASK_METRICS]);
  for (guint i = 0; i < N_QUESTIONS; i++)
    probe->can_record |= replies[i].tells_heap;
  return probe;
}

/* Why nothing can be said; NULL if something answered. */
static const GError *
find_failure (const Probing *probing)
{
  const GError *failure = probing->replies[ASK_INDEX].reason;

  for (guint i = ASK_INDEX; i <= ASK_METRICS; i++)
    {
      const Reply *reply = &probing->replies[i];

      if (has_answered (reply))
        return NULL;
      if (is_code (reply->reason, HT_SOURCE_ERROR_UNAUTHORIZED))
        failure = reply->reason;
    }
  return failure;
}

/* --- asking --- */

static void go_on (GTask *task);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Probing *probing = g_task_get_task_data (task);
  const Reading *reading = g_task_get_task_data (G_TASK (result));
  Reply *read = g_task_propagate_pointer (G_TASK (result), NULL);

  probing->replies[reading->question] = *read;
  probing->replies[reading->question].was_asked = TRUE;
  probing->replies[reading->question].is_done = TRUE;
  g_free (read);
  probing->n_pending--;
  go_on (task);
}

typedef struct
{
  GTask *task;
  Question question;
} Errand;

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Errand *errand = user_data;
  g_autoptr (GTask) task = errand->task;
  Probing *probing = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpAnswer) answer =
      ht_http_client_get_finish (HT_HTTP_CLIENT (source), result, &error);
  g_autoptr (GTask) worker = NULL;
  Reading *reading;

  if (answer == NULL)
    {
      take_failure (probing, errand->question, g_steal_pointer (&error));
      probing->n_pending--;
      go_on (task);
      return;
    }
  /* In a thread: a page of metrics may have megabytes. */
  reading = g_new0 (Reading, 1);
  reading->question = errand->question;
  reading->answer = g_steal_pointer (&answer);
  worker = g_task_new (NULL, NULL, read_cb, g_object_ref (task));
  g_task_set_source_tag (worker, answered_cb);
  g_task_set_task_data (worker, reading, (GDestroyNotify) reading_free);
  g_task_run_in_thread (worker, read_thread);
}

static void
ask (GTask *task, Question question)
{
  Probing *probing = g_task_get_task_data (task);
  Errand *errand = g_new0 (Errand, 1);

  errand->task = g_object_ref (task);
  errand->question = question;
  probing->replies[question].was_asked = TRUE;
  probing->n_pending++;
  ht_http_client_get_async (probing->client, questions[question].path, &probing->limits,
                            g_task_get_cancellable (task), answered_cb, errand);
}

/* What is open once an answer is there. */
static void
ask_more (GTask *task)
{
  Probing *probing = g_task_get_task_data (task);
  const Reply *replies = probing->replies;

  /* Not of what is dead: that would take as long once more. */
  if (!replies[ASK_METRICS].was_asked &&
      (was_reached (&replies[ASK_INDEX]) || was_reached (&replies[ASK_VARS])))
    ask (task, ASK_METRICS);
  if (probing->n_pending > 0 || find_failure (probing) != NULL)
    return;
  if (replies[ASK_INDEX].profiles != NULL && !replies[ASK_COMMAND_LINE].was_asked &&
      pick (probing, G_STRUCT_OFFSET (Reply, command_line)) == NULL)
    ask (task, ASK_COMMAND_LINE);
  /* The dearest is asked last, and only where nothing else tells. */
  if (!replies[ASK_HEAP].was_asked && !replies[ASK_VARS].tells_heap &&
      !replies[ASK_METRICS].tells_heap &&
      (replies[ASK_INDEX].profiles == NULL ||
       ht_pprof_page_find (replies[ASK_INDEX].profiles, "heap") != NULL))
    ask (task, ASK_HEAP);
}

static void
go_on (GTask *task)
{
  Probing *probing = g_task_get_task_data (task);
  const GError *failure;

  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    ask_more (task);
  if (probing->n_pending > 0 || g_task_return_error_if_cancelled (task))
    return;
  failure = find_failure (probing);
  if (failure != NULL)
    g_task_return_error (task, g_error_copy (failure));
  else
    g_task_return_pointer (task, conclude (probing), (GDestroyNotify) ht_target_probe_free);
}

/**
 * ht_target_probe_within_async:
 * @url: as for ht_base_url_from_text()
 * @credentials: (nullable): how to prove who asks
 * @limits: (nullable): what each request may cost
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * As [func@target_probe_async], for who has another patience.
 */
void
ht_target_probe_within_async (const char *url,
                              HtCredentials *credentials,
                              const HtHttpLimits *limits,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Probing *probing = g_new0 (Probing, 1);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, ht_target_probe_within_async);
  g_task_set_task_data (task, probing, (GDestroyNotify) probing_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  probing->limits = limits != NULL ? *limits : usual_limits;
  probing->base_url = ht_base_url_from_text (url, NULL, &error);
  if (probing->base_url != NULL)
    probing->address = ht_http_address_parse (probing->base_url, &error);
  if (probing->address != NULL)
    probing->client = ht_http_client_new (probing->base_url, credentials, &error);
  if (probing->client == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ask (task, ASK_INDEX);
  ask (task, ASK_VARS);
}

/**
 * ht_target_probe_async:
 * @url: as for ht_base_url_from_text()
 * @credentials: (nullable): how to prove who asks
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Looks what a service offers, by at most five requests, two at a time, none of which makes it
 * profile or trace: what profiles there are is read from the index page. A heap profile is asked
 * for only where neither
 * `/debug/vars` nor `/metrics` tell of the heap. What is dead is given up after some 4 s.
 * On the thread of the caller, whose default main context runs.
 */
void
ht_target_probe_async (const char *url,
                       HtCredentials *credentials,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  ht_target_probe_within_async (url, credentials, NULL, cancellable, callback, user_data);
}

/**
 * ht_target_probe_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): what is there; %NULL with @error in %HT_SOURCE_ERROR if nothing
 * answers, or nothing without another credential, or with %G_IO_ERROR_CANCELLED
 */
HtTargetProbe *
ht_target_probe_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
