/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-openings.h"

#include <glib/gi18n.h>

#include "file-chooser.h"
#include "problems-window.h"
#include "recent-files.h"

struct _HtWindowOpenings
{
  /* Owned */
  GPtrArray *all; /* Opening, those under way; they own themselves */

  /* Borrowed */
  HtWindow *window;
  HtSidebar *sidebar;
  HtBusyBar *progress;
};

/* What is being opened. */
typedef struct
{
  /* Owned */
  HtWindow *window;
  GCancellable *cancellable;
  char **paths;
  HtDocument *growing; /* once there is something of it */
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->window);
  g_clear_object (&opening->cancellable);
  g_clear_object (&opening->growing);
  g_strfreev (opening->paths);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
tell_problems (HtWindow *window, HtDocument *document)
{
  GPtrArray *problems = ht_document_get_problems (document);
  guint n_unread;
  guint n_files = ht_document_count_files (document, &n_unread);
  g_autofree char *text = ht_problems_summarize (problems, n_unread, n_files);

  if (text != NULL)
    ht_window_add_toast (window, ht_problems_toast_new (GTK_WINDOW (window), text, problems));
}

static void
tell_error (HtWindow *window, const GError *error)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_problem_free);

  g_ptr_array_add (problems, ht_problem_new (NULL, error->message));
  ht_window_add_toast (window,
                       ht_problems_toast_new (GTK_WINDOW (window), error->message, problems));
}

/* Adds what is new of a document to the sidebar. The first that it brings is shown; returns
 * whether that was now. */
static gboolean
show_targets (HtWindowOpenings *self, HtDocument *document)
{
  const GPtrArray *targets = ht_document_get_targets (document);
  gboolean is_known = FALSE;
  HtRecordingRow *first = NULL;

  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      HtRecordingRow *row;

      if (ht_sidebar_find (self->sidebar, document, target->id) != NULL)
        {
          is_known = TRUE;
          continue;
        }
      row = ht_sidebar_add (self->sidebar, document, target);
      if (first == NULL)
        first = row;
    }
  if (first == NULL || is_known)
    return FALSE;
  ht_window_show_row (self->window, first);
  return TRUE;
}

/* A part of a long import is there. A read that is not done yet sees the next part, too. */
static void
grown_cb (HtDocument *document, gpointer user_data)
{
  Opening *opening = user_data;
  HtWindowOpenings *self = ht_window_get_openings (opening->window);

  g_set_object (&opening->growing, document);
  if (!show_targets (self, document))
    ht_window_refresh (self->window, document);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  HtWindowOpenings *self = ht_window_get_openings (opening->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtDocument) document = ht_document_open_finish (result, &error);

  if (self == NULL)
    return;
  g_ptr_array_remove_fast (self->all, opening);
  if (self->all->len == 0)
    ht_busy_bar_stop (self->progress);
  if (document == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tell_error (self->window, error);
      return;
    }
  for (char **path = opening->paths; *path != NULL; path++)
    ht_recent_files_add (gtk_recent_manager_get_default (), *path);
  ht_window_show_document (self->window, document);
}

/**
 * ht_window_show_document:
 * @window: the window
 * @document: a document
 *
 * Adds a document to what is open, and shows what it brings.
 */
void
ht_window_show_document (HtWindow *window, HtDocument *document)
{
  HtWindowOpenings *self = ht_window_get_openings (window);

  if (!show_targets (self, document))
    ht_window_reload (window, document);
  tell_problems (window, document);
}

static void
progress_cb (double n_done, guint n_files, gpointer user_data)
{
  HtWindowOpenings *self = ht_window_get_openings (((Opening *) user_data)->window);

  /* How far it is in one file that is no trace, or in several imports, nobody knows. */
  if ((n_files > 1 || n_done > 0) && self->all->len == 1)
    ht_busy_bar_tell (self->progress, n_done / n_files);
}

