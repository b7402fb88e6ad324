/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "recorder-private.h"

#include <string.h>

#define COMMIT_MS      1000
#define PRUNE_EVERY_US (5 * 60 * G_GINT64_CONSTANT (1000000))

struct _HtRecorder
{
  /* Owned */
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMainContext *listener; /* where news are told */
  GPtrArray *fetches;     /* HtRecorderFetch, of the owner's thread */
  char *path;

  /* Owned, used by the thread only */
  HtRecordingWriter *writer;
  HtSteadyClock *clock;
  GPtrArray *targets;    /* HtLiveTarget */
  GPtrArray *logs;       /* HtLiveLog */
  GPtrArray *followings; /* HtPodFollowing */
  GArray *removed;       /* gint64, ids of targets that were recorded once */
  char *problem;         /* why the last commit failed */
  HtRetention retention;
  guint n_pruned;  /* targets, in this round */
  gint64 prune_us; /* when the next round begins, on the monotonic clock */

  /* Borrowed */
  HtRecorderNewsFunc news;
  gpointer news_data;

  gboolean ended; /* on the listener's thread */
  gatomicrefcount n_refs;
};

/* Adds a reference, for what is under way on other threads. */
HtRecorder *
ht_recorder_ref (HtRecorder *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

/* The last reference may go on any thread. */
void
ht_recorder_unref (HtRecorder *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->listener);
  g_free (self->problem);
  g_free (self->path);
  g_free (self);
}

/* Unlike g_main_context_invoke() it never runs @call here, even before the thread has begun. */
void
ht_recorder_call (HtRecorder *self, GSourceFunc call, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, call, data, destroy);
  g_source_attach (source, self->context);
}

/* Something to tell, on its way to the listener. */
typedef struct
{
  /* Owned */
  HtRecorder *recorder;
  HtRecorderNews *news;
  GError *error;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  ht_recorder_news_free (telling->news);
  g_clear_error (&telling->error);
  ht_recorder_unref (telling->recorder);
  g_free (telling);
}

static gboolean
tell_cb (gpointer user_data)
{
  const Telling *telling = user_data;
  HtRecorder *self = telling->recorder;

  if (!self->ended)
    self->news (telling->news, telling->error, self->news_data);
  return G_SOURCE_REMOVE;
}

/* Takes both. */
void
ht_recorder_tell (HtRecorder *self, HtRecorderNews *news, GError *error)
{
  Telling *telling = g_new0 (Telling, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  telling->recorder = ht_recorder_ref (self);
  telling->news = news;
  telling->error = error;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, telling, telling_free);
  g_source_attach (source, self->listener);
  /* cppcheck-suppress memleak ; the source owns it */
}

static void
target_news_cb (const HtRecorderNews *news, gpointer user_data)
{
  HtRecorder *self = user_data;
  HtRecorderNews *copy = ht_recorder_news_copy (news);

  for (guint i = 0; self->followings != NULL && i < self->followings->len; i++)
    ht_pod_following_explain (g_ptr_array_index (self->followings, i), copy);
  ht_recorder_tell (self, copy, NULL);
}

/* Those that are recorded, those whose logs are, then those that were. */
static gint64
get_prunable (HtRecorder *self, guint i)
{
  if (i < self->targets->len)
    return ht_live_target_get_id (g_ptr_array_index (self->targets, i));
  i -= self->targets->len;
  if (i < self->logs->len)
    return ht_live_log_get_target_id (g_ptr_array_index (self->logs, i));
  return g_array_index (self->removed, gint64, i - self->logs->len);
}

/* A small step a second, so that the beat is kept. */
static gboolean
prune (HtRecorder *self, GError **error)
{
  gboolean has_more = FALSE;
  gint64 target;

  if (g_get_monotonic_time () < self->prune_us)
    return TRUE;
  if (self->n_pruned >= self->targets->len + self->logs->len + self->removed->len)
    {
      self->n_pruned = 0;
      self->prune_us = g_get_monotonic_time () + PRUNE_EVERY_US;
      return TRUE;
    }
  target = get_prunable (self, self->n_pruned);
  /* To what has no place in the recording yet, 0 is no id: it would be all of them. */
  if (target > 0 && !ht_recording_writer_prune (self->writer, target, &self->retention,
                                                ht_recorder_now_ns (self), &has_more, error))
    return FALSE;
  if (!has_more)
    self->n_pruned++;
  return TRUE;
}

