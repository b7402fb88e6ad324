/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "pod-follower.h"

#include <string.h>

#include "gc-cycle.h"
#include "kube-login.h"
#include "pod-watcher.h"

#define RETRY_MS     5000
#define MAX_RETRY_MS 60000

/* Credentials are renewed so long before they expire, but never more often than that. */
#define AHEAD_MS         30000
#define LEAST_RENEWAL_MS 10000

/* A pod that matches. */
typedef struct
{
  HtPod *pod;
  char *told; /* how it waits */
  gboolean is_target;
} Followed;

struct _HtPodFollower
{
  const HtPodFollowerFuncs *funcs;
  gpointer user_data;

  /* Owned */
  HtPodQuery *query;
  GMainContext *context;
  GCancellable *cancellable;
  GSource *next_login;
  HtKubeLogin *login;
  HtHttpClient *client;
  HtPodWatcher *watcher;
  GHashTable *pods; /* uid: Followed */

  guint n_failures;
  guint n_targets;
  gboolean is_logging_in;
  gboolean is_renewed; /* there are credentials that were not tried yet */
};

/* A login outlives the follower by the time it takes to be cancelled. */
typedef struct
{
  HtPodFollower *follower;
  GCancellable *cancellable;
} Request;

static void log_in (HtPodFollower *self);

static void
followed_free (gpointer data)
{
  Followed *followed = data;

  ht_pod_unref (followed->pod);
  g_free (followed->told);
  g_free (followed);
}

/* --- pods --- */

static void
end_target (HtPodFollower *self, Followed *followed)
{
  gboolean was_target = followed->is_target;

  followed->is_target = FALSE;
  self->n_targets -= was_target;
  self->funcs->gone (followed->pod, was_target, self->user_data);
}

static void
begin_target (HtPodFollower *self, Followed *followed)
{
  g_autofree char *url = ht_pod_query_make_url (self->query, self->login->server, followed->pod);

  followed->is_target = TRUE;
  self->n_targets++;
  g_clear_pointer (&followed->told, g_free);
  self->funcs->found (followed->pod, url, self->login->credentials, self->user_data);
}

static void
tell_how_it_waits (HtPodFollower *self, Followed *followed, gboolean runs)
{
  g_autofree char *how =
      runs ? g_strdup_printf ("left out, since more than %d pods match; narrow the selector",
                              HT_POD_MAX_TARGETS)
           : ht_pod_describe (followed->pod);

  if (g_strcmp0 (how, followed->told) == 0)
    return;
  self->funcs->waits (followed->pod, how, self->user_data);
  g_free (followed->told);
  followed->told = g_steal_pointer (&how);
}

static void
look_at (HtPodFollower *self, Followed *followed)
{
  gboolean runs = strcmp (followed->pod->phase, "Running") == 0;
  gboolean has_ended = strcmp (followed->pod->phase, "Succeeded") == 0 ||
                       strcmp (followed->pod->phase, "Failed") == 0;

  if (followed->is_target && has_ended)
    end_target (self, followed);
  else if (!followed->is_target && runs && self->n_targets < HT_POD_MAX_TARGETS)
    begin_target (self, followed);
  else if (!followed->is_target)
    tell_how_it_waits (self, followed, runs);
}

/* Those that were too many have their turn when others are gone, though nothing of them changes. */
static void
fill_places (HtPodFollower *self)
{
  GHashTableIter iter;
  gpointer followed;

  g_hash_table_iter_init (&iter, self->pods);
  while (self->n_targets < HT_POD_MAX_TARGETS && g_hash_table_iter_next (&iter, NULL, &followed))
    if (!((Followed *) followed)->is_target)
      look_at (self, followed);
}

static void
pod_cb (HtPodEvent event, HtPod *pod, gpointer user_data)
{
  HtPodFollower *self = user_data;
  Followed *followed = g_hash_table_lookup (self->pods, pod->uid);

  if (event == HT_POD_REMOVED)
    {
      if (followed != NULL)
        end_target (self, followed);
      g_hash_table_remove (self->pods, pod->uid);
      return;
    }
  if (followed == NULL)
    {
      followed = g_new0 (Followed, 1);
      followed->pod = ht_pod_ref (pod);
      g_hash_table_insert (self->pods, pod->uid, followed);
    }
  else
    {
      /* The key lives in the pod. */
      g_hash_table_steal (self->pods, pod->uid);
      ht_pod_unref (followed->pod);
      followed->pod = ht_pod_ref (pod);
      g_hash_table_insert (self->pods, pod->uid, followed);
    }
  look_at (self, followed);
}

