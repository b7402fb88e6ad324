/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "connect-prometheus-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base-url.h"
#include "credentials-row.h"
#include "history-fetch.h"
#include "instance-list.h"
#include "probe-view.h"
#include "timestamps.h"
#include "units.h"

#define HOUR_NS G_GINT64_CONSTANT (3600000000000)

/* Of the rows of the time, in their order; the last one is told by two entries. */
static const gint64 spans_ns[] = { HOUR_NS, 6 * HOUR_NS, 24 * HOUR_NS, 7 * 24 * HOUR_NS,
                                   30 * 24 * HOUR_NS };

/*
 * Stage:
 * @ASKING: what the server is, is still being said
 * @LOOKING: it is asked which instances it has
 * @CHOOSING: they are there to be ticked
 * @FETCHING: their history comes
 * @STOPPING: what has come is being closed
 */
typedef enum
{
  ASKING,
  LOOKING,
  CHOOSING,
  FETCHING,
  STOPPING,
} Stage;

struct _HtConnectPrometheusPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *page;
  GtkWidget *server_group;
  GtkEditable *url;
  GtkEditable *match;
  HtCredentialsRow *credentials;
  AdwComboRow *range;
  GtkEditable *from;
  GtkEditable *to;
  HtProbeView *status;
  GtkWidget *progress_group;
  GtkProgressBar *progress;
  AdwPreferencesGroup *instances_group;
  HtInstanceList *instances;

  /* Owned */
  GCancellable *cancellable; /* of what is under way */

  Stage stage;
};

enum
{
  SIGNAL_FETCHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void connect_page_init (HtConnectPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HtConnectPrometheusPage,
                               ht_connect_prometheus_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HT_TYPE_CONNECT_PAGE, connect_page_init))

/* --- what is asked for --- */

static gboolean
parse_range (HtConnectPrometheusPage *self, HtHistoryQuery *query, GError **error)
{
  gint64 now_ns = g_get_real_time () * 1000;
  guint selected = adw_combo_row_get_selected (self->range);

  query->to_ns = now_ns;
  if (selected < G_N_ELEMENTS (spans_ns))
    query->from_ns = now_ns - spans_ns[selected];
  else if (!ht_parse_time (gtk_editable_get_text (self->from), now_ns, now_ns, &query->from_ns,
                           error) ||
           !ht_parse_time (gtk_editable_get_text (self->to), now_ns, now_ns, &query->to_ns, error))
    return FALSE;
  if (query->from_ns >= query->to_ns)
    {
      g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                           _ ("It ends before it begins"));
      return FALSE;
    }
  query->step_ns = ht_prometheus_usual_step (query->from_ns, query->to_ns);
  return TRUE;
}

static HtHistoryQuery *
make_query (HtConnectPrometheusPage *self, GError **error)
{
  g_autoptr (HtHistoryQuery) query = g_new0 (HtHistoryQuery, 1);
  g_autoptr (HtTargetSettings) settings = NULL;
  g_autoptr (HtCredentials) secret = NULL;
  const char *match = gtk_editable_get_text (self->match);
  const char *problem = ht_credentials_row_get_problem (self->credentials);

  query->url = ht_base_url_from_text (gtk_editable_get_text (self->url), NULL, error);
  if (query->url == NULL || !parse_range (self, query, error))
    return NULL;
  query->matchers = ht_prometheus_selector_parse (match, strlen (match), error);
  if (query->matchers == NULL)
    return NULL;
  if (problem != NULL)
    {
      g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID, problem);
      return NULL;
    }
  settings = ht_target_settings_new ("prometheus", query->url);
  ht_credentials_row_fill (self->credentials, settings);
  secret = ht_credentials_row_make_secret (self->credentials);
  query->credentials = ht_target_settings_make_credentials (settings, secret);
  return g_steal_pointer (&query);
}

/* --- how it stands --- */

/* The dialog was closed: what is under way may keep the page for a while. */
static gboolean
is_gone (HtConnectPrometheusPage *self)
{
  return self->page == NULL || gtk_widget_get_root (GTK_WIDGET (self)) == NULL;
}

static void
set_stage (HtConnectPrometheusPage *self, Stage stage)
{
  gboolean is_busy = stage == FETCHING || stage == STOPPING;

  self->stage = stage;
  gtk_widget_set_sensitive (self->server_group, !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->instances), !is_busy);
  gtk_widget_set_visible (self->progress_group, is_busy);
  gtk_widget_set_visible (GTK_WIDGET (self->instances_group), stage >= CHOOSING);
  ht_connect_page_changed (HT_CONNECT_PAGE (self));
}

