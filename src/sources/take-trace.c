/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "take-trace.h"

#include "capture-file.h"
#include "capture-writing.h"
#include "source-error.h"
#include "trace-reading.h"
#include "trace-writing.h"

/* For so long the thread of the writer waits for a trace, and for so long the trace for it: others
 * must not miss their beat. */
#define TURN_US 10000
#define REST_MS 10

typedef enum
{
  TURN_OF_CALLER,
  TURN_OF_WORKER,
} Turn;

/*
 * The trace is taken apart by a thread of its own, but only while the thread that has the writer
 * waits for it, so that the two are never in the recording, or its catalog, at the same time.
 */
typedef struct
{
  /* Owned */
  char *path;
  GBytes *body;
  GThread *thread;
  GSource *timer;
  GError *reason; /* what was wrong with the trace */
  GError *error;  /* what was wrong with the recording */

  /* Borrowed */
  HtRecordingWriter *writer;
  GTask *task; /* ended when the work is done */
  GCancellable *cancellable;

  gint64 target;
  gint64 begun_ns;
  gboolean keeps_file;
  guint n_lost; /* of the writer, at the begin */
  gulong handler;
  gint64 capture;

  GMutex lock; /* of what follows */
  GCond changed;
  Turn turn;
  gboolean is_waiting; /* the worker, for its turn */
  gboolean is_done;
  gint64 turn_end_us;
} Taking;

static void
taking_free (gpointer data)
{
  Taking *taking = data;

  g_clear_pointer (&taking->timer, g_source_unref);
  g_clear_error (&taking->reason);
  g_clear_error (&taking->error);
  g_bytes_unref (taking->body);
  g_free (taking->path);
  g_mutex_clear (&taking->lock);
  g_cond_clear (&taking->changed);
  g_free (taking);
}

/* Called by the worker, with the lock. */
static void
wait_for_turn (Taking *self)
{
  self->is_waiting = TRUE;
  while (self->turn != TURN_OF_WORKER)
    g_cond_wait (&self->changed, &self->lock);
  self->is_waiting = FALSE;
}

/* Called by the worker, in its turn, between two records. */
static gboolean
give_way_cb (gpointer user_data, GError **error)
{
  Taking *self = user_data;

  if (g_get_monotonic_time () >= self->turn_end_us)
    {
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

      self->turn = TURN_OF_CALLER;
      g_cond_signal (&self->changed);
      wait_for_turn (self);
    }
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (ht_recording_writer_get_n_lost (self->writer) == self->n_lost)
    return TRUE;
  g_set_error_literal (error, HT_STORE_ERROR, HT_STORE_ERROR_FULL,
                       "what was captured could not be written; is the disk full?");
  return FALSE;
}

static gboolean
tick_cb (guint64 n_bytes_done, gpointer user_data, GError **error)
{
  return give_way_cb (user_data, error);
}

static void
write_trace (Taking *self,
             const HtTraceReading *reading,
             const HtCaptureFile *file,
             GBytes *packed,
             gint64 begin_ns)
{
  g_autoptr (HtRecordBuffer) notes = ht_record_buffer_new ();
  HtCapture capture = { .time_ns = begin_ns,
                        .n_bytes = (gint64) g_bytes_get_size (self->body),
                        .source = self->path };
  g_autoptr (HtTraceWriting) writing =
      ht_trace_writing_new (self->writer, self->target, &capture, notes);
  HtTraceRecordSink sink = ht_trace_writing_get_sink (writing);
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, &self->error);
  g_autoptr (GError) problem = NULL;
  HtTraceFacts facts;

  if (catalog == NULL)
    return;
  ht_trace_writing_set_pause (writing, give_way_cb, self);
  if (!ht_trace_reading_run (reading, catalog, begin_ns, &sink, &facts, &problem))
    {
      gboolean is_lost = ht_recording_writer_get_n_lost (self->writer) != self->n_lost;

      if (is_lost)
        self->error = g_steal_pointer (&problem);
      else if (g_cancellable_is_cancelled (self->cancellable) ||
               ht_trace_writing_get_capture (writing) == 0)
        self->reason = g_steal_pointer (&problem);
      if (problem == NULL)
        return;
    }
  if (ht_trace_writing_finish (writing, &facts, &self->error) &&
      (!self->keeps_file ||
       ht_recording_writer_add_attachment (self->writer, ht_trace_writing_get_capture (writing),
                                           self->body, packed, &self->error)))
    self->capture = ht_trace_writing_get_capture (writing);
}

