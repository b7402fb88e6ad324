/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "connect-service-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "credentials-row.h"
#include "file-row.h"
#include "http-address.h"
#include "intervals-row.h"
#include "probe-view.h"
#include "secrets.h"

/* Typing that has rested for so long is over. */
#define REST_MS 400

/* More on the clipboard is no address that somebody meant. */
#define MOST_CLIPBOARD_BYTES 2048

/*
 * Knowledge:
 * @KNOWS_NOTHING: there is no address
 * @KNOWS_ADDRESS: there is one, and nobody has looked
 * @LOOKING: it is being asked
 * @KNOWS_GOOD: it can be recorded
 * @KNOWS_BAD: it cannot, or the address is none
 */
typedef enum
{
  KNOWS_NOTHING,
  KNOWS_ADDRESS,
  LOOKING,
  KNOWS_GOOD,
  KNOWS_BAD,
} Knowledge;

struct _HtConnectServicePage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *page;
  GtkEditable *url;
  GtkWidget *look_button;
  HtCredentialsRow *credentials;
  GtkWidget *unverified_warning;
  GtkWidget *clear_text_warning;
  HtProbeView *probe_view;
  GtkEditable *name;
  GtkEditable *group;
  HtIntervalsRow *intervals;
  HtFileRow *log_file;
  AdwActionRow *remember_row;
  GtkSwitch *remember;

  /* Owned */
  HtTargetList *targets;
  HtCredentialStore *store;
  HtTargetSettings *original; /* the saved target that is asked for again, or edited */
  HtCredentials *kept;        /* its secret, from the keyring */
  char *base_url;             /* what the address comes to, if it is one */
  GCancellable *looking_up;   /* the keyring */
  GCancellable *probing;

  Knowledge knowledge;
  gboolean edits;          /* saves @original instead of connecting */
  gboolean acts_when_good; /* the user has said so already */
  gboolean names_itself;   /* the name is being proposed */
  gboolean has_own_name;   /* the user has named it */
  guint rest;              /* source id */
};

enum
{
  SIGNAL_CONNECT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void connect_page_init (HtConnectPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HtConnectServicePage,
                               ht_connect_service_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HT_TYPE_CONNECT_PAGE, connect_page_init))

static void
set_knowledge (HtConnectServicePage *self, Knowledge knowledge)
{
  self->knowledge = knowledge;
  gtk_widget_set_sensitive (self->look_button,
                            knowledge != KNOWS_NOTHING && self->base_url != NULL);
  ht_connect_page_changed (HT_CONNECT_PAGE (self));
}

static gboolean
is_same_origin (const char *a, const char *b)
{
  g_autoptr (HtHttpAddress) first = ht_http_address_parse (a, NULL);
  g_autoptr (HtHttpAddress) second = ht_http_address_parse (b, NULL);

  return first != NULL && second != NULL &&
         g_strcmp0 (first->socket_path, second->socket_path) == 0 &&
         ht_http_is_same_origin (first->base, second->base);
}

/* A kept secret goes nowhere but to where it was kept for. */
static void
offer_kept (HtConnectServicePage *self)
{
  gboolean fits = self->kept != NULL && self->base_url != NULL &&
                  is_same_origin (self->base_url, self->original->url);

  ht_credentials_row_set_kept (self->credentials, fits ? self->kept : NULL);
}

static gboolean
is_sent_in_clear_text (HtConnectServicePage *self)
{
  g_autoptr (HtHttpAddress) address =
      self->base_url != NULL ? ht_http_address_parse (self->base_url, NULL) : NULL;

  return address != NULL && address->socket_path == NULL &&
         g_str_equal (g_uri_get_scheme (address->base), "http") &&
         !ht_http_is_loopback (address->base) && ht_credentials_row_has_secret (self->credentials);
}

static gboolean
url_has_secret (HtConnectServicePage *self)
{
  g_autofree char *masked = self->base_url != NULL ? ht_mask_url (self->base_url) : NULL;

  return g_strcmp0 (masked, self->base_url) != 0;
}

static gboolean
is_remembered (HtConnectServicePage *self)
{
  return self->edits || (gtk_switch_get_active (self->remember) && !url_has_secret (self));
}