/**
 * ht_window_open_paths:
 * @window: the window
 * @paths: (array zero-terminated=1): a recording, or captures and folders of captures
 *
 * Opens files beside what is open already, or is being opened.
 */
void
ht_window_open_paths (HtWindow *window, const char *const *paths)
{
  HtWindowOpenings *self = ht_window_get_openings (window);
  Opening *opening = g_new0 (Opening, 1);

  opening->window = g_object_ref (window);
  opening->cancellable = g_cancellable_new ();
  opening->paths = g_strdupv ((char **) paths);
  g_ptr_array_add (self->all, opening);
  ht_busy_bar_start (self->progress);
  ht_document_open_async (paths, progress_cb, grown_cb, opening, opening->cancellable, opened_cb,
                          opening);
}

/**
 * ht_window_openings_cancel:
 * @openings: what is being opened
 * @document: (nullable): only what was read of this by now; %NULL for all
 *
 * Ends the reading; what was read stays.
 */
void
ht_window_openings_cancel (HtWindowOpenings *openings, HtDocument *document)
{
  for (guint i = 0; i < openings->all->len; i++)
    {
      const Opening *opening = g_ptr_array_index (openings->all, i);

      if (document == NULL || opening->growing == document)
        g_cancellable_cancel (opening->cancellable);
    }
}

static gboolean
drop_cb (HtWindow *window, const GValue *value)
{
  const GSList *files = g_value_get_boxed (value);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (; files != NULL; files = files->next)
    {
      char *path = g_file_get_path (files->data);

      if (path != NULL)
        g_ptr_array_add (paths, path);
    }
  if (paths->len == 0)
    return FALSE;
  g_ptr_array_add (paths, NULL);
  ht_window_open_paths (window, (const char *const *) paths->pdata);
  return TRUE;
}

/**
 * ht_window_openings_reads:
 * @openings: what is being opened
 * @document: a document
 *
 * Returns: whether more of it is to come
 */
gboolean
ht_window_openings_reads (HtWindowOpenings *openings, HtDocument *document)
{
  for (guint i = 0; i < openings->all->len; i++)
    if (((const Opening *) g_ptr_array_index (openings->all, i))->growing == document)
      return TRUE;
  return FALSE;
}

/**
 * ht_window_openings_new:
 * @window: a window; must outlive it
 * @sidebar: where to list what is open
 * @progress: where to tell how far it is
 *
 * Returns: (transfer full): what opens files for the window
 */
HtWindowOpenings *
ht_window_openings_new (HtWindow *window, HtSidebar *sidebar, HtBusyBar *progress)
{
  HtWindowOpenings *self = g_new0 (HtWindowOpenings, 1);
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->all = g_ptr_array_new ();
  self->window = window;
  self->sidebar = sidebar;
  self->progress = progress;
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (drop_cb), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
  return self;
}

/**
 * ht_window_openings_free:
 * @openings: (transfer full): what is being opened
 *
 * Ends the reading.
 */
void
ht_window_openings_free (HtWindowOpenings *openings)
{
  ht_window_openings_cancel (openings, NULL);
  g_ptr_array_unref (openings->all);
  g_free (openings);
}

static void
files_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtWindow) window = user_data;
  g_auto (GStrv) paths = ht_choose_files_finish (result, NULL);

  if (paths != NULL && paths[0] != NULL && ht_window_get_openings (window) != NULL)
    ht_window_open_paths (window, (const char *const *) paths);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_choose_files_async (GTK_WINDOW (widget), _ ("Open Recordings or Captures"), NULL,
                         files_chosen_cb, g_object_ref (widget));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_window_openings_cancel (ht_window_get_openings (HT_WINDOW (widget)), NULL);
}

/**
 * ht_window_openings_install:
 * @widget_class: the class of the window
 *
 * Installs the actions that open files.
 */
void
ht_window_openings_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.cancel", NULL, cancel_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "win.open", NULL);
}
