/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "recorder-history.h"

#include "capture-writing.h"
#include "recorder-private.h"
#include "units.h"

struct _HtRecorderFetch
{
  /* Owned */
  HtRecorder *recorder;
  HtHistoryQuery *query;
  HtHistoryResult *result;
  GError *error; /* why not all of it could be brought */
  GThread *thread;
  GTask *task;
  GCancellable *stop; /* by the caller, or because the recorder ends */
  GMainContext *listener;

  /* Borrowed */
  HtRecorderHistoryFunc progress;
  gpointer progress_data;

  gulong cancel_handler;
  gatomicrefcount n_refs;

  /* Shared by the threads, under the lock */
  GMutex lock;
  GCond changed;
  HtHistoryBatch *batch; /* while it is being written */
  GError *problem;
  gint64 took_us; /* to write it */
  gboolean has_ended;
};

static HtRecorderFetch *
fetch_ref (HtRecorderFetch *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

static void
fetch_unref (gpointer data)
{
  HtRecorderFetch *self = data;

  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_clear_pointer (&self->batch, ht_history_batch_free);
  g_clear_error (&self->problem);
  g_clear_error (&self->error);
  g_clear_pointer (&self->result, ht_history_result_free);
  ht_history_query_free (self->query);
  ht_recorder_unref (self->recorder);
  g_object_unref (self->stop);
  g_main_context_unref (self->listener);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* --- on the recorder's thread --- */

static gboolean
add_marks (HtRecordingWriter *writer, gint64 target, const HtHistoryBatch *batch, GError **error)
{
  HtMark mark = {
    .target = target, .kind = HT_MARK_EPOCH, .end_ns = HT_UNKNOWN, .text = (char *) "restarted"
  };

  for (guint i = 0; i < batch->epochs->len; i++)
    {
      mark.time_ns = g_array_index (batch->epochs, gint64, i);
      if (ht_recording_writer_add_mark (writer, &mark, error) <= 0)
        return FALSE;
    }
  return TRUE;
}

/* Where the history ends, and that it was asked for. */
static gboolean
add_end (HtRecordingWriter *writer, gint64 target, const HtHistoryBatch *batch, GError **error)
{
  g_autofree char *step = ht_format_duration_short (batch->step_ns);
  g_autofree char *text =
      g_strdup_printf ("until here from %s, a figure each %s", batch->origin, step);
  HtMark mark = { .target = target,
                  .kind = HT_MARK_NOTE,
                  .time_ns = batch->last_ns,
                  .end_ns = HT_UNKNOWN,
                  .text = text };
  HtCapture capture = { .target = target,
                        .kind = HT_CAPTURE_METRICS,
                        .time_ns = batch->last_ns,
                        .n_bytes = (gint64) batch->n_bytes,
                        .source = (char *) "/api/v1/query_range" };

  return ht_recording_writer_add_mark (writer, &mark, error) > 0 &&
         ht_recording_writer_add_capture (writer, &capture, error) > 0;
}

/* Whether all of it, if there is something, is in the recording. */
static gboolean
write_batch (HtRecordingWriter *writer, const HtHistoryBatch *batch, GError **error)
{
  gboolean has_end = batch->is_last && batch->last_ns != HT_UNKNOWN;
  gint64 target;

  if (batch->records->points->len == 0 && !has_end)
    return TRUE;
  target = ht_recording_writer_add_target (writer, batch->target, error);
  return target > 0 && ht_write_records (writer, target, 0, batch->records, error) &&
         add_marks (writer, target, batch, error) &&
         (!has_end || add_end (writer, target, batch, error));
}

static gboolean
write_cb (gpointer user_data)
{
  HtRecorderFetch *self = user_data;
  HtRecordingWriter *writer = ht_recorder_get_writer (self->recorder);
  gint64 begin_us = g_get_monotonic_time ();
  GError *problem = NULL;

  if (writer == NULL)
    return G_SOURCE_REMOVE;
  if (write_batch (writer, self->batch, &problem))
    ht_recorder_commit (self->recorder, &problem);

  g_mutex_lock (&self->lock);
  self->took_us = g_get_monotonic_time () - begin_us;
  self->problem = problem;
  g_clear_pointer (&self->batch, ht_history_batch_free);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_REMOVE;
}

/* --- on the thread that fetches --- */

/* The recorder's thread does other things for as long as it had to write. */
static void
leave_time (HtRecorderFetch *self)
{
  gint64 until_us = g_get_monotonic_time () + self->took_us;

  while (!self->has_ended && g_cond_wait_until (&self->changed, &self->lock, until_us))
    ;
}

static gboolean
take_cb (HtHistoryBatch *batch, gpointer user_data, GError **error)
{
  HtRecorderFetch *self = user_data;
  gboolean taken;

  g_mutex_lock (&self->lock);
  self->batch = batch;
  ht_recorder_call (self->recorder, write_cb, fetch_ref (self), fetch_unref);
  while (self->batch != NULL && !self->has_ended)
    g_cond_wait (&self->changed, &self->lock);
  taken = self->batch == NULL && self->problem == NULL;
  if (self->batch == NULL && self->problem != NULL)
    g_propagate_error (error, g_steal_pointer (&self->problem));
  else if (self->batch != NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The recording was ended");
  leave_time (self);
  g_mutex_unlock (&self->lock);
  return taken;
}

/* How far it is, on its way to the listener. */
typedef struct
{
  /* Owned */
  HtRecorderFetch *fetch;
  char *instance;

  HtHistoryProgress progress;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  g_free (telling->instance);
  fetch_unref (telling->fetch);
  g_free (telling);
}

static gboolean
tell_cb (gpointer user_data)
{
  const Telling *telling = user_data;
  HtRecorderFetch *self = telling->fetch;

  /* Who has cancelled it may be gone. */
  if (!g_cancellable_is_cancelled (self->stop))
    self->progress (&telling->progress, self->progress_data);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (const HtHistoryProgress *progress, gpointer user_data)
{
  HtRecorderFetch *self = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();
  Telling *telling;

  if (self->progress == NULL)
    return;
  telling = g_new0 (Telling, 1);
  telling->fetch = fetch_ref (self);
  telling->instance = g_strdup (progress->instance);
  telling->progress = *progress;
  telling->progress.instance = telling->instance;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tell_cb, telling, telling_free);
  g_source_attach (source, self->listener);
  /* cppcheck-suppress memleak ; the source owns it */
}

/* On the listener's thread, after all that was told of progress. */
static gboolean
done_cb (gpointer user_data)
{
  HtRecorderFetch *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  GPtrArray *fetches = ht_recorder_get_fetches (self->recorder);

  if (fetches != NULL)
    {
      g_thread_join (self->thread);
      g_ptr_array_remove (fetches, self);
    }
  g_cancellable_disconnect (g_task_get_cancellable (task), self->cancel_handler);
  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gpointer
fetch_thread (gpointer user_data)
{
  HtRecorderFetch *self = user_data;
  const HtHistorySink sink = { take_cb, progress_cb, self };
  g_autoptr (GSource) source = g_idle_source_new ();

  ht_history_fetch (self->query, ht_recorder_get_path (self->recorder), &sink, self->result,
                    self->stop, &self->error);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, done_cb, self, fetch_unref);
  g_source_attach (source, self->listener);
  return NULL;
}

/* --- on the owner's thread --- */

static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * ht_recorder_fetch_history_async:
 * @recorder: a recorder, with live targets or without
 * @query: which history; copied
 * @progress: (nullable): told how far it is
 * @progress_data: its data
 * @cancellable: (nullable): ends it; what is there by then is kept
 * @callback: called when it is done, also if the recorder is freed meanwhile
 * @user_data: its data
 *
 * Puts a history beside what is recorded live, or alone into a recording. A target of the same
 * name is the same: of its series only those times are filled that the recording knows nothing of.
 * A mark says where the history ends, others where the process was restarted.
 *
 * Asking and decoding is on a thread of its own; the recorder only writes, in small parts between
 * which it does what is due.
 */
void
ht_recorder_fetch_history_async (HtRecorder *recorder,
                                 const HtHistoryQuery *query,
                                 HtRecorderHistoryFunc progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  HtRecorderFetch *self = g_new0 (HtRecorderFetch, 1);

  g_atomic_ref_count_init (&self->n_refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->recorder = ht_recorder_ref (recorder);
  self->query = ht_history_query_copy (query);
  self->result = ht_history_result_new ();
  self->stop = g_cancellable_new ();
  self->listener = g_main_context_ref_thread_default ();
  self->progress = progress;
  self->progress_data = progress_data;
  self->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, ht_recorder_fetch_history_async);
  g_task_set_check_cancellable (self->task, FALSE);
  g_task_set_task_data (self->task, fetch_ref (self), fetch_unref);
  if (cancellable != NULL)
    self->cancel_handler =
        g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self->stop, NULL);
  g_ptr_array_add (ht_recorder_get_fetches (recorder), self);
  self->thread = g_thread_new ("history", fetch_thread, self);
}

/**
 * ht_recorder_fetch_history_finish:
 * @async_result: what the callback got
 * @result: (out) (optional) (transfer full): what became of it, also before an error
 * @error: return location, in %HT_SOURCE_ERROR, %HT_STORE_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all of it was brought; if not, what was brought is in the recording
 */
gboolean
ht_recorder_fetch_history_finish (GAsyncResult *async_result,
                                  HtHistoryResult **result,
                                  GError **error)
{
  HtRecorderFetch *self = g_task_get_task_data (G_TASK (async_result));

  if (result != NULL)
    *result = g_steal_pointer (&self->result);
  return g_task_propagate_boolean (G_TASK (async_result), error);
}

/*
 * ht_recorder_fetch_end:
 * @fetch: (transfer none): a history that is being fetched
 *
 * Ends it with its recorder, and waits until it has ended. The callback comes later.
 */
void
ht_recorder_fetch_end (HtRecorderFetch *fetch)
{
  g_cancellable_cancel (fetch->stop);
  g_mutex_lock (&fetch->lock);
  fetch->has_ended = TRUE;
  g_cond_broadcast (&fetch->changed);
  g_mutex_unlock (&fetch->lock);
  g_thread_join (fetch->thread);
}
