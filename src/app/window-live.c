/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-live.h"

#include <glib/gi18n.h>

#include "base-url.h"
#include "application.h"
#include "recent-files.h"
#include "rules-window.h"

struct _HtWindowLive
{
  /* Owned */
  GPtrArray *sessions;    /* HtLiveSession */
  GHashTable *beginnings; /* path to Beginning, those under way; they own themselves */
  GHashTable *wished;     /* captures that the user has asked for and that are not there yet */

  /* Borrowed */
  HtWindow *window;
  HtSidebar *sidebar;
  HtLiveControls *controls;
};

/* A service, or pods of a cluster, to be recorded as soon as the session is open. */
typedef struct
{
  /* Owned */
  HtTargetSettings *settings;
  HtCredentials *credentials;
  HtPodQuery *pods;

  HtTargetIntervals intervals; /* of the pods */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_clear_pointer (&wish->settings, ht_target_settings_unref);
  ht_pod_query_free (wish->pods);
  g_clear_pointer (&wish->credentials, ht_credentials_unref);
  g_free (wish);
}

/* A session that is being opened. */
typedef struct
{
  /* Owned */
  HtWindow *window;
  char *path;
  GPtrArray *wishes;
} Beginning;

static void
beginning_free (Beginning *beginning)
{
  g_object_unref (beginning->window);
  g_free (beginning->path);
  g_ptr_array_unref (beginning->wishes);
  g_free (beginning);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Beginning, beginning_free)

static HtLiveSession *
find_session (HtWindowLive *self, HtLiveItem *item)
{
  for (guint i = 0; item != NULL && i < self->sessions->len; i++)
    {
      HtLiveSession *session = g_ptr_array_index (self->sessions, i);

      if (ht_live_session_find (session, ht_live_item_get_name (item)) == item)
        return session;
    }
  return NULL;
}

static HtLiveItem *
get_shown_item (HtWindowLive *self)
{
  HtRecordingRow *row = ht_sidebar_get_selected (self->sidebar);

  return row != NULL ? ht_recording_row_get_live (row) : NULL;
}

static void
item_changed_cb (HtWindowLive *self, HtLiveItem *item)
{
  if (item == get_shown_item (self))
    ht_window_show_live_state (self->window, item);
}

static void
added_cb (HtWindowLive *self, HtLiveItem *item, HtLiveSession *session)
{
  HtRecordingRow *row =
      ht_sidebar_add_live (self->sidebar, ht_live_session_get_document (session), item);

  g_signal_connect_swapped (item, "changed", G_CALLBACK (item_changed_cb), self);
  if (g_list_model_get_n_items (ht_live_session_get_items (session)) == 1)
    ht_window_show_row (self->window, row);
}

static void
removed_cb (HtWindowLive *self, HtLiveItem *item, HtLiveSession *session)
{
  HtRecordingRow *row = ht_sidebar_find_live (self->sidebar, item);

  g_signal_handlers_disconnect_by_data (item, self);
  if (row != NULL)
    ht_window_remove_row (self->window, row);
}

static void
problem_cb (HtWindowLive *self, const char *message, HtLiveSession *session)
{
  ht_window_show_toast (self->window, message);
}

static void
committed_cb (HtWindowLive *self, HtLiveSession *session)
{
  ht_window_refresh (self->window, ht_live_session_get_document (session));
}

/* Translators: in the middle of a sentence. */
static const char *
describe (HtOnDemand what)
{
  switch (what)
    {
    case HT_ON_DEMAND_HEAP:
      return _ ("a heap profile");
    case HT_ON_DEMAND_HEAP_AFTER_GC:
      return _ ("a heap profile after a collection");
    case HT_ON_DEMAND_ALLOCS:
      return _ ("a profile of allocations");
    case HT_ON_DEMAND_GOROUTINES:
      return _ ("a goroutine profile");
    case HT_ON_DEMAND_GOROUTINE_DUMP:
      return _ ("a dump of all goroutines");
    case HT_ON_DEMAND_CPU:
      return _ ("a CPU profile");
    case HT_ON_DEMAND_TRACE:
      return _ ("an execution trace");
    case HT_ON_DEMAND_BLOCK:
      return _ ("a block profile");
    case HT_ON_DEMAND_MUTEX:
      return _ ("a mutex profile");
    case HT_ON_DEMAND_GOROUTINE_LEAK:
      return _ ("a profile of leaked goroutines");
    case HT_N_ON_DEMAND:
    default:
      g_return_val_if_reached ("");
    }
}