/*
 * ht_recorder_commit:
 * @self: the recorder
 * @error: return location
 *
 * Commits what was added, and says so to the listener.
 *
 * Returns: whether it is in the recording
 */
gboolean
ht_recorder_commit (HtRecorder *self, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *problem = NULL;

  if (!prune (self, &reason) || !ht_recording_writer_commit (self->writer, &reason))
    problem = g_strdup (reason->message);
  /* The same problem is told once, not once a second. */
  if (problem == NULL || g_strcmp0 (problem, self->problem) != 0)
    ht_recorder_tell (self, NULL, reason != NULL ? g_error_copy (reason) : NULL);
  for (guint i = 0; i < self->targets->len; i++)
    ht_live_target_end_second (g_ptr_array_index (self->targets, i), problem == NULL);
  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  if (reason == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
commit_cb (gpointer user_data)
{
  HtRecorder *self = user_data;

  if (self->targets->len + self->logs->len > 0)
    ht_recorder_commit (self, NULL);
  for (guint i = 0; i < self->logs->len; i++)
    ht_recorder_tell_of_log (self, g_ptr_array_index (self->logs, i));
  return G_SOURCE_CONTINUE;
}

/* The time of what is recorded now. */
gint64
ht_recorder_now_ns (HtRecorder *self)
{
  gint64 gap_from_ns;

  return ht_steady_clock_now (self->clock, &gap_from_ns);
}

/* %NULL once the recording ends. */
GPtrArray *
ht_recorder_get_followings (HtRecorder *self)
{
  return self->followings;
}

static gpointer
record_thread (gpointer user_data)
{
  HtRecorder *self = user_data;
  g_autoptr (GSource) commit = g_timeout_source_new (COMMIT_MS);
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  g_source_set_callback (commit, commit_cb, self, NULL);
  g_source_attach (commit, self->context);
  g_main_loop_run (self->loop);

  g_source_destroy (commit);
  g_clear_pointer (&self->followings, g_ptr_array_unref);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->logs, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_array_unref);
  if (!ht_recording_writer_commit (self->writer, &error))
    g_warning ("The last second is lost: %s", error->message);
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  ht_steady_clock_free (self->clock);
  /* What was cancelled ends here. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  ht_recorder_unref (self);
  return NULL;
}

/**
 * ht_recorder_new:
 * @path: where to record to; what is there already is continued
 * @news: told of what is new
 * @user_data: handed to @news
 * @error: return location, in %HT_STORE_ERROR
 *
 * Returns: (transfer full): a recorder that records nothing yet, or %NULL with @error set
 */
HtRecorder *
ht_recorder_new (const char *path, HtRecorderNewsFunc news, gpointer user_data, GError **error)
{
  g_autoptr (HtRecordingWriter) writer = g_file_test (path, G_FILE_TEST_EXISTS)
                                             ? ht_recording_writer_open (path, error)
                                             : ht_recording_writer_create (path, error);
  HtRecorder *self;

  if (writer == NULL)
    return NULL;
  self = g_new0 (HtRecorder, 1);
  g_atomic_ref_count_init (&self->n_refs);
  self->writer = g_steal_pointer (&writer);
  self->clock = ht_steady_clock_new ();
  self->path = g_strdup (path);
  self->fetches = g_ptr_array_new ();
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_live_target_free);
  self->logs = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_live_log_free);
  self->followings = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_pod_following_free);
  self->removed = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->retention = (HtRetention) HT_RETENTION_DEFAULT;
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->listener = g_main_context_ref_thread_default ();
  self->news = news;
  self->news_data = user_data;
  self->thread = g_thread_new ("recorder", record_thread, ht_recorder_ref (self));
  return self;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_free:
 * @recorder: (transfer full) (nullable): the recorder
 *
 * Ends the recording: commits what was answered and closes the file. Takes as long as a commit,
 * and as what is under way of a history.
 */