static const char *
get_namespace (const HtPodFollower *self)
{
  return self->query->namespace_name != NULL ? self->query->namespace_name
                                             : self->login->namespace_name;
}

static void
tell_trouble (HtPodFollower *self, const GError *error, gint64 retry_us)
{
  gboolean is_refused = g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED);
  g_autofree char *text =
      is_refused ? ht_pod_explain_refusal (error->message, ht_http_client_get_status (self->client),
                                           get_namespace (self))
                 : g_strdup (error->message);

  self->funcs->listed (is_refused ? HT_LIVE_UNAUTHORIZED : HT_LIVE_RETRYING, self->n_targets, text,
                       retry_us, self->user_data);
}

static void
listed_cb (const GError *error, gpointer user_data)
{
  HtPodFollower *self = user_data;

  if (error != NULL)
    {
      tell_trouble (self, error, ht_pod_watcher_get_retry_us (self->watcher));
      /* A token may have been replaced in its file, or be printed anew. */
      if (g_error_matches (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED) &&
          ht_http_client_get_status (self->client) == 401)
        log_in (self);
      return;
    }
  if (self->is_renewed)
    self->funcs->renewed (self->login->credentials, self->user_data);
  self->is_renewed = FALSE;
  fill_places (self);
  self->funcs->listed (HT_LIVE_RECORDING, self->n_targets, NULL, 0, self->user_data);
}

/* --- login --- */

static gboolean
next_login_cb (gpointer user_data)
{
  HtPodFollower *self = user_data;

  g_clear_pointer (&self->next_login, g_source_unref);
  log_in (self);
  return G_SOURCE_REMOVE;
}

static void
log_in_after (HtPodFollower *self, gint64 wait_ms)
{
  if (self->next_login != NULL)
    g_source_destroy (self->next_login);
  g_clear_pointer (&self->next_login, g_source_unref);
  self->next_login = g_timeout_source_new ((guint) CLAMP (wait_ms, 0, G_MAXINT));
  g_source_set_callback (self->next_login, next_login_cb, self, NULL);
  g_source_attach (self->next_login, self->context);
}

static void
fail_login (HtPodFollower *self, const GError *error)
{
  gint64 wait_ms = MIN (RETRY_MS << MIN (self->n_failures, 6), MAX_RETRY_MS);

  self->n_failures++;
  wait_ms += g_random_int_range (0, (gint32) (wait_ms / 4));
  log_in_after (self, wait_ms);
  tell_trouble (self, error, g_get_monotonic_time () + wait_ms * 1000);
}

/* What was meant for one server is never sent to another. */
static void
leave_server (HtPodFollower *self)
{
  GHashTableIter iter;
  gpointer followed;

  g_clear_pointer (&self->watcher, ht_pod_watcher_free);
  g_hash_table_iter_init (&iter, self->pods);
  while (g_hash_table_iter_next (&iter, NULL, &followed))
    {
      end_target (self, followed);
      g_hash_table_iter_remove (&iter);
    }
}

static gboolean
take_login (HtPodFollower *self, HtKubeLogin *taken, GError **error)
{
  g_autoptr (HtKubeLogin) login = taken;
  g_autoptr (HtHttpClient) client = ht_http_client_new (login->server, login->credentials, error);

  if (client == NULL)
    return FALSE;
  if (self->login != NULL && strcmp (self->login->server, login->server) != 0)
    leave_server (self);
  g_set_object (&self->client, client);
  g_clear_pointer (&self->login, ht_kube_login_free);
  self->login = g_steal_pointer (&login);
  self->is_renewed = self->watcher != NULL;
  if (self->watcher == NULL)
    self->watcher = ht_pod_watcher_new (client, get_namespace (self), self->query->label_selector,
                                        self->query->list_ms, pod_cb, listed_cb, self, error);
  else
    ht_pod_watcher_set_client (self->watcher, client);
  return self->watcher != NULL;
}