static gboolean
is_profile (HtOnDemand what)
{
  return what != HT_ON_DEMAND_TRACE && what != HT_ON_DEMAND_GOROUTINE_DUMP;
}

/* The recorder captures by itself, too, and tells of that in the flag's words only. */
static gboolean
was_wished (HtWindowLive *self, const HtRecorderNews *news)
{
  g_autofree char *key = g_strdup_printf ("%d %s", (int) news->what, news->name);

  return news->kind == HT_NEWS_CAPTURE_BEGUN ? g_hash_table_contains (self->wished, key)
                                             : g_hash_table_remove (self->wished, key);
}

static void
tell_captured (HtWindowLive *self, HtLiveSession *session, const HtRecorderNews *news)
{
  /* Translators: the name of a service, and "a heap profile", say */
  g_autofree char *text =
      g_strdup_printf (_ ("%s: %s is in the recording"), news->name, describe (news->what));
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  if (is_profile (news->what))
    {
      adw_toast_set_button_label (toast, _ ("Show"));
      adw_toast_set_action_name (toast, "win.show-capture");
      adw_toast_set_action_target (toast, "(ssx)", ht_live_session_get_path (session), news->name,
                                   news->capture);
    }
  ht_window_add_toast (self->window, toast);
}

static void
news_cb (HtWindowLive *self, const HtRecorderNews *news, HtLiveSession *session)
{
  g_autofree char *text = NULL;

  if (news->kind == HT_NEWS_CAPTURE_DONE && was_wished (self, news))
    tell_captured (self, session, news);
  else if (news->kind == HT_NEWS_CAPTURE_FAILED && was_wished (self, news))
    text = g_strdup_printf ("%s: %s", news->name, news->reason);
  else if (news->kind == HT_NEWS_FLAG || (news->kind == HT_NEWS_LOG && news->reason != NULL))
    text = g_strdup_printf ("%s: %s", news->name, news->reason);
  else if (news->kind == HT_NEWS_CAPTURE_BEGUN && ht_on_demand_takes_seconds (news->what) &&
           was_wished (self, news))
    /* Translators: the name of a service, and "a CPU profile", say */
    text = g_strdup_printf (_ ("%s: taking %s…"), news->name, describe (news->what));
  if (text != NULL)
    ht_window_show_toast (self->window, text);
}

static void
watch_session (HtWindowLive *self, HtLiveSession *session)
{
  g_signal_connect_swapped (session, "committed", G_CALLBACK (committed_cb), self);
  g_signal_connect_swapped (session, "added", G_CALLBACK (added_cb), self);
  g_signal_connect_swapped (session, "removed", G_CALLBACK (removed_cb), self);
  g_signal_connect_swapped (session, "news", G_CALLBACK (news_cb), self);
  g_signal_connect_swapped (session, "problem", G_CALLBACK (problem_cb), self);
}

/* Ends it; what was recorded is on disk then. */
static void
session_free (gpointer data)
{
  HtLiveSession *session = data;

  ht_live_session_end (session);
  g_object_unref (session);
}

static void
forget_session (HtWindowLive *self, HtLiveSession *session)
{
  GListModel *items = ht_live_session_get_items (session);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (HtLiveItem) item = g_list_model_get_item (items, i);

      g_signal_handlers_disconnect_by_data (item, self);
    }
  g_signal_handlers_disconnect_by_data (session, self);
}

/* A file in which nothing is recorded is left to others. */
static void
drop_if_empty (HtWindowLive *self, HtLiveSession *session)
{
  if (g_list_model_get_n_items (ht_live_session_get_items (session)) > 0)
    return;
  forget_session (self, session);
  g_ptr_array_remove (self->sessions, session);
}

