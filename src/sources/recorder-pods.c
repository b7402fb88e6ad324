/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "recorder-pods.h"

#include <string.h>

#include "pod-follower.h"
#include "recorder-private.h"

/* A pod that was a target, under a name that may come again. */
typedef struct
{
  guint32 epoch;
  gint64 last_ns;
} Former;

struct _HtPodFollowing
{
  /* Borrowed */
  HtRecorder *recorder;

  /* Owned */
  char *name;
  HtPodFollower *follower;
  GHashTable *uids;     /* name of a target: uid of its pod */
  GHashTable *urls;     /* name of a target: where it is */
  GHashTable *formers;  /* name of a target: Former */
  HtRecorderNews *told; /* of the group, the newest */

  HtTargetIntervals intervals;
  HtCaptureRules rules;
};

static void
tell_of_pod (HtPodFollowing *self,
             HtNewsKind kind,
             gint64 target,
             const char *name,
             HtLiveState state,
             const char *reason)
{
  HtRecorderNews news = { .kind = kind,
                          .target = target,
                          .is_unverified = ht_pod_follower_is_unverified (self->follower),
                          .name = (char *) name,
                          .group = self->name,
                          .state = state,
                          .reason = (char *) reason };

  ht_recorder_tell (self->recorder, ht_recorder_news_copy (&news), NULL);
}

/* Pods of other namespaces and clusters may be called the same. */
static char *
choose_name (HtPodFollowing *self, const HtPod *pod)
{
  if (ht_recorder_find_target (self->recorder, pod->name) == NULL)
    return g_strdup (pod->name);
  return g_strdup_printf ("%s/%s", self->name, pod->name);
}

static const char *
find_name (const HtPodFollowing *self, const char *uid)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, self->uids);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (strcmp (value, uid) == 0)
      return name;
  return NULL;
}

static HtLiveTarget *
add_target (HtPodFollowing *self,
            const char *name,
            const char *url,
            HtCredentials *credentials,
            GError **error)
{
  g_autoptr (HtHttpClient) client = ht_http_client_new (url, credentials, error);
  HtLiveTarget *target = NULL;

  if (client != NULL)
    target = ht_recorder_add_target (self->recorder, name, client, &self->intervals, error);
  if (target != NULL)
    ht_live_target_set_group (target, self->name);
  return target;
}

static void
found_cb (const HtPod *pod, const char *url, HtCredentials *credentials, gpointer user_data)
{
  HtPodFollowing *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = choose_name (self, pod);
  HtLiveTarget *target = add_target (self, name, url, credentials, &error);
  const Former *former = g_hash_table_lookup (self->formers, name);

  if (target == NULL)
    {
      ht_recorder_tell (self->recorder, NULL, g_steal_pointer (&error));
      return;
    }
  if (former != NULL)
    ht_live_target_follow (target, former->epoch, former->last_ns);
  ht_live_target_set_rules (target, &self->rules);
  g_hash_table_insert (self->uids, g_strdup (name), g_strdup (pod->uid));
  g_hash_table_insert (self->urls, g_strdup (name), g_strdup (url));
  tell_of_pod (self, HT_NEWS_STATE, ht_live_target_get_id (target), name, HT_LIVE_CONNECTING, NULL);
  ht_live_target_run (target);
}

/* So that what was last of it is kept longer than the rest. */
static gboolean
mark_end (HtPodFollowing *self, HtLiveTarget *target, GError **error)
{
  HtRecordingWriter *writer = ht_recorder_get_writer (self->recorder);
  /* After a full disk it may have another id than the target knows. */
  HtMark mark = {
    .target = ht_recording_writer_add_target (writer, ht_live_target_get_name (target), error),
    .kind = HT_MARK_NOTE,
    .time_ns = ht_recorder_now_ns (self->recorder),
    .end_ns = HT_UNKNOWN,
    .text = (char *) "the pod is gone"
  };

  return mark.target > 0 && ht_recording_writer_add_mark (writer, &mark, error) > 0;
}

