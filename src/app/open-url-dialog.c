/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "open-url-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base-url.h"
#include "credentials-row.h"
#include "document.h"
#include "fetch-once.h"
#include "source-error.h"

struct _HtOpenUrlDialog
{
  AdwWindow parent_instance;

  /* Template widgets */
  GtkEditable *url;
  HtCredentialsRow *credentials;
  GtkWidget *open_button;
  GtkWidget *group;
  GtkSpinner *spinner;
  GtkWidget *problem_icon;
  GtkLabel *message;

  /* Owned */
  GCancellable *fetching; /* NULL when nothing is fetched */
};

G_DEFINE_FINAL_TYPE (HtOpenUrlDialog, ht_open_url_dialog, ADW_TYPE_WINDOW)

enum
{
  OPENED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What was typed, with the scheme that is meant: without one it might be a file. */
static char *
get_url (HtOpenUrlDialog *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->url)));

  if (strstr (text, "://") != NULL || ht_is_capture_url (text))
    return g_steal_pointer (&text);
  return g_strconcat ("http://", text, NULL);
}

static void
show_message (HtOpenUrlDialog *self, const char *text, gboolean is_problem)
{
  gtk_label_set_text (self->message, text);
  gtk_widget_set_visible (self->problem_icon, is_problem);
}

static void
show_busy (HtOpenUrlDialog *self)
{
  gboolean busy = self->fetching != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->group, !busy);
  gtk_widget_set_sensitive (self->open_button, !busy && *gtk_editable_get_text (self->url) != '\0');
}

static void
edited_cb (HtOpenUrlDialog *self)
{
  show_message (self,
                _ ("A capture, such as localhost:6060/debug/pprof/profile?seconds=10, or a profile "
                   "that was saved. Of a service alone it is the heap profile."),
                FALSE);
  show_busy (self);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtOpenUrlDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtDocument) document = ht_document_open_finish (result, &error);

  /* Closed meanwhile. */
  if (self->fetching == NULL)
    return;
  g_clear_object (&self->fetching);
  show_busy (self);
  if (document != NULL)
    {
      g_signal_emit (self, signals[OPENED], 0, document);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  show_message (self, error->message, TRUE);
  if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED))
    ht_credentials_row_ask (self->credentials);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->url));
}

static HtCredentials *
make_credentials (HtOpenUrlDialog *self, const char *url)
{
  g_autoptr (HtTargetSettings) settings = ht_target_settings_new ("", url);
  g_autoptr (HtCredentials) secret = ht_credentials_row_make_secret (self->credentials);

  ht_credentials_row_fill (self->credentials, settings);
  return ht_target_settings_make_credentials (settings, secret);
}

static void
open_cb (HtOpenUrlDialog *self)
{
  g_autofree char *url = get_url (self);
  g_autofree char *base = NULL;
  g_autoptr (HtCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;
  const char *problem = ht_credentials_row_get_problem (self->credentials);

  if (self->fetching != NULL)
    return;
  base = ht_base_url_from_text (url, NULL, &error);
  if (base == NULL || problem != NULL)
    {
      show_message (self, error != NULL ? error->message : problem, TRUE);
      return;
    }
  credentials = make_credentials (self, url);
  self->fetching = g_cancellable_new ();
  show_message (self, _ ("Fetching… A profile of some seconds takes as long."), FALSE);
  show_busy (self);
  ht_document_open_url_async (url, credentials, self->fetching, fetched_cb, g_object_ref (self));
}

static void
ht_open_url_dialog_dispose (GObject *object)
{
  HtOpenUrlDialog *self = HT_OPEN_URL_DIALOG (object);

  g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_OPEN_URL_DIALOG);
  G_OBJECT_CLASS (ht_open_url_dialog_parent_class)->dispose (object);
}

static gboolean
ht_open_url_dialog_close_request (GtkWindow *window)
{
  HtOpenUrlDialog *self = HT_OPEN_URL_DIALOG (window);

  g_cancellable_cancel (self->fetching);
  g_clear_object (&self->fetching);
  return GTK_WINDOW_CLASS (ht_open_url_dialog_parent_class)->close_request (window);
}

/* Else the focus would be on Cancel, which comes first. */
static void
ht_open_url_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ht_open_url_dialog_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (HT_OPEN_URL_DIALOG (widget)->url));
}

static void
ht_open_url_dialog_class_init (HtOpenUrlDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_open_url_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ht_open_url_dialog_close_request;
  widget_class->map = ht_open_url_dialog_map;
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, HT_TYPE_DOCUMENT);
  g_type_ensure (HT_TYPE_CREDENTIALS_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/open-url-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HtOpenUrlDialog, url);
  gtk_widget_class_bind_template_child (widget_class, HtOpenUrlDialog, credentials);
  gtk_widget_class_bind_template_child (widget_class, HtOpenUrlDialog, open_button);
  gtk_widget_class_bind_template_child (widget_class, HtOpenUrlDialog, group);
  gtk_widget_class_bind_template_child (widget_class, HtOpenUrlDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, HtOpenUrlDialog, problem_icon);
  gtk_widget_class_bind_template_child (widget_class, HtOpenUrlDialog, message);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ht_open_url_dialog_init (HtOpenUrlDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_credentials_row_set_keeping (self->credentials, HT_SECRET_KEPT_NOWHERE);
  edited_cb (self);
}

/**
 * ht_open_url_dialog_new:
 * @parent: the window that asks
 *
 * Returns: (transfer none): a dialog; present it
 */
HtOpenUrlDialog *
ht_open_url_dialog_new (GtkWindow *parent)
{
  return g_object_new (HT_TYPE_OPEN_URL_DIALOG, "transient-for", parent, NULL);
}

/**
 * ht_open_url_dialog_open:
 * @self: the dialog
 * @url: what to fetch, as somebody typed it
 *
 * Does as if the user had typed @url and pressed the button.
 */
void
ht_open_url_dialog_open (HtOpenUrlDialog *self, const char *url)
{
  gtk_editable_set_text (self->url, url);
  open_cb (self);
}