static void
logged_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Request *request = user_data;
  g_autoptr (GCancellable) cancellable = request->cancellable;
  HtPodFollower *self = request->follower;
  g_autoptr (GError) error = NULL;
  HtKubeLogin *login = ht_kube_login_finish (result, &error);

  if (g_cancellable_is_cancelled (cancellable))
    {
      ht_kube_login_free (login);
      return;
    }
  self->is_logging_in = FALSE;
  if (login == NULL || !take_login (self, login, &error))
    {
      fail_login (self, error);
      return;
    }
  self->n_failures = 0;
  if (self->login->expires_ns != HT_UNKNOWN)
    log_in_after (self,
                  MAX ((self->login->expires_ns / 1000 - g_get_real_time ()) / 1000 - AHEAD_MS,
                       LEAST_RENEWAL_MS));
}

static void
log_in (HtPodFollower *self)
{
  Request *request;

  if (self->is_logging_in)
    return;
  self->is_logging_in = TRUE;
  request = g_new0 (Request, 1);
  request->follower = self;
  request->cancellable = g_object_ref (self->cancellable);
  ht_kube_login_async (self->query->kubeconfig, self->query->context, self->cancellable,
                       logged_in_cb, request);
}

/**
 * ht_pod_follower_new:
 * @query: which pods
 * @funcs: who is told of them; outlives the follower
 * @user_data: handed to @funcs
 *
 * Begins to follow pods. Trouble of whatever kind is told, and tried again.
 *
 * Returns: (transfer full): a follower, to be freed on this thread
 */
HtPodFollower *
ht_pod_follower_new (const HtPodQuery *query, const HtPodFollowerFuncs *funcs, gpointer user_data)
{
  HtPodFollower *self = g_new0 (HtPodFollower, 1);

  self->query = ht_pod_query_copy (query);
  self->funcs = funcs;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->pods = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, followed_free);
  log_in (self);
  return self;
}

/**
 * ht_pod_follower_free:
 * @follower: (transfer full) (nullable): the follower
 *
 * Ends it; nobody is told that pods go.
 */
void
ht_pod_follower_free (HtPodFollower *follower)
{
  if (follower == NULL)
    return;
  g_cancellable_cancel (follower->cancellable);
  g_object_unref (follower->cancellable);
  if (follower->next_login != NULL)
    g_source_destroy (follower->next_login);
  g_clear_pointer (&follower->next_login, g_source_unref);
  ht_pod_watcher_free (follower->watcher);
  g_clear_object (&follower->client);
  ht_kube_login_free (follower->login);
  g_hash_table_unref (follower->pods);
  g_main_context_unref (follower->context);
  ht_pod_query_free (follower->query);
  g_free (follower);
}

/**
 * ht_pod_follower_is_unverified:
 * @follower: the follower
 *
 * Returns: whether anybody may answer in place of the API server, since the kubeconfig says so
 */
gboolean
ht_pod_follower_is_unverified (const HtPodFollower *follower)
{
  return follower->client != NULL && ht_http_client_is_unverified (follower->client);
}

/**
 * ht_pod_follower_explain:
 * @follower: the follower
 * @uid: of a pod that is a target
 * @state: how the target is
 *
 * Says what the target itself cannot know: that it is behind a proxy, and how its pod is.
 *
 * Returns: (transfer full) (nullable): a few words, if there is something to say
 */
char *
ht_pod_follower_explain (const HtPodFollower *follower, const char *uid, HtLiveState state)
{
  const Followed *followed = g_hash_table_lookup (follower->pods, uid);
  g_autofree char *how = NULL;

  if (followed == NULL)
    return NULL;
  if (state == HT_LIVE_UNAUTHORIZED)
    return g_strdup_printf ("if it is the API server that refuses, the user of the context needs "
                            "the verb “get” on “pods/proxy” in the namespace “%s”",
                            followed->pod->namespace_name);
  if (state != HT_LIVE_RETRYING)
    return NULL;
  how = ht_pod_describe (followed->pod);
  return g_strdup_printf ("it was asked on port %u of the pod, which is %s", follower->query->port,
                          how);
}