static void
end_target (HtPodFollowing *self, const char *name, const char *reason)
{
  HtLiveTarget *target = ht_recorder_find_target (self->recorder, name);
  Former *former;

  if (target == NULL)
    return;
  former = g_new0 (Former, 1);
  ht_live_target_get_life (target, &former->epoch, &former->last_ns);
  g_hash_table_insert (self->formers, g_strdup (name), former);
  ht_recorder_end_target (self->recorder, target, reason);
}

static void
gone_cb (const HtPod *pod, gboolean was_target, gpointer user_data)
{
  HtPodFollowing *self = user_data;
  g_autofree char *name = g_strdup (find_name (self, pod->uid));
  HtLiveTarget *target = name != NULL ? ht_recorder_find_target (self->recorder, name) : NULL;
  g_autoptr (GError) error = NULL;

  if (!was_target)
    {
      tell_of_pod (self, HT_NEWS_REMOVED, 0, pod->name, HT_LIVE_PAUSED, "the pod is gone");
      return;
    }
  if (target != NULL && !mark_end (self, target, &error))
    ht_recorder_tell (self->recorder, NULL, g_steal_pointer (&error));
  if (name != NULL)
    {
      end_target (self, name, "the pod is gone");
      g_hash_table_remove (self->uids, name);
      g_hash_table_remove (self->urls, name);
    }
}

static void
waits_cb (const HtPod *pod, const char *how, gpointer user_data)
{
  tell_of_pod (user_data, HT_NEWS_STATE, 0, pod->name, HT_LIVE_CONNECTING, how);
}

static void
renewed_cb (HtCredentials *credentials, gpointer user_data)
{
  HtPodFollowing *self = user_data;
  GHashTableIter iter;
  gpointer name, url;

  g_hash_table_iter_init (&iter, self->urls);
  while (g_hash_table_iter_next (&iter, &name, &url))
    {
      HtLiveTarget *target = ht_recorder_find_target (self->recorder, name);
      g_autoptr (HtHttpClient) client = ht_http_client_new (url, credentials, NULL);

      if (target != NULL && client != NULL)
        ht_live_target_set_client (target, client);
    }
}

/* The same again is no news. */
static gboolean
is_news (const HtPodFollowing *self, const HtRecorderNews *news)
{
  const HtRecorderNews *told = self->told;

  return told == NULL || told->state != news->state || told->n_targets != news->n_targets ||
         told->retry_us != news->retry_us || g_strcmp0 (told->reason, news->reason) != 0;
}

static void
listed_cb (HtLiveState state,
           guint n_targets,
           const char *trouble,
           gint64 retry_us,
           gpointer user_data)
{
  HtPodFollowing *self = user_data;
  HtRecorderNews news = { .kind = HT_NEWS_GROUP,
                          .is_unverified = ht_pod_follower_is_unverified (self->follower),
                          .name = self->name,
                          .group = self->name,
                          .state = state,
                          .reason = (char *) trouble,
                          .retry_us = retry_us,
                          .n_targets = n_targets };

  if (!is_news (self, &news))
    return;
  g_clear_pointer (&self->told, ht_recorder_news_free);
  self->told = ht_recorder_news_copy (&news);
  ht_recorder_tell (self->recorder, ht_recorder_news_copy (&news), NULL);
}

static const HtPodFollowerFuncs funcs = {
  .found = found_cb,
  .gone = gone_cb,
  .waits = waits_cb,
  .renewed = renewed_cb,
  .listed = listed_cb,
};

/*
 * ht_pod_following_free:
 * @following: (transfer full) (nullable): pods that are followed
 *
 * Ends it. Its targets stay.
 */
void
ht_pod_following_free (HtPodFollowing *following)
{
  if (following == NULL)
    return;
  ht_pod_follower_free (following->follower);
  g_hash_table_unref (following->uids);
  g_hash_table_unref (following->urls);
  g_hash_table_unref (following->formers);
  ht_recorder_news_free (following->told);
  g_free (following->name);
  g_free (following);
}

/*
 * ht_pod_following_explain:
 * @following: pods that are followed
 * @news: of a target; changed if it is one of these
 *
 * Adds to news of a target that it is a pod, and what that means for its trouble.
 */
