/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "recorder.h"

#include <string.h>

#include "retention.h"

#define COMMIT_MS      1000
#define PRUNE_EVERY_US (5 * 60 * G_GINT64_CONSTANT (1000000))

struct _HtRecorder
{
  /* Owned */
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMainContext *listener; /* where news are told */

  /* Owned, used by the thread only */
  HtRecordingWriter *writer;
  HtSteadyClock *clock;
  GPtrArray *targets; /* HtLiveTarget */
  char *problem;      /* why the last commit failed */
  guint n_pruned;     /* targets, in this round */
  gint64 prune_us;    /* when the next round begins, on the monotonic clock */

  /* Borrowed */
  HtRecorderNewsFunc news;
  gpointer news_data;

  gboolean ended; /* on the listener's thread */
  gatomicrefcount n_refs;
};

static HtRecorder *
recorder_ref (HtRecorder *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

static void
recorder_unref (HtRecorder *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->listener);
  g_free (self->problem);
  g_free (self);
}

/* Unlike g_main_context_invoke() it never runs @call here, even before the thread has begun. */
static void
call_on_thread (HtRecorder *self, GSourceFunc call, gpointer data, GDestroyNotify destroy)
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

  if (telling->news != NULL)
    {
      g_free (telling->news->name);
      g_free (telling->news->reason);
      g_free (telling->news);
    }
  g_clear_error (&telling->error);
  recorder_unref (telling->recorder);
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
static void
tell (HtRecorder *self, HtRecorderNews *news, GError *error)
{
  Telling *telling = g_new0 (Telling, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  telling->recorder = recorder_ref (self);
  telling->news = news;
  telling->error = error;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, telling, telling_free);
  g_source_attach (source, self->listener);
  /* cppcheck-suppress memleak ; the source owns it */
}

static void
target_changed_cb (HtLiveTarget *target, gpointer user_data)
{
  HtRecorderNews *news = g_new0 (HtRecorderNews, 1);

  news->target = ht_live_target_get_id (target);
  news->name = g_strdup (ht_live_target_get_name (target));
  news->state = ht_live_target_get_state (target);
  news->reason = g_strdup (ht_live_target_get_reason (target));
  tell (user_data, news, NULL);
}

/* What fails takes all with it that was added since the last commit. */
static gboolean
is_any_lost (const HtRecorder *self)
{
  for (guint i = 0; i < self->targets->len; i++)
    if (ht_live_target_is_lost (g_ptr_array_index (self->targets, i)))
      return TRUE;
  return self->problem != NULL;
}

static gboolean
renew_targets (HtRecorder *self, GError **error)
{
  for (guint i = 0; i < self->targets->len; i++)
    if (!ht_live_target_renew (g_ptr_array_index (self->targets, i), error))
      return FALSE;
  return TRUE;
}

/* A small step a second, so that the beat is kept. */
static gboolean
prune (HtRecorder *self, GError **error)
{
  static const HtRetention retention = HT_RETENTION_DEFAULT;
  gint64 gap_from_ns;
  gboolean has_more;
  HtLiveTarget *target;

  if (g_get_monotonic_time () < self->prune_us)
    return TRUE;
  if (self->n_pruned >= self->targets->len)
    {
      self->n_pruned = 0;
      self->prune_us = g_get_monotonic_time () + PRUNE_EVERY_US;
      return TRUE;
    }
  target = g_ptr_array_index (self->targets, self->n_pruned);
  if (!ht_recording_writer_prune (self->writer, ht_live_target_get_id (target), &retention,
                                  ht_steady_clock_now (self->clock, &gap_from_ns), &has_more,
                                  error))
    return FALSE;
  if (!has_more)
    self->n_pruned++;
  return TRUE;
}

static gboolean
commit_cb (gpointer user_data)
{
  HtRecorder *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;

  if (self->targets->len == 0)
    return G_SOURCE_CONTINUE;
  if ((is_any_lost (self) && !renew_targets (self, &error)) || !prune (self, &error) ||
      !ht_recording_writer_commit (self->writer, &error))
    problem = g_strdup (error->message);
  /* The same problem is told once, not once a second. */
  if (problem == NULL || g_strcmp0 (problem, self->problem) != 0)
    tell (self, NULL, g_steal_pointer (&error));
  g_free (self->problem);
  self->problem = g_steal_pointer (&problem);
  return G_SOURCE_CONTINUE;
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
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  if (!ht_recording_writer_commit (self->writer, &error))
    g_warning ("The last second is lost: %s", error->message);
  ht_recording_writer_close (self->writer);
  ht_steady_clock_free (self->clock);
  /* What was cancelled ends here. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  recorder_unref (self);
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
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_live_target_free);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->listener = g_main_context_ref_thread_default ();
  self->news = news;
  self->news_data = user_data;
  self->thread = g_thread_new ("recorder", record_thread, recorder_ref (self));
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
 * Ends the recording: commits what was answered and closes the file. Takes as long as a commit.
 */
void
ht_recorder_free (HtRecorder *recorder)
{
  if (recorder == NULL)
    return;
  recorder->ended = TRUE;
  call_on_thread (recorder, quit_cb, recorder->loop, NULL);
  g_thread_join (recorder->thread);
  recorder_unref (recorder);
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

  recorder_unref (addition->recorder);
  g_clear_pointer (&addition->credentials, ht_credentials_unref);
  g_free (addition->name);
  g_free (addition->url);
  g_free (addition);
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
    target = ht_live_target_new (self->writer, self->clock, addition->name, client,
                                 &addition->intervals, &error);
  if (target == NULL)
    {
      tell (self, NULL, g_steal_pointer (&error));
      return G_SOURCE_REMOVE;
    }
  g_ptr_array_add (self->targets, target);
  ht_live_target_set_changed (target, target_changed_cb, self);
  ht_live_target_run (target);
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
 * Begins to record a target. Whether it answers is told as news.
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
  addition->recorder = recorder_ref (recorder);
  addition->name = g_strdup (name);
  addition->url = g_strdup (url);
  addition->credentials = credentials != NULL ? ht_credentials_ref (credentials) : NULL;
  addition->intervals = *intervals;
  call_on_thread (recorder, add_cb, addition, addition_free);
  return TRUE;
}

typedef struct
{
  /* Owned */
  HtRecorder *recorder;
  char *name;

  gboolean paused;
} Pausing;

static void
pausing_free (gpointer data)
{
  Pausing *pausing = data;

  recorder_unref (pausing->recorder);
  g_free (pausing->name);
  g_free (pausing);
}

static gboolean
pause_cb (gpointer user_data)
{
  const Pausing *pausing = user_data;
  GPtrArray *targets = pausing->recorder->targets;

  for (guint i = 0; targets != NULL && i < targets->len; i++)
    if (strcmp (ht_live_target_get_name (g_ptr_array_index (targets, i)), pausing->name) == 0)
      ht_live_target_set_paused (g_ptr_array_index (targets, i), pausing->paused);
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_set_paused:
 * @recorder: the recorder
 * @name: name of a target
 * @paused: whether to leave it alone
 */
void
ht_recorder_set_paused (HtRecorder *recorder, const char *name, gboolean paused)
{
  Pausing *pausing = g_new0 (Pausing, 1);

  pausing->recorder = recorder_ref (recorder);
  pausing->name = g_strdup (name);
  pausing->paused = paused;
  call_on_thread (recorder, pause_cb, pausing, pausing_free);
}