static void
rules_changed_cb (HtWindow *window, HtTargetSettings *settings)
{
  HtWindowLive *self = ht_window_get_live (window);
  HtTargetList *saved = ht_application_get_targets (
      HT_APPLICATION (gtk_window_get_application (GTK_WINDOW (window))));

  for (guint i = 0; i < self->sessions->len; i++)
    {
      HtLiveSession *session = g_ptr_array_index (self->sessions, i);
      HtLiveItem *item = ht_live_session_find (session, settings->name);

      if (item != NULL && ht_live_item_get_settings (item) != NULL)
        ht_live_session_change (session, item, settings);
    }
  if (ht_target_list_find (saved, settings->name) != NULL)
    ht_target_list_set (saved, settings);
}

/* The state of the action is that of the service that is shown. */
static void
keep_traces_changed_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  HtLiveItem *item = get_shown_item (ht_window_get_live (user_data));
  g_autoptr (HtTargetSettings) settings = NULL;

  if (item == NULL || ht_live_item_get_settings (item) == NULL)
    return;
  settings = ht_target_settings_copy (ht_live_item_get_settings (item));
  settings->rules.keep_traces = g_variant_get_boolean (value);
  rules_changed_cb (user_data, settings);
  g_simple_action_set_state (action, value);
}

/**
 * ht_window_live_new:
 * @window: a window; must outlive it
 * @sidebar: its sidebar
 * @controls: its buttons for what is recorded
 *
 * Returns: (transfer full): what records for the window: nothing yet
 */
HtWindowLive *
ht_window_live_new (HtWindow *window, HtSidebar *sidebar, HtLiveControls *controls)
{
  HtWindowLive *self = g_new0 (HtWindowLive, 1);
  g_autoptr (GSimpleAction) keep_traces =
      g_simple_action_new_stateful ("keep-traces", NULL, g_variant_new_boolean (FALSE));

  g_signal_connect_object (keep_traces, "change-state", G_CALLBACK (keep_traces_changed_cb), window,
                           0);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (keep_traces));
  self->window = window;
  self->sidebar = sidebar;
  self->controls = controls;
  self->sessions = g_ptr_array_new_with_free_func (session_free);
  self->beginnings = g_hash_table_new (g_str_hash, g_str_equal);
  self->wished = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * ht_window_live_free:
 * @live: (transfer full): what records
 *
 * Ends all sessions; what was answered is in the recordings then.
 */
void
ht_window_live_free (HtWindowLive *live)
{
  for (guint i = 0; i < live->sessions->len; i++)
    forget_session (live, g_ptr_array_index (live->sessions, i));
  g_ptr_array_unref (live->sessions);
  g_hash_table_unref (live->beginnings);
  g_hash_table_unref (live->wished);
  g_free (live);
}

static void
fulfil (HtWindow *window, HtLiveSession *session, const Wish *wish)
{
  g_autoptr (GError) error = NULL;

  gboolean done = wish->pods != NULL
                      ? ht_live_session_follow (session, wish->pods, &wish->intervals, &error)
                      : ht_live_session_add (session, wish->settings, wish->credentials, &error);

  if (!done)
    ht_window_show_toast (window, error->message);
}

static void
begun_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Beginning) beginning = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtLiveSession) session = ht_live_session_open_finish (result, &error);
  HtWindowLive *self = ht_window_get_live (beginning->window);

  if (self == NULL)
    return;
  g_hash_table_remove (self->beginnings, beginning->path);
  if (session == NULL)
    {
      ht_window_show_toast (beginning->window, error->message);
      return;
    }
  g_ptr_array_add (self->sessions, g_object_ref (session));
  watch_session (self, session);
  for (guint i = 0; i < beginning->wishes->len; i++)
    fulfil (beginning->window, session, g_ptr_array_index (beginning->wishes, i));
  drop_if_empty (self, session);
}

/**
 * ht_window_live_find_recorder:
 * @live: what a window records
 * @document: a document that it shows
 *
 * Returns: (transfer none) (nullable): who writes to its recording; %NULL if nobody does
 */
