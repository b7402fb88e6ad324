/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "recorder-change.h"

#include "recorder-private.h"

typedef struct
{
  /* Owned */
  HtRecorder *recorder;
  HtRecordingChange *change;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  ht_recorder_unref (order->recorder);
  g_clear_pointer (&order->change, ht_recording_change_free);
  g_free (order);
}

/* Committed at once: what somebody wrote is not to be lost with the second. */
static gboolean
change_cb (gpointer user_data)
{
  GTask *task = user_data;
  Order *order = g_task_get_task_data (task);
  HtRecordingWriter *writer = ht_recorder_get_writer (order->recorder);
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (writer == NULL)
    g_task_return_new_error (task, HT_STORE_ERROR, HT_STORE_ERROR_FAILED,
                             "%s: it is not recorded any more",
                             ht_recorder_get_path (order->recorder));
  else if (ht_recording_change_apply (order->change, writer, ht_recorder_now_ns (order->recorder),
                                      &error) &&
           ht_recorder_commit (order->recorder, &error))
    g_task_return_pointer (task, g_steal_pointer (&order->change),
                           (GDestroyNotify) ht_recording_change_free);
  else
    g_task_return_error (task, error);
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_change_async:
 * @recorder: the recorder
 * @change: what somebody changes by hand
 * @cancellable: (nullable): to leave it
 * @callback: called when it is in the recording, in the thread's default main context of the caller
 * @user_data: handed to @callback
 *
 * Changes something in a recording that is being written.
 */
void
ht_recorder_change_async (HtRecorder *recorder,
                          const HtRecordingChange *change,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->recorder = ht_recorder_ref (recorder);
  order->change = ht_recording_change_copy (change);
  g_task_set_source_tag (task, ht_recorder_change_async);
  g_task_set_task_data (task, order, order_free);
  ht_recorder_call (recorder, change_cb, task, g_object_unref);
}

/**
 * ht_recorder_change_finish:
 * @result: what the callback was given
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the change, with the ids that it gave; %NULL with @error set
 */
HtRecordingChange *
ht_recorder_change_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