void
ht_recorder_free (HtRecorder *recorder)
{
  if (recorder == NULL)
    return;
  recorder->ended = TRUE;
  for (guint i = 0; i < recorder->fetches->len; i++)
    ht_recorder_fetch_end (g_ptr_array_index (recorder->fetches, i));
  g_clear_pointer (&recorder->fetches, g_ptr_array_unref);
  ht_recorder_call (recorder, quit_cb, recorder->loop, NULL);
  g_thread_join (recorder->thread);
  ht_recorder_unref (recorder);
}

/* A target on its way to the thread. */
typedef struct
{
  /* Owned */
  HtRecorder *recorder;
  char *name;
  char *url;
  HtCredentials *credentials;

  HtTargetIntervals intervals;
} Addition;

static void
addition_free (gpointer data)
{
  Addition *addition = data;

  ht_recorder_unref (addition->recorder);
  g_clear_pointer (&addition->credentials, ht_credentials_unref);
  g_free (addition->name);
  g_free (addition->url);
  g_free (addition);
}

/* It is recorded again. */
static void
forget_removed (HtRecorder *self, gint64 target)
{
  for (guint i = 0; i < self->removed->len; i++)
    if (g_array_index (self->removed, gint64, i) == target)
      {
        g_array_remove_index_fast (self->removed, i);
        return;
      }
}

/*
 * ht_recorder_add_target:
 * @self: the recorder
 * @name: what people call the target
 * @client: how to reach it
 * @intervals: how often it is asked for what
 * @error: return location
 *
 * Begins to record a target.
 *
 * Returns: (transfer none) (nullable): the target, or %NULL if another one has its name or the
 *   recording cannot be written
 */
HtLiveTarget *
ht_recorder_add_target (HtRecorder *self,
                        const char *name,
                        HtHttpClient *client,
                        const HtTargetIntervals *intervals,
                        GError **error)
{
  HtLiveTarget *target;

  if (ht_recorder_find_target (self, name) != NULL)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "%s: a target of this name is recorded already; give the other one another name",
                   name);
      return NULL;
    }
  target = ht_live_target_new (self->writer, self->clock, name, client, intervals, error);
  if (target == NULL)
    return NULL;
  forget_removed (self, ht_live_target_get_id (target));
  g_ptr_array_add (self->targets, target);
  ht_live_target_set_news (target, target_news_cb, self);
  return target;
}

static gboolean
add_cb (gpointer user_data)
{
  const Addition *addition = user_data;
  HtRecorder *self = addition->recorder;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpClient) client =
      ht_http_client_new (addition->url, addition->credentials, &error);
  HtLiveTarget *target = NULL;

  if (self->targets == NULL)
    return G_SOURCE_REMOVE;
  if (client != NULL)
    target = ht_recorder_add_target (self, addition->name, client, &addition->intervals, &error);
  if (target != NULL)
    ht_live_target_run (target);
  else
    ht_recorder_tell (self, NULL, g_steal_pointer (&error));
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_add:
 * @recorder: the recorder
 * @name: what people call the target
 * @url: where it is, see [ctor@HttpClient.new]
 * @credentials: (nullable): what to send along
 * @intervals: how often it is asked for what
 * @error: return location, in %HT_SOURCE_ERROR
 *
 * Begins to record a target. Whether it answers is told as news, and if another target has the
 * name already, that this one is not recorded.
 *
 * Returns: whether @url and @credentials make sense
 */
gboolean
ht_recorder_add (HtRecorder *recorder,
                 const char *name,
                 const char *url,
                 HtCredentials *credentials,
                 const HtTargetIntervals *intervals,
                 GError **error)
{
  g_autoptr (HtHttpClient) attempt = ht_http_client_new (url, credentials, error);
  Addition *addition;

  if (attempt == NULL)
    return FALSE;
  addition = g_new0 (Addition, 1);
  addition->recorder = ht_recorder_ref (recorder);
  addition->name = g_strdup (name);
  addition->url = g_strdup (url);
  addition->credentials = credentials != NULL ? ht_credentials_ref (credentials) : NULL;
  addition->intervals = *intervals;
  ht_recorder_call (recorder, add_cb, addition, addition_free);
  return TRUE;
}

