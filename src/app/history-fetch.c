/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "history-fetch.h"

#include <errno.h>
#include <glib/gstdio.h>

typedef struct
{
  /* Owned */
  HtHistoryQuery *query;
  HtRecorder *recorder;
  HtHistoryResult *result;
  GError *error; /* why not all of it came */
  char *path;

  /* Borrowed */
  HtRecorderHistoryFunc progress;
  gpointer progress_data;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  ht_history_query_free (work->query);
  ht_recorder_free (work->recorder);
  ht_history_result_free (work->result);
  g_clear_error (&work->error);
  g_free (work->path);
  g_free (work);
}

/* What could not be written is told with the result as well. */
static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
}

/* A name by the time, which no recording has. */
static char *
make_path (GError **error)
{
  g_autofree char *folder =
      g_build_filename (g_get_user_data_dir (), "heaptrail", "recordings", NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stem = g_date_time_format (now, "prometheus-%Y-%m-%d-%H%M%S");

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", folder,
                   g_strerror (saved));
      return NULL;
    }
  for (guint i = 1;; i++)
    {
      g_autofree char *name = i == 1 ? g_strconcat (stem, ".heaptrail", NULL)
                                     : g_strdup_printf ("%s-%u.heaptrail", stem, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/**
 * ht_history_fetch_drop_file:
 * @path: (nullable): a recording that nobody wants
 */
void
ht_history_fetch_drop_file (const char *path)
{
  if (path != NULL && g_unlink (path) != 0)
    g_debug ("%s: %s", path, g_strerror (errno));
}

static void
close_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;

  g_clear_pointer (&work->recorder, ht_recorder_free);
  if (work->result->progress.n_points > 0)
    {
      g_task_return_pointer (task, g_strdup (work->path), g_free);
      return;
    }
  ht_history_fetch_drop_file (work->path);
  if (work->error != NULL)
    g_task_return_error (task, g_steal_pointer (&work->error));
  else
    g_task_return_new_error (task, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND,
                             "%s: there are no figures in this time", work->query->url);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);

  ht_recorder_fetch_history_finish (result, &work->result, &work->error);
  g_task_run_in_thread (task, close_worker);
}

static void
open_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  work->path = make_path (&error);
  if (work->path != NULL)
    work->recorder = ht_recorder_new (work->path, news_cb, NULL, &error);
  if (work->recorder != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Work *work = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ht_recorder_fetch_history_async (work->recorder, work->query, work->progress, work->progress_data,
                                   cancellable, fetched_cb, g_steal_pointer (&task));
}

/**
 * ht_history_fetch_to_file_async:
 * @query: which history; copied
 * @progress: (nullable): told how far it is
 * @progress_data: its data
 * @cancellable: (nullable): ends it; what has come by then is a recording, too
 * @callback: called when it is done
 * @user_data: its data
 *
 * Fetches a history into a new file among the recordings of the user.
 */
void
ht_history_fetch_to_file_async (const HtHistoryQuery *query,
                                HtRecorderHistoryFunc progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GTask) opening = g_task_new (NULL, NULL, opened_cb, task);
  Work *work = g_new0 (Work, 1);

  work->query = ht_history_query_copy (query);
  work->progress = progress;
  work->progress_data = progress_data;
  g_task_set_source_tag (task, ht_history_fetch_to_file_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, work, work_free);
  g_task_set_task_data (opening, work, NULL);
  g_task_run_in_thread (opening, open_worker);
}

/**
 * ht_history_fetch_to_file_finish:
 * @async_result: what the callback got
 * @result: (out) (transfer full) (nullable): what became of the history
 * @reason: (out) (transfer full) (nullable): why not all of it came, where something did
 * @error: return location
 *
 * Returns: (transfer full) (nullable): path of the recording; %NULL with @error if nothing came
 */
char *
ht_history_fetch_to_file_finish (GAsyncResult *async_result,
                                 HtHistoryResult **result,
                                 GError **reason,
                                 GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (async_result));

  *result = g_steal_pointer (&work->result);
  *reason = g_steal_pointer (&work->error);
  return g_task_propagate_pointer (G_TASK (async_result), error);
}