/* What follows from address, credentials and switches together. */
static void
show_consequences (HtConnectServicePage *self)
{
  gboolean has_secret = url_has_secret (self);
  HtSecretKeeping keeping = HT_SECRET_KEPT_NOWHERE;

  gtk_widget_set_visible (self->unverified_warning,
                          ht_credentials_row_is_unverified (self->credentials));
  gtk_widget_set_visible (self->clear_text_warning, is_sent_in_clear_text (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->remember), !has_secret);
  adw_action_row_set_subtitle (self->remember_row,
                               has_secret ? _ ("There is a secret in the address: it is not saved")
                                          : _ ("One click connects the next time"));
  if (is_remembered (self))
    keeping = ht_credential_store_is_persistent (self->store) ? HT_SECRET_KEPT_IN_KEYRING
                                                              : HT_SECRET_KEPT_FOR_SESSION;
  ht_credentials_row_set_keeping (self->credentials, keeping);
}

static void
propose_name (HtConnectServicePage *self)
{
  const HtTargetSettings *known =
      self->base_url != NULL ? ht_target_list_find_url (self->targets, self->base_url) : NULL;
  g_autofree char *name = NULL;

  if (self->has_own_name)
    return;
  if (known != NULL)
    name = g_strdup (known->name);
  else
    name = self->base_url != NULL ? ht_target_name_from_url (self->base_url) : g_strdup ("");
  self->names_itself = TRUE;
  gtk_editable_set_text (self->name, name);
  self->names_itself = FALSE;
}

static HtTargetSettings *
make_settings (HtConnectServicePage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  g_autofree char *group = g_strstrip (g_strdup (gtk_editable_get_text (self->group)));
  HtTargetSettings *settings = ht_target_settings_new (name, self->base_url);

  if (*name == '\0')
    {
      g_free (settings->name);
      settings->name = ht_target_name_from_url (self->base_url);
    }
  if (*group != '\0')
    settings->group = g_steal_pointer (&group);
  settings->intervals = ht_intervals_row_get (self->intervals);
  settings->log_file = g_strdup (ht_file_row_get_path (self->log_file));
  ht_credentials_row_fill (self->credentials, settings);
  return settings;
}

/* Another target of the name stays; who types the address of a saved one leaves it in its group. */
static void
save_target (HtConnectServicePage *self, HtTargetSettings *settings)
{
  const char *old_name = self->edits ? self->original->name : NULL;
  HtTargetSettings *other = ht_target_list_find (self->targets, settings->name);
  gboolean is_same = other != NULL && g_str_equal (other->url, settings->url);

  if (other != NULL && !is_same && g_strcmp0 (old_name, settings->name) != 0)
    {
      g_autofree char *wanted = g_steal_pointer (&settings->name);

      settings->name = ht_target_list_make_name (self->targets, wanted);
    }
  if (is_same && old_name == NULL && settings->group == NULL)
    settings->group = g_strdup (other->group);
  if (old_name == NULL || !ht_target_list_replace (self->targets, old_name, settings))
    ht_target_list_set (self->targets, settings);
}

static void
save_secret (HtConnectServicePage *self, const HtTargetSettings *settings, HtCredentials *secret)
{
  if (secret != NULL)
    ht_credential_store_store_async (self->store, settings->url, secret, NULL, NULL, NULL);
  if (self->edits && self->original->credential_kind != HT_CREDENTIAL_NONE &&
      !ht_target_list_uses_secret (self->targets, self->original->url,
                                   self->original->credential_kind))
    ht_credential_store_clear_async (self->store, self->original->url,
                                     self->original->credential_kind, NULL, NULL, NULL);
}

static void
finish (HtConnectServicePage *self)
{
  g_autoptr (HtTargetSettings) settings = make_settings (self);
  /* A target may be edited while its secret is not at hand. */
  g_autoptr (HtCredentials) secret = ht_credentials_row_get_problem (self->credentials) == NULL
                                         ? ht_credentials_row_make_secret (self->credentials)
                                         : NULL;
  g_autoptr (HtCredentials) credentials = ht_target_settings_make_credentials (settings, secret);

  if (is_remembered (self))
    {
      save_target (self, settings);
      save_secret (self, settings, secret);
    }
  if (!self->edits)
    g_signal_emit (self, signals[SIGNAL_CONNECT], 0, settings, credentials);
  ht_connect_page_finish (HT_CONNECT_PAGE (self));
}