typedef struct _Order Order;

/* Called on the thread. */
typedef void (*OrderFunc) (HtLiveTarget *target, const Order *order);

/* What somebody wants of a target, on its way to the thread. */
struct _Order
{
  /* Owned */
  HtRecorder *recorder;
  char *name;

  OrderFunc obey;
  gboolean paused;
  HtTargetIntervals intervals;
  HtCaptureRules rules;
  HtOnDemand what;
  guint seconds;
};

static void
order_free (gpointer data)
{
  Order *order = data;

  ht_recorder_unref (order->recorder);
  g_free (order->name);
  g_free (order);
}

static Order *
order_new (HtRecorder *recorder, const char *name, OrderFunc obey)
{
  Order *order = g_new0 (Order, 1);

  order->recorder = ht_recorder_ref (recorder);
  order->name = g_strdup (name);
  order->obey = obey;
  return order;
}

/* Whom people call so, if it is recorded. */
HtLiveTarget *
ht_recorder_find_target (HtRecorder *self, const char *name)
{
  for (guint i = 0; self->targets != NULL && i < self->targets->len; i++)
    if (strcmp (ht_live_target_get_name (g_ptr_array_index (self->targets, i)), name) == 0)
      return g_ptr_array_index (self->targets, i);
  return NULL;
}

static void
tell_nothing_captured (const Order *order)
{
  HtRecorderNews news = { .kind = HT_NEWS_CAPTURE_FAILED,
                          .name = order->name,
                          .state = HT_LIVE_PAUSED,
                          .reason = (char *) "it is not recorded any more",
                          .what = order->what };

  ht_recorder_tell (order->recorder, ht_recorder_news_copy (&news), NULL);
}

static void
capture (HtLiveTarget *target, const Order *order)
{
  ht_live_target_capture (target, order->what, order->seconds);
}

static gboolean
order_cb (gpointer user_data)
{
  const Order *order = user_data;
  HtLiveTarget *target = ht_recorder_find_target (order->recorder, order->name);

  if (target != NULL)
    order->obey (target, order);
  else if (order->obey == capture)
    tell_nothing_captured (order);
  return G_SOURCE_REMOVE;
}

static void
give_order (Order *order)
{
  ht_recorder_call (order->recorder, order_cb, order, order_free);
}

/**
 * ht_recorder_capture:
 * @recorder: the recorder
 * @name: name of a target
 * @what: what to ask it for
 * @seconds: for how long, of what takes seconds; 0 for as long as Go does by itself
 *
 * Captures something on demand, also of a target that is paused or does not answer. What
 * comes of it is told as news.
 */
void
ht_recorder_capture (HtRecorder *recorder, const char *name, HtOnDemand what, guint seconds)
{
  Order *order = order_new (recorder, name, capture);

  order->what = what;
  order->seconds = seconds;
  give_order (order);
}

static void
set_paused (HtLiveTarget *target, const Order *order)
{
  ht_live_target_set_paused (target, order->paused);
}

/**
 * ht_recorder_set_paused:
 * @recorder: the recorder
 * @name: name of a target
 * @paused: whether to leave it alone, but for what is wanted on demand
 */
void
ht_recorder_set_paused (HtRecorder *recorder, const char *name, gboolean paused)
{
  Order *order = order_new (recorder, name, set_paused);

  order->paused = paused;
  give_order (order);
}

static void
set_intervals (HtLiveTarget *target, const Order *order)
{
  ht_live_target_set_intervals (target, &order->intervals);
}

/**
 * ht_recorder_set_intervals:
 * @recorder: the recorder
 * @name: name of a target
 * @intervals: how often it is asked for what from now on
 */
