/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "history.h"

#include <string.h>

#include "gc-cycle.h"
#include "history-coverage.h"

#define START_TIME "metric/process_start_time_seconds"

/* More of them tell nobody anything new. */
#define MAX_WARNINGS 20

/* How many names are listed where one is not found. */
#define MAX_LISTED 8

/* What is written at once, a series at least: little enough for the beat of a recorder. */
#define BATCH_POINTS 4096

/* Who looks at points farther apart looks at none. */
#define MAX_STEP_NS (30 * 86400 * G_GINT64_CONSTANT (1000000000))

/* --- asking --- */

/* A history on its way; all of it on one thread. */
typedef struct
{
  /* Owned */
  HtHttpClient *client;
  GMainContext *context;
  GCancellable *stop; /* by the caller, or because nothing can be written */
  GError *problem;    /* why nothing can be written */

  /* Borrowed */
  const HtHistoryQuery *query;
  const HtHistorySink *sink;
  HtHistoryResult *result;
  const char *path;

  gint64 from_ns;
  gint64 to_ns;
} Fetcher;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (Fetcher *self, GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (self->context, TRUE);
  return *result;
}

static gboolean
stop_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* On the caller's thread. What waits for @stop is of this one, and GLib 2.74 may lose a source
 * that ends here while it is woken from there. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Fetcher *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, stop_cb, g_object_ref (self->stop), g_object_unref);
  g_source_attach (source, self->context);
}

static gulong
follow (Fetcher *self, GCancellable *cancellable)
{
  return cancellable != NULL
             ? g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL)
             : 0;
}

static void
fetcher_clear (Fetcher *self)
{
  g_clear_object (&self->client);
  /* What was cancelled ends here. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_object_unref (self->stop);
  g_clear_error (&self->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetcher, fetcher_clear)

/* Points stand at multiples of the step, so that a history that is brought again is the same. */
static gboolean
fetcher_init (Fetcher *self, const HtHistoryQuery *query, GError **error)
{
  gint64 now_ns = g_get_real_time () * 1000;
  gint64 step_ns = CLAMP (query->step_ns, 1000000, MAX_STEP_NS);

  self->query = query;
  self->from_ns = (MAX (query->from_ns, 0) + step_ns - 1) / step_ns * step_ns;
  self->to_ns = MIN (query->to_ns, now_ns);
  self->stop = g_cancellable_new ();
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  self->client = ht_http_client_new (query->url, query->credentials, error);
  if (self->client == NULL)
    return FALSE;
  if (query->step_ns > MAX_STEP_NS)
    {
      g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                           "figures are to be no more than 30 days apart");
      return FALSE;
    }
  if (self->from_ns <= self->to_ns)
    return TRUE;
  g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                       "the history ends before it begins, or lies in the future");
  return FALSE;
}

static void
warn (Fetcher *self, const char *message)
{
  HtHistoryResult *result = self->result;
  g_autofree char *text = result != NULL && result->progress.instance != NULL
                              ? g_strdup_printf ("%s: %s", result->progress.instance, message)
                              : g_strdup (message);

  if (result != NULL && result->warnings->len < MAX_WARNINGS &&
      !g_ptr_array_find_with_equal_func (result->warnings, text, g_str_equal, NULL))
    g_ptr_array_add (result->warnings, g_steal_pointer (&text));
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  warn (user_data, message);
}

static HtPrometheusTargets *
find (Fetcher *self, const char *selector, GError **error)
{
  HtPrometheusQuery query = { selector, self->from_ns, self->to_ns, self->query->step_ns };
  HtRecordSink notes = { .warning = warning_cb, .user_data = self };
  g_autoptr (GAsyncResult) result = NULL;

  ht_prometheus_find_async (self->client, &query, &notes, self->stop, done_cb, &result);
  return ht_prometheus_find_finish (self->client, wait_for (self, &result), error);
}

static HtPrometheusTargets *
find_all (Fetcher *self, GError **error)
{
  const GArray *matchers = self->query->matchers;
  g_autofree char *selector =
      matchers != NULL
          ? ht_prometheus_selector ((const HtPrometheusMatcher *) (gpointer) matchers->data,
                                    matchers->len, error)
          : ht_prometheus_selector (NULL, 0, error);

  return selector != NULL ? find (self, selector, error) : NULL;
}

/**
 * ht_history_find:
 * @query: which server, labels and time
 * @cancellable: (nullable): ends it
 * @error: return location, in %HT_SOURCE_ERROR
 *
 * Asks of which instances there is a history. Blocks; for threads that nobody waits for.
 *
 * Returns: (transfer full) (nullable): the instances, which may be none
 */
