/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "live-session.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

#include "document-load.h"
#include "recorder-pods.h"

/* So many programs may record services of one name at a time. */
#define MOST_FILES 20

/* What the small pictures of a list show. */
#define GLANCE_NS (G_GINT64_CONSTANT (15) * 60 * 1000000000)

struct _HtLiveSession
{
  GObject parent_instance;

  /* Owned */
  char *wanted_path;
  char *path;
  HtRecorder *recorder; /* %NULL when it has ended */
  HtDocument *document;
  GListStore *items;   /* HtLiveItem */
  GHashTable *leaving; /* names of those that the recorder has not let go yet */
  GHashTable *groups;  /* names of groups whose services come and go */

  gboolean is_glancing;
};

enum
{
  SIGNAL_COMMITTED,
  SIGNAL_ADDED,
  SIGNAL_REMOVED,
  SIGNAL_NEWS,
  SIGNAL_PROBLEM,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtLiveSession, ht_live_session, G_TYPE_OBJECT)

static void
ht_live_session_dispose (GObject *object)
{
  HtLiveSession *self = HT_LIVE_SESSION (object);

  ht_live_session_end (self);
  g_clear_object (&self->document);
  g_list_store_remove_all (self->items);
  G_OBJECT_CLASS (ht_live_session_parent_class)->dispose (object);
}

static void
ht_live_session_finalize (GObject *object)
{
  HtLiveSession *self = HT_LIVE_SESSION (object);

  g_object_unref (self->items);
  g_hash_table_unref (self->leaving);
  g_hash_table_unref (self->groups);
  g_free (self->wanted_path);
  g_free (self->path);
  G_OBJECT_CLASS (ht_live_session_parent_class)->finalize (object);
}

static void
ht_live_session_class_init (HtLiveSessionClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_live_session_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_live_session_finalize;
  signals[SIGNAL_COMMITTED] =
      g_signal_new ("committed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ADDED] = g_signal_new ("added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, HT_TYPE_LIVE_ITEM);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, HT_TYPE_LIVE_ITEM);
  signals[SIGNAL_NEWS] = g_signal_new ("news", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_PROBLEM] = g_signal_new ("problem", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ht_live_session_init (HtLiveSession *self)
{
  self->items = g_list_store_new (HT_TYPE_LIVE_ITEM);
  self->leaving = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static gboolean
may_be_in_file_name (gunichar letter, gboolean is_first)
{
  return g_unichar_isalnum (letter) || letter == '_' || letter == '-' ||
         (letter == '.' && !is_first);
}

/**
 * ht_live_session_path_for:
 * @name: name of a service or of a group of them
 *
 * Returns: (transfer full): where it is recorded; each time it is, the same file goes on
 */
char *
ht_live_session_path_for (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  g_autofree char *start = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), 60));
  g_autoptr (GString) file = g_string_new (NULL);

  for (const char *c = start; *c != '\0'; c = g_utf8_next_char (c))
    if (may_be_in_file_name (g_utf8_get_char (c), file->len == 0))
      g_string_append_unichar (file, g_utf8_get_char (c));
    else if (file->len > 0 && file->str[file->len - 1] != '-')
      g_string_append_c (file, '-');
  if (file->len == 0)
    g_string_append (file, "service");
  g_string_append (file, ".heaptrail");
  return g_build_filename (g_get_user_data_dir (), "heaptrail", "recordings", file->str, NULL);
}

static void
glanced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtLiveSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) glances =
      ht_document_load_glances_finish (HT_DOCUMENT (source), result, &error);
  GListModel *items = G_LIST_MODEL (self->items);

  self->is_glancing = FALSE;
  if (glances == NULL)
    {
      g_debug ("Cannot look at %s: %s", self->path, error->message);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (HtLiveItem) item = g_list_model_get_item (items, i);

      for (guint j = 0; j < glances->len; j++)
        {
          HtTargetGlance *glance = g_ptr_array_index (glances, j);

          if (glance->target == ht_live_item_get_target (item))
            ht_live_item_set_glance (item, glance);
        }
    }
}

static void
glance (HtLiveSession *self)
{
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (gint64));
  GListModel *items = G_LIST_MODEL (self->items);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (HtLiveItem) item = g_list_model_get_item (items, i);
      gint64 target = ht_live_item_get_target (item);

      if (target != 0)
        g_array_append_val (targets, target);
    }
  if (self->is_glancing || targets->len == 0)
    return;
  self->is_glancing = TRUE;
  ht_document_load_glances_async (self->document, targets, g_get_real_time () * 1000 - GLANCE_NS,
                                  NULL, glanced_cb, g_object_ref (self));
}

static void
add_item (HtLiveSession *self, HtLiveItem *item)
{
  g_list_store_append (self->items, item);
  g_signal_emit (self, signals[SIGNAL_ADDED], 0, item);
}

/* One that the recorder found by itself, unless it is known; the list keeps it. */
static HtLiveItem *
find_or_add (HtLiveSession *self, const HtRecorderNews *news)
{
  HtLiveItem *item = ht_live_session_find (self, news->name);
  g_autoptr (HtLiveItem) found = NULL;

  if (item != NULL)
    return item;
  found = ht_live_item_new_found (news->name, news->is_unverified);
  add_item (self, found);
  return ht_live_session_find (self, news->name);
}