static void
tell_failure (HtConnectServicePage *self, const GError *error)
{
  const char *title = _ ("This cannot be recorded");

  if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED) ||
      g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TIMED_OUT))
    title = _ ("Nobody answers there");
  else if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED))
    title = _ ("It wants to know who asks");
  else if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TLS))
    title = _ ("The server cannot be trusted");
  ht_probe_view_show_error (self->probe_view, title, error->message);
  /* Whoever waits for it can go on there; who still types is left alone. */
  if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED) &&
      self->acts_when_good)
    ht_credentials_row_ask (self->credentials);
  else if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->credentials), TRUE);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectServicePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtTargetProbe) probe = ht_target_probe_finish (result, &error);
  gboolean acts;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->page == NULL)
    return;
  g_clear_object (&self->probing);
  if (probe == NULL)
    tell_failure (self, error);
  else
    ht_probe_view_show_probe (self->probe_view, probe);
  acts = self->acts_when_good && probe != NULL && probe->can_record;
  self->acts_when_good = FALSE;
  set_knowledge (self, probe != NULL && probe->can_record ? KNOWS_GOOD : KNOWS_BAD);
  if (acts)
    finish (self);
}

static void
stop_looking (HtConnectServicePage *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  g_cancellable_cancel (self->probing);
  g_clear_object (&self->probing);
}

static void
look (HtConnectServicePage *self)
{
  const char *problem = ht_credentials_row_get_problem (self->credentials);
  g_autoptr (HtTargetSettings) settings = NULL;
  g_autoptr (HtCredentials) secret = NULL;
  g_autoptr (HtCredentials) credentials = NULL;

  stop_looking (self);
  if (problem != NULL)
    {
      ht_probe_view_show_error (self->probe_view, problem, NULL);
      self->acts_when_good = FALSE;
      ht_credentials_row_ask (self->credentials);
      return;
    }
  settings = make_settings (self);
  secret = ht_credentials_row_make_secret (self->credentials);
  credentials = ht_target_settings_make_credentials (settings, secret);
  self->probing = g_cancellable_new ();
  ht_probe_view_show_busy (self->probe_view);
  set_knowledge (self, LOOKING);
  ht_target_probe_async (self->base_url, credentials, self->probing, probed_cb,
                         g_object_ref (self));
}

static void
show_invalid (HtConnectServicePage *self, gboolean invalid)
{
  if (invalid)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->url), "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->url), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->url), "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->url), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

static void
tell_invalid (HtConnectServicePage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = ht_base_url_from_text (gtk_editable_get_text (self->url), NULL, &error);

  if (url != NULL)
    return;
  show_invalid (self, TRUE);
  ht_probe_view_show_error (self->probe_view, _ ("This is no address"), error->message);
  set_knowledge (self, KNOWS_BAD);
}

static gboolean
rest_cb (gpointer user_data)
{
  HtConnectServicePage *self = user_data;

  self->rest = 0;
  if (self->base_url == NULL)
    tell_invalid (self);
  else if (ht_credentials_row_get_problem (self->credentials) != NULL)
    ht_probe_view_show_hint (self->probe_view, ht_credentials_row_get_problem (self->credentials));
  else if (ht_credentials_row_has_secret (self->credentials))
    ht_probe_view_show_hint (self->probe_view,
                             self->edits
                                 ? NULL
                                 : _ ("Press Enter to look what is there with these credentials."));
  else
    look (self);
  return G_SOURCE_REMOVE;
}

/* Something of what is asked is another: what was found does not hold. */
static void
begin_anew (HtConnectServicePage *self)
{
  stop_looking (self);
  self->acts_when_good = FALSE;
  ht_probe_view_show_hint (self->probe_view, NULL);
  show_invalid (self, FALSE);
  show_consequences (self);
  if (*gtk_editable_get_text (self->url) == '\0')
    {
      set_knowledge (self, KNOWS_NOTHING);
      return;
    }
  set_knowledge (self, self->base_url != NULL ? KNOWS_ADDRESS : KNOWS_BAD);
  self->rest = g_timeout_add (REST_MS, rest_cb, self);
}

