/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-rules.h"
#include "recorder-news.h"
#include "retention.h"
#include "store-error.h"
#include "target-schedule.h"

G_BEGIN_DECLS

/**
 * HtRecorder:
 *
 * Records live services into a recording, on a thread of its own.
 *
 * What was answered is committed once a second. A slow or dead service delays no other, and a
 * full disk ends nothing: what cannot be written is lost until there is room again.
 */
typedef struct _HtRecorder HtRecorder;

/**
 * HtRecorderNewsFunc:
 * @news: (nullable): what is new of a target; %NULL if more was committed, or could not be
 * @error: (nullable): why nothing could be committed, or why a target is not recorded
 * @user_data: what was given with it
 *
 * Called in the main context that was the thread's default when the recorder was made.
 */
typedef void (*HtRecorderNewsFunc) (const HtRecorderNews *news,
                                    const GError *error,
                                    gpointer user_data);

HtRecorder *
ht_recorder_new (const char *path, HtRecorderNewsFunc news, gpointer user_data, GError **error);
void ht_recorder_free (HtRecorder *recorder);
gboolean ht_recorder_add (HtRecorder *recorder,
                          const char *name,
                          const char *url,
                          HtCredentials *credentials,
                          const HtTargetIntervals *intervals,
                          GError **error);
void
ht_recorder_add_log (HtRecorder *recorder, const char *name, const char *path, gboolean from_start);
void ht_recorder_remove (HtRecorder *recorder, const char *name);
void ht_recorder_set_paused (HtRecorder *recorder, const char *name, gboolean paused);
void ht_recorder_set_intervals (HtRecorder *recorder,
                                const char *name,
                                const HtTargetIntervals *intervals);
void ht_recorder_set_rules (HtRecorder *recorder, const char *name, const HtCaptureRules *rules);
void ht_recorder_set_retention (HtRecorder *recorder, const HtRetention *retention);
void ht_recorder_capture (HtRecorder *recorder, const char *name, HtOnDemand what, guint seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecorder, ht_recorder_free)

G_END_DECLS
