/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-file.h"

#include <glib/gi18n.h>

/* What is to be written. */
typedef struct
{
  /* Owned */
  GFile *file;
  gpointer data;

  GDestroyNotify free_data;
  HtFileEncoder encoder;
} WriteRequest;

static void
write_request_free (gpointer data)
{
  WriteRequest *request = data;

  g_object_unref (request->file);
  request->free_data (request->data);
  g_free (request);
}

static void
write_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  WriteRequest *request = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = request->encoder (request->data, &error);

  if (bytes != NULL && g_file_replace_contents (request->file, g_bytes_get_data (bytes, NULL),
                                                g_bytes_get_size (bytes), NULL, FALSE,
                                                G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HtWindow *window = HT_WINDOW (source);
  const WriteRequest *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_file_get_basename (request->file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    text = g_strdup_printf (_ ("%s saved"), name);
  else
    text = g_strdup_printf ("%s: %s", name, error->message);
  ht_window_show_toast (window, text);
}

/**
 * ht_window_suggest_file_name:
 * @window: the window
 * @ending: what the name ends with
 *
 * Returns: (transfer full): a name for a file that is made of the recording shown
 */
char *
ht_window_suggest_file_name (HtWindow *window, const char *ending)
{
  char *name = g_strconcat (ht_window_get_recording_name (window), ending, NULL);

  return g_strdelimit (name, "/\\:", '-');
}

/**
 * ht_window_write_file:
 * @window: the window
 * @file: where to write to
 * @encoder: makes the content, on a worker
 * @data: (transfer full): handed to @encoder
 * @free_data: frees @data
 *
 * Makes a file and says how that went.
 */
void
ht_window_write_file (HtWindow *window,
                      GFile *file,
                      HtFileEncoder encoder,
                      gpointer data,
                      GDestroyNotify free_data)
{
  g_autoptr (GTask) task = g_task_new (window, NULL, written_cb, NULL);
  WriteRequest *request = g_new0 (WriteRequest, 1);

  request->file = g_object_ref (file);
  request->encoder = encoder;
  request->data = data;
  request->free_data = free_data;
  g_task_set_source_tag (task, ht_window_write_file);
  g_task_set_task_data (task, request, write_request_free);
  g_task_run_in_thread (task, write_worker);
}
