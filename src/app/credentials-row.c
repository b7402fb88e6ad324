/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "credentials-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "file-row.h"

struct _HtCredentialsRow
{
  AdwExpanderRow parent_instance;

  /* Template widgets */
  AdwComboRow *kind;
  GtkEditable *user;
  GtkEditable *password;
  GtkEditable *token;
  GtkEditable *header_name;
  GtkEditable *header_value;
  AdwActionRow *keeping;
  HtFileRow *certificate;
  HtFileRow *key;
  HtFileRow *ca;
  GtkSwitch *unverified;

  /* Owned */
  HtCredentials *kept; /* from the keyring */

  HtSecretKeeping keeping_state;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENTRY_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtCredentialsRow, ht_credentials_row, ADW_TYPE_EXPANDER_ROW)

/* The rows are in the order of the numbers. */
static HtCredentialKind
get_kind (HtCredentialsRow *self)
{
  return (HtCredentialKind) adw_combo_row_get_selected (self->kind);
}

static gboolean
is_empty (GtkEditable *entry)
{
  return *gtk_editable_get_text (entry) == '\0';
}

static gboolean
is_nothing_typed (HtCredentialsRow *self)
{
  switch (get_kind (self))
    {
    case HT_CREDENTIAL_BASIC:
      return is_empty (self->user) && is_empty (self->password);
    case HT_CREDENTIAL_BEARER:
      return is_empty (self->token);
    case HT_CREDENTIAL_HEADER:
      return is_empty (self->header_name) && is_empty (self->header_value);
    case HT_CREDENTIAL_NONE:
    default:
      return TRUE;
    }
}

static gboolean
uses_kept (HtCredentialsRow *self)
{
  return self->kept != NULL && ht_credentials_get_kind (self->kept) == get_kind (self) &&
         is_nothing_typed (self);
}

static void
show_subtitle (HtCredentialsRow *self)
{
  static const char *const words[] = {
    [HT_CREDENTIAL_NONE] = NULL,
    [HT_CREDENTIAL_BASIC] = N_ ("user name and password"),
    [HT_CREDENTIAL_BEARER] = N_ ("bearer token"),
    [HT_CREDENTIAL_HEADER] = N_ ("header"),
  };
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_autofree char *text = NULL;

  if (words[get_kind (self)] != NULL)
    g_strv_builder_add (parts, _ (words[get_kind (self)]));
  if (ht_file_row_get_path (self->certificate) != NULL)
    g_strv_builder_add (parts, _ ("client certificate"));
  if (ht_file_row_get_path (self->ca) != NULL)
    g_strv_builder_add (parts, _ ("private CA"));
  if (gtk_switch_get_active (self->unverified))
    g_strv_builder_add (parts, _ ("the server is not verified"));
  list = g_strv_builder_end (parts);
  text = g_strjoinv (", ", list);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), *text != '\0' ? text : _ ("none"));
}

static void
show_keeping (HtCredentialsRow *self)
{
  const char *text;

  if (uses_kept (self))
    text = _ ("It was kept the last time and is used; what you type takes its place.");
  else if (self->keeping_state == HT_SECRET_KEPT_IN_KEYRING)
    text = _ ("In the keyring.");
  else if (self->keeping_state == HT_SECRET_KEPT_FOR_SESSION)
    text = _ ("No keyring answers: it lasts for this session only.");
  else
    text = _ ("Nowhere: it is forgotten when the recording ends.");
  adw_action_row_set_subtitle (self->keeping, text);
}

static void
show_rows (HtCredentialsRow *self)
{
  HtCredentialKind kind = get_kind (self);

  gtk_widget_set_visible (GTK_WIDGET (self->user), kind == HT_CREDENTIAL_BASIC);
  gtk_widget_set_visible (GTK_WIDGET (self->password), kind == HT_CREDENTIAL_BASIC);
  gtk_widget_set_visible (GTK_WIDGET (self->token), kind == HT_CREDENTIAL_BEARER);
  gtk_widget_set_visible (GTK_WIDGET (self->header_name), kind == HT_CREDENTIAL_HEADER);
  gtk_widget_set_visible (GTK_WIDGET (self->header_value), kind == HT_CREDENTIAL_HEADER);
  gtk_widget_set_visible (GTK_WIDGET (self->keeping), kind != HT_CREDENTIAL_NONE);
  gtk_widget_set_visible (GTK_WIDGET (self->key), ht_file_row_get_path (self->certificate) != NULL);
}