static void
url_changed_cb (HtConnectServicePage *self)
{
  g_free (self->base_url);
  self->base_url = ht_base_url_from_text (gtk_editable_get_text (self->url), NULL, NULL);
  propose_name (self);
  offer_kept (self);
  begin_anew (self);
}

static void
credentials_changed_cb (HtConnectServicePage *self)
{
  begin_anew (self);
}

static void
remember_changed_cb (HtConnectServicePage *self)
{
  show_consequences (self);
}

static void
name_changed_cb (HtConnectServicePage *self)
{
  if (!self->names_itself)
    self->has_own_name = *gtk_editable_get_text (self->name) != '\0';
}

static void
look_cb (HtConnectServicePage *self)
{
  self->acts_when_good = FALSE;
  if (self->base_url != NULL)
    look (self);
}

static const char *
get_label (HtConnectPage *page)
{
  return HT_CONNECT_SERVICE_PAGE (page)->edits ? _ ("_Save") : _ ("_Record");
}

/* A saved target may be changed while its service is down. */
static gboolean
is_ready (HtConnectPage *page)
{
  HtConnectServicePage *self = HT_CONNECT_SERVICE_PAGE (page);

  if (self->edits)
    return self->base_url != NULL && !url_has_secret (self);
  return self->knowledge == KNOWS_ADDRESS || self->knowledge == LOOKING ||
         self->knowledge == KNOWS_GOOD;
}

static void
act (HtConnectPage *page)
{
  HtConnectServicePage *self = HT_CONNECT_SERVICE_PAGE (page);

  if (self->edits || self->knowledge == KNOWS_GOOD)
    {
      finish (self);
      return;
    }
  self->acts_when_good = TRUE;
  if (self->knowledge != LOOKING)
    look (self);
}

static void
entry_activated_cb (HtConnectServicePage *self)
{
  if (is_ready (HT_CONNECT_PAGE (self)))
    act (HT_CONNECT_PAGE (self));
  else if (self->base_url != NULL)
    {
      self->acts_when_good = !self->edits;
      look (self);
    }
  else if (*gtk_editable_get_text (self->url) != '\0')
    tell_invalid (self);
}

static void
focus (HtConnectPage *page)
{
  HtConnectServicePage *self = HT_CONNECT_SERVICE_PAGE (page);

  gtk_widget_grab_focus (GTK_WIDGET (self->url));
}

static void
connect_page_init (HtConnectPageInterface *iface)
{
  iface->get_label = get_label;
  iface->is_ready = is_ready;
  iface->act = act;
  iface->focus = focus;
}

static void
ht_connect_service_page_dispose (GObject *object)
{
  HtConnectServicePage *self = HT_CONNECT_SERVICE_PAGE (object);

  stop_looking (self);
  g_cancellable_cancel (self->looking_up);
  g_clear_object (&self->looking_up);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_CONNECT_SERVICE_PAGE);
  G_OBJECT_CLASS (ht_connect_service_page_parent_class)->dispose (object);
}

static void
ht_connect_service_page_finalize (GObject *object)
{
  HtConnectServicePage *self = HT_CONNECT_SERVICE_PAGE (object);

  g_clear_object (&self->targets);
  g_clear_object (&self->store);
  g_clear_pointer (&self->original, ht_target_settings_unref);
  g_clear_pointer (&self->kept, ht_credentials_unref);
  g_free (self->base_url);
  G_OBJECT_CLASS (ht_connect_service_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/connect-service-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, page);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, url);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, look_button);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, credentials);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, unverified_warning);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, clear_text_warning);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, probe_view);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, name);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, group);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, intervals);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, log_file);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, remember_row);
  gtk_widget_class_bind_template_child (widget_class, HtConnectServicePage, remember);
  gtk_widget_class_bind_template_callback (widget_class, url_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, credentials_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, remember_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_cb);
}