HtRecorder *
ht_window_live_find_recorder (HtWindowLive *live, HtDocument *document)
{
  for (guint i = 0; i < live->sessions->len; i++)
    {
      HtLiveSession *session = g_ptr_array_index (live->sessions, i);

      if (ht_live_session_get_document (session) == document)
        return ht_live_session_get_recorder (session);
    }
  return NULL;
}

static HtLiveSession *
find_session_of_path (HtWindowLive *self, const char *path)
{
  for (guint i = 0; i < self->sessions->len; i++)
    {
      HtLiveSession *session = g_ptr_array_index (self->sessions, i);

      if (g_str_equal (ht_live_session_get_wanted_path (session), path))
        return session;
    }
  return NULL;
}

/* Takes @wish. */
static void
record (HtWindow *window, const char *name, Wish *wish)
{
  HtWindowLive *self = ht_window_get_live (window);
  g_autofree char *path = ht_live_session_path_for (name);
  HtLiveSession *session = find_session_of_path (self, path);
  Beginning *beginning = g_hash_table_lookup (self->beginnings, path);

  if (session != NULL)
    {
      fulfil (window, session, wish);
      wish_free (wish);
      return;
    }
  if (beginning == NULL)
    {
      beginning = g_new0 (Beginning, 1);
      beginning->window = g_object_ref (window);
      beginning->path = g_steal_pointer (&path);
      beginning->wishes = g_ptr_array_new_with_free_func (wish_free);
      g_hash_table_insert (self->beginnings, beginning->path, beginning);
      ht_live_session_open_async (beginning->path, begun_cb, beginning);
    }
  g_ptr_array_add (beginning->wishes, wish);
}

/**
 * ht_window_record:
 * @window: the window
 * @settings: a service; those of one group share a recording
 * @credentials: (nullable): what to send along
 *
 * Begins to record a service, and shows it. It goes on in the recording that it has been in
 * before.
 */
void
ht_window_record (HtWindow *window, HtTargetSettings *settings, HtCredentials *credentials)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->settings = ht_target_settings_ref (settings);
  wish->credentials = credentials != NULL ? ht_credentials_ref (credentials) : NULL;
  record (window, settings->group != NULL ? settings->group : settings->name, wish);
}

/**
 * ht_window_record_pods:
 * @window: the window
 * @query: which pods of a cluster; they share a recording
 * @intervals: how often each is asked for what
 *
 * Begins to record pods as they come and go, and shows the first. They go on in the recording that
 * they have been in before.
 */
void
ht_window_record_pods (HtWindow *window,
                       const HtPodQuery *query,
                       const HtTargetIntervals *intervals)
{
  g_autofree char *name = ht_pod_query_get_display_name (query);
  Wish *wish = g_new0 (Wish, 1);

  wish->pods = ht_pod_query_copy (query);
  wish->intervals = *intervals;
  record (window, name, wish);
}

/**
 * ht_window_record_url:
 * @window: the window
 * @text: the URL of a service or of one of its captures, as people paste it
 *
 * Begins to record a service, without credentials, and shows it.
 */
void
ht_window_record_url (HtWindow *window, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = ht_base_url_from_text (text, NULL, &error);
  g_autofree char *name = url != NULL ? ht_target_name_from_url (url) : NULL;
  g_autoptr (HtTargetSettings) settings = NULL;

  if (url == NULL)
    {
      ht_window_show_toast (window, error->message);
      return;
    }
  settings = ht_target_settings_new (name, url);
  ht_window_record (window, settings, NULL);
}

/**
 * ht_window_live_close_row:
 * @live: what records
 * @row: a row that the user wants to be done with
 *
 * Returns: whether it was the row of a service, which is not recorded any more now
 */