static void
edited_cb (HtCredentialsRow *self)
{
  show_rows (self);
  show_subtitle (self);
  show_keeping (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
entry_activated_cb (HtCredentialsRow *self)
{
  g_signal_emit (self, signals[SIGNAL_ENTRY_ACTIVATED], 0);
}

static void
ht_credentials_row_finalize (GObject *object)
{
  g_clear_pointer (&HT_CREDENTIALS_ROW (object)->kept, ht_credentials_unref);
  G_OBJECT_CLASS (ht_credentials_row_parent_class)->finalize (object);
}

static void
ht_credentials_row_class_init (HtCredentialsRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ht_credentials_row_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENTRY_ACTIVATED] =
      g_signal_new ("entry-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  g_type_ensure (HT_TYPE_FILE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/credentials-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, kind);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, user);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, password);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, token);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, header_name);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, header_value);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, keeping);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, certificate);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, key);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, ca);
  gtk_widget_class_bind_template_child (widget_class, HtCredentialsRow, unverified);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
ht_credentials_row_init (HtCredentialsRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  edited_cb (self);
}

/**
 * ht_credentials_row_set:
 * @self: the row
 * @settings: what to show of certificates, and which kind of secret there is
 */
void
ht_credentials_row_set (HtCredentialsRow *self, const HtTargetSettings *settings)
{
  adw_combo_row_set_selected (self->kind, settings->credential_kind);
  ht_file_row_set_path (self->certificate, settings->certificate_file);
  ht_file_row_set_path (self->key, settings->key_file);
  ht_file_row_set_path (self->ca, settings->ca_file);
  gtk_switch_set_active (self->unverified, settings->unverified);
}

/**
 * ht_credentials_row_fill:
 * @self: the row
 * @settings: new settings: gets all but the secret
 */
void
ht_credentials_row_fill (HtCredentialsRow *self, HtTargetSettings *settings)
{
  settings->credential_kind = get_kind (self);
  settings->certificate_file = g_strdup (ht_file_row_get_path (self->certificate));
  if (settings->certificate_file != NULL)
    settings->key_file = g_strdup (ht_file_row_get_path (self->key));
  settings->ca_file = g_strdup (ht_file_row_get_path (self->ca));
  settings->unverified = gtk_switch_get_active (self->unverified);
}

/**
 * ht_credentials_row_set_kept:
 * @self: the row
 * @kept: (nullable): the secret that was kept for the place that is asked, and for no other
 */
void
ht_credentials_row_set_kept (HtCredentialsRow *self, HtCredentials *kept)
{
  if (kept == self->kept)
    return;
  g_clear_pointer (&self->kept, ht_credentials_unref);
  self->kept = kept != NULL ? ht_credentials_ref (kept) : NULL;
  edited_cb (self);
}

/**
 * ht_credentials_row_set_keeping:
 * @self: the row
 * @keeping: what becomes of a secret
 */
void
ht_credentials_row_set_keeping (HtCredentialsRow *self, HtSecretKeeping keeping)
{
  self->keeping_state = keeping;
  show_keeping (self);
}

/**
 * ht_credentials_row_get_problem:
 * @self: the row
 *
 * Returns: (nullable): what is missing, for people
 */
const char *
ht_credentials_row_get_problem (HtCredentialsRow *self)
{
  HtCredentialKind kind = get_kind (self);

  if (kind == HT_CREDENTIAL_NONE || uses_kept (self))
    return NULL;
  if (kind == HT_CREDENTIAL_BASIC && is_empty (self->user))
    return _ ("The user name is missing");
  if (kind == HT_CREDENTIAL_BASIC && strchr (gtk_editable_get_text (self->user), ':') != NULL)
    return _ ("A user name has no colon");
  if (kind == HT_CREDENTIAL_BEARER && is_empty (self->token))
    return _ ("The token is missing");
  if (kind == HT_CREDENTIAL_HEADER && is_empty (self->header_name))
    return _ ("The name of the header is missing");
  return NULL;
}

/**
 * ht_credentials_row_make_secret:
 * @self: the row
 *
 * Returns: (transfer full) (nullable): what goes with each request, %NULL for nothing
 */
HtCredentials *
ht_credentials_row_make_secret (HtCredentialsRow *self)
{
  if (uses_kept (self))
    return ht_credentials_ref (self->kept);
  switch (get_kind (self))
    {
    case HT_CREDENTIAL_BASIC:
      return ht_credentials_new_basic (gtk_editable_get_text (self->user),
                                       gtk_editable_get_text (self->password));
    case HT_CREDENTIAL_BEARER:
      return ht_credentials_new_bearer (gtk_editable_get_text (self->token));
    case HT_CREDENTIAL_HEADER:
      return ht_credentials_new_header (gtk_editable_get_text (self->header_name),
                                        gtk_editable_get_text (self->header_value));
    case HT_CREDENTIAL_NONE:
    default:
      return NULL;
    }
}

/**
 * ht_credentials_row_has_secret:
 * @self: the row
 *
 * Returns: whether there is, or is to be, anything that a wrong server must not see
 */
gboolean
ht_credentials_row_has_secret (HtCredentialsRow *self)
{
  return get_kind (self) != HT_CREDENTIAL_NONE || ht_file_row_get_path (self->certificate) != NULL;
}

/**
 * ht_credentials_row_is_unverified:
 * @self: the row
 *
 * Returns: whether any server is to be taken for the right one
 */
gboolean
ht_credentials_row_is_unverified (HtCredentialsRow *self)
{
  return gtk_switch_get_active (self->unverified);
}

/**
 * ht_credentials_row_ask:
 * @self: the row
 *
 * Opens, with the keyboard focus where the secret is typed.
 */
void
ht_credentials_row_ask (HtCredentialsRow *self)
{
  GtkWidget *const firsts[] = {
    [HT_CREDENTIAL_NONE] = GTK_WIDGET (self->kind),
    [HT_CREDENTIAL_BASIC] = GTK_WIDGET (self->user),
    [HT_CREDENTIAL_BEARER] = GTK_WIDGET (self->token),
    [HT_CREDENTIAL_HEADER] = GTK_WIDGET (self->header_name),
  };

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (firsts[get_kind (self)]);
}
