/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-save.h"

#include <glib/gi18n.h>

#include "file-chooser.h"
#include "save-recording.h"
#include "window-file.h"
#include "window-openings.h"

/* What is to be saved. */
typedef struct
{
  /* Owned */
  HtDocument *document; /* whose temporary recording is there as long as it is */
  char *path;

  gboolean keeps_traces;
} SaveRequest;

static void
save_request_free (gpointer data)
{
  SaveRequest *request = data;

  g_object_unref (request->document);
  g_free (request->path);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SaveRequest, save_request_free)

static void
save_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const SaveRequest *request = task_data;
  g_autofree char *from = ht_document_get_temporary (request->document);
  GError *error = NULL;

  if (ht_save_recording (from, request->path,
                         request->keeps_traces ? ht_document_get_captures (request->document)
                                               : NULL,
                         cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  const SaveRequest *request = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_filename_display_basename (request->path);
  g_autofree char *text = g_strdup_printf (_ ("%s saved"), name);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    ht_window_show_toast (HT_WINDOW (source), error->message);
  else
    ht_window_show_toast (HT_WINDOW (source), text);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HtWindow *window = HT_WINDOW (source);
  g_autoptr (SaveRequest) request = user_data;
  g_autoptr (GFile) file = ht_choose_save_file_finish (result, NULL);
  g_autoptr (GTask) task = NULL;

  request->path = file != NULL ? g_file_get_path (file) : NULL;
  if (request->path == NULL)
    return;
  task = g_task_new (window, NULL, saved_cb, NULL);
  g_task_set_source_tag (task, file_chosen_cb);
  g_task_set_task_data (task, g_steal_pointer (&request), save_request_free);
  g_task_run_in_thread (task, save_worker);
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *keeps_traces)
{
  HtWindow *window = HT_WINDOW (widget);
  HtDocument *document = ht_window_get_document (window);
  g_autofree char *from = document != NULL ? ht_document_get_temporary (document) : NULL;
  g_autofree char *name = NULL;
  SaveRequest *request;

  if (from == NULL)
    {
      ht_window_show_toast (window, _ ("Only what was opened from captures has to be saved"));
      return;
    }
  if (ht_window_openings_reads (ht_window_get_openings (window), document))
    {
      ht_window_show_toast (window, _ ("This is still being read"));
      return;
    }
  request = g_new0 (SaveRequest, 1);
  request->document = g_object_ref (document);
  request->keeps_traces = g_variant_get_boolean (keeps_traces);
  name = ht_window_suggest_file_name (window, ".heaptrail");
  ht_choose_save_file_async (GTK_WINDOW (window), _ ("Save Recording"), name, NULL, file_chosen_cb,
                             request);
}

/**
 * ht_window_save_install:
 * @widget_class: the class of the window
 *
 * Installs the action that saves what was opened from captures as a recording.
 */
void
ht_window_save_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.save-recording", "b", save_action);
}
