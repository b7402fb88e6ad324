/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "application.h"

#include <glib/gi18n.h>

#include "document.h"
#include "window.h"

#define APPLICATION_ID "dev.heaptrail.Heaptrail"

struct _HtApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (HtApplication, ht_application, ADW_TYPE_APPLICATION)

static void
ht_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = ht_window_new (ADW_APPLICATION (application));
  gtk_window_present (window);
}

static void
ht_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  if (window == NULL)
    window = ht_window_new (ADW_APPLICATION (application));
  for (int i = 0; i < n_files; i++)
    {
      char *path = g_file_get_path (files[i]);

      if (path != NULL)
        g_ptr_array_add (paths, path);
    }
  gtk_window_present (window);
  if (paths->len == 0)
    return;
  g_ptr_array_add (paths, NULL);
  ht_window_open_paths (HT_WINDOW (window), (const char *const *) paths->pdata);
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (ht_window_new (user_data));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data), "application-name",
                         "Heaptrail", "application-icon", APPLICATION_ID, "version", HT_VERSION,
                         "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Why does the memory of a Go service grow?"), NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows;

  /* Not g_application_quit(), which leaves the windows alive, and with them temporary recordings.
   */
  while ((windows = gtk_application_get_windows (user_data)) != NULL)
    gtk_window_destroy (windows->data);
}

static void
ht_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "new-window", new_window_cb, NULL, NULL, NULL, { 0 } },
    { "about", about_cb, NULL, NULL, NULL, { 0 } },
    { "quit", quit_cb, NULL, NULL, NULL, { 0 } },
  };
  static const char *const quit_keys[] = { "<Control>q", NULL };
  static const char *const copy_keys[] = { "<Control><Shift>c", NULL };
  static const char *const new_keys[] = { "<Control><Shift>n", NULL };

  G_APPLICATION_CLASS (ht_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.quit", quit_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.new-window", new_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "win.copy-picture",
                                         copy_keys);
}

static void
ht_application_shutdown (GApplication *application)
{
  G_APPLICATION_CLASS (ht_application_parent_class)->shutdown (application);
  ht_document_remove_temporaries ();
}

static void
ht_application_class_init (HtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = ht_application_activate;
  application_class->open = ht_application_open;
  application_class->startup = ht_application_startup;
  application_class->shutdown = ht_application_shutdown;
}

static void
ht_application_init (HtApplication *self)
{
}

/**
 * ht_application_new:
 *
 * Returns: (transfer full): the program
 */
GApplication *
ht_application_new (void)
{
  return g_object_new (HT_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
