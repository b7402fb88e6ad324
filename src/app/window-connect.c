/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-connect.h"

#include <glib/gi18n.h>

#include "connect-cluster-page.h"
#include "connect-dialog.h"
#include "connect-prometheus-page.h"
#include "connect-saved-page.h"
#include "connect-service-page.h"
#include "window-live.h"

static HtApplication *
get_application (HtWindow *window)
{
  return HT_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
}

static HtTargetList *
get_targets (HtWindow *window)
{
  return ht_application_get_targets (get_application (window));
}

static HtCredentialStore *
get_credentials (HtWindow *window)
{
  return ht_application_get_credentials (get_application (window));
}

/* From a saved target in the dialog one goes elsewhere. */
static void
close_dialog (HtWindow *window)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *item = windows; item != NULL; item = item->next)
    if (HT_IS_CONNECT_DIALOG (item->data) &&
        gtk_window_get_transient_for (item->data) == GTK_WINDOW (window))
      gtk_window_close (item->data);
}

static HtConnectServicePage *
add_service_page (HtWindow *window, HtConnectDialog *dialog)
{
  GtkWidget *page = ht_connect_service_page_new (get_targets (window), get_credentials (window));

  g_signal_connect_object (page, "connect", G_CALLBACK (ht_window_record), window,
                           G_CONNECT_SWAPPED);
  ht_connect_dialog_add_page (dialog, HT_CONNECT_PAGE (page), "service", _ ("Service"),
                              "network-server-symbolic");
  return HT_CONNECT_SERVICE_PAGE (page);
}

static void
open_history (HtWindow *window, const char *path, const char *rest)
{
  const char *paths[] = { path, NULL };

  ht_window_open_paths (window, paths);
  if (rest != NULL)
    ht_window_show_toast (window, rest);
}

static void
add_prometheus_page (HtWindow *window, HtConnectDialog *dialog)
{
  GtkWidget *page = ht_connect_prometheus_page_new ();

  g_signal_connect_object (page, "fetched", G_CALLBACK (open_history), window, G_CONNECT_SWAPPED);
  ht_connect_dialog_add_page (dialog, HT_CONNECT_PAGE (page), "prometheus", _ ("Prometheus"),
                              "document-open-recent-symbolic");
}

static void
add_cluster_page (HtWindow *window, HtConnectDialog *dialog)
{
  GtkWidget *page = ht_connect_cluster_page_new ();

  g_signal_connect_object (page, "follow", G_CALLBACK (ht_window_record_pods), window,
                           G_CONNECT_SWAPPED);
  ht_connect_dialog_add_page (dialog, HT_CONNECT_PAGE (page), "kubernetes", _ ("Kubernetes"),
                              "view-grid-symbolic");
}

static HtConnectServicePage *
open_dialog (HtWindow *window)
{
  HtConnectDialog *dialog = ht_connect_dialog_new (GTK_WINDOW (window));
  HtConnectServicePage *service = add_service_page (window, dialog);

  ht_connect_dialog_add_page (dialog,
                              HT_CONNECT_PAGE (ht_connect_saved_page_new (get_targets (window))),
                              "saved", _ ("Saved"), "user-bookmarks-symbolic");
  add_cluster_page (window, dialog);
  add_prometheus_page (window, dialog);
  /* What the rows of saved targets activate. */
  gtk_widget_insert_action_group (GTK_WIDGET (dialog), "win", G_ACTION_GROUP (window));
  return service;
}

static void
present (HtConnectServicePage *page)
{
  gtk_window_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
}

static void
connect_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HtConnectServicePage *page = open_dialog (user_data);

  ht_connect_service_page_offer_clipboard (page);
  present (page);
}

static void
open_target (HtWindow *window, HtTargetSettings *settings, gboolean edit)
{
  HtConnectDialog *dialog = ht_connect_dialog_new (GTK_WINDOW (window));
  HtConnectServicePage *page = add_service_page (window, dialog);

  if (edit)
    ht_connect_dialog_set_title (dialog, _ ("Edit Target"));
  ht_connect_service_page_set_target (page, settings, edit);
  present (page);
}

/* A saved target whose secret is being looked up. */
typedef struct
{
  /* Owned */
  HtWindow *window;
  HtTargetSettings *settings;

  gboolean asks; /* the user, where the secret is not there */
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->window);
  ht_target_settings_unref (errand->settings);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (HtCredentials) secret =
      ht_credential_store_lookup_finish (HT_CREDENTIAL_STORE (source), result, NULL);

  if (gtk_window_get_application (GTK_WINDOW (errand->window)) == NULL)
    return;
  if (secret != NULL)
    {
      g_autoptr (HtCredentials) credentials =
          ht_target_settings_make_credentials (errand->settings, secret);

      ht_window_record (errand->window, errand->settings, credentials);
    }
  else if (errand->asks)
    open_target (errand->window, errand->settings, FALSE);
  else
    {
      /* Translators: %s is the name of a target */
      g_autofree char *text =
          g_strdup_printf (_ ("%s: its secret is not in the keyring"), errand->settings->name);

      ht_window_show_toast (errand->window, text);
    }
}

