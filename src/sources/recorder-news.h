/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "on-demand.h"

G_BEGIN_DECLS

/**
 * HtLiveState:
 * @HT_LIVE_CONNECTING: nothing was answered yet
 * @HT_LIVE_RECORDING: it answers
 * @HT_LIVE_RETRYING: it does not answer and is asked again later
 * @HT_LIVE_UNAUTHORIZED: it wants other credentials, and is asked again later
 * @HT_LIVE_PAUSED: the user wants it left alone
 */
typedef enum
{
  HT_LIVE_CONNECTING,
  HT_LIVE_RECORDING,
  HT_LIVE_RETRYING,
  HT_LIVE_UNAUTHORIZED,
  HT_LIVE_PAUSED,
} HtLiveState;

/**
 * HtNewsKind:
 * @HT_NEWS_STATE: its state, the reason for it or the time of the next try is another one
 * @HT_NEWS_CAPTURE_BEGUN: it was asked for something on demand
 * @HT_NEWS_CAPTURE_DONE: that is in the recording, and committed
 * @HT_NEWS_CAPTURE_FAILED: it will not be, for the reason told; also without @HT_NEWS_CAPTURE_BEGUN
 * @HT_NEWS_FLAG: a rule has fired; the reason is its evidence
 * @HT_NEWS_LOG: its gctrace log cannot be read, for the reason told, or without one can again
 * @HT_NEWS_REMOVED: it is not recorded any more, nor what it was asked for and was not done; what
 *   was recorded stays
 * @HT_NEWS_GROUP: of a group whose targets come and go by themselves the state, the reason for it
 * or the number of targets is another one; there is no target then, and the name is the group's
 */
typedef enum
{
  HT_NEWS_STATE,
  HT_NEWS_CAPTURE_BEGUN,
  HT_NEWS_CAPTURE_DONE,
  HT_NEWS_CAPTURE_FAILED,
  HT_NEWS_FLAG,
  HT_NEWS_LOG,
  HT_NEWS_REMOVED,
  HT_NEWS_GROUP,
} HtNewsKind;

/**
 * HtRecorderNews:
 * @kind: what it is about
 * @target: id of the target; 0 if there is none of that name, such as a pod that does not run yet
 * @name: what people call it
 * @group: (nullable): what people call the group that it came with
 * @state: how it is, whatever the news are about
 * @reason: (nullable): of a state why it is not recorded, of a capture why it failed; without
 *   secrets
 * @retry_us: when it is asked again, on the monotonic clock; 0 if it answers or is paused
 * @what: what was captured, of the kinds about that
 * @capture: id of the capture, once it is done; else 0
 * @is_unverified: whether what it came with, such as a cluster, is not asked who it is; known of
 *   what has a group only
 * @n_targets: of a group, how many targets it has now
 *
 * Something about a target has changed.
 */
typedef struct
{
  HtNewsKind kind;
  gint64 target;
  char *name;
  char *group;
  HtLiveState state;
  char *reason;
  gint64 retry_us;
  HtOnDemand what;
  gint64 capture;
  gboolean is_unverified;
  guint n_targets;
} HtRecorderNews;

HtRecorderNews *ht_recorder_news_copy (const HtRecorderNews *news);
void ht_recorder_news_free (HtRecorderNews *news);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecorderNews, ht_recorder_news_free)

G_END_DECLS