HtPrometheusTargets *
ht_history_find (const HtHistoryQuery *query, GCancellable *cancellable, GError **error)
{
  g_auto (Fetcher) self = { 0 };
  HtPrometheusTargets *targets;
  gulong handler;

  if (!fetcher_init (&self, query, error))
    return NULL;
  handler = follow (&self, cancellable);
  targets = find_all (&self, error);
  g_cancellable_disconnect (cancellable, handler);
  return targets;
}

static void
find_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  HtPrometheusTargets *targets = ht_history_find (data, cancellable, &error);

  if (targets != NULL)
    g_task_return_pointer (task, targets, (GDestroyNotify) ht_prometheus_targets_free);
  else
    g_task_return_error (task, error);
}

/**
 * ht_history_find_async:
 * @query: which server, labels and time; copied
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: its data
 *
 * Asks of which instances there is a history, on a thread of its own.
 */
void
ht_history_find_async (const HtHistoryQuery *query,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ht_history_find_async);
  g_task_set_task_data (task, ht_history_query_copy (query),
                        (GDestroyNotify) ht_history_query_free);
  g_task_run_in_thread (task, find_thread);
}

/**
 * ht_history_find_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the instances, which may be none; %NULL with
 *   %HT_SOURCE_ERROR or %G_IO_ERROR_CANCELLED
 */
HtPrometheusTargets *
ht_history_find_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
tell_progress (Fetcher *self)
{
  if (self->sink->progress != NULL)
    self->sink->progress (&self->result->progress, self->sink->user_data);
}

/* Takes the name. */
static void
go_to_instance (Fetcher *self, char *name)
{
  g_free (self->result->instance);
  self->result->instance = name;
  self->result->progress.instance = name;
  tell_progress (self);
}

/* --- one instance --- */

typedef struct
{
  /* Owned */
  HtHistoryCoverage *coverage;
  HtHistoryBatch *batch;

  /* Borrowed */
  Fetcher *fetcher;
  const char *target;
  const char *last_name; /* of a series, while one pass lasts */
  const GArray *spans;   /* of that series */

  HtRecordSink records;
  guint64 n_bytes;
  gint64 last_ns;
  double start_time; /* of the process; 0 before the first */
} Instance;

static void
begin_batch (Instance *self)
{
  HtHistoryBatch *batch = g_new0 (HtHistoryBatch, 1);

  batch->target = g_strdup (self->target);
  batch->records = ht_record_buffer_new ();
  batch->epochs = g_array_new (FALSE, FALSE, sizeof (gint64));
  batch->origin = g_strdup (ht_http_client_get_display_url (self->fetcher->client));
  batch->step_ns = self->fetcher->query->step_ns;
  self->batch = batch;
  self->records = ht_record_buffer_get_sink (batch->records);
}

static gboolean
give_batch (Instance *self, gboolean is_last)
{
  Fetcher *fetcher = self->fetcher;

  if (fetcher->problem != NULL)
    return FALSE;
  self->batch->n_bytes = self->n_bytes;
  self->batch->last_ns = self->last_ns;
  self->batch->is_last = is_last;
  fetcher->result->progress.n_points += self->batch->records->points->len;
  if (!fetcher->sink->take (g_steal_pointer (&self->batch), fetcher->sink->user_data,
                            &fetcher->problem))
    g_cancellable_cancel (fetcher->stop);
  begin_batch (self);
  return fetcher->problem == NULL;
}