static void
drop_item (HtLiveSession *self, HtLiveItem *item)
{
  g_autoptr (HtLiveItem) kept = g_object_ref (item);
  guint position;

  if (!g_list_store_find (self->items, item, &position))
    return;
  g_list_store_remove (self->items, position);
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, kept);
}

/* A group is shown for itself while it has trouble, or nobody in it. */
static void
take_news_of_group (HtLiveSession *self, const HtRecorderNews *news)
{
  HtLiveItem *item = ht_live_session_find (self, news->name);
  HtRecorderNews shown = *news;

  if (!g_hash_table_contains (self->groups, news->name))
    return;
  if (news->reason == NULL && news->n_targets > 0)
    {
      if (item != NULL)
        drop_item (self, item);
      return;
    }
  if (news->reason == NULL)
    {
      shown.state = HT_LIVE_CONNECTING;
      shown.reason = _ ("No pod that matches runs now.");
    }
  ht_live_item_take_news (find_or_add (self, news), &shown);
}

static void
take_news (HtLiveSession *self, const HtRecorderNews *news)
{
  HtLiveItem *item = ht_live_session_find (self, news->name);

  if (news->kind == HT_NEWS_GROUP)
    {
      take_news_of_group (self, news);
      return;
    }
  if (news->kind == HT_NEWS_REMOVED)
    {
      /* One that was let go by the user may have come back meanwhile. */
      if (!g_hash_table_remove (self->leaving, news->name) && item != NULL)
        drop_item (self, item);
      return;
    }
  if (g_hash_table_contains (self->leaving, news->name))
    return;
  /* Those that the recorder finds by itself, such as pods, are told by their first news. */
  item = find_or_add (self, news);
  if (news->kind == HT_NEWS_STATE)
    ht_live_item_take_news (item, news);
  else
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, news);
}

static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
  HtLiveSession *self = user_data;

  if (error != NULL)
    g_signal_emit (self, signals[SIGNAL_PROBLEM], 0, error->message);
  else if (news != NULL)
    take_news (self, news);
  else
    {
      glance (self);
      g_signal_emit (self, signals[SIGNAL_COMMITTED], 0);
    }
}

/* The file of another writer is left to it. */
static gboolean
open_recorder (HtLiveSession *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".heaptrail"));

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved), "%s: %s", folder,
                   g_strerror (saved));
      return FALSE;
    }
  for (int i = 1; i <= MOST_FILES && self->recorder == NULL; i++)
    {
      g_autoptr (GError) problem = NULL;

      g_free (self->path);
      self->path = i == 1 ? g_strdup (path) : g_strdup_printf ("%s-%d.heaptrail", stem, i);
      self->recorder = ht_recorder_new (self->path, news_cb, self, &problem);
      if (self->recorder == NULL &&
          (i == MOST_FILES || !g_error_matches (problem, HT_STORE_ERROR, HT_STORE_ERROR_BUSY)))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
drop_cb (gpointer user_data)
{
  g_object_unref (user_data);
  return G_SOURCE_REMOVE;
}

static void
open_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (HtLiveSession) self = g_object_new (HT_TYPE_LIVE_SESSION, NULL);
  GError *error = NULL;

  self->wanted_path = g_strdup (task_data);
  if (open_recorder (self, task_data, &error))
    self->document = ht_document_open_recording (self->path, &error);
  if (self->document != NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
      return;
    }
  g_task_return_error (task, error);
  /* The recorder tells its news on the main thread, so it ends there. */
  g_idle_add (drop_cb, g_steal_pointer (&self));
}

/**
 * ht_live_session_open_async:
 * @path: where to record to, `….heaptrail`; what is there already is continued, unless another
 *   program records to it: then a file beside it is taken
 * @callback: called when it is open
 * @user_data: handed to @callback
 *
 * Begins a session that records nothing yet.
 */
void
ht_live_session_open_async (const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  /* Nobody may drop the result on the worker: the recorder tells its news on this thread. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, ht_live_session_open_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_worker);
}

/**
 * ht_live_session_open_finish:
 * @result: what the callback was given
 * @error: return location; the message names the file
 *
 * Returns: (transfer full): the session, or %NULL with @error set
 */
HtLiveSession *
ht_live_session_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ht_live_session_get_path:
 * @self: the session
 *
 * Returns: (transfer none): the file that is recorded to
 */
const char *
ht_live_session_get_path (HtLiveSession *self)
{
  return self->path;
}

/**
 * ht_live_session_get_wanted_path:
 * @self: the session
 *
 * Returns: (transfer none): the file that would be recorded to if nobody else had it
 */
const char *
ht_live_session_get_wanted_path (HtLiveSession *self)
{
  return self->wanted_path;
}

/**
 * ht_live_session_get_document:
 * @self: the session
 *
 * Returns: (transfer none): the recording, to be read
 */
HtDocument *
ht_live_session_get_document (HtLiveSession *self)
{
  return self->document;
}

/**
 * ht_live_session_get_recorder:
 * @self: the session
 *
 * Returns: (transfer none) (nullable): what records, %NULL when it has ended
 */
HtRecorder *
ht_live_session_get_recorder (HtLiveSession *self)
{
  return self->recorder;
}

/**
 * ht_live_session_get_items:
 * @self: the session
 *
 * Returns: (transfer none): the #HtLiveItem of each service
 */
GListModel *
ht_live_session_get_items (HtLiveSession *self)
{
  return G_LIST_MODEL (self->items);
}

/**
 * ht_live_session_find:
 * @self: the session
 * @name: name of a service
 *
 * Returns: (transfer none) (nullable): the service
 */
HtLiveItem *
ht_live_session_find (HtLiveSession *self, const char *name)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (HtLiveItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      /* The list keeps it. */
      if (strcmp (ht_live_item_get_name (item), name) == 0)
        return item;
    }
  return NULL;
}

