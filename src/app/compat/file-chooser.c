/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "file-chooser.h"

#include <glib/gi18n.h>

/* GtkFileDialog, which replaces the native chooser, came with GTK 4.10. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

static char **
chosen_paths (GtkFileChooser *chooser)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (chooser);
  GPtrArray *paths = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      char *path = g_file_get_path (file);

      if (path != NULL)
        g_ptr_array_add (paths, path);
    }
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, chosen_paths (GTK_FILE_CHOOSER (dialog)),
                           (GDestroyNotify) g_strfreev);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed");
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose (GtkWindow *parent,
        const char *title,
        GTask *task,
        GtkFileChooserAction action,
        gboolean several)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, parent, action, NULL, NULL);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), several);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * ht_choose_files_async:
 * @parent: the window that asks
 * @title: what it asks for
 * @cancellable: (nullable): to drop the answer
 * @callback: called when the user has chosen
 * @user_data: handed to @callback
 *
 * Lets the user choose files, through the portal in a sandbox.
 */
void
ht_choose_files_async (GtkWindow *parent,
                       const char *title,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, ht_choose_files_async);
  choose (parent, title, task, GTK_FILE_CHOOSER_ACTION_OPEN, TRUE);
}

/**
 * ht_choose_files_finish:
 * @result: what the callback was given
 * @error: return location; %G_IO_ERROR_CANCELLED if the user chose nothing
 *
 * Returns: (transfer full) (array zero-terminated=1): the paths, or %NULL with @error set
 */
char **
ht_choose_files_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ht_choose_file_async:
 * @parent: the window that asks
 * @title: what it asks for
 * @cancellable: (nullable): to drop the answer
 * @callback: called when the user has chosen
 * @user_data: handed to @callback
 *
 * As ht_choose_files_async() for one file that is there.
 */
void
ht_choose_file_async (GtkWindow *parent,
                      const char *title,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, ht_choose_file_async);
  choose (parent, title, task, GTK_FILE_CHOOSER_ACTION_OPEN, FALSE);
}

/**
 * ht_choose_folder_async:
 * @parent: the window that asks
 * @title: what it asks for
 * @cancellable: (nullable): to drop the answer
 * @callback: called when the user has chosen; calls [func@choose_file_finish]
 * @user_data: handed to @callback
 *
 * As ht_choose_file_async() for a folder.
 */
void
ht_choose_folder_async (GtkWindow *parent,
                        const char *title,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);

  g_task_set_source_tag (task, ht_choose_folder_async);
  choose (parent, title, task, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, FALSE);
}

/**
 * ht_choose_file_finish:
 * @result: what the callback was given
 * @error: return location; %G_IO_ERROR_CANCELLED if the user chose nothing
 *
 * Returns: (transfer full): the path, or %NULL with @error set
 */
char *
ht_choose_file_finish (GAsyncResult *result, GError **error)
{
  g_auto (GStrv) paths = g_task_propagate_pointer (G_TASK (result), error);

  if (paths != NULL && paths[0] == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                         _ ("This file has no path on this machine"));
  return paths != NULL ? g_strdup (paths[0]) : NULL;
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)),
                           g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "dismissed");
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/**
 * ht_choose_save_file_async:
 * @parent: the window that asks
 * @title: what it asks for
 * @name: the name that is offered
 * @cancellable: (nullable): to drop the answer
 * @callback: called when the user has chosen
 * @user_data: handed to @callback
 *
 * Lets the user choose where to save something, through the portal in a sandbox.
 */
void
ht_choose_save_file_async (GtkWindow *parent,
                           const char *title,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (parent, cancellable, callback, user_data);
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  g_task_set_source_tag (task, ht_choose_save_file_async);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (save_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * ht_choose_save_file_finish:
 * @result: what the callback was given
 * @error: return location; %G_IO_ERROR_CANCELLED if the user chose nothing
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
GFile *
ht_choose_save_file_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

G_GNUC_END_IGNORE_DEPRECATIONS