gboolean
ht_window_live_close_row (HtWindowLive *live, HtRecordingRow *row)
{
  HtLiveItem *item = ht_recording_row_get_live (row);
  HtLiveSession *session = find_session (live, item);
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (session == NULL)
    return FALSE;
  name = g_path_get_basename (ht_live_session_get_path (session));
  /* Translators: the name of a service, and that of a file */
  text = g_strdup_printf (_ ("%s is recorded in %s"), ht_live_item_get_name (item), name);
  ht_live_session_remove (session, item);
  ht_recent_files_add (gtk_recent_manager_get_default (), ht_live_session_get_path (session));
  drop_if_empty (live, session);
  ht_window_show_toast (live->window, text);
  return TRUE;
}

static HtOnDemand
find_kind (const char *name)
{
  for (HtOnDemand what = 0; what < HT_N_ON_DEMAND; what++)
    if (g_str_equal (ht_on_demand_get_name (what), name))
      return what;
  return HT_N_ON_DEMAND;
}

static void
capture_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindowLive *self = ht_window_get_live (HT_WINDOW (widget));
  HtLiveItem *item = get_shown_item (self);
  HtLiveSession *session = find_session (self, item);
  const char *kind;
  guint seconds;

  g_variant_get (parameter, "(&su)", &kind, &seconds);
  if (session == NULL || find_kind (kind) == HT_N_ON_DEMAND)
    return;
  g_hash_table_add (self->wished, g_strdup_printf ("%d %s", (int) find_kind (kind),
                                                   ht_live_item_get_name (item)));
  ht_recorder_capture (ht_live_session_get_recorder (session), ht_live_item_get_name (item),
                       find_kind (kind), seconds);
}

static void
pause_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindowLive *self = ht_window_get_live (HT_WINDOW (widget));
  HtLiveItem *item = get_shown_item (self);
  HtLiveSession *session = find_session (self, item);

  if (session != NULL)
    ht_live_session_set_paused (session, item, !ht_live_item_is_paused (item));
}

/* Services of two recordings may have one name. */
static void
show_capture_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtWindow *window = HT_WINDOW (widget);
  HtWindowLive *self = ht_window_get_live (window);
  const char *path, *service;
  gint64 capture;

  g_variant_get (parameter, "(&s&sx)", &path, &service, &capture);
  for (guint i = 0; i < self->sessions->len; i++)
    {
      HtLiveSession *session = g_ptr_array_index (self->sessions, i);
      HtLiveItem *item = ht_live_session_find (session, service);

      if (item != NULL && g_str_equal (ht_live_session_get_path (session), path))
        {
          ht_window_show_capture (window, ht_sidebar_find_live (self->sidebar, item), capture);
          return;
        }
    }
}

static void
rules_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtLiveItem *item = get_shown_item (ht_window_get_live (HT_WINDOW (widget)));
  GtkWidget *rules;

  if (item == NULL || ht_live_item_get_settings (item) == NULL)
    return;
  rules = ht_rules_window_new (GTK_WINDOW (widget), ht_live_item_get_settings (item));
  g_signal_connect_object (rules, "changed", G_CALLBACK (rules_changed_cb), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (rules));
}

/**
 * ht_window_live_install:
 * @widget_class: the class of the window
 *
 * Installs the actions on what is recorded.
 */
void
ht_window_live_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.capture", "(su)", capture_action);
  gtk_widget_class_install_action (widget_class, "win.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "win.rules", NULL, rules_action);
  gtk_widget_class_install_action (widget_class, "win.show-capture", "(ssx)", show_capture_action);
}

/**
 * ht_window_live_update:
 * @live: what records
 *
 * Offers what can be done with the service that is shown, if it is one.
 */
void
ht_window_live_update (HtWindowLive *live)
{
  HtLiveItem *item = get_shown_item (live);

  GAction *keep_traces = g_action_map_lookup_action (G_ACTION_MAP (live->window), "keep-traces");
  HtTargetSettings *settings = item != NULL ? ht_live_item_get_settings (item) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (live->window), "win.capture", item != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (live->window), "win.pause", item != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (live->window), "win.rules", settings != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (keep_traces), settings != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (keep_traces),
                             g_variant_new_boolean (settings != NULL &&
                                                    settings->rules.keep_traces));
  ht_live_controls_set_item (live->controls, item);
}
