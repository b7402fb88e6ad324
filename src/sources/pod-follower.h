/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "credentials.h"
#include "pod-query.h"
#include "recorder-news.h"

G_BEGIN_DECLS

/**
 * HT_POD_MAX_TARGETS:
 *
 * More pods than these do not become targets; the selector is to be narrowed then.
 */
#define HT_POD_MAX_TARGETS 200

/**
 * HtPodFollowerFuncs:
 * @found: a pod runs, and is a target from now on: where, and what to send along
 * @gone: a pod is gone or has ended; if it was a target, it is none any more
 * @waits: a pod matches, but does not run; the text says how it is
 * @renewed: this is to be sent along to all targets from now on
 * @listed: how it goes with the list: how many pods are targets, and what is the trouble, if any,
 *   until when, on the monotonic clock
 *
 * Who is told of the pods that are followed. None may free the follower.
 */
typedef struct
{
  void (*found) (const HtPod *pod, const char *url, HtCredentials *credentials, gpointer user_data);
  void (*gone) (const HtPod *pod, gboolean was_target, gpointer user_data);
  void (*waits) (const HtPod *pod, const char *how, gpointer user_data);
  void (*renewed) (HtCredentials *credentials, gpointer user_data);
  void (*listed) (HtLiveState state,
                  guint n_targets,
                  const char *trouble,
                  gint64 retry_us,
                  gpointer user_data);
} HtPodFollowerFuncs;

/**
 * HtPodFollower:
 *
 * Turns the pods of a cluster that match into targets, as they come and go.
 *
 * It logs in to the API server, again when the credentials expire or are refused, and watches the
 * list. While that fails the targets that were found stay targets. Lives on one thread, with the
 * main context that was its default when it was made.
 */
typedef struct _HtPodFollower HtPodFollower;

HtPodFollower *
ht_pod_follower_new (const HtPodQuery *query, const HtPodFollowerFuncs *funcs, gpointer user_data);
void ht_pod_follower_free (HtPodFollower *follower);
gboolean ht_pod_follower_is_unverified (const HtPodFollower *follower);
char *ht_pod_follower_explain (const HtPodFollower *follower, const char *uid, HtLiveState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPodFollower, ht_pod_follower_free)

G_END_DECLS