static void
ht_connect_service_page_class_init (HtConnectServicePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_connect_service_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_connect_service_page_finalize;
  signals[SIGNAL_CONNECT] =
      g_signal_new ("connect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, HT_TYPE_TARGET_SETTINGS, HT_TYPE_CREDENTIALS);
  g_type_ensure (HT_TYPE_CREDENTIALS_ROW);
  g_type_ensure (HT_TYPE_FILE_ROW);
  g_type_ensure (HT_TYPE_INTERVALS_ROW);
  g_type_ensure (HT_TYPE_PROBE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
ht_connect_service_page_init (HtConnectServicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
store_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectServicePage) self = user_data;

  if (ht_credential_store_open_finish (HT_CREDENTIAL_STORE (source), result, NULL))
    show_consequences (self);
}

/**
 * ht_connect_service_page_new:
 * @targets: the saved targets
 * @store: their secrets
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
ht_connect_service_page_new (HtTargetList *targets, HtCredentialStore *store)
{
  HtConnectServicePage *self = g_object_new (HT_TYPE_CONNECT_SERVICE_PAGE, NULL);

  self->targets = g_object_ref (targets);
  self->store = g_object_ref (store);
  self->looking_up = g_cancellable_new ();
  ht_credential_store_open_async (store, self->looking_up, store_opened_cb, g_object_ref (self));
  begin_anew (self);
  return GTK_WIDGET (self);
}

static gboolean
is_address_with_scheme (const char *text)
{
  g_autofree char *url = NULL;
  g_autofree char *masked = NULL;

  if (!g_str_has_prefix (text, "http://") && !g_str_has_prefix (text, "https://") &&
      !g_str_has_prefix (text, "unix:"))
    return FALSE;
  url = ht_base_url_from_text (text, NULL, NULL);
  masked = ht_mask_url (text);
  return url != NULL && g_str_equal (masked, text);
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectServicePage) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || self->page == NULL || strlen (text) > MOST_CLIPBOARD_BYTES ||
      *gtk_editable_get_text (self->url) != '\0' || !is_address_with_scheme (g_strstrip (text)))
    return;
  gtk_editable_set_text (self->url, text);
  gtk_editable_select_region (self->url, 0, -1);
  /* Nobody is asked before the user has seen who. */
  g_clear_handle_id (&self->rest, g_source_remove);
  ht_probe_view_show_hint (self->probe_view,
                           _ ("From the clipboard. Press Enter to record it if it can be."));
}

/**
 * ht_connect_service_page_offer_clipboard:
 * @self: the page
 *
 * Puts the address that is on the clipboard, if one is, into the empty page. Does not look there.
 */
void
ht_connect_service_page_offer_clipboard (HtConnectServicePage *self)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->looking_up,
                                 clipboard_read_cb, g_object_ref (self));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectServicePage) self = user_data;
  HtCredentials *kept =
      ht_credential_store_lookup_finish (HT_CREDENTIAL_STORE (source), result, NULL);

  if (kept == NULL || self->page == NULL)
    {
      g_clear_pointer (&kept, ht_credentials_unref);
      if (self->page != NULL && !self->edits)
        ht_credentials_row_ask (self->credentials);
      return;
    }
  g_clear_pointer (&self->kept, ht_credentials_unref);
  self->kept = kept;
  offer_kept (self);
}

/**
 * ht_connect_service_page_set_target:
 * @self: the page
 * @settings: a saved target
 * @edit: whether it is changed and saved; else it is connected to
 *
 * Fills the page in. The secret is looked up in the keyring.
 */
void
ht_connect_service_page_set_target (HtConnectServicePage *self,
                                    HtTargetSettings *settings,
                                    gboolean edit)
{
  g_clear_pointer (&self->original, ht_target_settings_unref);
  self->original = ht_target_settings_ref (settings);
  self->edits = edit;
  gtk_editable_set_text (self->name, settings->name);
  gtk_editable_set_text (self->group, settings->group != NULL ? settings->group : "");
  ht_intervals_row_set (self->intervals, &settings->intervals);
  ht_file_row_set_path (self->log_file, settings->log_file);
  ht_credentials_row_set (self->credentials, settings);
  gtk_editable_set_text (self->url, settings->url);
  gtk_widget_set_visible (GTK_WIDGET (self->remember_row), !edit);
  if (settings->credential_kind != HT_CREDENTIAL_NONE)
    ht_credential_store_lookup_async (self->store, settings->url, settings->credential_kind,
                                      self->looking_up, looked_up_cb, g_object_ref (self));
}
