/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "document-change.h"

/* Between two reads, on the same worker: nothing is read of what is half written. */
static gpointer
apply (HtRecording *recording, gpointer data, GError **error)
{
  const HtRecordingChange *change = data;
  g_autoptr (HtRecordingWriter) writer =
      ht_recording_writer_open (ht_recording_get_path (recording), error);
  g_autoptr (HtRecordingChange) applied = ht_recording_change_copy (change);

  if (writer == NULL ||
      !ht_recording_change_apply (applied, writer, g_get_real_time () * 1000, error) ||
      !ht_recording_writer_commit (writer, error))
    return NULL;
  return g_steal_pointer (&applied);
}

/**
 * ht_document_change_async:
 * @document: a document whose recording nobody else writes to
 * @change: what somebody changes by hand
 * @cancellable: (nullable): to drop the result
 * @callback: called when it is in the recording
 * @user_data: handed to @callback
 *
 * Changes something in the recording of a document. One that was made of captures keeps it until it
 * is saved.
 */
void
ht_document_change_async (HtDocument *document,
                          const HtRecordingChange *change,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ht_document_read_async (document, apply, ht_recording_change_copy (change),
                          (GDestroyNotify) ht_recording_change_free,
                          (GDestroyNotify) ht_recording_change_free, cancellable, callback,
                          user_data);
}

/**
 * ht_document_change_finish:
 * @document: the document
 * @result: what the callback was given
 * @error: return location, in %HT_STORE_ERROR: %HT_STORE_ERROR_BUSY where somebody else writes to
 * it
 *
 * Returns: (transfer full): the change, with the ids that it gave; %NULL with @error set
 */
HtRecordingChange *
ht_document_change_finish (HtDocument *document, GAsyncResult *result, GError **error)
{
  return ht_document_read_finish (document, result, error);
}