static void
instance_clear (Instance *self)
{
  g_clear_pointer (&self->coverage, ht_history_coverage_free);
  g_clear_pointer (&self->batch, ht_history_batch_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Instance, instance_clear)

static void
point_cb (const HtPoint *point, gpointer user_data)
{
  Instance *self = user_data;

  if (self->fetcher->problem != NULL)
    return;
  if (point->name != self->last_name)
    {
      if (self->batch->records->points->len >= BATCH_POINTS)
        give_batch (self, FALSE);
      self->last_name = point->name;
      self->spans = ht_history_coverage_find (self->coverage, point->name);
    }
  if (ht_history_spans_have (self->spans, point->time_ns, self->fetcher->query->step_ns))
    {
      self->fetcher->result->n_known++;
      return;
    }
  if (strcmp (point->name, START_TIME) == 0)
    {
      if (self->start_time > 0 && point->value != self->start_time)
        g_array_append_val (self->batch->epochs, point->time_ns);
      self->start_time = point->value;
    }
  self->last_ns = MAX (self->last_ns, point->time_ns);
  ht_record_sink_point (&self->records, point);
}

static void
window_cb (guint n_done, guint n_all, gpointer user_data)
{
  Instance *self = user_data;

  give_batch (self, FALSE);
  tell_progress (self->fetcher);
}

static gboolean
fetch_selected (Instance *self, const char *selector, gboolean is_one, GError **error)
{
  Fetcher *fetcher = self->fetcher;
  HtPrometheusQuery query = { selector, fetcher->from_ns, fetcher->to_ns, fetcher->query->step_ns };
  HtRecordSink notes = { .warning = warning_cb, .user_data = fetcher };
  g_autoptr (HtPrometheusTargets) targets = find (fetcher, selector, error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree HtRecordSink *sinks = NULL;
  HtPrometheusRangeStats stats;
  gboolean done;
  guint n;

  if (targets == NULL)
    return FALSE;
  n = ht_prometheus_targets_get_n (targets);
  if (is_one && n > 1)
    {
      warn (fetcher, "its pod has several containers, and nothing tells in which it is: their "
                     "figures are left out");
      return TRUE;
    }
  sinks = g_new0 (HtRecordSink, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const char *version = ht_prometheus_targets_get (targets, i)->go_version;

      sinks[i] = (HtRecordSink){ .point = point_cb, .user_data = self };
      if (version != NULL)
        ht_record_sink_property (&self->records, "go_version", version);
    }
  self->last_name = NULL;
  ht_prometheus_fetch_async (fetcher->client, &query, targets, sinks, &notes, window_cb, self,
                             fetcher->stop, done_cb, &result);
  done = ht_prometheus_fetch_finish (fetcher->client, wait_for (fetcher, &result), &stats, error);
  self->n_bytes += stats.n_bytes;
  return done;
}

static void
add_matcher (GArray *matchers, const char *name, const char *value)
{
  /* A label that is not there equals the empty text. */
  HtPrometheusMatcher matcher = { name, value != NULL ? value : "", FALSE, FALSE };

  g_array_append_val (matchers, matcher);
}

static gboolean
fetch_matching (Instance *self, const GArray *matchers, gboolean is_one, GError **error)
{
  g_autofree char *selector =
      ht_prometheus_selector ((const HtPrometheusMatcher *) (gpointer) matchers->data,
                              matchers->len, error);

  return selector != NULL && fetch_selected (self, selector, is_one, error);
}

/* What the process told, as it was scraped. */
static gboolean
fetch_process (Instance *self, const HtPrometheusTarget *target, GError **error)
{
  g_autoptr (GArray) matchers = g_array_new (FALSE, FALSE, sizeof (HtPrometheusMatcher));
  const GArray *given = self->fetcher->query->matchers;

  if (given != NULL)
    g_array_append_vals (matchers, given->data, given->len);
  add_matcher (matchers, "job", target->job);
  add_matcher (matchers, "instance", target->instance);
  add_matcher (matchers, "namespace", target->namespace_name);
  add_matcher (matchers, "pod", target->pod);
  add_matcher (matchers, "container", target->container);
  return fetch_matching (self, matchers, FALSE, error);
}

/* What the kubelet tells of its container, under a job and instance of its own. */
static gboolean
fetch_container (Instance *self, const HtPrometheusTarget *target, GError **error)
{
  static const HtPrometheusMatcher of_container = { "__name__", "container_.+", TRUE, FALSE };
  g_autoptr (GArray) matchers = g_array_new (FALSE, FALSE, sizeof (HtPrometheusMatcher));

  g_array_append_val (matchers, of_container);
  add_matcher (matchers, "namespace", target->namespace_name);
  add_matcher (matchers, "pod", target->pod);
  if (target->container != NULL)
    add_matcher (matchers, "container", target->container);
  return fetch_matching (self, matchers, TRUE, error);
}

static gboolean
has_chosen_metrics (const HtHistoryQuery *query)
{
  for (guint i = 0; query->matchers != NULL && i < query->matchers->len; i++)
    if (strcmp (g_array_index (query->matchers, HtPrometheusMatcher, i).name, "__name__") == 0)
      return TRUE;
  return FALSE;
}

static HtHistoryCoverage *
read_coverage (Fetcher *self, const char *target, GError **error)
{
  g_autoptr (HtRecording) recording = ht_recording_open (self->path, error);

  return recording != NULL ? ht_history_coverage_read (recording, target, self->from_ns,
                                                       self->to_ns, self->query->step_ns, error)
                           : NULL;
}

static gboolean
fetch_instance (Fetcher *self, const HtPrometheusTarget *target, const char *name, GError **error)
{
  g_auto (Instance) instance = { .fetcher = self, .target = name, .last_ns = HT_UNKNOWN };
  gboolean done;

  begin_batch (&instance);
  /* An empty batch, so that what was recorded meanwhile is committed and can be read. */
  if (!give_batch (&instance, FALSE))
    return FALSE;
  instance.coverage = read_coverage (self, name, error);
  if (instance.coverage == NULL)
    return FALSE;
  done = (target->is_container || fetch_process (&instance, target, error)) &&
         (target->pod == NULL || has_chosen_metrics (self->query) ||
          fetch_container (&instance, target, error));
  return give_batch (&instance, TRUE) && done;
}

/* --- all of them --- */

static const HtPrometheusTarget *
find_named (const HtPrometheusTargets *targets, const char *name)
{
  for (guint i = 0; i < ht_prometheus_targets_get_n (targets); i++)
    if (strcmp (ht_prometheus_targets_get (targets, i)->name, name) == 0)
      return ht_prometheus_targets_get (targets, i);
  return NULL;
}

static void
set_not_found (Fetcher *self, const HtPrometheusTargets *targets, const char *name, GError **error)
{
  guint n = ht_prometheus_targets_get_n (targets);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, MAX_LISTED); i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "",
                            ht_prometheus_targets_get (targets, i)->name);
  if (n > MAX_LISTED)
    g_string_append_printf (list, " and %u more", n - MAX_LISTED);
  if (n == 0)
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND,
                 "%s: no instance with these labels tells go_*, process_* or container_* in this "
                 "time",
                 ht_http_client_get_display_url (self->client));
  else if (name == NULL)
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                 "%s: one name is given, but %u instances have these labels: %s",
                 ht_http_client_get_display_url (self->client), n, list->str);
  else
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND,
                 "%s: there is no instance “%s”, but %s",
                 ht_http_client_get_display_url (self->client), name, list->str);
}