/* What needs no recording is done without waiting for a turn. */
static void
work (Taking *self)
{
  g_autoptr (HtCaptureFile) file =
      ht_capture_file_new_for_answer (self->path, self->body, 0, G_MAXSIZE, &self->reason);
  g_autoptr (GBytes) packed = NULL;
  HtTraceReading reading = { .cancellable = self->cancellable };
  gint64 begin_ns;

  if (file == NULL)
    return;
  if (file->trace == NULL)
    {
      g_set_error (&self->reason, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER,
                   "is a %s and no execution trace", ht_format_name (file->format));
      return;
    }
  reading.file = file->trace;
  if (!ht_trace_reading_find_begin (&reading, self->begun_ns, self->begun_ns, &begin_ns,
                                    &self->reason))
    return;
  if (self->keeps_file)
    packed = ht_pack_attachment (self->body);
  g_mutex_lock (&self->lock);
  wait_for_turn (self);
  g_mutex_unlock (&self->lock);
  reading.tick = tick_cb;
  reading.user_data = self;
  if (!g_cancellable_set_error_if_cancelled (self->cancellable, &self->reason))
    write_trace (self, &reading, file, packed, begin_ns);
}

static gpointer
worker_thread (gpointer data)
{
  Taking *self = data;

  work (self);
  g_mutex_lock (&self->lock);
  self->is_done = TRUE;
  self->turn = TURN_OF_CALLER;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Lets the worker work for a while, if that is what it waits for; returns whether it is done. */
static gboolean
give_turn (Taking *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->is_waiting)
    {
      self->turn_end_us = g_get_monotonic_time () + TURN_US;
      self->turn = TURN_OF_WORKER;
      g_cond_signal (&self->changed);
    }
  while (!self->is_done && self->turn == TURN_OF_WORKER)
    g_cond_wait (&self->changed, &self->lock);
  return self->is_done;
}

/* Whoever cancels may close the recording next, so the worker has to be done by then. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  Taking *self = g_task_get_task_data (task);

  g_mutex_lock (&self->lock);
  self->turn_end_us = G_MAXINT64;
  self->turn = TURN_OF_WORKER;
  g_cond_signal (&self->changed);
  while (!self->is_done)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
  g_source_destroy (self->timer);
  g_task_return_error_if_cancelled (task);
}

static gboolean
turn_cb (gpointer user_data)
{
  GTask *task = user_data;
  Taking *self = g_task_get_task_data (task);

  if (!give_turn (self))
    return G_SOURCE_CONTINUE;
  g_cancellable_disconnect (self->cancellable, self->handler);
  g_thread_join (g_steal_pointer (&self->thread));
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/**
 * ht_take_trace_async:
 * @order: what to take; @body and @path are needed for the call only
 * @cancellable: ends it; to be cancelled by the thread that calls this, which waits until nothing
 *   touches the recording any more
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes a trace apart into a recording while the thread of the writer, which calls this, goes on:
 * it gives a hundredth of a second to the trace, and has the next for itself. What is added is
 * committed by whoever commits. Needs a main context that runs.
 */
void
ht_take_trace_async (const HtTraceOrder *order,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Taking *self = g_new0 (Taking, 1);

  self->writer = order->writer;
  self->target = order->target;
  self->begun_ns = order->begun_ns;
  self->keeps_file = order->keeps_file;
  self->path = g_strdup (order->path);
  self->body = g_bytes_ref (order->body);
  self->cancellable = cancellable;
  self->n_lost = ht_recording_writer_get_n_lost (order->writer);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_task_set_source_tag (task, ht_take_trace_async);
  g_task_set_task_data (task, self, taking_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  self->timer = g_timeout_source_new (REST_MS);
  g_source_set_callback (self->timer, turn_cb, g_object_ref (task), g_object_unref);
  g_source_attach (self->timer, g_task_get_context (task));
  self->thread = g_thread_new ("trace", worker_thread, self);
  self->handler = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), task, NULL);
}

/**
 * ht_take_trace_finish:
 * @result: what the callback got
 * @reason: return location for what was wrong with the answer
 * @error: return location for what was wrong with the recording, or %G_IO_ERROR_CANCELLED
 *
 * Returns: id of the capture, or -1
 */
gint64
ht_take_trace_finish (GAsyncResult *result, GError **reason, GError **error)
{
  Taking *self = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return -1;
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else if (self->reason != NULL)
    g_propagate_error (reason, g_steal_pointer (&self->reason));
  return self->capture > 0 ? self->capture : -1;
}