static void
store_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Errand *errand = user_data;

  ht_credential_store_lookup_async (HT_CREDENTIAL_STORE (source), errand->settings->url,
                                    errand->settings->credential_kind, NULL, looked_up_cb, errand);
}

/* @asks: the user, if a secret is needed and not there */
static void
connect_target (HtWindow *window, HtTargetSettings *settings, gboolean asks)
{
  if (settings->credential_kind == HT_CREDENTIAL_NONE)
    {
      g_autoptr (HtCredentials) credentials = ht_target_settings_make_credentials (settings, NULL);

      ht_window_record (window, settings, credentials);
    }
  else
    {
      Errand *errand = g_new0 (Errand, 1);

      errand->window = g_object_ref (window);
      errand->settings = ht_target_settings_ref (settings);
      errand->asks = asks;
      ht_credential_store_open_async (get_credentials (window), NULL, store_opened_cb, errand);
    }
}

static void
connect_saved_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HtTargetSettings *settings =
      ht_target_list_find (get_targets (user_data), g_variant_get_string (parameter, NULL));

  if (settings == NULL)
    return;
  close_dialog (user_data);
  connect_target (user_data, settings, TRUE);
}

static void
connect_group_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const GPtrArray *targets = ht_target_list_get_all (get_targets (user_data));
  const char *group = g_variant_get_string (parameter, NULL);

  close_dialog (user_data);
  for (guint i = 0; i < targets->len; i++)
    {
      HtTargetSettings *settings = g_ptr_array_index (targets, i);

      if (g_strcmp0 (settings->group, group) == 0)
        connect_target (user_data, settings, FALSE);
    }
}

static void
edit_target_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HtTargetSettings *settings =
      ht_target_list_find (get_targets (user_data), g_variant_get_string (parameter, NULL));

  if (settings == NULL)
    return;
  close_dialog (user_data);
  open_target (user_data, settings, TRUE);
}

/* A target that was removed, as long as that can be undone. */
typedef struct
{
  /* Owned */
  HtTargetList *targets;
  HtCredentialStore *credentials;
  HtTargetSettings *settings;
} Removal;

static void
removal_free (gpointer data, GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->targets);
  g_object_unref (removal->credentials);
  ht_target_settings_unref (removal->settings);
  g_free (removal);
}

static void
undo_removal_cb (AdwToast *toast, gpointer user_data)
{
  const Removal *removal = user_data;

  ht_target_list_set (removal->targets, removal->settings);
}

/* Undone or not; what a target that is there needs stays. */
static void
forget_secret_cb (AdwToast *toast, gpointer user_data)
{
  const Removal *removal = user_data;
  const HtTargetSettings *settings = removal->settings;

  if (settings->credential_kind != HT_CREDENTIAL_NONE &&
      !ht_target_list_uses_secret (removal->targets, settings->url, settings->credential_kind))
    ht_credential_store_clear_async (removal->credentials, settings->url, settings->credential_kind,
                                     NULL, NULL, NULL);
}

static void
remove_target_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HtTargetList *targets = get_targets (user_data);
  HtTargetSettings *settings =
      ht_target_list_find (targets, g_variant_get_string (parameter, NULL));
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  AdwToast *toast;
  Removal *removal;

  if (settings == NULL)
    return;
  removal = g_new0 (Removal, 1);
  removal->targets = g_object_ref (targets);
  removal->credentials = g_object_ref (get_credentials (user_data));
  removal->settings = ht_target_settings_ref (settings);
  /* Translators: %s is the name of a target */
  text = g_strdup_printf (_ ("%s was removed"), settings->name);
  escaped = g_markup_escape_text (text, -1);
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_removal_cb), removal);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (forget_secret_cb), removal, removal_free,
                         0);
  ht_target_list_remove (targets, settings->name);
  ht_window_add_toast (user_data, toast);
}

/**
 * ht_window_add_connect:
 * @window: the window
 * @greeter: what it shows without recordings
 * @application: the program, which has the saved targets
 *
 * Adds the actions that connect to services: `win.connect`, `win.connect-saved`,
 * `win.connect-group`, `win.edit-target` and `win.remove-target`.
 *
 * A kind of thing to connect to that is no single service has a page of its own, an
 * #HtConnectPage, which open_dialog() makes and adds.
 */
void
ht_window_add_connect (HtWindow *window, HtGreeter *greeter, HtApplication *application)
{
  static const GActionEntry actions[] = {
    { "connect", connect_cb, NULL, NULL, NULL, { 0 } },
    { "connect-saved", connect_saved_cb, "s", NULL, NULL, { 0 } },
    { "connect-group", connect_group_cb, "s", NULL, NULL, { 0 } },
    { "edit-target", edit_target_cb, "s", NULL, NULL, { 0 } },
    { "remove-target", remove_target_cb, "s", NULL, NULL, { 0 } },
  };
  HtTargetList *targets = ht_application_get_targets (application);

  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
  g_signal_connect_object (targets, "failed", G_CALLBACK (ht_window_show_toast), window,
                           G_CONNECT_SWAPPED);
  ht_greeter_set_targets (greeter, targets);
}
