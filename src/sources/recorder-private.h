/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "live-log.h"
#include "live-target.h"
#include "recorder.h"

G_BEGIN_DECLS

/* What the parts of a recorder share. */

/**
 * HtRecorderFetch:
 *
 * A history on its way into a recording.
 */
typedef struct _HtRecorderFetch HtRecorderFetch;

/**
 * HtPodFollowing:
 *
 * Pods that are followed into a recording. Lives on the recorder's thread.
 */
typedef struct _HtPodFollowing HtPodFollowing;

/* On any thread. */
void ht_recorder_call (HtRecorder *self, GSourceFunc call, gpointer data, GDestroyNotify destroy);
HtRecorder *ht_recorder_ref (HtRecorder *self);
void ht_recorder_unref (HtRecorder *self);
const char *ht_recorder_get_path (const HtRecorder *self);
void ht_recorder_tell (HtRecorder *self, HtRecorderNews *news, GError *error);

/* On the recorder's thread. */
HtRecordingWriter *ht_recorder_get_writer (HtRecorder *self);
GPtrArray *ht_recorder_get_logs (HtRecorder *self);
void ht_recorder_tell_of_log (HtRecorder *recorder, HtLiveLog *log);
gboolean ht_recorder_commit (HtRecorder *self, GError **error);
gint64 ht_recorder_now_ns (HtRecorder *self);
GPtrArray *ht_recorder_get_followings (HtRecorder *self);
HtLiveTarget *ht_recorder_find_target (HtRecorder *self, const char *name);
HtLiveTarget *ht_recorder_add_target (HtRecorder *self,
                                      const char *name,
                                      HtHttpClient *client,
                                      const HtTargetIntervals *intervals,
                                      GError **error);
void ht_recorder_end_target (HtRecorder *self, HtLiveTarget *target, const char *reason);
void ht_pod_following_free (HtPodFollowing *following);
void ht_pod_following_explain (const HtPodFollowing *following, HtRecorderNews *news);

/* On the owner's thread. */
GPtrArray *ht_recorder_get_fetches (HtRecorder *self);
void ht_recorder_fetch_end (HtRecorderFetch *fetch);

G_END_DECLS