/* An instance that is fetched, and what the recording calls it. */
typedef struct
{
  /* Borrowed */
  const HtPrometheusTarget *target;
  const char *name;
} Choice;

/* One that has nothing in this time keeps no other from being fetched. */
static GArray *
choose (Fetcher *self, const HtPrometheusTargets *targets, GError **error)
{
  const HtHistoryQuery *query = self->query;
  g_autoptr (GArray) choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  guint n_names = query->targets != NULL ? g_strv_length (query->targets) : 0;
  guint n_found = ht_prometheus_targets_get_n (targets);
  guint n = query->instances != NULL ? g_strv_length (query->instances) : n_found;
  const char *missing = NULL;

  for (guint i = 0; i < n && n_found > 0; i++)
    {
      Choice choice = { 0 };

      if (query->instances == NULL)
        choice.target = ht_prometheus_targets_get (targets, i);
      else if ((choice.target = find_named (targets, query->instances[i])) == NULL)
        {
          g_autofree char *text = g_strdup_printf ("%s: the server has nothing of it in this time",
                                                   query->instances[i]);

          missing = query->instances[i];
          warn (self, text);
          continue;
        }
      choice.name = i < n_names ? query->targets[i] : choice.target->name;
      g_array_append_val (choices, choice);
    }
  if (choices->len > 0 && (query->instances != NULL || n_names == 0 || n == 1))
    return g_steal_pointer (&choices);
  set_not_found (self, targets, missing, error);
  return NULL;
}

static gboolean
fetch_all (Fetcher *self, GError **error)
{
  g_autoptr (HtPrometheusTargets) targets = find_all (self, error);
  g_autoptr (GArray) choices = targets != NULL ? choose (self, targets, error) : NULL;
  HtHistoryProgress *progress = &self->result->progress;

  if (choices == NULL)
    return FALSE;
  progress->n_all = choices->len;
  for (guint i = 0; i < choices->len; i++)
    {
      const Choice *choice = &g_array_index (choices, Choice, i);

      go_to_instance (self, g_strdup (choice->target->name));
      if (!fetch_instance (self, choice->target, choice->name, error))
        return FALSE;
      progress->n_done++;
    }
  go_to_instance (self, NULL);
  return TRUE;
}

/**
 * ht_history_fetch:
 * @query: what is wanted
 * @path: the recording that it goes to, to see what that has already
 * @sink: where it goes
 * @result: what became of it, also of what was brought before an error
 * @cancellable: (nullable): ends it
 * @error: return location, in %HT_SOURCE_ERROR, or what the sink said
 *
 * Brings a history, instance after instance, each with the figures of its container. What the
 * recording knows of a series is left out: no time is told twice. Blocks, on a thread that
 * decodes while nobody waits for it.
 *
 * Returns: whether all of it was brought
 */
gboolean
ht_history_fetch (const HtHistoryQuery *query,
                  const char *path,
                  const HtHistorySink *sink,
                  HtHistoryResult *result,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (Fetcher) self = { .sink = sink, .result = result, .path = path };
  g_autoptr (GError) reason = NULL;
  gulong handler;
  gboolean done;

  if (!fetcher_init (&self, query, error))
    return FALSE;
  handler = follow (&self, cancellable);
  done = fetch_all (&self, &reason);
  g_cancellable_disconnect (cancellable, handler);
  if (self.problem != NULL)
    g_propagate_error (error, g_steal_pointer (&self.problem));
  else if (!done)
    g_propagate_error (error, g_steal_pointer (&reason));
  return done;
}