/**
 * ht_live_session_add:
 * @self: the session
 * @settings: a service; one of this name that is recorded already is left alone
 * @credentials: (nullable): what to send along
 * @error: return location, in %HT_SOURCE_ERROR
 *
 * Begins to record a service.
 *
 * Returns: whether the URL and @credentials make sense
 */
gboolean
ht_live_session_add (HtLiveSession *self,
                     HtTargetSettings *settings,
                     HtCredentials *credentials,
                     GError **error)
{
  g_autoptr (HtLiveItem) item = NULL;

  if (ht_live_session_find (self, settings->name) != NULL)
    return TRUE;
  if (!ht_recorder_add (self->recorder, settings->name, settings->url, credentials,
                        &settings->intervals, error))
    return FALSE;
  ht_recorder_set_rules (self->recorder, settings->name, &settings->rules);
  if (settings->log_file != NULL)
    ht_recorder_add_log (self->recorder, settings->name, settings->log_file, FALSE);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) == 0)
    ht_recorder_set_retention (self->recorder, &settings->retention);
  item = ht_live_item_new (settings);
  add_item (self, item);
  return TRUE;
}

/**
 * ht_live_session_follow:
 * @self: the session
 * @query: which pods of a cluster; those that are followed already are left alone
 * @intervals: how often each is asked for what
 * @error: return location, in %HT_SOURCE_ERROR
 *
 * Begins to record the pods that match, as they come and go.
 *
 * Returns: whether @query makes sense
 */
gboolean
ht_live_session_follow (HtLiveSession *self,
                        const HtPodQuery *query,
                        const HtTargetIntervals *intervals,
                        GError **error)
{
  g_autofree char *name = ht_pod_query_get_display_name (query);
  g_autoptr (HtLiveItem) item = NULL;

  if (g_hash_table_contains (self->groups, name))
    return TRUE;
  if (!ht_recorder_follow_pods (self->recorder, query, intervals, NULL, error))
    return FALSE;
  item = ht_live_item_new_found (name, FALSE);
  add_item (self, item);
  g_hash_table_add (self->groups, g_steal_pointer (&name));
  return TRUE;
}

/**
 * ht_live_session_change:
 * @self: the session
 * @item: one of its services
 * @settings: its intervals and rules, and for all of the session how much of the past is kept
 *
 * Records a service otherwise from now on.
 */
void
ht_live_session_change (HtLiveSession *self, HtLiveItem *item, HtTargetSettings *settings)
{
  const char *name = ht_live_item_get_name (item);

  ht_recorder_set_intervals (self->recorder, name, &settings->intervals);
  ht_recorder_set_rules (self->recorder, name, &settings->rules);
  ht_recorder_set_retention (self->recorder, &settings->retention);
  ht_live_item_set_settings (item, settings);
}

/**
 * ht_live_session_remove:
 * @self: the session
 * @item: one of its services
 *
 * Records a service, or a group of them, no longer. What was recorded of it stays.
 */
void
ht_live_session_remove (HtLiveSession *self, HtLiveItem *item)
{
  const char *name = ht_live_item_get_name (item);

  if (g_hash_table_contains (self->groups, name))
    {
      ht_recorder_unfollow_pods (self->recorder, name);
      g_hash_table_remove (self->groups, name);
      drop_item (self, item);
      return;
    }
  g_hash_table_add (self->leaving, g_strdup (ht_live_item_get_name (item)));
  ht_recorder_remove (self->recorder, ht_live_item_get_name (item));
  drop_item (self, item);
}

/**
 * ht_live_session_set_paused:
 * @self: the session
 * @item: one of its services
 * @paused: whether to leave it alone
 */
void
ht_live_session_set_paused (HtLiveSession *self, HtLiveItem *item, gboolean paused)
{
  ht_recorder_set_paused (self->recorder, ht_live_item_get_name (item), paused);
  ht_live_item_set_paused (item, paused);
}

/**
 * ht_live_session_end:
 * @self: the session
 *
 * Commits what was answered and closes the file for writing; takes as long as a commit. The
 * document can be read on.
 */
void
ht_live_session_end (HtLiveSession *self)
{
  g_clear_pointer (&self->recorder, ht_recorder_free);
}