/* How much is coming, so that nobody asks for a month of a thousand services unawares. */
static void
show_amount (HtConnectPrometheusPage *self)
{
  HtHistoryQuery query = { 0 };
  guint64 n_series;
  guint n = ht_instance_list_get_n_chosen (self->instances, &n_series);
  g_autofree char *text = NULL;
  g_autofree char *points = NULL;
  g_autofree char *step = NULL;

  if (parse_range (self, &query, NULL) && n > 0)
    {
      gint64 n_steps = (query.to_ns - query.from_ns) / query.step_ns + 1;

      points = ht_format_count ((gint64) n_series * n_steps);
      step = ht_format_duration_short (query.step_ns);
      /* Translators: %u instances; %s: how many figures; %s: a duration such as 15s */
      text =
          g_strdup_printf (ngettext ("%u is ticked: up to %s figures, one each %s of each series",
                                     "%u are ticked: up to %s figures, one each %s of each series",
                                     n),
                           n, points, step);
    }
  adw_preferences_group_set_description (self->instances_group,
                                         text != NULL ? text : _ ("Tick those that are wanted."));
}

static void
tell_failure (HtConnectPrometheusPage *self, const char *title, const GError *error)
{
  ht_probe_view_show_error (self->status, title, error->message);
  if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED))
    ht_credentials_row_ask (self->credentials);
}

static GCancellable *
begin (HtConnectPrometheusPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

/* --- looking --- */

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectPrometheusPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPrometheusTargets) targets = ht_history_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || is_gone (self))
    return;
  if (targets == NULL)
    tell_failure (self, _ ("The server does not tell which instances it has"), error);
  else if (ht_prometheus_targets_get_n (targets) == 0)
    ht_probe_view_show_hint (self->status,
                             _ ("No instance with these labels tells go_*, process_* or "
                                "container_* in this time."));
  else
    {
      ht_probe_view_show_hint (self->status, NULL);
      ht_instance_list_set (self->instances, targets);
      show_amount (self);
      set_stage (self, CHOOSING);
      return;
    }
  set_stage (self, ASKING);
}

static void
look (HtConnectPrometheusPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHistoryQuery) query = make_query (self, &error);

  if (query == NULL)
    {
      ht_probe_view_show_error (self->status, _ ("This cannot be asked"), error->message);
      return;
    }
  ht_probe_view_show_busy (self->status);
  set_stage (self, LOOKING);
  ht_history_find_async (query, begin (self), found_cb, g_object_ref (self));
}

/* --- fetching --- */

static void
progress_cb (const HtHistoryProgress *progress, gpointer user_data)
{
  HtConnectPrometheusPage *self = user_data;
  g_autofree char *points = NULL;
  g_autofree char *text = NULL;

  if (is_gone (self) || progress->n_all == 0)
    return;
  points = ht_format_count ((gint64) progress->n_points);
  /* Translators: %u of %u instances, %s figures, and the name of the instance */
  text = g_strdup_printf (_ ("%u of %u, %s figures  %s"), progress->n_done, progress->n_all, points,
                          progress->instance != NULL ? progress->instance : "");
  gtk_progress_bar_set_fraction (self->progress,
                                 (double) progress->n_done / (double) progress->n_all);
  gtk_progress_bar_set_text (self->progress, text);
}

/* What did not come, and what came all the same. */
static char *
describe_rest (const HtHistoryResult *result, const GError *error)
{
  const HtHistoryProgress *progress = &result->progress;

  if (error == NULL && result->warnings->len > 0)
    return g_strdup (g_ptr_array_index (result->warnings, 0));
  if (error == NULL)
    return NULL;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup_printf (_ ("Stopped: %u of %u instances are complete"), progress->n_done,
                            progress->n_all);
  return g_strdup_printf (_ ("%u of %u instances are complete. %s"), progress->n_done,
                          progress->n_all, error->message);
}

static void
fetched_cb (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (HtConnectPrometheusPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHistoryResult) result = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *path = ht_history_fetch_to_file_finish (async_result, &result, &reason, &error);
  g_autofree char *rest = NULL;

  if (is_gone (self))
    {
      ht_history_fetch_drop_file (path);
      return;
    }
  if (path == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        ht_probe_view_show_hint (self->status, _ ("Stopped, before anything came."));
      else
        tell_failure (self, _ ("The history cannot be fetched"), error);
      set_stage (self, CHOOSING);
      return;
    }
  rest = describe_rest (result, reason);
  g_signal_emit (self, signals[SIGNAL_FETCHED], 0, path, rest);
  ht_connect_page_finish (HT_CONNECT_PAGE (self));
}

