/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-rules.h"
#include "recorder-news.h"
#include "recording-writer.h"
#include "steady-clock.h"
#include "target-schedule.h"

G_BEGIN_DECLS

/**
 * HtLiveTarget:
 *
 * A service that is being recorded. Lives on the thread of its #HtRecorder.
 */
typedef struct _HtLiveTarget HtLiveTarget;

/**
 * HtLiveTargetNewsFunc:
 * @news: (transfer none): what has changed
 * @user_data: what was given with it
 *
 * Told on the thread of the target.
 */
typedef void (*HtLiveTargetNewsFunc) (const HtRecorderNews *news, gpointer user_data);

HtLiveTarget *ht_live_target_new (HtRecordingWriter *writer,
                                  HtSteadyClock *clock,
                                  const char *name,
                                  HtHttpClient *client,
                                  const HtTargetIntervals *intervals,
                                  GError **error);
void ht_live_target_free (HtLiveTarget *target);
void ht_live_target_set_news (HtLiveTarget *target, HtLiveTargetNewsFunc news, gpointer user_data);
gint64 ht_live_target_get_id (const HtLiveTarget *target);
const char *ht_live_target_get_name (const HtLiveTarget *target);
guint64 ht_live_target_get_n_missed (const HtLiveTarget *target);
void ht_live_target_end_second (HtLiveTarget *target, gboolean is_committed);
void ht_live_target_get_life (const HtLiveTarget *target, guint32 *epoch, gint64 *last_ns);
void ht_live_target_follow (HtLiveTarget *target, guint32 epoch, gint64 last_ns);
void ht_live_target_set_group (HtLiveTarget *target, const char *group);
void ht_live_target_set_client (HtLiveTarget *target, HtHttpClient *client);
void ht_live_target_set_paused (HtLiveTarget *target, gboolean paused);
void ht_live_target_set_intervals (HtLiveTarget *target, const HtTargetIntervals *intervals);
void ht_live_target_set_rules (HtLiveTarget *target, const HtCaptureRules *rules);
void ht_live_target_capture (HtLiveTarget *target, HtOnDemand what, guint seconds);
void ht_live_target_run (HtLiveTarget *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLiveTarget, ht_live_target_free)

G_END_DECLS