void
ht_pod_following_explain (const HtPodFollowing *following, HtRecorderNews *news)
{
  const char *uid = g_hash_table_lookup (following->uids, news->name);
  g_autofree char *more = NULL;

  if (uid == NULL)
    return;
  g_free (news->group);
  news->group = g_strdup (following->name);
  news->is_unverified = ht_pod_follower_is_unverified (following->follower);
  if (news->kind != HT_NEWS_STATE || news->reason == NULL)
    return;
  more = ht_pod_follower_explain (following->follower, uid, news->state);
  if (more != NULL)
    {
      char *reason = g_strdup_printf ("%s; %s", news->reason, more);

      g_free (news->reason);
      news->reason = reason;
    }
}

/* --- from the owner's thread --- */

typedef struct
{
  /* Owned */
  HtRecorder *recorder;
  HtPodQuery *query;
  char *name;

  HtTargetIntervals intervals;
  HtCaptureRules rules;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  ht_recorder_unref (order->recorder);
  ht_pod_query_free (order->query);
  g_free (order->name);
  g_free (order);
}

static gboolean
follow_cb (gpointer user_data)
{
  const Order *order = user_data;
  GPtrArray *followings = ht_recorder_get_followings (order->recorder);
  HtPodFollowing *self;

  if (followings == NULL)
    return G_SOURCE_REMOVE;
  self = g_new0 (HtPodFollowing, 1);
  self->recorder = order->recorder;
  self->name = g_strdup (order->name);
  self->intervals = order->intervals;
  self->rules = order->rules;
  self->uids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->formers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->follower = ht_pod_follower_new (order->query, &funcs, self);
  g_ptr_array_add (followings, self);
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_follow_pods:
 * @recorder: the recorder
 * @query: which pods
 * @intervals: how often each is asked for what
 * @rules: (nullable): when each is captured on its own; %NULL for the default rules
 * @error: return location, in %HT_SOURCE_ERROR
 *
 * Begins to record the pods of a cluster that match, through the API server, as they come and go:
 * each that runs is a target, called as the pod. One that goes is not recorded any more, with a
 * mark where that was; one that is made anew under its name goes on there, as after a restart. What
 * the kubeconfig says and whether the API server answers is told as news of kind %HT_NEWS_GROUP.
 *
 * Returns: whether @query makes sense by itself
 */
gboolean
ht_recorder_follow_pods (HtRecorder *recorder,
                         const HtPodQuery *query,
                         const HtTargetIntervals *intervals,
                         const HtCaptureRules *rules,
                         GError **error)
{
  Order *order;

  if (!ht_pod_query_check (query, error))
    return FALSE;
  order = g_new0 (Order, 1);
  order->recorder = ht_recorder_ref (recorder);
  order->query = ht_pod_query_copy (query);
  order->name = ht_pod_query_get_display_name (query);
  order->intervals = *intervals;
  order->rules = rules != NULL ? *rules : ht_capture_rules_default ();
  ht_recorder_call (recorder, follow_cb, order, order_free);
  return TRUE;
}

static void
unfollow (GPtrArray *followings, HtPodFollowing *self)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->uids);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    end_target (self, name, NULL);
  g_ptr_array_remove (followings, self);
}

static gboolean
unfollow_cb (gpointer user_data)
{
  const Order *order = user_data;
  GPtrArray *followings = ht_recorder_get_followings (order->recorder);

  for (guint i = followings != NULL ? followings->len : 0; i > 0; i--)
    {
      HtPodFollowing *self = g_ptr_array_index (followings, i - 1);

      if (strcmp (self->name, order->name) == 0)
        unfollow (followings, self);
    }
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_unfollow_pods:
 * @recorder: the recorder
 * @name: what [method@PodQuery.get_display_name] calls them
 *
 * Ends the targets that are such pods, and looks for no more. What was recorded stays.
 */
void
ht_recorder_unfollow_pods (HtRecorder *recorder, const char *name)
{
  Order *order = g_new0 (Order, 1);

  order->recorder = ht_recorder_ref (recorder);
  order->name = g_strdup (name);
  ht_recorder_call (recorder, unfollow_cb, order, order_free);
}