static void
fetch (HtConnectPrometheusPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHistoryQuery) query = make_query (self, &error);

  if (query == NULL)
    {
      ht_probe_view_show_error (self->status, _ ("This cannot be asked"), error->message);
      return;
    }
  query->instances = ht_instance_list_get_chosen (self->instances);
  ht_probe_view_show_hint (self->status, NULL);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_progress_bar_set_text (self->progress, _ ("Asking the server…"));
  set_stage (self, FETCHING);
  ht_history_fetch_to_file_async (query, progress_cb, self, begin (self), fetched_cb,
                                  g_object_ref (self));
}

/* --- what the user does --- */

/* What was found does not hold any more. */
static void
question_changed_cb (HtConnectPrometheusPage *self)
{
  g_cancellable_cancel (self->cancellable);
  ht_probe_view_show_hint (self->status, NULL);
  set_stage (self, ASKING);
}

static void
range_changed_cb (HtConnectPrometheusPage *self)
{
  gboolean is_custom = adw_combo_row_get_selected (self->range) >= G_N_ELEMENTS (spans_ns);

  if (is_custom && *gtk_editable_get_text (self->from) == '\0')
    {
      gtk_editable_set_text (self->from, "-2h");
      gtk_editable_set_text (self->to, "-1h");
    }
  gtk_widget_set_visible (GTK_WIDGET (self->from), is_custom);
  show_amount (self);
}

static void
choice_changed_cb (HtConnectPrometheusPage *self)
{
  show_amount (self);
  ht_connect_page_changed (HT_CONNECT_PAGE (self));
}

static const char *
get_label (HtConnectPage *page)
{
  switch (HT_CONNECT_PROMETHEUS_PAGE (page)->stage)
    {
    case CHOOSING:
      return _ ("_Fetch");
    case FETCHING:
    case STOPPING:
      return _ ("_Stop");
    case ASKING:
    case LOOKING:
    default:
      return _ ("_Look");
    }
}

static gboolean
is_ready (HtConnectPage *page)
{
  HtConnectPrometheusPage *self = HT_CONNECT_PROMETHEUS_PAGE (page);
  guint64 n_series;

  switch (self->stage)
    {
    case ASKING:
      return *gtk_editable_get_text (self->url) != '\0';
    case CHOOSING:
      return ht_instance_list_get_n_chosen (self->instances, &n_series) > 0;
    case FETCHING:
      return TRUE;
    case LOOKING:
    case STOPPING:
    default:
      return FALSE;
    }
}

static void
act (HtConnectPage *page)
{
  HtConnectPrometheusPage *self = HT_CONNECT_PROMETHEUS_PAGE (page);

  if (self->stage == ASKING)
    look (self);
  else if (self->stage == CHOOSING)
    fetch (self);
  else if (self->stage == FETCHING)
    {
      set_stage (self, STOPPING);
      g_cancellable_cancel (self->cancellable);
    }
}

static void
entry_activated_cb (HtConnectPrometheusPage *self)
{
  if (self->stage <= CHOOSING && is_ready (HT_CONNECT_PAGE (self)))
    act (HT_CONNECT_PAGE (self));
}

static void
focus (HtConnectPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (HT_CONNECT_PROMETHEUS_PAGE (page)->url));
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
ht_connect_prometheus_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (HT_CONNECT_PROMETHEUS_PAGE (widget)->cancellable);
  GTK_WIDGET_CLASS (ht_connect_prometheus_page_parent_class)->unroot (widget);
}

static void
ht_connect_prometheus_page_dispose (GObject *object)
{
  HtConnectPrometheusPage *self = HT_CONNECT_PROMETHEUS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_CONNECT_PROMETHEUS_PAGE);
  G_OBJECT_CLASS (ht_connect_prometheus_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/dev/heaptrail/Heaptrail/connect-prometheus-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, page);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, server_group);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, url);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, match);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, credentials);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, range);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, from);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, to);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, status);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, progress_group);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, progress);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, instances_group);
  gtk_widget_class_bind_template_child (widget_class, HtConnectPrometheusPage, instances);
  gtk_widget_class_bind_template_callback (widget_class, question_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, range_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
}

static void
ht_connect_prometheus_page_class_init (HtConnectPrometheusPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_connect_prometheus_page_dispose;
  widget_class->unroot = ht_connect_prometheus_page_unroot;
  signals[SIGNAL_FETCHED] =
      g_signal_new ("fetched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  g_type_ensure (HT_TYPE_CREDENTIALS_ROW);
  g_type_ensure (HT_TYPE_INSTANCE_LIST);
  g_type_ensure (HT_TYPE_PROBE_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
ht_connect_prometheus_page_init (HtConnectPrometheusPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ht_connect_prometheus_page_new:
 *
 * Returns: (transfer floating): an empty page
 */
GtkWidget *
ht_connect_prometheus_page_new (void)
{
  return g_object_new (HT_TYPE_CONNECT_PROMETHEUS_PAGE, NULL);
}