void
ht_recorder_set_intervals (HtRecorder *recorder,
                           const char *name,
                           const HtTargetIntervals *intervals)
{
  Order *order = order_new (recorder, name, set_intervals);

  order->intervals = *intervals;
  give_order (order);
}

static void
set_rules (HtLiveTarget *target, const Order *order)
{
  ht_live_target_set_rules (target, &order->rules);
}

/**
 * ht_recorder_set_rules:
 * @recorder: the recorder
 * @name: name of a target
 * @rules: when it is captured on its own from now on; without, it has the default rules
 */
void
ht_recorder_set_rules (HtRecorder *recorder, const char *name, const HtCaptureRules *rules)
{
  Order *order = order_new (recorder, name, set_rules);

  order->rules = *rules;
  give_order (order);
}

/* What it has added is committed with it: nothing may be told of it afterwards. */
void
ht_recorder_end_target (HtRecorder *self, HtLiveTarget *target, const char *reason)
{
  guint n_gone = 1;
  gint64 id;
  HtRecorderNews news = { .kind = HT_NEWS_REMOVED,
                          .name = (char *) ht_live_target_get_name (target),
                          .state = HT_LIVE_PAUSED,
                          .reason = (char *) reason };

  ht_recorder_commit (self, NULL);
  id = ht_live_target_get_id (target);
  news.target = id;
  target_news_cb (&news, self);
  g_array_append_val (self->removed, id);
  for (guint i = self->logs->len; i > 0; i--)
    if (strcmp (ht_live_log_get_target (g_ptr_array_index (self->logs, i - 1)), news.name) == 0)
      {
        g_ptr_array_remove_index (self->logs, i - 1);
        n_gone++;
      }
  g_ptr_array_remove (self->targets, target);
  /* Those behind it move up; a round that began anew would never end where pods come and go. */
  self->n_pruned -= MIN (self->n_pruned, n_gone);
}

static void
remove_target (HtLiveTarget *target, const Order *order)
{
  ht_recorder_end_target (order->recorder, target, NULL);
}

/**
 * ht_recorder_remove:
 * @recorder: the recorder
 * @name: name of a target
 *
 * Ends a target, with what it was asked for and its logs. What was recorded stays, and is still
 * pruned.
 */
void
ht_recorder_remove (HtRecorder *recorder, const char *name)
{
  give_order (order_new (recorder, name, remove_target));
}

typedef struct
{
  /* Owned */
  HtRecorder *recorder;

  HtRetention retention;
} RetentionOrder;

static void
retention_order_free (gpointer data)
{
  RetentionOrder *order = data;

  ht_recorder_unref (order->recorder);
  g_free (order);
}

static gboolean
set_retention_cb (gpointer user_data)
{
  const RetentionOrder *order = user_data;

  order->recorder->retention = order->retention;
  order->recorder->n_pruned = 0;
  order->recorder->prune_us = 0;
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_set_retention:
 * @recorder: the recorder
 * @retention: what to keep of each target from now on
 *
 * What is not to be kept any more begins to go at once. Without it, %HT_RETENTION_DEFAULT holds.
 */
void
ht_recorder_set_retention (HtRecorder *recorder, const HtRetention *retention)
{
  RetentionOrder *order = g_new0 (RetentionOrder, 1);

  order->recorder = ht_recorder_ref (recorder);
  order->retention = *retention;
  ht_recorder_call (recorder, set_retention_cb, order, retention_order_free);
}

/* Where it records to. */
const char *
ht_recorder_get_path (const HtRecorder *self)
{
  return self->path;
}

/* On the recorder's thread; NULL once it has ended. */
HtRecordingWriter *
ht_recorder_get_writer (HtRecorder *self)
{
  return self->writer;
}

/* On the recorder's thread; NULL once it ends. */
GPtrArray *
ht_recorder_get_logs (HtRecorder *self)
{
  return self->logs;
}

/* On the owner's thread; NULL once the recorder is freed. */
GPtrArray *
ht_recorder_get_fetches (HtRecorder *self)
{
  return self->fetches;
}
