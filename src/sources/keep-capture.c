/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "keep-capture.h"

#include "capture-file.h"
#include "capture-writing.h"
#include "source-error.h"

typedef struct
{
  /* Owned */
  char *path;
  GBytes *body;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->path);
  g_bytes_unref (work->body);
  g_free (work);
}

/**
 * ht_kept_capture_free:
 * @kept: (transfer full) (nullable): the capture
 */
void
ht_kept_capture_free (HtKeptCapture *kept)
{
  if (kept == NULL)
    return;
  g_bytes_unref (kept->bytes);
  g_clear_pointer (&kept->packed, g_bytes_unref);
  g_free (kept);
}

/* A service may answer anything, and nothing takes apart what is kept: so it is looked at here. */
static gboolean
check (const Work *work, GError **error)
{
  g_autoptr (HtCaptureFile) file =
      ht_capture_file_new_for_answer (work->path, work->body, 0, G_MAXSIZE, error);

  if (file == NULL || file->format == HT_FORMAT_GOROUTINE_DUMP)
    return file != NULL;
  g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER, "is a %s and no %s",
               ht_format_name (file->format), ht_format_name (HT_FORMAT_GOROUTINE_DUMP));
  return FALSE;
}

static void
keep_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Work *work = data;
  g_autoptr (GError) error = NULL;
  HtKeptCapture *kept;

  if (!check (work, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  kept = g_new0 (HtKeptCapture, 1);
  kept->bytes = g_bytes_ref (work->body);
  kept->packed = ht_pack_attachment (work->body);
  g_task_return_pointer (task, kept, (GDestroyNotify) ht_kept_capture_free);
}

/**
 * ht_keep_capture_async:
 * @path: what was asked for
 * @body: what was answered
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Looks whether it is a goroutine dump, and packs it; on a thread of its own, since some 100 MB
 * take a second, in which all targets would miss their beat.
 */
void
ht_keep_capture_async (const char *path,
                       GBytes *body,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  work->path = g_strdup (path);
  work->body = g_bytes_ref (body);
  g_task_set_source_tag (task, ht_keep_capture_async);
  g_task_set_task_data (task, work, work_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, keep_thread);
}

/**
 * ht_keep_capture_finish:
 * @result: what the callback got
 * @error: return location, in %HT_FORMAT_ERROR, %HT_SOURCE_ERROR or %G_IO_ERROR_CANCELLED; the
 *   message does not say what was asked for
 *
 * Returns: (transfer full): what to keep, or %NULL with @error set
 */
HtKeptCapture *
ht_keep_capture_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
