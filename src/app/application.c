/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "application.h"

#include <glib/gi18n.h>

#include "document.h"
#include "fetch-once.h"
#include "window-live.h"
#include "window-open-url.h"

#define APPLICATION_ID "dev.heaptrail.Heaptrail"

struct _HtApplication
{
  AdwApplication parent_instance;

  /* Owned */
  HtTargetList *targets;
  HtCredentialStore *credentials;
  char *trouble; /* with the saved targets, until somebody was told */
};

G_DEFINE_FINAL_TYPE (HtApplication, ht_application, ADW_TYPE_APPLICATION)

static GtkWindow *
open_window (HtApplication *self)
{
  GtkWindow *window = ht_window_new (ADW_APPLICATION (self));

  if (self->trouble != NULL)
    ht_window_show_toast (HT_WINDOW (window), self->trouble);
  g_clear_pointer (&self->trouble, g_free);
  return window;
}

static void
ht_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = open_window (HT_APPLICATION (application));
  gtk_window_present (window);
}

/* A service is recorded; what will not change is opened. */
static void
open_url (HtWindow *window, GFile *file)
{
  g_autofree char *url = g_file_get_uri (file);

  if (ht_is_profile_url (url))
    ht_window_open_url (window, url);
  else
    ht_window_record_url (window, url);
}

static void
ht_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  if (window == NULL)
    window = open_window (HT_APPLICATION (application));
  gtk_window_present (window);
  for (int i = 0; i < n_files; i++)
    {
      char *path = g_file_get_path (files[i]);

      if (path != NULL)
        g_ptr_array_add (paths, path);
      else
        open_url (HT_WINDOW (window), files[i]);
    }
  if (paths->len == 0)
    return;
  g_ptr_array_add (paths, NULL);
  ht_window_open_paths (HT_WINDOW (window), (const char *const *) paths->pdata);
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (open_window (user_data));
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
load_targets (HtApplication *self)
{
  g_autofree char *path = ht_target_list_default_path ();
  g_autoptr (GError) error = NULL;

  self->targets = ht_target_list_new (path);
  if (!ht_target_list_load (self->targets, &error))
    self->trouble = g_strdup (error->message);
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
  load_targets (HT_APPLICATION (application));
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
  ht_target_list_flush (HT_APPLICATION (application)->targets);
  G_APPLICATION_CLASS (ht_application_parent_class)->shutdown (application);
  ht_document_remove_temporaries ();
}

static void
ht_application_finalize (GObject *object)
{
  HtApplication *self = HT_APPLICATION (object);

  g_clear_object (&self->targets);
  g_clear_object (&self->credentials);
  g_free (self->trouble);
  G_OBJECT_CLASS (ht_application_parent_class)->finalize (object);
}

static void
ht_application_class_init (HtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ht_application_finalize;
  application_class->activate = ht_application_activate;
  application_class->open = ht_application_open;
  application_class->startup = ht_application_startup;
  application_class->shutdown = ht_application_shutdown;
}

static void
ht_application_init (HtApplication *self)
{
  self->credentials = ht_credential_store_new ();
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

/**
 * ht_application_get_targets:
 * @self: the program, started
 *
 * Returns: (transfer none): the saved targets
 */
HtTargetList *
ht_application_get_targets (HtApplication *self)
{
  return self->targets;
}

/**
 * ht_application_get_credentials:
 * @self: the program
 *
 * Returns: (transfer none): where the secrets of targets are kept; without a keyring all windows
 *   of the session share them
 */
HtCredentialStore *
ht_application_get_credentials (HtApplication *self)
{
  return self->credentials;
}
