/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "pod-watcher.h"

#include "pod-path.h"

#define INTERVAL_MS     5000
#define MAX_INTERVAL_MS 60000

struct _HtPodWatcher
{
  HtPodEventFunc func;
  HtPodListedFunc listed;
  gpointer user_data;
  guint interval_ms;

  /* Owned */
  HtHttpClient *client;
  GMainContext *context;
  GCancellable *cancellable;
  GSource *next;
  GHashTable *pods; /* uid: HtPod */
  char *path;

  guint n_failures;
  gint64 retry_us; /* after a failure, on the monotonic clock; else 0 */
};

/* A request outlives the watcher by the time it takes to be cancelled. */
typedef struct
{
  HtPodWatcher *watcher;
  GCancellable *cancellable;
} Request;

static void ask (HtPodWatcher *self);

static gboolean
next_cb (gpointer user_data)
{
  HtPodWatcher *self = user_data;

  g_clear_pointer (&self->next, g_source_unref);
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
ask_later (HtPodWatcher *self)
{
  guint shift = MIN (self->n_failures, 6);
  guint wait_ms = MAX (self->interval_ms, MIN (self->interval_ms << shift, MAX_INTERVAL_MS));

  /* Many watchers that lost one server do not come back to it all at once. */
  if (self->n_failures > 0)
    wait_ms += (guint) g_random_int_range (0, (gint32) (wait_ms / 4 + 1));
  self->retry_us =
      self->n_failures > 0 ? g_get_monotonic_time () + wait_ms * G_GINT64_CONSTANT (1000) : 0;
  self->next = g_timeout_source_new (wait_ms);
  g_source_set_callback (self->next, next_cb, self, NULL);
  g_source_attach (self->next, self->context);
}

static void
add_or_change (HtPodWatcher *self, HtPod *pod)
{
  const HtPod *before = g_hash_table_lookup (self->pods, pod->uid);

  if (before == NULL)
    self->func (HT_POD_ADDED, pod, self->user_data);
  else if (!ht_pod_equal (before, pod))
    self->func (HT_POD_CHANGED, pod, self->user_data);
}

/* First those that went, so that whoever has one place for a pod has room for its successor. */
static void
compare (HtPodWatcher *self, GPtrArray *list)
{
  g_autoptr (GHashTable) now =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ht_pod_unref);
  GHashTableIter iter;
  gpointer uid, pod;

  for (guint i = 0; i < list->len; i++)
    {
      HtPod *listed = g_ptr_array_index (list, i);

      g_hash_table_replace (now, listed->uid, ht_pod_ref (listed));
    }
  g_hash_table_iter_init (&iter, self->pods);
  while (g_hash_table_iter_next (&iter, &uid, &pod))
    if (!g_hash_table_contains (now, uid))
      self->func (HT_POD_REMOVED, pod, self->user_data);

  for (guint i = 0; i < list->len; i++)
    add_or_change (self, g_ptr_array_index (list, i));
  g_hash_table_unref (self->pods);
  self->pods = g_steal_pointer (&now);
}

static void
take_answer (HtPodWatcher *self, const HtHttpAnswer *answer, GError *failure)
{
  g_autoptr (GError) error = failure;
  g_autoptr (GPtrArray) list = NULL;

  if (answer != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (answer->body, &length);

      list = ht_pod_list_decode (text, length, &error);
    }
  if (list == NULL)
    self->n_failures++;
  else
    {
      self->n_failures = 0;
      compare (self, list);
    }
  ask_later (self);
  self->listed (list == NULL ? error : NULL, self->user_data);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request *request = user_data;
  GError *error = NULL;
  g_autoptr (HtHttpAnswer) answer =
      ht_http_client_get_finish (HT_HTTP_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (request->cancellable))
    g_clear_error (&error);
  else
    take_answer (request->watcher, answer, error);
  g_object_unref (request->cancellable);
  g_free (request);
}

static void
ask (HtPodWatcher *self)
{
  Request *request = g_new0 (Request, 1);

  request->watcher = self;
  request->cancellable = g_object_ref (self->cancellable);
  ht_http_client_get_async (self->client, self->path, NULL, self->cancellable, answered_cb,
                            request);
}

/**
 * ht_pod_watcher_new:
 * @client: a client of the API server
 * @namespace_name: a namespace
 * @label_selector: (nullable): which pods; %NULL for all
 * @interval_ms: how often to ask; 0 for every 5 s
 * @func: told of each pod that comes, changes or goes, on the thread-default main context
 *   of the caller. It may not free the watcher
 * @listed: told after each attempt to list them. It may not free the watcher
 * @user_data: their data
 * @error: return location
 *
 * Begins to follow pods.
 *
 * Returns: (transfer full) (nullable): a watcher, to be used and freed on this thread; %NULL with
 *   %HT_SOURCE_ERROR_INVALID if there can be no such namespace
 */
HtPodWatcher *
ht_pod_watcher_new (HtHttpClient *client,
                    const char *namespace_name,
                    const char *label_selector,
                    guint interval_ms,
                    HtPodEventFunc func,
                    HtPodListedFunc listed,
                    gpointer user_data,
                    GError **error)
{
  char *path = ht_pod_list_path (namespace_name, label_selector, error);
  HtPodWatcher *self;

  if (path == NULL)
    return NULL;
  self = g_new0 (HtPodWatcher, 1);
  self->path = path;
  self->client = g_object_ref (client);
  self->interval_ms = interval_ms > 0 ? interval_ms : INTERVAL_MS;
  self->func = func;
  self->listed = listed;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->pods = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) ht_pod_unref);
  ask (self);
  return self;
}

/**
 * ht_pod_watcher_free:
 * @watcher: (transfer full) (nullable): the watcher
 *
 * Ends it; nobody is told that pods go.
 */
void
ht_pod_watcher_free (HtPodWatcher *watcher)
{
  if (watcher == NULL)
    return;
  g_cancellable_cancel (watcher->cancellable);
  g_object_unref (watcher->cancellable);
  if (watcher->next != NULL)
    {
      g_source_destroy (watcher->next);
      g_source_unref (watcher->next);
    }
  g_hash_table_unref (watcher->pods);
  g_main_context_unref (watcher->context);
  g_object_unref (watcher->client);
  g_free (watcher->path);
  g_free (watcher);
}

/**
 * ht_pod_watcher_set_client:
 * @watcher: the watcher
 * @client: another client of the same API server
 *
 * Asks with other credentials from the next time on.
 */
void
ht_pod_watcher_set_client (HtPodWatcher *watcher, HtHttpClient *client)
{
  g_set_object (&watcher->client, client);
}

/**
 * ht_pod_watcher_get_retry_us:
 * @watcher: the watcher
 *
 * Returns: when the server is asked again after a failure, on the monotonic clock; 0 if the last
 *   list came
 */
gint64
ht_pod_watcher_get_retry_us (const HtPodWatcher *watcher)
{
  return watcher->retry_us;
}
